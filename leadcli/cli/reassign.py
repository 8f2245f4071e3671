"""leadcli reassign: a CRM export judged into a plan. Changes nothing."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from leadcli import __version__
from leadcli.book.cells import day as read_day
from leadcli.book.exports import FIELDS, PRESETS, Layout, layout
from leadcli.cli.app import Exit, Refusal, app, complain, leave, speech_for
from leadcli.cli.callers import refusal
from leadcli.cli.judging import PARTITION, Job, judged
from leadcli.cli.options import Folder, Format, Json, Language, PolicyName, is_json, sound_workspace
from leadcli.cli.progress import counted
from leadcli.located import Problem
from leadcli.message import Message, message
from leadcli.model import Book
from leadcli.readers.lossless import Form, digest_of, form_of, rows, split, value
from leadcli.reassign import (
    Line,
    Options,
    Summary,
    as_object,
    consolidated,
    folded,
    from_object,
    split_groups,
)
from leadcli.render import as_json as shape
from leadcli.render.plan import summary_page
from leadcli.render.speech import Speech
from leadcli.render.text import print_line, show
from leadcli.store.plan import Header, Parts, dump, header_line
from leadcli.store.whole import write_whole


@app.command("reassign")
def reassign(
    export: Annotated[Path, typer.Argument(help="The CRM's export: CSV, or text saved as .xls.", metavar="EXPORT")],
    output: Annotated[
        Optional[Path],  # noqa: UP045 (typer)
        typer.Option("--output", "-o", help="The plan; beside the export if left out.", metavar="PLAN"),
    ] = None,
    preset: Annotated[str, typer.Option(help="The CRM, if it is told wrongly.", metavar="NAME")] = "",
    map: Annotated[list[str], typer.Option(help="What a column holds; may be repeated.", metavar="COLUMN=FIELD")] = [],  # noqa: B006
    encoding: Annotated[str, typer.Option(help="The file's encoding, if it is told wrongly.")] = "",
    delimiter: Annotated[str, typer.Option(help="The file's delimiter, if it is told wrongly.")] = "",
    owner_as: Annotated[str, typer.Option(help="How the CRM wants owners written.", metavar="name|id|email")] = "",
    owner_took: Annotated[bool, typer.Option(help="Take the present owner for the one who took the call.")] = True,
    on: Annotated[str, typer.Option(help="The day; today if left out.", metavar="DATE")] = "",
    policy: PolicyName = "",
    consolidate: Annotated[
        bool, typer.Option("--consolidate", help="Give each group with several owners to one manager.")
    ] = False,
    balance: Annotated[
        Optional[float],  # noqa: UP045 (typer)
        typer.Option(
            help="With --consolidate: how far from a fair share of the load at most.", metavar="PERCENT", min=0
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on after a stop.")] = False,
    workers: Annotated[int, typer.Option(help="Processes; 0 is one for each core.", min=0)] = 0,
    format: Format = "text",
    json: Json = False,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """Who would own what, row by row, and why: writes a plan and changes nothing."""
    speech = speech_for(lang)
    as_json = is_json(format, json)
    opened = sound_workspace(workspace, policy, speech)
    assert opened.book is not None, "a sound workspace has a book"
    assert opened.policy is not None, "a sound workspace has a policy"
    form, found = _layout(export, preset, map, encoding, delimiter, owner_as)
    complain(speech, *_told(export, form, found))
    plan = output or export.with_name(f"{export.stem}.plan.jsonl")
    day = _day(on)
    header = Header(
        {"path": str(export.resolve()), "sha256": digest_of(export), "encoding": form.encoding,
         "mark": form.mark.hex(), "delimiter": form.delimiter},
        {"preset": found.preset, "fields": dict(found.fields), "owner_as": found.owner_as},
        opened.book.fingerprint, opened.policy.fingerprint, policy, __version__,
        {"on": day.isoformat(), "owner_took": owner_took, "consolidate": consolidate, "balance": balance},
    )  # fmt: skip
    part = Parts(plan, header_line(header), PARTITION)
    part.begin(resume)
    job = Job(
        str(opened.root), policy, (opened.book.fingerprint, opened.policy.fingerprint),
        form, found, Options(day, owner_took), str(part.folder),
    )  # fmt: skip
    try:
        for _ in counted(((count, None) for count in judged(export, job, part.done(), workers)), speech):
            pass
    except KeyboardInterrupt:
        complain(speech, message("stopped; go on with --resume"))
        leave(Exit.INTERRUPTED)
    owners = _one_manager_each(part, opened.book, balance, speech) if consolidate else {}
    summary = Summary(opened.book)
    rejects: list[Line] = []
    with write_whole(plan) as target:
        target.write(header_line(header))
        for line in consolidated(folded(map_lines(part), opened.book), owners, opened.book):
            summary.add(line)
            if line.action == "reject":
                rejects.append(line)
            target.write(dump(as_object(line)))
    part.end()
    if rejects:
        _write_rejects(plan, rejects, export, form, speech)
    if as_json:
        print_line(shape.dump(_as_json(summary, plan, opened.book)))
    else:
        show(summary_page(summary, opened.book, speech), sys.stdout)
        print_line("\n" + speech("plan: {file}", file=str(plan)))
        print_line(speech("next: leadcli apply {file} -o NEW.csv", file=plan.name))
    leave(Exit.DONE)


def _one_manager_each(part: Parts, book: Book, balance: float | None, speech: Speech) -> dict[str, str]:
    """Who gets each group with several owners, by the solver; what it found is said."""
    from leadcli.consolidate import NoSolverError, divide

    groups, base = split_groups(folded(map_lines(part), book), book)
    try:
        with silenced():
            found = divide(groups, base, book.managers, None if balance is None else balance / 100)
    except NoSolverError:
        raise Refusal(
            message("--consolidate needs the solver HiGHS"), message("install it: pip install 'leadcli[balance]'")
        ) from None
    percent = str(math.ceil(100 * found.balance - 1e-6))
    if not found.feasible:
        raise Refusal(
            message(
                "no division keeps every manager within {wanted} % of a fair share", wanted=speech.number(balance or 0)
            ),
            message("the nearest is within {percent} %: --balance {percent}", percent=percent),
        )
    said = message(
        "{groups} groups to one manager each: {moved} clients move, at most {percent} % from a fair share",
        groups=len(groups), moved=found.moved, percent=percent,
    )  # fmt: skip
    proof = (
        message("proven optimal") if not found.gap else message("within {gap} % of the optimum", gap=100 * found.gap)
    )
    complain(speech, said, proof)
    return dict(found.owners)


@contextmanager
def silenced() -> Iterator[None]:
    """Whatever a library written in C prints to stdout goes nowhere."""
    import ctypes

    library = ctypes.CDLL(None) if os.name != "nt" else ctypes.cdll.msvcrt
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, ValueError):
        yield
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            library.fflush(None)
            os.dup2(kept, 1)
            os.close(kept)


def map_lines(part: Parts) -> Iterator[Line]:
    """The judged rows of a part, in row order."""
    return (from_object(found) for found in part.lines())


def _layout(
    export: Path, preset: str, mapped: list[str], encoding: str, delimiter: str, owner_as: str
) -> tuple[Form, Layout]:
    names = tuple(p.name for p in PRESETS)
    if preset and preset not in names:
        raise Refusal(message("{option}: choose one of {values}", option="--preset", values=names))
    if owner_as and owner_as not in ("name", "id", "email"):
        raise Refusal(message("{option}: choose one of {values}", option="--owner-as", values=("name", "id", "email")))
    pairs: dict[str, str] = {}
    for text in mapped:
        column, _, field = text.rpartition("=")
        if field not in FIELDS or not column:
            raise Refusal(
                message("{option}: {value} is not COLUMN=FIELD", option="--map", value=text),
                message("the fields are: {values}", values=FIELDS),
            )
        pairs[column] = field
    form = form_of(export, encoding, "\t" if delimiter in ("tab", "\\t") else delimiter)
    if isinstance(form, Problem):
        raise refusal(form)
    first = next(rows(export, form), None)
    if first is None:
        raise Refusal(message("{file}: it is empty", file=str(export)))
    columns = [value(cell) for cell in split(first.raw, form.delimiter)]
    found = layout(columns, preset, pairs)
    for field in ("name", "owner"):
        if field not in found.fields:
            raise Refusal(
                message("{file}: no column is known to hold the {field}", file=str(export), field=field),
                message(
                    "say which: --map COLUMN={field}; the columns are: {columns}", field=field, columns=tuple(columns)
                ),
            )
    if owner_as:
        found = Layout(found.preset, found.fields, found.columns, owner_as)  # type: ignore[arg-type]
    return form, found


def _told(export: Path, form: Form, found: Layout) -> list[Message]:
    signs = {",": "comma", ";": "semicolon", "\t": "tab"}
    return [
        message(
            "{file}: {encoding}, {delimiter}, preset {preset}",
            file=export.name, encoding=form.encoding + (" BOM" if form.mark else ""),
            delimiter=signs.get(form.delimiter, form.delimiter), preset=found.preset,
        ),
        message("{fields}", fields=tuple(f"{field} = {found.columns[index]}" for field, index in found.fields.items())),
    ]  # fmt: skip


def _day(text: str) -> date:
    if not text:
        return date.today()  # noqa: DTZ011 (the office's own calendar)
    found = read_day(text)
    if found is None:
        raise Refusal(message("{option}: {value} is not a date", option="--on", value=text))
    return found


def _write_rejects(plan: Path, rejects: list[Line], export: Path, form: Form, speech: Any) -> None:
    target = plan.with_name(f"{plan.stem}.rejects.txt")
    wanted = {line.row: line for line in rejects}
    with write_whole(target) as file:
        for row in rows(export, form):
            if row.number in wanted:
                text = row.raw.encode("utf-8", "replace").decode("utf-8").rstrip("\r\n")
                file.write(f"{row.line}: {speech.say(wanted[row.number].reason)}\n{text}\n")
    complain(speech, message("{count} rows could not be read: {file}", count=len(rejects), file=str(target)))


def _as_json(summary: Summary, plan: Path, book: Any) -> dict[str, Any]:
    names = {m.id: m.name for m in book.managers.values()}
    return {
        "schema": shape.SCHEMA, "plan": str(plan), "actions": summary.actions, "rules": summary.rules,
        "managers": [
            {"manager": names[m], "before": summary.before[m], "after": summary.after[m], "gained": summary.gained[m],
             "lost": summary.lost[m]} for m in book.managers
        ],
        "groups_with_several_owners": {
            group: {names[m]: n for m, n in owners.items()} for group, owners in summary.split_groups.items()
        },
        "of_managers_who_left": {names[m]: n for m, n in summary.left.items()},
        "of_unknown_managers": summary.unknown, "of_nobody": summary.nobodys,
        "duplicates_under_different_owners": [{"rows": [a, b], "caller": name} for a, b, name in summary.doubles],
    }  # fmt: skip
