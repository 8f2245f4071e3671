"""The rows of a batch, and the same rows in an export as it is now: by what they hold, never by where they stand.

A row is known again by its id, its name and its INN together; by its id alone where nothing else has it and what else
is known agrees; by its name alone where ids are not to be compared. What is not told for sure is left.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from secrets import token_hex
from typing import Any, Literal

from leadcli.domain.frozen import frozen
from leadcli.fields.cleaners import unwrapped, whole_number

QUOTES_LEFT_OUT = "q"  # how the salt of such marks begins
_QUOTES = dict.fromkeys(map(ord, "\"'«»„“”‚‘’`"))
MARKS = ("name", "inn")  # the fields by which a row is known again, beside its id
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?e\+?\d+|\d{1,3}[.,]000", re.IGNORECASE)  # a number whose digits are not told
_GROUPED = re.compile(r"\d{1,3}(?:(?:[\s'’]\d{3})+|(?:,\d{3}){2,}|(?:\.\d{3}){2,})")  # one with its thousands apart
Why = Literal["gone", "alike", "another", "renumbered", "back", "since", "formula"]


@frozen
class Move:
    """A row that a batch changed: its number and id, the owner's cell before and after, its marks.

    Cells as they stand in the file. ``xml``: of a workbook's cell as it was, in the sheet's row ``line``.
    """

    row: int
    id: str
    before: str
    after: str
    marks: tuple[str, ...] = ()
    xml: str | None = None

    @property
    def note(self) -> list[Any]:
        """As it is kept in the ledger."""
        return [self.row, self.id, self.before, self.after, list(self.marks), *([] if self.xml is None else [self.xml])]


def move_of(note: Sequence[Any]) -> Move:
    """A row's note as it was kept; older notes have no marks."""
    row, own, before, after, *more = note
    marks = tuple(more.pop(0)) if more and isinstance(more[0], list) else ()
    return Move(row, own, before, after, marks, more[0] if more else None)


@frozen
class Seen:
    """A row of an export as it is now: its line, its id, its marks, the text of its owner's cell."""

    line: int
    id: str
    marks: tuple[str, ...]
    owner: str


@frozen
class Left:
    """A row of a batch that is not taken back, and why; ``line`` and ``now``: where it stands, and its owner.

    It is gone; several are alike; its id is another company's; its company has another id; it has its owner of before
    the batch, or moved on since; its owner is a formula now. ``id``: the one that it has now.
    """

    move: Move
    why: Why
    line: int = 0
    now: str = ""
    id: str = ""


def salt_of(body: Mapping[str, Any], private: Mapping[str, str]) -> str:
    """What the marks of a batch's rows are made with; ``""`` where it was forgotten, or did not come with an export."""
    own = str(body.get("salt", ""))
    return private.get(own, "" if own.startswith("⟨") else own)


def new_salt() -> str:
    """What the marks of a new batch are made with."""
    return QUOTES_LEFT_OUT + token_hex(16)


