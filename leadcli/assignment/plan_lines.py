"""Lines of a plan as JSON, and as the fold gets them: with what no plan has beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leadcli.assignment import aside
from leadcli.assignment.aside import BESIDE, Aside, loads
from leadcli.assignment.plan_file import dump
from leadcli.assignment.rows import Line, may_tell_by_the_way
from leadcli.domain.frozen import as_dict
from leadcli.fields.crm_presets import Layout, contradiction
from leadcli.fields.identifiers import ENTITY
from leadcli.fields.rows.row_kinds import Row
from leadcli.ledger.codec import decode, encode

OWNERS = ("owner", "taken_by")  # the fields that may say whose a row is
NO_OWNER, KEY = '"old": ""', '"key": "'  # as they are written; quotes inside of texts are escaped


def as_object(line: Line) -> dict[str, Any]:
    """A line as JSON types, without loss but for what is told beside it."""
    found = as_dict(line)
    del found["aside"]
    found["reason"] = encode(line.reason)
    found["able"], found["shares"] = list(line.able), list(line.shares)
    found |= {"inn": "", **dict(found.pop("numbers"))}
    if unclean := found.pop("unclean"):
        found["unclean"] = list(unclean)
    for name in ("key", "strange"):
        if not found[name]:
            del found[name]
    return found


def from_object(found: Mapping[str, Any], told: Aside | None = None) -> Line:
    """What ``as_object`` wrote. ``told``: what is told beside it."""
    numbers = tuple((kind, found[kind]) for kind in ENTITY if found.get(kind))
    fields = {name: value for name, value in found.items() if name not in ENTITY}
    fields["reason"], fields["numbers"], fields["aside"] = decode(fields["reason"]), numbers, told
    for name in ("able", "shares", "unclean"):
        fields[name] = tuple(fields.get(name, ()))
    return Line(**fields)


def for_the_fold(line: Line) -> str:
    """A line as it waits for the fold."""
    text = dump(as_object(line))
    return text if line.aside is None else f"{text[:-1]}{BESIDE}{aside.as_text(line.aside)}\n"


def from_text(text: str) -> tuple[Line, str]:
    """What ``for_the_fold`` wrote, and the line's text as a plan has it."""
    own, _, told = text.rstrip("\n").partition(BESIDE)
    found = loads(own)
    return from_object(found, aside.from_text(told, found["caller"]) if told else None), f"{own}\n"


def with_owner(text: str) -> Line | None:
    """What ``for_the_fold`` wrote, without what is told beside it; None of a row whose owner's cell says nothing."""
    own, _, _ = text.partition(BESIDE)
    return from_object(loads(own)) if NO_OWNER not in own or KEY in own else None


def may_have_owner(row: Row | Line, layout: Layout) -> bool:
    """Whether a row, not yet judged, may have a line ``with_owner``: few rows else do, and none of which it is denied.

    The fold goes through these before it begins, so they are judged before all others.
    """
    if isinstance(row, Line):
        return False
    owners = (layout.fields[field] for field in OWNERS if field in layout.fields)
    cells = row.cells
    if row.marks or any(cells[n] for n in (*layout.beside, *owners)):
        return True
    # a number in these tells nobody: «Сотрудников» counts a company's people
    if any(cells[n] and not cells[n].isdigit() for n in (*layout.unnamed, *layout.seconds, *layout.perhaps)):
        return True
    return contradiction(cells, layout) is not None or may_tell_by_the_way(row, layout)
