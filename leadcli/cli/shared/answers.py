"""An answer given out in the format that was asked for: on stdout, or as a file, whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from leadcli.io.atomic import made_whole, write_whole
from leadcli.output.formats import Format
from leadcli.output.text.terminal import print_line, print_raw, show


def give(chosen: Format, output: Path | None = None, **shapes: Callable[[], Any]) -> None:
    """Print an answer, or write it to a file.

    ``shapes``: what makes each; only the one that is wanted is made. A page may be one line.
    """
    made = shapes[chosen.shape]()
    if output is not None:
        write(chosen, made, output)
    elif isinstance(made, str):
        print_line(made)
    elif chosen.shape == "page":
        show(made, sys.stdout)
    else:
        for text in chosen.load()(made):
            print_raw(text)


def write(chosen: Format, made: Any, output: Path) -> None:
    """Write what a format writes to a file, whole or not at all."""
    if chosen.binary:
        with made_whole(output) as part:
            chosen.load()(made, part)  # type: ignore[call-arg]
        return
    with write_whole(output) as file:
        file.writelines(chosen.load()(made))
