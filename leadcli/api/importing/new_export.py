"""A newer export as the table that it is to be: which table it takes the place of, read through that one's mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from leadcli.api.column_mapping import columns_told, hold_mapped, mapping_of, to_choose_from
from leadcli.api.parameters import Spelt, as_option
from leadcli.api.starting.export_columns import Choice, cells_of, clients_in, hold_whole, with_prefix
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import NOWHERE, Record, nearest
from leadcli.fields.headers import header_key, meant, numbered, placed
from leadcli.fields.table import SOURCES, TABLES, located
from leadcli.io.exports import told_format
from leadcli.io.tables import Table, read_table
from leadcli.workspace.sources import Source, Sources, quoted, read_sources, served, tables_of

NAMED = "--as"
Choose = Callable[[Choice], str]  # asks a person: the column, "" for none


@frozen
class Old:
    """The table whose place a newer export takes: its file, and how that is called in messages.

    ``key``: the file among those of the table; ``source``: how it is read, None where by its headers; ``there``:
    whether the file is; ``shared``: whether another table, or another sheet of it, is read too.
    """

    table: str
    key: str
    path: Path
    shown: str
    source: Source | None
    there: bool = True
    shared: bool = False

    @property
    def called(self) -> str:
        """How it is called among the others: with the sheet where another of its file is read."""
        return (self.source.called if self.source is not None else "") or self.shown


@frozen
class New:
    """A newer export, read: its ``table``, of which the ``records`` are clients.

    ``unused``: columns that could be a field, and are not; ``chosen``: what a person who was asked chose, as is said
    with ``--map``.
    """

    path: Path
    table: Table
    records: tuple[Record, ...]
    source: Source
    unused: Mapping[str, str]
    chosen: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """Its columns."""
        return self.table.records[0].columns if self.table.records else ()

    def said(self) -> tuple[Message, ...]:
        """Which of its columns are used as what, and what is to be said of its encoding."""
        found = {field: index for index, field in placed(self.header, self.source.columns).items() if field}
        return (*columns_told(self.header, found), *self.table.doubts())

    def texts(self, field: str) -> list[str]:
        """What the rows have in a field's column; nothing where no column is the field's."""
        return cells_of(self.records, self.source.columns, field)

    def above(self) -> list[str]:
        """What the rows have as the company above, one of their own ids with the prefix of these."""
        return with_prefix(self.texts("parent"), self.texts("id"), self.source.prefix)


def tables_to_replace(root: Path) -> tuple[dict[str, Old], Sources]:
    """The tables of a workspace that an export may take the place of: those that are read from one, else all."""
    sources, problems = read_sources(root)
    if problems:
        first = problems[0]
        raise Refusal(message("{place}: {why}", place=str(first.place), why=first.text),
                      *([first.remedy] if first.remedy else []))  # fmt: skip
    files = [file for file in tables_of(root, sources, faulty=True) if file.source is not None or file.fault is None]
    paths = [file.path for file in files]
    return {
        file.key: Old(file.table, file.key, file.path, file.shown, file.source, file.fault is None,
                      paths.count(file.path) > 1)
        for file in files
    }, sources  # fmt: skip


def old_of(root: Path, export: Path, said: str) -> Old:
    """The table that an export takes the place of: as it is ``said``, else the one whose columns it has.

    Raises Refusal where that is in doubt.
    """
    found, _ = tables_to_replace(root)
    if said:
        maybe = [old for old in found.values() if said.casefold() in _names(old)]
        if not maybe:
            known = tuple(dict.fromkeys((*(old.table for old in found.values()), *map(_own_name, found.values()))))
            raise Refusal(message("{option}: choose one of {values}", option=NAMED, values=known))
    else:
        maybe = [old for old in found.values() if old.source is not None]
        maybe = maybe or [old for old in found.values() if old.table == "clients"]
    if not maybe:
        raise Refusal(
            message("this workspace has no table of clients yet"),
            message("start one from your CRM's export: leadcli init my-team --from EXPORT"),
        )
    if len(maybe) == 1:
        return maybe[0]
    fitting = [old for old in maybe if _fits(export, old)] or maybe
    named = [old for old in fitting if _alike(old.path, export)]
    chosen = fitting if len(fitting) == 1 else named
    if len(chosen) != 1:
        raise Refusal(
            message("{file} may be a newer one of several tables: {tables}", file=export.name,
                    tables=tuple(old.called for old in fitting)),
            message("say which: {option} {example}", option=NAMED, example=quoted(_own_name(fitting[0]))),
        )  # fmt: skip
    return chosen[0]


def _names(old: Old) -> tuple[str, ...]:
    """What a file may be called where it is said which is meant."""
    return (old.table, old.path.name.casefold(), old.shown.casefold(), _own_name(old).casefold())


def _own_name(old: Old) -> str:
    """What tells a file from the others of its table; the table where it has no other."""
    if old.key == old.table:
        return old.table
    return old.called.rpartition("/")[2] if old.called != old.shown else old.path.name


def _fits(export: Path, old: Old) -> bool:
    """Whether a file has all columns of a table's mapping."""
    assert old.source is not None, "only tables that are read from an export are asked"
    table = _read(export, old, old.source.columns, {})
    header = table.records[0].columns if table.records else ()
    return bool(header) and all(len(meant(header, column)) == 1 for column in old.source.columns)


