"""The directory of known names, with the look-ups by which ``candidates`` finds the few that a caller may mean.

The look-ups are maps: of memory for a small workspace (``build_directory``), of a compiled file for a large one
(``resolution.compiled``). Which of them it is makes no difference to an answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Protocol

from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import fresh, frozen, frozen_with_dict, replace
from leadcli.fields.cleaners import each_of
from leadcli.fields.domains import company_domain
from leadcli.fields.identifiers import HOSTED, IDENTIFIERS
from leadcli.names import Name, city_of, fold, in_other_layout
from leadcli.names.acronyms import with_initials
from leadcli.names.lexemes import written_together
from leadcli.resolution.blocking.index import Borne, Index, Keyed, MemoryIndex, rarity
from leadcli.resolution.blocking.keys import ACRONYM, WHOLE
from leadcli.resolution.brands import family_brands
from leadcli.resolution.directory.labels import Label, all_labels

LETTERS = 2  # of a word that is on file by accident
REMEMBERED = 1 << 18  # words whose rarity is kept
NAMESAKES = 50  # labels of one key that are looked at


@frozen
class Cuts:
    """From which score, 0 to 1, a match may be sure, and from which it is worth asking; `leadcli calibrate` fits them.

    ``near``: from which the best candidate forbids to say that the caller is nobody known.
    """

    accept: float = 0.7
    confirm: float = 0.35
    near: float = 0.35
    calibrated: bool = False  # ``accept`` is what the team's own labelled callers told, whatever the size of the base


class ByIdentifier(Protocol):
    """Ids of clients by kind and value of what is on their cards."""

    def get(self, known: tuple[str, str], none: tuple[()], /) -> Sequence[str]:
        """The ids; ``none`` where no card has it."""
        ...


class BrandsByRoot(Protocol):
    """The brand of each client of a family, by the family's root group."""

    def __getitem__(self, root: str, /) -> Mapping[str, str]:
        """Of the family of one root."""
        ...


class Denied(Protocol):
    """Who was denied, client and group, by a caller's words; false where nobody was."""

    def get(self, words: str, none: tuple[()], /) -> Sequence[Sequence[str]]:
        """Who was denied by these words; ``none`` where nobody was."""
        ...


@frozen_with_dict
class Directory:
    """All labels with their look-ups: the index of their names, and ids of clients by identifier.

    ``families``: how many there are. ``brands``: of a root group, the brand of each of its clients. ``called``:
    the name of a client by its id, with its city. ``denied``: see ``denials``.
    """

    book: Book
    labels: Sequence[Label]
    index: Index
    by_identifier: ByIdentifier
    families: int
    brands: BrandsByRoot
    called: Callable[[str], str]
    cuts: Cuts = Cuts()
    denied: Denied = fresh(factory=dict[str, Sequence[Sequence[str]]])

    def with_cuts(self, cuts: Cuts) -> Directory:
        """The same directory with other cut-offs."""
        return replace(self, cuts=cuts)

    def asked_for(self, reply: str) -> Directory:
        """The directory for a question with that reply: who is said to be meant may be one who was denied before."""
        return replace(self, denied={}) if reply == "yes" and self.denied else self

    @cached_property
    def by_key(self) -> Keyed:
        """The labels of a whole name."""
        return Keyed(self.index, WHOLE)

    @cached_property
    def by_word(self) -> Borne:
        """Of a word how many families bear it, and its labels."""
        return Borne(self.index)

    @cached_property
    def all_log(self) -> float:
        """The logarithm of how many families there are: see ``blocking.index.rarity``."""
        return math.log(max(2, self.families))

    @cached_property
    def rarities(self) -> dict[str, float]:
        """The words whose ``rarity`` was asked lately."""
        return {}

    @cached_property
    def added(self) -> dict[Any, Any]:
        """Cards that were laid over this directory lately, taken apart: see ``joined_directory``."""
        return {}

    @cached_property
    def alone(self) -> dict[Any, Any]:
        """This directory with one card laid over it, of those that were compared lately: see ``cards_alone``."""
        return {}

    @cached_property
    def weights(self) -> dict[int, int]:
        """The parts of keys that were weighed lately: see ``added_cards``."""
        return {}

    @cached_property
    def packed(self) -> dict[int, bytes]:
        """The labels of a directory in memory that were compared, as the compiled core reads them."""
        return {}

    def rarity(self, word: str) -> float:
        """How telling a word is here, 0 to 1: 1 when no or one family bears it (inverse document frequency)."""
        found = self.rarities.get(word)
        if found is None:
            if len(self.rarities) >= REMEMBERED:
                self.rarities.clear()
            found = self.rarities[word] = rarity(self.by_word.families(word), self.all_log)
        return found

    def knows(self, name: Name) -> bool:
        """Whether any word of a name, of three letters and more, is on file as it is, or the whole of it."""
        words = (word.fold for word in name.words if word.kind == "core" and len(word.text) > LETTERS)
        return name.key in self.by_key or any(word in self.by_word for word in words)

    def in_other_layout(self, text: str) -> Name | None:
        """A text as the other keyboard layout would have typed it, where the words that this gives are on file."""
        by_word = self.by_word
        return in_other_layout(text, lambda word: word.fold in by_word or word.stem in by_word)

    def of_acronym(self, said: str) -> Sequence[int]:
        """The labels that have an acronym, unless too many have it."""
        return Keyed(self.index, ACRONYM).get(said)

    def with_initials(self, words: Sequence[str]) -> Iterator[int]:
        """The labels that say a name of these words with some neighbours by their initials."""
        for short in with_initials(words):
            said = [fold(word) for word in short]
            for number in self.by_key.get(written_together(tuple(short)), ())[:NAMESAKES]:
                if [fold(word.text) for word in self.labels[number].name.words] == said:
                    yield number


