"""What the documentation prints of commands is made by the commands: run in this process, on one fixed day.

A page tells stories in workspaces of its own, in an empty folder which holds the files of docs/examples/ and the sample
workspace as ``sample/``. A block of a page is

    <!-- shell: FOLDER [lines=A-B] -->
    ```console
    $ leadcli …
    what it printed
    ```

Commands come in the order of the page and find what earlier ones did; ``lines`` keeps a part of a long answer. What a
command alone prints, in the sample workspace, is a ``text`` block after <!-- output: words of the command -->. A block after
<!-- file: PATH --> is written to that file.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, Self
from unittest.mock import patch

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 23)
HOME = "/home/you"
BLOCK = re.compile(r"<!-- (shell|output|file): (.+?) -->\n```(\w*)\n(.*?)\n?```", re.DOTALL)
PART = re.compile(r"(.+?) lines=(\d+)-(\d+)$")


class _Likeness(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__mro__[1])


class Day(date, metaclass=_Likeness):
    """The calendar of the documentation."""

    @classmethod
    def today(cls) -> Self:
        return cls(DAY.year, DAY.month, DAY.day)


class Clock(datetime, metaclass=_Likeness):
    """Its clock: ten in the morning."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return cls(DAY.year, DAY.month, DAY.day, 10, 0, 0, tzinfo=tz)


def ran(words: list[str], folder: Path, language: str, width: int = 80, colour: bool = False) -> str:
    """What leadcli prints, as a terminal shows it: answers and notes in their order."""
    from leadcli.api import parameters
    from leadcli.cli import main
    from leadcli.ledger import recording

    screen = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LEADCLI", "LC_", "LANG", "NO_COLOR", "FORCE_"))}
    asked = {"LEADCLI_LANG": language, "COLUMNS": str(width), "LEADCLI_USER": "head", "NO_COLOR": "1"}
    if colour:
        asked = {**asked, "NO_COLOR": "", "FORCE_COLOR": "1", "TERM": "xterm-256color"}
    with (
        patch.dict(os.environ, kept | asked, clear=True),
        patch.object(sys, "argv", ["leadcli", *words]),
        patch.object(parameters, "date", Day),
        patch.object(parameters, "datetime", Clock),
        patch.object(recording, "datetime", Clock),
        contextlib.chdir(folder),
        contextlib.redirect_stdout(screen),
        contextlib.redirect_stderr(screen),
        contextlib.suppress(SystemExit),
    ):
        main()
    buffer: Any = screen.buffer
    return re.sub(r"(--head \d+:)[0-9a-f]{64}", r"\1…", buffer.getvalue().decode("utf-8"))  # of each ledger another


@contextlib.contextmanager
def room() -> Iterator[Path]:
    """An empty home with the example exports and the sample workspace."""
    with tempfile.TemporaryDirectory() as made:
        home = Path(made).resolve()
        for export in (ROOT / "docs" / "examples").iterdir():
            shutil.copy(export, home)
        sample = home / "sample"
        sample.mkdir()
        shutil.copytree(ROOT / "data", sample / "data")
        for name in ("rules.yaml", "tests.yaml"):
            shutil.copy(ROOT / name, sample)
        yield home


def told(page: str, language: str) -> str:
    """A page with what its commands print."""
    if not BLOCK.search(page):
        return page
    with room() as home:

        def block(found: re.Match[str]) -> str:
            kind, about, written, text = found.groups()
            if kind == "file":
                (home / about).write_text(text + "\n", encoding="utf-8")
            elif kind == "output":
                text = ran(shlex.split(about), home / "sample", language).strip("\n")
            else:
                text = transcript(text, home, about, language)
            return f"<!-- {kind}: {about} -->\n```{written}\n{text}\n```"

        return BLOCK.sub(block, page)


def transcript(text: str, home: Path, about: str, language: str) -> str:
    """The commands of a block, each with what it prints in its folder."""
    part = PART.match(about)
    folder = home / (part[1] if part else about)
    lines: list[str] = []
    for command in (line for line in text.splitlines() if line.startswith("$ ")):
        program, *words = shlex.split(command[2:], comments=True)
        if program != "leadcli":
            raise ValueError(f"{command}: only leadcli is run")
        printed = ran(words, folder, language).replace(str(home), HOME).strip("\n").splitlines()
        lines += [command, *(line.rstrip() for line in kept(printed, part))]
    return "\n".join(lines)


def kept(lines: list[str], part: re.Match[str] | None) -> list[str]:
    """The lines of an answer that are wanted; where others are left out stands a sign of it."""
    if part is None:
        return lines
    first, last = int(part[2]), int(part[3])
    before = ["…"] if first > 1 else []
    after = ["…"] if last < len(lines) else []
    return [*before, *lines[first - 1 : last], *after]
