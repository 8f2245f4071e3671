"""Which facts of a case rest on a cell that is not understood: they are unknown, and the cell is named.

One table: of each fact on which conditions and owners rest, the cells it is told from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from leadcli.domain.book import Group, Manager
from leadcli.domain.company import Client
from leadcli.domain.facts import Answer, Facts, Finding
from leadcli.domain.messages import Message, message
from leadcli.policy.family import lineage, named

Entry = Client | Group | Manager
Cell = tuple[Entry, str, str]  # the record, the column, the text
PRESENCE = ("absences", "hours", "time_zone", "holidays")
FIGURES = ("weight", "cap", "cap_day", "cap_week", "open_clients", "recent_assignments")
WORKS = ("active", "inactive", "left", "id")  # whether who is named works here
ABOVE = ("parent", "id")  # to which family a group belongs
OWNED = ("owner", "id")  # whose a card is
LIKE = 0.6  # above which likeness on an unknown group may be meant for a known one, as difflib has it


def finding(rests_on: Iterable[str], facts: Facts) -> Finding | None:
    """What a condition finds that rests on these facts, where a cell they are told from is not understood."""
    return _unknown(_first(rests_on, facts))


def unread_cell(entry: Entry, field: str) -> Finding | None:
    """The same of one field of a record."""
    return _unknown(next(cells(entry, (field,)), None))


def _unknown(cell: Cell | None) -> Finding | None:
    return None if cell is None else Finding(Answer.UNKNOWN, said(cell), question(cell), unread=True)


def asked(rests_on: Iterable[str], facts: Facts) -> Message | None:
    """What a person must say before an owner is named by these facts, where a cell is not understood."""
    cell = _first(rests_on, facts)
    return None if cell is None else question(cell)


def cells(entry: Entry | None, fields: Iterable[str]) -> Iterator[Cell]:
    """The cells of these fields that are not understood; an owner whom somebody has named since is known."""
    for field, column, text in entry.unread if entry is not None else ():
        if field in fields and not (field == "owner" and isinstance(entry, Client) and entry.owner):
            yield entry, column, text  # type: ignore[misc]


def presence(manager: Manager) -> Message | None:
    """Why it is not known whether a manager is there, or None."""
    cell = next(cells(manager, PRESENCE), None) if manager.unread else None
    return None if cell is None else said(cell)


def said(cell: Cell) -> Message:
    """Which cell is not understood."""
    entry, column, text = cell
    place = entry.place
    if not text:
        return message("{place}: {column} is empty", place=str(place), column=column)
    return message("{place}: {column} is not understood: {value}", place=str(place), column=column, value=text)


def question(cell: Cell) -> Message:
    """What is to be asked, or mended, where a cell is not understood."""
    entry = cell[0]
    name = named(entry) if isinstance(entry, Client) else entry.name
    return message("{cell}. What is right for {name}?", cell=said(cell), name=name)


def about_a_cell(ask: Message) -> bool:
    """Whether a question is one of ``question``."""
    return any(name == "cell" for name, _ in ask.args)


def _first(rests_on: Iterable[str], facts: Facts) -> Cell | None:
    if not facts.book.unread:
        return None
    return next((cell for fact in rests_on if fact in TOLD_FROM for cell in TOLD_FROM[fact](facts)), None)


def _people(facts: Facts, *ids: str) -> Iterator[Cell]:
    for manager_id in ids:
        yield from cells(facts.book.managers.get(manager_id), WORKS)


def _card(*fields: str) -> Callable[[Facts], Iterator[Cell]]:
    """Of the caller's own card."""
    return lambda facts: cells(facts.identity.client, fields)


def _owner(facts: Facts) -> Iterator[Cell]:
    card = facts.identity.client
    yield from cells(card, OWNED)
    if card is not None:
        yield from _people(facts, card.owner)


def _heir(facts: Facts) -> Iterator[Cell]:
    card = facts.identity.client
    if card is None:
        return
    manager_id, seen = card.owner or card.former_owner, set[str]()
    while (manager := facts.book.managers.get(manager_id)) and manager_id not in seen:
        seen.add(manager_id)
        yield from cells(manager, ("heir", *WORKS))
        manager_id = manager.heir


