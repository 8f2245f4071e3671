"""Tables of a workspace with what a newer export adds to them: rows at their end, ids that cards have now.

Everything else stays as it stands, to the byte. Only CSV is written; of another format it is told what to do.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from leadcli.fields.table import TABLES, located
from leadcli.io.csv_grammar import as_before, ending, split, value
from leadcli.io.exports import form_of, rows, texts
from leadcli.io.raw_csv import errors_of
from leadcli.io.table_formats import Form
from leadcli.output.csv_rows import inert

ID_CELLS = {
    "groups": ("head",),
    "links": ("client", "other"),
    "aliases": ("client",),
}  # of tables, where ids of clients stand
Row = Mapping[str, str]


def with_rows(path: Path, table: str, more: Sequence[Row]) -> bytes | None:
    """A table's file with more rows, each by field; None where it cannot be written, or lacks the column of names."""
    found = _told(path, table)
    if found is None or not found[2].keys() >= {"name"}:
        return None
    form, header, fields = found
    lines = [[""] * len(header) for _ in more]
    for line, row in zip(lines, more, strict=True):
        for name, place in fields.items():
            line[place] = row.get(name, "")
    data = path.read_bytes()
    end = "\r\n" if "\r\n".encode(form.encoding) in data else "\n"
    out = io.StringIO()
    csv.writer(out, delimiter=form.delimiter, lineterminator=end).writerows([map(inert, line) for line in lines])
    try:
        text = out.getvalue().encode(form.encoding)
    except UnicodeEncodeError:
        return None
    ends = data.endswith("\n".encode(form.encoding))
    return data + (b"" if ends else end.encode(form.encoding)) + text


def with_ids(path: Path, table: str, now: Mapping[str, str]) -> bytes | None:
    """A table's file with the ids that clients have ``now``: old -> new; None where it cannot be written."""
    found = _told(path, table)
    if found is None:
        return None
    form, _, fields = found
    places = [fields[name] for name in ID_CELLS[table] if name in fields]
    return _changed(path, form, lambda place, text: now.get(text, text) if place in places else text)


def _told(path: Path, table: str) -> tuple[Form, list[str], dict[str, int]] | None:
    """The form of a CSV file, its header, and which column is which field."""
    form = form_of(path)
    if not form.delimiter or form.format != "CSV":
        return None
    header = next((texts(row, form) for row in rows(path, form)), [])
    return form, header, located(header, TABLES[table])


def _changed(path: Path, form: Form, change: Callable[[int, str], str]) -> bytes | None:
    """The file with some cells otherwise."""
    out, errors, width = [form.mark], errors_of(form), 0
    for row in rows(path, form):
        raw = row.raw
        cells = split(raw, form.delimiter, width)
        width = width or len(cells)
        for place, cell in enumerate(cells):
            text = value(cell)
            if (now := change(place, text)) != text:
                cells[place] = as_before(cell, now, form.delimiter)
        try:
            out.append((form.delimiter.join(cells) + ending(raw)).encode(form.encoding, errors))
        except UnicodeEncodeError:
            return None
    return b"".join(out)
