"""leadcli log revert: an entry taken back."""

from __future__ import annotations

from leadcli.cli.shared.exits import Refusal, speech_for
from leadcli.cli.shared.ledger_entries import By, Number, Why, entry_at, need_why, today
from leadcli.cli.shared.options import Folder, Language
from leadcli.domain.messages import message
from leadcli.ledger.casebook import now, open_ledger, revert
from leadcli.ledger.ledger import who
from leadcli.output.text.terminal import print_line
from leadcli.workspace.opening import locate


def main(id: Number, why: Why = "", by: By = "", lang: Language = None, workspace: Folder = None) -> None:
    """Take an entry back by a new entry; the old one stays."""
    speech = speech_for(lang)
    need_why(why)
    with open_ledger(locate(workspace)) as ledger:
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
