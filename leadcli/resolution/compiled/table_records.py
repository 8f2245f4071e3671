"""The records of the directory's tables after that of labels. Each table may be made in another process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leadcli.resolution.compiled.card_records import dumps, write_group
from leadcli.resolution.compiled.compile_workers import shared
from leadcli.resolution.compiled.constant_tables import bucketed, entries_of, map_size
from leadcli.resolution.directory.denials import by_words

Entries = Iterable[tuple[bytes, bytes]]


def whole(entries: Entries, count: int) -> Iterator[bytes]:
    """A map of entries."""
    return bucketed(entries, map_size(count))


def indexed(first: int, count: int) -> Iterator[bytes]:
    """So many buckets of the index, from the first on."""
    return shared().index.records(first, count)


def indexed_many(first: int, count: int) -> Iterator[bytes]:
    """So many of the index's records of keys with many labels, from the first on."""
    return shared().index.many_records(first, count)


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


def denied() -> Iterator[bytes]:
    """A map of what was said not to be called by some words."""
    return _ids(by_words(shared().book.taught))


def _ids(found: Mapping[str, Any]) -> Iterator[bytes]:
    return whole(((key.encode(), dumps(ids)) for key, ids in found.items()), len(found))
