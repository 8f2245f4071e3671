"""A directory with some more cards than its book had: those that were not in the tables when it was made.

The few are held in memory beside the many; look-ups answer as if all stood in one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.resolution.blocking.index import Bearers, Index, Labels, kept
from leadcli.resolution.blocking.keys import WORD
from leadcli.resolution.brands import card_brand
from leadcli.resolution.compiled.label_records import write_label
from leadcli.resolution.directory.added_cards import Added, added
from leadcli.resolution.directory.directory import (
    BrandsByRoot,
    ByIdentifier,
    Directory,
    card_identifiers,
    client_name,
)
from leadcli.resolution.directory.labels import Label


def with_cards(directory: Directory, book: Book, cards: Sequence[Client]) -> Directory:
    """The directory of ``book``, which has ``cards`` beside those that the directory knows."""
    beside = [added(card, book, directory) for card in sorted(cards, key=lambda c: c.id)]
    labels = [label for one in beside for label in one.labels]
    identifiers: dict[tuple[str, str], tuple[str, ...]] = {}
    for card in cards:
        for known in card_identifiers(card):
            identifiers[known] = tuple(sorted({*identifiers.get(known, ()), card.id}))
    return replace(
        directory,
        book=book,
        labels=JoinedLabels(directory.labels, labels, directory.packed),
        index=JoinedIndex(directory.index, beside) if labels else directory.index,
        by_identifier=JoinedIdentifiers(directory.by_identifier, identifiers),
        families=directory.families + len({label.family for label in labels if not label.group_id}),
        brands=JoinedBrands(directory.brands, book, cards),
        called=JoinedNames(directory.called, cards),
    )


class JoinedLabels(Sequence[Label]):
    """The labels of the one, then those of the other."""

    def __init__(self, first: Sequence[Label], more: Sequence[Label], packed: dict[int, bytes]) -> None:
        """``packed``: the records of labels in memory that were compared lately."""
        self._first, self._more, self._size, self._packed = first, more, len(first), packed

    def __len__(self) -> int:
        return self._size + len(self._more)

    def __getitem__(self, number: Any) -> Any:
        return self._first[number] if number < self._size else self._more[number - self._size]

    @property
    def mapped(self) -> Any:
        """The mapped file that holds the first ones, or None."""
        return getattr(self._first, "mapped", None)

    @property
    def place(self) -> Any:
        """Where they lie in it."""
        return self._first.place  # type: ignore[attr-defined]

    @cached_property
    def beside(self) -> Sequence[bytes]:
        """The records of the others."""
        return [write_label(label) for label in self._more]

    def told(self, number: int, *head: Any) -> Label:
        """A label of which the core has told what stands first in its record."""
        stored: Callable[..., Label] | None = getattr(self._first, "told", None)
        return self[number] if stored is None or number >= self._size else stored(number, *head)

    def record(self, number: int) -> bytes:
        """The record of a label, as the compiled core reads it."""
        if number >= self._size:
            return self.beside[number - self._size]
        stored: Callable[[int], bytes] | None = getattr(self._first, "record", None)
        if stored is not None:
            return stored(number)
        return self._packed.get(number) or self._packed.setdefault(number, write_label(self._first[number]))


class JoinedIndex:
    """The index of all labels; those added have the numbers after the others."""

    def __init__(self, first: Index, added: Sequence[Added]) -> None:
        self._first, self._start = first, first.size
        self.mapped = first.mapped
        self.beside = Beside(self) if self.mapped is not None else None
        self._labels = [label for one in added for label in one.labels]
        self._steps = [step for one in added for step in one.steps]
        self._marks = [own for one in added for own in one.marks]
        self.size = first.size + len(self._labels)
        self._numbers: dict[int, list[int]] = {}
        for number, keys in enumerate(keys for one in added for keys in one.keys):
            for key in keys:
                self._numbers.setdefault(key, []).append(number)

    @property
    def place(self) -> Any:
        """The file of the first ones, as one of so many."""
        return (*self._first.place[:2], self.size)

    @cached_property
    def words(self) -> bytes:
        """The CRCs of the words that the others have."""
        return b"".join([each.to_bytes(4, "little") for each in self._numbers if each >> 32 == WORD])

    def find(self, key: int) -> Bearers | None:
        """See ``blocking.index.Index``."""
        one, two = self._first.find(key), self._numbers.get(key)
        if two is None:
            return one
        families, total = (one.families, one.total) if one else (0, 0)
        if key >> 32 == WORD:
            families += len({self._labels[n].family for n in two if not one or not self._labels[n].group_id})
        total += len(two)
        return Bearers(families, total, kept(key >> 32, total), Both(one, two))

    def total(self, key: int) -> int:
        """See ``blocking.index.Index``."""
        return self._first.total(key) + len(self._numbers.get(key, ()))

    def beside_of(self, key: int) -> list[int]:
        """The labels beside the first ones that have a key, by their place among themselves."""
        return self._numbers.get(key, [])

    def labels(self, found: Bearers) -> Labels:
        """See ``blocking.index.Index``."""
        if not isinstance(found.where, Both):
            return self._first.labels(found)
        one, two = found.where
        numbers, steps, marks = self._first.labels(one) if one else ((), (), ())
        return Labels(
            [*numbers, *(n + self._start for n in two)][: found.kept],
            [*steps, *(self._steps[n] for n in two)][: found.kept],
            [*marks, *(self._marks[n] for n in two)][: found.kept],
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
        return self._index.labels(found)


class Both(NamedTuple):
    """Where the labels of a key are: in the index of the directory, and those added by number."""

    first: Bearers | None
    added: list[int]


class JoinedIdentifiers:
    """Ids of clients by what is on their cards, of both."""

    def __init__(self, first: ByIdentifier, more: ByIdentifier) -> None:
        self._first, self._more = first, more

    def get(self, known: tuple[str, str], none: tuple[()]) -> Sequence[str]:
        """See ``ByIdentifier``."""
        return (*self._first.get(known, none), *self._more.get(known, none))


class JoinedNames:
    """The name of a client by its id, those added among them."""

    def __init__(self, first: Callable[[str], str], cards: Sequence[Client]) -> None:
        self._first, self._own = first, {card.id: client_name(card) for card in cards}

    def __call__(self, client_id: str) -> str:  # noqa: D102 (the class says it)
        own = self._own.get(client_id)  # "" of a row without a name
        return self._first(client_id) if own is None else own


class JoinedBrands:
    """The brand of each client of a family, those added among them."""

    def __init__(self, first: BrandsByRoot, book: Book, cards: Sequence[Client]) -> None:
        self._first, self._book, self._cards = first, book, cards

    def __getitem__(self, root: str) -> Mapping[str, str]:
        own = {c.id: card_brand(c, self._book) for c in self._cards if c.group and self._book.root(c.group).id == root}
        return {**self._first[root], **own}
