"""A CRM's export opened: what form the file has, which column holds what, and the cells of each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import get_args

from leadcli.api.parameters import Spelt, as_option, choice_of
from leadcli.assignment.rows import Line
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Argument, Message, Refusal, message
from leadcli.fields.crm_presets import PRESETS, Layout, OwnerAs, layout
from leadcli.fields.table import EXPORT
from leadcli.io.csv_tables import DELIMITERS
from leadcli.io.exports import fitted, form_of, rows, texts
from leadcli.io.table_formats import FORMATS, Form, RawRow

MOST_ABOVE = 20  # rows above a header, at most
NEEDED = ("name", "owner")


def open_export(
    export: Path,
    preset: str,
    mapped: Iterable[str],
    encoding: str,
    delimiter: str,
    owner_as: str,
    spelt: Spelt = as_option,
) -> tuple[Form, Layout]:
    """The form and the layout of an export, or a refusal that names what is missing."""
    choice_of(preset, tuple(p.name for p in PRESETS), spelt("preset"))
    choice_of(owner_as, get_args(OwnerAs), spelt("owner_as"))
    pairs = columns_of(mapped, spelt)
    form = form_of(export, encoding, delimiter)
    told = _headed(export, form, preset, pairs)
    for other in DELIMITERS if told is None and form.delimiter and not delimiter else "":
        told = told or _headed(export, replace(form, delimiter=other), preset, pairs)  # a title misled us
    if told is None:
        columns = next((cells for row in rows(export, form) if any(cells := texts(row, form))), None)
        raise headless(str(export), columns, preset, pairs, spelt)
    form, found = told
    if owner_as:
        found = Layout(found.preset, found.fields, found.columns, owner_as)  # type: ignore[arg-type]
    return form, found


def columns_of(mapped: Iterable[str], spelt: Spelt = as_option) -> dict[str, str]:
    """What the user says that columns hold: column -> field, each written COLUMN=FIELD."""
    pairs: dict[str, str] = {}
    known = tuple(field.name for field in EXPORT)
    for text in mapped:
        column, _, field = text.rpartition("=")
        if field not in known or not column:
            raise Refusal(
                message("{option}: {value} is not COLUMN=FIELD", option=spelt("columns"), value=text),
                message("the fields are: {values}", values=known),
            )
        pairs[column] = field
    return pairs


def _headed(export: Path, form: Form, preset: str, pairs: dict[str, str]) -> tuple[Form, Layout] | None:
    """The form and layout by the first row that names the columns we need; titles may stand above it."""
    for skip, row in enumerate(islice(rows(export, form), MOST_ABOVE)):
        found = layout(texts(row, form), preset, pairs)
        if set(NEEDED) <= found.fields.keys():
            return replace(form, skip=skip), found
    return None


def headless(
    file: Argument, columns: Sequence[str] | None, preset: str, pairs: Mapping[str, str], spelt: Spelt = as_option
) -> Refusal:
    """Why columns are no header: what they lack. ``columns``: those of the first row that is not empty."""
    if columns is None:
        return Refusal(message("{file}: it is empty", file=file))
    found = layout(columns, preset, pairs)
    field = next(field for field in NEEDED if field not in found.fields)
    return Refusal(
        message("{file}: no column is known to hold the {field}", file=file, field=field),
        message(
            "say which: {option} COLUMN={field}; the columns are: {columns}",
            option=spelt("columns"), field=field, columns=tuple(columns),
        ),
    )  # fmt: skip


def told_of(export: Path, form: Form, found: Layout) -> list[Message]:
    """What was told of the file, to be said."""
    signs = {",": message("comma"), ";": message("semicolon"), "\t": message("tab")}
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


def exported(export: Path, form: Form) -> Iterator[RawRow]:
    """The rows of an export below its header."""
    return (row for row in rows(export, form) if row.number)


def sound_cells(row: RawRow, form: Form, found: Layout) -> list[str] | Line:
    """The cells of a row, or what the plan says of a row that cannot be read or that is none of its own."""
    cells, fault = fitted(row, form, len(found.columns))
    if fault is not None:
        return Line(row.number, "", "", "", "", "", "reject", "", fault, 0.0, "none", "", "")
    return cells_of_a_row(row.number, cells, found)


def sound_rows(export: Path, form: Form, found: Layout) -> Iterator[list[str] | Line]:
    """The cells of each row of an export below its header: see ``sound_cells``."""
    return (sound_cells(row, form, found) for row in exported(export, form))


def cells_of_a_row(number: int, cells: list[str], found: Layout) -> list[str] | Line:
    """The cells of a row, or what the plan says of a row that is none of its own."""
    key = [cells[i] for f, i in found.fields.items() if f in ("id", "name", "owner") and i < len(cells)]
    if not any(key):  # a blank row, or the continuation of the row above (Bitrix24 writes requisites so)
        kept = message("belongs to the row above")
        return Line(number, "", "", "", "", "", "keep", "", kept, 0.0, "none", "", "")
    return cells