# --- in memory ------------------------------------------------------------------------------------------------------
class Brands:
    """The brand of each client of a group's family, worked out when it is asked for."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[str, Mapping[str, str]] = {}

    def __getitem__(self, root: str) -> Mapping[str, str]:
        if root not in self._known:
            self._known[root] = family_brands(self._book.groups[root], self._book)
        return self._known[root]


class Identified:
    """Ids of clients by kind and value of what is on their cards: INN, phone …, and the domains of mail and site.

    They are found on the first question: a caller without a number or an address asks none. Domains are found when one
    is asked for: only they need the public suffix list.
    """

    def __init__(self, book: Book) -> None:
        self._book = book

    @cached_property
    def _numbers(self) -> Mapping[tuple[str, str], Sequence[str]]:
        return _by_value(self._book, _card_numbers)

    @cached_property
    def _domains(self) -> Mapping[tuple[str, str], Sequence[str]]:
        return _by_value(self._book, _card_domains)

    def get(self, known: tuple[str, str], none: tuple[()]) -> Sequence[str]:
        """See ``ByIdentifier``."""
        return (self._domains if known[0] == "domain" else self._numbers).get(known, none)


def build_directory(book: Book, cuts: Cuts = Cuts()) -> Directory:  # noqa: B008 (frozen)
    """The directory of a book, in memory."""
    labels = tuple(all_labels(book))
    return Directory(
        book=book,
        labels=labels,
        index=MemoryIndex(labels),
        by_identifier=Identified(book),
        families=len({label.family for label in labels}),
        brands=Brands(book),
        called=partial(_called, book),
        cuts=cuts,
        denied=_denied(book) if book.taught else {},
    )


def _denied(book: Book) -> Mapping[str, Sequence[Sequence[str]]]:
    from leadcli.resolution.directory.denials import by_words  # few have such

    return by_words(book.taught)


def _called(book: Book, client_id: str) -> str:
    return client_name(book.clients[client_id])


def client_name(client: Client) -> str:
    """A client with its city."""
    return with_city(client.name, client.city)


def with_city(name: str, city: str) -> str:
    """A name with the city that tells it from others."""
    return f"{name} ({city})" if city else name


def _by_value(book: Book, of_card: Callable[[Client], Iterator[tuple[str, str]]]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for client in sorted(book.clients.values(), key=lambda c: c.id):
        for known in of_card(client):
            found.setdefault(known, []).append(client.id)
    return found


def card_identifiers(client: Client) -> Iterator[tuple[str, str]]:
    """Kind and value of all that is on a card, each once."""
    yield from _card_numbers(client)
    yield from _card_domains(client)


def _card_numbers(client: Client) -> Iterator[tuple[str, str]]:
    for kind, each in IDENTIFIERS.items():
        if each.settles and (value := getattr(client, kind)):
            for one in each_of(value):
                yield kind, one


def _card_domains(client: Client) -> Iterator[tuple[str, str]]:
    hosted = [one for kind in HOSTED if (value := getattr(client, kind)) for one in each_of(value)]
    for domain in dict.fromkeys(map(company_domain, hosted)):
        if domain:
            yield "domain", domain


def group_cities(group_id: str, book: Book) -> tuple[str, ...]:
    """The cities of all cards of a group."""
    return tuple(sorted({city_of(card.city) for card in book.family(group_id) if card.city}))
