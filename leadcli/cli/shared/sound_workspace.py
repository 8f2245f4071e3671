"""Opening the workspace or the policy that a command is about, or saying why it cannot be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.domain.messages import message
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import show
from leadcli.workspace.opening import SoundWorkspace, locate, open_policy, open_workspace, policy_file

if TYPE_CHECKING:
    from leadcli.policy.policy import Policy


def sound_workspace(folder: Path | None, policy: str, speech: Speech) -> SoundWorkspace:
    """The workspace, if it may be judged. With errors they are printed and the command ends: nothing is judged."""
    from leadcli.cli.shared.progress import Compiling

    root = locate(folder)
    with Compiling(speech) as told:
        workspace = open_workspace(root, policy, compiled=True, told=told)
    if workspace.fault is not None:
        reason = workspace.fault.strerror or str(workspace.fault)
        complain(speech, message("the directory could not be compiled ({reason}); going on without it", reason=reason))
    if workspace.errors:
        from leadcli.output.text.problem_list import page

        show(page(workspace.errors, workspace.excerpt, speech), sys.stderr)
        complain(speech, message("nothing is judged while the workspace has errors"))
        leave(Exit.FAULT)
    return cast("SoundWorkspace", workspace)


def sound_policy(name: str, folder: Path | None, speech: Speech) -> tuple[Policy, Path]:
    """The policy asked for, with its file; problems are printed and end the call."""
    root: Any = None if name and name != "." else locate(folder)
    wanted = "" if name == "." else name
    path, _ = policy_file(root, wanted)
    policy, problems = open_policy(root, wanted)
    if policy is None:
        from leadcli.io.excerpts import excerpt
        from leadcli.output.text.problem_list import page

        show(page(problems, lambda found: excerpt(found, path), speech), sys.stderr)
        if name and "/" not in name and "." not in name:
            raise Refusal(message("there is no policy {name}", name=name), message("see: leadcli policy show"))
        leave(Exit.FAULT)
    return policy, path
