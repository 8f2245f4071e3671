"""Many rows on all cores: chunks go out to processes and come back in the order of the rows.

The answers are those of one worker: a row's answer depends on the row alone, and the order is kept.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
CHUNK = 500  # rows that travel together
SMALL = 2 * CHUNK  # rows that are not worth a process


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of ``size``, the last may be shorter."""
    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield part


def run(
    rows: Iterable[T],
    work: Callable[[list[T]], R],
    start: Callable[..., None],
    given: tuple[object, ...],
    workers: int = 0,
    size: int = CHUNK,
) -> Iterator[R]:
    """``work`` done on each chunk of rows, in order.

    ``start(*given)`` prepares a process (this one too, when it does the work itself). ``workers``: 0 is one for each
    core. Rows are read no further ahead than the workers need, so memory stays bounded.
    """
    count = workers or os.cpu_count() or 1
    parts = chunks(rows, size)
    first = list(islice(parts, SMALL // size))
    if count == 1 or sum(len(part) for part in first) < SMALL:
        start(*given)
        for part in (*first, *parts):
            yield work(part)
        return
    from concurrent.futures import Future, ProcessPoolExecutor

    begin = partial(_begin, os.getpid(), start, *given)
    with ProcessPoolExecutor(count, initializer=begin) as pool:
        waiting: deque[Future[R]] = deque(pool.submit(work, part) for part in first)
        try:
            for part in parts:
                waiting.append(pool.submit(work, part))
                if len(waiting) >= 3 * count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _begin(parent: int, start: Callable[..., None], *given: object) -> None:
    """Prepare a worker, which ends when its parent does, even if that was killed."""
    import threading
    import time

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    if os.name != "nt":
        threading.Thread(target=watch, daemon=True).start()
    start(*given)
