"""The compiled directory opened: a Book and a Directory whose maps look up the file and hold little in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from leadcli.domain.book import Book
from leadcli.fields.cleaners import HOME
from leadcli.resolution import Cuts, Directory
from leadcli.resolution.compiled.card_records import CLIENT, GROUP, loads, read_entry, read_name
from leadcli.resolution.compiled.constant_tables import Map, Records, Tables
from leadcli.resolution.compiled.label_records import LabelRecord
from leadcli.resolution.compiled.stored_index import StoredIndex
from leadcli.resolution.directory.labels import Label

K = TypeVar("K")
V = TypeVar("V")
KEPT = 4_000  # records of one table that are kept in memory
KEPT_LABELS = 500  # the same of labels, which are large: fewer are found again than what is kept would cost


class Stored(Mapping[K, V]):
    """A table of the file as a map; what was looked up is kept for a while."""

    def __init__(self, table: Map, key: Callable[[K], bytes], value: Callable[[bytes], V], count: int = 0) -> None:
        self._table, self._key, self._value, self._count = table, key, value, count
        self._kept: dict[K, V | None] = {}

    def _read(self, key: K) -> V | None:
        if len(self._kept) >= KEPT:
            self._kept.clear()
        record = self._table.get(self._key(key))
        found = self._kept[key] = None if record is None else self._value(record)
        return found

    def get(self, key: K, default: Any = None) -> Any:
        """The value, or the default."""
        found = self._kept[key] if key in self._kept else self._read(key)
        return default if found is None else found

    def __getitem__(self, key: K) -> V:
        found = self._kept.get(key) or self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Any]:
        return (key.decode() for key, _ in self._table.items())

    def __len__(self) -> int:
        return self._count


def _utf8(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")  # what was typed may hold half a letter: nobody has such a key


class StoredLabels(Sequence[Label]):
    """The labels by number; the compiled core reads their records itself."""

    def __init__(self, table: Records) -> None:
        self._table = table
        self.file, self.place = table.file, table.place
        self._kept: dict[int, Label] = {}

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, number: Any) -> Any:
        found = self._kept.get(number)
        if found is None:
            if len(self._kept) >= KEPT_LABELS:
                self._kept.clear()
            found = self._kept[number] = LabelRecord(self._table, number).label()
        return found

    def told(self, number: int, name_at: int, *head: Any) -> Label:
        """A label of which the core has told where its name begins, kind, family, client, group and text."""
        return self._kept.get(number) or Label.later(LabelRecord(self._table, number, name_at), *head)

    @property
    def mapped(self) -> Any:
        """The mapped file, or None."""
        return self.file.mapped

    def beside(self, numbers: Iterable[int]) -> list[bytes]:
        """The records of labels that are not in the file: there are none."""
        return []

    def record(self, number: int) -> bytes:
        """The record of a label."""
        return self._table[number]


class StoredBook(Book):
    """A book in the file. ``people``: one of the managers, whose table is read at each call: absences change daily."""

    def __init__(self, tables: Tables, people: Book, fingerprint: str, country: str = HOME) -> None:
        notes = tables.notes
        super().__init__(
            people.managers,
            Stored(tables.map("groups"), _utf8, lambda record: read_entry(record, GROUP), notes["groups"]),
            Stored(tables.map("clients"), _utf8, lambda record: read_entry(record, CLIENT), notes["clients"]),
            fingerprint,
            country,
            spellings=people.spellings,
            unread={**notes["unread"], **people.unread},
        )
        self.__dict__.update(
            members=Stored(tables.map("members"), _utf8, loads),
            children=Stored(tables.map("children"), _utf8, loads),
            owned=notes["owned"],
            loose=tuple(notes["loose"]),
        )


def stored_directory(tables: Tables, book: Book, cuts: Cuts) -> Directory:
    """The directory of an open file."""
    labels = StoredLabels(tables.list("labels"))
    return Directory(
        book=book,
        labels=labels,
        index=StoredIndex(tables.list("index"), tables.list("index.many"), len(labels)),
        by_identifier=Stored(tables.map("identifiers"), _two, loads),
        families=tables.notes["families"],
        brands=Stored(tables.map("brands"), _utf8, loads),
        called=Stored(tables.map("clients"), _utf8, read_name).__getitem__,
        cuts=cuts,
        denied=Stored(tables.map("denied"), _utf8, loads, sum(not answer for *_, answer in tables.notes["taught"])),
    )


def _two(key: tuple[str, str]) -> bytes:
    return "\0".join(key).encode()
