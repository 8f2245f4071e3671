"""A zip archive with some of its files changed and every other byte of it as it came: headers, order, gaps, comments.

What the standard library writes anew (flags, data descriptors, extra fields) would differ from the archive that was
read, so that a change taken back would not give the same file. Reads PKWARE's APPNOTE 4.3.
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import IO, BinaryIO, Protocol, TypeAlias
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from leadcli.domain.frozen import frozen

BLOCK = 1 << 20  # bytes that are read at a time
# What a damaged archive or a part of it ends in: a wrong sum, bytes that end too early, a password, XML that is none.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ExpatError, ParseError, struct.error,
    LookupError, ValueError, OverflowError,
)  # fmt: skip
FULL = 0xFFFFFFFF  # a number of four bytes that stands in the zip64 field instead
_LOCAL, _CENTRAL = 30, 46
_DESCRIPTOR, _LONGEST = b"PK\x07\x08", 24


class Writes(Protocol):
    """What content is written to."""

    def write(self, content: bytes, /) -> object:
        """Append."""


Change: TypeAlias = Callable[[IO[bytes], Writes], object]


class Packed:
    """What a changed file is written to: packed as its archive says, counted and summed up."""

    def __init__(self, out: BinaryIO, method: int) -> None:
        if method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise NotImplementedError(f"compression {method}")
        self._out = out
        self._deflate = zlib.compressobj(wbits=-15) if method == zipfile.ZIP_DEFLATED else None
        self.crc, self.size, self.packed = 0, 0, 0

    def write(self, content: bytes) -> None:
        """Append."""
        self.crc, self.size = zlib.crc32(content, self.crc), self.size + len(content)
        self._pass(self._deflate.compress(content) if self._deflate else content)

    def close(self) -> None:
        """Write what the packer held back."""
        if self._deflate:
            self._pass(self._deflate.flush())

    def _pass(self, content: bytes) -> None:
        self.packed += len(content)
        self._out.write(content)


@frozen
class _Written:
    """Where a file of the archive begins now, and what it became if it was changed."""

    moved: int
    became: Packed | None = None


def copied(book: zipfile.ZipFile, source: BinaryIO, out: BinaryIO, changes: Mapping[str, Change]) -> None:
    """Write an archive to ``out`` with files changed: each change is given the old content and where to write the new.

    ``source``: the file that ``book`` reads; ``out``: an empty one. Raises BadZipFile, struct.error where the archive
    contradicts itself, or where a change makes it larger than its form holds.
    """
    inside = sorted(book.infolist(), key=lambda info: info.header_offset)
    ends = [info.header_offset for info in inside[1:]] + [book.start_dir]
    _pass_on(source, out, 0, inside[0].header_offset if inside else book.start_dir)
    written: dict[int, _Written] = {}
    for info, end in zip(inside, ends, strict=True):
        moved = out.tell() - info.header_offset
        if info.filename in changes:
            written[info.header_offset] = _Written(
                moved, _changed(book, source, out, info, end, changes[info.filename])
            )
        else:
            written[info.header_offset] = _Written(moved)
            _pass_on(source, out, info.header_offset, end)
    _directory(book, source, out, written, out.tell() - book.start_dir)


def _pass_on(source: BinaryIO, out: BinaryIO, start: int, end: int) -> None:
    if start > end:
        raise zipfile.BadZipFile("a file reaches into the next")
    source.seek(start)
    while start < end:
        block = source.read(min(BLOCK, end - start))
        if not block:
            raise zipfile.BadZipFile("it ends too early")
        out.write(block)
        start += len(block)


def _changed(
    book: zipfile.ZipFile, source: BinaryIO, out: BinaryIO, info: zipfile.ZipInfo, end: int, change: Change
) -> Packed:
    """One file, at which ``source`` stands, changed: its header as it was but for the numbers of the content."""
    fixed = source.read(_LOCAL)
    name, extra = struct.unpack_from("<HH", fixed, 26)
    header, at = bytearray(fixed + source.read(name + extra)), out.tell()
    out.write(header)
    new = Packed(out, info.compress_type)
    with book.open(info) as old:
        change(old, new)
    new.close()
    rest = info.header_offset + len(header) + info.compress_size
    follows = bool(info.flag_bits & 8)  # the numbers stand after the content too
    if not follows or struct.unpack_from("<L", header, 14)[0]:
        _put(header, 14, bytes(header[_LOCAL + name :]), _LOCAL + name, new)
        upto = out.tell()
        out.seek(at)
        out.write(header)
        out.seek(upto)
    if follows:
        source.seek(rest)
        rest += out.write(_descriptor(source.read(_LONGEST), info, new))
    _pass_on(source, out, rest, end)
    return new


def _descriptor(stood: bytes, info: zipfile.ZipInfo, new: Packed) -> bytes:
    """The numbers that follow a content, for the new one, in the same form."""
    sign = _DESCRIPTOR if stood.startswith(_DESCRIPTOR) else b""
    for form in ("<LLL", "<LQQ"):
        if stood.startswith(sign + struct.pack(form, info.CRC, info.compress_size, info.file_size)):
            return sign + struct.pack(form, new.crc, new.packed, new.size)
    raise zipfile.BadZipFile(f"{info.filename}: its length is not told")


def _put(record: bytearray, at: int, extra: bytes, extra_at: int, new: Packed) -> None:
    """Sum and lengths into a header, or into its zip64 field where they stand there; ``at`` is where the sum stands."""
    packed, size = struct.unpack_from("<LL", record, at + 4)
    struct.pack_into("<L", record, at, new.crc)
    wide = _zip64(extra)
    for place, stood, number in ((at + 8, size, new.size), (at + 4, packed, new.packed)):  # in the order of the field
        if stood == FULL and wide is not None:
            struct.pack_into("<Q", record, extra_at + wide, number)
            wide += 8
        else:
            struct.pack_into("<L", record, place, number)


def _zip64(extra: bytes) -> int | None:
    """Where the numbers of a zip64 field begin."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == 1:
            return at + 4
        at += 4 + length
    return None


