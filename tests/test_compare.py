"""policy compare: what separates two policies on a base, held against the judge asked one case at a time."""

from __future__ import annotations

import csv
import html
import json
import pickle
import re
import shutil
from datetime import date
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, read_yaml, run_leadcli
from hypothesis import given, settings
from hypothesis import strategies as st
from test_html import Tree

from leadcli.analysis.base_questions import callers, cards, colleague, new_companies
from leadcli.analysis.compare.minimal_example import reduced, smallest
from leadcli.analysis.compare.policies import CALLED, Comparison, given_out, owners, pair, separated
from leadcli.analysis.compare.separating_case import apart
from leadcli.assignment.judging import rule_case
from leadcli.assignment.rows import Options
from leadcli.cli.policy.compare.worker import Job
from leadcli.cli.shared.workers import Basis
from leadcli.cli.who_owns.fast_options import read
from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Client
from leadcli.rulings.resolve import resolve
from leadcli.workspace.opening import READY_MADE, open_policy, open_workspace

DAY = date.fromisoformat(TODAY)
SAMPLE = open_workspace(ROOT)
STORIES: list[dict[str, Any]] = read_yaml(ROOT / "tests" / "cases" / "stories.yaml")


def compared(*words: str, folder: Path = ROOT) -> dict[str, Any]:
    ran = run_leadcli("policy", "compare", *words, "--day", TODAY, "--json", folder=folder, language="en")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def policy(name: str) -> Any:
    found, problems = open_policy(None, name)
    assert problems == []
    return found


@cache
def situations(on: date) -> list[Any]:
    assert SAMPLE.book is not None
    return [*cards(SAMPLE.book, SAMPLE.directory, on), *callers(SAMPLE.book, SAMPLE.directory, on)]


# --- the stories ------------------------------------------------------------------------------------------------------
def test_house_and_first_come_are_separated_by_exactly_the_stories_they_separate() -> None:
    """Each story asked of both policies, and the kind of case it is in the comparison: they agree, story by story."""
    policies = (policy("house"), policy("first-come"))
    book = SAMPLE.book
    assert book is not None
    split, agreed = set(), set()
    for story in STORIES:
        asked = read([str(word) for word in story["say"]])
        assert asked is not None
        asked.pop("policy", None)
        on = date.fromisoformat(asked.pop("on", TODAY))
        found = {
            (each.kind, each.case.id): pair(each.case, book, policies, "colleague", each.kind, each.about)
            for each in situations(on)
        }
        pairs = [found[key] for key in kinds_of(asked, on)]
        told = any(separated(one) for one in pairs)
        assert told == separated_by_the_judge(asked, on, pairs[0].colleague), story
        (split if told else agreed).add(story["story"])
    assert split == {"S1", "S2", "S3", "S6", "S8", "S9", "S10", "S12", "S13", "S14", "S15", "S16", "S17", "S18"}
    assert agreed == {"S4", "S5", "S6", "S10", "S11", "S12"}


def question_of(asked: dict[str, Any], on: date, taker: str) -> Any:
    from leadcli.domain.company import Caller
    from leadcli.domain.question import Question

    said = {n: asked[n] for n in ("city", "country", "inn", "phone", "email", "website") if n in asked}
    return Question(
        Caller(" ".join(asked["name"]), **said), on, taker, absent=tuple(asked.get("absent", ())),
        client_id=asked.get("client", ""), group_id=asked.get("group", ""),
    )  # fmt: skip


def separated_by_the_judge(asked: dict[str, Any], on: date, taker: str) -> bool:
    assert SAMPLE.book is not None
    named = []
    for each in ("house", "first-come"):
        ruling = resolve(question_of(asked, on, taker), SAMPLE.book, policy(each), SAMPLE.directory)
        named.append(CALLED if ruling.named_by == "taker" else ruling.owner if ruling.verdict != "human" else "")
    return named[0] != named[1]


def kinds_of(asked: dict[str, Any], on: date) -> list[tuple[str, str]]:
    """Which situations of the comparison a story's caller is, or may be: kind and id."""
    book, directory = SAMPLE.book, SAMPLE.directory
    assert book is not None
    match = resolve(question_of(asked, on, ""), book, policy("house"), directory).match
    if match.client_id:
        return [("client", match.client_id)]
    if not match.group_id:
        return [("stranger", "")]
    new = list(new_companies(book.groups[match.group_id], book, directory, on))
    served = {book.clients[i].country for i in match.brands}
    away = bool(match.country) and match.country not in served
    kinds = [e.kind for e in new if (e.kind == "abroad") == away and (away or e.case.match.brand == match.brand)]
    if not kinds:  # a brand that no served company bears
        kinds = ["other" if any(e.kind == "other" for e in new) else "name"]
    cards_of = [] if match.new_entity else [("client", c.id) for c in book.family(match.group_id)]
    return [(kinds[0], match.group_id), *cards_of]


