"""A CRM's export opened: what form the file has, which column holds what, and the cells of each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import get_args

from leadcli.api.column_mapping import brief, columns_told, hold_mapped, mapping_of, to_choose_from
from leadcli.api.header_search import hidden_told, sheets_to_try, sheets_told
from leadcli.api.parameters import Spelt, as_option, choice_of
from leadcli.assignment.plan_file import is_plan
from leadcli.assignment.rows import Line
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Argument, Message, Refusal, message
from leadcli.fields.crm_presets import PRESETS, Layout, RowsAre, layout, layout_kept
from leadcli.fields.headers import numbered, owners_marks
from leadcli.fields.rows.row_kinds import Row, is_foot
from leadcli.fields.table import EXPORT
from leadcli.io.csv_tables import DELIMITERS
from leadcli.io.exports import fitted, form_of, rows, texts
from leadcli.io.table_formats import FORMATS, MOST_ABOVE, Form, RawRow
from leadcli.io.tables import header_among

TELLING = 5_000  # rows that tell how owners are written
NAMING = 200  # rows that tell which column is the owners', of all columns
NEEDED = ("name", "owner")


def open_export(
    export: Path,
    preset: str,
    mapped: Iterable[str],
    encoding: str,
    delimiter: str,
    owner_as: str,
    spelt: Spelt = as_option,
    sheet: str = "",
    rows_are: str = "",
    team: Book | None = None,
    kept: Sequence[Mapping[str, str]] = (),
) -> tuple[Form, Layout]:
    """The form and the layout of an export, or a refusal that names what is missing.

    ``sheet``: the one of a workbook that is meant; else the first whose header is understood, the active one first.
    ``team``: the managers, of whom a column may tell that it is the owners'; ``kept``: see ``layout_kept``.
    """
    choice_of(preset, tuple(p.name for p in PRESETS), spelt("preset"))
    if owner_as:
        from leadcli.fields.people.owner_style import STYLES

        choice_of(owner_as, tuple(STYLES), spelt("owner_as"))
    choice_of(rows_are, get_args(RowsAre), spelt("rows"))
    pairs = mapping_of(mapped, EXPORT, spelt)
    if is_plan(export):
        raise Refusal(
            message("{file} is a plan, not an export", file=str(export)),
            message("write the new export of it: leadcli apply {file} -o NEW", file=str(export)),
        )
    forms = sheets_to_try(str(export), form_of(export, encoding, delimiter), sheet, spelt)
    layout_of = partial(layout_kept, preset=preset, mapped=pairs, kept=kept)
    told = _headed(export, forms[0], layout_of)
    for each in forms[1:]:
        if not _whole(told[1]) and _known((again := _headed(export, each, layout_of))[1]) > _known(told[1]):
            told = again
    form = told[0]
    for other in DELIMITERS if form.delimiter and not delimiter else "":
        if not _whole(told[1]) and _whole((again := _headed(export, replace(form, delimiter=other), layout_of))[1]):
            told = again  # a title misled us
    form, found = told
    if not _whole(found):
        below = [texts(row, form) for row in islice(exported(export, form), NAMING)] if team is not None else []
        raise headless(str(export), found.columns, preset, pairs, spelt, form, below, team)
    hold_mapped(str(export), found.columns, pairs, spelt)
    if owner_as:
        found = replace(found, owner_as=owner_as)
    if rows_are:
        found = replace(found, rows=rows_are)
    return form, found


def read_once(export: Path, form: Form, found: Layout) -> tuple[list[Row], Iterator[Row | Line]]:
    """The first rows of an export, by which ``marks_learnt`` and ``styled`` go, and all rows, which are read once."""
    coming = sound_rows(export, form, found)
    first = list(islice(coming, TELLING))
    return [row for row in first if isinstance(row, Row)], chain(first, coming)


def styled(found: Layout, first: Iterable[Row], book: Book) -> Layout:
    """The layout with the style in which the export writes its owners, as its first rows tell it.

    A CRM that wants owners otherwise than it gives them out gets them so, if that is known of all who work.
    """
    from leadcli.fields.people.owner_style import PLAIN, STYLES, style_of

    wanted = STYLES[found.owner_as]
    if found.owner_as != PLAIN and all(wanted(m) for m in book.managers.values() if m.active):
        return found
    column = found.fields["owner"]
    return replace(found, owner_as=style_of(book, (row.cells[column] for row in first)))


def marks_learnt(found: Layout, first: Iterable[Row], book: Book) -> Layout:
    """The layout with whom the ids beside the owners mean, as the first rows tell it."""
    heard = [row.cells for row in first]
    if not found.beside and not found.unread:
        return found
    from leadcli.fields.people.owner_marks import with_learnt  # most exports have no such column

    return with_learnt(found, heard, book)


def _whole(found: Layout) -> bool:
    return _known(found) == len(NEEDED)


def _known(found: Layout) -> int:
    return sum(field in found.fields for field in NEEDED)


def _headed(export: Path, form: Form, layout_of: Callable[[Sequence[str]], Layout]) -> tuple[Form, Layout]:
    """The form and layout by the row that names most of the columns we know; titles may stand above it.

    The names of the file and of its sheet are titles as well: «Клиенты Соколовой».
    """
    above = [texts(row, form) for row in islice(rows(export, form), MOST_ABOVE)]
    skip, _ = header_among(above, lambda cells: layout_of(cells).fields, NEEDED)
    found = layout_of(above[skip] if above else ())
    named = [[re.sub(r"[_.\d]+", " ", export.stem).strip()], [form.sheet]]
    titles = tuple(tuple(cells) for cells in (*named, *above[:skip]) if any(cells))
    return replace(form, skip=skip), replace(found, above=titles)


def headless(
    file: Argument,
    columns: Sequence[str],
    preset: str,
    pairs: Mapping[str, str],
    spelt: Spelt = as_option,
    form: Form | None = None,
    below: Sequence[Sequence[str]] = (),
    team: Book | None = None,
) -> Refusal:
    """Why a file has no header: what it lacks. ``columns``: those of the row that has most of what was looked for.

    ``below``: the first rows below it, in which the ``team`` may stand.
    """
    if not any(columns):
        return Refusal(message("{file}: it is empty", file=file))
    hold_mapped(file, columns, pairs, spelt)
    found = layout(columns, preset, pairs)
    field = next(field for field in NEEDED if field not in found.fields)
    lacking = message("{file}: no column is known to hold the {field}", file=file, field=field)
    if field == "owner" and team is not None and (told := _sheets_of_managers(form, team)):
        return Refusal(lacking, *told)
    return Refusal(
        lacking,
        message(
            "say which: {option} COLUMN={field}; the columns are: {columns}",
            option=spelt("columns"), field=field, columns=to_choose_from(columns, found.fields.values()),
        ),
        *(_people_told(columns, below, team, spelt) if field == "owner" and team is not None else ()),
        message("the header was looked for in the first {count} rows", count=MOST_ABOVE),
        *((*form.doubts, *sheets_told(form, spelt), *hidden_told(form, spelt)) if form else ()),
    )  # fmt: skip


def _people_told(columns: Sequence[str], below: Sequence[Sequence[str]], team: Book, spelt: Spelt) -> list[Message]:
    """Which column holds managers of the team, though its header does not say so; or which of several may."""
    from leadcli.fields.header_words import tells_of_others
    from leadcli.fields.people.owner_marks import naming_managers, naming_owners  # most exports name the owners' column

    several = [place for place in naming_owners(columns, below, team) if place < len(columns)]
    holding = (place for place in naming_managers(below, team) if place < len(columns))
    found = several or [place for place in holding if not tells_of_others(columns[place])][:1]
    if len(several) < 2:
        return [
            message('{column} holds managers of the team: {option} "{column}=owner"', option=spelt("columns"),
                    column=numbered(columns, place))
            for place in found
        ]  # fmt: skip
    names = [numbered(columns, place) for place in several]
    return [
        message('several columns may hold the owner: {columns}; say the one that holds now: {option} "{column}=owner"',
                columns=brief(names), option=spelt("columns"), column=names[-1]),
        message("a row where that is empty and another names a manager is asked about then"),
    ]  # fmt: skip


def _sheets_of_managers(form: Form | None, team: Book) -> list[Message]:
    """That it is the titles of the sheets which say whose the clients are, and how to go on."""
    from leadcli.fields.people import named

    sheets = [s for s in (form.sheet, *form.others) if named(team, s).kind == "one"] if form and form.others else []
    if len(sheets) < 2:
        return []
    return [
        message("sheets are called after managers: {sheets}; a new owner would move a row to another sheet, which is "
                "not done", sheets=brief(sheets)),
        message("put the rows of all sheets below each other on one sheet, with a column owner that holds the "
                "manager's name, and read that"),
    ]  # fmt: skip


def told_of(export: Path, form: Form, found: Layout) -> list[Message]:
    """What was told of the file, to be said."""
    signs = {",": message("comma"), ";": message("semicolon"), "\t": message("tab")}
    each = message("each row a client") if found.rows == "clients" else message("each row a lead or call")
    if not form.delimiter:
        first = message(
            "{file}: {what}, preset {preset}, {rows}", file=export.name, preset=found.preset, rows=each,
            what=message("sheet {sheet}", sheet=form.sheet) if form.sheet else form.format,
        )  # fmt: skip
    else:
        first = message(
            "{file}: {encoding}, {delimiter}, preset {preset}, {rows}",
            rows=each, file=export.name, encoding=form.encoding + (" BOM" if form.mark else ""),
            delimiter=signs.get(form.delimiter, form.delimiter), preset=found.preset,
        )  # fmt: skip
    above = [message("the header is row {row}", row=form.skip + 1)] if form.skip else []
    columns = columns_told(found.columns, found.fields, found.rivals)
    if found.as_kept:
        names = brief([numbered(found.columns, n) for n in found.as_kept])
        columns.append(message("{columns}: as leadcli.yaml has it; to read it otherwise: --map", columns=names))
    return [first, *form.doubts, *sheets_told(form), *above, *columns, *_marks_told(found), *_former_told(found)]


def _former_told(found: Layout) -> list[Message]:
    """That who had a client before keeps no row: a person who reads the export may think so."""
    from leadcli.fields.header_words import tells_of_former  # it is asked once, of a file

    columns = [found.columns[n] for n in found.unread if tells_of_former(found.columns[n])]
    if not columns:
        return []
    return [
        message("{columns} tells who had a client before: a row without an owner is given to somebody all the same",
                columns=brief(columns)),
    ]  # fmt: skip


def _marks_told(found: Layout) -> list[Message]:
    """That the column of the owners' ids stays as it is: a CRM that reads it back would not see the new owner."""
    used, owner = set(found.fields.values()), found.fields["owner"]
    columns = [found.columns[n] for n in owners_marks(found.columns, owner) if n not in used]
    if not columns:
        return []
    return [
        message(
            "{columns} seems to tell the owners by id or e-mail, and is left as it is: take the column out before a "
            "CRM reads the new export, or judge by it: --map COLUMN=owner",
            columns=brief(columns),
        ),
        *([message("a row where it names another than the owners' column is asked about")] if found.beside else []),
    ]


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


def sound_row(row: RawRow, form: Form, found: Layout) -> Row | Line:
    """A row as it is judged, or what the plan says of one that cannot be read."""
    cells, fault = fitted(row, form, len(found.columns))
    if fault is not None and not (row.fault is None and len(cells) < len(found.columns) and is_foot(cells)):
        return Line(row.number, "", "", "", "", "", "reject", "", fault, 0.0, "none", "", "")
    cells += [""] * (len(found.columns) - len(cells))  # a blank line has no cells
    return Row(row.number, cells, row.marks, row.hidden)


def sound_rows(export: Path, form: Form, found: Layout) -> Iterator[Row | Line]:
    """The rows of an export below its header: see ``sound_row``."""
    return (sound_row(row, form, found) for row in exported(export, form))
