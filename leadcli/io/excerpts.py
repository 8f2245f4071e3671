"""The source line of a problem with the column of its caret, for showing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from leadcli.domain.frozen import frozen, replace
from leadcli.domain.places import Problem
from leadcli.io.csv_grammar import rows_of, split, value
from leadcli.io.csv_tables import tell_delimiter
from leadcli.io.encodings import Unreadable, decode, read_bytes
from leadcli.io.table_formats import FORMATS, HEAD, format_of

WINDOW = 64  # columns of a long line that are shown around the caret: with margin and number they fit 80


@frozen
class Source:
    """The lines of a text file, and what stands between its cells."""

    lines: list[str]
    delimiter: str


class Excerpts:
    """The source lines of problems. Each file is read once, however many problems it has."""

    def __init__(self, path_of: Callable[[Problem], Path | None]) -> None:
        """``path_of``: the file in which a problem stands; None where it is not known."""
        self._path_of = path_of
        self._read: dict[Path, Source | None] = {}

    def __call__(self, problem: Problem) -> tuple[Problem, str, int, int] | None:
        """The problem with its column completed, its source line, where the caret begins on it, and its length.

        None when the file has no such line (a whole-file problem, a spreadsheet, a file that cannot be read).
        """
        path = self._path_of(problem)
        if path is None or not problem.place.line:
            return None
        if path not in self._read:
            self._read[path] = _source(path, problem.place.file)
        source = self._read[path]
        if source is None or problem.place.line > len(source.lines):
            return None
        return _shown(problem, source)


def _source(path: Path, shown: str) -> Source | None:
    data = b""
    try:
        data = read_bytes(path, shown)
        text = decode(data, shown)
    except Unreadable:
        text = data.decode("utf-8", "replace")
    if not FORMATS[format_of(data[:HEAD], path.suffix)].is_text:
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Source(lines, tell_delimiter(text))


def _shown(problem: Problem, source: Source) -> tuple[Problem, str, int, int]:
    found = problem
    length = problem.length
    if problem.place.cell >= 0:
        found, length = _cell(problem, source)
    line = source.lines[found.place.line - 1]
    column = min(max(found.place.column, 1), len(line) + 1)
    length = max(1, min(length, len(line) - column + 1))
    if len(line) <= WINDOW:
        return found, line, column, length
    start = max(0, min(column - 1 - WINDOW // 3, len(line) - WINDOW))
    return found, line[start : start + WINDOW], column - start, min(length, WINDOW - (column - 1 - start))


def _cell(problem: Problem, source: Source) -> tuple[Problem, int]:
    """Where the n-th cell of a CSV row begins: on which line, at which column, and how long it is there."""
    place, delimiter = problem.place, source.delimiter
    below = (f"{source.lines[number]}\n" for number in range(place.line - 1, len(source.lines)))
    _, raw = next(rows_of(below, str, '"', delimiter))
    cells = split(raw, delimiter)
    if place.cell >= len(cells):
        return replace(problem, place=replace(place, column=1)), 1
    before, cell = "".join(f"{cell}{delimiter}" for cell in cells[: place.cell]), cells[place.cell]
    skipped = len(cell) - len(cell.lstrip(' "\u00a0')) if cell.strip() else 0
    column = len(before) - before.rfind("\n") + skipped
    spot = replace(place, line=place.line + before.count("\n"), column=column)
    return replace(problem, place=spot), max(1, len(value(cell).partition("\n")[0]))
