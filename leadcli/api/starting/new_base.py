"""A workspace made of an export: the export as it came, its mapping, managers, groups and rules; no sample."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from leadcli.api.starting.export_columns import ReadExport
from leadcli.api.starting.export_groups import groups_of
from leadcli.api.starting.export_managers import Found, managers_of
from leadcli.api.starting.home_country import country_of
from leadcli.domain.book import Group
from leadcli.domain.frozen import frozen
from leadcli.domain.places import NOWHERE
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
    """What an export tells of a team: its managers, groups, and country (``""``: it does not tell)."""

    export: ReadExport
    managers: Found
    groups: Mapping[str, Group]
    country: str


def base_of(export: ReadExport) -> NewBase:
    """What an export tells of a team."""
    country = country_of(export.records, dict(export.columns))
    managers = managers_of(export.texts("owner"))
    above = export.texts("parent")
    groups: dict[str, Group] = {}
    if above:
        columns = {column: field for column, field in export.columns.items() if field not in ("owner", "parent")}
        book, _ = build_book({}, country=country, exports={"clients": [Part(columns, export.records)]})
        where = {record.place: text for record, text in zip(export.records, above, strict=True)}
        cards = list(book.clients.values()) if book is not None else []
        groups, _ = groups_of(cards, [where[card.place] for card in cards])
    return NewBase(export, managers, groups, country)


def write_base(base: NewBase, root: Path, linked: bool, said: Mapping[str, str]) -> None:
    """Write the workspace to a folder that holds none. ``linked``: the export stays where it is.

    ``said``: encoding, delimiter and sheet, where they were.
    """
    data = root / "data"
    data.mkdir(parents=True)
    export = base.export.path
    shown = str(export.resolve()) if linked else f"data/{_free_name(export)}"
    if not linked:
        shutil.copyfile(export, root / shown)
    source = Source(root / shown, shown, base.export.columns, {}, NOWHERE, **{k: v for k, v in said.items() if v})
    write_managers(base, root)
    if len(lines := list(csv_rows(_groups(base)))) > 1:
        with write_whole(data / "groups.csv") as file:
            file.writelines(lines)
    with write_whole(root / FILE) as file:
        file.write(written({"clients": [source]}))
    write_rules(base, root, "house")


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


def _free_name(export: Path) -> str:
    """The name of the export in ``data``: its own, unless a table would be looked for there."""
    taken = {name for names in NAMES.values() for name in names}
    return f"export-{export.name}" if export.stem.casefold() in taken else export.name


def _managers(base: NewBase) -> Iterator[tuple[str, ...]]:
    yield "name", "aliases", "active", "email"
    rows = base.managers.rows
    for one in sorted(base.managers.managers.values(), key=lambda m: (-rows[m.id], m.name)):
        yield one.name, "|".join(one.aliases), "yes" if one.active else "no", one.email


def _groups(base: NewBase) -> Iterator[tuple[str, ...]]:
    yield "id", "name", "aliases", "head"
    for group in base.groups.values():
        yield group.id, group.name, "|".join(group.aliases), group.head
