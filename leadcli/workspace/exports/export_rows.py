"""The rows of an export that is a table of clients: which are clients, and what is left of those not read whole.

What is no client (a total, a title, a header said again, requisites of the row above) is told as ``reassign`` tells it.
Of a row that has too many or too few cells only its name can be relied on, and its id: all else of it is unknown. Where
its name is not there either, nobody knows which company it is.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, messages
from leadcli.domain.places import Place, Problem, Record
from leadcli.domain.problems import problem
from leadcli.fields.crm_presets import Layout
from leadcli.fields.headers import placed
from leadcli.fields.rows.row_kinds import REASONS, Kind, Row, kind_of
from leadcli.fields.rows.row_words import plain

NAMED = 5  # rows that are named
LOST = ("rows-broken", "rows-unread")  # problems of rows that are not read whole, or not at all
UNSURE: tuple[Kind, ...] = ("nameless", "continuation")  # of a row that is not whole: its name may be what is missing


@frozen
class Sorted:
    """Clients; those of which the row is not whole, and those of which not even the name is read; by kind, no clients.

    Each row is in one of them.
    """

    clients: tuple[Record, ...]
    broken: tuple[Record, ...]
    unread: tuple[Record, ...]
    left: Mapping[Kind, Sequence[Place]]

    @property
    def said(self) -> list[Message]:
        """What is to be said of rows that are no clients, and of those not read whole, or not at all."""
        told = [
            messages("{count} row is left out: {reason} ({rows})", "{count} rows are left out: {reason} ({rows})",
                     len(places), reason=REASONS[kind], rows=_rows(places))
            for kind, places in self.left.items()
        ]  # fmt: skip
        return [*told, *self.lost]

    @property
    def lost(self) -> list[Message]:
        """What is to be said of rows that are not read whole, or not at all."""
        told: list[Message] = []
        if self.unread:
            told.append(
                messages("{count} row cannot be read, so it is not known which company it is: {rows}",
                         "{count} rows cannot be read, so it is not known which companies they are: {rows}",
                         len(self.unread), rows=_rows([each.place for each in self.unread]))
            )  # fmt: skip
        if self.broken:
            told.append(
                messages("{count} row is not read whole, only its name counts: {rows}",
                         "{count} rows are not read whole, only their names count: {rows}",
                         len(self.broken), rows=_rows([each.place for each in self.broken]))
            )  # fmt: skip
        return told


def sort_rows(records: Iterable[Record], lost: Iterable[Record], columns: Mapping[str, str], book: Book) -> Sorted:
    """The rows of an export by what they are. ``lost``: those not read whole; ``book``: who works here."""
    layouts: dict[tuple[str, ...], Layout] = {}
    left: dict[Kind, list[Place]] = {}

    def layout_of(record: Record) -> Layout:
        layout = layouts.get(record.columns)
        if layout is None:
            fields = {field: index for index, field in placed(record.columns, columns).items()}
            layout = layouts[record.columns] = Layout("plain", fields, record.columns, "name")
        return layout

    def is_client(record: Record, unsure: Container[Kind] = ()) -> bool:
        layout = layout_of(record)
        if "name" not in layout.fields:
            return True  # the mapping is to be mended first
        kind, sure = kind_of(Row(record.place.line, [str(cell) for cell in record.values]), layout, book)
        if not kind or not sure or kind in unsure:
            return True
        left.setdefault(kind, []).append(record.place)
        return False

    def is_named(record: Record) -> bool:
        at = layout_of(record).fields.get("name")
        return at is None or bool(plain(str(record.values[at])))

    clients = tuple(filter(is_client, records))
    broken = [record for record in lost if is_client(record, UNSURE)]
    unread = tuple(record for record in broken if not is_named(record))
    return Sorted(clients, tuple(filter(is_named, broken)), unread, left)


def problems_of(found: Sorted) -> list[Problem]:
    """What is to be told of rows that are no clients, and of those not read whole or not at all, each kind once."""
    told = [
        problem("rows-left", places[0], count=len(places), reason=REASONS[kind], rows=_rows(places))
        for kind, places in found.left.items()
    ]
    for code, records in zip(LOST, (found.broken, found.unread), strict=True):
        if records:
            places = [each.place for each in records]
            told.append(problem(code, places[0], count=len(places), rows=_rows(places)))
    return told


def _rows(places: Sequence[Place]) -> str:
    """The lines of the first few rows, and a mark of more."""
    return ", ".join(str(place.line) for place in places[:NAMED]) + (" …" if len(places) > NAMED else "")
