"""Rows of one company: a row without an owner is not given away where another row of the company has one.

Two rows are one legal entity if they share a number (INN, OGRN …), an id with the same name, or the same name where
neither city nor numbers say otherwise. Unknown is never taken for no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leadcli.assignment.rows import Line, Numbers
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, message
from leadcli.fields.rows.row_words import copy_of
from leadcli.names import parse
from leadcli.names.geography import city_of
from leadcli.resolution import Directory

Told = tuple[str, str, Numbers]


@frozen
class Owned:
    """A row that has an owner: its number and city, and whose it is; ``""`` where that is not understood."""

    row: int
    owner: str
    city: str
    numbers: Numbers

    def denies(self, says: Mapping[str, str]) -> bool:
        """Whether its city or a number is another than what is said."""
        return any(says.get(kind, value) != value for kind, value in _says(self.city, self.numbers).items())

    @property
    def told(self) -> Told:
        """All but which row it is."""
        return self.owner, self.city, self.numbers


class OfOneMark:
    """Rows that have one mark: the first that may be one company with another row, found without going through all.

    What a row says of its company, its city and its numbers, is by kind; rows are found by what they say of the kinds
    that the one asking tells too.
    """

    __slots__ = ("_by_kinds", "_told")

    def __init__(self, one: Owned) -> None:
        self._told: dict[Told, Owned] = {one.told: one}
        self._by_kinds: dict[tuple[str, ...], dict[tuple[str, ...], Table]] = {}

    def add(self, one: Owned) -> None:
        """One more; of those that tell alike the first counts."""
        self._told.setdefault(one.told, one)

    def first(self, row: int, says: Mapping[str, str]) -> Owned | None:
        """The first that is not ``row`` and denies nothing that is said; of unclear owners first."""
        if not self._by_kinds:
            for kinds in {tuple(_says(each.city, each.numbers)) for each in self._told.values()}:
                self._by_kinds[kinds] = {}
        found = []
        for kinds, tables in self._by_kinds.items():
            both = tuple([kind for kind in kinds if kind in says])
            if both not in tables:
                tables[both] = self._table(kinds, both)
            alike = tables[both].get(tuple([says[kind] for kind in both]), ())
            found += [each for each in alike if each.row != row]
        return min(found, key=_precedence, default=None)

    def _table(self, kinds: tuple[str, ...], both: tuple[str, ...]) -> Table:
        """Of the rows that tell such kinds the first two by what they say of some of them."""
        table: Table = {}
        for each in sorted(self._told.values(), key=_precedence):
            says = _says(each.city, each.numbers)
            if tuple(says) == kinds:
                alike = table.setdefault(tuple([says[kind] for kind in both]), [])
                alike += [each] if len(alike) < 2 else []
        return table


Table = dict[tuple[str, ...], list[Owned]]


def _precedence(one: Owned) -> tuple[bool, int]:
    return bool(one.owner), one.row


def _says(city: str, numbers: Numbers) -> dict[str, str]:
    """What is said of a company beside its name, by kind."""
    return {"city": city, **dict(numbers)} if city else dict(numbers)


class OwnedRows:
    """The rows of an export that have an owner, found by what a company is known by."""

    def __init__(self, book: Book, parents: bool = False) -> None:
        """``parents``: whether rows name the companies above them, by an id or a name, which are asked for."""
        self._book, self._parents = book, parents
        self._by: dict[int, Owned | OfOneMark] = {}  # most marks are of one row

    def add(self, line: Line, owner: str, city: str) -> None:
        """A row that has an owner; ``""``: its owner's cell says something that is not understood."""
        own = Owned(line.row, owner, city_of(city) if city else "", line.numbers)
        alone = [("own id", line.id)] if self._parents and line.id else []
        for kind, mark in (*_marks(line.numbers, line.id, line.key), *alone):
            found = self._by.setdefault(hash((kind, mark)), own)
            if found is not own:
                several = OfOneMark(found) if isinstance(found, Owned) else found
                several.add(own)
                self._by[hash((kind, mark))] = several

    def another(self, line: Line, key: str, city: str) -> Owned | None:
        """Another row of the same company, one whose owner is not understood first. ``key``: see ``Line.key``."""
        if not self._by:
            return None
        says = _says(city_of(city) if city else "", line.numbers)
        found = [
            one
            for kind, mark in _marks(line.numbers, line.id, key)
            if (one := self._first(hash((kind, mark)), line.row, says if kind == "name" else {})) is not None
        ]
        return min(found, key=_precedence, default=None)

    def parent(self, line: Line, text: str) -> Line:
        """A row that would be given away, asked about where the row of the company above it has an owner."""
        key = parse(text, note=True).key
        for mark in (("own id", text), ("name", key)) if key else ():
            if (other := self._first(hash(mark), line.row, {})) is not None:
                manager = self._book.managers[other.owner].name if other.owner else ""
                whose = message("row {row}, which it names as its parent, is {manager}'s: is this one, too?",
                                row=other.row, manager=manager)  # fmt: skip
                unclear = message("whose row {row} is, which it names as its parent, is not clear", row=other.row)
                return _doubted(line, other.owner, whose if manager else unclear)
        return line

    def _first(self, mark: int, row: int, says: Mapping[str, str]) -> Owned | None:
        found = self._by.get(mark)
        if isinstance(found, OfOneMark):
            return found.first(row, says)
        return found if found is not None and found.row != row and not found.denies(says) else None

    def copied(self, line: Line, city: str, directory: Directory) -> Line:
        """A row that would be given away, asked about where its name says that it is a copy of another card."""
        name, sure = copy_of(line.caller)
        key = parse(name, note=True).key if name else ""
        if not key:
            return line
        if other := self.another(line, key, city):
            return self.asked(line, other)
        found = {directory.labels[number].client_id for number in directory.by_key.get(key, ())}
        cards = [self._book.clients[each] for each in found if self._book.has_active_owner(each)]
        if len(cards) == 1:
            why = message("by its name it is a copy of {client}, which is {manager}'s; is it the same company?",
                          client=cards[0].name, manager=self._book.managers[cards[0].owner].name)  # fmt: skip
            return _doubted(line, cards[0].owner, why)
        unknown = message("by its name it is a copy of another card; is it the same company?")
        return _doubted(line, "", unknown) if sure or parse(name).forms else line

    def asked(self, line: Line, other: Owned) -> Line:
        """A row without owner, once another row of its company has one: it is asked about."""
        if other.owner:
            manager = self._book.managers[other.owner].name
            why = message("row {row} has this name too and is {manager}'s; is it the same company?",
                          row=other.row, manager=manager)  # fmt: skip
        else:
            why = message("row {row} is the same company, and whose that row is is not clear", row=other.row)
        return _doubted(line, other.owner, why)


def _doubted(line: Line, owner: str, why: Message) -> Line:
    return replace(
        line, new=owner, action="ask", rule="", reason=why, kind="double", able=(), shares=(), rota="", otherwise=""
    )


def _marks(numbers: Numbers, own: str, key: str) -> Iterator[tuple[str, str]]:
    yield from numbers
    if key:
        yield "name", key
        if own:
            yield "id", f"{own} {key}"
