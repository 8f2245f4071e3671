"""The tables of a workspace, and its YAML: rows and trees of text, each with its place."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message
from leadcli.domain.places import Node, Place, Problem, Record
from leadcli.domain.problems import problem
from leadcli.io.encodings import Unreadable, decode, doubts_of, read_bytes, tell_encoding
from leadcli.io.table_formats import FORMATS, HEAD, foreign, format_of, load

# What the files of a workspace's tables may be called.
NAMES = {
    "managers": ("managers", "менеджеры"), "groups": ("groups", "группы"), "clients": ("clients", "клиенты"),
    "links": ("links", "связи"), "aliases": ("aliases", "псевдонимы"),
}  # fmt: skip
FieldsOf: TypeAlias = Callable[[Sequence[str]], Mapping[str, int]]


@frozen
class Table:
    """A data file: its rows, its problems, and the hash of its bytes (sha256, hexadecimal).

    ``lost``: what the cells are of the rows that are not read whole, each of which is a problem. ``header``: of a
    format that has one, the cells of the row that was taken for it. ``encoding``: of a text, as it was told
    from it, whether that is sure, and how the text begins.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    digest: str = ""
    lost: tuple[Record, ...] = ()
    header: tuple[str, ...] = ()
    encoding: tuple[str, bool, str] | None = None

    def doubts(self) -> tuple[Message, ...]:
        """What is to be said of the encoding; it is looked for only where somebody says it."""
        return doubts_of(*self.encoding) if self.encoding else ()


def read_table(
    path: Path,
    shown: str,
    fields_of: FieldsOf | None = None,
    needed: Collection[str] = (),
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> Table:
    """A data file, whatever its format. ``shown`` is how the file is called in messages.

    ``fields_of``: which fields a row of cells names, were it the header, of which those ``needed`` must be there; with
    it titles may stand above the header, and of several sheets the one with the header is read. ``encoding``,
    ``delimiter``, ``sheet``: what is said of the file, and so not told from it.
    """
    digest = ""
    try:
        data = read_bytes(path, shown)
        digest = hashlib.sha256(data).hexdigest()
        if kind := foreign(data[:HEAD], path.name):
            return Table((), (problem("file-foreign", Place(shown), kind=kind),), digest)
        told = FORMATS[format_of(data[:HEAD], path.suffix)]
        guessed, sure = tell_encoding(data) if told.is_text and not encoding else (encoding, True)
        found = decode(data, shown, guessed) if told.is_text else data
        told_as = (guessed, sure, found[:HEAD]) if isinstance(found, str) and not encoding else None
        heads: list[Sequence[str]] = []
        whole_heads: list[Sequence[str]] = []

        def header(above: Sequence[Sequence[str]]) -> tuple[int, bool]:
            at, whole = header_among(above, fields_of or (lambda cells: {}), needed)
            heads.append(above[at] if above else ())
            whole_heads.extend(heads[-1:] if whole else ())
            return at, whole

        lost: list[Record] = []
        said: dict[str, object] = {} if told.is_keyed else {"header": header, "lost": lost}
        if delimiter and told.records.startswith("csv"):
            said["delimiter"] = delimiter
        elif sheet and told.records.startswith("record"):
            said["sheet"] = sheet
        records, problems = load(told.records)(found, shown, **said)
    except Unreadable as error:
        return Table((), (error.problem,), digest)
    if fields_of and heads and not records and not problems:  # its rows would have told what the header lacks
        known = fields_of(heads[0])
        lacking = (name for name in needed if name not in known)
        problems = [problem("column-missing", Place(shown, 1), column=name) for name in lacking]
    taken = next(iter((*whole_heads, *heads)), ())  # of several sheets the first that names all that is needed
    return Table(records, tuple(problems), digest, tuple(lost), tuple(taken), told_as)


def header_among(above: Sequence[Sequence[str]], fields_of: FieldsOf, needed: Collection[str]) -> tuple[int, bool]:
    """Which of the first rows of a file is its header, and whether it names all fields that are ``needed``.

    It is the first of those that name most fields; one with all that are needed goes before one without. A row that is
    empty is none.
    """
    best, at, widest = (False, -1), 0, max(map(len, above), default=0)
    for number, cells in enumerate(above):
        found = fields_of(cells)
        rank = (set(needed) <= found.keys(), len(found))
        if rank > best and any(cells):
            best, at = rank, number
        if best[0] and best[1] == widest:
            break  # no other row can name more
    return at, best[0]


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
    """The file of a table in a workspace, in letters of any case; a problem when there are two, None when none."""
    found = sorted(name for name in _names_in(root) if _table_of(name) == table)
    if len(found) > 1:
        first, second = (f"data/{name}" for name in found[:2])
        return problem("file-twice", Place(second), table=table, first=first, second=second)
    return root / "data" / found[0] if found else None


def unread_files(root: Path, sources: Collection[str] = ()) -> list[Problem]:
    """The files beside the tables of a workspace, and its ``sources``, that nothing reads.

    Notes and files of the system are passed over.
    """
    return [
        problem("file-unread", Place(f"data/{name}"), choices=tuple(NAMES))
        for name in sorted(_names_in(root))
        if not _table_of(name)
        and name not in sources
        and not name.startswith((".", "~$"))
        and not name.casefold().endswith((".md", "~"))
    ]


def _table_of(name: str) -> str:
    """The table that a file of this name holds; ``""`` where none does."""
    stem, dot, suffix = unicodedata.normalize("NFC", name).casefold().rpartition(".")
    if not any(dot + suffix in told.suffixes for told in FORMATS.values()):
        return ""
    return next((table for table, names in NAMES.items() if stem in names), "")


def _names_in(root: Path) -> list[str]:
    try:
        return [entry.name for entry in os.scandir(root / "data") if entry.is_file()]
    except OSError:
        return []
