"""A policy changed in small ways: which changes would no example notice?

A mutant that no example notices either names a case worth writing down, or is the same policy in other words: then no
constellation tells the two apart, and the reason is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leadcli.analysis.check.condition_parts import written
from leadcli.analysis.check.outcome_sets import OutcomeSets, chosen, differ, outcome_sets, truth
from leadcli.analysis.check.state_space import Space, in_common
from leadcli.analysis.testing.example_runs import Runner
from leadcli.domain.facts import Answer
from leadcli.domain.frozen import fresh, frozen, replace
from leadcli.domain.messages import Message, message
from leadcli.domain.places import Place
from leadcli.policy.judge import judge
from leadcli.policy.policy import Ask, Joint, Policy, Rule, When

ASKED = 4_000  # constellations in which the judge compares what is not known in one policy or the other


@frozen
class Mutant:
    """A policy with one small change. ``said`` tells which; ``dropped`` is the condition taken out, if one is."""

    kind: str
    rule: str
    place: Place
    said: Message
    policy: Policy
    dropped: When | None = None


@frozen
class Survivor:
    """A mutant that no example notices.

    ``world`` tells it from the policy; where ``facts`` are enough to do so, ``expect`` is what an example would state
    (empty: the conditions cannot say it). -1: no constellation does, for the ``reason``.
    """

    mutant: Mutant
    world: int = -1
    facts: tuple[tuple[str, Answer], ...] = ()
    expect: Mapping[str, str] = fresh(factory=dict)
    reason: Message | None = None


def survivors(runner: Runner) -> tuple[int, list[Survivor]]:
    """How many mutants were tried, and those that pass every example that the policy passes."""
    passing = {r.example.place for r in runner.run() if r.passed}
    tried, found = 0, []
    before = outcome_sets(runner.space, runner.policy)
    for mutant in mutants(runner.policy):
        tried += 1
        if any(r.example.place in passing and not r.passed for r in runner.run(mutant.policy)):
            continue
        apart = telling(runner.space, runner.policy, before, mutant.policy)
        if not apart:
            found.append(Survivor(mutant, reason=_reason(runner.space, runner.policy, before, mutant)))
            continue
        found.append(_worth_writing(runner, mutant, before, apart))
    return tried, found


def _worth_writing(runner: Runner, mutant: Mutant, before: OutcomeSets, apart: int) -> Survivor:
    """The case that tells a mutant from the policy, by the fewest facts from which its rule follows."""
    space = runner.space
    world = next(space.members(apart))
    for rule, fired in zip(runner.policy.rules, before.fired, strict=True):
        left = fired
        for name in rule.owner:
            empty = space.named[name].get("", 0)
            if not (left & ~empty) >> world & 1:
                left &= empty
                continue
            for target, way in ((apart & left & ~empty, name), (apart & fired, "")):
                facts, where = in_common(space, target, world)
                if not where & ~target:
                    return Survivor(mutant, world, facts, {"rule": rule.id, **({"owner": way} if way else {})})
            break
    target = apart & ~_any(before.fired)
    facts, where = in_common(space, target | 1 << world, world)
    return Survivor(mutant, world, facts, {} if where & ~target else {"verdict": "human"})


# --- the changes --------------------------------------------------------------------------------------------------
def mutants(policy: Policy) -> Iterator[Mutant]:
    """Every small change: a rule dropped, two swapped, a condition denied or dropped, all for any, an owner dropped."""
    rules = policy.rules
    for index, rule in enumerate(rules):
        others = (*rules[:index], *rules[index + 1 :])
        if others:
            said = message("{rule} left out", rule=rule.id)
            yield Mutant("rule-dropped", rule.id, rule.place, said, replace(policy, rules=others))
        if index + 1 < len(rules):
            below = rules[index + 1]
            swapped = (*rules[:index], below, rule, *rules[index + 2 :])
            said = message("{rule} and {other} swapped", rule=rule.id, other=below.id)
            yield Mutant("rules-swapped", rule.id, rule.place, said, replace(policy, rules=swapped))
        for kind, place, said, when, dropped in _whens(rule, rule.when):
            yield Mutant(kind, rule.id, place, said, _with(policy, index, replace(rule, when=when)), dropped)
        if len(rule.owner) > 1:
            for number, name in enumerate(rule.owner):
                left = (*rule.owner[:number], *rule.owner[number + 1 :])
                said = message("{rule}: owner {owner} left out", rule=rule.id, owner=name)
                yield Mutant(
                    "owner-dropped", rule.id, rule.place, said, _with(policy, index, replace(rule, owner=left))
                )
            turned = tuple(reversed(rule.owner))
            said = message("{rule}: owners in reverse", rule=rule.id)
            yield Mutant(
                "owners-reversed", rule.id, rule.place, said, _with(policy, index, replace(rule, owner=turned))
            )


def _with(policy: Policy, index: int, rule: Rule) -> Policy:
    return replace(policy, rules=(*policy.rules[:index], rule, *policy.rules[index + 1 :]))


Change = tuple[str, Place, Message, When, "When | None"]


def _whens(rule: Rule, when: When) -> Iterator[Change]:
    """The conditions changed in one spot."""
    if isinstance(when, Ask):
        said = message("{rule}: {condition} denied", rule=rule.id, condition=when.key)
        yield "condition-denied", when.place, said, Joint("not", (when,), when.place), None
        return
    several = len(when.parts) > 1
    if several:
        other = Joint("any" if when.kind == "all" else "all", when.parts, when.place)
        said = message("{rule}: {kind} instead of {other}", rule=rule.id, kind=other.kind, other=when.kind)
        yield "all-for-any", when.place, said, other, None
    for number, part in enumerate(when.parts):
        before, after = when.parts[:number], when.parts[number + 1 :]
        if several:
            said = message("{rule}: {condition} left out", rule=rule.id, condition=written(part))
            yield "condition-dropped", part.place, said, Joint(when.kind, (*before, *after), when.place), part
        for kind, place, said, inner, dropped in _whens(rule, part):
            yield kind, place, said, Joint(when.kind, (*before, inner, *after), when.place), dropped


# --- which of them are the same policy ----------------------------------------------------------------------------
def telling(space: Space, policy: Policy, before: OutcomeSets, other: Policy) -> int:
    """The constellations in which two policies rule otherwise: all in which both are sure; else the judge is asked."""
    after = outcome_sets(space, other)
    theirs = {rule.id: (fired, chosen(space, rule)) for rule, fired in zip(other.rules, after.fired, strict=True)}
    decided = _any((*after.fired, after.uncovered))
    sure, same = before.uncovered & decided, before.uncovered & after.uncovered
    for rule, fired in zip(policy.rules, before.fired, strict=True):
        sure |= fired & decided
        if rule.id in theirs:
            also, named = theirs[rule.id]
            same |= fired & also & ~differ(chosen(space, rule), named, space.all)
    if sure & ~same:
        return sure & ~same
    apart = 0
    for index in space.members(space.all & ~sure, ASKED):
        facts = space.facts(index)
        first, second = judge(policy, facts), judge(other, facts)
        if (first.owner, first.rule) != (second.owner, second.rule):
            apart |= 1 << index
    return apart


def _reason(space: Space, policy: Policy, before: OutcomeSets, mutant: Mutant) -> Message:
    """Why a mutant is the same policy in other words."""
    index = next(i for i, rule in enumerate(policy.rules) if rule.id == mutant.rule)
    rule = policy.rules[index]
    if mutant.kind == "rule-dropped":
        return message("the rule never decides")
    if mutant.kind == "rules-swapped" and not (
        before.reached[index] & before.truths[index][0] & before.truths[index + 1][0]
    ):
        return message("the two rules never hold in the same case")
    if mutant.kind.startswith("owner"):
        return message("where the rule holds, the owners that are left find the same")
    if mutant.dropped is not None:
        if truth(space, rule.when, {id(mutant.dropped): True}) == truth(space, rule.when):
            return message("it follows from the other conditions of the rule")
        return message("the rules above leave no other case")
    return message("no constellation of facts tells the two apart")


def _any(sets: tuple[int, ...]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found
