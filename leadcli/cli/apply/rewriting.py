"""An export written anew with some owners changed, and every other byte as it came; CSV or a workbook's sheet."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from leadcli.assignment.plan_file import ACTION, brief
from leadcli.cli.shared.batches import Moved, encoded
from leadcli.domain.messages import Refusal, message
from leadcli.domain.ruling import UNIT
from leadcli.io.csv_grammar import as_before, ending, split
from leadcli.io.exports import rows
from leadcli.io.raw_csv import errors_of, pieces
from leadcli.io.table_formats import Form
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
        line = json.loads(text)
        gains = self.turns.setdefault(line["rota"], Counter())
        for manager, share in zip(line["able"], line["shares"], strict=True):
            gains[manager] += share
            self._counts[manager, "owed"] += share
            self._counts[manager, "could"] += 1
        gains[line["new"]] -= UNIT
        self._counts[line["new"], "rotation"] += 1

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
        old = cells[column]
        cell = cells[column] = written(owner.text(found[1]), old[:1] == '"')
        target.write(encoded(form.delimiter.join(cells) + ending(raw), form, errors, cell))
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
    if not owner.wanted(new, rule):
        return None
    if NO_TURN not in text:
        owner.given.add(text)
    return own, new
