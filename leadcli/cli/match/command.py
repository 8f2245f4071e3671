"""leadcli match: who the callers of a file are, one answer per row; and how well labelled callers are recognised."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from leadcli.cli.match.score import give_score
from leadcli.cli.match.worker import COLUMNS, MATCHED, answer_rows
from leadcli.cli.shared.caller_files import labelled, open_callers
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Exit, complain, leave
from leadcli.cli.shared.options import Delimiter, Encoding, Force, Mapped, Sheet, Workers
from leadcli.cli.shared.progress import counted
from leadcli.cli.shared.workers import Basis, open_once
from leadcli.domain.messages import Message, messages
from leadcli.io.atomic import write_bytes_whole
from leadcli.output.formats import format_named
from leadcli.output.text.safe import utf8
from leadcli.output.text.terminal import print_raw, width_of
from leadcli.run.processes import run
from leadcli.workspace.output_guard import guard

SHOWN = 20  # rows that could not be read, at most


def main(
    context: Annotated[AnswerContext, "cells"],
    file: Annotated[
        str, typer.Argument(help="A table with a column caller, such as CSV; - is standard input.", metavar="FILE")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the answers to this file, whole or not at all.")
    ] = None,
    score: Annotated[
        bool, typer.Option("--score", help="The callers are labelled: print how many are right, by kind.")
    ] = False,
    map: Mapped = [],  # noqa: B006 (typer copies)
    encoding: Encoding = "",
    delimiter: Delimiter = "",
    sheet: Sheet = "",
    workers: Workers = 0,
    force: Force = False,
) -> None:
    """Who the callers of a file are, by name alone: one answer per row, no rules asked."""
    speech = context.speech
    opened = context.opened()
    if output is not None:
        guard([output], opened.root, (Path(file),), force)
    if score:
        give_score(labelled(file, map, speech, sheet), opened.directory, context)
        return
    callers, rows = open_callers(file, encoding, delimiter, map, speech, sheet)
    page_in_file = context.format.shape == "page" and output is not None
    chosen = format_named("csv", "cells") if page_in_file else context.format
    ledger = ""
    if opened.has_ledger:
        from leadcli.ledger.recording import head_of

        ledger = head_of(opened.root)
    basis = Basis(str(opened.root), opened.book.fingerprint, changed=MATCHED)
    work = partial(answer_rows, callers, chosen.name, speech.language, ledger, width_of(sys.stdout))
    parts = counted(run(enumerate(rows, 1), work, open_once, (basis,), workers), speech)
    head = "".join(chosen.load()([COLUMNS])) if chosen.shape == "cells" else ""
    unread: list[Message] = []
    if output is None:
        for number, (lines, faults) in enumerate(parts):
            print_raw((head if number == 0 else "") + lines.decode())
            unread += faults
    else:
        with write_bytes_whole(output) as target:
            target.write(utf8(head))
            for lines, faults in parts:
                target.write(lines)
                unread += faults
    if unread:
        complain(
            speech,
            messages("{count} row could not be read:", "{count} rows could not be read:", len(unread)),
            *unread[:SHOWN],
        )
        leave(Exit.NOTHING)
