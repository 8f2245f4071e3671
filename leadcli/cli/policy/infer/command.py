"""leadcli policy infer: which ranking of the known principles explains the present owners, and who contradicts it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from leadcli.analysis.base_questions import Situation, callers, cards
from leadcli.analysis.infer.inference import (
    Inference,
    Subject,
    as_policy,
    contradictions,
    inferred,
    never_held,
    telling,
)
from leadcli.analysis.infer.ranking_search import alike, loose
from leadcli.api.export_files import marks_learnt, read_once
from leadcli.api.parameters import day_of
from leadcli.assignment.rows import Options
from leadcli.cli.policy.infer.rules_text import composed
from leadcli.cli.policy.infer.worker import subjects_of_export
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.export_reading import ExportReading
from leadcli.cli.shared.options import Day, Force, Workers
from leadcli.cli.shared.progress import counted
from leadcli.cli.shared.workers import Basis
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.io.atomic import write_whole
from leadcli.output.json.infer_json import infer_json
from leadcli.output.text.infer_page import Doubt, Learnt, infer_page
from leadcli.output.text.terminal import print_line
from leadcli.policy.policy import Policy
from leadcli.workspace.opening import READY_MADE, SoundWorkspace, open_policy
from leadcli.workspace.output_guard import guard

TRIED = 300  # cards, and callers of groups, among which the one that would tell is looked for


def main(
    context: AnswerContext,
    *,
    on: Annotated[str, typer.Option(help="The base: a CRM's export, or data.", metavar="EXPORT|data")] = "data",
    day: Day = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write the ranking as a rules file.", metavar="FILE")
    ] = None,
    reading: ExportReading,
    workers: Workers = 0,
    force: Force = False,
) -> None:
    """Which ranking of the ready-made principles explains the present owners best, and which clients contradict it."""
    gc.enable()
    speech = context.speech
    opened = context.opened()
    if output is not None:
        guard([output], opened.root, (Path(on), opened.rules_file), force)
    told_day = day_of(day, "--day")
    if on == "data":
        subjects = [Subject(n, c, c.since) for n, c in enumerate(opened.book.clients.values(), 1)]
    else:
        form, found = reading.open(Path(on), speech, opened)
        found = marks_learnt(found, read_once(Path(on), form, found)[0], opened.book)
        basis = Basis(str(opened.root), opened.book.fingerprint)
        parts = subjects_of_export(Path(on), basis, form, found, Options(told_day, False), workers)
        subjects = distinct(chain.from_iterable(counted(parts, speech)))
    learnt, book = learn(on, subjects, opened, told_day)
    if output is not None:
        order = [*learnt.found.hidden, *(learnt.found.known[p] for p in learnt.found.best.order)]
        with write_whole(output) as file:
            file.write(composed(output.stem, order))
    context.give(
        page=lambda: infer_page(learnt, book, speech),
        objects=lambda: infer_json(learnt, book, speech),
    )
    if output is not None and context.format.shape == "page":
        print_line("\n" + speech("{file} written", file=str(output)))


def distinct(subjects: Iterator[Subject]) -> list[Subject]:
    """The rows as clients, each with an id of its own: a second row of one card is another client."""
    seen: set[str] = set()
    found = []
    for each in subjects:
        client = each.client if each.client.id not in seen else replace(each.client, id=f"row {each.row}")
        seen.add(client.id)
        found.append(replace(each, client=client))
    return found


def learn(on: str, subjects: list[Subject], opened: SoundWorkspace, day: date) -> tuple[Learnt, Book]:
    """All that the page says, and the book with the owners of the base."""
    clients = {**opened.book.clients, **{s.client.id: s.client for s in subjects}}
    book = Book(opened.book.on(day).managers, dict(opened.book.groups), clients, opened.book.fingerprint)
    policies = {name: policy for name in READY_MADE if (policy := open_policy(None, name)[0]) is not None}
    found = inferred(subjects, book, policies, day)
    owners = [book.managers.get(s.client.owner) for s in subjects]
    learnt = Learnt(
        on=on,
        day=day,
        found=found,
        against=contradictions(found, book),
        doubts=tuple(doubts(found, policies, opened, day)),
        silent=tuple(found.known[p].name for p in never_held(found)),
        clients=len(subjects),
        left=sum(bool(s.client.owner) and not (m and m.active) for s, m in zip(subjects, owners, strict=True)),
        nobodys=sum(not s.client.owner for s in subjects),
        takers=sum(bool(t.subject.taken_by) for t in found.told),
        dated=sum(t.subject.since is not None for t in found.told),
    )
    return learnt, book


def doubts(found: Inference, policies: dict[str, Policy], opened: SoundWorkspace, day: date) -> Iterator[Doubt]:
    """The rankings that the base cannot tell from the best one, each with the caller that would tell."""
    book = opened.book
    tried: list[Situation] = [
        *islice(callers(book, opened.directory, day), TRIED),
        *islice(cards(book, opened.directory, day), TRIED),
    ]
    like = policies["house"]
    own = policies.get(found.best.policy) or as_policy("own", found.best.order, found.known, found.hidden, like)
    signatures = found.signatures
    for ready in found.ready:
        if ready.policy != found.best.policy and alike(signatures, ready.order, found.best.order):
            tells = telling(own, policies[ready.policy], tried, book)
            yield Doubt(found.best.policy, ready.policy, tells)
    for order, place in loose(signatures, found.best.order):
        one, two = (
            as_policy(name, each, found.known, found.hidden, like)
            for name, each in (("one", found.best.order), ("two", order))
        )
        tells = telling(one, two, tried, book)
        if tells is not None:
            first, second = (found.known[order[i]].name for i in (place + 1, place))
            yield Doubt(f"{first} > {second}", f"{second} > {first}", tells)
