"""Two policies compared, as a report: loads, moves, rules, groups, every client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import message
from leadcli.output.report import Bars, Cell, Column, Figure, Matrix, Report, Sheet
from leadcli.output.text.compare_page import (
    CALLED,
    KIND_WORDS,
    Base,
    Shown,
    dispute_lines,
    example_lines,
    group_owners,
    owner_word,
    taker_note,
)
from leadcli.output.text.layout import most_first
from leadcli.output.text.speech import Speech

REST = message("The first {count}; all are in --format json.")


def compare_report(
    found: Any, shown: Shown, book: Book, policies: tuple[Any, Any], base: Base, speech: Speech
) -> Report:
    """A ``policies.Comparison`` with its smallest example, as a report."""
    one, two = base.names
    figures = [
        Figure(found.clients, speech("clients")),
        Figure(found.separated, speech("go to somebody else"), "doubt"),
        Figure(found.settled, speech("cases settled"), "good"),
        Figure(found.arisen, speech("cases left to a person"), "bad"),
    ]
    about = [
        f"{base.on}, {speech.day(base.day)}; {taker_note(base, speech)}",
        *(f"{name}: {speech.choose(p.about)}" for name, p in zip(base.names, policies, strict=True)),
    ]
    foot = [
        *(f"{name} {p.fingerprint}" for name, p in zip(base.names, policies, strict=True)),
        f"{speech('data')} {book.fingerprint}",
    ]
    sheets = _Sheets(found, book, base, speech)
    example = Sheet("example", speech("Example"), above=tuple(example_lines(shown, base, speech)))
    return Report(f"{one} → {two}", about, figures, figures, [*sheets.made(), example], foot, speech)


@frozen
class _Sheets:
    """The tables of a comparison."""

    found: Any
    book: Book
    base: Base
    speech: Speech

    def made(self) -> Iterator[Sheet]:
        yield self.load()
        yield self.moves()
        yield self.rules()
        yield self.groups()
        yield self.changes()
        if self.found.callers_asked:
            yield self.callers()

    def owner(self, manager: str) -> str:
        return owner_word(manager, self.book, self.speech)

    def group(self, group: str, nameless: str = "") -> str:
        return self.book.groups[group].name if group in self.book.groups else nameless

    def load(self) -> Sheet:
        found, speech, (one, two) = self.found, self.speech, self.base.names
        counted = (found.before, *found.after, found.gained, found.lost)
        rows: list[tuple[Cell, ...]] = [
            (self.owner(m), *(each[m] for each in counted))
            for m in (*self.book.managers, CALLED, "")
            if any(each[m] for each in counted)
        ]
        titles = (speech("before"), one, two, speech("gets"), speech("gives"))
        columns = [Column(speech("manager")), *(Column(title, "number") for title in titles)]
        bars = Bars(2, 3, [("before", one), ("after", two)])
        return Sheet("load", speech("Clients"), columns, lambda: rows, chart=bars)

    def moves(self) -> Sheet:
        speech = self.speech
        counts: Counter[tuple[str, str]] = Counter(change.owners for change in self.found.changes)
        title = speech("Who loses to whom")
        if not counts:
            return Sheet("moves", title, above=[speech("no case of this base separates the two policies")])
        order = [(m, self.owner(m)) for m in (*self.book.managers, CALLED, "")]
        down = [item for item in order if any(old == item[0] for old, _ in counts)]
        across = [item for item in order if any(new == item[0] for _, new in counts)]
        columns = [Column(speech("from")), Column(speech("to")), Column(speech("clients"), "number")]
        rows = [(self.owner(old), self.owner(new), n) for (old, new), n in most_first(counts)]
        chart = Matrix(down, across, counts)
        return Sheet("moves", title, columns, lambda: rows, chart=chart, filter="moves-rows", cut=REST)

    def rules(self) -> Sheet:
        one, two = self.base.names
        columns = [Column(one), Column(two), Column(self.speech("clients"), "number")]
        rows = [(a or "-", b or "-", n) for (a, b), n in most_first(self.found.rules)]
        return Sheet("rules", self.speech("By rule"), columns, lambda: rows, cut=REST)

    def groups(self) -> Sheet:
        found, book, speech, (one, two) = self.found, self.book, self.speech, self.base.names
        columns = [Column(speech("group")), Column(speech("clients"), "number"), Column(one), Column(two)]
        rows: list[tuple[Cell, ...]] = [
            (book.groups[g].name, n, *(group_owners(found.groups[g][side], book, speech) for side in (1, 2)))
            for g, n in most_first(found.moved)
        ]
        above = tuple(dispute_lines(found, book, speech))
        return Sheet("groups", speech("By group"), columns, lambda: rows, above=above, filter="group-rows", cut=REST)

    def changes(self) -> Sheet:
        speech, (one, two) = self.speech, self.base.names
        columns = [
            Column(speech("client")), Column(speech("group"), choice=True), Column(speech("before"), choice=True),
            Column(one, choice=True), Column(two, choice=True), Column(f"{one}: {speech('rule')}", choice=True),
            Column(f"{two}: {speech('rule')}", choice=True), Column(speech("why"), long=True),
        ]  # fmt: skip

        def rows() -> Iterator[tuple[str, ...]]:
            for c in self.found.changes:
                before = self.owner(c.old) if c.old else ""
                why = " → ".join(speech.say(why) for why in c.why)
                yield c.name or c.about, self.group(c.group), before, *map(self.owner, c.owners), *c.rules, why

        title = speech("Every client that goes to somebody else")
        return Sheet("changes", title, columns, rows, filter="change-rows", cut=REST)

    def callers(self) -> Sheet:
        speech, (one, two) = self.speech, self.base.names
        columns = [
            Column(speech("group")), Column(speech("calls"), choice=True), Column(one), Column(two),
            Column(f"{one}: {speech('rule')}", choice=True), Column(f"{two}: {speech('rule')}", choice=True),
        ]  # fmt: skip

        def rows() -> Iterator[tuple[str, ...]]:
            for c in self.found.callers:
                yield self.group(c.group, "-"), speech(KIND_WORDS[c.kind]), *map(self.owner, c.owners), *c.rules

        note = speech("What the base does not show yet: new companies of each group.")
        return Sheet("callers", speech("New callers"), columns, rows, note, filter="caller-rows", cut=REST)
