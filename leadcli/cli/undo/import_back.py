"""leadcli undo of an import: the export of before is read again, with all that went with it."""

from __future__ import annotations

from leadcli.api.importing.exchange import exchange
from leadcli.api.importing.giving_back import give_back
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Exit, complain, leave
from leadcli.domain.messages import message
from leadcli.ledger.stored_entry import Stored
from leadcli.output.text.terminal import print_line


def take_import_back(context: Context, stored: Stored, by: str, force: bool) -> None:
    """Give the files of before back; what is there now is kept. Files that were changed since are left, and named."""
    with context.ledger() as ledger:
        back = give_back(context.root, ledger, stored, force)
        body = {"file": back.file, "old": back.was}
        number, whole = exchange(ledger, context.root, back.puts, "undo", body, by, stored.seq)
    if back.left:
        complain(
            context.speech,
            message("changed since, so left as it is: {files}", files=tuple(back.left)),
            message("to take that back too, what is there now is kept: --force"),
        )
    print_line(context.speech("{file} is read again; entry {number}", file=back.file, number=number))
    if not whole:
        complain(context.speech, message("the next command completes what could not be written"))
    leave(Exit.NOTHING if back.left else Exit.DONE)
