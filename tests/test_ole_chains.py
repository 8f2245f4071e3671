"""Old workbooks whose sectors lead in a circle are told before a reader follows them for ever."""

from __future__ import annotations

import io
import struct

import pytest
from workbooks import Sheet, as_xls

from leadcli.io.sheets.ole_chains import endless
from leadcli.io.sheets.xls_marks import sheet_names

FREE, END, OF_TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
# Sectors: 0 the table of them, 1 and 2 the directory, 3 and 4 the workbook, 5 and 6 the small sectors, 7 and 8 their
# table; 9 is free.
TABLE = [OF_TABLE, 2, END, 4, END, 6, END, 8, END, FREE]
SMALL = [1, END, 3, END, 5, END]
STREAMS = [("Root Entry", 5), ("Workbook", 3), ("small", 0), ("small too", 2), ("in the second sector", 4)]


def numbers(*listed: int) -> bytes:
    return struct.pack("<128I", *listed, *[FREE] * (128 - len(listed)))


def entry(name: str, start: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    size = 300 if name.startswith("small") else 1024
    return text.ljust(64, b"\0") + struct.pack("<HBB12x36xIII", len(text), 2, 1, start, size, 0)


def compound(
    table: dict[int, int] | None = None,
    small: dict[int, int] | None = None,
    version: int = 3,
    shift: int = 9,
    more: int = END,
    further: tuple[bytes, ...] = (b"",),
) -> bytes:
    """A file with some numbers of its tables changed, and what the sectors from the ninth on hold."""
    every, few = dict(enumerate(TABLE)) | (table or {}), dict(enumerate(SMALL)) | (small or {})
    entries = [entry(*each) for each in STREAMS]
    begin = struct.pack(
        "<Q16xHHHHH10xII4xIIIII", 0xE11AB1A1E011CFD0, 0x3E, version, 0xFFFE, shift, 6, 1, 1, 4096, 7, 2, more, 0
    )
    sectors = [
        numbers(*every.values()), b"".join(entries[:4]), b"".join(entries[4:]), b"", b"", b"", b"",
        numbers(*few.values()), numbers(), *further,
    ]  # fmt: skip
    return begin + struct.pack("<109I", 0, *[FREE] * 108) + b"".join(each.ljust(512, b"\0") for each in sectors)


ENDLESS = {
    "the directory": compound({2: 1}),
    "a sector of the directory that follows itself": compound({1: 1}),
    "the workbook": compound({4: 3}),
    "the small sectors": compound({6: 5}),
    "the table of small sectors": compound({8: 7}),
    "a small stream": compound(small={1: 0}),
    "the last entry of a sector": compound(small={3: 2}),
    "an entry of the second sector": compound(small={5: 4}),
    "a way into a circle": compound({2: 9, 9: 2}),
    "the list of the table's sectors": compound(more=9, further=(numbers(*[FREE] * 127, 9),)),
    "what stands in the rest of the table": compound({2: 128}, more=10, further=(numbers(2), numbers(9))),
    "and the rest is the last of its list": compound(
        {2: 128}, more=10, further=(numbers(2), numbers(*[FREE] * 126, 9, END))
    ),
    "the list's third part leads to its second": compound(
        more=9, further=tuple(numbers(*[FREE] * 127, at) for at in (10, 11, 10))
    ),
    "another version": compound(version=4),
    "other sectors": compound(shift=12),
}
ENDING = {
    "no old workbook": b"PK\x03\x04" + compound({2: 1})[4:],
    "nothing": b"",
    "a header that is cut": compound()[:511],
    "a header alone": compound()[:512],
    "every chain ends": compound(),
    "a chain ends outside of the file": compound({4: 127}),
    "and outside of the table": compound({4: 128}),
    "two streams end in one sector": compound({6: 4}),
    "a sector is listed twice": compound(more=9, further=(numbers(0),)),
    "what is free leads in a circle": compound({9: 9}),
    "the last sector is cut": compound(more=9, further=(numbers(*[FREE] * 127, 9),))[:-4],
    "xlwt wrote it": as_xls([Sheet("a", [["1"]] * 3_000)]),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_a_chain_without_end_is_told(case: str) -> None:
    assert endless(ENDLESS[case])
    with pytest.raises(ValueError, match="without end"):
        sheet_names(io.BytesIO(ENDLESS[case]))


@pytest.mark.parametrize("case", ENDING)
def test_a_chain_that_ends_is_followed(case: str) -> None:
    assert not endless(ENDING[case])
