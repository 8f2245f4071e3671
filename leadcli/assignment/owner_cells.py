"""What a plan must know of owners' cells beyond their text: a formula is not written over, a merged cell is one cell.

A merged range is written once, in its first cell, and only where all its rows get the same owner; else they are asked.
Under a title that names a manager, or below the one row that says the owner of all, a reader of the sheet reads that
owner into the empty cells: to give such rows away would take clients from somebody, so they are asked about. So is a
bare name among rows that all have numbers, or fill one column: it is a title, as likely as not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from leadcli.assignment.rows import ALONE, Line
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.fields.crm_presets import Layout
from leadcli.fields.headers import header_key
from leadcli.fields.identifiers import IDENTIFIERS
from leadcli.fields.people import Named, as_above, named
from leadcli.fields.people.roster import beginnings, one, roster_of
from leadcli.fields.rows.row_kinds import FORMULA, Kind, Row, is_owners_header, owner_of_title
from leadcli.fields.table import by_header
from leadcli.names import parse

MERGED = message("the owner's cell is merged with others, and its rows would get different owners")


def as_cells_allow(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of a plan, in row order, with those asked about whose cells cannot be written."""
    merged: list[Line] = []  # a row, and those below whose owner's cell is covered by its own
    for line in lines:
        if line.mark != "covered":
            yield from _agreed(merged)
            merged.clear()
        merged.append(line)
    yield from _agreed(merged)


def _agreed(lines: list[Line]) -> Iterator[Line]:
    """The rows of one cell, which change together or are asked about."""
    if len({(line.action == "change", line.new) for line in lines if line.kind not in NO_ROWS}) > 1:
        yield from (_unwritten(line, "merged", MERGED) for line in lines)
    elif lines and lines[0].mark == "formula":
        yield from (_unwritten(line, *FORMULA) for line in lines)
    else:
        yield from lines


NO_ROWS = ("blank", "continuation")


def _unwritten(line: Line, kind: Kind, why: Message) -> Line:
    return _asked(line, kind, why) if line.action == "change" else line


def _asked(line: Line, kind: Kind, why: Message, manager: str = "") -> Line:
    return replace(
        line, new=manager, action="ask", rule="", reason=why, kind=kind, able=(), shares=(), rota="", otherwise=""
    )


