"""Whom a rule may name: one function each, Facts in, a Choice out.

``owner:`` in a rule lists one or more of these names; the first that finds somebody decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, TypeVar

from leadcli.domain.book import TEAM, Book
from leadcli.domain.company import Client
from leadcli.domain.facts import Facts
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.domain.ruling import UNIT, Share
from leadcli.fields import people
from leadcli.policy.balance import Turn
from leadcli.policy.facts import resting
from leadcli.policy.family import decided, lineage, named, owner_before, same_brand, served, served_head, serving
from leadcli.policy.family import heir as heir_of
from leadcli.policy.workload import EVERYBODY, PLAIN, Rota, asked_by, next_turn, rota, unsure


@frozen
class Choice:
    """Who is named and why. ``owner`` is empty when nobody is; ``ask`` is set when a person must choose."""

    owner: str = ""
    why: Message | None = None
    shares: tuple[Share, ...] = ()
    ask: Message | None = None
    sister: Client | None = None


How = Literal["rotation", "call", "ownership"]


@frozen
class Owner:
    """One way to name an owner, with the sentence that explains it and the facts that change whom it finds.

    ``how``: by what who is found gets the client: it was his turn, he took the call, or he owns what is alike.
    """

    name: str
    choose: Callable[[Facts], Choice]
    text: str
    rests_on: tuple[str, ...] = ()
    how: How = "ownership"

    def named(self, facts: Facts) -> Choice:
        """Whom it finds; a person must say where that rests on a cell that is not understood."""
        if facts.book.unread:
            from leadcli.policy.facts.unread_cells import asked

            if (ask := asked(self.rests_on, facts)) is not None:
                return Choice(ask=ask)
        return self.choose(facts)


class Ways(dict[str, Owner]):
    """The ways to name an owner, by name; a rota's perhaps with whose turns it counts: ``round_robin: team:север``.

    Those are made when they are asked for, and are not among the names.
    """

    def __missing__(self, name: str) -> Owner:
        way, colon, whom = name.partition(OF)
        if not colon or way not in ROTAS:
            raise KeyError(name)
        base = self[way]
        return Owner(name, partial(_turn_of, which=Rota(name, tuple(whom.split(", ")), boosted(way))), base.text,
                     base.rests_on, base.how)  # fmt: skip


Way = TypeVar("Way", bound=Callable[..., Choice])
OF = ": "  # between a rota and whose it is
ROTAS = ("least_loaded", "round_robin")  # ways that may be of a team, or of some managers
OWNERS = Ways()


def owner(text: str, *, rests_on: tuple[str, ...] | None = None, how: How = "ownership") -> Callable[[Way], Way]:
    """Enter a function into the table of owners; TypeError where the entry is not whole."""

    def enter(choose: Way) -> Way:
        name = choose.__name__
        OWNERS[name] = Owner(name, choose, text, resting(f"owner {name}", rests_on), how)
        return choose

    return enter


def boosted(way: str) -> bool:
    """Whether load counts in the turns of a rota, by the way in which its owners are named."""
    return way.partition(OF)[0] != round_robin.__name__


def how_named(way: str) -> How:
    """By what an owner who was named in this way gets the client."""
    way = way.partition(OF)[0]
    return OWNERS[way].how if way in OWNERS else "ownership"


@owner("the owner on the client's card", rests_on=("client_owner",))
def client_owner(facts: Facts) -> Choice:
    """The owner on the client's card."""
    client = facts.identity.client
    manager = serving(facts, client)
    if client is None or manager is None:
        return Choice()
    return Choice(
        manager.id, message("{manager} owns {client}", manager=manager.name, client=named(client)), sister=client
    )


@owner("the heir of an owner who left", rests_on=("client_owner", "heir"))
def heir(facts: Facts) -> Choice:
    """The heir of the client's owner who left; where the heir left too, the heir's heir."""
    client = facts.identity.client
    return _inherited(facts, client, client.owner) if client else Choice()


@owner("who served a client before it left, or the heir", rests_on=("client_owner", "lost_client", "heir"))
def former_owner(facts: Facts) -> Choice:
    """The former owner of a client that comes back; where that manager left, the heir."""
    client = facts.identity.client
    manager = facts.book.managers.get(owner_before(client)) if client else None
    if client is None or manager is None:
        return Choice()
    if not manager.active:
        return _inherited(facts, client, manager.id)
    why = message("{client} was {manager}'s", client=named(client), manager=manager.name)
    return Choice(manager.id, why, sister=client)


def _inherited(facts: Facts, client: Client, left: str) -> Choice:
    found = heir_of(facts, left)
    if found is None:
        return Choice()
    name = facts.book.managers[left].name
    why = message("{manager} has the clients of {left}, who has left", manager=found.name, left=name)
    return Choice(found.id, why, sister=client)


@owner("who serves the head office", rests_on=("head",))
def head_office_owner(facts: Facts) -> Choice:
    """Who serves the head office of the caller's group."""
    head = served_head(facts)
    if head is None:
        return Choice()
    manager = facts.book.managers[head.owner]
    why = message("{manager} serves the head office {client}", manager=manager.name, client=named(head))
    return Choice(manager.id, why, sister=head)


