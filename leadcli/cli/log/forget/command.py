"""leadcli log forget: personal data removed."""

from __future__ import annotations

from leadcli.api.parameters import today
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.ledger_entries import Number, entry_at
from leadcli.cli.shared.options import By
from leadcli.ledger.ledger import who
from leadcli.ledger.recording import forgetting, now
from leadcli.output.text.terminal import print_line


def main(context: Context, id: Number, by: By = "") -> None:
    """Remove the plain text of an entry's personal data; the chain still verifies."""
    speech = context.speech
    with context.ledger(writes=True) as ledger:
        stored = entry_at(ledger, id)
        count = ledger.forget(forgetting(stored, today()), by or who(), now())
        if count:
            ledger.erase_free_space()
    print_line(speech("removed: {count}", count=count))
