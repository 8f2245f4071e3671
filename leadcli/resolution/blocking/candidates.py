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
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

from leadcli.names import Name
from leadcli.native import core
from leadcli.resolution.blocking.index import (
    BUDGET,
    KEPT,
    LEAST_IDF,
    UNITS,
    Asked,
    Bearers,
    Index,
    Labels,
    lengths,
    part,
)
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

BESIDE = 40  # bits of a key: above them the core is told how many labels have it that are not in the file

Share = tuple[float, bool, int]  # less what a label shares, whether it is not in the caller's city, its number


class Beside(Protocol):
    """Labels beside those of a file, with the keys of all; see ``directory.joined_directory``."""

    def count(self, key: int) -> int:
        """How many of them have a key."""
        ...

    def find(self, key: int) -> Bearers | None:
        """How many of all bear a key; None when no label has it."""
        ...

    def labels(self, found: Bearers) -> Labels:
        """Those of them that have a key that was found."""
        ...


def candidates(directory: Directory, name: Name, city: str = "") -> list[tuple[int, float]]:
    """The numbers of the labels worth scoring against a name, at most MOST, with what each shares with it, 0 to 1.

    The best reading of the name counts. Labels with the caller's very name share all; of very many, those in the
    caller's city come first, and so they do of labels that share alike.
    """
    index = directory.index
    readings = [asked(reading, city) for reading in (name, *name.variants)]
    index.expect(each for reading in readings for each in (*reading.own, *reading.others))
    if core is not None and index.mapped is not None:
        found = by_core(index, readings, mark_of(city))
        if found is not None:
            return found
    return _best(shared(index, reading, mark_of(city)) for reading in readings)


def _best(found: Iterable[Iterable[Share]]) -> list[tuple[int, float]]:
    """Of what was found for each reading the labels that share most, each once."""
    best: dict[int, Share] = {}
    for share in chain.from_iterable(found):
        number = share[2]
        best[number] = min(share, best.get(number, share))
    return [(number, -less) for less, _, number in sorted(best.values())[:MOST]]


def by_core(index: Any, readings: Iterable[Asked], here: int) -> list[tuple[int, float]] | None:
    """The candidates by the compiled core; None where the file is damaged, which Python tells.

    The core looks into the file alone. Of labels beside it, which are few, it is told how many have each key.
    """
    beside: Beside | None = index.beside
    packed = [array("Q", (a.whole, a.here, len(a.own), *a.own, *a.others)) for a in readings]
    if beside is None:
        found = _by_core(index, packed, here)
        return None if found is None else [(number, share) for number, share, _ in found]
    told: list[list[Share]] = []
    for reading, keys in zip(readings, packed, strict=True):
        for place in (0, 1, *range(3, len(keys))):
            keys[place] |= beside.count(keys[place]) << BESIDE if keys[place] else 0
        found = _by_core(index, [keys], here)
        if found is None:
            return None
        own = [(-share, bool(away), number) for number, share, away in found]
        told.append(shared(index, reading, here, beside, own))
    return _best(told)


def _by_core(index: Any, packed: list[array[int]], here: int) -> list[tuple[int, float, int]] | None:
    """Numbers, what each shares, and whether it is not in the caller's city."""
    limits = (MOST, TIES, KEYED, BUDGET, KEPT, UNITS, LEAST_IDF, *WEIGHTS)
    found: list[tuple[int, float, int]] | None = core.candidates(
        index.mapped, index.place, packed, here, limits, lengths()
    )
    return found


def asked(name: Name, city: str) -> Asked:
    """The keys of a reading."""
    whole, own, others = _said(name)
    return Asked(whole, placed(name.key, city) if name.key and city else 0, own, others)


@lru_cache(maxsize=512)  # some fifty rows of an export are looked for in the directory, then told to the fold
def _said(name: Name) -> tuple[int, list[int], list[int]]:
    own = name_keys(name)
    known = set(own)
    others = [each for each in dict.fromkeys((*said_acronyms(name), *said_words(name.acronyms))) if each not in known]
    return key(WHOLE, name.key) if name.key else 0, own, others


def shared(
    index: Index, reading: Asked, here: int, among: Beside | None = None, others: Iterable[Share] = ()
) -> list[Share]:
    """What labels share with one reading of a caller's name, at most MOST of them; ``here``: the mark of its city.

    ``among``: where labels are looked up, if not all in the index; then ``others`` is what the rest share.
    """
    keys = among or index
    size = 0
    found = []
    for number, each in enumerate((*reading.own, *reading.others)):
        bearers = keys.find(each)
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
        for label, step, mark in zip(*keys.labels(bearers), strict=True):
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
        + [share for share in others if share[2] not in same]
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
