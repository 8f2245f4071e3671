"""What several schemas share: the draft, the kinds of scalars, days, and texts in each language."""

from __future__ import annotations

from typing import Any

from leadcli.locales import codes

DRAFT = "http://json-schema.org/draft-07/schema#"
Schema = dict[str, Any]
SCALAR = ["string", "number", "boolean"]  # what YAML makes of a text that is not quoted
DATE = r"(\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})"
DAY = r"(\d{4}-\d\d-\d\d([T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{4}( .*)?)"  # a time may follow


def said(blanks: tuple[str, ...]) -> Schema:
    """A text, or one for each language, with no other blanks than these."""
    told = f"may hold {', '.join('{' + b + '}' for b in blanks)}" if blanks else "a text, or one for each language"
    blank = rf"|\{{({'|'.join(blanks)})([!:][^{{}}]*)?\}}" if blanks else ""
    text = {"type": [*SCALAR, "null"], "pattern": rf"^([^{{}}]|\{{\{{|\}}\}}{blank})*$"}
    each = {"type": "object", "properties": dict.fromkeys(codes(), text), "additionalProperties": False}
    return {"description": told, "anyOf": [text, each]}
