"""leadcli log list: the ledger's entries."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from leadcli.cli.log.list.page import cells, page
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.ledger_entries import Period, as_object, manager_id


def main(
    context: Annotated[AnswerContext, "cells"],
    *,
    manager: Annotated[str, typer.Option(help="Rulings for this manager.", metavar="MANAGER")] = "",
    client: Annotated[str, typer.Option(help="On this client.", metavar="ID")] = "",
    group: Annotated[str, typer.Option(help="On this group.", metavar="ID")] = "",
    rule: Annotated[str, typer.Option(help="Decided by this rule.", metavar="ID")] = "",
    verdict: Annotated[str, typer.Option(help="settled, confirm or human.", metavar="VERDICT")] = "",
    period: Period,
    limit: Annotated[int, typer.Option(help="How many, the newest first; 0 is all.", min=0)] = 50,
) -> None:
    """The ledger's entries, the newest first."""
    speech = context.speech
    where: dict[str, Any] = {
        "manager": manager_id(context.root, manager), "client": client, "grp": group, "rule": rule, "verdict": verdict,
        **period.bounds,
    }  # fmt: skip
    with context.ledger() as ledger:
        found = ledger.select({name: value for name, value in where.items() if value}, limit)
        context.give(
            page=lambda: page(found, ledger, speech),
            objects=lambda: (as_object(stored, ledger) for stored in found),
            cells=lambda: cells(found, ledger),
        )
