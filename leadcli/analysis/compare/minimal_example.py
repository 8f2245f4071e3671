"""The smallest example on which two policies differ: a case of the base without all that is not needed for it.

Clients, groups and managers are dropped as long as the judge, asked again each time, still names different people
(delta debugging, Zeller and Hildebrandt 2002). So the example is one that the policies do separate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from leadcli.analysis.compare.policies import Pair, Policies, owners, paired, separated
from leadcli.assignment.judging import rule_case
from leadcli.assignment.rows import Case
from leadcli.domain.book import Book, Group
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.ledger.ruling_records import case_file

TRIED = 12  # pairs of rules from which the smallest is taken


@frozen
class Example:
    """A small base and a case on which two policies differ: the owners, rules and reasons stand in ``pair``."""

    book: Book
    case: Case
    pair: Pair

    @property
    def size(self) -> tuple[int, int, int]:
        """Records in all, then groups, then clients: what makes an example small."""
        return (
            len(self.book.managers) + len(self.book.groups) + len(self.book.clients),
            len(self.book.groups),
            len(self.book.clients),
        )


def smallest(pairs: Iterable[Pair], book: Book, policies: Policies) -> Example | None:
    """The smallest example that can be made of these pairs; the first of equals."""
    found = [e for pair in list(pairs)[:TRIED] if pair.case and (e := reduced(pair, book, policies)) is not None]
    return min(found, key=lambda e: e.size, default=None)


def reduced(found: Pair, book: Book, policies: Policies, any_owner: bool = False) -> Example | None:
    """What is left of a pair's base when nothing more can be dropped; None where even its own records do not do.

    By each policy somebody stays named who was, and nobody who was not; ``any_owner``: whoever is named.
    """
    case = found.case
    assert case is not None, "a pair without its case is no example"
    named = tuple(map(bool, owners(found)))

    def judged(small: Book) -> Pair:
        rulings = rule_case(case, small, policies[0]), rule_case(case, small, policies[1])
        return paired(case, rulings, found.colleague, found.kind, found.about)

    def differs(small: Book) -> bool:
        pair = judged(small)  # two different managers, not one who is named in two ways
        alike = any_owner or tuple(map(bool, owners(pair))) == named
        return separated(pair) and pair.a.new != pair.b.new and alike

    others = [c.client_id or c.group_id for c in case.match.candidates] if case.match.deniable else []
    small = case_file(case.match, book, case.question, others)
    if not differs(small):
        return None
    size = -1
    while size != (size := len(small.clients) + len(small.groups) + len(small.managers)):
        small = _without(small, [c for c in small.clients if c != case.match.client_id], _drop_clients, differs)
        small = _without(small, _loose_groups(small, case), _drop_groups, differs)
        small = _without(small, _loose_managers(small, case), _drop_managers, differs)
    return Example(small, case, judged(small))


def _without(
    book: Book, names: Sequence[str], drop: Callable[[Book, set[str]], Book], differs: Callable[[Book], bool]
) -> Book:
    """The book without as many of these records as can be spared, tried in large parts first."""
    left = list(names)
    step = len(left)
    while step:
        at = 0
        while at < len(left):
            part = left[at : at + step]
            small = drop(book, set(part))
            if differs(small):
                book = small
                del left[at : at + step]
            else:
                at += step
        step //= 2
    return book


def _drop_clients(book: Book, gone: set[str]) -> Book:
    groups: dict[str, Group] = {g.id: replace(g, head="") if g.head in gone else g for g in book.groups.values()}
    return Book(book.managers, groups, {c.id: c for c in book.clients.values() if c.id not in gone})


def _loose_groups(book: Book, case: Case) -> list[str]:
    return [g for g in book.groups if g != case.match.group_id and not (case.card and case.card.group == g)]


def _drop_groups(book: Book, gone: set[str]) -> Book:
    """Without some groups; their companies and sub-groups then stand alone."""
    groups: dict[str, Group] = {}
    for group in book.groups.values():
        if group.id not in gone:
            groups[group.id] = replace(group, parent="") if group.parent in gone else group
    clients: dict[str, Client] = {c.id: replace(c, group="") if c.group in gone else c for c in book.clients.values()}
    return Book(book.managers, groups, clients)


def _loose_managers(book: Book, case: Case) -> list[str]:
    """Managers who are named nowhere."""
    named = {case.question.taken_by, case.old, case.card.owner if case.card else ""}
    named |= {c.owner for c in book.clients.values()} | {g.lead for g in book.groups.values()}
    return [m for m in book.managers if m not in named]


def _drop_managers(book: Book, gone: set[str]) -> Book:
    return Book({m.id: m for m in book.managers.values() if m.id not in gone}, book.groups, book.clients)
