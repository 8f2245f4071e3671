"""leadcli review: what waits for a person's answer, and answers taken back."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.api.answering.changes import take_back
from leadcli.api.parameters import today
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.cli.shared.options import By
from leadcli.domain.messages import message
from leadcli.ledger.ledger import who
from leadcli.ledger.recording import now, open_ledger, revert
from leadcli.output.text.terminal import print_line


def main(
    context: Context,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last answer back.")] = False,
    by: By = "",
) -> None:
    """Take the last answer back that was kept by who-owns, confirm or review."""
    if not undo:
        raise Refusal(message("{what} is missing", what="--undo"))
    one, left = take_back(context.root, by or who(), lambda number: _revert(context, number, by))
    print_line(context.speech("taken back: {said}", said=one.said))
    complain(context.speech, *left)
    leave(Exit.NOTHING if left else Exit.DONE)


def _revert(context: Context, number: int, by: str) -> None:
    with open_ledger(context.root) as ledger:
        stored = ledger.get(number)
        if stored is not None and not ledger.reverted(number):
            ledger.append([revert(stored, "taken back in review", today())], by or who(), now())
