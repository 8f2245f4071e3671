"""An answer as a file, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from leadcli.io.atomic import made_whole, write_whole
from leadcli.output.formats import Format


def write(chosen: Format, made: Any, output: Path) -> None:
    """Write what a format writes to a file, whole or not at all."""
    if chosen.binary:
        with made_whole(output) as part:
            chosen.load()(made, part)  # type: ignore[call-arg]
        return
    with write_whole(output) as file:
        file.writelines(chosen.load()(made))
