"""A label that was compared with the caller, and which of several comes first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.names import Name
from leadcli.names.scripts import is_cyrillic
from leadcli.resolution.comparison.alignment import Alignment
from leadcli.resolution.comparison.figures import PLACE
from leadcli.resolution.comparison.pair import Batch
from leadcli.resolution.directory.labels import Label

DIGITS = 6  # of a score that count where the order is decided


@frozen
class Scored:
    """A label with its alignment to the caller, the figures, and the score, 0 to 1.

    ``found``: where the core found it, and its place there, from which all but the score is read when it is asked for.
    """

    label: Label
    name: Name
    alignment: Alignment
    figures: Sequence[float]
    score: float
    found: tuple[Batch, int] | None = None

    @staticmethod
    def later(batch: Batch, index: int) -> Scored:
        """What the core has found, not read yet."""
        scored = object.__new__(Scored)
        object.__setattr__(scored, "score", batch.scores[index])
        object.__setattr__(scored, "found", (batch, index))
        return scored

    def figure(self, name: str) -> float:
        """One figure of the pair; see FIGURES."""
        return self.figures[PLACE[name]]

    def __getattr__(self, name: str) -> Any:
        """A field that was not set yet."""
        if name not in _LATER or self.found is None:
            raise AttributeError(name)
        batch, index = self.found
        value = getattr(batch, name)(index)
        object.__setattr__(self, name, value)
        return value


_LATER = ("label", "name", "alignment", "figures")


def rank(scored: list[Scored]) -> list[Scored]:
    """The best first; of those that score alike, by what they are: that of others is not looked at."""
    found: list[Scored] = []
    order = sorted([(-round(one.score, DIGITS), place) for place, one in enumerate(scored)])
    for _, alike in groupby(order, key=itemgetter(0)):
        same = [scored[place] for _, place in alike]
        found += sorted(same, key=_rank) if len(same) > 1 else same
    return found


def _rank(scored: Scored) -> tuple[bool, bytes, bytes, bool, bool, bytes] | tuple[bool, str, str, bool, bool, str]:
    if scored.found is not None:
        batch, index = scored.found
        return batch.order(index)
    label = scored.label
    return (
        not label.of_group,
        label.group_id,
        label.client_id,
        foreign(scored),
        "alias" in label.kind,
        label.text,
    )


def foreign(scored: Scored) -> bool:
    """Whether a label is written in another script than the user's, who will recognise the other one of equals."""
    return is_cyrillic(scored.label.text) != is_cyrillic(scored.name.raw)
