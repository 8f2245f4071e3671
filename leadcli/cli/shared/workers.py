"""What each process of a long command opens, once: the workspace, if it is still the one that the command rests on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, Refusal, message
from leadcli.run.processes import settle
from leadcli.workspace.opening import OpenedWorkspace, open_workspace

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


_OPENED: dict[tuple[Basis, str], OpenedWorkspace | None] = {}  # one at the most; None: it is another by now


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
        sound = not workspace.faults and data == basis.data and basis.rules in ("", rules)
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
