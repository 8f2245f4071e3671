"""The workspace as it would be with a newer export: the files that change, tried in a folder of their own first."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from leadcli.api.importing.card_pairs import Pairs
from leadcli.api.importing.exchange import Put, digest_at
from leadcli.api.importing.new_export import New, Old
from leadcli.api.importing.table_additions import ID_CELLS, Row, with_ids, with_rows
from leadcli.api.starting.export_groups import groups_of
from leadcli.api.starting.export_managers import Found, managers_of
from leadcli.domain.book import Book, Group
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.fields.people import Roster, person_key
from leadcli.fields.people.writing import says_nobody
from leadcli.io.tables import NAMES
from leadcli.output.text.speech import Speech
from leadcli.workspace.book_building import group_key
from leadcli.workspace.manager_names import FILE as SPELLINGS
from leadcli.workspace.manager_names import with_spellings
from leadcli.workspace.opening import OpenedWorkspace, open_workspace
from leadcli.workspace.sources import FILE, Source, Sources, tables_of, with_source, written

RULES = ("rules.yaml", "matching.yaml", SPELLINGS)  # what a workspace is opened with beside its tables


@frozen
class Additions:
    """What a newer export adds to other tables. ``managers``: new ones; ``near``: writings that may be a manager's.

    ``groups``: new ones; ``ids``: clients' ids that are others now; ``files``: the tables' new bytes; ``by_hand``:
    tables that cannot be written.
    """

    managers: Found
    near: Mapping[str, tuple[str, ...]]
    groups: Sequence[Group]
    ids: Mapping[str, str]
    files: Mapping[Path, bytes]
    by_hand: tuple[str, ...]


def new_managers(new: New, managers: Roster) -> tuple[Found, dict[str, tuple[str, ...]]]:
    """The managers whom the owners' column names and nobody knows; writings near a known one's are asked about."""
    unknown: list[str] = []
    near: dict[str, tuple[str, ...]] = {}
    heard: dict[str, bool] = {}
    for text in new.texts("owner"):
        if text not in heard:
            named = managers.named(text)
            heard[text] = named.kind == "unknown" and not says_nobody(person_key(text))
            if heard[text] and named.candidates:
                near[text] = tuple(map(managers.name, named.candidates))
        if heard[text] and text not in near:
            unknown.append(text)
    return managers_of(unknown), near


def new_groups(new: New, book: Book) -> list[Group]:
    """The groups that the column of companies above tells and that no group on file is by any of its names.

    ``book``: the new export's cards with the groups on file.
    """
    if not any(field == "parent" for card in book.clients.values() for field, _, _ in card.unread):
        return []
    where = dict(zip((record.place for record in new.records), new.above(), strict=False))
    cards = list(book.clients.values())
    told, _ = groups_of(cards, [where.get(card.place, "") for card in cards])
    known = {group_key(text) for group in book.groups.values() for text in (group.id, group.name, *group.aliases)}
    heads = {group.head for group in book.groups.values()}
    fresh = [g for g in told.values() if known.isdisjoint(map(group_key, (g.name, *g.aliases))) and g.head not in heads]
    taken = set(book.groups)
    found = []
    for group in fresh:
        own = group.id if group.id not in taken else next(
            made for n in range(2, 10_000) if (made := f"{group.id}-{n}") not in taken
        )  # fmt: skip
        taken.add(own)
        found.append(replace(group, id=own))
    return found


def additions(
    root: Path, sources: Sources, managers: Found, near: Mapping[str, tuple[str, ...]], groups: Sequence[Group],
    ids: Mapping[str, str], writings: Mapping[str, str],
) -> Additions:  # fmt: skip
    """What is written to the tables beside the one that is exchanged. ``writings``: whom owners' cells mean."""
    files: dict[Path, bytes] = {}
    by_hand: list[str] = []
    there = {file.table: file.path for file in tables_of(root, sources) if file.source is None}

    def enter(name: str, data: bytes | None, path: Path) -> None:
        if data is None:
            by_hand.append(f"data/{path.name}")
        elif data != path.read_bytes():
            files[path] = data

    for name, more in (("managers", _manager_rows(managers)), ("groups", _group_rows(groups))):
        if more and name in there:
            enter(name, with_rows(there[name], name, more), there[name])
        elif more and name not in sources:
            files[root / "data" / f"{name}.csv"] = _new_table(more)
        elif more:
            by_hand.append(sources[name][0].shown)
    for name in ID_CELLS if ids else ():
        path = there.get(name)
        if path is None:
            continue
        with _lying(path, files.get(path)) as lying:
            data = with_ids(lying, name, ids)
        if data is None or data != path.read_bytes():
            enter(name, data, path)
    if writings and (spelt := with_spellings(root, writings).encode()) != _bytes(root / SPELLINGS):
        files[root / SPELLINGS] = spelt
    return Additions(managers, near, groups, ids, files, tuple(dict.fromkeys(by_hand)))


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def linked(
    root: Path, sources: Sources, more: Additions, old: Mapping[str, Client], book: Book, pairs: Pairs, speech: Speech
) -> tuple[Additions, Sequence[Mapping[str, str]]]:
    """What is written with the links that are found in the new export, and which they are. ``book``: its own."""
    if not book.clients:
        return more, ()
    from leadcli.api.importing.new_links import found_links, with_links  # looking through a base is loaded where it is

    links = found_links(old, book, pairs, speech)
    there = next((file for file in tables_of(root, sources) if file.table == "links"), None)
    if not links:
        return more, ()
    path = there.path if there is not None else root / "data" / "links.csv"
    if there is not None and there.source is not None:
        return replace(more, by_hand=(*more.by_hand, there.shown)), ()
    data, added = with_links(path, more.files.get(path), links)
    if data is None:
        return replace(more, by_hand=(*more.by_hand, f"data/{path.name}")), ()
    return replace(more, files={**more.files, path: data}) if added else more, added


