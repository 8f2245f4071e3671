"""A judged export gone through in row order, in one process: turns are given out, and earlier rows bind later ones.

So it is as if its rows had been asked one by one. Only rows on which an earlier one bears are judged again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from leadcli.assignment.aside import BOUND, Aside, match_of
from leadcli.assignment.batch_memory import BatchMemory
from leadcli.assignment.judging import handed_over, judge_again, rule_again
from leadcli.assignment.owned_rows import OwnedRows
from leadcli.assignment.owner_cells import RowBlocks
from leadcli.assignment.rotation import Turns
from leadcli.assignment.rows import Action, Line, Options, question_of
from leadcli.domain.book import CLOSED, Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.match import DOUBTED, Match
from leadcli.domain.messages import message
from leadcli.fields.crm_presets import Layout
from leadcli.fields.people import named
from leadcli.fields.rows.row_kinds import UNREAD, Row
from leadcli.ledger.standing.known_clients import ToldCard, told_by
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.rulings.memory import Memory

if TYPE_CHECKING:
    from leadcli.assignment.row_groups import GroupsNamed

L = TypeVar("L", bound=Line | None)


@frozen
class Export:
    """What the fold judges rows again with. ``rows``: those of the export, anew at each call; unread ones are lines."""

    rows: Callable[[], Iterable[Row | Line]]
    layout: Layout
    options: Options
    policy: Policy
    directory: Directory
    memory: Memory | None = None


def folded(
    lines: Iterable[Line], book: Book, export: Export | None = None, owned: Iterable[Line] | None = None
) -> Iterator[Line]:
    """The lines with turns given out, in row order.

    ``export``: what rows are judged again with where an earlier one bears on them; then ``lines`` is gone through
    twice, since rows that have owners are load. Without it turns alone are given out. ``owned``: what the first time
    goes through in their place: those whose owner's cell says something.
    """
    fold = _Fold(book, export)
    for line, row in () if export is None else fold.beside(lines) if owned is None else fold.among(owned, export):
        fold.see(line, row)
        if line is not None:
            fold.load(line, row)
    for line, row in fold.beside(lines):
        yield fold.next(line, row)


def _groups_named(export: Export | None) -> GroupsNamed | None:
    if export is None or export.layout.fields.keys().isdisjoint(("group", "parent")):
        return None
    from leadcli.assignment.row_groups import GroupsNamed

    return GroupsNamed(export.layout, export.directory)  # few exports have such columns


class _Fold:
    def __init__(self, book: Book, export: Export | None) -> None:
        on = export.options.on if export else date.min
        if export and export.memory:
            book = export.memory.book(book, export.directory, on)
        self._book, self._export, self._turns = book, export, Turns(book)
        self._handing = export is not None and bool(export.options.leaver)
        self._families: dict[str, str] = {}  # by the topmost group, who got it in a hand-over
        self._leads = export is not None and export.layout.rows == "leads"
        self._stays = export is not None and export.options.owner_took
        self._groups = _groups_named(export)
        self._owned = OwnedRows(book, parents=self._groups is not None)
        self._blocks = RowBlocks(export.layout, book) if export is not None else None
        self._memory = BatchMemory(export.memory if export else None, on, book.country, self._turns.figures)

    def among(self, lines: Iterable[Line], export: Export) -> Iterator[tuple[Line | None, Row | Line]]:
        """All rows, each with its line where that is among these."""
        told = iter(lines)
        line = next(told, None)
        for row in export.rows():
            if line is not None and line.row == (row.row if isinstance(row, Line) else row.number):
                yield line, row
                line = next(told, None)
            else:
                yield None, row
        assert line is None, "of each line there is a row"

    def beside(self, lines: Iterable[L]) -> Iterator[tuple[L, Row | Line]]:
        """The lines, each with its row."""
        if self._export is None:
            return ((line, line) for line in lines)  # type: ignore[misc]
        return zip(lines, self._export.rows(), strict=True)

    # --- before the first row -----------------------------------------------------------------------------------
    def see(self, line: Line | None, row: Row | Line) -> None:
        """Any row: what it tells of the blocks in which rows stand."""
        if self._blocks is not None and isinstance(row, Row):
            self._blocks.see(line, row)

    def load(self, line: Line, row: Row | Line) -> None:
        """A row that has an owner who works here is a client of theirs, in the tables or beside them."""
        if not isinstance(row, Line) and line.key:
            understood = self._understood(line, row)
            if not understood or self._own_card(line) or (self._leads and line.old):
                self._owned.add(line, line.old if understood else "", self._city(row))
        if not self._own_card(line):
            return
        if self._book.managers[line.old].open_clients is None:
            self._turns.moved("", line.old)
        if self._on_file(line):
            self._memory.serves(line, line.old)
        elif self._export is not None and not isinstance(row, Line) and (line.group or line.numbers):
            asked = question_of(row, self._export.layout, self._book, self._export.options)
            if not isinstance(asked, Line) and line.action in ("keep", "skip"):
                caller = asked.question.caller
                card = Client(
                    "", caller.name, group=line.group if line.status == "accept" else "", city=caller.city,
                    owner=line.old, **dict(line.numbers),  # type: ignore[arg-type]
                )  # fmt: skip
                self._memory.owned(line.row, card)

    def _own_card(self, line: Line) -> bool:
        """Whether a row is a client whom no table has, or nobody in the tables serves, with an owner."""
        if self._leads or not line.old or not self._book.managers[line.old].active:
            return False
        return not self._on_file(line) or (line.new == line.old and not self._book.has_active_owner(line.client))

    def _understood(self, line: Line, row: Row) -> bool:
        """Whether it is told whose a row is, be it nobody's."""
        if (line.kind in ("owner", "columns") and line.action == "ask") or self._export is None:
            return False
        if line.old or line.kind != "hidden":
            return True
        unread = row.marked(self._export.layout).get("owner") in UNREAD
        return not unread and named(self._book, line.was).kind in ("one", "nobody")

    def _city(self, row: Row) -> str:
        at = self._export.layout.fields.get("city") if self._export is not None else None
        return "" if at is None else row.cells[at]

    def _on_file(self, line: Line) -> bool:
        return line.status == "accept" and bool(line.client)

    # --- row by row ----------------------------------------------------------------------------------------------
    def next(self, line: Line, row: Row | Line) -> Line:
        """A row as it is once all rows above it are settled."""
        aside: Aside | None = None
        if self._export is not None and not isinstance(row, Line) and line.action in BOUND[self._export.layout.rows]:
            before, aside = line, line.aside
            if aside is not None:
                line = self._again(line, aside, row, self._export)
            line = self._not_taken(before, line)
            if aside is not None and line.action == "change":
                line = self._with_doubles(line, row, aside.name)
        if self._blocks is not None and isinstance(row, Row):
            line = self._blocks.asked(line, row)
        again = aside is not None and self._memory.was_asked(aside.asked)
        line = self._together(self._turn(line, counted=not again) if not self._with_family(line) else line)
        if line.action in ("change", "keep") and line.new and not again:
            was = self._whose(line)
            self._turns.moved(was, line.new)
            if line.new != was and aside is not None:
                self._memory.give(line, aside.asked, partial(self._told, aside, row))
        return self._with_group(line, row)

    def _with_group(self, line: Line, row: Row | Line) -> Line:
        """A row that nobody knows a group of, with the one that it names itself where that is not known either."""
        if self._groups is None or isinstance(row, Line) or line.group or line.action == "skip":
            return line
        strange = self._groups.strange(row.cells)
        return replace(line, strange=strange) if strange else line

    def _heard(self, row: Row | Line) -> ParsedCaller:
        """The caller of a row that asks something, taken apart."""
        assert self._export is not None, "only rows are given"
        assert not isinstance(row, Line), "a row that was judged could be read"
        asked = question_of(row, self._export.layout, self._book, self._export.options, client=True)
        assert not isinstance(asked, Line), "a row that is no client is given to nobody"
        return parse_caller(asked.question.caller, self._book.country)

    def _told(self, aside: Aside, row: Row | Line) -> ToldCard:
        """What a card takes of a row's caller."""
        return aside.told or told_by(self._heard(row), self._book)

    def _whose(self, line: Line) -> str:
        """Whose client a row's company is by now, as it is counted."""
        if self._own_card(line) or not self._on_file(line):
            return line.old if self._own_card(line) else ""
        card, given = self._book.clients.get(line.client), self._memory.whose(line.client)
        owner = self._book.managers.get(card.owner) if card is not None else None
        if given is not None and (given.decided or owner is None or not owner.active):
            return given.owner
        return card.owner if card is not None and card.status.casefold() not in CLOSED else ""

    def _again(self, line: Line, aside: Aside, row: Row, export: Export) -> Line:
        """A row with what earlier rows say of it."""
        doubted = line.status in DOUBTED  # whether it matters may rest on whose turn it is
        unsure = doubted or line.status == "none"
        match: Match | None = match_of(aside.match) if unsure and aside.match else None
        heard = partial(self._heard, row)
        borne = self._memory.bears_on(aside.who, heard, line, match, self._book, export.directory)
        if not borne and not doubted:
            return line
        if not borne and match is not None and (stood := self._turns.stood(line, aside.stands)) is not None:
            return stood
        asked = question_of(row, export.layout, self._book, export.options, client=True)
        assert not isinstance(asked, Line), "a row that is no client tells the fold nothing"
        if borne or match is None:
            plain = match if unsure else match_of(aside.match) if aside.match else None
            basis = (export.layout, self._book, export.policy, export.directory, self._memory)
            found = judge_again(asked, aside.who, *basis, plain if export.memory is None else None)
        else:
            book = self._turns.figures(self._book)
            found = rule_again(asked, match, export.layout, book, export.policy, self._memory)
        return handed_over(found, self._book, export.options)

    def _not_taken(self, before: Line, line: Line) -> Line:
        """A lead with its owner, asked about where a row above alone would take it away."""
        if not self._stays or line.action != "change" or not line.old or not self._book.managers[line.old].active:
            return line
        if line.able or (before.action == "change" and not before.able):
            return line
        why = message("by a row above it would be {manager}'s; is it the same company?",
                      manager=self._book.managers[line.new].name)  # fmt: skip
        return replace(line, action="ask", rule="", reason=why, kind="double", able=(), shares=(), rota="")

    def _with_doubles(self, line: Line, row: Row, key: str) -> Line:
        """A row that would be given to somebody, asked about where another row of its company has an owner."""
        if (line.old and self._book.managers[line.old].active) or self._book.has_active_owner(line.client):
            return line
        other = self._owned.another(line, key, self._city(row))
        sure = line.status == "accept" and not line.able  # it is known whose the company is
        if other and not (sure and other.owner):
            return self._owned.asked(line, other)
        if sure or self._export is None:
            return line
        if line.status == "none" and self._groups is not None and (above := self._groups.strange(row.cells)):
            line = self._owned.parent(line, above)
        return self._owned.copied(line, self._city(row), self._export.directory) if line.action == "change" else line

    def _with_family(self, line: Line) -> str:
        """Who got the other companies of a row's group in a hand-over, and could have it too; ``""`` where nobody."""
        if not self._handing or not line.able or not line.group:
            return ""
        manager = self._families.get(self._book.root(line.group).id, "")
        return manager if manager in line.able else ""

    def _together(self, line: Line) -> Line:
        """A row that is handed over: companies of one group go to one manager where turns decide."""
        if not self._handing or line.action != "change" or not line.group:
            return line
        from leadcli.assignment.consolidation import APART  # few hand over

        root = self._book.root(line.group)
        if root.kind in APART or root.ownership == "each_own":
            return line
        if line.able and not line.shares and (manager := self._with_family(line)):
            reason = message("{group} stays together: {manager}", group=root.name,
                             manager=self._book.managers[manager].name)  # fmt: skip
            line = replace(line, new=manager, reason=reason, able=(), rota="")
        self._families.setdefault(root.id, line.new)
        return line

    def _turn(self, line: Line, counted: bool) -> Line:
        """Whose turn a row is, where a turn decides. Nobody who works here loses a client to a turn.

        ``counted``: it is a turn; the very same question asked again takes none.
        """
        if not line.able or line.action not in ("change", "keep"):
            return line
        if line.old in line.able and line.status == "none" and line.old:
            return replace(line, new=line.old, action="keep", rota="")
        if line.old and self._book.managers[line.old].active and self._stays:
            reason = message("it would go by turns: whose it is keeps it")
            return replace(line, new=line.old, action="keep", rota="", able=(), reason=reason)
        turn = self._turns.take(line.able, line.rota, counted)
        if turn is None:
            reason = message("all who could take it have reached their cap")
            return replace(line, new="", action="nobody", reason=reason)
        action: Action = "keep" if turn.manager == line.old else "change"
        return replace(line, new=turn.manager, action=action, reason=turn.why, able=turn.able, shares=turn.shares)
