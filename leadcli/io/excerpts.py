"""The source line of a problem with the column of its caret, for showing."""

from __future__ import annotations

from pathlib import Path

from leadcli.domain.frozen import replace
from leadcli.domain.places import Problem
from leadcli.io.csv_tables import tell_delimiter
from leadcli.io.encodings import Unreadable, decode, read_bytes
from leadcli.io.raw_csv import split, value
from leadcli.io.table_formats import FORMATS, HEAD, format_of

WINDOW = 90  # columns of a long line that are shown around the caret


def excerpt(problem: Problem, path: Path) -> tuple[Problem, str, int, int] | None:
    """The problem with its column completed, its source line, where the caret begins on it, and its length.

    None when the file has no such line (a whole-file problem, a spreadsheet, a file that cannot be read).
    """
    data = b""
    try:
        data = read_bytes(path, problem.place.file)
        text = decode(data, problem.place.file)
    except Unreadable:
        text = data.decode("utf-8", "replace")
    if not problem.place.line or not FORMATS[format_of(data[:HEAD], path.suffix)].is_text:
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if problem.place.line > len(lines):
        return None
    found = problem
    length = problem.length
    if problem.place.cell >= 0:
        found, length = _cell(problem, lines, tell_delimiter(text))
    line = lines[found.place.line - 1]
    column = min(max(found.place.column, 1), len(line) + 1)
    length = max(1, min(length, len(line) - column + 1))
    if len(line) <= WINDOW:
        return found, line, column, length
    start = max(0, min(column - 1 - WINDOW // 3, len(line) - WINDOW))
    return found, line[start : start + WINDOW], column - start, min(length, WINDOW - (column - 1 - start))


def _cell(problem: Problem, lines: list[str], delimiter: str) -> tuple[Problem, int]:
    """Where the n-th cell of a CSV row begins: on which line, at which column, and how long it is there."""
    place = problem.place
    raw, following = lines[place.line - 1], iter(lines[place.line :])
    while raw.count('"') % 2 and (more := next(following, None)) is not None:
        raw += f"\n{more}"
    cells = split(raw, delimiter)
    if place.cell >= len(cells):
        return replace(problem, place=replace(place, column=1)), 1
    before, cell = "".join(f"{cell}{delimiter}" for cell in cells[: place.cell]), cells[place.cell]
    skipped = len(cell) - len(cell.lstrip(' "\u00a0')) if cell.strip() else 0
    column = len(before) - before.rfind("\n") + skipped
    spot = replace(place, line=place.line + before.count("\n"), column=column)
    return replace(problem, place=spot), max(1, len(value(cell).partition("\n")[0]))
