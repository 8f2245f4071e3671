"""What a plan must know of owners' cells beyond their text: a formula is not written over, a merged cell is one cell.

A merged range is written once, in its first cell, and only where all its rows get the same owner; else they are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leadcli.assignment.rows import Line
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.fields.rows.row_kinds import FORMULA, Kind

MERGED = message("the owner's cell is merged with others, and its rows would get different owners")


def as_cells_allow(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of a plan, in row order, with those asked about whose cells cannot be written."""
    merged: list[Line] = []  # a row, and those below whose owner's cell is covered by its own
    for line in lines:
        if line.mark != "covered":
            yield from _agreed(merged)
            merged.clear()
        merged.append(line)
    yield from _agreed(merged)


def _agreed(lines: list[Line]) -> Iterator[Line]:
    """The rows of one cell, which change together or are asked about."""
    if len({(line.action == "change", line.new) for line in lines if line.kind not in NO_ROWS}) > 1:
        yield from (_asked(line, "merged") for line in lines)
    elif lines and lines[0].mark == "formula":
        yield from (_asked(line, "formula") for line in lines)
    else:
        yield from lines


NO_ROWS = ("blank", "continuation")


def _asked(line: Line, kind: Kind) -> Line:
    if line.action != "change":
        return line
    said = FORMULA[1] if kind == "formula" else MERGED
    return replace(
        line, action="ask", new="", rule="", reason=said, kind=kind, able=(), shares=(), rota="", otherwise=""
    )