def _lost(facts: Facts) -> Iterator[Cell]:
    yield from cells(facts.identity.client, ("former_owner", "status", "status_since", *OWNED))
    if facts.identity.client:
        yield from _people(facts, facts.identity.client.former_owner)


def _groups(*fields: str) -> Callable[[Facts], Iterator[Cell]]:
    """Of the caller's group and those above it."""

    def found(facts: Facts) -> Iterator[Cell]:
        yield from cells(facts.identity.client, ("group",))
        for group in lineage(facts):
            yield from cells(group, (*fields, *ABOVE))

    return found


def _lead(facts: Facts) -> Iterator[Cell]:
    yield from _groups("lead")(facts)
    yield from _people(facts, *(group.lead for group in lineage(facts)))


def _family(*fields: str) -> Callable[[Facts], Iterator[Cell]]:
    """Of the other cards of the caller's family, and of those who may belong to it."""

    def found(facts: Facts) -> Iterator[Cell]:
        yield from _groups()(facts)
        group, own = facts.identity.group, facts.identity.client
        if group is None:
            return
        root = facts.book.root(group.id)
        for below in facts.book.below(root.id):
            yield from cells(below, ABOVE)
        for card, column, text in _unread_cards(facts, root.id, (*fields, *OWNED)):
            if own is None or card.id != own.id:
                yield card, column, text
        yield from _perhaps_of(facts, facts.book.below(root.id))

    return found


def _unread_cards(facts: Facts, root_id: str, fields: tuple[str, ...]) -> Iterator[Cell]:
    doubtful = [m.id for m in facts.book.managers.values() if any(cells(m, WORKS))]
    for card in facts.book.family(root_id):
        if card.unread:
            yield from cells(card, fields)
        if card.owner in doubtful:
            for _, column, text in _people(facts, card.owner):
                yield card, column, text


def _perhaps_of(facts: Facts, family: Iterable[Group]) -> Iterator[Cell]:
    """The group of the caller's family for which a group that is not understood may be meant."""
    if not facts.book.loose:
        return
    for group in family:
        names = tuple([text.casefold() for text in (group.id, group.name, *group.aliases)])
        if text := _meant(names, facts.book.loose):
            yield group, "group", text


@lru_cache(maxsize=4096)
def _meant(names: tuple[str, ...], loose: tuple[str, ...]) -> str:
    """The first of some texts that is like one of the names; ``""`` where none is.

    What has too few letters in common in one order (Indel) is not so like for difflib either, which takes far longer.
    """
    from difflib import SequenceMatcher

    from rapidfuzz.distance import Indel

    for text in loose:
        folded = text.casefold()
        near = (name for name in names if Indel.normalized_similarity(folded, name) > LIKE)
        if any(SequenceMatcher(None, folded, name).ratio() > LIKE for name in near):
            return text
    return ""


def _head(facts: Facts) -> Iterator[Cell]:
    yield from _groups("head")(facts)
    for group in lineage(facts):
        head = facts.book.clients.get(group.head)
        yield from cells(head, ("status", *OWNED))
        if head is not None:
            yield from _people(facts, head.owner)
    if facts.identity.group is not None:
        yield from _family("head_office")(facts)


TOLD_FROM: dict[str, Callable[[Facts], Iterator[Cell]]] = {
    "client_owner": _owner,
    "heir": _heir,
    "lost_client": _lost,
    "last_contact": _card("last_contact"),
    "last_quote": _card("last_quote"),
    "contract_until": _card("contract_until"),
    "country": _card("country"),
    "ownership": _groups("ownership", "kind", "since", "until"),
    "kind": _groups("kind"),
    "structure": _groups("structure"),
    "lead": _lead,
    "head": _head,
    "sister": _family("status", "brand"),
    "abroad": _family("country"),
    "brand": _family("brand"),
    "city": _family("city"),
    "rival": _family("last_contact"),
}
