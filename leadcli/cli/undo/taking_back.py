"""A batch taken back in an export: its cells as they were, every other byte as it comes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from leadcli.cli.shared.batches import Moved, encoded
from leadcli.domain.messages import Message, message
from leadcli.io.csv_grammar import ending, split, value
from leadcli.io.exports import rows
from leadcli.io.raw_csv import errors_of
from leadcli.io.table_formats import Form, RawRow
from leadcli.io.workbook_edits import Put, patch


def undone(
    export: Path, form: Form, body: Mapping[str, Any], same: bool, left: list[Message], target: BinaryIO
) -> Moved:
    """The export with a batch's cells as they were. A row is found by its id, or by its number where ids are not.

    ``same``: the export is what apply wrote; then even a workbook's cells come back to the byte.
    """
    column, key = body["column"], body["key"]
    by_key = {(m[1] if key is not None and m[1] else m[0]): m for m in body["moved"]}
    found, moved = set(), []
    puts: dict[int, Put] = {}
    width = 0
    if not form.sheet:
        target.write(form.mark)
    for row in rows(export, form):
        cells = list(row.texts) if form.sheet else split(row.raw, form.delimiter, width)
        if row.number == 0:
            width = len(cells)
        own = value(cells[key]) if key is not None and key < len(cells) else ""
        name = own if own in by_key else row.number
        move = by_key.get(name)
        if move is None or row.number == 0 or column >= len(cells):
            _pass_on(row, form, target)
            continue
        found.add(name)
        if value(cells[column]) != value(move[3]):
            left.append(message("line {line}: {now}", line=row.line, now=value(cells[column]) or "-"))
            _pass_on(row, form, target)
            continue
        moved.append([row.number, own, move[3], move[2]])
        if form.sheet:
            puts[row.line] = Put(move[2], move[4] if same else None)
        else:
            cells[column] = move[2]
            target.write(encoded(form.delimiter.join(cells) + ending(row.raw), form, errors_of(form)))
    if form.sheet:
        patch(export, target, form.sheet, column, puts)
    left += [message("{name}: no such row any more", name=str(name)) for name in by_key if name not in found]
    return moved


def _pass_on(row: RawRow, form: Form, target: BinaryIO) -> None:
    if not form.sheet:
        target.write(encoded(row.raw, form, errors_of(form)))