def _manager_rows(found: Found) -> list[Row]:
    managers = sorted(found.managers.values(), key=lambda m: (-found.rows[m.id], m.name))
    return [{"name": m.name, "aliases": "|".join(m.aliases), "active": "yes" if m.active else "no", "email": m.email}
            for m in managers]  # fmt: skip


def _group_rows(groups: Sequence[Group]) -> list[Row]:
    return [{"id": g.id, "name": g.name, "aliases": "|".join(g.aliases), "head": g.head} for g in groups]


def _new_table(rows: Sequence[Row]) -> bytes:
    from leadcli.output.csv_rows import texts

    return "".join(texts([tuple(rows[0]), *(tuple(row.values()) for row in rows)])).encode()


@contextmanager
def _lying(path: Path, data: bytes | None) -> Iterator[Path]:
    """A file with these bytes; the one that is there where there are none."""
    if data is None:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, path.name)
        made.write_bytes(data)
        yield made


# --- where the export will lie ---------------------------------------------------------------------------------------
def place_of(root: Path, old: Old, new: New, export: Path, linked: bool) -> tuple[Path, str]:
    """Where the new export will lie, and how leadcli.yaml calls it.

    One that is read where it is stays there. Else it is copied to ``data`` under its own name, or under the old one's
    where it is called alike and is read alike.
    """
    data = root / "data"
    if old.source is None:
        return old.path, old.shown
    if linked:
        return export.resolve(), str(export.resolve())
    if _same_folder(export.parent, data):
        return data / export.name, f"data/{export.name}"
    taken = {path.name.casefold() for path in data.iterdir()}
    alike = export.name.casefold() == old.path.name.casefold() and _same_folder(old.path.parent, data)
    if alike and not old.shared and _read_alike(old.source, new.source):
        return old.path, old.shown
    name = export.name if not _is_table(export) else f"export-{export.name}"
    number = 2
    while name.casefold() in taken:
        name, number = f"{Path(name).stem.removesuffix(f'-{number - 1}')}-{number}{export.suffix}", number + 1
    return data / name, f"data/{name}"


