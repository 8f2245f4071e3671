"""A plan as a page to look at: who gains and loses, what moves and why, whom to ask, and every row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from leadcli.output.html.page_shell import (
    Cell,
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
    tag,
)
from leadcli.output.plan_report import TONES, Report, Sheet

MOST_ROWS = 5000  # of a table; a browser filters so many at once
MOST_MATRIX = 32  # managers; more do not fit a page


def plan_page(report: Report, about: Sequence[str], foot: Sequence[str]) -> Iterator[str]:
    """The page, piece by piece."""
    speech, actions = report.speech, report.overview.actions
    figures = [
        Figure(sum(actions.values()), speech("rows")),
        Figure(actions["keep"], speech("keep their owner")),
        Figure(actions["change"], speech("change hands"), "good"),
        Figure(actions["ask"], speech("to ask about"), "doubt"),
        Figure(actions["nobody"], speech("to nobody"), "bad"),
    ]
    if actions["reject"]:
        figures.append(Figure(actions["reject"], speech("cannot be read"), "bad"))
    sections = [_section(sheet, report) for sheet in report.sheets()]
    yield from page(speech("Plan: who gets which client"), sections, speech, about, figures, foot)


def _section(sheet: Sheet, report: Report) -> Section:
    bodies = {"load": _load, "moves": _moves, "ask": _filtered, "rows": _rows, "faults": _faults}
    body, whole = bodies.get(sheet.id, _plain)(sheet, report), sheet.id != "rows"
    note = sheet.note if whole else report.speech("On paper: only once it is filtered.")
    return Section(sheet.id, sheet.title, body, note, long=not whole)


def _plain(sheet: Sheet, report: Report) -> Iterator[Markup]:
    columns = [Column(c.title, c.kind) for c in sheet.columns]
    shown = list(islice(sheet.rows(), 301))
    yield from table(columns, shown[:300], report.speech)
    if len(shown) > 300:
        yield paragraph(report.speech("and more: see the plan"), "dim")


def _load(sheet: Sheet, report: Report) -> Iterator[Markup]:
    """Bars in the place of the fair share's number, and beside the names."""
    speech, seen = report.speech, report.overview
    found = list(sheet.rows())
    most = max([1.0, *(float(n) for m in report.busy for n in (seen.before[m], seen.after[m], report.fair.get(m, 0)))])
    columns = [sheet.columns[0], Column("", "wide"), *sheet.columns[1:]]
    rows = []
    for m, row in zip(report.busy, found, strict=True):
        bars = before_after(seen.before[m], seen.after[m], most, report.fair.get(m, 0.0))
        rows.append((row[0], bars, *row[1:3], _signed(row[3], report), *row[4:]))
    yield from table(columns, rows, speech)
    yield legend([("before", speech("before")), ("after", speech("after")), ("fair", speech("fair share by weight"))])


def _signed(cell: Cell, report: Report) -> Cell:
    from leadcli.output.html.page_shell import number

    return number(int(cell), report.speech, signed=True) if cell else "–"


def _moves(sheet: Sheet, report: Report) -> Iterator[Markup]:
    counts = report.overview.moves
    order = ["", *report.book.managers]
    down = [m for m in order if any(old == m for old, _ in counts)]
    across = [m for m in order if any(new == m for _, new in counts)]
    if len(down) > MOST_MATRIX or len(across) > MOST_MATRIX:
        yield from _plain(sheet, report)
        return
    speech = report.speech
    names = {m: report.name(m) for m in order}
    corner = speech("from \\ to")
    yield from matrix([(m, names[m]) for m in down], [(m, names[m]) for m in across], counts, corner, speech)


def _filtered(sheet: Sheet, report: Report) -> Iterator[Markup]:
    yield from _capped(sheet, sheet.rows(), report)


def _rows(sheet: Sheet, report: Report) -> Iterator[Markup]:
    """All rows if they fit; else those that change or are to be asked about come first."""
    tags = {word: tag(word, TONES[action]) for action, word in report.actions.items()}

    def marked(rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
        return ((*row[:5], tags[str(row[5])], *row[6:]) for row in rows)

    if sum(report.overview.actions.values()) <= MOST_ROWS:
        yield from table(sheet.columns, marked(sheet.rows()), report.speech, "all-rows")
        return
    stays = report.actions["keep"]
    yield from _capped(sheet, marked(row for row in sheet.rows() if row[5] != stays), report, "all-rows")


def _capped(sheet: Sheet, rows: Iterable[Sequence[Cell]], report: Report, name: str = "") -> Iterator[Markup]:
    shown = list(islice(rows, MOST_ROWS + 1))
    yield from table(sheet.columns, shown[:MOST_ROWS], report.speech, name or f"{sheet.id}-rows")
    if name or len(shown) > MOST_ROWS:
        said = report.speech("The first {count} rows that do not just stay; all rows are in the plan.", count=MOST_ROWS)
        yield paragraph(said, "dim")


def _faults(sheet: Sheet, report: Report) -> Iterator[Markup]:
    from leadcli.output.html.page_shell import text

    items = "".join(f"<li>{text(str(row[0]))}</li>\n" for row in sheet.rows())
    yield Markup(f'<ul class="plain">\n{items}</ul>\n')


def about_of(header: Any, report: Report, day: str) -> list[str]:
    """What the plan rests on, under the title."""
    speech = report.speech
    name = str(header.input["path"]).replace("\\", "/").rpartition("/")[2]
    first = speech("{file}, judged for {day}", file=name, day=day)
    return [f"{first}; {speech('nothing is changed until the plan is applied')}"]


def foot_of(header: Any, report: Report) -> list[str]:
    """The hashes, in small print."""
    speech = report.speech
    return [
        f"leadcli {header.version}",
        f"{speech('export')} sha256:{header.input['sha256']}",
        f"{speech('data')} {header.data}",
        f"{speech('rules')} {header.rules}" + (f" ({header.policy})" if header.policy else ""),
    ]
