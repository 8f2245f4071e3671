"""leadcli policy check: what is wrong with the rules, over every constellation that can occur, each with a witness."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from leadcli.cli.shared.app import Exit, Refusal, leave, policy_app, speech_for
from leadcli.cli.shared.options import Folder, Format, Json, Language, is_json, locate
from leadcli.domain.messages import message
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line, print_raw, show
from leadcli.policy.policy import Policy
from leadcli.workspace.opening import open_policy, policy_file

Name = Annotated[str, typer.Argument(help="A ready-made policy by name, or a rules file; else the workspace's.")]


@policy_app.command("check")
def policy_check(
    name: Name = "",
    explain: Annotated[
        bool, typer.Option("--explain", "-v", help="Every finding with its witness, the notes too.")
    ] = False,
    write: Annotated[
        Optional[Path],  # noqa: UP045 (typer reads it at run time)
        typer.Option(help="Save each witness as a workspace in this new folder.", metavar="DIR"),
    ] = None,
    format: Format = "text",
    json: Json = False,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """What is wrong with the rules: over every constellation that can occur, each finding with a case that shows it."""
    import gc

    gc.enable()
    speech = speech_for(lang)
    as_json = is_json(format, json)
    policy, path = sound_policy(name, workspace, speech)
    if write is not None and write.exists() and any(write.iterdir()):
        raise Refusal(
            message("{folder} is not empty; nothing was written", folder=str(write)), message("name another folder")
        )
    from leadcli.analysis.check.findings import findings
    from leadcli.analysis.check.reproduction import witness
    from leadcli.analysis.check.state_space import build_space
    from leadcli.cli.policy.check.page import as_objects, page

    space = build_space([policy])
    found = [(finding, witness(policy, space, finding)) for finding in findings(policy, space)]
    folders: list[str] = []
    if write is not None:
        from leadcli.cli.policy.check.saved_case import save

        folders = [save(write, number, finding, shown, path) for number, (finding, shown) in enumerate(found, 1)]
    if as_json:
        from leadcli.output.json import objects as shape

        print_raw(shape.dump_lines(as_objects(found, folders, speech)))
    else:
        show(page(policy, space.size, found, speech, explain), sys.stdout)
        if write is not None:
            print_line(speech("{folder}: {count} witnesses", folder=str(write), count=sum(map(bool, folders))))
    leave(Exit.NOTHING if any(f.severity == "error" for f, _ in found) else Exit.DONE)


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
