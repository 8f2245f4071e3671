"""Every condition a rule may ask: one function each, Facts (and an argument) in, a Finding out.

A new condition is one function here. Its name is the word in ``rules.yaml``; the decorator holds what it states
when the answer is yes and when it is no (both are shown to users and translated), and its argument if it has one.
UNKNOWN is answered, with the question that would settle it, wherever the facts do not tell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from leadcli.domain.book import GROUP_KINDS, OWNERSHIPS, STRUCTURES, Client
from leadcli.domain.facts import Answer, Facts, Finding
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message, messages
from leadcli.policy.family import decided, named, ownership, same_brand, served, served_head, serving, structure, who

Ask = Callable[[Facts, str], Finding]


@frozen
class Condition:
    """One condition: its name, its function, and what it states. ``about`` tells the kind of fact it asks for."""

    name: str
    ask: Ask
    yes: str
    no: str
    choices: tuple[str, ...] = ()
    argument: Literal["", "choice", "days", "country"] = ""
    about: Literal["caller", "group", "call", "client"] = "group"

    def statement(self, answer: bool, argument: str) -> Message:
        """What the condition states when it holds, or when it does not."""
        text = self.yes if answer else self.no
        return message(text, value=argument) if self.argument else message(text)


CONDITIONS: dict[str, Condition] = {}


def condition(
    yes: str,
    no: str,
    *,
    choices: tuple[str, ...] = (),
    argument: Literal["", "choice", "days", "country"] = "",
    about: Literal["caller", "group", "call", "client"] = "group",
) -> Callable[[Ask], Ask]:
    """Enter a function into the table of conditions."""

    def enter(ask: Ask) -> Ask:
        name = ask.__name__
        CONDITIONS[name] = Condition(name, ask, yes, no, choices, argument or ("choice" if choices else ""), about)
        return ask

    return enter


def _yes(found: Message) -> Finding:
    return Finding(Answer.YES, found)


def _no(found: Message) -> Finding:
    return Finding(Answer.NO, found)


def _no_group() -> Finding:
    return _no(message("no group is known for the caller"))


def _which_company(facts: Facts) -> Finding:
    group = facts.identity.group
    assert group is not None, "an open identity has a group"
    count = sum(1 for _ in facts.book.family(group.id))
    return Finding(
        Answer.UNKNOWN,
        messages(
            "which company of {group} calls is not known; {count} is on file",
            "which company of {group} calls is not known; {count} are on file",
            count,
            group=group.name,
        ),
        message("Which company of {group} is calling, and from which city?", group=group.name),
    )


# --- the caller and its card ------------------------------------------------------------------------------------
@condition("every case", "no case", about="call")
def always(facts: Facts, _: str) -> Finding:
    """Holds for every case."""
    return _yes(message("the rule holds for everybody"))


@condition(
    "a person has decided on the same {value} before",
    "no person has decided on the same {value} before",
    choices=("caller", "client", "group"),
    about="call",
)
def precedent(facts: Facts, alike: str) -> Finding:
    """Whether the ledger holds a person's decision on the same caller, client or group."""
    found = decided(facts, alike)
    if found is None:
        return _no(message("no earlier decision is on record"))
    manager = facts.book.managers.get(found.manager)
    return _yes(
        message(
            "decision {number} of {day}: {manager}",
            number=found.seq,
            day=found.day,
            manager=manager.name if manager else found.manager,
        )
    )


@condition("the caller is a client on file", "the caller is not a client on file", about="client")
def client_on_file(facts: Facts, _: str) -> Finding:
    """Whether the caller itself has a card."""
    if facts.identity.open:
        return _which_company(facts)
    client = facts.identity.client
    if client is None:
        return _no(message("no such client on file"))
    if serving(facts, client):
        return _yes(who(facts, client))
    return _yes(message("{client} is on file", client=named(client)))


@condition("the client's owner works here", "the client has no owner who works here", about="client")
def client_owner_active(facts: Facts, _: str) -> Finding:
    """Whether the caller's card names an owner who still works here."""
    if facts.identity.open:
        return _which_company(facts)
    client = facts.identity.client
    if client is None:
        return _no(message("no such client on file"))
    if not client.owner:
        return _no(message("{client} is on file, but has no owner", client=named(client)))
    if serving(facts, client) is None:
        return _no(
            message("{client} was {manager}'s, who has left", client=named(client), manager=_manager(facts, client))
        )
    return _yes(who(facts, client))


