"""The claimants: what speaks for and against each, and why the loser lost; every sentence is a run of the judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from leadcli.domain.book import Manager
from leadcli.domain.facts import Answer, Facts
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message, messages
from leadcli.domain.ruling import Branch, Check, Claim, Judgment, Step
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.family import lineage, named, served, served_head, served_heads
from leadcli.policy.judge import choose, judge
from leadcli.policy.owners import least_loaded
from leadcli.policy.policy import Policy
from leadcli.policy.workload import left_out


def claims(
    policy: Policy, readings: Sequence[Facts], judgment: Judgment, changes: Sequence[Branch]
) -> tuple[Claim, ...]:
    """A Claim for each claimant of the question, in the order in which they were named.

    ``readings``: the case file of each way to understand who calls, the one that was judged first. ``judgment`` has no
    owner where nobody can be named yet.
    """
    facts = readings[0]
    by_rule = alone(policy, facts) if judgment.owner else {}
    return tuple(
        _claim(policy, readings, judgment, changes, facts.book.managers[m], by_rule) for m in facts.question.claims
    )


def alone(policy: Policy, facts: Facts) -> dict[str, Judgment]:
    """What each rule says where it is the only one, and no person has decided: rule id -> its judgment."""
    undecided = replace(facts, decisions=())
    return {rule.id: judge(replace(policy, rules=(rule,)), undecided) for rule in policy.rules}


def _claim(
    policy: Policy,
    readings: Sequence[Facts],
    judgment: Judgment,
    changes: Sequence[Branch],
    manager: Manager,
    by_rule: Mapping[str, Judgment],
) -> Claim:
    facts = readings[0]
    supports = tuple(dict.fromkeys(said for each in readings for said in _supports(each, manager)))
    against = tuple(_against(facts, manager))
    for each in readings[1:]:  # what speaks against somebody only if one of several calls does not yet
        common = tuple(_against(each, manager))
        against = tuple(said for said in against if said in common)
    needs = tuple(branch for branch in changes if branch.owner == manager.id)
    if not judgment.owner:
        return Claim(manager.id, "open", judgment.rule, message("nobody can be named yet"), supports, against, needs)
    deciding = next((s for s in judgment.trace if s.rule == judgment.rule), None)
    if manager.id == judgment.owner:
        because = judgment.why or carrying(deciding)
        return Claim(manager.id, "wins", judgment.rule, because, supports, against, needs)
    lower = _lower(policy, judgment, by_rule, manager)
    if lower:
        because = message(
            "{own} would give the client to {manager}, but {rule} ranks higher and holds: {fact}",
            own=lower, manager=manager.name, rule=judgment.rule, fact=carrying(deciding),
        )  # fmt: skip
        raised = _raised(policy, facts, lower, judgment.rule, manager)
        singles = sum(branch.size == 1 for branch in needs)
        needs = (*needs[:singles], *raised, *needs[singles:])
        return Claim(manager.id, "loses", lower, because, supports, against, needs)
    failed = _failed(policy, facts, judgment, by_rule, manager, needs)
    if failed is not None:
        because = message(
            "{own} could speak for {manager}, but does not hold: {fact}",
            own=failed.rule, manager=manager.name, fact=carrying(failed),
        )  # fmt: skip
        return Claim(manager.id, "loses", failed.rule, because, supports, against, needs)
    because = message(
        "no rule of the policy speaks for {manager}; {rule} decides: {fact}",
        manager=manager.name, rule=judgment.rule, fact=judgment.why or carrying(deciding),
    )  # fmt: skip
    return Claim(manager.id, "loses", judgment.rule, because, supports, against, needs)


def _lower(policy: Policy, judgment: Judgment, by_rule: Mapping[str, Judgment], manager: Manager) -> str:
    """The highest rule below the one that decided that would give this manager the client, were it asked alone."""
    ranked = [rule.id for rule in policy.rules]
    below = ranked[ranked.index(judgment.rule) + 1 :] if judgment.rule in ranked else ranked  # a decision is above all
    return next((r for r in below if by_rule[r].rule == r and by_rule[r].owner == manager.id), "")


def _failed(
    policy: Policy,
    facts: Facts,
    judgment: Judgment,
    by_rule: Mapping[str, Judgment],
    manager: Manager,
    needs: tuple[Branch, ...],
) -> Step | None:
    """A rule that names this manager, but does not hold: one that a single change of facts would make hold first."""
    steps = {
        rule.id: by_rule[rule.id].trace[-1]
        for rule in policy.rules
        if by_rule[rule.id].trace[-1].outcome == "failed" and choose(rule, facts)[0].owner == manager.id
    }
    nearest = next((branch.rule for branch in needs if branch.size == 1 and branch.rule in steps), "")
    return steps.get(nearest) or next(iter(steps.values()), None)


def _raised(policy: Policy, facts: Facts, own: str, above: str, manager: Manager) -> tuple[Branch, ...]:
    """The rule put right above the one that decided, if that gives this manager the client."""
    mine = policy.rule(own)
    rest = [rule for rule in policy.rules if rule is not mine]
    place = next((n for n, rule in enumerate(rest) if rule.id == above), None)
    if place is None:
        return ()  # nothing ranks above a person's decision
    found = judge(replace(policy, rules=(*rest[:place], mine, *rest[place:])), facts)
    if found.owner != manager.id:
        return ()
    return (Branch(message("the rule {own} ranked above {rule}", own=own, rule=above), found.owner, found.rule),)


def carrying(step: Step | None) -> Message:
    """The finding that carries a step's outcome: of a fired rule the last it rests on, of a failed one the first.

    Under ``not`` a yes is told with what the condition states: a company that is named alone would not tell what of it.
    """
    if step is None:
        return message("no rule holds")
    needed: list[Check] = [check for check in step.checks if check.needed]
    if not needed:
        return message("the rule {rule} was not needed", rule=step.rule)
    if step.outcome != "fired":
        return _told(needed[0])
    known = [check for check in needed if check.answer is not Answer.UNKNOWN]
    return _told((known or needed)[-1])


def _told(check: Check) -> Message:
    if not check.negated or check.answer is not Answer.YES or check.condition not in CONDITIONS:
        return check.found
    stated = CONDITIONS[check.condition].statement(True, check.argument)
    return message("{statement}: {found}", statement=stated, found=check.found)


def _supports(facts: Facts, manager: Manager) -> Iterator[Message]:
    client = facts.identity.client
    if client and client.owner == manager.id:
        yield message("owns the client on file: {client}", client=named(client))
    for group in lineage(facts):
        if group.lead == manager.id:
            yield message("leads {group}", group=group.name)
    heads = served_heads(facts)
    for group, head in heads:
        if head.owner == manager.id:
            yield message("serves the head office of {group}: {client}", group=group.name, client=named(head))
    theirs = [c for c in served(facts).by_owner.get(manager.id, ()) if all(c is not head for _, head in heads)]
    if theirs:
        yield messages(
            "serves {count} company of the group: {clients}",
            "serves {count} companies of the group: {clients}",
            len(theirs),
            clients=tuple(named(c) for c in theirs[:3]),
        )
    if facts.question.taken_by == manager.id:
        yield message("took the call")
    if least_loaded(facts).owner == manager.id:
        yield message("it is their turn by weight and load")


def _against(facts: Facts, manager: Manager) -> Iterator[Message]:
    client = facts.identity.client
    owner = facts.book.managers.get(client.owner) if client else None
    if client and owner and owner.active and owner.id != manager.id:
        yield message("the client is on file with {manager}", manager=owner.name)
    nearest = served_head(facts)
    if nearest and nearest.owner != manager.id:
        other = facts.book.managers[nearest.owner].name
        if any(head.owner == manager.id for _, head in served_heads(facts)):
            yield message("a nearer head office goes first: {client}, {manager}", client=named(nearest), manager=other)
    clients = served(facts)
    if clients and manager.id not in clients.by_owner:
        yield message("serves no company of the group")
    taker = facts.book.managers.get(facts.question.taken_by)
    if taker and taker.id != manager.id:
        yield message("{manager} took the call", manager=taker.name)
    reason = left_out(facts, manager)
    if reason is not None:
        yield reason
