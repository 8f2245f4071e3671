"""The schemas of a workspace's files, written beside them for editors."""

from __future__ import annotations

import os
from pathlib import Path

from leadcli.io.atomic import write_whole
from leadcli.output.json.objects import dump
from leadcli.schemas import KINDS, schema
from leadcli.workspace.output_guard import begins_with, hold

FOLDER = "schema"  # of a workspace; where the modelines of its files look


def write_schemas(root: Path, kinds: tuple[str, ...] = KINDS, force: bool = False) -> list[Path]:
    """Write the schemas of a workspace, each whole or not at all; their files. Raises Refusal of a file of others."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{kind}.json" for kind in kinds]
    for path in paths:
        hold(path, force, lambda file: begins_with(file, b'"title": "leadcli'))
    for kind, path in zip(kinds, paths, strict=True):
        with write_whole(path) as file:
            file.write(dump(schema(kind)) + "\n")
    return paths


def modeline(file: Path, root: Path, kind: str) -> str:
    """The comment by which an editor finds the schema of a file in a workspace."""
    there = os.path.relpath(root / FOLDER / f"{kind}.json", file.parent).replace(os.sep, "/")
    return f"# yaml-language-server: $schema={there}"
