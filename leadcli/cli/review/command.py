"""leadcli review: what waits for a person's answer, one by one in the terminal, or as a workbook and back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from leadcli.api.answering.item_answers import Answers
from leadcli.api.answering.item_answers import undo as take_back
from leadcli.api.answering.items import KINDS, Item
from leadcli.api.answering.queue import queue
from leadcli.api.answering.waiting_links import unlooked
from leadcli.api.parameters import choice_of
from leadcli.cli.review.page import objects, page
from leadcli.cli.shared.context import AnswerContext, Context
from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.cli.shared.options import By, Force
from leadcli.domain.messages import message
from leadcli.output.text.safe import typed
from leadcli.output.text.terminal import print_line
from leadcli.workspace.output_guard import guard

SHOWN = 20  # decisions of a workbook that are named


def main(
    context: AnswerContext,
    plan: Annotated[
        Path | None, typer.Argument(help="A plan of reassign, whose rows are asked about too.", metavar="[PLAN]")
    ] = None,
    only: Annotated[
        list[str], typer.Option(help="Only this kind of question; may be repeated.", metavar="|".join(KINDS))
    ] = [],  # noqa: B006 (typer copies)
    xlsx: Annotated[
        Path | None, typer.Option(help="Write the queue as a workbook to answer in.", metavar="FILE")
    ] = None,
    take: Annotated[Path | None, typer.Option(help="Read the answers of such a workbook.", metavar="FILE")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write what --take has read; else it is only told.")] = False,
    labelled: Annotated[
        Path | None, typer.Option(help="Write the answered callers as calibrate reads them.", metavar="FILE")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last answer back.")] = False,
    last: Annotated[int, typer.Option(help="With --undo: the last so many.", min=1)] = 1,
    every: Annotated[bool, typer.Option("--all", help="As a list: all of it.")] = False,
    by: By = "",
    force: Force = False,
) -> None:
    """Answer what waits for a person: doubtful callers and links, doubles, unknown managers; what moves most first."""
    for kind in only:
        choice_of(kind, KINDS, "--only")
    kinds = tuple(kind for kind in KINDS if kind in only or not only)
    written = [file for file in (xlsx, labelled) if file is not None]
    if written:
        guard(written, context.root, [file for file in (plan, take) if file is not None], force)
    if undo:
        _undo(context, last, by)
    if labelled is not None:
        from leadcli.cli.review.labelled import write_labelled

        count = write_labelled(context.root, labelled)
        print_line(context.speech("{count} answered callers: {file}", count=count, file=str(labelled)))
        leave(Exit.DONE)
    answers = Answers(context.opened(at_call=True), context.speech.language, by)
    if not {"link", "double"}.isdisjoint(kinds) and (said := unlooked(answers.opened)):
        complain(context.speech, *said)
    items = queue(answers.opened, plan, kinds)
    if xlsx is not None:
        from leadcli.cli.review.workbook import write_book

        write_book(items, context.speech, xlsx)
        print_line(context.speech("{count} questions: {file}", count=len(items), file=str(xlsx)))
        words = ["leadcli review", *([typed(plan)] if plan is not None else []), "--take", typed(xlsx)]
        complain(context.speech, message("answer in it, then: {command}", command=" ".join(words)))
        leave(Exit.DONE)
    if take is not None:
        _take(take, items, answers, context, yes)
    if items and context.format.shape == "page" and _asks():
        from leadcli.cli.review.screen import review

        count = review(items, answers, context.speech)
        left = len(items) - count
        print_line(context.speech("answered: {count}, waiting: {left}", count=count, left=left))
        leave(Exit.DONE)
    context.give(page=lambda: page(items, context.speech, every), objects=lambda: objects(items, context.speech))
    if items and context.format.shape == "page":
        way = message("answer them one by one: leadcli review, in a terminal")
        if find_spec("textual") is None:
            way = message("to answer one by one in a terminal: {command}", command='pip install "leadcli[review]"')
        complain(context.speech, way, message("or in a workbook: leadcli review --xlsx FILE"))
    leave(Exit.DONE)


def _asks() -> bool:
    """Whether somebody can be asked here."""
    return sys.stdin.isatty() and sys.stdout.isatty() and find_spec("textual") is not None


def _undo(context: Context, last: int, by: str) -> None:
    left = []
    for _ in range(last):
        one, stays = take_back(context.root, by)
        print_line(context.speech("taken back: {said}", said=one.said))
        left += stays
    complain(context.speech, *left)
    leave(Exit.NOTHING if left else Exit.DONE)


def _take(file: Path, items: Sequence[Item], answers: Answers, context: Context, yes: bool) -> None:
    """Tell what a workbook decides, and write it if that was asked for."""
    from leadcli.cli.review.workbook import take

    speech = context.speech
    decisions, told = take(file, items, answers, speech)
    print_line(
        speech("{count} answers, {left} questions still wait", count=len(decisions), left=len(items) - len(decisions))
    )
    words = {"yes": speech("yes"), "no": speech("no")}
    for one in decisions[:SHOWN]:
        names = {choice.id: choice.name for choice in one.item.choices}
        said = words.get(one.reply) or names.get(one.whom, one.whom)
        print_line(f"  {speech.say(one.item.ask)} {said}")
    if len(decisions) > SHOWN:
        print_line("  " + speech("{count} more", count=len(decisions) - SHOWN))
    if told:
        complain(speech, message("not taken: {count}", count=len(told)), *told)
    if not yes:
        if decisions:
            complain(speech, message("nothing was written; to write it: --yes"))
        leave(Exit.NOTHING if told else Exit.DONE)
    done = 0
    for one in decisions:
        try:
            answers.answer(one.item, one.reply, one.whom)
            done += 1
        except Refusal as refused:
            told.append(refused.said[0])
            complain(speech, message("{said}", said=speech.say(one.item.ask)), *refused.said)
    print_line(speech("written: {count}", count=done))
    if done:
        complain(speech, message("take it back: {command}", command=f"leadcli review --undo --last {done}"))
    leave(Exit.NOTHING if told else Exit.DONE)
