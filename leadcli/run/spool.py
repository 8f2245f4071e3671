"""Rows that are read once and gone through again and again: kept on disk, so that memory stays bounded."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import Generic, TypeVar

from leadcli.run.processes import chunks

T = TypeVar("T")


class Spool(Generic[T]):
    """Rows in chunks, each read where it is first asked for, and then kept in a file that has no name."""

    def __init__(self, rows: Iterable[T], size: int, folder: Path) -> None:
        """``size``: rows in a chunk, the last may be shorter; ``folder``: where there is room for all of them."""
        self._coming = chunks(rows, size)
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
        for number in count():
            rows = self.chunk(number)
            if not rows:
                return
            yield rows

    def rows(self) -> Iterator[T]:
        """All rows, in order."""
        for rows in self.chunks():
            yield from rows
