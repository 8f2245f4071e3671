"""A batch taken back in an export: its cells as they were, every other byte as it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from leadcli.assignment.batch_rows import MARKS, Left, Move, Seen, found_again, mark_of
from leadcli.cli.shared.batches import columns_now, encoded
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.fields.people import named
from leadcli.io.csv_grammar import as_before, ending, split, value
from leadcli.io.csv_tables import DELIMITERS
from leadcli.io.exports import fitted, form_of, rows, texts
from leadcli.io.raw_csv import errors_of
from leadcli.io.table_formats import MOST_ABOVE, Form
from leadcli.io.workbook_edits import Put, patch


@frozen
class Export:
    """An export as it is now: its form, the columns by field, and what its rows' marks are made with."""

    path: Path
    form: Form
    fields: Mapping[str, int]
    salt: str

    def seen(self) -> Iterator[Seen]:
        """Its rows, as they are known again."""
        owner, own, width = self.fields["owner"], self.fields.get("id", -1), 0
        for row in rows(self.path, self.form):
            if not row.number:
                width = len(texts(row, self.form))
                continue
            cells, fault = fitted(row, self.form, width)
            if fault is not None or owner >= len(cells):
                continue
            marks = tuple(self._mark(field, cells) for field in MARKS)
            yield Seen(row.line, cells[own] if 0 <= own < len(cells) else "", marks, cells[owner])

    def _mark(self, field: str, cells: Sequence[str]) -> str:
        at = self.fields.get(field, -1)
        return mark_of(self.salt, field, cells[at]) if 0 <= at < len(cells) else ""


def export_now(path: Path, was: Form, columns: Mapping[str, Sequence[object]], salt: str) -> Export:
    """The export as it is now, its columns found by their headers. Raises Refusal where none is the owner's."""
    best: tuple[int, Form, dict[str, int]] | None = None
    for form in _forms(path, was):
        for skip, row in enumerate(islice(rows(path, form), MOST_ABOVE + was.skip)):
            found = columns_now(texts(row, form), columns)
            if "owner" in found and found.keys() & {"id", *MARKS} and (best is None or len(found) > best[0]):
                best = len(found), replace(form, skip=skip), found
        if best is not None and best[0] == len(columns):
            break
    if best is None:
        asked = tuple(str(name) for name, _ in columns.values())
        raise Refusal(
            message("{file}: the columns of the batch are not here: {columns}", file=str(path), columns=asked),
            message("needed are the owner and the company's id, name or INN; nothing was written"),
        )
    return Export(path, best[1], best[2], salt)


def _forms(path: Path, was: Form) -> Iterator[Form]:
    """The forms that a file may have: as told, then with the batch's own delimiter or sheet, then with any other."""
    told = form_of(path)
    yield told
    if told.delimiter:
        yield from (replace(told, delimiter=sign) for sign in dict.fromkeys((was.delimiter or ";", *DELIMITERS))
                    if sign != told.delimiter)  # fmt: skip
    if told.sheet:
        first = [was.sheet] if was.sheet in told.others else []
        yield from (replace(told, sheet=name) for name in dict.fromkeys((*first, *told.others)))


def rows_of(
    export: Export, moves: Sequence[Move], book: Book, given: Mapping[str, str]
) -> tuple[dict[int, Move], list[Left]]:
    """Which rows of an export are those of a batch, by line, and those that are not taken back.

    A CRM may write the owners otherwise that were put into it: a row moved on if it is another person's. ``given``:
    whose the batch's own writings of new owners were, who may be called otherwise by now.
    """

    def who(text: str) -> str:
        return given.get(text) or named(book, text).manager or text

    known = [field in export.fields for field in MARKS]
    return found_again(moves, export.seen(), value, known, "id" in export.fields, who)


def same_rows(export: Export, moves: Sequence[Move], same: bool) -> tuple[dict[int, Move], list[Left]]:
    """The same of the file that apply wrote (``same``), or of one that came of it: its rows stand where they stood."""
    by_number, column = {move.row: move for move in moves}, export.fields["owner"]
    found: dict[int, Move] = {}
    left: list[Left] = []
    width = 0
    for row in rows(export.path, export.form):
        if not row.number and not export.form.sheet:
            width = len(split(row.raw, export.form.delimiter))
        move = by_number.get(row.number) if row.number else None
        if move is None:
            continue
        cell = row.texts[column] if export.form.sheet else value(split(row.raw, export.form.delimiter, width)[column])
        if same or cell == value(move.after):
            found[row.line] = move
        else:
            left.append(Left(move, "back" if cell == value(move.before) else "since", row.line, cell))
    return found, left


def take_back(
    export: Export,
    found: Mapping[int, Move],
    same: bool,
    target: BinaryIO,
    calculation: tuple[str, str] | None,
    ours: bool = False,
) -> list[int]:
    """Write the export with the cells of these rows as they were; the lines in which a formula stands, and stays.

    ``same``: the export is what apply wrote; then even a workbook's cells come back to the byte. ``ours``: nobody but
    leadcli wrote it since; in any other workbook the XML that stood there tells another place and another text.
    ``calculation``: what was put into a workbook so that it is calculated anew, if it goes.
    """
    form, column = export.form, export.fields["owner"]
    if form.sheet:
        puts = {line: _put(move, same, ours) for line, move in found.items()}
        done = patch(export.path, target, form.sheet, column, puts, calculation)
        return sorted(puts.keys() - done.was.keys())
    target.write(form.mark)
    write = partial(encoded, form=form, errors=errors_of(form))
    width = 0
    for row in rows(export.path, form):
        raw = row.raw
        if not row.number:
            width = len(split(raw, form.delimiter))
        if row.number and (move := found.get(row.line)) is not None:
            cells = split(raw, form.delimiter, width)
            own = cells[column] == move.after and move.xml is None and len(split(move.before, form.delimiter)) == 1
            cells[column] = move.before if own else as_before(cells[column], value(move.before), form.delimiter)
            raw = form.delimiter.join(cells) + ending(raw)
        target.write(write(raw))
    return []


def _put(move: Move, same: bool, ours: bool) -> Put:
    if move.xml is None:
        return Put(value(move.before))
    if not (same or ours):
        return Put(move.before)
    return Put(move.before, move.xml, None if same else move.after)


def why_left(left: Left) -> Message:
    """Why a row is not taken back, in words."""
    name = left.move.id or message("row {row}", row=left.move.row)
    if left.why == "gone":
        return message("{name}: no such row any more", name=name)
    now = left.now or "-"
    if left.why == "back":
        return message("line {line}: has the owner of before the batch already: {now}", line=left.line, now=now)
    if left.why == "renumbered":
        return message("line {line}: the company of {name} has the id {id} now", line=left.line, name=name, id=left.id)
    if left.why == "since":
        return message("line {line}: moved on since, to {now}", line=left.line, now=now)
    if left.why == "another":
        return message("line {line}: {name} is another company now", line=left.line, name=name)
    if left.why == "formula":
        return message("line {line}: the owner is a formula now", line=left.line)
    return message("line {line}: several rows are alike; which one the batch changed cannot be told", line=left.line)
