"""How a CRM's export is to be read: what was told of it wrongly can be set."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from leadcli.api.export_files import open_export, told_of
from leadcli.cli.shared.exits import complain
from leadcli.cli.shared.options import Delimiter, Encoding, Mapped, OptionGroup, Sheet
from leadcli.fields.crm_presets import Layout
from leadcli.io.table_formats import Form
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import width_of


class ExportReading(OptionGroup):
    """What the user says of an export."""

    def __init__(
        self,
        preset: Annotated[str, typer.Option(help="The CRM, if it is told wrongly.", metavar="NAME")] = "",
        map: Mapped = [],  # noqa: B006 (typer copies)
        encoding: Encoding = "",
        delimiter: Delimiter = "",
        sheet: Sheet = "",
        rows: Annotated[str, typer.Option(help="What a row is, if it is told wrongly.", metavar="clients|leads")] = "",
    ) -> None:
        self._said, self._rows = (preset, map, encoding, delimiter), rows
        self._sheet = sheet

    def open(self, export: Path, speech: Speech, owner_as: str = "") -> tuple[Form, Layout]:
        """The form and the layout of an export; what was told of it is said. Raises Refusal."""
        form, found = open_export(export, *self._said, owner_as, sheet=self._sheet, rows_are=self._rows)
        complain(speech, *told_of(export, form, found), width=width_of(sys.stderr))
        return form, found
