"""What is wrong with a policy, or worth knowing: each finding with the constellations that show it.

Errors are faults beyond doubt: a rule that never decides, a case that no rule covers, a rule that may name nobody.
Warnings mislead the reader: a branch of ``any`` that never counts. Notes inform: a condition that says nothing new,
rules of which only the order decides, ties, and what the judge must ask for most often.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Literal

from leadcli.analysis.check.condition_parts import conjuncts, removable, told, weighed_without
from leadcli.analysis.check.outcome_sets import OutcomeSets, chosen, differ, outcome_sets, truth
from leadcli.analysis.check.state_space import PERSON, Space, in_common
from leadcli.domain.facts import Answer
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.domain.places import Place
from leadcli.policy.judge import judge
from leadcli.policy.policy import Policy, Rule

Severity = Literal["error", "warning", "note"]
# What can be found: its code and how grave it is.
CODES: dict[str, Severity] = {
    "rule-dead": "error",
    "rule-impossible": "error",
    "gap": "error",
    "owner-empty": "error",
    "branch-dead": "warning",
    "branch-idle": "warning",
    "condition-idle": "note",
    "order": "note",
    "owner-tie": "note",
    "unknown": "note",
}
FINDING_WORDS = {
    "dead-one": "{rule} never decides: wherever it holds, {rules} comes first",
    "dead-several": "{rule} never decides: wherever it holds, one of {rules} comes first",
    "dead-stopped": (
        "{rule} never decides: wherever it holds, it is not known whether {rules} holds, and the judge stops"
    ),
    "branch-dead": "in {rule} the branch {condition} can never decide",
    "branch-idle": "in {rule} the branch {condition} changes nothing: the others cover its cases",
    "condition-follows": "in {rule} the condition {condition} changes nothing: it follows from the others",
    "condition-left": "in {rule} the condition {condition} changes nothing: the rules above leave no other case",
}
SAMPLE = 600  # constellations in which the judge is asked how often an unknown stops him
THROUGH = 5_000  # constellations in which the judge is asked whether he names a rule through an unknown
GAPS = 3  # gaps that are told apart
EXACT = 3  # rules of a shadow up to which the smallest set is looked for


@frozen
class PolicyFinding:
    """One finding. ``where`` is the set of constellations that show it; ``rules`` are others that take part.

    ``parts`` names the conditions it is about, ``share`` how often it happens.
    """

    code: str
    rule: str
    place: Place | None
    said: Message
    where: int
    rules: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    share: float = 0.0

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return CODES[self.code]


def findings(policy: Policy, space: Space) -> list[PolicyFinding]:
    """Everything found, errors first, then in the order of the rules."""
    run = outcome_sets(space, policy)
    found = [
        *_dead(policy, space, run),
        *_gaps(policy, space, run),
        *_owners(policy, space, run),
        *_idle(policy, space, run),
        *_order(policy, space, run),
        *_unknown(policy, space, run),
    ]
    order = list(CODES.values())
    return sorted(found, key=lambda one: order.index(one.severity))


# --- rules that never decide ----------------------------------------------------------------------------------------
def _dead(policy: Policy, space: Space, run: OutcomeSets) -> Iterator[PolicyFinding]:
    for index, rule in enumerate(policy.rules):
        if run.fired[index]:
            continue
        yes, unknown = run.truths[index]
        if not yes:
            yield _impossible(rule, space, unknown)
            continue
        if any(judge(policy, space.facts(w)).rule == rule.id for w in _through(space, run, index)):
            continue  # it is named where a higher rule is not known and the owner is the same either way
        shadows = shadow(run, index)
        names = tuple(policy.rules[i].id for i in shadows)
        stops = all(not run.truths[i][0] & yes for i in shadows)
        text = FINDING_WORDS["dead-stopped" if stops else "dead-one" if len(shadows) == 1 else "dead-several"]
        yield PolicyFinding("rule-dead", rule.id, rule.place, message(text, rule=rule.id, rules=names), yes, names)


def _through(space: Space, run: OutcomeSets, index: int) -> Iterator[int]:
    """Constellations in which a rule holds and a higher one is not known."""
    return space.members(run.truths[index][0] & _together(run.stopped[:index]), THROUGH)


def shadow(run: OutcomeSets, index: int) -> tuple[int, ...]:
    """The fewest higher rules that together take every case in which a rule holds, in their order."""
    yes = run.truths[index][0]
    taken = {i: sum(run.truths[i]) & yes for i in range(index)}
    able = [i for i in taken if taken[i]]
    for count in range(1, EXACT + 1):
        for some in combinations(able, count):
            if _together(taken[i] for i in some) == yes:
                return some
    kept = list(able)
    for i in reversed(able):
        if _together(taken[j] for j in kept if j != i) == yes:
            kept.remove(i)
    return tuple(kept)


def _impossible(rule: Rule, space: Space, unknown: int) -> PolicyFinding:
    """Conditions that exclude one another; the fewest of them, and the cases in which all but the last hold."""
    parts = conjuncts(rule.when)
    core = next(
        (
            some
            for count in range(1, len(parts) + 1)
            for some in combinations(parts, count)
            if not _everywhere(space, (part.yes(space) for part in some))
        ),
        tuple(parts),
    )
    names = tuple(part.said for part in core)
    if len(core) == 1 and unknown:
        said = message("{rule} never decides: whether {condition} is never known", rule=rule.id, condition=names[0])
        where = unknown
    elif len(core) == 1:
        said = message("{rule} never decides: {condition} never holds", rule=rule.id, condition=names[0])
        where = space.all
    else:
        said = message("{rule} never decides: its conditions exclude one another: {parts}", rule=rule.id, parts=names)
        where = _everywhere(space, (part.yes(space) for part in core[:-1]))
    return PolicyFinding("rule-impossible", rule.id, rule.place, said, where or space.all, parts=names)


# --- cases that nobody decides --------------------------------------------------------------------------------------
def _gaps(policy: Policy, space: Space, run: OutcomeSets) -> Iterator[PolicyFinding]:
    """The constellations that no rule covers, a few of them told apart by what they have in common."""
    left, count = run.uncovered, 0
    share = run.uncovered.bit_count() / space.size
    while left and count < GAPS:
        index = next(space.members(left))
        common, where = in_common(space, run.uncovered, index)
        cube = tuple(told(key, answer) for key, answer in common)
        said = message("no rule covers this case: {parts}", parts=cube or (message("every case"),))
        last = policy.rules[-1]
        yield PolicyFinding("gap", "", last.place, said, where & left, parts=(), share=share)
        left &= ~where
        count += 1


def _owners(policy: Policy, space: Space, run: OutcomeSets) -> Iterator[PolicyFinding]:
    for index, rule in enumerate(policy.rules):
        fired = run.fired[index]
        names = chosen(space, rule)
        if empty := fired & names[""]:
            said = message("{rule} may hold and name nobody: {owner} finds no one", rule=rule.id, owner=rule.owner)
            yield PolicyFinding("owner-empty", rule.id, rule.place, said, empty, share=_part(empty, fired))
        tie = fired & names.get(PERSON, 0)
        if tie and "human" not in rule.owner:
            said = message("{rule} may leave a tie to a person: {owner}", rule=rule.id, owner=rule.owner)
            yield PolicyFinding("owner-tie", rule.id, rule.place, said, tie, share=_part(tie, fired))


# --- conditions that change nothing ---------------------------------------------------------------------------------
def _idle(policy: Policy, space: Space, run: OutcomeSets) -> Iterator[PolicyFinding]:
    for index, rule in enumerate(policy.rules):
        if not run.fired[index]:
            continue
        reached = run.reached[index]
        now = tuple(each & reached for each in run.truths[index])
        for part in removable(rule.when):
            then = tuple(each & reached for each in weighed_without(space, rule.when, part))
            if then[0] != now[0] or not (part.branch or then[1] == now[1]):
                continue  # a branch that only leaves the rule unknown never makes it hold
            holds = part.yes(space)
            if part.branch:
                dead = not holds & reached & truth(space, rule.when, {id(part.node): not part.neutral})[0]
                code = kind = "branch-dead" if dead else "branch-idle"
                where = reached & holds or reached
            else:
                code, where = "condition-idle", now[0]
                kind = "condition-follows" if _implied(space, rule, part.node) else "condition-left"
            said = message(FINDING_WORDS[kind], rule=rule.id, condition=part.said)
            yield PolicyFinding(code, rule.id, part.place, said, where, parts=(part.said,))


def _implied(space: Space, rule: Rule, node: object) -> bool:
    """Whether a condition follows from the rest of its own rule, whatever stands above."""
    without = truth(space, rule.when, {id(node): True})
    return without == truth(space, rule.when)


# --- order and unknowns ---------------------------------------------------------------------------------------------
def _order(policy: Policy, space: Space, run: OutcomeSets) -> Iterator[PolicyFinding]:
    """Pairs of rules that both hold and name different people: the ranking alone decides there."""
    named = [chosen(space, rule) for rule in policy.rules]
    for high, low in combinations(range(len(policy.rules)), 2):
        yes = run.truths[low][0]
        if yes == space.all or not run.fired[low]:
            continue  # the last resort is meant to come last; a dead rule is told already
        where = run.fired[high] & yes & differ(named[high], named[low], space.all)
        if where:
            first, second = policy.rules[high], policy.rules[low]
            said = message("only the order decides between {rule} and {other}", rule=first.id, other=second.id)
            share = _part(where, run.fired[high])
            yield PolicyFinding("order", first.id, first.place, said, where, (second.id,), share=share)


def _unknown(policy: Policy, space: Space, run: OutcomeSets) -> Iterator[PolicyFinding]:
    """What is not known where the judge stops, by how many of the constellations it stops; he is asked himself."""
    stopped = _together(run.stopped)
    tried = 0
    counts: dict[str, int] = {}
    places: dict[str, tuple[int, str, Place, Message]] = {}
    for index in space.members(stopped, SAMPLE):
        tried += 1
        ruled = judge(policy, space.facts(index))
        step = next((s for s in reversed(ruled.trace) if s.outcome == "unknown"), None)
        check = next((c for c in step.checks if c.answer is Answer.UNKNOWN and c.needed), None) if step else None
        if ruled.owner or step is None or check is None or check.ask is None:
            continue
        key = check.key
        counts[key] = counts.get(key, 0) + 1
        was = places.get(key, (0, step.rule, check.place, check.ask))
        places[key] = (was[0] | 1 << index, *was[1:])
    share = stopped.bit_count() / space.size / max(1, tried)
    for key, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        where, rule, place, _ = places[key]
        said = message("where {condition} is not known, the judge must ask", condition=key)
        yield PolicyFinding("unknown", rule, place, said, where, parts=(key,), share=count * share)


def _together(sets: Iterator[int] | tuple[int, ...]) -> int:
    found = 0
    for each in sets:
        found |= each
    return found


def _everywhere(space: Space, sets: Iterator[int]) -> int:
    found = space.all
    for each in sets:
        found &= each
    return found


def _part(some: int, of: int) -> float:
    return some.bit_count() / of.bit_count() if of else 0.0
