"""The workspace's ledger as the desk uses it: precedents found, recent shares counted, rulings recorded, replayed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from leadcli.domain.book import Book
from leadcli.domain.facts import Precedent
from leadcli.domain.match import Match
from leadcli.domain.messages import Refusal, message
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling
from leadcli.ledger.ledger import Ledger, LedgerError, Stored
from leadcli.ledger.recent_turns import Statement, credits, recent, window, with_recent
from leadcli.ledger.ruling_records import (
    Difference,
    Entry,
    caller_key,
    case_of,
    constellation,
    difference,
    digest,
    entry_of,
    is_forgotten,
    judged_again,
    ruling_of,
)
from leadcli.ledger.sql_schema import FILE, compact
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory
from leadcli.rulings.resolve import resolve

MOST = 3  # precedents of one kind that are shown


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


# --- before a ruling -------------------------------------------------------------------------------------------------
def with_shares(book: Book, ledger: Ledger, on: date, before: int = 1 << 62) -> Book:
    """The book with recent assignments counted from the ledger, as it was before an entry."""
    since, until = window(on)
    rotations = ledger.rotations(since.isoformat(), until.isoformat(), before)
    return with_recent(book, recent(rotations, book.managers)) if rotations else book


class Lookup:
    """Finds earlier rulings and decisions on the same caller, client or group."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __call__(self, question: Question, match: Match) -> tuple[Precedent, ...]:
        """The precedents of a case, each entry once, nearest kind first, newest first."""
        found: dict[int, Precedent] = {}
        for kind, column, value in (
            ("caller", "caller", caller_key(question)),
            ("client", "client", match.client_id),
            ("group", "grp", match.group_id),
        ):
            if value:
                for one in self._of(kind, column, value, question.on):
                    found.setdefault(one.seq, one)
        return tuple(found.values())

    def _of(self, kind: str, column: str, value: str, on: date) -> Iterator[Precedent]:
        shown = 0
        where = {column: value, "until": on.isoformat()}
        if kind == "group":
            where["kind"] = "decision"  # only case law carries over to a sister company
        for stored in self._ledger.select(where, limit=4 * MOST):
            if not stands(self._ledger, stored):
                continue
            if stored.kind not in ("ruling", "decision") or not stored.manager:
                continue
            yield precedent(stored, kind)
            shown += 1
            if shown == MOST:
                return


def precedent(stored: Stored, alike: str) -> Precedent:
    """An entry as a precedent."""
    why = json.loads(stored.body).get("why", "") if stored.kind == "decision" else ""
    kind = stored.kind == "decision"
    day = date.fromisoformat(stored.day)
    return Precedent(stored.seq, day, alike, stored.manager, stored.rule, kind, why)  # type: ignore[arg-type]


def stands(ledger: Ledger, stored: Stored) -> bool:
    """Whether an entry was neither reverted nor decided otherwise."""
    return not any(other.kind in ("revert", "decision") for other in ledger.select({"ref": stored.seq}))


def alike_by_facts(ledger: Ledger, ruling: Ruling, known: Iterable[Precedent]) -> tuple[Precedent, ...]:
    """Decisions on other cases with the same constellation of facts that went against what the policy says now."""
    seen = {p.seq for p in known}
    found = []
    for stored in ledger.select({"facts": constellation(ruling), "kind": "decision"}, limit=MOST):
        if stored.seq not in seen and stored.manager:
            found.append(precedent(stored, "facts"))
    return tuple(found)


# --- writing ---------------------------------------------------------------------------------------------------------
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


# --- reading ---------------------------------------------------------------------------------------------------------
def ruling_in(ledger: Ledger, stored: Stored) -> tuple[Ruling, Book]:
    """The ruling of an entry, and the case file it rests on."""
    return ruling_of(stored.body, ledger.private(stored.seq)), case_of(ledger.case(stored.case_hash))


class Replay:
    """Recorded questions judged again; counts what came out the same while the differences are read."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.same = self.forgotten = 0

    def now(self, entries: Iterable[Stored], book: Book, policy: Policy, directory: Directory) -> Iterator[Difference]:
        """By today's data and rules."""
        for stored in entries:
            before, _ = ruling_in(self._ledger, stored)
            if is_forgotten(before.question):
                self.forgotten += 1
                continue
            known = before.precedents
            then = with_shares(book, self._ledger, before.question.on, stored.seq)
            after = resolve(before.question, then, policy, directory, lambda q, m, known=known: known)  # type: ignore[misc]
            yield from self._told(stored.seq, before, after)

    def by(self, entries: Iterable[Stored], policy: Policy) -> Iterator[Difference]:
        """By other rules, on the recorded facts."""
        for stored in entries:
            before, facts = ruling_in(self._ledger, stored)
            yield from self._told(stored.seq, before, judged_again(before, facts, policy))

    def _told(self, seq: int, before: Ruling, after: Ruling) -> Iterator[Difference]:
        found = difference(seq, before, after)
        if found is None:
            self.same += 1
        else:
            yield found


def statements(ledger: Ledger, book: Book, since: str = "0001-01-01", until: str = "9999-12-31") -> list[Statement]:
    """What each manager got in a time, by way, in the published order of managers."""
    got: dict[str, dict[str, int]] = {m: {} for m in book.managers}
    for manager, how, count in ledger.counts("day BETWEEN ? AND ?", (since, until)):
        got.setdefault(manager, {})[how] = count
    covers: dict[str, int] = {}
    for stored in ledger.select({"kind": "ruling", "since": since, "until": until}):
        if stored.cover:
            covers[stored.cover] = covers.get(stored.cover, 0) + 1
    credit = credits(ledger.rotations(since, until), got)
    return [
        Statement(
            manager, ways.get("rotation", 0), ways.get("call", 0), ways.get("ownership", 0), ways.get("transfer", 0),
            covers.get(manager, 0), round(credit[manager], 2),
        )
        for manager, ways in got.items()
    ]  # fmt: skip
