"""Two policies over one base: who would own what by each, and what of it differs.

Every case is recognised once and judged twice. What goes by load is given out in row order for each policy by itself,
as a batch does. Where the base does not tell who took the call, a colleague without any claim stands for whoever does;
what such a colleague gets by having taken the call is nobody's by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import tee
from typing import Literal

from leadcli.analysis.base_questions import Kind, colleague
from leadcli.assignment.consolidation import fair_shares
from leadcli.assignment.judging import line_of, rule_case
from leadcli.assignment.rows import Case, Line
from leadcli.assignment.turns import Export, folded
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.match import DOUBTED
from leadcli.domain.messages import Message
from leadcli.domain.ruling import Ruling
from leadcli.policy.owners import how_named
from leadcli.policy.policy import Policy

Taker = Literal["owner", "colleague", "nobody"]
TAKERS: tuple[Taker, ...] = ("owner", "colleague", "nobody")
CALLED = "*"  # an owner: whoever takes the call
Policies = tuple[Policy, Policy]


@frozen
class Pair:
    """One case by two policies. ``called``: by which of them it goes to who takes the call, where nobody is known to.

    ``colleague`` is the manager who stood for that. ``case`` is kept where the pair may serve as an example.
    """

    kind: Kind
    about: str
    a: Line
    b: Line
    colleague: str = ""
    called: tuple[bool, bool] = (False, False)
    case: Case | None = None


@frozen
class Change:
    """A case that the two policies give to different people. Owners are ids, CALLED, or ``""`` for nobody."""

    kind: Kind
    about: str
    row: int
    id: str
    name: str
    group: str
    old: str
    owners: tuple[str, str]
    rules: tuple[str, str]
    why: tuple[Message, Message]
    colleague: str
    asked: bool


# --- judging ----------------------------------------------------------------------------------------------------------
def with_taker(case: Case, book: Book, taker: Taker) -> tuple[Case, str]:
    """The case with somebody who took the call, where it does not say who; and the colleague who stands for whoever."""
    if case.question.taken_by or taker == "nobody":
        return case, ""
    book = book.on(case.question.on)
    if taker == "owner":
        owner = book.managers.get(case.old)
        named = owner.id if owner and owner.active else ""
        return replace(case, question=replace(case.question, taken_by=named)), ""
    named = colleague(case, book)
    return replace(case, question=replace(case.question, taken_by=named)), named


def pair(case: Case, book: Book, policies: Policies, taker: Taker, kind: Kind = "client", about: str = "") -> Pair:
    """A recognised case judged by both policies."""
    case, stand_in = with_taker(case, book, taker)
    a, b = (rule_case(case, book, policy) for policy in policies)
    return paired(case, (a, b), stand_in, kind, about)


def paired(case: Case, rulings: tuple[Ruling, Ruling], stand_in: str, kind: Kind, about: str) -> Pair:
    """Two rulings on a case as a pair."""
    a, b = (line_of(case, ruling) for ruling in rulings)
    called = tuple(bool(stand_in) and how_named(r.named_by) == "call" for r in rulings)
    return Pair(kind, about, a, b, stand_in, (called[0], called[1]), case if a.rule != b.rule else None)


def given_out(pairs: Iterable[Pair], book: Book, exports: tuple[Export, Export] | None = None) -> Iterator[Pair]:
    """The pairs with turns given out, for each policy by itself. New callers take no turn.

    ``exports``: what each policy judges rows again with, where an earlier row bears on them, as a plan does.
    """
    if exports is not None:
        listed = list(pairs)
        both = (folded([p.a for p in listed], book, exports[0]), folded([p.b for p in listed], book, exports[1]))
        yield from (replace(found, a=a, b=b) for found, a, b in zip(listed, *both, strict=True))
        return
    one, two, three = tee(pairs, 3)
    a = folded((p.a if p.kind == "client" else replace(p.a, able=()) for p in one), book)
    b = folded((p.b if p.kind == "client" else replace(p.b, able=()) for p in two), book)
    for found, left, right in zip(three, a, b, strict=True):
        yield replace(found, a=replace(left, able=found.a.able), b=replace(right, able=found.b.able))


def owners(found: Pair) -> tuple[str, str]:
    """Who owns the case by each policy: a manager, CALLED, or nobody."""
    return (CALLED if found.called[0] else found.a.new, CALLED if found.called[1] else found.b.new)


def separated(found: Pair) -> bool:
    """Whether the policies disagree on a case. Going by load under both is agreement, whosever turn it is."""
    one, two = owners(found)
    return one != two and not (found.a.able and found.b.able)


# --- what it adds up to -----------------------------------------------------------------------------------------------
class Comparison:
    """What differs, counted while the pairs pass. New callers of groups are kept apart: nobody owns them yet."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.clients = self.separated = self.asked = self.rejected = self.left_out = 0
        self.turns = 0  # by load under both, but with another's turn
        self.changes: list[Change] = []
        self.callers: list[Change] = []  # new callers on whom the policies differ
        self.callers_asked = 0
        self.rules: Counter[tuple[str, str]] = Counter()
        self.before: Counter[str] = Counter()
        self.after: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self.gained: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.handed: list[int] = [0, 0]  # from the present owner to another, by each policy
        self.settled = self.arisen = 0  # cases for a person by one policy alone
        self.groups: dict[str, tuple[Counter[str], Counter[str], Counter[str]]] = {}
        self.moved: Counter[str] = Counter()  # by group
        self.examples: dict[tuple[str, str], Pair] = {}  # the first pair of each two rules

    def add(self, found: Pair) -> None:
        """Count one case."""
        if found.kind != "client":
            self.callers_asked += 1
            if separated(found):
                self.callers.append(self._change(found))
                self._keep(found)
            return
        if found.a.action == "reject":
            self.rejected += 1
            return
        if found.a.action == "skip":
            self.left_out += 1
            return
        one, two = owners(found)
        self.clients += 1
        self.asked += found.a.status in DOUBTED
        self.settled += not one and bool(two)
        self.arisen += not two and bool(one)
        old = found.a.old
        if old:
            self.before[old] += 1
        for side, owner in enumerate((one, two)):
            if owner:
                self.after[side][owner] += 1
            self.handed[side] += bool(old) and bool(owner) and owner != old
        group = self._book.root(found.a.group).id if found.a.group in self._book.groups else ""
        if group:
            counts = self.groups.setdefault(group, (Counter(), Counter(), Counter()))
            for counted, owner in zip(counts, (old, one, two), strict=True):
                if owner:
                    counted[owner] += 1
        if not separated(found):
            self.turns += one != two
            return
        self.separated += 1
        self.lost[one] += 1
        self.gained[two] += 1
        self.rules[found.a.rule, found.b.rule] += 1
        if group:
            self.moved[group] += 1
        self.changes.append(self._change(found))
        self._keep(found)

    def _change(self, found: Pair) -> Change:
        line = found.a
        return Change(
            found.kind, found.about, line.row, line.id, line.caller, line.group, line.old, owners(found),
            (line.rule, found.b.rule), (line.reason, found.b.reason), found.colleague,
            line.status in DOUBTED,
        )  # fmt: skip

    def _keep(self, found: Pair) -> None:
        key = (found.a.rule, found.b.rule)
        if found.case is not None and key not in self.examples:
            self.examples[key] = found

    # --- read off -----------------------------------------------------------------------------------------------------
    def split(self) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
        """Groups that have one owner by one policy and several by the other: (joined by B, split by B), with how many.

        Who takes the call counts as one more owner: the next client of the group may be anybody's.
        """
        joined: dict[str, tuple[int, int]] = {}
        parted: dict[str, tuple[int, int]] = {}
        for group, (_, a, b) in self.groups.items():
            if self._book.groups[group].kind in ("public_network", "franchise"):
                continue
            many = (self._several(a), self._several(b))
            if many[0] > 1 >= many[1]:
                joined[group] = many
            elif many[1] > 1 >= many[0]:
                parted[group] = many
        return joined, parted

    def _several(self, counted: Mapping[str, int]) -> int:
        """How many owners a group has; clients that each go to whoever calls are as many owners as they are."""
        called = counted.get(CALLED, 0)
        return len([m for m in counted if m != CALLED]) + called

    def spread(self, counts: Mapping[str, int]) -> float | None:
        """How far the manager who is furthest from a fair share is from it, as a share of it; None without clients."""
        known = {m: n for m, n in counts.items() if m != CALLED}
        fair = fair_shares(self._book.managers, sum(known.values()))
        return max((abs(known.get(m, 0) - share) / share for m, share in fair.items() if share), default=None)
