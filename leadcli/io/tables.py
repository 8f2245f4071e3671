"""Files in: YAML, CSV and xlsx as rows and trees of text, each with its place. One reader per suffix."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from leadcli.domain.frozen import frozen
from leadcli.domain.places import Node, Place, Problem, Record
from leadcli.domain.problems import problem
from leadcli.io.encodings import decode, read_bytes

Parsed = tuple[tuple[Record, ...], list[Problem]]


@frozen
class Table:
    """A data file: its rows, its problems, and the hash of its bytes (sha256, hexadecimal)."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    digest: str = ""
    encoding: str = ""


def _csv(data: bytes, shown: str) -> Table:
    from leadcli.io.csv_tables import read_csv

    decoded = decode(data, shown)
    if isinstance(decoded, Problem):
        return Table((), (decoded,))
    records, problems = read_csv(decoded.text, shown)
    return Table(records, tuple(problems), encoding=decoded.encoding)


def _yaml(data: bytes, shown: str) -> Table:
    from leadcli.io.yaml_trees import read_rows

    decoded = decode(data, shown)
    if isinstance(decoded, Problem):
        return Table((), (decoded,))
    records, problems = read_rows(decoded.text, shown)
    return Table(records, tuple(problems), encoding=decoded.encoding)


def _xlsx(data: bytes, shown: str) -> Table:
    from leadcli.io.xlsx_tables import read_xlsx

    records, problems = read_xlsx(data, shown)
    return Table(records, tuple(problems))


READERS: dict[str, Callable[[bytes, str], Table]] = {
    ".csv": _csv,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".xlsx": _xlsx,
}


def read_table(path: Path, shown: str) -> Table:
    """A data file by its suffix. ``shown`` is how the file is called in messages."""
    data = read_bytes(path, shown)
    if isinstance(data, Problem):
        return Table((), (data,))
    table = READERS[path.suffix.casefold()](data, shown)
    return Table(table.records, table.problems, hashlib.sha256(data).hexdigest(), table.encoding)


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


def table_file(root: Path, table: str) -> Path | Problem | None:
    """The file of a table in a workspace; a problem when there are two; None when there is none."""
    found = [p for suffix in READERS if (p := root / "data" / f"{table}{suffix}").is_file()]
    if len(found) > 1:
        first, second = f"data/{found[0].name}", f"data/{found[1].name}"
        return problem("file-twice", Place(second), table=table, first=first, second=second)
    return found[0] if found else None
