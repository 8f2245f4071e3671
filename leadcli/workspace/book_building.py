"""Rows to the Book: every cell read, every reference resolved, every problem collected.

The Book is built only from sound data: with an error anywhere there is none, so nothing false is ever judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from leadcli.domain.book import TEAM, Book, Group, Manager
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.places import Place, Problem, Record, nearest
from leadcli.domain.problems import problem
from leadcli.fields.cells import AS_IT_STANDS, LONGEST, read_cell
from leadcli.fields.cleaners import HOME
from leadcli.fields.headers import header_key
from leadcli.fields.identifiers import IDENTIFIERS, TWICE, clean
from leadcli.fields.people import Roster, person_key
from leadcli.fields.table import TABLES, Field, by_header, located

TEAM_SAID = re.compile(r"\s*(?:team|команда|отдел|группа)\s*:\s*", re.IGNORECASE)
LONG = 5_000  # ids that are compared with a misspelt one
MEANT = 50  # different unknown writings of a kind to which the nearest known one is looked for
Tables = Mapping[str, Iterable[Record]]
Plan = list[tuple[str, Field | None]]  # of each column its header, and what it is


@frozen
class Row:
    """A row whose cells have been read: values by field, what else stood there, and which columns are which field's."""

    record: Record
    values: dict[str, Any]
    plan: Plan
    extra: tuple[tuple[str, str], ...]

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


def build_book(
    tables: Tables,
    fingerprint: str = "",
    broken: frozenset[str] = frozenset(),
    country: str = HOME,
    spellings: Mapping[str, str] | None = None,
) -> tuple[Book | None, list[Problem]]:
    """The Book of the tables ``managers``, ``groups`` and ``clients``, with all problems.

    The Book is None when there is any problem of severity error. ``broken``: tables whose rows could not all be read;
    what refers to them is not reported as dangling, for the row may be among the lost. ``country``: the team's own, by
    whose customs the numbers of a card without a country are written. ``spellings``: of managers, as of the Book.
    """
    builder = _Builder(broken, country, spellings or {})
    managers = builder.managers(builder.rows("managers", tables.get("managers", ())))
    group_rows = builder.rows("groups", tables.get("groups", ()))
    client_rows = builder.rows("clients", tables.get("clients", ()))
    group_ids = builder.ids("groups", group_rows)
    client_ids = builder.ids("clients", client_rows)
    groups = builder.groups(group_rows, group_ids, client_ids)
    clients = builder.clients(client_rows, group_ids)
    groups = builder.heads(groups, clients, client_rows)
    book = Book(managers, groups, clients, fingerprint, country, spellings=spellings or {})
    sound = not any(p.severity == "error" for p in builder.problems)
    return (book if sound else None), builder.problems


