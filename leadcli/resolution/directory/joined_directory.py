"""A directory with some more cards than its book had: those that were not in the tables when it was made.

The few are held in memory beside the many; look-ups answer as if all stood in one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import Any

from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.resolution.blocking.index import (
    Bearers,
    Index,
    Labels,
    MemoryIndex,
    kept,
    label_keys,
    mark,
    part,
    step_of,
)
from leadcli.resolution.blocking.keys import ACRONYM, WORD
from leadcli.resolution.brands import card_brand
from leadcli.resolution.directory.directory import Directory, card_identifiers
from leadcli.resolution.directory.labels import Label, client_labels


def with_cards(directory: Directory, book: Book, cards: Sequence[Client]) -> Directory:
    """The directory of ``book``, which has ``cards`` beside those that the directory knows."""
    labels = [label for card in sorted(cards, key=lambda c: c.id) for label in client_labels(card, book, False)]
    identifiers: dict[tuple[str, str], tuple[str, ...]] = {}
    for card in cards:
        for known in card_identifiers(card):
            identifiers[known] = tuple(sorted({*identifiers.get(known, ()), card.id}))
    return replace(
        directory,
        book=book,
        labels=JoinedLabels(directory.labels, labels),
        index=JoinedIndex(directory.index, labels) if labels else directory.index,
        by_identifier=JoinedIdentifiers(directory.by_identifier, identifiers),
        families=directory.families + len({label.family for label in labels if not label.group_id}),
        brands=JoinedBrands(directory.brands, book, cards),
    )


class JoinedLabels(Sequence[Label]):
    """The labels of the one, then those of the other."""

    def __init__(self, first: Sequence[Label], more: Sequence[Label]) -> None:
        self._first, self._more, self._size = first, more, len(first)

    def __len__(self) -> int:
        return self._size + len(self._more)

    def __getitem__(self, number: Any) -> Any:
        return self._first[number] if number < self._size else self._more[number - self._size]


class JoinedIndex:
    """The index of all labels; those added have the numbers after the others."""

    mapped = place = None

    def __init__(self, first: Index, labels: Sequence[Label]) -> None:
        self._first, self._labels, self._more = first, labels, MemoryIndex(labels)
        self._start = first.size
        self.size = first.size + len(labels)

    def find(self, key: int) -> Bearers | None:
        """See ``blocking.index.Index``."""
        one, two = self._first.find(key), self._more.find(key)
        if two is None:
            return one
        if one is None:
            return Bearers(two.families, two.total, two.kept, (None, two))
        families = one.families
        if key >> 32 == WORD:
            families += len({self._labels[n].family for n in two.where if not self._labels[n].group_id})
        total = one.total + two.total
        return Bearers(families, total, kept(key >> 32, total), (one, two))

    def labels(self, found: Bearers) -> Labels:
        """See ``blocking.index.Index``."""
        if not isinstance(found.where, tuple) or len(found.where) != 2 or isinstance(found.where, Labels):
            return self._first.labels(found)
        one, two = found.where
        numbers, steps, marks = self._first.labels(one) if one else ((), (), ())
        own = [n + self._start for n in two.where]
        return Labels(
            [*numbers, *own][: found.kept],
            [*steps, *(self._steps[n - self._start] for n in own)][: found.kept],
            [*marks, *(mark(self._labels[n - self._start]) for n in own)][: found.kept],
        )

    @cached_property
    def _steps(self) -> list[int]:
        """The step of the size of each added label."""
        sizes = []
        for label in self._labels:
            kinds = {each for each in label_keys(label) if each >> 32 < ACRONYM}
            sizes.append(sum(part(each >> 32, self._total(each), self.size) for each in kinds))
        return list(map(step_of, sizes))

    def _total(self, key: int) -> int:
        found = self.find(key)
        return found.total if found else 0


class JoinedIdentifiers(Mapping[tuple[str, str], Sequence[str]]):
    """Ids of clients by what is on their cards, of both."""

    def __init__(
        self, first: Mapping[tuple[str, str], Sequence[str]], more: Mapping[tuple[str, str], Sequence[str]]
    ) -> None:
        self._first, self._more = first, more

    def __getitem__(self, known: tuple[str, str]) -> Sequence[str]:
        more = self._more.get(known, ())
        if not more:
            return self._first[known]
        return (*self._first.get(known, ()), *more)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield from chain(self._first, (known for known in self._more if known not in self._first))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class JoinedBrands(Mapping[str, Mapping[str, str]]):
    """The brand of each client of a family, those added among them."""

    def __init__(self, first: Mapping[str, Mapping[str, str]], book: Book, cards: Sequence[Client]) -> None:
        self._first, self._book, self._cards = first, book, cards

    def __getitem__(self, root: str) -> Mapping[str, str]:
        own = {c.id: card_brand(c, self._book) for c in self._cards if c.group and self._book.root(c.group).id == root}
        return {**self._first[root], **own} if own else self._first[root]

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)

    def __len__(self) -> int:
        return len(self._first)
