"""leadcli init: a workspace begun with a CRM's export, or with sample data."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from leadcli.cli.shared.exits import Refusal, speech_for
from leadcli.cli.shared.options import Delimiter, Encoding, Language, Mapped
from leadcli.cli.shared.schema_files import FOLDER, write_schemas
from leadcli.domain.messages import message
from leadcli.io.atomic import made_folder
from leadcli.output.text.safe import typed
from leadcli.output.text.terminal import print_line, show
from leadcli.workspace.opening import sample
from leadcli.workspace.output_guard import DATA, FILES

_HELD = (*FILES, DATA, FOLDER)  # what a workspace consists of


def main(
    folder: Annotated[Path, typer.Argument(help="The new workspace's folder; it must not hold one yet.")],
    more: Annotated[list[Path], typer.Argument(help="Further exports, after --from.", metavar="[EXPORT …]")] = [],  # noqa: B006 (typer copies)
    export: Annotated[
        list[Path],
        typer.Option(
            "--from", help="A CRM's export with your clients: CSV, xlsx, ods …; may be repeated.", metavar="EXPORT"
        ),
    ] = [],  # noqa: B006
    map: Mapped = [],  # noqa: B006 (typer copies)
    encoding: Encoding = "",
    delimiter: Delimiter = "",
    sheet: Annotated[
        list[str], typer.Option(help="The sheet of a workbook, if not all are meant; may be repeated.", metavar="NAME")
    ] = [],  # noqa: B006
    link: Annotated[bool, typer.Option("--link", help="Read the export where it is; else it is copied.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take what is proposed where it is in doubt.")] = False,
    lang: Language = None,
) -> None:
    """Start a workspace of your own: from a CRM's export, or with rules and sample data to be replaced by yours."""
    speech = speech_for(lang)
    if more and (not export or folder.is_file()):
        raise Refusal(
            message("{file}: say first the new folder, then the exports", file=str(folder if export else more[0])),
            message("as in: {command}", command="leadcli init my-team --from export.csv export2.csv"),
        )
    if any((folder / name).exists() for name in _HELD):
        raise Refusal(
            message("{folder} already holds a workspace's files; nothing was changed", folder=str(folder)),
            message("name another folder"),
        )
    if export:
        from leadcli.cli.init.base_page import base_page
        from leadcli.cli.init.from_export import start

        files = [str(path) for path in (*export, *more)]
        said = {"encoding": encoding, "delimiter": delimiter}
        show(base_page(start(folder, files, map, said, sheet, link, yes, speech), folder, speech), sys.stdout)
        return
    source = sample()
    with made_folder(folder, "rules.yaml") as made:
        shutil.copytree(source / "data", made / "data")
        for name in ("rules.yaml", "tests.yaml"):
            shutil.copyfile(source / name, made / name)
        write_schemas(made)
    print_line(
        speech(
            "{folder}: rules.yaml, tests.yaml and data/ with sample managers, groups and clients", folder=str(folder)
        )
    )
    print_line(
        speech(
            "next: cd {folder}, replace the data and tests.yaml by yours, run leadcli data check", folder=typed(folder)
        )
    )
