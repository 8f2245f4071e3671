"""leadcli log drift: where persons decided otherwise than the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from leadcli.api.parameters import today
from leadcli.cli.shared.context import AnswerContext, Context
from leadcli.cli.shared.ledger_entries import manager_names, why_of
from leadcli.ledger.standing.standing_clients import LedgerMemory
from leadcli.ledger.stored_entry import Stored
from leadcli.output.text.layout import Row
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech


def main(context: AnswerContext) -> None:
    """Where persons decided otherwise than the policy, by rule; where tables name another owner than the ledger."""
    speech = context.speech
    found = _overridden_rules(context)
    apart = _apart(context)
    names = manager_names(context.root)
    context.give(
        page=lambda: chain(_page(found, names, speech), _apart_page(apart, names, speech)),
        objects=lambda: [*found, *apart],
    )


def _apart(context: Context) -> list[dict[str, Any]]:
    """Clients that the tables give to another manager than the ledger does, and which of them holds."""
    opened, day = context.opened(), today()
    book = opened.book.on(day)
    with context.ledger() as ledger:
        memory = LedgerMemory(ledger, book.country)
        return [
            {"client": card.id, "name": card.name, "entry": given.seq, "ledger": given.owner, "table": card.owner,
             "holds": "decision" if given.decided else "table"}
            for given, card in memory.differing(book, opened.directory, day)
        ]  # fmt: skip


def _apart_page(apart: Sequence[Mapping[str, Any]], names: Mapping[str, str], speech: Speech) -> Iterator[Row]:
    if apart:
        yield Row()
        yield Row(speech("the tables name another owner than the ledger:"), wide=True)
    for one in apart:
        table, own = (names.get(one[key], one[key]) for key in ("table", "ledger"))
        if one["holds"] == "decision":
            said = speech("{name}: {own} by decision; the table says {table}", name=one["name"], own=own, table=table)
        else:
            said = speech("{name}: {table} by the table; recorded: {own}", name=one["name"], own=own, table=table)
        yield Row(said, cells=(("", 2), (str(one["entry"]), 6)), wide=True)


def _overridden_rules(context: Context) -> list[dict[str, Any]]:
    """The rules that persons overrode, the most first, each with its cases."""
    rules: dict[str, list[tuple[Stored, Stored]]] = {}
    with context.ledger() as ledger:
        for decided in ledger.select({"kind": "decision"}, newest=False):
            ruled = ledger.get(decided.ref)
            if ruled is not None and ruled.manager != decided.manager and ledger.stands(decided):
                rules.setdefault(ruled.rule or "-", []).append((ruled, decided))
        counts = {
            rule: sum(1 for _ in ledger.select({"kind": "ruling", "rule": rule})) for rule in rules if rule != "-"
        }
        return [
            {"rule": rule, "rulings": counts.get(rule, 0), "overridden": len(pairs),
             "cases": [_overridden(ruled, decided) for ruled, decided in pairs]}
            for rule, pairs in sorted(rules.items(), key=lambda item: (-len(item[1]), item[0]))
        ]  # fmt: skip


def _overridden(ruled: Stored, decided: Stored) -> dict[str, Any]:
    return {
        "ruling": ruled.seq, "decision": decided.seq, "was": ruled.manager, "owner": decided.manager,
        "why": why_of(decided),
    }  # fmt: skip


def _page(found: Sequence[Mapping[str, Any]], names: Mapping[str, str], speech: Speech) -> Iterator[Row]:
    if not found:
        yield Row(speech("no decision departs from the policy"), wide=True)
    for each in found:
        said = speech(
            "{rule}: {count} of {all} decided otherwise",
            rule=each["rule"], count=each["overridden"], all=each["rulings"],
        )  # fmt: skip
        yield Row(said, wide=True)
        for one in each["cases"]:
            was, owner = (names.get(one[k], one[k]) or speech("nobody") for k in ("was", "owner"))
            yield Row(f"{was} → {owner}: {safe(one['why'], 200)}", cells=(("", 2), (str(one["ruling"]), 6)))
