"""Labels: what can be heard of a client or a group, and what each is told by.

A label is a client's name or alias, a group's, a brand, or a product in the card's activity, taken apart, with what
the card tells around it. Labels come in one order, by id, so the order of the rows does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Literal, Protocol

from leadcli.domain.book import Book, Group
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.names import Name, city_of, parse
from leadcli.names.acronyms import acronyms, of_parts
from leadcli.names.fold import fold
from leadcli.names.geography import country_code
from leadcli.names.scripts import plain
from leadcli.names.transcription import in_russian, language_of
from leadcli.names.word_frequencies import says_a_trade
from leadcli.names.words import root, same
from leadcli.resolution.brands import brand_key

LabelKind = Literal["client", "alias", "group", "group_alias", "brand", "activity"]
KINDS: tuple[LabelKind, ...] = ("client", "alias", "group", "group_alias", "brand", "activity")
Writing = tuple[LabelKind, str, str, str]  # what a label is: kind, text, and the ids of its client and group
CAPITALISING = frozenset(("DE", "AT", "CH", "LI"))  # countries where every noun begins with a capital
NAMING = ("core", "weak", "number", "place")  # kinds of words that names are made of
CARDS = 60  # cards of a group whose words explain a remark


@frozen
class Label:
    """One writing under which a client or a group is known.

    ``family``: the root group, or the client itself when it stands alone. ``cities``: of the card, or of all cards of
    the group. ``told``: roots of what the cards say besides their names; ``near``: stems of the label's own words and
    of its sisters'; both explain what else a note says. ``source``: of a label that is stored, where its name and what
    is around it are read when they are asked for.
    """

    kind: LabelKind
    text: str
    name: Name
    client_id: str
    group_id: str
    family: str
    cities: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    source: Source | None = None

    @staticmethod
    def later(source: Source, kind: int, family: str, client_id: str, group_id: str, text: str) -> Label:
        """A stored label, of which no more is read yet; ``kind``: its place among KINDS."""
        label = _new(Label)
        _set(label, "source", source)
        _set(label, "kind", KINDS[kind])
        _set(label, "family", family)
        _set(label, "client_id", client_id)
        _set(label, "group_id", group_id)
        _set(label, "text", text)
        return label

    def __getattr__(self, field: str) -> Any:
        """A field that was not read yet."""
        if field not in _LATER:
            raise AttributeError(field)
        assert self.source is not None, "a label is whole or stored"
        value = self.source.read(field, self.text)
        _set(self, field, value)
        return value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Label) and all(getattr(self, f) == getattr(other, f) for f in (*_AT_ONCE, *_LATER))

    def __hash__(self) -> int:
        return hash((self.kind, self.text, self.client_id, self.group_id))

    @property
    def of_group(self) -> bool:
        """Whether the label names a whole group rather than one of its cards."""
        return not self.client_id


_AT_ONCE = ("kind", "family", "client_id", "group_id", "text")
_new, _set = object.__new__, object.__setattr__
_LATER = ("name", "cities", "told", "near")


class Source(Protocol):
    """Where a label is stored."""

    def read(self, field: str, text: str, /) -> Any:
        """A field that ``Label.later`` leaves out, of the label with that text."""
        ...


def family_of(book: Book, client: Client) -> str:
    """The root of the client's group, or the client itself when it has none."""
    return f"group:{book.root(client.group).id}" if client.group else f"client:{client.id}"


def all_labels(book: Book) -> Iterator[Label]:
    """The labels of a book: groups, then clients, each in the order of ids."""
    for group in sorted(book.groups.values(), key=lambda g: g.id):
        yield from group_labels(group, book)
    seen: set[tuple[str, str]] = set()
    for client in sorted(book.clients.values(), key=lambda c: c.id):
        brand = (client.group, brand_key(client.brand)) if client.group and client.brand else None
        yield from client_labels(client, book, brand is not None and brand not in seen)
        if brand:
            seen.add(brand)


def group_labels(group: Group, book: Book) -> Iterator[Label]:
    """The writings of a group."""
    family = f"group:{book.root(group.id).id}"
    cards = list(book.family(group.id))
    cities, told, sisters = _cities(cards), _told(cards), _sisters(cards)
    for number, text in enumerate((group.name, *group.aliases)):
        kind: LabelKind = "group_alias" if number else "group"
        for name in _readings(text, group.country):
            yield Label(kind, text, name, "", group.id, family, cities, told, _stems(name) | sisters)


