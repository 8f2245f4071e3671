"""A directory with some more cards than its book had: those that were not in the tables when it was made.

The few are held in memory beside the many; look-ups answer as if all stood in one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.resolution.blocking.index import Bearers, Index, Labels, kept
from leadcli.resolution.blocking.keys import BONES, LETTERS, WORD
from leadcli.resolution.brands import card_brand
from leadcli.resolution.compiled.label_records import write_label
from leadcli.resolution.directory.added_cards import Added, AddedCard, AddedLabels, CardNames, added
from leadcli.resolution.directory.directory import (
    BrandsByRoot,
    ByIdentifier,
    Directory,
    card_identifiers,
    client_name,
)
from leadcli.resolution.directory.labels import Label

PARTS = BONES << 32, (LETTERS + 1) << 32  # between them are keys of parts of names
NO_LABELS = Labels((), (), ())
NONE_KEPT: Mapping[str, CardNames] = {}


def with_cards(
    directory: Directory, book: Book, cards: Sequence[Client], names: Mapping[str, CardNames] = NONE_KEPT
) -> Directory:
    """The directory of ``book``, which has ``cards`` beside those that the directory knows.

    ``names``: what the names of some of them say, by the card's id, where that is known.
    """

    def taken_apart(card: Client) -> Added:
        known = names.get(card.id)
        return added(card, book, directory) if known is None else AddedCard(card, known, book, directory.index)

    more = AddedLabels([taken_apart(card) for card in sorted(cards, key=lambda c: c.id)])
    labels, index = joined(directory, more)
    return replace(
        directory,
        book=book,
        labels=labels,
        index=index,
        by_identifier=JoinedIdentifiers(directory.by_identifier, cards),
        families=directory.families + len(more.alone()),
        brands=JoinedBrands(directory.brands, book, cards, names),
        called=JoinedNames(directory.called, cards),
    )


def joined(directory: Directory, more: AddedLabels) -> tuple[Sequence[Label], Index]:
    """The labels of a directory and of what stands beside it, and their index; what stood there before comes first."""
    labels, index = directory.labels, directory.index
    if not more:
        return labels, index
    if isinstance(labels, JoinedLabels) and isinstance(index, JoinedIndex):  # the core knows one file and one list
        more = labels.more.and_then(more)
        labels, index = labels.first, index.first
    return JoinedLabels(labels, more, directory.packed), JoinedIndex(index, more)


class JoinedLabels(Sequence[Label]):
    """The labels of the one, then those of the other."""

    def __init__(self, first: Sequence[Label], more: AddedLabels, packed: dict[int, bytes]) -> None:
        """``packed``: the records of labels in memory that were compared lately."""
        self.first, self.more, self._size, self._packed = first, more, len(first), packed

    def __len__(self) -> int:
        return self._size + len(self.more)

    def __getitem__(self, number: Any) -> Any:
        return self.first[number] if number < self._size else self.more[number - self._size]

    @property
    def mapped(self) -> Any:
        """The mapped file that holds the first ones, or None."""
        return getattr(self.first, "mapped", None)

    @property
    def place(self) -> Any:
        """Where they lie in it."""
        return self.first.place  # type: ignore[attr-defined]

    def beside(self, numbers: Iterable[int]) -> list[bytes]:
        """The records of the others, in their order; of those that have none of these numbers nothing."""
        found = [b""] * len(self.more)
        for number in numbers:
            if number >= self._size:
                found[number - self._size] = self.record(number)
        return found

    def told(self, number: int, *head: Any) -> Label:
        """A label of which the core has told what stands first in its record."""
        stored: Callable[..., Label] | None = getattr(self.first, "told", None)
        return self[number] if stored is None or number >= self._size else stored(number, *head)

    def record(self, number: int) -> bytes:
        """The record of a label, as the compiled core reads it."""
        if number >= self._size:
            return self.more.record(number - self._size)
        stored: Callable[[int], bytes] | None = getattr(self.first, "record", None)
        if stored is not None:
            return stored(number)
        return self._packed.get(number) or self._packed.setdefault(number, write_label(self.first[number]))


class JoinedIndex:
    """The index of all labels; those added have the numbers after the others."""

    def __init__(self, first: Index, more: AddedLabels) -> None:
        self.first, self._start, self._places = first, first.size, more.places
        self.mapped = first.mapped
        self.beside = Beside(self) if self.mapped is not None else None
        self.size = first.size + len(more)
        self._numbers: dict[int, list[int]] = {}
        self._expected: set[int] = set()
        for number, (one, place) in enumerate(more.places):
            keys = one.keys[place]
            for key in (*keys[: bisect_left(keys, PARTS[0])], *keys[bisect_left(keys, PARTS[1]) :]):
                self._numbers.setdefault(key, []).append(number)

    def expect(self, keys: Iterable[int]) -> None:
        """See ``blocking.index.Index``: of the many parts of names only those that are asked for are found."""
        new = {key for key in keys if PARTS[0] <= key < PARTS[1]} - self._expected
        self.first.expect(new)
        self._expected |= new
        for number, (one, place) in enumerate(self._places):
            for key in new.intersection(one.keys[place]):
                self._numbers.setdefault(key, []).append(number)

    def _of(self, key: int) -> list[int] | None:
        if PARTS[0] <= key < PARTS[1] and key not in self._expected:
            self.expect((key,))
        return self._numbers.get(key)

    @property
    def place(self) -> Any:
        """The file of the first ones, as one of so many."""
        return (*self.first.place[:2], self.size)

    @cached_property
    def words(self) -> bytes:
        """The CRCs of the words that the others have."""
        return b"".join([each.to_bytes(4, "little") for each in self._numbers if each >> 32 == WORD])

    def find(self, key: int) -> Bearers | None:
        """See ``blocking.index.Index``."""
        one, two = self.first.find(key), self._of(key)
        if two is None:
            return one
        families, total = (one.families, one.total) if one else (0, 0)
        if key >> 32 == WORD:
            told = (added.family(place) for added, place in map(self._places.__getitem__, two))
            families += len({family for family, grouped in told if not one or not grouped})
        total += len(two)
        return Bearers(families, total, kept(key >> 32, total), Both(one, two))

    def total(self, key: int) -> int:
        """See ``blocking.index.Index``."""
        return self.first.total(key) + len(self._of(key) or ())

    def beside_of(self, key: int) -> list[int]:
        """The labels beside the first ones that have a key, by their place among themselves."""
        return self._of(key) or []

    def labels(self, found: Bearers) -> Labels:
        """See ``blocking.index.Index``."""
        if not isinstance(found.where, Both):
            return self.first.labels(found)
        one, two = found.where
        numbers, steps, marks = self.first.labels(one) if one else ((), (), ())
        two = two[: max(0, found.kept - len(numbers))]
        places = [self._places[n] for n in two]
        return Labels(
            [*numbers, *(n + self._start for n in two)][: found.kept],
            [*steps, *(added.step(place) for added, place in places)][: found.kept],
            [*marks, *(added.mark(place) for added, place in places)][: found.kept],
        )


class Beside:
    """Of a joined index the labels that are not in the file: see ``blocking.candidates.by_core``."""

    def __init__(self, index: JoinedIndex) -> None:
        self._index = index

    def count(self, key: int) -> int:
        """How many of them have a key."""
        return len(self._index.beside_of(key))

    def find(self, key: int) -> Bearers | None:
        """How many of all bear a key; None when no label has it."""
        total = self._index.total(key)
        return Bearers(0, total, kept(key >> 32, total), Both(None, self._index.beside_of(key))) if total else None

    def labels(self, found: Bearers) -> Labels:
        """Those of them that have a key that was found."""
        return self._index.labels(found) if found.where.added else NO_LABELS


class Both(NamedTuple):
    """Where the labels of a key are: in the index of the directory, and those added by number."""

    first: Bearers | None
    added: list[int]


class JoinedIdentifiers:
    """Ids of clients by what is on their cards, of both."""

    def __init__(self, first: ByIdentifier, cards: Sequence[Client]) -> None:
        self._first, self._cards = first, cards

    @cached_property
    def _more(self) -> ByIdentifier:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for card in self._cards:
            for known in card_identifiers(card):
                found[known] = tuple(sorted({*found.get(known, ()), card.id}))
        return found

    def get(self, known: tuple[str, str], none: tuple[()]) -> Sequence[str]:
        """See ``ByIdentifier``."""
        return (*self._first.get(known, none), *self._more.get(known, none))


class JoinedNames:
    """The name of a client by its id, those added among them."""

    def __init__(self, first: Callable[[str], str], cards: Sequence[Client]) -> None:
        self._first, self._own = first, {card.id: card for card in cards}

    def __call__(self, client_id: str) -> str:  # noqa: D102 (the class says it)
        own = self._own.get(client_id)
        return self._first(client_id) if own is None else client_name(own)


class JoinedBrands:
    """The brand of each client of a family, those added among them."""

    def __init__(
        self, first: BrandsByRoot, book: Book, cards: Sequence[Client], names: Mapping[str, CardNames]
    ) -> None:
        self._first, self._book, self._cards, self._names = first, book, cards, names

    def __getitem__(self, root: str) -> Mapping[str, str]:
        family, names = {group.id for group in self._book.below(root)}, self._names
        own = {c.id: card_brand(c, self._book, names.get(c.id)) for c in self._cards if c.group in family}
        return {**self._first[root], **own}
