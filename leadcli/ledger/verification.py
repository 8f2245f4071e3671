"""Whether a ledger is as it was written: its form, the chain, and what the chain does not reach."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib

from leadcli.domain.messages import message
from leadcli.ledger.ruling_records import token, tokens_in
from leadcli.ledger.sql_schema import ALL, FIELDS, GONE, LOST, OBJECTS, SMALL, Fault, covered
from leadcli.ledger.standing.state import LAST, differs


def verify(db: sqlite3.Connection, genesis: str, deep: bool | None) -> tuple[int, Fault | None]:
    """Check a ledger's form and chain; ``deep`` checks pages, case files and contacts too (None: if it is small)."""
    if (fault := _form(db)) is not None:
        return 0, fault
    count, fault = _walk(db, genesis)
    fault = fault or _cut_off(db)
    if fault:
        return count, fault
    if deep is None:
        deep = count <= SMALL
    return count, _deep(db) if deep else None


GLANCED = 250  # entries up to which all is checked before each reading
WALKED = 5_000  # entries up to which the chain and the file's structure are


def glance(db: sqlite3.Connection, genesis: str) -> Fault | None:
    """What is wrong with a ledger, as far as that is told in a moment: of a small one all, of a large one the last."""
    count = db.execute("SELECT count(*) FROM (SELECT 1 FROM entry LIMIT ?)", (WALKED + 1,)).fetchone()[0]
    if count <= GLANCED:
        return verify(db, genesis, True)[1]
    if (fault := _form(db)) is not None or count > WALKED:
        return fault
    return _walk(db, genesis)[1] or _structure(db, "quick_check")


def _form(db: sqlite3.Connection) -> Fault | None:
    rows = db.execute("SELECT rowid, type, name, tbl_name, sql FROM sqlite_master").fetchall()
    form = {name: sql for _, _, name, _, sql in rows if sql is not None}
    kinds = {(kind, table) for _, kind, _, table, _ in rows}
    if [row[0] for row in rows] != list(range(1, len(rows) + 1)) or not kinds <= OBJECTS:
        return Fault(0, message("its list of tables was changed"))
    for name, sql in ALL.items():
        if form.get(name) != sql:
            return Fault(0, message("its table, index or trigger {name} was changed", name=name))
    if set(form) - set(ALL):
        return Fault(0, message("it holds tables that are not its own"))
    return None


def _walk(db: sqlite3.Connection, genesis: str) -> tuple[int, Fault | None]:
    db.text_factory = bytes
    try:
        return _walked(db, genesis)
    finally:
        db.text_factory = str


def _walked(db: sqlite3.Connection, genesis: str) -> tuple[int, Fault | None]:
    sha, count, prev, kind = hashlib.sha256, 0, genesis.encode(), LOST.encode()
    vouched: dict[str, str] | None = None
    for row in db.execute(f"SELECT {FIELDS} FROM entry ORDER BY seq"):
        count += 1
        if row[0] != count:
            return count - 1, Fault(count, message("this number is missing"))
        found = sha(covered(row[:-1])).hexdigest().encode()
        if found != row[-1] or row[1] != prev:
            vouched = _vouched(db) if vouched is None else vouched
            if row[1] != prev and not (count == 1 and vouched.get("genesis") == row[1].decode()):
                return count - 1, Fault(count, message("it does not follow the entry before it"))
            marked = row[5] == kind or row[2] == b"%s%d" % (GONE.encode(), count)
            if found != row[-1] and not (marked and vouched.get(str(count)) == found.decode()):
                return count - 1, Fault(count, message("its content is not what was recorded"))
        prev = row[-1]
    return count, None


def _vouched(db: sqlite3.Connection) -> dict[str, str]:
    """What repairs and forgetting say of what stands in another's place: its hash by number or name, and the beginning.

    The last one counts.
    """
    found: dict[str, str] = {}
    for (body,) in db.execute("SELECT body FROM entry WHERE kind IN ('repair', 'forget') ORDER BY seq"):
        told = json.loads(zlib.decompress(body))
        found |= {str(number): own for number, own in told.get("lost", ())} | told.get("now", {})
        found |= {"genesis": told["genesis"]} if told.get("genesis") else {}
    return found


