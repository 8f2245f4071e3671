"""The directory of known names, and the ways to find the few of them that a caller may mean.

Candidates come from a cascade: the same key, an acronym, shared words, and, where no key hits, words spelt or heard
alike and glued writings. The look-ups are maps: of memory for a small workspace (``build_directory``), of a compiled
file for a large one (``leadcli.index``). Which of them it is makes no difference to an answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from leadcli.frozen import frozen
from leadcli.matching.align import total
from leadcli.matching.brands import family_brands
from leadcli.matching.labels import Label, all_labels, joined, label_acronyms, label_words, plain_words
from leadcli.matching.neighbours import nearest_first, neighbour_keys
from leadcli.matching.spelling import LEAST
from leadcli.matching.votes import (
    ACRONYM,
    KEYED,
    LIKE_KEY,
    LIKE_WORD,
    SAME_KEY,
    Borne,
    Cast,
    cast_keys,
    cast_words,
    rarity,
    tally,
)
from leadcli.model import Book
from leadcli.names import Name, city_of
from leadcli.names.acronyms import LONGEST
from leadcli.names.identifiers import IDENTIFIERS, company_domain

COMMON = 400  # labels that share a word before it is too common to look up
NEAR_COMMON = 100  # the same for a word that was only spelt alike
NEAR = 12  # neighbours of one word that are looked up
LEAST_KEY = 5  # letters of a name from which names written alike are looked up
UNLIKE = LEAST - 0.12  # likeness at which a neighbour's vote would count for nothing


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

    def rarity(self, word: str) -> float:
        """How telling a word is here, 0 to 1: 1 when no or one family bears it (inverse document frequency)."""
        found = self.rarities.get(word)
        if found is None:
            if len(self.rarities) >= REMEMBERED:
                self.rarities.clear()
            borne = self.by_word.get(word)
            found = self.rarities[word] = rarity(borne[0], self.all_log) if borne else 1.0
        return found

    def candidates(self, name: Name, city: str = "") -> list[tuple[int, float]]:
        """The numbers of the labels worth scoring against a name, at most MOST, the likeliest first.

        With each its share of the most votes that any got. A neighbour's vote counts by its likeness. Of very many
        labels with the caller's very name, those in the caller's city come first.
        """
        cast: Cast = []
        keyed: list[Sequence[int]] = []

        def words(pairs: list[tuple[str, float]], common: int = COMMON) -> bool:
            return cast_words(cast, self.by_word, pairs, common, self.all_log)

        def neighbours(word: str, weight: float) -> None:
            near = self.near_words.near(word, NEAR)
            words([(other, LIKE_WORD * _counts(alike) * weight) for other, alike in near], NEAR_COMMON)

        for variant in (name, *name.variants):
            same = self._of_key(variant.key, city)
            keyed.append(same)
            cast.append((same, SAME_KEY))
            if not same and len(variant.key) >= LEAST_KEY:
                near = [(key, LIKE_KEY * _counts(alike)) for key, alike in self.near_keys.near(variant.key, NEAR)]
                for key, weight in cast_keys(cast, self.by_key, near):
                    cast.append((self._of_key(key, city), weight))
            for said in _said_acronyms(variant):  # what many firms bear is a word, not an acronym
                cast.append((self.of_acronym(said), ACRONYM * self.rarity(said)))
            words([(said, ACRONYM) for said in sorted(variant.acronyms)])
            for word in {w.fold: w for w in variant.words}.values():
                share = max(0.1, min(1.0, word.weight))
                known = words([(text, share) for text in dict.fromkeys((word.fold, word.stem))])
                if not known or (word.kind == "core" and not same):
                    neighbours(word.fold, share)
            for run, joint in joined(variant.words) if not same else ():
                share = min(1.0, total(word.weight * self.rarity(word.fold) for word in joint))
                words([(run, share)])
                neighbours(run, share)
        return tally(cast, keyed)

    def knows(self, name: Name) -> bool:
        """Whether any word of a name is on file as it is, or the whole of it."""
        return name.key in self.by_key or any(word.fold in self.by_word for word in name.words if word.kind == "core")

    def of_acronym(self, said: str) -> Sequence[int]:
        """The labels that have an acronym, unless too many have it."""
        found = self.by_acronym.get(said, ())
        return found if len(found) <= COMMON else ()

    def _of_key(self, key: str, city: str) -> Sequence[int]:
        """The labels of a key. Of more than KEYED, those in the caller's city; without one, the first."""
        found = self.by_key.get(key, ())
        if len(found) <= KEYED:
            return found
        here = self.by_city.get((key, city), ()) if city else ()
        return (here or found)[:KEYED]


def _counts(alike: float) -> float:
    """How much of a vote a neighbour gets."""
    return (alike - UNLIKE) / (1.0 - UNLIKE)


REMEMBERED = 1 << 18  # words whose rarity is kept


def _said_acronyms(name: Name) -> set[str]:
    """Words of the caller that may be acronyms of something."""
    return {word.fold for word in name.words if 2 <= len(word.text) <= LONGEST and word.text.isalpha()}


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
        by_identifier=identifiers(book),
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


def identifiers(book: Book) -> dict[tuple[str, str], list[str]]:
    """Ids of clients by kind and value of what is on their cards: INN, phone …, and the domains of mail and site."""
    found: dict[tuple[str, str], list[str]] = {}
    for client in sorted(book.clients.values(), key=lambda c: c.id):
        for kind in IDENTIFIERS:
            value = getattr(client, kind, "")
            if value:
                found.setdefault((kind, value), []).append(client.id)
        for domain in {company_domain(client.email), company_domain(client.website)} - {""}:
            found.setdefault(("domain", domain), []).append(client.id)
    return found


def group_cities(group_id: str, book: Book) -> tuple[str, ...]:
    """The cities of all cards of a group."""
    return tuple(sorted({city_of(card.city) for card in book.family(group_id) if card.city}))
