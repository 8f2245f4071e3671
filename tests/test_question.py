"""The one question: no other one settles more, by a count that knows nothing of how it is found."""

from __future__ import annotations

import random
from datetime import date

import pytest

from leadcli.domain.book import Book, Manager
from leadcli.domain.company import Caller
from leadcli.domain.facts import Answer, Facts, Finding, Identity
from leadcli.domain.messages import message
from leadcli.domain.places import NOWHERE
from leadcli.domain.question import Question
from leadcli.policy.conditions import CONDITIONS, Condition
from leadcli.policy.decisive_question import Understanding, settling
from leadcli.policy.judge import judge
from leadcli.policy.owners import OWNERS, Choice, Owner
from leadcli.policy.policy import Ask, Joint, Policy, Rule

NAMES = ("u", "v", "w")
FACTS = Facts(Book({m: Manager(m, m) for m in "xyz"}), Question(Caller("?"), date(2026, 11, 23)), Identity())


def unknown(name: str) -> Condition:
    found = Finding(Answer.UNKNOWN, message(name), message(f"{name}?"))
    return Condition(name, lambda _facts, _argument: found, name, f"not {name}")


def owner_in(rules: list[tuple[list[tuple[str, bool]], str]], world: dict[str, bool]) -> str:
    return next((o for conditions, o in rules if all(world[n] is wanted for n, wanted in conditions)), "")


def share(name: str, rules: list[tuple[list[tuple[str, bool]], str]]) -> float:
    worlds = [dict(zip(NAMES, (bool(n & 4), bool(n & 2), bool(n & 1)), strict=True)) for n in range(8)]
    settled = 0
    for value in (True, False):
        left = [w for w in worlds if w[name] is value]
        owners = {owner_in(rules, w) for w in left}
        settled += len(left) * (len(owners) == 1 and "" not in owners)
    return settled / 8


def test_no_other_question_settles_more(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    for name in NAMES:
        monkeypatch.setitem(CONDITIONS, name, unknown(name))
    for m in "xyz":
        monkeypatch.setitem(OWNERS, m, Owner(m, lambda _facts, m=m: Choice(m), m))
    told = 0
    for seed in range(400):
        chance = random.Random(seed)
        rules = [
            (
                [(n, chance.random() < 0.5) for n in chance.sample(NAMES, chance.randint(1, 2))],
                chance.choice("xyz"),
            )
            for _ in range(chance.randint(1, 4))
        ]
        rules.append(([], "x"))
        made = []
        for number, (conditions, owner) in enumerate(rules):
            asks = [Ask(CONDITIONS[n], "", NOWHERE) for n, _ in conditions]
            parts = [a if yes else Joint("not", (a,), NOWHERE) for a, (_, yes) in zip(asks, conditions, strict=True)]
            when = Joint("all", tuple(parts), NOWHERE) if parts else Ask(CONDITIONS["always"], "", NOWHERE)
            made.append(Rule(f"r{number}", {}, when, (owner,), {}, {}, NOWHERE))
        policy = Policy("random", {}, tuple(made))
        if judge(policy, FACTS).owner:
            continue
        found = settling(policy, [Understanding({}, FACTS, judge(policy, FACTS))])
        assert found is not None
        asked = found.ask.text.removesuffix("?")
        best = max(share(name, rules) for name in NAMES)
        assert share(asked, rules) == best, (seed, asked, rules)
        for branch in found.branches:
            value = not branch.change.text.startswith("not ")
            left = [
                dict(zip(NAMES, w, strict=True)) for w in ((a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1))
            ]
            named = {owner_in(rules, {k: bool(v) for k, v in w.items()}) for w in left if bool(w[asked]) is value}
            assert named == {branch.owner}
        told += bool(found.branches)
    assert told > 50


@pytest.mark.parametrize(("before", "asked"), [(3, "last"), (4, "q0")])
def test_so_many_unknowns_are_filled_in_one_after_the_other(monkeypatch, before: int, asked: str) -> None:  # type: ignore[no-untyped-def]
    """The last unknown alone decides, but behind four others nobody looks for it any more."""
    names = [*(f"q{n}" for n in range(before)), "last"]
    for name in names:
        monkeypatch.setitem(CONDITIONS, name, unknown(name))
    for m in "xy":
        monkeypatch.setitem(OWNERS, m, Owner(m, lambda _facts, m=m: Choice(m), m))
    asks = [Ask(CONDITIONS[name], "", NOWHERE) for name in names]
    whens: list[Ask | Joint] = [Joint("all", (ask, asks[-1]), NOWHERE) for ask in asks[:-1]]
    rules = [Rule(f"r{n}", {}, when, ("x",), {}, {}, NOWHERE) for n, when in enumerate([*whens, asks[-1]])]
    rules.append(Rule("else", {}, Ask(CONDITIONS["always"], "", NOWHERE), ("y",), {}, {}, NOWHERE))
    policy = Policy("deep", {}, tuple(rules))
    found = settling(policy, [Understanding({}, FACTS, judge(policy, FACTS))])
    assert found is not None
    assert found.ask.text == f"{asked}?"