def _cut_off(db: sqlite3.Connection) -> Fault | None:
    noted = db.execute("SELECT value FROM note WHERE name = ?", (LAST,)).fetchone()
    if noted is None:  # of an earlier version, to which nothing was added since
        return None
    number = int(noted[0].partition(":")[0])
    there = db.execute("SELECT seq || ':' || hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    if there is None or there[0] != noted[0]:
        return Fault(number, message("it was the last one, and is not there as it was: something was cut off"))
    return None


def _noted(db: sqlite3.Connection, what: str) -> set[int]:
    """The entries of which repairs say that their case file (``bare``) or their personal data are lost."""
    bodies = db.execute("SELECT body FROM entry WHERE kind = 'repair'").fetchall()
    return {seq for (body,) in bodies for seq in json.loads(zlib.decompress(body)).get(what, ())}


def _taken_out(db: sqlite3.Connection) -> set[int]:
    """The entries that came by an export, which carries no personal data."""
    found: set[int] = set()
    for (name,) in db.execute("SELECT name FROM meta WHERE name GLOB 'taken *'").fetchall():
        first, _, last = name.removeprefix("taken ").partition("-")
        found.update(range(int(first), int(last) + 1))
    return found


def bared(db: sqlite3.Connection) -> list[int]:
    """The entries that hold tokens of personal data which are not there, though none of theirs was forgotten."""
    sql = (
        "SELECT seq, body FROM entry e WHERE kind = 'ruling' AND key <> 'forgotten ' || seq "
        "AND NOT EXISTS (SELECT 1 FROM contact WHERE seq = e.seq) "
        "AND NOT EXISTS (SELECT 1 FROM entry r WHERE r.ref = e.seq AND r.ref > 0 AND r.kind = 'forget')"
    )
    return [seq for seq, body in db.execute(sql) if tokens_in(zlib.decompress(body).decode())]


def _structure(db: sqlite3.Connection, check: str) -> Fault | None:
    for (said,) in db.execute(f"PRAGMA {check}"):
        if said != "ok":
            return Fault(0, message("the file is damaged: {said}", said=str(said)))
    return None


def _deep(db: sqlite3.Connection) -> Fault | None:
    if (fault := _structure(db, "integrity_check")) is not None:
        return fault
    vouched = _vouched(db)
    for own, body in db.execute("SELECT hash, body FROM casefile"):
        if (found := hashlib.sha256(zlib.decompress(body)).hexdigest()) != own and vouched.get(own) != found:
            return Fault(0, message("the case file {name} is not what was recorded", name=own[:12]))
    missing = db.execute("SELECT seq FROM entry WHERE case_hash <> '' AND case_hash NOT IN (SELECT hash FROM casefile)")
    lost = [seq for (seq,) in missing.fetchall()]
    if lost and (told := set(lost) - _noted(db, "bare")):
        return Fault(min(told), message("its case file is missing"))
    if (fault := _contacts(db)) is not None:
        return fault
    told = _taken_out(db) | _noted(db, "private")
    for seq in bared(db):
        if seq not in told:
            return Fault(seq, message("its personal data are missing, and no entry says that they were removed"))
    if table := differs(db):
        return Fault(0, message("its table {name} is not what the entries say", name=table))
    return None


def _contacts(db: sqlite3.Connection) -> Fault | None:
    rows = db.execute("SELECT value FROM secret").fetchall()
    own = db.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
    if len(rows) != 1 or own is None or hashlib.sha256(rows[0][0]).hexdigest() != own[0]:
        return Fault(0, message("the key of the personal data is damaged"))
    for seq, stored, value in db.execute("SELECT seq, token, value FROM contact"):
        name = stored[1:].split(":")[0]
        if token(name, value, rows[0][0]) != stored:
            return Fault(seq, message("its personal data are not what was recorded"))
    return None
