"""leadcli log import: an exported ledger taken in."""

from __future__ import annotations

import json as json_module
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal
from leadcli.cli.shared.ledger_entries import Head, hold_head
from leadcli.domain.messages import message
from leadcli.domain.system_faults import reason_of
from leadcli.ledger.file_form import LedgerError
from leadcli.ledger.salvage.whose import own
from leadcli.output.text.terminal import print_line

LONGEST = 1 << 26  # bytes of a line


def main(
    context: Context,
    file: Annotated[Path, typer.Argument(help="What log export wrote.", metavar="FILE")],
    head: Head = "",
) -> None:
    """Take in an export: into an empty ledger, or as the continuation of this one. All of it or nothing."""
    speech = context.speech
    with context.ledger(create=True) as ledger:
        try:
            with ledger.writing():
                added, known = ledger.take(_lines(file))
                hold_head(ledger, head)
        except (LedgerError, OSError) as error:
            why = error.said[0] if isinstance(error, LedgerError) else reason_of(error)
            raise Refusal(
                message("{file}: {reason}", file=str(file), reason=why), message("nothing was taken in")
            ) from None
        if added:
            own(context.root, ledger)
    print_line(speech("taken in: {added}; already there: {known}", added=added, known=known))


def _lines(file: Path) -> Iterator[Any]:
    """The lines of an export, as they are read. Raises LedgerError, OSError."""
    with file.open("rb") as source:
        number = 0
        while text := source.readline(LONGEST + 1):
            number += 1
            if len(text) > LONGEST:
                raise LedgerError(message("line {line} of it is too long", line=number))
            if text.strip():
                try:
                    yield json_module.loads(text)
                except (ValueError, RecursionError):
                    raise LedgerError(message("line {line} of it is broken", line=number)) from None
