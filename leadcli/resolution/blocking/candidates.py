"""Blocking: the few labels of a directory that share enough with a caller to be compared with it.

What a caller and a label share is the sum of the parts of the keys that both have, against the sizes of both: a
cosine. Rare keys are read first, and no more of them than BUDGET allows, so a caller costs the same in a directory of a
million. ``candidates`` asks the compiled core where there is one and the directory is mapped; what it does is
``shared``.
"""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING, NamedTuple

from leadcli.names import Name
from leadcli.native import core
from leadcli.resolution.blocking.index import KEPT, LEAST_IDF, UNITS, Index, lengths, part
from leadcli.resolution.blocking.keys import WEIGHTS, WHOLE, key, name_keys, placed, said_acronyms, said_words

if TYPE_CHECKING:
    from leadcli.resolution.directory.directory import Directory

MOST = 24  # labels kept for scoring
TIES = 8  # labels that share exactly alike, which most often are namesakes
KEYED = 10  # labels with the very same key that are scored: of more, those in the caller's city
BUDGET = 6_000  # labels of keys that are read for one reading of a name

Shares = list[tuple[int, float]]  # numbers of labels with their shares, the largest first


class Asked(NamedTuple):
    """The keys of one reading of a caller's name; 0: it has none."""

    whole: int
    here: int  # the whole name in the caller's city
    own: list[int]
    others: list[int]  # of labels that its words are the initials of, or that are the initials of its words


def candidates(directory: Directory, name: Name, city: str = "") -> Shares:
    """The numbers of the labels worth scoring against a name, at most MOST, with what each shares with it, 0 to 1.

    The best reading of the name counts. Labels with the caller's very name share all; of very many, those in the
    caller's city come first.
    """
    index = directory.index
    readings = [asked(reading, city) for reading in (name, *name.variants)]
    if core is not None and (file := getattr(index, "mapped", None)) is not None:
        packed = [array("Q", (a.whole, a.here, len(a.own), *a.own, *a.others)) for a in readings]
        found: Shares | None = core.candidates(file, index.place, packed, _LIMITS, lengths())
        if found is not None:
            return found
    return best_of([shared(index, reading) for reading in readings])


_LIMITS = (MOST, TIES, KEYED, BUDGET, KEPT, UNITS, LEAST_IDF, *WEIGHTS)


def asked(name: Name, city: str) -> Asked:
    """The keys of a reading."""
    own = name_keys(name)
    known = set(own)
    others = [each for each in dict.fromkeys((*said_acronyms(name), *said_words(name.acronyms))) if each not in known]
    here = placed(name.key, city) if name.key and city else 0
    return Asked(key(WHOLE, name.key) if name.key else 0, here, own, others)


def shared(index: Index, reading: Asked) -> Shares:
    """What labels share with one reading of a caller's name, at most MOST of them."""
    size = 0
    found = []
    for number, each in enumerate((*reading.own, *reading.others)):
        posting = index.find(each)
        count = posting.count if posting else 0
        own = part(each >> 32, count, index.size)
        if number < len(reading.own):
            size += own
        if posting and posting.labels:
            found.append((count, each, own, posting))
    sums: dict[int, int] = {}
    steps: dict[int, int] = {}
    budget = BUDGET
    for count, _, own, posting in sorted(found):
        budget -= count
        if budget < 0:
            break
        for label, step in zip(posting.labels, posting.sizes, strict=True):
            sums[label] = sums.get(label, 0) + own
            steps[label] = step
    length, theirs = math.sqrt(size), lengths()
    shares = {label: min(1.0, total / (length * theirs[steps[label]])) for label, total in sums.items()}
    same = _of_key(index, reading)
    for label in same:
        shares.pop(label, None)
    kept: list[tuple[int, float]] = [(label, 1.0) for label in same]
    alike: dict[float, int] = {}
    for label, share in _in_order(shares):
        alike[share] = alike.get(share, 0) + 1
        if alike[share] <= TIES:
            kept.append((label, share))
    return best_of([kept])


def _of_key(index: Index, reading: Asked) -> list[int]:
    """The labels of the very name. Of more than KEYED, those in the caller's city; without one, the first."""
    same = index.find(reading.whole) if reading.whole else None
    if same is None:
        return []
    here = index.find(reading.here) if reading.here and len(same.labels) > KEYED else None
    return list((here or same).labels[:KEYED])


def best_of(readings: list[Shares]) -> Shares:
    """The MOST labels that share most with any reading; those that share alike in the order of labels."""
    best: dict[int, float] = {}
    for shares in readings:
        for label, share in shares:
            if share > best.get(label, 0.0):
                best[label] = share
    return _in_order(best)[:MOST]


def _in_order(shares: dict[int, float]) -> Shares:
    return sorted(shares.items(), key=lambda found: (-found[1], found[0]))
