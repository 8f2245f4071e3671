"""A CRM's export opened: what form the file has and which column holds what; told, or given by the user."""

from __future__ import annotations

from datetime import date
from itertools import islice
from pathlib import Path

from leadcli.cli.shared.app import Refusal
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.fields.cells import day as read_day
from leadcli.fields.crm_presets import PRESETS, Layout, layout
from leadcli.fields.table import EXPORT
from leadcli.io.csv_tables import DELIMITERS
from leadcli.io.exports import form_of, rows, texts
from leadcli.io.formats import FORMATS, Form

MOST_ABOVE = 20  # rows above a header, at most
NEEDED = ("name", "owner")


def open_export(
    export: Path, preset: str, mapped: list[str], encoding: str, delimiter: str, owner_as: str
) -> tuple[Form, Layout]:
    """The form and the layout of an export, or a refusal that names what is missing."""
    names = tuple(p.name for p in PRESETS)
    if preset and preset not in names:
        raise Refusal(message("{option}: choose one of {values}", option="--preset", values=names))
    if owner_as and owner_as not in ("name", "id", "email"):
        raise Refusal(message("{option}: choose one of {values}", option="--owner-as", values=("name", "id", "email")))
    pairs: dict[str, str] = {}
    known = tuple(field.name for field in EXPORT)
    for text in mapped:
        column, _, field = text.rpartition("=")
        if field not in known or not column:
            raise Refusal(
                message("{option}: {value} is not COLUMN=FIELD", option="--map", value=text),
                message("the fields are: {values}", values=known),
            )
        pairs[column] = field
    form = form_of(export, encoding, delimiter)
    told = _headed(export, form, preset, pairs)
    for other in DELIMITERS if told is None and form.delimiter and not delimiter else "":
        told = told or _headed(export, replace(form, delimiter=other), preset, pairs)  # a title misled us
    if told is None:
        raise _headless(export, form, preset, pairs)
    form, found = told
    if owner_as:
        found = Layout(found.preset, found.fields, found.columns, owner_as)  # type: ignore[arg-type]
    return form, found


def _headed(export: Path, form: Form, preset: str, pairs: dict[str, str]) -> tuple[Form, Layout] | None:
    """The form and layout by the first row that names the columns we need; titles may stand above it."""
    for skip, row in enumerate(islice(rows(export, form), MOST_ABOVE)):
        found = layout(texts(row, form), preset, pairs)
        if set(NEEDED) <= found.fields.keys():
            return replace(form, skip=skip), found
    return None


def _headless(export: Path, form: Form, preset: str, pairs: dict[str, str]) -> Refusal:
    """Why no row is the header: what the first that is not empty lacks."""
    columns = next((cells for row in rows(export, form) if any(cells := texts(row, form))), None)
    if columns is None:
        return Refusal(message("{file}: it is empty", file=str(export)))
    found = layout(columns, preset, pairs)
    field = next(field for field in NEEDED if field not in found.fields)
    return Refusal(
        message("{file}: no column is known to hold the {field}", file=str(export), field=field),
        message("say which: --map COLUMN={field}; the columns are: {columns}", field=field, columns=tuple(columns)),
    )


def told_of(export: Path, form: Form, found: Layout) -> list[Message]:
    """What was told of the file, to be said."""
    signs = {",": "comma", ";": "semicolon", "\t": "tab"}
    if not form.delimiter:
        first = message(
            "{file}: {what}, preset {preset}", file=export.name, preset=found.preset,
            what=message("sheet {sheet}", sheet=form.sheet) if form.sheet else form.format,
        )  # fmt: skip
    else:
        first = message(
            "{file}: {encoding}, {delimiter}, preset {preset}",
            file=export.name, encoding=form.encoding + (" BOM" if form.mark else ""),
            delimiter=signs.get(form.delimiter, form.delimiter), preset=found.preset,
        )  # fmt: skip
    above = [message("the header is row {row}", row=form.skip + 1)] if form.skip else []
    return [
        first, *above,
        message("{fields}", fields=tuple(f"{field} = {found.columns[index]}" for field, index in found.fields.items())),
    ]  # fmt: skip


def only_read(form: Form) -> tuple[Message, ...]:
    """What is said of a format in which apply cannot change owners and nothing else; nothing of one in which it can."""
    if FORMATS[form.format].rewritten:
        return ()
    return (
        message("{format} is read and not written", format=form.format),
        message("save the export as .xlsx or CSV and make the plan of that"),
    )


def day_of(text: str, option: str = "--on") -> date:
    """The day that an option names; today if it is left out."""
    if not text:
        return date.today()  # noqa: DTZ011 (the office's own calendar)
    found = read_day(text)
    if found is None:
        raise Refusal(message("{option}: {value} is not a date", option=option, value=text))
    return found
