"""Two policies compared, as one page for a browser and for paper: loads, moves, rules, groups, every client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from leadcli.domain.book import Book
from leadcli.output.html.page_shell import (
    Column,
    Figure,
    Markup,
    Section,
    before_after,
    legend,
    matrix,
    page,
    paragraph,
    table,
)
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
from leadcli.output.text.speech import Speech

MOST_ROWS = 5000  # of a table; a browser filters so many at once
MOST_MATRIX = 32  # managers; more do not fit a page


def comparison_html(
    found: Any, shown: Shown, book: Book, policies: tuple[Any, Any], base: Base, speech: Speech
) -> Iterator[str]:
    """The page, piece by piece."""
    one, two = base.names
    figures = [
        Figure(found.clients, speech("clients")),
        Figure(found.separated, speech("go to somebody else"), "doubt"),
        Figure(found.settled, speech("cases settled"), "good"),
        Figure(found.arisen, speech("cases left to a person"), "bad"),
    ]
    sections = [
        Section("load", speech("Clients"), _load(found, book, base, speech)),
        Section("moves", speech("Who loses to whom"), _moves(found, book, speech)),
        Section("rules", speech("By rule"), _rules(found, base, speech)),
        Section("groups", speech("By group"), _groups(found, book, base, speech)),
        Section("changes", speech("Every client that goes to somebody else"), _changes(found, book, base, speech)),
    ]
    if found.callers_asked:
        note = speech("What the base does not show yet: new companies of each group.")
        callers = Section("callers", speech("New callers"), _callers(found.callers, book, base, speech), note)
        sections.append(callers)
    sections.append(
        Section("example", speech("Example"), (paragraph(line) for line in example_lines(shown, base, speech)))
    )
    about = [
        f"{base.on}, {speech.day(base.day)}; {taker_note(base, speech)}",
        *(f"{name}: {speech.choose(p.about)}" for name, p in zip(base.names, policies, strict=True)),
    ]
    foot = [
        *(f"{name} {p.fingerprint}" for name, p in zip(base.names, policies, strict=True)),
        f"{speech('data')} {book.fingerprint}",
    ]
    yield from page(f"{one} → {two}", sections, speech, about, figures, foot)


def _load(found: Any, book: Book, base: Base, speech: Speech) -> Iterator[Markup]:
    one, two = base.names
    a, b = found.after
    ids = [m for m in (*book.managers, CALLED, "") if any(c[m] for c in (found.before, a, b, found.gained, found.lost))]
    most = max([1, *(c[m] for m in ids for c in (a, b))])
    columns = [
        Column(speech("manager")), Column("", "wide"), Column(speech("before"), "number"), Column(one, "number"),
        Column(two, "number"), Column(speech("gets"), "number"), Column(speech("gives"), "number"),
    ]  # fmt: skip
    rows = [
        (owner_word(m, book, speech), before_after(a[m], b[m], most), found.before[m], a[m], b[m], found.gained[m],
         found.lost[m])
        for m in ids
    ]  # fmt: skip
    yield from table(columns, rows, speech)
    yield legend([("before", one), ("after", two)])


def _moves(found: Any, book: Book, speech: Speech) -> Iterator[Markup]:
    counts: Counter[tuple[str, str]] = Counter(change.owners for change in found.changes)
    order = [*book.managers, CALLED, ""]
    down = [(m, owner_word(m, book, speech)) for m in order if any(old == m for old, _ in counts)]
    across = [(m, owner_word(m, book, speech)) for m in order if any(new == m for _, new in counts)]
    if not counts:
        yield paragraph(speech("no case of this base separates the two policies"))
    elif len(down) <= MOST_MATRIX >= len(across):
        yield from matrix(down, across, counts, speech("from \\ to"), speech)
    else:
        columns = [Column(speech("from")), Column(speech("to")), Column(speech("clients"), "number")]
        rows = [
            (owner_word(old, book, speech), owner_word(new, book, speech), n)
            for (old, new), n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ]
        yield from table(columns, rows, speech, "moves-rows")


def _rules(found: Any, base: Base, speech: Speech) -> Iterator[Markup]:
    one, two = base.names
    columns = [Column(one), Column(two), Column(speech("clients"), "number")]
    order = sorted(found.rules.items(), key=lambda item: (-item[1], item[0]))
    yield from table(columns, [(a or "-", b or "-", n) for (a, b), n in order], speech)


def _groups(found: Any, book: Book, base: Base, speech: Speech) -> Iterator[Markup]:
    for line in dispute_lines(found, book, speech):
        yield paragraph(line)
    one, two = base.names
    columns = [Column(speech("group")), Column(speech("clients"), "number"), Column(one), Column(two)]
    order = sorted(found.moved.items(), key=lambda item: (-item[1], item[0]))
    rows = [
        (book.groups[g].name, n, *(group_owners(found.groups[g][side], book, speech) for side in (1, 2)))
        for g, n in order
    ]
    yield from table(columns, rows[:MOST_ROWS], speech, "group-rows")


def _changes(found: Any, book: Book, base: Base, speech: Speech) -> Iterator[Markup]:
    one, two = base.names
    columns = [
        Column(speech("client")), Column(speech("group"), choice=True), Column(speech("before"), choice=True),
        Column(one, choice=True), Column(two, choice=True), Column(f"{one}: {speech('rule')}", choice=True),
        Column(f"{two}: {speech('rule')}", choice=True), Column(speech("why")),
    ]  # fmt: skip
    rows = [
        (c.name or c.about, book.groups[c.group].name if c.group in book.groups else "",
         owner_word(c.old, book, speech) if c.old else "", *(owner_word(o, book, speech) for o in c.owners), *c.rules,
         " → ".join(speech.say(why) for why in c.why))
        for c in islice(found.changes, MOST_ROWS)
    ]  # fmt: skip
    yield from table(columns, rows, speech, "change-rows")
    if len(found.changes) > MOST_ROWS:
        yield paragraph(speech("The first {count}; all are in --format json.", count=MOST_ROWS), "dim")


def _callers(changes: list[Any], book: Book, base: Base, speech: Speech) -> Iterator[Markup]:
    one, two = base.names
    columns = [
        Column(speech("group")), Column(speech("calls"), choice=True), Column(one), Column(two),
        Column(f"{one}: {speech('rule')}", choice=True), Column(f"{two}: {speech('rule')}", choice=True),
    ]  # fmt: skip
    rows = [
        (book.groups[c.group].name if c.group in book.groups else "-", speech(KIND_WORDS[c.kind]),
         *(owner_word(o, book, speech) for o in c.owners), *c.rules)
        for c in islice(changes, MOST_ROWS)
    ]  # fmt: skip
    yield from table(columns, rows, speech, "caller-rows")
