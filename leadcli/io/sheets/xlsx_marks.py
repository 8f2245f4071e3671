"""What the cells of an xlsx sheet do not tell by their values: errors, formulas, merged ranges, hidden rows.

The sheet's XML is looked through in blocks, and closely only where one of these stands. Reads ECMA-376.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import IO, BinaryIO

from leadcli.io.sheets.sheet_notes import Range, SheetNotes
from leadcli.io.sheets.zip_copies import BLOCK
from leadcli.io.workbook_edits import column_of, elements, main_part, related_parts, sheet_part

_BLANK = b" \t\r\n"
_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])[^<>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>/])([^<>]*)>(?:(?<=/>)|(.*?)<(?:/(?:\w+:)?c>|(?=(?:\w+:)?c[\s>/])))", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]+)<")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^<>]*?ref=["']([A-Z]+)(\d+):([A-Z]+)(\d+)["']""")
_NUMBER, _AT = re.compile(rb"""\sr=["'](\d+)["']"""), re.compile(rb"""\sr=["']([A-Z]+)(\d+)["']""")
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
_WIDE = re.compile(rb"""\sr=["']([A-Za-z]{2,})\d""")  # a cell right of the 26th column
_DEEP = re.compile(rb"""\sr=["'][A-Za-z]*(\d{6,})["']""")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")
_ERROR, _TEXT = re.compile(rb"""\st=["']e["']"""), re.compile(rb"""\st=["']str["']""")


def active_sheet(file: BinaryIO) -> str:
    """The sheet that is shown when the workbook is opened."""
    names, at = list[str](), 0
    with zipfile.ZipFile(file) as book:
        for name, attributes in elements(book, main_part(book)):
            if name == "workbookView":
                at = int(attributes.get("activeTab", 0))
            elif name == "sheet":
                names.append(attributes["name"])
    return names[at] if at < len(names) else ""


def notes_of(file: BinaryIO, sheet: str, height: int) -> SheetNotes:
    """The notes of a sheet."""
    notes = SheetNotes()
    with zipfile.ZipFile(file) as book, book.open(name := sheet_part(book, sheet)) as part:
        _noted(book, name, notes)
        last = 0
        for block in _blocks(part):
            last = _read(block, last, notes)
            _measure(block, last, notes)
    return notes


def _noted(book: zipfile.ZipFile, sheet: str, notes: SheetNotes) -> None:
    """Mark the cells to which somebody has written a note, first: whatever else a cell is says more."""
    for comments in related_parts(book, sheet, "/comments"):
        for name, attributes in elements(book, comments):
            found = _ADDRESS.fullmatch(attributes.get("ref", "")) if name == "comment" else None
            if found:
                notes.mark(int(found[2]), column_of(found[1]), "noted")


def _blocks(part: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces of whole rows; blanks without end are left out."""
    kept = b""
    for block in iter(partial(part.read, BLOCK), b""):
        kept += block
        starts = max(kept.rfind(b"<row"), kept.rfind(b":row"))
        at = kept.rfind(b"<", 0, starts + 1)
        if at > 0:
            yield kept[:at]
            kept = kept[at:]
        bare = kept.rstrip(_BLANK)
        kept = kept[: len(bare) + 1]
    yield kept


def _read(block: bytes, last: int, notes: SheetNotes) -> int:
    """Note what stands in a block; the number of its last row. ``last``: that of the row before."""
    if b"mergeCell" in block:
        for left, top, right, bottom in _MERGED.findall(block):
            first, end = column_of(left.decode()), column_of(right.decode())
            notes.merged.append(Range(int(top), first, int(bottom), end))
    if b"hidden=" not in block and _addressed(block, notes):
        tail = block[max(block.rfind(b"<row"), block.rfind(b":row"), 0) :]
        found = _NUMBER.search(tail[: tail.find(b">") + 1])
        return int(found[1]) if found else max((n for _, n in _numbered(block, last)), default=last)
    starts = list(_numbered(block, last))
    ends = [row.start() for row, _ in starts[1:]] + [len(block)]
    for (row, last), end in zip(starts, ends, strict=True):
        if _HIDDEN.search(row[0]):
            notes.hidden.add(last)
        if not _addressed(cells := block[row.end() : end], notes):
            _counted(cells, last, notes)
    return last


def _numbered(block: bytes, last: int) -> Iterator[tuple[re.Match[bytes], int]]:
    """The rows that begin in a block, each with its number: what it says, or that of the row before and one."""
    for row in _ROW.finditer(block):
        number = _NUMBER.search(row[0])
        last = int(number[1]) if number else last + 1
        yield row, last


def _measure(block: bytes, last: int, notes: SheetNotes) -> None:
    """Note how far the cells of a block reach, and how many there are."""
    notes.cells += block.count(b"<c ") + block.count(b":c ")
    notes.reach(last, max((column_of(each.decode().upper()) + 1 for each in set(_WIDE.findall(block))), default=26))
    if last < 10**5 or last > 10**7:  # of a deep sheet all cells would be found
        notes.reach(max(map(int, set(_DEEP.findall(block))), default=0), 0)


def _addressed(block: bytes, notes: SheetNotes) -> bool:
    """Mark the cells of a block by their addresses; whether each has one."""
    for pattern, signs in ((_FORMULA, (b"<f", b":f")), (_ERROR, (b't="e"', b"t='e'"))):
        for found in pattern.finditer(block) if any(sign in block for sign in signs) else ():
            start = block.rfind(b"<", 0, found.start())
            head = block[start : block.find(b">", start)]
            at = _AT.search(head)
            if at is None:
                return False
            _mark(
                int(at[2]),
                column_of(at[1].decode()),
                head,
                block[found.start() : block.find(b"c>", found.end())],
                notes,
            )
    return True


def _counted(row: bytes, line: int, notes: SheetNotes) -> None:
    """The same in a row whose cells have no addresses."""
    column = -1
    for head, body in _CELL.findall(row):
        at = _AT.search(head)
        column = column_of(at[1].decode()) if at else column + 1
        if _ERROR.search(head) or _FORMULA.search(body):
            _mark(line, column, head, body, notes)


def _mark(line: int, column: int, head: bytes, body: bytes, notes: SheetNotes) -> None:
    value = _VALUE.search(body)
    if _ERROR.search(head):
        notes.mark(line, column, "error", value[1].decode() if value else "")
    else:
        notes.mark(line, column, "formula" if value or _TEXT.search(head) else "no_value")
