"""The rows of an export recognised, on all cores: what each worker does with a part of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from leadcli.analysis.infer.inference import Subject, subject_of
from leadcli.api.export_files import exported, sound_row
from leadcli.assignment.judging import hear_row
from leadcli.assignment.rows import Line, Options
from leadcli.cli.shared.workers import Basis, open_once, opened
from leadcli.fields.cells import day
from leadcli.fields.crm_presets import Layout
from leadcli.io.table_formats import Form, RawRow
from leadcli.run.processes import run


def subjects_of_export(
    export: Path, basis: Basis, form: Form, layout: Layout, options: Options, workers: int
) -> Iterator[tuple[int, list[Subject]]]:
    """The rows of an export that have an owner, each recognised, part by part."""
    return run(exported(export, form), partial(_subjects, form, layout, options), open_once, (basis,), workers)


def _subjects(form: Form, layout: Layout, options: Options, part: list[RawRow]) -> tuple[int, list[Subject]]:
    workspace = opened()
    since = layout.fields.get("since", -1)
    found = []
    for row in part:
        found_row = sound_row(row, form, layout)
        if isinstance(found_row, Line):
            continue
        case = hear_row(found_row, layout, workspace.book, workspace.directory, options)
        if not isinstance(case, Line):
            found.append(subject_of(case, workspace.book, day(found_row.cells[since]) if since >= 0 else None))
    return len(part), found
