"""What the cells of a sheet of Excel 97 (.xls) do not tell by their values: errors, merged ranges, hidden rows.

Whether a cell is a formula is not told: no cell of such a file is ever rewritten.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from leadcli.io.sheets.ole_chains import endless
from leadcli.io.sheets.sheet_notes import Range, SheetNotes


def sheet_names(file: BinaryIO) -> tuple[list[str], list[str]]:
    """The sheets that are shown, and those that are not; where none is shown, all of them. No cells are read."""
    with _opened(file, on_demand=True) as book:
        names: list[str] = book.sheet_names()
        shown = [name for name, hidden in zip(names, book._sheet_visibility, strict=True) if not hidden]
    return (shown, [name for name in names if name not in shown]) if shown else (names, [])


def active_sheet(file: BinaryIO) -> str:
    """The sheet that is shown when the workbook is opened."""
    with _opened(file) as book:
        sheets = book.sheets()
        shown = [each.name for each in sheets if each.sheet_visible] or [e.name for e in sheets if e.sheet_selected]
    return shown[0] if shown else ""


def notes_of(file: BinaryIO, sheet: str, height: int) -> SheetNotes:
    """The notes of a sheet."""
    import xlrd

    notes = SheetNotes()
    with _opened(file) as book:
        found = book.sheet_by_name(sheet)
        notes.height, notes.width = found.nrows, found.ncols
        for top, bottom, left, right in found.merged_cells:
            notes.merged.append(Range(top + 1, left, bottom, right - 1))
        notes.hidden |= {row + 1 for row, told in found.rowinfo_map.items() if told.hidden}
        for row in range(found.nrows):
            kinds = found.row_types(row)
            if xlrd.XL_CELL_ERROR in kinds:
                for column, kind in enumerate(kinds):
                    if kind == xlrd.XL_CELL_ERROR:
                        text = xlrd.error_text_from_code.get(found.cell_value(row, column), "#ERROR!")
                        notes.mark(row + 1, column, "error", text)
    return notes


def _opened(file: BinaryIO, on_demand: bool = False) -> Any:
    """A workbook as xlrd reads it, which refuses cells where such a sheet has none."""
    import xlrd

    data = file.read()
    if endless(data):
        raise ValueError("a chain of sectors without end")
    try:
        return xlrd.open_workbook(
            file_contents=data, formatting_info=True, ignore_workbook_corruption=True, logfile=io.StringIO(),
            on_demand=on_demand,
        )  # fmt: skip
    except Exception as error:  # xlrd meets damage with errors of any kind
        raise ValueError(str(error) or type(error).__name__) from None
