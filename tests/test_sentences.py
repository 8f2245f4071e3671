"""What the parties are told holds when it is tried: every sentence of a claim against the judge, over random cases.

LEADCLI_RULINGS=10000 tries ten thousand cases instead of the suite's few.
"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from conftest import TODAY
from test_what_if import POLICIES, a_case, facts_of

from leadcli.domain.facts import Answer, Facts
from leadcli.domain.frozen import replace
from leadcli.domain.messages import filled
from leadcli.domain.ruling import Claim, Judgment, Step
from leadcli.locales import locale_of
from leadcli.policy.claims import claims
from leadcli.policy.counterfactuals import what_if
from leadcli.policy.cover import cover
from leadcli.policy.judge import choose, judge
from leadcli.policy.policy import Policy
from leadcli.policy.sentences import fill, to_client

CASES = int(os.environ.get("LEADCLI_RULINGS", "400"))
PARTS = 4
LOWER = "{own} would give the client to {manager}, but {rule} ranks higher and holds: {fact}"
FAILED = "{own} could speak for {manager}, but does not hold: {fact}"
NONE = "no rule of the policy speaks for {manager}; {rule} decides: {fact}"
RANKED = "the rule {own} ranked above {rule}"
RULES = list({rule.id: rule for policy in POLICIES for rule in policy.rules}.values())


def a_policy(chance: random.Random) -> Policy:
    """A ready-made policy, or some rules of all of them in any order."""
    base = chance.choice(POLICIES)
    if chance.random() < 0.4:
        return base
    return replace(base, rules=tuple(chance.sample(RULES, chance.randint(2, min(10, len(RULES))))))


def ordered(policy: Policy, own: str, above: str) -> Policy:
    """The policy with one rule right above another."""
    rest = [rule for rule in policy.rules if rule.id != own]
    place = next(n for n, rule in enumerate(rest) if rule.id == above)
    return replace(policy, rules=(*rest[:place], policy.rule(own), *rest[place:]))


def quoted(fact: Any, step: Step) -> None:
    """A fact that is quoted is what a condition of that rule finds, and the rule's outcome rests on it."""
    found = [check for check in step.checks if check.needed]
    assert found
    told = dict(fact.args)["found"] if fact.text == "{statement}: {found}" else fact
    assert any(told == check.found and check.answer is not Answer.UNKNOWN for check in found)


def hold(policy: Policy, facts: Facts, judgment: Judgment, claim: Claim) -> None:
    """A claim's sentence, tried."""
    said, who = claim.because, facts.book.managers[claim.manager]
    told = dict(said.args)
    only = {rule.id: judge(replace(policy, rules=(rule,)), facts) for rule in policy.rules}
    ranked = [rule.id for rule in policy.rules]
    if claim.outcome == "wins":
        assert claim.manager == judgment.owner
        assert judgment.why is None or said == judgment.why
        return
    assert said.text in (LOWER, FAILED, NONE)
    assert told["manager"] == who.name
    if said.text == LOWER:
        assert only[told["own"]].owner == claim.manager
        assert ranked.index(told["own"]) > ranked.index(told["rule"])
        assert only[told["rule"]].rule == told["rule"]
        # with all that stands above it gone, the rule gives the client to the one who is told so
        below = replace(policy, rules=policy.rules[ranked.index(told["own"]) :])
        assert judge(below, facts).owner == claim.manager
        quoted(told["fact"], only[told["rule"]].trace[-1])
    elif said.text == FAILED:
        assert only[told["own"]].trace[-1].outcome == "failed"
        quoted(told["fact"], only[told["own"]].trace[-1])
        assert choose(policy.rule(told["own"]), facts)[0].owner == claim.manager
    else:
        assert all(judged.owner != claim.manager for judged in only.values())
    for branch in claim.needs:
        assert branch.owner == claim.manager
        if branch.change.text == RANKED:
            made = dict(branch.change.args)
            assert judge(ordered(policy, made["own"], made["rule"]), facts).owner == claim.manager
    sizes = [branch.size for branch in claim.needs]
    assert sizes == sorted(sizes), "the least change is told first"


def groups_of(facts: Facts, client_group: str) -> set[str]:
    return {group.name for group in facts.book.lineage(client_group)}


@pytest.mark.parametrize("part", range(PARTS))
def test_what_a_claimant_is_told_holds(part: int) -> None:
    chance = random.Random(f"{TODAY} sentences {part}")
    seen: dict[str, int] = {}
    for _ in range(CASES // PARTS):
        case: dict[str, Any] = a_case(chance)
        policy, facts = a_policy(chance), facts_of(case)
        judgment = judge(policy, facts)
        if not judgment.owner:
            continue
        for claim in claims(policy, [facts], judgment, what_if(policy, facts, judgment)):
            seen[claim.because.text] = seen.get(claim.because.text, 0) + 1
            hold(policy, facts, judgment, claim)
        rule = policy.rule(judgment.rule)
        group = fill({"en": "{group}"}, facts, judgment, None)["en"]
        if judgment.sister and facts.identity.group and judgment.sister.group and rule.manager:
            both = groups_of(facts, facts.identity.group.id) & groups_of(facts, judgment.sister.group)
            assert group in both or not both
    assert {LOWER, FAILED, NONE} <= seen.keys(), seen


def test_the_client_hears_who_helps_while_the_owner_is_out() -> None:
    chance, covered, dated = random.Random(f"{TODAY} covers"), 0, 0
    for _ in range(CASES):
        case = a_case(chance)
        policy, facts = a_policy(chance), facts_of(case)
        judgment = judge(policy, facts)
        if not judgment.owner or judgment.owner == facts.question.taken_by:
            continue
        if chance.random() < 0.5:
            facts = replace(facts, question=replace(facts.question, absent=(judgment.owner,)))
        rule = policy.rule(judgment.rule)
        stand_in = cover(facts, judgment.owner, rule.cover or policy.cover)
        plain = to_client(rule.client, facts, judgment, None)
        for language, text in to_client(rule.client, facts, judgment, stand_in).items():
            if stand_in is None:
                assert text == plain[language]
                continue
            covered += 1
            dated += stand_in.until is not None
            assert text != plain[language], "the client hears that the owner is out"
            assert not stand_in.manager or f" {facts.book.managers[stand_in.manager].name}" in text
            assert not stand_in.until or locale_of(language).day(stand_in.until) in text
    assert covered > CASES // 10
    assert dated


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("Вас ведёт {owner}.", {"owner": "Петров И."}, "Вас ведёт Петров И."),
        (
            "{owner}. Кто снял трубку, роли не играет.",
            {"owner": "Петров И."},
            "Петров И. Кто снял трубку, роли не играет.",
        ),
        ("{owner}: {client}.", {"owner": "Петров И.", "client": "Ромашка"}, "Петров И.: Ромашка."),
        ("{file}.yaml", {"file": "a."}, "a..yaml"),
    ],
)
def test_a_name_that_ends_in_a_full_stop_ends_its_sentence(text: str, values: dict[str, str], said: str) -> None:
    assert filled(text, values) == said
