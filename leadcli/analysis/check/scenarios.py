"""Constellations: small worlds, each a book of a few cards and one question, in which the real conditions are asked.

A constellation is a handful of choices (who calls, who serves a sister, what is agreed for the group …). From it come
the case file that the rules see and, in ``witness``, the tables and the question that lead to the same case file.

What is assumed: one sister company, one rival sister and one head office stand for any number; who serves them are
different people, of whom the sister's manager may be the one who took the call; somebody in the office can take a new
client; who took the call works here.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from leadcli.domain.book import Book, Client, Group, GroupKind, Manager, Ownership, Structure
from leadcli.domain.facts import Facts, Identity, Precedent
from leadcli.domain.frozen import frozen
from leadcli.domain.question import Caller, Question

Who = Literal["stranger", "new", "card", "lone", "open", "unnamed"]
DAY = date(2026, 3, 2)
GROUP, SISTER, RIVAL, HEAD, OWN, SPARE = "group", "sister", "rival", "head", "own", "spare"
BRAND = "вымпел"  # of the group and of all its cards
HERE, ELSEWHERE, NOWHERE = "Синеборск", "Дальнегорье", ""

# Who they are, by what they do. The least loaded comes last and has no clients yet.
SERVES, RIVALS, OWNS, LEADS, HEADS, TAKES, DECIDED, LEFT, FREE = (
    "Анна", "Борис", "Вера", "Глеб", "Дарья", "Тимур", "Пётр", "Юлия", "Лев",
)  # fmt: skip


@frozen
class World:
    """One constellation. The defaults are the plainest case: a new company of a holding that nobody serves.

    ``who``: a stranger, a new company of a group, a card of a group, a card that stands alone, a caller of whom only
    the group is known, or a new company that gave no name. ``owner`` and ``contact`` (days ago, -1 not known) are the
    card's. ``kinds``: of the group and of those above it. ``sister``: nobody serves one, ``SERVES`` does, or who took
    the call. ``brand``: the caller's, beside that of the group's cards. ``country``: the caller's, ``""`` not known;
    ``abroad``: the cards are in another one. ``city``: the caller's, beside that of the cards. ``precedent``: what is
    alike in an earlier decision.
    """

    who: Who = "new"
    owner: Literal["active", "left", "none"] = "active"
    contact: int = 0
    ownership: Ownership = "default"
    kinds: tuple[GroupKind, ...] = ("holding",)
    structure: Structure = "territory"
    lead: bool = False
    head: bool = False
    sister: Literal["", "other", "taker"] = ""
    rival: bool = False
    brand: Literal["same", "other"] = "same"
    country: str = "RU"
    abroad: bool = False
    city: str = HERE
    taker: bool = False
    precedent: Literal["", "caller", "client", "group"] = ""
    precedent_left: bool = False


def grouped(world: World) -> bool:
    """Whether the caller belongs to a group."""
    return world.who in ("new", "card", "open", "unnamed")


def on_file(world: World) -> bool:
    """Whether the caller has a card."""
    return world.who in ("card", "lone")


def book_of(world: World) -> Book:
    """The team's data in this world."""
    managers = {name: Manager(name, name, open_clients=5) for name in _present(world)}
    if LEFT in managers:
        managers[LEFT] = Manager(LEFT, LEFT, active=False, open_clients=0)
    managers[FREE] = Manager(FREE, FREE, open_clients=0)
    groups = {group.id: group for group in _groups(world)} if grouped(world) else {}
    clients = {client.id: client for client in _clients(world)}
    return Book(managers, groups, clients)


def _present(world: World) -> list[str]:
    found = []
    if grouped(world):
        found += [SERVES] if world.sister == "other" else []
        found += [RIVALS] if world.rival else []
        found += [LEADS] if world.lead else []
        found += [HEADS] if world.head else []
    if on_file(world) and world.owner != "none":
        found.append(OWNS if world.owner == "active" else LEFT)
    if world.taker or (world.sister == "taker" and grouped(world)):
        found.append(TAKES)
    if world.precedent:
        found.append(LEFT if world.precedent_left else DECIDED)
    return list(dict.fromkeys(found))


