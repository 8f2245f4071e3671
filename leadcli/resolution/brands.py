"""Which name or brand a company bears inside its group: what decides between «same name» and «another brand»."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from leadcli.domain.book import Book, Group
from leadcli.domain.company import Client
from leadcli.names import Name, parse, together
from leadcli.names.lexemes import PLAIN

if TYPE_CHECKING:
    from leadcli.resolution.directory.added_cards import CardNames


def brand_key(text: str) -> str:
    """A brand as it is compared."""
    return parse(text).key


def bears(words: Collection[str], whole: str, label: str) -> bool:
    """Whether a name carries a label: all of the label's words stand in it, or it begins with the label glued.

    But for words that any firm may put before its name: «Илим Тимбер» carries «Группа «Илим»».

    ``words``: the folds of the name's; ``whole``: its key.
    """
    wanted, glued = _label(label)
    return bool(wanted) and (wanted.issubset(words) or (len(glued) >= 4 and whole.startswith(glued)))


@lru_cache(maxsize=1024)  # a group is asked for with every card of its family
def _label(text: str) -> tuple[frozenset[str], str]:
    name = parse(text)
    own = [word for word in name.words if word.weight > PLAIN]
    if all(word.kind == "place" for word in own):  # «Группа Волга»: many are there
        own = list(name.words)
    return frozenset(word.fold for word in own), together(own)


def brand_of(name: Name, group: Group, book: Book) -> str:
    """The brand that a name shows: of the nearest group whose name or alias it carries, or ``""``."""
    return _shown({word.fold for word in name.words}, name.key, group, book)


def _shown(words: Collection[str], whole: str, group: Group, book: Book) -> str:
    for ancestor in book.lineage(group.id):
        for text in (ancestor.name, *ancestor.aliases):
            if bears(words, whole, text):
                return brand_key(ancestor.name)
    return ""


def family_brands(group: Group, book: Book) -> dict[str, str]:
    """The brand key of each card of the group's whole family, by client id."""
    return {client.id: card_brand(client, book) for client in book.family(book.root(group.id).id)}


class CardBrands(Mapping[str, str]):
    """The same, each made when it is asked for: of a large family few are."""

    def __init__(self, group: Group, book: Book) -> None:
        self._group, self._book = group, book

    def __getitem__(self, client_id: str) -> str:
        return card_brand(self._book.clients[client_id], self._book)

    def __iter__(self) -> Iterator[str]:
        return (client.id for client in self._book.family(self._book.root(self._group.id).id))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def card_brand(client: Client, book: Book, names: CardNames | None = None) -> str:
    """A card's brand: its column if filled, else the group's name it carries, else its own name.

    ``names``: what its names say, where that is known.
    """
    group = book.groups[client.group]
    if names is not None and not client.brand:
        return _shown(names.words, names.whole, group, book) or names.whole
    text = client.brand or client.name
    return brand_of(parse(text), group, book) or brand_key(text)
