"""Pages out: coloured by rich on a terminal, plain everywhere else. The same lines either way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from leadcli.output.text.layout import Line, Row, as_text, lines
from leadcli.output.text.safe import fit, printed

# Quiet: colour only where it carries meaning.
STYLES = {
    "": "", "owner": "bold", "good": "green", "doubt": "yellow", "bad": "red", "label": "dim", "dim": "dim",
}  # fmt: skip
NARROW, WIDE = 40, 120


def width_of(stream: TextIO) -> int:
    """Columns to fill: COLUMNS, else the terminal's, else 80; never more than reads well."""
    given = os.environ.get("COLUMNS", "")
    if given.isdigit() and int(given) > 0:
        wanted = int(given)
    else:
        try:
            wanted = os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 80
        except (OSError, ValueError):
            wanted = 80
    return max(NARROW, min(WIDE, wanted or 80))


def show(rows: Iterable[Row], stream: TextIO = sys.stdout) -> None:
    """Print a page."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    page = [
        tuple(type(s)(fit(printed(s.text), encoding), s.style) for s in line) for line in lines(rows, width_of(stream))
    ]
    if _coloured(stream):
        _show_rich(page, stream)
    else:
        stream.writelines("".join(span.text for span in line) + "\n" for line in page)


def plain(rows: Iterable[Row]) -> Iterator[str]:
    """A page as text for a file: wide, and without colours."""
    return (printed(as_text(line)) + "\n" for line in lines(rows, WIDE))


def print_line(text: str, stream: TextIO | None = None) -> None:
    """One line of text."""
    print_raw(text + "\n", stream)


def print_raw(text: str, stream: TextIO | None = None) -> None:
    """Text with its line ends, in the characters the stream has; nothing in it acts on a terminal."""
    target = stream or sys.stdout
    target.write(fit(printed(text), target.encoding or "utf-8"))


def _coloured(stream: TextIO) -> bool:
    """The conventions of no-color.org and of rich; a dumb terminal gets plain text."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _show_rich(page: list[Line], stream: TextIO) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True, force_terminal=True)
    for line in page:
        text = Text()
        for span in line:
            text.append(span.text, STYLES[span.style])
        console.print(text)
