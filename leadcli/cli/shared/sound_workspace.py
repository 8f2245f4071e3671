"""Opening the workspace that a command is about, or saying why it cannot be."""

from __future__ import annotations

import sys
from pathlib import Path

from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.domain.messages import message
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import show
from leadcli.workspace.opening import OpenedWorkspace, locate, open_workspace


def is_json(chosen: str, short: bool) -> bool:
    """Whether the answer is to be JSON."""
    if chosen not in ("text", "json"):
        raise Refusal(message("{option}: choose one of {values}", option="--format", values=("text", "json")))
    return short or chosen == "json"


def sound_workspace(folder: Path | None, policy: str, speech: Speech) -> OpenedWorkspace:
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
