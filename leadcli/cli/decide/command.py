"""leadcli decide: a recorded case decided by a person."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.api.parameters import choice_of, day_of, manager_of
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal
from leadcli.cli.shared.ledger_entries import Number, Why, entry_at, need_why, ruling_at
from leadcli.cli.shared.options import By, Day
from leadcli.domain.book import Book
from leadcli.domain.messages import message
from leadcli.fields.people import named
from leadcli.ledger.ledger import Ledger, who
from leadcli.ledger.recording import SCOPES, decision, now
from leadcli.output.text.terminal import print_line


def main(
    context: Context,
    id: Number,
    owner: Annotated[str, typer.Option(help="Who is to serve the client.", metavar="MANAGER")] = "",
    why: Why = "",
    scope: Annotated[
        str,
        typer.Option(
            help="Whom it binds: the client, all companies of its group, or every case whose rules come out so.",
            metavar="client|group|pattern",
        ),
    ] = "client",
    on: Day = "",
    until: Annotated[str, typer.Option(help="The last day on which it binds.", metavar="DATE")] = "",
    appeal_of: Annotated[
        int, typer.Option(help="The decision that is judged again, by somebody else.", metavar="ID", min=0)
    ] = 0,
    second: Annotated[str, typer.Option(help="Who agrees with it.", metavar="TEXT")] = "",
    by: By = "",
) -> None:
    """Decide a recorded case: it outranks the rules for that client, in any writing, until it is reverted or ends."""
    speech = context.speech
    need_why(why)
    day = day_of(on, "--on")
    opened = context.opened()
    book, decider = opened.book.on(day), by or who()
    chosen = manager_of(book, owner, "--owner")
    if not chosen:
        raise Refusal(message("{what} is missing", what="--owner"))
    if not book.managers[chosen].active:
        raise Refusal(message("{manager} has left and can own no client", manager=book.managers[chosen].name))
    choice_of(scope, SCOPES, "--scope")
    last = day_of(until, "--until") if until else None
    if last is not None and last < day:
        raise Refusal(message("{option}: {day} has passed", option="--until", day=last))
    own = chosen == named(book, decider).manager
    if own and opened.policy.second_name and _same(book, second or decider, decider):
        raise Refusal(
            message("{manager} would get the client by a decision of their own", manager=book.managers[chosen].name),
            message("the policy wants the name of somebody else who agrees: --second NAME"),
        )
    with context.ledger(writes=True) as ledger:
        stored = ruling_at(ledger, id)
        if scope == "group" and not stored.group:
            raise Refusal(message("entry {number} is about no group", number=id), message("decide it for the client"))
        if scope == "pattern" and not stored.facts:
            raise Refusal(
                message("no rule was asked in entry {number}", number=id), message("decide it for the client")
            )
        if appeal_of:
            _appealed(ledger, appeal_of, id, book, decider)
        made = decision(stored, chosen, why, day, scope, last, second, appeal_of, own)
        [(number, _)] = ledger.append([made], decider, now())
    name = book.managers[chosen].name
    print_line(speech("entry {number}: decided for {manager}, entry {new}", number=id, manager=name, new=number))
    if own and not second:
        print_line(speech("{manager} decided for themselves; whoever asks is told so", manager=name))


def _same(book: Book, one: str, other: str) -> bool:
    """Whether two names are one person's."""
    ours, theirs = named(book, one).manager, named(book, other).manager
    return ours == theirs if ours or theirs else one.strip().casefold() == other.strip().casefold()


def _appealed(ledger: Ledger, number: int, case: int, book: Book, decider: str) -> None:
    """Refuse an appeal of what is no decision on this case, or by who decided it."""
    earlier = entry_at(ledger, number)
    if earlier.kind != "decision" or earlier.ref != case:
        raise Refusal(message("entry {number} is no decision on entry {case}", number=number, case=case))
    if ledger.reverted(number):
        raise Refusal(message("entry {number} was taken back; ask anew", number=number))
    if _same(book, earlier.by, decider):
        raise Refusal(
            message("{person} made that decision; an appeal is judged by somebody else", person=earlier.by),
            message("say who judges it: --by NAME"),
        )
