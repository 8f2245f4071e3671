"""leadcli policy test: the written examples run, what they reach, and which small changes they would not notice."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from leadcli.analysis.testing.coverage import reached, spots
from leadcli.analysis.testing.example_runs import Runner
from leadcli.analysis.testing.mutants import survivors
from leadcli.cli.policy.test.page import Tested, as_object, page
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.example_files import all_examples, examples_file
from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.cli.shared.options import Name
from leadcli.domain.messages import message
from leadcli.domain.places import Problem
from leadcli.io.excerpts import Excerpts
from leadcli.output.text.problem_list import page as problem_page
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import show
from leadcli.policy.policy import Policy
from leadcli.workspace.opening import OpenedWorkspace, find_workspace, is_workspace, open_workspace, sample


def main(
    context: AnswerContext,
    name: Name = "",
    examples: Annotated[
        Path | None, typer.Option(help="The file of examples; else tests.yaml beside the rules.", metavar="FILE")
    ] = None,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Change the policy in small ways; list what no example notices.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", "-v", help="Every example, every gap of the coverage, every equivalent change.")
    ] = False,
) -> None:
    """Run the written examples of a policy: what came out otherwise, and what no example reaches."""
    gc.enable()
    speech = context.speech
    policy, path = context.policy(name)
    if examples is not None and not examples.is_file():
        raise Refusal(message("there is no file {file}", file=str(examples)))
    runner = _runner(policy, path, examples, _data(name, context.folder, path), speech)
    results = list(runner.run())
    every, seen = spots(policy, runner.space), reached(results)
    missing = [spot for spot in every if spot not in seen]
    tried, left = survivors(runner) if mutate else (0, None)
    tested = Tested(runner, results, every, missing, tried, left)
    context.give(page=lambda: page(tested, speech, explain), objects=lambda: as_object(tested, speech))
    unnoticed = left is not None and any(s.world >= 0 for s in left)
    leave(Exit.NOTHING if unnoticed or not all(r.passed for r in results) else Exit.DONE)


def _data(name: str, folder: Path | None, rules: Path) -> OpenedWorkspace | None:
    """The workspace whose data answer the questions: that of the rules, the one asked for, or none."""
    if name == "house":
        root: Path | None = sample()
    else:
        root = rules.parent if is_workspace(rules.parent) else find_workspace(folder)
    return open_workspace(root, name if name not in ("", ".") else "") if root else None


def _runner(policy: Policy, rules: Path, given: Path | None, data: OpenedWorkspace | None, speech: Speech) -> Runner:
    if data is not None and data.book is None:
        _refuse(list(data.faults), data, None, speech)
    book = data.book if data else None
    found, problems = all_examples(policy, rules, book, given)
    file = examples_file(rules, given)
    if problems:
        _refuse(problems, None, {policy.source: rules, file.name: file}, speech)
    if not found:
        raise Refusal(
            message("{policy} has no examples", policy=policy.id),
            message("write them under examples: in the rules, or in tests.yaml beside them"),
        )
    asked = any(example.question for example in found)
    return Runner(policy, found, book, data.directory if data and asked else None)


def _refuse(
    problems: list[Problem], data: OpenedWorkspace | None, files: dict[str, Path] | None, speech: Speech
) -> None:
    shown = data.excerpt if data else Excerpts(lambda p: (files or {}).get(p.place.file))
    show(problem_page(problems, shown, speech), sys.stderr)
    complain(speech, message("nothing is tested while there are errors"))
    leave(Exit.FAULT)
