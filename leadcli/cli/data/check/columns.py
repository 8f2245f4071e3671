"""Which columns of the workspace's tables are used as what, and which are not."""

from __future__ import annotations

import sys
from pathlib import Path

from leadcli.api.column_mapping import columns_told
from leadcli.cli.shared.exits import complain
from leadcli.domain.messages import message
from leadcli.fields.headers import header_key
from leadcli.fields.table import TABLES, located
from leadcli.io.encodings import Unreadable
from leadcli.io.exports import form_of, rows, texts
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import width_of
from leadcli.workspace.sources import read_sources, tables_of


def say_columns(root: Path, speech: Speech) -> None:
    """Say it of each table that has a header, unless every column bears the name of its field."""
    sources, _ = read_sources(root)
    for file in tables_of(root, sources):
        if file.source is not None:  # whose mapping is there to be read
            continue
        fields = TABLES[file.table]
        columns = header_of(file.path)
        found = located(columns, fields)
        if {header_key(column) for column in columns} != {header_key(field) for field in found}:
            said = columns_told(columns, found, mapped=False)
            complain(speech, message("{said}", said=file.shown), *said, width=width_of(sys.stderr))


def header_of(file: Path) -> list[str]:
    """The header of a table; nothing of a format that has none, or of a file that cannot be read."""
    try:
        form = form_of(file)
        if not (form.delimiter or form.sheet):
            return []
        row = next(rows(file, form), None)
        return texts(row, form) if row is not None else []
    except Unreadable:
        return []  # it is among the problems
