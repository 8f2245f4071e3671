"""Lines of a plan as JSON, and as the fold gets them: of doubted rows with the match beside, which no plan has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from leadcli.assignment.plan_file import dump
from leadcli.assignment.rows import Line
from leadcli.domain.frozen import as_dict, replace
from leadcli.fields.identifiers import ENTITY
from leadcli.ledger.codec import canonical, decode, encode, parse

BESIDE = "\t"  # before the match; in JSON it stands nowhere as it is


def as_object(line: Line) -> dict[str, Any]:
    """A line as JSON types, without loss but for its match."""
    found = as_dict(line)
    del found["match"]
    found["reason"] = encode(line.reason)
    found["able"], found["shares"] = list(line.able), list(line.shares)
    found |= {"inn": "", **dict(found.pop("numbers"))}
    if unclean := found.pop("unclean"):
        found["unclean"] = list(unclean)
    if not found["key"]:
        del found["key"]
    return found


def from_object(found: Mapping[str, Any]) -> Line:
    """What ``as_object`` wrote."""
    numbers = tuple((kind, found[kind]) for kind in ENTITY if found.get(kind))
    fields = {name: value for name, value in found.items() if name not in ENTITY}
    return Line(**{**fields, "reason": decode(found["reason"]), "able": tuple(found["able"]),
                   "shares": tuple(found["shares"]), "numbers": numbers,
                   "unclean": tuple(found.get("unclean", ()))})  # fmt: skip


def for_the_fold(line: Line) -> str:
    """A line as it waits for the fold."""
    text = dump(as_object(line))
    return text if line.match is None else f"{text[:-1]}{BESIDE}{canonical(line.match)}\n"


def from_text(text: str) -> tuple[Line, str]:
    """What ``for_the_fold`` wrote, and the line's text as a plan has it."""
    own, _, match = text.partition(BESIDE)
    line = from_object(json.loads(own))
    return (replace(line, match=parse(match)), f"{own}\n") if match else (line, text)
