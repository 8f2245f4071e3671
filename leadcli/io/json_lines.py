"""JSON lines as Records, an object a line: a list is its parts with ``|``, the keys of an inner object stand beside."""

from __future__ import annotations

import json
import re
from typing import Any

from leadcli.domain.messages import message
from leadcli.domain.places import Place, Problem, Record, whole
from leadcli.domain.problems import problem
from leadcli.io.table_formats import FORMATS


def read_objects(text: str, file: str) -> tuple[tuple[Record, ...], list[Problem]]:
    """The objects of a text, and a problem for each line that is none."""
    records: list[Record] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            found = _flat(json.loads(line)) if line.strip() else {}
        except (ValueError, AttributeError, RecursionError):
            reason = message("not a JSON object")
            problems.append(problem("row-unreadable", Place(file, number), reason=reason))
            continue
        if found:
            place = Place(file, number)
            records.append(Record(place, tuple(found), tuple(found.values()), (place,) * len(found)))
    return tuple(records), problems


def read_list(text: str, file: str) -> tuple[tuple[Record, ...], list[Problem]]:
    """The objects of one list, or of the list that an object holds, and a problem where there is no such list.

    Each has the line where it begins.
    """
    decoder, records = json.JSONDecoder(), list[Record]()
    begun = re.match(FORMATS["JSON"].looks, text, re.IGNORECASE)
    at = text.rindex("[", 0, begun.end()) + 1 if begun else text.find("[") + 1
    line = 1 + text.count("\n", 0, at)
    while True:
        begins = at
        while text[begins : begins + 1] in (" ", "\t", "\r", "\n", ","):
            begins += 1
        line += text.count("\n", at, begins)
        if not at or text.startswith("]", begins):
            return tuple(records), []
        try:
            found, end = decoder.raw_decode(text, begins)
            cells = _flat(found)
        except (ValueError, AttributeError, RecursionError):
            return tuple(records), [problem("row-unreadable", Place(file, line), reason=message("not a JSON object"))]
        place = Place(file, line)
        records.append(Record(place, tuple(cells), tuple(cells.values()), (place,) * len(cells)))
        line += text.count("\n", begins, end)
        at = end


def _flat(found: dict[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, told in found.items():
        if isinstance(told, dict):
            cells |= _flat(told)
        else:
            cells[whole(key)] = "|".join(map(_text, told)) if isinstance(told, list) else _text(told)
    return cells


def _text(told: Any) -> str:
    if isinstance(told, bool):
        return "yes" if told else "no"
    if isinstance(told, dict):  # a phone with its kind, as CRMs give it
        told = next((each for key, each in told.items() if key.casefold() == "value"), told)
    return "" if told is None else whole(str(told).strip())
