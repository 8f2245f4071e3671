"""Rows as Records, each cell with its place, and Records as rows: a format gives one of the two, and has the other."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.domain.places import Node, Place, Problem, Record
from leadcli.domain.problems import problem
from leadcli.io.csv_tables import check_header
from leadcli.io.encodings import Unreadable, decode
from leadcli.io.exports import form_of as form_of_any
from leadcli.io.exports import rows as rows_of_any
from leadcli.io.table_formats import FORMATS, Form, Given, RawRow, Source, load


def read_records(data: bytes, file: str) -> tuple[tuple[Record, ...], list[Problem]]:
    """The rows of a format that is read row by row; the header is its first that is not empty. Raises Unreadable."""
    source = Given(file, data)
    form = form_of_any(source)
    filled = ((row, list(row.texts)) for row in rows_of_any(source, form) if row.fault or any(row.texts))
    head, header = next(filled, (None, []))
    if head is None:
        return (), [problem("csv-no-header", Place(file, 1))]
    while header and not header[-1]:
        header.pop()
    names, width = tuple(header), len(header)
    problems: list[Problem] = []
    check_header(names, [Place(file, head.line, index + 1) for index in range(width)], problems)
    records: list[Record] = []
    for row, cells in filled:
        place = Place(file, row.line)
        if row.fault:
            problems.append(problem("row-unreadable", place, reason=row.fault))
        elif any(cells[width:]):
            problems.append(problem("csv-ragged", place, found=len(cells), expected=width))
        else:
            places = tuple(Place(file, row.line, index + 1) for index in range(width))
            records.append(Record(place, names, tuple((cells + [""] * width)[:width]), places))
    return tuple(records), problems


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
        yield RawRow(number, record.place.line, "", None, tuple(_text(cells.get(name, "")) for name in columns))


def _text(cell: str | Node) -> str:
    return cell if isinstance(cell, str) else "|".join(item.text for item in cell.items)
