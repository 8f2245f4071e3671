"""Facts: who serves the companies of the caller's group and leads it, and in what the caller is like them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from leadcli.domain.book import Group
from leadcli.domain.company import Client
from leadcli.domain.facts import Facts
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.policy.facts import small_world as world
from leadcli.policy.facts.fact_table import (
    Change,
    Edit,
    Scene,
    covered,
    fact,
    in_group,
    same,
    with_client,
    with_group,
    with_question,
)
from leadcli.policy.family import lineage, named, served, served_head

MOST = 12  # cards of a family, brands, or cities that are tried one by one
NOWHERE_NAMED = "-"  # a city that no card has
SUPPOSED = "?head"  # the id of a head office supposed


# --- a sister company -----------------------------------------------------------------------------------------------
def _served(facts: Facts) -> Facts | None:
    return None if world.SISTER in facts.book.clients else world.sister_served(facts, world.SERVES)


def _served_otherwise(scene: Scene) -> Iterator[Change]:
    facts, group = scene.facts, scene.facts.identity.group
    if group is None:
        return
    own = facts.identity.client.id if facts.identity.client else ""
    clients = served(facts)
    now = {c.id for c in clients}
    rest = (c for c in facts.book.family(facts.book.root(group.id).id) if c.id != own and c.id not in now)
    for card in [*clients.latest[:MOST], *islice(rest, MOST)][:MOST]:
        for manager in scene.people:
            if manager.id != card.owner:
                said = message("{manager} serves {client}", manager=manager.name, client=named(card))
                yield Change(f"owner {card.id}", said, partial(with_client, client_id=card.id, owner=manager.id))
            elif card.last_contact != facts.question.on and card.id in now:
                said = message("the last contact with {client} was today", client=named(card))
                yield Change(
                    f"contact {card.id}", said, partial(with_client, client_id=card.id, last_contact=facts.question.on)
                )
        if card.id in now and len(clients) > 1:
            said = message("nobody serves {client}", client=named(card))
            yield Change(f"owner {card.id}", said, partial(with_client, client_id=card.id, owner=""))
    if 0 < len(clients) <= MOST:
        said = message("nobody serves a company of the group")
        yield Change("served", said, partial(_unserved, clients=clients))


def _unserved(facts: Facts, clients: Iterable[Client]) -> Facts:
    for client in clients:
        facts = with_client(facts, client.id, owner="")
    return facts


# --- the head office ------------------------------------------------------------------------------------------------
def _headed(facts: Facts) -> Facts:
    return with_group(world.serves(facts, world.HEADS, world.HEAD, "ООО «Вымпел Гранат»"), world.GROUP, head=world.HEAD)


def _otherwise_headed(scene: Scene) -> Iterator[Change]:
    facts, group, own = scene.facts, scene.facts.identity.group, scene.facts.identity.client
    if group is None:
        return
    head = next((h for g in lineage(facts) if (h := facts.book.clients.get(g.head)) and h is not own), None)
    now = served_head(facts)
    for manager in scene.people:
        if now is None or now.owner != manager.id:
            said = message("{manager} serves the head office of {group}", manager=manager.name, group=group.name)
            if head is None:  # with a card on file, who calls must be said too
                said = message(
                    "{manager} serves the head office of {group}, which is not on file yet, and another company calls",
                    group=group.name, manager=manager.name,
                )  # fmt: skip
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
def _led(facts: Facts) -> Facts:
    return with_group(world.enter(facts, world.LEADS), world.GROUP, lead=world.LEADS)


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


# --- the name or brand ----------------------------------------------------------------------------------------------
def _brands(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.group and scene.facts.identity.brand and not scene.facts.identity.open:
        yield _of_other_brand


def _of_other_brand(facts: Facts) -> Facts:
    caller = replace(facts.question.caller, name=world.OTHER_BRAND)
    facts = _bearing(with_question(facts, caller=caller), world.OTHER_BRAND.casefold())
    own = facts.identity.client
    if own:
        facts = replace(facts, brands={**facts.brands, world.OWN: world.OTHER_BRAND.casefold()})
        facts = with_client(facts, world.OWN, brand=world.OTHER_BRAND, name=f"ООО «{world.OTHER_BRAND}»")
    return facts


def _bearing(facts: Facts, brand: str) -> Facts:
    return replace(facts, identity=replace(facts.identity, brand=brand))


def _otherwise_named(scene: Scene) -> Iterator[Change]:
    facts, own, clients = scene.facts, scene.facts.identity.brand, served(scene.facts)
    if facts.identity.group is None or facts.identity.open:
        return
    seen = {own}
    for card in clients.latest:
        brand = facts.brands.get(card.id, "")
        if brand and brand not in seen and len(seen) <= MOST:
            seen.add(brand)
            said = message("the caller bears the name or brand of {client}", client=named(card))
            yield Change("brand", said, partial(_bearing, brand=brand))
    taken = set(facts.brands.values())
    if own in taken and own and clients:
        said = message("the caller bears another name or brand than the served companies of the group")
        fresh = next(b for n in range(len(taken) + 1) if (b := f"-{n}") not in taken)
        yield Change("brand", said, partial(_bearing, brand=fresh))


# --- the country and the city ---------------------------------------------------------------------------------------
def _served_abroad(facts: Facts) -> Facts:
    country = "FI" if (facts.country or "RU") != "FI" else "SE"
    for card_id in facts.book.clients:
        if card_id not in (world.OWN, world.SPARE):
            facts = with_client(facts, card_id, country=country)
    return facts


def _cities(scene: Scene) -> Iterator[Edit]:
    if scene.facts.identity.group is None:
        yield same
        return
    for city in (world.HERE, world.ELSEWHERE, world.NOWHERE):
        yield partial(_calling_from, city=city)


def _calling_from(facts: Facts, city: str) -> Facts:
    if world.SPARE in facts.book.clients:
        facts = with_client(facts, world.SPARE, city=city or world.HERE)
    return replace(with_question(facts, caller=replace(facts.question.caller, city=city)), city=city)


def _from_another_city(scene: Scene) -> Iterator[Change]:
    cities = served(scene.facts).cities
    for city in [*cities[:MOST], NOWHERE_NAMED] if scene.facts.identity.group else ():
        if city != scene.facts.city:
            said = message("the caller is in {city}", city=city)
            if city == NOWHERE_NAMED:
                said = message("the caller is in a city where no company of the group is")
            yield Change("city", said, partial(replace, city=city))


# --- another manager beside -----------------------------------------------------------------------------------------
def _rival(facts: Facts) -> Facts | None:
    sister = facts.book.clients.get(world.SISTER)
    if sister is None:
        return None
    card = replace(sister, id=world.RIVAL, name="ООО «Вымпел Рубин»", owner=world.RIVALS)
    return world.enter(facts, world.RIVALS, card)


fact("sister", in_group(_served), _served_otherwise, part="case", basic=True)
fact("head", in_group(_headed), _otherwise_headed, part="case")
fact("lead", in_group(_led), _otherwise_led, part="case")
fact("brand", _brands, _otherwise_named, part="case")
fact("abroad", in_group(_served_abroad), covered, part="case")  # the caller's country is what is tried
fact("city", _cities, _from_another_city, part="case")
fact("rival", in_group(_rival), covered, part="case")  # who serves a company is tried for every manager
