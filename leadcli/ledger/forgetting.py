"""What a person can be found by, written over wherever the ledger holds it: an entry says so and vouches for the rest.

The entry is written over, with all that was said about it, and so is every other that holds the same name, phone or
address, and their case files. Numbers, hashes, owners, turns and counts stay; what is written over has a new hash,
which the entry of the kind ``forget`` holds.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from leadcli.domain.frozen import replace
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.ruling_records import FORGOTTEN, Entry, Pieces, digest, pieces_of, redacted, ruling_of, tokens_in
from leadcli.ledger.sql_schema import COLUMNS, FIELDS, GONE, chain, compact
from leadcli.ledger.standing import state
from leadcli.ledger.standing.effects import Effect, effect_of
from leadcli.ledger.stored_entry import Stored

_AT = {name: COLUMNS.index(name) for name in ("key", "caller", "body", "kind", "seq")}


def forget(ledger: Ledger, stored: Stored, made: Entry, country: str, by: str, at: str) -> int:
    """Write over what a person can be found by in an entry; in how many entries. In one transaction.

    ``made``: the entry that says so; ``country``: by whose customs numbers are written.
    """
    db = ledger.database
    with ledger.writing():
        weak, strong = _pieces(ledger, stored, country)
        kept = db.execute("SELECT seq, token, value FROM contact").fetchall()
        private = tuple({own for seq, own, value in kept if seq == stored.seq or strong.held(value)})
        about = {entry.seq for entry in state.about(db, stored.seq)} - {stored.seq}
        over: dict[int, tuple[Any, ...]] = {}
        cases: dict[str, str] = {}
        same: set[int] = set()  # entries on the same caller
        for row in db.execute(f"SELECT {FIELDS} FROM entry WHERE kind <> 'forget' ORDER BY seq").fetchall():
            told = json.loads(zlib.decompress(row[_AT["body"]]))
            name = told.get("question", {}).get("caller", {}).get("name", "") if row[_AT["kind"]] == "ruling" else ""
            if row[0] == stored.seq or name in private or (name and any(e in _plain(name) for e in strong.whole)):
                same.add(row[0])
            known = tuple(own for seq, own, value in kept if seq == row[0] and (seq in same or weak.held(value)))
            new = _over(row, told, weak, strong, (*private, *known), row[0] in same, row[0] in about)
            if new is not None:
                over[row[0]] = new
        hashes = {r[COLUMNS.index("case_hash")] for r in over.values()} - {""}
        for own in sorted(hashes):
            text = ledger.case(own)
            parts = json.loads(text) if text else {}
            found = redacted(parts, weak, _gone)
            if found != parts:
                cases[own] = compact({"_forgotten": True, **found})
        if not over and not private:
            return 0
        now = {str(seq): chain(row) for seq, row in over.items()} | {own: digest(text) for own, text in cases.items()}
        key = digest(f"{made.key} {compact(now)}")
        ledger.append([replace(made, key=key, body=compact({"now": now}))], by, at)
        _write(ledger, over, cases)
        for seq, own, value in kept:
            if seq in same or own in private or (seq in over and weak.held(value)):
                db.execute("DELETE FROM contact WHERE seq = ? AND token = ?", (seq, own))
        return max(len(over), 1)


def _pieces(ledger: Ledger, stored: Stored, country: str) -> tuple[Pieces, Pieces]:
    """What the person is found by in the entry and what belongs to it, and what is enough to find others by."""
    if stored.kind != "ruling":
        return Pieces(), Pieces()
    ruling = ruling_of(stored.body, ledger.private(stored.seq))
    question = ruling.question
    names = [c.name for c in ruling.match.candidates if not c.client_id.startswith("ledger:")]
    weak = pieces_of(question, question.caller.country or country, names)
    name = _plain(question.caller.name)
    whole = tuple(dict.fromkeys((*weak.whole, *((name,) if len(name) > 2 and FORGOTTEN not in name else ()))))
    return replace(weak, whole=whole), Pieces(whole, (), weak.numbers)


def _over(
    row: tuple[Any, ...], told: dict[str, Any], weak: Pieces, strong: Pieces, private: tuple[str, ...], same: bool,
    about: bool,
) -> tuple[Any, ...] | None:  # fmt: skip
    """An entry written over, without its hash; None where it holds nothing of it. ``same``: it is on that caller."""
    if not (same or about) and not _holds(told, replace(strong, whole=(*strong.whole, *private))):
        return None
    found = redacted(told, replace(weak, whole=(*weak.whole, *private)), _gone)
    if same and row[_AT["kind"]] in ("batch", "undo"):
        found = _without_marks(found)
    if same:
        found = redacted(found, Pieces(tuple(tokens_in(compact(found)))), _gone)
    if found == told and not (same and row[_AT["caller"]]):
        return None
    new = list(row[:-1])
    new[_AT["key"]], new[_AT["caller"]] = f"{GONE}{row[_AT['seq']]}", ""
    new[_AT["body"]] = zlib.compress(compact(found).encode(), 6)
    return tuple(new)


def _holds(value: Any, pieces: Pieces) -> bool:
    return any(pieces.held(text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _gone(text: str) -> str:
    return FORGOTTEN


def _without_marks(body: Mapping[str, Any]) -> dict[str, Any]:
    """A batch without that by which its rows are known again: it can be taken back in the file that it wrote alone."""
    moved = [[part if not isinstance(part, list) else [] for part in note] for note in body["moved"]]
    return {**body, "moved": moved, **({"salt": ""} if "salt" in body else {})}


def _write(ledger: Ledger, over: Mapping[int, tuple[Any, ...]], cases: Mapping[str, str]) -> None:
    db = ledger.database
    roots = [seq for seq, row in over.items() if row[_AT["kind"]] in ("ruling", "batch")]
    before: dict[int, Effect] = {seq: effect_of(state.about(db, seq)) for seq in roots}
    columns = ", ".join(f"{column} = ?" for column in COLUMNS)
    for seq, row in over.items():
        db.execute(f"UPDATE entry SET {columns} WHERE seq = ?", (*row, seq))
    for own, text in cases.items():
        db.execute("UPDATE casefile SET body = ? WHERE hash = ?", (zlib.compress(text.encode(), 6), own))
    for seq in roots:
        state.change(db, before[seq], effect_of(state.about(db, seq)))
