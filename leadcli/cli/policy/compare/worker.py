"""The cases of a base judged by two policies, on all cores: what each worker opens, and what it does with a part.

A part is rows of an export, or the numbers of cards and groups of the workspace. Each case is recognised once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leadcli.analysis.base_questions import card_calls, new_companies, stranger
from leadcli.analysis.compare.policies import Pair, Policies, Taker, pair
from leadcli.analysis.infer.inference import Subject, subject_of
from leadcli.assignment.rows import Line, Options, hear_row
from leadcli.cli.reassign.worker import sound_cells
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Refusal, message
from leadcli.fields.cells import day
from leadcli.fields.crm_presets import Layout
from leadcli.io.exports import rows
from leadcli.io.formats import Form, RawRow
from leadcli.run.processes import chunks, settle, spread

Part = list[RawRow] | list[str]


@frozen
class Job:
    """What a worker must know. ``mark``: the fingerprint of the data; ``form`` and ``layout``: those of an export."""

    root: str
    policies: Policies | tuple[()]
    mark: str
    taker: Taker
    options: Options
    form: Form | None = None
    layout: Layout | None = None


def pairs_of_export(export: Path, job: Job, workers: int) -> Iterator[tuple[int, list[Pair]]]:
    """The rows of an export, each by both policies, part by part."""
    assert job.form is not None, "an export has a form"
    body = (row for row in rows(export, job.form) if row.number)
    return spread(chunks(body), _rows, prepare, (job,), workers)


def pairs_of_data(book: Any, job: Job, workers: int) -> Iterator[tuple[int, list[Pair]]]:
    """The cards of the workspace and the new callers of its groups, each by both policies, part by part."""
    asked = (*(f"client {c}" for c in book.clients), *(f"group {g}" for g in book.groups), "stranger")
    return spread(chunks(asked), _questions, prepare, (job,), workers)


def subjects_of_export(export: Path, job: Job, workers: int) -> Iterator[tuple[int, list[Subject]]]:
    """The rows of an export that have an owner, each recognised, part by part."""
    assert job.form is not None, "an export has a form"
    body = (row for row in rows(export, job.form) if row.number)
    return spread(chunks(body), _subjects, prepare, (job,), workers)


# --- in each process -----------------------------------------------------------------------------------------------
_STATE: dict[str, Any] = {}


def prepare(job: Job) -> None:
    """Open the workspace once for all parts of a process."""
    from leadcli.workspace.opening import open_workspace

    if _STATE.get("opened") != (job.root, job.mark):
        workspace = open_workspace(Path(job.root), compiled=True)
        _STATE.pop("opened", None)
        _STATE["fault"] = None
        if workspace.book is None or workspace.book.fingerprint != job.mark:
            _STATE["fault"] = message("the workspace was changed while the rows were judged")
        else:
            _STATE.update(opened=(job.root, job.mark), book=workspace.book, directory=workspace.directory)
    _STATE.update(job=job, shown=set())
    settle()


def _rows(part: list[RawRow]) -> tuple[int, list[Pair]]:
    job, book, directory = _opened()
    found = []
    for row in part:
        cells = sound_cells(row, job.form, job.layout)
        case = (
            cells if isinstance(cells, Line) else hear_row(row.number, cells, job.layout, book, directory, job.options)
        )
        if isinstance(case, Line):
            found.append(Pair("client", "", case, case))
        else:
            found.append(_slim(pair(case, book, job.policies, job.taker)))
    return len(part), found


def _subjects(part: list[RawRow]) -> tuple[int, list[Subject]]:
    job, book, directory = _opened()
    since = job.layout.fields.get("since", -1)
    found = []
    for row in part:
        cells = sound_cells(row, job.form, job.layout)
        if isinstance(cells, Line):
            continue
        case = hear_row(row.number, cells, job.layout, book, directory, job.options)
        if not isinstance(case, Line):
            found.append(subject_of(case, book, day(cells[since]) if since >= 0 else None))
    return len(part), found


def _questions(part: list[str]) -> tuple[int, list[Pair]]:
    job, book, directory = _opened()
    on = job.options.on
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


def _opened() -> tuple[Any, Any, Any]:
    if _STATE["fault"] is not None:
        raise Refusal(_STATE["fault"], message("nothing was written; begin again"))
    return _STATE["job"], _STATE["book"], _STATE["directory"]


def _slim(found: Pair) -> Pair:
    """The pair without its case, unless it is the first of its two rules here: it may become the example."""
    key = (found.a.rule, found.b.rule)
    if found.case is None or key in _STATE["shown"]:
        return replace(found, case=None)
    _STATE["shown"].add(key)
    return found
