"""A case file with one fact otherwise: the book, the question and the identity stay in step with each other."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from leadcli.domain.book import Client, Group, Ownership
from leadcli.domain.facts import Facts, Precedent
from leadcli.domain.frozen import replace
from leadcli.policy.family import lineage

NOWHERE_NAMED = "-"  # a city that no card has
HEAD = "?head"  # the id of a head office supposed


def with_client(facts: Facts, client_id: str, **fields: object) -> Facts:
    """A card otherwise; the caller's own card, if it is that one, in step."""
    client: Client = replace(facts.book.clients[client_id], **fields)
    own = facts.identity.client
    identity = replace(facts.identity, client=client) if own and own.id == client_id else facts.identity
    return replace(facts, book=facts.book.with_client(client), identity=identity)


def with_group(facts: Facts, group_id: str, **fields: object) -> Facts:
    """A group otherwise."""
    group: Group = replace(facts.book.groups[group_id], **fields)
    own = facts.identity.group
    identity = replace(facts.identity, group=group) if own and own.id == group_id else facts.identity
    return replace(facts, book=facts.book.with_group(group), identity=identity)


def with_manager(facts: Facts, manager_id: str, **fields: object) -> Facts:
    """A manager otherwise."""
    managers = dict(facts.book.managers)
    managers[manager_id] = replace(managers[manager_id], **fields)
    return replace(facts, book=facts.book.with_managers(managers))


def with_ownership(facts: Facts, wanted: Ownership) -> Facts:
    """The group's ownership as wanted, without dates; for the default, of every group above that states another."""
    group = facts.identity.group
    if group is None:
        return facts
    if wanted != "default":
        return with_group(facts, group.id, ownership=wanted, since=None, until=None)
    for each in list(lineage(facts)):
        if each.ownership_on(facts.question.on) != "default":
            if each.kind == "franchise":  # by default each company is on its own: an agreement that has ended
                ended = facts.question.on - timedelta(days=1)
                facts = with_group(facts, each.id, ownership="one_person", since=None, until=ended)
            else:
                facts = with_group(facts, each.id, ownership="default", since=None, until=None)
    return facts


def with_head(facts: Facts, head: Client | None, group: Group, manager_id: str) -> Facts:
    """The head office served by a manager; where none is on file, it gets a card."""
    if head is not None:
        return with_client(facts, head.id, owner=manager_id, status="")
    card = Client(HEAD, group.name, group=group.id, country=facts.country or group.country or "RU", owner=manager_id)
    facts = replace(facts, book=facts.book.with_client(card))
    return with_group(facts, group.id, head=card.id)


def idle_since(facts: Facts, client_id: str, days: int) -> Facts:
    """The last contact with a client so many days ago."""
    return with_client(facts, client_id, last_contact=facts.question.on - timedelta(days=days))


def decided_for(facts: Facts, manager_id: str) -> Facts:
    """A person having decided for a manager on the same caller."""
    newest = max((p.seq for p in facts.precedents), default=0) + 1
    one = Precedent(newest, facts.question.on, "caller", manager_id, "", True)
    return replace(facts, precedents=(*facts.precedents, one))


def fresh_brand(facts: Facts) -> str:
    """A brand that no card of the family bears."""
    taken = set(facts.brands.values())
    return next(b for n in range(len(taken) + 1) if (b := f"-{n}") not in taken)


def fresh_country(taken: Collection[str]) -> str:
    """A country that is not among those taken; user-assigned codes of ISO 3166 stand for any."""
    return next(code for n in range(26) if (code := f"X{chr(ord('A') + n)}") not in taken)
