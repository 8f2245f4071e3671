"""leadcli calibrate: the cut-off for sure answers, fitted to the team's own labelled callers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from leadcli.api.parameters import today
from leadcli.cli.shared.caller_files import labelled
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Exit, Refusal, leave
from leadcli.domain.messages import message
from leadcli.io.atomic import write_whole
from leadcli.output.json import objects as shape
from leadcli.output.text.layout import Row
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line
from leadcli.resolution.evaluation import Cut, best_cut, cuts, wilson

LEAST_CALLERS = 20  # labelled callers below which a cut-off says little


def main(
    context: AnswerContext,
    file: Annotated[
        str, typer.Argument(help="A table of callers with client_id, group_id, such as CSV.", metavar="LABELLED")
    ],
    precision: Annotated[
        float, typer.Option(help="The share of sure answers that must be right.", min=0.5, max=1.0)
    ] = 0.98,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; write nothing.")] = False,
) -> None:
    """Fit the cut-off for sure answers to your own labelled callers and write it to matching.yaml."""
    speech = context.speech
    opened = context.opened()
    cases = labelled(file)
    if len(cases) < LEAST_CALLERS:
        raise Refusal(
            message("{count} labelled callers are too few to fit a cut-off", count=len(cases)),
            message("label {count} or more, some of them nobody's", count=LEAST_CALLERS),
        )
    found = cuts(cases, opened.directory)
    best = best_cut(found, precision)
    now = next((c for c in found if c.accept >= opened.directory.cuts.accept), found[-1])
    context.give(
        page=lambda: _page(len(cases), now, best, precision, speech),
        objects=lambda: {"schema": shape.SCHEMA, "now": shape.cut(now), "best": shape.cut(best) if best else None},
    )
    if best is None:
        leave(Exit.NOTHING)
    if not dry_run:
        _write(opened.root, best.accept, opened.directory.cuts.confirm, file, len(cases), precision)
        if context.format.shape == "page":
            print_line("\n" + speech("written to {file}", file=str(opened.root / "matching.yaml")))


def _page(count: int, now: Cut, best: Cut | None, precision: float, speech: Speech) -> Iterator[Row]:
    yield Row()
    yield Row(
        speech("{count} labelled callers, wanted precision {share}", count=count, share=speech.share(precision)),
        wide=True,
    )
    yield Row()
    yield from _cut_rows(speech("Now"), now, speech)
    if best is None:
        yield Row(
            speech("no cut-off reaches this precision; read the wrong answers: leadcli match --score"), style="bad"
        )
    else:
        yield from _cut_rows(speech("Best"), best, speech)


def _cut_rows(label: str, cut: Cut, speech: Speech) -> Iterator[Row]:
    accepts = cut.right + cut.wrong
    yield Row(speech("sure from {cut}", cut=speech.score(cut.accept)), label=label)
    for name, share, hits, total in (
        (speech("precision"), cut.precision, cut.right, accepts),
        (speech("recall"), cut.recall, cut.right, cut.known),
    ):
        low, high = wilson(hits, total)
        said = speech(
            "{share}  ({hits} of {total}; 95 % interval {low} to {high})",
            share=speech.share(share), hits=hits, total=total, low=speech.share(low), high=speech.share(high),
        )  # fmt: skip
        yield Row(said, cells=((name, 12),))


def _write(root: Path, accept: float, confirm: float, file: str, count: int, precision: float) -> None:
    with write_whole(root / "matching.yaml") as target:
        target.write(
            f"# From which score (0 to 1) a match is sure, and from which it is worth asking.\n"
            f"# leadcli calibrate, {today()}: {count} callers of {file}, wanted precision {precision}\n"
            f"accept: {accept:.3f}\n"
            f"confirm: {min(confirm, accept):.3f}\n"
        )
