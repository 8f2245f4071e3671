"""How a CRM's export is to be read: what was told of it wrongly can be set, and what is in doubt is asked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadcli.api.export_files import open_export, told_of
from leadcli.cli.shared.exits import complain
from leadcli.cli.shared.options import Delimiter, Encoding, Mapped, OptionGroup, Sheet
from leadcli.domain.messages import Message, message
from leadcli.fields.crm_presets import Layout
from leadcli.io.table_formats import Form
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line, width_of
from leadcli.workspace.sources import mappings

if TYPE_CHECKING:
    from leadcli.api.starting.export_columns import Choice
    from leadcli.workspace.opening import SoundWorkspace

YES = frozenset(("y", "yes", "д", "да"))
_FIELDS = {"owner": message("the client's manager"), "name": message("the company's name")}


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

    def open(self, export: Path, speech: Speech, opened: SoundWorkspace, owner_as: str = "") -> tuple[Form, Layout]:
        """The form and the layout of a team's export; what was told of it is said. Raises Refusal."""
        form, found = open_export(
            export, *self._said, owner_as, sheet=self._sheet, rows_are=self._rows, team=opened.book,
            kept=mappings(opened.root),
        )  # fmt: skip
        complain(speech, *told_of(export, form, found), width=width_of(sys.stderr))
        return form, found


# --- asked on the terminal --------------------------------------------------------------------------------------------
def may_ask() -> bool:
    """Whether somebody can be asked here."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def question_of(choice: Choice) -> Message:
    """What is asked of some columns."""
    field = _FIELDS.get(choice.field, choice.field)
    if choice.was:
        return message("the column {column} is gone: which one is {field} now?", column=choice.was, field=field)
    return message("{columns}: which of these columns is {field}?", columns=choice.columns, field=field)


def column_chosen(choice: Choice, speech: Speech) -> str:
    """The column that a person chooses, the first where only Enter is typed; ``""`` for none, where that may be."""
    print_line(speech.say(question_of(choice)), sys.stderr)
    for number, column in enumerate(choice.columns, 1):
        print_line(f"  {number}  {column}", sys.stderr)
    if choice.none:
        print_line(f"  0  {speech('none of them')}", sys.stderr)
    while True:
        if not (answer := _typed("1>")):
            raise KeyboardInterrupt
        answer = answer.strip() or "1"
        if answer == "0" and choice.none:
            return ""
        if answer.isdecimal() and 0 < int(answer) <= len(choice.columns):
            return choice.columns[int(answer) - 1]


def said_yes(question: str) -> bool:
    """Whether a person says yes; Enter is no."""
    return _typed(question).strip().casefold() in YES


def _typed(prompt: str) -> str:
    """What is typed after a prompt, with its end of line."""
    sys.stderr.write(f"{prompt} ")
    sys.stderr.flush()
    return sys.stdin.readline()
