"""Files that are not where they are read, bear a name under which nothing reads them, or stand in each other's way."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from leadcli.cli.doctor.health import Finding, Fix
from leadcli.domain.messages import Message, message
from leadcli.domain.places import Problem
from leadcli.fields.table import TABLES, located
from leadcli.io.encodings import Unreadable
from leadcli.io.exports import form_of, rows, texts
from leadcli.io.table_formats import FORMATS, MOST_ABOVE
from leadcli.io.tables import NAMES, header_among
from leadcli.output.text.safe import typed
from leadcli.workspace.sources import read_sources, tables_of

NOT_NEEDED = message("else move it out of the workspace")
LEAST = 2  # fields that a header names if the file is such a table


def stray_files(root: Path, problems: Sequence[Problem]) -> Iterator[Finding]:
    """What the problems of a workspace say of stray files, and files beside ``rules.yaml``."""
    sources, _ = read_sources(root)
    missing = TABLES.keys() - {file.table for file in tables_of(root, sources, faulty=True)}
    unread = [root / problem.place.file for problem in problems if problem.code == "file-unread"]
    holders = {path: _table_in(path, missing) for path in unread}
    for problem in problems:
        if problem.code == "file-twice":
            yield Finding("file-twice", problem.text, (problem.remedy,) if problem.remedy else ())
    for path, table in holders.items():
        shown = f"data/{path.name}"
        said = message("{file}: nothing reads it", file=shown)
        if table and list(holders.values()).count(table) == 1:
            yield Finding("file-unread", said, fix=_moved(path, root / "data" / f"{table}{path.suffix.lower()}", root))
        else:
            yield Finding("file-unread", said, tuple(_ways(path, root)))
    for path in sorted(each for each in root.iterdir() if each.is_file()):
        table = _named(path)
        if not table or any(each.path == path for told in sources.values() for each in told):
            continue
        said = message("{file} lies beside rules.yaml, where nothing reads it; tables lie in data", file=path.name)
        if table in missing and not (root / "data" / path.name).exists():
            yield Finding("file-misplaced", said, fix=_moved(path, root / "data" / path.name, root))
        else:
            yield Finding("file-misplaced", said, (NOT_NEEDED,), weight="note")


def _moved(path: Path, to: Path, root: Path) -> Fix:
    old, new = (each.relative_to(root).as_posix() for each in (path, to))
    return Fix(
        message("{file} becomes {other}", file=old, other=new), partial(_move, path, to),
        message("to take it back: rename {other} to {file}", file=old, other=new),
    )  # fmt: skip


def _move(path: Path, to: Path) -> None:
    """Rename a file; one that is there by now is never replaced."""
    if to.exists():
        raise FileExistsError(17, "exists", str(to))
    path.rename(to)


def _ways(path: Path, root: Path) -> Iterator[Message]:
    if any(path.suffix.casefold() in told.suffixes for told in FORMATS.values()):
        yield message("if it is a table, call it as what it holds: {names}", names=tuple(TABLES))
        yield message("if it is an export to be read as it is: leadcli init NEW-FOLDER --from {file}",
                      file=typed(path.relative_to(root)))  # fmt: skip
    yield NOT_NEEDED


def _named(path: Path) -> str:
    """The table whose name a file bears."""
    stem, suffix = path.stem.casefold(), path.suffix.casefold()
    if not any(suffix in told.suffixes for told in FORMATS.values()):
        return ""
    return next((table for table, names in NAMES.items() if stem in names), "")


def _table_in(path: Path, missing: set[str]) -> str:
    """The one of the ``missing`` tables that a file holds, by its header; ``""`` where none or several could be it."""
    try:
        form = form_of(path)
        if not (form.delimiter or form.sheet):
            return ""
        above = [texts(row, form) for row, _ in zip(rows(path, form), range(MOST_ABOVE), strict=False)]
    except (Unreadable, csv.Error):
        return ""
    fits = []
    for table in missing & {"managers", "groups", "clients"}:
        needed = [field.name for field in TABLES[table] if field.required and field.name != "id"]
        at, whole = header_among(above, partial(located, fields=TABLES[table]), needed)
        named = located(above[at], TABLES[table]) if above else {}
        if whole and len(named) >= LEAST:
            fits.append((len(named), table))
    fits.sort(reverse=True)
    if not fits or (len(fits) > 1 and fits[0][0] == fits[1][0]):
        return ""
    return fits[0][1]
