"""leadcli log list: the ledger's entries."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from leadcli.cli.log.list.page import cells, page
from leadcli.cli.shared.answers import give
from leadcli.cli.shared.exits import speech_for
from leadcli.cli.shared.ledger_entries import Since, Until, a_day, as_object, manager_id
from leadcli.cli.shared.options import Folder, Json, Language, format_option
from leadcli.ledger.casebook import open_ledger
from leadcli.output.formats import chosen_format
from leadcli.workspace.opening import locate


def main(
    manager: Annotated[str, typer.Option(help="Rulings for this manager.", metavar="MANAGER")] = "",
    client: Annotated[str, typer.Option(help="On this client.", metavar="ID")] = "",
    group: Annotated[str, typer.Option(help="On this group.", metavar="ID")] = "",
    rule: Annotated[str, typer.Option(help="Decided by this rule.", metavar="ID")] = "",
    verdict: Annotated[str, typer.Option(help="settled, confirm or human.", metavar="VERDICT")] = "",
    since: Since = "",
    until: Until = "",
    limit: Annotated[int, typer.Option(help="How many, the newest first; 0 is all.", min=0)] = 50,
    format: Annotated[str, format_option("cells", lines=True)] = "text",
    json: Json = False,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """The ledger's entries, the newest first."""
    speech = speech_for(lang)
    chosen = chosen_format(format, json, "cells")
    root = locate(workspace)
    where: dict[str, Any] = {
        "manager": manager_id(root, manager), "client": client, "grp": group, "rule": rule, "verdict": verdict,
        "since": a_day(since, "--since"), "until": a_day(until, "--until"),
    }  # fmt: skip
    with open_ledger(root) as ledger:
        found = ledger.select({name: value for name, value in where.items() if value}, limit)
        give(
            chosen,
            page=lambda: page(found, ledger, speech),
            objects=lambda: (as_object(stored, ledger) for stored in found),
            cells=lambda: cells(found, ledger),
        )
