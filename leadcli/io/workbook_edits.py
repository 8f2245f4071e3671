"""A workbook with some cells of one sheet changed and every other part of it to the byte as it came.

The sheet's own XML is patched where the cells stand, so formats, widths, comments, charts and what no library knows
stay. A new text is an inline string: the shared strings, which other sheets use too, are not touched. Reads ECMA-376.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import escape

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Refusal, message
from leadcli.io.sheets import damage_of
from leadcli.io.sheets.zip_copies import BLOCK, DAMAGE, Change, Writes, copied

_BLANKS = re.compile(r"^\s|\s$|[\t\n\r]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CALCULATION = re.compile(rb"<(?:\w+:)?calcPr\b[^<>]*>")
_BEFORE_CALCULATION = re.compile(
    rb"</(?:\w+:)?(?:sheets|functionGroups|externalReferences|definedNames)>|<(?:\w+:)?definedNames\s*/>"
)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@frozen
class Put:
    """What a cell becomes: a new text, or with ``raw`` the XML that stood there once (``""``: no cell at all).

    ``instead``: that XML is put back only where the text stands that we put in its place, in the way we write it.
    """

    text: str = ""
    raw: str | None = None
    instead: str | None = None


@frozen
class Patched:
    """What stood in the changed cells, as XML, by row number from 1; and what stood for the request to calculate anew.

    A cell with a formula is left, and is not in ``was``. ``calculation``: the XML before and after, None where the
    workbook asks for it anyway or has no formula. ``links``: the rows whose changed cells have a hyperlink.
    """

    was: Mapping[int, str]
    calculation: tuple[str, str] | None = None
    links: tuple[int, ...] = ()


def patch(
    source: Path, target: BinaryIO, sheet: str, column: int, cells: Mapping[int, Put],
    before: tuple[str, str] | None = None,
) -> Patched:  # fmt: skip
    """Write ``source`` with cells of one column changed, by row number from 1; gives what stood there.

    Values that other cells compute of these are stale then: the workbook asks to be calculated anew when it is opened.
    ``before``: what an earlier change put for that request, to be taken back instead. Raises Refusal of a damaged one.
    """
    try:
        with source.open("rb") as file, zipfile.ZipFile(file) as book, source.open("rb") as raw:
            main, part = main_part(book), sheet_part(book, sheet)
            patcher = Patcher(column, cells)
            workbook = book.read(main)
            request = (before[1], before[0]) if before else _request(workbook) if _computes(book) else None
            changes: dict[str, Change] = {part: patcher.run}
            if request:
                changes[main] = lambda old, new: new.write(_replaced(old.read(), request))
            copied(book, raw, target, changes)
    except DAMAGE as error:
        raise Refusal(
            message("{file}: the workbook is damaged: {reason}", file=str(source), reason=damage_of(error))
        ) from None
    return Patched(patcher.was, request, tuple(sorted(patcher.links)))


def _computes(book: zipfile.ZipFile) -> bool:
    """Whether a sheet has a formula."""
    for info in book.infolist():
        if "/worksheets/" in info.filename and info.filename.endswith(".xml"):
            with book.open(info) as part:
                tail = b""
                for block in iter(partial(part.read, BLOCK), b""):
                    if _FORMULA.search(tail + block):
                        return True
                    tail = block[-40:]
    return False


def _request(workbook: bytes) -> tuple[str, str] | None:
    """What stands in a workbook's main part for how it is calculated, and with the request to do it on opening."""
    found = _CALCULATION.search(workbook)
    if found:
        text = found[0].decode()
        if re.search(r"""\bfullCalcOnLoad=["'](?:1|true)["']""", text):
            return None
        bare = re.sub(r"""(?<!\s)\s+fullCalcOnLoad=(?:"[^"]*"|'[^']*')""", "", text)
        return text, re.sub(r"(?<!\s)(\s*/?>)$", r' fullCalcOnLoad="1"\1', bare)
    ends = list(_BEFORE_CALCULATION.finditer(workbook))
    if not ends:
        return None
    text = ends[-1][0].decode()
    prefix = m[1] if (m := re.match(r"</?(\w+:)", text)) else ""
    return text, f'{text}<{prefix}calcPr fullCalcOnLoad="1"/>'


def _replaced(workbook: bytes, request: tuple[str, str]) -> bytes:
    """The main part with that changed, where it stands once."""
    old, new = (text.encode() for text in request)
    return workbook.replace(old, new) if workbook.count(old) == 1 else workbook


def sheet_part(book: zipfile.ZipFile, sheet: str) -> str:
    """The file inside a workbook that holds a sheet."""
    main = main_part(book)
    ids: dict[str, str] = {}
    for found, a in elements(book, main):
        if found == "sheet":
            ids[a["name"]] = next((v for k, v in a.items() if k.rpartition(":")[2] == "id"), "")
    folder, _, name = main.rpartition("/")
    for found, a in elements(book, f"{folder}/_rels/{name}.rels".lstrip("/")):
        if found == "Relationship" and a["Id"] == ids[sheet]:
            path = a["Target"]
            return path.lstrip("/") if path.startswith("/") else f"{folder}/{path}".lstrip("/")
    raise KeyError(sheet)


