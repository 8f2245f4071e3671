"""leadcli apply and leadcli undo: a plan into a new export, and a batch taken back."""

from __future__ import annotations

import json as json_module
from collections import deque
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from leadcli.assignment.plan_file import Header, PlanError, read_lines
from leadcli.cli.apply.rewriting import NewOwner, applied, undone
from leadcli.cli.shared.app import Exit, Refusal, app, complain, leave, speech_for
from leadcli.cli.shared.export_files import only_read
from leadcli.cli.shared.ledger_entries import By, Number, entry_at, now, open_ledger
from leadcli.cli.shared.options import Folder, Language, sound_workspace
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.io.atomic import write_bytes_whole
from leadcli.io.csv_rows import split
from leadcli.io.exports import digest_of, form_of, rows, told_format
from leadcli.io.formats import FORMATS, Form
from leadcli.ledger.ledger import who
from leadcli.ledger.ruling_records import Entry, digest
from leadcli.ledger.sql_schema import compact
from leadcli.output.text.terminal import print_line

Output = Annotated[Path, typer.Option("--output", "-o", help="The new export; whole or not at all.", metavar="FILE")]


@app.command("apply")
def apply(
    plan: Annotated[Path, typer.Argument(help="What reassign wrote.", metavar="PLAN")],
    output: Output,
    export: Annotated[str, typer.Option(help="The export, if it was moved.", metavar="FILE")] = "",
    only: Annotated[str, typer.Option(help="Only rows of this action.", metavar="change|ask")] = "change",
    rule: Annotated[list[str], typer.Option(help="Only rows by this rule; may be repeated.", metavar="ID")] = [],  # noqa: B006
    manager: Annotated[
        list[str], typer.Option(help="Only rows that this manager gets; may be repeated.", metavar="MANAGER")
    ] = [],  # noqa: B006
    by: By = "",
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """Write the export with the owners of the plan: all else as it came; the batch goes to the ledger."""
    speech = speech_for(lang)
    if only not in ("change", "ask"):
        raise Refusal(message("{option}: choose one of {values}", option="--only", values=("change", "ask")))
    try:
        header, lines = read_lines(plan_file(plan))
        form = Form(header.input["encoding"], bytes.fromhex(header.input["mark"]), header.input["delimiter"],
                    header.input["sheet"], header.input["skip"])  # fmt: skip
        column = header.layout["fields"]["owner"]
    except PlanError as error:
        raise Refusal(message("{file}: {reason}", file=str(plan), reason=error.said[0])) from None
    except (KeyError, TypeError, ValueError):
        raise Refusal(
            message("{file}: {reason}", file=str(plan), reason=message("this is not a leadcli plan"))
        ) from None
    opened = sound_workspace(workspace, header.policy, speech)
    assert opened.book is not None, "a sound workspace has a book"
    assert opened.policy is not None, "a sound workspace has a policy"
    book = opened.book
    source = Path(export or header.input["path"])
    _fresh(header, source, book, opened.policy.fingerprint)
    form = replace(form, format=told_format(source))
    fits_form(output, form)
    wanted = {book_id(book, m) for m in manager}

    @cache
    def written(owner: str) -> str:
        return owner_text(book, owner, header.layout["owner_as"])

    def chosen(owner: str, by_rule: str) -> bool:
        return bool(owner) and (not rule or by_rule in rule) and (not wanted or owner in wanted)

    new_owner = NewOwner(f'{only}"'.encode(), chosen, written)
    try:
        with write_bytes_whole(output) as target:
            moved = applied(source, form, column, lines, new_owner, target)
    except PlanError as error:
        raise Refusal(message("{file}: {reason}", file=str(plan), reason=error.said[0])) from None
    [(number, _)] = _record(
        opened.root, by,
        {"plan": digest_of(plan), "input": header.input["sha256"], "output": digest_of(output), "column": column,
         "form": [form.encoding, form.mark.hex(), form.delimiter, form.sheet, form.skip],
         "key": header.layout["fields"].get("id"), "moved": moved},
    )  # fmt: skip
    print_line(
        speech("{count} rows changed: {file}; batch {number}", count=len(moved), file=str(output), number=number)
    )
    print_line(speech("to take it back: leadcli undo {number} EXPORT -o FILE", number=number))
    leave(Exit.DONE)


@app.command("undo")
def undo(
    batch: Number,
    export: Annotated[Path, typer.Argument(help="The export as it is now.", metavar="EXPORT")],
    output: Output,
    by: By = "",
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """Give the export that takes a batch back; rows that moved on since are left, and named."""
    speech = speech_for(lang)
    opened = sound_workspace(workspace, "", speech)
    with open_ledger(opened.root) as ledger:
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
    _record(opened.root, by, {"input": digest_of(export), "output": digest_of(output), "moved": moved}, batch, "undo")
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


def _fresh(header: Header, source: Path, book: Book, rules: str) -> None:
    """Refuse a plan that rests on what has changed, and say what did."""
    stale: list[Message] = []
    if not source.is_file():
        raise Refusal(message("{file}: there is no such file; say where it is: --export FILE", file=str(source)))
    if digest_of(source) != header.input["sha256"]:
        stale.append(message("the export is another than the plan was made from"))
    if book.fingerprint != header.data:
        stale.append(message("the data of the workspace have changed since"))
    if rules != header.rules:
        stale.append(message("the rules have changed since"))
    if stale:
        raise Refusal(
            message("the plan is stale; nothing was written"), *stale, message("make it again: leadcli reassign")
        )


def book_id(book: Book, text: str) -> str:
    """A manager given to an option, by id."""
    from leadcli.fields.people import find_manager

    found = find_manager(book, text)
    if not found:
        raise Refusal(message("{option}: there is no manager {value}", option="--manager", value=text))
    return found


def owner_text(book: Book, manager: str, owner_as: str) -> str:
    """An owner as the CRM writes it: the name, the id, or the e-mail from the managers' table."""
    found = book.managers[manager]
    if owner_as == "id":
        return found.id
    if owner_as == "email":
        if not found.email:
            raise Refusal(
                message(
                    "{manager} has no e-mail in data/managers, and the CRM wants owners by e-mail", manager=found.name
                ),
                message("add the column email, or make the plan with --owner-as name"),
            )
        return found.email
    return found.name


def plan_file(plan: Path) -> Path:
    """The plan itself, where its workbook is named: that is for people, and what is changed in it changes nothing."""
    beside = plan.with_suffix(".jsonl")
    return beside if plan.suffix.casefold() == ".xlsx" and beside.is_file() else plan


def fits_form(output: Path, form: Form) -> None:
    """Refuse a format that cannot be written, and a name that says another than is written."""
    written = {suffix: key for key, f in FORMATS.items() if f.rewritten for suffix in f.suffixes}
    if said := only_read(form):
        raise Refusal(*said)
    if written.get(output.suffix.casefold(), "CSV") != form.format:
        raise Refusal(
            message(
                "{file}: the export is {kind}, so is what is written", file=str(output), kind=kind_of(bool(form.sheet))
            )
        )


def kind_of(workbook: bool) -> Message:
    """A kind of export, in words."""
    return message("a workbook") if workbook else message("CSV")


def _record(root: Path, by: str, body: dict[str, Any], ref: int = 0, kind: str = "batch") -> list[tuple[int, bool]]:
    text = compact(body)
    day = date.today().isoformat()  # noqa: DTZ011 (the office's own calendar)
    moment = now()
    entry = Entry(kind, digest(f"{kind} {moment} {text}"), day, text, ref=ref)
    with open_ledger(root, create=True) as ledger:
        return ledger.append([entry], by or who(), moment)
