"""leadcli log verify: the ledger's chain checked."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.cli.shared.context import AnswerContext, Context
from leadcli.cli.shared.exits import Exit, complain, leave
from leadcli.domain.messages import Refusal, message
from leadcli.ledger.file_form import LedgerError, remedy_of
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.recording import ledger_file, recorded
from leadcli.ledger.sql_schema import Fault


def main(
    context: AnswerContext,
    deep: Annotated[
        bool, typer.Option("--deep", help="Check pages, indexes and case files of a large ledger too.")
    ] = False,
) -> None:
    """Check the chain; names the first entry that is not as it was recorded."""
    speech = context.speech
    count, fault, seq, head = _checked(context, True if deep else None)
    bad = {"id": fault.seq or None, "what": speech.say(fault.what)} if fault else None
    if fault is None:
        said = speech("{count} entries, the chain is whole; head {seq} {hash}", count=count, seq=seq, hash=head)
    elif fault.seq:
        said = speech(
            "entry {number}: {what}; {count} entries before it are sound",
            number=fault.seq, what=fault.what, count=count,
        )  # fmt: skip
    else:
        said = speech("the ledger: {what}", what=fault.what)
    context.give(page=lambda: said, objects=lambda: {"sound": count, "fault": bad, "head": head or None})
    if fault:
        complain(speech, message("heal it: leadcli log repair"))
    leave(Exit.NOTHING if fault else Exit.DONE)


def _checked(context: Context, deep: bool | None) -> tuple[int, Fault | None, int, str]:
    """How many entries are sound, the first fault, and the head where there is none."""
    context.settle()
    file = ledger_file(context.root)
    if not recorded(context.root):
        raise Refusal(message("there is no ledger yet"), message("record rulings by leadcli who-owns --record"))
    try:
        with Ledger(file, create=False) as ledger:
            count, fault = ledger.verify(deep)
            return (count, fault, 0, "") if fault else (count, None, *ledger.head())
    except LedgerError as error:
        if not error.damaged:
            raise Refusal(
                message("{file}: {reason}", file=file.name, reason=error.said[0]), remedy_of(error)
            ) from error
        return 0, Fault(0, error.said[0]), 0, ""
