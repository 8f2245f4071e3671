"""policy infer: the policy by which a base grew is found again, its noise listed, and said what it cannot tell."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, run_leadcli
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.bases import grown, written
from leadcli.analysis.infer.inference import _facts, by_time, contradictions, inferred, principles, ranking_of
from leadcli.analysis.infer.load_history import Arrival, track
from leadcli.analysis.infer.ranking_search import alike, decided
from leadcli.domain.book import Absence, Book, Manager
from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.policy.judge import judge
from leadcli.workspace.opening import READY_MADE, open_policy

DAY = date.fromisoformat(TODAY)
NOISE = 0.05
TOLD = [name for name in READY_MADE if name != "protected"]  # a base of present owners does not tell how they were when


@cache
def policies() -> dict[str, Any]:
    return {name: policy for name in READY_MADE if (policy := open_policy(None, name)[0]) and not by_time(policy)}


def learnt(folder: Path, *words: str) -> dict[str, Any]:
    ran = run_leadcli("policy", "infer", *words, "--day", TODAY, "--json", folder=folder, language="en")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


# --- recovery ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", TOLD)
def test_the_policy_of_a_base_is_found_again_and_its_noise_listed(name: str, seed: int) -> None:
    book, subjects, wrong = grown(policies()[name], 320, seed, NOISE, later=seed == 2)
    assert len(wrong) >= 8
    found = inferred(subjects, book, policies(), DAY)
    truth = ranking_of(name, found.known, policies()[name])
    assert found.best.policy == name or alike(found.signatures, found.best.order, truth)
    listed = {c.told.subject.client.id for c in contradictions(found, book)}
    assert len(listed & wrong.keys()) >= 0.9 * len(wrong)
    assert found.best.score.explained >= 0.85 * len(subjects)
    says = {c.told.subject.client.id: c.says for c in contradictions(found, book)}
    right = sum(says.get(client) == owner for client, owner in wrong.items())
    assert right >= 0.8 * len(wrong), "it names who was meant to have the client"


@pytest.mark.parametrize("name", ["house", "one-per-group", "by-activity"])
def test_without_knowing_who_took_the_calls_the_rest_is_still_found(name: str) -> None:
    book, subjects, _ = grown(policies()[name], 400, 1, NOISE)
    blind = [replace(s, taken_by="") for s in subjects]
    found = inferred(blind, book, policies(), DAY)
    truth = ranking_of(name, found.known, policies()[name])
    assert found.best.policy == name or alike(found.signatures, found.best.order, truth)


def test_the_order_of_the_rows_does_not_matter_when_the_days_are_told() -> None:
    book, subjects, _ = grown(policies()["house"], 200, 4, NOISE)
    one, two = (inferred(each, book, policies(), DAY) for each in (subjects, subjects[::-1]))
    assert one == two


def test_nothing_is_made_of_nothing() -> None:
    found = inferred([], grown(policies()["house"], 60, 1, 0.0)[0], policies(), DAY)
    assert found.best.score.checked == 0
    assert contradictions(found, grown(policies()["house"], 60, 1, 0.0)[0]) == []


@pytest.mark.parametrize("managers", [2, 3, 5, 8])
def test_a_base_by_chance_is_explained_by_nobody(managers: int) -> None:
    rng = random.Random(managers)
    book, subjects, _ = grown(policies()["even"], 300, 1, 0.0)
    names = [*book.managers][:managers]
    dealt = [replace(s, client=replace(s.client, owner=rng.choice(names))) for s in subjects]
    team = {name: book.managers[name] for name in names}
    groups = {g.id: replace(g, lead=g.lead if g.lead in team else "") for g in book.groups.values()}
    found = inferred(dealt, Book(team, groups, {s.client.id: s.client for s in dealt}), policies(), DAY)
    assert not found.telling


@pytest.mark.parametrize("name", TOLD)
def test_a_base_by_rule_is_not_taken_for_chance(name: str) -> None:
    book, subjects, _ = grown(policies()[name], 200, 3, 2 * NOISE)
    found = inferred(subjects, book, policies(), DAY)
    assert found.telling
    assert found.chance < 0.6


# --- the principles ---------------------------------------------------------------------------------------------------
def test_a_policy_that_takes_clients_away_in_time_gives_no_principle() -> None:
    assert [*policies()] == TOLD
    every = {name: policy for name in READY_MADE if (policy := open_policy(None, name)[0])}
    assert principles(every) == principles(policies())


def test_the_principles_are_the_rules_of_the_ready_made_policies() -> None:
    known, hidden = principles(policies())
    assert [p.name for p in hidden] == ["on-file"]
    names = [p.name for p in known]
    assert len(names) == len(set(names))
    for name, policy in policies().items():
        order = [known[p].name for p in ranking_of(name, known, policy)]
        assert order == [rule.id for rule in policy.rules if rule.id != "on-file"]


@pytest.mark.parametrize("name", TOLD)
def test_a_ranking_says_of_each_client_what_the_judge_says(name: str) -> None:
    """What it names is what the whole policy names, asked with the loads that there were when the client came."""
    book, subjects, _ = grown(policies()[name], 150, 5, 0.0)
    found = inferred(subjects, book, policies(), DAY)
    order = ranking_of(name, found.known, policies()[name])
    load: Counter[str] = Counter()
    brands: dict[str, Any] = {}
    for told in found.told:
        managers = {m.id: replace(m, open_clients=load[m.id]) for m in book.managers.values()}
        ruled = judge(policies()[name], _facts(told.subject, book.with_managers(managers), brands, DAY))
        rule, letter = decided(told.letters, order)
        if letter in "+-":
            assert ruled.owner == told.named[rule]
            assert (ruled.owner == told.subject.client.owner) == (letter == "+")
        load[told.subject.client.owner] += 1


# --- the command ------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("house")
    book, subjects, wrong = grown(policies()["house"], 300, 1, NOISE)
    written(folder, book, subjects)
    return folder, wrong


def test_an_export_tells_what_the_base_knows(house: tuple[Path, dict[str, str]]) -> None:
    folder, wrong = house
    found = learnt(folder, "--on", "export.csv")
    assert found["best"]["policy"] == "house"
    assert found["clients"] == found["taken_by_told"] == found["dated"] == 300
    listed = {c["id"] for c in found["contradictions"]}
    assert len(listed & wrong.keys()) >= 0.9 * len(wrong)
    for each in found["contradictions"]:
        assert each["owner"] != each["says"]
        assert each["looks_like"] in ("mistake", "practice", "cause", "follows")
    counts = [sum(rule[key] for rule in found["rules"]) for key in ("explained", "contradicted", "open")]
    assert counts == [found["best"][key] for key in ("explained", "contradicted", "open")]
    assert found["of_all_rankings"]["explained"] - found["of_all_rankings"]["contradicted"] >= counts[0] - counts[1]


def test_the_workspace_itself_is_a_base(house: tuple[Path, dict[str, str]]) -> None:
    folder, _ = house
    found = learnt(folder)
    assert found["on"] == "data"
    assert (found["clients"], found["taken_by_told"]) == (300, 0)
    assert "other-brand" in found["best"]["ranking"]


def test_it_names_the_client_that_would_tell_two_policies_apart(tmp_path: Path) -> None:
    book, subjects, _ = grown(policies()["first-come"], 200, 1, NOISE)
    written(tmp_path, book, subjects)
    found = learnt(tmp_path, "--on", "export.csv")
    assert found["best"]["policy"] == "first-come"
    (doubt,) = [d for d in found["not_told_apart"] if d["two"] == "on-file-only"]
    told = doubt["client"]
    words = ("who-owns", told["name"], "--client", told["client_id"], "--taken-by", told["taken_by"], "--json")
    owners = [
        json.loads(run_leadcli(*words, "--policy", name, folder=tmp_path).out)["owner"]
        for name in ("first-come", "on-file-only")
    ]
    assert owners[0] == told["taken_by"]
    assert owners[1] == told["b"]["owner"]
    assert owners[0] != owners[1]


def test_one_odd_client_of_a_group_is_named_as_the_cause() -> None:
    book, subjects, _ = grown(policies()["one-per-group"], 200, 7, 0.0)
    big = Counter(s.client.group for s in subjects if s.client.group).most_common(1)[0][0]
    inside = [s for s in subjects if s.client.group == big]
    assert len({s.client.owner for s in inside}) == 1
    head = next((s for s in inside if s.client.id == book.groups[big].head), inside[0])
    other = next(m for m in book.managers if m != head.client.owner)
    changed = [replace(s, client=replace(s.client, owner=other)) if s is head else s for s in subjects]
    mixed = type(book)(book.managers, book.groups, {s.client.id: s.client for s in changed})
    found = inferred(changed, mixed, policies(), DAY)
    kinds = {c.told.subject.client.id: c.kind for c in contradictions(found, mixed)}
    if head.client.id == book.groups[big].head:
        assert kinds[head.client.id] == "cause"
        assert list(kinds.values()).count("follows") >= 2
    else:
        assert kinds[head.client.id] == "mistake"


def test_clients_of_managers_who_left_and_of_nobody_are_counted_apart() -> None:
    found = learnt(ROOT)
    assert (found["clients"], found["without_owner"], found["of_managers_who_left"]) == (68, 10, 2)


def test_the_ranking_can_be_written_and_asked(house: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    folder, _ = house
    target = tmp_path / "ours.yaml"
    assert run_leadcli("policy", "infer", "--on", "export.csv", "-o", str(target), folder=folder).code == 0
    policy, problems = open_policy(None, str(target))
    assert problems == []
    assert policy is not None
    assert [r.id for r in policy.rules] == [r.id for r in policies()["house"].rules]
    assert [r.manager for r in policy.rules] == [r.manager for r in policies()["house"].rules]
    kept = target.read_bytes()
    again = run_leadcli("policy", "infer", "-o", str(target), folder=folder, language="en")
    assert (again.code, again.out) == (2, "")
    assert target.read_bytes() == kept


def test_two_rows_of_one_card_are_two_clients(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("id,name,owner\n1,ООО «Ромашка»,Ирина\n2,ООО «Ромашка»,Ольга\n", encoding="utf-8")
    ran = run_leadcli("policy", "infer", "--on", str(tmp_path / "x.csv"), "--json", language="en")
    assert json.loads(ran.out)["clients"] == 2


def test_owners_whom_the_team_does_not_know_are_counted_apart(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("id,name,owner\n1,Пасека,Некто\n2,Липа,\n3,Клён,Виктор\n", encoding="utf-8")
    found = json.loads(run_leadcli("policy", "infer", "--on", str(tmp_path / "x.csv"), "--json").out)
    assert (found["clients"], found["without_owner"], found["of_managers_who_left"]) == (0, 1, 2)


def test_a_closed_card_is_no_evidence() -> None:
    book, subjects, _ = grown(policies()["even"], 60, 1, 0.0)
    closed = replace(subjects[0], client=replace(subjects[0].client, status="Закрыт"))
    assert isinstance(closed.client, Client)
    found = inferred([closed, *subjects[1:]], book, policies(), DAY)
    assert len(found.told) == 59


# --- whose turn it was ----------------------------------------------------------------------------------------------
TEAM = {n: Manager(n, n) for n in "abcd"}


def even(count: int, handed: dict[int, str]) -> list[Arrival]:
    """Clients given out evenly, a to d; some were handed over later."""
    return [Arrival(("~",), handed.get(i, "abcd"[i % 4]), DAY) for i in range(count)]


@given(st.dictionaries(st.integers(0, 39), st.sampled_from("abcd"), max_size=4))
def test_turns_are_told_though_clients_were_handed_over_later(handed: dict[int, str]) -> None:
    """No account explains fewer owners than the true one, and what came long after is told rightly."""
    arrivals = even(80, handed)
    turns = track(arrivals, (0,), TEAM)
    wrong = sum(arrivals[i].owner != "abcd"[i % 4] for i in handed)
    assert sum(turn == a.owner for turn, a in zip(turns, arrivals, strict=True)) >= 80 - wrong
    assert turns[60:] == ["abcd"[i % 4] for i in range(60, 80)]


def test_one_given_to_another_at_once_counts_for_that_one() -> None:
    owners = [*"abcd", "c", *"abd", *"abcd" * 6]  # a's turn, but c got it: a was next
    arrivals = [Arrival(("~",), owner, DAY) for owner in owners]
    turns = track(arrivals, (0,), TEAM)
    assert turns[4] == "a"
    assert [t for i, t in enumerate(turns) if i != 4] == [o for i, o in enumerate(owners) if i != 4]


def test_turns_heed_weight_cap_absence_and_who_left() -> None:
    away = Absence(DAY, DAY)
    team = {
        "a": Manager("a", "a", weight=0.5), "b": Manager("b", "b", cap=1), "c": Manager("c", "c", absences=(away,)),
        "d": Manager("d", "d", active=False), "e": Manager("e", "e", weight=0.0), "f": Manager("f", "f"),
    }  # fmt: skip
    owners = list("abffaffa")
    assert track([Arrival(("~",), o, DAY) for o in owners], (0,), team) == owners
