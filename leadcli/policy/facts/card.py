"""Facts: what the caller's own card says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import product

from leadcli.domain.facts import Facts
from leadcli.domain.messages import message
from leadcli.policy.facts.fact_edits import with_client
from leadcli.policy.facts.fact_table import Change, Edit, Scene, fact, same
from leadcli.policy.facts.small_world import LEFT, OWN, OWNS, ago, enter, with_tables
from leadcli.policy.family import named


def _contacts(scene: Scene) -> Iterator[Edit]:
    yield same
    limits = sorted(map(int, scene.arguments("days")))
    if scene.facts.identity.client:
        for contact in (*map(ago, limits), *([None] if limits else [])):
            yield partial(with_client, client_id=OWN, last_contact=contact)


def idle_since(facts: Facts, client_id: str, days: int) -> Facts:
    """The last contact with a client so many days ago."""
    return with_client(facts, client_id, last_contact=facts.question.on - timedelta(days=days))


def _idle(scene: Scene) -> Iterator[Change]:
    own = scene.facts.identity.client
    for ask, idle in product(scene.asked, (True, False)):
        if own and ask.kind == "days":
            days = int(ask.argument) if idle else 0
            yield Change("contact", ask.states(idle), partial(idle_since, client_id=own.id, days=days))


def _owners(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.client:
        yield lambda facts: enter(_owned(facts, LEFT), LEFT)
        yield lambda facts: _owned(facts, "")


def _owned(facts: Facts, owner: str) -> Facts:
    managers = {name: manager for name, manager in facts.book.managers.items() if name != OWNS}
    return with_tables(with_client(facts, OWN, owner=owner), managers=managers)


def _otherwise_owned(scene: Scene) -> Iterator[Change]:
    own = scene.facts.identity.client
    if own is None:
        return
    field = f"owner {own.id}"
    for manager in scene.people:
        if manager.id != own.owner:
            said = message("{manager} owns {client}", manager=manager.name, client=named(own))
            yield Change(field, said, partial(with_client, client_id=own.id, owner=manager.id))
    if own.owner:
        said = message("{client} is on file, but has no owner", client=named(own))
        yield Change(field, said, partial(with_client, client_id=own.id, owner=""))


fact("last_contact", _contacts, _idle, likely=31)
fact("client_owner", _owners, _otherwise_owned, likely=30, basic=True)
