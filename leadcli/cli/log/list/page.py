"""The ledger's entries as a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leadcli.cli.shared.ledger_entries import event, said_of
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.replay import ruling_in
from leadcli.ledger.stored_entry import Stored
from leadcli.output.text.layout import Row
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

COLUMNS = ("id", "at", "by", "kind", "day", "caller", "client", "group", "manager", "rule", "verdict", "ref")


def page(found: Iterable[Stored], ledger: Ledger, speech: Speech) -> Iterator[Row]:
    """A row of each entry."""
    names: dict[str, str] = {}
    none = True
    for stored in found:
        none = False
        tail = stored.kind
        if stored.kind == "ruling":
            ruling, book = ruling_in(ledger, stored)
            names |= {m.id: m.name for m in book.managers.values()}
            owner = names.get(stored.manager, stored.manager) or speech("nobody yet")
            mark = "" if ledger.stands(stored) else f" ({speech('no longer stands')})"
            text, tail = f"{safe(ruling.question.caller.name, 34)} → {safe(owner, 20)}{mark}", stored.rule
        else:
            text = event(stored, speech, names)
        yield Row(text, cells=((str(stored.seq), 6), (stored.day, 12)), tail=tail, wide=True)
    if none:
        yield Row(speech("no entries"), wide=True)


def cells(found: Iterable[Stored], ledger: Ledger) -> Iterator[tuple[object, ...]]:
    """The same as plain cells below their names."""
    yield COLUMNS
    for s in found:
        caller = said_of(s, ledger)
        yield s.seq, s.at, s.by, s.kind, s.day, caller, s.client, s.group, s.manager, s.rule, s.verdict, s.ref
