"""Recorded questions judged again: by today's data and rules, or by other rules on the recorded facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leadcli.domain.book import Book
from leadcli.domain.ruling import Ruling
from leadcli.ledger.ledger import Ledger, Stored
from leadcli.ledger.recent_turns import with_shares
from leadcli.ledger.ruling_records import Difference, case_of, difference, is_forgotten, judged_again, ruling_of
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory
from leadcli.rulings.resolve import resolve


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
