"""The rows of an export that is a table of clients: which are clients, and what is left of those not read whole.

What is no client (a total, a title, a header said again, requisites of the row above) is told as ``reassign`` tells it.
Of a row that has too many or too few cells only its name can be relied on, and its id: all else of it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, messages
from leadcli.domain.places import Place, Problem, Record
from leadcli.domain.problems import problem
from leadcli.fields.crm_presets import Layout
from leadcli.fields.headers import placed
from leadcli.fields.rows.row_kinds import REASONS, Kind, Row, kind_of

NAMED = 5  # rows that are named


@frozen
class Sorted:
    """Clients; those of which the row is not whole; and by kind where rows stand that are none."""

    clients: tuple[Record, ...]
    broken: tuple[Record, ...]
    left: Mapping[Kind, Sequence[Place]]

    @property
    def said(self) -> list[Message]:
        """What is to be said of rows that are no clients, and of those not read whole."""
        told = [
            messages("{count} row is left out: {reason} ({rows})", "{count} rows are left out: {reason} ({rows})",
                     len(places), reason=REASONS[kind], rows=_rows(places))
            for kind, places in self.left.items()
        ]  # fmt: skip
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

    def is_client(record: Record) -> bool:
        layout = layouts.get(record.columns)
        if layout is None:
            fields = {field: index for index, field in placed(record.columns, columns).items()}
            layout = layouts[record.columns] = Layout("plain", fields, record.columns, "name")
        if "name" not in layout.fields:
            return True  # the mapping is to be mended first
        kind, sure = kind_of(Row(record.place.line, [str(cell) for cell in record.values]), layout, book)
        if kind and sure:
            left.setdefault(kind, []).append(record.place)
        return not (kind and sure)

    clients = tuple(filter(is_client, records))
    return Sorted(clients, tuple(filter(is_client, lost)), left)


def problems_of(found: Sorted) -> list[Problem]:
    """What is to be told of rows that are no clients, and of those not read whole, each kind once."""
    told = [
        problem("rows-left", places[0], count=len(places), reason=REASONS[kind], rows=_rows(places))
        for kind, places in found.left.items()
    ]
    if found.broken:
        places = [each.place for each in found.broken]
        told.append(problem("rows-broken", places[0], count=len(places), rows=_rows(places)))
    return told


def _rows(places: Sequence[Place]) -> str:
    """The lines of the first few rows, and a mark of more."""
    return ", ".join(str(place.line) for place in places[:NAMED]) + (" …" if len(places) > NAMED else "")
