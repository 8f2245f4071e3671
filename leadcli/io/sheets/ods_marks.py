"""What the cells of an OpenDocument sheet do not tell by their values: errors, formulas, merged ranges, hidden rows.

The XML is read as a stream. Reads OpenDocument 1.3, and what LibreOffice writes beside it.
"""

from __future__ import annotations

import re
import zipfile
from functools import partial
from typing import BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import unescape

from leadcli.io.sheets.sheet_notes import WIDEST, Range, SheetNotes
from leadcli.io.sheets.zip_copies import BLOCK
from leadcli.io.table_formats import is_error

_ACTIVE = re.compile(rb'config:name="ActiveTable"[^<>]{0,200}>([^<]{1,1000})<')
_SPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table:",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office:",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text:",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext:",
}


def active_sheet(file: BinaryIO) -> str:
    """The sheet that is shown when the workbook is opened, where that is told."""
    with zipfile.ZipFile(file) as book:
        found = _ACTIVE.search(book.read("settings.xml")) if "settings.xml" in book.namelist() else None
    return unescape(found[1].decode()) if found else ""


def notes_of(file: BinaryIO, sheet: str, height: int) -> SheetNotes:
    """The notes of a sheet that has so many rows."""
    found = _Sheet(sheet, height)
    with zipfile.ZipFile(file) as book, book.open("content.xml") as part:
        for block in iter(partial(part.read, BLOCK), b""):
            if found.is_read:
                break
            found.parser.Parse(block, False)
        else:
            found.parser.Parse(b"", True)  # expat from 2.6 on leaves what came last until more comes, or all has
    return found.notes


class _Sheet:
    """Goes through one sheet of a content.xml, cell by cell."""

    def __init__(self, name: str, height: int) -> None:
        self.notes, self.is_read = SheetNotes(), False
        self._name, self._height = name, height
        self._inside, self._tables, self._unseen = False, 0, 0  # ``_tables``: open ones; ``_unseen``: of open comments
        self._line = self._rows = self._column = self._cells = 0
        self._told: dict[str, str] | None = None  # attributes of the open cell
        self._text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator="|")
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.CharacterDataHandler = self._characters

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = _short(tag)
        if tag == "table:table":
            self._tables += 1
            told = {_short(name): value for name, value in attributes.items()}
            if self._tables == 1 and not self.is_read:
                self._inside = told.get("table:name") == self._name
        elif not self._inside or self._tables > 1:
            return
        elif tag == "table:table-row":
            told = {_short(name): value for name, value in attributes.items()}
            self._line, self._rows = self._line + self._rows, _count(told, "table:number-rows-repeated")
            self._column, self._cells = 0, 0
            if told.get("table:visibility", "visible") != "visible":
                self.notes.hidden.update(self._lines())
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._told = {_short(name): value for name, value in attributes.items()}
            self._column, self._cells = self._column + self._cells, _count(self._told, "table:number-columns-repeated")
            self._text.clear()
        elif tag == "office:annotation":
            self._unseen += 1

    def _end(self, tag: str) -> None:
        tag = _short(tag)
        if tag == "table:table":
            self.is_read = self.is_read or (self._inside and self._tables == 1)
            self._tables -= 1
            self._inside = self._inside and self._tables > 0
        elif not self._inside or self._tables > 1:
            return
        elif tag == "office:annotation":
            self._unseen -= 1
        elif tag in ("table:table-cell", "table:covered-table-cell") and self._told is not None:
            self._note(self._told)
            self._told = None

    def _characters(self, text: str) -> None:
        if self._told is not None and not self._unseen:
            self._text.append(text)

    def _note(self, told: dict[str, str]) -> None:
        down, across = (_count(told, f"table:number-{way}-spanned") for way in ("rows", "columns"))
        if down > 1 or across > 1:
            line, column = self._line + 1, self._column
            self.notes.merged.append(Range(line, column, line + down - 1, column + across - 1))
        text = "".join(self._text).strip()
        if told.get("calcext:value-type") == "error" or ("table:formula" in told and is_error(text)):
            for line in self._lines():
                for column in range(self._column, min(self._column + self._cells, WIDEST)):
                    self.notes.mark(line, column, "error", text or "#ERROR!")
        elif "table:formula" in told:
            for line in self._lines():
                for column in range(self._column, min(self._column + self._cells, WIDEST)):
                    self.notes.mark(line, column, "formula" if "office:value-type" in told else "no_value")

    def _lines(self) -> range:
        """The rows for which the open one stands; those after the last that holds something do not count."""
        return range(self._line + 1, min(self._line + self._rows, self._height) + 1)


def _short(name: str) -> str:
    space, _, local = name.rpartition("|")
    return _SPACES.get(space, f"{space}|") + local


def _count(told: dict[str, str], name: str) -> int:
    text = told.get(name, "1")
    return max(1, int(text)) if text.isdecimal() else 1
