"""Groups, doubles and quarrels of a workspace's clients, or of a table of companies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import cast

from leadcli.api.column_mapping import brief
from leadcli.discovery.discover import discover
from leadcli.discovery.discoveries import Discovery
from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Refusal, message
from leadcli.fields.table import TABLES, located
from leadcli.io.tables import read_table
from leadcli.workspace.book_building import cards_of
from leadcli.workspace.opening import SoundWorkspace, open_workspace


@frozen
class Discovered:
    """What was found, the cards in which, and of each owner the name."""

    found: Discovery
    clients: Mapping[str, Client]
    owners: Mapping[str, str]


def discover_in(opened: SoundWorkspace) -> Discovered:
    """What is found among the clients of a workspace."""
    book = opened.book
    if opened.tables is not None:  # every card is asked for, and what a person said of them
        book = cast("Book", open_workspace(opened.root).book)
    return Discovered(discover(book), book.clients, {m.id: m.name for m in book.managers.values()})


def discover_file(path: Path) -> Discovered:
    """What is found in a table of companies, its owners as it names them.

    Raises:
        Refusal: It cannot be read, or no column holds the companies' names.
    """
    fields = TABLES["clients"]
    table = read_table(path, str(path), partial(located, fields=fields), ["name"])
    if table.records and "name" not in located(table.records[0].columns, fields):
        raise Refusal(
            message("{file}: no column is known to hold the {field}", file=str(path), field="name"),
            message("call it name; the columns are: {columns}", columns=brief(table.records[0].columns)),
        )
    if not table.records:
        said = table.problems[0].text if table.problems else message("it is empty")
        raise Refusal(message("{file}: {reason}", file=str(path), reason=said))
    cards = [_owned(card) for card in cards_of(table.records).values()]
    if "id" not in located(table.records[0].columns, fields):
        cards = [replace(card, id=str(card.place.line)) for card in cards]
    clients = {card.id: card for card in cards}
    return Discovered(discover(Book(clients=clients)), clients, {})


def _owned(card: Client) -> Client:
    """A card with its owner as the table writes him."""
    return replace(card, owner=next((text for field, _, text in card.unread if field == "owner"), ""))
