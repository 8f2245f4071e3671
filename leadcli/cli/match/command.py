"""leadcli match: who the callers of a file are, one answer per row; and how well labelled callers are recognised."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from leadcli.cli.shared.app import Exit, Refusal, app, leave, speech_for
from leadcli.cli.shared.caller_files import Callers, labelled, open_callers
from leadcli.cli.shared.options import Delimiter, Encoding, Folder, Json, Language, Workers, sound_workspace
from leadcli.cli.shared.progress import counted
from leadcli.domain.match import Match
from leadcli.domain.messages import message
from leadcli.fields.table import caller_of
from leadcli.io.formats import RawRow
from leadcli.output.json import objects as shape
from leadcli.output.text.layout import Row, table
from leadcli.output.text.safe import safe, utf8
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line, print_raw, show
from leadcli.run.processes import run, settle
from leadcli.workspace.opening import Workspace

FORMATS = ("text", "json", "csv")
CSV_COLUMNS = ("id", "caller", "status", "client_id", "group_id", "name", "score", "reason", "question")


@app.command("match")
def match_file(
    file: Annotated[
        str, typer.Argument(help="A table with a column caller, such as CSV; - is standard input.", metavar="FILE")
    ],
    output: Annotated[
        Optional[Path],  # noqa: UP045 (typer)
        typer.Option("--output", "-o", help="Write the answers to this file, whole or not at all."),
    ] = None,
    format: Annotated[
        str, typer.Option(help="text, json (one object a line) or csv.", metavar="text|json|csv")
    ] = "text",
    json: Json = False,
    score: Annotated[
        bool, typer.Option("--score", help="The callers are labelled: print how many are right, by kind.")
    ] = False,
    encoding: Encoding = "",
    delimiter: Delimiter = "",
    workers: Workers = 0,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """Who the callers of a file are, by name alone: one answer per row, no rules asked."""
    speech = speech_for(lang)
    if format not in FORMATS:
        raise Refusal(message("{option}: choose one of {values}", option="--format", values=FORMATS))
    chosen = "json" if json else format
    opened = sound_workspace(workspace, "", speech)
    if score:
        _score(file, chosen, opened.directory, speech)
    callers, rows = open_callers(file, encoding, delimiter)
    if chosen == "text" and output is not None:
        chosen = "csv"
    given = (str(opened.root), speech.language, chosen, callers, mark_of(opened))
    parts = counted(run(enumerate(rows, 1), answer_rows, prepare, given, workers), speech)
    if output is None:
        for number, lines in enumerate(parts):
            if chosen == "csv" and number == 0:
                print_raw(_csv_line(CSV_COLUMNS))
            print_raw(lines.decode())
        leave(Exit.DONE)
    from leadcli.io.atomic import write_bytes_whole

    with write_bytes_whole(output) as target:
        if chosen == "csv":
            target.write(utf8(_csv_line(CSV_COLUMNS)))
        for lines in parts:
            target.write(lines)
    leave(Exit.DONE)


# --- in each process ----------------------------------------------------------------------------------------------
_STATE: dict[str, Any] = {}


def mark_of(opened: Workspace) -> str:
    """The fingerprint of a workspace's data."""
    return opened.book.fingerprint if opened.book else ""


def prepare(root: str, language: str, chosen: str, callers: Callers, mark: str) -> None:
    """Open the workspace once for all rows of a process. ``mark``: the fingerprint it must have."""
    from leadcli.workspace.opening import open_workspace

    _STATE.update(speech=Speech(language), chosen=chosen, callers=callers)
    if _STATE.get("opened") != (root, mark):
        workspace = open_workspace(Path(root), compiled=True)
        _STATE.pop("opened", None)
        _STATE["fault"] = None
        if workspace.errors or mark_of(workspace) != mark:  # told with the first rows: here nobody would hear it
            _STATE["fault"] = message("the workspace was changed while the rows were matched")
        else:
            _STATE.update(opened=(root, mark), directory=workspace.directory)
            if workspace.tables is not None:
                workspace.tables.map_whole()
    settle()


