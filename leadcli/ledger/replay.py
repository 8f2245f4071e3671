"""Recorded questions judged again: by today's data and rules, or by other rules on the recorded facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.ruling import Ruling
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.recording import ask
from leadcli.ledger.ruling_records import Difference, case_of, difference, is_forgotten, judged_again, ruling_of
from leadcli.ledger.standing.standing_clients import LedgerMemory
from leadcli.ledger.stored_entry import Stored
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory


def ruling_in(ledger: Ledger, stored: Stored) -> tuple[Ruling, Book]:
    """The ruling of an entry, and the case file it rests on."""
    case = ledger.case(stored.case_hash)
    if stored.case_hash and not case:
        ledger.bare.add(stored.seq)
    return ruling_of(stored.body, ledger.private(stored.seq)), case_of(case)


class Replay:
    """Recorded questions judged again; counts what came out the same while the differences are read."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.same = self.forgotten = 0

    def now(self, entries: Iterable[Stored], book: Book, policy: Policy, directory: Directory) -> Iterator[Difference]:
        """By today's data and rules."""
        asked = {stored.seq for stored in entries}
        with Ledger(None) as then:  # what the ledger held when each was asked
            for stored in self._ledger.select({}, newest=False):
                if stored.seq in asked and stored.kind == "ruling":
                    before, _ = ruling_in(self._ledger, stored)
                    if is_forgotten(before.question):
                        self.forgotten += 1
                    else:
                        after, _ = ask(then, before.question, book, policy, directory)
                        head = before.fingerprint.ledger
                        after = replace(after, fingerprint=replace(after.fingerprint, ledger=head))
                        yield from self._told(stored.seq, before, after)
                then.copy(self._ledger, stored)
                if stored.kind == "ruling" and not stored.ref:  # as when it was recorded; others are counted anew
                    day = date.fromisoformat(stored.day)
                    LedgerMemory(then, book.country).gave(stored.seq, book, directory, day)

    def by(self, entries: Iterable[Stored], policy: Policy) -> Iterator[Difference]:
        """By other rules, on the recorded facts."""
        for stored in entries:
            before, facts = ruling_in(self._ledger, stored)
            if stored.seq in self._ledger.bare:
                continue
            yield from self._told(stored.seq, before, judged_again(before, facts, policy))

    def _told(self, seq: int, before: Ruling, after: Ruling) -> Iterator[Difference]:
        found = difference(seq, before, after)
        if found is None:
            self.same += 1
        else:
            yield found
