"""Constant tables in one file: written once, then opened and looked up without being read, each record checked.

A file holds named tables of two kinds. A *list* is records by number, 0 … n - 1. A *map* is values by key: a list of
buckets, a key's bucket chosen by its CRC, in the manner of Bernstein's cdb. Each record carries its length and a
CRC-32 that covers its bytes, its number and its table, so that a flipped byte, also one in the table of offsets, is
found by the look-up that would have used it: a wrong record cannot be returned, only ``Damaged`` raised.

    magic, version, place of the catalogue 64 bytes, under a CRC of their own
    records of the first table             length, CRC, bytes; then the next table's
    offsets of the first table             8 bytes each; then the next table's
    catalogue                              JSON: kind, count and place of each table, and what the writer noted

Numbers are little-endian. Opening costs nothing: a question reads its few records; a batch maps the file, and processes
share what they read.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, BinaryIO, Literal
from zlib import crc32

from leadcli.domain.frozen import frozen
from leadcli.resolution.compiled import Damaged

MAGIC = b"leadcli\x00"
VERSION = 1
_HEADER = struct.Struct("<8sIQQI")  # magic, version, catalogue at, catalogue size, its CRC; then the header's own CRC
HEADER_SIZE = 64
_RECORD = struct.Struct("<II")  # length, CRC
_OFFSET = struct.Struct("<Q")
_ENTRY = struct.Struct("<II")  # in a bucket: length of key, length of value
PER_BUCKET = 4  # keys
BATCH = 2_000  # records that are written at once
MANY = 20_000  # pieces read of a file before it is mapped whole
_ODD = 0x9E3779B1
Kind = Literal["list", "map"]


OnDamage = Callable[[Path], None]


def little(numbers: array[int]) -> bytes:
    """Numbers as little-endian bytes."""
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()


def numbers_of(data: bytes) -> array[int]:
    """What ``little`` made of an array of 32-bit numbers."""
    found = array("I")
    found.frombytes(data)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _seed(table: int, number: int) -> int:
    return (number * _ODD + table * 0x85EBCA6B) & 0xFFFFFFFF


@frozen
class Packed:
    """Records one after the other as they lie in the file, and the size of each there."""

    data: bytearray
    sizes: array[int]


def packed(table: int, records: Iterable[bytes], first: int = 0) -> Packed:
    """Records, the ``first`` and those after it, made ready for the table of that number: in any process."""
    data, sizes = bytearray(), array("I")
    for number, record in enumerate(records, first):
        sizes.append(_RECORD.size + len(record))
        data += _RECORD.pack(len(record), crc32(record, _seed(table, number)))
        data += record
    return Packed(data, sizes)


def map_size(count: int, per_bucket: int = PER_BUCKET) -> int:
    """How many buckets a map has that is to hold about ``count`` keys."""
    return max(1, count // per_bucket)


def home(key: bytes, size: int) -> int:
    """Which bucket of a map of that size holds a key."""
    return crc32(key) % size


def entry(key: bytes, value: bytes) -> bytes:
    """A key with its value, as it lies in a bucket."""
    return _ENTRY.pack(len(key), len(value)) + key + value


def entries_of(data: bytes | bytearray) -> Iterator[tuple[bytes, bytes]]:
    """The keys and values of such entries that lie one after the other."""
    at = 0
    while at < len(data):
        key_size, value_size = _ENTRY.unpack_from(data, at)
        start = at + _ENTRY.size
        at = start + key_size + value_size
        yield bytes(data[start : start + key_size]), bytes(data[start + key_size : at])


def bucketed(
    entries: Iterable[tuple[bytes, bytes]], size: int, first: int = 0, count: int | None = None
) -> Iterator[bytes]:
    """The buckets of a map of that size as records: all, or so many from the ``first`` on, with their entries alone."""
    buckets: list[list[bytes]] = [[] for _ in range(size if count is None else count)]
    for key, value in entries:
        buckets[home(key, size) - first].append(entry(key, value))
    return map(b"".join, buckets)


class Writer:
    """Writes a file of tables, one after the other; ``finish`` completes it. Until then it is no file of tables."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._file.write(b"\0" * HEADER_SIZE)
        self._at = HEADER_SIZE
        self._tables: dict[str, dict[str, Any]] = {}
        self._offsets: list[array[int]] = []

    def list(self, name: str, records: Iterable[bytes]) -> None:
        """A table of records by number."""
        self.put(name, "list", self._batches(iter(records)))

    def _batches(self, records: Iterator[bytes]) -> Iterator[Packed]:
        first = 0
        while (part := packed(len(self._tables), islice(records, BATCH), first)).sizes:
            yield part
            first += len(part.sizes)

    def put(self, name: str, kind: Kind, parts: Iterable[Packed]) -> None:
        """The next table, of parts that were ``packed`` for its number: how many there are before it."""
        offsets: array[int] = array("Q")
        for part in parts:
            *starts, self._at = accumulate(part.sizes, initial=self._at)
            offsets.extend(starts)
            self._file.write(part.data)
        self._tables[name] = {"kind": kind, "count": len(offsets), "number": len(self._tables)}
        self._offsets.append(offsets)

    def finish(self, notes: Any) -> None:
        """Write what finds the tables, with the writer's own ``notes`` (JSON types)."""
        for (_, table), offsets in zip(self._tables.items(), self._offsets, strict=True):
            table["at"] = self._at
            data = little(offsets)
            self._file.write(data)
            self._at += len(data)
        catalogue = json.dumps({"tables": self._tables, "notes": notes}, ensure_ascii=False).encode()
        self._file.write(catalogue)
        head = _HEADER.pack(MAGIC, VERSION, self._at, len(catalogue), crc32(catalogue))
        self._file.seek(0)
        self._file.write(head + struct.pack("<I", crc32(head)))


