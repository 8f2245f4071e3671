"""Tables of an HTML page, as Bitrix24 and 1C save them under the name of a workbook; each table is a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from leadcli.domain.messages import message
from leadcli.domain.places import Place
from leadcli.domain.problems import problem
from leadcli.io.encodings import Unreadable, decode
from leadcli.io.sheets.sheet_notes import Range, SheetNotes, noted_rows
from leadcli.io.table_formats import BLANKS, Form, RawRow, Source

WIDEST, LONGEST = 1_000, 100_000  # columns and rows that a cell may span
_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "comment", "title"})  # elements whose text is no part of a cell


def form_of(source: Source, head: bytes, encoding: str = "", delimiter: str = "") -> Form:
    """The tables of the page, by number. Raises Unreadable."""
    names = [str(number) for number, table in enumerate(_tables(source), 1) if table.rows]
    if not names:
        raise Unreadable(problem("file-foreign", Place(str(source)), kind=message("a web page without a table")))
    return Form(sheet=names[0], others=tuple(names[1:]))


def rows(source: Source, form: Form) -> Iterator[RawRow]:
    """The rows of a table of the page. Raises Unreadable."""
    table = _tables(source)[int(form.sheet) - 1]
    width = max(map(len, table.rows), default=0)
    values = ((line, (*row, *[""] * (width - len(row)))) for line, row in enumerate(table.rows, 1))
    return noted_rows(values, table.notes, form.skip)


def _tables(source: Source) -> list[_Table]:
    with source.open("rb") as file:
        data = file.read()
    said = _CHARSET.search(data[:4096])
    try:
        text = data.decode(said[1].decode()) if said and not data.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
    except (LookupError, UnicodeDecodeError):
        text = ""
    page = _Page()
    page.feed(text or decode(data, str(source)))
    page.close()
    return page.tables


@dataclass
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    notes: SheetNotes = field(default_factory=SheetNotes)
    below: dict[int, int] = field(default_factory=dict)  # column -> rows that a cell above still spans


class _Page(HTMLParser):
    """Collects the outer tables of a page; what stands in a table within a cell is text of that cell."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self._depth, self._unseen = 0, 0
        self._cell: list[str] | None = None
        self._span: tuple[int, int]  # of the open cell

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row or a cell begins; HTML leaves out the ends of the ones before."""
        told = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append(_Table())
        elif tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._begin_row("display:none" in told.get("style", "").replace(" ", "").casefold())
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if not self.tables[-1].rows:
                self._begin_row(False)
            self._cell = []
            self._span = (_count(told.get("rowspan"), LONGEST), _count(told.get("colspan"), WIDEST))

    def handle_endtag(self, tag: str) -> None:
        """The same of what ends."""
        if tag == "table" and self._depth:
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
        elif tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Text, which counts in a cell only; a line end in it is a blank."""
        if self._cell is not None and not self._unseen:
            self._cell.append(re.sub(r"[ \t\r\n]+", " ", data))

    def _begin_row(self, hidden: bool) -> None:
        table = self.tables[-1]
        if table.rows:
            table.below = {column: left - 1 for column, left in table.below.items() if left > 1}
        table.rows.append([])
        if hidden:
            table.notes.hidden.add(len(table.rows))

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        table, (down, across) = self.tables[-1], self._span
        row = table.rows[-1]
        while len(row) in table.below:
            row.append("")
        left, line = len(row), len(table.rows)
        text = "\n".join(part.strip(BLANKS) for part in "".join(self._cell).split("\n")).strip(BLANKS + "\n")
        row += [text, *[""] * (across - 1)]
        if down > 1 or across > 1:
            table.notes.merged.append(Range(line, left, line + down - 1, left + across - 1))
            table.below |= {column: down for column in range(left, left + across) if down > 1}
        self._cell = None


def _count(text: str | None, most: int) -> int:
    return max(1, min(int(text), most)) if text and text.isdecimal() else 1