def mark_of(salt: str, field: str, text: str) -> str:
    """What a text is known again by, whatever its case, its blanks and the zeros before it; ``""`` of no text.

    A ``salt`` of ``new_salt`` says that quotation marks do not count either; they did in the marks of older batches.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    plain = whole_number((plain.translate(_QUOTES) if salt.startswith(QUOTES_LEFT_OUT) else plain).strip())
    plain = re.sub(r"\D", "", plain.partition("/")[0]) if field == "inn" else " ".join(plain.split())
    plain = plain.lstrip("0") if plain.isdigit() else plain
    return hashlib.sha256(f"{salt} {field} {plain}".encode()).hexdigest()[:12] if plain else ""


def id_of(text: str) -> str:
    """An id as it is compared; ``""`` where a spreadsheet shows it so that it tells nothing.

    1,000 is 1 with its decimals, or a thousand.
    """
    plain = unwrapped(text)
    if _ROUNDED.fullmatch(plain):
        return ""
    plain = re.sub(r"\D", "", plain) if _GROUPED.fullmatch(plain) else whole_number(plain)
    return (plain.lstrip("0") or "0") if plain.isdigit() else plain


def found_again(
    moves: Sequence[Move],
    rows: Iterable[Seen],
    text: Callable[[str], str],
    known: Sequence[bool],
    has_id: bool,
    who: Callable[[str], str] = str,
) -> tuple[dict[int, Move], list[Left]]:
    """Which rows are those of a batch, by line, and those that are not taken back.

    ``text``: the text of a cell as it stands in the file; ``known``: which of the marks the export has a column for;
    ``who``: whom an owner's text means, the same for all writings of one person.
    """
    search = _Search(moves, rows, text, known, has_id, who)
    search.by(search.whole, search.whole)
    if has_id:
        search.by_id()
    search.by_name()
    return search.found, search.left()


class _Search:
    def __init__(
        self, moves: Sequence[Move], rows: Iterable[Seen], text: Callable[[str], str], known: Sequence[bool],
        has_id: bool, who: Callable[[str], str],
    ) -> None:  # fmt: skip
        self.moves, self.text, self.known, self.has_id, self.who = moves, text, known, has_id, who
        ids = {own for move in moves if (own := id_of(move.id))}
        names = {move.marks[0] for move in moves if move.marks and move.marks[0]}
        self.rows = [row for row in rows if (has_id and id_of(row.id) in ids) or (row.marks[0] in names)]
        self.open_moves, self.open_rows = set(range(len(moves))), set(range(len(self.rows)))
        self.found: dict[int, Move] = {}
        self.why: dict[int, Left] = {}

    def marks(self, own: Move | Seen) -> tuple[str, ...]:
        """The marks that both sides have a column for."""
        return tuple(mark if known else "" for mark, known in zip(own.marks, self.known, strict=True))

    def whole(self, own: Move | Seen) -> Hashable:
        """All by which a row is known; None of one that has nothing."""
        whole = (id_of(own.id) if self.has_id else "", *self.marks(own))
        return whole if any(whole) else None

    def by(self, key: Callable[[Move], Hashable], same: Callable[[Seen], Hashable]) -> None:
        """Pair the rows and the moves that are still open and have one key."""
        moves: dict[Hashable, list[int]] = defaultdict(list)
        rows: dict[Hashable, list[int]] = defaultdict(list)
        for index in sorted(self.open_moves):
            moves[key(self.moves[index])].append(index)
        for index in sorted(self.open_rows):
            rows[same(self.rows[index])].append(index)
        for each, wanted in moves.items():
            if each is not None and each in rows:
                self._settle(wanted, rows[each])

    def _settle(self, moves: list[int], rows: list[int]) -> None:
        """Rows and moves that are alike: as many of both, and by the owner's cell it makes no difference which."""
        self.open_moves -= set(moves)
        self.open_rows -= set(rows)
        by_owner: dict[str, list[int]] = defaultdict(list)
        for index in moves:
            by_owner[self.who(self.text(self.moves[index].after))].append(index)
        now = {row: self.who(self.rows[row].owner) for row in rows}
        free = [row for row in rows if now[row] not in by_owner]
        for after, wanted in by_owner.items():
            here = [row for row in rows if now[row] == after]
            sure = len({self.moves[index].before for index in wanted}) == 1 and len(here) <= len(wanted)
            if here and not (sure and len(moves) == len(rows)):
                self.why |= {
                    index: Left(self.moves[index], "alike", self.rows[here[0]].line, self.rows[here[0]].owner)
                    for index in wanted
                }
                continue
            self.found |= {self.rows[row].line: self.moves[i] for row, i in zip(here, wanted, strict=False)}
            for index in wanted[len(here) :]:
                move, row = self.moves[index], self.rows[free[0]] if free else None
                if row is None:
                    self.why[index] = Left(move, "gone")
                    continue
                own = self.who(self.text(move.before)) == now[free.pop(0)]
                self.why[index] = Left(move, "back" if own else "since", row.line, row.owner)

    def by_id(self) -> None:
        """Pair by an id that no other row and no other move has, where what else is known does not say otherwise."""
        in_moves = Counter(id_of(move.id) for move in self.moves)
        in_rows = Counter(id_of(row.id) for row in self.rows)
        at = {id_of(self.rows[index].id): index for index in self.open_rows}
        for index in sorted(self.open_moves):
            own = id_of(move.id) if (move := self.moves[index]) else ""
            if not own or own not in at:
                continue
            row = self.rows[at[own]]
            both = [(a, b) for a, b in zip(self.marks(move), self.marks(row), strict=True) if a and b]
            if in_moves[own] > 1 or in_rows[own] > 1:
                self._leave(index, Left(move, "alike", row.line, row.owner))
            elif both and not any(a == b for a, b in both):
                self._leave(index, Left(move, "another", row.line, row.owner))
            else:
                self._settle([index], [at[own]])

    def by_name(self) -> None:
        """Pair by a name that no other row and no other move has, where ids tell nothing and INNs say no other."""
        in_moves = Counter(self.marks(move)[0] for move in self.moves)
        in_rows = Counter(self.marks(row)[0] for row in self.rows)
        at = {self.marks(self.rows[index])[0]: index for index in self.open_rows}
        for index in sorted(self.open_moves):
            move = self.moves[index]
            key = self.marks(move)[0]
            if not key or key not in at:
                continue
            row = self.rows[at[key]]
            if any(a and b and a != b for a, b in zip(self.marks(move), self.marks(row), strict=True)):
                continue
            if self.has_id and id_of(move.id) and id_of(row.id):  # another id: another card, or numbered anew
                if in_moves[key] == in_rows[key] == 1:
                    self._leave(index, Left(move, "renumbered", row.line, row.owner, row.id))
                continue
            if in_moves[key] > 1 or in_rows[key] > 1:
                self._leave(index, Left(move, "alike", row.line, row.owner))
            else:
                self._settle([index], [at[key]])

    def _leave(self, index: int, left: Left) -> None:
        self.open_moves.discard(index)
        self.why[index] = left

    def left(self) -> list[Left]:
        """What is not taken back, in the order of the batch."""
        return [
            self.why.get(index) or Left(move, "gone")
            for index, move in enumerate(self.moves)
            if index in self.why or index in self.open_moves
        ]
