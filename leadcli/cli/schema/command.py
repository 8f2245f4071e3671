"""leadcli schema: what an editor needs to complete and check the workspace's YAML files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leadcli.cli.shared.app import Exit, Refusal, app, leave, speech_for
from leadcli.cli.shared.options import Folder, Language, locate
from leadcli.domain.messages import message
from leadcli.io.atomic import write_whole
from leadcli.output.json import objects as shape
from leadcli.output.text.terminal import print_line
from leadcli.schemas import KINDS, schema

FOLDER = "schema"  # of a workspace; where the modelines of its files look


@app.command("schema")
def schema_command(
    kind: Annotated[str, typer.Argument(help="rules, managers, groups, clients or tests.", metavar="KIND")] = "",
    write: Annotated[
        bool, typer.Option("--write", help="Write all of them to the folder schema of the workspace.")
    ] = False,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """The JSON Schema (draft-07) of the rules or of a table in YAML, for editors."""
    speech = speech_for(lang)
    if kind not in KINDS and not (write and not kind):
        raise Refusal(message("{option}: choose one of {values}", option="KIND", values=KINDS))
    if not write:
        print_line(shape.dump(schema(kind)))
        leave(Exit.DONE)
    root = locate(workspace)
    for path in write_schemas(root, (kind,) if kind else KINDS):
        print_line(speech("{file} written", file=str(path.relative_to(root))))
    leave(Exit.DONE)


def write_schemas(root: Path, kinds: tuple[str, ...] = KINDS) -> list[Path]:
    """Write the schemas of a workspace, each whole or not at all; their files."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{kind}.json" for kind in kinds]
    for kind, path in zip(kinds, paths, strict=True):
        with write_whole(path) as file:
            file.write(shape.dump(schema(kind)) + "\n")
    return paths


def modeline(file: Path, root: Path, kind: str) -> str:
    """The comment by which an editor finds the schema of a file in a workspace."""
    import os

    there = os.path.relpath(root / FOLDER / f"{kind}.json", file.parent).replace(os.sep, "/")
    return f"# yaml-language-server: $schema={there}"
