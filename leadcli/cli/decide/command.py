"""leadcli decide: a recorded case decided by a person."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.api.parameters import choice_of, day_of, manager_of
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal
from leadcli.cli.shared.ledger_entries import Number, Why, need_why, ruling_at
from leadcli.cli.shared.options import By, Day
from leadcli.domain.messages import message
from leadcli.ledger.ledger import who
from leadcli.ledger.recording import SCOPES, decision, now
from leadcli.output.text.terminal import print_line


def main(
    context: Context,
    id: Number,
    owner: Annotated[str, typer.Option(help="Who is to serve the client.", metavar="MANAGER")] = "",
    why: Why = "",
    scope: Annotated[
        str, typer.Option(help="Whom it binds: the client, or all companies of its group.", metavar="client|group")
    ] = "client",
    on: Day = "",
    until: Annotated[str, typer.Option(help="The last day on which it binds.", metavar="DATE")] = "",
    by: By = "",
) -> None:
    """Decide a recorded case: it outranks the rules for that client, in any writing, until it is reverted or ends."""
    speech = context.speech
    need_why(why)
    day = day_of(on, "--on")
    book = context.opened().book.on(day)
    chosen = manager_of(book, owner, "--owner")
    if not chosen:
        raise Refusal(message("{what} is missing", what="--owner"))
    if not book.managers[chosen].active:
        raise Refusal(message("{manager} has left and can own no client", manager=book.managers[chosen].name))
    choice_of(scope, SCOPES, "--scope")
    last = day_of(until, "--until") if until else None
    if last is not None and last < day:
        raise Refusal(message("{option}: {day} has passed", option="--until", day=last))
    with context.ledger() as ledger:
        stored = ruling_at(ledger, id)
        if scope == "group" and not stored.group:
            raise Refusal(message("entry {number} is about no group", number=id), message("decide it for the client"))
        [(number, _)] = ledger.append([decision(stored, chosen, why, day, scope, last)], by or who(), now())
    name = book.managers[chosen].name
    print_line(speech("entry {number}: decided for {manager}, entry {new}", number=id, manager=name, new=number))
