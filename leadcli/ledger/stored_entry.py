"""An entry as the ledger holds it, with its place in the chain."""

from __future__ import annotations

import zlib
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.ledger.sql_schema import COLUMNS, GONE, LOST, chain


class DamagedEntryError(ValueError):
    """An entry is not what was recorded; the argument is its number."""


@frozen
class Stored:
    """An entry with its place in the chain. ``body`` is canonical JSON."""

    seq: int
    hash: str
    prev: str
    key: str
    at: str
    by: str
    kind: str
    day: str
    caller: str
    client: str
    group: str
    manager: str
    cover: str
    rule: str
    verdict: str
    how: str
    facts: str
    able: str
    ref: int
    case_hash: str
    body: str


def stored_of(row: tuple[Any, ...]) -> Stored:
    """An entry of its columns, the hash last. Raises DamagedEntryError."""
    values = dict(zip((*COLUMNS, "hash"), row, strict=True))
    if values["kind"] != LOST and values["key"] != f"{GONE}{values['seq']}" and chain(row[:-1]) != row[-1]:
        raise DamagedEntryError(values["seq"])
    values["group"] = values.pop("grp")
    values["body"] = zlib.decompress(values["body"]).decode()
    return Stored(**values)
