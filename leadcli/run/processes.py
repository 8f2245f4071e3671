"""Many rows on all cores: chunks go out to processes and come back in the order of the rows.

The answers are those of one worker: a chunk's answer depends on the chunk alone, and the order is kept.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from pathlib import Path
from types import FrameType
from typing import Generic, TypeVar

from leadcli.domain.messages import Message, Refusal, message

T = TypeVar("T")
R = TypeVar("R")
CHUNK = 500  # rows that travel together
SMALL = 2  # chunks that are not worth a process
Start = Callable[..., None]


def chunks(rows: Iterable[T], size: int = 0) -> Iterator[list[T]]:
    """The rows in lists of ``size``, or of as many as travel together; the last may be shorter."""
    rows = iter(rows)
    while part := list(islice(rows, size or CHUNK)):
        yield part


class Spool(Generic[T]):
    """Rows that are read once and gone through again and again, in chunks.

    Each is read where it is first asked for, and then kept in a file that has no name, so memory stays bounded.
    """

    def __init__(self, rows: Iterable[T], size: int, folder: Path) -> None:
        """``size``: rows in a chunk, the last may be shorter; ``folder``: where there is room for all of them."""
        self._coming = chunks(rows, size)
        from tempfile import TemporaryFile  # few commands go through their rows twice

        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 (closed with the spool)
        self._places: list[int] = []  # of the chunks that were read

    def __enter__(self) -> Spool[T]:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def chunk(self, number: int) -> list[T]:
        """A chunk by its number, from 0; empty behind the last one."""
        if number < len(self._places):
            self._file.seek(self._places[number])
            found: list[T] = pickle.load(self._file)  # noqa: S301 (our own file, which nobody else can open)
            return found
        for rows in self._coming:
            self._places.append(self._file.seek(0, 2))
            pickle.dump(rows, self._file, pickle.HIGHEST_PROTOCOL)
            if number < len(self._places):
                return rows
        return []

    def chunks(self) -> Iterator[list[T]]:
        """All chunks, in order."""
        number = 0
        while rows := self.chunk(number):
            yield rows
            number += 1

    def rows(self) -> Iterator[T]:
        """All rows, in order."""
        for rows in self.chunks():
            yield from rows


def run(
    rows: Iterable[T], work: Callable[[list[T]], R], start: Start, given: tuple[object, ...], workers: int = 0
) -> Iterator[R]:
    """``work`` done on each chunk of rows, in order; see ``spread``."""
    return spread(chunks(rows), work, start, given, workers)


def spread(
    parts: Iterable[T], work: Callable[[T], R], start: Start, given: tuple[object, ...], workers: int = 0
) -> Iterator[R]:
    """``work`` done on each part, in order: here if they are few, else in processes.

    ``start(*given)`` prepares a process (this one too, when it does the work itself). ``workers``: 0 is one for each
    core. Parts are taken no further ahead than the workers need, so memory stays bounded.
    """
    count = workers or os.cpu_count() or 1
    parts = iter(parts)
    first = list(islice(parts, SMALL))
    whole = chain(first, parts)
    if count == 1 or len(first) < SMALL:
        return inline(whole, work, start, given)
    return processes(whole, work, start, given, count)


def inline(parts: Iterable[T], work: Callable[[T], R], start: Start, given: tuple[object, ...]) -> Iterator[R]:
    """One after the other, in this process."""
    start(*given)
    yield from map(work, parts)


def processes(
    parts: Iterable[T], work: Callable[[T], R], start: Start, given: tuple[object, ...], count: int
) -> Iterator[R]:
    """In ``count`` processes of this machine."""
    from concurrent.futures import Future, ProcessPoolExecutor

    begin = partial(_begin, start, *given)
    remedy = message("ask again when more memory is free, or with {option}", option="--workers 1")
    with all_there(remedy), ProcessPoolExecutor(count, initializer=begin) as pool:
        waiting: deque[Future[R]] = deque()
        try:
            for part in parts:
                waiting.append(pool.submit(work, part))
                if len(waiting) >= 3 * count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def all_there(remedy: Message) -> Iterator[None]:
    """A process of a pool that the system ended, as it does when memory runs out, is told as a refusal."""
    from concurrent.futures.process import BrokenProcessPool

    try:
        yield
    except BrokenProcessPool:
        raise Refusal(message("a process at work was ended from outside, perhaps for lack of memory"), remedy) from None


def settle() -> None:
    """Look for garbage seldom, and not among what a process has opened by now.

    Rows leave few cycles behind; looking after every 700 records cost a seventh of the time.
    """
    gc.freeze()
    gc.set_threshold(1_000_000, 20, 50)
    gc.enable()


def _begin(start: Start, *given: object) -> None:
    signal.signal(signal.SIGINT, _end)  # Ctrl-C reaches all; the process that was called tells of it
    end_with_parent()
    start(*given)


def _end(_: int, __: FrameType | None) -> None:
    os._exit(1)


def end_with_parent() -> None:
    """Let this process, a worker, end when that which asked for it does, even if that was killed.

    The system's parent may be another: a server of forks, which Python 3.14 has on Linux.
    """
    import threading
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None, "a worker was asked for"

    def watch() -> None:
        parent.join()
        os._exit(1)

    if os.name != "nt":
        threading.Thread(target=watch, daemon=True).start()
