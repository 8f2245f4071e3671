"""A well-formed ``who-owns`` command line read without typer, whose import is a quarter of a call.

Only what is beyond doubt is read here; for anything else, help and mistakes among it, ``read`` gives way to typer,
which knows the same options (a test compares the two).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from leadcli.fields.table import CALLER

ONE = (*CALLER, "taken-by", "on", "at", "client", "group", "whom", "policy", "by", "format", "lang", "workspace")
MANY = ("claim", "absent", "fact", "argues")
SWITCHES = ("brief", "record", "yes", "no", "new", "explain", "trace", "json")
FLAGS = {**{f"--{name}": name for name in SWITCHES}, "-v": "explain"}


def read(arguments: Sequence[str]) -> dict[str, Any] | None:
    """The question, as ``answer`` takes it, and its common options; None where typer must be asked."""
    found: dict[str, Any] = {"name": []}
    words = iter(arguments)
    for word in words:
        if not word.startswith("-"):
            found["name"].append(word)
            continue
        if word in FLAGS:
            found[FLAGS[word]] = True
            continue
        option, equals, value = word.partition("=")
        key = option.removeprefix("--")
        if option == word[:2] or not option.startswith("--") or key not in (*ONE, *MANY):
            return None
        if not equals:
            value = next(words, "-")
            if value.startswith("-"):
                return None  # missing, or not to be told from an option
        field = key.replace("-", "_")
        if key in MANY:
            found.setdefault(field, []).append(value)
        else:
            found[field] = Path(value) if key == "workspace" else value
    return found


def spelt_out(arguments: Sequence[str]) -> list[str]:
    """The command line with ``NAME --yes WHOM`` as ``NAME --yes --whom WHOM``: an option that may have a value."""
    made: list[str] = []
    named = value = False
    for word in arguments:
        option = word.startswith("-")
        if not option and not value and named and made[-1] == "--yes":
            made.append("--whom")
        named |= not option and not value
        value = option and not value and "=" not in word and word[2:] in (*ONE, *MANY)
        made.append(word)
    return made
