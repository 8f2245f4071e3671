"""leadcli log list, show and revert, and leadcli decide: the ledger's entries."""

from __future__ import annotations

import json as json_module
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from leadcli.cli.shared.app import Exit, Refusal, app, leave, log_app, speech_for
from leadcli.cli.shared.ledger_entries import (
    By,
    Number,
    Since,
    Until,
    Why,
    a_day,
    as_object,
    csv_line,
    entry_at,
    event,
    manager_id,
    manager_names,
    need_why,
    said_of,
    today,
)
from leadcli.cli.shared.options import Folder, Format, Json, Language, is_json, locate
from leadcli.domain.messages import message
from leadcli.ledger.casebook import decision, now, open_ledger, revert, ruling_in, stands
from leadcli.ledger.ledger import Ledger, Stored, who
from leadcli.output.json import objects as shape
from leadcli.output.text.layout import Row
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line, print_raw, show


@log_app.command("list")
def log_list(
    manager: Annotated[str, typer.Option(help="Rulings for this manager.", metavar="MANAGER")] = "",
    client: Annotated[str, typer.Option(help="On this client.", metavar="ID")] = "",
    group: Annotated[str, typer.Option(help="On this group.", metavar="ID")] = "",
    rule: Annotated[str, typer.Option(help="Decided by this rule.", metavar="ID")] = "",
    verdict: Annotated[str, typer.Option(help="settled, confirm or human.", metavar="VERDICT")] = "",
    since: Since = "",
    until: Until = "",
    limit: Annotated[int, typer.Option(help="How many, the newest first; 0 is all.", min=0)] = 50,
    format: Annotated[
        str, typer.Option(help="text, json (one object a line) or csv.", metavar="text|json|csv")
    ] = "text",
    json: Json = False,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """The ledger's entries, the newest first."""
    speech = speech_for(lang)
    if format not in ("text", "json", "csv"):
        raise Refusal(message("{option}: choose one of {values}", option="--format", values=("text", "json", "csv")))
    chosen = "json" if json else format
    root = locate(workspace)
    where: dict[str, Any] = {
        "manager": manager_id(root, manager), "client": client, "grp": group, "rule": rule, "verdict": verdict,
        "since": a_day(since, "--since"), "until": a_day(until, "--until"),
    }  # fmt: skip
    with open_ledger(root) as ledger:
        found = ledger.select({name: value for name, value in where.items() if value}, limit)
        if chosen == "json":
            for stored in found:
                print_raw(shape.dump_lines([as_object(stored, ledger)]))
        elif chosen == "csv":
            print_raw(
                csv_line(
                    ("id", "at", "by", "kind", "day", "caller", "client", "group", "manager", "rule", "verdict", "ref")
                )
            )
            for s in found:
                cells = (
                    s.seq,
                    s.at,
                    s.by,
                    s.kind,
                    s.day,
                    said_of(s, ledger),
                    s.client,
                    s.group,
                    s.manager,
                    s.rule,
                    s.verdict,
                    s.ref,
                )
                print_raw(csv_line(cells))
        else:
            show(_list_page(list(found), ledger, speech), sys.stdout)
    leave(Exit.DONE)


@log_app.command("show")
def log_show(
    id: Number, format: Format = "text", json: Json = False, lang: Language = None, workspace: Folder = None
) -> None:
    """One entry: the ruling as it was printed, and what became of it."""
    speech = speech_for(lang)
    as_json = is_json(format, json)
    with open_ledger(locate(workspace)) as ledger:
        stored = entry_at(ledger, id)
        if as_json:
            found = as_object(stored, ledger)
            if stored.kind == "ruling":
                ruling, book = ruling_in(ledger, stored)
                found["ruling"] = shape.ruling(ruling, book, speech)
            else:
                found["body"] = json_module.loads(stored.body)
            print_line(shape.dump(found))
            leave(Exit.DONE)
        said = speech("{number}, {at}, recorded by {by}", number=stored.seq, at=stored.at, by=stored.by)
        show([Row(said, wide=True, style="dim")], sys.stdout)
        if stored.kind == "ruling":
            from leadcli.output.text.ruling_page import page

            ruling, book = ruling_in(ledger, stored)
            show(page(ruling, book, speech), sys.stdout)
        else:
            show([Row(event(stored, speech), wide=True)], sys.stdout)
        rows = [
            Row(event(other, speech), label=str(other.seq))
            for other in ledger.select({"ref": stored.seq}, newest=False)
        ]
        if rows:
            show([Row(), *rows], sys.stdout)
    leave(Exit.DONE)


@log_app.command("revert")
def log_revert(id: Number, why: Why = "", by: By = "", lang: Language = None, workspace: Folder = None) -> None:
    """Take an entry back by a new entry; the old one stays."""
    speech = speech_for(lang)
    need_why(why)
    with open_ledger(locate(workspace)) as ledger:
        stored = entry_at(ledger, id)
        if stored.kind not in ("ruling", "decision"):
            raise Refusal(
                message(
                    "entry {number} is a {kind}; only rulings and decisions can be taken back",
                    number=id,
                    kind=stored.kind,
                )
            )
        [(number, _)] = ledger.append([revert(stored, why, today())], by or who(), now())
    print_line(speech("entry {number} is taken back by entry {new}", number=id, new=number))
    leave(Exit.DONE)


@app.command("decide")
def decide(
    id: Number,
    owner: Annotated[str, typer.Option(help="Who is to serve the client.", metavar="MANAGER")] = "",
    why: Why = "",
    by: By = "",
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """Decide a recorded case otherwise than the policy: case law, shown when the like comes up again."""
    speech = speech_for(lang)
    need_why(why)
    root = locate(workspace)
    chosen = manager_id(root, owner, "--owner")
    if not chosen:
        raise Refusal(message("{what} is missing", what="--owner"))
    with open_ledger(root) as ledger:
        stored = entry_at(ledger, id)
        if stored.kind != "ruling":
            raise Refusal(
                message("entry {number} is a {kind}; a ruling can be decided otherwise", number=id, kind=stored.kind)
            )
        [(number, _)] = ledger.append([decision(stored, chosen, why, today())], by or who(), now())
    name = manager_names(root).get(chosen, chosen)
    print_line(speech("entry {number}: decided for {manager}, entry {new}", number=id, manager=name, new=number))
    leave(Exit.DONE)


def _list_page(found: list[Stored], ledger: Ledger, speech: Speech) -> Iterator[Row]:
    if not found:
        yield Row(speech("no entries"), wide=True)
        return
    names: dict[str, str] = {}
    for stored in found:
        if stored.kind == "ruling":
            ruling, book = ruling_in(ledger, stored)
            names |= {m.id: m.name for m in book.managers.values()}
            text = safe(ruling.question.caller.name, 34)
            owner = names.get(stored.manager, stored.manager) or speech("nobody yet")
            mark = "" if stands(ledger, stored) else f" ({speech('no longer stands')})"
            yield Row(
                f"{text} → {safe(owner, 20)}{mark}",
                cells=((str(stored.seq), 6), (stored.day, 12)),
                tail=stored.rule,
                wide=True,
            )
        else:
            yield Row(
                event(stored, speech, names),
                cells=((str(stored.seq), 6), (stored.day, 12)),
                tail=stored.kind,
                wide=True,
            )
