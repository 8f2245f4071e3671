"""leadcli data check: every problem of the workspace's files."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from leadcli.cli.data.check.columns import say_columns
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.example_files import all_examples
from leadcli.cli.shared.exits import Exit, leave
from leadcli.cli.shared.options import PolicyName
from leadcli.domain.frozen import replace
from leadcli.domain.messages import messages
from leadcli.domain.places import in_order
from leadcli.domain.problems import TOLD
from leadcli.output.json import objects as shape
from leadcli.output.text.problem_list import page
from leadcli.output.text.terminal import print_line
from leadcli.workspace.opening import open_workspace


def main(
    context: AnswerContext,
    policy: PolicyName = "",
    every: Annotated[bool, typer.Option("--all", help="Each problem, not only the first of many of one kind.")] = False,
) -> None:
    """Every problem of the workspace's files, each with file:line:column. Nothing on stdout when there is none."""
    speech = context.speech
    tables = say_columns(context.root, speech)
    opened = open_workspace(context.root, policy, given=tables)
    if opened.policy is not None and opened.book is not None:
        wrong = in_order(all_examples(opened.policy, opened.rules_file, opened.book)[1])
        # An example that cannot be read stops no ruling.
        opened = replace(opened, problems=(*opened.problems, *(replace(p, stops="none") for p in wrong)))
    errors = sum(p.severity == "error" for p in opened.problems)
    if context.format.shape != "page":
        completed = [found[0] if (found := opened.excerpt(p)) else p for p in opened.problems]
        context.give(objects=lambda: (shape.problem(p, speech) for p in completed))
    elif opened.problems:
        context.give(page=lambda: page(opened.problems, opened.excerpt, speech, every))
        warnings = len(opened.problems) - errors
        said = [
            speech.say(messages("{count} error", "{count} errors", errors)),
            speech.say(messages("{count} warning", "{count} warnings", warnings)),
        ]
        print_line("\n" + speech.listed(said))
    elif sys.stdout.isatty() and opened.book is not None:
        book = opened.book
        told = speech(
            "no problems: {managers} managers, {groups} groups, {clients} clients",
            managers=len(book.managers), groups=len(book.groups), clients=len(book.clients),
        )  # fmt: skip
        print_line(told)
    leave(Exit.FAULT if errors else Exit.NOTHING if any(p.code not in TOLD for p in opened.problems) else Exit.DONE)
