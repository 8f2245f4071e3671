"""Lines of a plan as JSON, and as the fold gets them: with the match beside, which no plan has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from leadcli.assignment.plan_file import dump
from leadcli.assignment.rows import Line
from leadcli.domain.frozen import as_dict, replace
from leadcli.fields.identifiers import ENTITY
from leadcli.ledger.codec import decode, encode

BESIDE = "\t"  # before the match; in JSON it stands nowhere as it is
NO_OWNER, KEY = '"old": ""', '"key": "'  # as they are written; quotes inside of texts are escaped


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
    return f"{text[:-1]}{BESIDE}{line.match}\n" if line.match else text


def from_text(text: str) -> tuple[Line, str]:
    """What ``for_the_fold`` wrote, and the line's text as a plan has it."""
    own, _, match = text.partition(BESIDE)
    line = from_object(json.loads(own))
    return (replace(line, match=match.rstrip("\n")), f"{own}\n") if match else (line, text)


def with_owner(text: str) -> Line | None:
    """What ``for_the_fold`` wrote, without the match; None of a row whose owner's cell says nothing."""
    own, _, _ = text.partition(BESIDE)
    return from_object(json.loads(own)) if NO_OWNER not in own or KEY in own else None
