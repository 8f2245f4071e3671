"""Which columns of the workspace's tables are used as what, and which are not."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from leadcli.api.column_mapping import columns_told
from leadcli.cli.shared.exits import complain
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.fields.headers import header_key
from leadcli.fields.table import TABLES, Field, located
from leadcli.io.encodings import Unreadable
from leadcli.io.exports import form_of, rows, texts
from leadcli.io.table_formats import MOST_ABOVE
from leadcli.io.tables import header_among
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
        columns = header_of(file.path, fields)
        found = located(columns, fields)
        if {header_key(column) for column in columns} != {header_key(field) for field in found}:
            said = columns_told(columns, found, mapped=False)
            complain(speech, message("{said}", said=file.shown), *said, width=width_of(sys.stderr))


def header_of(file: Path, fields: Sequence[Field]) -> Sequence[str]:
    """The header of a table, found as the table is read: titles may stand above it, and other sheets before its own.

    Nothing of a format that has none, or of a file that cannot be read.
    """
    needed, best = [field.name for field in fields if field.required], list[str]()
    try:
        form = form_of(file)
        if not (form.delimiter or form.sheet):
            return []
        for sheet in (form.sheet, *form.others):
            each = replace(form, sheet=sheet)
            above = [texts(row, each) for row in islice(rows(file, each), MOST_ABOVE)]
            at, whole = header_among(above, partial(located, fields=fields), needed)
            if above and (whole or not best):
                best = above[at]
            if whole:
                break
    except Unreadable:
        return []  # it is among the problems
    return best
