"""What a plan adds up to: counts by action, rule and manager, moves between managers, the faults of the export itself.

Lines are counted as they pass; none is kept. What grows with the rows is one mark for each company that is looked for
twice, nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import blake2b

from leadcli.assignment.plan_file import CONSOLIDATE
from leadcli.assignment.rows import Line
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message
from leadcli.fields.people import named

ACTIONS = ("keep", "change", "ask", "nobody", "skip", "reject")  # they add up to the rows of the export
MOST_NAMED = 1000  # that are named
MOST_PLACES = 3  # rows of one kind that are named


@frozen
class Cluster:
    """Rows of one group that change for one rule from one manager to another; ``reason`` is that of the first."""

    group: str
    rule: str
    old: str
    new: str
    count: int
    caller: str
    reason: Message


class Overview:
    """The counts of a plan. ``given``: the manager of each group that was given to one; ``handing``: who hands over."""

    def __init__(self, book: Book, given: Mapping[str, str] | None = None, handing: str = "") -> None:
        self._book, self._handing = book, handing
        self.given = dict(given or {})
        self.actions: dict[str, int] = dict.fromkeys(ACTIONS, 0)
        self.kinds: dict[str, Counter[str]] = {"ask": Counter(), "skip": Counter()}  # why, by action
        self.rules: Counter[str] = Counter()
        self.before: dict[str, int] = dict.fromkeys(book.managers, 0)
        self.after: dict[str, int] = dict.fromkeys(book.managers, 0)
        self.gained: dict[str, int] = dict.fromkeys(book.managers, 0)
        self.lost: dict[str, int] = dict.fromkeys(book.managers, 0)
        self.moves: Counter[tuple[str, str]] = Counter()  # from whom ("" is nobody of the team) to whom
        self.groups: dict[str, Counter[str]] = {}
        self.moved: Counter[str] = Counter()  # companies of a group that change hands
        self.against: Counter[str] = Counter()  # companies of a group whose owner is not the one the rules name
        self.left: Counter[str] = Counter()
        self.unknown: Counter[str] = Counter()
        self.nobodys = 0
        self.unclean: Counter[str] = Counter()  # by kind of number, rows in which it is not valid
        self.unclean_rows: dict[str, list[int]] = {}  # the first of them
        self.strange: Counter[str] = Counter()  # groups and parent companies that rows name and nobody knows
        self.strange_rows: list[int] = []  # the first of them
        self.asked_of: dict[str, list[str]] = {}  # by what is not understood, who the first rows are
        self.conflicts: Counter[str] = Counter()  # by the rule that gives a client to another than its owner
        self.conflicting: list[Line] = []
        self.doubles: list[tuple[int, int, str]] = []
        self.double_count = 0
        self.repeats = 0  # rows of a company that stands in a row above too, with no other owner
        self.turns: Counter[str] = Counter()  # by whom they are taken
        self._clusters: dict[tuple[str, str, str, str], Cluster] = {}  # as of the first of each
        self._sizes: Counter[tuple[str, str, str, str]] = Counter()
        self._owners = {m: n for n, m in enumerate(("", *book.managers))}
        self._keys: dict[int, int] = {}  # mark of a company -> the first row that has it, and that row's owner, in one

    def add(self, line: Line) -> None:
        """Count one line."""
        self.actions[line.action] += 1
        if line.action in self.kinds:
            self.kinds[line.action][self.kind_of(line)] += 1
        in_doubt = line.action in ("ask", "nobody")
        if in_doubt and len(asked := self.asked_of.setdefault(self.kind_of(line), [])) < MOST_PLACES:
            asked.append(line.caller or line.id)
        if line.action == "change":
            self._change(line)
        if line.conflict:
            self.conflicts[line.conflict_rule] += 1
            if len(self.conflicting) < MOST_NAMED:
                self.conflicting.append(line)
        for kind in line.unclean:
            self.unclean[kind] += 1
            if len(rows := self.unclean_rows.setdefault(kind, [])) < MOST_PLACES:
                rows.append(line.row)
        if line.strange:
            self.strange[line.strange] += 1
            if len(self.strange_rows) < MOST_PLACES:
                self.strange_rows.append(line.row)
        if line.old:
            self.before[line.old] += 1
        after = line.new if line.action in ("keep", "change") else line.old
        if after:
            self.after[after] += 1
        if line.action not in ("skip", "reject"):
            self._lint(line)

    @staticmethod
    def kind_of(line: Line) -> str:
        """Why a row is left out, or why a person must look: also that it has no name, or that nobody is to have it."""
        if line.action == "nobody":
            return line.action
        named = line.kind or line.action != "ask" or any(map(str.isalnum, line.caller))
        return line.kind if named else "nameless"

    @property
    def doubted(self) -> Counter[str]:
        """Why a person must look at rows."""
        return self.kinds["ask"] + Counter(nobody=self.actions["nobody"])

    def _change(self, line: Line) -> None:
        self.rules[line.rule] += 1
        self.moves[(line.old, line.new)] += 1
        self.gained[line.new] += 1
        if line.shares:
            self.turns[line.new] += 1
        if line.old:
            self.lost[line.old] += 1
        group = self._root(line)
        if group:
            self.moved[group] += 1
        if line.rule != CONSOLIDATE and group and line.old and self._book.managers[line.old].active:
            self.against[group] += 1
        key = (group, line.rule, line.old, line.new)
        self._sizes[key] += 1
        if key not in self._clusters:
            self._clusters[key] = Cluster(*key, 1, line.caller, line.reason)

    def _lint(self, line: Line) -> None:
        if line.kind == "owner":
            self.unknown[line.was] += 1
        elif not line.old:
            self.nobodys += line.kind not in ("owner_unread", "columns", "block")
        elif not self._book.managers[line.old].active and line.old != self._handing:
            self.left[line.old] += 1
        if line.group and line.old:
            self.groups.setdefault(self._root(line), Counter())[line.old] += 1
        owner, size = self._owners[line.old], len(self._owners)
        above = line.client.startswith("row:")  # as the memory of a batch calls its rows
        for kind, key in (*line.numbers, ("card", line.client)):
            if key:
                row, first = divmod(self._keys.setdefault(_mark(kind, key), line.row * size + owner), size)
                above = above or row != line.row
                if first and owner and first != owner:
                    self.double_count += 1
                    if len(self.doubles) < MOST_NAMED:
                        self.doubles.append((row, line.row, line.caller))
                    return
        self.repeats += above

    def meant(self, writing: str) -> tuple[str, tuple[str, ...]]:
        """How an owner's writing failed to name one manager, and the names of those who may be meant."""
        owner = named(self._book, writing)
        return owner.kind, tuple(self._book.managers[m].name for m in owner.candidates)

    def _root(self, line: Line) -> str:
        return self._book.root(line.group).id if line.group else ""

    @property
    def split_groups(self) -> dict[str, Counter[str]]:
        """Groups with more than one owner in the export, the most split first."""
        found = {g: owners for g, owners in self.groups.items() if len(owners) > 1}
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), -sum(item[1].values()), item[0])))

    @property
    def largest(self) -> list[Cluster]:
        """What changes, the largest first."""
        found = [replace(first, count=self._sizes[key]) for key, first in self._clusters.items()]
        return sorted(found, key=lambda c: (-c.count, c.group, c.rule, c.old, c.new))


def _mark(kind: str, key: str) -> int:
    """64 bits that stand for a key: a million of them need little memory."""
    return int.from_bytes(blake2b(f"{kind} {key}".encode(), digest_size=8).digest(), "big")
