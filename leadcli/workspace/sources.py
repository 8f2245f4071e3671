"""What ``leadcli.yaml`` says of the tables that are read from exports as they came: the file, which column is what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePath

from leadcli.domain.frozen import frozen, replace
from leadcli.domain.places import Node, Place, Problem, nearest
from leadcli.domain.problems import problem, shape
from leadcli.fields.headers import meant, placed
from leadcli.fields.table import SOURCES, TABLES, located
from leadcli.io.tables import Table, read_table, read_tree, table_file

FILE = "leadcli.yaml"
HEAD = """# yaml-language-server: $schema=schema/leadcli.json
# Tables that are read from exports as they came: which file, and which of its columns is which field."""
KEYS = ("sources",)
SOURCE_KEYS = ("file", "columns", "sheet", "encoding", "delimiter", "prefix")


@frozen
class Source:
    """A table's file, as it is called in messages, and how it is read: which of its columns is which field.

    ``places``: where the mapping names each column, ``place`` where the file is named: what is gone is told there.
    ``prefix``: what its ids begin with, where another file of the table has the same ones for other companies.
    ``called``: how its rows' file is called where another sheet of it is read too; else ``""``.
    """

    path: Path
    shown: str
    columns: Mapping[str, str]
    places: Mapping[str, Place]
    place: Place
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    prefix: str = ""
    called: str = ""

    @property
    def mark(self) -> str:
        """What decides how the file is read, but for the file itself: part of the fingerprint of the data."""
        told = (sorted(self.columns.items()), self.sheet, self.encoding, self.delimiter)
        return repr((*told, self.prefix) if self.prefix else told)


Sources = Mapping[str, Sequence[Source]]  # of each table that is read through a mapping: its files, in their order


@frozen
class TableFile:
    """A file of a table, and how it is called. ``source``: how it is read, None where by its headers.

    ``key``: the table; of one that has several files with the number of this. ``fault``: why it cannot be the table's.
    """

    table: str
    key: str
    path: Path
    shown: str
    source: Source | None = None
    fault: Problem | None = None


def read_sources(root: Path) -> tuple[dict[str, tuple[Source, ...]], list[Problem]]:
    """The sources of a workspace by table, and the problems of its ``leadcli.yaml``; nothing where there is none."""
    path = root / FILE
    if not path.is_file():
        return {}, []
    tree, problems, _ = read_tree(path, FILE)
    if problems or tree is None or (tree.kind == "scalar" and not tree.text):
        return {}, list(problems)
    reader = _Reader(root)
    reader.whole(tree)
    return reader.found, reader.problems


def mappings(root: Path) -> list[Mapping[str, str]]:
    """How a workspace reads the exports that are its clients: of each file, column -> field."""
    return [source.columns for source in read_sources(root)[0].get("clients", ())]


def tables_of(root: Path, sources: Sources, faulty: bool = False) -> list[TableFile]:
    """The files of all tables, in the tables' order: those of its sources, else the one in ``data``.

    ``faulty``: those that cannot be read as it, too.
    """
    found = [file for name in TABLES for file in _files_of(root, name, sources.get(name, ()))]
    return [file for file in found if faulty or file.fault is None]


def _files_of(root: Path, name: str, sources: Sequence[Source]) -> Iterator[TableFile]:
    own = table_file(root, name)
    if isinstance(own, Path) and not any(_same(own, source.path) for source in sources):
        fault, shown = None, f"data/{own.name}"
        if sources:
            first = f"{FILE}: {sources[0].shown}"
            fault = problem("file-twice", Place(shown), table=name, first=first, second=shown)
        yield TableFile(name, name, own, shown, None, fault)
    elif isinstance(own, Problem) and not sources:
        yield TableFile(name, name, root / own.place.file, own.place.file, None, own)
    for number, source in enumerate(sources, 1):
        key, gone = name if len(sources) == 1 else f"{name}#{number:03}", not source.path.is_file()
        fault = problem("source-file", source.place, file=source.shown, length=len(source.shown)) if gone else None
        yield TableFile(name, key, source.path, source.shown, source, fault)


def table_of(key: str) -> str:
    """The table of a file's key."""
    return key.partition("#")[0]


def with_source(sources: Sources, key: str, now: Source) -> Sources:
    """The sources with one file of a table otherwise, by its key."""
    table, _, number = key.partition("#")
    told = list(sources[table])
    told[int(number or 1) - 1] = now
    return {**sources, table: tuple(told)}


def read_file(file: TableFile) -> Table:
    """A file of a table: by its source, else by its headers."""
    if file.source is not None:
        return read_source(file.source)
    fields = TABLES[file.table]
    needed = [field.name for field in fields if field.required]
    return read_table(file.path, file.shown, partial(located, fields=fields), needed)


def read_source(source: Source) -> Table:
    """The table of a source. A column of its mapping that the file has not, or has twice, is a problem."""
    shown = source.called or source.shown
    table = read_table(
        source.path, shown, lambda cells: {f: n for n, f in placed(cells, source.columns).items()},
        set(source.columns.values()), source.encoding, source.delimiter, source.sheet,
    )  # fmt: skip
    header = table.records[0].columns if table.records else ()
    gone = [] if not header else [
        problem(
            "source-column", place, nearest=nearest(column, header), file=source.shown, column=column,
            choices=tuple(name for name in header if name), length=len(column),
        )
        for column, place in source.places.items() if len(meant(header, column)) != 1
    ]  # fmt: skip
    table = served(table)
    return replace(table, problems=(*table.problems, *gone))