@condition(
    "the last contact with the client is at least {value} days ago",
    "there was a contact with the client in the last {value} days",
    argument="days",
    about="client",
)
def client_idle(facts: Facts, days: str) -> Finding:
    """Whether nobody spoke with the client for a number of days."""
    if facts.identity.open:
        return _which_company(facts)
    client = facts.identity.client
    if client is None:
        return _no(message("no such client on file"))
    if client.last_contact is None:
        return Finding(
            Answer.UNKNOWN,
            message("{client}: no date of the last contact", client=named(client)),
            message("When was the last contact with {client}?", client=named(client)),
        )
    passed = (facts.question.on - client.last_contact).days
    found = message("{client}: last contact on {day}", client=named(client), day=client.last_contact)
    return _yes(found) if passed >= int(days) else _no(found)


@condition(
    "the caller is in the country {value}",
    "the caller is in another country than {value}",
    argument="country",
    about="caller",
)
def caller_country(facts: Facts, country: str) -> Finding:
    """Whether the caller is in one country (ISO code)."""
    if not facts.country:
        return _which_country()
    found = _country_found(facts)
    return _yes(found) if facts.country == country else _no(found)


# --- the group ----------------------------------------------------------------------------------------------------
@condition("the caller belongs to a known group", "no group is known for the caller")
def group_known(facts: Facts, _: str) -> Finding:
    """Whether the caller belongs to a group of companies."""
    group = facts.identity.group
    return _yes(message("the group is {group}", group=group.name)) if group else _no_group()


@condition("the group's ownership is {value}", "the group's ownership is not {value}", choices=OWNERSHIPS)
def group_ownership(facts: Facts, wanted: str) -> Finding:
    """How the team has agreed to own the group: one_person, each_own or default."""
    if facts.identity.group is None:
        return _no_group()
    stated, group = ownership(facts)
    assert group is not None, "a caller with a group has a group that states its ownership"
    if stated == "default":
        passed = group.until and group.ownership != "default" and group.until < facts.question.on
        if passed:
            found = message("{group}: the exception ended on {until}", group=group.name, until=group.until or 0)
        else:
            found = message("{group}: no special ownership is set", group=group.name)
    elif stated == "one_person":
        found = message("{group}: one manager for the whole group", group=group.name)
    elif group.until:
        found = message("{group}: each company on its own until {until}", group=group.name, until=group.until)
    else:
        found = message("{group}: each company on its own", group=group.name)
    return _yes(found) if stated == wanted else _no(found)


KIND_WORDS = {
    "holding": "{group} is a holding",
    "brand": "{group} is a brand of a group",
    "franchise": "{group} is a franchise: independent owners under one brand",
    "public_network": "{group} is a public network: schools, hospitals and the like",
}


@condition("the group is of the kind {value}", "the group is not of the kind {value}", choices=GROUP_KINDS)
def group_kind(facts: Facts, wanted: str) -> Finding:
    """Whether the group, or one above it, is of a kind: holding, brand, franchise, public_network."""
    group = facts.identity.group
    if group is None:
        return _no_group()
    for ancestor in facts.book.lineage(group.id):
        if ancestor.kind == wanted:
            return _yes(message(KIND_WORDS[wanted], group=ancestor.name))
    return _no(message(KIND_WORDS[group.kind], group=group.name))


@condition("the group is divided by {value}", "the group is not divided by {value}", choices=STRUCTURES)
def group_structure(facts: Facts, wanted: str) -> Finding:
    """Whether the group's companies are divided by activity or by territory."""
    if facts.identity.group is None:
        return _no_group()
    stated, group = structure(facts)
    assert group is not None, "a caller with a group has a group that states its structure"
    if not stated:
        return Finding(
            Answer.UNKNOWN,
            message("{group}: whether it is divided by activity or by territory is not on file", group=group.name),
            message("Are the companies of {group} divided by activity or by territory?", group=group.name),
        )
    if stated == "activity":
        found = message("{group}: each company has its own activity", group=group.name)
    else:
        found = message("{group}: the companies differ by territory", group=group.name)
    return _yes(found) if stated == wanted else _no(found)


@condition("somebody serves a company of the group", "nobody serves a company of the group")
def group_served(facts: Facts, _: str) -> Finding:
    """Whether an active manager serves any company of the caller's whole group."""
    if facts.identity.group is None:
        return _no_group()
    clients = served(facts)
    if not clients:
        return _no(message("nobody serves a company of {group}", group=facts.identity.group.name))
    return _yes(who(facts, _latest(clients)))


@condition("the group has a manager", "the group has no manager")
def group_managed(facts: Facts, _: str) -> Finding:
    """Whether the group has a lead, or somebody serves one of its companies."""
    if facts.identity.group is None:
        return _no_group()
    for group in facts.book.lineage(facts.identity.group.id):
        lead = facts.book.managers.get(group.lead)
        if lead and lead.active:
            return _yes(message("{manager} leads {group}", manager=lead.name, group=group.name))
    return group_served(facts, "")


