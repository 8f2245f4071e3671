"""Rows as Records, each cell with its place, and Records as rows: a format gives one of the two, and has the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.domain.places import Node, Place, Problem, Record
from leadcli.domain.problems import problem
from leadcli.io.csv_tables import Finder, check_header, cut_to
from leadcli.io.encodings import Unreadable, decode
from leadcli.io.exports import form_of as form_of_any
from leadcli.io.exports import rows as rows_of_any
from leadcli.io.table_formats import FORMATS, MOST_ABOVE, Form, Given, Mark, RawRow, Source, is_error, load


def read_records(
    data: bytes, file: str, header: Finder | None = None, sheet: str = "", lost: list[Record] | None = None
) -> tuple[tuple[Record, ...], list[Problem]]:
    """The rows of a format that is read row by row. Raises Unreadable.

    ``header``: which of the first rows is it, and of several sheets the first where it is sure; else the first row that
    is not empty. ``sheet``: the one that is read. ``lost`` gets of each row that is not read whole what its cells are.
    """
    source = Given(file, data)
    begun: tuple[list[RawRow], Iterator[RawRow]] | None = None
    form, read = form_of_any(source), ""
    shown = (form.sheet, *form.others)
    if sheet and sheet not in (*shown, *form.hidden):
        return (), [problem("source-sheet", Place(file), sheet=sheet, choices=(*shown, *form.hidden))]
    for name in (sheet,) if sheet else (*shown, *(form.hidden if header else ())):
        form = replace(form, sheet=name)
        filled: Iterator[RawRow] = (row for row in rows_of_any(source, form) if _is_filled(row))
        above = list(islice(filled, MOST_ABOVE))
        texts = [row.texts for row in above]
        skip, sure = header(texts) if header else (next((n for n, cells in enumerate(texts) if any(cells)), 0), True)
        if sure and not sheet and name in form.hidden:
            return (), [problem("sheet-hidden", Place(file), sheet=name)]
        if begun is None or sure:
            begun, read = (above[skip:], filled), name
        if sure:
            break
    above, filled = begun or ([], iter(()))
    names = list(above[0].texts) if above else []
    while names and not names[-1]:
        names.pop()
    if not names:
        return (), [problem("csv-no-header", Place(file, 1))]
    columns, width = tuple(names), len(names)
    problems: list[Problem] = []
    if not sheet and (others := tuple(each for each in shown if each != read)):
        problems.append(problem("sheets-unread", Place(file), sheet=read, choices=others))
    check_header(columns, [Place(file, above[0].line, index + 1) for index in range(width)], problems)
    records: list[Record] = []
    for row in chain(above[1:], filled):
        place, cells = Place(file, row.line), list(row.texts)
        whole = len(problems)
        empty = next((at for at, mark in row.marks if mark == "no_value" and at < width and columns[at]), None)
        if row.fault:
            problems.append(problem("row-unreadable", place, reason=row.fault))
        elif empty is not None:
            reason = message("the formula in {column} has no value", column=columns[empty])
            problems.append(problem("row-unreadable", Place(file, row.line, empty + 1), reason=reason))
        elif not any(cells):
            continue
        elif any(cells[width:]):
            problems.append(problem("csv-ragged", place, found=len(cells), expected=width))
        else:
            places = tuple(Place(file, row.line, index + 1) for index in range(width))
            records.append(Record(place, columns, tuple((cells + [""] * width)[:width]), places))
        if lost is not None and len(problems) > whole:
            lost.append(Record(place, columns, cut_to(cells, width)))
    return tuple(records), problems


def _is_filled(row: RawRow) -> bool:
    return bool(row.fault) or any(row.texts) or any(mark == "no_value" for _, mark in row.marks)


def form_of(source: Source, head: bytes, encoding: str = "", delimiter: str = "") -> Form:
    """Of a format that is read as a whole, such as YAML, there is nothing to be told."""
    return Form()


def rows(source: Source, form: Form) -> Iterator[RawRow]:
    """The rows of such a format; the header is the keys of all of them. Raises Unreadable."""
    with source.open("rb") as file:
        text = decode(file.read(), str(source))
    records, problems = load(FORMATS[form.format].records)(text, str(source))
    if problems:
        raise Unreadable(problems[0])
    columns = tuple(dict.fromkeys(name for record in records for name in record.columns))
    yield RawRow(0, 0, "", None, columns)
    for number, record in enumerate(records, 1):
        cells = dict(record.items())
        texts = tuple(_text(cells.get(name, "")) for name in columns)
        errors: list[tuple[int, Mark]] = [(column, "error") for column, text in enumerate(texts) if is_error(text)]
        yield RawRow(number, record.place.line, "", None, texts, marks=tuple(errors))


def _text(cell: str | Node) -> str:
    return cell if isinstance(cell, str) else "|".join(item.text for item in cell.items)
