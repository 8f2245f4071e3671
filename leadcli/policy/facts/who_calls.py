"""Facts: who calls, of all that are known and of those that are not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from leadcli.domain.book import Client
from leadcli.domain.facts import Facts, Identity
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.policy.facts.fact_table import WHO_CALLS, Change, Edit, Scene, fact, plain
from leadcli.policy.facts.small_world import BRAND, SPARE, enter, of_group, on_file, stranger
from leadcli.policy.family import named

MOST_CARDS = 12  # cards that are tried one by one


def _callers(_: Scene) -> Iterator[Edit]:
    yield lambda _: stranger()
    yield lambda _: of_group("Вымпел Сапфир")  # a new company
    yield lambda _: on_file(stranger("Бирюза"), "ООО «Бирюза»")  # a card that stands alone
    yield lambda _: on_file(of_group("Вымпел Опал"), "ООО «Вымпел Опал»")
    yield lambda _: _open()
    yield lambda _: of_group("", brand="")  # a new company that gave no name


def _open() -> Facts:
    """Which company calls is open only where one of them could be it."""
    facts = of_group(BRAND)
    card = Client(SPARE, "ООО «Вымпел Топаз»", group=facts.question.group_id, brand=BRAND, city=facts.city)
    identity, question = replace(facts.identity, open=True), replace(facts.question, group_id="")
    return replace(enter(facts, "", card), identity=identity, question=question)


def _others(scene: Scene) -> Iterator[Change]:
    identity = scene.facts.identity
    if identity.client:
        said = message("the caller is a company that is not on file, of no group")
        yield Change("identity", said, partial(replace, identity=Identity()))
    if identity.group is None:
        return
    if identity.client or identity.open:
        said = message("the caller is a new company of {group}", group=identity.group.name)
        yield Change("identity", said, _as_new)
    said = message("the caller does not belong to {group}", group=identity.group.name)
    yield Change("identity", said, _ungrouped)


def _cards(scene: Scene) -> Iterator[Change]:
    own, group = scene.facts.identity.client, scene.facts.identity.group
    family = scene.facts.book.family(group.id) if group else ()
    for card in islice((c for c in family if own is None or c.id != own.id), MOST_CARDS):
        said = message("the caller is {client}, which is on file", client=named(card))
        yield Change("identity", said, partial(_as_card, card_id=card.id))


def _as_new(facts: Facts) -> Facts:
    return replace(facts, identity=replace(facts.identity, client=None, open=False))


def _ungrouped(facts: Facts) -> Facts:
    own = facts.identity.client
    return replace(facts, identity=Identity(replace(own, group="") if own else None))


def _as_card(facts: Facts, card_id: str) -> Facts:
    card = facts.book.clients[card_id]
    return replace(facts, identity=Identity(card, facts.book.groups[card.group], False, facts.brands.get(card.id, "")))


fact(WHO_CALLS, _callers, _others, likely=13, basic=True)
fact("which_card_calls", plain, _cards, likely=60, basic=True)  # likely last: another client is another question
