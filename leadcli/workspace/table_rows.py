"""The rows of a table with their cells read, and every problem of headers and cells.

A cell that is not understood is kept as unread in its row: it is unknown, never empty.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from leadcli.domain.company import Unread
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.places import Node, Place, Problem, Record, nearest
from leadcli.domain.problems import problem
from leadcli.fields.cells import AS_IT_STANDS, LONGEST, read_cell
from leadcli.fields.cleaners import HOME, clean_city
from leadcli.fields.headers import header_key, placed
from leadcli.fields.identifiers import IDENTIFIERS, clean
from leadcli.fields.table import ADDRESSES, SOURCES, TABLES, Field, by_header, located

Plan = list[tuple[str, Field | None]]  # of each column its header, and what it is
DATED = frozenset({"date", "absences"})


class Row:
    """A row whose cells have been read: values by field, what else stood there, and which columns are which field's."""

    __slots__ = ("extra", "plan", "record", "unread", "values")

    def __init__(
        self,
        record: Record,
        values: dict[str, Any],
        plan: Plan,
        extra: tuple[tuple[str, str], ...],
        unread: Unread = (),
    ) -> None:
        self.record, self.values, self.plan, self.extra, self.unread = record, values, plan, extra, unread

    def doubt(self, field: str, text: str = "") -> None:
        """Keep a cell as unread."""
        found = (field, self.header_of(field), text or str(self.values.get(field, "")))
        if found not in self.unread:
            self.unread = (*self.unread, found)

    def fields(self) -> dict[str, Any]:
        """What a record is made of."""
        return {**self.values, "place": self.record.place, "extra": self.extra, "unread": self.unread}

    def header_of(self, field: str) -> str:
        """The header of the column that gave a field; the field where none did. Only problems ask for it."""
        if field in self.values:
            for (header, column), cell in zip(self.plan, self.record.values, strict=True):
                if column is not None and column.name == field and cell != "":
                    return header
        return field

    def place_of(self, field: str) -> Place:
        """The place of a field's cell."""
        return self.record.place_of(self.header_of(field))


@frozen
class Part:
    """A file of a table that is read through a mapping, of which column is which field; its headers tell nothing.

    ``lost``: the rows that were not read whole; ``prefix``: what its ids begin with.
    """

    columns: Mapping[str, str]
    records: Sequence[Record]
    lost: Sequence[Record] = ()
    prefix: str = ""


