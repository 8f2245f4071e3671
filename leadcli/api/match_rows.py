"""Rows of callers recognised: who each is, by name and identifiers, no rules asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from leadcli.api.results import Recognition
from leadcli.domain.match import Match
from leadcli.domain.messages import Argument, Message, Refusal, message
from leadcli.fields.table import CALLS, LABELS, caller_of, located
from leadcli.io.table_formats import BLANKS
from leadcli.resolution import Directory, who_is

Row = str | Mapping[str, str]  # a caller's name, or cells by the headers that ``leadcli match`` knows


def fields_of_callers(columns: Sequence[str], file: Argument) -> dict[str, int]:
    """Which column holds which field, or a refusal where none holds the caller. ``file``: where the columns stand."""
    fields = located(columns, (*CALLS, *LABELS))
    if "caller" not in fields:
        raise Refusal(
            message("{file}: there is no column with the caller's name", file=file),
            message("name it caller; the columns are: {columns}", columns=tuple(columns) or ("-",)),
        )
    return fields


def recognised(
    number: int,
    cells: Sequence[str],
    fields: Mapping[str, int],
    directory: Directory,
    language: str,
    unread: Message | None = None,
) -> Recognition:
    """Who the caller of a row is; nobody, with the reason, where the row is ``unread``."""
    cell = {field: cells[index] for field, index in fields.items() if index < len(cells)}
    name = cell.get("caller", "")
    found = who_is(caller_of(name, cell), directory) if unread is None else Match("none", question=unread)
    return Recognition(cell.get("id") or str(number), name, found, language)


def match_rows(rows: Iterable[Row], directory: Directory, language: str) -> Iterator[Recognition]:
    """Who the callers are, one answer for each row, as they are asked for."""
    columns: tuple[str, ...] = ("caller",)
    fields = fields_of_callers(columns, "")
    for number, row in enumerate(rows, 1):
        cells = {"caller": row} if isinstance(row, str) else row
        if tuple(cells) != columns:
            columns = tuple(cells)
            fields = fields_of_callers(columns, message("row {row}", row=number))
        yield recognised(number, [cell.strip(BLANKS) for cell in cells.values()], fields, directory, language)
