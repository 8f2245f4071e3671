"""An export written anew with some owners changed, and every other byte as it came: CSV row by row, a workbook's sheet.

What was changed is noted as ``[row, id, cell before, cell after]``, cells as they stand in the file; a workbook's note
has the XML of the old cell as well. With that note a batch is taken back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from leadcli.message import Message, Refusal, message
from leadcli.readers.lossless import Form, RawRow, changed, ending, rows, split, value
from leadcli.store.workbook import Put, patch

Moved = list[list[Any]]
NewOwner = Callable[[Mapping[str, Any]], str]  # what a line of the plan puts into the owner's cell; "": nothing


def applied(
    source: Path, form: Form, column: int, lines: Iterator[Mapping[str, Any]], owner: NewOwner, target: BinaryIO
) -> Moved:
    """Write the export with the owners of the plan; what was changed."""
    moved: Moved = []
    puts: dict[int, Put] = {}
    if not form.sheet:
        target.write(form.mark)
    for row in rows(source, form):
        line = next(lines, None) if row.number else None
        if row.number and (line is None or line["row"] != row.number):
            raise Refusal(message("the plan has no line for row {row}; make it again", row=row.number))
        text = owner(line) if line is not None else ""
        if not text:
            _pass_on(row, form, target)
        elif form.sheet:
            puts[row.line] = Put(text)
            moved.append([row.number, _own(line), sys.intern(row.texts[column]), text, row.line])
        else:
            old = split(row.raw, form.delimiter)[column]
            after = changed(row.raw, column, text, form.delimiter)
            target.write(_encoded(after, form, text))
            moved.append([row.number, _own(line), sys.intern(old), split(after, form.delimiter)[column]])
    if form.sheet:
        was = patch(source, target, form.sheet, column, puts)
        moved = [[*note[:4], was[note[4]]] for note in moved]
    return moved


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
    if not form.sheet:
        target.write(form.mark)
    for row in rows(export, form):
        cells = list(row.texts) if form.sheet else split(row.raw, form.delimiter)
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
            target.write(_encoded(form.delimiter.join(cells) + ending(row.raw), form))
    if form.sheet:
        patch(export, target, form.sheet, column, puts)
    left += [message("{name}: no such row any more", name=str(name)) for name in by_key if name not in found]
    return moved


def _own(line: Mapping[str, Any] | None) -> str:
    return str(line["id"]) if line else ""


def _pass_on(row: RawRow, form: Form, target: BinaryIO) -> None:
    if not form.sheet:
        target.write(_encoded(row.raw, form))


def _encoded(text: str, form: Form, name: str = "") -> bytes:
    errors = "surrogateescape" if not form.encoding.startswith("utf-16") else "strict"
    try:
        return text.encode(form.encoding, errors)
    except UnicodeEncodeError:
        raise Refusal(
            message("{name} cannot be written in {encoding}", name=name or text.strip(), encoding=form.encoding)
        ) from None
