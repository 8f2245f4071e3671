"""What was answered since a directory was compiled: a few answers are laid over it, many are compiled into it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from leadcli.domain.book import Book
from leadcli.fields.table import TABLES, located
from leadcli.io.tables import read_table
from leadcli.resolution.compiled.constant_tables import Tables
from leadcli.workspace.aliases import Taught, lessons, otherwise
from leadcli.workspace.table_rows import RowReader

MOST = 50  # answers that are laid over: each costs a little at every call


def answers_since(path: Path | None, tables: Tables, book: Book, digest: str) -> tuple[Book, Taught] | None:
    """The book with what ``path``, the table of answers, says beyond the directory, and that.

    None where the directory must be compiled anew: where an answer that is in it counts no more, too many came, or the
    table cannot be read, or is not the one of that hash any more.
    """
    now: Taught = ()
    if path is not None:
        table = read_table(path, f"data/{path.name}", partial(located, fields=TABLES["aliases"]), ["text"])
        reader = RowReader(book.country)
        rows = reader.rows("aliases", table.records)
        if table.digest != digest or any(p.stops == "all" for p in (*table.problems, *reader.problems)):
            return None
        now = lessons(reader, rows, book.groups, book.clients)
    was = {tuple(each) for each in tables.notes["taught"]}
    new = tuple(each for each in now if each not in was)
    if len(new) > MOST or not was <= set(now):
        return None
    groups, cards = otherwise(new, book.groups, book.clients)
    for group in groups.values():
        book = book.with_group(group)
    return (book.with_cards(cards) if cards else book), new
