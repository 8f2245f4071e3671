"""Options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from leadcli.locales import codes
from leadcli.output.formats import Shape, names_of


def format_option(*more: Shape, lines: bool = False) -> Any:
    """The option --format of an answer that has a page, objects and what ``more``. ``lines``: the objects are many."""
    names = names_of("page", "objects", *more)
    told = [f"{name} (one object a line)" if lines and name == "json" else name for name in names]
    return typer.Option("--format", help=f"{', '.join(told[:-1])} or {told[-1]}.", metavar="|".join(names))


Format = Annotated[str, format_option()]
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
Name = Annotated[str, typer.Argument(help="A ready-made policy by name, or a rules file; else the workspace's.")]
# Of a table that is read: what was guessed can be set.
Preset = Annotated[str, typer.Option(help="The CRM, if it is told wrongly.", metavar="NAME")]
Columns = Annotated[list[str], typer.Option(help="What a column holds; may be repeated.", metavar="COLUMN=FIELD")]
Encoding = Annotated[str, typer.Option(help="The file's encoding, if it is told wrongly.")]
Delimiter = Annotated[str, typer.Option(help="The file's delimiter, if it is told wrongly.")]
Workers = Annotated[int, typer.Option(help="Processes; 0 is one for each core.", min=0)]
