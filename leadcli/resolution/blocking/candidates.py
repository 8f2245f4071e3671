"""Blocking: the few labels of a directory that share enough with a caller to be compared with it.

What a caller and a label share is the sum of the parts of the keys that both have, against the sizes of both: a
cosine. Rare keys are read first, and no more of them than BUDGET allows, so a caller costs the same in a directory of a
million. ``candidates`` asks the compiled core where there is one and the directory is mapped; what it does is
``shared``.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from leadcli.names import Name
from leadcli.native import core
from leadcli.resolution.blocking.index import BUDGET, KEPT, LEAST_IDF, UNITS, Index, lengths, part
from leadcli.resolution.blocking.keys import (
    WEIGHTS,
    WHOLE,
    key,
    mark_of,
    name_keys,
    placed,
    said_acronyms,
    said_words,
)

if TYPE_CHECKING:
    from leadcli.resolution.directory.directory import Directory

MOST = 24  # labels kept for scoring
TIES = 3  # labels that share exactly alike, most often namesakes; those in the caller's city come first
KEYED = 10  # labels with the very same key that are scored: of more, those in the caller's city

Share = tuple[float, bool, int]  # less what a label shares, whether it is not in the caller's city, its number


class Asked(NamedTuple):
    """The keys of one reading of a caller's name; 0: it has none."""

    whole: int
    here: int  # the whole name in the caller's city
    own: list[int]
    others: list[int]  # of labels that its words are the initials of, or that are the initials of its words


def candidates(directory: Directory, name: Name, city: str = "") -> list[tuple[int, float]]:
    """The numbers of the labels worth scoring against a name, at most MOST, with what each shares with it, 0 to 1.

    The best reading of the name counts. Labels with the caller's very name share all; of very many, those in the
    caller's city come first, and so they do of labels that share alike.
    """
    index = directory.index
    readings = [asked(reading, city) for reading in (name, *name.variants)]
    if core is not None and (file := index.mapped) is not None:
        found = by_core(file, index.place, readings, city)
        if found is not None:
            return found
    best: dict[int, Share] = {}
    for reading in readings:
        for share in shared(index, reading, mark_of(city)):
            number = share[2]
            best[number] = min(share, best.get(number, share))
    return [(number, -less) for less, _, number in sorted(best.values())[:MOST]]


def by_core(file: Any, place: Any, readings: Iterable[Asked], city: str) -> list[tuple[int, float]] | None:
    """The candidates by the compiled core; None where the file is damaged, which Python tells."""
    packed = [array("Q", (a.whole, a.here, len(a.own), *a.own, *a.others)) for a in readings]
    limits = (MOST, TIES, KEYED, BUDGET, KEPT, UNITS, LEAST_IDF, *WEIGHTS)
    found: list[tuple[int, float]] | None = core.candidates(file, place, packed, mark_of(city), limits, lengths())
    return found


def asked(name: Name, city: str) -> Asked:
    """The keys of a reading."""
    own = name_keys(name)
    known = set(own)
    others = [each for each in dict.fromkeys((*said_acronyms(name), *said_words(name.acronyms))) if each not in known]
    here = placed(name.key, city) if name.key and city else 0
    return Asked(key(WHOLE, name.key) if name.key else 0, here, own, others)


def shared(index: Index, reading: Asked, here: int) -> list[Share]:
    """What labels share with one reading of a caller's name, at most MOST of them; ``here``: the mark of its city."""
    size = 0
    found = []
    for number, each in enumerate((*reading.own, *reading.others)):
        bearers = index.find(each)
        own = part(each >> 32, bearers.total if bearers else 0, index.size)
        if number < len(reading.own):
            size += own
        if bearers and bearers.kept:
            found.append((bearers.total, each, own, bearers))
    sums: dict[int, int] = {}
    seen: dict[int, tuple[int, int]] = {}
    budget = BUDGET
    for total, _, own, bearers in sorted(found):
        budget -= total
        if budget < 0:
            break
        for label, step, mark in zip(*index.labels(bearers), strict=True):
            sums[label] = sums.get(label, 0) + own
            seen[label] = step, mark
    same = _of_key(index, reading)
    length, theirs = math.sqrt(size), lengths()
    kept: list[Share] = [(-1.0, False, label) for label in same]
    alike: dict[float, int] = {}
    for share in sorted(
        [
            (-min(1.0, both / (length * theirs[seen[label][0]])), not here or seen[label][1] != here, label)
            for label, both in sums.items()
            if label not in same
        ]
    ):
        alike[share[0]] = alike.get(share[0], 0) + 1
        if alike[share[0]] <= TIES:
            kept.append(share)
    return sorted(kept)[:MOST]


def _of_key(index: Index, reading: Asked) -> list[int]:
    """The labels of the very name. Of more than KEYED, those in the caller's city; without one, the first."""
    same = index.find(reading.whole) if reading.whole else None
    if same is None:
        return []
    here = index.find(reading.here) if reading.here and same.kept > KEYED else None
    return list(index.labels(here or same).numbers[:KEYED])
