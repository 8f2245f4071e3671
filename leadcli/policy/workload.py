"""Who is in the office, and the managers' figures for whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from leadcli.domain.book import Manager
from leadcli.domain.facts import Facts
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, message
from leadcli.domain.ruling import Share
from leadcli.policy.balance import Hand, Turn, shares, take_turn


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
    question, known = facts.question, facts.book.known_shares
    asked = (which, question.on, question.taken_by, question.absent)
    if asked not in known:
        known[asked] = _figures(facts, which)
    found: tuple[Share, ...] = known[asked]
    return found


def _figures(facts: Facts, which: Rota) -> tuple[Share, ...]:
    found = [
        share(facts, manager, order)
        for order, manager in enumerate(facts.book.managers.values(), 1)
        if not which.members or manager.id in which.members
    ]
    owed = facts.book.balances.get(which.name, {})
    able = hands(found)
    own = shares(able, which.boosted) if able else {}
    return tuple([replace(s, share=own.get(s.manager, 0), balance=owed.get(s.manager, 0)) for s in found])


def hands(found: Iterable[Share]) -> list[Hand]:
    """Those who can take the call, for ``policy.balance``."""
    return [Hand(s.manager, s.open_clients, s.weight, s.recent, s.order) for s in found if s.left_out is None]


def next_turn(found: Sequence[Share], boosted: bool = True) -> Turn | None:
    """Whose turn it is by the figures; None where nobody can take the call."""
    able = hands(found)
    return take_turn({s.manager: s.balance for s in found}, able, boosted) if able else None


def share(facts: Facts, manager: Manager, order: int) -> Share:
    """A manager's figures for a turn, with the reason why not if there is one."""
    count = facts.book.open_clients(manager)
    load = count / manager.weight if manager.weight > 0 else float("inf")
    return Share(
        manager.id,
        count,
        manager.weight,
        load,
        manager.cap,
        manager.recent_assignments or 0,
        order,
        left_out(facts, manager),
    )


def left_out(facts: Facts, manager: Manager) -> Message | None:
    """Why a manager can take no new client on the day, or None."""
    if not manager.active:
        return message("has left")
    away = absence(facts, manager)
    if away is not None:
        return away
    if manager.weight <= 0:
        return message("takes no new clients (weight 0)")
    count = facts.book.open_clients(manager)
    if manager.cap is not None and count >= manager.cap:
        return message("at the cap of {cap}", cap=manager.cap)
    return None


def absence(facts: Facts, manager: Manager) -> Message | None:
    """Why the manager is out of the office on the day, or None. Who took the call is there, whatever the data say."""
    if manager.id == facts.question.taken_by:
        return None
    if manager.id in facts.question.absent:
        return message("absent, as said")
    stated = manager.absence_on(facts.question.on)
    if stated is None:
        return None
    if stated.last is None:
        return message("absent since {first}", first=stated.first)
    return message("absent until {last}", last=stated.last)
