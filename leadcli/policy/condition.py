"""A condition, what it may take as its value, and a condition as a rule asks it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

from leadcli.domain.facts import Answer, Facts, Finding
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.domain.places import Place


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

Predicate = Callable[[Facts, str], Finding]
About = Literal["caller", "group", "call", "client"]


@frozen
class Condition:
    """One condition: its name, its function, and what it states. ``about`` tells the kind of fact it asks for.

    ``rests_on``: the facts that change its answer; with none it is the same in every case. ``told_by``: the option of
    ``who-owns`` that tells what it may not know.
    """

    name: str
    ask: Predicate
    yes: str
    no: str
    choices: tuple[str, ...] = ()
    argument: str = ""
    about: About = "group"
    rests_on: tuple[str, ...] = ()
    told_by: str = ""

    @property
    def takes(self) -> ArgumentKind | None:
        """What it may be given as its value; None where it takes none."""
        if self.choices:
            return ArgumentKind(self.choices[0], "|".join(map(re.escape, self.choices)), {"enum": list(self.choices)})
        return ARGUMENT_KINDS.get(self.argument)

    def statement(self, answer: bool, argument: str) -> Message:
        """What the condition states when it holds, or when it does not."""
        text = self.yes if answer else self.no
        return message(text, value=argument) if self.argument else message(text)


@frozen
class Ask:
    """A condition asked in a rule, with its argument and its place in the file."""

    condition: Condition
    argument: str
    place: Place

    @property
    def key(self) -> str:
        """The check's name with its argument: the same fact wherever it is asked."""
        return f"{self.condition.name}: {self.argument}" if self.argument else self.condition.name

    def finding(self, facts: Facts) -> Finding:
        """What it finds in a case file. What rests on a cell that is not understood is unknown."""
        if facts.book.unread:
            from leadcli.policy.facts.unread_cells import finding

            if (unknown := finding(self.condition.rests_on, facts)) is not None:
                return unknown
        return self.condition.ask(facts, self.argument)

    def answer(self, facts: Facts) -> Answer:
        """What it answers to a case file."""
        return self.finding(facts).answer

    def states(self, answer: bool) -> Message:
        """What it states when it holds, or when it does not."""
        return self.condition.statement(answer, self.argument)