class RowReader:
    """Reads rows of tables and collects problems."""

    def __init__(self, country: str) -> None:
        """``country``: the team's own; ``""``: not known.

        By its customs the numbers of a card without a country are written, and there a card of an export is that does
        not tell it.
        """
        self.problems: list[Problem] = []
        self.home, self.country = country, country or HOME
        self._slashed: list[tuple[Field, str, str]] = []  # such cells of the row read last, with field and header

    def parts(self, table: str, parts: Iterable[Part]) -> list[Row]:
        """The rows of all files of a table."""
        return [row for part in parts for row in self.rows(table, part.records, part)]

    def rows(self, table: str, records: Iterable[Record], part: Part | None = None) -> list[Row]:
        """Rows with their cells read. Headers are understood once for all rows that share them.

        ``part``: the file, of a table that is read through a mapping; its ``lost`` rows are among them.
        """
        rows: list[Row] = []
        slashed: list[tuple[Row, Field, str, str]] = []
        understood: dict[tuple[str, ...], Plan] = {}
        for record in records:
            plan = understood.get(record.columns)
            if plan is None:
                plan = understood[record.columns] = self.header(table, record, part)
            rows.append(self.row(table, record, plan, part is not None))
            slashed += [(rows[-1], *cell) for cell in self._slashed]
        if slashed:
            self.slashed_days(slashed)
        if part is not None:
            ids = {str(row.values.get("id")) for row in rows} if part.lost else frozenset()
            for record in part.lost:
                rows += self.broken_row(record, understood.get(record.columns) or self.header(table, record, part), ids)
            told_by_what_they_hold(rows, table)
            if part.prefix:
                told_with_prefix(rows, table, part.prefix)
        return rows

    def header(self, table: str, record: Record, part: Part | None = None) -> Plan:
        """What each column of a record is, and the problems of its header."""
        if part is not None:
            own = {field.name: field for field in SOURCES[table]}
            there = placed(record.columns, part.columns)
            return [(header, own[there[n]] if n in there else None) for n, header in enumerate(record.columns)]
        used = located(record.columns, TABLES[table])
        fields = {index: field for field in TABLES[table] if (index := used.get(field.name)) is not None}
        for index, header in enumerate(record.columns):
            if index in fields:
                continue
            known = by_header(table)
            field = known.get(header_key(header))
            if field is None:
                close = nearest(header_key(header), known)
                if close and header:
                    place = _of_header(record, header)
                    said = problem(
                        "column-unknown", place, nearest=known[close].name, column=header, length=len(header)
                    )
                    self.problems.append(said)
            elif field.name in used:
                first = record.columns[used[field.name]]
                if {header_key(first), header_key(header)} <= {header_key(name) for name in field.own}:
                    code, fields[index] = "column-twice", field
                else:
                    code = "column-second"
                if first.casefold() != header.casefold():  # else the reader has said that it stands there twice
                    place = _of_header(record, header)
                    self.problems.append(problem(code, place, first=first, second=header, field=field.name))
        if not record.places:
            for field in TABLES[table]:
                if field.required and field.name not in used:
                    self.problems.append(problem("column-missing", Place(record.place.file, 1), column=field.name))
        return [(header, fields.get(index)) for index, header in enumerate(record.columns)]

    def row(self, table: str, record: Record, plan: Plan, mapped: bool = False) -> Row:
        """A record with its cells read by what each column is. ``mapped``: as a mapping says, not its header."""
        values: dict[str, Any] = {}
        extra: list[tuple[str, str]] = []
        unread: list[tuple[str, str, str]] = []
        national: list[tuple[str, Field, str]] = []  # read once the card's country is
        self._slashed = []
        for index, (header, column) in enumerate(plan):
            cell = record.values[index]
            if column is None:
                if isinstance(cell, str) and cell:
                    extra.append((header, cell))
                continue
            if cell == "" and not column.required:
                continue
            if column.kind in AS_IT_STANDS and isinstance(cell, str) and 0 < len(cell) <= LONGEST:
                value: Any = cell  # so ``read_cell`` would say; most cells are such, and need no place
                if column.name == "city" and mapped and not cell.isalpha():
                    value = clean_city(cell, header_key(header) in ADDRESSES) or None
            elif column.kind == "identifier" and isinstance(cell, str):
                national.append((header, column, cell))
                continue
            elif column.kind in DATED and isinstance(cell, str) and "/" in cell:
                self._slashed.append((column, header, cell))  # read once all of the table were seen
                continue
            else:
                value, problems = read_cell(column, header, cell, record.place_of(header))
                if problems:
                    self.cell(column, header, cell, problems, unread)
            if value is not None and column.name not in values:
                values[column.name] = value
        country = values.get("country") or self.country
        for header, column, cell in national:
            value, problems = read_cell(column, header, cell, record.place_of(header), country)
            self.cell(column, header, cell, problems, unread)
            if value is not None:
                values.setdefault(column.name, value)
            each = IDENTIFIERS[column.name]
            if each.branch and value and (found := each.branch_of(cell)):
                values.setdefault(each.branch, clean(each.branch, found)[0])
        if record.places and not mapped:
            for column in TABLES[table]:
                if column.required and column.name not in {c.name for _, c in plan if c}:
                    self.problems.append(problem("value-missing", record.place, column=column.name))
                    unread.append((column.name, column.name, ""))
        if "country" not in values and any(field == "country" for field, _, _ in unread):
            values["country"] = ""
        elif table == "clients" and "country" not in values and mapped:
            from leadcli.fields.rows.card_country import told_country  # of an export alone

            values["country"] = told_country(values) or self.home
        return Row(record, values, plan, tuple(extra), tuple(unread))

    def broken_row(self, record: Record, plan: Plan, ids: Container[str]) -> Iterator[Row]:
        """What is known of a company of which the row is not whole: its name, and an id that is nobody else's.

        Which of the other cells is whose is not told: all of them are unread.
        """
        cells = {field.name: str(cell) for (_, field), cell in zip(plan, record.values, strict=True) if field}
        own = {"name": cells["name"], "id": "" if cells.get("id") in ids else cells.get("id", "")}
        values = {field: text for field, text in own.items() if text}
        unread = [(f.name, header, cells[f.name] or "…") for header, f in plan if f and f.name not in own]
        if "name" in values:
            yield Row(record, values, plan, (), tuple(unread))

    def slashed_days(self, cells: Sequence[tuple[Row, Field, str, str]]) -> None:
        """Read the cells of a table in which days stand with slashes, now that all were seen."""
        from leadcli.fields.rows.slashed_days import day_first, may_be_either, order_of

        whole = order_of((cell for *_, cell in cells), self.country)
        for row, field, header, cell in cells:
            unread: list[tuple[str, str, str]] = []
            place = row.record.place_of(header)
            value: Any = None
            order = order_of((cell,), "") if whole == "mixed" else whole
            if whole == "mixed" and may_be_either(cell):
                problems = [problem("date-order", place, column=header, value=cell, length=len(cell))]
            else:
                value, problems = read_cell(field, header, day_first(cell) if order == "month" else cell, place)
                if not order and may_be_either(cell):
                    problems.append(problem("date-guessed", place, column=header, value=cell, length=len(cell)))
            self.cell(field, header, cell, problems, unread)
            row.unread += tuple(unread)
            if value is not None:
                row.values.setdefault(field.name, value)

    def cell(
        self, field: Field, header: str, cell: str | Node, problems: list[Problem], unread: list[tuple[str, str, str]]
    ) -> None:
        """The problems of a cell; with an error in it, it counts as unread, and only that."""
        errors = [p for p in problems if p.severity == "error"]
        self.problems += [replace(p, stops="part") if p in errors else p for p in problems]
        if errors:
            unread.append((field.name, header, cell if isinstance(cell, str) else cell.text))

    def id_of(self, row: Row) -> str:
        """The id of a row: as it says, else its place."""
        return row.values.get("id") or str(row.record.place)

    def ids(self, rows: list[Row], table: str) -> dict[str, Place]:
        """Where each id stands. Rows that share one and differ are in doubt, all of them: which of them is meant?"""
        first: dict[str, Row] = {}
        differing: dict[str, list[tuple[Row, Unread]]] = {}  # of an id that stands twice the rows, as they were read
        for row in rows:
            row_id = row.values.get("id")
            if not row_id:
                continue
            if row_id not in first:
                first[row_id] = row
                continue
            others = differing.setdefault(row_id, [(first[row_id], first[row_id].unread)])
            where = str(first[row_id].record.place)
            self.problems.append(problem("id-twice", row.place_of("id"), id=row_id, where=where, length=len(row_id)))
            if not any(row.values == other.values and row.unread == unread for other, unread in others):
                others.append((row, row.unread))
                for each, _ in others:
                    each.doubt("id")
        return {row_id: row.record.place for row_id, row in first.items()} | {
            self.id_of(row): row.record.place for row in rows if not row.values.get("id")
        }


