"""The labels of groups or clients, and the clients' cards, ready to be written: what takes longest of compiling."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.resolution.brands import family_brands
from leadcli.resolution.compiled.card_records import dumps, write_client
from leadcli.resolution.compiled.compile_workers import Material, shared
from leadcli.resolution.compiled.constant_tables import entry, home
from leadcli.resolution.compiled.index_records import Keys, keys_of
from leadcli.resolution.compiled.label_records import write_label
from leadcli.resolution.directory.directory import card_identifiers
from leadcli.resolution.directory.labels import Label, client_labels, group_labels

CHUNK = 2_000  # groups or clients made into labels at a time
PIECE = 20_000  # buckets of the map of clients that are made into records at a time


@frozen
class Part:
    """A chunk of groups or of clients, by the place of the first of them."""

    table: str
    first: int


@frozen
class Made:
    """Labels as records, one after the other, with the size of each, and the keys that find them.

    ``brands``: of each root group the brands of its cards. ``clients``: entries of their map, by the PIECE they are in;
    ``identifiers``: those of each card, with its id, in the same way.
    """

    records: bytes
    sizes: array[int]
    keys: Keys
    brands: list[tuple[bytes, bytes]]
    clients: dict[int, bytearray]
    identifiers: dict[int, bytearray]
    cards: int


def parts(material: Material) -> list[Part]:
    """All groups, then all clients."""
    groups = [Part("groups", first) for first in range(0, len(material.groups), CHUNK)]
    return groups + [Part("clients", first) for first in range(0, len(material.clients), CHUNK)]


def make(part: Part) -> Made:
    """The labels of a chunk."""
    material = shared()
    ids = (material.groups if part.table == "groups" else material.clients)[part.first : part.first + CHUNK]
    labels: list[Label] = []
    brands: list[tuple[bytes, bytes]] = []
    clients: dict[int, bytearray] = {}
    known: dict[int, bytearray] = {}
    for each in ids:
        if part.table == "groups":
            labels += _of_group(material.book, each, brands)
        else:
            labels += _of_client(material, each, clients, known)
    records = [write_label(label) for label in labels]
    sizes = array("I", map(len, records))
    return Made(b"".join(records), sizes, keys_of(labels), brands, clients, known, len(ids))


def _of_group(book: Book, group_id: str, brands: list[tuple[bytes, bytes]]) -> Iterable[Label]:
    group = book.groups[group_id]
    yield from group_labels(group, book)
    if not group.parent:  # here, where the cards' names have just been taken apart
        brands.append((group_id.encode(), dumps(family_brands(group, book))))


def _of_client(
    material: Material, client_id: str, clients: dict[int, bytearray], known: dict[int, bytearray]
) -> Iterable[Label]:
    client, key = material.book.clients[client_id], client_id.encode()
    _put(clients, material.buckets, key, write_client(client))
    for identifier in card_identifiers(client):
        _put(known, material.fewer, "\0".join(identifier).encode(), key)
    return client_labels(client, material.book, client_id in material.bearers)


def _put(pieces: dict[int, bytearray], buckets: int, key: bytes, value: bytes) -> None:
    pieces.setdefault(home(key, buckets) // PIECE, bytearray()).extend(entry(key, value))
