"""Workbooks row by row: one of their sheets, every cell as the text a person would read."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from leadcli.domain.places import Place
from leadcli.domain.problems import problem
from leadcli.io.encodings import Unreadable
from leadcli.io.sheets import damage_of, scattered_over
from leadcli.io.sheets.sheet_notes import SheetNotes, noted_rows
from leadcli.io.sheets.zip_copies import BLOCK, DAMAGE
from leadcli.io.table_formats import BLANKS, FORMATS, Form, RawRow, Source, format_of, load

# What a workbook tells beside its values: ``active_sheet(file)`` and ``notes_of(file, sheet, height)``.
_MARKS = {
    "xlsx": "sheets.xlsx_marks", "xlsb": "sheets.xlsb_marks", "ods": "sheets.ods_marks", "xls": "sheets.xls_marks",
}  # fmt: skip

LARGE, PACKED = 1 << 25, 100  # bytes of a part, and how many times it is larger than it is packed: then it is suspect
_BLANKS = re.compile(rb"[ \t\r\n]{32,}")


def form_of(source: Source, head: bytes, encoding: str = "", delimiter: str = "") -> Form:
    """The sheets with cells that are shown, the active one first; hidden ones only where there is no other.

    Raises Unreadable.
    """
    kind = format_of(head, source.suffix)
    names, hidden = _old_names(source) if kind == "xls" else _names(source)
    if not names:
        raise Unreadable(problem("csv-no-header", Place(str(source))))
    active = _active(source, _MARKS[kind]) if len(names) > 1 else ""
    names.sort(key=lambda name: name != active)
    return Form(sheet=names[0], others=tuple(names[1:]), hidden=tuple(hidden))


def _names(source: Source) -> tuple[list[str], list[str]]:
    """The sheets that are shown, and those that are not; where none is shown, all of them."""
    import python_calamine as calamine

    with _opened(source) as book:
        sheets = [s for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
        visible = [s.name for s in sheets if s.visible == calamine.SheetVisibleEnum.Visible]
        hidden = [s.name for s in sheets if s.visible != calamine.SheetVisibleEnum.Visible]
        return (visible, hidden) if visible else (hidden or book.sheet_names, [])


def _old_names(source: Source) -> tuple[list[str], list[str]]:
    """Of an .xls, which the other reader would lay out as a whole, wherever a damaged file says that cells are."""
    from leadcli.io.sheets.xls_marks import sheet_names

    try:
        with source.open("rb") as file:
            return sheet_names(file)
    except DAMAGE:
        raise Unreadable(problem("xls-locked", Place(str(source)))) from None


def _active(source: Source, marks: str) -> str:
    """The sheet that is shown when a workbook is opened, where that is told."""
    with suppress(*DAMAGE), source.open("rb") as file:
        found: str = load(f"{marks}:active_sheet")(file)
        return found
    return ""


def rows(source: Source, form: Form) -> Iterator[RawRow]:
    """The rows of the sheet from the first on that is not empty; lines are the sheet's rows."""
    notes = _notes(source, form, 0) if form.format != "ods" else None  # first: what is scattered is not laid out
    if notes is not None and notes.scattered:
        why = scattered_over(notes.height, notes.width)
        raise Unreadable(problem("xlsx-damaged", Place(str(source)), reason=why))
    with _opened(source) as book:
        found = book.get_sheet_by_name(form.sheet)
    if notes is None:  # the reader of these lays nothing out that is too large; its notes need the height
        notes = _notes(source, form, found.total_height + 1)
    return noted_rows(_values(found), notes, form.skip)


def _values(sheet: Any) -> Iterator[tuple[int, tuple[str, ...]]]:
    before = ("",) * (sheet.start[1] if sheet.start else 0)
    for line, row in enumerate(sheet.iter_rows(), 1):
        yield line, before + tuple(map(text_of, row))


def _notes(source: Source, form: Form, height: int) -> SheetNotes:
    """What the values of a sheet do not tell. Raises Unreadable: without it a cell may be taken for an empty one."""
    try:
        with source.open("rb") as file:
            found: SheetNotes = load(f"{_MARKS[form.format]}:notes_of")(file, form.sheet, height)
            return found
    except DAMAGE as error:
        raise Unreadable(problem("xlsx-damaged", Place(str(source)), reason=damage_of(error))) from None


@contextmanager
def _opened(source: Source) -> Iterator[Any]:
    """A workbook, by its content, whatever its name. What then cannot be read in it is Unreadable."""
    import python_calamine as calamine

    with source.open("rb") as file:
        data = file.read()
    try:
        with _unheard():
            yield calamine.CalamineWorkbook.from_filelike(io.BytesIO(_without_blanks(data)))
    except BaseException as error:
        # What the reader did not foresee is a panic of Rust, which is no Exception.
        known = (calamine.CalamineError, OSError, *DAMAGE)
        if not isinstance(error, known) and "Panic" not in type(error).__name__:
            raise
        place, old = Place(str(source)), data.startswith(FORMATS["xls"].begins)
        why = problem("xls-locked", place) if old else problem("xlsx-damaged", place, reason=damage_of(error))
        raise Unreadable(why) from None


@contextmanager
def _unheard() -> Iterator[None]:
    """Whatever is written to stderr past Python goes nowhere: a panic of Rust tells its stack there."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # it is closed
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)


def _without_blanks(data: bytes) -> bytes:
    """A workbook without the endless blanks of a part that grows beyond measure: the reader would hold them all."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if not any(part.file_size > max(LARGE, PACKED * part.compress_size) for part in book.infolist()):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
            for part in book.infolist():
                with book.open(part) as old, made.open(part.filename, "w", force_zip64=True) as new:
                    kept = b""
                    for block in iter(partial(old.read, BLOCK), b""):
                        kept = _BLANKS.sub(b" ", kept + block)
                        new.write(kept[:-1])
                        kept = kept[-1:]
                    new.write(kept)
        return out.getvalue()


def text_of(cell: object) -> str:
    """A cell as text: whole numbers without a point (an INN is a number to a spreadsheet), days as 2026-03-12."""
    if cell is None or isinstance(cell, str):
        return (cell or "").strip(BLANKS).replace("\r\n", "\n")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