def told_by_what_they_hold(rows: Iterable[Row], table: str) -> None:
    """Give the rows of an export that have no id one of their name and city: the next export has them in other lines.

    Of several that are alike the second gets ``-2``, in the order of the file.
    """
    seen: Counter[str] = Counter()
    for row in rows:
        if "id" not in row.values:
            held = "\0".join(" ".join(str(row.values.get(field, "")).casefold().split()) for field in ("name", "city"))
            own = f"{table}:{hashlib.blake2b(held.encode('utf-8', 'surrogatepass'), digest_size=4).hexdigest()}"
            seen[own] += 1
            row.values["id"] = own if seen[own] == 1 else f"{own}-{seen[own]}"


def told_with_prefix(rows: Sequence[Row], table: str, prefix: str) -> None:
    """Give the ids that the rows of a file have of their own, and those above that are among them, their prefix."""
    own = {row.values["id"] for row in rows if not is_made(row.values["id"], table)}
    for row in rows:
        for field in ("id", "parent"):
            if row.values.get(field) in own:
                row.values[field] = f"{prefix}{row.values[field]}"


def is_made(own_id: str, table: str) -> bool:
    """Whether an id was made of what its row holds."""
    return own_id.startswith(f"{table}:")


def _of_header(record: Record, header: str) -> Place:
    """Where the header of a record's column stands."""
    place = record.place_of(header)
    return place if record.places else replace(place, line=1)
