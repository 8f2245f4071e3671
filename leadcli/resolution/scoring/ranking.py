"""A label that was compared with the caller, and which of several comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.names import Name, Word
from leadcli.names.scripts import is_cyrillic
from leadcli.resolution.comparison.alignment import Alignment, How
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
        scored = _new(Scored)
        _set(scored, "score", batch.scores[index])
        _set(scored, "found", (batch, index))
        return scored

    @property
    def family(self) -> str:
        """The family of the label, which need not be read for it."""
        if self.found is None:
            return self.label.family
        batch, index = self.found
        return batch.families[index]

    @property
    def whose(self) -> tuple[str, str]:
        """The ids of the label's client and group; see ``family``."""
        if self.found is None:
            return self.label.client_id, self.label.group_id
        batch, index = self.found
        return batch.whose(index)

    @property
    def whole(self) -> bool:
        """Whether all words of the label were said; see ``family``."""
        if self.found is None:
            return not self.alignment.label_alone
        batch, index = self.found
        return batch.whole(index)

    @property
    def hows(self) -> frozenset[How]:
        """The ways in which words of the label and the caller's are one; see ``family``."""
        if self.found is None:
            return self.alignment.hows
        batch, index = self.found
        return batch.hows(index)

    def explained(self, least: float = 0.0) -> list[Word]:
        """The caller's words that have a partner in the label, as alike at least, in their order; see ``family``."""
        if self.found is None:
            return [word for pair in self.alignment.pairs if pair.alike >= least for word in pair.caller]
        batch, index = self.found
        return batch.explained(index, least)

    def figure(self, name: str) -> float:
        """One figure of the pair; see FIGURES."""
        return self.figures[PLACE[name]]

    def __getattr__(self, name: str) -> Any:
        """A field that was not set yet."""
        if name not in _LATER or self.found is None:
            raise AttributeError(name)
        batch, index = self.found
        value = getattr(batch, name)(index)
        _set(self, name, value)
        return value


_new, _set = object.__new__, object.__setattr__
_LATER = ("label", "name", "alignment", "figures")


def rank(scored: list[Scored]) -> list[Scored]:
    """The best first; of those that score alike, by what they are."""
    return [
        scored[place] for place in _in_order([one.score for one in scored], lambda place: precedence(scored[place]))
    ]


def ranked(batch: Batch) -> list[Scored]:
    """``rank`` of all that the core has found."""
    return [Scored.later(batch, place) for place in _in_order(batch.scores, batch.order)]


def _in_order(scores: Sequence[float], order: Callable[[int], Any]) -> list[int]:
    """The places of scores, the highest first; ``order`` is asked for those that are alike only."""
    rounded = [round(score, DIGITS) for score in scores]
    places = sorted(range(len(rounded)), key=rounded.__getitem__, reverse=True)
    if len(set(rounded)) == len(rounded):
        return places
    found: list[int] = []
    for _, alike in groupby(places, key=rounded.__getitem__):
        same = list(alike)
        found += sorted(same, key=order) if len(same) > 1 else same
    return found


def precedence(scored: Scored) -> tuple[bool, str, str, bool, bool, str]:
    """What stands first of labels that are alike: groups before cards, the user's script, names before aliases."""
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
