"""leadcli init: a workspace begun with sample data."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from leadcli.cli.shared.exits import Refusal, speech_for
from leadcli.cli.shared.options import Language
from leadcli.cli.shared.schema_files import FOLDER, write_schemas
from leadcli.domain.messages import message
from leadcli.output.text.terminal import print_line
from leadcli.workspace.opening import sample


def main(
    folder: Annotated[Path, typer.Argument(help="The new workspace's folder; it must not hold one yet.")],
    lang: Language = None,
) -> None:
    """Start a workspace of your own: rules and sample data that work, to be replaced by yours."""
    speech = speech_for(lang)
    source = sample()
    if any((folder / name).exists() for name in ("rules.yaml", "data", "tests.yaml", FOLDER)):
        raise Refusal(
            message("{folder} already holds a workspace's files; nothing was changed", folder=str(folder)),
            message("name another folder"),
        )
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source / "data", folder / "data")
    for name in ("rules.yaml", "tests.yaml"):
        shutil.copyfile(source / name, folder / name)
    write_schemas(folder)
    print_line(
        speech(
            "{folder}: rules.yaml, tests.yaml and data/ with sample managers, groups and clients", folder=str(folder)
        )
    )
    print_line(
        speech(
            "next: cd {folder}, replace the data and tests.yaml by yours, run leadcli data check", folder=str(folder)
        )
    )
