"""Cards that were not in the tables when a directory was made: taken apart, and how much each shares with a caller."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.names import Name, city_of, words_in_other_layout
from leadcli.resolution.blocking.candidates import asked
from leadcli.resolution.blocking.index import Asked, Index, label_keys, lengths, mark, part, step_of
from leadcli.resolution.blocking.keys import ACRONYM, WHOLE, WORD, key, mark_of
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.compiled.label_records import write_label
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.labels import Label, client_labels, family_of

LEAST = 0.2  # share below which no added card was ever among the labels that are scored (3,000 rows, 50,000 clients)
WEIGHED = 1 << 18  # keys whose parts are remembered
NO_KEY = -1
REMEMBERED = 1 << 13  # cards that are remembered taken apart, each by what it holds and as the record it is


Keyed = list[tuple[Collection[int], int]]  # of each label of a card its keys, and the step of its size


@frozen
class Sought:
    """By what a caller is looked for among cards beside a directory.

    ``text``: what was said; ``readings``: the keys of its name in each; ``known``: the directory knows a word of it, so
    it was typed in the right keyboard layout. ``sure``: the directory is sure who it is, a client whom somebody who
    works here serves, so that it is looked for by its very name and its numbers alone; None where that was not asked.
    ``typed``: keys of the words that the other layout would have given, one of which a card must have for the caller to
    be read so; None where that was not asked.
    """

    text: str
    readings: tuple[Asked, ...]
    identifiers: tuple[tuple[str, str], ...]
    known: bool
    sure: bool | None = None
    typed: tuple[int, ...] | None = None

    def may_be_typed(self, has: Callable[[int], bool]) -> bool:
        """Whether it may be one typed in the other keyboard layout. ``has``: whether a card has a key."""
        return not self.known and (self.typed is None or any(map(has, self.typed)))


@frozen
class CardNames:
    """What the names of a card say: its name first, then its aliases.

    ``whole`` and ``words``: of its name the key, and the folds of all its words. ``same``: of each the key by which the
    very same name is found, 0 where it has none. ``said``: of each the telling words, as a caller says it.
    ``keys``: of each of its labels the keys by which it is found, see ``packed``.
    """

    whole: str
    words: Collection[str]
    same: Sequence[int]
    said: Sequence[str]
    keys: bytes


class Added:
    """Labels beside those of an index: of each its keys, sorted; the rest is worked out of those that are asked for."""

    def __init__(self, keys: Sequence[array[int]], index: Index, labels: Sequence[Label]) -> None:
        self.keys, self._index, self._labels = keys, index, labels
        self._steps: dict[int, int] = {}
        self._records: dict[int, bytes] = {}

    def label(self, place: int) -> Label:
        """A label."""
        return self._labels[place]

    def family(self, place: int) -> tuple[str, bool]:
        """The family of a label, and whether it is of a group."""
        label = self._labels[place]
        return label.family, bool(label.group_id)

    def alone(self) -> set[str]:
        """The families of those that stand in no group."""
        return {label.family for label in self._labels if not label.group_id}

    def step(self, place: int) -> int:
        """The step of its size."""
        found = self._steps.get(place)
        if found is None:
            found = self._steps[place] = step_of(_size(self.keys[place], self._index))
        return found

    def record(self, place: int) -> bytes:
        """A label as the compiled core reads it."""
        return self._records.get(place) or self._records.setdefault(place, write_label(self.label(place)))

    def mark(self, place: int) -> int:
        """The mark of its city."""
        return mark(self.label(place))


class AddedCard(Added):
    """The labels of a card whose names were taken apart before; they are made when one is asked for."""

    def __init__(self, card: Client, names: CardNames, book: Book, index: Index) -> None:
        super().__init__([keys for keys, _ in split(names.keys)], index, ())
        self._card, self._book = card, book

    def label(self, place: int) -> Label:  # noqa: D102 (see Added)
        self._labels = self._labels or tuple(client_labels(self._card, self._book, False))
        return self._labels[place]

    def family(self, place: int) -> tuple[str, bool]:  # noqa: D102
        return family_of(self._book, self._card), bool(self._card.group)

    def alone(self) -> set[str]:  # noqa: D102
        return set() if self._card.group else {family_of(self._book, self._card)}

    def mark(self, place: int) -> int:  # noqa: D102
        return mark_of(city_of(self._card.city)) if self._card.city else 0


class AddedLabels(Sequence[Label]):
    """The labels of all that stands beside a directory, in its order. ``places``: where each is."""

    def __init__(self, added: Sequence[Added]) -> None:
        self._added = added
        self.places = [(one, place) for one in added for place in range(len(one.keys))]

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, number: Any) -> Any:
        one, place = self.places[number]
        return one.label(place)

    def record(self, number: int) -> bytes:
        """A label as the compiled core reads it."""
        one, place = self.places[number]
        return one.record(place)

    def and_then(self, more: AddedLabels) -> AddedLabels:
        """These, then others."""
        return AddedLabels([*self._added, *more._added])

    def alone(self) -> set[str]:
        """The families of those that stand in no group."""
        return set[str]().union(*[one.alone() for one in self._added])


def added(card: Client, book: Book, directory: Directory) -> Added:
    """A card taken apart; kept with the directory, since the rows of a batch ask for the same ones."""
    last = directory.added.get(id(card))
    if last is not None and last[0] is card:
        return cast(Added, last[1])
    if len(directory.added) >= REMEMBERED:
        directory.added.clear()
    bare = replace(card, owner="", since=None)
    key = (bare, family_of(book, card))
    found = directory.added.get(key)
    if found is None:
        found = directory.added[key] = beside(client_labels(card, book, False), directory.index)
    directory.added[id(card)] = card, found
    return cast(Added, found)


def beside(labels: Iterable[Label], index: Index) -> Added:
    """Labels beside those of an index."""
    own = tuple(labels)
    return Added([array("Q", sorted(set(label_keys(label)))) for label in own], index, own)


def _size(keys: Iterable[int], index: Index) -> int:
    """The size of a label by how common its keys are in the directory, and one more that has them."""
    total = 0
    for each in keys:
        if each >> 32 < ACRONYM:
            total += part(each >> 32, index.total(each) + 1, index.size + 1)
    return total


def packed(labels: Iterable[tuple[Collection[int], int]]) -> bytes:
    """The keys and the step of each label of a card, in a tenth of the memory."""
    told = array("Q")
    for keys, step in labels:
        told.append(len(keys))
        told.append(step)
        told.extend(keys)
    return told.tobytes()


def split(told: bytes) -> Iterator[tuple[array[int], int]]:
    """Of each label that ``packed`` kept its keys, as they came, and its step."""
    numbers, at = array("Q", told), 0
    while at < len(numbers):
        end = at + 2 + numbers[at]
        yield numbers[at + 2 : end], numbers[at + 1]
        at = end


def keys_of_labels(card: Client, book: Book) -> bytes:
    """The keys of each label of a card, see ``packed``; how large it is by a directory was not asked."""
    return packed([(sorted(set(label_keys(label))), 0) for label in client_labels(card, book, False)])


def keyed(card: Client, book: Book, directory: Directory) -> Keyed:
    """The keys and the step of each label of a card."""
    return _with_steps(added(card, book, directory))


def measured(told: bytes, directory: Directory) -> Keyed:
    """The same of what ``keys_of_labels`` told of the card."""
    return _with_steps(Added([keys for keys, _ in split(told)], directory.index, ()))


def _with_steps(one: Added) -> Keyed:
    return [(keys, one.step(place)) for place, keys in enumerate(one.keys)]


def sought(heard: ParsedCaller, directory: Directory, sure: bool | None = None) -> Sought:
    """By what a caller is looked for. ``sure``: see ``Sought``."""
    told = tuple(heard.identifiers.items())
    if sure:
        names = [heard.name, *heard.name.variants]
        if not directory.knows(heard.name) and (other := directory.in_other_layout(heard.caller.name)) is not None:
            names += other, *other.variants
        return Sought(heard.caller.name, tuple(map(_very_name, names)), told, True, True)
    known = directory.knows(heard.name)
    typed = () if known else tuple([key(WORD, each) for word in words_in_other_layout(heard.caller.name)
                                    for each in dict.fromkeys((word.fold, word.stem))])  # fmt: skip
    return Sought(heard.caller.name, readings_of(heard.name), told, known, sure, typed)


def _very_name(name: Name) -> Asked:
    return Asked(key(WHOLE, name.key) if name.key else 0, 0, [], [])


def readings_of(name: Name) -> tuple[Asked, ...]:
    """The keys of a name in all its readings, whatever the city."""
    return tuple([asked(each, "") for each in (name, *name.variants)])


def packed_readings(readings: Iterable[Asked]) -> bytes:
    """The keys of readings; see ``unpacked_readings``."""
    told = array("Q")
    for each in readings:
        told.extend((len(each.own), len(each.others), each.whole, *each.own, *each.others))
    return told.tobytes()


def unpacked_readings(told: bytes) -> tuple[Asked, ...]:
    """What ``packed_readings`` kept."""
    numbers, at, found = array("Q", told).tolist(), 0, []
    while at < len(numbers):
        own = at + 3 + numbers[at]
        end = own + numbers[at + 1]
        found.append(Asked(numbers[at + 2], 0, numbers[at + 3 : own], numbers[own:end]))
        at = end
    return tuple(found)


def alike(cards: Sequence[Keyed], readings: Iterable[Asked], directory: Directory) -> Mapping[int, Sequence[float]]:
    """Which cards, by their places, share so much with a reading of a caller's name that they may be meant.

    With what each of their labels shares, 1 where it is the very name: measured as ``blocking.candidates`` does, by the
    rarity that keys have in the directory. Common words tell nothing.
    """
    known, theirs = directory.weights, lengths()
    found: dict[int, list[float]] = {}
    for reading in readings:
        own, whole = frozenset(reading.own), reading.whole or NO_KEY
        every, size = own.union(reading.others, (whole,)), 0.0
        least = math.sqrt(sum([known.get(each, 0) for each in own]))  # the size by the keys that are remembered
        for card, labels in enumerate(cards):
            for place, (keys, step) in enumerate(labels):
                both = every.intersection(keys)
                if whole in both:
                    share = 1.0
                elif both:
                    weight = sum([known.get(each) or _weight(each, directory) for each in both])
                    if not size:
                        if least and weight / (theirs[step] * least) < LEAST:
                            continue  # as of most: the other keys need not be looked up
                        size = math.sqrt(sum([known.get(each) or _weight(each, directory) for each in own]))
                    length = theirs[step] * size
                    share = min(1.0, weight / length) if length else 1.0
                else:
                    continue
                if share >= LEAST:
                    shares = found.setdefault(card, [0.0] * len(labels))
                    shares[place] = max(shares[place], share)
    return found


def _weight(key: int, directory: Directory) -> int:
    """The part of a key, by how many labels of the directory have it; remembered, since rows have the same words."""
    weights, index = directory.weights, directory.index
    if len(weights) >= WEIGHED:
        weights.clear()
    found = weights[key] = part(key >> 32, index.total(key), index.size)
    return found
