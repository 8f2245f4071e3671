"""Files of callers and of labelled callers, opened for the commands that read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from leadcli.api.match_rows import fields_of_callers
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import Place
from leadcli.domain.problems import problem
from leadcli.fields.table import caller_of
from leadcli.io.encodings import Unreadable
from leadcli.io.exports import fitted, form_of, rows, texts
from leadcli.io.table_formats import Form, Given, RawRow
from leadcli.resolution.evaluation import Labelled


@frozen
class Callers:
    """The layout of a file of callers: its form, how many columns it has, and which of them is which field."""

    form: Form
    width: int
    fields: dict[str, int]

    def cells(self, row: RawRow) -> tuple[list[str], Message | None]:
        """The cells of a row, and why it cannot be used (None: it can)."""
        return fitted(row, self.form, self.width)


def open_callers(file: str, encoding: str = "", delimiter: str = "") -> tuple[Callers, Iterator[RawRow]]:
    """A file of callers or ``-``: its layout, and its rows that are not empty. Refuses one without a name's column."""
    source = Given() if file == "-" else Path(file)
    form = form_of(source, encoding, delimiter)
    found = rows(source, form)
    header = next(found, None)
    if header is None:
        raise Unreadable(problem("csv-no-header", Place(file, 1)))
    columns = [cell.strip("\ufeff") for cell in texts(header, form)]
    while columns and not columns[-1]:
        columns.pop()
    callers = Callers(form, len(columns), fields_of_callers(columns, file))
    empty = form.delimiter + '"\r\n'
    return callers, (row for row in found if row.raw.strip(empty) or row.fault or any(row.texts))


def labelled(file: str) -> list[Labelled]:
    """Callers with their answers: a table with client_id, group_id, ambiguous_between, kind."""
    callers, found = open_callers(file)
    fields = callers.fields
    if not {"client_id", "group_id"} & set(fields):
        raise Refusal(
            message("{file}: there is no column client_id or group_id, so nothing says who is right", file=file),
            message("leave both empty where the caller is nobody's"),
        )
    cases = []
    for number, row in enumerate(found, 1):
        cells, fault = callers.cells(row)
        if fault:
            raise Refusal(message("{file}:{line}: {fault}", file=file, line=row.line, fault=fault))
        cell = {name: cells[index] for name, index in fields.items()}
        cases.append(
            Labelled(
                cell.get("id") or str(number),
                caller_of(cell["caller"], cell),
                cell.get("client_id", ""),
                cell.get("group_id", ""),
                tuple(part for part in cell.get("several", "").split("|") if part),
                tuple(part for part in cell.get("kind", "").split("|") if part),
            )
        )
    return cases
