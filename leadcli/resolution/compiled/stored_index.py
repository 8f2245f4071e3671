"""The index in the compiled directory: keys in buckets, with the labels of each; see ``blocking.index``.

A key's bucket is chosen by the high bits of its CRC. A bucket holds, as numbers of four bytes, how many keys it has; of
each its CRC, its kind with the number of families, and how many labels have it; then, key by key, its labels, or, where
those that are kept are more than a FEW, the number of the record that holds them. A byte for each of the few labels
follows, the step of its size; then another, the mark of its city. A record of many labels is laid out alike.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Any

from leadcli.resolution.blocking.index import Bearers, Labels, kept
from leadcli.resolution.compiled.constant_tables import Records, numbers_of

KIND = 29  # bits of a label's number, and of how many families there are
REMEMBERED = 1 << 16  # keys of which it is remembered how many labels have them
FEW = 16  # labels that a bucket holds itself: it is read for the sake of its other keys
_FAMILIES = (1 << KIND) - 1
_COUNT = struct.Struct("<I")
_ENTRY = struct.Struct("<III")


def bucket_of(crc: Any, buckets: Any) -> Any:
    """Which bucket holds a key."""
    return (crc * buckets) >> 32


class StoredIndex:
    """The index looked up in the file. ``mapped`` and ``place``: where the compiled core looks, once it is mapped.

    ``beside``, ``words``: what a ``directory.joined_directory`` has more.
    """

    beside, words = None, b""

    def __init__(self, buckets: Records, many: Records, labels: int) -> None:
        self._buckets, self._many, self._size = buckets, many, len(buckets)
        self.size = labels
        self.place = (buckets.place, many.place, labels)
        self._totals: dict[int, int] = {}  # of keys asked for lately: cards beside the file are asked by the same ones

    @property
    def mapped(self) -> Any:
        """The mapped file, or None."""
        return self._buckets.file.mapped

    def total(self, key: int) -> int:
        """See ``blocking.index.Index``."""
        found = self._totals.get(key)
        if found is None:
            if len(self._totals) >= REMEMBERED:
                self._totals.clear()
            found = self._totals[key] = self._total(key)
        return found

    def _total(self, key: int) -> int:
        kind, crc = key >> 32, key & 0xFFFFFFFF
        bucket = self._buckets[bucket_of(crc, self._size)]
        low = crc.to_bytes(4, "little")
        at = bucket.find(low)
        if at < 0:  # as most words that are asked about are on no card
            return 0
        end = _COUNT.size + int.from_bytes(bucket[: _COUNT.size], "little") * _ENTRY.size
        while 0 <= at < end:
            if at % _ENTRY.size == _COUNT.size and bucket[at + 7] >> (KIND - 24) == kind:
                return int.from_bytes(bucket[at + 8 : at + 12], "little")
            at = bucket.find(low, at + 1)
        return 0

    def expect(self, keys: Iterable[int]) -> None:
        """See Index: each is looked up alone."""

    def find(self, key: int) -> Bearers | None:
        """See ``blocking.index.Index``."""
        kind, crc = key >> 32, key & 0xFFFFFFFF
        bucket = self._buckets[bucket_of(crc, self._size)]
        if crc.to_bytes(4, "little") not in bucket:
            return None
        (keys,) = _COUNT.unpack_from(bucket)
        start = _COUNT.size + keys * _ENTRY.size
        own = None
        before = few_before = numbers = few = 0
        for low, families, total in _ENTRY.iter_unpack(bucket[_COUNT.size : start]):
            there = kept(families >> KIND, total)
            if low == crc and families >> KIND == kind:
                own, before, few_before = (families & _FAMILIES, total, there), numbers, few
            numbers += there if there <= FEW else 1
            few += there if there <= FEW else 0
        if own is None:
            return None
        at, steps = start + 4 * before, start + 4 * numbers + few_before
        if own[2] > FEW:
            return Bearers(*own, int.from_bytes(bucket[at : at + 4], "little"))
        there = own[2]
        own_labels = numbers_of(bucket[at : at + 4 * there])
        return Bearers(
            *own, Labels(own_labels, bucket[steps : steps + there], bucket[steps + few : steps + few + there])
        )

    def labels(self, found: Bearers) -> Labels:
        """See ``blocking.index.Index``."""
        if isinstance(found.where, Labels):
            return found.where
        data, many = self._many[found.where], found.kept
        return Labels(numbers_of(data[: 4 * many]), data[4 * many : 5 * many], data[5 * many :])
