"""Cards that were not in the tables when a directory was made: taken apart, and how much each shares with a caller."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from typing import NamedTuple, cast

from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.names import Name
from leadcli.resolution.blocking.candidates import asked
from leadcli.resolution.blocking.index import Asked, Index, label_keys, lengths, mark, part, step_of
from leadcli.resolution.blocking.keys import ACRONYM
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.labels import Label, client_labels, family_of

LEAST = 0.2  # share below which no added card was ever among the labels that are scored (3,000 rows, 50,000 clients)
WEIGHED = 1 << 18  # keys whose parts are remembered
REMEMBERED = 1 << 13  # cards that are remembered taken apart, each by what it holds and as the record it is


Keyed = list[tuple[frozenset[int], int]]  # of each label of a card its keys, and the step of its size


@frozen
class Sought:
    """By what a caller is looked for among cards beside a directory.

    ``text``: what was said; ``readings``: the keys of its name in each; ``known``: the directory knows a word of it, so
    it was typed in the right keyboard layout.
    """

    text: str
    readings: tuple[Asked, ...]
    identifiers: tuple[tuple[str, str], ...]
    known: bool


class Added(NamedTuple):
    """A card beside a directory: its labels, and of each its keys, the step of its size, and the mark of its city."""

    labels: tuple[Label, ...]
    keys: tuple[frozenset[int], ...]
    steps: tuple[int, ...]
    marks: tuple[int, ...]


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
    keys = tuple(frozenset(label_keys(label)) for label in own)
    steps = tuple(step_of(_size(each, index)) for each in keys)
    return Added(own, keys, steps, tuple(map(mark, own)))


def _size(keys: frozenset[int], index: Index) -> int:
    """The size of a label by how common its keys are in the directory, and one more that has them."""
    total = 0
    for key in keys:
        if key >> 32 < ACRONYM:
            total += part(key >> 32, index.total(key) + 1, index.size + 1)
    return total


def packed(one: Added) -> bytes:
    """The keys and the step of each label of a card, in a tenth of the memory."""
    told = array("Q")
    for keys, step in zip(one.keys, one.steps, strict=True):
        told.append(len(keys))
        told.append(step)
        told.extend(keys)
    return told.tobytes()


def unpacked(told: bytes) -> Keyed:
    """What ``packed`` kept."""
    numbers, at, found = array("Q", told), 0, []
    while at < len(numbers):
        end = at + 2 + numbers[at]
        found.append((frozenset(numbers[at + 2 : end]), numbers[at + 1]))
        at = end
    return found


def keyed(card: Client, book: Book, directory: Directory) -> Keyed:
    """The keys and the step of each label of a card."""
    one = added(card, book, directory)
    return list(zip(one.keys, one.steps, strict=True))


def sought(heard: ParsedCaller, directory: Directory) -> Sought:
    """By what a caller is looked for."""
    told = tuple(heard.identifiers.items())
    return Sought(heard.caller.name, readings_of(heard.name), told, directory.knows(heard.name))


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


def alike(cards: Iterable[tuple[str, Keyed]], readings: Iterable[Asked], directory: Directory) -> set[str]:
    """The ids of the cards that share so much with a reading of a caller's name that they may be meant.

    Measured as ``blocking.candidates`` does, by the rarity that keys have in the directory: common words tell nothing.
    """
    weights, theirs = directory.weights, lengths()
    labels = [(card_id, keys, step) for card_id, each in cards for keys, step in each]
    found: set[str] = set()
    for reading in readings:
        own = frozenset(reading.own)
        every = own.union(reading.others)
        size = 0.0
        for card_id, keys, step in labels:
            if card_id in found:
                continue
            if reading.whole and reading.whole in keys:
                found.add(card_id)
                continue
            both = every & keys
            if not both and own:
                continue
            shared = telling = 0
            for each in both:
                weight = weights.get(each) or _weight(each, directory)
                shared += weight
                telling += weight if each in own else 0
            least = LEAST * theirs[step]
            if shared < least * math.sqrt(telling):
                continue  # however little the rest of the caller's name weighs
            size = size or math.sqrt(sum([weights.get(each) or _weight(each, directory) for each in own]))
            if shared >= least * size:
                found.add(card_id)
    return found


def _weight(key: int, directory: Directory) -> int:
    """The part of a key, by how many labels of the directory have it; remembered, since rows have the same words."""
    weights, index = directory.weights, directory.index
    if len(weights) >= WEIGHED:
        weights.clear()
    found = weights[key] = part(key >> 32, index.total(key), index.size)
    return found
