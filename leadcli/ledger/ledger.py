"""The ledger: every recorded event once, in order, each chained by hash to the one before. SQLite, append-only.

The hash of an entry is SHA-256 over the hash before it and all its columns, so nothing in it can change unseen. Updates
and deletions are refused by triggers. Personal data stand in a table of their own, which the chain covers by keyed
hashes only, so they can be removed. WAL with full sync: an append that returned is on the disk.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from leadcli.domain.messages import Message, message
from leadcli.ledger.file_form import Beginning, LedgerError, opened, writing
from leadcli.ledger.sql_schema import CHAIN, FIELDS, FORGOTTEN_CASE, INDEXED, INSERT, KINDS, WAIT, Fault, chain, raw
from leadcli.ledger.standing import state
from leadcli.ledger.stored_entry import DamagedEntryError, Stored, stored_of

LOOKED_BACK = 100  # entries in which the latest moment is looked for


class Ledger:
    """An open ledger file. Use as a context manager."""

    def __init__(
        self, path: Path | None, create: bool = True, wait: float = WAIT, begun: Beginning | None = None
    ) -> None:
        """Open, and make it if there is none and ``create`` says so. Without a path: one in memory, empty.

        ``wait``: seconds for another writer to finish; ``begun``: what a new one begins with, else it is by chance.
        """
        self.path, self.wait, self.reading = path, wait, False
        self.damage: tuple[Message, ...] = ()  # what is said of one that holds the whole entries of a damaged one
        self.broken: set[int] = set()  # entries that were asked for and are not what was recorded
        self.anew = False  # whether another stood here before, and is gone
        self.bare: set[int] = set()  # those whose facts were asked for and are lost
        fresh = path is None or not path.exists() or path.stat().st_size == 0
        if fresh and not create:
            raise LedgerError(message("there is no ledger yet"))
        self._db = opened(path, wait, fresh, begun)

    @property
    def database(self) -> sqlite3.Connection:
        """The open file: for ``standing_clients`` to read what holds now."""
        return self._db

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    @property
    def faults(self) -> tuple[Message, ...]:
        """What is to be said of damage that was met so far, with the remedy; nothing where none was."""
        if not (self.damage or self.broken):
            return ()
        from leadcli.ledger.salvage.whole import lost_said

        met = lost_said(tuple(sorted(self.broken))) if self.broken else ()
        return (*self.damage, *met, message("heal it: leadcli log repair"))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One write transaction: what is read in it holds until it is written. Within another it is a part of it.

        Nothing is written if it is left by an exception.
        """
        with writing(self._db):
            yield

    def if_free(self, write: Callable[[], None]) -> None:
        """Write what can be worked out again: at once, or not at all. It is a part of a transaction that is open."""
        if self.reading:
            return
        own = not self._db.in_transaction
        try:
            if own:
                self._db.execute("PRAGMA busy_timeout=0")
                self._db.execute("BEGIN IMMEDIATE")
            write()
            if own:
                self._db.execute("COMMIT")
        except sqlite3.Error:
            if own and self._db.in_transaction:
                self._db.execute("ROLLBACK")
        finally:
            if own:
                self._db.execute(f"PRAGMA busy_timeout={int(1000 * self.wait)}")

    def snapshot(self, head: str = "") -> bool:
        """Read the ledger as it is now from here on, whatever is written; False if its head is another than said."""
        self.reading = True
        self._db.execute("BEGIN")
        return not head or self.head()[1] == head

    # --- writing ----------------------------------------------------------------------------------------------
    @property
    def secret(self) -> bytes:
        """The key of the hashes that stand for personal data; it never leaves the file."""
        return bytes(self._db.execute("SELECT value FROM secret").fetchone()[0])

    def append(self, entries: Sequence[Any], by: str, at: str) -> list[tuple[int, bool]]:
        """Write entries (record.Entry) in one transaction; for each its number, and whether it is new.

        An entry whose key is there already is not written again.
        """
        with self.writing():
            return [self._append(entry, by, at) for entry in entries]

    def _append(self, entry: Any, by: str, at: str) -> tuple[int, bool]:
        known = self._db.execute("SELECT seq FROM entry WHERE key = ?", (entry.key,)).fetchone()
        if known:
            return known[0], False
        seq, prev = self.head()
        seq += 1
        body = zlib.compress(entry.body.encode(), 6)
        row = (
            seq, prev, entry.key, at, by, entry.kind, entry.day, entry.caller, entry.client, entry.group,
            entry.manager,
            entry.cover, entry.rule, entry.verdict, entry.how, entry.facts, entry.able, entry.ref,
            entry.case_hash, body,
        )  # fmt: skip
        if entry.case_hash:
            case = (entry.case_hash, zlib.compress(entry.case_body.encode(), 6))
            put_case(self._db, *case)
        for token, value in entry.private:
            self._db.execute("INSERT INTO contact VALUES (?, ?, ?)", (seq, token, value))
        with state.changed(self._db, entry.ref):
            self._db.execute(INSERT, (*row, chain(row)))
        return seq, True

    def copy(self, other: Ledger, stored: Stored) -> None:
        """Take over an entry of another ledger with its personal data, as the next of this one."""
        row = other.database.execute(f"SELECT {FIELDS} FROM entry WHERE seq = ?", (stored.seq,)).fetchone()
        with self.writing(), state.changed(self._db, stored.ref):
            self._db.execute(INSERT, row)
            for token, value in other.private(stored.seq).items():
                self._db.execute("INSERT INTO contact VALUES (?, ?, ?)", (stored.seq, token, value))

    @property
    def origin(self) -> bytes:
        """The id of the ledger: its own, or that of the one whose export it took in while it was empty."""
        rows = dict(self._db.execute("SELECT name, value FROM meta").fetchall())
        known = {raw(name): raw(value) for name, value in rows.items()}
        return known.get(b"origin") or known.get(b"id", b"")

    @property
    def own_id(self) -> str:
        """The id that it got when it was made here."""
        found = self._db.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()
        return str(found[0]) if found else ""

    @property
    def genesis(self) -> str:
        """The hash before the first entry: that of the ledger's id."""
        return genesis_of(self.origin)

    def erase_free_space(self) -> None:
        """Overwrite what was deleted, in the file and in its log. Raises sqlite3.Error while somebody else reads."""
        self._db.execute("VACUUM")
        if self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise sqlite3.OperationalError("database is locked")

    # --- reading ----------------------------------------------------------------------------------------------
    def head(self) -> tuple[int, str]:
        """The number and the hash of the last entry; the genesis hash when there is none."""
        row = self._db.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        return (row[0], row[1]) if row else (0, self.genesis)

    def latest(self) -> str:
        """The latest moment at which one of the last entries was written, as they say; ``""`` where there is none."""
        some = f"SELECT at FROM entry ORDER BY seq DESC LIMIT {LOOKED_BACK}"
        with suppress(sqlite3.Error):
            for (at,) in self._db.execute(f"SELECT max(at) FROM ({some})"):
                return str(at or "")
        return ""

    def of_key(self, key: str) -> Stored | None:
        """The entry that has a key."""
        return self._whole(self._db.execute(f"SELECT {FIELDS} FROM entry WHERE key = ?", (key,)).fetchone())

    def stands(self, stored: Stored) -> bool:
        """Whether an entry was neither reverted nor decided or answered otherwise, nor what it rests on reverted."""
        if self.reverted(stored.seq):
            return False
        later = [e for e in self.select({"ref": stored.seq}) if e.kind in ("decision", "ruling")]
        if any(not self.reverted(entry.seq) for entry in later):
            return False
        if not stored.ref or stored.kind not in ("ruling", "decision"):
            return True
        if self.reverted(stored.ref):
            return False
        others = [e for e in self.select({"ref": stored.ref}) if e.kind == stored.kind and e.seq > stored.seq]
        return all(self.reverted(entry.seq) for entry in others)

    def reverted(self, seq: int) -> bool:
        """Whether an entry was taken back, by what was not taken back itself."""
        sql = (
            "SELECT 1 FROM entry e WHERE ref = ? AND ref > 0 AND kind IN ('revert', 'undo') AND NOT EXISTS "
            "(SELECT 1 FROM entry r WHERE r.ref = e.seq AND r.ref > 0 AND r.kind = 'revert') LIMIT 1"
        )
        return self._db.execute(sql, (seq,)).fetchone() is not None

    def get(self, seq: int) -> Stored | None:
        """One entry."""
        return self._whole(self._db.execute(f"SELECT {FIELDS} FROM entry WHERE seq = ?", (seq,)).fetchone())

    def select(self, where: Mapping[str, Any], limit: int = 0, newest: bool = True) -> Iterator[Stored]:
        """Entries by equal columns; ``since``, ``until`` bound the day, ``after`` the number.

        Newest first unless said otherwise.
        """
        parts, values = ["1"], []
        for name, value in where.items():
            if name == "kind":  # written out, so that a partial index can be used
                parts.append(f"kind = '{KINDS[value]}'")
                continue
            parts.append({"since": "day >= ?", "until": "day <= ?", "after": "seq > ?"}.get(name, f"{name} = ?"))
            if name == "ref":
                parts.append("ref > 0")
            values.append(value)
            if name in INDEXED:
                parts.append(f"{name} <> ''")
        order = "DESC" if newest else "ASC"
        sql = f"SELECT {FIELDS} FROM entry WHERE {' AND '.join(parts)} ORDER BY seq {order}"
        if limit:
            sql += f" LIMIT {int(limit)}"
        for row in self._db.execute(sql, values):
            found = self._whole(row)
            if found is not None:
                yield found

    def _whole(self, row: tuple[Any, ...] | None) -> Stored | None:
        """An entry of its columns; None where it is not what was recorded, which is noted."""
        try:
            return stored_of(row) if row else None
        except (DamagedEntryError, zlib.error, UnicodeDecodeError, TypeError, AttributeError):
            assert row is not None
            self.broken.add(row[0])
            return None

    def private(self, seq: int) -> dict[str, str]:
        """The plain texts of an entry's personal data, by token."""
        return dict(self._db.execute("SELECT token, value FROM contact WHERE seq = ?", (seq,)).fetchall())

    def case(self, case_hash: str) -> str:
        """The case file of an entry, as text; ``""`` where it is lost, or is not what was recorded."""
        row = self._db.execute("SELECT body FROM casefile WHERE hash = ?", (case_hash,)).fetchone()
        try:
            text = zlib.decompress(row[0]) if row else b""
        except zlib.error:
            return ""
        own = hashlib.sha256(text).hexdigest() == case_hash or text.startswith(FORGOTTEN_CASE)
        return text.decode() if own else ""

    # --- checking ---------------------------------------------------------------------------------------------
    def verify(self, deep: bool | None = None) -> tuple[int, Fault | None]:
        """Check the whole chain; how many entries are sound, and the first fault.

        ``deep`` checks the file's pages and indexes, case files and contacts too; by default it does so for ledgers
        of up to SMALL entries.
        """
        from leadcli.ledger.verification import verify

        try:
            return verify(self._db, self.genesis, deep)
        except (
            sqlite3.Error,
            zlib.error,
            UnicodeDecodeError,
            TypeError,
            ValueError,
            AttributeError,
            LookupError,
        ) as error:
            return 0, Fault(0, message("the file is damaged: {said}", said=str(error)))

    # --- moving -----------------------------------------------------------------------------------------------
    def export(self) -> Iterator[dict[str, Any]]:
        """The ledger as objects; see ``moving.export``."""
        from leadcli.ledger.transfer import export

        return export(self, self._db)

    def take(self, lines: Iterator[dict[str, Any]]) -> tuple[int, int]:
        """Take in an export; see ``moving.take``."""
        from leadcli.ledger.transfer import take

        with self.writing():
            return take(self, self._db, lines)


def genesis_of(origin: bytes) -> str:
    """The hash before the first entry of a ledger that began with this id."""
    return hashlib.sha256(b"leadcli ledger %d " % CHAIN + origin).hexdigest()


def put_case(db: sqlite3.Connection, own: str, body: bytes) -> None:
    """Keep a case file, once."""
    db.execute("INSERT INTO casefile SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM casefile WHERE hash = ?)",
               (own, body, own))  # fmt: skip


def who() -> str:
    """Who records: LEADCLI_USER, else the login name."""
    import getpass

    try:
        return os.environ.get("LEADCLI_USER") or getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
