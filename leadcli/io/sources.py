"""Where the bytes of a table come from: a file, standard input, or bytes at hand; each is opened like a path."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from leadcli.io.formats import is_text

HEAD = 1 << 18  # bytes that are looked at to tell format, encoding and delimiter


class Held:
    """Bytes at hand."""

    def __init__(self, data: bytes, name: str) -> None:
        """Some bytes. ``name``: how messages call them; its suffix may tell their format."""
        self._data = data
        self.suffix = Path(name).suffix
        self._name = name

    def __str__(self) -> str:
        return self._name

    def open(self, mode: Literal["rb"]) -> BinaryIO:
        """The bytes as a file."""
        return io.BytesIO(self._data)


class StandardInput:
    """Standard input, whose head may be looked at before it is read. It is read once, row by row."""

    suffix = ""

    def __init__(self) -> None:
        self._file = io.BufferedReader(sys.stdin.buffer, HEAD)  # type: ignore[type-var]

    def __str__(self) -> str:
        return "-"

    def open(self, mode: Literal["rb"]) -> BinaryIO:
        """The file itself."""
        return self._file

    def head(self) -> bytes:
        """Its first bytes, which are still to be read."""
        return self._file.peek(HEAD)[:HEAD]


Source: TypeAlias = Path | Held | StandardInput


def source_of(name: str) -> Source:
    """A file by its name; ``-`` is standard input, of which a workbook is held as a whole."""
    if name != "-":
        return Path(name)
    given = StandardInput()
    return given if is_text(given.head()) else Held(given.open("rb").read(), "-")


def head_of(source: Source) -> bytes:
    """The first bytes of a source. Raises OSError."""
    if isinstance(source, StandardInput):
        return source.head()
    with source.open("rb") as file:
        return file.read(HEAD)
