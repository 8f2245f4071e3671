"""Rows that stand in blocks: under a title that names their manager, or below the one row that says the owner of all.

Who reads the sheet reads such an owner into the empty cells; to give those rows away would take clients from somebody.
So they are asked about, and so is a bare name among rows that all have numbers: it is a title, as likely as not.
"""

from __future__ import annotations

from leadcli.assignment.rows import ALONE, Line, served
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.fields.crm_presets import Layout
from leadcli.fields.identifiers import IDENTIFIERS
from leadcli.fields.people import Named, named
from leadcli.fields.rows.row_kinds import Kind, Row, is_owners_header, owner_of_title
from leadcli.names import parse

FEWEST = 3  # rows with a number that a bare name is held against


class RowBlocks:
    """What all rows of an export tell of one without an owner: seen once, then asked row by row in the same order."""

    def __init__(self, layout: Layout, book: Book) -> None:
        fields = layout.fields
        self._book = book
        self._name, self._owner = fields.get("name", -1), fields.get("owner", -1)
        self._keys = [fields[field] for field in ("id", *IDENTIFIERS) if field in fields]
        self._first: bool | None = None  # whether the first row says an owner
        self._owners: set[str] = set()
        self._repeated = False
        self._blank = self._keyed = self._unkeyed = 0
        self._bare_before, self._above_headers = 0, set[int]()
        self._above: Named | None = None  # whom the last title or, in a sheet of blocks, the last owner's cell names

    def see(self, line: Line | None, row: Row) -> None:
        """A row, before any is asked about. ``line``: None of one whose owner's cell says nothing."""
        if self._owner < 0 or not (row.cells[self._name] if self._name >= 0 else ""):
            return
        owner = row.cells[self._owner]
        if owner and (line is None or not (line.old or line.key)):  # no client
            if is_owners_header(owner):
                self._above_headers.add(self._bare_before)
            return
        self._first = bool(owner) if self._first is None else self._first
        self._repeated |= bool(owner) and owner in self._owners
        bare = not owner and self._bare(row)
        if owner:
            self._owners.add(owner)
        else:
            self._blank += 1
        if any(row.cells[key] for key in self._keys):
            self._keyed += 1
        elif not bare:
            self._unkeyed += 1
        self._bare_before = row.number if bare else 0

    def asked(self, line: Line, row: Row) -> Line:
        """A row as it is judged so far, asked about where it would be given away and its block may say whose it is."""
        if line.kind == "title":
            self._above = owner_of_title(line.caller or line.id, self._book) or self._above
        elif self._once_a_block and line.was and line.kind != "header":
            self._above = named(self._book, line.was)
        if line.action != "change" or line.was or served(line.client, self._book):
            return line
        if self._above is not None and self._above.kind != "nobody":
            manager = self._above.manager
            return _asked(line, "block", UNDER if manager else UNDER_UNKNOWN, manager)
        title = row.number in self._above_headers or (self._keyed >= FEWEST and not self._unkeyed and self._bare(row))
        return _asked(line, "perhaps", ALONE) if title and not parse(line.caller).forms else line

    @property
    def _once_a_block(self) -> bool:
        """Whether each owner is written once, above the rest of his rows: first the owner, and no owner twice."""
        return bool(self._first) and not self._repeated and 1 < len(self._owners) <= self._blank

    def _bare(self, row: Row) -> bool:
        """Whether nothing but a name stands in a row."""
        return not any(cell for place, cell in enumerate(row.cells) if place != self._name)


UNDER = message("its own cell is empty, and the owner named above it seems to be its owner, too; is it?")
UNDER_UNKNOWN = message("its own cell is empty, and whom the owner's name above it means is not clear")


def _asked(line: Line, kind: Kind, why: Message, manager: str = "") -> Line:
    return replace(
        line, new=manager, action="ask", rule="", reason=why, kind=kind, able=(), shares=(), rota="", otherwise=""
    )
