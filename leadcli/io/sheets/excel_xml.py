"""Workbooks as XML of Excel 2003 (SpreadsheetML), as 1C and reporting servers save them, mostly named .xls or .xml."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError, iterparse

from leadcli.domain.places import Place
from leadcli.domain.problems import problem
from leadcli.io.encodings import Unreadable
from leadcli.io.sheets import damage_of, scattered_over
from leadcli.io.sheets.sheet_notes import LAST, WIDEST, Range, SheetNotes, noted_rows
from leadcli.io.sheets.workbooks import text_of
from leadcli.io.table_formats import Form, RawRow, Source

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def form_of(source: Source, head: bytes, encoding: str = "", delimiter: str = "") -> Form:
    """The sheets in their order. Raises Unreadable."""
    with _elements(source) as found:
        names = [
            each.get(f"{_SS}Name", "") for event, each in found if (event, each.tag) == ("start", f"{_SS}Worksheet")
        ]
    if not names:
        raise Unreadable(problem("csv-no-header", Place(str(source))))
    return Form(sheet=names[0], others=tuple(names[1:]))


def rows(source: Source, form: Form) -> Iterator[RawRow]:
    """The rows of a sheet; lines are the sheet's rows. Raises Unreadable."""
    notes = SheetNotes()
    found: dict[int, tuple[str, ...]] = {}
    inside, line = False, 0
    with _elements(source) as elements:
        for event, each in elements:
            if each.tag == f"{_SS}Worksheet":
                inside = event == "start" and each.get(f"{_SS}Name") == form.sheet
            elif each.tag == f"{_SS}Row" and event == "end":
                if inside:
                    line = min(int(each.get(f"{_SS}Index", line + 1)), LAST)
                    found[line] = _cells(each, line, notes)
                    notes.reach(line, len(found[line]))
                    if notes.scattered:
                        why = scattered_over(notes.height, notes.width)
                        raise Unreadable(problem("xlsx-damaged", Place(str(source)), reason=why))
                    if each.get(f"{_SS}Hidden") == "1":
                        notes.hidden.add(line)
                    line = min(line + int(each.get(f"{_SS}Span", 0)), LAST)
                each.clear()
    width = notes.width
    whole = ((n, (*found.get(n, ()), *[""] * (width - len(found.get(n, ()))))) for n in range(1, line + 1))
    return noted_rows(whole, notes, form.skip)


@contextmanager
def _elements(source: Source) -> Iterator[Iterator[tuple[str, Element]]]:
    try:
        with source.open("rb") as file:
            yield iterparse(file, events=("start", "end"))  # noqa: S314 (expat bounds what entities grow to)
    except (ParseError, ValueError) as error:
        raise Unreadable(problem("xlsx-damaged", Place(str(source)), reason=damage_of(error))) from None


def _cells(row: Element, line: int, notes: SheetNotes) -> tuple[str, ...]:
    cells: list[str] = []
    for cell in row.iter(f"{_SS}Cell"):
        notes.cells += 1
        column = min(int(cell.get(f"{_SS}Index", len(cells) + 1)), WIDEST) - 1
        cells += [""] * (column - len(cells))
        data = cell.find(f"{_SS}Data")
        text = "" if data is None else "".join(data.itertext())
        kind = "" if data is None else data.get(f"{_SS}Type", "")
        if kind == "Error":
            notes.mark(line, column, "error", text)
        elif cell.get(f"{_SS}Formula") is not None:
            notes.mark(line, column, "formula" if data is not None else "no_value")
        across, down = (min(int(cell.get(f"{_SS}Merge{way}", 0)), WIDEST) for way in ("Across", "Down"))
        if across or down:
            notes.merged.append(Range(line, column, line + down, column + across))
        cells += [_text(text, kind), *[""] * across]
    return tuple(cells)


def _text(text: str, kind: str) -> str:
    try:
        if kind == "Number":
            return text_of(float(text)) if len(text) <= 15 else text_of(text)
        if kind == "Boolean":
            return text_of(text == "1")
        if kind == "DateTime":
            return text_of(datetime.fromisoformat(text))
    except ValueError:
        pass
    return text_of(text)
