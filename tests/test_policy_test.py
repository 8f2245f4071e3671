"""Examples of policies: run, explained when they fail, and strong enough to notice any change that matters."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Ran, run_leadcli
from test_review import spaces

from leadcli.analysis.check.outcome_sets import outcome_sets
from leadcli.analysis.check.state_space import Space, build_space
from leadcli.analysis.testing.mutants import mutants, telling
from leadcli.policy.judge import choose, judge
from leadcli.policy.policy import Policy
from leadcli.workspace.opening import READY_MADE, open_policy

WORLDS = 1_100  # constellations in which two policies are compared case by case


def trial(*words: str, folder: Path = ROOT) -> tuple[Ran, dict[str, Any]]:
    ran = run_leadcli("policy", "test", *words, "--json", folder=folder, language="en")
    assert ran.err == ""
    return ran, json.loads(ran.out)


@pytest.mark.parametrize("name", READY_MADE)
def test_our_own_examples_notice_every_change_that_matters(name: str) -> None:
    ran, found = trial(name, "--mutate")
    assert ran.code == 0
    assert all(example["passed"] for example in found["examples"])
    left = found["mutants"]["survivors"]
    assert all(s["equivalent"] and s["reason"] for s in left), left
    assert found["mutants"]["tried"] > len(left)
    if name == "house":
        assert found["coverage"]["missing"] == []


@pytest.mark.parametrize("name", READY_MADE)
def test_equivalent_is_the_same_in_every_case(name: str) -> None:
    """What is called equivalent rules alike everywhere, and what is not is told apart by the case that is shown."""
    policy = open_policy(None, name)[0]
    assert policy is not None
    compare(policy, build_space([policy]))


def test_equivalent_is_the_same_in_every_case_of_random_policies() -> None:
    tried = 0
    for _, policy, space in spaces():
        if space.size <= 400:
            compare(policy, space, chance=random.Random(tried))
            tried += 1
        if tried >= int(os.environ.get("LEADCLI_POLICIES", "16")) // 4:
            return


def compare(policy: Policy, space: Space, chance: random.Random | None = None) -> None:
    before = outcome_sets(space, policy)
    every = list(mutants(policy))
    for mutant in chance.sample(every, min(8, len(every))) if chance else every:
        apart = telling(space, policy, before, mutant.policy)
        where = [next(space.members(apart))] if apart else list(space.members(space.all, WORLDS))
        differs = [w for w in where if outcome(policy, space, w) != outcome(mutant.policy, space, w)]
        assert bool(differs) == bool(apart), (mutant.kind, mutant.said, differs[:1])


def outcome(policy: Policy, space: Space, world: int) -> tuple[str, str]:
    """Whom the judge names, by which rule; a person who is asked to choose is somebody, too."""
    facts = space.facts(world)
    ruled = judge(policy, facts)
    if ruled.rule and not ruled.owner and choose(policy.rule(ruled.rule), facts)[0].ask:
        return ("?", ruled.rule)
    return (ruled.owner, ruled.rule)


# --- a workspace of one's own ----------------------------------------------------------------------------------------
RULES = """\
policy: mine
rules:
  - {id: card, when: client_owner_active, owner: client_owner}
  - {id: taken, when: call_taken, owner: taker}
  - {id: rest, when: always, owner: least_loaded}
