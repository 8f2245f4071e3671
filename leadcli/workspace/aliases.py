"""What the table ``aliases`` says of callers: by which other words a client or a group is known, and by which not.

A row without an answer says nothing yet. Of two answers on the same words the last counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadcli.domain.book import Group
from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.domain.places import nearest
from leadcli.domain.problems import problem
from leadcli.workspace.table_rows import Row, RowReader

Taught = tuple[tuple[str, str, str, bool], ...]  # see ``Book.taught``


def lessons(
    reader: RowReader, rows: Sequence[Row], groups: Mapping[str, Group], clients: Mapping[str, Client]
) -> Taught:
    """What the rows say. A row about a card that is gone is told, and counts for nothing.

    ``reader`` collects the problems.
    """
    said: dict[tuple[str, str, str], tuple[str, bool]] = {}
    for row in rows:
        text, answer = str(row.values.get("text", "")), row.values.get("answer")
        if text and answer is not None and (whose := _whose(reader, row, groups, clients)) is not None:
            said[(text.casefold(), *whose)] = text, answer
    return tuple((text, client, group, answer) for (_, client, group), (text, answer) in said.items())


def learned(
    taught: Taught, groups: Mapping[str, Group], clients: Mapping[str, Client]
) -> tuple[dict[str, Group], dict[str, Client]]:
    """The groups and cards with what they were called."""
    more_groups, more_clients = otherwise(taught, groups, clients)
    return {**groups, **more_groups}, {**clients, **more_clients}


def otherwise(
    taught: Taught, groups: Mapping[str, Group], clients: Mapping[str, Client]
) -> tuple[dict[str, Group], dict[str, Client]]:
    """The groups and cards that have other names by what was taught, with them."""
    more_groups: dict[str, Group] = {}
    more_clients: dict[str, Client] = {}
    for text, client, group, answer in taught:
        if answer and client:
            card = more_clients.get(client) or clients[client]
            more_clients[client] = replace(card, aliases=_with(card.aliases, text))
        elif answer:
            own = more_groups.get(group) or groups[group]
            more_groups[group] = replace(own, aliases=_with(own.aliases, text))
    return more_groups, more_clients


def _with(aliases: tuple[str, ...], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*aliases, text)))


def _whose(
    reader: RowReader, row: Row, groups: Mapping[str, Group], clients: Mapping[str, Client]
) -> tuple[str, str] | None:
    """The client, or the group, that a row is about; a warning and None where it is not there."""
    client, group = (str(row.values.get(field, "")) for field in ("client", "group"))
    if client in clients:
        return client, ""
    if client:
        found = problem("client-unknown", row.place_of("client"), value=client, column=row.header_of("client"),
                        length=len(client))  # fmt: skip
    elif group in groups:
        return "", group
    elif group:
        found = problem("group-unknown", row.place_of("group"), nearest=nearest(group, groups), value=group,
                        column=row.header_of("group"), length=len(group))  # fmt: skip
    else:
        found = problem("value-missing", row.place_of("client"), column=row.header_of("client"))
    reader.problems.append(replace(found, stops="none"))
    return None
