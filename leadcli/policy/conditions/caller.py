"""Conditions on the caller and its card."""

from __future__ import annotations

from leadcli.domain.facts import Answer, Facts, Finding
from leadcli.domain.messages import message
from leadcli.policy.conditions.condition_table import (
    condition,
    country_found,
    no,
    no_client,
    which_company,
    which_country,
    yes,
)
from leadcli.policy.family import decided, heir, named, serving, who


@condition("every case", "no case", about="call", rests_on=())
def always(facts: Facts, _: str) -> Finding:
    """Holds for every case."""
    return yes(message("the rule holds for everybody"))


@condition(
    "a person has decided on the same {value} before",
    "no person has decided on the same {value} before",
    choices=("caller", "client", "group"),
    about="call",
    rests_on=("precedent",),
)
def precedent(facts: Facts, alike: str) -> Finding:
    """Whether the ledger holds a person's decision on the same caller, client or group."""
    found = decided(facts, alike)
    if found is None:
        return no(message("no earlier decision is on record"))
    manager = facts.book.managers.get(found.manager)
    return yes(
        message(
            "decision {number} of {day}: {manager}",
            number=found.seq,
            day=found.day,
            manager=manager.name if manager else found.manager,
        )
    )


@condition(
    "the caller is a client on file",
    "the caller is not a client on file",
    about="client",
    rests_on=("who_calls",),
    told_by="--client ID",
)
def client_on_file(facts: Facts, _: str) -> Finding:
    """Whether the caller itself has a card."""
    if facts.identity.open:
        return which_company(facts)
    client = facts.identity.client
    if client is None:
        return no_client()
    if serving(facts, client):
        return yes(who(facts, client))
    return yes(message("{client} is on file", client=named(client)))


@condition(
    "the client's owner works here",
    "the client has no owner who works here",
    about="client",
    rests_on=("client_owner",),
    told_by="--client ID",
)
def client_owner_active(facts: Facts, _: str) -> Finding:
    """Whether the caller's card names an owner who still works here."""
    if facts.identity.open:
        return which_company(facts)
    client = facts.identity.client
    if client is None:
        return no_client()
    if not client.owner:
        return no(message("{client} is on file, but has no owner", client=named(client)))
    if serving(facts, client) is None:
        return no(
            message(
                "{client} was {manager}'s, who has left",
                client=named(client),
                manager=facts.book.managers[client.owner].name,
            )
        )
    return yes(who(facts, client))


@condition(
    "the client's owner has left, and his heir works here",
    "the client's owner has not left, or has no heir who works here",
    about="client",
    rests_on=("client_owner", "heir"),
    told_by="--client ID",
)
def owner_has_heir(facts: Facts, _: str) -> Finding:
    """Whether the owner on the caller's card has left, and somebody who works here has his clients."""
    if facts.identity.open:
        return which_company(facts)
    client = facts.identity.client
    if client is None:
        return no_client()
    if not client.owner:
        return no(message("{client} is on file, but has no owner", client=named(client)))
    if serving(facts, client):
        return no(who(facts, client))
    found, left = heir(facts, client.owner), facts.book.managers[client.owner].name
    name = named(client)
    if found is None:
        return no(message("{client} was {left}'s, who has left without an heir", client=name, left=left))
    return yes(message("{client} was {left}'s, who has left; {heir} has it", client=name, left=left, heir=found.name))


@condition(
    "the last contact with the client is at least {value} days ago",
    "there was a contact with the client in the last {value} days",
    argument="days",
    about="client",
    rests_on=("last_contact",),
    told_by="--fact last_contact=DATE",
)
def client_idle(facts: Facts, days: str) -> Finding:
    """Whether nobody spoke with the client for a number of days."""
    if facts.identity.open:
        return which_company(facts)
    client = facts.identity.client
    if client is None:
        return no_client()
    if client.last_contact is None:
        return Finding(
            Answer.UNKNOWN,
            message("{client}: no date of the last contact", client=named(client)),
            message("When was the last contact with {client}?", client=named(client)),
        )
    passed = (facts.question.on - client.last_contact).days
    found = message("{client}: last contact on {day}", client=named(client), day=client.last_contact)
    return yes(found) if passed >= int(days) else no(found)


@condition(
    "the caller is in the country {value}",
    "the caller is in another country than {value}",
    argument="country",
    about="caller",
    rests_on=("country",),
    told_by="--country CODE",
)
def caller_country(facts: Facts, country: str) -> Finding:
    """Whether the caller is in one country (ISO code)."""
    if not facts.country:
        return which_country()
    found = country_found(facts)
    return yes(found) if facts.country == country else no(found)
