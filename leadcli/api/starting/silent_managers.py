"""Managers who may have left: of whose clients nothing was heard for long, as the dates of the base tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from leadcli.domain.book import Book

SILENT = 365  # days before the newest date of the base
LEAST = 5  # clients with a date, of a manager


def silent_managers(book: Book) -> Mapping[str, date]:
    """The managers who are taken to work here, though the newest date of their clients is long past, with that date.

    By last contacts where the base has them, else by nothing: when a client came does not tell who works.
    """
    last: dict[str, date] = {}
    dated: Counter[str] = Counter()
    for client in book.clients.values():
        if client.owner and client.last_contact:
            dated[client.owner] += 1
            last[client.owner] = max(last.get(client.owner, client.last_contact), client.last_contact)
    newest = max(last.values(), default=date.min)
    return {
        one: day
        for one, day in sorted(last.items())
        if dated[one] >= LEAST and book.managers[one].active and (newest - day).days > SILENT
    }
