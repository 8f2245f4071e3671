"""Clients and groups as records of the compiled directory, and back: positional JSON, without loss."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from leadcli.domain.book import Group
from leadcli.domain.company import Client
from leadcli.domain.frozen import defaults, frozen
from leadcli.domain.places import Place
from leadcli.resolution.directory.directory import with_city

_SPECIAL: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        ("since", "until", "last_contact", "last_quote", "contract_until", "status_since"), date.fromisoformat
    ),
    "aliases": tuple,
    **dict.fromkeys(("extra", "unread"), lambda cells: tuple(map(tuple, cells))),
}


def loads(record: bytes) -> Any:
    """What ``dumps`` wrote; such bytes need no guess of their encoding."""
    return _DECODER.raw_decode(record.decode("utf-8", "surrogatepass"))[0]


_DECODER = json.JSONDecoder()


@frozen
class Fields:
    """The fields of a class of entries: all values of one, what is usual, and how those are read that JSON lacks."""

    entry: type[Any]
    values: Callable[[Any], tuple[Any, ...]]
    usual: tuple[Any, ...]
    special: tuple[Callable[[Any], Any] | None, ...]
    place: int


def _fields(entry: type[Any]) -> Fields:
    names, usual = entry.__match_args__, defaults(entry)
    special = tuple(_SPECIAL.get(name) for name in names)
    return Fields(entry, attrgetter(*names), tuple(map(usual.get, names)), special, names.index("place"))


CLIENT, GROUP = _fields(Client), _fields(Group)
_NAME, _CITY = map(Client.__match_args__.index, ("name", "city"))


def dumps(value: Any) -> bytes:
    """JSON without blanks."""
    return _encoder()(value)


@cache
def _encoder() -> Callable[[Any], bytes]:
    """Orjson where the platform has it, which takes a sixth of the time; the same bytes by the standard library."""
    plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

    def whole(value: Any) -> bytes:
        return plain(value).encode("utf-8", "surrogatepass")

    try:
        from orjson import dumps
    except ImportError:
        return whole

    def encode(value: Any) -> bytes:
        try:
            return dumps(value)
        except TypeError:  # half a letter (a lone surrogate)
            return whole(value)

    return encode


def write_client(client: Client) -> bytes:
    """A client's fields that are not their defaults, and its place."""
    return _write(client, CLIENT)


def write_group(group: Group) -> bytes:
    """A group's fields that are not their defaults, and its place."""
    return _write(group, GROUP)


def _write(entry: Client | Group, fields: Fields) -> bytes:
    place = entry.place
    kept: list[Any] = [[place.file, place.line, place.column, place.cell]]
    for number, (value, usual) in enumerate(zip(fields.values(entry), fields.usual, strict=True)):
        if value is not usual and number != fields.place and value != usual:
            kept += (number, value.isoformat() if isinstance(value, date) else value)
    return dumps(kept)


def read_name(record: bytes) -> str:
    """The name of a client, with its city; its card need not be read for that."""
    _, *kept = loads(record)
    told = dict(zip(kept[::2], kept[1::2], strict=True))
    return with_city(told[_NAME], told.get(_CITY, ""))


def read_entry(record: bytes, fields: Fields) -> Any:
    """What ``write_client`` or ``write_group`` wrote."""
    place, *kept = loads(record)
    found = list(fields.usual)
    found[fields.place] = Place(*place)
    for number, value in zip(kept[::2], kept[1::2], strict=True):
        special = fields.special[number]
        found[number] = special(value) if special else value
    return fields.entry(*found)