class Tables:
    """An open file of tables; see the module. Read only; may be shared by threads and, by path, by processes.

    ``on_damage`` is told of a record that is found damaged, before ``Damaged`` is raised. ``mapped``: the whole file,
    once it is mapped.
    """

    def __init__(self, path: Path, on_damage: OnDamage = lambda path: None) -> None:
        self.path = path
        self.mapped: mmap.mmap | None = None
        self.on_damage = on_damage
        self._file = path.open("rb", buffering=0)
        self.data: _Pieces | mmap.mmap = _Pieces(self)
        try:
            if not hasattr(os, "pread"):  # Windows
                self.map_whole()
            found = self._catalogue()
        except (ValueError, struct.error):
            found = None
        if found is None:
            self.close()
            raise Damaged(path)
        self.notes: Any = found["notes"]
        self._tables: dict[str, dict[str, Any]] = found["tables"]

    def _catalogue(self) -> Any:
        """What the header points to, or None where header, length or catalogue are not as they were written."""
        head = self.data[0:HEADER_SIZE]
        magic, version, at, length, crc = _HEADER.unpack_from(head)
        (own,) = struct.unpack_from("<I", head, _HEADER.size)
        if own != crc32(head[: _HEADER.size]) or (magic, version) != (MAGIC, VERSION):
            return None
        if at + length != os.fstat(self._file.fileno()).st_size:
            return None
        catalogue = self.data[at : at + length]
        return json.loads(catalogue) if crc32(catalogue) == crc else None

    def map_whole(self) -> None:
        """From now on look into the mapped file instead of reading it piece by piece."""
        self.data = self.mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def fileno(self) -> int:
        """The open file's descriptor."""
        return self._file.fileno()

    def close(self) -> None:
        """Give the file back."""
        if self.mapped is not None:
            self.mapped.close()
        self._file.close()

    def list(self, name: str) -> Records:
        """A table of records by number."""
        return Records(self, self._tables[name])

    def map(self, name: str) -> Map:
        """A table of values by key."""
        return Map(self, self._tables[name])


class _Pieces:
    """The bytes of a file, read piece by piece, until so many were asked for that mapping it whole pays.

    One question reads some hundred records. Were the file mapped for it, the system might count whole megabytes around
    each of them as the process's memory.
    """

    def __init__(self, tables: Tables) -> None:
        self._tables, self._left = tables, MANY

    def __getitem__(self, part: slice) -> bytes:
        self._left -= 1
        if self._left == 0:
            self._tables.map_whole()
        return os.pread(self._tables.fileno(), part.stop - part.start, part.start)


class Records:
    """Records by number."""

    def __init__(self, file: Tables, table: dict[str, Any]) -> None:
        self.file = file
        self._count: int = table["count"]
        self._number: int = table["number"]
        self._at: int = table["at"]
        self.place = (self._at, self._count, self._number)  # where the offsets stand, how many records, which table

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> bytes:
        if not 0 <= index < self._count:
            raise IndexError(index)
        data, at = self.file.data, self._at + 8 * index
        try:
            if self.file.mapped is not None:
                (start,) = _OFFSET.unpack_from(self.file.mapped, at)
                length, crc = _RECORD.unpack_from(self.file.mapped, start)
            else:
                (start,) = _OFFSET.unpack(data[at : at + 8])
                length, crc = _RECORD.unpack(data[start : start + 8])
        except (struct.error, OverflowError):
            raise self._damaged() from None
        record = data[start + 8 : start + 8 + length]
        if len(record) != length or crc32(record, _seed(self._number, index)) != crc:
            raise self._damaged()
        return record

    def _damaged(self) -> Damaged:
        self.file.on_damage(self.file.path)
        return Damaged(self.file.path)

    def __iter__(self) -> Iterator[bytes]:
        return (self[index] for index in range(self._count))


class Map:
    """Values by key."""

    def __init__(self, file: Tables, table: dict[str, Any]) -> None:
        self.file = file
        self._buckets = Records(file, table)

    def get(self, key: bytes) -> bytes | None:
        """The value of a key, or None."""
        bucket = self._buckets[crc32(key) % len(self._buckets)]
        at, size = 0, len(bucket)
        while at < size:
            key_size, value_size = _ENTRY.unpack_from(bucket, at)
            at += 8
            end = at + key_size
            if bucket[at:end] == key:
                return bucket[end : end + value_size]
            at = end + value_size
        return None

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """All keys with their values, in the order of the file."""
        for bucket in self._buckets:
            yield from entries_of(bucket)
