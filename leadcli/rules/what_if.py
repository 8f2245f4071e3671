"""What would change the ruling: one fact otherwise, tried by the judge and kept when another manager comes out."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.case import Answer, Branch, Facts, Judgment
from leadcli.frozen import replace
from leadcli.message import message
from leadcli.rules.judge import Inquiry, judge, suppose
from leadcli.rules.policy import Ask, Policy, asked

ABOUT = ("caller", "call", "client", "group")
CALL = ABOUT.index("call")


def what_if(policy: Policy, facts: Facts, judgment: Judgment) -> tuple[Branch, ...]:
    """Every single change of a fact that gives the client to another manager, the likeliest to be mistaken first.

    That is the order: what is said of the caller, of the call, of the card, of the group; then the order of the
    rules. For each change the judge ruled again; changes that lead to nobody or to the same owner are left out.
    """
    found: dict[tuple[str, str], Branch] = {}
    changes = [*_answers(policy, facts), *((CALL, branch) for branch in _takers(policy, facts))]
    for _, branch in sorted(changes, key=lambda change: change[0]):
        if branch.owner and branch.owner != judgment.owner:
            found.setdefault((str(branch.change), branch.owner), branch)
    return tuple(found.values())


def _answers(policy: Policy, facts: Facts) -> Iterator[tuple[int, Branch]]:
    """Each condition of the policy that is sure, answered the other way, with the rank of what it is about."""
    inquiry = Inquiry(facts)
    seen: set[str] = set()
    for ask in _asks(policy):
        if ask.key in seen or ask.condition.name == "always":
            continue
        seen.add(ask.key)
        answer = inquiry.ask(ask).answer
        if answer is Answer.UNKNOWN:
            continue
        other = answer is Answer.NO
        judgment = suppose(policy, facts, {ask.key: other})
        change = ask.condition.statement(other, ask.argument)
        yield ABOUT.index(ask.condition.about), Branch(change, judgment.owner, judgment.rule)


def _takers(policy: Policy, facts: Facts) -> Iterator[Branch]:
    """Each claimant having taken the call."""
    for claimant in facts.question.claims:
        if claimant == facts.question.taken_by or not facts.book.managers[claimant].active:
            continue
        judgment = judge(policy, replace(facts, question=replace(facts.question, taken_by=claimant)))
        change = message("{manager} took the call", manager=facts.book.managers[claimant].name)
        yield Branch(change, judgment.owner, judgment.rule)


def _asks(policy: Policy) -> Iterator[Ask]:
    for rule in policy.rules:
        yield from asked(rule.when)
