"""The figures of a pair: what of a caller and a name on file the model learns from, each with its meaning.

Three kinds: of the search that found the name, of the two texts, and of the words set side by side.
"""

from __future__ import annotations

from collections.abc import Mapping

from leadcli.names import Name
from leadcli.resolution.comparison.alignment import Alignment, Rarity
from leadcli.resolution.comparison.signals import SIGNALS, Circumstance, signals
from leadcli.resolution.comparison.text_likeness import TEXT_FIGURES, Text, text_figures

FIGURES: Mapping[str, str] = {
    "votes": "cosine of the words, consonants and runs of four letters that both names have, by rarity",
    **TEXT_FIGURES,
    **SIGNALS,
}
PLACE: Mapping[str, int] = {name: place for place, name in enumerate(FIGURES)}


def pair_figures(
    share: float,
    texts: tuple[Text, Text],
    names: tuple[Name, Name],
    aligned: Alignment,
    around: Circumstance,
    rarity: Rarity,
) -> list[float]:
    """The figures of FIGURES, in that order. ``texts`` and ``names``: the caller's, and the one on file."""
    return [share, *text_figures(*texts, rarity), *signals(*names, aligned, around, rarity).values()]