# --- one path: the batch, the ledger, the judge -----------------------------------------------------------------------
@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    with (ROOT / "data" / "clients.csv").open(encoding="utf-8", newline="") as file:
        cards = [(row["id"], row["name"], row["owner"]) for row in csv.DictReader(file)]
    new = [("n1", "Мется Калуга", "Дима"), ("n2", "Заря Востока", ""), ("n3", "Пасека Липа", ""), ("n4", "Метсо", "")]
    more = [("n5", "Реал Тверь", "Ольга"), ("n6", "Родник", ""), ("n7", "", ""), ("n8", "Школа № 2025", "Кто-то")]
    with (tmp_path / "export.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "name", "owner"), *cards, *new, *more])
    return tmp_path


@pytest.mark.parametrize(("taker", "option"), [("owner", "--owner-took"), ("nobody", "--no-owner-took")])
@pytest.mark.parametrize("names", [("house", "first-come"), ("house", "one-per-group"), ("each-on-its-own", "even")])
def test_on_an_export_it_is_the_difference_of_two_plans(
    names: tuple[str, str], taker: str, option: str, team: Path
) -> None:
    plans = []
    for name in names:
        ran = run_leadcli(
            "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, option, "--policy", name, folder=team
        )
        assert ran.code == 0, ran.err
        lines = (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]
        plans.append({line["row"]: line for line in map(json.loads, lines)})
    one, two = plans
    expected = {
        row: (one[row]["new"] or None, two[row]["new"] or None)
        for row in one
        if one[row]["new"] != two[row]["new"] and not (one[row]["able"] and two[row]["able"])
    }
    found = compared(*names, "--on", "export.csv", "--taken-by", taker, folder=team)
    assert {c["row"]: (c["a"]["owner"], c["b"]["owner"]) for c in found["changes"]} == expected
    assert found["separated"] == len(expected)
    assert expected
    assert found["unreadable"] == 0, "a row that names no company is left out, not unreadable"
    assert found["left_out"] == 1


def test_an_export_may_say_who_took_the_calls(team: Path) -> None:
    (team / "calls.csv").write_text(
        "id;name;owner;taken_by\n1;Мется Калуга;;Дима\n2;Реал Тверь;;Ольга\n", encoding="utf-8"
    )
    found = compared("house", "first-come", "--on", "calls.csv", folder=team)
    assert [(c["id"], c["a"]["owner"], c["b"]["owner"]) for c in found["changes"]] == [("1", "Ирина", "Дима")]
    assert found["to_who_takes_the_call"] == {"a": 0, "b": 0}


def test_on_the_ledger_each_call_is_judged_as_it_was(team: Path) -> None:
    for name, taker in (("Мется Калуга", "Дима"), ("Реал Тверь", "Павел"), ("ООО «Ромашка»", "Ольга")):
        words = ("who-owns", name, "--taken-by", taker, "--on", TODAY, "--record", "--by", "test")
        assert run_leadcli(*words, folder=team).code == 0
    found = compared("house", "first-come", "--on", "ledger", folder=team)
    assert found["clients"] == 3
    told = [(c["name"], c["owner"], c["a"]["owner"], c["b"]["owner"]) for c in found["changes"]]
    assert told == [("Мется Калуга", "Ирина", "Ирина", "Дима"), ("ООО «Ромашка»", "Ирина", "Ирина", "Ольга")]


def test_without_a_ledger_it_says_how_to_start_one(team: Path) -> None:
    ran = run_leadcli("policy", "compare", "house", "even", "--on", "ledger", folder=team, language="en")
    assert (ran.code, ran.out) == (2, "")
    assert "--record" in ran.err


@pytest.mark.parametrize(("a", "b"), list(permutations(READY_MADE, 2))[::6])
def test_the_other_way_round_it_says_the_same(a: str, b: str) -> None:
    one, two = compared(a, b), compared(b, a)
    assert one["separated"] == two["separated"]
    for left, right in zip(one["changes"], two["changes"], strict=True):
        assert (left["id"], left["a"], left["b"]) == (right["id"], right["b"], right["a"])
    assert one["disputes"]["groups_joined"] == two["disputes"]["groups_split"]
    assert one["disputes"]["settled"] == two["disputes"]["arisen"]
    assert [m["gains"] for m in one["managers"]] == [m["loses"] for m in two["managers"]]


@pytest.mark.parametrize("name", READY_MADE)
def test_a_policy_differs_in_nothing_from_itself(name: str) -> None:
    found = compared(name, name)
    assert (found["separated"], found["changes"], found["new_callers"]["changes"], found["example"]) == (
        0,
        [],
        [],
        None,
    )
    assert found["new_callers"]["asked"] > 40


def test_the_number_of_workers_does_not_matter(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadcli.run.processes.CHUNK", 50)
    with (team / "export.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"m{n},Новая Фирма {n},\n" for n in range(120))
    one, two = (compared("house", "even", "--on", "export.csv", "--workers", str(n), folder=team) for n in (1, 2))
    assert one == two


def test_a_job_can_be_sent_to_a_process_that_was_not_forked() -> None:
    job = Job(Basis(str(ROOT), "mark"), (policy("house"), policy("first-come")), "colleague", Options(DAY, False))
    sent = pickle.loads(pickle.dumps(job))
    assert [p.fingerprint for p in sent.policies] == [p.fingerprint for p in job.policies]
    assert sent.policies[0].rules[0].when == job.policies[0].rules[0].when


# --- the smallest example ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("a", "b"), [(a, b) for a in READY_MADE for b in READY_MADE if a < b])
def test_the_smallest_example_separates_and_nothing_can_be_spared(a: str, b: str) -> None:
    book = SAMPLE.book
    assert book is not None
    policies = (policy(a), policy(b))
    comparison = Comparison(book)
    judged = (pair(s.case, book, policies, "colleague", s.kind, s.about) for s in situations(DAY))
    for found in given_out(judged, book):
        comparison.add(found)
    example = smallest(comparison.examples.values(), book, policies)
    assert (example is None) == (comparison.separated == len(comparison.callers) == 0)
    assert example is not None, "each two of the ready-made policies are separated by the sample"
    rulings = [rule_case(example.case, example.book, each) for each in policies]
    assert [r.owner for r in rulings] == [example.pair.a.new, example.pair.b.new]
    assert rulings[0].owner != rulings[1].owner
    assert len(example.book.managers) <= 4
    again = reduced(example.pair if example.pair.case else _with_case(example), example.book, policies)
    assert again is not None
    assert again.size == example.size


def _with_case(example: Any) -> Any:
    from leadcli.domain.frozen import replace

    return replace(example.pair, case=example.case)


@pytest.mark.parametrize(("a", "b"), [(a, b) for a in READY_MADE for b in READY_MADE if a < b])
def test_where_the_base_has_none_an_example_is_made_up(a: str, b: str, tmp_path: Path) -> None:
    policies = (policy(a), policy(b))
    found = apart(policies)
    assert not found.same
    assert found.example is not None
    owners_ = [rule_case(found.example.case, found.example.book, each).owner for each in policies]
    assert owners_[0] != owners_[1]
    assert len(found.example.book.managers) == 2


def test_a_base_that_separates_nothing_is_told_by_a_made_up_case(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "managers.csv").write_text("name\nИрина\nДима\n", encoding="utf-8")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    found = compared("on-file-only", "first-come", folder=tmp_path)
    assert (found["separated"], found["new_callers"]["changes"]) == (0, [])
    assert found["example"]["made_up"]
    assert not found["same_everywhere"]
    page = run_leadcli("policy", "compare", "on-file-only", "first-come", folder=tmp_path, language="en").out
    assert "this made-up one does" in " ".join(page.split())


def test_rules_in_another_order_that_changes_nothing_are_said_to_be_the_same(tmp_path: Path) -> None:
    rule = "  - {id: %s, when: {group_kind: %s}, owner: human}\n"
    kinds = [rule % ("a", "franchise"), rule % ("b", "brand")]
    for name, order in (("one.yaml", kinds), ("two.yaml", kinds[::-1])):
        (tmp_path / name).write_text("rules:\n" + "".join(order), encoding="utf-8")
    found = compared(str(tmp_path / "one.yaml"), str(tmp_path / "two.yaml"))
    assert found["same_everywhere"]
    assert found["example"] is None


# --- laws -------------------------------------------------------------------------------------------------------------
MANAGERS = ("a", "b", "c")


@st.composite
def bases(draw: st.DrawFn) -> Book:
    """A small team with groups and clients of any kind."""
    managers = {m: Manager(m, m.upper(), active=draw(st.booleans()) or m == "a") for m in MANAGERS}
    one_of = {
        "kind": ["holding", "public_network"],
        "lead": ["", "a"],
        "ownership": ["default", "one_person", "each_own"],
        "group": ["", "g1", "g2"],
        "owner": ["", *MANAGERS],
        "brand": ["", "Альфа", "Гамма"],
        "country": ["RU", "DE"],
    }

    def drawn(*fields: str) -> dict[str, Any]:
        return {field: draw(st.sampled_from(one_of[field])) for field in fields}

    groups = {
        g: Group(g, f"Группа {n}", **drawn("kind", "lead", "ownership")) for n, g in (("Альфа", "g1"), ("Бета", "g2"))
    }
    clients = {
        f"c{n}": Client(f"c{n}", f"Фирма {n}", city="Москва", **drawn("group", "owner", "brand", "country"))
        for n in range(draw(st.integers(0, 6)))
    }
    return Book(managers, groups, clients)


@settings(max_examples=60, deadline=None)
@given(bases(), st.sampled_from(list(permutations(READY_MADE, 2))), st.sampled_from(["owner", "colleague", "nobody"]))
def test_it_says_what_the_judge_says(book: Book, names: tuple[str, str], taker: Any) -> None:
    from leadcli.resolution import build_directory

    directory = build_directory(book)
    policies = (policy(names[0]), policy(names[1]))
    comparison = Comparison(book)
    pairs = [
        pair(s.case, book, policies, taker, s.kind, s.about)
        for s in (*cards(book, directory, DAY), *callers(book, directory, DAY))
    ]
    for found in given_out(pairs, book):
        comparison.add(found)
    expected = 0
    for found in pairs:
        assert found.colleague == "" or book.managers[found.colleague].active
        if found.kind == "client":
            expected += separated(found)
    assert comparison.clients == len(book.clients)
    # Going by load is given out in turn, so only what does not go by load must be as the judge says at once.
    if not any(p.a.able or p.b.able for p in pairs):
        assert comparison.separated == expected
    assert (
        sum(comparison.gained.values())
        == sum(comparison.lost.values())
        == comparison.separated
        == len(comparison.changes)
    )
    for side in (0, 1):
        nobody = sum(not owners(p)[side] for p in given_out(pairs, book) if p.kind == "client")
        assert sum(comparison.after[side].values()) + nobody == len(book.clients)


def test_the_colleague_has_no_claim_if_there_is_such_a_one() -> None:
    book = SAMPLE.book
    assert book is not None
    for each in situations(DAY):
        named = book.managers[colleague(each.case, book)]
        assert named.active
        assert named.absence_on(DAY) is None
        group = each.case.match.group_id or book.clients.get(each.case.match.client_id, Client("", "")).group
        family = {c.owner for c in book.family(book.root(group).id)} if group else set()
        assert named.id not in family | {each.case.old}


# --- the page ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_html_page_says_what_the_json_says(language: str, team: Path) -> None:
    with (team / "export.csv").open("a", encoding="utf-8") as file:
        file.write("x,<script>alert(1)</script> Борд,Ирина\n")
    words = ("house", "one-per-group", "--on", "export.csv", "--taken-by", "nobody")
    found = compared(*words, folder=team)
    call = ("policy", "compare", *words, "--day", TODAY, "--format", "html", "-o", "r.html")
    assert run_leadcli(*call, folder=team, language=language).code == 0
    page = (team / "r.html").read_text(encoding="utf-8")
    tree = Tree()
    tree.feed(page)
    assert tree.open == []
    assert "<script>alert" not in page
    assert "http" not in re.sub(r"Content-Security-Policy|http-equiv", "", page)
    label = "достались бы другим" if language == "ru" else "go to somebody else"
    assert f"<dt>{label}</dt><dd>{found['separated']}</dd>" in page
    for change in found["changes"]:
        assert html.escape(change["name"]) in page
    if language == "en":
        for words_of_ours in ("Клиенты", "клиентов", "правило"):
            assert words_of_ours not in page


def test_the_report_to_a_file_is_the_page(team: Path) -> None:
    words = ("policy", "compare", "house", "even", "--day", TODAY)
    shown = run_leadcli(*words, folder=team, width=120).out
    assert run_leadcli(*words, "-o", "r.txt", folder=team).code == 0
    assert (team / "r.txt").read_text(encoding="utf-8") == shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["hous", "even"], "there is no policy hous"),
        (["house", "even", "--on", "nowhere.csv"], "nowhere.csv"),
        (["house", "even", "--format", "pdf"], "--format"),
        (["house", "even", "--taken-by", "everybody"], "--taken-by"),
        (["house", "even", "--day", "tomorrow"], "--day"),
    ],
)
def test_what_cannot_be_compared_is_refused(words: list[str], said: str) -> None:
    ran = run_leadcli("policy", "compare", *words, language="en")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
