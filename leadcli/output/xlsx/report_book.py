"""A report as a workbook: its tables as sheets. Every text is a text, whatever it begins with.

A cell of text type is never a formula (OWASP, CSV injection); one that begins like a formula also has the mark that
keeps it text when somebody edits it.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

from leadcli.output.report import Bars, Cell, Report, Sheet
from leadcli.output.text.safe import safe

MOST_ROWS = 1_048_575  # of a sheet, below its head
TRIGGERS = ("=", "+", "-", "@", "\t", "\r")
COLOURS = {"good": "#23734A", "doubt": "#8F5F00", "bad": "#AD2A1F"}
WIDTHS = {"number": 11, "text": 20, "wide": 20}
LONG = 70  # a column of sentences


def write(report: Report, target: Path) -> None:
    """Write the workbook."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        book.set_properties({"title": report.title, "author": "leadcli"})
        styles = _styles(book)
        _summary(book, report, styles)
        for sheet in report.sheets:
            _sheet(book, sheet, styles)


def _styles(book: Any) -> dict[str, Any]:
    top = {"valign": "top"}
    found: dict[str, dict[str, Any]] = {
        "head": {"bold": True, "bottom": 1, "text_wrap": True, "font_color": "#5D6779"},
        "head number": {"bold": True, "bottom": 1, "text_wrap": True, "font_color": "#5D6779", "align": "right"},
        "title": {"bold": True, "font_size": 15},
        "": top,
        "quoted": {**top, "quote_prefix": True},
        "whole": {**top, "num_format": "#,##0"},
        "part": {**top, "num_format": "0.00"},
        "sentence": {**top, "text_wrap": True},
    }
    styles = {name: book.add_format(told) for name, told in found.items()}
    styles |= {tone: book.add_format({**top, "font_color": colour}) for tone, colour in COLOURS.items()}
    return styles


def _summary(book: Any, report: Report, styles: dict[str, Any]) -> None:
    page = book.add_worksheet(_name(report.speech("Summary")))
    page.set_column(0, 0, 30)
    page.write_string(0, 0, report.title, styles["title"])
    at = 1
    for sentence in report.about:
        _text(page, at, 0, sentence, styles)
        at += 1
    for count in report.counts:
        at += 1
        _text(page, at, 0, count.label, styles, count.tone)
        page.write_number(at, 1, count.value, styles["whole"])
    for sentence in ("", *report.foot):
        at += 1
        _text(page, at, 0, sentence, styles)


def _sheet(book: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    page = book.add_worksheet(_name(sheet.title))
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, LONG if column.long else WIDTHS[column.kind])
        style = styles["head number" if column.kind == "number" else "head"]
        page.write_string(0, index, safe(column.title), style)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    count = 0
    for count, row in enumerate(islice(sheet.rows(), MOST_ROWS), 1):  # what is beyond stands in the plan itself
        for index, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            _cell(page, count, index, cell, styles, "sentence" if column.long else column.tones.get(str(cell), ""))
    page.autofilter(0, 0, count, len(sheet.columns) - 1)
    if isinstance(sheet.chart, Bars):
        _chart(book, page, sheet, sheet.chart, count)


def _chart(book: Any, page: Any, sheet: Sheet, bars: Bars, count: int) -> None:
    """What was before and after, beside the table."""
    chart = book.add_chart({"type": "bar"})
    name = page.get_name()
    for column, colour in ((bars.before, "#B9C4D4"), (bars.after, "#28588F")):
        chart.add_series({
            "name": [name, 0, column], "categories": [name, 1, 0, count, 0], "values": [name, 1, column, count, column],
            "fill": {"color": colour}, "gap": 60, "overlap": 0,
        })  # fmt: skip
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": "#E3E7EE"}}})
    chart.set_legend({"position": "top"})
    chart.set_size({"width": 620, "height": 90 + 34 * count})
    page.insert_chart(1, len(sheet.columns) + 1, chart)


def _cell(page: Any, row: int, column: int, cell: Cell, styles: dict[str, Any], style: str) -> None:
    if isinstance(cell, int):
        page.write_number(row, column, cell, styles["whole"])
    elif isinstance(cell, float):
        page.write_number(row, column, cell, styles["part"])
    elif cell:
        _text(page, row, column, cell, styles, style)


def _text(page: Any, row: int, column: int, text: str, styles: dict[str, Any], style: str = "") -> None:
    shown = safe(text, 2000)
    page.write_string(row, column, shown, styles["quoted" if shown.startswith(TRIGGERS) else style])


def _name(title: str) -> str:
    """A sheet's name: at most 31 characters, without those that Excel forbids."""
    return "".join(" " if c in "[]:*?/\\" else c for c in title).replace("  ", " ")[:31].strip(" '")
