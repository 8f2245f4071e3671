"""What cells of a binary workbook (.xlsb) do not tell by their values: errors, formulas, merged ranges, hidden rows.

Reads MS-XLSB: records of a kind, a length, and their bytes.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from struct import unpack_from
from typing import BinaryIO
from xml.etree.ElementTree import fromstring

from leadcli.io.sheets.sheet_notes import Range, SheetNotes

BOOK = "xl/workbook.bin"
# Kinds of records.
_ROW, _ERROR, _FORMULA_TEXT, _FORMULA_ERROR = 0, 3, 8, 11
_LAST_CELL = 11
_FORMULAS = (_FORMULA_TEXT, 9, 10, _FORMULA_ERROR)  # a text, a number, yes or no, an error
_SHEET, _VIEW, _MERGED = 156, 158, 176
_TEXTS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip


def active_sheet(file: BinaryIO) -> str:
    """The sheet that is shown when the workbook is opened."""
    with zipfile.ZipFile(file) as book:
        names, at = list(_sheets(book)), 0
        for kind, data in _records(book.read(BOOK)):
            if kind == _VIEW:
                at = _number(data, 24)
    return names[at] if at < len(names) else ""


def notes_of(file: BinaryIO, sheet: str, height: int) -> SheetNotes:
    """The notes of a sheet."""
    notes, line = SheetNotes(), 0
    with zipfile.ZipFile(file) as book:
        part = book.read(_sheets(book)[sheet])
    for kind, data in _records(part):
        if 0 < kind <= _LAST_CELL:
            notes.cells += 1
            notes.reach(line, _number(data, 0) + 1)
        if kind == _ROW:
            line = _number(data, 0) + 1
            notes.reach(line, 0)
            if data[11] & 0x10:  # fDyZero
                notes.hidden.add(line)
        elif kind in (_ERROR, _FORMULA_ERROR):
            notes.mark(line, _number(data, 0), "error", _TEXTS.get(data[8], "#ERROR!"))
        elif kind in _FORMULAS:
            notes.mark(line, _number(data, 0), "formula")
        elif kind == _MERGED:
            top, bottom, left, right = (_number(data, 4 * at) for at in range(4))
            notes.merged.append(Range(top + 1, left, bottom + 1, right))
    return notes


def _sheets(book: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet, by its name."""
    targets = {
        each.get("Id", ""): each.get("Target", "")
        for each in fromstring(book.read("xl/_rels/workbook.bin.rels"))  # noqa: S314 (expat bounds what entities grow to)
    }
    found: dict[str, str] = {}
    for kind, data in _records(book.read(BOOK)):
        if kind == _SHEET:
            relation, at = _text(data, 8)
            name, _ = _text(data, at)
            target = targets.get(relation, "")
            found[name] = target[1:] if target[:1] == "/" else posixpath.normpath(posixpath.join("xl", target))
    return found


def _records(data: bytes) -> Iterator[tuple[int, memoryview]]:
    """The records of a part, each with its kind."""
    view, at = memoryview(data), 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in (0, 7, 14, 21):
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, view[at : at + size]
        at += size


def _number(data: memoryview, at: int) -> int:
    found: int = unpack_from("<I", data, at)[0]
    return found


def _text(data: memoryview, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    end = at + 4 + 2 * _number(data, at)
    return bytes(data[at + 4 : end]).decode("utf-16-le"), end
