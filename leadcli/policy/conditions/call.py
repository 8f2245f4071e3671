"""Conditions on the call: who took it."""

from __future__ import annotations

from leadcli.domain.facts import Facts, Finding
from leadcli.domain.messages import message
from leadcli.policy.conditions.condition_table import condition, no, yes
from leadcli.policy.family import served, who


@condition("somebody took the call", "nobody is said to have taken the call", about="call", rests_on=("taker",))
def call_taken(facts: Facts, _: str) -> Finding:
    """Whether it is said who took the call."""
    taker = facts.book.managers.get(facts.question.taken_by)
    if taker is None:
        return no(message("nobody is said to have taken the call"))
    return yes(message("{manager} took the call", manager=taker.name))


@condition(
    "who took the call serves a company of the group",
    "who took the call serves no company of the group",
    about="call",
    rests_on=("sister", "taker", "taker_serves"),
)
def taker_serves_group(facts: Facts, _: str) -> Finding:
    """Whether the manager who took the call already serves a company of the group."""
    taker = facts.book.managers.get(facts.question.taken_by)
    if taker is None:
        return no(message("nobody is said to have taken the call"))
    theirs = served(facts).by_owner.get(taker.id)
    if theirs:
        return yes(who(facts, theirs.latest[0]))
    return no(message("{manager} serves no company of the group", manager=taker.name))
