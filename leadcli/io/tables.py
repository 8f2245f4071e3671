"""The tables of a workspace, and its YAML: rows and trees of text, each with its place."""

from __future__ import annotations

import hashlib
from pathlib import Path

from leadcli.domain.frozen import frozen
from leadcli.domain.places import Node, Place, Problem, Record
from leadcli.domain.problems import problem
from leadcli.io.encodings import Unreadable, decode, read_bytes
from leadcli.io.table_formats import FORMATS, HEAD, format_of, load


@frozen
class Table:
    """A data file: its rows, its problems, and the hash of its bytes (sha256, hexadecimal)."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    digest: str = ""


def read_table(path: Path, shown: str) -> Table:
    """A data file, whatever its format. ``shown`` is how the file is called in messages."""
    digest = ""
    try:
        data = read_bytes(path, shown)
        digest = hashlib.sha256(data).hexdigest()
        told = FORMATS[format_of(data[:HEAD], path.suffix)]
        records, problems = load(told.records)(decode(data, shown) if told.is_text else data, shown)
    except Unreadable as error:
        return Table((), (error.problem,), digest)
    return Table(records, tuple(problems), digest)


def read_tree(path: Path, shown: str) -> tuple[Node | None, list[Problem], str]:
    """A YAML file as a tree, with its problems and the hash of its bytes."""
    from leadcli.io.yaml_trees import read_yaml

    try:
        data = read_bytes(path, shown)
        tree, problems = read_yaml(decode(data, shown), shown)
    except Unreadable as error:
        return None, [error.problem], ""
    return tree, problems, hashlib.sha256(data).hexdigest()


def table_names(table: str) -> tuple[str, ...]:
    """What the file of a table may be called: a name, and the usual suffixes of the other formats."""
    first, *others = (found.suffixes[0] for found in FORMATS.values())
    return f"data/{table}{first}", *others


def table_file(root: Path, table: str) -> Path | Problem | None:
    """The file of a table in a workspace; a problem when there are two; None when there is none."""
    names = (f"data/{table}{suffix}" for told in FORMATS.values() for suffix in told.suffixes)
    found = [name for name in names if (root / name).is_file()]
    if len(found) > 1:
        return problem("file-twice", Place(found[1]), table=table, first=found[0], second=found[1])
    return root / found[0] if found else None
