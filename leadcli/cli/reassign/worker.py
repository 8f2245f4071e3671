"""The rows of an export judged in partitions: what each worker does with one.

The rows that may have an owner come first: the fold goes through them before it begins, and then takes the others as
they are judged. So of two partitions of the same rows the even one holds the former, the odd one the latter.

It writes a partition whole or not at all; the same partition written twice is the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import nullcontext
from functools import partial
from itertools import islice
from pathlib import Path

from leadcli.api.export_files import exported, sound_row
from leadcli.assignment.hand_over import handed_over, without_leaver
from leadcli.assignment.plan_file import part_file, same_folder
from leadcli.assignment.plan_lines import for_the_fold, may_have_owner
from leadcli.assignment.rows import Line, Options, judge_row
from leadcli.cli.shared.workers import Basis, open_once, opened
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Refusal, message
from leadcli.fields.crm_presets import Layout
from leadcli.io.atomic import write_whole
from leadcli.io.table_formats import Form, RawRow
from leadcli.ledger.standing.standing_clients import memory_of
from leadcli.run.processes import chunks, spread

PARTITION = 500  # rows


@frozen
class Job:
    """What a worker must know. ``folder``: where partitions go; ``ledger``: the hash of the ledger's last entry.

    ``token``: what stands in that folder, if the worker sees it at all.
    """

    basis: Basis
    form: Form
    layout: Layout
    options: Options
    folder: str
    token: str
    ledger: str = ""


Partition = tuple[int, list[RawRow], bool | None]  # its number, and whether its rows may have an owner; None: all do
Done = tuple[int, int, str | None]  # a partition's number, its rows, and its lines where the worker could not write


def judged(
    export: Path, job: Job, done: Collection[int], workers: int, scheduler: str, packed: Callable[[], bytes]
) -> Iterator[tuple[int, int]]:
    """Judge what is not done yet; how many rows each partition had, and its number, as they are done.

    ``scheduler``: an address of Dask, ``local``, or ``""`` for processes of this machine. ``packed``: the workspace for
    workers that do not see it.
    """
    parts = _todo(export, job.form, done)
    work = partial(judge_part, job)
    if scheduler:
        try:
            from leadcli.run import dask_cluster as cluster
        except ModuleNotFoundError:
            raise Refusal(
                message("--scheduler needs Dask distributed"), message("install it: pip install 'leadcli[cluster]'")
            ) from None
        answers = cluster.spread(parts, work, open_once, (job.basis,), packed(), scheduler, workers)
    else:
        answers = spread(parts, work, open_once, (job.basis,), workers)
    for number, count, lines in answers:
        if lines is not None:
            _write(Path(job.folder), number, lines)
        yield count, number


def _todo(export: Path, form: Form, done: Collection[int]) -> Iterator[Partition]:
    first = list(islice(chunks(exported(export, form), PARTITION), 2))
    if len(first) < 2:  # too few to be told apart
        parts: Iterator[Partition] = ((0, rows, None) for rows in first)
    else:
        parts = (
            (2 * n + (not owned), rows, owned)
            for owned in (True, False)
            for n, rows in enumerate(chunks(exported(export, form), PARTITION))
        )
    return (part for part in parts if part[0] not in done)


# --- in each process -----------------------------------------------------------------------------------------------
def judge_part(job: Job, part: Partition) -> Done:
    """Judge a partition; write it where the folder is the job's own, else give it back."""
    number, chunk, owned = part
    lines = judge_rows(job, chunk, owned)
    count, text = len(lines), "".join(lines)
    if not same_folder(Path(job.folder), job.token):
        return number, count, text
    _write(Path(job.folder), number, text)
    return number, count, None


def _write(folder: Path, number: int, lines: str) -> None:
    with write_whole(part_file(folder, number), private=True) as file:
        file.write(lines)


def judge_rows(job: Job, chunk: list[RawRow], owned: bool | None = None) -> list[str]:
    """Some rows judged, as lines of the plan before the fold.

    ``owned``: those alone that may have an owner, or those alone that have none; None: all.
    """
    workspace = opened()
    lines = []
    book, policy, directory = without_leaver(workspace.book, job.options), workspace.policy, workspace.directory
    known = memory_of(workspace.root, book.country, job.ledger, policy.precedents) if job.ledger else nullcontext()
    with known as memory:
        for row in chunk:
            line = sound_row(row, job.form, job.layout)
            if owned is not None and may_have_owner(line, job.layout) != owned:
                continue
            if not isinstance(line, Line):
                line = judge_row(line, job.layout, book, policy, directory, job.options, memory, True)
                line = handed_over(line, book, job.options)
            lines.append(for_the_fold(line))
    return lines
