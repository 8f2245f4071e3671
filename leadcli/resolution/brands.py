"""Which name or brand a company bears inside its group: what decides between «same name» and «another brand»."""

from __future__ import annotations

from leadcli.domain.book import Book, Group
from leadcli.domain.company import Client
from leadcli.names import Name, parse


def brand_key(text: str) -> str:
    """A brand as it is compared."""
    return parse(text).key


def bears(name: Name, label: Name) -> bool:
    """Whether a name carries a label: all of the label's words stand in it, or it begins with the label glued."""
    words = {word.fold for word in name.words}
    wanted = {word.fold for word in label.words}
    return bool(wanted) and (wanted <= words or (len(label.key) >= 4 and name.key.startswith(label.key)))


def brand_of(name: Name, group: Group, book: Book) -> str:
    """The brand that a name shows: of the nearest group whose name or alias it carries, or ``""``."""
    for ancestor in book.lineage(group.id):
        for text in (ancestor.name, *ancestor.aliases):
            if bears(name, parse(text)):
                return brand_key(ancestor.name)
    return ""


def family_brands(group: Group, book: Book) -> dict[str, str]:
    """The brand key of each card of the group's whole family, by client id."""
    return {client.id: card_brand(client, book) for client in book.family(book.root(group.id).id)}


def card_brand(client: Client, book: Book) -> str:
    """A card's brand: its column if filled, else the group's name it carries, else its own name."""
    group = book.groups[client.group]
    if client.brand:
        return brand_of(parse(client.brand), group, book) or brand_key(client.brand)
    return brand_of(parse(client.name), group, book) or brand_key(client.name)
