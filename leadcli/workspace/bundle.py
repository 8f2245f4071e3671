"""A workspace packed for another machine: rules, managers, cut-offs, and the compiled directory where there is one.

Without a compiled directory the tables themselves go along. Opened elsewhere it has the same fingerprints, or it is
not the same.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from leadcli.domain.frozen import replace
from leadcli.fields.cleaners import HOME
from leadcli.resolution.compiled.compiled_directory import StoredBook
from leadcli.resolution.compiled.constant_tables import Tables
from leadcli.workspace.manager_names import FILE as OWNERS
from leadcli.workspace.opening import (
    COMPILED,
    OpenedWorkspace,
    fingerprint,
    home_country,
    open_policy,
    open_workspace,
    policy_file,
    read_cuts,
    read_managers,
)
from leadcli.workspace.sources import FILE as SOURCES
from leadcli.workspace.sources import Source, read_sources, tables_of, written

DIRECTORY = "directory.tables"


def pack(workspace: OpenedWorkspace, policy: str = "") -> bytes:
    """The workspace as a zip; the same bytes for the same workspace."""
    files = {"rules.yaml": policy_file(workspace.root, policy)[0]}
    for name in ("matching.yaml", OWNERS):
        if (own := workspace.root / name).is_file():
            files[name] = own
    if workspace.tables is not None:
        files[DIRECTORY] = workspace.tables.path
    texts: dict[str, str] = {}
    sources, _ = read_sources(workspace.root)
    there: dict[str, list[Source]] = {}
    for file in tables_of(workspace.root, sources):
        shown = file.shown if file.source is None else f"sources/{file.key.replace('#', '-')}{file.path.suffix}"
        if file.source is not None:
            there.setdefault(file.table, []).append(replace(file.source, shown=shown))
        if not (file.table in COMPILED and workspace.tables is not None):
            files[shown] = file.path
    if there:
        texts[SOURCES] = written(there)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name in sorted((*files, *texts)):
            data = texts[name].encode() if name in texts else files[name].read_bytes()
            book.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def open_pack(folder: Path) -> OpenedWorkspace:
    """What was packed, opened where it was unpacked."""
    (folder / "data").mkdir(exist_ok=True)
    if not (folder / DIRECTORY).is_file():
        return open_workspace(folder)
    cuts, problems = read_cuts(folder)
    tables = Tables(folder / DIRECTORY)
    sources, _ = read_sources(folder)
    read = read_managers(folder, tables_of(folder, sources), cuts, sources)
    policy, more = open_policy(folder)
    country = home_country(folder, "", policy)
    book = None
    if read is not None:
        book = StoredBook(tables, read[0], fingerprint({**tables.notes["sources"], **read[1]}, cuts), country or HOME)
    return OpenedWorkspace(folder, book, policy, (*problems, *more), *policy_file(folder, ""), cuts, tables)
