"""Who is in the office, and the managers' figures for whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from leadcli.domain.book import Manager
from leadcli.domain.facts import Facts
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.domain.ruling import Share
from leadcli.policy.balance import Hand, Turn, shares, take_turn
from leadcli.policy.presence import BY_THE_CLOCK, away


@frozen
class Rota:
    """Who takes turns: all managers, or ``members`` (ids). ``boosted``: who has less to do takes more of them.

    ``name`` tells the balances of one rota from those of another.
    """

    name: str
    members: tuple[str, ...] = ()
    boosted: bool = True


EVERYBODY = Rota("least_loaded")
PLAIN = Rota("round_robin", boosted=False)


def known_shares(facts: Facts) -> tuple[Share, ...]:
    """The figures of all managers for a turn. They rest on the base and the question alone, and are asked for often."""
    return rota(facts, EVERYBODY)


def rota(facts: Facts, which: Rota) -> tuple[Share, ...]:
    """The figures of a rota's managers for the next turn, in the published order."""
    known, asked = facts.book.known_shares, asked_by(facts, which)
    if asked not in known:
        figures = _figures(facts, which, closed=False)
        if all(s.left_out is not None for s in figures):  # at night, or on a holiday, nobody's turn passes by
            figures = _figures(facts, which, closed=True)
        known[asked] = figures
    found: tuple[Share, ...] = known[asked]
    return found


def asked_by(facts: Facts, which: Rota) -> tuple[Any, ...]:
    """What the figures of a rota rest on beside the book."""
    question = facts.question
    return which, question.on, question.at, question.taken_by, question.absent


def _figures(facts: Facts, which: Rota, closed: bool) -> tuple[Share, ...]:
    book = facts.book
    found = [
        (order, manager, book.open_clients(manager), left_out(facts, manager, closed))
        for order, manager in enumerate(book.managers.values(), 1)
        if not which.members or manager.id in which.members
    ]
    able = [Hand(m.id, count, m.weight, m.recent_assignments or 0, n) for n, m, count, out in found if out is None]
    own, owed = shares(able, which.boosted) if able else {}, book.balances.get(which.name, {})
    return tuple(
        [
            Share(
                m.id, count, m.weight, count / m.weight if m.weight > 0 else float("inf"), m.cap,
                m.recent_assignments or 0, order, out, own.get(m.id, 0), owed.get(m.id, 0),
            )
            for order, m, count, out in found
        ]
    )  # fmt: skip


def unsure(facts: Facts, which: Rota) -> Message | None:
    """What must be said before a turn is given: whether one who may take it is there, or what his figures are."""
    from leadcli.policy.facts.unread_cells import FIGURES, PRESENCE, WORKS, cells, presence, question

    for manager in facts.book.managers.values():
        if not manager.unread or (which.members and manager.id not in which.members):
            continue
        out = left_out(facts, manager)
        there = () if manager.id == facts.question.taken_by else PRESENCE
        cell = next(cells(manager, (*FIGURES, *WORKS, *there)), None)
        if cell is not None and (out is None or out == presence(manager)):
            return question(cell)
    return None


def hands(found: Iterable[Share]) -> list[Hand]:
    """Those who can take the call, for ``policy.balance``."""
    return [Hand(s.manager, s.open_clients, s.weight, s.recent, s.order) for s in found if s.left_out is None]


def next_turn(found: Sequence[Share], boosted: bool = True) -> Turn | None:
    """Whose turn it is by the figures; None where nobody can take the call."""
    able = hands(found)
    return take_turn({s.manager: s.balance for s in found}, able, boosted) if able else None


def left_out(facts: Facts, manager: Manager, closed: bool = False) -> Message | None:
    """Why a manager can take no new client on the day, or None.

    ``closed``: the office is, so hours and public holidays leave nobody out.
    """
    if not manager.active:
        return message("has left on {day}", day=manager.left) if manager.left else message("has left")
    out = away(facts, manager)
    if out is not None and out.kind != "unread" and not (closed and out.kind in BY_THE_CLOCK):
        return out.why
    return full(facts, manager) or (out.why if out is not None and out.kind == "unread" else None)


def full(facts: Facts, manager: Manager) -> Message | None:
    """Why a manager takes no new client whenever there: weight 0, or a cap that is reached; or None."""
    if manager.weight <= 0:
        return message("takes no new clients (weight 0)")
    count = facts.book.open_clients(manager)
    if manager.cap is not None and count >= manager.cap:
        return message("at the cap of {cap}", cap=manager.cap)
    today, week = facts.book.given.get(manager.id, (0, 0))
    if manager.cap_day is not None and today >= manager.cap_day:
        return message("at the cap of {cap} a day", cap=manager.cap_day)
    if manager.cap_week is not None and week >= manager.cap_week:
        return message("at the cap of {cap} a week", cap=manager.cap_week)
    return None
