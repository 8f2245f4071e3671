"""A book made into the tables of the compiled directory.

The labels are made in processes that share the book, a range of clients each; they come back in order, so the file
is the same whatever the number of processes.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from leadcli.frozen import frozen
from leadcli.index.neighbourhood import buckets
from leadcli.index.records import dumps, write_client, write_group, write_label
from leadcli.matching.brands import brand_key, family_brands
from leadcli.matching.directory import identifiers
from leadcli.matching.labels import Label, client_labels, group_labels, label_acronyms, label_words, plain_words
from leadcli.matching.votes import COMMON, KEYED
from leadcli.model import Book
from leadcli.store.tables import Writer, little
from leadcli.unswept import unswept

CHUNK = 2_000  # clients or groups made into labels at a time
Done = Callable[[int, int], None]  # how many labels' cards are done, of how many


@frozen
class Made:
    """Some labels ready to be written: records, families, keys, cities, and what each is found by; brands of groups."""

    records: list[bytes]
    families: list[str]
    keys: list[str]
    cities: list[tuple[str, ...]]
    words: list[tuple[str, ...]]
    acronyms: list[tuple[str, ...]]
    plain: set[str]
    brands: list[tuple[bytes, bytes]]
    cards: int


def write_directory(book: Book, file: BinaryIO, notes: Mapping[str, Any], done: Done, workers: int = 0) -> None:
    """Write the compiled directory of a book; ``notes`` go with it."""
    with unswept():
        _write_directory(book, file, notes, done, workers)


def _write_directory(book: Book, file: BinaryIO, notes: Mapping[str, Any], done: Done, workers: int) -> None:
    import numpy as np

    writer = Writer(file)
    clients = sorted(book.clients)
    families: dict[str, int] = {}
    family_of: array[int] = array("I")
    keys: dict[str, list[int]] = {}
    cities: dict[int, tuple[str, ...]] = {}
    words, acronyms = _Postings(), _Postings()
    plain: set[str] = set()
    brands: list[tuple[bytes, bytes]] = []
    total, cards = len(book.groups) + len(clients), 0

    def labels() -> Iterator[bytes]:
        nonlocal cards
        number = 0
        for made in _made(book, clients, workers):
            for at, record in enumerate(made.records):
                family = made.families[at]
                family_of.append(families.setdefault(family, len(families)))
                if made.keys[at]:
                    keys.setdefault(made.keys[at], []).append(number)
                if made.cities[at]:
                    cities[number] = made.cities[at]
                words.add(made.words[at], number)
                acronyms.add(made.acronyms[at], number)
                number += 1
                yield record
            plain.update(made.plain)
            brands.extend(made.brands)
            cards += made.cards
            done(cards, total)

    writer.list("labels", labels())
    bearing = np.frombuffer(family_of, dtype=np.uint32) if family_of else np.zeros(0, dtype=np.uint32)
    writer.map("words", words.entries(bearing), len(words))
    writer.map("acronyms", acronyms.entries(bearing), len(acronyms))
    writer.map("keys", ((key.encode(), little(array("I", found))) for key, found in keys.items()), len(keys))
    in_cities = list(_cities(keys, cities))
    writer.map("cities", in_cities, len(in_cities))
    for name, known in (("plain", plain), ("keyed", keys)):
        ordered = sorted(known)
        writer.list(f"{name}.words", (word.encode() for word in ordered))
        writer.list(f"{name}.near", buckets(ordered))
    writer.map("clients", ((i.encode(), write_client(book.clients[i])) for i in clients), len(clients), 1)
    writer.map("groups", ((g.id.encode(), write_group(g)) for g in book.groups.values()), len(book.groups))
    writer.map("members", ((g.encode(), dumps(ids)) for g, ids in book.members.items()), len(book.members))
    writer.map("children", ((g.encode(), dumps(ids)) for g, ids in book.children.items()), len(book.children))
    writer.map("brands", brands, len(brands))
    known_by = identifiers(book)
    writer.map("identifiers", (("\0".join(k).encode(), dumps(ids)) for k, ids in known_by.items()), len(known_by))
    counts = {"families": len(families), "groups": len(book.groups), "clients": len(clients)}
    writer.finish({**notes, **counts, "owned": dict(book.owned)})


class _Postings:
    """Which labels have a word, collected as two columns of numbers."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._word: array[int] = array("I")
        self._label: array[int] = array("I")

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, words: Iterable[str], label: int) -> None:
        for word in words:
            self._word.append(self._numbers.setdefault(word, len(self._numbers)))
            self._label.append(label)

    def entries(self, family_of: Any) -> Iterator[tuple[bytes, bytes]]:
        """Each word with the number of families that bear it, and its labels unless they are too many."""
        import numpy as np

        if not self._numbers:
            return
        word, label = np.frombuffer(self._word, dtype=np.uint32), np.frombuffer(self._label, dtype=np.uint32)
        both = np.unique(word.astype(np.uint64) << np.uint64(32) | family_of[label])
        bearers = np.bincount((both >> np.uint64(32)).astype(np.int64), minlength=len(self._numbers)).tolist()
        order = np.argsort(word, kind="stable")  # labels stay in their order
        sorted_labels = label[order].astype("<u4").tobytes()
        ends = np.searchsorted(word[order], np.arange(len(self._numbers) + 1)).tolist()
        for text, number in self._numbers.items():
            start, end = ends[number], ends[number + 1]
            ids = sorted_labels[4 * start : 4 * end] if end - start <= COMMON else b""
            yield text.encode(), bearers[number].to_bytes(4, "little") + ids