@owner("the group's manager", rests_on=("sister", "head", "lead", "brand", "rival"))
def group_manager(facts: Facts) -> Choice:
    """The group's manager.

    Its lead; else who serves its head office; else who serves most of its companies of the caller's brand; then
    the latest contact. A tie that remains is for a person.
    """
    alike = same_brand(facts) or served(facts)
    for group in lineage(facts):
        lead = facts.book.managers.get(group.lead)
        if lead and lead.active:
            why = message("{manager} leads {group}", manager=lead.name, group=group.name)
            return Choice(lead.id, why, sister=next((c for c in alike if c.owner == lead.id), None))
    by_head = head_office_owner(facts)
    if by_head.owner:
        return by_head
    if not alike:
        return Choice()
    cards = alike.by_owner
    most = max(len(clients) for clients in cards.values())
    leading = {owner: clients for owner, clients in cards.items() if len(clients) == most}
    latest = {owner: max(_day(c) for c in clients) for owner, clients in leading.items()}
    best = [owner for owner in sorted(leading) if latest[owner] == max(latest.values())]
    names = tuple(facts.book.managers[owner].name for owner in best)
    if len(best) > 1:
        return Choice(
            ask=message(
                "Who is to serve the group: {managers}? They serve equally many of its companies, and their last "
                "contacts do not tell them apart.",
                managers=names,
            )
        )
    sister = max(leading[best[0]], key=lambda c: (_day(c), c.id))
    if len(cards) == 1:
        why = message("{manager} serves {client}", manager=names[0], client=named(sister))
    elif len(leading) == 1:
        why = message("{manager} serves most of the group's companies", manager=names[0])
    else:
        why = message("{manager} had the latest contact: {client}", manager=names[0], client=named(sister))
    return Choice(best[0], why, sister=sister)


@owner("who took the call", rests_on=("taker",), how="call")
def taker(facts: Facts) -> Choice:
    """Who took the call."""
    manager = facts.book.managers.get(facts.question.taken_by)
    if manager is None or not manager.active:
        return Choice()
    return Choice(manager.id, message("{manager} took the call", manager=manager.name))


@owner("whose turn it is, by weight and load", rests_on=("load",), how="rotation")
def least_loaded(facts: Facts) -> Choice:
    """Whose turn it is among those in the office and under their caps: a balance, by weight and load.

    Source: section 4 of the contract; ``policy.balance`` has the formula.
    """
    return _turn(facts, EVERYBODY)


@owner("whose turn it is, by weight", rests_on=("load",), how="rotation")
def round_robin(facts: Facts) -> Choice:
    """Whose turn it is among those in the office and under their caps, by weight alone: smooth weighted round robin."""
    return _turn(facts, PLAIN)


def _turn_of(facts: Facts, which: Rota) -> Choice:
    """Whose turn it is of a team, or of some managers; where nobody of them is known, a person must say."""
    members = of_team(facts.book, which.members)
    if not members:
        return Choice(ask=message("Nobody is known of {whom}: who shall serve the client?", whom=which.members))
    return _turn(facts, Rota(which.name, members, which.boosted))


def of_team(book: Book, whom: Sequence[str]) -> tuple[str, ...]:
    """The ids of managers named, however written, or as a team (``team:north``), in the published order."""
    managers = {people.named(book, text).manager for text in whom if not text.startswith(TEAM)}
    teams = {text.casefold() for text in whom if text.startswith(TEAM)}
    return tuple(
        m.id
        for m in book.managers.values()
        if m.id in managers or teams & {f"{TEAM}{team}".casefold() for team in m.teams}
    )


def _turn(facts: Facts, which: Rota) -> Choice:
    figures = rota(facts, which)
    if facts.book.unread and (doubt := unsure(facts, which)) is not None:
        return Choice(shares=figures, ask=doubt)
    known, asked = facts.book.known_shares, (_turn, *asked_by(facts, which))
    if asked not in known:
        known[asked] = (_next(facts, which, figures),)
    found: Choice = known[asked][0]
    return found


def _next(facts: Facts, which: Rota, figures: tuple[Share, ...]) -> Choice:
    turn = next_turn(figures, which.boosted)
    if turn is None:
        return Choice(
            shares=figures, ask=message("No manager can take the client: all are absent, at their cap, or gone.")
        )
    return Choice(turn.manager, why_now(turn, figures, facts.book.managers[turn.manager].name), figures)


def why_now(turn: Turn, figures: Sequence[Share], name: str) -> Message:
    """Why it is this manager's turn: what is owed to each, then what tells equals apart."""
    owed = {manager: turn.before[manager] + turn.shares[manager] for manager in turn.shares}
    best = next(s for s in figures if s.manager == turn.manager)
    rivals = [s for s in figures if s.manager in owed and s is not best and owed[s.manager] == owed[best.manager]]
    if not rivals:
        return message("{manager}: owed the most, {owed} of a call", manager=name, owed=owed[best.manager] / UNIT)
    if all(s.load > best.load for s in rivals):
        return message("{manager}: owed as much as others, and the least loaded of them", manager=name)
    if all(s.recent > best.recent for s in rivals if s.load == best.load):
        return message("{manager}: owed as much as others, and the fewest recent assignments", manager=name)
    return message("{manager}: owed as much as others, and first in the list", manager=name)


@owner("whom a person decided on before", rests_on=("precedent",))
def precedent_owner(facts: Facts) -> Choice:
    """Whom a person's latest decision on such a case named, while that manager works here."""
    found = decided(facts)
    manager = facts.book.managers.get(found.manager) if found else None
    if found is None or manager is None or not manager.active:
        return Choice()
    why = message(
        "{manager}: so decided on {day}, entry {number}", manager=manager.name, day=found.day, number=found.seq
    )
    return Choice(manager.id, why)


@owner("a person decides", rests_on=())
def human(facts: Facts) -> Choice:
    """Nobody: a person decides."""
    return Choice(ask=message("The policy leaves this case to a person: who shall serve the client?"))


def _day(client: Client) -> int:
    return client.last_contact.toordinal() if client.last_contact else 0
