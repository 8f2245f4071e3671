"""Facts: what the dates of a client's card protect, whether it had left and whose it was, and who has it after that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from leadcli.domain.company import Client
from leadcli.domain.facts import Answer, Facts
from leadcli.domain.messages import Message, message
from leadcli.policy.condition import Ask
from leadcli.policy.facts import small_world as world
from leadcli.policy.facts.fact_table import Change, Edit, Scene, Settings, fact, same, with_client, with_manager
from leadcli.policy.family import gone, heir, named, owner_before


def _limits(scene: Scene) -> list[int]:
    """The numbers of days that are asked for, in the order of the rules."""
    return list(dict.fromkeys(int(ask.argument) for ask in _of_days(scene)))


def _of_days(scene: Scene) -> list[Ask]:
    return [ask for ask in scene.asked if ask.condition.argument == "days"]


def _contacts(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.client:
        days = sorted(
            {d for limit in _limits(scene) for d in (limit, limit + 1)}
        )  # idle from it on, protected up to it
        for contact in (*map(world.ago, days), None):
            yield partial(with_client, client_id=world.OWN, last_contact=contact)


def _dates(column: str) -> Settings:
    """The settings of a date that protects: none, and the oldest that still does so, for each number of days."""

    def settings(scene: Scene) -> Iterator[Edit]:
        yield same
        if scene.facts.identity.client:
            for limit in _limits(scene):
                yield partial(dated, client_id=world.OWN, column=column, days=limit)

    return settings


def dated(facts: Facts, client_id: str, column: str, days: int) -> Facts:
    """A date of a card so many days ago."""
    return with_client(facts, client_id, **{column: facts.question.on - timedelta(days=days)})


def _otherwise_dated(scene: Scene, column: str) -> Iterator[Change]:
    """The date today, and as old as turns an answer."""
    own = scene.facts.identity.client
    if own is None:
        return
    name = named(own)
    said: dict[str, tuple[Message, Callable[[str], Message]]] = {
        "last_contact": (
            message("the last contact with {client} was today", client=name),
            lambda days: message(
                "the last contact with {client} is more than {value} days ago", client=name, value=days
            ),
        ),
        "last_quote": (
            message("the last quote to {client} was today", client=name),
            lambda days: message("the last quote to {client} is more than {value} days ago", client=name, value=days),
        ),
        "contract_until": (
            message("the contract with {client} ends today", client=name),
            lambda days: message(
                "the contract with {client} ended more than {value} days ago", client=name, value=days
            ),
        ),
        "status_since": (
            message("{client} left today", client=name),
            lambda days: message("{client} left more than {value} days ago", client=name, value=days),
        ),
    }
    fresh, old = said[column]
    for ask in _of_days(scene):
        now = ask.answer(scene.facts)
        for days in (0, int(ask.argument) + 1):
            edit = partial(dated, client_id=own.id, column=column, days=days)
            answer = ask.answer(edit(scene.facts))
            if answer not in (now, Answer.UNKNOWN):
                yield Change(column, old(ask.argument) if days else fresh, edit)


# --- a client that had left -------------------------------------------------------------------------------------------
def _lost(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.client is None:
        return
    for limit in _limits(scene):
        for manager in (world.FORMER, world.LEFT):
            yield partial(_lost_by, manager=manager, days=limit)
        yield partial(_lost_by, manager=world.FORMER, days=limit + 1)
    yield partial(_lost_by, manager=world.FORMER, days=None)


def _lost_by(facts: Facts, manager: str, days: int | None) -> Facts:
    facts = world.enter(facts, manager)
    since = None if days is None else world.ago(days)
    return with_client(facts, world.OWN, status="lost", status_since=since, former_owner=manager)


def _otherwise_lost(scene: Scene) -> Iterator[Change]:
    own = scene.facts.identity.client
    if own is None:
        return
    yield from _otherwise_dated(scene, "status_since")
    if not gone(own):
        said = message("{client} left today", client=named(own))
        yield Change("status", said, partial(_left_today, client_id=own.id))
        return
    said = message("{client} is a client still", client=named(own))
    yield Change("status", said, partial(_back, client=own))
    for manager in scene.people:
        if manager.id != owner_before(own):
            said = message("{client} was {manager}'s", client=named(own), manager=manager.name)
            yield Change("former_owner", said, partial(with_client, client_id=own.id, former_owner=manager.id))


def _left_today(facts: Facts, client_id: str) -> Facts:
    return with_client(facts, client_id, status="lost", status_since=facts.question.on)


def _back(facts: Facts, client: Client) -> Facts:
    return with_client(facts, client.id, status="", owner=owner_before(client))


# --- an heir ----------------------------------------------------------------------------------------------------------
def _inherited(facts: Facts) -> Facts | None:
    if world.LEFT not in facts.book.managers:
        return None
    return with_manager(world.enter(facts, world.HEIR), world.LEFT, heir=world.HEIR)


def _otherwise_inherited(scene: Scene) -> Iterator[Change]:
    facts, own = scene.facts, scene.facts.identity.client
    left = facts.book.managers.get(own.owner or own.former_owner) if own else None
    if own is None or left is None or left.active:
        return
    now = heir(facts, left.id)
    for manager in scene.people:
        if manager is not now:
            said = message("{manager} has the clients of {left}", manager=manager.name, left=left.name)
            yield Change(f"heir {left.id}", said, partial(with_manager, manager_id=left.id, heir=manager.id))
    if left.heir:
        said = message("nobody has the clients of {left}", left=left.name)
        yield Change(f"heir {left.id}", said, partial(with_manager, manager_id=left.id, heir=""))


fact("last_contact", _contacts, partial(_otherwise_dated, column="last_contact"))
fact("last_quote", _dates("last_quote"), partial(_otherwise_dated, column="last_quote"))
fact("contract_until", _dates("contract_until"), partial(_otherwise_dated, column="contract_until"))
fact("lost_client", _lost, _otherwise_lost)
fact("heir", lambda _: (same, _inherited), _otherwise_inherited)
