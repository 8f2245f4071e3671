"""What of a damaged ledger is whole, as a ledger of its own: its entries keep their numbers and their hashes.

Where an entry is lost stands one of the kind ``lost``, so that the chain goes on; it is vouched for by the entry that a
repair adds. What holds now is made anew.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message, messages
from leadcli.ledger.file_form import Beginning, LedgerError, by_chance
from leadcli.ledger.ledger import Ledger, genesis_of, put_case
from leadcli.ledger.ruling_records import digest, token
from leadcli.ledger.salvage.carving import Carved, carve
from leadcli.ledger.salvage.whose import kept_id
from leadcli.ledger.sql_schema import COLUMNS, INSERT, LOST, chain
from leadcli.ledger.standing import state
from leadcli.ledger.verification import bared

KIND, BODY = COLUMNS.index("kind"), COLUMNS.index("body")
GAP = 100_000  # lost entries above which the numbers themselves are not believed


@frozen
class Saved:
    """What was saved of a file: a ledger, which of its entries are lost, and what else does not come back.

    ``lost``: number and hash of what stands in its place; ``bare``: entries whose case file is lost; ``genesis``: the
    hash before the first entry, where the id that it was made of is lost; ``private``: entries whose personal data
    are lost.
    """

    ledger: Ledger
    lost: tuple[tuple[int, str], ...]
    bare: tuple[int, ...]
    genesis: str
    private: tuple[int, ...]

    @property
    def said(self) -> tuple[Message, ...]:
        """What is told of it."""
        if self.lost:
            return lost_said(tuple(number for number, _ in self.lost))
        if self.bare:
            return (message("the ledger is damaged: the facts of entries {numbers} are lost, their rulings are whole",
                            numbers=tuple(map(str, self.bare[:20]))),)  # fmt: skip
        return (message("the ledger is damaged, but all of its {count} entries are whole",
                        count=self.ledger.head()[0]),)  # fmt: skip


def lost_said(numbers: tuple[int, ...]) -> tuple[Message, ...]:
    """What is told of entries that are not whole."""
    shown = tuple(map(str, numbers[:20]))
    return (
        messages("the ledger is damaged: entry {numbers} is not whole and is left out",
                 "the ledger is damaged: entries {numbers} are not whole and are left out", len(numbers),
                 numbers=shown),
        message("a decision or a client may have stood there: what is said does without it"),
    )  # fmt: skip


def saved(path: Path, into: Path | None = None) -> Saved:
    """The whole entries of a damaged file: in memory, or as a new file. Raises LedgerError, OSError.

    A file that holds neither entries nor a beginning is none of ours.
    """
    carved = carve(path)
    texts = {cells[0]: cells[1] for _, cells in carved.rows if len(cells) == 2 and _is_meta(cells)}
    if not carved.entries and not {"id", "key"} <= texts.keys():
        raise LedgerError(message("this file is not a leadcli ledger"), foreign=True)
    begun = _beginning(carved, texts, kept_id(path.parent))
    ledger = Ledger(into, begun=begun)
    try:
        with ledger.writing():
            return _filled(ledger, carved, _last(path, carved))
    except BaseException:
        ledger.close()
        raise


def _filled(ledger: Ledger, carved: Carved, last: int) -> Saved:
    db, entries = ledger.database, dict(carved.entries)
    vouched = _vouched(entries.values()) if carved.over else {}
    for number, over in carved.over.items():  # what forgetting says stands there
        if number not in entries and vouched.get(str(number)) == chain(over[:-1]):
            entries[number] = over
    for number in sorted(entries, reverse=True):  # the next one says what stood before it
        after = entries.get(number + 1)
        if after is not None and after[1] != entries[number][-1]:
            del entries[number]
    prev = ledger.genesis
    genesis = entries[1][1] if 1 in entries and entries[1][1] != prev else ""
    if last - len(entries) > GAP:
        raise LedgerError(message("too much of it is lost"))
    lost: list[tuple[int, str]] = []
    for own, body in carved.cases.items():
        put_case(db, own, body)
    for number in range(1, last + 1):
        row = entries.get(number)
        if row is None:
            after = entries.get(number + 1)
            row = _placeholder(number, prev, after[1] if after else "")
            lost.append((number, chain(row[:-1])))
        db.execute(INSERT, row)
        prev = row[-1]
    _contacts(db, carved, ledger.secret)
    private = tuple(bared(db))
    state.rebuild(db)
    bare = db.execute("SELECT seq FROM entry WHERE case_hash <> '' AND case_hash NOT IN (SELECT hash FROM casefile)")
    return Saved(ledger, tuple(lost), tuple(seq for (seq,) in bare.fetchall()), genesis, private)


def _vouched(rows: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        if row[KIND] == "forget":
            found |= json.loads(zlib.decompress(row[BODY])).get("now", {})
    return found


def _placeholder(number: int, prev: str, own: str) -> tuple[Any, ...]:
    """What stands where an entry was lost: its number, and its hash where the next one tells it."""
    empty = dict.fromkeys(COLUMNS, "")
    row = tuple({**empty, "seq": number, "prev": prev, "key": digest(f"lost {number} {prev}"), "kind": LOST, "ref": 0,
                 "body": zlib.compress(b"{}", 6)}.values())  # fmt: skip
    return (*row, own or chain(row))


def _is_meta(cells: tuple[Any, ...]) -> bool:
    return cells[0] in ("id", "key", "origin") and isinstance(cells[1], str)


def _beginning(carved: Carved, texts: dict[str, str], kept: str) -> Beginning:
    """What the ledger began with. ``kept``: the id that the workspace notes, which counts where the chain vouches."""
    chance = by_chance(None)
    keys = [cells[0] for _, cells in carved.rows if len(cells) == 1 and isinstance(cells[0], bytes)]
    key = next((k for k in keys if hashlib.sha256(k).hexdigest() == texts.get("key")), chance.key)
    own, origin = texts.get("id", chance.id), texts.get("origin", "")
    first = carved.entries.get(1, ("", ""))[1]
    if kept and genesis_of(kept.encode()) == first != genesis_of((origin or own).encode()):
        own, origin = (own, kept) if origin else (kept, "")
    return Beginning(own, key, origin)


def _contacts(db: sqlite3.Connection, carved: Carved, secret: bytes) -> None:
    """Keep the personal data that their tokens vouch for."""
    seen = set()
    for _, cells in carved.rows:
        if len(cells) != 3 or not isinstance(cells[0], int) or not all(isinstance(c, str) for c in cells[1:]):
            continue
        seq, own, value = cells
        if cells in seen or not own.startswith("⟨"):
            continue
        seen.add(cells)
        if token(own[1:].partition(":")[0], value, secret) == own:
            db.execute("INSERT INTO contact SELECT ?, ?, ? WHERE NOT EXISTS "
                       "(SELECT 1 FROM contact WHERE seq = ? AND token = ?)", (seq, own, value, seq, own))  # fmt: skip


def _last(path: Path, carved: Carved) -> int:
    """The number of the last entry there was, as far as anything tells it."""
    found = max(carved.entries, default=0)
    with suppress(sqlite3.Error, OSError, ValueError):
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            for place in ("seq) FROM entry", "seq) FROM standing", "root) FROM standing"):
                with suppress(sqlite3.Error, UnicodeDecodeError):
                    said = db.execute(f"SELECT max({place}").fetchone()[0]
                    found = max(found, said if isinstance(said, int) and said <= found + GAP else 0)
        finally:
            db.close()
    return found
