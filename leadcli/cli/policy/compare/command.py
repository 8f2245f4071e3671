"""leadcli policy compare: what another policy would change, on a base, on the ledger, or on an export."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from leadcli.analysis.compare.minimal_example import smallest
from leadcli.analysis.compare.policies import TAKERS, Comparison, Pair, Policies, Taker, given_out, paired
from leadcli.analysis.compare.separating_case import apart
from leadcli.api.export_files import marks_learnt, read_once, sound_rows
from leadcli.api.parameters import day_of
from leadcli.assignment.rows import Case, Options
from leadcli.assignment.turns import Export
from leadcli.cli.policy.compare.worker import Job, pairs_of_data, pairs_of_export
from leadcli.cli.shared.answers import is_report
from leadcli.cli.shared.context import AnswerContext, Context
from leadcli.cli.shared.exits import Refusal
from leadcli.cli.shared.export_reading import ExportReading
from leadcli.cli.shared.options import Day, Force, Workers
from leadcli.cli.shared.progress import counted
from leadcli.cli.shared.workers import Basis
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.ledger.replay import ruling_in
from leadcli.ledger.ruling_records import is_forgotten, judged_again
from leadcli.output.compare_report import compare_report
from leadcli.output.json.compare_json import comparison_json
from leadcli.output.text.compare_page import Base, Shown, comparison_page
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line
from leadcli.workspace.output_guard import guard


def main(
    context: Annotated[AnswerContext, "report"],
    a: Annotated[str, typer.Argument(help="The one policy: a ready-made one, a rules file, or . for the workspace's.")],
    b: Annotated[str, typer.Argument(help="The other policy.")],
    *,
    on: Annotated[
        str, typer.Option(help="The base: a CRM's export, ledger, or data.", metavar="EXPORT|ledger|data")
    ] = "data",
    taken_by: Annotated[
        str, typer.Option(help="Who takes the calls where the base does not tell.", metavar="owner|colleague|nobody")
    ] = "colleague",
    day: Day = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the report to a file.", metavar="FILE")
    ] = None,
    reading: ExportReading,
    workers: Workers = 0,
    force: Force = False,
) -> None:
    """Who would own what by one policy and by another: who gains and loses which clients, and why."""
    gc.enable()
    speech = context.speech
    if taken_by not in TAKERS:
        raise Refusal(message("{option}: choose one of {values}", option="--taken-by", values=TAKERS))
    taker: Taker = taken_by
    opened = context.opened()
    (one, file_of_one), (two, file_of_two) = context.policy(a), context.policy(b)
    policies = (one, two)
    if output is not None:
        guard([output], opened.root, (file_of_one, file_of_two, Path(on)), force, is_report)
    told_day = day_of(day, "--day")
    basis = Basis(str(opened.root), opened.book.fingerprint)
    job = Job(basis, policies, taker, Options(told_day, owner_took=False))
    exports: tuple[Export, Export] | None = None
    if on == "ledger":
        pairs: Iterable[Pair] = recorded(context, policies)
    elif on == "data":
        pairs = _each(pairs_of_data(opened.book, job, workers), speech)
    else:
        file = Path(on)
        form, found = reading.open(file, speech, opened)
        found = marks_learnt(found, read_once(file, form, found)[0], opened.book)
        pairs = _each(pairs_of_export(file, replace(job, form=form, layout=found), workers), speech)
        if taker != "colleague":  # who is no colleague's word: rows bind each other as in a plan
            options, rows = Options(told_day, owner_took=taker == "owner"), partial(sound_rows, file, form, found)
            left, right = (Export(rows, found, options, policy, opened.directory) for policy in policies)
            exports = (left, right)
    comparison = Comparison(opened.book)
    for pair in pairs if on == "ledger" else given_out(pairs, opened.book, exports):
        comparison.add(pair)
    example = smallest(comparison.examples.values(), opened.book, policies)
    base = Base(on, told_day, taker, named(policies, (a, b)))
    shown = Shown(example)
    if example is None:
        beyond = apart(policies)
        shown = Shown(beyond.example, made=beyond.example is not None, same=beyond.same)
    parts = (comparison, shown, opened.book)
    context.give(
        output,
        page=lambda: comparison_page(*parts, base, speech),
        objects=lambda: comparison_json(*parts, policies, base, speech),
        report=lambda: compare_report(*parts, policies, base, speech),
    )
    if output is not None:
        print_line(speech("{file} written", file=str(output)))


def named(policies: Policies, asked: tuple[str, str]) -> tuple[str, str]:
    """What two policies are called: by their own names, or as they were asked for when these are the same."""
    one, two = (policy.id for policy in policies)
    return (one, two) if one != two else asked


def _each(parts: Iterable[tuple[int, list[Pair]]], speech: Speech) -> Iterator[Pair]:
    for part in counted(parts, speech):
        yield from part


def recorded(context: Context, policies: Policies) -> Iterator[Pair]:
    """The rulings of the ledger, each judged again by both policies on the recorded facts."""
    with context.ledger() as ledger:
        for stored in ledger.select({"kind": "ruling"}, newest=False):
            before, facts = ruling_in(ledger, stored)
            if is_forgotten(before.question):
                continue
            rulings = (judged_again(before, facts, policies[0]), judged_again(before, facts, policies[1]))
            owner = facts.managers.get(stored.manager)
            case = Case(
                stored.seq, str(stored.seq), owner.name if owner else "", stored.manager, before.question, before.match
            )
            yield paired(case, rulings, "", "client", "")
