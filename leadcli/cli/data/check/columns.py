"""Which columns of the workspace's tables are used as what, and which are not."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from leadcli.api.column_mapping import columns_told
from leadcli.cli.shared.exits import complain
from leadcli.domain.messages import message
from leadcli.fields.headers import header_key
from leadcli.fields.table import TABLES, located
from leadcli.io.tables import Table
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import width_of
from leadcli.run.gc_pause import gc_paused
from leadcli.workspace.sources import read_file, read_sources, tables_of


def say_columns(root: Path, speech: Speech) -> Mapping[str, Table]:
    """Say it of each table that has a header, unless every column bears the name of its field; the tables, by key."""
    sources, _ = read_sources(root)
    read: dict[str, Table] = {}
    for file in tables_of(root, sources):
        if file.source is not None:  # whose mapping is there to be read
            continue
        with gc_paused():
            read[file.key] = read_file(file)
        columns = read[file.key].header
        found = located(columns, TABLES[file.table])
        if {header_key(column) for column in columns} != {header_key(field) for field in found}:
            said = columns_told(columns, found, mapped=False)
            complain(speech, message("{said}", said=file.shown), *said, width=width_of(sys.stderr))
    return read
