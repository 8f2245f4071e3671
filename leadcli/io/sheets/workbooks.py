"""Workbooks row by row: one of their sheets, every cell as the text a person would read."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.parsers.expat import ExpatError

from leadcli.domain.places import Place
from leadcli.domain.problems import problem
from leadcli.io.encodings import Unreadable
from leadcli.io.sheets.sheet_notes import SheetNotes, noted_rows
from leadcli.io.table_formats import BLANKS, FORMATS, Form, RawRow, Source


def form_of(source: Source, head: bytes, encoding: str = "", delimiter: str = "") -> Form:
    """The sheets with cells that are shown, the active one first; hidden ones only where there is no other.

    Raises Unreadable.
    """
    import python_calamine as calamine

    with _opened(source) as book:
        sheets = [s for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
        visible = [s.name for s in sheets if s.visible == calamine.SheetVisibleEnum.Visible]
        names = visible or [s.name for s in sheets] or book.sheet_names
    if not names:
        raise Unreadable(problem("csv-no-header", Place(str(source))))
    active = _active(source) if len(names) > 1 else ""
    names.sort(key=lambda name: name != active)
    return Form(sheet=names[0], others=tuple(names[1:]))


def _active(source: Source) -> str:
    """The sheet that is shown when a workbook is opened, where that is told."""
    from leadcli.io.sheets.xlsx_marks import active_sheet

    with suppress(zipfile.BadZipFile, KeyError, ExpatError), source.open("rb") as file, zipfile.ZipFile(file) as book:
        return active_sheet(book)
    return ""


def rows(source: Source, form: Form) -> Iterator[RawRow]:
    """The rows of the sheet from the first on that is not empty; lines are the sheet's rows."""
    with _opened(source) as book:
        found = book.get_sheet_by_name(form.sheet)
    return noted_rows(_values(found), _notes(source, form), form.skip)


def _values(sheet: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    before = ("",) * (sheet.start[1] if sheet.start else 0)
    for line, row in enumerate(sheet.iter_rows(), 1):
        yield line, before + tuple(map(text_of, row))


def _notes(source: Source, form: Form) -> SheetNotes:
    """What the values of a sheet do not tell."""
    if form.format != "xlsx":
        return SheetNotes()
    from leadcli.io.sheets.xlsx_marks import notes_of

    try:
        with source.open("rb") as file, zipfile.ZipFile(file) as book:
            return notes_of(book, form.sheet)
    except (zipfile.BadZipFile, KeyError, ExpatError, NotImplementedError, zlib.error) as error:
        raise Unreadable(problem("xlsx-damaged", Place(str(source)), reason=str(error))) from None


@contextmanager
def _opened(source: Source) -> Iterator[Any]:
    """A workbook, by its content, whatever its name. What then cannot be read in it is Unreadable."""
    import python_calamine as calamine

    with source.open("rb") as file:
        data = file.read()
    try:
        yield calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (calamine.CalamineError, OSError, ValueError) as error:
        old = data.startswith(FORMATS["xls"].begins)
        place = Place(str(source))
        why = problem("xls-locked", place) if old else problem("xlsx-damaged", place, reason=str(error))
        raise Unreadable(why) from None


def text_of(cell: object) -> str:
    """A cell as text: whole numbers without a point (an INN is a number to a spreadsheet), days as 2026-03-12."""
    if cell is None or isinstance(cell, str):
        return (cell or "").strip(BLANKS).replace("\r\n", "\n")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
