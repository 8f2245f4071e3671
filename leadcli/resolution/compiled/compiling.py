"""A book made into the tables of the compiled directory.

Labels are made in processes that share the book, a range of clients each; what finds them is gathered here, and made
into tables in the processes again. All comes back in order, so the file is the same whatever their number.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import accumulate, groupby, pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.resolution.compiled import compiled_labels as labelling
from leadcli.resolution.compiled import table_records as maps
from leadcli.resolution.compiled.compile_workers import Each, Material, crew
from leadcli.resolution.compiled.compiled_labels import Made
from leadcli.resolution.compiled.constant_tables import Kind, Packed, Writer, packed
from leadcli.resolution.compiled.index_records import Keys, Layout
from leadcli.run.gc_pause import gc_paused

SMALL = 2  # chunks of labels that are not worth a process
INDEXED = 50_000  # records of the index that are written at a time
LABELS = 0.75  # of the time goes into labels, the rest into the tables after them
Done = Callable[[int, int], None]  # how many cards are done, of how many


def write_directory(book: Book, file: BinaryIO, notes: Mapping[str, Any], done: Done, workers: int = 0) -> None:
    """Write the compiled directory of a book; ``notes`` go with it."""
    material = Material(book)
    parts = labelling.parts(material)
    count = 1 if len(parts) <= SMALL else workers or os.cpu_count() or 1
    cards = len(material.groups) + len(material.clients)
    writer = Writer(file)
    with gc_paused(), TemporaryFile(dir=Path(file.name).parent) as keys:
        gathered = Gathered(keys)
        with crew(material, count) as each:
            writer.list("labels", gathered.records(each(labelling.make, parts), partial(_labelled, done, cards)))
        material.index = gathered.index()
        with crew(material, count) as each:  # another one: the first is full of what it has learnt of names
            _write(writer, each, _jobs(gathered, material), partial(_tabled, done, cards))
        counts = {"families": material.index.families, "groups": len(book.groups), "clients": len(book.clients)}
        more = {"owned": dict(book.owned), "loose": book.loose, "taught": book.taught}
        writer.finish({**notes, **counts, **more})
    done(cards, cards)


def _labelled(done: Done, cards: int, count: int) -> None:
    done(int(LABELS * count), cards)


def _tabled(done: Done, cards: int, share: float) -> None:
    done(int((LABELS + (1 - LABELS) * share) * cards), cards)


class Gathered:
    """What came of the labels beside their records: keys, brands and cards: see ``Made``.

    Keys are kept in a file until all labels are made: there are gigabytes in memory already.
    """

    def __init__(self, keys: BinaryIO) -> None:
        self._keys, self._total = keys, 0
        self.brands: list[tuple[bytes, bytes]] = []
        self.clients: dict[int, bytearray] = {}
        self.identifiers: dict[int, bytearray] = {}

    def index(self) -> Layout:
        """The index of all labels, when all have been made."""
        return Layout(self._read(), self._total)

    def _read(self) -> Iterator[Keys]:
        end = self._keys.tell()
        self._keys.seek(0)
        while self._keys.tell() < end:
            yield pickle.load(self._keys)  # noqa: S301 (our own file, which nobody else can open)

    def records(self, made: Iterable[Made], done: Callable[[int], None]) -> Iterator[bytes]:
        """The records of the labels; meanwhile the rest is gathered."""
        cards = 0
        for part in made:
            pickle.dump(part.keys, self._keys)
            self._total += len(part.keys.kinds)
            self.brands += part.brands
            for own, given in ((self.clients, part.clients), (self.identifiers, part.identifiers)):
                for piece, entries in given.items():
                    own.setdefault(piece, bytearray()).extend(entries)
            for start, end in pairwise(accumulate(part.sizes, initial=0)):
                yield part.records[start:end]
            cards += part.cards
            done(cards)


@frozen
class Job:
    """A table to be made of what is given, or a part of it: its records from the ``first`` on."""

    name: str
    kind: Kind
    make: Callable[..., Iterable[bytes]]
    given: tuple[Any, ...] = ()
    first: int = 0


def _jobs(gathered: Gathered, material: Material) -> list[Job]:
    """The tables after that of labels, those that take longest first, so that no process waits for another."""
    brands = gathered.brands
    return [
        *_parts("index", maps.indexed, material.index.buckets),
        *_parts("index.many", maps.indexed_many, material.index.many),
        *_pieces("identifiers", maps.identified, gathered.identifiers, material.fewer),
        *_pieces("clients", maps.piece, gathered.clients, material.buckets),
        Job("groups", "map", maps.groups),
        Job("members", "map", maps.members),
        Job("children", "map", maps.children),
        Job("brands", "map", maps.whole, (brands, len(brands))),
        Job("denied", "map", maps.denied),
    ]


def _parts(name: str, make: Callable[..., Iterable[bytes]], size: int) -> Iterator[Job]:
    """The parts of a list of that size, of INDEXED records each, or an empty one."""
    for first in range(0, max(1, size), INDEXED):
        yield Job(name, "list", make, (first, min(INDEXED, size - first)), first)


def _pieces(
    name: str, make: Callable[..., Iterable[bytes]], entries: Mapping[int, bytearray], size: int
) -> Iterator[Job]:
    """The parts of a map of that size whose entries were put by the PIECE they are in."""
    piece = labelling.PIECE
    for first in range(0, size, piece):
        given = (entries.get(first // piece, bytearray()), size, first, min(piece, size - first))
        yield Job(name, "map", make, given, first)


def _write(writer: Writer, each: Each, jobs: list[Job], done: Callable[[float], None]) -> None:
    names = list(dict.fromkeys(job.name for job in jobs))
    parts = each(_packed, [(names.index(job.name) + 1, job) for job in jobs])  # labels are table 0

    def packs(own: Iterable[tuple[int, Job]]) -> Iterator[Packed]:
        for number, _ in own:
            yield next(parts)
            done((number + 1) / (len(jobs) + 1))  # the last step puts the file on the disk

    for (name, kind), own in groupby(enumerate(jobs), lambda numbered: (numbered[1].name, numbered[1].kind)):
        writer.put(name, kind, packs(own))


def _packed(task: tuple[int, Job]) -> Packed:
    table, job = task
    return packed(table, job.make(*job.given), job.first)
