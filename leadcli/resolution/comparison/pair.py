"""The names that blocking has found, each compared with the caller: how the words correspond, and the figures."""

from __future__ import annotations

from leadcli.domain.frozen import frozen
from leadcli.names import Name
from leadcli.resolution.comparison.alignment import Alignment, Rarity, align
from leadcli.resolution.comparison.figures import PLACE, pair_figures
from leadcli.resolution.comparison.signals import Circumstance
from leadcli.resolution.comparison.text_likeness import Text, text_of
from leadcli.resolution.directory.labels import Label

FITTING = tuple(PLACE[name] for name in ("caller_covered", "label_covered", "letters"))


@frozen
class Compared:
    """A label beside the reading of the caller's name that fits it best, and what the two say."""

    label: Label
    name: Name
    alignment: Alignment
    figures: list[float]


def readings(name: Name) -> list[tuple[Name, Text]]:
    """All readings of a caller's name, each as a text."""
    return [(reading, text_of(reading)) for reading in (name, *name.variants)]


def compare(
    caller: list[tuple[Name, Text]], label: Label, share: float, around: Circumstance, rarity: Rarity, deep: bool
) -> Compared:
    """A label compared with the caller's reading that fits it best; ``deep`` asks the dictionary for word forms."""
    theirs = text_of(label.name)
    best: Compared | None = None
    most = -1.0
    for name, text in caller:
        aligned = align(name, label.name, rarity, deep)
        found = pair_figures(share, (text, theirs), (name, label.name), aligned, around, rarity)
        fits = found[FITTING[0]] + found[FITTING[1]] + found[FITTING[2]]
        if fits > most:
            best, most = Compared(label, name, aligned, found), fits
    assert best is not None, "a caller has a reading"
    return best
