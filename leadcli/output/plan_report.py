"""A plan as a report: what changes and why, what to ask, conflicts, what is no client, the sums; last, all rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from leadcli.domain.book import Book
from leadcli.domain.messages import message
from leadcli.output.report import Bars, Cell, Column, Figure, Matrix, Report, Sheet, Tone
from leadcli.output.text.layout import most_first
from leadcli.output.text.plan_page import ASKED, LEFT, REMEDIES, faults
from leadcli.output.text.speech import Speech

MOST_CLUSTERS = 25  # of the largest changes
MORE = message("and more: see the plan")
REST = message("The first {count} rows that do not just stay; all rows are in the plan.")
TONES: Mapping[str, Tone] = {"keep": "", "change": "good", "ask": "doubt", "nobody": "bad", "skip": "", "reject": "bad"}


class PlanReport:
    """The tables of a plan. ``overview``: its counts; ``lines``: its lines, from the start at each call.

    ``fair``: the fair share of each manager; ``titles``: what rules are in words.
    """

    def __init__(
        self,
        overview: Any,
        lines: Callable[[], Iterator[Any]],
        fair: Mapping[str, float],
        titles: Mapping[str, str],
        book: Book,
        speech: Speech,
    ) -> None:
        self.overview, self.lines, self.fair, self.book, self.speech = overview, lines, fair, book, speech
        self._titles = {
            "consolidate": speech("one manager for a group"),
            "hand-over": speech("a portfolio handed over"),
            **titles,
        }
        self.actions = {
            "keep": speech("stays"), "change": speech("changes"), "ask": speech("to ask"),
            "nobody": speech("to nobody"), "skip": speech("left out"), "reject": speech("not read"),
        }  # fmt: skip
        self.busy = [m for m in book.managers if overview.before[m] or overview.after[m]]

    def made(self, header: Any, day: str) -> Report:
        """The report. ``header``: that of the plan; ``day``: for which it was judged, in words."""
        speech, actions = self.speech, self.overview.actions
        figures = [
            Figure(sum(actions.values()), speech("rows")),
            Figure(actions["keep"], speech("keep their owner")),
            Figure(actions["change"], speech("change hands"), "good"),
            Figure(actions["ask"], speech("to ask about"), "doubt"),
            Figure(actions["nobody"], speech("to nobody"), "bad"),
        ]
        if actions["skip"]:
            figures.append(Figure(actions["skip"], speech("left out, as they stand")))
        if actions["reject"]:
            figures.append(Figure(actions["reject"], speech("cannot be read"), "bad"))
        counts = [figures[0], *(Figure(n, self.actions[each], TONES[each]) for each, n in actions.items())]
        name = str(header.input["path"]).replace("\\", "/").rpartition("/")[2]
        first = speech("{file}, judged for {day}", file=name, day=day)
        foot = [
            f"leadcli {header.version}",
            f"{speech('export')} sha256:{header.input['sha256']}",
            f"{speech('data')} {header.data}",
            f"{speech('rules')} {header.rules}" + (f" ({header.policy})" if header.policy else ""),
        ]
        about = [f"{first}; {speech('nothing is changed until the plan is applied')}"]
        return Report(speech("Plan: who gets which client"), about, figures, counts, self.sheets(), foot, speech)

    def name(self, manager: str) -> str:
        """A manager's name; nobody is a word too."""
        return self.book.managers[manager].name if manager else self.speech("nobody")

    def group(self, group: str) -> str:
        """A group's name."""
        return self.book.groups[group].name if group else ""

    def sheets(self) -> list[Sheet]:
        """All tables, those without rows left out: first what a reader must look at, last all rows of the plan."""
        found = [
            self.changes(),
            self.reasons(),
            self.ask(),
            self.conflicts(),
            self.no_clients(),
            self.unreadable(),
            self.load(),
            self.moves(),
            self.by_rule(),
            self.groups(),
            self.largest(),
            self.faults(),
        ]
        return [sheet for sheet in found if next(iter(sheet.rows()), None) is not None] + [self.rows()]

    def changes(self) -> Sheet:
        """Clients that get another owner: from whom, to whom, and why."""
        speech = self.speech
        heads = [
            Column(speech("row"), "number"), Column(speech("company")), Column(speech("from"), choice=True),
            Column(speech("to"), choice=True), Column(speech("rule"), choice=True),
            Column(speech("reason"), long=True),
        ]  # fmt: skip

        def rows() -> Iterator[Sequence[Cell]]:
            for line in self.lines():
                if line.action == "change":
                    old = self.name(line.old) if line.old else line.was or self.name("")
                    yield line.row, line.caller, old, self.name(line.new), line.rule, speech.say(line.reason)

        return Sheet("changes", speech("Clients who change hands"), heads, rows, filter="changed-rows", cut=MORE)

    def reasons(self) -> Sheet:
        """Why rows are asked about, the most frequent reason first, and what answers them."""
        speech = self.speech
        heads = [
            Column(speech("what is not clear"), long=True), Column(speech("rows"), "number"),
            Column(speech("what to do"), long=True),
        ]  # fmt: skip
        counts = most_first(self.overview.doubted)
        rows = [(speech.say(ASKED[kind]), count, speech.say(REMEDIES[kind])) for kind, count in counts]
        note = speech("These rows keep their owner until a person has answered.")
        return Sheet("reasons", speech("What to ask about"), heads, lambda: rows, note)

    def no_clients(self) -> Sheet:
        """Rows that are left as they stand."""
        speech = self.speech
        heads = [Column(speech("row"), "number"), Column(speech("company")), Column(speech("why"), choice=True)]

        def rows() -> Iterator[Sequence[Cell]]:
            for line in self.lines():
                if line.action == "skip":
                    yield line.row, line.caller, speech.say(LEFT[line.kind])

        return Sheet("left-out", speech("Rows that are no clients"), heads, rows, cut=MORE)

    def unreadable(self) -> Sheet:
        """Rows that cannot be read."""
        speech = self.speech
        heads = [Column(speech("row"), "number"), Column(speech("reason"), long=True)]

        def rows() -> Iterator[Sequence[Cell]]:
            return ((line.row, speech.say(line.reason)) for line in self.lines() if line.action == "reject")

        return Sheet("unreadable", speech("Rows that cannot be read"), heads, rows, cut=MORE)

    def load(self) -> Sheet:
        """Clients before and after, by manager."""
        speech, seen = self.speech, self.overview

        def rows() -> Iterator[Sequence[Cell]]:
            for m in self.busy:
                change = seen.after[m] - seen.before[m]
                fair = round(self.fair.get(m, 0.0))
                yield self.name(m), seen.before[m], seen.after[m], change, seen.gained[m], seen.lost[m], fair

        heads = [
            Column(speech("manager")), Column(speech("before"), "number"), Column(speech("after"), "number"),
            Column(speech("change"), "number", change=True), Column(speech("gets"), "number"),
            Column(speech("gives"), "number"), Column(speech("fair share"), "number"),
        ]  # fmt: skip
        note = speech("Clients of the export by manager; a fair share is all of them divided by weight.")
        legend = [("before", speech("before")), ("after", speech("after")), ("fair", speech("fair share by weight"))]
        bars = Bars(1, 2, legend, [self.fair.get(m, 0.0) for m in self.busy])
        return Sheet("load", speech("Load before and after"), heads, rows, note, chart=bars)

    def moves(self) -> Sheet:
        """Who gives to whom, the most first."""
        speech, counts = self.speech, self.overview.moves
        heads = [Column(speech("from")), Column(speech("to")), Column(speech("clients"), "number")]
        rows = [(self.name(old), self.name(new), count) for (old, new), count in most_first(counts)]
        order = {m: self.name(m) for m in ("", *self.book.managers)}
        down = [item for item in order.items() if any(old == item[0] for old, _ in counts)]
        across = [item for item in order.items() if any(new == item[0] for _, new in counts)]
        note = speech("From whom (down) to whom (across); nobody: without an owner, or of one whom the team has not.")
        chart = Matrix(down, across, counts)
        return Sheet("moves", speech("Moves between managers"), heads, lambda: rows, note, chart=chart, cut=MORE)

    def by_rule(self) -> Sheet:
        """Which rules change owners."""
        speech = self.speech
        heads = [Column(speech("rule")), Column(speech("in words")), Column(speech("changes"), "number")]
        rows = [(rule, self._titles.get(rule, ""), count) for rule, count in most_first(self.overview.rules)]
        return Sheet("rules", speech("Changes by rule"), heads, lambda: rows, cut=MORE)

    def groups(self) -> Sheet:
        """Groups given to one manager; where none were, groups with several owners."""
        seen, speech = self.overview, self.speech
        given = seen.given
        names = [g for g in seen.split_groups if g in given or not given]
        names += sorted(given.keys() - set(names))
        heads = [Column(speech("group")), Column(speech("owners in the export")), Column(speech("clients"), "number")]
        if given:
            heads += [Column(speech("goes to"), choice=True), Column(speech("move"), "number")]

        def rows() -> Iterator[Sequence[Cell]]:
            for group in names:
                owners = seen.groups.get(group, {})
                told = self.speech.listed(f"{self.name(m)} {n}" for m, n in most_first(owners))
                row: tuple[Cell, ...] = (self.group(group), told)
                row = (*row, sum(owners.values()))
                yield (*row, self.name(given[group]), seen.moved[group]) if given else row

        if given:
            return Sheet("groups", speech("Groups given to one manager"), heads, rows, cut=MORE)
        note = speech("leadcli reassign --consolidate gives each to one manager, with as few moves as can be.")
        return Sheet("groups", speech("Groups with several owners"), heads, rows, note, cut=MORE)

    def largest(self) -> Sheet:
        """What changes most, with the reason."""
        speech = self.speech
        found = self.overview.largest[:MOST_CLUSTERS]
        heads = [
            Column(speech("group")), Column(speech("from")), Column(speech("to")), Column(speech("clients"), "number"),
            Column(speech("rule")), Column(speech("the first of them")), Column(speech("reason"), long=True),
        ]  # fmt: skip
        rows = [
            (self.group(c.group) or "–", self.name(c.old), self.name(c.new), c.count, c.rule, c.caller,
             speech.say(c.reason)) for c in found
        ]  # fmt: skip
        note = speech("Rows of one group that move for one rule from one manager to another; the largest first.")
        return Sheet("largest", speech("Largest changes"), heads, lambda: rows, note, cut=MORE)

    def ask(self) -> Sheet:
        """Rows that a person must look at, with the question."""
        speech = self.speech
        heads = [
            Column(speech("row"), "number"), Column(speech("company")), Column(speech("owner now")),
            Column(speech("what is not clear"), choice=True), Column(speech("if yes")), Column(speech("if no")),
            Column(speech("sure"), "number"), Column(speech("question"), long=True),
        ]  # fmt: skip

        def rows() -> Iterator[Sequence[Cell]]:
            for line in self.lines():
                if line.action in ("ask", "nobody"):
                    kind = speech.say(ASKED[self.overview.kind_of(line)])
                    new = self.name(line.new) if line.new else ""
                    other = self.name(line.otherwise) if line.otherwise else ""
                    sure = float(line.confidence) if line.action == "ask" else ""
                    yield line.row, line.caller, line.was, kind, new, other, sure, speech.say(line.reason)

        return Sheet("ask", speech("Rows to ask about"), heads, rows, filter="ask-rows", cut=REST)

    def conflicts(self) -> Sheet:
        """Rows whose owner keeps them though a rule of their group gives a new caller to another."""
        speech = self.speech
        heads = [
            Column(speech("row"), "number"), Column(speech("company")), Column(speech("owner, who keeps it")),
            Column(speech("a new caller would go to")), Column(speech("rule")),
        ]  # fmt: skip

        def rows() -> Iterator[Sequence[Cell]]:
            for line in self.lines():
                if line.conflict:
                    yield line.row, line.caller, self.name(line.old), self.name(line.conflict), line.conflict_rule

        note = speech("Nothing is taken from the owner; leadcli who-owns tells why the rule names another.")
        return Sheet("conflicts", speech("Conflicts with the rules"), heads, rows, note, cut=MORE)

    def faults(self) -> Sheet:
        """What is wrong with the export itself."""
        return Sheet(
            "faults", self.speech("The export itself"), [Column(self.speech("what stands in the export"), long=True)],
            lambda: [(text,) for text in faults(self.overview, self.book, self.speech, 200)],
        )  # fmt: skip

    def rows(self) -> Sheet:
        """Every row of the plan, those that stay among them."""
        speech, stays = self.speech, self.actions["keep"]
        tones = {word: TONES[action] for action, word in self.actions.items()}
        heads = [
            Column(speech("row"), "number"), Column("id"), Column(speech("company")),
            Column(speech("owner now"), choice=True), Column(speech("owner then"), choice=True),
            Column(speech("what"), choice=True, tones=tones), Column(speech("rule"), choice=True),
            Column(speech("sure"), "number"), Column(speech("reason"), long=True),
        ]  # fmt: skip

        def rows() -> Iterator[Sequence[Cell]]:
            for line in self.lines():
                new = self.name(line.new) if line.action == "change" else line.was
                sure = float(line.confidence) if line.confidence else ""
                what = self.actions[line.action]
                yield line.row, line.id, line.caller, line.was, new, what, line.rule, sure, speech.say(line.reason)

        return Sheet(
            "rows", speech("All rows"), heads, rows, filter="all-rows", cut=REST,
            fewer=lambda: (row for row in rows() if row[5] != stays), record=True,
        )  # fmt: skip
