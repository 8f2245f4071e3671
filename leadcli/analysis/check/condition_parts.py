"""The parts of a rule's conditions: which can be taken out, and what each says."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.analysis.check.outcome_sets import Truth, truth
from leadcli.analysis.check.state_space import Space
from leadcli.domain.facts import Answer
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.domain.places import Place
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.policy import Ask, When


@frozen
class Part:
    """A condition, or several under one word, inside a rule. ``branch``: one of several ways, not one of several needs.

    ``denied``: it stands under an odd number of ``not``. ``neutral``: what it is taken for where it is taken out.
    """

    node: When
    branch: bool
    denied: bool
    neutral: bool

    @property
    def said(self) -> str:
        """The part as it is written."""
        text = written(self.node)
        return f"not {text}" if self.denied else text

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.node.place

    def yes(self, space: Space) -> int:
        """Where the part, as it counts in its rule, holds."""
        yes, unknown = truth(space, self.node)
        return space.all & ~(yes | unknown) if self.denied else yes


def written(when: When) -> str:
    """Conditions on one line."""
    if isinstance(when, Ask):
        return when.key
    parts = [written(part) for part in when.parts]
    if when.kind == "not":
        return f"not {parts[0]}"
    return f"{when.kind} of ({', '.join(parts)})"


def told(key: str, answer: Answer) -> Message:
    """What an answer to a condition states."""
    name, _, argument = key.partition(": ")
    if answer is Answer.UNKNOWN:
        return message("{condition} is not known", condition=key)
    return CONDITIONS[name].statement(answer is Answer.YES, argument)


def conjuncts(when: When, denied: bool = False) -> list[Part]:
    """What must all hold for a rule to hold."""
    if not isinstance(when, Ask):
        if when.kind == "not":
            return conjuncts(when.parts[0], not denied)
        if (when.kind == "all") is not denied:
            return [each for part in when.parts for each in conjuncts(part, denied)]
    return [Part(when, False, denied, not denied)]


def removable(when: When, denied: bool = False, sole: bool = True) -> Iterator[Part]:
    """Every part that could be taken out, the larger before those inside it."""
    if isinstance(when, Ask):
        if sole and when.condition.rests_on:
            yield Part(when, False, denied, not denied)
        return
    if when.kind == "not":
        yield from removable(when.parts[0], not denied, sole)
        return
    need = (when.kind == "all") is not denied
    for part in when.parts:
        several = len(when.parts) > 1
        if several:
            node, below = _bare(part, denied)
            yield Part(node, not need, below, need is not below)
        yield from removable(part, denied, sole and not several)


def _bare(when: When, denied: bool) -> tuple[When, bool]:
    """A part without the words ``not`` around it."""
    while not isinstance(when, Ask) and when.kind == "not":
        when, denied = when.parts[0], not denied
    return when, denied


def weighed_without(space: Space, when: When, part: Part) -> Truth:
    """A rule's conditions with one part taken out."""
    return truth(space, when, {id(part.node): part.neutral})
