"""leadcli log replay, drift and shares: what the ledger says of the policy and of the team."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from leadcli.cli.shared.app import Exit, leave, log_app, speech_for
from leadcli.cli.shared.ledger_entries import Since, Until, a_day, manager_names, why_of
from leadcli.cli.shared.options import Folder, Format, Json, Language, PolicyName, is_json, locate, sound_workspace
from leadcli.domain.book import Book
from leadcli.ledger.casebook import Replay, open_ledger, stands, statements
from leadcli.ledger.ledger import Stored
from leadcli.ledger.ruling_records import Difference, same_outcome
from leadcli.output.json import objects as shape
from leadcli.output.text.layout import Row, table
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_raw, show


@log_app.command("replay")
def log_replay(
    policy: PolicyName = "",
    since: Since = "",
    until: Until = "",
    format: Format = "text",
    json: Json = False,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """Judge recorded questions again: by today's data and rules, or on the recorded facts by another --policy."""
    speech = speech_for(lang)
    as_json = is_json(format, json)
    opened = sound_workspace(workspace, policy, speech)
    assert opened.book is not None, "a sound workspace has a book"
    assert opened.policy is not None, "a sound workspace has a policy"
    where = {"kind": "ruling", "since": a_day(since, "--since"), "until": a_day(until, "--until")}
    with open_ledger(opened.root) as ledger:
        replay = Replay(ledger)
        entries = ledger.select({n: v for n, v in where.items() if v}, newest=False)
        if policy:
            found = list(replay.by(entries, opened.policy))
        else:
            found = list(replay.now(entries, opened.book, opened.policy, opened.directory))
    otherwise = [d for d in found if not same_outcome(d)]
    if as_json:
        print_raw(shape.dump_lines(_difference(d, opened.book) for d in found))
    else:
        show(_replay_page(found, otherwise, replay, opened.book, speech), sys.stdout)
    leave(Exit.NOTHING if otherwise else Exit.DONE)


@log_app.command("drift")
def log_drift(format: Format = "text", json: Json = False, lang: Language = None, workspace: Folder = None) -> None:
    """Where persons decided otherwise than the policy, by rule: what to change in the policy."""
    speech = speech_for(lang)
    as_json = is_json(format, json)
    root = locate(workspace)
    names = manager_names(root)
    rules: dict[str, list[tuple[Stored, Stored]]] = {}
    with open_ledger(root) as ledger:
        for decided in ledger.select({"kind": "decision"}, newest=False):
            ruled = ledger.get(decided.ref)
            if ruled is not None and ruled.manager != decided.manager and stands(ledger, decided):
                rules.setdefault(ruled.rule or "-", []).append((ruled, decided))
        counts = {
            rule: sum(1 for _ in ledger.select({"kind": "ruling", "rule": rule})) for rule in rules if rule != "-"
        }
        objects: list[dict[str, Any]] = [
            {"rule": rule, "rulings": counts.get(rule, 0), "overridden": len(pairs),
             "cases": [_overridden(ruled, decided) for ruled, decided in pairs]}
            for rule, pairs in sorted(rules.items(), key=lambda item: (-len(item[1]), item[0]))
        ]  # fmt: skip
    if as_json:
        print_raw(shape.dump_lines(objects))
        leave(Exit.DONE)
    rows: list[Row] = []
    for each in objects:
        rows.append(
            Row(
                speech(
                    "{rule}: {count} of {all} decided otherwise",
                    rule=each["rule"],
                    count=each["overridden"],
                    all=each["rulings"],
                ),
                wide=True,
            )
        )
        for one in each["cases"]:
            was, owner = (names.get(one[k], one[k]) or speech("nobody") for k in ("was", "owner"))
            rows.append(Row(f"{was} → {owner}: {safe(one['why'], 200)}", cells=(("", 2), (str(one["ruling"]), 6))))
    show(rows or [Row(speech("no decision departs from the policy"), wide=True)], sys.stdout)
    leave(Exit.DONE)


@log_app.command("shares")
def log_shares(
    since: Since = "",
    until: Until = "",
    format: Format = "text",
    json: Json = False,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """What each manager got: by rotation, by the call, by ownership, by transfer; and what they covered."""
    speech = speech_for(lang)
    as_json = is_json(format, json)
    opened = sound_workspace(workspace, "", speech)
    assert opened.book is not None, "a sound workspace has a book"
    with open_ledger(opened.root) as ledger:
        found = statements(
            ledger, opened.book, a_day(since, "--since") or "0001-01-01", a_day(until, "--until") or "9999-12-31"
        )
    names = {m.id: m.name for m in opened.book.managers.values()}
    if as_json:
        print_raw(shape.dump_lines({"manager": names.get(s.manager, s.manager), **shape.statement(s)} for s in found))
        leave(Exit.DONE)
    heading = (
        speech("manager"), speech("rotation"), speech("call"), speech("ownership"), speech("transfer"), speech("total"),
        speech("cover"), speech("credit"),
    )  # fmt: skip
    body = [
        (
            safe(names.get(s.manager, s.manager), 24), str(s.rotation), str(s.call), str(s.ownership), str(s.transfer),
            str(s.total), str(s.cover), speech.number(s.credit),
        )
        for s in found
    ]  # fmt: skip
    shown = table([heading, *body], (False, *([True] * 7)))
    show((Row(text, wide=True, style="dim" if n == 0 else "") for n, text in enumerate(shown)), sys.stdout)
    leave(Exit.DONE)


def _overridden(ruled: Stored, decided: Stored) -> dict[str, Any]:
    return {
        "ruling": ruled.seq, "decision": decided.seq, "was": ruled.manager, "owner": decided.manager,
        "why": why_of(decided),
    }  # fmt: skip


def _difference(found: Difference, book: Book) -> dict[str, Any]:
    def told(ruling: Any) -> dict[str, Any]:
        manager = book.managers.get(ruling.owner)
        return {
            "owner": manager.name if manager else ruling.owner or None,
            "rule": ruling.rule or None,
            "verdict": ruling.verdict,
        }

    return {
        "id": found.seq, "caller": found.before.question.caller.name, "before": told(found.before),
        "after": told(found.after), "cause": list(found.cause),
        "outcome": "same" if same_outcome(found) else "otherwise",
    }  # fmt: skip


def _replay_page(
    found: list[Difference], otherwise: list[Difference], replay: Replay, book: Book, speech: Speech
) -> Iterator[Row]:
    yield Row(
        speech(
            "replayed: {same} the same to the byte, {figures} with other words or figures, {others} otherwise, "
            "{forgotten} without their personal data",
            same=replay.same, figures=len(found) - len(otherwise), others=len(otherwise), forgotten=replay.forgotten,
        ),
        wide=True,
    )  # fmt: skip
    for one in otherwise:
        names = [
            book.managers[r.owner].name if r.owner in book.managers else r.owner or speech("nobody yet")
            for r in (one.before, one.after)
        ]
        text = f"{safe(one.before.question.caller.name, 40)}: {names[0]} → {names[1]}"
        tail = f"{one.before.rule or '-'} → {one.after.rule or '-'}"
        yield Row(text, cells=(("", 2), (str(one.seq), 6)), tail=tail, wide=True)
        if one.cause:
            yield Row(speech("because of: {causes}", causes=one.cause), cells=(("", 8),), style="dim", wide=True)
