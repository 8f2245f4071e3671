"""Rows of one company: a row without an owner is not given away where another row of the company has one.

Two rows are one legal entity if they share a number (INN, OGRN …), an id with the same name, or the same name where
neither city nor numbers say otherwise. Unknown is never taken for no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leadcli.assignment.rows import Line, Numbers
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import message
from leadcli.names.geography import city_of

Told = tuple[str, str, Numbers]


@frozen
class Owned:
    """A row that has an owner: its number and city, and whose it is; ``""`` where that is not understood."""

    row: int
    owner: str
    city: str
    numbers: Numbers

    @property
    def told(self) -> Told:
        """All but which row it is."""
        return self.owner, self.city, self.numbers


class OwnedRows:
    """The rows of an export that have an owner, found by what a company is known by."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._by: dict[int, Owned | dict[Told, Owned]] = {}  # most marks are of one row

    def add(self, line: Line, owner: str, city: str) -> None:
        """A row that has an owner; ``""``: its owner's cell says something that is not understood."""
        own = Owned(line.row, owner, city_of(city) if city else "", line.numbers)
        for kind, mark in _marks(line.numbers, line.id, line.key):
            found = self._by.setdefault(hash((kind, mark)), own)
            if found is not own:
                several = {found.told: found} if isinstance(found, Owned) else found
                several.setdefault(own.told, own)
                self._by[hash((kind, mark))] = several

    def another(self, line: Line, key: str, city: str) -> Owned | None:
        """Another row of the same company, one whose owner is not understood first. ``key``: see ``Line.key``."""
        city = city_of(city) if city else ""
        found = [
            each
            for kind, mark in _marks(line.numbers, line.id, key)
            for each in self._of(hash((kind, mark)))
            if each.row != line.row and (kind != "name" or _alike(each, city, line.numbers))
        ]
        return min(found, key=lambda each: (bool(each.owner), each.row), default=None)

    def _of(self, mark: int) -> Iterable[Owned]:
        found = self._by.get(mark)
        return found.values() if isinstance(found, dict) else (found,) if found else ()

    def asked(self, line: Line, other: Owned) -> Line:
        """A row without owner, once another row of its company has one: it is asked about."""
        if other.owner:
            manager = self._book.managers[other.owner].name
            why = message("row {row} has this name too and is {manager}'s; is it the same company?",
                          row=other.row, manager=manager)  # fmt: skip
        else:
            why = message("row {row} is the same company, and whose that row is is not clear", row=other.row)
        return replace(
            line, new=other.owner, action="ask", rule="", reason=why, kind="double", able=(), shares=(), rota="",
            otherwise="",
        )  # fmt: skip


def _marks(numbers: Numbers, own: str, key: str) -> Iterator[tuple[str, str]]:
    yield from numbers
    if key:
        yield "name", key
        if own:
            yield "id", f"{own} {key}"


def _alike(one: Owned, city: str, numbers: Numbers) -> bool:
    """Whether neither the city nor a number says that two rows of one name are two companies."""
    if one.city and city and one.city != city:
        return False
    ours, theirs = dict(numbers), dict(one.numbers)
    return not any(theirs.get(kind, value) != value for kind, value in ours.items())