def answer_rows(rows: list[tuple[int, RawRow]]) -> tuple[int, bytes]:
    """The answers of some rows, each with its number, ready to be written in UTF-8, and how many they are."""
    from leadcli.resolution import who_is

    if _STATE["fault"] is not None:
        raise Refusal(_STATE["fault"], message("begin again: all answers must rest on the same data"))
    speech, write = _STATE["speech"], _WRITERS[_STATE["chosen"]]
    callers: Callers = _STATE["callers"]
    fields = callers.fields
    answers: list[bytes] = []
    for number, row in rows:
        cells, fault = callers.cells(row)
        own = cells[fields["id"]] if "id" in fields and len(cells) > fields["id"] else ""
        given = own or str(number)
        name = cells[fields["caller"]] if len(cells) > fields["caller"] else ""
        if fault is not None:
            found = Match("none", question=message("line {line}: {fault}", line=row.line, fault=fault))
        else:
            cell = {field: cells[index] for field, index in fields.items()}
            found = who_is(caller_of(name, cell), _STATE["directory"])
        answers.append(write(given, name, found, speech))
    return len(rows), b"".join(answers)


def _as_json(given: str, name: str, found: Match, speech: Speech) -> bytes:
    return shape.dump_line({"id": given, **shape.match(found, speech)})


def _as_csv(given: str, name: str, found: Match, speech: Speech) -> bytes:
    best = _best(found)
    said = speech.say(found.question) if found.question else ""
    cells = (
        given,
        name,
        found.status,
        found.client_id,
        found.group_id,
        best,
        f"{found.score:.3f}",
        _reason(found, speech),
        said,
    )
    return utf8(_csv_line(cells))


def _csv_line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(_inert(cell) for cell in cells)
    return out.getvalue()


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (CWE-1236)."""
    return (
        f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell[1:].replace(".", "").isdigit() else cell
    )


def _as_text(given: str, name: str, found: Match, speech: Speech) -> bytes:
    words = {
        "accept": speech("sure"), "confirm": speech("ask"), "ambiguous": speech("several"), "none": speech("nobody"),
    }  # fmt: skip
    best = _best(found) or "–"
    row = (safe(name, 36).ljust(36), words[found.status].ljust(9), speech.score(found.score), safe(best, 60))
    return utf8("  ".join(row).rstrip() + "\n")


_WRITERS = {"json": _as_json, "csv": _as_csv, "text": _as_text}


def _best(found: Match) -> str:
    if found.status == "none":
        return ""
    if found.status == "ambiguous":
        return " | ".join(c.name for c in found.candidates if c.tied)
    own = [c for c in found.candidates if (c.client_id, c.group_id) == (found.client_id, found.group_id)]
    return own[0].name if own else ""


def _reason(found: Match, speech: Speech) -> str:
    return "; ".join(speech.say(e.text) for e in found.evidence if e.weight)


# --- labelled callers ------------------------------------------------------------------------------------------------
def _score(file: str, chosen: str, directory: Any, speech: Speech) -> None:
    """Print how well labelled callers are recognised, and end."""
    from leadcli.resolution.evaluation import answer, tally

    tallies = tally(answer(labelled(file), directory))
    if chosen == "json":
        print_raw(shape.dump_lines(shape.tally(each) for each in tallies))
        leave(Exit.DONE)
    heading = (
        speech("kind"), speech("total"), speech("right"), speech("wrong"), speech("missed"), speech("asked"),
        speech("precision"), speech("recall"), speech("F1"),
    )  # fmt: skip
    body = [
        (
            safe(each.kind, 30) or speech("all"),
            *(str(n) for n in (each.cases, each.right, each.wrong, each.missed, each.asked)),
            *("–" if share is None else speech.share(share) for share in (each.precision, each.recall, each.f1)),
        )
        for each in tallies
    ]
    shown = table([heading, *body], (False, *([True] * 8)))
    show((Row(text, wide=True, style="dim" if n == 0 else "") for n, text in enumerate(shown)), sys.stdout)
    print_line("\n" + speech("right: the labelled one accepted, or nobody accepted where nobody or several fit"))
    leave(Exit.DONE)
