"""The judge: a policy and the facts in, the ruling's core with its whole trace out.

The first rule that fires decides. Three-valued (Kleene 1952): a condition may answer UNKNOWN, and an UNKNOWN that a
rule's outcome rests on stops the judge, unless every way to fill it in names the same owner. There is one path: the
trace is what the judge did, and the answer is read off it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from leadcli.domain.facts import Answer, Facts, Finding, Identity
from leadcli.domain.frozen import Later, replace
from leadcli.domain.messages import Message, message
from leadcli.domain.ruling import Branch, Check, Judgment, Outcome, Step
from leadcli.policy.owners import OWNERS, Choice
from leadcli.policy.policy import Ask, Policy, Rule, When

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
_DENIED = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}
OUTCOMES: dict[Answer, Outcome] = {YES: "fired", NO: "failed", UNKNOWN: "unknown"}


class Inquiry:
    """What has been asked of one set of facts, each condition once."""

    __slots__ = ("facts", "findings")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.findings: dict[str, Finding] = {}

    def ask(self, ask: Ask) -> Finding:
        """The condition's finding; an assumption made for the sake of argument comes first."""
        key, assumed = ask.key, self.facts.assumed
        if key in assumed:
            answer = YES if assumed[key] else NO
            text = ask.states(answer is YES)
            return Finding(answer, message("supposed: {statement}", statement=text))
        found = self.findings.get(key)
        if found is None:
            found = self.findings[key] = ask.finding(self.facts)
        return found

    def is_unread(self, check: Check) -> bool:
        """Whether a check that was made is unknown because a cell is not understood."""
        return check.key in self.findings and self.findings[check.key].unread


def judge(policy: Policy, facts: Facts) -> Judgment:
    """The ruling of the policy on the facts. A person's decision that binds stands above every rule."""
    inquiry = Inquiry(facts)
    steps: list[Step] = []
    if facts.decisions:
        from leadcli.policy.decisions import decided

        steps, judgment = decided(policy, facts)
        if judgment is not None:
            return replace(judgment, trace=(*judgment.trace, *_not_reached(policy, 0)))
    for index, rule in enumerate(policy.rules):
        answer, checks = weigh(rule.when, inquiry)
        if answer is UNKNOWN:
            return _through_unknown(policy, inquiry, steps, index, checks)
        steps.append(Step(rule.id, OUTCOMES[answer], rule.place, checks))
        if answer is YES:
            return _named(policy, rule, facts, steps, index)
    return Judgment("", "", tuple(steps), ask=message("No rule of the policy covers this case: who shall serve it?"))


def weigh(when: When, inquiry: Inquiry) -> tuple[Answer, Sequence[Check]]:
    """The answer of a rule's conditions, and the checks made.

    Asking stops where the answer is sure. ``needed`` marks the checks on which the answer rests, see ``_weighed``.
    """
    answer, checks = _ask(when, inquiry, False)
    if answer is UNKNOWN or len(checks) == 1:
        return answer, checks
    return answer, Later(partial(_weighed, when, answer, checks))  # few look at it in a batch


def _weighed(when: When, answer: Answer, checks: Sequence[Check]) -> tuple[Check, ...]:
    """The checks, marked by whether the answer rests on them.

    With any one of those taken away it would not follow; the others could be anything.
    """
    known = {check.key: check.answer for check in checks}
    for key in list(known):
        without = {k: a for k, a in known.items() if k != key}
        if follows(when, without) is answer:
            known = without
    return tuple([_marked(check, check.key in known) for check in checks])


def _marked(check: Check, needed: bool) -> Check:
    return check if check.needed == needed else replace(check, needed=needed)


def follows(when: When, known: Mapping[str, Answer]) -> Answer:
    """The answer that follows from some answers, what is not among them being unknown (Kleene's strong logic)."""
    if isinstance(when, Ask):
        return known.get(when.key, UNKNOWN)
    if when.kind == "not":
        return _DENIED[follows(when.parts[0], known)]
    answers = [follows(part, known) for part in when.parts]
    decisive, otherwise = (NO, YES) if when.kind == "all" else (YES, NO)
    return decisive if decisive in answers else UNKNOWN if UNKNOWN in answers else otherwise


def _ask(when: When, inquiry: Inquiry, negated: bool) -> tuple[Answer, tuple[Check, ...]]:
    """Ask conditions until the answer is sure. Of an unknown answer, the checks that left it open are needed."""
    if isinstance(when, Ask):
        finding = inquiry.ask(when)
        name, argument = when.condition.name, when.argument
        return finding.answer, (
            Check(
                name,
                argument,
                finding.answer,
                finding.found,
                when.place,
                negated,
                True,
                finding.ask,
                when.condition.told_by if finding.answer is UNKNOWN else "",
            ),
        )
    if when.kind == "not":
        answer, checks = _ask(when.parts[0], inquiry, not negated)
        return _DENIED[answer], checks
    decisive, otherwise = (NO, YES) if when.kind == "all" else (YES, NO)
    made: list[tuple[Answer, tuple[Check, ...]]] = []
    for part in when.parts:
        made.append(_ask(part, inquiry, negated))
        if made[-1][0] is decisive:
            return decisive, tuple([check for _, checks in made for check in checks])
    if all(answer is otherwise for answer, _ in made):
        return otherwise, tuple([check for _, checks in made for check in checks])
    return UNKNOWN, tuple(
        [check if answer is UNKNOWN else _marked(check, False) for answer, checks in made for check in checks]
    )


