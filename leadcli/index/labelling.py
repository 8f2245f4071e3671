"""The labels of some groups or clients, ready to be written: the part of compiling that takes longest."""

from __future__ import annotations

from array import array

from leadcli.frozen import frozen
from leadcli.index.crew import Material, shared
from leadcli.index.postings import Found
from leadcli.index.records import dumps, write_label
from leadcli.matching.brands import family_brands
from leadcli.matching.labels import Label, client_labels, group_labels

CHUNK = 2_000  # groups or clients made into labels at a time


@frozen
class Part:
    """A chunk of groups or of clients, by the place of the first of them."""

    table: str
    first: int


@frozen
class Made:
    """Labels as records, one after the other, with the size of each; what finds them; brands of groups' cards."""

    records: bytes
    sizes: array[int]
    found: Found
    brands: list[tuple[bytes, bytes]]
    cards: int


def parts(material: Material) -> list[Part]:
    """All groups, then all clients."""
    groups = [Part("groups", first) for first in range(0, len(material.groups), CHUNK)]
    return groups + [Part("clients", first) for first in range(0, len(material.clients), CHUNK)]


def make(part: Part) -> Made:
    """The labels of a chunk."""
    material = shared()
    ids = (material.groups if part.table == "groups" else material.clients)[part.first : part.first + CHUNK]
    brands: list[tuple[bytes, bytes]] = []
    labels = _of_groups(material, ids, brands) if part.table == "groups" else _of_clients(material, ids)
    records = [write_label(label) for label in labels]
    return Made(b"".join(records), array("I", map(len, records)), Found(labels), brands, len(ids))


def _of_groups(material: Material, ids: list[str], brands: list[tuple[bytes, bytes]]) -> list[Label]:
    book = material.book
    labels: list[Label] = []
    for group in map(book.groups.__getitem__, ids):
        labels += group_labels(group, book)
        if not group.parent:  # here, where the cards' names have just been taken apart
            brands.append((group.id.encode(), dumps(family_brands(group, book))))
    return labels


def _of_clients(material: Material, ids: list[str]) -> list[Label]:
    book, bearers = material.book, material.bearers
    return [label for each in ids for label in client_labels(book.clients[each], book, each in bearers)]
