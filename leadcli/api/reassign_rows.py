"""An export judged in this process: the lines of the plan that ``leadcli reassign`` writes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import get_args

from leadcli import __version__
from leadcli.api.column_mapping import hold_mapped, mapping_of
from leadcli.api.export_files import NEEDED, headless
from leadcli.api.parameters import choice_of
from leadcli.assignment.judging import AT_ONCE, judge_rows, without_leaver
from leadcli.assignment.owner_cells import as_cells_allow
from leadcli.assignment.plan_file import Header, dump, header_line, read_plan
from leadcli.assignment.plan_lines import as_object, from_object
from leadcli.assignment.rows import Line, Options
from leadcli.assignment.turns import Export, folded
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.fields.crm_presets import Layout, RowsAre, layout
from leadcli.fields.rows.row_kinds import Row
from leadcli.fields.table import EXPORT
from leadcli.io.atomic import write_bytes_whole
from leadcli.io.exports import digest_of
from leadcli.io.table_formats import BLANKS, Form
from leadcli.ledger.standing.standing_clients import LedgerMemory, memory_of
from leadcli.workspace.opening import SoundWorkspace


def plan_header(
    export: Path,
    form: Form,
    found: Layout,
    opened: SoundWorkspace,
    policy: str,
    options: Options,
    ledger: str = "",
    consolidate: bool = False,
    balance: float | None = None,
) -> Header:
    """What a plan of an export rests on. ``policy``: as the user named it."""
    return Header(
        {"path": str(export.resolve()), "sha256": digest_of(export), "encoding": form.encoding,
         "mark": form.mark.hex(), "delimiter": form.delimiter, "sheet": form.sheet, "skip": form.skip},
        {"preset": found.preset, "fields": dict(found.fields), "owner_as": found.owner_as, "rows": found.rows},
        opened.book.fingerprint, opened.policy.fingerprint, policy, __version__,
        {"on": options.on.isoformat(), "owner_took": options.owner_took, "hidden": options.hidden,
         "from": options.leaver, "to": options.heir,
         "consolidate": consolidate, "balance": balance},
        ledger,
    )  # fmt: skip


def prepared(opened: SoundWorkspace, on: date) -> str:
    """The hash of the ledger's last entry, on which a plan rests; what managers have by it is counted once, before all.

    ``""`` where nothing is recorded.
    """
    if not opened.has_ledger:
        return ""
    from leadcli.ledger.recording import head_of, open_ledger

    head = head_of(opened.root)
    if head:
        with open_ledger(opened.root) as ledger:
            memory = LedgerMemory(ledger, opened.book.country, opened.policy.precedents)
            memory.book(opened.book.on(on), opened.directory, on)
    return head


def mapped_rows(
    rows: Iterable[Mapping[str, str]], preset: str, columns: Iterable[str], rows_are: str = ""
) -> tuple[Layout, Iterator[Row]]:
    """The layout that the first row's keys give, and all rows."""
    pairs = mapping_of(columns, EXPORT, str)
    body = iter(rows)
    first = next(body, None)
    found = layout(tuple(first or ()), preset, pairs)
    if first is not None and not set(NEEDED) <= found.fields.keys():
        raise headless(message("row {row}", row=1), tuple(first), preset, pairs, str)
    choice_of(rows_are, get_args(RowsAre), "rows")
    if rows_are:
        found = replace(found, rows=rows_are)
    hold_mapped(message("row {row}", row=1), found.columns, pairs, str)
    whole = chain([first] if first is not None else [], body)
    cells = ([row.get(name, "").strip(BLANKS) for name in found.columns] for row in whole)
    return found, (Row(number, each) for number, each in enumerate(cells, 1))


def judged_lines(rows: Iterable[Row | Line], found: Layout, opened: SoundWorkspace, options: Options) -> Iterator[Line]:
    """The lines of a plan, turns given out in row order, by the tables and by what the ledger holds."""
    listed, book = list(rows), without_leaver(opened.book.on(options.on), options)
    with memory_of(opened.root, book.country, decided=opened.policy.precedents) as memory:
        basis = (found, book, opened.policy, opened.directory, options, memory)
        lines = list(judge_rows(listed, *basis, folded=True))
        export = Export(lambda: listed, found, options, opened.policy, opened.directory, memory)
        yield from as_cells_allow(folded(lines, book, export))


@contextmanager
def plan_whole(plan: Path, header: Header) -> Iterator[Callable[[Iterable[str]], None]]:
    """A plan to be written whole or not at all: what takes its lines. Its header then tells their hash."""
    digest = hashlib.sha256()
    with write_bytes_whole(plan, private=True) as target:
        target.write(header_line(replace(header, lines=digest.hexdigest())).encode())

        def write(texts: Iterable[str]) -> None:
            data = "".join(texts).encode()
            digest.update(data)
            target.write(data)

        yield write
        target.seek(0)
        target.write(header_line(replace(header, lines=digest.hexdigest())).encode())  # of the same length


def written(plan: Path, header: Header, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, once they are written to a plan, whole or not at all."""
    with plan_whole(plan, header) as write:
        texts = (dump(as_object(line)) for line in lines)
        while part := [*islice(texts, AT_ONCE)]:
            write(part)
    return map(from_object, read_plan(plan)[1])
