"""Notes of a sheet beside the values of its cells, and rows of values completed by them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from leadcli.io.table_formats import Mark, RawRow, is_error

LAST, WIDEST = 1_048_576, 16_384  # row and column that a sheet has
ROOM, SPARSE = 1 << 24, 50  # cells of a sheet, and how many times those that hold something: then it is scattered


class Range(NamedTuple):
    """A merged range: rows from 1, columns from 0, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class SheetNotes:
    """Hidden rows, merged ranges, and the marks of cells by row, with the texts of errors by row and column."""

    hidden: set[int] = field(default_factory=set)
    merged: list[Range] = field(default_factory=list)
    marks: dict[int, list[tuple[int, Mark]]] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    height: int = 0  # rows and columns up to the last cell, and how many cells there are
    width: int = 0
    cells: int = 0

    @property
    def scattered(self) -> bool:
        """Whether cells stand so far from each other that the room between them would fill the memory.

        So does one alone that stands where no sheet has cells: the file is damaged, every row would be as wide.
        """
        room = self.height * self.width
        return self.height > LAST or self.width > WIDEST or (room > ROOM and room > SPARSE * self.cells)

    def reach(self, line: int, columns: int) -> None:
        """Note that there is a cell in a row, so many columns from the left."""
        self.height, self.width = max(self.height, line), max(self.width, columns)

    def mark(self, line: int, column: int, mark: Mark, text: str = "") -> None:
        """Note what a cell is; ``text``: of an error."""
        self.marks.setdefault(line, []).append((column, mark))
        if text:
            self.errors[line, column] = text


def noted_rows(rows: Iterable[tuple[int, tuple[str, ...]]], notes: SheetNotes, skip: int) -> Iterator[RawRow]:
    """Rows of a sheet, each with its line, from the first that is not empty, completed by the notes.

    A cell that a merged range covers has the text of the range's first cell. ``skip``: rows above the header.
    """
    begins: dict[int, list[Range]] = defaultdict(list)
    for each in notes.merged:
        begins[each.top].append(each)
    spanning: list[tuple[Range, str]] = []
    first = 0
    for line, values in rows:
        marks, cells = [*notes.marks.get(line, ())], values
        if marks:
            cells = _with_errors(cells, line, marks, notes.errors)
        if spanning or line in begins:
            spanning = [(each, text) for each, text in spanning if line <= each.bottom]
            spanning += [(each, _cell(cells, each.left)) for each in begins.get(line, ())]
            cells, covered = _covered(cells, line, spanning)
            marks += covered
        errors: list[tuple[int, Mark]] = [(at, "error") for at, text in enumerate(cells) if is_error(text)]
        first = first or (line if any(cells) else 0)
        if first:
            known = tuple(sorted(dict(errors + marks).items())) if marks or errors else ()
            yield RawRow(max(0, line - first - skip), line, "", None, cells, line in notes.hidden, known)


def _with_errors(
    cells: tuple[str, ...], line: int, marks: list[tuple[int, Mark]], errors: dict[tuple[int, int], str]
) -> tuple[str, ...]:
    told = [*cells]
    for column, mark in marks:
        if mark == "error" and column < len(told):
            told[column] = errors.get((line, column), told[column])
    return tuple(told)


def _covered(
    cells: tuple[str, ...], line: int, ranges: list[tuple[Range, str]]
) -> tuple[tuple[str, ...], list[tuple[int, Mark]]]:
    told, marks = [*cells], list[tuple[int, Mark]]()
    for each, text in ranges:
        for column in range(each.left, min(each.right + 1, len(told))):
            if (line, column) != (each.top, each.left):
                told[column] = text
                marks.append((column, "covered"))
    return tuple(told), marks


def _cell(cells: tuple[str, ...], column: int) -> str:
    return cells[column] if column < len(cells) else ""
