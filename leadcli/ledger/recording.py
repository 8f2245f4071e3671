"""The workspace's ledger opened, and what is written to it: rulings, decisions, reversals, forgetting."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling
from leadcli.ledger.file_form import LedgerError, remedy_of
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.precedents import alike_by_facts
from leadcli.ledger.ruling_records import Entry, digest, entry_of
from leadcli.ledger.salvage.whose import own
from leadcli.ledger.sql_schema import FILE, WAIT, compact
from leadcli.ledger.standing.standing_clients import LedgerMemory
from leadcli.ledger.stored_entry import Stored
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory
from leadcli.rulings.memory import Known, known
from leadcli.rulings.resolve import rule_with

SCOPES = ("client", "group", "pattern")  # whom a decision binds: pattern is every case whose rules come out so


def ledger_file(root: Path) -> Path:
    """Where a workspace keeps its ledger."""
    return root / FILE


def recorded(root: Path) -> bool:
    """Whether the workspace has a ledger."""
    path = ledger_file(root)
    return path.is_file() and path.stat().st_size > 0


def head_of(root: Path) -> str:
    """The hash of the last entry; ``""`` where nothing is recorded."""
    if not recorded(root):
        return ""
    with open_ledger(root) as ledger:
        number, head = ledger.head()
        return head if number else ""


def open_ledger(root: Path, create: bool = False, wait: float = WAIT, writes: bool = False) -> Ledger:
    """The workspace's ledger, or a refusal that says what is wrong. ``wait``: seconds for another writer to finish.

    To be read (unless it is made or ``writes``) it may be damaged: then it is its whole entries, and ``damage`` tells.
    """
    from leadcli.ledger.salvage.readable import readable, writable

    file = ledger_file(root)
    try:
        return writable(file, create, wait) if create or writes else readable(file, wait)
    except LedgerError as error:
        raise Refusal(
            message("{file}: {reason}", file=file.name, reason=error.said[0]),
            message("record rulings by leadcli who-owns --record") if not file.exists() else remedy_of(error),
        ) from error


def now() -> str:
    """The moment of recording, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def clock_behind(ledger: Ledger) -> tuple[Message, ...]:
    """What is said where the computer's clock shows a day before that of an entry, one of the last; mostly nothing."""
    here, last = now()[:10], ledger.latest()[:10]
    if last <= here:
        return ()
    try:
        days = {"day": date.fromisoformat(here), "last": date.fromisoformat(last)}
    except ValueError:  # of a damaged entry
        return ()
    return (
        message("the computer's clock says {day}, but the ledger has an entry of {last}", **days),
        message("set the clock right: by it, decisions of later days do not hold yet"),
    )


def ask(ledger: Ledger, question: Question, book: Book, policy: Policy, directory: Directory) -> tuple[Ruling, Known]:
    """The ruling on a question by the tables and all that the ledger holds, and what it was judged on."""
    memory = LedgerMemory(ledger, book.country, policy.precedents)
    found = known(question, book, directory, memory)
    ruling = rule_with(question, found, policy, memory, ledger.head()[1])
    if ruling.owner:
        others = alike_by_facts(ledger, ruling, ruling.precedents)
        others = tuple(replace(p, departs=p.manager != ruling.owner) for p in others)
        ruling = replace(ruling, precedents=(*ruling.precedents, *others))
    return ruling, found


def ask_and_record(
    ledger: Ledger, question: Question, book: Book, policy: Policy, directory: Directory, by: str, at: str,
    key: str = "", ref: int = 0,
) -> tuple[Ruling, Known, int, bool]:  # fmt: skip
    """The ruling and its entry, judged and written in one transaction: two callers at once do not get one turn.

    The number of the entry, and whether it is new. ``ref``: the entry whose question this one answers.
    """
    with ledger.writing():
        ruling, found = ask(ledger, question, book, policy, directory)
        if ledger.broken:
            raise LedgerError(ledger.faults[0], damaged=True)
        entry = entry_of(ruling, found.book, ledger.secret, key, ref)
        old = ledger.of_key(entry.key) if not key else None
        same = old is not None and (old.manager, old.verdict) == (entry.manager, entry.verdict)
        if old is not None and not (same and ledger.stands(old)):  # taken back since, or answered otherwise now
            entry = replace(entry, key=digest(f"{entry.key} {ledger.head()[1]}"))
        [(number, new)] = ledger.append([entry], by, at)
        if new:
            LedgerMemory(ledger, book.country, policy.precedents).gave(number, found.book, directory, question.on)
    if new and ledger.path is not None:
        own(ledger.path.parent, ledger)
    return ruling, found, number, new


def decision(
    stored: Stored, owner: str, why: str, day: date, scope: str = "client", until: date | None = None,
    second: str = "", appeal_of: int = 0, own: bool = False,
) -> Entry:  # fmt: skip
    """A person's decision on a recorded case, against or without the policy.

    ``scope``: whom it binds, see SCOPES; ``until``: the last day of it. ``second``: who agreed; ``appeal_of``: the
    decision that is judged again; ``own``: who decides gets the client.
    """
    body: dict[str, object] = {"owner": owner, "was": stored.manager, "why": why, "scope": scope}
    more = {"until": until.isoformat() if until else "", "second": second, "appeal_of": appeal_of, "own": own}
    body |= {name: value for name, value in more.items() if value}
    return Entry(
        "decision", digest(f"decision {stored.seq} {owner} {why} {scope} {until or ''} {day}"), day.isoformat(),
        compact(body), caller=stored.caller, client=stored.client, group=stored.group, manager=owner,
        rule=stored.rule, how="transfer", facts=stored.facts, ref=stored.seq,
    )  # fmt: skip


def revert(stored: Stored, why: str, day: date) -> Entry:
    """A recorded entry taken back: a new entry, the old one stays."""
    body = compact({"why": why})
    return Entry("revert", digest(f"revert {stored.seq} {why}"), day.isoformat(), body, ref=stored.seq)


def forgetting(stored: Stored, day: date) -> Entry:
    """That personal data of an entry were removed."""
    return Entry("forget", digest(f"forget {stored.seq}"), day.isoformat(), "{}", ref=stored.seq)
