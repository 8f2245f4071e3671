"""leadcli calibrate: the cut-off for sure answers, fitted to the team's own labelled callers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from leadcli.api.parameters import today
from leadcli.cli.shared.caller_files import labelled
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Exit, Refusal, leave
from leadcli.cli.shared.options import Force, Mapped
from leadcli.domain.frozen import as_dict, replace
from leadcli.domain.messages import message
from leadcli.io.atomic import write_whole
from leadcli.io.tables import table_file
from leadcli.output.json import objects as shape
from leadcli.output.text.layout import Row
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line
from leadcli.resolution import Cuts, Directory
from leadcli.resolution.decision.sure_band import ALPHA
from leadcli.resolution.evaluation import Cut, Measured, best_cut, measure, wilson
from leadcli.workspace.opening import SoundWorkspace, open_workspace
from leadcli.workspace.output_guard import begins_with, hold

CUTS_FILE = "matching.yaml"
LEAST_CALLERS = 20  # labelled callers below which a cut-off says little


def main(
    context: AnswerContext,
    file: Annotated[
        str, typer.Argument(help="A table of callers with client_id, group_id, such as CSV.", metavar="LABELLED")
    ],
    precision: Annotated[
        float, typer.Option(help="The share of sure answers that must be right.", min=0.5, max=1.0)
    ] = 0.98,
    unknown: Annotated[
        float, typer.Option(help="The share of callers nobody knows that may be sure.", min=0.0005, max=0.5)
    ] = ALPHA,
    map: Mapped = [],  # noqa: B006 (typer copies)
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report; write nothing.")] = False,
    force: Force = False,
) -> None:
    """Fit the cut-off for sure answers to your own labelled callers and write it to matching.yaml.

    It keeps the wanted precision, and is sure of no more than a share of the callers whom nobody knows.
    """
    speech = context.speech
    opened = context.opened()
    if not dry_run:
        hold(opened.root / CUTS_FILE, force, lambda file: begins_with(file, b"# leadcli calibrate,"))
    cases = labelled(file, map, speech)
    if len(cases) < LEAST_CALLERS:
        raise Refusal(
            message("{count} labelled callers are too few to fit a cut-off", count=len(cases)),
            message("label {count} or more, some of them nobody's", count=LEAST_CALLERS),
        )
    directory = _untaught(opened)
    found = measure(cases, directory, unknown)
    best = best_cut(found.cuts, precision, found.band.accept)
    now = next((c for c in found.cuts if c.accept >= directory.cuts.accept), found.cuts[-1])
    context.give(
        page=lambda: _page(len(cases), now, best, precision, found, speech),
        objects=lambda: {
            "schema": shape.SCHEMA,
            "now": shape.cut(now),
            "best": shape.cut(best) if best else None,
            "guarantee": _guarantee(found, best),
        },
    )
    if best is None:
        leave(Exit.NOTHING)
    if not dry_run:
        _write(opened.root, replace(directory.cuts, accept=best.accept), file, len(cases), precision, found)
        if context.format.shape == "page":
            print_line("\n" + speech("written to {file}", file=str(opened.root / CUTS_FILE)))


def _untaught(opened: SoundWorkspace) -> Directory:
    """The directory without the names that answers taught: by those the very callers that were labelled are known."""
    if table_file(opened.root, "aliases") is None:
        return opened.directory
    return open_workspace(opened.root, without=frozenset(("aliases",))).directory


def _page(count: int, now: Cut, best: Cut | None, precision: float, found: Measured, speech: Speech) -> Iterator[Row]:
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
        yield from _guarantee_rows(found, best, speech)


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


def _guarantee(found: Measured, best: Cut | None) -> dict[str, Any]:
    """What holds of callers nobody knows, for programs."""
    sure = found.sure_unknown(best) if best else 0
    low, high = wilson(sure, found.band.unknown)
    return {**as_dict(found.band), "sure": sure, "low": round(low, 4), "high": round(high, 4)}


def _guarantee_rows(found: Measured, best: Cut, speech: Speech) -> Iterator[Row]:
    """What holds of callers nobody knows: the guarantee, and how many of the labelled ones were sure all the same."""
    band, sure = found.band, found.sure_unknown(best)
    of = round(1 / band.alpha)
    if band.holds:
        text = speech(
            "of {of} callers nobody knows no more than 1 is surely taken for a client, by {count} calls",
            of=of, count=band.unknown,
        )  # fmt: skip
    else:
        text = speech(
            "nothing is guaranteed of callers nobody knows: {count} are labelled, {least} are needed",
            count=band.unknown, least=math.ceil(1 / band.alpha) - 1,
        )  # fmt: skip
    yield Row(text, label=speech("Unknown"))
    if band.unknown:
        low, high = wilson(sure, band.unknown)
        said = speech(
            "{share}  ({hits} of {total}; 95 % interval {low} to {high})",
            share=speech.share(sure / band.unknown), hits=sure, total=band.unknown, low=speech.share(low),
            high=speech.share(high),
        )  # fmt: skip
        yield Row(said, cells=((speech("sure"), 12),))


def _write(root: Path, cuts: Cuts, file: str, count: int, precision: float, found: Measured) -> None:
    band = found.band
    held = f"at most {band.alpha} of such are sure" if band.holds else "too few for a guarantee"
    with write_whole(root / CUTS_FILE) as target:
        target.write(
            f"# From which score (0 to 1) a match is sure, is worth asking, and forbids to say nobody known.\n"
            f"# leadcli calibrate, {today()}: {count} callers of {file}, wanted precision {precision}\n"
            f"# {band.unknown} callers nobody knows: {held}\n"
            f"accept: {cuts.accept:.3f}\n"
            f"confirm: {min(cuts.confirm, cuts.accept):.3f}\n"
            f"near: {min(cuts.near, cuts.confirm):.3f}\n"
        )
