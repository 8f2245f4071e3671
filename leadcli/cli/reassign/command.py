"""leadcli reassign: a CRM export judged into a plan. Changes nothing."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Optional

import typer

from leadcli import __version__
from leadcli.assignment.plan_file import Header, Parts, header_line
from leadcli.assignment.plan_summary import Overview
from leadcli.assignment.rows import Options, consolidated, folded, split_groups
from leadcli.cli.reassign.plan_outputs import (
    Judged,
    overview_json,
    report_of,
    write_book,
    write_page,
    write_plan,
    write_rejects,
)
from leadcli.cli.reassign.worker import PARTITION, Job, judged
from leadcli.cli.shared.app import Exit, Refusal, app, complain, leave, speech_for
from leadcli.cli.shared.export_files import day_of, only_read, open_export, told_of
from leadcli.cli.shared.options import (
    Columns,
    Delimiter,
    Encoding,
    Folder,
    Format,
    Json,
    Language,
    PolicyName,
    Preset,
    Workers,
    is_json,
    sound_workspace,
)
from leadcli.cli.shared.progress import counted
from leadcli.domain.book import Book
from leadcli.domain.messages import message
from leadcli.io.exports import about_rows, digest_of
from leadcli.io.formats import FORMATS
from leadcli.output.json import objects as shape
from leadcli.output.text.plan_page import summary_page
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line, show
from leadcli.workspace.bundle import pack


@app.command("reassign")
def reassign(
    export: Annotated[Path, typer.Argument(help="The CRM's export: a table, such as CSV or xlsx.", metavar="EXPORT")],
    output: Annotated[
        Optional[Path],  # noqa: UP045 (typer)
        typer.Option("--output", "-o", help="The plan; with .xlsx also a workbook to look at.", metavar="PLAN"),
    ] = None,
    report: Annotated[
        Optional[Path],  # noqa: UP045 (typer)
        typer.Option(help="Also a page to look at: one HTML file.", metavar="FILE.html"),
    ] = None,
    preset: Preset = "",
    map: Columns = [],  # noqa: B006
    encoding: Encoding = "",
    delimiter: Delimiter = "",
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
    workers: Workers = 0,
    scheduler: Annotated[
        str, typer.Option(help="A Dask cluster; local: one of this machine, to try it.", metavar="tcp://…|local")
    ] = "",
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
    form, found = open_export(export, preset, map, encoding, delimiter, owner_as)
    complain(speech, *told_of(export, form, found))
    plan = output or export.with_name(f"{export.stem}.plan.jsonl")
    book = plan if plan.suffix.casefold() == ".xlsx" else None  # for people; the plan itself stands beside it
    plan = plan.with_suffix(".jsonl") if book else plan
    _apart(export, plan, book, report)
    day = day_of(on)
    header = Header(
        {"path": str(export.resolve()), "sha256": digest_of(export), "encoding": form.encoding,
         "mark": form.mark.hex(), "delimiter": form.delimiter, "sheet": form.sheet, "skip": form.skip},
        {"preset": found.preset, "fields": dict(found.fields), "owner_as": found.owner_as},
        opened.book.fingerprint, opened.policy.fingerprint, policy, __version__,
        {"on": day.isoformat(), "owner_took": owner_took, "consolidate": consolidate, "balance": balance},
    )  # fmt: skip
    part = Parts(plan, header_line(header), PARTITION)
    part.begin(resume)
    job = Job(
        str(opened.root), policy, (opened.book.fingerprint, opened.policy.fingerprint),
        form, found, Options(day, owner_took), str(part.folder.resolve()), part.token,
    )  # fmt: skip
    done = part.done()
    counts = ((count, None) for count in judged(export, job, done, workers, scheduler, lambda: pack(opened, policy)))
    total = about_rows(export, form) if sys.stderr.isatty() else None
    try:
        for _ in counted(counts, speech, total, PARTITION * len(done)):
            pass
    except KeyboardInterrupt:
        complain(speech, message("stopped; go on with --resume"))
        leave(Exit.INTERRUPTED)
    owners = _one_manager_each(part, opened.book, balance, speech) if consolidate else {}
    overview = Overview(opened.book, owners)
    lines_judged = Judged(part)
    lines = consolidated(folded(lines_judged, opened.book), owners, opened.book)
    rejects = write_plan(plan, header, lines_judged, lines, overview)
    part.end()
    write_rejects(plan, rejects, export, form, speech)
    told = report_of(plan, overview, opened.policy, opened.book, speech)
    if report is not None:
        write_page(report, told, header, speech.day(day))
    if book is not None:
        write_book(book, told, header, speech.day(day))
    if as_json:
        print_line(shape.dump(overview_json(overview, plan, opened.book)))
    else:
        show(summary_page(overview, opened.book, speech), sys.stdout)
        print_line("\n" + speech("plan: {file}", file=str(plan)))
        if book is not None:
            print_line(speech("workbook, to look at: {file}", file=str(book)))
        if report is not None:
            print_line(speech("report: {file}", file=str(report)))
        suffixes = FORMATS[form.format].suffixes
        kind = (export.suffix if export.suffix in suffixes else suffixes[0]).removeprefix(".")
        ahead = only_read(form) or [message("next: leadcli apply {file} -o NEW.{kind}", file=plan.name, kind=kind)]
        print_line("\n".join(speech.say(each) for each in ahead))
    leave(Exit.DONE)


def _apart(export: Path, *written: Path | None) -> None:
    """Refuse to write over the export, or two things into one file."""
    seen = {export.resolve()}
    for path in filter(None, written):
        if path.resolve() in seen:
            raise Refusal(message("{file}: it would be written over; name another file", file=str(path)))
        seen.add(path.resolve())


def _one_manager_each(part: Parts, book: Book, balance: float | None, speech: Speech) -> dict[str, str]:
    """Who gets each group with several owners, by the solver; what it found is said."""
    from leadcli.assignment.consolidation import NoSolverError, divide

    groups, base = split_groups(folded(Judged(part), book), book)
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
