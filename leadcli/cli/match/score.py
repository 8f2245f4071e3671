"""How well labelled callers are recognised, by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leadcli.cli.shared.context import Context
from leadcli.output.json import objects as shape
from leadcli.output.text.layout import table_rows
from leadcli.output.text.safe import safe
from leadcli.output.text.terminal import print_line
from leadcli.resolution.evaluation import Labelled, answer, tally


def give_score(cases: Sequence[Labelled], directory: Any, context: Context) -> None:
    """Print how many are right, wrong, missed and asked about."""
    speech = context.speech
    tallies = tally(answer(cases, directory))
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
    objects = [shape.tally(each) for each in tallies]

    def cells() -> Iterator[tuple[object, ...]]:
        yield tuple(objects[0])
        for each in objects:
            yield tuple("" if value is None else value for value in each.values())

    context.give(page=lambda: table_rows(heading, body, wide=True), objects=lambda: objects, cells=cells)
    if context.format.shape == "page":
        print_line("\n" + speech("right: the labelled one accepted, or nobody accepted where nobody or several fit"))
