"""leadcli log verify: the ledger's chain checked."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.cli.shared.context import AnswerContext, Context
from leadcli.cli.shared.exits import Exit, complain, leave
from leadcli.cli.shared.ledger_entries import Head, hold_head
from leadcli.domain.messages import Message, Refusal, message
from leadcli.ledger.file_form import LedgerError, remedy_of
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.recording import ledger_file, recorded
from leadcli.ledger.salvage.whose import hold_own, own
from leadcli.ledger.sql_schema import Fault

Checked = tuple[int, Fault | None, int, str]  # entries that are sound, the first fault, the head where there is none


def main(
    context: AnswerContext,
    deep: Annotated[
        bool, typer.Option("--deep", help="Check pages, indexes and case files of a large ledger too.")
    ] = False,
    head: Head = "",
    adopt: Annotated[bool, typer.Option("--adopt", help="This ledger is this workspace's: it was moved here.")] = False,
) -> None:
    """Check the chain; names the first entry that is not as it was recorded."""
    speech = context.speech
    (count, fault, seq, head), remedy = _checked(context, True if deep else None, head, adopt)
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
        complain(speech, *remedy)
    leave(Exit.NOTHING if fault else Exit.DONE)


def _checked(context: Context, deep: bool | None, kept: str, adopt: bool) -> tuple[Checked, tuple[Message, ...]]:
    """What was found, and what to do about it."""
    if not adopt:
        context.settle()
    file, heal = ledger_file(context.root), (message("heal it: leadcli log repair"),)
    if not recorded(context.root):
        raise Refusal(message("there is no ledger yet"), message("record rulings by leadcli who-owns --record"))
    try:
        with Ledger(file, create=False) as ledger:
            count, fault = ledger.verify(deep)
            if fault is not None:
                return (count, fault, 0, ""), heal
            if adopt:
                own(context.root, ledger)
            hold_own(context.root, ledger)
            hold_head(ledger, kept)
            return (count, None, *ledger.head()), ()
    except LedgerError as error:
        if not error.damaged:
            raise Refusal(
                message("{file}: {reason}", file=file.name, reason=error.said[0]), remedy_of(error)
            ) from error
        return (0, Fault(0, error.said[0]), 0, ""), error.said[1:] or heal
