"""What a newer export has otherwise than the old one, a line for each: the lines that a plan is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from leadcli.api.importing.card_pairs import Pairs
from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.places import Record
from leadcli.fields.table import CLIENT

Line = dict[str, Any]
TOLD_APART = ("id", "name", "owner", "group")  # changes that have a line of their own; others are counted by field
OTHERS = tuple(name for name in CLIENT if name not in TOLD_APART)
HALF = 0.5  # of the old rows: an export with fewer is told to be a part of the base
FEW = 4  # old rows from which that is told


def owner_of(card: Client, book: Book) -> str:
    """An owner as he is told: by name; what stands in the cell where that is not understood."""
    if card.owner:
        return book.managers[card.owner].name if card.owner in book.managers else card.owner
    return next((text for field, _, text in card.unread if field == "owner"), "")


def group_of(card: Client, book: Book) -> str:
    """A group's name; what stands in the cell where that is not understood."""
    if card.group:
        return book.groups[card.group].name if card.group in book.groups else card.group
    return next((text for field, _, text in card.unread if field in ("group", "parent")), "")


def lines_of(old: Book, new: Book, pairs: Pairs, rests: Mapping[str, tuple[str, ...]]) -> Iterator[Line]:
    """What moved, is gone, is new, cannot be told. ``rests``: of an old card what of the user's rests on it."""
    for pair in pairs.same:
        yield from _moved(old.clients[pair.old], new.clients[pair.new], old, new)
    reused = set(pairs.reused)
    for one in pairs.gone:
        card = old.clients[one]
        yield {
            "kind": "gone", "client_id": one, "name": card.name, "owner": owner_of(card, old),
            "into": pairs.into.get(one), "into_name": new.clients[pairs.into[one]].name if one in pairs.into else None,
            "id_reused": one in reused, "named_by": list(rests.get(one, ())),
        }  # fmt: skip
    for one in pairs.new:
        card = new.clients[one]
        yield {"kind": "new", "client_id": one, "name": card.name, "owner": owner_of(card, new)}
    for alike in pairs.alike:
        name = old.clients[alike.old[0]].name
        yield {"kind": "alike", "name": name, "old": list(alike.old), "new": list(alike.new)}


def _moved(was: Client, now: Client, old: Book, new: Book) -> Iterator[Line]:
    """A line for each change of a card that has one."""
    told = {
        "owner": (owner_of(was, old), owner_of(now, new), was.owner != now.owner),
        "name": (was.name, now.name, was.name != now.name),
        "group": (group_of(was, old), group_of(now, new), was.group != now.group),
        "id": (was.id, now.id, was.id != now.id),
    }
    for what, (before, after, differs) in told.items():
        if differs or (before != after and what in ("owner", "group") and not (was.owner and now.owner)):
            yield {"kind": "moved", "what": what, "client_id": now.id, "name": now.name, "was": before, "now": after}
    others = [name for name in OTHERS if getattr(was, name) != getattr(now, name)]
    if others:
        yield {"kind": "cells", "client_id": now.id, "fields": others}


def managers_of_rows(old: Book, new: Book) -> Iterator[Line]:
    """The managers who had rows and have none by now."""
    before, after = (Counter(card.owner for card in book.clients.values() if card.owner) for book in (old, new))
    for manager, count in sorted(before.items(), key=lambda item: (-item[1], item[0])):
        if not after[manager] and manager in old.managers:
            yield {"kind": "manager_gone", "name": old.managers[manager].name, "rows": count}


def doubts_of(old: Book, new: Book, pairs: Pairs) -> Iterator[Line]:
    """Why the export may be no whole base, or another one: to be confirmed by a person."""
    count, found = len(old.clients), len(new.clients)
    told = {"kind": "doubt", "old": count, "new": found}
    if count < FEW:
        return
    if found < HALF * count:
        yield {**told, "code": "half"}
    elif len(pairs.gone) > HALF * count:
        yield {**told, "code": "gone", "gone": len(pairs.gone)}
    owners = [{card.owner for card in book.clients.values() if card.owner} for book in (old, new)]
    if owners[0] and not owners[1]:
        yield {**told, "code": "no_owner"}
    elif len(owners[0]) > 1 and len(owners[1]) == 1 and found > 1:
        yield {**told, "code": "one_manager", "name": new.managers[next(iter(owners[1]))].name}
    if pairs.renumbered:
        yield {**told, "code": "renumbered"}


def lines_of_links(links: Iterable[Mapping[str, str]], book: Book) -> Iterator[Line]:
    """A line for each link that was found: of a group, sure or not, or of two cards that may be one."""
    for link in links:
        one = {"client_id": link["client"], "name": book.clients[link["client"]].name}
        if link["other"]:
            other = {"other_id": link["other"], "other_name": book.clients[link["other"]].name}
            yield {"kind": "double", **one, **other, "why": link["why"]}
        else:
            group = {"group_id": link["group"], "group_name": _called(link, book)}
            yield {"kind": "link", **one, **group, "sure": bool(link["answer"]), "why": link["why"]}


def _called(link: Mapping[str, str], book: Book) -> str:
    return book.groups[link["group"]].name if link["group"] in book.groups else link["group_name"] or link["group"]


def records_of(was: Sequence[Record], now: Sequence[Record]) -> Iterator[Line]:
    """What differs between two tables that are not of clients: rows by the first cell that names them."""
    old, new = ({_key(record): record for record in reversed(records)} for records in (was, now))
    for key, record in reversed(old.items()):
        if key not in new:
            yield {"kind": "gone", "client_id": key, "name": key, "owner": "", "into": None, "into_name": None,
                   "id_reused": False, "named_by": []}  # fmt: skip
        elif fields := _changed(record, new[key]):
            yield {"kind": "cells", "client_id": key, "fields": fields}
    for key in reversed(new):
        if key not in old:
            yield {"kind": "new", "client_id": key, "name": key, "owner": ""}


def _key(record: Record) -> str:
    return next((str(value) for value in record.values if str(value)), "")


def _changed(one: Record, other: Record) -> list[str]:
    before, after = dict(one.items()), dict(other.items())
    return [column for column in {**before, **after} if str(before.get(column, "")) != str(after.get(column, ""))]
