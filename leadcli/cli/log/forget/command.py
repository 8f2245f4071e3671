"""leadcli log forget: personal data removed."""

from __future__ import annotations

import sqlite3

from leadcli.api.parameters import today
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.ledger_entries import Number, entry_at
from leadcli.cli.shared.options import By
from leadcli.domain.messages import Refusal, message
from leadcli.fields.cleaners import HOME
from leadcli.ledger.file_form import fault_of
from leadcli.ledger.forgetting import forget
from leadcli.ledger.ledger import who
from leadcli.ledger.recording import forgetting, now
from leadcli.output.text.terminal import print_line


def main(context: Context, id: Number, by: By = "") -> None:
    """Remove what a person can be found by from an entry and all that hold the same; the chain still verifies."""
    speech = context.speech
    with context.ledger(writes=True) as ledger:
        stored = entry_at(ledger, id)
        count = forget(ledger, stored, forgetting(stored, today()), HOME, by or who(), now())
        try:
            ledger.erase_free_space()
        except sqlite3.Error as error:
            raise Refusal(
                message("forgotten, but freed space of the file is not overwritten: {reason}", reason=fault_of(error)),
                message("say it again in a moment"),
            ) from None
    print_line(speech("forgotten in entries: {count}", count=count))
