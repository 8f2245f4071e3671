"""An export as the table of clients: which column is proposed for what, which is left and why, what is in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from leadcli.api.column_mapping import hold_mapped, mapping_of, to_choose_from
from leadcli.api.parameters import Spelt, as_option
from leadcli.api.starting.export_groups import is_folder
from leadcli.api.starting.export_managers import managers_of
from leadcli.api.starting.home_country import country_of
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import Record
from leadcli.fields.headers import header_key, numbered, placed
from leadcli.fields.rows.addresses import city_in
from leadcli.fields.rows.slashed_days import is_slashed, order_of
from leadcli.fields.table import ADDRESSES, CLIENT, SOURCES, located, rivals
from leadcli.io.tables import Table, read_table
from leadcli.workspace.exports.export_rows import Sorted, sort_rows
from leadcli.workspace.sources import OF_HEADERS, served
from leadcli.workspace.table_rows import Part, Row, RowReader

FIELDS = SOURCES["clients"]
NEEDED = ("name", "owner")
ADDRESS_SHARE = 0.5  # of the cells of a column of addresses, at least, must tell a city
UNREAD_SHARE = 0.2  # of a column's cells: one of which more is not understood holds something else


@frozen
class Choice:
    """Columns between which a person is to choose for a field; the first is proposed.

    ``none``: it may have none; ``was``: the one that had it in an earlier export.
    """

    field: str
    columns: tuple[str, ...]
    none: bool = False
    was: str = ""


@frozen
class ReadExport:
    """An export that is to be a table of clients.

    ``columns``: column -> field, as proposed; ``left``: column -> why it is not used though it could be; ``choices``:
    what is in doubt. ``records`` are clients, ``broken`` those of which the row is not whole; ``said`` tells of rows
    that are none, ``lost`` of those not whole or not read. ``shown``: what it is called; ``sheet``: the one that is
    read, of a workbook with several; ``prefix``: what its ids begin with, where another export has the same.
    """

    path: Path
    header: tuple[str, ...]
    records: tuple[Record, ...]
    columns: Mapping[str, str]
    left: Mapping[str, Message]
    choices: tuple[Choice, ...]
    broken: tuple[Record, ...] = ()
    said: tuple[Message, ...] = ()
    shown: str = ""
    sheet: str = ""
    prefix: str = ""
    lost: tuple[Message, ...] = ()

    def texts(self, field: str) -> list[str]:
        """What the rows have in a field's column; nothing where no column is the field's."""
        return cells_of(self.records, self.columns, field)

    def above(self) -> list[str]:
        """What the rows have as the company above: see ``with_prefix``."""
        return with_prefix(self.texts("parent"), self.texts("id"), self.prefix)


def cells_of(records: Sequence[Record], columns: Mapping[str, str], field: str) -> list[str]:
    """What some rows have in a field's column; nothing where no column is the field's."""
    header = records[0].columns if records else ()
    index = next((n for n, f in placed(header, columns).items() if f == field), -1)
    return [str(record.values[index]) for record in records] if index >= 0 else []


def address_told(export: ReadExport) -> list[Message]:
    """Of how many rows the address tells a city, where the city is read of addresses."""
    column = next((column for column, field in export.columns.items() if field == "city"), "")
    if header_key(column) not in ADDRESSES:
        return []
    filled = [text for text in export.texts("city") if text]
    count = sum(bool(city_in(text)) for text in filled)
    return [message("{column}: the city is read of the address where that is certain: {count} of {whole}",
                    column=column, count=count, whole=len(filled))]  # fmt: skip


def with_prefix(above: Sequence[str], ids: Sequence[str], prefix: str) -> list[str]:
    """The companies above that are named by an ``id`` of the same file, with the prefix that this has."""
    own = set(ids) if prefix else set[str]()
    return [f"{prefix}{text}" if text in own and text else text for text in above]


def read_export(
    path: Path, mapped: Iterable[str], encoding: str, delimiter: str, sheet: str, country: str,
    spelt: Spelt = as_option, shown: str = "",
) -> ReadExport:  # fmt: skip
    """An export with the proposal how to read it.

    ``country``: by whose customs numbers and days are written where it does not tell one. ``shown``: what it is called,
    if not as its file.

    Raises:
        Refusal: It cannot be read whole, or no column holds names or owners.
    """
    pairs, shown = mapping_of(mapped, FIELDS, spelt), shown or path.name
    table = read_table(path, shown, partial(_fields_of, pairs=pairs), NEEDED, encoding, delimiter, sheet)
    table = served(table)
    hold_whole(shown, table, encoding)
    header = table.records[0].columns
    hold_mapped(shown, header, pairs, spelt)
    said = placed(header, pairs)
    found = located(header, FIELDS, said)
    if "city" not in found and (address := _address(table.records, set(found.values()) | said.keys())) >= 0:
        found["city"] = address
    people = () if "owner" in found else _people(table.records, set(found.values()) | said.keys())
    if people:
        found["owner"] = people[0]
    for field in NEEDED:
        if field not in found:
            raise Refusal(
                message("{file}: no column is known to hold the {field}", file=shown, field=field),
                message(
                    "say which: {option} COLUMN={field}; the columns are: {columns}",
                    option=spelt("columns"), field=field, columns=to_choose_from(header, found.values()),
                ),
            )  # fmt: skip
    choices = [Choice("owner", tuple(numbered(header, n) for n in people))] if people else []
    choices += [
        Choice(field, tuple(numbered(header, n) for n in (found[field], *others)))
        for field, others in rivals(header, found).items()
        if found[field] not in said
    ]
    left: dict[str, Message] = {}
    told = clients_in(table, {numbered(header, index): field for field, index in found.items()})
    country = country_of([(told.clients, {numbered(header, n): f for f, n in found.items()})]) or country
    rows = _rows(told.clients, header, found, country)
    for field, why in _not_used(rows, found, set(said.values()), country).items():
        left[numbered(header, found.pop(field))] = why
    if "group" in found:  # what a CRM calls so is a name, and what a company above is called will do for it
        found.setdefault("parent", found["group"])
        del found["group"]
    columns = {numbered(header, index): field for field, index in sorted(found.items(), key=lambda item: item[1])}
    return ReadExport(
        path, header, told.clients, columns, left, tuple(choices), told.broken, (*table.doubts(), *told.said), shown,
        sheet, lost=tuple(told.lost),
    )  # fmt: skip


def chosen(export: ReadExport, choice: Choice, column: str) -> ReadExport:
    """The export with another column for a field."""
    columns = {c: f for c, f in export.columns.items() if f != choice.field} | {column: choice.field}
    return replace(export, columns=columns)


def _people(records: Sequence[Record], taken: Collection[int]) -> tuple[int, ...]:
    """The columns that may hold the owners by what stands in them, the likeliest first."""
    from leadcli.fields.people.columns_of_people import columns_of_people  # most headers say it

    rows = [[value if isinstance(value, str) else "" for value in record.values] for record in records]
    return tuple(columns_of_people(records[0].columns, rows, taken))


def _address(records: Sequence[Record], taken: Collection[int]) -> int:
    """The column of addresses that tells cities; -1 where there is none."""
    for index, column in enumerate(records[0].columns):
        if index not in taken and header_key(column) in ADDRESSES:
            filled = [text for record in records if (text := str(record.values[index]))]
            if filled and sum(bool(city_in(text)) for text in filled) >= ADDRESS_SHARE * len(filled):
                return index
    return -1


def clients_in(table: Table, columns: Mapping[str, str]) -> Sorted:
    """The rows of an export that are clients: first by themselves, then in the light of whom they name as managers."""
    found = sort_rows(table.records, table.lost, columns, Book())
    places = [index for index, field in placed(table.records[0].columns, columns).items() if field == "owner"]
    people = managers_of(str(record.values[index]) for record in found.clients for index in places).managers
    return sort_rows(table.records, table.lost, columns, Book(managers=people))


def _fields_of(cells: Sequence[str], pairs: Mapping[str, str]) -> dict[str, int]:
    return located(cells, FIELDS, placed(cells, pairs))


def hold_whole(file: str, table: Table, encoding: str) -> None:
    """Refuse an export of which rows are lost. ``file``: what it is called."""
    faults = [found for found in table.problems if found.stops == "all" and found.code not in OF_HEADERS]
    if not table.records and not faults:
        raise Refusal(message("{file}: it is empty", file=file))
    if not faults:
        return
    first = faults[0]
    said = [message("{place}: {why}", place=str(first.place), why=first.text)]
    if first.remedy:
        said.append(first.remedy)
    if len(faults) > 1:
        said.append(message("{count} problems of this file stand in the way; this is the first", count=len(faults)))
    if first.code in ("file-encoding", "encoding-unknown", "file-nul"):
        said.append(message("or say which it is: {option} cp1251", option="--encoding"))
    raise Refusal(*said)


def _rows(records: Sequence[Record], header: Sequence[str], found: Mapping[str, int], country: str) -> list[Row]:
    return RowReader(country).parts("clients", [Part({numbered(header, n): f for f, n in found.items()}, records)])


def _day_told(cells: Sequence[str], country: str) -> bool:
    """Whether it is told which of the figures of days with slashes is the day."""
    slashed = [cell for cell in cells if is_slashed(cell)]
    return not slashed or order_of(slashed, country) in ("day", "month")


def _not_used(rows: Sequence[Row], found: Mapping[str, int], said: set[str], country: str) -> dict[str, Message]:
    """The fields whose columns hold something else than their headers say, and what; never one that a user mapped."""
    why: dict[str, Message] = {}
    unread = Counter(field for row in rows for field, _, _ in row.unread)
    for field, index in found.items():
        cells = [str(row.record.values[index]) for row in rows]
        filled = [cell for cell in cells if cell]
        if field in said or field in NEEDED:
            continue
        if not filled:
            continue
        if field == "id":
            if len(set(cells)) < len(cells) or "" in cells:
                why[field] = message("not every row has an id of its own")
        elif field == "group":
            if is_folder(cells):
                why[field] = message("one folder of the CRM, no groups of companies")
        elif field in CLIENT and CLIENT[field].kind == "date" and not _day_told(filled, country):
            why[field] = message("day and month are not told apart")
        elif unread[field] > UNREAD_SHARE * len(filled):
            why[field] = message("{count} of {whole} cells are not understood", count=unread[field], whole=len(filled))
    return why
