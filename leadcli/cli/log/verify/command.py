"""leadcli log verify: the ledger's chain checked."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Exit, leave


def main(
    context: AnswerContext,
    deep: Annotated[
        bool, typer.Option("--deep", help="Check pages, indexes and case files of a large ledger too.")
    ] = False,
) -> None:
    """Check the chain; names the first entry that is not as it was recorded."""
    speech = context.speech
    with context.ledger() as ledger:
        count, fault = ledger.verify(True if deep else None)
        seq, head = (0, "") if fault else ledger.head()
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
    leave(Exit.NOTHING if fault else Exit.DONE)
