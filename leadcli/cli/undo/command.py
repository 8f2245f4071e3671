"""leadcli undo: a batch taken back."""

from __future__ import annotations

import json as json_module
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from leadcli.assignment.batch_rows import MARKS, Left, Move, move_of, salt_of
from leadcli.cli.shared.batches import SHOWN, fits_form, head_kept, keep
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.cli.shared.ledger_entries import Number, entry_at
from leadcli.cli.shared.options import By, Force
from leadcli.cli.undo.taking_back import Export, export_now, rows_of, same_rows, take_back, why_left
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message, messages
from leadcli.io.atomic import staged
from leadcli.io.exports import digest_of, told_format
from leadcli.io.table_formats import Form
from leadcli.ledger.lineage import Step, line_of, steps
from leadcli.ledger.recording import recorded
from leadcli.ledger.stored_entry import Stored
from leadcli.output.text.terminal import print_line
from leadcli.workspace.output_guard import guard

_RENUMBERED = message("if the CRM numbers its cards anew, take the column of ids out: rows go by name and INN then")


def main(
    context: Context,
    batch: Number,
    export: Annotated[
        Path | None, typer.Argument(help="The export as it is now; an import needs none.", metavar="[EXPORT]")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The new export; whole or not at all.", metavar="FILE")
    ] = None,
    by: By = "",
    force: Force = False,
) -> None:
    """Take a batch back in an export, where rows that moved on are left, and named; or an import in the workspace."""
    if not recorded(context.root):
        raise Refusal(message("no batch was written here yet"), message("leadcli apply writes one"))
    with context.ledger() as ledger:
        stored = entry_at(ledger, batch)
    if stored.kind == "import":
        from leadcli.cli.undo.import_back import take_import_back

        if export is not None or output is not None:
            raise Refusal(
                message("entry {number} is an import: it is taken back in the workspace", number=batch),
                message("say only: leadcli undo {number}", number=batch),
            )
        take_import_back(context, stored, by, force)
        return
    if stored.kind != "batch":
        raise Refusal(message("entry {number} is a {kind}, not a batch", number=batch, kind=stored.kind))
    if export is None or output is None:
        raise Refusal(
            message("batch {number} is taken back in an export as it is now", number=batch),
            message("name it, and where the new one is written: leadcli undo {number} EXPORT -o FILE", number=batch),
        )
    _batch_back(context, stored, export, output, by, force)


def _batch_back(context: Context, stored: Stored, export: Path, output: Path, by: str, force: bool) -> None:
    speech, batch = context.speech, stored.seq
    opened = context.opened()
    guard([output], opened.root, (export,), force)
    with context.ledger() as ledger:
        body = json_module.loads(stored.body)
        salt = salt_of(body, ledger.private(batch))
        every = steps(ledger)
    been = line_of(every, batch, digest_of(export))
    moves = [move_of(note) for note in body["moved"]]
    encoding, mark, delimiter, sheet, skip = body["form"]
    was = Form(encoding, bytes.fromhex(mark), delimiter, sheet, skip)
    same = digest_of(export) == body["output"]
    left: list[Left] = []
    if been:
        now = Export(export, replace(was, format=told_format(export)), {"owner": body["column"]}, "")
        found, left = same_rows(now, moves, same)
    elif "columns" not in body:
        raise Refusal(
            message("batch {number} was written by an older leadcli: it is taken back in the file that apply wrote",
                    number=batch),
            message("name that file, as apply left it; nothing was written"),
        )  # fmt: skip
    else:
        now = export_now(export, was, columns_marked(body["columns"], salt), salt)
        found, left = rows_of(now, moves, opened.book, dict(body.get("owners", ())))
    fits_form(output, now.form)
    if left:
        complain(speech, message("{count} of {all} rows of the batch are left as they are:", count=len(left),
                                 all=len(moves)), *map(why_left, left[:SHOWN]))  # fmt: skip
    if moves and not found:
        raise Refusal(
            message("no row of batch {number} can be taken back here; nothing was written", number=batch),
            *([_RENUMBERED] if any(each.why == "renumbered" for each in left) else []),
        )
    with staged(output) as made:
        with made.part.open("wb", buffering=1 << 20) as target:
            formulas = take_back(now, found, same, target, asked_before(every, been, batch), bool(been))
        for line in formulas:
            left.append(Left(found.pop(line), "formula", line))
        if formulas:
            complain(speech, *map(why_left, left[-len(formulas) :][:SHOWN]))
        moved = [Move(move.row, move.id, move.after, move.before).note for move in found.values()]
        _, head = keep(context, by, made, {"input": digest_of(export), "moved": moved}, batch, "undo")
    print_line(
        speech.say(
            messages("{count} row taken back: {file}", "{count} rows taken back: {file}", len(found), file=str(output))
        )
    )
    complain(speech, head_kept(head))
    leave(Exit.NOTHING if left else Exit.DONE)


def columns_marked(columns: Mapping[str, Any], salt: str) -> dict[str, Any]:
    """The columns by which rows are known again: without a salt no name and no number tells one."""
    return {field: where for field, where in columns.items() if salt or field not in MARKS}


def asked_before(every: list[Step], been: list[Step], batch: int) -> tuple[str, str] | None:
    """What was put so that a workbook is calculated anew, if nothing else that an export has been through stands.

    ``been``: that, in its order; empty of a file that is not as it was written.
    """
    if any(not step.of and step.live and step.seq != batch for step in been):
        return None
    through = been or [step for step in every if step.seq == batch]
    notes = [step.body["calculation"] for step in through if step.body.get("calculation")]
    return (notes[0][0], notes[0][1]) if notes else None
