"""How far a long command has come: on a terminal only, on stderr, with the rate and the time that remains."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from leadcli.render.speech import Speech

T = TypeVar("T")


def counted(parts: Iterable[tuple[int, T]], speech: Speech, total: int | None = None, done: int = 0) -> Iterator[T]:
    """The parts of a long job, each with the rows it did, shown as they come. ``done``: rows of an earlier start."""
    if not sys.stderr.isatty():
        for _, part in parts:
            yield part
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = [BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, completed=done, rate="")
        for done, part in parts:
            bar.advance(task, done)
            speed = bar.tasks[0].speed or 0.0
            bar.update(task, rate=speech("{count} a second", count=f"{speed:.0f}"))
            yield part


REDRAWN = 0.1  # seconds
WORTH_A_WORD = 20_000  # cards from which compiling takes long enough to be announced where there is no terminal


class Compiling:
    """Tells that a directory is being compiled: a notice, and on a terminal a bar."""

    def __init__(self, speech: Speech) -> None:
        self.speech = speech
        self._bar: Any = None
        self._drawn = 0.0
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
                    self._show(total)
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done)
            if done == total or time.monotonic() - self._drawn >= REDRAWN:
                self._drawn = time.monotonic()
                self._bar.refresh()

    def _show(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = [BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
        # Drawn when it moves, by no thread of its own: beside one, processes are not safely forked.
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
        self._bar.add_task("", total=total)
        self._bar.start()

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
