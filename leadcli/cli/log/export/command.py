"""leadcli log export: the ledger as JSON lines."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated, Optional

import typer

from leadcli.cli.shared.exits import speech_for
from leadcli.cli.shared.options import Folder, Language
from leadcli.io.atomic import write_whole
from leadcli.ledger.casebook import open_ledger
from leadcli.output.text.terminal import print_raw
from leadcli.workspace.opening import locate


def main(
    output: Annotated[
        Optional[Path],  # noqa: UP045 (typer)
        typer.Option("--output", "-o", help="Write to this file, whole or not at all."),
    ] = None,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """The ledger as JSON lines, for version control and for moving; personal data stay behind."""
    speech_for(lang)
    with open_ledger(locate(workspace)) as ledger:
        lines = (json_module.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in ledger.export())
        if output is None:
            for line in lines:
                print_raw(line)
        else:
            with write_whole(output) as target:
                target.writelines(lines)
