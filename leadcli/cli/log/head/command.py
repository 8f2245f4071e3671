"""leadcli log head: the last entry's hash."""

from __future__ import annotations

from leadcli.cli.shared.exits import speech_for
from leadcli.cli.shared.options import Folder, Language
from leadcli.ledger.casebook import open_ledger
from leadcli.output.text.terminal import print_line
from leadcli.workspace.opening import locate


def main(lang: Language = None, workspace: Folder = None) -> None:
    """The number and hash of the last entry: keep a copy elsewhere, and a rewritten ledger is noticed."""
    speech_for(lang)
    with open_ledger(locate(workspace)) as ledger:
        seq, head = ledger.head()
    print_line(f"{seq} {head}")
