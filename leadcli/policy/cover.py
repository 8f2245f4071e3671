"""Who stands in for an owner who is not there: as the rule says, else the taker, deputies, the least loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from leadcli.domain.book import TEAM, Manager
from leadcli.domain.facts import Facts
from leadcli.domain.messages import Message, message
from leadcli.domain.ruling import Cover, Share
from leadcli.policy.owners import of_team
from leadcli.policy.presence import away
from leadcli.policy.workload import known_shares

WAITS = "nobody"  # the client waits for the owner


def cover(facts: Facts, owner: str, ways: Sequence[str] = ()) -> Cover | None:
    """The cover of an owner; None where he is there, or nobody owns the client.

    ``ways``: where to look, in this order, as a rule says: keys of WAYS, ``nobody``, managers, teams (``team:north``);
    empty is all of WAYS.
    """
    manager = facts.book.managers.get(owner)
    out = away(facts, manager) if manager else None
    if manager is None or out is None or out.kind == "unread":
        return None
    for way in ways or WAYS:
        if way == WAITS:
            return Cover("", out.until, message("the client waits for the owner"), out.why)
        look = WAYS.get(way)
        found = next(look(facts, manager) if look else _chosen(facts, manager, way), None)
        if found is not None:
            return Cover(found[0].id, out.until, found[1], out.why)
    return Cover("", out.until, message("nobody else is in the office"), out.why)


def _taker(facts: Facts, _: Manager) -> Iterator[tuple[Manager, Message]]:
    """Who took the call: he is there, whatever the data say."""
    taker = facts.book.managers.get(facts.question.taken_by)
    if taker and taker.active:
        yield taker, message("who took the call")


def _chosen(facts: Facts, owner: Manager, way: str) -> Iterator[tuple[Manager, Message]]:
    """Whom the rule names and who is there: of a team the least loaded first."""
    ids = of_team(facts.book, [way])
    team = way.removeprefix(TEAM)
    why = message("of the team {team}, as the rule says", team=team) if team != way else message("as the rule says")
    for share in sorted(known_shares(facts), key=_turn):
        manager = facts.book.managers[share.manager]
        if manager.id in ids and manager is not owner and manager.active and away(facts, manager) is None:
            yield manager, why


def _least_loaded(facts: Facts, _: Manager) -> Iterator[tuple[Manager, Message]]:
    managers = facts.book.managers
    free = [s for s in known_shares(facts) if s.left_out is None and away(facts, managers[s.manager]) is None]
    if free:
        yield managers[min(free, key=_turn).manager], _why(facts, free)


def deputies(facts: Facts, owner: Manager) -> Iterator[tuple[Manager, Message]]:
    """The deputies who are there, each with the reason: in their order, then those of the deputies themselves.

    Of a team the least loaded comes first. Nobody is asked twice, so deputies of each other make no circle.
    """
    seen, asked = {owner.id}, [owner]
    while asked:
        below: list[Manager] = []
        for absent in asked:
            for manager, why in _named(facts, absent):
                if manager.id in seen:
                    continue
                seen.add(manager.id)
                below.append(manager)
                if manager.active and away(facts, manager) is None:
                    yield manager, why
        asked = below


def _named(facts: Facts, absent: Manager) -> Iterator[tuple[Manager, Message]]:
    """Whom a manager names as deputies, one by one, with the reason."""
    managers = facts.book.managers
    for entry in absent.cover:
        if not entry.startswith(TEAM):
            if entry in managers:
                yield managers[entry], message("deputy of {manager}", manager=absent.name)
            continue
        team = entry.removeprefix(TEAM)
        for share in sorted(known_shares(facts), key=_turn):
            if team in managers[share.manager].teams:
                why = message("of the team {team}, the deputies of {manager}", team=team, manager=absent.name)
                yield managers[share.manager], why


def _turn(share: Share) -> tuple[float, int, int]:
    return (share.load, share.recent, share.order)


def _why(facts: Facts, free: list[Share]) -> Message:
    """Why the least loaded is it."""
    best = min(free, key=_turn)
    rivals = [s for s in free if s.load == best.load and s is not best]
    if not rivals:
        return message("the least loaded in the office")
    if all(s.recent > best.recent for s in rivals):
        return message("least loaded, and the fewest recent assignments of equals")
    return message("least loaded, and first in the list of equals")


WAYS: dict[str, Callable[[Facts, Manager], Iterator[tuple[Manager, Message]]]] = {
    "taker": _taker,
    "deputies": deputies,
    "least_loaded": _least_loaded,
}
