"""Facts: who serves the companies of the caller's group, who leads it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from leadcli.domain.book import Client, Group
from leadcli.domain.facts import Facts
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.policy.facts.card import idle_since
from leadcli.policy.facts.fact_edits import with_client, with_group
from leadcli.policy.facts.fact_table import Change, Edit, Scene, fact, same
from leadcli.policy.facts.small_world import GROUP, HEAD, HEADS, LEADS, SERVES, SISTER, enter, serves
from leadcli.policy.family import latest, lineage, named, served, served_head

MOST_CARDS = 12  # cards of a family that are tried one by one
SUPPOSED = "?head"  # the id of a head office supposed


# --- a sister company -----------------------------------------------------------------------------------------------
def _sisters(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.group:
        yield (
            lambda facts: (
                None if SISTER in facts.book.clients else serves(facts, SERVES, SISTER, "ООО «Вымпел Аметист»")
            )
        )


def _served_otherwise(scene: Scene) -> Iterator[Change]:
    facts, group = scene.facts, scene.facts.identity.group
    if group is None:
        return
    own = facts.identity.client.id if facts.identity.client else ""
    clients = served(facts)
    now = {c.id for c in clients}
    rest = (c for c in facts.book.family(facts.book.root(group.id).id) if c.id != own and c.id not in now)
    for card in [*latest(clients), *islice(rest, MOST_CARDS)][:MOST_CARDS]:
        for manager in scene.people:
            if manager.id != card.owner:
                said = message("{manager} serves {client}", manager=manager.name, client=named(card))
                yield Change(f"owner {card.id}", said, partial(with_client, client_id=card.id, owner=manager.id))
            elif card.last_contact != facts.question.on and card.id in now:
                said = message("the last contact with {client} was today", client=named(card))
                yield Change(f"contact {card.id}", said, partial(idle_since, client_id=card.id, days=0))
        if card.id in now and len(clients) > 1:
            said = message("nobody serves {client}", client=named(card))
            yield Change(f"owner {card.id}", said, partial(with_client, client_id=card.id, owner=""))
    if 0 < len(clients) <= MOST_CARDS:
        said = message("nobody serves a company of the group")
        yield Change("served", said, partial(_unserved, clients=clients))


def _unserved(facts: Facts, clients: list[Client]) -> Facts:
    for client in clients:
        facts = with_client(facts, client.id, owner="")
    return facts


# --- the head office ------------------------------------------------------------------------------------------------
def _heads(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.group:
        yield lambda facts: with_group(serves(facts, HEADS, HEAD, "ООО «Вымпел Гранат»"), GROUP, head=HEAD)


def _otherwise_headed(scene: Scene) -> Iterator[Change]:
    facts, group, own = scene.facts, scene.facts.identity.group, scene.facts.identity.client
    if group is None:
        return
    head = next((h for g in lineage(facts) if (h := facts.book.clients.get(g.head)) and h is not own), None)
    now = served_head(facts)
    for manager in scene.people:
        if now is None or now.owner != manager.id:
            said = message("{manager} serves the head office of {group}", manager=manager.name, group=group.name)
            field = f"owner {head.id}" if head else "head"
            yield Change(field, said, partial(with_head, head=head, group=group, manager_id=manager.id))
    if now is not None:
        said = message("nobody serves the head office {client}", client=named(now))
        yield Change(f"owner {now.id}", said, partial(with_client, client_id=now.id, owner=""))


def with_head(facts: Facts, head: Client | None, group: Group, manager_id: str) -> Facts:
    """The head office served by a manager; where none is on file, it gets a card."""
    if head is not None:
        return with_client(facts, head.id, owner=manager_id, status="")
    country = facts.country or group.country or "RU"
    card = Client(SUPPOSED, group.name, group=group.id, country=country, owner=manager_id)
    facts = replace(facts, book=facts.book.with_client(card))
    return with_group(facts, group.id, head=card.id)


# --- the group's lead -----------------------------------------------------------------------------------------------
def _leads(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.group:
        yield lambda facts: with_group(enter(facts, LEADS), GROUP, lead=LEADS)


def _otherwise_led(scene: Scene) -> Iterator[Change]:
    group = scene.facts.identity.group
    if group is None:
        return
    for manager in scene.people:
        if manager.id != group.lead:
            said = message("{manager} leads {group}", manager=manager.name, group=group.name)
            yield Change(f"lead {group.id}", said, partial(with_group, group_id=group.id, lead=manager.id))
    for each in lineage(scene.facts):
        if each.lead:
            said = message("{group} has no lead", group=each.name)
            yield Change(f"lead {each.id}", said, partial(with_group, group_id=each.id, lead=""))


fact("sister", _sisters, _served_otherwise, likely=41, part="case", basic=True)
fact("head", _heads, _otherwise_headed, likely=40, part="case")
fact("lead", _leads, _otherwise_led, likely=42, part="case")
