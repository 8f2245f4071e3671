"""The links and doubles that wait for a person: rows of ``data/links`` without an answer, and what is found anew.

What was found once stands in the table, and is read there. A base that is looked through in a moment is at each call as
well; of a larger one it is told when it was not since its tables changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from leadcli.api.answering.items import Choice, Item
from leadcli.api.answering.own_rows import OwnRows, said_in
from leadcli.api.discovering import Discovered, discover_in
from leadcli.discovery.discoveries import FoundGroup
from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.messages import Message, Refusal, message
from leadcli.workspace.links_looked import looked
from leadcli.workspace.opening import SoundWorkspace

AT_ONCE = 5_000  # cards that are looked through at each call: it takes about a second
REASONS = 4
Cells = Mapping[str, str]
Owners = Mapping[str, str]  # of each the name


def waiting_links(opened: SoundWorkspace) -> list[Item]:
    """The items, the table's first; none is there twice."""
    try:
        rows = OwnRows(opened.root, "links").rows
    except Refusal:  # a workbook, or somebody's own: nothing can be answered in it
        rows = ()
    found = {_about(item): item for item in _kept(rows, opened.book)}
    if len(opened.book.clients) <= AT_ONCE:
        for item in _found(discover_in(opened)):
            found.setdefault(_about(item), item)
    return list(found.values())


def unlooked(opened: SoundWorkspace) -> tuple[Message, ...]:
    """That links were not looked for since the tables changed, where that is so and the base is large."""
    count = len(opened.book.clients)
    known = None if count <= AT_ONCE else looked(opened.root)
    if count <= AT_ONCE or known:
        return ()
    said = (
        message("it is not known whether links and doubles were looked for among these {count} cards", count=count)
        if known is None
        else message("the tables have changed since links and doubles were looked for: what is new is not asked about")
    )
    return said, message("to look anew: {command}", command="leadcli discover --write")


def _about(item: Item) -> tuple[str, frozenset[str]]:
    return item.group, frozenset((item.card, item.with_card))


# --- what stands in the table -----------------------------------------------------------------------------------------
def _kept(rows: Sequence[Cells], book: Book) -> Iterator[Item]:
    """The rows without an answer; not those of cards that are gone, are of a group, or were told apart otherwise."""
    owners = {manager.id: manager.name for manager in book.managers.values()}
    answered = {_key(row) for row in rows if said_in(row["answer"]) is not None}
    names: dict[str, str] = {}
    beside: defaultdict[str, set[str]] = defaultdict(set)
    denied: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        if not row["group"] or row["other"]:
            continue
        names.setdefault(row["group"], row.get("group_name", "") or row["group"])
        if said_in(row["answer"]) is False:
            denied[row["client"]].add(row["group"])
        else:
            beside[row["group"]].add(row["client"])

    def apart(one: Client, other: Client) -> bool:
        return any(group == other.group or other.id in beside[group] for group in denied.get(one.id, ()))

    served: dict[str, tuple[int, tuple[Message, ...]]] = {}
    for row in rows:
        card, other, group = book.clients.get(row["client"]), book.clients.get(row["other"]), row["group"]
        if card is None or _key(row) in answered:
            continue
        why = [message("{said}", said=text) for text in row.get("why", "").split("; ") if text]
        if other is not None and not apart(card, other) and not apart(other, card):
            yield _double(card, other, why, owners)
        elif group and not row["other"] and not card.group:
            if group not in served:
                family = book.family(group) if group in book.groups else ()
                served[group] = len(family), _served(family, owners)
            count, by = served[group]
            name = book.groups[group].name if group in book.groups else names[group]
            yield _link(card, group, name, count, why, by, owners)


def _key(row: Cells) -> tuple[str, frozenset[str]]:
    """What a row is about, whichever of two cards stands first."""
    return "" if row["other"] else row["group"], frozenset((row["client"], row["other"]))


# --- what is found anew -----------------------------------------------------------------------------------------------
def _found(told: Discovered) -> Iterator[Item]:
    """The cards of which a person is to say whether they are of a group, or one company."""
    for group in told.found.groups:
        for member in group.members:
            if not member.sure:
                why = [each.text for each in member.evidence]
                by = _served((told.clients[one] for one in group.sure), told.owners)
                card = told.clients[member.client_id]
                yield _link(card, group.id, group.name, len(group.sure), why, by, told.owners, group)
    for double in told.found.doubles:  # the sure ones too: nothing joins cards but a person's word
        first, *others = (told.clients[one] for one in double.ids)
        for other in others:
            yield _double(first, other, [each.text for each in double.evidence], told.owners)


# --- as items ---------------------------------------------------------------------------------------------------------
def _link(
    card: Client, group: str, name: str, count: int, why: Sequence[Message], by: Sequence[Message], owners: Owners,
    found: FoundGroup | None = None,
) -> Item:  # fmt: skip
    """Whether a card is of a group. ``count``: the group's cards; ``by``: who serves them."""
    shown = f"{name} ({group})"
    ask = message("{name}: is it of the group {group}?", name=_card(card, owners), group=shown)
    return Item(f"link:{card.id}:{group}", "link", group, max(1, count), ask, (*why[:REASONS], *by),
                (Choice(group, name),), card=card.id, group=group, found=found)  # fmt: skip


def _double(card: Client, other: Client, why: Sequence[Message], owners: Owners) -> Item:
    ask = message("{name} and {other}: one company?", name=_card(card, owners), other=_card(other, owners))
    return Item(f"double:{card.id}:{other.id}", "double", card.id, 2, ask, tuple(why[:REASONS]), other=False,
                card=card.id, with_card=other.id)  # fmt: skip


def _card(card: Client, owners: Owners) -> str:
    owner = owners.get(card.owner, card.owner)
    return ", ".join(filter(None, (card.name, card.city, card.inn, owner))) + f" [{card.id}]"


def _served(cards: Iterable[Client], owners: Owners) -> tuple[Message, ...]:
    """Who serves the cards of a group."""
    count = Counter(owners.get(card.owner, card.owner) for card in cards if card.owner)
    names = tuple(f"{name} {number}" for name, number in count.most_common(4))
    return (message("served by: {names}", names=names),) if names else ()
