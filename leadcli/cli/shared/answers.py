"""An answer as a file, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from leadcli.io.atomic import made_whole, write_whole
from leadcli.output.formats import Format
from leadcli.workspace.output_guard import begins_with


def is_report(path: Path) -> bool:
    """Whether a file is a report that was written here, which may be made anew."""
    from leadcli.output.html.page_shell import GENERATOR

    if begins_with(path, GENERATOR.encode()):
        return True
    import zipfile

    from leadcli.io.sheets.zip_copies import DAMAGE

    try:
        with zipfile.ZipFile(path) as book:
            return b"<dc:creator>leadcli</dc:creator>" in book.read("docProps/core.xml")
    except (OSError, *DAMAGE):
        return False


def write(chosen: Format, made: Any, output: Path) -> None:
    """Write what a format writes to a file, whole or not at all."""
    if chosen.binary:
        with made_whole(output) as part:
            chosen.load()(made, part)  # type: ignore[call-arg]
        return
    with write_whole(output) as file:
        file.writelines(chosen.load()(made))
