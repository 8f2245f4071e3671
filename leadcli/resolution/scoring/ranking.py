"""A label that was compared with the caller, and which of several comes first."""

from __future__ import annotations

from collections.abc import Sequence

from leadcli.domain.frozen import frozen
from leadcli.names import Name
from leadcli.names.scripts import is_cyrillic
from leadcli.resolution.comparison.alignment import Alignment
from leadcli.resolution.comparison.figures import PLACE
from leadcli.resolution.directory.labels import Label

DIGITS = 6  # of a score that count where the order is decided


@frozen
class Scored:
    """A label with its alignment to the caller, the figures, and the score, 0 to 1."""

    label: Label
    name: Name
    alignment: Alignment
    figures: Sequence[float]
    score: float

    def figure(self, name: str) -> float:
        """One figure of the pair; see FIGURES."""
        return self.figures[PLACE[name]]


def rank(scored: list[Scored]) -> list[Scored]:
    """The best first; of those that score alike, by what they are."""
    return sorted(scored, key=_rank)


def _rank(scored: Scored) -> tuple[float, bool, str, str, bool, bool, str]:
    label = scored.label
    return (
        -round(scored.score, DIGITS),
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
