"""leadcli log forget: personal data removed."""

from __future__ import annotations

from leadcli.cli.shared.exits import speech_for
from leadcli.cli.shared.ledger_entries import By, Number, entry_at, today
from leadcli.cli.shared.options import Folder, Language
from leadcli.ledger.casebook import forgetting, now, open_ledger
from leadcli.ledger.ledger import who
from leadcli.output.text.terminal import print_line
from leadcli.workspace.opening import locate


def main(id: Number, by: By = "", lang: Language = None, workspace: Folder = None) -> None:
    """Remove the plain text of an entry's personal data; the chain still verifies."""
    speech = speech_for(lang)
    with open_ledger(locate(workspace)) as ledger:
        stored = entry_at(ledger, id)
        count = ledger.forget(id)
        if count:
            ledger.append([forgetting(stored, today())], by or who(), now())
            ledger.erase_free_space()
    print_line(speech("removed: {count}", count=count))
