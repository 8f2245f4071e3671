"""An export written anew with some owners changed, and every other byte as it came; CSV or a workbook's sheet."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import BinaryIO

from leadcli.assignment.batch_rows import Move, mark_of
from leadcli.assignment.plan_file import ACTION, PlanError, brief
from leadcli.cli.shared.batches import encoded
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.domain.ruling import UNIT
from leadcli.io.csv_grammar import as_before, ending, split, value
from leadcli.io.exports import rows
from leadcli.io.raw_csv import errors_of, pieces
from leadcli.io.table_formats import Form, RawRow
from leadcli.io.workbook_edits import Put, patch

NO_TURN = b'"shares": []'  # as a plan's line is written


class TurnsGiven:
    """The turns of rows that are applied: what each balance gains by rota, and what each manager got."""

    def __init__(self, day: str) -> None:
        self._day = day
        self.turns: dict[str, Counter[str]] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, text: bytes) -> None:
        """Count the turn of a plan's line."""
        try:
            line = json.loads(text)
            gains = self.turns.setdefault(line["rota"], Counter())
            for manager, share in zip(line["able"], line["shares"], strict=True):
                gains[manager] += int(share)
                self._counts[manager, "owed"] += int(share)
                self._counts[manager, "could"] += 1
            gains[line["new"]] -= UNIT
            self._counts[line["new"], "rotation"] += 1
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError):
            raise PlanError(message("a line of it is broken")) from None

    @property
    def counts(self) -> list[tuple[str, str, str, int]]:
        """Day, manager, how, how many."""
        return [(self._day, manager, how, count) for (manager, how), count in sorted(self._counts.items())]


@dataclass(frozen=True)
class NewOwner:
    """Which rows get a new owner: those of one ``action`` whose owner and rule are ``wanted``; and as what ``text``.

    ``given``: the turns that they take, added up.
    """

    action: bytes
    wanted: Callable[[str, str], bool]
    text: Callable[[str], str]
    given: TurnsGiven


@dataclass(frozen=True)
class Place:
    """Where an export holds what: the columns of the owner, of the id (None: it has none) and of the marks."""

    owner: int
    id: int | None
    marks: tuple[tuple[str, int], ...]
    salt: str

    def marks_of(self, cells: Sequence[str]) -> tuple[str, ...]:
        """What a row is known again by; of texts."""
        return tuple(mark_of(self.salt, field, cells[at]) if 0 <= at < len(cells) else "" for field, at in self.marks)


@dataclass
class Applied:
    """What was changed, and lines that were left: their owner is a formula, or one of a merged range for several.

    ``covered``: rows that got their owner with the merged range in whose first row it stands; ``links``: changed cells
    with a hyperlink; ``calculation``: see ``workbook_edits``.
    """

    moves: list[Move]
    formulas: list[int] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    covered: int = 0
    links: tuple[int, ...] = ()
    calculation: tuple[str, str] | None = None


def applied(source: Path, form: Form, place: Place, lines: Iterator[bytes], owner: NewOwner, target: Path) -> Applied:
    """Write the export with the owners of the plan; what was changed. A row that has its new owner already is left."""
    with target.open("wb", buffering=1 << 20) as file:
        return (_applied_sheet if form.sheet else _applied_csv)(source, form, place, lines, owner, file)


def _applied_csv(
    source: Path, form: Form, place: Place, lines: Iterator[bytes], owner: NewOwner, target: BinaryIO
) -> Applied:
    """Rows that stay as they are pass as bytes: most of them, so only the others are read."""
    moves: list[Move] = []
    target.write(form.mark)
    errors = errors_of(form)
    width = 0

    @cache
    def written(text: str, quoted: bool) -> str:
        return as_before('"' if quoted else "", text, form.delimiter)

    for number, (_, data) in enumerate(pieces(source, form), -form.skip):
        if number == 0:
            width = len(split(data.decode(form.encoding, errors), form.delimiter))
        found = _found(lines, number, owner) if number > 0 else None
        if found is None:
            target.write(data)
            continue
        raw = data.decode(form.encoding, errors)
        cells = split(raw, form.delimiter, width)
        old, texts = cells[place.owner], [value(cell) for cell in cells]
        cell = cells[place.owner] = written(owner.text(found.owner), old[:1] == '"')
        if value(cell) == value(old):
            target.write(data)
            continue
        target.write(encoded(form.delimiter.join(cells) + ending(raw), form, errors, cell))
        moves.append(Move(number, found.id, sys.intern(old), cell, place.marks_of(texts)))
        found.take_turn(owner.given)
    return Applied(moves)


def _applied_sheet(
    source: Path, form: Form, place: Place, lines: Iterator[bytes], owner: NewOwner, target: BinaryIO
) -> Applied:
    done = Applied([])
    ranges: list[list[tuple[RawRow, Chosen | None]]] = []  # the rows of one owner's cell: one, or a merged range's
    for row in rows(source, form):
        found = _found(lines, row.number, owner) if row.number else None
        if ranges and dict(row.marks).get(place.owner) == "covered":
            ranges[-1].append((row, found))
        elif row.number:
            ranges.append([(row, found)])
    moves: dict[int, Move] = {}
    turns: dict[int, list[Chosen]] = {}
    for members in ranges:
        first, chosen = members[0]
        old = first.texts[place.owner]
        wanted = {owner.text(found.owner) if found else old for _, found in members}
        if wanted == {old}:
            continue
        if len(wanted) > 1:
            done.merged += [row.line for row, found in members if found]
        elif dict(first.marks).get(place.owner) in ("formula", "no_value"):
            done.formulas.append(first.line)
        elif chosen is not None:
            marks = place.marks_of(first.texts)
            moves[first.line] = Move(first.number, chosen.id, old, wanted.pop(), marks)
            turns[first.line] = [found for _, found in members if found]
    patched = patch(source, target, form.sheet, place.owner, {line: Put(move.after) for line, move in moves.items()})
    for line, move in moves.items():
        if line not in patched.was:
            done.formulas.append(line)
            continue
        done.moves.append(replace(move, xml=patched.was[line]))
        done.covered += len(turns[line]) - 1
        for found in turns[line]:
            found.take_turn(owner.given)
    done.links, done.calculation = patched.links, patched.calculation
    return done


@dataclass(frozen=True)
class Chosen:
    """The id and the new owner of a row that the plan changes, and its line if it takes a turn."""

    id: str
    owner: str
    turn: bytes

    def take_turn(self, given: TurnsGiven) -> None:
        """Count the turn, once the row is changed."""
        if self.turn:
            given.add(self.turn)


def _fault_of(text: bytes, number: int) -> Message:
    """Why a line of the plan is not that of a row; the header is the first line."""
    if not text.strip():
        return message("it ends before row {row}", row=number)
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return message("line {line} is broken", line=number + 1)
    return message("line {line} is not what leadcli wrote for row {row}", line=number + 1, row=number)


def _found(lines: Iterator[bytes], number: int, owner: NewOwner) -> Chosen | None:
    """What the plan says of a row, if it puts an owner there. Of most lines only the action is looked at."""
    text = next(lines, b"")
    at = text.find(ACTION)
    if at < 0 or b'"row": %d,' % number not in text:
        raise PlanError(_fault_of(text, number))
    if not text.startswith(owner.action, at + len(ACTION)):
        return None
    own, new, rule = brief(text)
    if not owner.wanted(new, rule):
        return None
    return Chosen(own, new, b"" if NO_TURN in text else text)
