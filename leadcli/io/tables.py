"""The tables of a workspace, and its YAML: rows and trees of text, each with its place."""

from __future__ import annotations

import hashlib
from pathlib import Path

from leadcli.domain.frozen import frozen
from leadcli.domain.places import Node, Place, Problem, Record
from leadcli.domain.problems import problem
from leadcli.io.encodings import decode, read_bytes
from leadcli.io.formats import FORMATS, Unreadable, format_of, load
from leadcli.io.sources import HEAD, Held


@frozen
class Table:
    """A data file: its rows, its problems, and the hash of its bytes (sha256, hexadecimal)."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    digest: str = ""
    encoding: str = ""


def read_table(path: Path, shown: str) -> Table:
    """A data file, whatever its format. ``shown`` is how the file is called in messages."""
    data = read_bytes(path, shown)
    if isinstance(data, Problem):
        return Table((), (data,))
    digest = hashlib.sha256(data).hexdigest()
    strict = FORMATS[format_of(data[:HEAD], path.suffix)].records
    if not strict:
        records, problems = row_records(data, shown)
        return Table(records, tuple(problems), digest)
    decoded = decode(data, shown)
    if isinstance(decoded, Problem):
        return Table((), (decoded,), digest)
    records, problems = load(strict)(decoded.text, shown)
    return Table(records, tuple(problems), digest, decoded.encoding)


def row_records(data: bytes, shown: str) -> tuple[tuple[Record, ...], list[Problem]]:
    """The rows of a format that is read row by row. The header is the first row that is not empty."""
    from leadcli.io.exports import form_of, rows

    source = Held(data, shown)
    try:
        form = form_of(source)
        found = list(rows(source, form))
    except Unreadable as error:
        return (), [error.problem]
    filled = ((row, list(row.texts)) for row in found if row.fault or any(row.texts))
    head, header = next(filled, (None, []))
    if head is None:
        return (), [problem("csv-no-header", Place(shown, 1))]
    while header and not header[-1]:
        header.pop()
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for index, name in enumerate(header):
        if name and name.casefold() in seen:
            first = seen[name.casefold()] + 1
            place = Place(shown, head.line, index + 1)
            problems.append(problem("csv-header-twice", place, column=name, first=first, second=index + 1))
        seen.setdefault(name.casefold(), index)
    names, width = tuple(header), len(header)
    beside = range(1, width + 1) if form.sheet else [0] * width  # the column of each cell, where a line has columns
    records: list[Record] = []
    for row, cells in filled:
        place = Place(shown, row.line)
        if row.fault:
            problems.append(problem("row-unreadable", place, reason=row.fault))
        elif any(cells[width:]):
            problems.append(problem("csv-ragged", place, found=len(cells), expected=width))
        else:
            places = tuple(Place(shown, row.line, column) for column in beside)
            records.append(Record(place, names, tuple((cells + [""] * width)[:width]), places))
    return tuple(records), problems


def read_tree(path: Path, shown: str) -> tuple[Node | None, list[Problem], str]:
    """A YAML file as a tree, with its problems and the hash of its bytes."""
    from leadcli.io.yaml_trees import read_yaml

    data = read_bytes(path, shown)
    if isinstance(data, Problem):
        return None, [data], ""
    decoded = decode(data, shown)
    if isinstance(decoded, Problem):
        return None, [decoded], ""
    tree, problems = read_yaml(decoded.text, shown)
    return tree, problems, hashlib.sha256(data).hexdigest()


def table_names(table: str) -> tuple[str, ...]:
    """What the file of a table may be called: a name, and the usual suffixes of the other formats."""
    first, *others = (found.suffixes[0] for found in FORMATS.values())
    return f"data/{table}{first}", *others


def table_file(root: Path, table: str) -> Path | Problem | None:
    """The file of a table in a workspace; a problem when there are two; None when there is none."""
    names = (f"{table}{suffix}" for found in FORMATS.values() for suffix in found.suffixes)
    found = [path for name in names if (path := root / "data" / name).is_file()]
    if len(found) > 1:
        first, second = f"data/{found[0].name}", f"data/{found[1].name}"
        return problem("file-twice", Place(second), table=table, first=first, second=second)
    return found[0] if found else None
