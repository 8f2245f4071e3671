"""The form of a ledger file: its tables, indexes and triggers, its columns, and the bytes that the chain covers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message

FILE = "ledger.sqlite"
FORGOTTEN_CASE = b'{"_forgotten":'  # how a case file begins that was written over
GONE = "forgotten "  # the key of an entry that was written over, with its number
APPLICATION = 0x6C656164  # «lead»: marks the file as ours
# Of the file: 2 has what holds now, 3 refuses INSERT OR REPLACE, 4 lets be forgotten, 5 keeps cards read, 6 counts no
# client for a question that waits.
SCHEMA = 6
CHAIN = 1  # of what is hashed and exported
WAIT = 30.0  # seconds for another writer to finish
WITHIN = 2.0  # seconds in which a ruling must be written, or its answer goes without
SMALL = 200_000  # entries up to which every check runs each time
COLUMNS = (
    "seq", "prev", "key", "at", "by", "kind", "day", "caller", "client", "grp", "manager", "cover", "rule", "verdict",
    "how", "facts", "able", "ref", "case_hash", "body",
)  # fmt: skip
INDEXED = ("caller", "client", "grp", "manager", "rule")
TABLES = {
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "entry": "CREATE TABLE entry (seq INTEGER PRIMARY KEY, prev TEXT NOT NULL, key TEXT NOT NULL UNIQUE, "
    "at TEXT NOT NULL, by TEXT NOT NULL, kind TEXT NOT NULL, day TEXT NOT NULL, caller TEXT NOT NULL, "
    "client TEXT NOT NULL, grp TEXT NOT NULL, manager TEXT NOT NULL, cover TEXT NOT NULL, rule TEXT NOT NULL, "
    "verdict TEXT NOT NULL, how TEXT NOT NULL, facts TEXT NOT NULL, able TEXT NOT NULL, ref INTEGER NOT NULL, "
    "case_hash TEXT NOT NULL, body BLOB NOT NULL, hash TEXT NOT NULL) STRICT",
    "casefile": "CREATE TABLE casefile (hash TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT",
    "contact": "CREATE TABLE contact (seq INTEGER NOT NULL, token TEXT NOT NULL, value TEXT NOT NULL, "
    "PRIMARY KEY (seq, token)) STRICT",
    "secret": "CREATE TABLE secret (value BLOB NOT NULL) STRICT",
    **{f"by_{c}": f"CREATE INDEX by_{c} ON entry ({c}, seq) WHERE {c} <> ''" for c in
       INDEXED},
    "decided_grp": "CREATE INDEX decided_grp ON entry (grp, seq) WHERE kind = 'decision'",
    "decided_facts": "CREATE INDEX decided_facts ON entry (facts, seq) WHERE kind = 'decision'",
    "by_day": "CREATE INDEX by_day ON entry (day, seq)",
    "by_ref": "CREATE INDEX by_ref ON entry (ref) WHERE ref > 0",
    "by_how": "CREATE INDEX by_how ON entry (how, day) WHERE how <> ''",
    **{f"{t}_{what.lower()}": f"CREATE TRIGGER {t}_{what.lower()} BEFORE {what} ON {t} "
       "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
       for t in ("entry", "casefile", "meta") for what in ("UPDATE", "DELETE")},
    "contact_update": "CREATE TRIGGER contact_update BEFORE UPDATE ON contact "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
}  # fmt: skip

# What holds now, read off the entries: who serves whom, what each is owed of the turns, and what each got on each day.
# Written with the entry that changes it, and made anew from the entries where it is not there.
STATE = {
    "standing": "CREATE TABLE standing (root INTEGER PRIMARY KEY, seq INTEGER NOT NULL, client TEXT NOT NULL, "
    "grp TEXT NOT NULL, manager TEXT NOT NULL, day TEXT NOT NULL, decided TEXT NOT NULL, until TEXT NOT NULL, "
    "scope TEXT NOT NULL, why TEXT NOT NULL, before TEXT NOT NULL, card TEXT NOT NULL) STRICT",
    "standing_client": "CREATE INDEX standing_client ON standing (client) WHERE client <> ''",
    "standing_grp": "CREATE INDEX standing_grp ON standing (grp) WHERE grp <> ''",
    "standing_day": "CREATE INDEX standing_day ON standing (day)",
    "standing_decided": "CREATE INDEX standing_decided ON standing (decided) WHERE decided <> ''",
    "found_by": "CREATE TABLE found_by (key INTEGER NOT NULL, root INTEGER NOT NULL, PRIMARY KEY (key, root)) "
    "STRICT, WITHOUT ROWID",
    "found_root": "CREATE INDEX found_root ON found_by (root)",
    "card": "CREATE TABLE card (root INTEGER PRIMARY KEY, mark BLOB NOT NULL, told TEXT NOT NULL, keys BLOB NOT NULL) "
    "STRICT",
    "balance": "CREATE TABLE balance (rota TEXT NOT NULL, manager TEXT NOT NULL, owed INTEGER NOT NULL, "
    "PRIMARY KEY (rota, manager)) STRICT, WITHOUT ROWID",
    "tally": "CREATE TABLE tally (day TEXT NOT NULL, manager TEXT NOT NULL, how TEXT NOT NULL, count INTEGER NOT NULL, "
    "PRIMARY KEY (day, manager, how)) STRICT, WITHOUT ROWID",
    "held": "CREATE TABLE held (manager TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "note": "CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
}

# INSERT OR REPLACE deletes without asking the triggers of deletions: an entry is the next one or none, all else is new.
# Personal data go only after an entry that says so.
_REFUSED = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
GUARDS = {
    "entry_insert": "CREATE TRIGGER entry_insert BEFORE INSERT ON entry WHEN NEW.seq IS NOT "
    "(SELECT ifnull(max(seq), 0) + 1 FROM entry) OR EXISTS (SELECT 1 FROM entry WHERE key = NEW.key) OR (NEW.seq > 1 "
    f"AND NEW.prev IS NOT (SELECT hash FROM entry WHERE seq = NEW.seq - 1)) {_REFUSED}",
    "casefile_insert": "CREATE TRIGGER casefile_insert BEFORE INSERT ON casefile "
    f"WHEN EXISTS (SELECT 1 FROM casefile WHERE hash = NEW.hash) {_REFUSED}",
    "meta_insert": "CREATE TRIGGER meta_insert BEFORE INSERT ON meta "
    f"WHEN EXISTS (SELECT 1 FROM meta WHERE name = NEW.name) {_REFUSED}",
    "contact_insert": "CREATE TRIGGER contact_insert BEFORE INSERT ON contact "
    f"WHEN EXISTS (SELECT 1 FROM contact WHERE seq = NEW.seq AND token = NEW.token) {_REFUSED}",
    "contact_delete": "CREATE TRIGGER contact_delete BEFORE DELETE ON contact WHEN NOT EXISTS "
    f"(SELECT 1 FROM entry WHERE ref > 0 AND kind = 'forget') {_REFUSED}",
    "secret_insert": "CREATE TRIGGER secret_insert BEFORE INSERT ON secret "
    f"WHEN EXISTS (SELECT 1 FROM secret) {_REFUSED}",
    "secret_update": f"CREATE TRIGGER secret_update BEFORE UPDATE ON secret {_REFUSED}",
    "secret_delete": f"CREATE TRIGGER secret_delete BEFORE DELETE ON secret {_REFUSED}",
}
# What an entry of the kind forget says was forgotten is written over, number and hashes stay; see ``forgetting``.
_FORGOTTEN = "EXISTS (SELECT 1 FROM entry WHERE kind = 'forget' AND ref > 0)"
TABLES["entry_update"] = (
    "CREATE TRIGGER entry_update BEFORE UPDATE ON entry WHEN NEW.seq IS NOT OLD.seq OR NEW.prev IS NOT OLD.prev OR "
    f"NEW.hash IS NOT OLD.hash OR NEW.key IS NOT '{GONE}' || OLD.seq OR NOT {_FORGOTTEN} {_REFUSED}"
)
TABLES["casefile_update"] = (
    "CREATE TRIGGER casefile_update BEFORE UPDATE ON casefile WHEN NEW.hash IS NOT OLD.hash OR NOT "
    f"{_FORGOTTEN} {_REFUSED}"
)
ALL = {**TABLES, **STATE, **GUARDS}

OBJECTS = {
    (kind, table)
    for kind in ("table", "index", "trigger")
    for table in ("meta", "entry", "casefile", "contact", "secret", "standing", "found_by", "card", "balance", "tally",
                  "held", "note")
}  # fmt: skip


LOST = "lost"  # stands where an entry was that could not be saved; an entry of the kind repair vouches for it
KINDS = {kind: kind for kind in ("ruling", "decision", "revert", "forget", "batch", "import", "undo", "repair", LOST)}

# What was reverted or decided otherwise does not count.
LIVE = "NOT EXISTS (SELECT 1 FROM entry r WHERE r.ref = e.seq AND r.kind IN ('revert', 'decision'))"
NAMES = {"grp": "group"}
FIELDS = ", ".join((*COLUMNS, "hash"))
INSERT = f"INSERT INTO entry ({FIELDS}) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"


@frozen
class Fault:
    """The first thing wrong with a ledger: the entry (0: the file itself) and what."""

    seq: int
    what: Message


def chain(row: Sequence[Any]) -> str:
    """The hash of an entry: SHA-256 over its columns, each with its length before it."""
    return hashlib.sha256(covered([v.encode() if isinstance(v, str) else v for v in row])).hexdigest()


def covered(row: Sequence[Any]) -> bytes:
    """What is hashed: each column in order, a text as its length, a colon and its bytes, a number between # and ;."""
    (
        seq, prev, key, at, by, kind, day, caller, client, grp, manager, cover, rule, verdict, how, facts, able, ref,
        case_hash, body,
    ) = row  # fmt: skip
    return _PATTERN % (
        seq, len(prev), prev, len(key), key, len(at), at, len(by), by, len(kind), kind, len(day), day, len(caller),
        caller, len(client), client, len(grp), grp, len(manager), manager, len(cover), cover, len(rule), rule,
        len(verdict), verdict, len(how), how, len(facts), facts, len(able), able, ref, len(case_hash), case_hash,
        len(body), body,
    )  # fmt: skip


_PATTERN = b"".join(b"#%d;" if name in ("seq", "ref") else b"%d:%b" for name in COLUMNS)


def raw(value: str | bytes) -> bytes:
    """Text as bytes, bytes as they are."""
    return value if isinstance(value, bytes) else value.encode()


def compact(value: Any) -> str:
    """JSON types as canonical text: sorted keys, no blanks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
