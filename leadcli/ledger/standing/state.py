"""What holds now, kept beside the entries: written with each of them, in one transaction, and made anew from them.

Nothing here is a source: all can be read off the entries, and ``log verify`` does so.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from leadcli.ledger.sql_schema import FIELDS
from leadcli.ledger.standing.effects import NOTHING, Effect, Standing, effect_of
from leadcli.ledger.standing.known_clients import card_keys, card_of, packed, told_of
from leadcli.ledger.stored_entry import Stored, stored_of

LAST = "last"  # the note of the last entry, as number:hash
HELD = "held"  # the note of what the counts of ``held`` rest on
INTENT = "intent "  # how the note of a batch that is being written begins; its number follows
_STANDING = ("root", "seq", "client", "grp", "manager", "day", "decided", "until", "scope", "why", "before", "card")


@contextmanager
def changed(db: sqlite3.Connection, ref: int) -> Iterator[None]:
    """Around the writing of an entry about ``ref`` (0: about none): what it changes in what holds."""
    roots = _resting_on(db, ref) if ref else []
    before = {root: effect_of(about(db, root)) for root in roots}
    yield
    seq = db.execute("SELECT max(seq) FROM entry").fetchone()[0]
    for root in dict.fromkeys((*roots, seq)):
        change(db, before.get(root, NOTHING), effect_of(about(db, root)))
    if ref:
        forget_held(db)  # whose card it was, only the tables tell
    note_last(db)


def note_last(db: sqlite3.Connection) -> None:
    """Note which entry is the last, so that one that was cut off is missed."""
    said = db.execute("SELECT seq || ':' || hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    if said is not None:
        db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (LAST, said[0]))


def about(db: sqlite3.Connection, root: int) -> list[Stored]:
    """An entry, and all that was said about it and about that, in order."""
    found: dict[int, Stored] = {}
    todo = [root]
    first = _entry(db, root)
    if first.ref and first.kind == "ruling":  # answers an earlier question: taken back with it
        todo.append(first.ref)
    while todo:
        ref = todo.pop()
        for row in db.execute(f"SELECT {FIELDS} FROM entry WHERE ref = ? AND ref > 0", (ref,)):
            entry = stored_of(row)
            if entry.seq not in found and entry.seq != root:
                found[entry.seq] = entry
                if entry.kind != "ruling":
                    todo.append(entry.seq)
    return [first, *(found[seq] for seq in sorted(found))]


def _resting_on(db: sqlite3.Connection, seq: int) -> list[int]:
    """The events whose effect an entry about ``seq`` may change: the ruling it is about, and those that answer it."""
    entry = _entry(db, seq)
    while entry.ref and entry.kind != "ruling":
        entry = _entry(db, entry.ref)
    answers = db.execute("SELECT seq FROM entry WHERE ref = ? AND ref > 0 AND kind = 'ruling'", (entry.seq,))
    return [entry.seq, *(row[0] for row in answers)]


def _entry(db: sqlite3.Connection, seq: int) -> Stored:
    return stored_of(db.execute(f"SELECT {FIELDS} FROM entry WHERE seq = ?", (seq,)).fetchone())


def change(db: sqlite3.Connection, old: Effect, new: Effect) -> None:
    """Take one effect back and put another in its place."""
    if old == new:
        return
    for effect, sign in ((old, -1), (new, 1)):
        for rota, gains in effect.turns.items():
            for manager, gain in gains.items():
                db.execute(
                    "INSERT INTO balance VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET owed = owed + excluded.owed",
                    (rota, manager, sign * gain),
                )
        for (day, manager, how), count in effect.counts.items():
            db.execute(
                "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                (day, manager, how, sign * count),
            )
            db.execute("DELETE FROM tally WHERE day = ? AND manager = ? AND how = ? AND count = 0", (day, manager, how))
    if old.standing != new.standing:
        if old.standing:
            for table in ("standing", "found_by", "card"):
                db.execute(f"DELETE FROM {table} WHERE root = ?", (old.standing.root,))
        if new.standing:
            _stand(db, new.standing)


def _stand(db: sqlite3.Connection, found: Standing) -> None:
    card = packed(found.caller)
    db.execute(
        f"INSERT INTO standing VALUES ({', '.join('?' * len(_STANDING))})",
        (found.root, found.seq, found.client, found.group, found.manager, found.day, found.decided, found.until,
         found.scope, found.why, found.before, card),
    )  # fmt: skip
    if not found.client:
        private = dict(db.execute("SELECT token, value FROM contact WHERE seq = ?", (found.root,)).fetchall())
        keys = card_keys(card_of(found, told_of(found, private), found.manager))
        db.executemany("INSERT INTO found_by VALUES (?, ?)", [(each, found.root) for each in keys])


def standing_of(row: tuple[Any, ...], called: bool = True) -> Standing:
    """A row of the table of who serves whom; ``called``: with who called."""
    root, seq, client, group, manager, day, decided, until, scope, why, before, card = row
    return Standing(
        root, seq, client, group, manager, day, decided, until, scope, why, before, json.loads(card) if called else {}
    )


def forget_held(db: sqlite3.Connection) -> None:
    """The counts of clients rest on something else from now on."""
    db.execute("DELETE FROM note WHERE name = ?", (HELD,))


def rebuild(db: sqlite3.Connection) -> None:
    """Make all of it anew from the entries."""
    for table in ("standing", "found_by", "card", "balance", "tally", "held"):
        db.execute(f"DELETE FROM {table}")
    forget_held(db)
    for effect in effects(db):
        change(db, NOTHING, effect)
    note_last(db)


def effects(db: sqlite3.Connection) -> Iterator[Effect]:
    """The effect of each event, in the order of the entries."""
    for (seq,) in db.execute("SELECT seq FROM entry WHERE kind IN ('ruling', 'batch') ORDER BY seq").fetchall():
        yield effect_of(about(db, seq))


def differs(db: sqlite3.Connection) -> str:
    """The first table that is not what the entries say; ``""`` when all are."""
    owed: Counter[tuple[str, str]] = Counter()
    counts: Counter[tuple[str, str, str]] = Counter()
    standing = {}
    for effect in effects(db):
        for rota, gains in effect.turns.items():
            for manager, gain in gains.items():
                owed[rota, manager] += gain
        counts.update(effect.counts)
        if effect.standing:
            standing[effect.standing.root] = effect.standing
    if {(r, m): n for r, m, n in db.execute("SELECT * FROM balance") if n} != {k: n for k, n in owed.items() if n}:
        return "balance"
    if {(d, m, h): n for d, m, h, n in db.execute("SELECT * FROM tally")} != {k: n for k, n in counts.items() if n}:
        return "tally"
    if {row[0]: standing_of(row) for row in db.execute("SELECT * FROM standing")} != standing:
        return "standing"
    notes = {name for (name,) in db.execute("SELECT name FROM note")} - {LAST, HELD}
    if not all(name.startswith(INTENT) for name in notes):
        return "note"
    return ""
