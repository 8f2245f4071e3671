"""A sentence before it has a language: the English text with named blanks, and what fills them.

The core says what it found as a Message; ``output`` translates it (gettext) and fills the blanks. So a ruling can
be shown in Russian and in English without being judged twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from leadcli.domain.frozen import frozen


@frozen
class Message:
    """``text`` is the gettext message id with ``{named}`` blanks; ``args`` are sorted pairs.

    With ``plural`` the form is chosen by ``count``, which is also the blank ``{count}``.
    """

    text: str
    args: tuple[tuple[str, Argument], ...] = ()
    plural: str = ""
    count: int = 0


Argument: TypeAlias = "str | int | float | date | Message | tuple[Argument, ...]"


def message(text: str, **args: Argument) -> Message:
    """A sentence: ``message("{client}: served by {manager}", client=..., manager=...)``."""
    return Message(text, tuple(sorted(args.items()) if len(args) > 1 else args.items()))


def messages(singular: str, plural: str, count: int, **args: Argument) -> Message:
    """A sentence with a number in it; Russian needs three forms, so the catalogue chooses."""
    return Message(singular, tuple(sorted({**args, "count": count}.items())), plural, count)


class Refusal(Exception):  # noqa: N818 (it is an answer to the user, not a fault of the program)
    """What was asked cannot be done; the sentences say why and what to do."""

    def __init__(self, *said: Message) -> None:
        super().__init__(said)
        self.said = said


_BLANK = re.compile(r"\{(\w+)\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """A sentence with its blanks filled; one that ends in a full stop of its own («Петров И.») ends it."""
    if "}." in text:
        for name, value in values.items():
            if value.endswith("."):
                text = re.sub(rf"(\{{{name}\}})\.(?!\S)", r"\1", text)
    return text.format_map(values)


def blanks_of(text: str) -> list[str]:
    """The names of a sentence's blanks; ValueError where a brace has no other."""
    names = _BLANK.findall(text)
    if "{" in (rest := _BLANK.sub("", text)) or "}" in rest:
        from string import Formatter  # which takes a millisecond to begin, for what few sentences have

        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    return names
