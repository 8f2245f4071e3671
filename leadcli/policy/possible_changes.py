"""The facts of a case that could be otherwise: each a sentence, and the case file with that one fact changed.

What is changed are the facts themselves (who calls, who took the call, a card, a group), never the answer of a
condition: so every change is one that could be made in the data or said on the phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice

from leadcli.domain.book import GROUP_KINDS, OWNERSHIPS, STRUCTURES, Client, Group, Manager
from leadcli.domain.facts import Facts, Identity
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, message
from leadcli.domain.ruling import Share
from leadcli.policy.fact_edits import (
    NOWHERE_NAMED,
    decided_for,
    fresh_brand,
    fresh_country,
    idle_since,
    with_client,
    with_group,
    with_head,
    with_manager,
    with_ownership,
)
from leadcli.policy.family import lineage, named, ownership, served, served_head, structure
from leadcli.policy.owners import absence, left_out, share
from leadcli.policy.policy import Policy, asks

MOST_CARDS = 12  # cards of a family, or groups, that are tried one by one
MOST_PEOPLE = 6  # managers who have to do with the family
ABOUT = ("caller", "call", "client", "group", "team", "another")  # "team": what it has agreed; "another": who calls


@frozen
class Change:
    """One fact otherwise. ``field`` tells which: two changes of one field cannot be made together."""

    about: str
    field: str
    said: Message
    make: Callable[[Facts], Facts]


def changes(policy: Policy, facts: Facts) -> list[Change]:
    """The changes worth trying, the likeliest to be mistaken first: of the caller, the call, the card, the group.

    Only facts that the policy asks for are changed; managers without any part in the case stand for one another.
    """
    asked = {ask.condition.name for ask in asks(policy)} | {name for rule in policy.rules for name in rule.owner}
    people = _people(facts)
    found = chain(
        _of_caller(policy, facts, asked),
        _of_call(facts, people),
        _of_card(policy, facts, asked, people),
        _leaving(facts),
        _of_group(facts, asked, people),
    )
    return sorted(found, key=lambda change: ABOUT.index(change.about))


def _people(facts: Facts) -> list[Manager]:
    """The claimants; without claims those who have to do with the family, and one who has not."""
    book = facts.book
    if facts.question.claims:
        return [book.managers[m] for m in facts.question.claims if book.managers[m].active]
    near = [facts.identity.client.owner] if facts.identity.client else []
    near += [group.lead for group in lineage(facts)]
    near += [client.owner for client in _latest(served(facts))]
    involved = list(dict.fromkeys(m for m in near if m in book.managers and book.managers[m].active))[:MOST_PEOPLE]
    others = (m for m in book.managers.values() if m.active and m.id not in involved and left_out(facts, m) is None)
    return [*(book.managers[m] for m in involved), *islice(others, 1)]


# --- the caller -----------------------------------------------------------------------------------------------------
def _of_caller(policy: Policy, facts: Facts, asked: set[str]) -> Iterator[Change]:
    identity, book = facts.identity, facts.book
    group, own = identity.group, identity.client
    clients = served(facts)
    if group and asked & {"same_name", "another_city", "group_manager"} and not identity.open:
        yield from _brands(facts, clients)
    if asked & {"caller_abroad", "caller_country"}:
        yield from _countries(policy, facts, clients)
    if group and "another_city" in asked:
        cities = sorted({c.city for c in clients if c.city})
        for city in [*cities[:MOST_CARDS], NOWHERE_NAMED]:
            if city != facts.city:
                said = message("the caller is in {city}", city=city)
                if city == NOWHERE_NAMED:
                    said = message("the caller is in a city where no company of the group is")
                yield Change("caller", "city", said, partial(replace, city=city))
    if own:
        said = message("the caller is a company that is not on file, of no group")
        yield Change("caller", "identity", said, partial(replace, identity=Identity()))
    if group is None:
        return
    if own or identity.open:
        said = message("the caller is a new company of {group}", group=group.name)
        yield Change("caller", "identity", said, _as_new)
    for card in islice((c for c in book.family(group.id) if own is None or c.id != own.id), MOST_CARDS):
        said = message("the caller is {client}, which is on file", client=named(card))
        yield Change("another", "identity", said, partial(_as_card, card=card))
    said = message("the caller does not belong to {group}", group=group.name)
    yield Change("caller", "identity", said, _ungrouped)


def _as_new(facts: Facts) -> Facts:
    return replace(facts, identity=replace(facts.identity, client=None, open=False))


def _ungrouped(facts: Facts) -> Facts:
    own = facts.identity.client
    return replace(facts, identity=Identity(replace(own, group="") if own else None))


def _as_card(facts: Facts, card: Client) -> Facts:
    card = facts.book.clients[card.id]
    return replace(facts, identity=Identity(card, facts.book.groups[card.group], False, facts.brands.get(card.id, "")))


def _brands(facts: Facts, clients: list[Client]) -> Iterator[Change]:
    own = facts.identity.brand
    seen = {own}
    for card in _latest(clients):
        brand = facts.brands.get(card.id, "")
        if brand and brand not in seen and len(seen) <= MOST_CARDS:
            seen.add(brand)
            said = message("the caller bears the name or brand of {client}", client=named(card))
            yield Change("caller", "brand", said, partial(_bearing, brand=brand))
    if own and clients and own in facts.brands.values():
        said = message("the caller bears another name or brand than the served companies of the group")
        yield Change("caller", "brand", said, partial(_bearing, brand=fresh_brand(facts)))


def _bearing(facts: Facts, brand: str) -> Facts:
    return replace(facts, identity=replace(facts.identity, brand=brand))


def _countries(policy: Policy, facts: Facts, clients: list[Client]) -> Iterator[Change]:
    named_by_policy = [ask.argument for ask in asks(policy) if ask.condition.name == "caller_country"]
    there = sorted({c.country for c in clients})
    for country in dict.fromkeys([*there[:MOST_CARDS], *named_by_policy]):
        if country != facts.country:
            said = message("the caller is in {country}", country=country)
            yield Change("caller", "country", said, partial(replace, country=country))
    if clients:
        said = message("the caller is in a country where nobody serves the group")
    else:
        said = message("the caller is in another country")
    elsewhere = fresh_country({*there, *named_by_policy, facts.country})
    yield Change("caller", "country", said, partial(replace, country=elsewhere))


# --- the call -------------------------------------------------------------------------------------------------------
def _of_call(facts: Facts, people: list[Manager]) -> Iterator[Change]:
    question = facts.question
    for manager in people:
        if manager.id != question.taken_by:
            said = message("{manager} took the call", manager=manager.name)
            yield Change("call", "taken_by", said, partial(_asked, taken_by=manager.id))
    if question.taken_by:
        said = message("nobody is said to have taken the call")
        yield Change("call", "taken_by", said, partial(_asked, taken_by=""))
    yield from _loads(facts, people)


def _loads(facts: Facts, people: list[Manager]) -> Iterator[Change]:
    """Who is in the office, and how many clients bring a manager first or take the first place away."""
    book, question = facts.book, facts.question
    shares = [share(facts, manager, order) for order, manager in enumerate(book.managers.values(), 1)]
    able = sorted((s for s in shares if s.left_out is None), key=_turn)
    if not able:
        return
    first = able[0]
    best = book.managers[first.manager]
    for one in (s for s in able[:2] if s.manager != question.taken_by):  # two, so that a pair may bring the third
        said = message("{manager} is out of the office", manager=book.managers[one.manager].name)
        yield Change("call", f"present {one.manager}", said, partial(_away, manager_id=one.manager))
    for rival in able[1:3] if best.id == question.taken_by else ():
        most = int(rival.load * first.weight)
        behind = next((n for n in range(most, most + 3) if _turn(first, n) > _turn(rival)), most)
        yield _with_load(best, first, behind)
    for manager in people:
        own = next(s for s in shares if s.manager == manager.id)
        if manager.id == best.id or not own.weight:
            continue
        if absence(facts, manager) is not None:
            said = message("{manager} is in the office", manager=manager.name)
            yield Change("call", f"present {manager.id}", said, partial(_back, manager_id=manager.id))
        ahead = next((n for rival in able[:2] if (n := _ahead(own, rival)) is not None), None)  # two: as above
        if ahead is not None:
            yield _with_load(manager, own, ahead)


def _ahead(own: Share, rival: Share) -> int | None:
    """The most clients, fewer than now, with which a manager's turn comes before a rival's."""
    most = min(int(rival.load * own.weight), own.open_clients - 1)
    return next((n for n in (most, most - 1, most - 2) if n >= 0 and _turn(own, n) < _turn(rival)), None)


def _turn(share: Share, count: int | None = None) -> tuple[float, int, int]:
    """Whose turn it is: the least load, the fewest recent assignments, the order of the list."""
    load = share.load if count is None else count / share.weight
    return (load, share.recent, share.order)


def _with_load(manager: Manager, share: Share, count: int) -> Change:
    said = message(
        "{manager} has {count} open clients instead of {was}", manager=manager.name, count=count, was=share.open_clients
    )
    return Change("call", f"load {manager.id}", said, partial(with_manager, manager_id=manager.id, open_clients=count))


def _asked(facts: Facts, **said: object) -> Facts:
    return replace(facts, question=replace(facts.question, **said))


def _away(facts: Facts, manager_id: str) -> Facts:
    return _asked(facts, absent=(*facts.question.absent, manager_id))


def _back(facts: Facts, manager_id: str) -> Facts:
    absent = tuple(m for m in facts.question.absent if m != manager_id)
    return with_manager(_asked(facts, absent=absent), manager_id, absences=())


# --- the card -------------------------------------------------------------------------------------------------------
def _of_card(policy: Policy, facts: Facts, asked: set[str], people: list[Manager]) -> Iterator[Change]:
    own = facts.identity.client
    if own is None:
        return
    field = f"owner {own.id}"
    for manager in people:
        if manager.id != own.owner:
            said = message("{manager} owns {client}", manager=manager.name, client=named(own))
            yield Change("client", field, said, partial(with_client, client_id=own.id, owner=manager.id))
    if own.owner:
        said = message("{client} is on file, but has no owner", client=named(own))
        yield Change("client", field, said, partial(with_client, client_id=own.id, owner=""))
    if "client_idle" in asked:
        for ask in asks(policy):
            if ask.condition.name == "client_idle":
                for idle in (True, False):
                    said = ask.condition.statement(idle, ask.argument)
                    days = int(ask.argument) if idle else 0
                    yield Change("client", "contact", said, partial(idle_since, client_id=own.id, days=days))


# --- the group ------------------------------------------------------------------------------------------------------
def _of_group(facts: Facts, asked: set[str], people: list[Manager]) -> Iterator[Change]:
    group = facts.identity.group
    if "precedent" in asked:
        for manager in people:
            said = message("a person has decided for {manager}", manager=manager.name)
            yield Change("call", "precedents", said, partial(decided_for, manager_id=manager.id))
        if facts.precedents:
            said = message("no earlier decision is on record")
            yield Change("call", "precedents", said, partial(replace, precedents=()))
    if group is None:
        return
    if asked & {"head_office_served", "head_office_owner", "group_manager"}:
        yield from _heads(facts, group, people)
    yield from _sisters(facts, group, people)
    if asked & {"group_managed", "group_manager"}:
        yield from _leads(facts, group, people)
    if "group_ownership" in asked:
        stated, _ = ownership(facts)
        for wanted in OWNERSHIPS:
            if wanted != stated:
                said = message("the group's ownership is {value}", value=wanted)
                yield Change("team", "ownership", said, partial(with_ownership, wanted=wanted))
    if "group_kind" in asked:
        for each in lineage(facts):
            for kind in GROUP_KINDS:
                if kind != each.kind:
                    said = message("{group} is of the kind {value}", group=each.name, value=kind)
                    yield Change("team", f"kind {each.id}", said, partial(with_group, group_id=each.id, kind=kind))
    if "group_structure" in asked:
        stated_by = structure(facts)[1] or group
        for value in STRUCTURES:
            if value != stated_by.structure:
                said = message("the group is divided by {value}", value=value)
                yield Change("team", "structure", said, partial(with_group, group_id=stated_by.id, structure=value))


def _leaving(facts: Facts) -> Iterator[Change]:
    """Each manager who has to do with the family having left; not who is on the phone right now."""
    near = [facts.identity.client.owner] if facts.identity.client else []
    near += [group.lead for group in lineage(facts)] + [client.owner for client in _latest(served(facts))]
    for manager_id in list(dict.fromkeys(near))[:MOST_CARDS]:
        manager = facts.book.managers.get(manager_id)
        if manager and manager.active and manager_id not in (facts.question.taken_by, *facts.question.claims):
            said = message("{manager} has left", manager=manager.name)
            make = partial(with_manager, manager_id=manager_id, active=False)
            yield Change("client", f"active {manager_id}", said, make)


def _leads(facts: Facts, group: Group, people: list[Manager]) -> Iterator[Change]:
    for manager in people:
        if manager.id != group.lead:
            said = message("{manager} leads {group}", manager=manager.name, group=group.name)
            yield Change("group", f"lead {group.id}", said, partial(with_group, group_id=group.id, lead=manager.id))
    for each in lineage(facts):
        if each.lead:
            said = message("{group} has no lead", group=each.name)
            yield Change("group", f"lead {each.id}", said, partial(with_group, group_id=each.id, lead=""))


def _heads(facts: Facts, group: Group, people: list[Manager]) -> Iterator[Change]:
    own = facts.identity.client
    head = next((h for g in lineage(facts) if (h := facts.book.clients.get(g.head)) and h is not own), None)
    now = served_head(facts)
    for manager in people:
        if now is None or now.owner != manager.id:
            said = message("{manager} serves the head office of {group}", manager=manager.name, group=group.name)
            field = f"owner {head.id}" if head else "head"
            yield Change("group", field, said, partial(with_head, head=head, group=group, manager_id=manager.id))
    if now is not None:
        said = message("nobody serves the head office {client}", client=named(now))
        yield Change("group", f"owner {now.id}", said, partial(with_client, client_id=now.id, owner=""))


def _sisters(facts: Facts, group: Group, people: list[Manager]) -> Iterator[Change]:
    own = facts.identity.client.id if facts.identity.client else ""
    clients = served(facts)
    now = {c.id for c in clients}
    root = facts.book.root(group.id).id
    rest = (c for c in facts.book.family(root) if c.id != own and c.id not in now)
    for card in [*_latest(clients), *islice(rest, MOST_CARDS)][:MOST_CARDS]:
        for manager in people:
            if manager.id != card.owner:
                said = message("{manager} serves {client}", manager=manager.name, client=named(card))
                yield Change(
                    "group", f"owner {card.id}", said, partial(with_client, client_id=card.id, owner=manager.id)
                )
            elif card.last_contact != facts.question.on and card.id in now:
                said = message("the last contact with {client} was today", client=named(card))
                yield Change("group", f"contact {card.id}", said, partial(idle_since, client_id=card.id, days=0))
        if card.id in now and len(clients) > 1:
            said = message("nobody serves {client}", client=named(card))
            yield Change("group", f"owner {card.id}", said, partial(with_client, client_id=card.id, owner=""))
    if 0 < len(clients) <= MOST_CARDS:
        said = message("nobody serves a company of the group")
        yield Change("group", "served", said, partial(_unserved, clients=clients))


def _unserved(facts: Facts, clients: list[Client]) -> Facts:
    for client in clients:
        facts = with_client(facts, client.id, owner="")
    return facts


def _latest(clients: list[Client]) -> list[Client]:
    """The cards with the latest contact first, then by id."""
    return sorted(clients, key=lambda c: (-(c.last_contact.toordinal() if c.last_contact else 0), c.id))
