"""What each process of a long command opens, once: the workspace, if it is still the one that the command rests on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leadcli.assignment.rows import Line
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, Refusal, message
from leadcli.fields.crm_presets import Layout
from leadcli.io.exports import Form, RawRow, rows, texts
from leadcli.run.processes import settle
from leadcli.workspace.opening import Workspace, open_workspace

JUDGED = (
    message("the workspace was changed while the rows were judged"),
    message("nothing was written; begin again"),
)


@frozen
class Basis:
    """The workspace that all answers must rest on: its folder, and the fingerprints of its data and rules.

    ``rules``: "" where no rules are asked. ``changed``: what is said if it is another by now.
    """

    root: str
    data: str
    policy: str = ""
    rules: str = ""
    changed: tuple[Message, ...] = JUDGED


_OPENED: dict[tuple[Basis, str], Workspace | None] = {}  # one at the most; None: it is another by now


def open_once(basis: Basis, packed: str = "") -> None:
    """Open the workspace, if this process has not yet. ``packed``: the folder of one that was sent here."""
    if _OPENED.get((basis, packed)) is None:
        _OPENED.clear()
        if packed:
            from leadcli.workspace.bundle import open_pack

            workspace = open_pack(Path(packed))
        else:
            workspace = open_workspace(Path(basis.root), basis.policy, compiled=True)
        data, rules = (getattr(each, "fingerprint", "") for each in (workspace.book, workspace.policy))
        sound = not workspace.errors and data == basis.data and basis.rules in ("", rules)
        if sound and workspace.tables is not None:
            workspace.tables.map_whole()
        _OPENED[basis, packed] = workspace if sound else None
    settle()


def opened() -> Any:
    """The workspace that was opened. Raises Refusal where it is another by now: at the start nobody would hear it."""
    (((basis, _), workspace),) = _OPENED.items()
    if workspace is None:
        raise Refusal(*basis.changed)
    return workspace


def exported(export: Path, form: Form) -> Iterator[RawRow]:
    """The rows of an export below its header."""
    return (row for row in rows(export, form) if row.number)


def sound_cells(row: RawRow, form: Form, found: Layout) -> list[str] | Line:
    """The cells of a row, or what the plan says of a row that cannot be read or that is none of its own."""
    cells = texts(row, form)
    width = len(found.columns)
    fault = row.fault
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if form.sheet:  # a sheet has no ragged rows, only cells that nobody filled in
        cells += [""] * (width - len(cells))
    if fault is None and len(cells) != width and any(cells):
        fault = message("{found} cells, the header has {expected}", found=len(cells), expected=width)
    if fault is not None:
        return Line(row.number, "", "", "", "", "", "reject", "", fault, 0.0, "none", "", "")
    key = [cells[i] for f, i in found.fields.items() if f in ("id", "name", "owner") and i < len(cells)]
    if not any(key):  # a blank row, or the continuation of the row above (Bitrix24 writes requisites so)
        kept = message("belongs to the row above")
        return Line(row.number, "", "", "", "", "", "keep", "", kept, 0.0, "none", "", "")
    return cells
