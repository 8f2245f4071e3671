"""The rows of an export judged in partitions: what each worker opens, and what it does with a partition.

A worker opens the workspace once and refuses if it is not the one that the plan rests on. It writes a partition whole
or not at all; the same partition written twice is the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from leadcli.batch import chunks, spread
from leadcli.book.exports import Layout
from leadcli.frozen import frozen
from leadcli.message import Refusal, message
from leadcli.readers.lossless import Form, RawRow, rows, texts
from leadcli.reassign import Line, Options, as_object, judge_row
from leadcli.store.plan import dump, part_file
from leadcli.store.whole import write_whole

PARTITION = 500  # rows


@frozen
class Job:
    """What a worker must know. ``marks``: the fingerprints of data and rules; ``folder``: where partitions go."""

    root: str
    policy: str
    marks: tuple[str, str]
    form: Form
    layout: Layout
    options: Options
    folder: str


Partition = tuple[int, list[RawRow]]


def judged(export: Path, job: Job, done: Collection[int], workers: int) -> Iterator[int]:
    """Judge what is not done yet; how many rows each partition had, as they are done."""
    return spread(_todo(export, job.form, done), judge_part, prepare, (job,), workers)


def _todo(export: Path, form: Form, done: Collection[int]) -> Iterator[Partition]:
    body = (row for row in rows(export, form) if row.number)
    return ((n, part) for n, part in enumerate(chunks(body, PARTITION)) if n not in done)


# --- in each process -----------------------------------------------------------------------------------------------
_STATE: dict[str, Any] = {}


def prepare(job: Job) -> None:
    """Open the workspace once for all rows of a process."""
    import gc

    from leadcli.workspace import open_workspace

    if _STATE.get("opened") != (job.root, job.policy, job.marks):
        workspace = open_workspace(Path(job.root), job.policy, compiled=True)
        found = (getattr(workspace.book, "fingerprint", ""), getattr(workspace.policy, "fingerprint", ""))
        _STATE["fault"] = None
        if workspace.errors or found != job.marks:  # told with the first partition: here nobody would hear it
            _STATE["fault"] = message("the workspace was changed while the rows were judged")
        else:
            _STATE.update(opened=(job.root, job.policy, job.marks), workspace=workspace, directory=workspace.directory)
    _STATE["job"] = job
    gc.enable()
    gc.freeze()


def judge_part(part: Partition) -> int:
    """Judge a partition and write it; how many rows it had."""
    if _STATE["fault"] is not None:
        raise Refusal(_STATE["fault"], message("nothing was written; begin again"))
    number, chunk = part
    job: Job = _STATE["job"]
    with write_whole(part_file(Path(job.folder), number)) as file:
        file.write(judge_rows(chunk))
    return len(chunk)


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
    cells = texts(row, form)
    width = len(found.columns)
    fault = row.fault
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if form.sheet:  # a sheet has no ragged rows, only cells that nobody filled in
        cells += [""] * (width - len(cells))
    if fault is None and len(cells) != width and any(cells):
        fault = message("{found} cells, the header has {expected}", found=len(cells), expected=width)
    if fault is not None:
        return Line(row.number, "", "", "", "", "", "reject", "", fault, 0.0, "none", "", "")
    key = [cells[i] for f, i in found.fields.items() if f in ("id", "name", "owner") and i < len(cells)]
    if not any(key):  # a blank row, or the continuation of the row above (Bitrix24 writes requisites so)
        kept = message("belongs to the row above")
        return Line(row.number, "", "", "", "", "", "keep", "", kept, 0.0, "none", "", "")
    return cells
