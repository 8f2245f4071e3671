"""leadcli log show: one entry."""

from __future__ import annotations

import json as json_module
from collections.abc import Iterator
from typing import Any

from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.ledger_entries import Number, as_object, entry_at, event
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.replay import ruling_in
from leadcli.ledger.stored_entry import Stored
from leadcli.output.json import objects as shape
from leadcli.output.text.layout import Row
from leadcli.output.text.ruling_page import page as ruling_page
from leadcli.output.text.speech import Speech


def main(context: AnswerContext, id: Number) -> None:
    """One entry: the ruling as it was printed, and what became of it."""
    speech = context.speech
    with context.ledger() as ledger:
        stored = entry_at(ledger, id)
        context.give(
            page=lambda: _page(stored, ledger, speech),
            objects=lambda: as_object(stored, ledger) | _body(stored, ledger, speech),
        )


def _body(stored: Stored, ledger: Ledger, speech: Speech) -> dict[str, Any]:
    if stored.kind != "ruling":
        return {"body": json_module.loads(stored.body)}
    ruling, book = ruling_in(ledger, stored)
    return {"ruling": shape.ruling(ruling, book, speech)}


def _page(stored: Stored, ledger: Ledger, speech: Speech) -> Iterator[Row]:
    said = speech("{number}, {at}, recorded by {by}", number=stored.seq, at=stored.at, by=stored.by)
    yield Row(said, wide=True, style="dim")
    if stored.kind == "ruling":
        ruling, book = ruling_in(ledger, stored)
        yield from ruling_page(ruling, book, speech)
    else:
        yield Row(event(stored, speech), wide=True)
    for number, other in enumerate(ledger.select({"ref": stored.seq}, newest=False)):
        if number == 0:
            yield Row()
        yield Row(event(other, speech), label=str(other.seq))
