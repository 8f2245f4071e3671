"""The ledger as the memory of a question: clients that rulings gave, decisions that bind, balances, loads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.domain.book import CLOSED, Book
from leadcli.domain.company import Client
from leadcli.domain.facts import Decision, Precedent
from leadcli.domain.frozen import replace
from leadcli.domain.match import Match
from leadcli.domain.messages import message
from leadcli.domain.question import Question
from leadcli.ledger.file_form import LedgerError
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.precedents import Lookup, decision_of, patterns
from leadcli.ledger.sql_schema import FILE
from leadcli.ledger.standing.effects import NEW, Standing
from leadcli.ledger.standing.known_clients import COMMON, card_of, day_of, nearest, root_of, told_of
from leadcli.ledger.standing.state import HELD, standing_of
from leadcli.resolution import Directory
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.directory.added_cards import Sought
from leadcli.rulings.memory import Given, in_question, same_on_file

if TYPE_CHECKING:
    from leadcli.ledger.standing.kept_cards import KeptCard, KeptCards

WINDOW = 30  # days in which a turn is recent
MANY = 400  # ids that are asked for at a time


class LedgerMemory:
    """What a ledger holds, as ``rulings.memory.Memory``."""

    def __init__(self, ledger: Ledger, home: str, decided: bool = True) -> None:
        """``home``: the team's own country, by whose customs numbers are written; ``decided``: decisions count."""
        self._ledger, self._db, self._home, self._decided_too = ledger, ledger.database, home, decided
        self._books: dict[tuple[str, date], Book] = {}
        self._patterns: dict[tuple[str, date], tuple[Decision, ...]] = {}

    @cached_property
    def _kept(self) -> KeptCards:
        from leadcli.ledger.standing.kept_cards import KeptCards  # few questions are of a group that the ledger knows

        return KeptCards(self._ledger, self._home)

    # --- clients -----------------------------------------------------------------------------------------------
    def near(self, who: Sought, on: date) -> Sequence[Given]:
        """See Memory."""
        best = nearest(who, self._bearers)
        return self._given(f"root IN ({','.join(map(str, best))})", (), on) if best else ()

    def meant(
        self, who: Sought, heard: Callable[[], ParsedCaller], on: date, book: Book, directory: Directory
    ) -> Sequence[Given]:
        """See Memory."""
        return in_question(self.near(who, on), who, heard, book, directory)

    def _bearers(self, key: int) -> list[int]:
        sql = "SELECT root FROM found_by WHERE key = ? ORDER BY root DESC LIMIT ?"
        return [root for (root,) in self._db.execute(sql, (key, COMMON + 1))]

    def of_groups(self, groups: Collection[str], on: date) -> Sequence[Given]:
        """See Memory."""
        return [
            one
            for part in _parts(groups)
            for one in self._given(f"grp <> '' AND grp IN ({_marks(part)})", part, on, many=True)
        ]

    def of_clients(self, ids: Collection[str], on: date) -> Sequence[Given]:
        """See Memory."""
        roots = [root for each in ids if (root := root_of(each))]
        found = [
            one for part in _parts(ids) for one in self._given(f"client <> '' AND client IN ({_marks(part)})", part, on)
        ]
        return [*found, *(self._given(f"root IN ({','.join(map(str, roots))})", (), on) if roots else ())]

    def _given(self, where: str, values: Sequence[str], on: date, many: bool = False) -> list[Given]:
        """What stands. ``many``: there may be so many that their cards are kept as they were read."""
        sql = f"SELECT * FROM standing WHERE +day <= ? AND {where} ORDER BY seq"
        rows = self._db.execute(sql, (on.isoformat(), *values)).fetchall()
        kept = self._kept.of(rows) if many and rows else {}
        cards = [(row, kept.get(row[0])) for row in rows]
        found = (self._one(standing_of(row, card is None), on, card) for row, card in cards)
        return [one for one in found if one is not None]

    def _one(self, standing: Standing, on: date, kept: KeptCard | None = None) -> Given | None:
        today = on.isoformat()
        early = standing.decided > today or bool(standing.decided and not self._decided_too)
        ended = bool(standing.until) and standing.until < today
        if early and not standing.before:
            return None  # nobody's by the ruling itself
        owner = standing.before if early or ended else standing.manager
        decided = bool(standing.decided) and not (early or ended)
        day = day_of(standing.day)
        if standing.client:
            return Given(standing.client, owner, standing.seq, day, decided=decided) if owner else None
        told = kept.told if kept else told_of(standing, self._ledger.private(standing.root), self._home)
        card = card_of(standing, told, owner)
        return Given(card.id, owner, standing.seq, day, card, decided, kept.names if kept else None)

    # --- decisions ---------------------------------------------------------------------------------------------
    def decisions(self, ids: Collection[str], groups: Collection[str], on: date) -> tuple[Decision, ...]:
        """See Memory."""
        found: dict[int, Decision] = {}
        roots = [root for each in ids if (root := root_of(each))]
        if roots:
            found |= self._decided(f"root IN ({','.join(map(str, roots))})", (), on)
        for part in _parts(ids):
            found |= self._decided(f"client <> '' AND client IN ({_marks(part)})", part, on)
        for part in _parts(groups):
            found |= self._decided(f"scope = 'group' AND grp <> '' AND grp IN ({_marks(part)})", part, on)
        return tuple(found[seq] for seq in sorted(found))

    def _decided(self, where: str, values: Sequence[str], on: date) -> dict[int, Decision]:
        sql = f"SELECT * FROM standing WHERE decided <> '' AND +decided <= ? AND {where}"
        rows = map(standing_of, self._db.execute(sql, (on.isoformat(), *values)).fetchall())
        return {one.seq: self._decision(one) for one in rows}

    def _decision(self, standing: Standing) -> Decision:
        stored = self._ledger.get(standing.seq)
        assert stored is not None, "what stands rests on its entry"
        found = decision_of(stored, standing.client or f"ledger:{standing.root}", standing.group)
        return replace(found, scope="client") if found.scope == "pattern" else found  # other cases: see patterns

    def patterns(self, facts: str, on: date) -> tuple[Decision, ...]:
        """See Memory."""
        if not self._decided_too or not facts:
            return ()
        known = self._patterns.get((facts, on))  # the rows of a batch come out in few ways
        if known is None:
            found = patterns(self._ledger, facts, on)
            known = tuple(decision_of(stored, stored.client, stored.group) for stored in found)
            self._patterns[facts, on] = known
        return known

    def precedents(self, question: Question, match: Match) -> tuple[Precedent, ...]:
        """See Memory."""
        return Lookup(self._ledger)(question, match)

    # --- the managers' figures ---------------------------------------------------------------------------------
    def book(self, book: Book, directory: Directory, on: date) -> Book:
        """See Memory: as it is when first asked for."""
        found = self._books.get((book.fingerprint, on))
        if found is None:
            found = self._books[book.fingerprint, on] = self._book(book, directory, on)
        return found

    def _book(self, book: Book, directory: Directory, on: date) -> Book:
        held = self._held(book, directory, on)
        recent = self._counts(on - timedelta(days=WINDOW), on, ("rotation",))
        today, week = self._counts(on, on, NEW), self._counts(on - timedelta(days=on.weekday()), on, NEW)
        managers = {
            m.id: replace(
                m,
                open_clients=None if m.open_clients is None else max(0, m.open_clients + held.get(m.id, 0)),
                recent_assignments=(m.recent_assignments or 0) + recent.get(m.id, 0),
            )
            for m in book.managers.values()
        }
        owned = Counter(book.owned)
        owned.update(held)
        balances: dict[str, dict[str, int]] = {}
        for rota, manager, owed in self._db.execute("SELECT rota, manager, owed FROM balance"):
            balances.setdefault(rota, {})[manager] = owed
        given = {m: (today.get(m, 0), week.get(m, 0)) for m in week}
        return book.with_figures(managers, dict(owned), balances, given)

    def _counts(self, first: date, last: date, ways: Sequence[str]) -> dict[str, int]:
        sql = f"SELECT manager, sum(count) FROM tally WHERE day BETWEEN ? AND ? AND how IN ({_marks(ways)}) GROUP BY 1"
        return dict(self._db.execute(sql, (first.isoformat(), last.isoformat(), *ways)).fetchall())

    def _held(self, book: Book, directory: Directory, on: date) -> dict[str, int]:
        """How many clients more, or fewer, than the tables say each manager has.

        Counted once for each state of the tables: who of them is on file by now must be looked up one by one.
        """
        mark = f"{book.fingerprint} {on.isoformat() if self._dated(on) else ''} {self._decided_too}"
        known = self._db.execute("SELECT value FROM note WHERE name = ?", (HELD,)).fetchone()
        if known and known[0] == mark:
            return dict(self._db.execute("SELECT manager, count FROM held").fetchall())
        counts = Counter[str]()
        owners: dict[str, str] = {}
        for standing in map(standing_of, self._db.execute("SELECT * FROM standing ORDER BY seq").fetchall()):
            for manager, step in self._steps(standing, owners, book, directory, on):
                counts[manager] += step
        held = {manager: count for manager, count in counts.items() if count}
        self._keep(mark, held)
        return held

    def _dated(self, on: date) -> bool:
        later = self._db.execute("SELECT 1 FROM standing WHERE day > ? LIMIT 1", (on.isoformat(),)).fetchone()
        return bool(later or self._db.execute("SELECT 1 FROM standing WHERE decided <> '' LIMIT 1").fetchone())

    def _steps(
        self, standing: Standing, owners: dict[str, str], book: Book, directory: Directory, on: date
    ) -> Iterator[tuple[str, int]]:
        """What a client changes in the counts of clients. ``owners``: of cards that earlier entries gave."""
        if standing.day > on.isoformat():
            return
        given = self._one(standing, on)
        if given is None or not given.owner:
            return
        client_id = given.client_id
        if given.card is not None and not (client_id := same_on_file(given.card, book, directory)):
            owners[given.client_id] = given.owner
            yield given.owner, 1
            return
        card = book.clients.get(client_id)
        if card is None and client_id not in owners:
            return
        if card is not None and card.status.casefold() in CLOSED:
            return
        before = owners.get(client_id, card.owner if card else "")
        manager = book.managers.get(card.owner if card else before)
        free = not (manager and manager.active) and not (card is not None and card.owner_unread)
        if given.owner != before and (given.decided or free):
            owners[client_id] = given.owner
            yield given.owner, 1
            if before:
                yield before, -1

    def _keep(self, mark: str, held: dict[str, int]) -> None:
        """Keep the counts for the next question, if the file can be written at once; else they are counted again."""

        def write() -> None:
            self._db.execute("DELETE FROM held")
            self._db.executemany("INSERT INTO held VALUES (?, ?)", sorted(held.items()))
            self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (HELD, mark))

        self._ledger.if_free(write)

    def standing(self, on: date) -> Iterator[tuple[Standing, Given]]:
        """All that rulings and decisions gave by a day, in their order."""
        for standing in map(standing_of, self._db.execute("SELECT * FROM standing ORDER BY seq").fetchall()):
            given = self._one(standing, on) if standing.day <= on.isoformat() else None
            if given is not None and given.owner:
                yield standing, given

    def differing(self, book: Book, directory: Directory, on: date) -> Iterator[tuple[Given, Client]]:
        """Clients that were given to one manager and stand in the tables with another who works here."""
        for _, given in self.standing(on):
            own = same_on_file(given.card, book, directory) if given.card is not None else given.client_id
            card = book.clients.get(own)
            owner = book.managers.get(card.owner) if card is not None else None
            if card is not None and owner is not None and owner.active and owner.id != given.owner:
                yield given, card

    def gave(self, root: int, book: Book, directory: Directory, on: date) -> None:
        """Count what a new ruling gave with what was counted before: in the transaction that wrote it."""
        row = self._db.execute("SELECT * FROM standing WHERE root = ?", (root,)).fetchone()
        if row is None or not self._db.execute("SELECT 1 FROM note WHERE name = ?", (HELD,)).fetchone():
            return
        standing = standing_of(row)
        steps = list(self._steps(standing, {}, book, directory, on))
        if standing.client and steps:  # a client on file to another: whose it was, is counted from the beginning
            self._db.execute("DELETE FROM note WHERE name = ?", (HELD,))
            return
        for manager, step in steps:
            self._db.execute(
                "INSERT INTO held VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                (manager, step),
            )


def _parts(texts: Collection[str]) -> Iterator[list[str]]:
    listed = sorted(texts)
    for start in range(0, len(listed), MANY):
        yield listed[start : start + MANY]


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def card_in(ledger: Ledger, client_id: str, home: str) -> Client | None:
    """The card of a client that only the ledger knows, by its id."""
    found = LedgerMemory(ledger, home).of_clients([client_id], date.max)
    return next((one.card for one in found if one.client_id == client_id), None)


@contextmanager
def memory_of(root: Path, home: str, head: str = "", decided: bool = True) -> Iterator[LedgerMemory | None]:
    """What the ledger of a workspace holds now, for a long read; None where there is none, or it holds nothing.

    ``head``: the hash that its last entry must have, where others read it too; ``decided``: decisions count. Raises
    LedgerError.
    """
    file = root / FILE
    if not file.is_file() or not file.stat().st_size:
        yield None
        return
    from leadcli.ledger.salvage.readable import readable

    with readable(file) as ledger:
        if not ledger.snapshot(head):
            raise LedgerError(message("the ledger has grown since; begin again"))
        yield LedgerMemory(ledger, home, decided) if ledger.head()[0] else None
