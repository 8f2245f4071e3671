"""Files of callers and of labelled callers, opened for the commands that read them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from leadcli.api.column_mapping import columns_told, mapping_of
from leadcli.api.header_search import hidden_told, sheets_to_try, sheets_told
from leadcli.api.match_rows import CALLERS, fields_of_callers
from leadcli.cli.shared.exits import complain
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import Place
from leadcli.domain.problems import problem
from leadcli.fields.headers import placed
from leadcli.fields.table import caller_of, located
from leadcli.io.encodings import Unreadable
from leadcli.io.exports import fitted, form_of, rows, texts
from leadcli.io.table_formats import BLANKS, MOST_ABOVE, Form, Given, RawRow, Source
from leadcli.io.tables import header_among
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import width_of
from leadcli.resolution.evaluation import Labelled


@frozen
class Callers:
    """The layout of a file of callers: its form, how many columns it has, and which of them is which field."""

    form: Form
    width: int
    fields: dict[str, int]

    def cells(self, row: RawRow) -> tuple[list[str], Message | None]:
        """The cells of a row, and why it cannot be used (None: it can)."""
        cells, fault = fitted(row, self.form, self.width)
        return [*cells, *[""] * (self.width - len(cells))], fault


def open_callers(
    file: str,
    encoding: str = "",
    delimiter: str = "",
    mapped: Iterable[str] = (),
    speech: Speech | None = None,
    sheet: str = "",
) -> tuple[Callers, Iterator[RawRow]]:
    """A file of callers or ``-``: its layout, and its rows that are not empty. Refuses one without a name's column.

    ``mapped``: what the user says that columns hold. With a ``speech`` it is said which columns are used.
    """
    pairs = mapping_of(mapped, CALLERS)
    source = Given() if file == "-" else Path(file)
    begun = None
    for form in sheets_to_try(file, form_of(source, encoding, delimiter), sheet):
        begun = _begun(source, form, pairs) if begun is None or not begun.named else begun
    if begun is None or not begun.above:
        raise Unreadable(problem("csv-no-header", Place(file, 1)))
    form, skip = begun.form, begun.skip
    columns = [cell.strip("\ufeff") for cell in texts(begun.above[skip], form)]
    while columns and not columns[-1]:
        columns.pop()
    remedies = (message("or say which it is: {option} COLUMN=caller", option="--map"), *form.doubts, *hidden_told(form))
    callers = Callers(form, len(columns), fields_of_callers(columns, file, pairs, remedies))
    if speech is not None:
        complain(
            speech, *form.doubts, *sheets_told(form), *columns_told(columns, callers.fields), width=width_of(sys.stderr)
        )
    empty = form.delimiter + '"\r\n' + BLANKS
    body = chain(begun.above[skip + 1 :], begun.rest)
    return callers, (row for row in body if row.raw.strip(empty) or row.fault or any(row.texts))


@frozen
class _Begun:
    """A file begun: its form, the first rows and the rest, which of the first is the header, if it names callers."""

    form: Form
    above: list[RawRow]
    rest: Iterator[RawRow]
    skip: int
    named: bool


def _begun(source: Source, form: Form, pairs: dict[str, str]) -> _Begun:
    found = rows(source, form)
    above = list(islice(found, MOST_ABOVE))
    heads = [texts(row, form) for row in above]
    skip, named = header_among(heads, lambda cells: located(cells, CALLERS, placed(cells, pairs)), ("caller",))
    if skip and form.delimiter and isinstance(source, Path):  # the rows are told apart by the width of the header
        form = replace(form, skip=skip)
        found = rows(source, form)
        above = list(islice(found, MOST_ABOVE))
    return _Begun(form, above, found, skip, named)


def labelled(file: str, mapped: Iterable[str] = (), speech: Speech | None = None, sheet: str = "") -> list[Labelled]:
    """Callers with their answers: a table with client_id, group_id, ambiguous_between, kind."""
    callers, found = open_callers(file, mapped=mapped, speech=speech, sheet=sheet)
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
