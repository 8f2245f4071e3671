"""An export written anew with some owners changed, and every other byte as it came: CSV row by row, a workbook's sheet.

What was changed is noted as ``[row, id, cell before, cell after]``, cells as they stand in the file; a workbook's note
has the XML of the old cell as well. With that note a batch is taken back.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from leadcli.assignment.plan_file import ACTION, brief
from leadcli.domain.messages import Message, Refusal, message
from leadcli.io.csv_rows import as_before, ending, errors_of, pieces, split, value
from leadcli.io.exports import rows
from leadcli.io.formats import Form, RawRow
from leadcli.io.workbook_edits import Put, patch

Moved = list[list[Any]]


@dataclass(frozen=True)
class NewOwner:
    """Which rows get a new owner: those of one ``action`` whose owner and rule are ``wanted``; and as what ``text``."""

    action: bytes
    wanted: Callable[[str, str], bool]
    text: Callable[[str], str]


def applied(source: Path, form: Form, column: int, lines: Iterator[bytes], owner: NewOwner, target: BinaryIO) -> Moved:
    """Write the export with the owners of the plan; what was changed."""
    return (_applied_sheet if form.sheet else _applied_csv)(source, form, column, lines, owner, target)


def _applied_csv(
    source: Path, form: Form, column: int, lines: Iterator[bytes], owner: NewOwner, target: BinaryIO
) -> Moved:
    """Rows that stay as they are pass as bytes: most of them, so only the others are read."""
    moved: Moved = []
    target.write(form.mark)
    errors = errors_of(form)

    @cache
    def written(text: str, quoted: bool) -> str:
        return as_before('"' if quoted else "", text, form.delimiter)

    for number, (_, data) in enumerate(pieces(source, form), -form.skip):
        found = _found(lines, number, owner) if number > 0 else None
        if found is None:
            target.write(data)
            continue
        raw = data.decode(form.encoding, errors)
        cells = split(raw, form.delimiter)
        old = cells[column]
        cell = cells[column] = written(owner.text(found[1]), old[:1] == '"')
        target.write(_encoded(form.delimiter.join(cells) + ending(raw), form, errors, cell))
        moved.append([number, found[0], sys.intern(old), cell])
    return moved


def _applied_sheet(
    source: Path, form: Form, column: int, lines: Iterator[bytes], owner: NewOwner, target: BinaryIO
) -> Moved:
    moved: Moved = []
    puts: dict[int, Put] = {}
    for row in rows(source, form):
        found = _found(lines, row.number, owner) if row.number else None
        if found is not None:
            puts[row.line] = Put(owner.text(found[1]))
            moved.append([row.number, found[0], row.texts[column], puts[row.line].text, row.line])
    was = patch(source, target, form.sheet, column, puts)
    return [[*note[:4], was[note[4]]] for note in moved]


def _found(lines: Iterator[bytes], number: int, owner: NewOwner) -> tuple[str, str] | None:
    """The id and the new owner of a row, if the plan puts one there. Of most lines only the action is looked at."""
    text = next(lines, b"")
    at = text.find(ACTION)
    if at < 0 or b'"row": %d,' % number not in text:
        raise Refusal(message("the plan has no line for row {row}; make it again", row=number))
    if not text.startswith(owner.action, at + len(ACTION)):
        return None
    own, new, rule = brief(text)
    return (own, new) if owner.wanted(new, rule) else None


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
            target.write(_encoded(form.delimiter.join(cells) + ending(row.raw), form, errors_of(form)))
    if form.sheet:
        patch(export, target, form.sheet, column, puts)
    left += [message("{name}: no such row any more", name=str(name)) for name in by_key if name not in found]
    return moved


def _pass_on(row: RawRow, form: Form, target: BinaryIO) -> None:
    if not form.sheet:
        target.write(_encoded(row.raw, form, errors_of(form)))


def _encoded(text: str, form: Form, errors: str, name: str = "") -> bytes:
    try:
        return text.encode(form.encoding, errors)
    except UnicodeEncodeError:
        raise Refusal(
            message("{name} cannot be written in {encoding}", name=name or text.strip(), encoding=form.encoding)
        ) from None