OF_HEADERS = frozenset({"csv-header-twice", "csv-header-empty"})  # each column that counts is named: see ``meant``
OF_ROWS = frozenset({"csv-ragged", "csv-quote", "csv-stray-quote", "csv-field-size", "row-unreadable"})
FEW_BROKEN, BROKEN_SHARE = 5, 0.2  # rows, and their share: where more are not read whole, the file is misunderstood


def served(table: Table) -> Table:
    """An export of which a few rows are not read whole stands in nobody's way: they are ``lost``, and no problem."""
    whole, broken = len(table.records), len(table.lost)
    few = broken <= whole and broken <= max(FEW_BROKEN, BROKEN_SHARE * (whole + broken))
    passed = OF_HEADERS | OF_ROWS if few and table.lost else OF_HEADERS
    kept = tuple(found for found in table.problems if found.code not in passed)
    return replace(table, problems=kept, lost=table.lost if few else ())


def mark_of(sources: Sources) -> str:
    """The hash of how the tables are read; ``""`` where none is read through a mapping."""
    if not sources:
        return ""
    told = [(name, source.mark) for name in sorted(sources) for source in sources[name]]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def written(sources: Sources) -> str:
    """The text of a ``leadcli.yaml`` that says so."""
    lines = [HEAD, "sources:"]
    for name, told in sources.items():
        lines.append(f"  {name}:")
        if len(told) == 1:
            lines += [f"    {line}" for line in _lines(told[0])]
        for source in told if len(told) > 1 else ():
            first, *rest = _lines(source)
            lines += [f"    - {first}", *(f"      {line}" for line in rest)]
    return "\n".join(lines) + "\n"


def _lines(source: Source) -> list[str]:
    told = {"file": source.shown, "sheet": source.sheet, "encoding": source.encoding, "delimiter": source.delimiter,
            "prefix": source.prefix}  # fmt: skip
    columns = [f"  {quoted(column)}: {field}" for column, field in source.columns.items()]
    return [*(f"{key}: {quoted(text)}" for key, text in told.items() if text), "columns:", *columns]


def quoted(text: str) -> str:
    """A text as YAML in which nothing acts as it stands."""
    import json  # few write

    return json.dumps(text, ensure_ascii=not text.replace("\u00a0", " ").isprintable())


def files_in_data(sources: Sources, root: Path) -> frozenset[str]:
    """The names of the files in ``data`` that are sources."""
    told = (each.path for own in sources.values() for each in own)
    return frozenset(path.name for path in told if _same(path.parent, root / "data"))


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one == other


def _called(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources of a table, those of one workbook each called with its sheet."""
    files = [source.shown for source in sources]
    return tuple(
        replace(source, called=f"{source.shown} [{source.sheet}]") if files.count(source.shown) > 1 else source
        for source in sources
    )


class _Reader:
    """Reads ``leadcli.yaml`` and collects its problems."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.found: dict[str, tuple[Source, ...]] = {}

    def whole(self, tree: Node) -> None:
        for key, node in self.pairs(tree, KEYS):
            if key.text == "sources":
                for table, said in self.pairs(node, tuple(SOURCES)):
                    several = said.items if said.kind == "list" and said.items else (said,)
                    told = [self.source(table.text, each) for each in several]
                    if all(told):
                        self.found[table.text] = _called([each for each in told if each])

    def pairs(self, node: Node, known: Sequence[str] = ()) -> list[tuple[Node, Node]]:
        """The keys and values of a map, of which each key must be ``known``, if any are told."""
        if node.kind != "map":
            self.problems.append(problem("yaml-shape", node.place, expected=shape("map"), found=shape(node.kind)))
            return []
        for key, _ in node.pairs:
            if known and key.text not in known:
                near, long = nearest(key.text, known), len(key.text)
                self.problems.append(
                    problem("rule-key", key.place, nearest=near, key=key.text, choices=tuple(known), length=long)
                )
        return [(key, value) for key, value in node.pairs if not known or key.text in known]

    def source(self, table: str, node: Node) -> Source | None:
        before = len(self.problems)
        told = {key.text: value for key, value in self.pairs(node, SOURCE_KEYS)}
        for key, value in told.items():
            wanted = "map" if key == "columns" else "scalar"
            if value.kind != wanted:
                self.problems.append(
                    problem("yaml-shape", value.place, expected=shape(wanted), found=shape(value.kind))
                )
        for key in ("file", "columns"):
            if node.kind == "map" and (key not in told or (key == "file" and not told[key].text)):
                self.problems.append(problem("rule-key-missing", node.place, key=key))
        if len(self.problems) > before:
            return None
        columns, places = self.columns(table, told["columns"])
        shown = PurePath(told["file"].text).as_posix()
        if len(self.problems) > before:
            return None
        rest = {key: told[key].text for key in SOURCE_KEYS[2:] if key in told}
        return Source(self.root / shown, shown, columns, places, told["file"].place, **rest)

    def columns(self, table: str, node: Node) -> tuple[dict[str, str], dict[str, Place]]:
        """Which column is which field, and where that is said."""
        names = tuple(field.name for field in SOURCES[table])
        columns: dict[str, str] = {}
        for key, value in self.pairs(node):
            if value.kind != "scalar" or value.text not in names:
                text = value.text
                self.problems.append(
                    problem("source-field", value.place, nearest=nearest(text, names), value=text, table=table,
                            choices=names, length=len(text))
                )  # fmt: skip
            elif value.text in columns.values():
                first = next(column for column, field in columns.items() if field == value.text)
                self.problems.append(problem("column-twice", key.place, first=first, second=key.text, field=value.text))
            else:
                columns[key.text] = value.text
        if "name" not in columns.values():
            self.problems.append(problem("column-missing", node.place, column="name"))
        return columns, {key.text: key.place for key, _ in node.pairs if node.kind == "map"}
