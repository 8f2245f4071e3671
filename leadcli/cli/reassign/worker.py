"""The rows of an export judged in partitions: what each worker does with one.

The rows that may have an owner come first: the fold goes through them before it begins, and then takes the others as
they are judged. So of two partitions of the same rows the even one holds the former, the odd one the latter.

It writes a partition whole or not at all; the same partition written twice is the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from leadcli.assignment.judging import judge_rows, without_leaver
from leadcli.assignment.plan_file import part_file, same_folder
from leadcli.assignment.plan_lines import for_the_fold, may_have_owner
from leadcli.assignment.rows import Line, Options
from leadcli.cli.shared.workers import Basis, open_once, opened
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Refusal, message
from leadcli.fields.crm_presets import Layout
from leadcli.fields.rows.row_kinds import Row
from leadcli.io.atomic import write_whole
from leadcli.ledger.standing.standing_clients import memory_of
from leadcli.run.processes import Spool, spread

PARTITION = 500  # rows


@frozen
class Job:
    """What a worker must know. ``folder``: where partitions go; ``ledger``: the hash of the ledger's last entry.

    ``token``: what stands in that folder, if the worker sees it at all.
    """

    basis: Basis
    layout: Layout
    options: Options
    folder: str
    token: str
    ledger: str = ""


Rows = list[Row | Line]  # of an export; what cannot be read is a line of the plan
Partition = tuple[int, Rows]  # with its number
Done = tuple[int, int, str | None]  # a partition's number, its rows, and its lines where the worker could not write


def judged(
    rows: Spool[Row | Line], job: Job, done: Collection[int], workers: int, scheduler: str, packed: Callable[[], bytes]
) -> Iterator[tuple[int, int]]:
    """Judge what is not done yet; how many rows each partition had, and its number, as they are done.

    ``scheduler``: an address of Dask, ``local``, or ``""`` for processes of this machine. ``packed``: the workspace for
    workers that do not see it.
    """
    parts = (part for part in _partitions(rows, job.layout) if part[0] not in done)
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


def _partitions(rows: Spool[Row | Line], layout: Layout) -> Iterator[Partition]:
    """``rows``: in chunks of PARTITION."""
    if not rows.chunk(1):  # too few to be told apart
        yield from enumerate(rows.chunks())
        return
    for owned in (True, False):
        for number, chunk in enumerate(rows.chunks()):
            yield 2 * number + (not owned), [row for row in chunk if may_have_owner(row, layout) == owned]


# --- in each process -----------------------------------------------------------------------------------------------
def judge_part(job: Job, part: Partition) -> Done:
    """Judge a partition; write it where the folder is the job's own, else give it back."""
    number, rows = part
    lines = lines_of(job, rows)
    count, text = len(lines), "".join(lines)
    if not same_folder(Path(job.folder), job.token):
        return number, count, text
    _write(Path(job.folder), number, text)
    return number, count, None


def _write(folder: Path, number: int, lines: str) -> None:
    with write_whole(part_file(folder, number), private=True) as file:
        file.write(lines)


def lines_of(job: Job, rows: Rows) -> list[str]:
    """Some rows judged, as lines of the plan before the fold."""
    workspace = opened()
    book, policy, directory = without_leaver(workspace.book, job.options), workspace.policy, workspace.directory
    known = memory_of(workspace.root, book.country, job.ledger, policy.precedents) if job.ledger else nullcontext()
    with known as memory:
        basis = (job.layout, book, policy, directory, job.options, memory)
        lines = list(judge_rows(rows, *basis, folded=True))
    return list(map(for_the_fold, lines))
