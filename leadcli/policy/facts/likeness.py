"""Facts: in what the caller is like the served companies of its group: the brand, the country, the city."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from leadcli.domain.facts import Facts
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.policy.facts.fact_edits import with_client, with_question
from leadcli.policy.facts.fact_table import Change, Edit, Scene, covered, fact, same
from leadcli.policy.facts.small_world import (
    ELSEWHERE,
    HERE,
    NOWHERE,
    OTHER_BRAND,
    OWN,
    RIVAL,
    RIVALS,
    SISTER,
    SPARE,
    enter,
)  # fmt: skip
from leadcli.policy.family import latest, named, served

MOST = 12  # brands, or cities, that are tried one by one
NOWHERE_NAMED = "-"  # a city that no card has


# --- the name or brand ----------------------------------------------------------------------------------------------
def _brands(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.group and scene.facts.identity.brand and not scene.facts.identity.open:
        yield _of_other_brand


def _of_other_brand(facts: Facts) -> Facts:
    caller = replace(facts.question.caller, name=OTHER_BRAND)
    facts = _bearing(with_question(facts, caller=caller), OTHER_BRAND.casefold())
    own = facts.identity.client
    if own:
        facts = replace(facts, brands={**facts.brands, OWN: OTHER_BRAND.casefold()})
        facts = with_client(facts, OWN, brand=OTHER_BRAND, name=f"ООО «{OTHER_BRAND}»")
    return facts


def _bearing(facts: Facts, brand: str) -> Facts:
    return replace(facts, identity=replace(facts.identity, brand=brand))


def _otherwise_named(scene: Scene) -> Iterator[Change]:
    facts, own, clients = scene.facts, scene.facts.identity.brand, served(scene.facts)
    if facts.identity.group is None or facts.identity.open:
        return
    seen = {own}
    for card in latest(clients):
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
def _abroad(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.group:
        yield _served_abroad


def _served_abroad(facts: Facts) -> Facts:
    country = "FI" if (facts.country or "RU") != "FI" else "SE"
    for card_id in facts.book.clients:
        if card_id not in (OWN, SPARE):
            facts = with_client(facts, card_id, country=country)
    return facts


def _cities(scene: Scene) -> Iterator[Edit]:
    if scene.facts.identity.group is None:
        yield same
        return
    for city in (HERE, ELSEWHERE, NOWHERE):
        yield partial(_calling_from, city=city)


def _calling_from(facts: Facts, city: str) -> Facts:
    if SPARE in facts.book.clients:
        facts = with_client(facts, SPARE, city=city or HERE)
    return replace(with_question(facts, caller=replace(facts.question.caller, city=city)), city=city)


def _from_another_city(scene: Scene) -> Iterator[Change]:
    cities = sorted({c.city for c in served(scene.facts) if c.city})
    for city in [*cities[:MOST], NOWHERE_NAMED] if scene.facts.identity.group else ():
        if city != scene.facts.city:
            said = message("the caller is in {city}", city=city)
            if city == NOWHERE_NAMED:
                said = message("the caller is in a city where no company of the group is")
            yield Change("city", said, partial(replace, city=city))


# --- another manager beside -----------------------------------------------------------------------------------------
def _rivals(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.group:
        yield _rival


def _rival(facts: Facts) -> Facts | None:
    sister = facts.book.clients.get(SISTER)
    if sister is None:
        return None
    return enter(facts, RIVALS, replace(sister, id=RIVAL, name="ООО «Вымпел Рубин»", owner=RIVALS))


fact("brand", _brands, _otherwise_named, likely=10, part="case")
fact("abroad", _abroad, covered, part="case")  # the caller's country is what is tried
fact("city", _cities, _from_another_city, likely=12, part="case")
fact("rival", _rivals, covered, part="case")  # who serves a company is tried for every manager