def client_labels(client: Client, book: Book, with_brand: bool) -> Iterator[Label]:
    """The writings of a client; ``with_brand``: with those of its brand, as the first of its group to bear it."""
    family, cities, told = family_of(book, client), _cities([client]), explains(client)
    for number, text in enumerate((client.name, *client.aliases)):
        kind: LabelKind = "alias" if number else "client"
        for name in _readings(text, client.country):
            yield Label(kind, text, name, client.id, client.group, family, cities, told, _stems(name))
    for text in products(client.activity) if client.country not in CAPITALISING else ():
        name = parse(text)
        yield Label("activity", text, name, client.id, client.group, family, cities, told, _stems(name))
    if with_brand:
        cards = list(book.family(client.group))
        cities, told, sisters = _cities(cards), _told(cards), _sisters(cards)
        for name in _readings(client.brand, client.country):
            yield Label("brand", client.brand, name, "", client.group, family, cities, told, _stems(name) | sisters)


def _readings(text: str, country: str) -> tuple[Name, ...]:
    """A writing in all its readings; a foreign one also as Russian spells it by ear."""
    name = parse(text)
    readings = (replace(name, variants=()), *name.variants)
    if spelt := in_russian(name, language_of(name, country_code(country))):
        by_ear = parse(spelt)
        if by_ear.key not in {reading.key for reading in readings}:
            readings += (replace(by_ear, variants=(), forms=name.forms),)
    return readings


def _cities(cards: Sequence[Client]) -> tuple[str, ...]:
    return tuple(sorted({city_of(card.city) for card in cards if card.city}))


def _told(cards: Sequence[Client]) -> frozenset[str]:
    return frozenset[str]().union(*(explains(card) for card in cards[:CARDS]))


def _sisters(cards: Sequence[Client]) -> frozenset[str]:
    return frozenset(word.stem for card in cards[:CARDS] for word in parse(card.name).words if word.kind == "core")


def _stems(name: Name) -> frozenset[str]:
    return frozenset(word.stem for word in name.words)


@cache
def _product() -> re.Pattern[str]:
    return re.compile(
        r"«[^»]+»|\"[^\"]+\"|(?<=\s)[A-ZА-ЯЁ][\w'-]+(?:\s[A-ZА-ЯЁ][\w'-]+)*|^[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)*"
    )


def products(activity: str) -> list[str]:
    """The names of products in what a card says of its activity: «шоколад Alpen Gold» sells Alpen Gold.

    What begins with a capital is taken for one, but a trade that begins what is said («Пекарня»).
    """
    if not activity:
        return []
    named = [item.strip() for item in activity.split(",")]
    single = [item for item in named if item[:1].isupper() and len(item.split()) == 1 and not _is_trade(item)]
    found = [one for one in _product().finditer(activity) if one.start() or not _is_trade(one[0])]
    return list(dict.fromkeys([*single, *(one[0].strip('«»"') for one in found)]))


def _is_trade(text: str) -> bool:
    return says_a_trade(fold(text.casefold()))


def explains(client: Client) -> frozenset[str]:
    """The roots of what a card tells besides its name: activity, brand, city. They explain a remark in a note.

    Of an everyday word the last vowel does not count (сыры, сыр); of a brand it does: Metsa is not Metso.
    """
    around = {
        short
        for word in _words(f"{client.activity} {client.city}")
        for short in (root(word), shortest(fold(word)), same(word))
    }
    return frozenset(around | {same for word in _words(client.brand) for same in (root(word), fold(word))})


def _words(text: str) -> list[str]:
    """The words of a text that say something: of two letters those in capitals, ИТ."""
    return [word.casefold().replace("ё", "е") for word in re.findall(r"[^\W\d_]{3,}|\b[A-ZА-ЯЁ]{2}\b", text)]


def shortest(folded: str) -> str:
    """A folded word without its last vowel, for words too short to have a stem: сыры, сыр."""
    return folded[:-1] if len(folded) > 3 and folded[-1] in "aeiou" else folded


def part_readings(name: Name) -> list[list[str]]:
    """The words of a name that may give the letters of an acronym: all, and those but НПК, ТД and their like."""
    words = [word.text for word in name.words if word.kind in NAMING]
    telling = [word.text for word in name.words if word.kind in NAMING and word.kind != "weak"]
    return [words] if telling == words else [words, telling]


def part_acronyms(name: Name) -> frozenset[str]:
    """The acronyms of a name's parts, see ``names.acronyms.of_parts``."""
    return frozenset().union(*[of_parts(name.raw, words) for words in part_readings(name)])


def label_acronyms(name: Name) -> set[str]:
    """The folded acronyms of a name's words, of any run of them, and of its parts."""
    words = [word.text for word in name.words if word.kind in NAMING]
    found = set(part_acronyms(name))
    for start in range(len(words) - 1):
        for end in range(start + 2, len(words) + 1):
            found |= acronyms(words[start:end])
    return set(map(fold, found))


def quoted(text: str) -> list[list[str]]:
    """The words of each part of a text in quotes; of quotes within quotes the inner ones: «УК «Уютный дом»»."""
    parts = plain(text).split('"')
    return [
        re.findall(r"[^\W_]+", part)
        for before, part in pairwise(parts)
        if part.strip() == part != "" and not before[-1:].isalnum()
    ]
