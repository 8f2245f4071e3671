"""What a command may write to: never a file that the workspace or the command itself rests on, and no other by chance.

Links are followed, hard links are known by what they point to, and names that differ in case only are one name: on
many systems they are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from leadcli.domain.messages import Refusal, message
from leadcli.fields.table import TABLES
from leadcli.workspace.sources import FILE as SOURCES
from leadcli.workspace.sources import read_sources

DATA = "data"
FOLDERS = (DATA, ".leadcli")  # what is in them is read as the workspace
_LEDGER = "ledger.sqlite"
ANSWERS = "kept-answers.jsonl"  # the journal of answers
FILES = (
    "rules.yaml", "tests.yaml", "matching.yaml", "owners.yaml", ANSWERS, SOURCES, _LEDGER,
    *(f"{_LEDGER}-{tail}" for tail in ("wal", "shm", "journal")),
)  # fmt: skip


def guard(
    outputs: Iterable[Path],
    root: Path | None,
    rests_on: Iterable[Path] = (),
    force: bool = False,
    own: Callable[[Path], bool] = lambda path: False,
) -> None:
    """Refuse to write to these files where one is a folder, is rested on, stands twice, or is there already.

    ``root``: the workspace; ``rests_on``: what else the command reads; ``force``: another file may be written over;
    ``own``: whether a file is what this command wrote before, so that it may do so again.
    """
    seen: list[Path] = []
    for output in outputs:
        if output.is_dir():
            raise Refusal(message("{file} is a folder; name a file", file=str(output)))
        if output.exists() and not output.is_file():
            raise Refusal(message("{file} is a device, not a file; name a file", file=str(output)))
        if not _real(output).parent.is_dir():
            raise Refusal(message("{file}: there is no such folder", file=str(output.parent)))
        protect(output, root, (*rests_on, *seen))
        hold(output, force, own)
        seen.append(output)


def protect(output: Path, root: Path | None, rests_on: Iterable[Path] = ()) -> None:
    """Refuse to write to what the workspace or the command rests on, or to what the workspace would read."""
    kept = (*rests_on, *(_protected(root) if root is not None else ()))
    if any(_same(output, other) for other in kept) or (root is not None and _is_table(output, root)):
        raise Refusal(message("{file}: it would be written over; name another file", file=str(output)))


def hold(output: Path, force: bool, own: Callable[[Path], bool]) -> None:
    """Refuse to write over a file that is there, but by force or where it is the command's ``own``."""
    if output.exists() and not force and not own(output):
        raise Refusal(
            message("{file} is there already; nothing was changed", file=str(output)),
            message("name another file, or write over it: --force"),
        )


def begins_with(path: Path, text: bytes, within: int = 4096) -> bool:
    """Whether a text stands at the beginning of a file: by that a command knows what it wrote."""
    try:
        with path.open("rb") as file:
            return text in file.read(within)
    except OSError:
        return False


def _protected(root: Path) -> Iterator[Path]:
    """The files of a workspace, and those it may yet have."""
    yield from (root / name for name in FILES)
    yield from root.glob("ledger.*.sqlite*")  # what a repair kept
    yield from (source.path for told in read_sources(root)[0].values() for source in told)
    for folder in FOLDERS:
        for place, _, names in os.walk(root / folder):
            yield from (Path(place, name) for name in names)


def _is_table(output: Path, root: Path) -> bool:
    """Whether a file would be read as a table of the workspace."""
    real = _real(output)
    return _folded(real.parent) == _folded(_real(root / DATA)) and real.stem.casefold() in TABLES


def _same(one: Path, other: Path) -> bool:
    try:
        if one.samefile(other):
            return True
    except OSError:
        pass
    return _folded(_real(one)) == _folded(_real(other))


def _real(path: Path) -> Path:
    try:
        found = path.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself
        found = path
    if found.is_symlink():  # since Python 3.13 such a link is its own end
        raise Refusal(message("{file}: this link leads nowhere", file=str(path)))
    return found


def _folded(path: Path) -> str:
    return str(path).casefold()
