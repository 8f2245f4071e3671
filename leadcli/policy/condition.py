"""A condition, and a condition as a rule asks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from leadcli.domain.facts import Answer, Facts, Finding
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.domain.places import Place
from leadcli.policy.arguments import ARGUMENT_KINDS, ArgumentKind, choice

Predicate = Callable[[Facts, str], Finding]
About = Literal["caller", "group", "call", "client"]


@frozen
class Condition:
    """One condition: its name, its function, and what it states. ``about`` tells the kind of fact it asks for.

    ``rests_on``: the facts that change its answer; with none it is the same in every case.
    """

    name: str
    ask: Predicate
    yes: str
    no: str
    choices: tuple[str, ...] = ()
    argument: str = ""
    about: About = "group"
    rests_on: tuple[str, ...] = ()

    @property
    def takes(self) -> ArgumentKind | None:
        """What it may be given as its value; None where it takes none."""
        return choice(self.choices) if self.choices else ARGUMENT_KINDS[self.argument] if self.argument else None

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
        """What it finds in a case file."""
        return self.condition.ask(facts, self.argument)

    def answer(self, facts: Facts) -> Answer:
        """What it answers to a case file."""
        return self.finding(facts).answer

    def states(self, answer: bool) -> Message:
        """What it states when it holds, or when it does not."""
        return self.condition.statement(answer, self.argument)
