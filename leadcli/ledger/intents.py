"""Files that are about to be written: noted with their batch, struck out once the file has taken its place.

An intent is noted in the transaction that appends the batch. A call that ended between the two leaves it, and the next
one completes it or takes the batch back. It lies beside the entries, since it says nothing that lasts.
"""

from __future__ import annotations

import json

from leadcli.domain.frozen import as_dict, frozen
from leadcli.ledger.ledger import Ledger

_NOTE = "intent "


@frozen
class Intent:
    """That the entry ``seq`` is of a file: its ``path``, where its content lies until then (``part``).

    ``output``: the hash of that content; ``before``: that of the file that stood there, ``""`` if none did.
    """

    seq: int
    path: str
    part: str
    output: str
    before: str = ""


def intend(ledger: Ledger, intent: Intent) -> None:
    """Note it; within the transaction that appends its entry."""
    body = json.dumps(as_dict(intent))
    ledger.database.execute("INSERT INTO note VALUES (?, ?)", (f"{_NOTE}{intent.seq}", body))


def intents(ledger: Ledger) -> list[Intent]:
    """Those that are open, in their order."""
    rows = ledger.database.execute("SELECT value FROM note WHERE name GLOB ?", (f"{_NOTE}*",)).fetchall()
    return sorted((Intent(**json.loads(value)) for (value,) in rows), key=lambda intent: intent.seq)


def strike_out(ledger: Ledger, seq: int) -> bool:
    """The file is there, or never will be; False if another call struck it out."""
    return ledger.database.execute("DELETE FROM note WHERE name = ?", (f"{_NOTE}{seq}",)).rowcount > 0
