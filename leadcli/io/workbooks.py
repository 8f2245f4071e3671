"""A large workbook row by row: the first visible sheet, every cell as the text a person would read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leadcli.domain.messages import Refusal, message
from leadcli.domain.places import Place, Problem
from leadcli.domain.problems import problem
from leadcli.io.xlsx_tables import text_of

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"  # an xlsx is a zip; an old .xls, or a locked workbook, is an OLE file


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins so is a workbook, whatever its name."""
    return head.startswith((ZIP, OLE))


def first_sheet(path: Path, head: bytes) -> str | Problem:
    """The name of the first visible sheet."""
    if head.startswith(OLE):
        raise Refusal(
            message("{file}: an old .xls workbook, or one with a password", file=str(path)),
            message("save it as .xlsx without a password, or as CSV"),
        )
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as book:
            visible = [s.name for s in book.sheets_metadata if s.visible == calamine.SheetVisibleEnum.Visible]
            names = visible or book.sheet_names
    except (calamine.CalamineError, OSError, ValueError) as error:
        return problem("xlsx-damaged", Place(str(path)), reason=str(error))
    return names[0] if names else problem("csv-no-header", Place(str(path)))


def sheet_rows(path: Path, sheet: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows of a sheet from the header on, the first that is not empty: the sheet's row number, and the texts."""
    import python_calamine as calamine

    with calamine.CalamineWorkbook.from_path(str(path)) as book:
        found: Any = book.get_sheet_by_name(sheet)
        before = ("",) * (found.start[1] if found.start else 0)
        begun = False
        for number, row in enumerate(found.iter_rows(), 1):
            cells = before + tuple(map(text_of, row))
            begun = begun or any(cells)
            if begun:
                yield number, cells
