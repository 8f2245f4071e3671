"""leadcli discover: groups of companies, doubles and quarrels that a list of clients holds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from leadcli.api.discovering import Discovered, discover_file, discover_in
from leadcli.api.link_rows import added, links_of, new_file
from leadcli.cli.discover.page import page
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Refusal, complain
from leadcli.cli.shared.options import Force
from leadcli.domain.messages import message
from leadcli.io.atomic import write_bytes_whole
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import width_of
from leadcli.workspace.links_looked import note_looked, tables_mark
from leadcli.workspace.opening import find_workspace
from leadcli.workspace.output_guard import guard


def main(
    context: AnswerContext,
    file: Annotated[
        Path | None, typer.Argument(help="A table of companies; else the workspace's clients.", metavar="[EXPORT]")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Add what was found to data/links.csv, where it can be answered.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write what was found to another file, as such a table.")
    ] = None,
    force: Force = False,
    every: Annotated[bool, typer.Option("--all", help="All that was found, not only the first of each kind.")] = False,
) -> None:
    """Groups of companies, doubles, and groups with several owners that a list of clients holds."""
    if write and file is not None:
        raise Refusal(
            message("{option}: only what is found among the workspace's clients is written to it", option="--write"),
            message("write it to another file: leadcli discover -o FILE"),
        )
    root = context.root if file is None else find_workspace(context.folder)
    if output is not None:
        guard([output], root, () if file is None else (file,), force)
    mark = tables_mark(context.root) if write else ""
    told = discover_file(file) if file is not None else discover_in(context.opened())
    if told.said:
        complain(context.speech, *told.said, width=width_of(sys.stderr))
    links = list(links_of(told, context.speech)) if write or output is not None else []
    if output is not None:
        with write_bytes_whole(output) as target:
            target.write(new_file(links))
        complain(context.speech, message("{count} links: {file}", count=len(links), file=str(output)))
    if write:
        there, count = added(context.root, links)
        note_looked(context.root, mark)
        complain(context.speech, message("{count} links added: {file}", count=count, file=str(there)))
    context.give(page=lambda: page(told, context.speech, every), objects=lambda: _objects(told, context.speech))


def _objects(told: Discovered, speech: Speech) -> Iterator[dict[str, Any]]:
    """A line for each group, double and quarrel, and one of the numbers."""
    clients, owners = told.clients, told.owners

    def card(one: str) -> dict[str, Any]:
        return {
            "client_id": one,
            "name": clients[one].name,
            "owner": owners.get(clients[one].owner, clients[one].owner) or None,
        }

    def why(evidence: Any) -> list[dict[str, Any]]:
        return [{"signal": e.signal, "text": speech.say(e.text), "weight": e.weight} for e in evidence]

    for group in told.found.groups:
        members = [{**card(m.client_id), "sure": m.sure, "evidence": why(m.evidence)} for m in group.members]
        yield {"kind": "group", "id": group.id, "name": group.name, "known": group.known, "members": members}
    for double in told.found.doubles:
        cards = [card(one) for one in double.ids]
        yield {"kind": "double", "sure": double.sure, "cards": cards, "evidence": why(double.evidence)}
    for quarrel in told.found.quarrels:
        counts = [{"owner": owners.get(one, one), "cards": count} for one, count in quarrel.owners]
        yield {"kind": "quarrel", "id": quarrel.group.id, "name": quarrel.group.name, "owners": counts}
    sure = [group for group in told.found.groups if group.sure]
    yield {
        "kind": "summary",
        "schema": 1,
        "cards": told.found.cards,
        "groups": len(sure),
        "members": sum(len(group.sure) for group in sure),
        "doubles": sum(double.sure for double in told.found.doubles),
        "quarrels": len(told.found.quarrels),
    }
