"""Opening the workspace that a command is about, or saying why it cannot be."""

from __future__ import annotations

import sys
from pathlib import Path

from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.domain.messages import message
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import show
from leadcli.workspace.opening import Workspace, find_workspace, open_workspace


def is_json(chosen: str, short: bool) -> bool:
    """Whether the answer is to be JSON."""
    if chosen not in ("text", "json"):
        raise Refusal(message("{option}: choose one of {values}", option="--format", values=("text", "json")))
    return short or chosen == "json"


def locate(folder: Path | None) -> Path:
    """The workspace folder, or a refusal that names the way to start one."""
    root = find_workspace(folder)
    if root is None:
        where = str(folder or Path.cwd())
        raise Refusal(
            message(
                "there is no workspace here: {where} has no rules.yaml with a data folder, nor has any folder above",
                where=where,
            ),
            message("start one with the sample data: leadcli init my-team"),
            message("or name one: --workspace DIR, or LEADCLI_WORKSPACE"),
        )
    return root


def sound_workspace(folder: Path | None, policy: str, speech: Speech) -> Workspace:
    """The workspace, if it may be judged. With errors they are printed and the command ends: nothing is judged."""
    from leadcli.output.text.problem_list import page

    root = locate(folder)
    from leadcli.cli.shared.progress import Compiling

    with Compiling(speech) as told:
        workspace = open_workspace(root, policy, compiled=True, told=told)
    if workspace.fault is not None:
        reason = workspace.fault.strerror or str(workspace.fault)
        complain(speech, message("the directory could not be compiled ({reason}); going on without it", reason=reason))
    if workspace.errors:
        show(page(workspace.errors, workspace.excerpt, speech), sys.stderr)
        complain(speech, message("nothing is judged while the workspace has errors"))
        leave(Exit.FAULT)
    return workspace