def is_linked(root: Path, old: Old) -> bool:
    """Whether a table's export is read where it is, outside of ``data``."""
    return old.source is not None and not _same_folder(old.path.parent, root / "data")


def _read_alike(one: Source, other: Source) -> bool:
    return one.mark == other.mark


def _is_table(path: Path) -> bool:
    return path.stem.casefold() in {name for names in NAMES.values() for name in names}


def _same_folder(one: Path, other: Path) -> bool:
    try:
        return one.resolve().samefile(other)
    except OSError:
        return False


def mapping_with(root: Path, sources: Sources, old: Old, now: Source) -> bytes:
    """leadcli.yaml with a table's export otherwise. Where only its file is, that line alone is written anew."""
    text = (root / FILE).read_bytes().decode("utf-8")
    was = old.source
    assert was is not None, "it is read through leadcli.yaml"
    lines = text.splitlines(keepends=True)
    at = was.place.line - 1
    if _read_alike(was, now) and list(was.columns) == list(now.columns) and 0 <= at < len(lines):
        value = r"\"[^\"]*\"|'[^']*'|(?:[^#\s](?:[^#\r\n]*[^#\s])?)?"
        found = re.match(rf"(\s*(?:-\s+)?file\s*:\s*)({value})(\s*(?:#.*)?\r?\n?)$", lines[at])
        if found:
            import json

            lines[at] = f"{found[1]}{json.dumps(now.shown, ensure_ascii=False)}{found[3]}"
            return "".join(lines).encode()
    return written(with_source(sources, old.key, now)).encode()


# --- tried -----------------------------------------------------------------------------------------------------------
def puts_of(root: Path, old: Old, new: New, target: Path, yaml: bytes | None, files: Mapping[Path, bytes]) -> list[Put]:
    """The files that change, the one that decides first: the export in its place, else what leadcli.yaml says."""
    puts = [Put(path, data, digest_at(path)) for path, data in files.items()]
    if yaml is None:
        return [Put(target, new.path, digest_at(target), new.table.digest), *puts]
    puts.insert(0, Put(root / FILE, yaml, digest_at(root / FILE)))
    if not _lies_there(target, new.path):
        puts.append(Put(target, new.path, digest_at(target), new.table.digest))
    if old.there and not old.shared and not is_linked(root, old) and not _lies_there(old.path, target):
        puts.append(Put(old.path, None, digest_at(old.path)))
    return puts


def _lies_there(target: Path, path: Path) -> bool:
    try:
        return target.samefile(path)
    except OSError:
        return False


@contextmanager
def tried(
    root: Path, sources: Sources, old: Old, new: New, target: Path, files: Mapping[Path, bytes]
) -> Iterator[OpenedWorkspace]:
    """The workspace with the new export, and these ``files`` otherwise, opened in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="leadcli-") as folder:
        made = Path(folder)
        (made / "data").mkdir()
        for name in RULES:
            if (root / name).is_file():
                shutil.copyfile(root / name, made / name)
        own = f"data/{target.name}"
        shutil.copyfile(new.path, made / own)
        for file in tables_of(root, sources):
            if file.key != old.key and file.source is None and file.path not in files:
                shutil.copyfile(file.path, made / "data" / file.path.name)
        for path, data in files.items():
            (made / path.relative_to(root)).write_bytes(data)
        if old.source is not None:
            others = {name: [replace(source, shown=source.path.resolve().as_posix()) for source in told]
                      for name, told in sources.items()}  # fmt: skip
            there = with_source(others, old.key, replace(new.source, shown=own))
            (made / FILE).write_text(written(there), encoding="utf-8")
        yield open_workspace(made, given={old.key: new.table} if old.source is not None else None)