class _Builder:
    """Collects problems while the tables are read in the order in which they refer to each other."""

    def __init__(self, broken: frozenset[str], country: str, spellings: Mapping[str, str]) -> None:
        self.problems: list[Problem] = []
        self.country = country
        self.broken = broken
        self.meant: dict[str, dict[str, str]] = {}  # of each kind: an unknown writing -> the nearest known one
        self.spellings = spellings
        self.roster = Roster({})

    def nearest(self, what: str, text: str, known: Mapping[str, object]) -> str:
        """The known writing nearest to one that is not, looked for once, and for the first few of a flood."""
        meant = self.meant.setdefault(what, {})
        if text not in meant:
            # Difflib over a million ids would take minutes; a long list is searched by its beginning only.
            near = known if len(known) <= LONG else [i for i in known if i[:2] == text[:2]][:LONG]
            meant[text] = nearest(text, near) if len(meant) < MEANT else ""
        return meant[text]

    # --- rows ---------------------------------------------------------------------------------------------------
    def rows(self, table: str, records: Iterable[Record]) -> list[Row]:
        """Rows with their cells read. Headers are understood once for all rows that share them."""
        rows: list[Row] = []
        understood: dict[tuple[str, ...], Plan] = {}
        for record in records:
            plan = understood.get(record.columns)
            if plan is None:
                plan = understood[record.columns] = self.header(table, record)
            rows.append(self.row(table, record, plan))
        return rows

    def header(self, table: str, record: Record) -> Plan:
        """What each column of a record is, and the problems of its header."""
        known, used = by_header(table), located(record.columns, TABLES[table])
        fields = {index: field for field in TABLES[table] if (index := used.get(field.name)) is not None}
        for index, header in enumerate(record.columns):
            field = known.get(header_key(header))
            place = record.place_of(header)
            place = place if record.places else replace(place, line=1)
            if index in fields:
                continue
            if field is None:
                close = nearest(header_key(header), known)
                if close and header:
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
                    self.problems.append(problem(code, place, first=first, second=header, field=field.name))
        if not record.places:
            for field in TABLES[table]:
                if field.required and field.name not in used:
                    self.problems.append(problem("column-missing", Place(record.place.file, 1), column=field.name))
        return [(header, fields.get(index)) for index, header in enumerate(record.columns)]

    def row(self, table: str, record: Record, plan: Plan) -> Row:
        values: dict[str, Any] = {}
        extra: list[tuple[str, str]] = []
        national: list[tuple[str, Field, str]] = []  # read once the card's country is
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
            elif column.kind == "identifier" and isinstance(cell, str):
                national.append((header, column, cell))
                continue
            else:
                value, problems = read_cell(column, header, cell, record.place_of(header))
                self.problems += problems
            if value is not None and column.name not in values:
                values[column.name] = value
        country = values.get("country") or self.country
        for header, column, cell in national:
            value, problems = read_cell(column, header, cell, record.place_of(header), country)
            self.problems += problems
            if value is not None:
                values.setdefault(column.name, value)
            each = IDENTIFIERS[column.name]
            if each.branch and value and (found := each.branch_of(cell)):
                values.setdefault(each.branch, clean(each.branch, found)[0])
        if record.places:
            for column in TABLES[table]:
                if column.required and column.name not in {c.name for _, c in plan if c}:
                    self.problems.append(problem("value-missing", record.place, column=column.name))
        return Row(record, values, plan, tuple(extra))

    def ids(self, table: str, rows: list[Row]) -> dict[str, Place]:
        found: dict[str, Place] = {}
        for row in rows:
            row_id = row.values.get("id")
            if not row_id:
                continue
            if row_id in found:
                self.problems.append(
                    problem("id-twice", row.place_of("id"), id=row_id, where=str(found[row_id]), length=len(row_id))
                )
            else:
                found[row_id] = row.record.place
        return found

    # --- managers -----------------------------------------------------------------------------------------------
    def managers(self, rows: list[Row]) -> dict[str, Manager]:
        found: dict[str, Manager] = {}
        spoken: dict[str, tuple[str, Place]] = {}
        for row in rows:
            values = dict(row.values)
            name = values.get("name")
            if not name:
                continue
            manager = Manager(**{**values, "id": values.get("id", name)}, place=row.record.place, extra=row.extra)
            if manager.id in found:
                where = str(found[manager.id].place)
                code = "id-twice" if "id" in values else "name-twice"
                self.problems.append(problem(code, row.place_of("name"), id=manager.id, name=name, where=where))
                continue
            for writing in dict.fromkeys((manager.id, manager.name, *manager.aliases)):
                key = person_key(writing)
                if key in spoken and spoken[key][0] != manager.id:
                    where = str(spoken[key][1])
                    field = "name" if writing == manager.name else "aliases"
                    self.problems.append(problem("namesakes", row.place_of(field), name=writing, where=where))
                spoken.setdefault(key, (manager.id, row.record.place))
            found[manager.id] = manager
        self.roster = Roster(found, self.spellings)
        teams: dict[str, str] = {}  # as compared -> as first written
        for manager in found.values():
            for team in manager.teams:
                teams.setdefault(person_key(team), team)
        by_id = {row.values.get("id", row.values.get("name")): row for row in reversed(rows)}
        for manager in list(found.values()):
            if manager.teams or manager.cover or manager.heir:
                found[manager.id] = replace(
                    manager,
                    teams=tuple(dict.fromkeys(teams[person_key(team)] for team in manager.teams)),
                    cover=self.deputies(by_id[manager.id], teams),
                    heir=self.manager(by_id[manager.id], "heir"),
                )
        return found

    def deputies(self, row: Row, teams: Mapping[str, str]) -> tuple[str, ...]:
        """The deputies named in the cell ``cover``: ids, and teams by the name that they have on file."""
        found: list[str] = []
        for said in row.values.get("cover", ()):
            whole = self.roster.named(said).kind == "one"
            for text in (said,) if whole else filter(None, map(str.strip, said.split(","))):
                team = TEAM_SAID.match(text)
                if team is None:
                    found.append(self.manager(row, "cover", text))
                elif name := teams.get(person_key(text[team.end() :])):
                    found.append(TEAM + name)
                else:
                    where, column = row.place_of("cover"), row.header_of("cover")
                    near = nearest(person_key(text[team.end() :]), teams)
                    said_ = text[team.end() :]
                    self.problems.append(
                        problem("team-unknown", where, nearest=teams.get(near, ""), column=column, value=said_)
                    )
        return tuple(dict.fromkeys(one for one in found if one and one != row.values.get("id", row.values["name"])))

    def manager(self, row: Row, field: str, said: str = "") -> str:
        """The id of the manager named in a cell, or of one of several ``said`` in it; a problem when there is none."""
        text = said or row.values.get(field, "")
        if not text:
            return ""
        naming = self.roster.named(text)
        if naming.kind in ("one", "nobody") or "managers" in self.broken:
            return naming.manager
        place, column = row.place_of(field), row.header_of(field)
        names = tuple(f"{self.roster.name(m)} ({m})" for m in naming.candidates)
        if naming.kind == "unknown":
            close = self.roster.name(naming.candidates[0]) if naming.candidates else ""
            found = problem("manager-unknown", place, nearest=close, column=column, value=text, length=len(text))
        else:
            found = problem("manager-unclear", place, column=column, value=text, names=names, length=len(text))
        self.problems.append(found)
        return ""

    # --- groups -------------------------------------------------------------------------------------------------
    def groups(self, rows: list[Row], ids: dict[str, Place], client_ids: dict[str, Place]) -> dict[str, Group]:
        found: dict[str, Group] = {}
        for row in rows:
            values = dict(row.values)
            if not values.get("id") or not values.get("name") or values["id"] in found:
                continue
            values["lead"] = self.manager(row, "lead")
            values["parent"] = self.reference(row, "parent", ids, "group-unknown")
            values["head"] = self.reference(row, "head", client_ids, "client-unknown")
            if values.get("since") and values.get("until") and values["until"] < values["since"]:
                self.problems.append(
                    problem("dates-order", row.place_of("until"), first=values["since"], last=values["until"])
                )
            found[values["id"]] = Group(**values, place=row.record.place, extra=row.extra)
        self.cycles(found, {row.values.get("id", ""): row for row in rows})
        return found

    def reference(self, row: Row, field: str, ids: Mapping[str, Place], code: str) -> str:
        text: str = row.values.get(field, "")
        if not text or text in ids:
            return text
        if code.replace("-unknown", "s") in self.broken:
            return ""
        self.problems.append(
            problem(
                code,
                row.place_of(field),
                nearest=self.nearest(code, text, ids),
                column=row.header_of(field),
                value=text,
                length=len(text),
            )
        )
        return ""

    def cycles(self, groups: dict[str, Group], rows: Mapping[str, Row]) -> None:
        """Cut each cycle of parents where its alphabetically first member stands, and report it once."""
        reported: set[str] = set()
        for start in sorted(groups):
            path: list[str] = []
            group_id = start
            while group_id and group_id not in path and group_id not in reported:
                path.append(group_id)
                group_id = groups[group_id].parent
            if group_id in path:
                cycle = path[path.index(group_id) :]
                reported.update(cycle)
                first = min(cycle)
                at = cycle.index(first)
                ring = (*cycle[at:], *cycle[:at], first)
                self.problems.append(problem("group-cycle", rows[first].place_of("parent"), path=" → ".join(ring)))
        for group_id in reported:
            groups[group_id] = replace(groups[group_id], parent="")

    # --- clients ------------------------------------------------------------------------------------------------
    def clients(self, rows: list[Row], group_ids: dict[str, Place]) -> dict[str, Client]:
        found: dict[str, Client] = {}
        seen: dict[tuple[str, str, str], Place] = {}
        for row in rows:
            values = dict(row.values)
            if not values.get("id") or not values.get("name") or values["id"] in found:
                continue
            values["owner"] = self.manager(row, "owner")
            if "former_owner" in values:
                values["former_owner"] = self.manager(row, "former_owner")
            values["group"] = self.reference(row, "group", group_ids, "group-unknown")
            for kind in (kind for kind in TWICE if kind in values):
                value = values[kind]
                key = (kind, value, values.get(IDENTIFIERS[kind].branch, ""))
                if value and key in seen:
                    place, where = row.place_of(kind), str(seen[key])
                    self.problems.append(problem(f"{kind}-twice", place, value=value, where=where, length=len(value)))
                seen.setdefault(key, row.record.place)
            found[values["id"]] = Client(**values, place=row.record.place, extra=row.extra)
        return found

    def heads(self, groups: dict[str, Group], clients: dict[str, Client], rows: list[Row]) -> dict[str, Group]:
        """The head office of each group: named by the group, or marked on the client's card."""
        groups = dict(groups)
        where = {row.values.get("id"): row for row in rows if row.values.get("head_office")}
        for client in clients.values():
            group = groups.get(client.group)
            if not client.head_office or group is None:
                continue
            if not group.head:
                groups[group.id] = replace(group, head=client.id)
            elif group.head != client.id:
                place = where[client.id].place_of("head_office")
                self.problems.append(problem("head-twice", place, group=group.name, client=group.head))
        for group in groups.values():
            head = clients.get(group.head)
            if head and group.id not in _above(groups, head.group):
                elsewhere = head.group or "-"
                self.problems.append(problem("head-elsewhere", group.place, client=head.id, group=elsewhere))
        return groups


def _above(groups: Mapping[str, Group], group_id: str) -> list[str]:
    path: list[str] = []
    while group_id and group_id in groups and group_id not in path:
        path.append(group_id)
        group_id = groups[group_id].parent
    return path
