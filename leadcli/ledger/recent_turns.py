"""Whose turn it is: what each manager got lately by rotation, so that ties in load go to who got least.

Who was away, or was not yet in the team, is credited with what the others got meanwhile on average, so nobody is
flooded to catch up (the calibration that Cal.com uses for its round robin).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from leadcli.domain.book import Book, Manager
from leadcli.domain.frozen import frozen, replace
from leadcli.ledger.ledger import Ledger

WINDOW = 30  # days that are looked back


@frozen
class Statement:
    """What a manager got in a time, by way: rotation, call, ownership, transfer; ``cover`` stands beside.

    ``credit`` is the calibration for days away.
    """

    manager: str
    rotation: int = 0
    call: int = 0
    ownership: int = 0
    transfer: int = 0
    cover: int = 0
    credit: float = 0.0

    @property
    def total(self) -> int:
        """All that became theirs."""
        return self.rotation + self.call + self.ownership + self.transfer


def window(on: date) -> tuple[date, date]:
    """The days before one, that one included, in which assignments count as recent."""
    return on - timedelta(days=WINDOW), on


def credits(rotations: Iterable[tuple[str, str, str]], managers: Iterable[str]) -> dict[str, float]:
    """For each manager, the share of rotations that came while they could take none: 1 ÷ those who could, each.

    ``rotations``: day, who got it, ids of who could have, with commas between.
    """
    found = dict.fromkeys(managers, 0.0)
    for _, owner, able in rotations:
        could = {name for name in able.split(",") if name} | {owner}
        for manager in found:
            if manager not in could:
                found[manager] += 1.0 / len(could)
    return found


def recent(rotations: Iterable[tuple[str, str, str]], managers: Mapping[str, Manager]) -> dict[str, int]:
    """Recent assignments of each manager: own rotations, and the credit for days away, rounded half up."""
    listed = list(rotations)
    credit = credits(listed, managers)
    own = dict.fromkeys(managers, 0)
    for _, owner, _ in listed:
        if owner in own:
            own[owner] += 1
    return {manager: own[manager] + int(credit[manager] + 0.5) for manager in managers}


def with_recent(book: Book, counts: Mapping[str, int]) -> Book:
    """The book with recent assignments filled in where the CRM's own figure is not given."""
    managers = {
        m.id: m if m.recent_assignments is not None else replace(m, recent_assignments=counts.get(m.id, 0))
        for m in book.managers.values()
    }
    return book.with_managers(managers)


def with_shares(book: Book, ledger: Ledger, on: date, before: int = 1 << 62) -> Book:
    """The book with recent assignments counted from the ledger, as it was before an entry."""
    since, until = window(on)
    rotations = ledger.rotations(since.isoformat(), until.isoformat(), before)
    return with_recent(book, recent(rotations, book.managers)) if rotations else book


def statements(ledger: Ledger, book: Book, since: str = "0001-01-01", until: str = "9999-12-31") -> list[Statement]:
    """What each manager got in a time, by way, in the published order of managers."""
    got: dict[str, dict[str, int]] = {m: {} for m in book.managers}
    for manager, how, count in ledger.counts("day BETWEEN ? AND ?", (since, until)):
        got.setdefault(manager, {})[how] = count
    covers: dict[str, int] = {}
    for stored in ledger.select({"kind": "ruling", "since": since, "until": until}):
        if stored.cover:
            covers[stored.cover] = covers.get(stored.cover, 0) + 1
    credit = credits(ledger.rotations(since, until), got)
    return [
        Statement(
            manager, ways.get("rotation", 0), ways.get("call", 0), ways.get("ownership", 0), ways.get("transfer", 0),
            covers.get(manager, 0), round(credit[manager], 2),
        )
        for manager, ways in got.items()
    ]  # fmt: skip
