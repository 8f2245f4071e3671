"""The index of a directory made: the keys of all labels put in order and laid out in buckets, as arrays of numpy.

There may be a hundred million keys of labels, so what is not needed any more is given back at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from leadcli.domain.frozen import frozen
from leadcli.resolution.blocking.index import kept, label_keys, mark, part, steps
from leadcli.resolution.blocking.keys import ACRONYM, WORD
from leadcli.resolution.compiled.constant_tables import little
from leadcli.resolution.compiled.stored_index import FEW, KIND, bucket_of
from leadcli.resolution.directory.labels import Label

if TYPE_CHECKING:
    import numpy as np

PER_BUCKET = 8  # keys
AT_ONCE = 1 << 23  # keys that are turned into other numbers at a time


@frozen
class Keys:
    """The keys of some labels: of each key CRC and kind, of each label how many keys, the mark of its city, its family.

    A family is eight bytes of a hash: among a million two are one by chance once in ten million directories.
    """

    crcs: bytes
    kinds: bytes
    counts: bytes
    marks: bytes
    families: bytes


def keys_of(labels: Sequence[Label]) -> Keys:
    """The keys of some labels, in their order."""
    crcs: array[int] = array("I")
    kinds, counts = bytearray(), array("I")
    for label in labels:
        own = set(label_keys(label))
        counts.append(len(own))
        crcs.extend([key & 0xFFFFFFFF for key in own])
        kinds.extend([key >> 32 for key in own])
    families = b"".join([blake2b(label.family.encode(), digest_size=8).digest() for label in labels])
    return Keys(little(crcs), bytes(kinds), little(counts), bytes(map(mark, labels)), families)


class Layout:
    """All buckets of the index, ready to be written in pieces, made of the keys of labels, a chunk after the other.

    ``total``: how many keys there are. ``buckets`` and ``many``: how many records there are of both kinds;
    ``families``: how many families of labels.
    """

    def __init__(self, parts: Iterable[Keys], total: int) -> None:
        import numpy as np

        keys, told, marks = _gathered(parts, total)
        self._mark = np.frombuffer(marks, dtype=np.uint8)
        hashes = np.frombuffer(told, dtype="<u8")
        different, families = np.unique(hashes, return_inverse=True)
        self.families = len(different)
        del hashes, different
        keys.sort()
        labels = _each(keys, np.uint32, lambda some: some & np.uint64((1 << KIND) - 1))
        whole = _each(keys, np.uint64, lambda some: some >> np.uint64(KIND))  # CRC and kind
        del keys
        starts = np.flatnonzero(np.concatenate(([True], whole[1:] != whole[:-1]))) if len(whole) else whole
        unique = whole[starts]
        del whole
        counts = np.diff(starts, append=len(labels)).astype(np.uint32)
        kinds = (unique & np.uint64(7)).astype(np.uint8)
        crcs = (unique >> np.uint64(3)).astype(np.uint32)
        del unique
        step = _steps(kinds, counts, labels, len(families))
        bearing = _bearing(kinds, counts, labels, families.astype(np.uint64))
        there = _kept(kinds, counts)
        self.buckets = max(1, len(crcs) // PER_BUCKET)
        self._entries = np.empty((len(crcs), 3), dtype="<u4")
        self._entries[:, 0] = crcs
        self._entries[:, 1] = kinds.astype(np.uint32) << np.uint32(KIND) | bearing
        self._entries[:, 2] = counts
        homes = bucket_of(crcs.astype(np.uint64), np.uint64(self.buckets)) if len(crcs) else crcs.astype(np.uint64)
        self._keys = np.searchsorted(homes, np.arange(self.buckets + 1, dtype=np.uint64))
        del homes
        # Of each key the first labels that are kept.
        ends = np.cumsum(there, dtype=np.int64)
        places = np.arange(ends[-1] if len(ends) else 0, dtype=np.int64)
        places += np.repeat(starts.astype(np.int64) - ends + there, there)
        self._labels = labels[places].astype("<u4")
        del labels, places
        self._steps, self._marks = step[self._labels], self._mark[self._labels]
        self._ends = np.concatenate(([0], ends))
        self._many = np.flatnonzero(there > FEW)
        self.many = len(self._many)
        # What buckets hold: the labels of keys with few, the numbers of the records of the others.
        few = np.where(there > FEW, 0, there)
        which = np.repeat(there <= FEW, there)
        self._few_steps, self._few_marks = self._steps[which], self._marks[which]
        self._few_ends = np.concatenate(([0], np.cumsum(few)))[self._keys]
        width = np.where(there > FEW, 1, there)
        self._number_ends = np.concatenate(([0], np.cumsum(width)))[self._keys]
        self._numbers = np.empty(int(width.sum()), dtype="<u4")
        mine = np.repeat(there <= FEW, width)
        self._numbers[mine] = self._labels[which]
        self._numbers[~mine] = np.arange(self.many)

    def records(self, first: int, count: int) -> Iterator[bytes]:
        """So many buckets, from the first on."""
        keys, numbers, few = (
            ends[first : first + count + 1].tolist() for ends in (self._keys, self._number_ends, self._few_ends)
        )
        for at in range(len(keys) - 1):
            entries = self._entries[keys[at] : keys[at + 1]]
            own, some = slice(numbers[at], numbers[at + 1]), slice(few[at], few[at + 1])
            yield b"".join(
                (
                    len(entries).to_bytes(4, "little"),
                    entries.tobytes(),
                    self._numbers[own].tobytes(),
                    self._few_steps[some].tobytes(),
                    self._few_marks[some].tobytes(),
                )
            )

    def many_records(self, first: int, count: int) -> Iterator[bytes]:
        """So many of the records of keys with many labels, from the first on."""
        for key in self._many[first : first + count].tolist():
            own = slice(self._ends[key], self._ends[key + 1])
            yield b"".join((self._labels[own].tobytes(), self._steps[own].tobytes(), self._marks[own].tobytes()))


def _gathered(parts: Iterable[Keys], total: int) -> tuple[np.ndarray, bytes, bytes]:
    """All keys as numbers: from the highest bit on, its CRC, its kind, and its label; of all labels family and mark."""
    import numpy as np

    keys = np.empty(total, dtype=np.uint64)
    families, marks = bytearray(), bytearray()
    at = 0
    for some in parts:
        counts, label = np.frombuffer(some.counts, dtype="<u4"), len(marks)
        own = keys[at : at + len(some.kinds)]
        own[:] = np.frombuffer(some.crcs, dtype="<u4")
        own <<= np.uint64(32 - KIND)
        own |= np.frombuffer(some.kinds, dtype=np.uint8)
        own <<= np.uint64(KIND)
        own |= np.repeat(np.arange(label, label + len(counts), dtype=np.uint64), counts)
        at += len(own)
        families += some.families
        marks += some.marks
    return keys, bytes(families), bytes(marks)


def _each(keys: np.ndarray, kind: Any, made: Any) -> np.ndarray:
    """What is made of each number, AT_ONCE at a time."""
    import numpy as np

    found = np.empty(len(keys), dtype=kind)
    for at in range(0, len(keys), AT_ONCE):
        found[at : at + AT_ONCE] = made(keys[at : at + AT_ONCE])
    return found


def _by_count(kinds: np.ndarray, counts: np.ndarray, found: np.ndarray, of: Sequence[int], told: Any) -> np.ndarray:
    """For each key of some kinds what is told of its kind and count, which is asked once for each."""
    import numpy as np

    for kind in of:
        own = kinds == kind
        different, which = np.unique(counts[own], return_inverse=True)
        found[own] = np.array([told(kind, count) for count in different.tolist()], dtype=found.dtype)[which]
    return found


def _kept(kinds: np.ndarray, counts: np.ndarray) -> np.ndarray:
    import numpy as np

    return _by_count(kinds, counts, np.zeros(len(counts), dtype=np.int64), np.unique(kinds).tolist(), kept)


def _steps(kinds: np.ndarray, counts: np.ndarray, labels: np.ndarray, size: int) -> np.ndarray:
    """The step of each label's size."""
    import numpy as np

    def told(kind: int, count: int) -> int:
        return part(kind, count, size)

    parts = _by_count(kinds, counts, np.zeros(len(counts)), range(ACRONYM), told)
    sums = np.zeros(size)  # of whole numbers below 2^53, so exact
    ends = np.cumsum(counts, dtype=np.int64)
    first = 0
    while first < len(counts):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + AT_ONCE)))
        some = labels[before : int(ends[last - 1])]
        sums += np.bincount(some, weights=np.repeat(parts[first:last], counts[first:last]), minlength=size)
        first = last
    return np.searchsorted(np.array(steps(), dtype=np.float64), sums, side="right").astype(np.uint8)


def _bearing(kinds: np.ndarray, counts: np.ndarray, labels: np.ndarray, families: np.ndarray) -> np.ndarray:
    """Of each word how many families bear it; of other keys 0."""
    import numpy as np

    found = np.zeros(len(kinds), dtype=np.uint32)
    words = np.flatnonzero(kinds == WORD)
    own = labels[np.repeat(kinds == WORD, counts)]
    which = np.repeat(np.arange(len(words), dtype=np.uint64), counts[words])
    both = np.unique(which << np.uint64(32) | families[own])
    found[words] = np.bincount((both >> np.uint64(32)).astype(np.int64), minlength=len(words))
    return found
