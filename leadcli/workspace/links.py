"""What the table ``links`` says of cards: of which group they are, which are one, and which are not.

A link without an answer says nothing yet. What stands on a card itself goes before a link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from leadcli.domain.book import Group
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.places import nearest
from leadcli.domain.problems import problem
from leadcli.workspace.table_rows import Row, RowReader


@frozen
class Linked:
    """The groups, with those that links tell of; the cards with theirs; and what was said of cards: see ``Book``."""

    groups: dict[str, Group]
    clients: dict[str, Client]
    apart: tuple[tuple[str, ...], ...] = ()
    same: tuple[tuple[str, ...], ...] = ()


def linked(reader: RowReader, rows: Sequence[Row], groups: dict[str, Group], clients: dict[str, Client]) -> Linked:
    """The groups and cards with what links say of them. A link to a card that is gone is told, and counts for nothing.

    ``reader`` collects the problems.
    """
    if not rows:
        return Linked(groups, clients)
    groups, clients = dict(groups), dict(clients)
    known = [row for row in rows if all(_known(reader, row, field, clients) for field in ("client", "other"))]
    names = {row.values["group"]: name for row in known if (name := row.values.get("group_name")) and _group(row)}
    beside: defaultdict[str, list[str]] = defaultdict(list)
    for row in known:
        group, one = _group(row), row.values["client"]
        if not group or row.values.get("answer") is False:
            continue
        beside[group].append(one)
        if row.values.get("answer") is None:
            continue
        if group not in groups and group not in names:
            found = problem("group-unknown", row.place_of("group"), nearest=nearest(group, groups), value=group,
                            column=row.header_of("group"), length=len(group))  # fmt: skip
            reader.problems.append(replace(found, stops="none"))
            continue
        groups.setdefault(group, Group(group, names.get(group, group), place=row.record.place))
        if not clients[one].group:
            clients[one] = replace(clients[one], group=group)
        if row.values.get("head_office") and clients[one].group == group and not groups[group].head:
            groups[group] = replace(groups[group], head=one)
    for client in clients.values():
        if client.group in beside and client.id not in beside[client.group]:
            beside[client.group].append(client.id)
    apart = [(row.values["client"], *others) for row in known if (others := _others(row, beside, False))]
    same = [(row.values["client"], row.values["other"]) for row in known if _other(row) and row.values.get("answer")]
    return Linked(groups, clients, tuple(apart), tuple(same))


def _group(row: Row) -> str:
    return "" if _other(row) else str(row.values.get("group", ""))


def _other(row: Row) -> str:
    return str(row.values.get("other", ""))


def _others(row: Row, beside: Mapping[str, Sequence[str]], answer: bool) -> list[str]:
    """With whom a link says that its card is, or is not."""
    if row.values.get("answer") is not answer:
        return []
    one = row.values["client"]
    return [each for each in ([_other(row)] if _other(row) else beside.get(_group(row), [])) if each != one]


def _known(reader: RowReader, row: Row, field: str, clients: Mapping[str, Client]) -> bool:
    """Whether the card that a cell names is there; a warning where it is not."""
    text = str(row.values.get(field, ""))
    if text in clients or (field == "other" and not text):
        return True
    if text:
        found = problem("client-unknown", row.place_of(field), value=text, column=row.header_of(field),
                        length=len(text))  # fmt: skip
        reader.problems.append(replace(found, stops="none"))
    return False
