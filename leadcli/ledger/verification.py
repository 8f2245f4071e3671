"""Whether a ledger is as it was written: its form, the chain, and what the chain does not reach."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib

from leadcli.domain.messages import message
from leadcli.ledger.sql_schema import ALL, FIELDS, OBJECTS, SMALL, Fault, covered
from leadcli.ledger.standing.state import differs


def verify(db: sqlite3.Connection, genesis: str, deep: bool | None) -> tuple[int, Fault | None]:
    """Check a ledger's form and chain; ``deep`` checks pages, case files and contacts too (None: if it is small)."""
    rows = db.execute("SELECT rowid, type, name, tbl_name, sql FROM sqlite_master").fetchall()
    form = {name: sql for _, _, name, _, sql in rows if sql is not None}
    kinds = {(kind, table) for _, kind, _, table, _ in rows}
    if [row[0] for row in rows] != list(range(1, len(rows) + 1)) or not kinds <= OBJECTS:
        return 0, Fault(0, message("its list of tables was changed"))
    for name, sql in ALL.items():
        if form.get(name) != sql:
            return 0, Fault(0, message("its table, index or trigger {name} was changed", name=name))
    if set(form) - set(ALL):
        return 0, Fault(0, message("it holds tables that are not its own"))
    db.text_factory = bytes
    try:
        count, prev, fault = _walk(db, genesis)
    finally:
        db.text_factory = str
    if fault:
        return count, fault
    del prev
    if deep is None:
        deep = count <= SMALL
    return count, _deep(db) if deep else None


def _walk(db: sqlite3.Connection, genesis: str) -> tuple[int, bytes, Fault | None]:
    sha, count, prev = hashlib.sha256, 0, genesis.encode()
    for row in db.execute(f"SELECT {FIELDS} FROM entry ORDER BY seq"):
        count += 1
        if row[0] != count:
            return count - 1, prev, Fault(count, message("this number is missing"))
        if row[1] != prev:
            return count - 1, prev, Fault(count, message("it does not follow the entry before it"))
        found = sha(covered(row[:-1])).hexdigest().encode()
        if found != row[-1]:
            return count - 1, prev, Fault(count, message("its content is not what was recorded"))
        prev = found
    return count, prev, None


def _deep(db: sqlite3.Connection) -> Fault | None:
    for (said,) in db.execute("PRAGMA integrity_check"):
        if said != "ok":
            return Fault(0, message("the file is damaged: {said}", said=str(said)))
    for own, body in db.execute("SELECT hash, body FROM casefile"):
        if hashlib.sha256(zlib.decompress(body)).hexdigest() != own:
            return Fault(0, message("the case file {name} is not what was recorded", name=own[:12]))
    missing = db.execute(
        "SELECT seq FROM entry WHERE case_hash <> '' AND case_hash NOT IN (SELECT hash FROM casefile) LIMIT 1"
    ).fetchone()
    if missing:
        return Fault(missing[0], message("its case file is missing"))
    if (fault := _contacts(db)) is not None:
        return fault
    if table := differs(db):
        return Fault(0, message("its table {name} is not what the entries say", name=table))
    return None


def _contacts(db: sqlite3.Connection) -> Fault | None:
    from leadcli.ledger.ruling_records import token

    rows = db.execute("SELECT value FROM secret").fetchall()
    own = db.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
    if len(rows) != 1 or own is None or hashlib.sha256(rows[0][0]).hexdigest() != own[0]:
        return Fault(0, message("the key of the personal data is damaged"))
    for seq, stored, value in db.execute("SELECT seq, token, value FROM contact"):
        name = stored[1:].split(":")[0]
        if token(name, value, rows[0][0]) != stored:
            return Fault(seq, message("its personal data are not what was recorded"))
    return None
