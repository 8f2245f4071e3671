"""What the examples reach: which rules decide in one, and which answers of which conditions are seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadcli.analysis.check.outcome_sets import outcome_sets, truth
from leadcli.analysis.check.state_space import Space
from leadcli.analysis.testing.example_runs import Result
from leadcli.domain.facts import Answer
from leadcli.domain.frozen import frozen
from leadcli.domain.places import Place
from leadcli.policy.policy import Ask, Policy, When


@frozen
class Spot:
    """Something that can happen in a rule: that it decides (``condition`` empty), or an answer to a condition of it."""

    rule: str
    condition: str
    answer: str
    place: Place


def spots(policy: Policy, space: Space) -> list[Spot]:
    """All that can happen: only answers that some constellation gives where the condition is asked."""
    followed = outcome_sets(space, policy)
    found = []
    for rule, reached, fired in zip(policy.rules, followed.reached, followed.fired, strict=True):
        if fired:
            found.append(Spot(rule.id, "", "fired", rule.place))
        for ask, where in _asked(space, rule.when, reached):
            for answer in (Answer.YES, Answer.NO, Answer.UNKNOWN):
                if where & space.where(ask.key, answer):
                    found.append(Spot(rule.id, ask.key, answer.value, ask.place))
    return found


def reached(results: Sequence[Result]) -> set[Spot]:
    """What happened in the examples. Of facts alone only the stated ones count: the rest may be as it likes."""
    found = set()
    for result in results:
        stated = {ask.key for ask, _ in result.example.facts}
        for step in result.trace:
            if step.outcome == "fired":
                found.add(Spot(step.rule, "", "fired", step.place))
            for check in step.checks:
                if not stated or check.key in stated:
                    found.add(Spot(step.rule, check.key, check.answer.value, check.place))
    return found


def _asked(space: Space, when: When, where: int) -> Iterator[tuple[Ask, int]]:
    """Each condition with the constellations in which the judge comes to ask it; he stops where the answer is sure."""
    if isinstance(when, Ask):
        if when.condition.rests_on:
            yield when, where
        return
    for part in when.parts:
        yield from _asked(space, part, where)
        yes, unknown = truth(space, part)
        if when.kind == "all":
            where &= yes | unknown
        elif when.kind == "any":
            where &= ~yes
