"""leadcli policy check: what is wrong with the rules, over every constellation that can occur, each with a witness."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

from leadcli.analysis.check.findings import findings
from leadcli.analysis.check.reproduction import witness
from leadcli.analysis.check.state_space import build_space
from leadcli.cli.policy.check.page import as_objects, page
from leadcli.cli.policy.check.saved_case import save
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Exit, Refusal, leave
from leadcli.cli.shared.options import Name
from leadcli.domain.messages import message
from leadcli.output.text.terminal import print_line
from leadcli.workspace.opening import find_workspace
from leadcli.workspace.output_guard import protect


def main(
    context: AnswerContext,
    name: Name = "",
    explain: Annotated[
        bool, typer.Option("--explain", "-v", help="Every finding with its witness, the notes too.")
    ] = False,
    write: Annotated[
        Path | None, typer.Option(help="Save each witness as a workspace in this new folder.", metavar="DIR")
    ] = None,
) -> None:
    """What is wrong with the rules: over every constellation that can occur, each finding with a case that shows it."""
    gc.enable()
    speech = context.speech
    policy, path = context.policy(name)
    if write is not None:
        protect(write, find_workspace(context.folder), (path,))
    if write is not None and write.exists() and not (write.is_dir() and not any(write.iterdir())):
        raise Refusal(
            message("{folder} is not empty; nothing was written", folder=str(write)), message("name another folder")
        )
    space = build_space([policy])
    found = [(finding, witness(policy, space, finding)) for finding in findings(policy, space)]
    folders: list[str] = []
    if write is not None:
        folders = [save(write, number, finding, shown, path) for number, (finding, shown) in enumerate(found, 1)]
    context.give(
        page=lambda: page(policy, space.size, found, speech, explain),
        objects=lambda: as_objects(found, folders, speech),
    )
    if write is not None and context.format.shape == "page":
        print_line(speech("{folder}: {count} witnesses", folder=str(write), count=sum(map(bool, folders))))
    leave(Exit.NOTHING if any(f.severity == "error" for f, _ in found) else Exit.DONE)
