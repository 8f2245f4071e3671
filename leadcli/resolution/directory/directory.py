"""The directory of known names, with the look-ups by which ``candidates`` finds the few that a caller may mean.

The look-ups are maps: of memory for a small workspace (``build_directory``), of a compiled file for a large one
(``resolution.compiled``). Which of them it is makes no difference to an answer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen
from leadcli.fields.cleaners import each_of
from leadcli.fields.domains import company_domain
from leadcli.fields.identifiers import HOSTED, IDENTIFIERS
from leadcli.names import Name, city_of
from leadcli.resolution.blocking.neighbours import nearest_first, neighbour_keys
from leadcli.resolution.blocking.votes import COMMON, KEYED, Borne, rarity
from leadcli.resolution.brands import family_brands
from leadcli.resolution.directory.labels import Label, all_labels, label_acronyms, label_words, plain_words

REMEMBERED = 1 << 18  # words whose rarity is kept


@frozen
class Cuts:
    """From which score a match may be sure, and from which it is worth asking; `leadcli calibrate` fits them."""

    accept: float = 0.7
    confirm: float = 0.25


class Neighbours(Protocol):
    """Known words that may have been meant by another."""

    def near(self, word: str, most: int) -> list[tuple[str, float]]:
        """At most that many of them, the likeliest first, each with its likeness."""
        ...


@dataclass(frozen=True)
class Directory:
    """All labels with their look-ups: numbers of labels by key, word, acronym; ids of clients by identifier.

    ``by_key`` and ``by_city`` (key and city) hold all labels of a key. ``by_word``: of a word the number of families
    that bear it, and its labels, and ``by_acronym`` the labels of an acronym; both may leave out what more than COMMON
    labels share. ``families``: how many there are. ``brands``: of a root group, the brand of each of its clients.
    """

    book: Book
    labels: Sequence[Label]
    by_key: Mapping[str, Sequence[int]]
    by_city: Mapping[tuple[str, str], Sequence[int]]
    by_word: Mapping[str, Borne]
    by_acronym: Mapping[str, Sequence[int]]
    by_identifier: Mapping[tuple[str, str], Sequence[str]]
    families: int
    near_words: Neighbours
    near_keys: Neighbours
    brands: Mapping[str, Mapping[str, str]]
    cuts: Cuts = Cuts()  # noqa: RUF009 (frozen)

    def with_cuts(self, cuts: Cuts) -> Directory:
        """The same directory with other cut-offs."""
        return replace(self, cuts=cuts)

    @cached_property
    def all_log(self) -> float:
        """The logarithm of how many families there are: see ``votes.rarity``."""
        return math.log(max(2, self.families))

    @cached_property
    def rarities(self) -> dict[str, float]:
        """The words whose ``rarity`` was asked lately."""
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
            borne = self.by_word.get(word)
            found = self.rarities[word] = rarity(borne[0], self.all_log) if borne else 1.0
        return found

    def knows(self, name: Name) -> bool:
        """Whether any word of a name is on file as it is, or the whole of it."""
        return name.key in self.by_key or any(word.fold in self.by_word for word in name.words if word.kind == "core")

    def of_acronym(self, said: str) -> Sequence[int]:
        """The labels that have an acronym, unless too many have it."""
        found = self.by_acronym.get(said, ())
        return found if len(found) <= COMMON else ()


# --- in memory ------------------------------------------------------------------------------------------------------
class Neighbourhood:
    """Neighbours by a map from each key to the words that have it, made on the first question."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = words

    @cached_property
    def _by_key(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for word in self._words:
            for key in neighbour_keys(word):
                found.setdefault(key, []).append(word)
        return found

    def near(self, word: str, most: int) -> list[tuple[str, float]]:
        """See Neighbours."""
        found: dict[str, int] = {}
        for key in neighbour_keys(word):
            for other in self._by_key.get(key, ()):
                found[other] = found.get(other, 0) + 1
        return nearest_first(word, found, most)


class Brands(Mapping[str, Mapping[str, str]]):
    """The brand of each client of a group's family, worked out when it is asked for."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[str, Mapping[str, str]] = {}

    def __getitem__(self, root: str) -> Mapping[str, str]:
        if root not in self._known:
            self._known[root] = family_brands(self._book.groups[root], self._book)
        return self._known[root]

    def __iter__(self) -> Iterator[str]:
        return (group.id for group in self._book.groups.values() if not group.parent)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Identified(Mapping[tuple[str, str], Sequence[str]]):
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

    def __getitem__(self, known: tuple[str, str]) -> Sequence[str]:
        return (self._domains if known[0] == "domain" else self._numbers)[known]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield from self._numbers
        yield from self._domains

    def __len__(self) -> int:
        return len(self._numbers) + len(self._domains)


def build_directory(book: Book, cuts: Cuts = Cuts()) -> Directory:  # noqa: B008 (frozen)
    """The directory of a book, in memory."""
    labels = tuple(all_labels(book))
    by_key: dict[str, list[int]] = {}
    by_word: dict[str, list[int]] = {}
    by_acronym: dict[str, list[int]] = {}
    bearers: dict[str, set[str]] = {}
    plain: set[str] = set()
    for index, label in enumerate(labels):
        if label.name.key:
            by_key.setdefault(label.name.key, []).append(index)
        plain |= plain_words(label.name)
        for word in label_words(label.name):
            by_word.setdefault(word, []).append(index)
            bearers.setdefault(word, set()).add(label.family)
        for acronym in label_acronyms(label.name):
            by_acronym.setdefault(acronym, []).append(index)
    return Directory(
        book=book,
        labels=labels,
        by_key=by_key,
        by_city=by_city(by_key, labels),
        by_word={word: (len(bearers[word]), numbers) for word, numbers in by_word.items()},
        by_acronym=by_acronym,
        by_identifier=Identified(book),
        families=len({label.family for label in labels}),
        near_words=Neighbourhood(plain),
        near_keys=Neighbourhood(by_key),
        brands=Brands(book),
        cuts=cuts,
    )


def by_city(by_key: Mapping[str, Sequence[int]], labels: Sequence[Label]) -> dict[tuple[str, str], list[int]]:
    """Labels by key and city, for keys that too many labels share."""
    found: dict[tuple[str, str], list[int]] = {}
    for key, indices in by_key.items():
        if len(indices) > KEYED:
            for index in indices:
                for city in labels[index].cities:
                    found.setdefault((key, city), []).append(index)
    return found


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
