"""Conditions on how long a client stays its owner's: protected for some days, and given back for some days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from leadcli.domain.company import Client
from leadcli.domain.facts import Answer, Facts, Finding
from leadcli.domain.messages import Argument, Message, message
from leadcli.policy.conditions.condition_table import condition, no, no_client, which_company, yes
from leadcli.policy.family import gone, heir, named, owner_before


@condition(
    "a contact, a quote or a contract protects the client for {value} days",
    "no contact, quote or contract has protected the client for {value} days",
    argument="days",
    about="client",
    rests_on=("last_contact", "last_quote", "contract_until"),
    told_by="--fact last_contact=DATE",
)
def client_protected(facts: Facts, days: str) -> Finding:
    """Whether the last contact, the last quote or the contract's end is at most so many days ago.

    While none of them protects, and the last contact is not on file, it is unknown.
    """
    if facts.identity.open:
        return which_company(facts)
    client = facts.identity.client
    if client is None:
        return no_client()
    name = named(client)
    ends = [(day + timedelta(days=int(days)), why) for day, why in _protecting(client)]
    last, why = max(ends, key=lambda end: end[0]) if ends else (date.min, message("no date of the last contact"))
    if last >= facts.question.on:
        return yes(message("{client} is protected until {last}: {why}", client=name, last=last, why=why))
    if client.last_contact is None:
        return Finding(
            Answer.UNKNOWN,
            message("{client}: no date of the last contact", client=name),
            message("When was the last contact with {client}?", client=name),
        )
    free = last + timedelta(days=1)
    return no(
        message("{client} is free since {day}: {why}; who brings it back may have it", client=name, day=free, why=why)
    )


def _protecting(client: Client) -> Iterator[tuple[date, Message]]:
    if client.last_contact:
        yield client.last_contact, message("last contact on {day}", day=client.last_contact)
    if client.last_quote:
        yield client.last_quote, message("quote of {day}", day=client.last_quote)
    if client.contract_until:
        yield client.contract_until, message("contract until {day}", day=client.contract_until)


@condition(
    "the client had left, and comes back within {value} days to who served it, or to the heir",
    "the client had not left, or not within {value} days, or nobody who served it works here",
    argument="days",
    about="client",
    rests_on=("lost_client", "heir"),
    told_by="--fact status_since=DATE",
)
def returned_within(facts: Facts, days: str) -> Finding:
    """Whether the caller's card is closed, or without owner, since at most so many days, and who had it works here.

    The heir of who left will do as well.
    """
    if facts.identity.open:
        return which_company(facts)
    client = facts.identity.client
    if client is None:
        return no_client()
    if not gone(client):
        return no(message("{client} is a client still", client=named(client)))
    former = facts.book.managers.get(owner_before(client))
    if former is None:
        return no(message("nobody is known to have served {client}", client=named(client)))
    if not former.active and heir(facts, former.id) is None:
        return no(
            message("{client} was {left}'s, who has left without an heir", client=named(client), left=former.name)
        )
    name, since = named(client), client.status_since
    if since is None:
        return Finding(
            Answer.UNKNOWN,
            message("{client} was {manager}'s; until when is not on file", client=name, manager=former.name),
            message("Since when is {client} no client any more?", client=name),
        )
    last = since + timedelta(days=int(days))
    told: dict[str, Argument] = {"client": name, "manager": former.name, "day": since}
    if facts.question.on <= last:
        return yes(message("{client} was {manager}'s until {day}, and goes back until {last}", **told, last=last))
    return no(message("{client} was {manager}'s until {day}; who brings it back may have it", **told))
