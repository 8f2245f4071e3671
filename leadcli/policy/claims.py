"""The claimants: what speaks for and against each, and the rule and the fact that beat the loser."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.domain.book import Manager
from leadcli.domain.facts import Answer, Facts
from leadcli.domain.messages import Message, message, messages
from leadcli.domain.ruling import Branch, Check, Claim, Judgment, Step
from leadcli.policy.family import lineage, named, served, served_head
from leadcli.policy.judge import choose
from leadcli.policy.owners import least_loaded
from leadcli.policy.policy import Policy
from leadcli.policy.workload import left_out


def claims(policy: Policy, facts: Facts, judgment: Judgment, changes: tuple[Branch, ...]) -> tuple[Claim, ...]:
    """A Claim for each claimant of the question, in the order in which they were named."""
    return tuple(_claim(policy, facts, judgment, changes, facts.book.managers[m]) for m in facts.question.claims)


def _claim(policy: Policy, facts: Facts, judgment: Judgment, changes: tuple[Branch, ...], manager: Manager) -> Claim:
    supports, against = tuple(_supports(facts, manager)), tuple(_against(facts, manager))
    needs = tuple(branch for branch in changes if branch.owner == manager.id)
    if not judgment.owner:
        because = message("nobody can be named yet")
        return Claim(manager.id, "open", judgment.rule, because, supports, against, needs)
    deciding = next((s for s in judgment.trace if s.rule == judgment.rule), None)
    fact = _fact(deciding)
    if manager.id == judgment.owner:
        return Claim(manager.id, "wins", judgment.rule, fact, supports, against, needs)
    own = _own_rule(policy, facts, manager, judgment)
    if own is None:
        because = message(
            "no rule of the policy speaks for {manager}; {rule} decides: {fact}",
            manager=manager.name,
            rule=judgment.rule,
            fact=fact,
        )
        return Claim(manager.id, "loses", judgment.rule, because, supports, against, needs)
    if own.outcome == "not_reached":
        because = message(
            "{own} would decide for {manager}, but {rule} ranks higher and holds: {fact}",
            own=own.rule,
            manager=manager.name,
            rule=judgment.rule,
            fact=fact,
        )
    else:
        because = message(
            "{own} would decide for {manager}, but it does not hold: {fact}",
            own=own.rule,
            manager=manager.name,
            fact=_fact(own),
        )
    return Claim(manager.id, "loses", own.rule, because, supports, against, needs)


def _own_rule(policy: Policy, facts: Facts, manager: Manager, judgment: Judgment) -> Step | None:
    """The rule that would name this manager and came nearest: failed ones above, then those not reached."""
    steps = {step.rule: step for step in judgment.trace}
    naming = [steps[r.id] for r in policy.rules if r.id != judgment.rule and choose(r, facts)[0].owner == manager.id]
    # A rule below the deciding one was never asked: what beat it is the ranking, which is the plainer reason.
    below = [step for step in naming if step.outcome == "not_reached"]
    return next(iter(below or naming), None)


def _fact(step: Step | None) -> Message:
    """The finding that carries a step's outcome: for a fired rule the last needed one, for a failed one the first."""
    if step is None:
        return message("no rule holds")
    needed: list[Check] = [check for check in step.checks if check.needed]
    if not needed:
        return message("the rule {rule} was not needed", rule=step.rule)
    if step.outcome == "fired":
        telling = [check for check in needed if check.answer is Answer.YES]
        return (telling or needed)[-1].found
    return needed[0].found


def _supports(facts: Facts, manager: Manager) -> Iterator[Message]:
    client = facts.identity.client
    if client and client.owner == manager.id:
        yield message("owns the client on file: {client}", client=named(client))
    for group in lineage(facts):
        if group.lead == manager.id:
            yield message("leads {group}", group=group.name)
    head = served_head(facts)
    if head and head.owner == manager.id:
        yield message("serves the head office: {client}", client=named(head))
    theirs = [c for c in served(facts) if c.owner == manager.id and c is not head]
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
    clients = served(facts)
    if clients and not any(c.owner == manager.id for c in clients):
        yield message("serves no company of the group")
    taker = facts.book.managers.get(facts.question.taken_by)
    if taker and taker.id != manager.id:
        yield message("{manager} took the call", manager=taker.name)
    reason = left_out(facts, manager)
    if reason is not None:
        yield reason
