"""leadcli log replay: recorded questions judged again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Exit, leave
from leadcli.cli.shared.ledger_entries import Period
from leadcli.cli.shared.options import PolicyName
from leadcli.domain.book import Book
from leadcli.ledger.replay import Replay
from leadcli.ledger.ruling_records import Difference, same_outcome
from leadcli.output.text.layout import Row
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech


def main(context: AnswerContext, *, policy: PolicyName = "", period: Period) -> None:
    """Judge recorded questions again: by today's data and rules, or on the recorded facts by another --policy."""
    speech = context.speech
    opened = context.opened(policy)
    with context.ledger() as ledger:
        replay = Replay(ledger)
        entries = ledger.select({"kind": "ruling", **period.bounds}, newest=False)
        if policy:
            found = list(replay.by(entries, opened.policy))
        else:
            found = list(replay.now(entries, opened.book, opened.policy, opened.directory))
    otherwise = [d for d in found if not same_outcome(d)]
    book = opened.book
    context.give(
        page=lambda: _page(found, otherwise, replay, book, speech),
        objects=lambda: (_difference(d, book) for d in found),
    )
    leave(Exit.NOTHING if otherwise else Exit.DONE)


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


def _page(
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
