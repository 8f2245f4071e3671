"""Facts: who calls, of all that are known and of those that are not; and what its card says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from leadcli.domain.company import Client
from leadcli.domain.facts import Facts, Identity
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.policy.facts import small_world as world
from leadcli.policy.facts.fact_table import WHO_CALLS, Change, Edit, Scene, fact, plain, same, with_client
from leadcli.policy.family import named

MOST_CARDS = 12  # cards that are tried one by one


def _callers(_: Scene) -> Iterator[Edit]:
    yield lambda _: world.stranger()
    yield lambda _: world.of_group("Вымпел Сапфир")  # a new company
    yield lambda _: world.on_file(world.stranger("Бирюза"), "ООО «Бирюза»")  # a card that stands alone
    yield lambda _: world.on_file(world.of_group("Вымпел Опал"), "ООО «Вымпел Опал»")
    yield lambda _: _open()
    yield lambda _: world.of_group("", brand="")  # a new company that gave no name


def _open() -> Facts:
    """Which company calls is open only where one of them could be it."""
    facts = world.of_group(world.BRAND)
    card = Client(world.SPARE, "ООО «Вымпел Топаз»", group=facts.question.group_id, brand=world.BRAND, city=facts.city)
    identity, question = replace(facts.identity, open=True), replace(facts.question, group_id="")
    return replace(world.enter(facts, "", card), identity=identity, question=question)


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


# --- its card ---------------------------------------------------------------------------------------------------------
def _owners(scene: Scene) -> Iterator[Edit]:
    yield same
    if scene.facts.identity.client:
        yield lambda facts: world.enter(_owned(facts, world.LEFT), world.LEFT)
        yield lambda facts: _owned(facts, "")


def _owned(facts: Facts, owner: str) -> Facts:
    managers = {name: manager for name, manager in facts.book.managers.items() if name != world.OWNS}
    return world.with_tables(with_client(facts, world.OWN, owner=owner), managers=managers)


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


fact(WHO_CALLS, _callers, _others, basic=True)
fact("which_card_calls", plain, _cards, basic=True)
fact("client_owner", _owners, _otherwise_owned, basic=True)
