"""leadcli log revert: an entry taken back."""

from __future__ import annotations

from leadcli.api.parameters import today
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal
from leadcli.cli.shared.ledger_entries import Number, Why, entry_at, need_why
from leadcli.cli.shared.options import By
from leadcli.domain.messages import message
from leadcli.ledger.ledger import who
from leadcli.ledger.recording import now, revert
from leadcli.output.text.terminal import print_line


def main(context: Context, id: Number, why: Why = "", by: By = "") -> None:
    """Take an entry back by a new entry; the old one stays."""
    speech = context.speech
    need_why(why)
    with context.ledger() as ledger:
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