def _alike(one: Path, other: Path) -> bool:
    """Whether two files are called alike, but for dates, numbers and the suffix."""
    first, second = ("".join(c for c in path.stem.casefold() if c.isalpha()) for path in (one, other))
    return first == second


def read_new(
    export: Path, old: Old, mapped: Iterable[str], said: Mapping[str, str], yes: bool, choose: Choose | None = None,
    spelt: Spelt = as_option,
) -> New:  # fmt: skip
    """A newer export read through the mapping of the old one, with what is ``mapped`` otherwise.

    ``said``: encoding, delimiter and sheet, where they were. ``yes``: a column that is gone is taken to be called as
    proposed; else ``choose`` asks for it, where somebody can be asked. Raises Refusal where it cannot be read whole, or
    lacks a column.
    """
    pairs = mapping_of(mapped, SOURCES[old.table], spelt)
    if old.source is None and pairs:
        raise Refusal(message("{option}: {file} is read by its headers, not through leadcli.yaml",
                              option=spelt("columns"), file=old.shown))  # fmt: skip
    if old.source is None and told_format(export) != told_format(old.path):
        raise Refusal(
            message("{old} has another format than {file}", old=old.shown, file=export.name),
            message("save the export as {suffix}, and import that", suffix=old.path.suffix),
        )
    columns = _columns(old, pairs)
    table = _read(export, old, columns, said)
    if old.source is not None:
        table = served(table)
    hold_whole(export.name, table, said.get("encoding", ""))
    header = table.records[0].columns
    hold_mapped(export.name, header, {c: f for c, f in pairs.items() if f}, spelt)
    fields = SOURCES[old.table] if old.source is not None else TABLES[old.table]
    gone = [column for column in columns if len(meant(header, column)) != 1]
    picked: tuple[str, ...] = ()
    if gone:
        columns, picked = _found_again(export, header, columns, gone, yes, choose, spelt, old)
    if old.source is None:
        there = located(header, fields)
        columns = {numbered(header, index): field for field, index in there.items()}
    places = placed(header, columns)
    source = Source(
        export, export.name, columns, {}, NOWHERE,
        *((said.get(key) or getattr(old.source, key, "")) for key in ("sheet", "encoding", "delimiter", "prefix")),
    )  # fmt: skip
    unused = {numbered(header, n): f for f, n in located(header, fields, places).items() if n not in places}
    own = old.source is not None and old.table == "clients"
    records = clients_in(table, columns).clients if own else table.records
    return New(export, table, tuple(records), source, unused, picked)


def _columns(old: Old, pairs: Mapping[str, str]) -> dict[str, str]:
    """The mapping of the old table with what is said otherwise."""
    columns = dict(old.source.columns) if old.source is not None else {}
    for column, field in pairs.items():
        columns = {c: f for c, f in columns.items() if header_key(c) != header_key(column) and (f != field or not f)}
        if field:
            columns[column] = field
    return columns


