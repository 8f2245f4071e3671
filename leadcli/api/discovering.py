"""Groups, doubles and quarrels of a workspace's clients, or of a table of companies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import cast

from leadcli.api.column_mapping import columns_told, to_choose_from
from leadcli.api.starting.export_groups import groups_of, is_folder
from leadcli.discovery.discover import discover
from leadcli.discovery.discoveries import Discovery
from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.fields.table import SOURCES, located
from leadcli.io.encodings import Unreadable
from leadcli.io.tables import read_table
from leadcli.workspace.book_building import cards_of
from leadcli.workspace.opening import SoundWorkspace, open_workspace


@frozen
class Discovered:
    """What was found, the cards in which, of each owner the name, and how many groups are on file already.

    ``said``: of a table, how it was read.
    """

    found: Discovery
    clients: Mapping[str, Client]
    owners: Mapping[str, str]
    on_file: int
    said: tuple[Message, ...] = ()


def discover_in(opened: SoundWorkspace) -> Discovered:
    """What is found among the clients of a workspace."""
    book = opened.book
    if opened.tables is not None:  # every card is asked for, and what a person said of them
        book = cast("Book", open_workspace(opened.root).book)
    return Discovered(discover(book), book.clients, {m.id: m.name for m in book.managers.values()}, len(book.groups))


def discover_file(path: Path) -> Discovered:
    """What is found in a table of companies, its owners as it names them.

    Raises:
        Refusal: It cannot be read, or no column holds the companies' names.
    """
    fields = SOURCES["clients"]
    table = read_table(path, str(path), partial(located, fields=fields), ["name"])
    if not table.records:
        if table.problems:
            raise Unreadable(table.problems[0])
        raise Refusal(message("{file}: {reason}", file=str(path), reason=message("it is empty")))
    header = table.records[0].columns
    found = located(header, fields)
    if "name" not in found:
        raise Refusal(
            message("{file}: no column is known to hold the {field}", file=str(path), field="name"),
            message("call it name; the columns are: {columns}", columns=to_choose_from(header, found.values())),
        )
    cards = [_owned(card) for card in cards_of(table.records).values()]
    if "id" not in found:
        cards = [replace(card, id=str(card.place.line)) for card in cards]
    column = found.get("parent", found.get("group", -1))
    above = {record.place: str(record.values[column]) for record in table.records} if column >= 0 else {}
    told = [above.get(card.place, "") for card in cards]
    groups, home = groups_of(cards, told) if "parent" in found or not is_folder(told) else ({}, {})
    clients = {card.id: replace(card, group=home.get(card.id, "")) for card in cards}
    said = (*columns_told(header, found, mapped=False), *table.doubts())
    return Discovered(discover(Book(groups=groups, clients=clients)), clients, {}, len(groups), said)


def _owned(card: Client) -> Client:
    """A card with its owner as the table writes him."""
    return replace(card, owner=next((text for field, _, text in card.unread if field == "owner"), ""))
