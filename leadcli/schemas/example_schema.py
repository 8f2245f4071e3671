"""The schema of written examples: a list of them in a rules file, or ``tests.yaml``."""

from __future__ import annotations

from leadcli.analysis.testing.example_parsing import CALLER_KEYS, EXAMPLE_KEYS, EXPECT_KEYS, FILE_KEYS, NOBODY, VERDICTS
from leadcli.policy.conditions import CONDITIONS, Condition
from leadcli.policy.owners import OWNERS
from leadcli.schemas.common import DAY, DRAFT, SCALAR, Schema, said

ASKED = ("caller", "client", "group")  # one of them says whom an example is about; else it states facts
TIME = r"^([01]?[0-9]|2[0-3])([:.][0-5][0-9])?(:[0-9][0-9])?([+-][01][0-9]:?[0-5][0-9]|Z)?$"
_TEXT: Schema = {"type": [*SCALAR, "null"]}
_FACT: Schema = {"$ref": "#/definitions/fact"}
_DAY: Schema = {"type": "string", "pattern": f"^{DAY}$"}


def tests() -> Schema:
    """The schema of ``tests.yaml``."""
    about: dict[str, Schema] = {
        "policy": {"description": "the policy that must say so", **_TEXT},
        "on": {"description": "the day on which the examples are asked", **_DAY},
        "examples": {"type": "array", "items": {"$ref": "#/definitions/example"}},
    }
    return {
        "$schema": DRAFT,
        "title": "leadcli: tests.yaml",
        "type": "object",
        "properties": {key: about[key] for key in FILE_KEYS},
        "required": ["examples"],
        "additionalProperties": False,
        "definitions": {"example": example(dated=True), "words": said(()), **parts()},
    }


def example(dated: bool) -> Schema:
    """One example: a caller, or facts alone, and what must come out. ``dated``: the file may say the day for all."""
    about: dict[str, Schema] = {
        "name": {"$ref": "#/definitions/words"},
        "on": {"description": "the day", **_DAY},
        "at": {"description": "the time of the call", "type": "string", "pattern": TIME},
        "caller": {"description": "whom you heard: a name, or what is known", "$ref": "#/definitions/caller"},
        "taken_by": {"description": "who took the call", **_TEXT},
        "claims": {"description": "who claims the client", "$ref": "#/definitions/texts"},
        "absent": {"description": "who is out", "$ref": "#/definitions/texts"},
        "client": {"description": "id of the card that calls", **_TEXT},
        "group": {"description": "id of the group that the caller belongs to", **_TEXT},
        "facts": {"anyOf": [_FACT, {"type": "array", "items": _FACT}]},
        "expect": {"description": "what must come out"},
    }
    question = {
        "anyOf": [{"required": [key]} for key in ASKED],
        "not": {"required": ["facts"]},
        "properties": {"expect": _expect(EXPECT_KEYS, None)},
        "required": ["expect"] if dated else ["expect", "on"],
    }
    facts = {
        "required": ["facts", "expect"],
        "not": {"anyOf": [{"required": [key]} for key in ASKED]},
        "properties": {"expect": _expect(EXPECT_KEYS[:3], (*OWNERS, NOBODY))},
    }
    return {
        "type": "object",
        "properties": {key: about[key] for key in EXAMPLE_KEYS},
        "required": ["expect"],
        "additionalProperties": False,
        "anyOf": [question, facts],
    }


def parts() -> dict[str, Schema]:
    """The definitions on which an example rests."""
    told = {"properties": dict.fromkeys(CALLER_KEYS, _TEXT), "additionalProperties": False}
    bare = {"enum": [c.name for c in CONDITIONS.values() if not c.argument]}
    asked = _one({name: argument(condition) for name, condition in CONDITIONS.items()})
    condition = {"anyOf": [bare, asked]}
    turned = _one({word: {"$ref": "#/definitions/condition"} for word in ("not", "unknown")})
    return {
        "caller": {"anyOf": [_TEXT, {"type": "object", **told}]},
        "texts": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
        "condition": condition,
        "fact": {"anyOf": [*condition["anyOf"], turned]},
    }


def _one(properties: Schema) -> Schema:
    """A map of just one of these."""
    return {
        "type": "object",
        "properties": properties,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }


def _expect(keys: tuple[str, ...], owners: tuple[str, ...] | None) -> Schema:
    about = dict.fromkeys(keys, _TEXT) | {"verdict": {"enum": list(VERDICTS)}}
    if owners is not None:
        about["owner"] = {"enum": list(owners)}
    return {"type": "object", "properties": about, "minProperties": 1, "additionalProperties": False}


def argument(condition: Condition) -> Schema:
    """What stands under a condition's name: its argument, or nothing."""
    text = {"description": condition.yes.replace("{value}", condition.argument or "value")}
    return {**text, **(condition.takes.schema if condition.takes else {"enum": [None, ""]})}