def _cities(keys: Mapping[str, Sequence[int]], cities: Mapping[int, tuple[str, ...]]) -> Iterator[tuple[bytes, bytes]]:
    """Labels by key and city, for keys that more labels share than can be scored."""
    for key, found in keys.items():
        if len(found) > KEYED:
            here: dict[str, list[int]] = {}
            for number in found:
                for city in cities.get(number, ()):
                    here.setdefault(city, []).append(number)
            for city, numbers in here.items():
                yield f"{key}\0{city}".encode(), little(array("I", numbers))


# --- labels, in processes -------------------------------------------------------------------------------------------
_SHARED: dict[str, Any] = {}


def _made(book: Book, clients: Sequence[str], workers: int) -> Iterator[Made]:
    """The labels of all groups, then of all clients, a chunk at a time."""
    groups = sorted(book.groups)
    parts = [("groups", at) for at in range(0, len(groups), CHUNK)]
    parts += [("clients", at) for at in range(0, len(clients), CHUNK)]
    _SHARED.update(book=book, groups=groups, clients=clients, bearers=_bearers(book, clients))
    count = workers or os.cpu_count() or 1
    try:
        if count == 1 or len(parts) < 3 or not hasattr(os, "fork"):
            yield from map(_part, parts)
            return
        from multiprocessing import get_context

        with get_context("fork").Pool(count) as pool:  # forked, the processes share the book
            yield from pool.imap(_part, parts)
    finally:
        _SHARED.clear()


def _bearers(book: Book, clients: Sequence[str]) -> frozenset[str]:
    """The clients that are the first of their group to bear their brand: with them the brand's label is made."""
    seen: set[tuple[str, str]] = set()
    first: set[str] = set()
    for client_id in clients:
        client = book.clients[client_id]
        if client.brand and client.group and (key := (client.group, brand_key(client.brand))) not in seen:
            seen.add(key)
            first.add(client_id)
    return frozenset(first)


def _part(part: tuple[str, int]) -> Made:
    table, at = part
    book: Book = _SHARED["book"]
    ids = _SHARED[table][at : at + CHUNK]
    found: list[Label] = []
    brands: list[tuple[bytes, bytes]] = []
    for each in ids:
        if table == "groups":
            group = book.groups[each]
            found += group_labels(group, book)
            if not group.parent:  # here, where the cards' names have just been taken apart
                brands.append((each.encode(), dumps(family_brands(group, book))))
        else:
            found += client_labels(book.clients[each], book, each in _SHARED["bearers"])
    return Made(
        records=[write_label(label) for label in found],
        families=[label.family for label in found],
        keys=[label.name.key for label in found],
        cities=[label.cities for label in found],
        words=[tuple(sorted(label_words(label.name))) for label in found],
        acronyms=[tuple(sorted(label_acronyms(label.name))) for label in found],
        plain={word for label in found for word in plain_words(label.name)},
        brands=brands,
        cards=len(ids),
    )
