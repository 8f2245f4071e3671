"""The workspace examined: its files, tables, index and ledger; each finding with its remedies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from leadcli.cli.doctor.health import Examined, Finding, Fix, TableFile
from leadcli.cli.doctor.install import install, strange_install
from leadcli.cli.doctor.stray_files import stray_files
from leadcli.cli.shared.batches import settle
from leadcli.domain.messages import Message, Refusal, message, messages
from leadcli.fields.table import TABLES
from leadcli.io.atomic import left_parts, remove_left
from leadcli.io.encodings import Unreadable
from leadcli.io.exports import form_of
from leadcli.ledger.intents import intents
from leadcli.ledger.recording import ledger_file, open_ledger, recorded
from leadcli.output.text.speech import Speech
from leadcli.workspace.opening import (
    OpenedWorkspace,
    find_workspace,
    index_state,
    is_workspace,
    locate,
    open_workspace,
)
from leadcli.workspace.sources import read_sources, tables_of

CACHE = ".leadcli"
SIGNS = {",": message("comma"), ";": message("semicolon"), "\t": message("tab"), "|": message("bar")}


def examined(folder: Path | None, speech: Speech) -> Examined:
    """All that can be said. ``folder``: the workspace as it was named, if it was."""
    root = find_workspace(folder)
    findings = list(strange_install())
    if root is None:
        try:
            locate(folder)
        except Refusal as refusal:
            findings.append(Finding("no-workspace", refusal.said[0], refusal.said[1:]))
        return Examined(install(), findings=tuple(findings))
    opened = open_workspace(root)
    findings += _above(root, folder)
    findings += _rights(root)
    findings += stray_files(root, opened.problems)
    findings += _left(root)
    findings += _problems(opened)
    index = index_state(root) if opened.book is not None else ""
    if index == "stale":
        findings.append(
            Finding(
                "index-stale", message("the compiled directory is not of today's tables; the next question makes it"),
                fix=Fix(message("make it now"), partial(open_workspace, root, compiled=True)), weight="note",
            )
        )  # fmt: skip
    ledger, of_ledger = _ledger(root, speech)
    return Examined(
        install(), root, _how(root, folder), tuple(_tables(root, opened)), index, ledger, (*findings, *of_ledger)
    )


def _how(root: Path, folder: Path | None) -> Message:
    if folder is not None:
        return message("as --workspace says")
    if os.environ.get("LEADCLI_WORKSPACE"):
        return message("as LEADCLI_WORKSPACE says")
    return message("this folder") if root == Path.cwd() else message("found above this folder")


def _above(root: Path, folder: Path | None) -> Iterator[Finding]:
    other = next((each for each in root.resolve().parents if is_workspace(each)), None)
    if folder is None and other is not None:
        said = message("{folder} is a workspace too, and this one stands in front of it", folder=str(other))
        yield Finding("workspace-above", said, (message("to ask that one: --workspace {folder}", folder=str(other)),),
                      weight="note")  # fmt: skip


def _rights(root: Path) -> Iterator[Finding]:
    """Folders and files that cannot be read or written to."""
    for path in (root / "rules.yaml", root / "data"):
        if not os.access(path, os.R_OK):
            said = message("{file} cannot be read: you have no right to", file=path.name)
            yield Finding("rights-read", said, (message("have the right to read it given to you"),))
    written = [(root, message("no ledger, plan or table can be written there"))]
    if recorded(root):
        written.append((ledger_file(root), message("nothing can be recorded")))
    if (root / CACHE).is_dir():
        written.append((root / CACHE, message("the compiled directory goes to your own folder instead")))
    for path, hinders in written:
        if not os.access(path, os.W_OK):
            said = message("{file} cannot be written to: {hinders}", file=str(path), hinders=hinders)
            yield Finding("rights-write", said, (message("have the right to write given to you"),))


def _left(root: Path) -> Iterator[Finding]:
    """What writers left behind that were killed."""
    for folder in (root, root / "data", root / CACHE):
        for part in left_parts(folder):
            shown = part.relative_to(root).as_posix()
            said = message("{file} was left behind by a call that was killed; nothing reads it", file=shown)
            yield Finding("file-left", said, fix=Fix(message("remove {file}", file=shown), partial(remove_left, part)))


def _problems(opened: OpenedWorkspace) -> Iterator[Finding]:
    """That the files have problems, which ``data check`` lists; those of stray files are told by themselves."""
    told = [p for p in opened.problems if p.code not in ("file-unread", "file-twice")]
    if errors := sum(p.severity == "error" for p in told):
        said = messages("{count} error in the files", "{count} errors in the files", errors)
        yield Finding("data-errors", said, (message("see: leadcli data check"),))
    if warnings := len(told) - errors:
        said = messages("{count} warning in the files", "{count} warnings in the files", warnings)
        yield Finding("data-warnings", said, (message("see: leadcli data check"),), weight="note")


def _tables(root: Path, opened: OpenedWorkspace) -> Iterator[TableFile]:
    files = tables_of(root, read_sources(root)[0])
    several = {file.table for file in files if file.key != file.table}
    for file in files:
        said = file.source
        try:
            form = form_of(file.path, said.encoding if said else "", said.delimiter if said else "")
        except Unreadable:
            yield TableFile(file.table, file.shown, "")
            continue
        encoding = form.encoding + (" BOM" if form.mark else "") if form.delimiter else ""
        rows = None if file.table in several else _rows(file.table, opened)
        sheet = (said.sheet if said else "") or form.sheet
        yield TableFile(file.table, file.shown, form.format, encoding, form.delimiter, sheet, rows)


def _rows(name: str, opened: OpenedWorkspace) -> int | None:
    found: Any = getattr(opened.book, name, None) if name in TABLES and opened.book is not None else None
    return len(found) if hasattr(found, "__len__") else None


def _ledger(root: Path, speech: Speech) -> tuple[dict[str, Any], list[Finding]]:
    """The ledger's figures, and what is wrong with it."""
    if not recorded(root):
        return {}, []
    look = message("look closer: leadcli log verify --deep")
    try:
        with open_ledger(root) as ledger:
            version = ledger.database.execute("PRAGMA user_version").fetchone()[0]
            count, fault = ledger.verify(None)
            waiting = intents(ledger)
    except Refusal as refusal:
        return {"sound": False}, [Finding("ledger-unreadable", refusal.said[0], (*refusal.said[1:],))]
    findings = []
    if fault is not None:
        said = message("entry {number} of the ledger: {what}", number=fault.seq, what=fault.what)
        findings.append(Finding("ledger-broken", said, (look,)))
    for intent in waiting:
        said = message("batch {number} was interrupted while {file} was written", number=intent.seq, file=intent.path)
        told = message("keep the batch if its file is whole, else take it back: what any next command does")
        findings.append(Finding("batch-interrupted", said, fix=Fix(told, partial(_settled, root))))
    return {"sound": fault is None, "entries": count, "version": version, "interrupted": len(waiting)}, findings


def _settled(root: Path) -> None:
    with open_ledger(root) as ledger:
        settle(ledger)
