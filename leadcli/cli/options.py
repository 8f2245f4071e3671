"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from leadcli.cli.opening import is_json, locate, sound_workspace

__all__ = ["Folder", "Format", "Json", "Language", "PolicyName", "is_json", "locate", "sound_workspace"]

Format = Annotated[str, typer.Option("--format", help="text or json.", metavar="text|json")]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
Language = Annotated[Optional[str], typer.Option("--lang", help="ru or en.", metavar="ru|en")]  # noqa: UP045 (typer)
Folder = Annotated[
    Optional[Path],  # noqa: UP045 (typer reads it at run time)
    typer.Option("--workspace", help="The workspace's folder; else LEADCLI_WORKSPACE, else the nearest one upwards."),
]
PolicyName = Annotated[str, typer.Option("--policy", help="A ready-made policy by name, or a rules file.")]
