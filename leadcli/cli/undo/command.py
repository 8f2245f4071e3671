"""leadcli undo: a batch taken back."""

from __future__ import annotations

import json as json_module
from collections import deque
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from leadcli.cli.shared.batches import Output, fits_form, kind_of, recorded
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.cli.shared.ledger_entries import Number, entry_at
from leadcli.cli.shared.options import By
from leadcli.cli.undo.taking_back import undone
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.io.atomic import write_bytes_whole
from leadcli.io.csv_grammar import split
from leadcli.io.exports import digest_of, form_of, rows, told_format
from leadcli.io.table_formats import Form
from leadcli.output.text.terminal import print_line


def main(
    context: Context,
    batch: Number,
    export: Annotated[Path, typer.Argument(help="The export as it is now.", metavar="EXPORT")],
    output: Output,
    by: By = "",
) -> None:
    """Give the export that takes a batch back; rows that moved on since are left, and named."""
    speech = context.speech
    context.opened()
    with context.ledger() as ledger:
        stored = entry_at(ledger, batch)
        if stored.kind != "batch":
            raise Refusal(message("entry {number} is a {kind}, not a batch", number=batch, kind=stored.kind))
        body = json_module.loads(stored.body)
    same = digest_of(export) == body["output"]
    form = _form_now(export, body, same)
    fits_form(output, form)
    left: list[Message] = []
    with write_bytes_whole(output) as target:
        moved = undone(export, form, body, same, left, target)
    recorded(context, by, {"input": digest_of(export), "output": digest_of(output), "moved": moved}, batch, "undo")
    print_line(speech("{count} rows taken back: {file}", count=len(moved), file=str(output)))
    if left:
        complain(speech, message("{count} rows moved on since and were left:", count=len(left)), *left[:50])
    leave(Exit.NOTHING if left else Exit.DONE)


def _form_now(export: Path, body: Mapping[str, Any], same: bool) -> Form:
    """The form of an export that a batch is taken back from; what cannot be told is as it was when it was applied."""
    encoding, mark, delimiter, sheet, skip = body["form"]
    was = Form(encoding, bytes.fromhex(mark), delimiter, sheet, skip, told_format(export))
    if same:
        return was
    told = form_of(export)
    if bool(told.sheet) != bool(sheet):
        raise Refusal(message("the batch was of a file of another kind: {kind}", kind=kind_of(bool(sheet))))
    told = replace(told, skip=skip)
    kept = replace(told, delimiter=delimiter)
    header = deque(islice(rows(export, kept), skip + 1), maxlen=1)
    return kept if header and len(split(header[0].raw, delimiter or ",")) > body["column"] else told
