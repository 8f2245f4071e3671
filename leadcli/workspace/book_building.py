"""Rows to the Book: every cell read, every reference resolved, every problem collected.

A cell that is not understood is kept as unread in its record, so that what rests on it is not judged. Where a row or a
column is lost there is no Book, for nobody could be told to be new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leadcli.domain.book import TEAM, Book, Group, Manager
from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.domain.places import Place, Problem, Record, nearest
from leadcli.domain.problems import problem
from leadcli.fields.cleaners import HOME
from leadcli.fields.identifiers import IDENTIFIERS, TWICE
from leadcli.fields.people import Roster, person_key
from leadcli.workspace.manager_names import Spellings, join_parts, meanings
from leadcli.workspace.table_rows import Part, Row, RowReader

TEAM_SAID = re.compile(r"\s*(?:team|команда|отдел|группа)\s*:\s*", re.IGNORECASE)
DEPTH = 64  # groups above a group
LONG = 5_000  # ids that are compared with a misspelt one
MEANT = 50  # different unknown writings of a kind to which the nearest known one is looked for
Tables = Mapping[str, Iterable[Record]]
Taught = tuple[tuple[str, str, str, bool], ...]  # see ``Book.taught``


def build_book(
    tables: Tables,
    fingerprint: str = "",
    broken: frozenset[str] = frozenset(),
    country: str = HOME,
    spellings: Spellings | None = None,
    exports: Mapping[str, Sequence[Part]] | None = None,
) -> tuple[Book | None, list[Problem]]:
    """The Book of the tables ``managers``, ``groups``, ``clients``, ``links`` and ``aliases``, with all problems.

    The Book is None when there is a problem that stops all. ``broken``: tables whose rows could not all be read;
    what refers to them is not reported as dangling, for the row may be among the lost. ``country``: the team's own, by
    whose customs the numbers of a card without a country are written, and in which a card of an export is that does
    not tell it; ``""``: not known. ``spellings``: what the workspace says that writings of managers mean. ``exports``:
    of each table that is read through mappings its files.
    """
    builder = _Builder(broken, country, spellings or {})
    exports = exports or {}

    def rows_of(table: str) -> list[Row]:
        return builder.parts(table, exports[table]) if table in exports else builder.rows(table, tables.get(table, ()))

    manager_rows = rows_of("managers")
    managers = builder.managers(manager_rows)
    group_rows = rows_of("groups")
    client_rows = builder.client_rows(exports["clients"], managers) if "clients" in exports else rows_of("clients")
    group_ids = builder.ids(group_rows, "groups")
    client_ids = builder.ids(client_rows, "clients")
    groups = builder.groups(group_rows, group_ids, client_ids)
    clients = builder.clients(client_rows, group_ids)
    apart: tuple[tuple[str, ...], ...] = ()
    same: tuple[tuple[str, ...], ...] = ()
    if link_rows := rows_of("links"):
        from leadcli.workspace.links import linked  # few have such

        said = linked(builder, link_rows, groups, clients)
        groups, clients, apart, same = said.groups, said.clients, said.apart, said.same
    taught: Taught = ()
    if alias_rows := rows_of("aliases"):
        from leadcli.workspace.aliases import learned, lessons

        taught = lessons(builder, alias_rows, groups, clients)
        groups, clients = learned(taught, groups, clients)
    groups = builder.heads(groups, clients, client_rows)
    own = {"managers": manager_rows, "groups": group_rows, "clients": client_rows}
    files = {row.record.place.file: name for name, rows in own.items() for row in rows[:1]}
    files |= {record.place.file: name for name in own for part in exports.get(name, ()) for record in part.records[:1]}
    unread = Counter(files[p.place.file] for p in builder.problems if p.stops == "part" and p.place.file in files)
    book = Book(
        managers, groups, clients, fingerprint, country or HOME, spellings=builder.spellings, apart=apart, same=same,
        taught=taught, unread=dict(unread),
    )  # fmt: skip
    sound = not any(p.stops == "all" for p in builder.problems)
    return (book if sound else None), builder.problems


def cards_of(records: Iterable[Record], country: str = HOME) -> dict[str, Client]:
    """The clients of a table that stands alone: whom it names as owner, or as group, is nobody known, and unread."""
    builder = _Builder(frozenset({"managers", "groups"}), country, {})
    return builder.clients(builder.rows("clients", records), {})


class _Builder(RowReader):
    """Collects problems while the tables are read in the order in which they refer to each other."""

    def __init__(
        self,
        broken: frozenset[str],
        country: str,
        said: Spellings,
    ) -> None:
        super().__init__(country)
        self.broken = broken
        self.meant: dict[str, dict[str, str]] = {}  # of each kind: an unknown writing -> the nearest known one
        self.said = said
        self.spellings: dict[str, str] = {}
        self.roster = Roster({})
        self.named_groups: dict[str, str] = {}  # a group by each of its names, as compared; "" where two bear one
        self.headed: dict[str, str] = {}  # a client -> the group of which it is the head office

    def nearest(self, what: str, text: str, known: Mapping[str, object]) -> str:
        """The known writing nearest to one that is not, looked for once, and for the first few of a flood."""
        meant = self.meant.setdefault(what, {})
        if text not in meant:
            # Difflib over a million ids would take minutes; a long list is searched by its beginning only.
            near = known if len(known) <= LONG else [i for i in known if i[:2] == text[:2]][:LONG]
            meant[text] = nearest(text, near) if len(meant) < MEANT else ""
        return meant[text]

    # --- managers -----------------------------------------------------------------------------------------------
    def managers(self, rows: list[Row]) -> dict[str, Manager]:
        found: dict[str, Manager] = {}
        spoken: dict[str, tuple[str, Place]] = {}
        self.problems += join_parts(rows)
        for row in rows:
            values = row.fields()
            name = values.get("name") or values.get("id")
            if not name:
                continue
            manager = Manager(**{**values, "name": name, "id": values.get("id", name)})
            if manager.id in found:
                where = str(found[manager.id].place)
                code = "id-twice" if "id" in values else "name-twice"
                self.problems.append(problem(code, row.place_of("name"), id=manager.id, name=name, where=where))
                doubled = found[manager.id]
                found[manager.id] = replace(doubled, unread=(*doubled.unread, ("id", "id", manager.id)))
                continue
            for writing in dict.fromkeys((manager.id, manager.name, *manager.aliases)):
                key = person_key(writing)
                if key in spoken and spoken[key][0] != manager.id:
                    where = str(spoken[key][1])
                    field = "name" if writing == manager.name else "aliases"
                    self.problems.append(problem("namesakes", row.place_of(field), name=writing, where=where))
                spoken.setdefault(key, (manager.id, row.record.place))
            found[manager.id] = manager
        self.spellings, problems = meanings(self.said, Roster(found))
        self.problems += problems
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
                unread = (*found[manager.id].unread, *by_id[manager.id].unread)
                found[manager.id] = replace(found[manager.id], unread=tuple(dict.fromkeys(unread)))
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
                    row.doubt("cover", said)
        return tuple(dict.fromkeys(one for one in found if one and one != row.values.get("id", row.values["name"])))

    def manager(self, row: Row, field: str, said: str = "") -> str:
        """The id of the manager named in a cell, or of one of several ``said`` in it; a problem when there is none."""
        text = said or row.values.get(field, "")
        if not text:
            return ""
        naming = self.roster.named(text)
        if naming.kind in ("one", "nobody"):
            return naming.manager
        row.doubt(field, text)
        if "managers" in self.broken:
            return ""
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
            values = self.named(row, "groups")
            if values["id"] in found:  # the first has both names, so that neither is taken for nobody's
                first = found[values["id"]]
                if values["name"] != first.name:
                    more = (*first.aliases, values["name"], *values.get("aliases", ()))
                    found[first.id] = replace(first, aliases=tuple(dict.fromkeys(more)))
                continue
            values["lead"] = self.manager(row, "lead")
            values["parent"] = self.reference(row, "parent", ids, "group-unknown")
            values["head"] = self.reference(row, "head", client_ids, "client-unknown")
            if values.get("since") and values.get("until") and values["until"] < values["since"]:
                self.problems.append(
                    problem("dates-order", row.place_of("until"), first=values["since"], last=values["until"])
                )
                row.doubt("until")
            found[values["id"]] = Group(**{**values, "unread": row.unread})
        for group in found.values():
            if group.head:
                self.headed.setdefault(group.head, group.id)
            for key in {group_key(text) for text in (group.id, group.name, *group.aliases)}:
                self.named_groups[key] = group.id if self.named_groups.get(key, group.id) == group.id else ""
        self.cycles(found, {row.values.get("id", ""): row for row in reversed(rows)})
        return found

    def named(self, row: Row, table: str) -> dict[str, Any]:
        """A row's fields with an id and a name: its place and its id, where the cells do not say."""
        values = row.fields()
        values["id"] = self.id_of(row)
        values["name"] = values.get("name") or values["id"]
        return values

    def reference(self, row: Row, field: str, ids: Mapping[str, Place], code: str) -> str:
        text: str = row.values.get(field, "")
        if not text or text in ids:
            return text
        row.doubt(field, text)
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
        """Cut each cycle of parents where its alphabetically first member stands, and report it once.

        What stands below more groups than any holding has is cut and reported too.
        """
        cut: set[str] = set()
        depth: dict[str, int] = {}  # how many groups are above each that was looked at
        for start in sorted(groups):
            path: dict[str, int] = {}
            group_id = start
            while group_id and group_id not in path and group_id not in depth:
                path[group_id] = len(path)
                group_id = groups[group_id].parent
            if group_id in path:
                cycle = list(path)[path[group_id] :]
                cut.update(cycle)
                first = min(cycle)
                at = cycle.index(first)
                ring = (*cycle[at:], *cycle[:at], first)
                self.problems.append(problem("group-cycle", rows[first].place_of("parent"), path=" → ".join(ring)))
            for below in reversed(path):
                parent = groups[below].parent
                depth[below] = depth[parent] + 1 if parent and below not in cut else 0
                if depth[below] > DEPTH:
                    depth[below] = 0
                    cut.add(below)
                    self.problems.append(problem("group-depth", rows[below].place_of("parent"), limit=DEPTH))
        for group_id in cut:
            own = groups[group_id]
            groups[group_id] = replace(own, parent="", unread=(*own.unread, ("parent", "parent", own.parent)))

    # --- clients ------------------------------------------------------------------------------------------------
    def client_rows(self, parts: Sequence[Part], managers: Mapping[str, Manager]) -> list[Row]:
        """The rows of exports that are clients; those that are one company's joined."""
        from leadcli.workspace.exports.export_rows import problems_of, sort_rows  # few have such

        people = Book(managers, country=self.country, spellings=self.spellings)
        found: list[list[Row]] = []
        for part in parts:
            told = sort_rows(part.records, part.lost, part.columns, people)
            self.problems += problems_of(told)
            found.append(self.rows("clients", told.clients, replace(part, lost=told.broken)))
        if len(found) == 1:
            return found[0]
        from leadcli.workspace.exports.joined_rows import joined  # fewer still

        rows, problems = joined(found, self.roster)
        self.problems += problems
        return rows

    def clients(self, rows: list[Row], group_ids: dict[str, Place]) -> dict[str, Client]:
        found: dict[str, Client] = {}
        seen: dict[tuple[str, str, str], Place] = {}
        for row in rows:
            values = self.named(row, "clients")
            if values["id"] in found:
                if not row.unread:
                    continue  # the very same row again
                values["id"] = f"{values['id']} ({row.record.place})"
            values["owner"] = self.manager(row, "owner")
            if "former_owner" in values:
                values["former_owner"] = self.manager(row, "former_owner")
            values["group"] = self.reference(row, "group", group_ids, "group-unknown")
            if above := values.pop("parent", ""):
                values["group"] = values["group"] or self.group_above(row, above)
            if not values["group"] and not any(field in ("group", "parent") for field, _, _ in row.unread):
                values["group"] = self.headed.get(values["id"], "")  # a head office that names no group is of its own
            for kind in (kind for kind in TWICE if kind in values):
                value = values[kind]
                key = (kind, value, values.get(IDENTIFIERS[kind].branch, ""))
                if value and key in seen:
                    place, where = row.place_of(kind), str(seen[key])
                    self.problems.append(problem(f"{kind}-twice", place, value=value, where=where, length=len(value)))
                seen.setdefault(key, row.record.place)
            found[values["id"]] = Client(**{**values, "unread": row.unread})
        return found

    def group_above(self, row: Row, text: str) -> str:
        """The group that a column of companies above names; a card that names itself is of no group by that."""
        own = (row.values.get("id", ""), row.values.get("name", ""), *row.values.get("aliases", ()))
        if group_key(text) in map(group_key, own):
            return ""
        if found := self.named_groups.get(group_key(text)):
            return found
        return self.reference(row, "parent", {}, "group-unknown")

    def heads(self, groups: dict[str, Group], clients: dict[str, Client], rows: list[Row]) -> dict[str, Group]:
        """The head office of each group: named by the group, or marked on the client's card."""
        groups = dict(groups)
        where = {row.record.place: row for row in rows if row.values.get("head_office")}
        for client in clients.values():
            group = groups.get(client.group)
            if not client.head_office or group is None:
                continue
            if not group.head:
                groups[group.id] = replace(group, head=client.id)
            elif group.head != client.id:
                place = where[client.place].place_of("head_office")
                self.problems.append(problem("head-twice", place, group=group.name, client=group.head))
                groups[group.id] = _headless(group)
        for group in list(groups.values()):
            head = clients.get(group.head)
            if head and group.id not in _above(groups, head.group):
                elsewhere = head.group or "-"
                self.problems.append(problem("head-elsewhere", group.place, client=head.id, group=elsewhere))
                groups[group.id] = _headless(group)
        return groups


def group_key(text: str) -> str:
    """A group's name as a column of companies above has it: without case, marks of quotation, blanks beyond one."""
    return " ".join("".join(" " if c in "«»\"'„“”" else c for c in text.casefold().replace("ё", "е")).split())


def _headless(group: Group) -> Group:
    """A group of which the head office is not known."""
    return replace(group, unread=tuple(dict.fromkeys((*group.unread, ("head", "head", group.head)))))


def _above(groups: Mapping[str, Group], group_id: str) -> list[str]:
    path: list[str] = []
    while group_id and group_id in groups and group_id not in path:
        path.append(group_id)
        group_id = groups[group_id].parent
    return path
