"""leadcli log import: an exported ledger taken in."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal
from leadcli.domain.messages import message
from leadcli.ledger.file_form import LedgerError
from leadcli.output.text.terminal import print_line


def main(
    context: Context, file: Annotated[Path, typer.Argument(help="What log export wrote.", metavar="FILE")]
) -> None:
    """Take in an export: into an empty ledger, or as the continuation of this one. All of it or nothing."""
    speech = context.speech
    try:
        lines = [json_module.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        raise Refusal(message("{file}: {reason}", file=str(file), reason=str(error))) from None
    with context.ledger(create=True) as ledger:
        try:
            added, known = ledger.take(iter(lines))
        except (LedgerError, KeyError, TypeError, ValueError) as error:
            strange = message("this is not the export of a leadcli ledger")
            why = error.said[0] if isinstance(error, LedgerError) else strange
            raise Refusal(
                message("{file}: {reason}", file=str(file), reason=why), message("nothing was taken in")
            ) from None
    print_line(speech("taken in: {added}; already there: {known}", added=added, known=known))
