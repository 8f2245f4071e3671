"""leadcli policy new: a rules file of one's own, begun with a ready-made policy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal
from leadcli.cli.shared.options import Force
from leadcli.cli.shared.schema_files import FOLDER, modeline
from leadcli.domain.messages import message
from leadcli.io.atomic import write_whole
from leadcli.output.text.safe import typed
from leadcli.output.text.terminal import print_line
from leadcli.policy.policy import RULE_ID
from leadcli.workspace.opening import READY_MADE, find_workspace, policy_file
from leadcli.workspace.output_guard import guard


def main(
    context: Context,
    name: Annotated[str, typer.Argument(help="The new policy's name: a-z, 0-9 and -.")],
    ready: Annotated[
        str, typer.Option("--from", help="The ready-made policy to begin with.", metavar="NAME")
    ] = "house",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The rules file; NAME.yaml if left out.", metavar="FILE")
    ] = None,
    force: Force = False,
) -> None:
    """Start a policy of your own from a ready-made one: a rules file to change, asked with --policy."""
    speech = context.speech
    if ready not in READY_MADE:
        raise Refusal(message("{option}: choose one of {values}", option="--from", values=READY_MADE))
    if not re.fullmatch(RULE_ID, name):
        raise Refusal(message("{value} cannot be a policy's name: only a-z, 0-9 and - between them", value=name))
    if name in READY_MADE:
        raise Refusal(message("{value} is the name of a ready-made policy; choose another", value=name))
    root = find_workspace(context.folder)
    target = output or (root or Path()) / f"{name}.yaml"
    guard([target], root, force=force)
    source, _ = policy_file(None, ready)
    head = (
        [modeline(target.resolve(), root.resolve(), "rules")]
        if root and (root / FOLDER / "rules.json").is_file()
        else []
    )
    with write_whole(target) as file:
        file.write(begun(source.read_text(encoding="utf-8"), name, ready, head))
    print_line(speech("{file}: the rules of {ready}, to be changed", file=str(target), ready=ready))
    print_line(speech("ask it: leadcli who-owns NAME --policy {file}", file=typed(target)))


def begun(text: str, name: str, ready: str, head: list[str]) -> str:
    """The text of a ready-made policy as the beginning of another: its head and its name are new, all else stays."""
    lines = text.splitlines()
    while lines and lines[0].startswith("#"):
        del lines[0]
    head = [*head, f"# Begun with the ready-made policy {ready}: the rules are ranked, the first that fires decides."]
    return "\n".join([*head, *(f"policy: {name}" if line == f"policy: {ready}" else line for line in lines)]) + "\n"
