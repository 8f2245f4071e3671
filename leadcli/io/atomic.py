"""A file written whole or not at all: to a temporary neighbour, synced, then renamed over the old one."""

from __future__ import annotations

import glob
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO, TextIO

NO_FILE = -1  # no handle of any file


@contextmanager
def write_whole(path: Path, encoding: str = "utf-8", newline: str = "", private: bool = False) -> Iterator[TextIO]:
    """A text file to write to; it takes its name only when all is written. On a fault the old file stays.

    ``private``: a new one is to be read by nobody else.
    """
    with write_bytes_whole(path, private) as raw:
        target = io.TextIOWrapper(raw, encoding=encoding, newline=newline)
        yield target
        target.detach()  # which passes on what it holds


@contextmanager
def write_bytes_whole(path: Path, private: bool = False) -> Iterator[BinaryIO]:
    """The same for bytes."""
    with made_whole(path, private) as part, part.open("wb", buffering=1 << 20) as target:
        yield target


@contextmanager
def made_whole(path: Path, private: bool = False) -> Iterator[Path]:
    """A temporary neighbour that is written by its name, by a library for instance; then it takes the file's place."""
    with staged(path, private) as made:
        yield made.part
        made.finish()


@contextmanager
def staged(path: Path, private: bool = False) -> Iterator[Staged]:
    """A file to be written beside its place, which it takes when it is told to; left without that it is gone.

    A link is followed: what it points to gets the new content, and the link stays.
    """
    made = Staged(path.resolve(), private)
    try:
        yield made
    except OSError as error:
        from leadcli.domain.system_faults import WRITING

        if error.filename is None and error.errno in WRITING:  # such a fault names no file
            error.filename = str(made.path)
        raise
    finally:
        made.end()


class Staged:
    """A temporary neighbour of a file: ``part`` is where it is written, ``path`` what it becomes.

    It is locked while its writer lives, so that what a killed one left behind can be told and is swept.
    """

    def __init__(self, path: Path, private: bool) -> None:
        self.path, self.taken, self._mode = path, False, 0o600 if private else 0o666
        sweep(path)
        self._handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        self.part = Path(name)
        _lock(self._handle)

    def sync(self) -> None:
        """Have all that was written on the disk, with the rights that the file has or gets."""
        with self.part.open("rb+") as written:
            os.fsync(written.fileno())
        self.part.chmod(self.path.stat().st_mode & 0o777 if self.path.exists() else self._mode & ~_umask())

    def take_place(self) -> None:
        """Take the file's place, at once and for good."""
        if os.name == "nt":  # there an open file cannot be renamed
            self._close()
        self.part.replace(self.path)
        self.taken = True
        sync_folder(self.path.parent)

    def finish(self) -> None:
        """Both."""
        self.sync()
        self.take_place()

    def end(self) -> None:
        """Leave nothing behind but a file that took its place."""
        self._close()
        if not self.taken:
            with suppress(OSError):
                self.part.unlink()

    def _close(self) -> None:
        with suppress(OSError):  # once is enough, and closed again it is none
            os.close(self._handle)
        self._handle = NO_FILE


@contextmanager
def made_folder(folder: Path, last: str) -> Iterator[Path]:
    """A new folder made beside its place, which it takes at once; what a killed maker left behind is removed.

    In a folder that is there already each thing takes its place by itself, ``last`` as the last one.
    """
    place = folder.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    for left in place.parent.glob(f".{glob.escape(place.name)}-????????"):
        _unlocked(left, partial(shutil.rmtree, left, ignore_errors=True), os.O_RDONLY)
    made = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    handle = os.open(made, os.O_RDONLY) if os.name != "nt" else None
    try:
        if handle is not None:
            _lock(handle)
        yield made
        made.chmod(0o777 & ~_umask())
        if not place.exists():
            made.rename(place)
        else:
            for each in sorted(made.iterdir(), key=lambda path: path.name == last):
                shutil.move(each, place / each.name)
        sync_folder(place.parent)
    finally:
        if handle is not None:
            os.close(handle)
        shutil.rmtree(made, ignore_errors=True)


def sweep(path: Path) -> None:
    """Remove what writers of a file left behind that were killed; one that is still at it keeps its own."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.????????.part"):
        remove_left(left)


def left_parts(folder: Path) -> list[Path]:
    """The temporary files in a folder whose writers are gone."""
    return [part for part in sorted(folder.glob(".*.????????.part")) if _unlocked(part, lambda: None)]


def remove_left(part: Path) -> None:
    """Remove a temporary file unless its writer is still at it."""
    _unlocked(part, part.unlink)


def _unlocked(part: Path, then: Callable[[], None], how: int = os.O_RDWR) -> bool:
    """Do something to a temporary file while nobody else writes to it; False where somebody does."""
    with suppress(OSError):
        handle = os.open(part, how)
        try:
            if _lock(handle):
                then()
                return True
        finally:
            os.close(handle)
    return False


def _lock(handle: int) -> bool:
    """Lock an open file until it is closed; False where another has it. Windows removes no file that is open."""
    if os.name == "nt":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


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


@contextmanager
def held(path: Path) -> Iterator[BinaryIO]:
    """A file opened to be read and added to, which nobody else holds so meanwhile; it is made if there is none."""
    with path.open("a+b") as file:
        _wait_for(file.fileno())
        yield file


def _wait_for(handle: int) -> None:
    """Wait until an open file can be locked; the lock goes with it."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
