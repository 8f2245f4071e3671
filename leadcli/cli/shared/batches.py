"""Batches: rows of an export that got other owners, and their note in the ledger, with which they are taken back.

First the note and the intent to write, then the file takes its place, then the intent is struck out. A call that ends
in between leaves the intent, and the next one that opens the ledger settles it: there is no written file without its
batch.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leadcli.api.export_files import only_read
from leadcli.api.parameters import today
from leadcli.assignment.batch_rows import MARKS
from leadcli.cli.shared.exits import complain
from leadcli.domain.messages import Message, Refusal, message
from leadcli.fields.crm_presets import layout
from leadcli.fields.headers import header_key
from leadcli.io.atomic import Staged
from leadcli.io.exports import digest_of, rows, texts
from leadcli.io.table_formats import FORMATS, Form
from leadcli.ledger.file_form import FAULTS
from leadcli.ledger.intents import Intent, intend, intents, never_written, still_open, strike_out
from leadcli.ledger.ledger import Ledger, who
from leadcli.ledger.recording import now
from leadcli.ledger.ruling_records import Entry, digest, token
from leadcli.ledger.salvage.whose import own as keep_id
from leadcli.ledger.sql_schema import compact

if TYPE_CHECKING:
    from leadcli.cli.shared.context import Context

SHOWN = 50  # rows that are named
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
            ),
            message("name it so: {option} {file}", option="-o",
                    file=str(output.with_suffix(FORMATS[form.format].suffixes[0]))),
        )  # fmt: skip


def kind_of(workbook: bool) -> Message:
    """A kind of export, in words."""
    return message("a workbook") if workbook else message("CSV")


def encoded(text: str, form: Form, errors: str, name: str = "") -> bytes:
    """A row in the encoding of the export. Raises Refusal where it has no such letters."""
    try:
        return text.encode(form.encoding, errors)
    except UnicodeEncodeError:
        raise Refusal(
            message("{name} cannot be written in {encoding}", name=name or text.strip(), encoding=form.encoding),
            message("save the file as UTF-8, and begin with that"),
        ) from None


def header_of(source: Path, form: Form) -> list[str]:
    """The texts of an export's header."""
    last = deque(islice(rows(source, form), form.skip + 1), maxlen=1)
    return texts(last[0], form) if last else []


def columns_kept(header: Sequence[str], fields: Mapping[str, int]) -> dict[str, list[Any]]:
    """The columns by which a batch finds its rows and cells again: their headers, and which of several alike it is."""
    keys = [header_key(name) for name in header]
    wanted = {field: fields[field] for field in ("owner", "id", *MARKS) if fields.get(field, len(keys)) < len(keys)}
    return {field: [header[at], keys[:at].count(keys[at])] for field, at in wanted.items()}


def columns_now(header: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> dict[str, int]:
    """Where they are in another header: by their own name, else by what the table of fields knows them by."""
    keys = [header_key(name) for name in header]
    found: dict[str, int] = {}
    for field, (name, which) in columns.items():
        places = [at for at, key in enumerate(keys) if key == header_key(name)]
        if places:
            found[field] = places[min(which, len(places) - 1)]
    other = layout(header).fields
    for field in columns.keys() - found.keys():
        if field in other and other[field] not in found.values():
            found[field] = other[field]
    return found


def keep(
    context: Context, by: str, staged: Staged, body: dict[str, Any], ref: int = 0, kind: str = "batch"
) -> tuple[int, str]:
    """Write a batch, or what takes one back, to the ledger, and have its file take its place; its number, the head.

    The file is whole by now and lies beside its place. Raises Refusal or OSError: then there is neither.
    """
    staged.sync()
    output = digest_of(staged.part)
    moment, text = now(), compact(body | {"output": output})
    before = digest_of(staged.path) if staged.path.is_file() else ""
    with context.ledger(create=True) as ledger:
        with ledger.writing():
            key = digest(f"{kind} {moment} {ledger.head()[1]} {text}")
            salt = body.get("salt", "")
            own = token("salt", salt, ledger.secret) if salt else ""
            made = Entry(kind, key, today().isoformat(), text.replace(salt, own) if salt else text, ref=ref,
                         private=((own, salt),) if salt else ())  # fmt: skip
            [(number, _)] = ledger.append([made], by or who(), moment)
            head = ":".join(map(str, ledger.head()))
            intend(ledger, Intent(number, str(staged.path), str(staged.part), output, before))
        try:
            with ledger.writing():
                still_open(ledger, number)
                staged.take_place()
        except BaseException as error:
            if not staged.taken:
                with suppress(*FAULTS):
                    never_written(ledger, number, today(), now())
                raise
            if not isinstance(error, FAULTS):
                raise
            complain(context.speech, message("the next command strikes out that {file} was to be written",
                                             file=staged.path.name))  # fmt: skip
        keep_id(context.root, ledger)
    return number, head


def head_kept(head: str) -> Message:
    """How a head is given to be kept."""
    return message(
        "keep this elsewhere, it shows whether the ledger was cut off or rewritten: --head {head}", head=head
    )


def settle(ledger: Ledger) -> list[Message]:
    """Complete what calls left between the note of a batch and its file, or take it back; what is to be said of it."""
    said: list[Message] = []
    for intent in intents(ledger):
        with ledger.writing():
            if not strike_out(ledger, intent.seq):
                continue  # another call was faster
            took_place = _took_place(intent)
            if intent.kept:
                from leadcli.api.importing.exchange import settled  # few files change together

                settled(ledger, intent, took_place)
                said.append(message("entry {number} was interrupted; it is completed", number=intent.seq) if took_place
                            else message("entry {number} was interrupted before it was done; it does not count",
                                         number=intent.seq))  # fmt: skip
            elif took_place:
                said.append(message("batch {number} was interrupted; its file is whole and counts: {file}",
                                    number=intent.seq, file=intent.path))  # fmt: skip
            else:
                never_written(ledger, intent.seq, today(), now())
                said.append(message("batch {number} was interrupted before its file was written; it does not count",
                                    number=intent.seq))  # fmt: skip
        if not took_place and intent.part:
            with suppress(OSError):
                Path(intent.part).unlink()
    return said


def _took_place(intent: Intent) -> bool:
    """Whether the file of an intent is there, be it changed since."""
    path = Path(intent.path)
    if not path.is_file():
        return False
    found = digest_of(path)
    return found == intent.output or (found != intent.before and not Path(intent.part).exists())
