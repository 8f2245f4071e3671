"""The workspace's ledger opened, and what is written to it: rulings, decisions, reversals, forgetting."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from leadcli.domain.book import Book
from leadcli.domain.messages import Refusal, message
from leadcli.domain.ruling import Ruling
from leadcli.ledger.ledger import Ledger, LedgerError, Stored
from leadcli.ledger.ruling_records import Entry, digest, entry_of
from leadcli.ledger.sql_schema import FILE, compact


def ledger_file(root: Path) -> Path:
    """Where a workspace keeps its ledger."""
    return root / FILE


def recorded(root: Path) -> bool:
    """Whether the workspace has a ledger."""
    path = ledger_file(root)
    return path.is_file() and path.stat().st_size > 0


def open_ledger(root: Path, create: bool = False) -> Ledger:
    """The workspace's ledger, or a refusal that says what is wrong."""
    file = ledger_file(root)
    try:
        return Ledger(file, create)
    except LedgerError as error:
        raise Refusal(
            message("{file}: {reason}", file=file.name, reason=error.said[0]),
            message("record rulings by leadcli who-owns --record")
            if not file.exists()
            else message("check it: leadcli log verify"),
        ) from None


def now() -> str:
    """The moment of recording, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def record(ledger: Ledger, ruling: Ruling, book: Book, by: str, at: str, key: str = "") -> tuple[int, bool]:
    """Write a ruling; its number, and whether it is new."""
    return ledger.append([entry_of(ruling, book, ledger.secret, key)], by, at)[0]


def decision(stored: Stored, owner: str, why: str, day: date) -> Entry:
    """A person's decision on a recorded case, against or without the policy."""
    body = compact({"owner": owner, "was": stored.manager, "why": why})
    return Entry(
        "decision", digest(f"decision {stored.seq} {owner} {why}"), day.isoformat(), body,
        caller=stored.caller, client=stored.client, group=stored.group, manager=owner, rule=stored.rule,
        how="transfer", facts=stored.facts, ref=stored.seq,
    )  # fmt: skip


def revert(stored: Stored, why: str, day: date) -> Entry:
    """A recorded entry taken back: a new entry, the old one stays."""
    body = compact({"why": why})
    return Entry("revert", digest(f"revert {stored.seq} {why}"), day.isoformat(), body, ref=stored.seq)


def forgetting(stored: Stored, day: date) -> Entry:
    """That personal data of an entry were removed."""
    return Entry("forget", digest(f"forget {stored.seq}"), day.isoformat(), "{}", ref=stored.seq)
