"""Clients, groups, names and labels as records of the compiled directory, and back: positional JSON, without loss."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

from leadcli.frozen import defaults
from leadcli.located import Place
from leadcli.matching.labels import KINDS, Label
from leadcli.model import Client, Group
from leadcli.names import Mention, Name, Word
from leadcli.names.company import WEIGHTS
from leadcli.names.legal_forms import Form
from leadcli.native import core

WORD_KINDS = tuple(WEIGHTS)
_CLIENT = tuple(name for name in Client.__match_args__ if name != "place")
_GROUP = tuple(name for name in Group.__match_args__ if name != "place")
_CLIENT_DEFAULTS, _GROUP_DEFAULTS = defaults(Client), defaults(Group)
_SPECIAL: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("since", "until", "last_contact"), date.fromisoformat),
    "aliases": tuple,
    "extra": lambda pairs: tuple((header, text) for header, text in pairs),
}


def dumps(value: Any) -> bytes:
    """JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def write_client(client: Client) -> bytes:
    """A client's fields that are not their defaults, and its place."""
    return _write(client, _CLIENT, _CLIENT_DEFAULTS)


def read_client(record: bytes) -> Client:
    """What ``write_client`` wrote."""
    return Client(**_read(record, _CLIENT))


def write_group(group: Group) -> bytes:
    """A group's fields that are not their defaults, and its place."""
    return _write(group, _GROUP, _GROUP_DEFAULTS)


def read_group(record: bytes) -> Group:
    """What ``write_group`` wrote."""
    return Group(**_read(record, _GROUP))


def _write(entry: Client | Group, fields: Sequence[str], usual: dict[str, Any]) -> bytes:
    place = entry.place
    kept: list[Any] = [[place.file, place.line, place.column, place.cell]]
    for number, name in enumerate(fields):
        value = getattr(entry, name)
        if name not in usual or value != usual[name]:
            kept += (number, value.isoformat() if isinstance(value, date) else value)
    return dumps(kept)


def _read(record: bytes, fields: Sequence[str]) -> dict[str, Any]:
    place, *kept = json.loads(record)
    found: dict[str, Any] = {"place": Place(*place)}
    for number, value in zip(kept[::2], kept[1::2], strict=True):
        name = fields[number]
        found[name] = _SPECIAL[name](value) if name in _SPECIAL else value
    return found


def write_label(label: Label) -> bytes:
    """A label with its name taken apart."""
    name = label.name
    words = [(w.text, w.fold, w.stem, WORD_KINDS.index(w.kind), w.weight, w.segment) for w in name.words]
    places = [(m.name, m.kind, m.country, m.strong, m.adjective, m.start, m.end, m.text) for m in name.places]
    flags = name.branch | name.person << 1 | name.generic << 2 | name.bare << 3
    return dumps(
        (
            KINDS.index(label.kind), label.text, label.client_id, label.group_id, label.family, label.cities,
            sorted(label.told), sorted(label.near), words, [(f.text, f.kind) for f in name.forms], places, name.key,
            sorted(name.acronyms), flags,
        )
    )  # fmt: skip


def read_label(record: bytes) -> Label:
    """What ``write_label`` wrote."""
    if core is not None:
        found: Label | None = _configured().read_label(record)
        if found is not None:
            return found
    return parse_label(record)


@cache
def _configured() -> Any:
    """The core with the classes of what it reads."""
    core.configure_labels(
        {record.__name__: record for record in (Word, Form, Mention, Name, Label)}
        | {"WORD_KINDS": WORD_KINDS, "KINDS": KINDS}
    )
    return core


def parse_label(record: bytes) -> Label:
    """``read_label`` as it is defined."""
    (
        kind, text, client_id, group_id, family, cities, told, near, words, forms, places, key, acronyms, flags,
    ) = json.loads(record)  # fmt: skip
    name = Name(
        text,
        tuple(Word(text, fold, stem, WORD_KINDS[k], weight, segment) for text, fold, stem, k, weight, segment in words),
        tuple(Form(*form) for form in forms),
        tuple(Mention(*place) for place in places),
        key,
        frozenset(acronyms),
        bool(flags & 1),
        bool(flags & 2),
        bool(flags & 4),
        bool(flags & 8),
    )
    return Label(KINDS[kind], text, name, client_id, group_id, family, tuple(cities), frozenset(told), frozenset(near))
