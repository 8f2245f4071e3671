"""The one question to ask: of all that is not known, the answer that settles the case most often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

from leadcli.domain.facts import Answer, Facts
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message
from leadcli.domain.ruling import Branch, Check, Judgment
from leadcli.policy.judge import completions, judge
from leadcli.policy.policy import Policy

MOST = 400  # ways to fill in the unknowns of one understanding that are looked at
DEPTH = 4  # unknowns of one case that are filled in one after the other


@frozen
class Understanding:
    """One understanding of who calls: the question and the answer that lead to it, the case file, and its ruling."""

    said: Mapping[Message, Message]
    facts: Facts
    judgment: Judgment


@frozen
class Completion:
    """One way to fill in what is not known: the answers to the questions, the share of it, and the ruling."""

    answers: Mapping[Message, Message]
    weight: Fraction
    judgment: Judgment


@frozen
class Settling:
    """The question, what its answers lead to, and the share of the ways that it settles."""

    ask: Message
    branches: tuple[Branch, ...]
    share: Fraction


def settling(policy: Policy, readings: Sequence[Understanding]) -> Settling | None:
    """The question whose answer settles most; None where nothing that could be asked is open.

    Of questions that settle equally much the one that comes first is taken: who calls, then the order of the rules.
    Every understanding counts alike, and every way to fill in an unknown.
    """
    fillings: list[Completion] = []
    for reading in readings:
        ways = _fillings(policy, reading.facts, reading.judgment, reading.said, Fraction(1), DEPTH)
        fillings += islice(ways, MOST)
    asked = list(dict.fromkeys(question for filling in fillings for question in filling.answers))
    found = [_settles(question, fillings) for question in asked]
    return max(found, key=lambda one: one.share, default=None)


def _fillings(
    policy: Policy, facts: Facts, judgment: Judgment, said: Mapping[Message, Message], weight: Fraction, depth: int
) -> Iterator[Completion]:
    unknown = None if judgment.owner else _unknown(judgment)
    if unknown is None or unknown.ask is None or unknown.ask in said or not depth:
        yield Completion(said, weight, judgment)
        return
    ways = completions(facts, unknown)
    for answer, filled in ways:
        told = {**said, unknown.ask: answer}
        yield from _fillings(policy, filled, judge(policy, filled), told, weight / len(ways), depth - 1)


def _unknown(judgment: Judgment) -> Check | None:
    """The check that stopped the judge, if one did."""
    stopped = next((step for step in reversed(judgment.trace) if step.outcome != "not_reached"), None)
    if stopped is None or stopped.outcome != "unknown":
        return None
    return next((check for check in stopped.checks if check.answer is Answer.UNKNOWN and check.needed), None)


def _settles(question: Message, fillings: Sequence[Completion]) -> Settling:
    """What an answer to the question leaves: it settles where all ways that are left name one owner."""
    answers = list(dict.fromkeys(w.answers[question] for w in fillings if question in w.answers))
    branches, settled, total = [], Fraction(), Fraction()
    for answer in answers:
        left = [w for w in fillings if w.answers.get(question, answer) == answer]
        weight = sum((w.weight for w in left), Fraction())
        total += weight
        owners = {w.judgment.owner for w in left}
        if len(owners) == 1 and "" not in owners:
            settled += weight
            branches.append(Branch(answer, left[0].judgment.owner, left[0].judgment.rule))
    return Settling(question, tuple(branches), settled / total)
