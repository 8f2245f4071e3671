"""leadcli schema: what an editor needs to complete and check the workspace's YAML files."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal
from leadcli.cli.shared.options import Force
from leadcli.cli.shared.schema_files import write_schemas
from leadcli.domain.messages import message
from leadcli.output.json.objects import dump
from leadcli.output.text.terminal import print_line
from leadcli.schemas import KINDS, schema


def main(
    context: Context,
    kind: Annotated[
        str, typer.Argument(help="rules, managers, groups, clients, tests or leadcli.", metavar="KIND")
    ] = "",
    write: Annotated[
        bool, typer.Option("--write", help="Write all of them to the folder schema of the workspace.")
    ] = False,
    force: Force = False,
) -> None:
    """The JSON Schema (draft-07) of the rules or of a table in YAML, for editors."""
    speech = context.speech
    if kind not in KINDS and not (write and not kind):
        raise Refusal(message("{option}: choose one of {values}", option=message("KIND"), values=KINDS))
    if not write:
        print_line(dump(schema(kind)))
        return
    root = context.root
    for path in write_schemas(root, (kind,) if kind else KINDS, force):
        print_line(speech("{file} written", file=str(path.relative_to(root))))