"""
MANAGERS = "name,open_clients\nАнна,3\nБорис,1\n"
CLIENTS = "id,name,owner\nc1,ООО «Ромашка»,Анна\n"


def workspace(folder: Path, tests: str, rules: str = RULES) -> Path:
    (folder / "data").mkdir()
    files = {"rules.yaml": rules, "tests.yaml": tests, "data/managers.csv": MANAGERS, "data/clients.csv": CLIENTS}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_failing_example_says_what_came_out_and_why(tmp_path: Path) -> None:
    text = "on: 2026-11-23\nexamples:\n  - {name: whose, caller: Ромашка, expect: {owner: Борис, rule: rest}}\n"
    ran = run_leadcli("policy", "test", folder=workspace(tmp_path, text), language="en")
    assert ran.code == 1
    assert "owner: expected Борис, came out Анна" in ran.out
    assert "rule: expected rest, came out card" in ran.out
    assert "tests.yaml:3" in ran.out


def test_facts_that_do_not_decide_are_told(tmp_path: Path) -> None:
    text = "examples:\n  - {facts: [client_on_file], expect: {rule: card}}\n"
    ran = run_leadcli("policy", "test", folder=workspace(tmp_path, text), language="en")
    assert ran.code == 1
    assert "the facts do not decide" in ran.out
    assert "taken if:" in ran.out


def test_facts_that_exclude_one_another_are_told(tmp_path: Path) -> None:
    text = "examples:\n  - {facts: [not: client_on_file, client_owner_active], expect: {rule: card}}\n"
    ran = run_leadcli("policy", "test", folder=workspace(tmp_path, text), language="en")
    assert ran.code == 1
    assert "exclude one another" in ran.out


def test_what_no_example_reaches_and_notices(tmp_path: Path) -> None:
    text = "examples:\n  - {facts: [client_owner_active], expect: {rule: card, owner: client_owner}}\n"
    folder = workspace(tmp_path, text)
    ran, found = trial("--mutate", folder=folder)
    assert ran.code == 1
    assert {"rule": "taken", "condition": None, "answer": "fired", "line": 4} in found["coverage"]["missing"]
    open_ = [s for s in found["mutants"]["survivors"] if not s["equivalent"]]
    assert {s["kind"] for s in open_} >= {"rule-dropped", "rules-swapped"}
    more = "".join("  " + s["example"].replace("\n", "\n  ") + "\n" for s in open_)
    (folder / "tests.yaml").write_text(text + more, encoding="utf-8")
    again, found = trial("--mutate", folder=folder)
    assert again.code == 0, found
    assert all(s["equivalent"] for s in found["mutants"]["survivors"])


def test_examples_may_stand_in_the_rules(tmp_path: Path) -> None:
    rules = RULES + "examples:\n  - {facts: [call_taken, not: client_owner_active], expect: {owner: taker}}\n"
    ran, found = trial(folder=workspace(tmp_path, "policy: other\nexamples: []\n", rules))
    assert ran.code == 0
    assert [e["source"] for e in found["examples"]] == ["rules.yaml:7"]


WRONG = {
    "examples: [{caller: Ромашка, expect: {owner: Анна}}]": "rule-key-missing",
    "on: 2026-11-23\nexamples: [{caller: Ромашка, expect: {owner: Ана}}]": "manager-unknown",
    "on: 2026-11-23\nexamples: [{caller: Ромашка, expect: {rule: crad}}]": "value-choice",
    "on: 2026-11-33\nexamples: [{caller: Ромашка, expect: {rule: card}}]": "value-date",
    "on: 2026-11-23\nexamples: [{client: c9, expect: {rule: card}}]": "client-unknown",
    "examples: [{facts: [call_takn], expect: {rule: card}}]": "rule-condition",
    "examples: [{facts: [call_taken], expect: {owner: Анна}}]": "value-choice",
    "examples: [{facts: [call_taken], expect: {cover: Анна}}]": "rule-key",
    "examples: [{facts: [all: [call_taken]], expect: {rule: card}}]": "yaml-shape",
    "examples: [{facts: [call_taken], caller: Ромашка, expect: {rule: card}}]": "yaml-shape",
    "examples: [{expect: {rule: card}}]": "rule-key-missing",
    "examples: [{facts: [call_taken]}]": "rule-key-missing",
    "examples: [{facts: [call_taken], expect: {}}]": "rule-empty",
    "examples: yes": "yaml-shape",
    "examples: [": "yaml-syntax",
}


@pytest.mark.parametrize("text", WRONG)
def test_mistakes_in_examples_have_a_place(text: str, tmp_path: Path) -> None:
    folder = workspace(tmp_path, text + "\n")
    ran = run_leadcli("policy", "test", folder=folder, language="en")
    assert ran.code == 2
    assert f"{WRONG[text]}:" in ran.err.replace("\n", " ")
    assert "tests.yaml:" in ran.err
    checked = run_leadcli("data", "check", "--json", folder=folder, language="en")
    assert WRONG[text] in {json.loads(line)["code"] for line in checked.out.splitlines()}


def test_no_examples_is_not_passed(tmp_path: Path) -> None:
    folder = workspace(tmp_path, "")
    (folder / "tests.yaml").unlink()
    ran = run_leadcli("policy", "test", folder=folder, language="en")
    assert ran.code == 2
    assert "has no examples" in ran.err
    assert run_leadcli("policy", "test", "--examples", "no.yaml", folder=folder, language="en").code == 2