def _read(export: Path, old: Old, columns: Mapping[str, str], said: Mapping[str, str]) -> Table:
    known = {key: said.get(key) or getattr(old.source, key, "") for key in ("encoding", "delimiter", "sheet")}
    if old.source is None:
        fields = partial(located, fields=TABLES[old.table])
        needed = [field.name for field in TABLES[old.table] if field.required]
        return read_table(export, export.name, fields, needed, **known)
    return read_table(
        export, export.name, lambda cells: {f: n for n, f in placed(cells, columns).items()}, set(columns.values()),
        **known,
    )  # fmt: skip


def _found_again(
    export: Path, header: Sequence[str], columns: Mapping[str, str], gone: Sequence[str], yes: bool,
    choose: Choose | None, spelt: Spelt, old: Old,
) -> tuple[dict[str, str], tuple[str, ...]]:  # fmt: skip
    """The mapping with the columns that are gone as they are called now, where a person says so; and what was chosen.

    ``yes`` takes what is proposed.
    """
    kept = {column: field for column, field in columns.items() if column not in gone}
    there = located(header, SOURCES[old.table], {**placed(header, kept)})
    proposed = {column: there.get(columns[column]) for column in gone}
    if yes and all(index is not None for index in proposed.values()):
        return {next((numbered(header, i) for g, i in proposed.items() if g == column and i is not None), column): field
                for column, field in columns.items()}, ()  # fmt: skip
    taken = placed(header, kept).keys()
    free = [n for n, column in enumerate(header) if column and n not in taken]
    if choose is not None and free and old.source is not None:
        return _chosen(header, columns, sorted(gone, key=lambda c: columns[c] != "name"), proposed, free, choose)
    said: list[Message] = []
    for column in gone:
        field, index = columns[column], proposed[column]
        several = len(meant(header, column)) > 1
        said.append(
            message("{file}: the column {column} ({field}) is there more than once", file=export.name, column=column,
                    field=field)
            if several
            else message("{file}: the column {column} ({field}) is gone", file=export.name, column=column, field=field)
        )  # fmt: skip
        near = numbered(header, index) if index is not None else nearest(column, [c for c in header if c])
        if near:
            said.append(message("it may be called {word} now: {option} {example}", word=near, option=spelt("columns"),
                                example=f'"{near}={field}"'))  # fmt: skip
    said.append(message("the columns are: {columns}", columns=to_choose_from(header)))
    if any(columns[column] not in ("name",) for column in gone):
        said.append(message("to go without one: {option} {example}", option=spelt("columns"),
                            example=f'"{next(c for c in gone if columns[c] != "name")}=-"'))  # fmt: skip
    if all(index is not None for index in proposed.values()):
        said.append(message("to take all as proposed: {option}", option="--yes"))
    raise Refusal(*said)


def _chosen(
    header: Sequence[str], columns: Mapping[str, str], gone: Sequence[str], proposed: Mapping[str, int | None],
    free: Sequence[int], choose: Choose,
) -> tuple[dict[str, str], tuple[str, ...]]:  # fmt: skip
    """The mapping with the columns that a person chooses for those that are gone, and each choice as it is said.

    ``free``: the columns that are nothing yet.
    """
    found, said, left = dict(columns), [], list(free)
    for column in gone:
        field = found.pop(column)
        near = proposed[column]
        best = meant(header, column) or ([near] if near is not None else [])
        close = nearest(column, [header[n] for n in left])
        order = [n for n in dict.fromkeys([*best, *(n for n in left if header[n] == close), *left]) if n in left]
        names = tuple(numbered(header, n) for n in order)
        picked = choose(Choice(field, names, none=field != "name", was=column)) if names else ""
        said.append(f"{picked or column}={field if picked else '-'}")
        if picked:
            found[picked] = field
            left.remove(order[names.index(picked)])
    return found, tuple(said)


def records_now(old: Old) -> tuple[Record, ...]:
    """The rows of the table as it is."""
    return _read(old.path, old, old.source.columns if old.source is not None else {}, {}).records