def choose(rule: Rule, facts: Facts) -> tuple[Choice, str]:
    """Whom the rule names, and by which of its ways: the first that finds somebody, or wants a person to choose."""
    choice, name = Choice(), ""
    for name in rule.owner:
        choice = OWNERS[name].named(facts)
        if choice.owner or choice.ask:
            break
    return choice, name


def _named(policy: Policy, rule: Rule, facts: Facts, steps: list[Step], index: int) -> Judgment:
    choice, name = choose(rule, facts)
    trace = (*steps, *_not_reached(policy, index + 1))
    ask = choice.ask
    if not choice.owner and ask is None:
        ask = message("The rule {rule} holds, but names nobody: who shall serve the client?", rule=rule.id)
    turns = bool(choice.shares)  # the figures of all who may take one
    return Judgment(
        rule.id, choice.owner, trace, choice.why, choice.shares, ask, choice.sister, named_by=name, turns=turns
    )


def _through_unknown(
    policy: Policy, inquiry: Inquiry, steps: list[Step], index: int, checks: Sequence[Check]
) -> Judgment:
    """Fill the first unknown in every way it can be; go on only if all ways name the same owner."""
    rule = policy.rules[index]
    unknown = next(check for check in checks if check.answer is UNKNOWN and check.needed)
    ways: list[tuple[Message, Judgment]] = []
    left_out = False  # ways that may ask for a turn where they are tried later, see ``settling``
    for label, facts in completions(inquiry.facts, unknown):
        ways.append((label, judge(policy, facts)))
        if inquiry.is_unread(unknown) and not ways[-1][1].owner:
            left_out = True
            break  # it is for a person whatever else is tried, and such cells may be many
    branches = _branches(ways)
    owners = {judgment.owner for _, judgment in ways}
    turns = left_out or any(judgment.turns for _, judgment in ways)
    order = {r.id: i for i, r in enumerate(policy.rules)}
    if len(owners) == 1 and "" not in owners:
        # The way that goes deepest shows most: all rules above it that could not settle the case.
        _, last = max(ways, key=lambda way: order.get(way[1].rule, -1))
        note = message("whatever the answer, the owner is the same")
        passed = [*steps, Step(rule.id, "unknown", rule.place, checks, note)]
        if order.get(last.rule, -1) <= index:
            passed[-1] = replace(passed[-1], outcome="fired")
        above = _decisions(last) if inquiry.facts.decisions else 0
        trace = (*passed, *last.trace[above + index + 1 :])
        return replace(last, trace=trace, branches=branches, turns=turns)
    trace = (*steps, Step(rule.id, "unknown", rule.place, checks), *_not_reached(policy, index + 1))
    return Judgment("", "", trace, ask=unknown.ask, branches=branches, turns=turns)


def _decisions(judgment: Judgment) -> int:
    """How many steps before the rules a judgment has: see ``policy.decisions``."""
    from leadcli.policy.decisions import DECISION

    return sum(step.rule == DECISION for step in judgment.trace)


def completions(facts: Facts, unknown: Check) -> list[tuple[Message, Facts]]:
    """Every way to fill in what is not known, each with the words for it.

    Which company of a group calls is filled in by each of its cards, and by a new company of the group; any other
    unknown by yes and by no.
    """
    identity = facts.identity
    if identity.open and identity.group is not None:
        ways: list[tuple[Message, Facts]] = []
        family, brand = facts.book.family(identity.group.id), identity.brand
        for client in family.bearing(facts.brands, brand, brand) if brand else family:  # others would not be called so
            group = facts.book.groups[client.group]
            known = Identity(client, group, False, facts.brands.get(client.id, ""))
            ways.append((message("{client} is calling", client=client.name), replace(facts, identity=known)))
        fresh = replace(identity, open=False)
        ways.append(
            (message("a new company of {group} is calling", group=identity.group.name), replace(facts, identity=fresh))
        )
        return ways
    from leadcli.policy.conditions import CONDITIONS

    condition = CONDITIONS[unknown.condition]
    assumed = facts.assumed
    return [
        (condition.statement(answer, unknown.argument), replace(facts, assumed={**assumed, unknown.key: answer}))
        for answer in (True, False)
    ]


def _branches(ways: list[tuple[Message, Judgment]]) -> tuple[Branch, ...]:
    """The ways, one for each owner and rule they lead to: the first of each."""
    seen: dict[tuple[str, str], Branch] = {}
    for label, judgment in ways:
        seen.setdefault((judgment.owner, judgment.rule), Branch(label, judgment.owner, judgment.rule))
    return tuple(seen.values())


_unreached: dict[int, tuple[tuple[Rule, ...], tuple[Step, ...]]] = {}  # of the last policy's rules, by their id


def _not_reached(policy: Policy, start: int) -> tuple[Step, ...]:
    rules, steps = _unreached.get(id(policy.rules), ((), ()))
    if rules is not policy.rules:
        steps = tuple([Step(rule.id, "not_reached", rule.place) for rule in policy.rules])
        _unreached.clear()
        _unreached[id(policy.rules)] = policy.rules, steps
    return steps[start:]