def related_parts(book: zipfile.ZipFile, part: str, kind: str) -> Iterator[str]:
    """The files inside a workbook that a part of it names and that are there; ``kind``: such as ``/comments``."""
    folder, _, name = part.rpartition("/")
    links = f"{folder}/_rels/{name}.rels".lstrip("/")
    there = set(book.namelist())
    for found, a in elements(book, links) if links in there else ():
        if found == "Relationship" and a.get("Type", "").endswith(kind):
            target = a.get("Target", "")
            path = posixpath.normpath(target if target.startswith("/") else f"{folder}/{target}").lstrip("/")
            if path in there:
                yield path


def main_part(book: zipfile.ZipFile) -> str:
    """The file inside a workbook that names its sheets."""
    tops = (a for n, a in elements(book, "_rels/.rels") if n == "Relationship")
    return next((a["Target"] for a in tops if a["Type"].endswith("/officeDocument")), "xl/workbook.xml").lstrip("/")


def elements(book: zipfile.ZipFile, part: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a small part: local name and attributes."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    parser.Parse(book.read(part), True)
    return iter(found)


class Patcher:
    """Copies a sheet's XML; the bytes between changed cells are never touched."""

    def __init__(self, column: int, cells: Mapping[int, Put]) -> None:
        self._cells, self._letters, self._column = cells, letters(column), column
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._buffer, self._base = b"", 0  # bytes that are not written yet, and where they begin
        self._row, self._cell = 0, -1  # where we are
        self._at: int | None = None  # where the cell to be changed begins
        self._prefix, self._style, self._placed, self._formula = "", "", True, False
        self.was: dict[int, str] = {}
        self.formulas: set[int] = set()
        self.links: set[int] = set()

    def run(self, old: IO[bytes], new: Writes) -> dict[int, str]:
        """Do it; the XML of the changed cells as it was, by row."""
        self._new = new
        for block in iter(partial(old.read, BLOCK), b""):
            self._buffer += block
            self._parser.Parse(block, False)
            self._write(self._parser.CurrentByteIndex if self._at is None else self._at)
        self._parser.Parse(b"", True)
        self._write(self._base + len(self._buffer))
        missing = self._cells.keys() - self.was.keys() - self.formulas
        if missing:
            raise KeyError(f"{self._letters}{min(missing)}")
        return self.was

    def _write(self, upto: int) -> None:
        """Pass on all bytes before a place."""
        count = upto - self._base
        if count > 0:
            self._new.write(self._buffer[:count])
            self._buffer, self._base = self._buffer[count:], upto

    def _start(self, tag: str, attributes: dict[str, Any]) -> None:
        prefix, _, name = tag.rpartition(":")
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._cell, self._placed = -1, self._row not in self._cells
            self._prefix = f"{prefix}:" if prefix else ""
        elif name == "hyperlink":
            first, _, last = attributes.get("ref", "").partition(":")
            if first and column_of(first) <= self._column <= column_of(last or first):
                self.links |= {row for row in self.was if row_of(first) <= row <= row_of(last or first)}
        elif self._placed:
            return
        elif name == "c":
            self._cell = column_of(attributes["r"]) if "r" in attributes else self._cell + 1
            if self._cell == self._column:
                self._at, self._style = self._parser.CurrentByteIndex, attributes.get("s", "")
                self._formula = False
            elif self._cell > self._column:
                self._insert(self._parser.CurrentByteIndex)
        elif name == "f" and self._at is not None:
            self._formula = True

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if self._placed:
            return
        if name == "c" and self._at is not None:
            self._write(self._at)
            end = self._parser.CurrentByteIndex - self._base  # of an empty tag the parser is past it already
            if self._buffer.startswith(f"</{tag}".encode(), end):
                end = self._buffer.index(b">", end) + 1
            stood = self._buffer[:end]
            if self._formula:  # whoever wrote it wants it computed
                self.formulas.add(self._row)
                self._new.write(stood)
            else:
                self.was[self._row] = stood.decode()
                self._new.write(self._made(stood))
            self._buffer, self._base = self._buffer[end:], self._base + end
            self._at, self._placed = None, True
        elif name == "row":
            self._insert(self._parser.CurrentByteIndex)

    def _insert(self, at: int) -> None:
        """The row has no such cell yet."""
        self._write(at)
        self.was[self._row], self._style, self._placed = "", "", True
        self._new.write(self._made())

    def _made(self, stood: bytes = b"") -> bytes:
        put = self._cells[self._row]
        if put.raw is not None and (put.instead is None or stood == self._cell_of(put.instead)):
            return put.raw.encode()
        return self._cell_of(put.text)

    def _cell_of(self, content: str) -> bytes:
        """The XML of a cell with a text, as we write it."""
        p, style = self._prefix, f' s="{self._style}"' if self._style else ""
        opening = f'<{p}c r="{self._letters}{self._row}"{style}'
        if not content:
            return f"{opening}/>".encode()
        kept = ' xml:space="preserve"' if _BLANKS.search(content) else ""
        text = escape(_UNFIT.sub("", content))
        return f'{opening} t="inlineStr"><{p}is><{p}t{kept}>{text}</{p}t></{p}is></{p}c>'.encode()


def letters(column: int) -> str:
    """A column's letters: 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(cell: str) -> int:
    """The column of a cell's address: B7 is 1."""
    number = 0
    for character in cell.upper():
        if not "A" <= character <= "Z":
            break
        number = 26 * number + ord(character) - 64
    return number - 1


def row_of(cell: str) -> int:
    """The row of a cell's address: B7 is 7."""
    return int("".join(filter(str.isdigit, cell)) or 0)
