"""leadcli apply: a plan into a new export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from leadcli.api.parameters import id_of, manager_of
from leadcli.assignment.batch_rows import MARKS, new_salt
from leadcli.assignment.plan_file import CONSOLIDATE, HAND_OVER, Header, PlanError, Sealed, read_lines
from leadcli.cli.apply.rewriting import Applied, NewOwner, Place, TurnsGiven, applied
from leadcli.cli.shared.batches import SHOWN, Output, columns_kept, fits_form, head_kept, header_of, keep
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal, complain
from leadcli.cli.shared.options import By, Force
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message, messages
from leadcli.fields.people.owner_style import STYLES, written_like
from leadcli.io.atomic import staged
from leadcli.io.exports import digest_of, told_format
from leadcli.io.table_formats import Form
from leadcli.ledger.lineage import Step, outputs_of, steps
from leadcli.ledger.recording import recorded
from leadcli.output.formats import report_format
from leadcli.output.text.terminal import print_line
from leadcli.policy.decisions import DECISION
from leadcli.workspace.output_guard import guard


def main(
    context: Context,
    plan: Annotated[Path, typer.Argument(help="What reassign wrote.", metavar="PLAN")],
    output: Output,
    export: Annotated[str, typer.Option(help="The export, if it was moved.", metavar="FILE")] = "",
    only: Annotated[str, typer.Option(help="Only rows of this action.", metavar="change|ask")] = "change",
    rule: Annotated[list[str], typer.Option(help="Only rows by this rule; may be repeated.", metavar="ID")] = [],  # noqa: B006
    manager: Annotated[
        list[str], typer.Option(help="Only rows that this manager gets; may be repeated.", metavar="MANAGER")
    ] = [],  # noqa: B006
    by: By = "",
    force: Force = False,
) -> None:
    """Write the export with the owners of the plan: all else as it came; the batch goes to the ledger."""
    speech = context.speech
    if only not in ("change", "ask"):
        raise Refusal(message("{option}: choose one of {values}", option="--only", values=("change", "ask")))
    try:
        header, texts = read_lines(plan_file(plan))
        sealed = Sealed(header, texts)
        form = Form(header.input["encoding"], bytes.fromhex(header.input["mark"]), header.input["delimiter"],
                    header.input["sheet"], header.input["skip"])  # fmt: skip
        fields: dict[str, int] = dict(header.layout["fields"])
        fields["owner"] + 0  # a plan without it is none
        style_text = STYLES[header.layout["owner_as"]]
    except PlanError as error:
        raise Refusal(message("{file}: {reason}", file=str(plan), reason=error.said[0])) from None
    except (KeyError, TypeError, ValueError):
        raise Refusal(
            message("{file}: {reason}", file=str(plan), reason=message("this is not a leadcli plan"))
        ) from None
    opened = context.opened(header.policy)
    book = opened.book
    source = Path(export or header.input["path"])
    _fresh(context, digest_of(plan_file(plan)), header, source, book, opened.policy.fingerprint)
    form = replace(form, format=told_format(source))
    fits_form(output, form)
    guard([output], opened.root, (source, plan, plan_file(plan), opened.rules_file), force)
    wanted = {manager_of(book, m, "--manager") for m in manager}
    for each in (each for each in rule if each not in (DECISION, HAND_OVER, CONSOLIDATE)):
        id_of(each, [rule.id for rule in opened.policy.rules], "--rule")
    if "" in wanted:
        raise Refusal(message("{option} needs a value", option="--manager"))

    style, otherwise, named_so = header.layout["owner_as"], dict[str, str](), dict[str, str]()

    @cache
    def written(owner: str) -> str:
        text = owner_text(book, owner, style)
        named_so[text] = owner
        if text != style_text(book.managers[owner]):
            otherwise[owner] = text
        return text

    def chosen(owner: str, by_rule: str) -> bool:
        return bool(owner) and (not rule or by_rule in rule) and (not wanted or owner in wanted)

    given = TurnsGiven(header.options["on"])
    new_owner = NewOwner(f'{only}"'.encode(), chosen, written, given)
    columns = columns_kept(header_of(source, form), fields)
    marks = tuple((field, fields.get(field, -1)) for field in MARKS)
    place = Place(fields["owner"], fields.get("id"), marks, new_salt())
    with staged(output) as made:
        try:
            done = applied(source, form, place, iter(sealed), new_owner, made.part)
        except PlanError as error:
            raise Refusal(
                message("{file}: {reason}", file=str(plan), reason=error.said[0]),
                message("make it again: leadcli reassign"),
            ) from None
        number, head = keep(
            context, by, made,
            {"plan": digest_of(plan_file(plan)), "input": digest_of(source), "salt": place.salt,
             "form": [form.encoding, form.mark.hex(), form.delimiter, form.sheet, form.skip],
             "column": place.owner, "columns": columns, "moved": [move.note for move in done.moves],
             "owners": list(named_so.items()), "calculation": done.calculation, "turns": given.turns,
             "counts": given.counts},
        )  # fmt: skip
    gone = book.on(date.fromisoformat(header.options["on"])).managers
    left = tuple(gone[owner].name for owner in dict.fromkeys(named_so.values()) if not gone[owner].active)
    said = (
        *by_hand(plan, sealed.is_whole),
        *given_to_leavers(left),
        *written_otherwise(tuple(otherwise.values())),
        *left_over(done),
    )
    if said:
        complain(speech, *said)
    count = len(done.moves) + done.covered
    print_line(
        speech.say(
            messages(
                "{count} row changed: {file}; batch {number}",
                "{count} rows changed: {file}; batch {number}",
                count,
                file=str(output),
                number=number,
            )
        )
    )
    print_line(speech("to take it back: leadcli undo {number} EXPORT -o FILE", number=number))
    complain(speech, head_kept(head))


def by_hand(plan: Path, is_whole: bool) -> Iterator[Message]:
    """What is to be said of a plan that somebody has changed."""
    if not is_whole:
        yield message("{file} was changed since it was made; it was applied as it stands now", file=str(plan))


def given_to_leavers(names: tuple[str, ...]) -> Iterator[Message]:
    """New owners who have left: a plan names none, so somebody wrote them into it."""
    if names:
        yield message("{names}: left, by data/managers, and given clients by the plan", names=names[:SHOWN])


def written_otherwise(texts: tuple[str, ...]) -> Iterator[Message]:
    """Owners who could not be written as the export writes its owners."""
    if texts:
        yield message(
            "written otherwise than the export's other owners, for data/managers lacks what that needs: {texts}",
            texts=texts[:SHOWN],
        )  # fmt: skip


def left_over(done: Applied) -> Iterator[Message]:
    """Rows that keep their owner though the plan has another, and what hangs on changed cells."""
    if done.formulas:
        yield messages(
            "{count} row was left, its owner is a formula: row {rows}",
            "{count} rows were left, their owner is a formula: rows {rows}",
            len(done.formulas),
            rows=shown(done.formulas),
        )
        yield message("paste the owners as values, save, and make the plan again")
    if done.merged:
        yield messages(
            "{count} row was left, one merged cell would have several owners: row {rows}",
            "{count} rows were left, one merged cell would have several owners: rows {rows}",
            len(done.merged),
            rows=shown(done.merged),
        )
        yield message("unmerge the owners' cells, save, and make the plan again")
    if done.links:
        yield messages(
            "{count} changed cell keeps the link of the owner before: row {rows}",
            "{count} changed cells keep the link of the owner before: rows {rows}",
            len(done.links),
            rows=shown(done.links),
        )


def shown(lines: Sequence[int]) -> tuple[str, ...]:
    """The rows that are named."""
    return tuple(map(str, sorted(lines)[:SHOWN]))


def _fresh(context: Context, plan: str, header: Header, source: Path, book: Book, rules: str) -> None:
    """Refuse a plan that rests on what has changed, and say what did.

    The export may be what the plan was made from, or a file to which a part of the plan was applied.
    """
    stale: list[Message] = []
    try:
        source.stat()  # from Python 3.14 on ``is_file`` says no where it is not allowed to look
    except (FileNotFoundError, NotADirectoryError):
        said = message("{file}: there is no such file; say where it is: --export FILE", file=str(source))
        raise Refusal(said) from None
    part = _parts_applied(context, plan)
    found = digest_of(source)
    if found == header.input["sha256"]:
        if part:
            complain(context.speech, message("batch {number} of this plan is not in that file; to go on from its file: "
                                             "--export FILE", number=part[-1].seq))  # fmt: skip
    elif found not in {step.output for step in part}:
        stale.append(message("the export is another than the plan was made from"))
    if book.fingerprint != header.data:
        stale.append(message("the data of the workspace have changed since"))
    if rules != header.rules:
        stale.append(message("the rules have changed since"))
    if stale:
        raise Refusal(
            message("the plan is stale; nothing was written"), *stale, message("make it again: leadcli reassign")
        )


def _parts_applied(context: Context, plan: str) -> list[Step]:
    """The batches of a plan, and what takes some of them back, that stand."""
    if not recorded(context.root):
        return []
    with context.ledger() as ledger:
        return outputs_of(steps(ledger), plan)


def owner_text(book: Book, manager: str, style: str) -> str:
    """An owner as the CRM writes it, in a style of ``people.owner_style``. Raises Refusal where an e-mail lacks."""
    found = book.managers[manager]
    if style == "email" and not found.email:
        raise Refusal(
            message("{manager} has no e-mail in data/managers, and the CRM wants owners by e-mail", manager=found.name),
            message("add the column email, or make the plan with --owner-as name"),
        )
    return written_like(book, manager, style)


def plan_file(plan: Path) -> Path:
    """The plan itself, where its report is named: that is for people, and what is changed in it changes nothing."""
    beside = plan.with_suffix(".jsonl")
    return beside if report_format(plan) and beside.is_file() else plan
