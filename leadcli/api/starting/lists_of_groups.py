"""Lists of groups beside the exports: a row for each group, or for each company with its group; read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadcli.api.column_mapping import brief
from leadcli.api.starting.export_columns import ReadExport
from leadcli.api.starting.export_groups import is_folder
from leadcli.api.starting.told_files import ListFile
from leadcli.discovery.discover import slug
from leadcli.domain.book import Book, Group
from leadcli.domain.frozen import fresh, frozen, replace
from leadcli.domain.messages import Message, message, messages
from leadcli.fields.cleaners import HOME
from leadcli.fields.headers import header_key, numbered
from leadcli.fields.identifiers import ENTITY
from leadcli.fields.table import TABLES
from leadcli.workspace.book_building import group_key
from leadcli.workspace.exports.joined_rows import name_words
from leadcli.workspace.table_rows import Part, Row, RowReader, is_made

WRITTEN = ("id", "name", "aliases", "head")  # what the table of groups always has
MORE = tuple(field.name for field in TABLES["groups"] if field.name not in WRITTEN)
FOLDERS = ("группа", "group")  # columns in which a CRM may tell a folder of its own
Cells = dict[str, dict[str, str]]


@frozen
class Companion:
    """A company of a list, and the group of which it is; ``place``: where that is said."""

    group: str
    row: Row
    place: str


@frozen
class Groups:
    """Groups by id, of each the ``cells`` as a list has them, and the companies that lists say are of them."""

    groups: Mapping[str, Group] = fresh(factory=dict)
    cells: Mapping[str, Mapping[str, str]] = fresh(factory=dict)
    companies: tuple[Companion, ...] = ()
    said: tuple[Message, ...] = ()


NONE = Groups()


def with_lists(told: Mapping[str, Group], lists: Sequence[ListFile], exports: Sequence[ReadExport]) -> Groups:
    """The groups of lists, and those that the exports' own columns tell: of one name they are one group."""
    merging = _Merging(told)
    for each in lists:
        columns = {numbered(each.header, index): field for field, index in each.fields.items()}
        rows = RowReader(HOME).parts(each.table, [Part(columns, each.records)])
        above = [row.values.get("group") or row.values.get("parent") or "" for row in rows]
        column = each.header[each.fields["group"]] if "group" in each.fields else ""
        if each.table == "clients" and header_key(column) in FOLDERS and is_folder(above):
            folder = message("one folder of the CRM, no groups of companies")
            merging.said.append(message("{file}: {reason}", file=each.file.shown, reason=folder))
            continue
        for row, text in zip(rows, above, strict=True):
            place = str(row.record.place)
            if each.table == "groups":
                merging.group(row, each.fields, place)
            elif text:
                merging.companies.append(Companion(merging.named(text), row, place))
    return merging.whole(exports)


