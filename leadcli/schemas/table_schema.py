"""The schema of a data table in YAML, from the table of its columns."""

from __future__ import annotations

from leadcli.fields.cells import LONGEST, NO, YES
from leadcli.fields.headers import header_key
from leadcli.fields.table import TABLES, Field, by_header
from leadcli.schemas.common import DAY, DRAFT, SCALAR, Schema


def table(name: str) -> Schema:
    """A table in YAML: a list of maps, or such a list under one key."""
    rows = {"type": "array", "items": {"$ref": "#/definitions/row"}}
    return {
        "$schema": DRAFT,
        "title": f"leadcli: data/{name}",
        "anyOf": [rows, {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": rows}],
        "definitions": {"row": _row(name)},
    }


def _row(name: str) -> Schema:
    properties: Schema = {}
    patterns: Schema = {}
    needed: list[Schema] = []
    known = by_header(name)
    for column in TABLES[name]:
        cell = _cell(column)
        also = f" (also: {', '.join(column.spellings[1:])})" if column.spellings[1:] else ""
        properties[column.name] = {"description": f"{column.type.replace('_', ' ')}{also}", **cell}
        own = (header for header in column.spellings if known[header_key(header)] is column)
        written = "|".join(dict.fromkeys(map(_spelt, own)))
        patterns[rf"^(?!{column.name}$)[\s_-]*({written})[\s_-]*$"] = cell
        if column.required:
            some = {"not": {"propertyNames": {"not": {"pattern": rf"^[\s_-]*({written})[\s_-]*$"}}}}
            needed.append({"anyOf": [{"required": [column.name]}, some]})
    row: Schema = {"type": "object", "properties": properties, "patternProperties": patterns}
    return {**row, "allOf": needed} if needed else row


def _spelt(name: str) -> str:
    """A pattern of all writings of a column's name that are read alike."""
    letters = {"е": "[еёЕЁ]", **{c: f"\\{c}" for c in "./()"}}
    words = (
        "".join(letters.get(c) or (f"[{c}{c.upper()}]" if c.isalpha() else c) for c in word)
        for word in header_key(name).split()
    )
    return r"[\s_-]+".join(words)


def _cell(column: Field) -> Schema:
    """The values of a cell, as text or as YAML would read them."""
    if column.kind in ("list", "names"):
        texts = {"type": "array", "items": {"type": [*SCALAR, "null"]}}
        return {"anyOf": [{"type": [*SCALAR, "null"], "maxLength": LONGEST}, texts]}
    if column.kind == "absences":
        return {"anyOf": [{"type": [*SCALAR, "null"], "maxLength": LONGEST}, _absences()]}
    if column.kind == "hours":
        text = {"type": [*SCALAR, "null"], "maxLength": LONGEST}
        return {"anyOf": [text, {"type": "array", "items": text}, {"type": "object", "additionalProperties": text}]}
    kinds: dict[str, list[Schema]] = {
        "choice": [{"enum": [*column.choices, *(word for word, _ in column.words)]}],
        "yes_no": [
            {"type": "boolean"},
            {"enum": [0, 1]},
            {"type": "string", "pattern": f"^({_words(YES | NO | dict(column.words).keys())})$"},
        ],
        "number": [
            {"type": "number", "minimum": 0, "exclusiveMaximum": 1_000_000},
            {"type": "string", "pattern": r"^\d{1,6}([.,]\d{1,6})?$"},
        ],
        "count": [
            {"type": "integer", "minimum": 0, "maximum": 999_999_999},
            {"type": "string", "pattern": "^[0-9]{1,9}$"},
        ],
        "date": [{"type": "string", "pattern": f"^{DAY}$"}],
    }
    text = {"type": SCALAR, "maxLength": LONGEST, **({"minLength": 1} if column.required else {})}
    choices = kinds.get(column.kind, [text])
    if not column.required:  # an empty cell says nothing, and may
        choices = [*choices, {"enum": [None, ""]}]
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _absences() -> Schema:
    text = {"type": [*SCALAR, "null"]}
    first, last = "first day", "last day; left out while it is open"
    said = {"from": first, "с": first, "to": last, "по": last, "reason": "why", "причина": "why"}
    needed = {"type": SCALAR, "minLength": 1}
    properties = {key: {"description": words, **(needed if words == first else text)} for key, words in said.items()}
    absence = {"type": "object", "properties": properties, "additionalProperties": False}
    absence["anyOf"] = [{"required": ["from"]}, {"required": ["с"]}]
    return {"type": "array", "items": {"anyOf": [text, absence]}}


def _words(words: frozenset[str]) -> str:
    return "|".join(
        "".join(f"[{c}{c.upper()}]" if c.isalpha() else f"\\{c}" if c == "+" else c for c in word)
        for word in sorted(words)
    )