def _directory(
    book: zipfile.ZipFile, source: BinaryIO, out: BinaryIO, written: Mapping[int, _Written], moved: int
) -> None:
    """The list of files at the end, at which ``source`` stands, in its order, and the records after it."""
    for info in book.infolist():
        fixed = source.read(_CENTRAL)
        name, extra, comment = struct.unpack_from("<HHH", fixed, 28)
        record = bytearray(fixed + source.read(name + extra + comment))
        field = bytes(record[_CENTRAL + name : _CENTRAL + name + extra])
        one = written[info.header_offset]
        _move(record, field, _CENTRAL + name, one.moved)
        if one.became:
            _put(record, 16, field, _CENTRAL + name, one.became)
        out.write(record)
    out.write(_ends(source.read(), moved))


def _move(record: bytearray, extra: bytes, extra_at: int, moved: int) -> None:
    """Where a file begins, into its record in the list."""
    packed, size, place = struct.unpack_from("<LL14xL", record, 20)
    wide = _zip64(extra)
    if place == FULL and wide is not None:
        at = extra_at + wide + 8 * ((size == FULL) + (packed == FULL))
        struct.pack_into("<Q", record, at, struct.unpack_from("<Q", record, at)[0] + moved)
    else:
        struct.pack_into("<L", record, 42, place + moved)


def _ends(records: bytes, moved: int) -> bytes:
    """The last records, which say where the list begins."""
    new = bytearray(records)
    end = new.rindex(b"PK\x05\x06")
    place = struct.unpack_from("<L", new, end + 16)[0]
    if place != FULL:
        struct.pack_into("<L", new, end + 16, place + moved)
    if end >= 76 and new[end - 20 : end - 16] == b"PK\x06\x07":  # zip64: the record, and where it stands
        at = new.rindex(b"PK\x06\x06", 0, end - 20)
        for number in (end - 12, at + 48):
            struct.pack_into("<Q", new, number, struct.unpack_from("<Q", new, number)[0] + moved)
    return bytes(new)