def _groups(world: World) -> list[Group]:
    """The group and, where it is of several kinds, the groups above it, one for each further kind."""
    names = ("Вымпел", "Вымпел Союз", "Вымпел Альянс", "Вымпел Единство")
    ids = (GROUP, "above", "above-2", "above-3")
    found = []
    for depth, kind in enumerate(world.kinds):
        stated = world.ownership if depth == 0 else "default"
        # A franchise is each_own by default: for the default it needs an agreement that has ended.
        ended = kind == "franchise" and (depth > 0 or world.ownership == "default")
        found.append(
            Group(
                ids[depth],
                names[depth],
                parent=ids[depth + 1] if depth + 1 < len(world.kinds) else "",
                kind=kind,
                ownership="one_person" if ended else stated,
                until=DAY - timedelta(days=1) if ended else None,
                structure=world.structure if depth == 0 else "",
                lead=LEADS if world.lead and depth == 0 else "",
                head=HEAD if world.head and depth == 0 else "",
            )
        )
    return found


def _clients(world: World) -> list[Client]:
    country = world.country or "RU"
    there = ("FI" if country != "FI" else "SE") if world.abroad else country
    found = []
    if on_file(world):
        own = {"active": OWNS, "left": LEFT, "none": ""}[world.owner]
        contact = DAY - timedelta(days=world.contact) if world.contact >= 0 else None
        group, brand = (GROUP, own_brand(world)) if world.who == "card" else ("", "")
        name = {"Вымпел": "ООО «Вымпел Опал»", "Сапфир": "ООО «Сапфир»", "": "ООО «Бирюза»"}[brand]
        found.append(Client(OWN, name, group=group, brand=brand, country=country, owner=own, last_contact=contact))
    if not grouped(world):
        return found

    def card(client_id: str, name: str, owner: str) -> Client:
        return Client(client_id, name, group=GROUP, brand="Вымпел", city=HERE, country=there, owner=owner)

    if world.head:
        found.append(card(HEAD, "ООО «Вымпел Гранат»", HEADS))
    if world.sister:
        found.append(card(SISTER, "ООО «Вымпел Аметист»", SERVES if world.sister == "other" else TAKES))
    if world.rival:
        found.append(card(RIVAL, "ООО «Вымпел Рубин»", RIVALS))
    if world.who == "open":  # which company calls is open only where one of them could be it
        city = world.city or HERE
        found.append(Client(SPARE, "ООО «Вымпел Топаз»", group=GROUP, brand="Вымпел", city=city, country=country))
    return found


def own_brand(world: World) -> str:
    """The caller's brand as it is written."""
    return "" if world.who == "unnamed" else {"same": "Вымпел", "other": "Сапфир"}[world.brand]


def facts_of(world: World) -> Facts:
    """The case file of this world, as the matcher and the desk would hand it to the rules."""
    book = book_of(world)
    client = book.clients.get(OWN)
    group = book.groups.get(GROUP)
    brand = own_brand(world).casefold() if group else ""
    brands = {c.id: c.brand.casefold() for c in book.clients.values() if c.group}
    question = Question(Caller(""), DAY, taken_by=TAKES if world.taker else "")
    identity = Identity(client, group, world.who == "open", brand)
    return Facts(book, question, identity, world.city, world.country, None, brands, precedents=precedents_of(world))


def precedents_of(world: World) -> tuple[Precedent, ...]:
    """The earlier decision, if there is one."""
    if not world.precedent:
        return ()
    manager = LEFT if world.precedent_left else DECIDED
    return (Precedent(2, DAY - timedelta(days=30), world.precedent, manager, "", True),)
