"""An archive with one file changed and changed back is the archive that was, whoever wrote it and however."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from leadcli.io.sheets.zip_copies import copied

SHEET = "".join(f"<row>{number} ячейка</row>" for number in range(400)).encode()


class Stream(io.RawIOBase):
    """A file that cannot be wound back: who writes to one tells a content's length after it."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self.content += content
        return len(content)


def filled(book: zipfile.ZipFile, large: bool = False) -> None:
    for name, content in (("тема.xml", b"<a/>"), ("sheet.xml", SHEET), ("media/p.png", bytes(range(256)))):
        info = zipfile.ZipInfo(name, (2026, 11, 25, 9, 30, 0))
        info.compress_type = zipfile.ZIP_STORED if name.endswith("png") else zipfile.ZIP_DEFLATED
        info.comment, info.external_attr = b"of an entry", 0o640 << 16
        with book.open(info, "w", force_zip64=large) as one:
            one.write(content)


def plain() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        filled(book)
    return out.getvalue()


def large() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        filled(book, large=True)
    return out.getvalue()


def streamed() -> bytes:
    out = Stream()
    with zipfile.ZipFile(out, "w") as book:  # type: ignore[arg-type]
        filled(book)
    return bytes(out.content)


def streamed_large() -> bytes:
    out = Stream()
    with zipfile.ZipFile(out, "w") as book:  # type: ignore[arg-type]
        filled(book, large=True)
    return bytes(out.content)


def unsigned() -> bytes:
    """Lengths after the content without the sign before them, as some writers do."""
    out = streamed()
    with zipfile.ZipFile(io.BytesIO(out)) as book:
        last = book.infolist()[-1]
        at = book.start_dir - 16
    assert out[at : at + 4] == b"PK\x07\x08", last
    end = bytearray(out[:at] + out[at + 4 :])
    place = int.from_bytes(end[-6:-2], "little") - 4
    end[-6:-2] = place.to_bytes(4, "little")
    return bytes(end)


def behind_something() -> bytes:
    return b"#!/bin/sh\n" + plain()


def commented() -> bytes:
    out = io.BytesIO(plain())
    with zipfile.ZipFile(out, "a") as book:
        book.comment = "заметка".encode()
    return out.getvalue()


def listed_otherwise() -> bytes:
    """The list at the end in another order than the contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        filled(book)
        book.filelist.reverse()
    return out.getvalue()


def with_fields() -> bytes:
    """Fields of others stand before and behind the one that holds a length of eight bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, content in (("тема.xml", b"<a/>"), ("sheet.xml", SHEET), ("media/p.png", b"p" * 99)):
            info = zipfile.ZipInfo(name)
            info.compress_type, info.extra = zipfile.ZIP_DEFLATED, b"\x99\x99\x05\x00field"
            with book.open(info, "w", force_zip64=name == "sheet.xml") as one:
                one.write(content)
    return out.getvalue()


def with_a_wide_end(told: bool = False) -> bytes:
    """The end says in a record of its own where the list is, and ``told``: in the usual one, too."""
    whole = plain()
    at = whole.rindex(b"PK\x05\x06")
    count, size, place = struct.unpack_from("<HLL", whole, at + 10)
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, place)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    end = (
        whole[at:] if told else struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    )
    return whole[:at] + record + locator + end


def with_both_ends() -> bytes:
    return with_a_wide_end(told=True)


