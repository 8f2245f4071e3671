"""The cases of a base judged by two policies, on all cores: what each worker does with a part.

A part is rows of an export, or the numbers of cards and groups of the workspace. Each case is recognised once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leadcli.analysis.base_questions import card_calls, new_companies, stranger
from leadcli.analysis.compare.policies import Pair, Policies, Taker, pair
from leadcli.api.export_files import exported, sound_row
from leadcli.assignment.aside import with_aside
from leadcli.assignment.judging import hear_row
from leadcli.assignment.rows import Case, Line, Options
from leadcli.cli.shared.workers import Basis, open_once, opened
from leadcli.domain.frozen import frozen, replace
from leadcli.fields.crm_presets import Layout
from leadcli.fields.rows.row_kinds import Row
from leadcli.io.table_formats import Form, RawRow
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.run.processes import chunks, spread

Part = list[RawRow] | list[str]


@frozen
class Job:
    """What a worker must know. ``form`` and ``layout``: those of an export."""

    basis: Basis
    policies: Policies
    taker: Taker
    options: Options
    form: Form | None = None
    layout: Layout | None = None


def pairs_of_export(export: Path, job: Job, workers: int) -> Iterator[tuple[int, list[Pair]]]:
    """The rows of an export, each by both policies, part by part."""
    assert job.form is not None, "an export has a form"
    return spread(chunks(exported(export, job.form)), _rows, prepare, (job,), workers)


def pairs_of_data(book: Any, job: Job, workers: int) -> Iterator[tuple[int, list[Pair]]]:
    """The cards of the workspace and the new callers of its groups, each by both policies, part by part."""
    asked = (*(f"client {c}" for c in book.clients), *(f"group {g}" for g in book.groups), "stranger")
    return spread(chunks(asked), _questions, prepare, (job,), workers)


# --- in each process -----------------------------------------------------------------------------------------------
_STATE: dict[str, Any] = {}


def prepare(job: Job) -> None:
    """Be ready for the parts of a job."""
    open_once(job.basis)
    _STATE.update(job=job, shown=set())


def _rows(part: list[RawRow]) -> tuple[int, list[Pair]]:
    job, workspace = _STATE["job"], opened()
    book, directory = workspace.book, workspace.directory
    found = []
    for row in part:
        case: Row | Case | Line = sound_row(row, job.form, job.layout)
        if isinstance(case, Row):
            case = hear_row(case, job.layout, book, directory, job.options)
        if isinstance(case, Line):
            found.append(Pair("client", "", case, case))
        else:
            both = pair(case, book, job.policies, job.taker)
            basis = (case, parse_caller(case.question.caller, book.country), job.layout, book, directory, job.options)
            a, b = (with_aside(line, *basis, True) for line in (both.a, both.b))
            found.append(_slim(replace(both, a=a, b=b)))
    return len(part), found


def _questions(part: list[str]) -> tuple[int, list[Pair]]:
    job, workspace = _STATE["job"], opened()
    book, directory, on = workspace.book, workspace.directory, job.options.on
    found = []
    for asked in part:
        what, _, name = asked.partition(" ")
        if what == "client":
            situations = [card_calls(0, book.clients[name], book, directory, on)]
        elif what == "group":
            situations = list(new_companies(book.groups[name], book, directory, on))
        else:
            situations = [stranger(on)]
        found += [_slim(pair(s.case, book, job.policies, job.taker, s.kind, s.about)) for s in situations]
    return len(part), found


def _slim(found: Pair) -> Pair:
    """The pair without its case, unless it is the first of its two rules here: it may become the example."""
    key = (found.a.rule, found.b.rule)
    if found.case is None or key in _STATE["shown"]:
        return replace(found, case=None)
    _STATE["shown"].add(key)
    return found
