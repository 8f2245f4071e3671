"""A case file with one record otherwise: the book, the question and the identity stay in step with each other."""

from __future__ import annotations

from leadcli.domain.book import Client, Group
from leadcli.domain.facts import Facts
from leadcli.domain.frozen import replace


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


def with_question(facts: Facts, **said: object) -> Facts:
    """Something else said of the call."""
    return replace(facts, question=replace(facts.question, **said))
