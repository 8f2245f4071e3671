"""The last handler: what nobody foresaw is told in a sentence, and its details are kept in a file without data.

Of what was worked on the file holds nothing: the places in the code, the kind of the error, the names of the options.
Of an error's own words those are kept that stand in the code; of the rest the length.
"""

from __future__ import annotations

import builtins
import os
import platform
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from time import time

from leadcli.domain.messages import Message, message
from leadcli.domain.system_faults import WRITING, said_of
from leadcli.run.missing_packages import said_of_import

_WORD = re.compile(r"\w+")
_REMOTE = re.compile(r'File "(?P<file>[^"\n]+)", line (?P<line>\d+), in (?P<name>\w+)')  # of a process of a pool
PACKAGE = Path(__file__).parent.parent
KEPT_DAYS = 30  # files of details
LONGEST_NAME = 4096  # letters of a path: what is longer is a text
MOST = 60  # places of a stack, the last ones


def told(error: Exception) -> tuple[Message, ...]:
    """What is said of an error that reached the end of a command."""
    if isinstance(error, OSError) and error.errno is not None:
        return said_of(error, message("the output") if error.errno in WRITING else "")
    if type(error).__module__ == "sqlite3":
        return message("the ledger cannot be used: {reason}", reason=str(error)), message(
            "check it: leadcli log verify"
        )
    if isinstance(error, ImportError) and (said := said_of_import(error)):
        return said
    if isinstance(error, UnicodeEncodeError) and len(error.object) <= LONGEST_NAME:
        encoding = sys.getfilesystemencoding()
        return (
            message("{name}: this system cannot write such letters ({encoding})", name=error.object, encoding=encoding),
            message("give it another name, or work in UTF-8: LC_ALL=C.UTF-8")
            if encoding != "utf-8"
            else message("give it another name"),
        )
    if isinstance(error, MemoryError):
        error.__traceback__ = error.__context__ = None  # and with it all that was held
        return message("the memory is not enough for this"), message(
            "close other programs, or give less at once: a part of the file, fewer --workers"
        )
    if isinstance(error, RecursionError):
        first = message("something is nested too deeply; the details are in {file}", file=_kept(error))
    else:
        first = message("leadcli met what it is not prepared for; the details are in {file}", file=_kept(error))
    return (
        first,
        message("see whether your files are sound: leadcli data check"),
        message("send the file to whoever looks after leadcli: no name, phone or other data is in it"),
    )


def _kept(error: Exception) -> str:
    """The file to which the details were written; where none can be, the kind and place of the error."""
    import tempfile

    text = "\n".join(details(error, sys.argv[1:])) + "\n"
    _sweep(Path(tempfile.gettempdir()))
    try:
        handle, name = tempfile.mkstemp(prefix="leadcli-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
    except OSError:
        place = traceback.extract_tb(error.__traceback__)[-1:]
        return " ".join([type(error).__name__, *(f"{_short(p.filename)}:{p.lineno}" for p in place)])
    return name


def _sweep(folder: Path) -> None:
    """Remove the files of details that are older than a month; one that is of something else stays."""
    before = time() - KEPT_DAYS * 86_400
    for path in folder.glob("leadcli-????????.txt"):
        with suppress(OSError):
            if path.lstat().st_mtime < before and path.read_bytes().startswith(b"leadcli "):
                path.unlink()


def details(error: BaseException, arguments: Sequence[str]) -> Iterator[str]:
    """The lines of the file."""
    from leadcli import __version__

    core = getattr(sys.modules.get("leadcli.native"), "core", None)
    yield f"leadcli {__version__}, compiled core: {'used' if core else 'not used'}"
    yield f"Python {platform.python_version()} {sys.implementation.name}, {platform.system()} {platform.machine()}"
    yield f"command: {' '.join(_options(arguments))}"
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield from ("", *_one(found))
        found = found.__cause__ or found.__context__


def _one(error: BaseException) -> Iterator[str]:
    places = traceback.extract_tb(error.__traceback__)[-MOST:]
    for place in places:
        yield f"  {_short(place.filename)}:{place.lineno} {place.name}: {place.line or ''}"
    if type(error).__name__ == "_RemoteTraceback":
        yield from (f"  {_short(m['file'])}:{m['line']} {m['name']}" for m in _REMOTE.finditer(str(error)))
        return
    known = {word for place in places for word in _WORD.findall(place.line or "")} | set(dir(builtins))
    kind = type(error)
    yield f"{kind.__module__}.{kind.__qualname__}: {_masked(str(error)[:2000], known)}"


def _masked(text: str, known: set[str]) -> str:
    """The text with every word that is not known as so many x."""
    return _WORD.sub(lambda word: word[0] if word[0] in known else "x" * len(word[0]), text)


def _short(file: str) -> str:
    """A path of the code without the folders of somebody's computer."""
    parts = PurePath(file).parts
    start = max((at for at, part in enumerate(parts) if part in ("leadcli", "site-packages")), default=len(parts) - 1)
    return "/".join(parts[start:])


def _options(arguments: Sequence[str]) -> Iterator[str]:
    """The words of a command line that leadcli knows itself: the command, and options without their values."""
    folders = PACKAGE.joinpath("cli").rglob("*")
    known = {path.name.replace("_", "-") for path in folders if path.is_dir()}
    for at, word in enumerate(arguments):
        if word.startswith("--"):
            name = word.partition("=")[0]
            yield name if re.fullmatch(r"--[a-z][a-z-]*", name) and len(name) < 20 else "--?"
        elif at < 2 and word in known:
            yield word
        else:
            yield "?"