def with_gaps() -> bytes:
    """Bytes that belong to nothing before, between and behind the files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, content in (("тема.xml", b"<a/>"), ("sheet.xml", SHEET), ("media/p.png", b"p" * 99)):
            out.write(b"a gap")
            book.start_dir = out.tell()
            book.writestr(name, content, zipfile.ZIP_DEFLATED)
            out.seek(book.start_dir)
        out.write(b"the last gap")
        book.start_dir = out.tell()
    return out.getvalue()


def far(sizes: bool = False) -> bytes:
    """The list says of each file in a field of eight bytes where it begins, and ``sizes``: how long it is."""
    whole = plain()
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        at, out = book.start_dir, bytearray(whole[: book.start_dir])
        count = len(book.infolist())
    for _ in range(count):
        name, comment = struct.unpack_from("<H2xH", whole, at + 28)
        record, rest = bytearray(whole[at : at + 46 + name]), whole[at + 46 + name : at + 46 + name + comment]
        packed, size, place = struct.unpack_from("<LL14xL", record, 20)
        field = struct.pack("<QQQ", size, packed, place) if sizes else struct.pack("<Q", place)
        if sizes:
            struct.pack_into("<LL", record, 20, 0xFFFFFFFF, 0xFFFFFFFF)
        struct.pack_into("<L", record, 42, 0xFFFFFFFF)
        struct.pack_into("<H", record, 30, 6 + 4 + len(field))
        out += record + b"\x99\x99\x02\x00of" + struct.pack("<HH", 1, len(field)) + field + rest
        at += 46 + name + comment
    end = bytearray(whole[at:])
    struct.pack_into("<L", end, 12, len(out) - struct.unpack_from("<L", end, 16)[0])
    return bytes(out + end)


def far_and_long() -> bytes:
    return far(sizes=True)


FORMS = (
    plain, with_gaps, far, far_and_long, large, streamed, streamed_large, unsigned, behind_something, commented,
    listed_otherwise, with_fields, with_a_wide_end, with_both_ends,
)  # fmt: skip


def told_before(archive: bytes, info: zipfile.ZipInfo) -> tuple[int, int, int]:
    """Sum and lengths in the header before a file, as one who reads from the begin on finds them."""
    crc, packed, size, name, extra = struct.unpack_from("<LLLHH", archive, info.header_offset + 14)
    field = archive[info.header_offset + 30 + name :][:extra]
    if packed == size == 0xFFFFFFFF:
        size, packed = struct.unpack_from("<QQ", field, field.index(b"\x01\x00\x10\x00") + 4)
    return crc, packed, size


def changed(archive: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as book:
        copied(book, io.BytesIO(archive), out, {name: lambda _, new: new.write(content)})
    return out.getvalue()


@pytest.mark.parametrize("name", ["тема.xml", "sheet.xml", "media/p.png"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_change_is_read_by_others_and_taken_back_to_the_byte(form: Callable[[], bytes], name: str) -> None:
    archive, content = form(), b"<row>another</row>" * 9
    new = changed(archive, name, content)
    with zipfile.ZipFile(io.BytesIO(archive)) as was, zipfile.ZipFile(io.BytesIO(new)) as book:
        assert book.testzip() is None, "every sum is right"
        assert book.namelist() == was.namelist()
        assert {n: book.read(n) for n in book.namelist()} == {n: was.read(n) for n in was.namelist()} | {name: content}
        before, after = ({i.filename: i for i in b.infolist()} for b in (was, book))
        for other in before:
            assert (before[other].flag_bits, before[other].date_time, before[other].comment) == (
                after[other].flag_bits, after[other].date_time, after[other].comment
            )  # fmt: skip
        for info in book.infolist():
            told = (info.CRC, info.compress_size, info.file_size)
            assert told_before(new, info) in (told, (0, 0, 0)), "those of a stream follow the content"
            assert told_before(new, info) == told or info.flag_bits & 8
        old = was.read(name)
    assert changed(new, name, old) == archive


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_an_archive_without_a_change_is_copied(form: Callable[[], bytes]) -> None:
    archive, out = form(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as book:
        copied(book, io.BytesIO(archive), out, {})
    assert out.getvalue() == archive


def test_an_archive_that_contradicts_itself_is_refused() -> None:
    archive = bytearray(streamed())
    at = archive.index(b"PK\x07\x08")
    archive[at + 4] ^= 0xFF
    with pytest.raises(zipfile.BadZipFile):
        changed(bytes(archive), "тема.xml", b"x")


@pytest.mark.parametrize("name", ["тема.xml", "sheet.xml", "media/p.png"])
def test_a_file_that_reaches_into_the_next_is_refused(name: str) -> None:
    archive = bytearray(plain())
    at = archive.index(name.encode(), archive.index(b"PK\x01\x02")) - 46
    struct.pack_into("<L", archive, at + 20, struct.unpack_from("<L", archive, at + 20)[0] + 1)
    with pytest.raises(zipfile.BadZipFile):
        changed(bytes(archive), name, b"x")
