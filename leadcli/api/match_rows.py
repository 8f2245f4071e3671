"""Rows of callers recognised: who each is, by name and identifiers, no rules asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from leadcli.api.column_mapping import hold_mapped, to_choose_from
from leadcli.api.parameters import today
from leadcli.api.results import Recognition
from leadcli.domain.company import Caller
from leadcli.domain.match import Match
from leadcli.domain.messages import Argument, Message, Refusal, message
from leadcli.fields.headers import placed
from leadcli.fields.table import CALLS, LABELS, caller_of, located
from leadcli.io.table_formats import BLANKS
from leadcli.resolution import who_is
from leadcli.workspace.opening import SoundWorkspace

Who = Callable[[Caller], Match]  # recognises a caller
Row = str | Mapping[str, str]  # a caller's name, or cells by the headers that ``leadcli match`` knows


CALLERS = (*CALLS, *LABELS)


def fields_of_callers(
    columns: Sequence[str], file: Argument, mapped: Mapping[str, str] | None = None, more: Iterable[Message] = ()
) -> dict[str, int]:
    """Which column holds which field, or a refusal where none holds the caller. ``file``: where the columns stand.

    ``mapped``: column -> field, as the user says; ``more``: what else is said with a refusal.
    """
    hold_mapped(file, columns, mapped or {})
    fields = located(columns, CALLERS, placed(columns, mapped or {}))
    if "caller" not in fields:
        raise Refusal(
            message("{file}: there is no column with the caller's name", file=file),
            message(
                "name it caller; the columns are: {columns}", columns=to_choose_from(columns, fields.values()) or ("-",)
            ),
            *more,
        )
    return fields


def recognised(
    number: int,
    cells: Sequence[str],
    fields: Mapping[str, int],
    who: Who,
    language: str,
    unread: Message | None = None,
) -> Recognition:
    """Who the caller of a row is; ``unread``: why the row cannot be."""
    cell = {field: cells[index] for field, index in fields.items() if index < len(cells)}
    name = cell.get("caller", "")
    found = who(caller_of(name, cell)) if unread is None else Match("unread", question=unread)
    for each in found.candidates:
        tuple(each.evidence)  # later all that the caller was compared with would have to be kept for it
    return Recognition(cell.get("id") or str(number), name, found, language)


@contextmanager
def knower(opened: SoundWorkspace, ledger: str | None = None) -> Iterator[Who]:
    """What recognises callers among the clients of the tables and of the ledger.

    ``ledger``: the hash of its last entry, where several processes read it; ``""``: nothing is recorded.
    """
    book, directory = opened.book, opened.directory
    if ledger == "" or not opened.has_ledger:
        yield partial(who_is, directory=directory)
        return
    from leadcli.ledger.standing.standing_clients import memory_of
    from leadcli.rulings.memory import who_calls

    with memory_of(opened.root, book.country, ledger or "") as memory:
        if memory is None:
            yield partial(who_is, directory=directory)
        else:
            yield partial(who_calls, book=book, directory=directory, memory=memory, on=today())


def match_rows(rows: Iterable[Row], who: Who, language: str) -> Iterator[Recognition]:
    """Who the callers are, one answer for each row, as they are asked for."""
    columns: tuple[str, ...] = ("caller",)
    fields = fields_of_callers(columns, "")
    for number, row in enumerate(rows, 1):
        cells = {"caller": row} if isinstance(row, str) else row
        if tuple(cells) != columns:
            columns = tuple(cells)
            fields = fields_of_callers(columns, message("row {row}", row=number))
        yield recognised(number, [cell.strip(BLANKS) for cell in cells.values()], fields, who, language)
