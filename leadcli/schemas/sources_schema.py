"""The schema of ``leadcli.yaml``: which exports are read as tables, and through which mapping."""

from __future__ import annotations

from leadcli.fields.table import SOURCES
from leadcli.schemas.common import DRAFT, Schema

_TEXT = {"type": "string", "minLength": 1}


def sources() -> Schema:
    """``sources``, and under it of each table the file and its columns."""
    return {
        "$schema": DRAFT,
        "title": "leadcli: leadcli.yaml",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "sources": {
                "description": "tables that are read from exports as they came",
                "type": "object",
                "additionalProperties": False,
                "properties": {name: _source(name) for name in SOURCES},
            }
        },
    }


def _source(table: str) -> Schema:
    names = [field.name for field in SOURCES[table]]
    mapping: Schema = {"type": "object", "minProperties": 1, "additionalProperties": {"enum": names}}
    one: Schema = {
        "type": "object",
        "required": ["file", "columns"],
        "additionalProperties": False,
        "properties": {
            "file": {"description": "the export; the path begins in the workspace's folder", **_TEXT},
            "columns": {"description": "which column holds which field; others are kept and not used", **mapping},
            "sheet": {"description": "of a workbook with several", **_TEXT},
            "encoding": {"description": "where it is told wrongly: cp1251", **_TEXT},
            "delimiter": {"description": "where it is told wrongly", **_TEXT},
            "prefix": {
                "description": "what its ids begin with, where another file has the same ones for others", **_TEXT,
            },
        },
    }  # fmt: skip
    return {"anyOf": [one, {"description": "several files", "type": "array", "minItems": 1, "items": one}]}
