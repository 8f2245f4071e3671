"""How far a long command has come: on a terminal only, on stderr, with the rate and the time that remains."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterable
from contextlib import ExitStack
from typing import TypeVar

from leadcli.output.text.speech import Speech

T = TypeVar("T")


REDRAWN = 0.1  # seconds


class Bar:
    """A bar on stderr, drawn when it moves, by no thread of its own: beside one, processes are not safely forked."""

    def __init__(self, total: int | None, done: int = 0, rate: bool = False) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        told = [TextColumn("{task.fields[rate]}")] if rate else []
        columns = [BarColumn(), MofNCompleteColumn(), *told, TimeRemainingColumn()]
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
        self._task = self._progress.add_task("", total=total, completed=done, rate="")
        self._drawn = 0.0

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @property
    def speed(self) -> float:
        """How many are done in a second of late; 0 when it cannot be told yet."""
        return self._progress.tasks[0].speed or 0.0

    def to(self, done: int, rate: str = "") -> None:
        """So many are done."""
        self._progress.update(self._task, completed=done, rate=rate)
        if done == self._progress.tasks[0].total or time.monotonic() - self._drawn >= REDRAWN:
            self._drawn = time.monotonic()
            self._progress.refresh()


def counted(
    parts: Iterable[tuple[int, T]], speech: Speech, total: int | None = None, done: int = 0
) -> Generator[T, None, None]:
    """The parts of a long job, each with the rows it did, shown as they come. ``done``: rows of an earlier start."""
    if not sys.stderr.isatty():
        for _, part in parts:
            yield part
        return
    with Bar(total, done, rate=True) as bar:
        for more, part in parts:
            done += more
            bar.to(done, speech("{count} a second", count=f"{bar.speed:.0f}"))
            yield part


WORTH_A_WORD = 20_000  # cards from which compiling takes long enough to be announced where there is no terminal


class Compiling:
    """Tells that a directory is being compiled: a notice, and on a terminal a bar."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self._bar: Bar | None = None
        self._open = ExitStack()
        self._begun = False

    def __enter__(self) -> Compiling:
        return self

    def __call__(self, done: int, total: int) -> None:
        """So many cards are done."""
        if not self._begun:
            self._begun = True
            if total >= WORTH_A_WORD:
                said = self.speech(
                    "the tables are new or were changed: compiling the directory, {count} cards", count=str(total)
                )
                sys.stderr.write(f"leadcli: {said}\n")
                if sys.stderr.isatty():
                    self._bar = self._open.enter_context(Bar(total))
        if self._bar is not None:
            self._bar.to(done)

    def __exit__(self, *_: object) -> None:
        self._open.close()
