"""Where compiled directories lie, whether one is of today's tables, and making one that is not.

A directory is of two tables, groups and clients, and of the writings by which their owners name managers; managers
themselves, absences and rules are read at each call. It is a cache: it may be deleted at any time, it is written to a
temporary neighbour and renamed, and its name holds the hash of what it was made of.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.resolution.compiled import Damaged
from leadcli.resolution.compiled.constant_tables import Tables

FOLDER = ".leadcli"
STATE = "directory.json"
FORMAT = 2
RACE_NS = 2_000_000_000  # a file changed within this time of being read may change again unnoticed
ABANDONED = 3_600  # seconds after which an unfinished file that nobody wrote to is taken for one of a killed builder
PARTS = (
    "names",
    "fields",
    "resolution",
    "domain/book.py",
    "domain/company.py",
    "domain/frozen.py",
    "ledger/standing/known_clients.py",
    "rulings/memory.py",
)  # of the package: what decides a label, and a card that the ledger keeps


@frozen
class Source:
    """A table's file as it was read: its path in the workspace, size, time of change, and hash."""

    path: str
    size: int
    changed: int
    digest: str


Sources = Mapping[str, Source]


def look(path: Path, root: Path) -> tuple[str, int, int]:
    """What tells cheaply whether a file is the one that was read."""
    found = path.stat()
    name = path.relative_to(root) if path.is_relative_to(root) else path
    return name.as_posix(), found.st_size, found.st_mtime_ns


@cache
def code_mark() -> str:
    """What changes when this package does: a directory made by other code is made anew."""
    package = Path(__file__).parents[2]
    told = [seen for part in PARTS for seen in _looks(package / part)]
    return hashlib.sha256(repr((FORMAT, told)).encode()).hexdigest()[:16]


def _looks(path: Path) -> Iterator[tuple[str, int, int]]:
    """Name, size and time of change of a file, or of all code in a folder; ``Path.rglob`` takes longer."""
    if path.suffix:
        seen = path.stat()
        yield path.name, seen.st_size, seen.st_mtime_ns
        return
    folders = [os.fspath(path)]
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith((".py", ".json", ".tsv", ".txt")):
                    seen = entry.stat()
                    yield entry.name, seen.st_size, seen.st_mtime_ns
                elif entry.is_dir():
                    folders.append(entry.path)


def writings_mark(book: Book, country: str) -> str:
    """The hash of all writings by which cards may name their owners, and of the country by which numbers are read."""
    told = (country, sorted((m.id, m.name, m.aliases, m.email) for m in book.managers.values()),
            sorted(book.spellings.items()))  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def find(root: Path, files: Mapping[str, Path], writings: str, aside: Collection[str] = ()) -> Tables | None:
    """The compiled directory of these tables, if there is one that is whole. A damaged one is removed.

    ``aside``: tables that may be others by now: who asks lays what they say over it.
    """
    for folder in folders(root):
        state = _state(folder)
        if state is None or state.get("code") != code_mark() or state.get("writings") != writings:
            continue
        sources = _same(root, files, state, aside)
        if sources is None:
            continue
        path = folder / str(state["directory"])
        try:
            tables = Tables(path, discard)
        except Damaged:
            discard(path)
            continue
        except OSError:
            continue
        wanted = {name: source.digest for name, source in sources.items()}
        made = {name: digest for name, digest in tables.notes["sources"].items() if name not in aside}
        if made != wanted or tables.notes["writings"] != writings:
            tables.close()
            continue
        hashed = (not _trusted(one, state) or one != Source(*state["sources"][name]) for name, one in sources.items())
        if not aside and any(hashed):
            with suppress(OSError):  # only saves hashing the next time
                _write_state(folder, path.name, sources, writings)
        return tables
    return None


def _state(folder: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("sources"), dict) else None


def _same(root: Path, files: Mapping[str, Path], state: Mapping[str, Any], aside: Collection[str]) -> Sources | None:
    """The sources if each file is the one that was read: by size and time, else by its hash. See ``find``."""
    told = {name: Source(*told) for name, told in state["sources"].items() if len(told) == 4}
    known = {name: source for name, source in told.items() if name not in aside}
    if known.keys() != {name for name in files if name not in aside}:
        return None
    found: dict[str, Source] = {}
    for name, path in files.items():
        if name in aside:
            continue
        was, now = known[name], look(path, root)
        if now[0] != was.path or now[1] != was.size:
            return None
        if now[2] != was.changed or not _trusted(was, state):
            if digest_of(path) != was.digest:
                return None
            found[name] = Source(*now, was.digest)
        else:
            found[name] = was
    return found


def _trusted(source: Source, state: Mapping[str, Any]) -> bool:
    return bool(source.changed + RACE_NS < state.get("read_at", 0))


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make(root: Path, book: Book, sources: Sources, writings: str, done: Any, workers: int = 0) -> Tables:
    """Compile a book. Raises OSError where no folder can be written to."""
    from leadcli.io.atomic import write_bytes_whole
    from leadcli.resolution.compiled.compiling import write_directory

    digests = {name: source.digest for name, source in sources.items()}
    name = f"directory-{hashlib.sha256(repr((digests, writings, code_mark())).encode()).hexdigest()[:16]}.tables"
    tables = {name.partition("#")[0] for name in sources}  # of several files the number stands behind
    unread = {table: count for table, count in book.unread.items() if table in tables}
    notes = {"sources": digests, "writings": writings, "unread": unread}
    fault: OSError | None = None
    for folder in folders(root):
        path = folder / name
        try:
            made_folder(folder)
            _remove_abandoned(folder)
            with write_bytes_whole(path, private=True) as file:
                write_directory(book, file, notes, done, workers)
            _write_state(folder, name, sources, writings)
            made = Tables(path, discard)
        except OSError as error:
            fault = fault or error
            continue
        for old in folder.glob("directory-*.tables"):
            if old.name != name:
                remove(old)
        return made
    raise fault or OSError(root)


def made_folder(folder: Path) -> None:
    """Make a folder of the cache, which no repository is to hold."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".gitignore").exists():
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def _remove_abandoned(folder: Path) -> None:
    """Delete what builders left that were killed; one at work has just written to its own."""
    for part in folder.glob(".directory-*.part"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > ABANDONED:
                part.unlink()


def _write_state(folder: Path, name: str, sources: Sources, writings: str) -> None:
    told = {n: [s.path, s.size, s.changed, s.digest] for n, s in sources.items()}
    state = {
        "directory": name, "code": code_mark(), "writings": writings, "read_at": time.time_ns(), "sources": told,
    }  # fmt: skip
    from leadcli.io.atomic import write_whole  # few calls write

    with write_whole(folder / STATE) as file:
        json.dump(state, file, ensure_ascii=False)


def discard(path: Path) -> None:
    """Forget a damaged directory: the next call makes it anew, even where the file itself cannot be removed now."""
    remove(path.parent / STATE)
    remove(path)


def remove(path: Path) -> None:
    """Delete a file of the cache, if the system lets us."""
    with suppress(OSError):
        path.unlink()


def folders(root: Path) -> tuple[Path, ...]:
    """Where a compiled directory may lie: in the workspace, or where that is not writable, in the user's cache."""
    own = hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]
    return (root / FOLDER, user_cache() / "leadcli" / own)


def user_cache() -> Path:
    """The user's folder for caches."""
    if os.name == "nt" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local)
    if given := os.environ.get("XDG_CACHE_HOME"):
        return Path(given)
    return Path.home() / ".cache"
