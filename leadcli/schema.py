"""JSON Schema (draft-07) of the workspace's files, made from the tables that read them: editors complete and check.

The schemas say no less than the readers allow: other names of columns, lists with ``|``, numbers that YAML would read
as such. What a schema cannot see (references, check digits, two rules of one id) is left to ``leadcli data check``.
"""

from __future__ import annotations

from typing import Any

from leadcli.book.cells import LONGEST, NO, YES
from leadcli.book.columns import TABLES, Column, column_key
from leadcli.rules.conditions import CONDITIONS, Condition
from leadcli.rules.owners import OWNERS
from leadcli.rules.policy import (
    ARGUMENT_PATTERNS,
    ASSUMED,
    BLANKS,
    JOINTS,
    LANGUAGES,
    POLICY_KEYS,
    RULE_ID,
    RULE_KEYS,
    RULE_NEEDS,
)

DRAFT = "http://json-schema.org/draft-07/schema#"
KINDS = ("rules", *TABLES)
Schema = dict[str, Any]
_SCALAR = ["string", "number", "boolean"]
_DATE = r"(\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})"
_DAY = r"(\d{4}-\d\d-\d\d([T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{4}( .*)?)"  # a time may follow


def schema(kind: str) -> Schema:
    """The schema of ``rules``, ``managers``, ``groups`` or ``clients``."""
    return _rules() if kind == "rules" else _table(kind)


