"""The index in the compiled directory: keys in buckets, each with its labels; see ``blocking.index``.

A key's bucket is chosen by the high bits of its CRC. A bucket holds, as numbers of four bytes, how many keys it has; of
each its CRC, its kind with the number of families, and how many labels have it; then the labels that are kept, key by
key; then a byte for each of them, the step of its size; then another, the mark of its city.
"""

from __future__ import annotations

import struct
from array import array
from typing import Any

from leadcli.resolution.blocking.index import Posting, kept
from leadcli.resolution.compiled.constant_tables import Records, numbers_of

KIND = 29  # bits of a label's number, and of how many families there are
_FAMILIES = (1 << KIND) - 1
_COUNT = struct.Struct("<I")
_ENTRY = struct.Struct("<III")


def bucket_of(crc: Any, buckets: Any) -> Any:
    """Which bucket holds a key."""
    return (crc * buckets) >> 32


class StoredIndex:
    """The index looked up in the file. ``mapped`` and ``place``: where the compiled core looks, once it is mapped."""

    def __init__(self, table: Records, labels: int) -> None:
        self._table = table
        self.size = labels
        self.place = (table.place, labels)

    @property
    def mapped(self) -> Any:
        """The mapped file, or None."""
        return self._table.file.mapped

    def find(self, key: int) -> Posting | None:
        """See ``blocking.index.Index``."""
        kind, crc = key >> 32, key & 0xFFFFFFFF
        bucket = self._table[bucket_of(crc, len(self._table))]
        (keys,) = _COUNT.unpack_from(bucket)
        start = _COUNT.size + keys * _ENTRY.size
        own = None
        before = every = 0
        for low, families, count in _ENTRY.iter_unpack(bucket[_COUNT.size : start]):
            there = kept(families >> KIND, count)
            if low == crc and families >> KIND == kind:
                own, before = (families & _FAMILIES, count, there), every
            every += there
        if own is None:
            return None
        families, count, there = own
        labels: array[int] = numbers_of(bucket[start + 4 * before : start + 4 * (before + there)])
        steps = start + 4 * every + before
        marks = steps + every
        return Posting(families, count, labels, bucket[steps : steps + there], bucket[marks : marks + there])