# --- an empty cell whose owner stands above it ------------------------------------------------------------------------
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
        self._blank = self._led = self._keyed = self._bare_rows = self._full_rows = 0
        self._told = [n for n in range(len(layout.columns)) if n not in (self._name, self._owner)]  # by all full rows
        self._unkeyed = False  # whether a row that says more than a name has no key
        self._after_owner = False
        self._bare_before, self._above_headers = 0, set[int]()
        # Whom the last title, one above the header too, or, in a sheet of blocks, the last owner's cell names.
        self._above = _named_above(layout.above, book)
        self._summed = False  # whether a sum of an owner stands below the rows of his block, as in a pivot table
        self._spoken = ""  # the last owner's cell that says something
        self._elsewhere = False  # whether the last header of the rows above names other columns than the table's
        self._last = ""  # whom the owner's cell of the client above names, itself or by a ditto mark

    def see(self, line: Line | None, row: Row) -> None:
        """A row, before any is asked about. ``line``: None of one whose owner's cell says nothing."""
        owner = row.cells[self._owner] if self._owner >= 0 else ""
        if self._owner < 0 or not (row.cells[self._name] if self._name >= 0 else ""):
            self._summed |= bool(self._spoken) and owner != self._spoken and self._spoken in owner
            return
        self._spoken = owner or self._spoken
        if owner and (line is None or not (line.old or line.key)):  # no client
            if any(map(is_owners_header, row.cells)):
                self._above_headers.add(self._bare_before)
            return
        self._first = bool(owner) if self._first is None else self._first
        self._repeated |= bool(owner) and owner in self._owners
        bare = not owner and self._bare(row)
        if owner:
            self._owners.add(owner)
        else:
            self._blank += 1
            self._led += self._after_owner
        self._after_owner = bool(owner)
        if bare:
            self._bare_rows += 1
        else:
            self._full_rows += 1
            if self._told:
                self._told = [n for n in self._told if row.cells[n]]
        if any(row.cells[key] for key in self._keys):
            self._keyed += 1
        elif not bare:
            self._unkeyed = True
        self._bare_before = row.number if bare else 0

    def asked(self, line: Line, row: Row) -> Line:
        """A row as it is judged so far, asked about where it would be given away and its block may say whose it is."""
        if line.kind == "title":
            said = line.caller or line.id
            beside = next((cell for cell in row.cells if cell and cell != said), "")
            self._above = owner_of_title(said, self._book, beside) or self._above
        elif self._once_a_block and line.was and line.kind != "header":
            self._above = named(self._book, line.was)
        if line.kind == "owner" and as_above(line.was):
            return _asked(line, "block", DITTO, self._last)
        if line.action != "skip":
            self._last = line.old
        if line.kind == "header":
            self._elsewhere = self._owner >= 0 and self._names_other_columns(row)
        if self._elsewhere and line.action == "change":
            return _asked(line, "block", ELSEWHERE)
        if line.action != "change" or line.was or self._book.has_active_owner(line.client):
            return line
        if self._above is not None and self._above.kind != "nobody":
            manager = self._above.manager
            return _asked(line, "block", UNDER if manager else UNDER_UNKNOWN, manager)
        title = row.number in self._above_headers or (self._bare_is_odd and self._bare(row))
        return _asked(line, "perhaps", ALONE) if title and not parse(line.caller).forms else line

    def _names_other_columns(self, row: Row) -> bool:
        """Whether a header that stands again has its owners elsewhere; not one that is the first one's second line."""
        own = row.cells[self._owner]
        if is_owners_header(own):
            return False
        of_people = not own or header_key(own) in by_header("managers")  # «ФИО» below «Менеджер»
        return row.number > 1 or not of_people or any(map(is_owners_header, row.cells))

    @property
    def _bare_is_odd(self) -> bool:
        """Whether the rows that say more than a name all have a number, or, being the most, all fill some column."""
        if self._keyed >= FEWEST and not self._unkeyed:
            return True
        return bool(self._told) and self._full_rows >= FEWEST and self._full_rows > self._bare_rows

    @property
    def _once_a_block(self) -> bool:
        """Whether each owner is written once, above the rest of his rows, as an outline is.

        The first row says one, none is said twice, most are followed by an empty cell, and few of all cells are full.
        """
        if self._summed and self._led:
            return True
        owners = len(self._owners)
        empty = owners if self._owner < self._name else 2 * owners
        return (
            bool(self._first) and not self._repeated and owners > 1 and 2 * self._led > owners and self._blank >= empty
        )

    def _bare(self, row: Row) -> bool:
        """Whether nothing but a name stands in a row."""
        return not any(cell for place, cell in enumerate(row.cells) if place != self._name)


def _named_above(rows: Sequence[Sequence[str]], book: Book) -> Named | None:
    """Whom the rows above a header name as the manager of all: «Менеджер: Ольга», «Отбор: Менеджер Равно "Ольга"»."""
    for cells in reversed(rows):
        text, *more = [cell for cell in cells if cell] or [""]
        if not more and ":" not in text and roster_of(book).beginnings.isdisjoint(beginnings(text)):
            continue  # most files and sheets are called after nobody
        if found := owner_of_title(text, book, more[0] if more else ""):
            return found
        if said := roster_of(book).mentioned(" ".join(cells)):
            return one(*said) if len(said) == 1 else Named("ambiguous", "", said)
    return None


DITTO = message("its own cell says that it is the owner of the row above; is it?")
ELSEWHERE = message("a header above it names other columns than the first one: whose client is it?")
UNDER = message("its own cell is empty, and the owner named above it seems to be its owner, too; is it?")
UNDER_UNKNOWN = message("its own cell is empty, and whom the owner's name above it means is not clear")
