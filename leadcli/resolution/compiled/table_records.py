"""The records of the directory's tables after that of labels. Each table may be made in another process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from leadcli.resolution.blocking.votes import COMMON, KEYED
from leadcli.resolution.compiled.card_records import dumps, write_group
from leadcli.resolution.compiled.compile_workers import shared
from leadcli.resolution.compiled.constant_tables import bucketed, entries_of, map_size
from leadcli.resolution.compiled.postings import Postings

if TYPE_CHECKING:
    import numpy as np

Entries = Iterable[tuple[bytes, bytes]]


def texts(given: Iterable[str]) -> Iterator[bytes]:
    """A list of texts."""
    return (text.encode() for text in given)


def whole(entries: Entries, count: int) -> Iterator[bytes]:
    """A map of entries."""
    return bucketed(entries, map_size(count))


def borne(words: Postings, families: np.ndarray) -> Iterator[bytes]:
    """A map of words: how many families bear each, and its labels unless they are too many."""
    told = zip(words, words.bearers(families), words.found(), strict=True)
    entries = (
        (word.encode(), bearers.to_bytes(4, "little") + (labels.tobytes() if len(labels) <= COMMON else b""))
        for word, bearers, labels in told
    )
    return whole(entries, len(words))


def keyed(keys: Postings) -> Iterator[bytes]:
    """A map of keys: the labels of each."""
    return whole(((k.encode(), labels.tobytes()) for k, labels in zip(keys, keys.found(), strict=True)), len(keys))


def placed(keys: Postings, cities: Postings) -> Iterator[bytes]:
    """A map of key and city: the labels of both, for keys that more labels share than can be scored."""
    entries = list(_placed(keys, cities))
    return whole(entries, len(entries))


def _placed(keys: Postings, cities: Postings) -> Iterator[tuple[bytes, bytes]]:
    import numpy as np

    names, city, of = list(cities), cities.texts, cities.labels
    for key, labels in zip(keys, keys.found(), strict=True):
        if len(labels) > KEYED:
            here: dict[int, list[int]] = {}
            starts, ends = np.searchsorted(of, labels), np.searchsorted(of, labels, side="right")
            for label, start, end in zip(labels.tolist(), starts.tolist(), ends.tolist(), strict=True):
                for number in city[start:end].tolist():
                    here.setdefault(number, []).append(label)
            for number, found in here.items():
                yield f"{key}\0{names[number]}".encode(), np.array(found, dtype="<u4").tobytes()


def piece(entries: bytearray, size: int, first: int, count: int) -> Iterator[bytes]:
    """So many buckets of a map of that size, from the first on, with the entries that belong there."""
    return bucketed(entries_of(entries), size, first, count)


def identified(entries: bytearray, size: int, first: int, count: int) -> Iterator[bytes]:
    """The same of identifiers: an entry for each card that has one becomes one for each identifier, with its cards."""
    found: dict[bytes, list[str]] = {}
    for key, client in entries_of(entries):
        found.setdefault(key, []).append(client.decode())
    return bucketed(((key, dumps(ids)) for key, ids in found.items()), size, first, count)


# --- of the book ----------------------------------------------------------------------------------------------------
def groups() -> Iterator[bytes]:
    """A map of groups."""
    found = shared().book.groups
    return whole(((group.id.encode(), write_group(group)) for group in found.values()), len(found))


def members() -> Iterator[bytes]:
    """A map of the clients of each group."""
    return _ids(shared().members)


def children() -> Iterator[bytes]:
    """A map of the groups right below each group."""
    return _ids(shared().children)


def _ids(found: Mapping[str, Any]) -> Iterator[bytes]:
    return whole(((key.encode(), dumps(ids)) for key, ids in found.items()), len(found))
