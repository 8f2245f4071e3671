"""xlsx as Records: the first visible sheet, every cell as the text a person would read."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

from leadcli.domain.places import Place, Problem, Record
from leadcli.domain.problems import problem


def read_xlsx(data: bytes, file: str) -> tuple[tuple[Record, ...], list[Problem]]:
    """The rows of the first visible sheet. The header is its first row that is not empty; lines are sheet rows."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [s.name for s in book.sheets_metadata if s.visible == calamine.SheetVisibleEnum.Visible]
        rows = book.get_sheet_by_name((visible or book.sheet_names)[0]).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError, IndexError) as error:
        return (), [problem("xlsx-damaged", Place(file), reason=str(error))]
    texts = [(number, [text_of(cell) for cell in row]) for number, row in enumerate(rows, 1)]
    filled = [(number, row) for number, row in texts if any(row)]
    if not filled:
        return (), [problem("csv-no-header", Place(file, 1))]
    (line, header), body = filled[0], filled[1:]
    while header and not header[-1]:
        header.pop()
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for index, name in enumerate(header):
        if name and name.casefold() in seen:
            first = seen[name.casefold()] + 1
            place = Place(file, line, index + 1)
            problems.append(problem("csv-header-twice", place, column=name, first=first, second=index + 1))
        seen.setdefault(name.casefold(), index)
    names = tuple(header)
    records: list[Record] = []
    for number, row in body:
        values = (row + [""] * len(names))[: len(names)]
        if any(row[len(names) :]):
            problems.append(problem("csv-ragged", Place(file, number), found=len(row), expected=len(names)))
            continue
        places = tuple(Place(file, number, index + 1) for index in range(len(names)))
        records.append(Record(Place(file, number), names, tuple(values), places))
    return tuple(records), problems


def text_of(cell: object) -> str:
    """A cell as text: whole numbers without a point (an INN is a number to a spreadsheet), days as 2026-03-12."""
    if cell is None or isinstance(cell, str):
        return (cell or "").strip(" \t\u00a0").replace("\r\n", "\n")
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
