"""A ledger's file opened: made where there is none, brought to the present form, refused where it is another's."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, Refusal, message
from leadcli.ledger.sql_schema import ALL, APPLICATION, CHAIN, SCHEMA
from leadcli.ledger.standing import state
from leadcli.ledger.stored_entry import DamagedEntryError


class LedgerError(Refusal):
    """The ledger cannot be used.

    ``damaged``: it is not as it was written; ``foreign``: the file is another program's; ``strange``: the ledger is
    another workspace's.
    """

    def __init__(self, *said: Message, damaged: bool = False, foreign: bool = False, strange: bool = False) -> None:
        super().__init__(*said)
        self.damaged, self.foreign, self.strange = damaged, foreign, strange


# What a damaged, locked, full or foreign file may raise.
FAULTS = (LedgerError, DamagedEntryError, sqlite3.Error, OSError, zlib.error, json.JSONDecodeError, UnicodeDecodeError)
# Codes of SQLite that tell of the world around the file, not of what is in it.
_AROUND = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_CONSTRAINT,
}  # fmt: skip


_LIKE = {
    errno.ENOSPC: sqlite3.SQLITE_FULL, errno.EDQUOT: sqlite3.SQLITE_FULL, errno.EACCES: sqlite3.SQLITE_PERM,
    errno.EPERM: sqlite3.SQLITE_PERM, errno.EROFS: sqlite3.SQLITE_READONLY, errno.EIO: sqlite3.SQLITE_IOERR,
}  # fmt: skip
_KNOWN = {
    sqlite3.SQLITE_BUSY: message("another program is writing to it"),
    sqlite3.SQLITE_LOCKED: message("another program is writing to it"),
    sqlite3.SQLITE_FULL: message("the disk is full"),
    sqlite3.SQLITE_PERM: message("you have no right to write it"),
    sqlite3.SQLITE_READONLY: message("you have no right to write it"),
    sqlite3.SQLITE_CANTOPEN: message("you have no right to open it or to write in its folder"),
    sqlite3.SQLITE_IOERR: message("the disk cannot be read or written"),
}
_REMEDY = {
    sqlite3.SQLITE_BUSY: message("say it again in a moment"),
    sqlite3.SQLITE_LOCKED: message("say it again in a moment"),
    sqlite3.SQLITE_FULL: message("make room on the disk, then say it again"),
    sqlite3.SQLITE_PERM: message("ask whoever owns the folder for the right to write in it"),
    sqlite3.SQLITE_READONLY: message("ask whoever owns the folder for the right to write in it"),
    sqlite3.SQLITE_CANTOPEN: message("ask whoever owns the folder for the right to write in it"),
    sqlite3.SQLITE_IOERR: message("look after the disk, then say it again"),
}


def fault_of(error: BaseException) -> Message:
    """What such a fault says."""
    if isinstance(error, Refusal):
        return error.said[0]
    if isinstance(error, DamagedEntryError):
        return message("entry {number} is not what was recorded", number=error.args[0])
    if isinstance(error, sqlite3.Error) and is_damage(error):
        return message("the file is damaged: {said}", said=str(error))
    known = _KNOWN.get(_code(error))
    return known or message("{said}", said=getattr(error, "strerror", None) or str(error))


def remedy_of(error: BaseException) -> Message:
    """What to do about it."""
    if isinstance(error, LedgerError) and error.foreign:
        return message("it is another program's file: move it away, and leadcli who-owns --record begins a ledger")
    if isinstance(error, LedgerError) and error.strange:
        return message("if the workspace was moved here: leadcli log verify --adopt")
    cause = error.__cause__ if isinstance(error, LedgerError) and error.__cause__ is not None else error
    if is_damage(cause):
        return message("heal it: leadcli log repair")
    return _REMEDY.get(_code(cause)) or message("check it: leadcli log verify")


def _code(error: BaseException) -> int:
    if isinstance(error, OSError):
        return _LIKE.get(error.errno or 0, 0)
    return getattr(error, "sqlite_errorcode", 0) & 255


def is_damage(error: BaseException) -> bool:
    """Whether it tells of what is in the file: then what is whole in it can still be read."""
    if isinstance(error, LedgerError):
        return error.damaged
    if isinstance(error, sqlite3.Error):
        code = _code(error)
        if code:
            return code not in _AROUND
        return not isinstance(error, sqlite3.OperationalError) or "decode" in str(error)
    return not isinstance(error, OSError)


@frozen
class Beginning:
    """What a ledger begins with: its id, and the key of what stands for personal data. ``origin``: see Ledger."""

    id: str
    key: bytes
    origin: str = ""


def by_chance(path: Path | None) -> Beginning:
    """The beginning of a new ledger; its id, on which the chain rests, tells the folder that it began in."""
    place = f"-{place_of(path.parent)}" if path is not None else ""
    return Beginning(f"{secrets.token_hex(16)}{place}", secrets.token_bytes(32))


def place_of(root: Path) -> str:
    """A folder as an id tells it."""
    return hashlib.sha256(os.path.normcase(root.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def opened(path: Path | None, wait: float, fresh: bool, begun: Beginning | None = None) -> sqlite3.Connection:
    """A ledger's file, in the present form. Raises LedgerError."""
    db: sqlite3.Connection | None = None
    try:
        if fresh and path is not None:
            _private(path)
        db = _connected(path, wait)
        if fresh or _is_empty(db):
            _create(db, wait, begun or by_chance(path))
        _check_form(db)
    except (sqlite3.Error, UnicodeDecodeError, OSError) as error:
        if db is not None:
            db.close()
        raise LedgerError(fault_of(error), damaged=is_damage(error)) from error
    except LedgerError:
        if db is not None:
            db.close()
        raise
    return db


