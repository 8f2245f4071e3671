"""leadcli log head: the last entry's hash."""

from __future__ import annotations

from leadcli.cli.shared.context import Context
from leadcli.output.text.terminal import print_line


def main(context: Context) -> None:
    """The number and hash of the last entry: keep a copy elsewhere, and a rewritten ledger is noticed."""
    with context.ledger() as ledger:
        seq, head = ledger.head()
    print_line(f"{seq} {head}")
