"""leadcli import: a newer export in the place of the one that the workspace reads."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from leadcli.api.importing.exchange import exchange
from leadcli.api.importing.plan import KIND, Asked, ImportPlan, plan_of
from leadcli.api.parameters import today
from leadcli.cli.shared.context import AnswerContext, Context
from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.cli.shared.export_reading import column_chosen, may_ask
from leadcli.cli.shared.options import By, Delimiter, Encoding, Force, Mapped, Sheet
from leadcli.domain.messages import Message, message
from leadcli.io.atomic import write_bytes_whole
from leadcli.ledger.recording import recorded
from leadcli.output.text.import_page import page
from leadcli.output.text.safe import typed_line
from leadcli.output.text.terminal import width_of
from leadcli.workspace.links_looked import looked, note_looked, tables_mark
from leadcli.workspace.output_guard import begins_with, guard

Lines = Sequence[dict[str, Any]]


def main(
    context: AnswerContext,
    export: Annotated[Path, typer.Argument(help="The newer export; or the plan that -o wrote.", metavar="EXPORT")],
    apply: Annotated[bool, typer.Option("--apply", help="Put it in the place of the old one, which is kept.")] = False,
    table: Annotated[
        str, typer.Option("--as", help="Which table or file it is a newer one of, if in doubt.", metavar="TABLE")
    ] = "",
    map: Mapped = [],  # noqa: B006 (typer copies)
    encoding: Encoding = "",
    delimiter: Delimiter = "",
    sheet: Sheet = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Take it though it looks filtered; take columns as proposed.")
    ] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the plan, all of it, to a file.")] = None,
    force: Force = False,
    every: Annotated[bool, typer.Option("--all", help="All of each kind, not only the first.")] = False,
    owner: Annotated[
        list[str],
        typer.Option(help="Whom an owner's cell means, kept in owners.yaml; may be repeated.", metavar="TEXT=MANAGER"),
    ] = [],  # noqa: B006 (typer copies)
    by: By = "",
) -> None:
    """A newer export: what is new, gone, moved, and what the ledger knew otherwise; --apply takes it in."""
    asked, planned = Asked(export, table, tuple(map), encoding, delimiter, sheet, yes, tuple(owner)), None
    if begins_with(export, f'"kind": "{KIND}"'.encode(), 64):
        asked, planned = _of_plan(export, yes)
    root = context.root
    if output is not None:
        guard([output], root, (export, asked.export), force,
              lambda path: begins_with(path, f'"kind": "{KIND}"'.encode(), 64))  # fmt: skip
    with context.ledger() if recorded(root) else nullcontext() as ledger:
        plan = plan_of(root, asked, ledger, today(), context.speech, partial(column_chosen, speech=context.speech)
                       if may_ask() else None)  # fmt: skip
    complain(context.speech, *plan.said, width=width_of(sys.stderr))
    if planned is not None and _rests_on(planned) != _rests_on(plan.lines[0]):
        raise Refusal(
            message("the plan is stale; nothing was written"),
            message("the export, the data or the ledger have changed since; make it again: leadcli import"),
        )
    if output is not None:
        with write_bytes_whole(output) as file:
            file.writelines(_text(line) for line in plan.lines)
    if not apply:
        _give(context, plan.lines, every)
        complain(context.speech, *_next(plan, yes))
        leave(Exit.NOTHING if plan.doubts and not yes else Exit.DONE)
    if plan.doubts and not yes:
        _give(context, plan.lines, every)
        raise Refusal(message("nothing was written; if that is right: {option}", option="--yes"))
    if not plan.puts:
        _give(context, plan.lines, every)
        complain(context.speech, message("it is the very file that is read already; nothing was written"))
        return
    number, whole = _applied(context, plan, by)
    _give(context, [*plan.lines[:-1], {**plan.lines[-1], "entry": number}], every)
    said = [message("{file} is read from now on; the one before is kept; entry {number}",
                    file=plan.lines[0]["as"], number=number),
            message("to take it back: leadcli undo {number}", number=number)]  # fmt: skip
    if not whole:
        said.insert(1, message("the next command completes what could not be written"))
    complain(context.speech, *said)


def _applied(context: Context, plan: ImportPlan, by: str) -> tuple[int, bool]:
    first, counts = plan.lines[0], plan.lines[-1]
    body = {"table": first["table"], "file": first["as"], "old": first["replaces"],
            "counts": {key: counts[key] for key in ("old", "new", "added", "gone", "changed")}}  # fmt: skip
    root = context.root
    known = looked(root)  # then all that is new was looked through for the plan
    with context.ledger(create=True) as ledger:
        number, whole = exchange(ledger, root, plan.puts, "import", body, by)
    if known and whole:
        note_looked(root, tables_mark(root))
    return number, whole


def _give(context: Context, lines: Lines, every: bool) -> None:
    context.give(page=lambda: page(lines, context.speech, every), objects=lambda: list(lines))


def _next(plan: ImportPlan, yes: bool) -> list[Message]:
    """What to do with a plan."""
    if not plan.puts:
        return [message("it is the very file that is read already; nothing was written")]
    asked = plan.asked
    words = [
        str(asked.export),
        *(f"--map={each}" for each in asked.mapped),
        *(f"--owner={each}" for each in asked.owners),
    ]
    said = {"--as": asked.table, **{f"--{key}": text for key, text in asked.said.items()}}
    words += [f"{option}={text}" for option, text in said.items() if text]
    words += ["--yes"] if plan.doubts or asked.yes or yes else []
    return [message("nothing was written; to do it: {command}",
                    command=f"leadcli import {typed_line(words)} --apply")]  # fmt: skip


def _text(line: dict[str, Any]) -> bytes:
    return (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")


def _of_plan(path: Path, yes: bool) -> tuple[Asked, dict[str, Any]]:
    """What a plan's file asks for, and its first line."""
    try:
        with path.open(encoding="utf-8", errors="surrogatepass") as file:
            first: dict[str, Any] = json.loads(file.readline())
        options = first["options"]
        asked = Asked(Path(first["file"]), options["as"], tuple(options["map"]), options["encoding"],
                      options["delimiter"], options["sheet"], yes or options["yes"],
                      tuple(options.get("owner", ())))  # fmt: skip
        _rests_on(first)
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal(message("{file}: this is no plan of leadcli import, or a broken one", file=str(path))) from None
    return asked, first


def _rests_on(first: dict[str, Any]) -> tuple[Any, ...]:
    """What a plan rests on."""
    return tuple(first[key] for key in ("sha256", "data", "ledger", "table", "replaces", "columns"))
