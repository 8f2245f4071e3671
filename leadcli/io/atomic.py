"""A file written whole or not at all: to a temporary neighbour, synced, then renamed over the old one."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO


@contextmanager
def write_whole(path: Path, encoding: str = "utf-8", newline: str = "") -> Iterator[TextIO]:
    """A text file to write to; it takes its name only when all is written. On a fault the old file stays."""
    with write_bytes_whole(path) as raw:
        target = io.TextIOWrapper(raw, encoding=encoding, newline=newline, write_through=True)
        yield target
        target.flush()
        target.detach()


@contextmanager
def write_bytes_whole(path: Path) -> Iterator[BinaryIO]:
    """The same for bytes."""
    with made_whole(path) as part, part.open("wb", buffering=1 << 20) as target:
        yield target


@contextmanager
def made_whole(path: Path) -> Iterator[Path]:
    """A temporary neighbour that is written by its name, by a library for instance; then it takes the file's place."""
    folder = path.parent
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.", suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make a rename durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
