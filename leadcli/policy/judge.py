"""The judge: a policy and the facts in, the ruling's core with its whole trace out.

The first rule that fires decides. Three-valued (Kleene 1952): a condition may answer UNKNOWN, and an UNKNOWN that a
rule's outcome rests on stops the judge, unless every way to fill it in names the same owner. There is one path: the
trace is what the judge did, and the answer is read off it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from leadcli.domain.company import Client
from leadcli.domain.facts import Answer, Facts, Finding, Identity
from leadcli.domain.frozen import Later, replace
from leadcli.domain.messages import Message, message
from leadcli.domain.ruling import Branch, Check, Judgment, Outcome, Step
from leadcli.policy.family import ownership
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


Asked = tuple[Ask, Finding, bool, bool]  # a condition, what it found; whether it is denied, and needed (see ``Check``)
Weighed = tuple[Rule, Answer, tuple[Asked, ...]]  # a rule that was asked, and how it came out


def judge(policy: Policy, facts: Facts) -> Judgment:
    """The ruling of the policy on the facts. A person's decision that binds stands above every rule."""
    inquiry = Inquiry(facts)
    above: Sequence[Step] = ()
    if facts.decisions:
        from leadcli.policy.decisions import decided

        above, judgment = decided(policy, facts)
        if judgment is not None:
            return replace(judgment, trace=(*judgment.trace, *_not_reached(policy, 0)))
    weighed: list[Weighed] = []
    for rule in policy.rules:
        answer, asked = weigh(rule.when, inquiry)
        if answer is UNKNOWN:
            return _through_unknown(policy, inquiry, (*above, *map(_step, weighed)), len(weighed), asked)
        weighed.append((rule, answer, asked))
        if answer is YES:
            return _named(policy, rule, facts, _later_trace(policy, above, weighed))
    ask = message("No rule of the policy covers this case: who shall serve it?")
    return Judgment("", "", _later_trace(policy, above, weighed), ask=ask)


def weigh(when: When, inquiry: Inquiry, negated: bool = False) -> tuple[Answer, tuple[Asked, ...]]:
    """The answer of a rule's conditions, and what was asked until it was sure.

    Of an unknown answer those that left it open are needed; of another see ``checks``. ``negated``: it is denied.
    """
    if isinstance(when, Ask):
        finding = inquiry.ask(when)
        return finding.answer, ((when, finding, negated, True),)
    if when.kind == "not":
        answer, asked = weigh(when.parts[0], inquiry, not negated)
        return _DENIED[answer], asked
    decisive, otherwise = (NO, YES) if when.kind == "all" else (YES, NO)
    made: list[tuple[Answer, tuple[Asked, ...]]] = []
    for part in when.parts:
        made.append(weigh(part, inquiry, negated))
        if made[-1][0] is decisive:
            return decisive, tuple([each for _, asked in made for each in asked])
    if all(answer is otherwise for answer, _ in made):
        return otherwise, tuple([each for _, asked in made for each in asked])
    return UNKNOWN, tuple([(*each[:3], each[3] and answer is UNKNOWN) for answer, asked in made for each in asked])


def _later_trace(policy: Policy, above: Sequence[Step], weighed: Sequence[Weighed]) -> Sequence[Step]:
    """The steps above the rules, of those that were asked and of those that were not reached.

    They are made when they are looked at: few are in a batch.
    """
    return Later(lambda: (*above, *map(_step, weighed), *_not_reached(policy, len(weighed))))


def _step(weighed: Weighed) -> Step:
    rule, answer, asked = weighed
    return Step(rule.id, OUTCOMES[answer], rule.place, Later(partial(checks, rule.when, answer, asked)))


def checks(when: When, answer: Answer, asked: Sequence[Asked]) -> tuple[Check, ...]:
    """What was asked, as checks. ``needed`` marks those on which the answer rests.

    With any one of those taken away it would not follow; the others could be anything.
    """
    made = tuple(map(_check, asked))
    if answer is UNKNOWN or len(made) == 1:
        return made
    known = {check.key: check.answer for check in made}
    for key in list(known):
        without = {k: a for k, a in known.items() if k != key}
        if follows(when, without) is answer:
            known = without
    return tuple(
        [each if each.needed is (each.key in known) else replace(each, needed=not each.needed) for each in made]
    )


def _check(asked: Asked) -> Check:
    ask, finding, negated, needed = asked
    how = ask.condition.told_by if finding.answer is UNKNOWN else ""
    return Check(
        ask.condition.name, ask.argument, finding.answer, finding.found, ask.place, negated, needed, finding.ask, how
    )


def follows(when: When, known: Mapping[str, Answer]) -> Answer:
    """The answer that follows from some answers, what is not among them being unknown (Kleene's strong logic)."""
    if isinstance(when, Ask):
        return known.get(when.key, UNKNOWN)
    if when.kind == "not":
        return _DENIED[follows(when.parts[0], known)]
    answers = [follows(part, known) for part in when.parts]
    decisive, otherwise = (NO, YES) if when.kind == "all" else (YES, NO)
    return decisive if decisive in answers else UNKNOWN if UNKNOWN in answers else otherwise


def choose(rule: Rule, facts: Facts) -> tuple[Choice, str]:
    """Whom the rule names, and by which of its ways: the first that finds somebody, or wants a person to choose."""
    choice, name = Choice(), ""
    for name in rule.owner:
        choice = OWNERS[name].named(facts)
        if choice.owner or choice.ask:
            break
    return choice, name


def _named(policy: Policy, rule: Rule, facts: Facts, trace: Sequence[Step]) -> Judgment:
    choice, name = choose(rule, facts)
    ask = choice.ask
    if not choice.owner and ask is None:
        ask = message("The rule {rule} holds, but names nobody: who shall serve the client?", rule=rule.id)
    turns = bool(choice.shares)  # the figures of all who may take one
    return Judgment(
        rule.id, choice.owner, trace, choice.why, choice.shares, ask, choice.sister, named_by=name, turns=turns
    )


def _through_unknown(
    policy: Policy, inquiry: Inquiry, steps: Sequence[Step], index: int, asked: Sequence[Asked]
) -> Judgment:
    """Fill the first unknown in every way it can be; go on only if all ways name the same owner."""
    rule = policy.rules[index]
    made = checks(rule.when, UNKNOWN, asked)
    unknown = next(check for check in made if check.answer is UNKNOWN and check.needed)
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
        passed = [*steps, Step(rule.id, "unknown", rule.place, made, note)]
        if order.get(last.rule, -1) <= index:
            passed[-1] = replace(passed[-1], outcome="fired")
        above = _decisions(last) if inquiry.facts.decisions else 0
        trace = (*passed, *last.trace[above + index + 1 :])
        return replace(last, trace=trace, branches=branches, turns=turns)
    trace = (*steps, Step(rule.id, "unknown", rule.place, made), *_not_reached(policy, index + 1))
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
        for client in _called_so(facts, identity.group.id):
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


def _called_so(facts: Facts, group_id: str) -> Iterable[Client]:
    """The cards of a group that a caller of this name may be: those of its brand; others would not be called so.

    Who works under a franchise is a company of another name. Where each is on its own, so may be the one of the city.
    """
    family, brand = facts.book.family(group_id), facts.identity.brand
    if not brand or any(group.kind == "franchise" for group in facts.book.lineage(group_id)):
        return family
    bearing = family.bearing(facts.brands, brand, brand)
    if not facts.city or ownership(facts)[0] != "each_own":
        return bearing
    here = [client for client in family if client.city == facts.city]
    return (*bearing, *here) if len(here) == 1 and here[0] not in bearing else bearing


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
