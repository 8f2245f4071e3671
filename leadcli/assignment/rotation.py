"""Who gets the rows that go by turns, one after the other: balances, loads and caps as they stand after each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leadcli.assignment.aside import OpenTurn, Stands
from leadcli.assignment.rows import Line
from leadcli.domain.book import Book, Manager
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message
from leadcli.domain.ruling import Share
from leadcli.policy.balance import Hand, Turn, take_turn
from leadcli.policy.owners import boosted, why_now


class Turns:
    """Gives out turns in row order, by the balances, loads and caps as they stand after each row."""

    def __init__(self, book: Book) -> None:
        self._managers: Mapping[str, Manager] = book.managers
        self._order = {manager: place for place, manager in enumerate(book.managers, 1)}
        self.load = {m.id: book.open_clients(m) for m in book.managers.values()}
        self._recent = {m.id: m.recent_assignments or 0 for m in book.managers.values()}
        self._given = {m: list(book.given.get(m, (0, 0))) for m in book.managers}
        self._owed = {rota: dict(owed) for rota, owed in book.balances.items()}
        self._known: tuple[Book, Book] | None = None  # a book, and it with the figures as they are
        self._now: dict[str, Manager] = {}  # the managers of the last one, and those who have others by now
        self._stale, self._base = set(book.managers), book
        self._next: dict[tuple[tuple[str, ...], str], tuple[list[Hand], Turn] | None] = {}  # by the figures of now
        self._hands: dict[str, Hand] = {}  # by the figures of now
        self._were_full = [m for m in book.managers if self._full(m)]  # they could not take turns

    def take(self, able: Iterable[str], rota: str, counted: bool = True) -> Turned | None:
        """Whose turn it is among those who can; None when all have reached their caps. ``counted``: it is taken."""
        found = self._now_is(tuple(able), rota)
        if found is None:
            return None
        hands, turn = found
        figures = [
            Share(
                h.manager, h.open_clients, h.weight, h.open_clients / h.weight, None, h.recent,
                h.order, None, turn.shares[h.manager], turn.before[h.manager],
            )
            for h in hands
        ]  # fmt: skip
        why = why_now(turn, figures, self._managers[turn.manager].name)
        able = tuple([h.manager for h in hands])
        if not counted:
            return Turned(turn.manager, able, (), why)
        self._changed(turn.manager)
        self._owed.setdefault(rota, {}).update(turn.after)
        self._recent[turn.manager] += 1
        self._given[turn.manager] = [count + 1 for count in self._given[turn.manager]]
        return Turned(turn.manager, able, tuple(turn.shares[manager] for manager in able), why)

    def stood(self, line: Line, stands: Stands) -> Line | None:
        """A row as its ruling stands, with whose turn it is now; None where it must be made again."""
        if not isinstance(stands, OpenTurn):
            return line if stands else None
        found = self._now_is(stands.able, stands.rota)
        if found is None or found[1].manager in stands.others or not all(map(self._full, self._were_full)):
            return None
        hands, turn = found
        new, otherwise = (turn.manager if each == stands.taker else each for each in (line.new, line.otherwise))
        return replace(line, new=new, otherwise=otherwise, able=tuple([h.manager for h in hands]) if line.able else ())

    def _now_is(self, able: tuple[str, ...], rota: str) -> tuple[list[Hand], Turn] | None:
        if (able, rota) not in self._next:
            hands = [hand for m in able if (hand := self._hands.get(m) or self._hand(m)) is not None]
            owed = self._owed.get(rota, {})
            self._next[able, rota] = (hands, take_turn(owed, hands, boosted(rota))) if hands else None
        return self._next[able, rota]

    def _hand(self, manager: str) -> Hand | None:
        """A manager's figures as they are; None where he has reached a cap."""
        if self._full(manager):
            return None
        own = self._managers[manager]
        hand = Hand(manager, self.load[manager], own.weight, self._recent[manager], self._order[manager])
        return self._hands.setdefault(manager, hand)

    def figures(self, book: Book) -> Book:
        """The book with what each manager has by now, and is owed."""
        if self._known is not None and self._known[0] is book:
            return self._known[1]
        if self._base is not book:
            self._base, self._stale = book, set(book.managers)
        for m in self._stale:
            self._now[m] = replace(book.managers[m], open_clients=self.load[m], recent_assignments=self._recent[m])
        self._stale.clear()
        managers = {m: self._now[m] for m in book.managers}
        given = {m: (today, week) for m, (today, week) in self._given.items()}
        owed = {rota: dict(balances) for rota, balances in self._owed.items()}
        self._known = book, book.with_figures(managers, book.owned, owed, given)
        return self._known[1]

    def _changed(self, *managers: str) -> None:
        self._known = None
        self._next.clear()
        for manager in filter(None, managers):
            self._stale.add(manager)
            self._hands.pop(manager, None)

    def _full(self, manager: str) -> bool:
        own, (today, week) = self._managers[manager], self._given[manager]
        caps = ((own.cap, self.load[manager]), (own.cap_day, today), (own.cap_week, week))
        return any(cap is not None and count >= cap for cap, count in caps)

    def moved(self, was: str, now: str) -> None:
        """A client of one manager is another's from now on; ``""`` is nobody."""
        if was != now:
            self._changed(was, now)
            if was:
                self.load[was] -= 1
            if now:
                self.load[now] += 1


@frozen
class Turned:
    """A turn that was given out: to whom, who could have taken it, each one's share, and why."""

    manager: str
    able: tuple[str, ...]
    shares: tuple[int, ...]
    why: Message
