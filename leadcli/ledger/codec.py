"""Records to JSON and back, without loss: what the ledger keeps, and the one writing by which two rulings are compared.

A record is an object with its class under ``_``; tuples are lists, dates ISO, answers their words. Fields that have
their default are left out. The writing is canonical: sorted keys, no blanks, so equal records give equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from leadcli.domain import book, company, facts, match, messages, places, question, ruling
from leadcli.domain.frozen import as_dict, defaults

_CLASSES: dict[str, type[Any]] = {
    found.__name__: found
    for module in (company, question, match, facts, ruling, places, messages, book)
    for found in vars(module).values()
    if isinstance(found, type) and hasattr(found, "__match_args__") and found.__module__ == module.__name__
}


def canonical(value: Any) -> str:
    """A record, or anything made of records, as canonical JSON."""
    return _ENCODER.encode(encode(value))


def parse(text: str) -> Any:
    """What ``canonical`` wrote."""
    return decode(json.loads(text))


def encode(value: Any) -> Any:
    """A value as JSON types."""
    kind: Any = type(value)
    return value if kind in _PLAIN else _writer(kind)(value)


_PLAIN = frozenset((str, int, float, bool, type(None)))
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    """What writes values of a class: to find it out takes longer than to write most."""
    if issubclass(kind, Enum):
        return lambda value: {"_": kind.__name__, "is": value.value}
    if issubclass(kind, str | int | float):
        return lambda value: value
    if issubclass(kind, date):
        return lambda value: {"_": "date", "is": value.isoformat()}
    if issubclass(kind, Sequence):
        return lambda value: [encode(each) for each in value]
    if issubclass(kind, places.Place):
        return lambda value: {"_": "Place", "is": [value.file, value.line, value.column, value.cell]}
    if issubclass(kind, Mapping):
        return lambda value: {"_": "map", "of": [[encode(k), encode(v)] for k, v in sorted(value.items())]}
    usual = defaults(kind)

    def record(value: Any) -> dict[str, Any]:
        found = {"_": kind.__name__}
        for name, each in as_dict(value).items():
            if name not in usual or (each is not usual[name] and each != usual[name]):
                found[name] = encode(each)
        return found

    return record


def decode(value: Any) -> Any:
    """JSON types as the value they were made of."""
    if isinstance(value, list):
        return tuple([decode(each) for each in value])
    if not isinstance(value, dict):
        return value
    name = value["_"]
    if name == "date":
        return date.fromisoformat(value["is"])
    if name == "Place":
        return places.Place(*value["is"])
    if name == "Answer":
        return facts.Answer(value["is"])
    if name == "map":
        return {decode(k): decode(v) for k, v in value["of"]}
    fields = {key: decode(each) for key, each in value.items() if key != "_"}
    return _CLASSES[name](**fields)
