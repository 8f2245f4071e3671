"""leadcli log export: the ledger as JSON lines."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from leadcli.cli.shared.context import Context
from leadcli.cli.shared.options import Force
from leadcli.io.atomic import write_whole
from leadcli.output.text.terminal import print_raw
from leadcli.workspace.output_guard import guard


def main(
    context: Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file, whole or not at all.")
    ] = None,
    force: Force = False,
) -> None:
    """The ledger as JSON lines, for version control and for moving; personal data stay behind."""
    if output is not None:
        guard([output], context.root, force=force)
    with context.ledger(writes=True) as ledger:
        lines = (json_module.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in ledger.export())
        if output is None:
            for line in lines:
                print_raw(line)
        else:
            with write_whole(output, private=True) as target:
                target.writelines(lines)
