"""A person's decision on a client or a group: it outranks the rules until it is reverted, ends, or its owner leaves."""

from __future__ import annotations

from leadcli.domain.company import Client
from leadcli.domain.facts import Answer, Decision, Facts
from leadcli.domain.messages import Message, message
from leadcli.domain.places import NOWHERE, Place
from leadcli.domain.ruling import Check, Judgment, Step
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.policy import Ask, Policy, Rule

DECISION = "decision"  # the id under which it stands in a trace, as a rule's does
NAMED_BY = "precedent_owner"
RULE = Rule(
    DECISION,
    {"en": "A person has decided", "ru": "Решено человеком"},
    Ask(CONDITIONS["always"], "", NOWHERE),
    (NAMED_BY,),
    {
        "en": "So a person decided, and that stands above the rules: {owner} serves the client.",
        "ru": "Так решил человек, и это выше правил: клиента ведёт {owner}.",
    },
    {"en": "{owner} looks after you.", "ru": "Вас ведёт {owner}."},
    NOWHERE,
)


def on_case(facts: Facts) -> list[Decision]:
    """The decisions on who calls, in that reading: the nearest first, then the newest."""
    client, group = facts.identity.client, facts.identity.group
    above = [each.id for each in facts.book.lineage(group.id)] if group else []
    found = [
        (_distance(one, client.id if client else "", above), -one.seq, one)
        for one in facts.decisions
        if one.scope == "pattern" or (one.scope == "group" and one.group in above) or _of_client(one, client)
    ]
    return [one for *_, one in sorted(found, key=lambda each: each[:2])]


def _of_client(one: Decision, client: Client | None) -> bool:
    return client is not None and one.client == client.id


def _distance(one: Decision, client: str, above: list[str]) -> int:
    """The client itself, then its group and those above it, then every case like it."""
    if client and one.client == client:
        return 0
    return 1 + above.index(one.group) if one.scope == "group" and one.group in above else 1 + len(above)


def lapsed(decision: Decision, facts: Facts) -> Message | None:
    """Why a decision binds no more, or None."""
    manager = facts.book.managers.get(decision.manager)
    if manager is None or not manager.active:
        return message("{manager} has left", manager=manager.name if manager else decision.manager)
    if decision.until is not None and decision.until < facts.question.on:
        return message("it held until {day}", day=decision.until)
    return None


def _said(decision: Decision, name: str) -> Message:
    """A decision in words: who decided what, and all that the parties should know of it."""
    said = message(
        "decision {number} of {day} by {by}: {manager}; {why}",
        number=decision.seq, day=decision.day, by=decision.by, manager=name, why=decision.why,
    )  # fmt: skip
    if decision.scope == "pattern":
        said = message("{said}; for every case like that one", said=said)
    if decision.appeal_of:
        said = message("{said}; on appeal of decision {number}", said=said, number=decision.appeal_of)
    if decision.second:
        return message("{said}; agreed by {second}", said=said, second=decision.second)
    return message("{said}; decided by who gets the client", said=said) if decision.own else said


def decided(policy: Policy, facts: Facts) -> tuple[list[Step], Judgment | None]:
    """The steps of the trace that decisions make, before any rule, and the judgment where one binds."""
    steps: list[Step] = []
    for decision in on_case(facts) if policy.precedents else ():
        place, manager = Place("ledger", decision.seq), facts.book.managers.get(decision.manager)
        name = manager.name if manager else decision.manager
        ended = lapsed(decision, facts)
        said = _said(decision, name)
        if ended is None:
            check = Check(DECISION, str(decision.seq), Answer.YES, said, place)
            steps.append(Step(DECISION, "fired", place, (check,)))
            return steps, Judgment(DECISION, decision.manager, tuple(steps), said, named_by=NAMED_BY)
        if not steps:  # an older one that ended too tells nothing
            over = message("{decision}: binds no more, {ended}", decision=said, ended=ended)
            steps.append(Step(DECISION, "failed", place, (Check(DECISION, str(decision.seq), Answer.NO, over, place),)))
    return steps, None
