"""A ledger out and in: JSON lines that carry the chain with them."""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections.abc import Iterator
from typing import Any

from leadcli.domain.frozen import as_dict
from leadcli.domain.messages import message
from leadcli.ledger.file_form import LedgerError
from leadcli.ledger.ledger import Ledger, put_case
from leadcli.ledger.sql_schema import CHAIN, COLUMNS, INSERT, NAMES, chain, compact
from leadcli.ledger.standing import state


def export(ledger: Ledger, db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The ledger as objects: its id, then each entry, with its case file where that first comes. No contacts."""
    yield {"ledger": ledger.origin.decode(), "schema": CHAIN}
    seen: set[str] = set()
    for stored in ledger.select({}, newest=False):
        line = as_dict(stored)
        if stored.case_hash and stored.case_hash not in seen:
            seen.add(stored.case_hash)
            line["case"] = json.loads(ledger.case(stored.case_hash))
        raw = db.execute("SELECT body FROM entry WHERE seq = ?", (stored.seq,)).fetchone()[0]
        line["body"] = json.loads(stored.body)
        line["packed"] = base64.b64encode(raw).decode()  # the chain covers these very bytes
        yield line


def take(ledger: Ledger, db: sqlite3.Connection, lines: Iterator[dict[str, Any]]) -> tuple[int, int]:
    """Take in an export: into an empty ledger, or as the continuation of this one. Added and known entries.

    Nothing is taken if any entry does not fit the chain.
    """
    first = next(lines, {})
    if first.get("schema") != CHAIN or not isinstance(first.get("ledger"), str):
        raise LedgerError(message("this is not the export of a leadcli ledger"))
    added = known = 0
    own = ledger.origin.decode()
    if own != first["ledger"]:
        if ledger.head()[0]:
            raise LedgerError(message("the export belongs to another ledger, and this one is not empty"))
        db.execute("INSERT INTO meta VALUES ('origin', ?)", (first["ledger"],))
    for line in lines:
        seq, prev = ledger.head()
        if line["seq"] <= seq:
            mine = ledger.get(line["seq"])
            if mine is None or mine.hash != line["hash"]:
                raise LedgerError(message("entry {number} is another one here", number=line["seq"]))
            known += 1
            continue
        body = base64.b64decode(line["packed"])
        if zlib.decompress(body).decode() != compact(line["body"]):
            raise LedgerError(message("entry {number} says one thing and holds another", number=line["seq"]))
        row = (line["seq"], prev, *(line[NAMES.get(c, c)] for c in COLUMNS[2:-1]), body)
        if line["seq"] != seq + 1 or line["prev"] != prev or chain(row) != line["hash"]:
            raise LedgerError(message("entry {number} does not fit the chain", number=line["seq"]))
        if "case" in line:
            case = compact(line["case"])
            put_case(db, line["case_hash"], zlib.compress(case.encode(), 6))
        with state.changed(db, line["ref"]):
            db.execute(INSERT, (*row, line["hash"]))
        added += 1
    return added, known
