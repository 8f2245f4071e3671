"""A workspace made of an export: the export as it came, its mapping, managers, groups and rules; no sample."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from leadcli.api.starting.export_columns import ReadExport
from leadcli.api.starting.export_groups import groups_of
from leadcli.api.starting.export_managers import Found, managers_of
from leadcli.api.starting.home_country import country_of
from leadcli.api.starting.lists_of_groups import MORE as GROUP_MORE
from leadcli.api.starting.lists_of_groups import NONE, Groups, with_lists
from leadcli.api.starting.lists_of_managers import MORE, NOBODY, WRITTEN, Listed
from leadcli.api.starting.told_files import ListFile
from leadcli.domain.book import Group
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.places import NOWHERE, Record
from leadcli.io.atomic import write_bytes_whole, write_whole
from leadcli.io.tables import NAMES
from leadcli.output.csv_rows import texts as csv_rows
from leadcli.workspace.book_building import build_book
from leadcli.workspace.opening import policy_file
from leadcli.workspace.sources import FILE, Source, written
from leadcli.workspace.table_rows import Part

_ASSUMED = re.compile(r"^assume:\n  country: \w+\n", re.MULTILINE)


@frozen
class NewBase:
    """What exports tell of a team: its managers, groups, and country (``""``: they do not tell).

    ``listed``: what lists of managers tell of it, ``listed_groups``: what those of groups do.
    """

    exports: tuple[ReadExport, ...]
    managers: Found
    groups: Mapping[str, Group]
    country: str
    listed: Listed = NOBODY
    listed_groups: Groups = NONE


def base_of(
    exports: Sequence[ReadExport], listed: Listed = NOBODY, group_lists: Sequence[ListFile] = ()
) -> NewBase:  # fmt: skip
    """What exports tell of a team, and lists."""
    country = country_of((export.records, export.columns) for export in exports)
    managers = managers_of((text for export in exports for text in export.texts("owner")), listed.managers)
    base = NewBase(tuple(exports), managers, {}, country, listed)
    if any(export.texts("parent") for export in exports):
        base = replace(base, groups=_told_groups(base))
    return with_groups(base, with_lists(base.groups, group_lists, exports)) if group_lists else base


def with_groups(base: NewBase, told: Groups) -> NewBase:
    """The base with the groups of lists."""
    return replace(base, groups=told.groups, listed_groups=told)


def _told_groups(base: NewBase) -> Mapping[str, Group]:
    """The groups that the columns of companies above tell."""
    several = len(base.exports) > 1  # whose rows are joined where they are one company's, by their owners too
    unused = () if several else ("owner", "parent")
    parts = [
        Part({c: f for c, f in export.columns.items() if f not in unused}, export.records, (), export.prefix)
        for export in base.exports
    ]
    header, *rows = _managers(base)
    people = [Record(NOWHERE, header, row) for row in rows] if several else []
    book, _ = build_book({"managers": people}, country=base.country, exports={"clients": parts})
    above = {
        record.place: text
        for export in base.exports if (texts := export.above())
        for record, text in zip(export.records, texts, strict=True)
    }  # fmt: skip
    cards = list(book.clients.values()) if book is not None else []
    found, _ = groups_of(cards, [above.get(card.place, "") or _unread_above(card) for card in cards])
    return {
        group_id: replace(group, head="") if any(f == "id" for f, _, _ in book.clients[group.head].unread) else group
        for group_id, group in found.items()
    } if several and book is not None else found  # fmt: skip


def _unread_above(card: Client) -> str:
    """The company above, of a card that has it of another file's row."""
    return next((text for field, _, text in card.unread if field == "parent"), "")


def write_base(base: NewBase, root: Path, linked: bool, said: Mapping[str, str]) -> None:
    """Write the workspace to a folder that holds none. ``linked``: the exports stay where they are.

    ``said``: encoding and delimiter, where they were.
    """
    data = root / "data"
    data.mkdir(parents=True)
    told = {key: text for key, text in said.items() if text}
    sources: list[Source] = []
    copies: dict[Path, str] = {}
    for export in base.exports:
        if not linked and export.path not in copies:
            copies[export.path] = f"data/{_free_name(export.path, copies.values())}"
            shutil.copyfile(export.path, root / copies[export.path])
        shown = copies.get(export.path, str(export.path.resolve()))
        sources.append(
            Source(root / shown, shown, export.columns, {}, NOWHERE, export.sheet, prefix=export.prefix, **told)
        )
    write_managers(base, root)
    write_groups(base, root)
    with write_whole(root / FILE) as file:
        file.write(written({"clients": sources}))
    write_rules(base, root, "house")


def write_groups(base: NewBase, root: Path) -> None:
    """Write the table of groups, where there are some."""
    if base.groups:
        with write_whole(root / "data" / "groups.csv") as file:
            file.writelines(csv_rows(_groups(base)))


def write_rules(base: NewBase, root: Path, policy: str) -> None:
    """Write a ready-made policy as the workspace's rules, with the team's own country."""
    rules = policy_file(None, policy)[0].read_text(encoding="utf-8")
    assumed = f"assume:\n  country: {base.country}\n" if base.country else ""
    with write_bytes_whole(root / "rules.yaml") as file:
        file.write(_ASSUMED.sub(assumed, rules).encode())


def write_managers(base: NewBase, root: Path) -> None:
    """Write the table of managers."""
    with write_whole(root / "data" / "managers.csv") as file:
        file.writelines(csv_rows(_managers(base)))


def _free_name(export: Path, taken: Collection[str]) -> str:
    """The name of an export in ``data``: its own, unless a table would be looked for there, or another has it."""
    tables = {name for names in NAMES.values() for name in names}
    stem, number = f"export-{export.stem}" if export.stem.casefold() in tables else export.stem, 2
    name, lower = f"{stem}{export.suffix}", {each.casefold() for each in taken}
    while f"data/{name}".casefold() in lower:
        name, number = f"{stem}-{number}{export.suffix}", number + 1
    return name


def _managers(base: NewBase) -> Iterator[tuple[str, ...]]:
    cells = base.listed.cells
    more = tuple(field for field in MORE if any(field in own for own in cells.values()))
    yield (*WRITTEN, *more)
    rows = base.managers.rows
    for one in sorted(base.managers.managers.values(), key=lambda m: (-rows.get(m.id, 0), m.name)):
        own = cells.get(one.id, {})
        active = own.get("active", "yes") if one.active else "no"
        email = own.get("email", one.email)
        yield (one.name, "|".join(one.aliases), active, email, *(own.get(field, "") for field in more))


def _groups(base: NewBase) -> Iterator[tuple[str, ...]]:
    cells = base.listed_groups.cells
    more = tuple(field for field in GROUP_MORE if any(own.get(field) for own in cells.values()))
    yield "id", "name", "aliases", "head", *more
    for group in base.groups.values():
        own = cells.get(group.id, {})
        yield group.id, group.name, "|".join(group.aliases), group.head, *(own.get(field, "") for field in more)
