"""A ledger out and in: JSON lines that carry the chain with them, and the head at their end."""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leadcli.domain.frozen import as_dict
from leadcli.domain.messages import message
from leadcli.ledger.file_form import LedgerError
from leadcli.ledger.ledger import Ledger, put_case
from leadcli.ledger.ruling_records import case_of, digest, ruling_of
from leadcli.ledger.sql_schema import CHAIN, COLUMNS, FORGOTTEN_CASE, GONE, INSERT, KINDS, LOST, NAMES, chain, compact
from leadcli.ledger.standing import state

# What a line of another making may raise while it is read.
_STRANGE = (KeyError, TypeError, ValueError, AttributeError, LookupError, RecursionError, OverflowError, zlib.error,
            binascii.Error, MemoryError)  # fmt: skip
_NUMBERS = ("seq", "ref")


def export(ledger: Ledger, db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """The ledger as objects: its id, then each entry, with its case file where that first comes, then the head.

    No contacts.
    """
    yield {"ledger": ledger.origin.decode(), "schema": CHAIN}
    seen: set[str] = set()
    for stored in ledger.select({}, newest=False):
        line = as_dict(stored)
        if stored.case_hash and stored.case_hash not in seen and (case := ledger.case(stored.case_hash)):
            seen.add(stored.case_hash)
            line["case"] = json.loads(case)
        raw = db.execute("SELECT body FROM entry WHERE seq = ?", (stored.seq,)).fetchone()[0]
        line["body"] = json.loads(stored.body)
        line["packed"] = base64.b64encode(raw).decode()  # the chain covers these very bytes
        yield line
    number, own = ledger.head()
    yield {"head": f"{number}:{own}"}


def take(ledger: Ledger, db: sqlite3.Connection, lines: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """Take in an export: into an empty ledger, or as the continuation of this one. Added and known entries.

    Nothing is taken if any entry does not fit the chain, says another thing than it holds, or lacks its facts.
    """
    every = iter(lines)
    first = next(every, {})
    if not isinstance(first, dict) or first.get("schema") != CHAIN or not isinstance(first.get("ledger"), str):
        raise LedgerError(message("this is not the export of a leadcli ledger"))
    if not (first["ledger"].isascii() and 0 < len(first["ledger"]) < 100):
        raise LedgerError(message("this is not the export of a leadcli ledger"))
    own = ledger.origin.decode()
    if own != first["ledger"]:
        if ledger.head()[0]:
            raise LedgerError(message("the export belongs to another ledger, and this one is not empty"))
        db.execute("INSERT INTO meta VALUES ('origin', ?)", (first["ledger"],))
    begun, taking = ledger.head()[0], _Taking(ledger, db)
    for number, line in enumerate(every, 2):
        try:
            taking.line(line)
        except _STRANGE:
            raise LedgerError(message("line {line} of it is broken", line=number)) from None
    taking.done()
    if taking.added:
        db.execute("INSERT INTO meta VALUES (?, '')", (f"taken {begun + 1}-{begun + taking.added}",))
    return taking.added, taking.known


class _Taking:
    """The lines of an export, one after the other."""

    def __init__(self, ledger: Ledger, db: sqlite3.Connection) -> None:
        self.ledger, self.db, self.added, self.known = ledger, db, 0, 0
        self.owed: dict[str, str] = {}  # what an entry of a repair further on must vouch for
        self.bare: set[int] = set()
        self.ended = False

    def line(self, line: Any) -> None:
        """One entry, or the head at the end."""
        if self.ended:
            raise LedgerError(message("entries stand after its end"))
        if "head" in line:
            self.ended = True
            number, own = self.ledger.head()
            if line["head"] != f"{number}:{own}":
                raise LedgerError(message("it is not all there: it ends with entry {number}", number=number))
            return
        texts = [line[NAMES.get(column, column)] for column in COLUMNS[:-1] if column not in _NUMBERS]
        if not all(isinstance(text, str) for text in (*texts, line["hash"], line["packed"])):
            raise TypeError
        if not all(type(line[name]) is int for name in _NUMBERS) or line["kind"] not in KINDS:
            raise TypeError
        seq, prev = self.ledger.head()
        number = line["seq"]
        if 0 < number <= seq:
            mine = self.ledger.get(number)
            if mine is None or mine.hash != line["hash"]:
                raise LedgerError(message("entry {number} is another one here", number=number))
            self.known += 1
            return
        if number != seq + 1 or not 0 <= line["ref"] < number:
            raise LedgerError(message("entry {number} does not fit the chain", number=number))
        self._entry(line, number, prev)
        self.added += 1

    def _entry(self, line: Any, number: int, prev: str) -> None:
        text = compact(line["body"])
        body = base64.b64decode(line["packed"], validate=True)
        unpacking = zlib.decompressobj()
        if unpacking.decompress(body, len(text.encode()) + 1) != text.encode() or not unpacking.eof:
            raise LedgerError(message("entry {number} says one thing and holds another", number=number))
        row = (number, line["prev"], *(line[NAMES.get(c, c)] for c in COLUMNS[2:-1]), body)
        if line["prev"] != prev:
            if number > 1:
                raise LedgerError(message("entry {number} does not fit the chain", number=number))
            self.owed["genesis"] = line["prev"]
        if chain(row) != line["hash"]:
            if line["kind"] != LOST and line["key"] != f"{GONE}{number}":
                raise LedgerError(message("entry {number} does not fit the chain", number=number))
            self.owed[str(number)] = chain(row)
        self._case(line, number)
        if line["kind"] in ("repair", "forget"):
            self._vouched(line["body"])
        if line["kind"] == "ruling" and not _agrees(line, text):
            raise LedgerError(message("entry {number} says one thing and holds another", number=number))
        with state.changed(self.db, line["ref"]):
            self.db.execute(INSERT, (*row, line["hash"]))

    def _case(self, line: Any, number: int) -> None:
        own = line["case_hash"]
        if "case" in line:
            case = compact(line["case"])
            if digest(case) != own and case.encode().startswith(FORGOTTEN_CASE):
                self.owed[own] = digest(case)
            elif digest(case) != own:
                raise LedgerError(message("the facts of entry {number} are not what was recorded", number=number))
            case_of(case)
            put_case(self.db, own, zlib.compress(case.encode(), 6))
        elif own and not self.db.execute("SELECT 1 FROM casefile WHERE hash = ?", (own,)).fetchone():
            self.bare.add(number)

    def _vouched(self, told: Any) -> None:
        for number, own in (*told.get("lost", ()), *told.get("now", {}).items()):
            if self.owed.get(str(number)) == own:
                del self.owed[str(number)]
        if self.owed.get("genesis") == told.get("genesis"):
            self.owed.pop("genesis", None)
        self.bare -= set(told.get("bare", ()))

    def done(self) -> None:
        """Refuse what no repair vouched for."""
        for number in self.owed:
            if len(number) == 64:
                raise LedgerError(message("the case file {name} is not what was recorded", name=number[:12]))
            raise LedgerError(message("entry {number} does not fit the chain",
                                      number=int(number) if number.isdigit() else 1))  # fmt: skip
        if self.bare:
            raise LedgerError(message("the facts of entry {number} are missing", number=min(self.bare)))


def _agrees(line: Any, text: str) -> bool:
    """Whether the columns of a ruling say what it says."""
    ruling = ruling_of(text, {})
    match = ruling.match
    said = (ruling.owner, ruling.rule, ruling.verdict, match.client_id, match.group_id, ruling.question.on.isoformat())
    return said == tuple(line[name] for name in ("manager", "rule", "verdict", "client", "group", "day"))
