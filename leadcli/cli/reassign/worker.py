"""The rows of an export judged in partitions: what each worker opens, and what it does with a partition.

A worker opens the workspace once and refuses if it is not the one that the plan rests on. It writes a partition whole
or not at all; the same partition written twice is the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from leadcli.assignment.plan_file import dump, part_file, same_folder
from leadcli.assignment.rows import Line, Options, as_object, judge_row
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Refusal, message
from leadcli.fields.crm_presets import Layout
from leadcli.io.atomic import write_whole
from leadcli.io.exports import fitted, rows
from leadcli.io.formats import Form, RawRow
from leadcli.run.processes import chunks, settle, spread

PARTITION = 500  # rows


@frozen
class Job:
    """What a worker must know. ``marks``: the fingerprints of data and rules.

    ``folder``: where partitions go; ``token``: what stands in that folder, if the worker sees it at all.
    """

    root: str
    policy: str
    marks: tuple[str, str]
    form: Form
    layout: Layout
    options: Options
    folder: str
    token: str


Partition = tuple[int, list[RawRow]]
Done = tuple[int, int, str | None]  # a partition's number, its rows, and its lines where the worker could not write


def judged(
    export: Path, job: Job, done: Collection[int], workers: int, scheduler: str, packed: Callable[[], bytes]
) -> Iterator[int]:
    """Judge what is not done yet; how many rows each partition had, as they are done.

    ``scheduler``: an address of Dask, ``local``, or ``""`` for processes of this machine. ``packed``: the workspace for
    workers that do not see it.
    """
    parts = _todo(export, job.form, done)
    if scheduler:
        try:
            from leadcli.run import dask_cluster as cluster
        except ModuleNotFoundError:
            raise Refusal(
                message("--scheduler needs Dask distributed"), message("install it: pip install 'leadcli[cluster]'")
            ) from None
        answers = cluster.spread(parts, judge_part, prepare, (job,), packed(), scheduler, workers)
    else:
        answers = spread(parts, judge_part, prepare, (job,), workers)
    for number, count, lines in answers:
        if lines is not None:
            _write(Path(job.folder), number, lines)
        yield count


def _todo(export: Path, form: Form, done: Collection[int]) -> Iterator[Partition]:
    body = (row for row in rows(export, form) if row.number)
    return ((n, part) for n, part in enumerate(chunks(body, PARTITION)) if n not in done)


# --- in each process -----------------------------------------------------------------------------------------------
_STATE: dict[str, Any] = {}


def prepare(job: Job, packed: str = "") -> None:
    """Open the workspace once for all rows of a process. ``packed``: the folder of one that was sent here."""
    if _STATE.get("opened") != (job.root, job.policy, job.marks, packed):
        if packed:
            from leadcli.workspace.bundle import open_pack

            workspace = open_pack(Path(packed))
        else:
            from leadcli.workspace.opening import open_workspace

            workspace = open_workspace(Path(job.root), job.policy, compiled=True)
        found = (getattr(workspace.book, "fingerprint", ""), getattr(workspace.policy, "fingerprint", ""))
        _STATE.pop("opened", None)
        _STATE["fault"] = None
        if workspace.errors or found != job.marks:  # told with the first partition: here nobody would hear it
            _STATE["fault"] = message("the workspace was changed while the rows were judged")
        else:
            opened = (job.root, job.policy, job.marks, packed)
            _STATE.update(opened=opened, workspace=workspace, directory=workspace.directory)
            if workspace.tables is not None:
                workspace.tables.map_whole()
    _STATE["job"] = job
    settle()


def judge_part(part: Partition) -> Done:
    """Judge a partition; write it where the folder is the job's own, else give it back."""
    if _STATE["fault"] is not None:
        raise Refusal(_STATE["fault"], message("nothing was written; begin again"))
    number, chunk = part
    job: Job = _STATE["job"]
    lines = judge_rows(chunk)
    if not same_folder(Path(job.folder), job.token):
        return number, len(chunk), lines
    _write(Path(job.folder), number, lines)
    return number, len(chunk), None


def _write(folder: Path, number: int, lines: str) -> None:
    with write_whole(part_file(folder, number)) as file:
        file.write(lines)


def judge_rows(chunk: list[RawRow]) -> str:
    """Some rows judged, as lines of the plan before the fold."""
    job: Job = _STATE["job"]
    workspace, directory = _STATE["workspace"], _STATE["directory"]
    lines = []
    for row in chunk:
        cells = sound_cells(row, job.form, job.layout)
        if not isinstance(cells, Line):
            cells = judge_row(row.number, cells, job.layout, workspace.book, workspace.policy, directory, job.options)
        lines.append(dump(as_object(cells)))
    return "".join(lines)


def sound_cells(row: RawRow, form: Form, found: Layout) -> list[str] | Line:
    """The cells of a row, or what the plan says of a row that cannot be read or that is none of its own."""
    cells, fault = fitted(row, form, len(found.columns))
    if fault is not None:
        return Line(row.number, "", "", "", "", "", "reject", "", fault, 0.0, "none", "", "")
    key = [cells[i] for f, i in found.fields.items() if f in ("id", "name", "owner") and i < len(cells)]
    if not any(key):  # a blank row, or the continuation of the row above (Bitrix24 writes requisites so)
        kept = message("belongs to the row above")
        return Line(row.number, "", "", "", "", "", "keep", "", kept, 0.0, "none", "", "")
    return cells