class _Merging:
    def __init__(self, told: Mapping[str, Group]) -> None:
        self.groups = dict(told)
        self.cells: Cells = {}
        self.companies: list[Companion] = []
        self.said: list[Message] = []
        self.known: dict[str, str] = {}
        for group in told.values():
            self.know(group)

    def know(self, group: Group) -> None:
        for text in (group.id, group.name, *group.aliases):
            self.known.setdefault(group_key(text), group.id)

    def named(self, text: str) -> str:
        """The id of the group of this name, which is made where there is none."""
        if group_key(text) not in self.known:
            own = slug(text, self.groups)
            self.groups[own] = Group(own, text)
            self.know(self.groups[own])
        return self.known[group_key(text)]

    def group(self, row: Row, fields: Mapping[str, int], place: str) -> None:
        """A row of a group."""
        name, given = row.values.get("name", ""), row.values.get("id", "")
        if not name:
            self.said.append(message("{place}: no name stands here, the row is left out", place=place))
            return
        own = self.named(name)
        if given and not is_made(given, "groups") and given not in self.groups:
            group = self.groups.pop(own)
            self.groups[given] = replace(group, id=given)
            self.known = {key: given if one == own else one for key, one in self.known.items()}
            self.cells[given] = self.cells.pop(own, {})
            self.companies = [replace(one, group=given) if one.group == own else one for one in self.companies]
            own = given
        was = self.groups[own]
        more = (alias for alias in row.values.get("aliases", ()) if alias not in (was.name, *was.aliases))
        self.groups[own] = replace(was, aliases=(*was.aliases, *more))
        self.know(self.groups[own])
        cells = {field: text for field, index in fields.items() if (text := str(row.record.values[index]))}
        for field in (*MORE, "head"):
            first = self.cells.setdefault(own, {}).setdefault(field, cells.get(field, "")) or cells.get(field, "")
            self.cells[own][field] = first
            if cells.get(field) and first != cells[field]:
                self.said.append(
                    message("{place}: the {field} of {manager} is {value} here and {first} before; that counts",
                            place=place, manager=name, field=field, value=cells[field], first=first)
                )  # fmt: skip

    def whole(self, exports: Sequence[ReadExport]) -> Groups:
        """All of it, with parents by their ids, and head offices by those of their cards."""
        heads: dict[str, set[str]] = {}
        for export in exports if any(own.get("head") for own in self.cells.values()) else ():
            for own, name in zip(export.texts("id"), export.texts("name"), strict=False):
                for key in (group_key(own), group_key(name)):
                    heads.setdefault(key, set()).add(f"{export.prefix}{own}")
        for own, cells in self.cells.items():
            if parent := cells.get("parent"):
                cells["parent"] = self.known.get(group_key(parent), parent)
            if text := cells.pop("head", ""):
                found = heads.get(group_key(text), set())
                if len(found) == 1 and not self.groups[own].head:
                    self.groups[own] = replace(self.groups[own], head=found.pop())
                elif not found:
                    self.said.append(
                        message("{group}: the head office {value} is no company of the files; it is left out",
                                group=self.groups[own].name, value=text)
                    )  # fmt: skip
        return Groups(self.groups, self.cells, tuple(self.companies), tuple(self.said))


def links_of_lists(told: Groups, book: Book) -> tuple[list[dict[str, str]], Groups, list[Message]]:
    """The links of the companies of lists to their cards; the groups, with the names of companies that have no card.

    A company is its card by a number, else by the words of its name, where one card alone has them.
    """
    by_name: dict[tuple[str, ...], list[str]] = {}
    by_number: dict[tuple[str, str], list[str]] = {}
    for card in book.clients.values():
        by_name.setdefault(tuple(name_words(card.name)), []).append(card.id)
        for kind in ENTITY:
            if number := getattr(card, kind):
                by_number.setdefault((kind, number), []).append(card.id)
    links: list[dict[str, str]] = []
    groups = dict(told.groups)
    without: list[str] = []
    several: list[str] = []
    other: list[str] = []
    for one in told.companies:
        name = one.row.values.get("name", "")
        found = [own for kind in ENTITY for own in by_number.get((kind, one.row.values.get(kind, "")), ())]
        found = list(dict.fromkeys(found)) or by_name.get(tuple(name_words(name)), [])
        if len(found) == 1:
            own, group = found[0], groups[one.group]
            if book.clients[own].group not in ("", one.group):
                other.append(name)
            links.append({"client": own, "company": book.clients[own].name, "group": group.id, "group_name": group.name,
                          "head_office": "", "other": "", "answer": "yes", "why": one.place})  # fmt: skip
        elif found:
            several.append(name)
        else:
            without.append(name)
            if name not in (groups[one.group].name, *groups[one.group].aliases) and "|" not in name:
                aliases = (*groups[one.group].aliases, name)
                groups[one.group] = replace(groups[one.group], aliases=aliases)
    said: list[Message] = []
    if without:
        said.append(messages("{count} company of a group has no card, its name is the group's: {names}",
                             "{count} companies of groups have no card, their names are the groups': {names}",
                             len(without), names=brief(without)))  # fmt: skip
    if several:
        said.append(messages("{count} company of a group may be several cards, it is left out: {names}",
                             "{count} companies of groups may be several cards, they are left out: {names}",
                             len(several), names=brief(several)))  # fmt: skip
    if other:
        said.append(messages("{count} company is of another group by its own column, which counts: {names}",
                             "{count} companies are of another group by their own column, which counts: {names}",
                             len(other), names=brief(other)))  # fmt: skip
    return links, replace(told, groups=groups), said
