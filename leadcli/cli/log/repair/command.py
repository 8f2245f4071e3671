"""leadcli log repair: the whole entries of a damaged ledger in a new one."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import complain
from leadcli.cli.shared.options import By
from leadcli.domain.messages import Refusal, message
from leadcli.ledger.file_form import LedgerError, remedy_of
from leadcli.ledger.ledger import who
from leadcli.ledger.recording import ledger_file, now, recorded
from leadcli.ledger.salvage.repair import repaired, taken_back
from leadcli.output.text.terminal import print_line


def main(
    context: Context,
    by: By = "",
    undo: Annotated[
        bool, typer.Option("--undo", help="Take the repair back: the damaged file is the ledger again.")
    ] = False,
) -> None:
    """Save all whole entries of a damaged ledger into a new one, which says so; the damaged file is kept."""
    speech, file = context.speech, ledger_file(context.root)
    if not recorded(context.root):
        raise Refusal(message("there is no ledger yet"), message("record rulings by leadcli who-owns --record"))
    try:
        if undo:
            print_line(speech("the damaged ledger is back; the repaired one is kept as {file}", file=taken_back(file)))
            return
        found = repaired(file, by or who(), now())
    except LedgerError as error:
        raise Refusal(
            message("{file}: {reason}", file=file.name, reason=error.said[0]),
            *(error.said[1:] or [message("nothing was changed") if error.damaged else remedy_of(error)]),
        ) from error
    if found is None:
        print_line(speech("the ledger is whole; nothing was changed"))
        return
    print_line(speech("entries saved: {count}; lost: {lost}", count=found.count, lost=found.lost or "-"))
    if found.private:
        complain(speech, message("the personal data of entries {numbers} are lost", numbers=found.private))
    print_line(speech("the damaged file is kept as {file}; to take the repair back: leadcli log repair --undo",
                      file=found.aside))  # fmt: skip
