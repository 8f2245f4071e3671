"""Files that are about to be written: noted with their batch, struck out once the file has taken its place.

An intent is noted in the transaction that appends the batch. A call that ended between the two leaves it, and the next
one completes it or takes the batch back. It lies beside the entries, since it says nothing that lasts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from leadcli.domain.frozen import as_dict, frozen
from leadcli.domain.messages import message
from leadcli.ledger.file_form import LedgerError
from leadcli.ledger.ledger import Ledger, who
from leadcli.ledger.recording import revert
from leadcli.ledger.standing.state import INTENT

NEVER = "its file was never written"


@frozen
class Intent:
    """That the entry ``seq`` is of a file: its ``path``, where its content lies until then (``part``).

    ``output``: the hash of that content; ``before``: that of the file that stood there, ``""`` if none did. Of several
    files this is the one that decides; ``more``: the others, in the folder ``root``, and where those before are
    ``kept``.
    """

    seq: int
    path: str
    part: str
    output: str
    before: str = ""
    kept: str = ""
    more: Sequence[Mapping[str, str]] = ()
    root: str = ""


def intend(ledger: Ledger, intent: Intent) -> None:
    """Note it; within the transaction that appends its entry."""
    body = json.dumps(as_dict(intent))
    ledger.database.execute("INSERT INTO note VALUES (?, ?)", (f"{INTENT}{intent.seq}", body))


def intents(ledger: Ledger) -> list[Intent]:
    """Those that are open, in their order."""
    rows = ledger.database.execute("SELECT value FROM note WHERE name GLOB ?", (f"{INTENT}*",)).fetchall()
    return sorted((Intent(**json.loads(value)) for (value,) in rows), key=lambda intent: intent.seq)


def strike_out(ledger: Ledger, seq: int) -> bool:
    """The file is there, or never will be; False if another call struck it out."""
    return ledger.database.execute("DELETE FROM note WHERE name = ?", (f"{INTENT}{seq}",)).rowcount > 0


def still_open(ledger: Ledger, seq: int) -> None:
    """Strike an intent out, within the transaction in which its file takes its place. Raises LedgerError."""
    if not strike_out(ledger, seq):
        raise LedgerError(message("another leadcli took batch {number} for interrupted", number=seq))


def never_written(ledger: Ledger, seq: int, day: date, at: str) -> None:
    """Note that the file of an entry was never written; it is no longer about to be."""
    stored = ledger.get(seq)
    if stored is not None:
        with ledger.writing():
            strike_out(ledger, seq)
            ledger.append([revert(stored, NEVER, day)], who(), at)
