"""leadcli log verify, head, forget, export and import: the ledger as a file."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated, Optional

import typer

from leadcli.cli.shared.app import Exit, Refusal, leave, log_app, speech_for
from leadcli.cli.shared.ledger_entries import By, Number, entry_at, now, open_ledger, today
from leadcli.cli.shared.options import Folder, Format, Json, Language, is_json, locate
from leadcli.domain.messages import message
from leadcli.ledger.casebook import forgetting
from leadcli.ledger.ledger import LedgerError, who
from leadcli.output.json import objects as shape
from leadcli.output.text.terminal import print_line, print_raw


@log_app.command("verify")
def log_verify(
    deep: Annotated[
        bool, typer.Option("--deep", help="Check pages, indexes and case files of a large ledger too.")
    ] = False,
    format: Format = "text",
    json: Json = False,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """Check the chain; names the first entry that is not as it was recorded."""
    speech = speech_for(lang)
    as_json = is_json(format, json)
    with open_ledger(locate(workspace)) as ledger:
        count, fault = ledger.verify(True if deep else None)
        seq, head = (0, "") if fault else ledger.head()
    if as_json:
        bad = {"id": fault.seq or None, "what": speech.say(fault.what)} if fault else None
        print_line(shape.dump({"sound": count, "fault": bad, "head": head or None}))
    elif fault is None:
        print_line(speech("{count} entries, the chain is whole; head {seq} {hash}", count=count, seq=seq, hash=head))
    elif fault.seq:
        print_line(
            speech(
                "entry {number}: {what}; {count} entries before it are sound",
                number=fault.seq,
                what=fault.what,
                count=count,
            )
        )
    else:
        print_line(speech("the ledger: {what}", what=fault.what))
    leave(Exit.NOTHING if fault else Exit.DONE)


@log_app.command("head")
def log_head(lang: Language = None, workspace: Folder = None) -> None:
    """The number and hash of the last entry: keep a copy elsewhere, and a rewritten ledger is noticed."""
    speech_for(lang)
    with open_ledger(locate(workspace)) as ledger:
        seq, head = ledger.head()
    print_line(f"{seq} {head}")
    leave(Exit.DONE)


@log_app.command("forget")
def log_forget(id: Number, by: By = "", lang: Language = None, workspace: Folder = None) -> None:
    """Remove the plain text of an entry's personal data; the chain still verifies."""
    speech = speech_for(lang)
    with open_ledger(locate(workspace)) as ledger:
        stored = entry_at(ledger, id)
        count = ledger.forget(id)
        if count:
            ledger.append([forgetting(stored, today())], by or who(), now())
            ledger.erase_free_space()
    print_line(speech("removed: {count}", count=count))
    leave(Exit.DONE)


@log_app.command("export")
def log_export(
    output: Annotated[
        Optional[Path],  # noqa: UP045 (typer)
        typer.Option("--output", "-o", help="Write to this file, whole or not at all."),
    ] = None,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """The ledger as JSON lines, for version control and for moving; personal data stay behind."""
    speech_for(lang)
    with open_ledger(locate(workspace)) as ledger:
        lines = (json_module.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in ledger.export())
        if output is None:
            for line in lines:
                print_raw(line)
        else:
            from leadcli.io.atomic import write_whole

            with write_whole(output) as target:
                target.writelines(lines)
    leave(Exit.DONE)


@log_app.command("import")
def log_import(
    file: Annotated[Path, typer.Argument(help="What log export wrote.", metavar="FILE")],
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """Take in an export: into an empty ledger, or as the continuation of this one. All of it or nothing."""
    speech = speech_for(lang)
    try:
        lines = [json_module.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise Refusal(message("{file}: {reason}", file=str(file), reason=str(error))) from None
    with open_ledger(locate(workspace), create=True) as ledger:
        try:
            added, known = ledger.take(iter(lines))
        except (LedgerError, KeyError, TypeError, ValueError) as error:
            strange = message("this is not the export of a leadcli ledger")
            why = error.said[0] if isinstance(error, LedgerError) else strange
            raise Refusal(
                message("{file}: {reason}", file=str(file), reason=why), message("nothing was taken in")
            ) from None
    print_line(speech("taken in: {added}; already there: {known}", added=added, known=known))
    leave(Exit.DONE)