def _connected(path: Path | None, wait: float) -> sqlite3.Connection:
    db = sqlite3.connect(path or ":memory:", timeout=wait, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA secure_delete=ON")
        db.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError as error:
        db.close()
        closed = _code(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
        if not closed or path is None or path.with_name(f"{path.name}-wal").exists():
            raise
        # a folder in which nothing may be made: the file alone is read, and cannot be written
        db = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", timeout=wait, isolation_level=None, uri=True)
    return db


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[None]:
    """One write transaction; nothing is written if it is left by an exception. Within another it is a part of it."""
    if db.in_transaction:
        yield
        return
    try:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
    except sqlite3.Error as error:
        raise LedgerError(fault_of(error), damaged=is_damage(error)) from error


def _private(path: Path) -> None:
    """Make the file, to be read by nobody else; SQLite gives its log the same rights."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _is_empty(db: sqlite3.Connection) -> bool:
    """Whether somebody is just making the file: no mark and no tables yet."""
    marked = db.execute("PRAGMA application_id").fetchone()[0]
    return not marked and not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def _create(db: sqlite3.Connection, wait: float, begun: Beginning) -> None:
    _wal(db, wait)
    with writing(db):
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return  # somebody was faster
        db.execute(f"PRAGMA application_id={APPLICATION}")
        db.execute(f"PRAGMA user_version={SCHEMA}")
        for sql in ALL.values():
            db.execute(sql)
        db.execute("INSERT INTO meta VALUES ('id', ?)", (begun.id,))
        db.execute("INSERT INTO secret VALUES (?)", (begun.key,))
        db.execute("INSERT INTO meta VALUES ('key', ?)", (hashlib.sha256(begun.key).hexdigest(),))
        if begun.origin:
            db.execute("INSERT INTO meta VALUES ('origin', ?)", (begun.origin,))


def _wal(db: sqlite3.Connection, wait: float) -> None:
    """Set the log ahead of writes. SQLite does not wait for another that does so at the same moment: we do."""
    end = time.monotonic() + wait
    while True:
        try:
            db.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def _check_form(db: sqlite3.Connection) -> None:
    own = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if own != APPLICATION:
        raise LedgerError(message("this file is not a leadcli ledger"), damaged=True)
    if CHAIN <= version < SCHEMA:
        _upgrade(db)
    elif version != SCHEMA:
        said = message(
            "the ledger has version {version}, this leadcli reads version {own}", version=version, own=SCHEMA
        )
        raise LedgerError(said, damaged=not SCHEMA < version < SCHEMA + 100)  # of a later leadcli, or a wrong byte


def _upgrade(db: sqlite3.Connection) -> None:
    """Bring a ledger of an earlier version to the present form; no entry is touched."""
    with writing(db):
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA:
            return  # somebody was faster
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        for name, sql in ALL.items():
            if name not in there:
                db.execute(sql)
        _written_over(db)
        db.execute(f"PRAGMA user_version={SCHEMA}")
        if (
            version < 3 and db.execute("SELECT 1 FROM meta WHERE name = 'origin'").fetchone()
        ):  # it came by an export, as far as it goes
            db.execute("INSERT INTO meta SELECT 'taken 1-' || ifnull(max(seq), 0), '' FROM entry")
        state.rebuild(db)  # what holds now is told otherwise, or had no tables yet


def _written_over(db: sqlite3.Connection) -> None:
    """Put the triggers that changed in the place of those that were: the order of the list is a part of the form."""
    known = db.execute("PRAGMA schema_version").fetchone()[0]
    db.execute("PRAGMA writable_schema=ON")
    for name in ("entry_update", "casefile_update", "contact_delete"):
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (ALL[name], name))
    db.execute(f"PRAGMA schema_version={known + 1}")
    db.execute("PRAGMA writable_schema=OFF")