@condition("somebody serves the group's head office", "nobody serves the group's head office")
def head_office_served(facts: Facts, _: str) -> Finding:
    """Whether an active manager serves the head office of the caller's group, or of a group above it."""
    if facts.identity.group is None:
        return _no_group()
    head = served_head(facts)
    if head:
        return _yes(who(facts, head))
    return _no(message("nobody serves the head office of {group}", group=facts.identity.group.name))


@condition(
    "the caller is in a country where nobody serves the group",
    "the caller is in a country where the group is served",
    about="caller",
)
def caller_abroad(facts: Facts, _: str) -> Finding:
    """Whether the caller is in a country where the group's served clients are not."""
    if facts.identity.group is None:
        return _no_group()
    clients = served(facts)
    if not clients:
        return _no(message("nobody serves a company of {group}", group=facts.identity.group.name))
    if not facts.country:
        return _which_country()
    there = tuple(sorted({c.country for c in clients}))
    found = message("{where}; the group's served clients: {there}", where=_country_found(facts), there=there)
    return _no(found) if facts.country in there else _yes(found)


@condition(
    "the caller bears the name or brand of a served company of the group",
    "the caller bears another name or brand than the served companies of the group",
    about="caller",
)
def same_name(facts: Facts, _: str) -> Finding:
    """Whether the caller bears the name or brand of a company of its group that somebody serves."""
    group = facts.identity.group
    if group is None:
        return _no_group()
    clients = served(facts)
    if not clients:
        return _no(message("nobody serves a company of {group}", group=group.name))
    if facts.identity.open:
        return _which_company(facts)
    if not facts.identity.brand:
        return Finding(
            Answer.UNKNOWN,
            message("under which name or brand the caller works is not known"),
            message("Under which name or brand of {group} do you work?", group=group.name),
        )
    alike = same_brand(facts)
    if alike:
        return _yes(who(facts, _latest(alike)))
    others = tuple(sorted({c.brand or c.name for c in clients}))[:3]
    return _no(message("another name than the served {others}", others=others))


@condition(
    "the caller is in another city than the served companies of its name",
    "a served company of the caller's name is in the same city",
    about="caller",
)
def another_city(facts: Facts, _: str) -> Finding:
    """Whether the caller is in another city than the served companies of its name or brand."""
    if facts.identity.group is None:
        return _no_group()
    cities = tuple(sorted({c.city for c in same_brand(facts) or served(facts) if c.city}))
    if not facts.city or not cities:
        return Finding(
            Answer.UNKNOWN,
            message("the caller's city is not known"),
            message("Which city are you calling from?"),
        )
    found = message("{city}; served clients: {cities}", city=facts.city, cities=cities)
    return _no(found) if facts.city in cities else _yes(found)


# --- the call -----------------------------------------------------------------------------------------------------
@condition("somebody took the call", "nobody is said to have taken the call", about="call")
def call_taken(facts: Facts, _: str) -> Finding:
    """Whether it is said who took the call."""
    taker = facts.book.managers.get(facts.question.taken_by)
    if taker is None:
        return _no(message("nobody is said to have taken the call"))
    return _yes(message("{manager} took the call", manager=taker.name))


@condition(
    "who took the call serves a company of the group", "who took the call serves no company of the group", about="call"
)
def taker_serves_group(facts: Facts, _: str) -> Finding:
    """Whether the manager who took the call already serves a company of the group."""
    taker = facts.book.managers.get(facts.question.taken_by)
    if taker is None:
        return _no(message("nobody is said to have taken the call"))
    theirs = [c for c in served(facts) if c.owner == taker.id]
    if theirs:
        return _yes(who(facts, _latest(theirs)))
    return _no(message("{manager} serves no company of the group", manager=taker.name))


# --- small helpers ------------------------------------------------------------------------------------------------
def _manager(facts: Facts, client: Client) -> str:
    return facts.book.managers[client.owner].name


def _latest(clients: list[Client]) -> Client:
    """The client to name as the example: the latest contact, then the first by id."""
    return min(clients, key=lambda c: (-(c.last_contact.toordinal() if c.last_contact else 0), c.id))


def _country_found(facts: Facts) -> Message:
    return facts.country_from or message("the caller is in {country}", country=facts.country)


def _which_country() -> Finding:
    return Finding(
        Answer.UNKNOWN,
        message("the caller's country is not known"),
        message("Which country are you calling from?"),
    )
