"""Batches: rows of an export that got other owners, and their note in the ledger.

What was changed is noted as ``[row, id, cell before, cell after]``, cells as they stand in the file; a workbook's note
has the XML of the old cell as well. With that note a batch is taken back.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from leadcli.api.export_files import only_read
from leadcli.api.parameters import today
from leadcli.cli.shared.context import Context
from leadcli.domain.messages import Message, Refusal, message
from leadcli.io.table_formats import FORMATS, Form
from leadcli.ledger.ledger import who
from leadcli.ledger.recording import now
from leadcli.ledger.ruling_records import Entry, digest
from leadcli.ledger.sql_schema import compact

Moved = list[list[Any]]
Output = Annotated[Path, typer.Option("--output", "-o", help="The new export; whole or not at all.", metavar="FILE")]


def fits_form(output: Path, form: Form) -> None:
    """Refuse a format that cannot be written, and a name that says another than is written."""
    if said := only_read(form):
        raise Refusal(*said)
    written = {suffix: key for key, f in FORMATS.items() if f.rewritten for suffix in f.suffixes}
    if written.get(output.suffix.casefold(), "CSV") != form.format:
        raise Refusal(
            message(
                "{file}: the export is {kind}, so is what is written", file=str(output), kind=kind_of(bool(form.sheet))
            )
        )


def kind_of(workbook: bool) -> Message:
    """A kind of export, in words."""
    return message("a workbook") if workbook else message("CSV")


def encoded(text: str, form: Form, errors: str, name: str = "") -> bytes:
    """A row in the encoding of the export. Raises Refusal where it has no such letters."""
    try:
        return text.encode(form.encoding, errors)
    except UnicodeEncodeError:
        raise Refusal(
            message("{name} cannot be written in {encoding}", name=name or text.strip(), encoding=form.encoding)
        ) from None


def recorded(context: Context, by: str, body: dict[str, Any], ref: int = 0, kind: str = "batch") -> int:
    """Write a batch, or what takes one back, to the ledger; its number."""
    text = compact(body)
    moment = now()
    entry = Entry(kind, digest(f"{kind} {moment} {text}"), today().isoformat(), text, ref=ref)
    with context.ledger(create=True) as ledger:
        [(number, _)] = ledger.append([entry], by or who(), moment)
    return number
