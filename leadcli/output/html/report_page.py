"""A report as a page to look at, in a browser and on paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from leadcli.output.html.page_shell import (
    Markup,
    Section,
    before_after,
    legend,
    matrix,
    number,
    page,
    paragraph,
    table,
    tag,
    text,
)
from leadcli.output.report import Bars, Cell, Column, Matrix, Report, Sheet
from leadcli.output.text.speech import Speech

MOST_ROWS = 5000  # of a table that is filtered; a browser filters so many at once
MOST_READ = 300  # of another
MOST_MATRIX = 32  # managers; more do not fit a page


def texts(report: Report) -> Iterator[str]:
    """The page, piece by piece."""
    speech = report.speech
    sections = [
        Section(sheet.id, sheet.title, _body(sheet, speech), _note(sheet, speech), sheet.record, _heads(sheet))
        for sheet in report.sheets
    ]
    yield from page(report.title, sections, speech, report.about, report.figures, report.foot)


def _note(sheet: Sheet, speech: Speech) -> str:
    return speech("On paper: only once it is filtered.") if sheet.record else sheet.note


def _heads(sheet: Sheet) -> list[str]:
    heads = [column.title for column in sheet.columns]
    return [heads[0], "", *heads[1:]] if isinstance(sheet.chart, Bars) else heads


def _body(sheet: Sheet, speech: Speech) -> Iterator[Markup]:
    yield from map(paragraph, sheet.above)
    chart = sheet.chart
    if isinstance(chart, Matrix) and len(chart.down) <= MOST_MATRIX >= len(chart.across):
        yield from matrix(chart.down, chart.across, chart.counts, speech("from \\ to"), speech)
        yield Markup('<div class="narrow">\n')
        yield from table(sheet.columns, islice(sheet.rows(), MOST_READ), speech)
        yield Markup("</div>\n")
    elif isinstance(chart, Bars):
        yield from _bars(sheet, chart, speech)
    elif len(sheet.columns) == 1:
        items = "".join(f"<li>{text(str(row[0]))}</li>\n" for row in sheet.rows())
        yield Markup(f'<ul class="plain">\n{items}</ul>\n')
    elif sheet.columns:
        yield from _table(sheet, speech)


def _table(sheet: Sheet, speech: Speech) -> Iterator[Markup]:
    """All rows if they fit; else, where some matter more, these."""
    most = MOST_ROWS if sheet.filter else MOST_READ
    shown = list(islice(sheet.rows(), most + 1))
    cut = len(shown) > most
    if cut and sheet.fewer:
        shown = list(islice(sheet.fewer(), most))
    yield from table(sheet.columns, _marked(sheet.columns, shown[:most], speech), speech, sheet.filter)
    if cut and sheet.cut:
        yield paragraph(speech(sheet.cut.text, count=most), "dim")


def _marked(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], speech: Speech) -> Iterator[Sequence[Cell]]:
    """Rows with their words set apart and their changes signed."""
    tags = [{word: tag(word, tone) for word, tone in column.tones.items()} for column in columns]

    def marked(column: Column, tagged: dict[str, Markup], cell: Cell) -> Cell:
        if column.change:
            return number(int(cell), speech, signed=True) if cell else "–"
        return tagged[str(cell)] if tagged else cell

    for row in rows:
        yield tuple(map(marked, columns, tags, row))


def _bars(sheet: Sheet, bars: Bars, speech: Speech) -> Iterator[Markup]:
    """A table with bars beside the names."""
    rows = list(sheet.rows())
    pairs = [(float(row[bars.before]), float(row[bars.after])) for row in rows]
    fair = bars.fair or [0.0] * len(rows)
    most = max([1.0, *fair, *(value for pair in pairs for value in pair)])
    shown = []
    for row, pair, share in zip(_marked(sheet.columns, rows, speech), pairs, fair, strict=True):
        shown.append((row[0], before_after(*pair, most, share), *row[1:]))
    yield from table([sheet.columns[0], Column("", "wide"), *sheet.columns[1:]], shown, speech)
    yield legend(bars.legend)