# --- tables -----------------------------------------------------------------------------------------------------------
def _table(name: str) -> Schema:
    """A table in YAML: a list of maps, or such a list under one key."""
    rows = {"type": "array", "items": {"$ref": "#/definitions/row"}}
    return {
        "$schema": DRAFT,
        "title": f"leadcli: data/{name}",
        "anyOf": [rows, {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": rows}],
        "definitions": {"row": _row(TABLES[name])},
    }


def _row(columns: tuple[Column, ...]) -> Schema:
    properties: Schema = {}
    patterns: Schema = {}
    needed: list[Schema] = []
    for column in columns:
        cell = _cell(column)
        also = f" (also: {', '.join(column.also)})" if column.also else ""
        properties[column.name] = {"description": f"{column.kind.replace('_', ' ')}{also}", **cell}
        written = "|".join(_spelt(name) for name in (column.name, *column.also))
        patterns[rf"^(?!{column.name}$)[\s_-]*({written})[\s_-]*$"] = cell
        if column.required:
            some = {"not": {"propertyNames": {"not": {"pattern": rf"^[\s_-]*({written})[\s_-]*$"}}}}
            needed.append({"anyOf": [{"required": [column.name]}, some]})
    row: Schema = {"type": "object", "properties": properties, "patternProperties": patterns}
    return {**row, "allOf": needed} if needed else row


def _spelt(name: str) -> str:
    """A pattern of all writings of a column's name that are read alike."""
    letters = {"е": "[еёЕЁ]"}
    words = (
        "".join(letters.get(c) or (f"[{c}{c.upper()}]" if c.isalpha() else f"\\{c}" if c in "./" else c) for c in word)
        for word in column_key(name).split()
    )
    return r"[\s_-]+".join(words)


def _cell(column: Column) -> Schema:
    """The values of a cell, as text or as YAML would read them."""
    if column.kind == "list":
        texts = {"type": "array", "items": {"type": [*_SCALAR, "null"]}}
        return {"anyOf": [{"type": [*_SCALAR, "null"], "maxLength": LONGEST}, texts]}
    if column.kind == "absences":
        part = rf"\s*{_DATE}([T ][^|.]*)?(\.\.\s*({_DATE}(\s[^|]*)?)?)?\s*"
        written = {"type": "string", "pattern": rf"^({part}|\s*)(\|({part}|\s*))*$", "maxLength": LONGEST}
        return {"anyOf": [written, {"type": "null"}, _absences()]}
    kinds: dict[str, list[Schema]] = {
        "choice": [{"enum": list(column.choices)}],
        "yes_no": [{"type": "boolean"}, {"enum": [0, 1]}, {"type": "string", "pattern": f"^({_words(YES | NO)})$"}],
        "number": [
            {"type": "number", "minimum": 0, "exclusiveMaximum": 1_000_000},
            {"type": "string", "pattern": r"^\d{1,6}([.,]\d{1,6})?$"},
        ],
        "count": [
            {"type": "integer", "minimum": 0, "maximum": 999_999_999},
            {"type": "string", "pattern": "^[0-9]{1,9}$"},
        ],
        "date": [{"type": "string", "pattern": f"^{_DAY}$"}],
    }
    text = {"type": _SCALAR, "maxLength": LONGEST, **({"minLength": 1} if column.required else {})}
    choices = kinds.get(column.kind, [text])
    if not column.required:  # an empty cell says nothing, and may
        choices = [*choices, {"enum": [None, ""]}]
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _absences() -> Schema:
    day = {"type": "string", "pattern": f"^{_DAY}$"}
    absence = {
        "type": "object",
        "properties": {
            "from": {"description": "first day", **day},
            "to": {"description": "last day; left out while it is open", "anyOf": [day, {"enum": [None, ""]}]},
            "reason": {"type": [*_SCALAR, "null"]},
        },
        "required": ["from"],
        "additionalProperties": False,
    }
    return {"type": "array", "items": absence}


def _words(words: frozenset[str]) -> str:
    return "|".join(
        "".join(f"[{c}{c.upper()}]" if c.isalpha() else f"\\{c}" if c == "+" else c for c in word)
        for word in sorted(words)
    )


# --- rules ------------------------------------------------------------------------------------------------------------
def _rules() -> Schema:
    about: dict[str, Schema] = {
        "policy": {"description": "the policy's name", "type": [*_SCALAR, "null"]},
        "title": {"$ref": "#/definitions/words"},
        "about": {"$ref": "#/definitions/words"},
        "assume": {
            "description": "what holds where nothing tells",
            "type": "object",
            "properties": {key: {"type": "string", "pattern": "^[A-Za-z]{2}$"} for key in ASSUMED},
            "additionalProperties": False,
        },
        "rules": {
            "description": "ranked: the first that fires decides",
            "type": "array",
            "minItems": 1,
            "items": {"$ref": "#/definitions/rule"},
        },
        "examples": {"description": "what the policy must say: leadcli policy test"},
    }
    return {
        "$schema": DRAFT,
        "title": "leadcli: rules.yaml",
        "type": "object",
        "properties": {key: about[key] for key in POLICY_KEYS},
        "required": ["rules"],
        "additionalProperties": False,
        "definitions": {
            "rule": _rule(),
            "when": _when(),
            "owner": {"enum": list(OWNERS), "description": "; ".join(f"{o.name}: {o.text}" for o in OWNERS.values())},
            "words": _said(()),
            "sentence": _said(BLANKS),
        },
    }


def _rule() -> Schema:
    sentence = {"$ref": "#/definitions/sentence"}
    owner = {"$ref": "#/definitions/owner"}
    keys: dict[str, Schema] = {
        "id": {
            "description": "a-z, 0-9 and -",
            "type": ["string", "integer", "boolean"],
            "pattern": f"^{RULE_ID}$",
            "minimum": 0,
        },
        "title": {"$ref": "#/definitions/words"},
        "when": {"$ref": "#/definitions/when"},
        "owner": {"anyOf": [owner, {"type": "array", "minItems": 1, "items": owner}]},
        "manager": {"description": "the sentence for the managers", "allOf": [sentence]},
        "client": {"description": "the sentence for the client", "allOf": [sentence]},
    }
    properties = {key: keys[key] for key in RULE_KEYS}
    return {"type": "object", "properties": properties, "required": list(RULE_NEEDS), "additionalProperties": False}


def _when() -> Schema:
    """A condition by its name, a map of one entry, or a list, which means all."""
    when = {"$ref": "#/definitions/when"}
    several = {"type": "array", "minItems": 1, "items": when}
    texts = {"all": "every one holds", "any": "at least one holds", "not": "it does not hold"}
    joints = {
        name: {"description": texts[name], **({"allOf": [when]} if name == "not" else several)} for name in JOINTS
    }
    bare = [c for c in CONDITIONS.values() if not c.argument]
    names = {"enum": [c.name for c in bare], "description": "; ".join(f"{c.name}: {c.yes}" for c in bare)}
    asked = {name: _argument(condition) for name, condition in CONDITIONS.items()}
    one = {
        "type": "object",
        "properties": {**joints, **asked},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
    return {"anyOf": [names, one, several]}


def _argument(condition: Condition) -> Schema:
    text = {"description": condition.yes.replace("{value}", condition.argument or "value")}
    if not condition.argument:
        return {**text, "enum": [None, ""]}
    if condition.argument == "choice":
        return {**text, "enum": list(condition.choices)}
    if condition.argument == "days":
        written = {"type": "string", "pattern": f"^{ARGUMENT_PATTERNS['days']}$"}
        return {**text, "anyOf": [{"type": "integer", "minimum": 1, "maximum": 99_999}, written]}
    return {**text, "type": "string", "pattern": "^[A-Za-z]{2}$"}


def _said(blanks: tuple[str, ...]) -> Schema:
    """A text, or one for each language, with no other blanks than these."""
    told = f"may hold {', '.join('{' + b + '}' for b in blanks)}" if blanks else "a text, or one for each language"
    blank = rf"|\{{({'|'.join(blanks)})([!:][^{{}}]*)?\}}" if blanks else ""
    text = {"type": [*_SCALAR, "null"], "pattern": rf"^([^{{}}]|\{{\{{|\}}\}}{blank})*$"}
    each = {"type": "object", "properties": dict.fromkeys(LANGUAGES, text), "additionalProperties": False}
    return {"description": told, "anyOf": [text, each]}
