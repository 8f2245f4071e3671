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

Denied = tuple[tuple[str, str, str], ...]


def learned(
    reader: RowReader, rows: Sequence[Row], groups: Mapping[str, Group], clients: Mapping[str, Client]
) -> tuple[dict[str, Group], dict[str, Client], Denied]:
    """The groups and cards with what they were called, and what was said not to be meant: see ``Book.denied``.

    A row about a card that is gone is told, and counts for nothing. ``reader``
    collects the problems.
    """
    known_groups, known_clients = dict(groups), dict(clients)
    said: dict[tuple[str, str, str], tuple[str, bool]] = {}
    for row in rows:
        text, answer = str(row.values.get("text", "")), row.values.get("answer")
        if text and answer is not None and (whose := _whose(reader, row, groups, clients)) is not None:
            said[(text.casefold(), *whose)] = text, answer
    for (_, client, group), (text, answer) in said.items():
        if answer and client:
            card = known_clients[client]
            known_clients[client] = replace(card, aliases=_with(card.aliases, text))
        elif answer:
            own = known_groups[group]
            known_groups[group] = replace(own, aliases=_with(own.aliases, text))
    denied = tuple((text, client, group) for (_, client, group), (text, answer) in said.items() if not answer)
    return known_groups, known_clients, denied


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
