"""leadcli log revert: an entry taken back."""

from __future__ import annotations

from leadcli.api.parameters import today
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal
from leadcli.cli.shared.ledger_entries import Number, Why, entry_at, manager_names, need_why
from leadcli.cli.shared.options import By
from leadcli.domain.messages import message
from leadcli.ledger.ledger import who
from leadcli.ledger.recording import now, revert
from leadcli.ledger.standing.afterwards import afterwards
from leadcli.output.text.terminal import print_line

SHOWN = 20  # later entries that are named


def main(context: Context, id: Number, why: Why = "", by: By = "") -> None:
    """Take an entry back by a new entry; the old one stays."""
    speech = context.speech
    need_why(why)
    with context.ledger(writes=True) as ledger:
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
        later = afterwards(ledger, stored) if stored.kind == "ruling" else []
    names = manager_names(context.root) if later else {}
    print_line(speech("entry {number} is taken back by entry {new}", number=id, new=number))
    for one in later[:SHOWN]:
        was, would = (names.get(m, m) for m in (one.was, one.would))
        if one.would:
            said = speech("entry {number}, {was}: without it the turn of {would}", number=one.seq, was=was, would=would)
        else:
            said = speech("entry {number}, {was}: rests on it, to be asked anew", number=one.seq, was=was)
        print_line(f"  {said}")
    if len(later) > SHOWN:
        print_line("  " + speech("{count} more", count=len(later) - SHOWN))
