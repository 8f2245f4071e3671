"""Calls of the system that fail at will: the n-th write, sync, rename or statement to a ledger in a folder."""

from __future__ import annotations

import builtins
import errno
import io
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

WRITING = ("BEGIN", "COMMIT", "INSERT", "DELETE", "PRAGMA application", "PRAGMA user", "CREATE")


class Faults:
    """Counts the calls about files of ``folder``; at the one with the number ``at``, ``happens`` is called.

    ``after``: the call is made all the same, and then it happens.
    """

    def __init__(self, folder: Path, at: int = 0, happens: Callable[[], None] = lambda: None, after: bool = False):
        self.folder, self.at, self.happens, self.after, self.count = folder, at, happens, after, 0

    def call(self, real: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """A call that may fail."""
        self.count += 1
        if self.count != self.at:
            return real(*given, **named)
        if self.after:
            real(*given, **named)
        self.happens()
        return None if self.after else real(*given, **named)

    def concerns(self, path: object) -> bool:
        """Whether a path is in the folder."""
        return isinstance(path, str | os.PathLike) and str(Path(path).absolute()).startswith(str(self.folder))

    @contextmanager
    def armed(self) -> Iterator[None]:
        """Within it calls are counted."""
        faults = self

        class Raw(io.FileIO):
            def write(self, data: Any) -> int:  # type: ignore[override]
                return int(faults.call(super().write, data) or len(data))

        class Base(sqlite3.Connection):
            def execute(self, sql: str, *given: Any) -> Any:  # type: ignore[override]
                if not sql.startswith(WRITING):
                    return super().execute(sql, *given)
                try:
                    return faults.call(super().execute, sql, *given)
                except OSError as error:
                    raise sqlite3.OperationalError(str(error)) from None

        real_open, real_connect = io.open, sqlite3.connect

        def opened(path: Any, mode: str = "r", buffering: int = -1, *given: Any, **named: Any) -> Any:
            if not faults.concerns(path):
                return real_open(path, mode, buffering, *given, **named)
            if mode != "wb":
                return faults.call(real_open, path, mode, buffering, *given, **named)
            raw = faults.call(Raw, path, mode) or Raw(path, mode)
            return io.BufferedWriter(raw, buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE)

        def connected(path: Any, *given: Any, **named: Any) -> Any:
            return real_connect(path, *given, factory=Base, **named)

        def told(real: Callable[..., Any]) -> Callable[..., Any]:
            return lambda *given, **named: (
                faults.call(real, *given, **named)
                if isinstance(given[0] if given else None, int) or faults.concerns((*given, *named.values())[0])
                else real(*given, **named)
            )

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(io, "open", opened)
            patched.setattr(builtins, "open", opened)
            patched.setattr(sqlite3, "connect", connected)
            for name in ("fsync", "replace", "rename", "chmod"):
                patched.setattr(os, name, told(getattr(os, name)))
            made = tempfile.mkstemp
            patched.setattr(tempfile, "mkstemp", lambda **named: faults.call(made, **named) or made(**named))
            yield


class States(Faults):
    """What each of the calls finds in the folder, and leaves there: what a process killed at that moment leaves."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        self.found: list[dict[str, bytes | None]] = []

    def call(self, real: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """A call, between two looks."""
        self.count += 1
        self.look()
        done = real(*given, **named)
        self.look()
        return done

    def look(self) -> None:
        """Keep what is there, if it is new: files with their bytes, and folders."""
        there = {
            path.relative_to(self.folder).as_posix(): None if path.is_dir() else io.FileIO(path).readall()
            for path in self.folder.rglob("*")
        }
        if there not in self.found:
            self.found.append(there)

    def bring(self, number: int, place: Path) -> Path:
        """A folder as it was then."""
        place.mkdir()
        for name, data in sorted(self.found[number].items()):
            if data is None:
                (place / name).mkdir(parents=True)
            else:
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                (place / name).write_bytes(data)
        return place


def no_space() -> None:
    """The disk is full."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
