"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from leadcli.cli.shared.sound_workspace import is_json, locate, sound_workspace
from leadcli.locales import codes

__all__ = [
    "Columns", "Delimiter", "Encoding", "Folder", "Format", "Json", "Language", "PolicyName", "Preset", "Workers",
    "is_json", "locate", "sound_workspace",
]  # fmt: skip

Format = Annotated[str, typer.Option("--format", help="text or json.", metavar="text|json")]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
Language = Annotated[
    Optional[str],  # noqa: UP045 (typer)
    typer.Option("--lang", help="The language; else LEADCLI_LANG, else the system's.", metavar="|".join(codes())),
]
Folder = Annotated[
    Optional[Path],  # noqa: UP045 (typer reads it at run time)
    typer.Option("--workspace", help="The workspace's folder; else LEADCLI_WORKSPACE, else the nearest one upwards."),
]
PolicyName = Annotated[str, typer.Option("--policy", help="A ready-made policy by name, or a rules file.")]
# Of a table that is read: what was guessed can be set.
Preset = Annotated[str, typer.Option(help="The CRM, if it is told wrongly.", metavar="NAME")]
Columns = Annotated[list[str], typer.Option(help="What a column holds; may be repeated.", metavar="COLUMN=FIELD")]
Encoding = Annotated[str, typer.Option(help="The file's encoding, if it is told wrongly.")]
Delimiter = Annotated[str, typer.Option(help="The file's delimiter, if it is told wrongly.")]
Workers = Annotated[int, typer.Option(help="Processes; 0 is one for each core.", min=0)]
