"""leadcli reassign: a CRM export judged into a plan. Changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from leadcli.api.export_files import marks_learnt, only_read, read_once, styled
from leadcli.api.parameters import day_of, handing_of
from leadcli.api.reassign_rows import plan_header, prepared
from leadcli.assignment.judging import without_leaver
from leadcli.assignment.owner_cells import as_cells_allow
from leadcli.assignment.plan_file import Parts, header_line, is_plan
from leadcli.assignment.plan_summary import Overview
from leadcli.assignment.rows import Options
from leadcli.assignment.turns import Export, folded
from leadcli.cli.reassign.plan_outputs import (
    Judged,
    not_sure_to_work,
    overview_json,
    rejects_file,
    report_of,
    write_plan,
    write_rejects,
)
from leadcli.cli.reassign.worker import PARTITION, Job, judged
from leadcli.cli.shared.answers import is_report, write
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.cli.shared.export_reading import ExportReading
from leadcli.cli.shared.options import Day, Force, PolicyName, Workers
from leadcli.cli.shared.progress import counted
from leadcli.cli.shared.workers import Basis
from leadcli.domain.book import Book
from leadcli.domain.messages import message
from leadcli.fields.people.owner_style import written_like
from leadcli.io.exports import about_rows
from leadcli.io.table_formats import FORMATS, Form
from leadcli.ledger.standing.standing_clients import memory_of
from leadcli.output.formats import Format as Chosen
from leadcli.output.formats import report_format, report_suffixes
from leadcli.output.text.plan_page import summary_page
from leadcli.output.text.safe import typed
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line
from leadcli.policy.presence import out
from leadcli.run.processes import Spool, settle
from leadcli.workspace.bundle import pack
from leadcli.workspace.opening import SoundWorkspace
from leadcli.workspace.output_guard import guard, protect


def main(
    context: AnswerContext,
    export: Annotated[Path, typer.Argument(help="The CRM's export: a table, such as CSV or xlsx.", metavar="EXPORT")],
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The plan; with .xlsx also a workbook to look at.", metavar="PLAN"),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Also a page to look at: one HTML file.", metavar="FILE.html")
    ] = None,
    reading: ExportReading,
    owner_as: Annotated[str, typer.Option(help="How the CRM wants owners written.", metavar="name|id|email")] = "",
    owner: Annotated[
        list[str],
        typer.Option(
            help="Whom a writing of an owner means, kept in owners.yaml; TEXT= is nobody; may be repeated.",
            metavar="TEXT=MANAGER",
        ),
    ] = [],  # noqa: B006 (typer copies)
    owner_took: Annotated[bool, typer.Option(help="Take the present owner for the one who took the call.")] = True,
    hidden: Annotated[
        bool, typer.Option("--hidden", help="Judge hidden and filtered rows too; without it they stay as they are.")
    ] = False,
    leaver: Annotated[
        str, typer.Option("--from", help="Hand over this manager's clients alone.", metavar="MANAGER")
    ] = "",
    heir: Annotated[
        str, typer.Option("--to", help="With --from: all to this manager; else by the rules.", metavar="MANAGER")
    ] = "",
    on: Day = "",
    policy: PolicyName = "",
    consolidate: Annotated[
        bool, typer.Option("--consolidate", help="Give each group with several owners to one manager.")
    ] = False,
    balance: Annotated[
        float | None,
        typer.Option(
            help="With --consolidate: how far from a fair share of the load at most.", metavar="PERCENT", min=0
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on after a stop.")] = False,
    workers: Workers = 0,
    scheduler: Annotated[
        str, typer.Option(help="A Dask cluster; local: one of this machine, to try it.", metavar="tcp://…|local")
    ] = "",
    force: Force = False,
) -> None:
    """Who would own what, row by row, and why: writes a plan and changes nothing."""
    speech = context.speech
    opened = _opened(context, owner, policy)
    form, found = reading.open(export, speech, opened, owner_as)
    first, all_rows = read_once(export, form, found)
    found = marks_learnt(found, first, opened.book)
    if not owner_as:
        wanted = found.owner_as
        found = styled(found, first, opened.book)
        if wanted == "email" != found.owner_as:
            complain(
                speech,
                message("the CRM takes owners by e-mail, and not all managers have one in data/managers: the plan"
                        " writes them as the export does"),
                message("add the column email before the file is imported there"),
            )  # fmt: skip
    del first  # they wait on disk with the others
    if unfit := _unfit(opened.book, form, found.owner_as):
        complain(
            speech, message("{names}: no such letters in {encoding}, in which the export is", names=unfit,
                            encoding=form.encoding),
            message("save the export as UTF-8 and make the plan of that; else no row of theirs can be applied"),
        )  # fmt: skip
    plan, reports = _outputs(export, output, report)
    again = is_plan(plan)  # then what stands beside it is of that run
    guard(
        [plan, *reports], opened.root, (export, opened.rules_file), force, lambda file: is_plan(file) or is_report(file)
    )
    guard([rejects_file(plan)], opened.root, (export, plan, *reports), force or again)
    day = day_of(on, "--on")
    basis = Basis(str(opened.root), opened.book.fingerprint, policy, opened.policy.fingerprint)
    options = Options(day, owner_took, hidden, *handing_of(opened.book.on(day), leaver, heir, ("--from", "--to")))
    if options.heir and (away := out(opened.book.managers[options.heir], day)) is not None:
        name = opened.book.managers[options.heir].name
        complain(
            speech, message("{option}: {manager} is {why}", option="--to", manager=name, why=away.why),
            message("the clients are handed over all the same"),
        )  # fmt: skip
    named_heir = opened.book.managers[options.leaver].heir if options.leaver and not options.heir else ""
    if named_heir:
        heirs_name, name = opened.book.managers[named_heir].name, opened.book.managers[options.leaver].name
        complain(
            speech, message("by data/managers {heir} is the heir of {manager}; the plan goes by the rules",
                            heir=heirs_name, manager=name),
            message("to hand over to the heir: --to {heir}", heir=typed(heirs_name)),
        )  # fmt: skip
    if consolidate and options.leaver:
        raise Refusal(message("{option} does not go with {other}", option="--consolidate", other="--from"))
    if opened.has_ledger:
        context.ledger().close()  # what a call that was interrupted left is settled
    ledger = prepared(opened, day)
    header = plan_header(export, form, found, opened, policy, options, ledger, consolidate, balance)
    part = Parts(plan, header_line(header), PARTITION)
    part.begin(resume)
    job = Job(basis, found, options, str(part.folder.resolve()), part.token, ledger)
    done = part.done()
    total = about_rows(export, form) if sys.stderr.isatty() else None
    settle()
    owners: dict[str, str] = {}
    book = without_leaver(opened.book.on(day), options)
    known = memory_of(opened.root, book.country, ledger, opened.policy.precedents) if ledger else nullcontext()
    rows = Spool(all_rows, PARTITION, part.folder)
    coming = counted(
        judged(rows, job, done, workers, scheduler, lambda: pack(opened, policy)),
        speech, total, PARTITION // 2 * len(done),
    )  # fmt: skip
    with rows, _judging(part, coming, speech), known as memory:
        lines_judged = Judged(part)
        rest = Export(rows.rows, found, options, opened.policy, opened.directory, memory)
        if consolidate:
            from leadcli.cli.reassign.consolidating import one_manager_each

            owners = one_manager_each(lines_judged, book, rest, balance, speech)
        overview = Overview(book, owners, options.leaver)
        lines = folded(lines_judged.to_write(), book, rest, lines_judged.with_owners())
        if owners:
            from leadcli.assignment.consolidation import consolidated

            lines = consolidated(lines, owners, book)
        rejects = write_plan(plan, header, lines_judged, as_cells_allow(lines), overview)
    part.end()
    write_rejects(plan, rejects, export, form, speech)
    if unsure := not_sure_to_work(overview, book):
        complain(speech, *unsure)
    if reports:
        made = report_of(plan, header, overview, opened.policy, book, day, speech)
        for file, look in reports.items():
            write(look, made, file)
    context.give(
        page=lambda: summary_page(overview, book, speech),
        objects=lambda: overview_json(overview, plan, book),
    )
    if context.format.shape == "page":
        print_line("\n" + speech("plan: {file}", file=str(plan)))
        for file, look in reports.items():
            print_line(speech(look.told.text, file=str(file)))
        suffixes = FORMATS[form.format].suffixes
        kind = (export.suffix if export.suffix in suffixes else suffixes[0]).removeprefix(".")
        ahead = only_read(form) or [message("next: leadcli apply {file} -o NEW.{kind}", file=typed(plan), kind=kind)]
        print_line("\n".join(speech.say(each) for each in ahead))
    if rejects:
        leave(Exit.NOTHING)


def _opened(context: AnswerContext, owners: list[str], policy: str) -> SoundWorkspace:
    """The workspace, with what is said of owners kept in it first."""
    if not owners:
        return context.opened(policy)
    from leadcli.cli.reassign.owner_sayings import opened_with

    return opened_with(context, owners, policy)


def _unfit(book: Book, form: Form, style: str) -> tuple[str, ...]:
    """The managers who cannot be written in the encoding of a text."""

    def fits(text: str) -> bool:
        try:
            text.encode(form.encoding)
        except UnicodeEncodeError:
            return False
        return True

    asked = [m for m in book.managers.values() if m.active and form.delimiter]
    return tuple(m.name for m in asked if not fits(written_like(book, m.id, style)))


def _outputs(export: Path, output: Path | None, report: Path | None) -> tuple[Path, dict[Path, Chosen]]:
    """The plan's file, and the reports to be written with their formats, each to a file of its own.

    A plan whose name asks for a report is one for people; the plan itself stands beside it.
    """
    plan = output or export.with_name(f"{export.stem}.plan.jsonl")
    reports: dict[Path, Chosen] = {}
    if (shown := report_format(plan)) is not None:
        reports[plan] = shown
        plan = plan.with_suffix(".jsonl")
    if report is not None:
        for other in (export, plan, *reports):
            protect(report, None, (other,))
        asked = report_format(report)
        if asked is None:
            raise Refusal(message("{option}: choose one of {values}", option="--report", values=report_suffixes()))
        reports[report] = asked
    return plan, reports


@contextmanager
def _judging(part: Parts, coming: Generator[int, None, None], speech: Speech) -> Iterator[None]:
    """Have all rows judged, while the fold goes through those that are; what was judged before a stop stays."""
    try:
        with closing(coming):
            part.follow(coming)
            yield
    except KeyboardInterrupt:
        complain(speech, message("stopped; go on with --resume"))
        leave(Exit.INTERRUPTED)
