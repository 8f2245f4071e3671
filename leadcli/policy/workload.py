"""Who is in the office, and the managers' figures for the distribution by load."""

from __future__ import annotations

from leadcli.domain.book import Manager
from leadcli.domain.facts import Facts
from leadcli.domain.messages import Message, message
from leadcli.domain.ruling import Share
from leadcli.policy.presence import BY_THE_CLOCK, away


def known_shares(facts: Facts) -> tuple[Share, ...]:
    """The figures of all managers. They rest on the base and on these four alone, and a batch asks for them often."""
    question = facts.question
    asked, known = (question.on, question.at, question.taken_by, question.absent), facts.book.known_shares
    if asked not in known:
        managers = list(enumerate(facts.book.managers.values(), 1))
        shares = [share(facts, m, order) for order, m in managers]
        if all(s.left_out is not None for s in shares):  # at night, or on a holiday, nobody's turn passes by
            shares = [share(facts, m, order, closed=True) for order, m in managers]
        known[asked] = tuple(shares)
    found: tuple[Share, ...] = known[asked]
    return found


def share(facts: Facts, manager: Manager, order: int, closed: bool = False) -> Share:
    """A manager's figures for the distribution by load, with the reason why not if there is one.

    ``closed``: the office is, so hours and public holidays leave nobody out.
    """
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
        left_out(facts, manager, closed),
    )


def left_out(facts: Facts, manager: Manager, closed: bool = False) -> Message | None:
    """Why a manager can take no new client on the day, or None."""
    if not manager.active:
        return message("has left on {day}", day=manager.left) if manager.left else message("has left")
    out = away(facts, manager)
    if out is not None and not (closed and out.kind in BY_THE_CLOCK):
        return out.why
    if manager.weight <= 0:
        return message("takes no new clients (weight 0)")
    count = facts.book.open_clients(manager)
    if manager.cap is not None and count >= manager.cap:
        return message("at the cap of {cap}", cap=manager.cap)
    return None
