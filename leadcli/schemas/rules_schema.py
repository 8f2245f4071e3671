"""The schema of a rules file, from the tables of its keys, conditions, owners and blanks."""

from __future__ import annotations

from leadcli.policy.condition import ARGUMENT_KINDS
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.cover import WAITS, WAYS
from leadcli.policy.owners import OWNERS, ROTAS
from leadcli.policy.policy import ASSUMED, BLANKS, JOINTS, POLICY_KEYS, RULE_ID, RULE_KEYS, RULE_NEEDS, SWITCH
from leadcli.schemas.common import DRAFT, SCALAR, Schema, said
from leadcli.schemas.example_schema import argument, example, parts


def rules() -> Schema:
    """The schema of a rules file."""
    about: dict[str, Schema] = {
        "policy": {"description": "the policy's name", "type": [*SCALAR, "null"]},
        "title": {"$ref": "#/definitions/words"},
        "about": {"$ref": "#/definitions/words"},
        "assume": {
            "description": "what holds where nothing tells",
            "type": "object",
            "properties": {key: dict(ARGUMENT_KINDS[key].schema) for key in ASSUMED},
            "additionalProperties": False,
        },
        "precedents": {
            "description": "whether a person's decisions stand above the rules; on if left out",
            "type": ["string", "boolean"],
            "enum": [*SWITCH, True, False],
        },
        "second_name": {
            "description": "whether a decision for who makes it needs a second name (--second); off if left out",
            "type": ["string", "boolean"],
            "enum": [*SWITCH, True, False],
        },
        "window": {
            "description": "days that the managers' statements look back (leadcli log shares); all time if left out",
            "type": ["integer", "string"],
            "minimum": 1,
        },
        "cover": {**_cover(), "description": "who stands in where a rule does not say its own " + _WAYS},
        "rules": {
            "description": "ranked: the first that fires decides",
            "type": "array",
            "minItems": 1,
            "items": {"$ref": "#/definitions/rule"},
        },
        "examples": {
            "description": "what the policy must say: leadcli policy test",
            "type": "array",
            "items": {"$ref": "#/definitions/example"},
        },
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
            "owner": _owner(),
            "words": said(()),
            "example": example(dated=False),
            **parts(),
            "sentence": said(BLANKS),
        },
    }


def _owner() -> Schema:
    """A way of naming an owner; a rota's perhaps with whose turns it counts."""
    told = "; ".join(f"{o.name}: {o.text}" for o in OWNERS.values())
    text: Schema = {"type": ["string", "integer"]}
    whom: Schema = {
        "description": "whose turns: a team (team:north), or managers",
        "anyOf": [text, {"type": "array", "minItems": 1, "items": text}],
    }
    rota = {"type": "object", "properties": dict.fromkeys(ROTAS, whom), "minProperties": 1, "maxProperties": 1,
            "additionalProperties": False}  # fmt: skip
    return {"description": told, "anyOf": [{"enum": list(OWNERS)}, rota]}


_WAYS = f"({', '.join((*WAYS, WAITS))}, managers, teams); all of the first three if left out"


def _cover() -> Schema:
    """Where to look for who stands in: a word, or several in their order."""
    text: Schema = {"type": ["string", "integer"]}
    return {"anyOf": [text, {"type": "array", "minItems": 1, "items": text}]}


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
        "cover": {**_cover(), "description": "who stands in while the owner is not there, in this order " + _WAYS},
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
    asked = {name: argument(condition) for name, condition in CONDITIONS.items()}
    one = {
        "type": "object",
        "properties": {**joints, **asked},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }
    return {"anyOf": [names, one, several]}
