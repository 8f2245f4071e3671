"""What a condition may take as its value: each kind with an example, its pattern, how it is read, and its schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from leadcli.domain.frozen import frozen


@frozen
class ArgumentKind:
    """A kind of value. ``pattern`` is of what ``read`` makes of the text; ``schema`` of what YAML makes of it."""

    example: str
    pattern: str
    schema: Mapping[str, Any]
    read: Callable[[str], str] = str

    def value(self, text: str) -> str | None:
        """The text as it counts; None where it is no such value."""
        value = self.read(text)
        return value if re.fullmatch(self.pattern, value) else None


DAYS = "0*[1-9][0-9]{0,4}"
ARGUMENT_KINDS = {
    "days": ArgumentKind(
        "90",
        DAYS,
        {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 99_999}, {"type": "string", "pattern": f"^{DAYS}$"}]},
    ),
    "country": ArgumentKind("RU", "[A-Z]{2}", {"type": "string", "pattern": "^[A-Za-z]{2}$"}, str.upper),
}


def choice(choices: tuple[str, ...]) -> ArgumentKind:
    """One of some words."""
    return ArgumentKind(choices[0], "|".join(map(re.escape, choices)), {"enum": list(choices)})
