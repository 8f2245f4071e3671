"""What an answer says is why it is so: each reason beside the case in which it alone is true."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from leadcli.assignment import plan_summary
from leadcli.assignment.batch_rows import Move, Seen, found_again
from leadcli.assignment.plan_summary import Overview
from leadcli.assignment.rows import Action, Line
from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Answer, Facts, Identity, Precedent
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.domain.places import NOWHERE
from leadcli.domain.question import Question
from leadcli.domain.ruling import Branch, Check, Outcome, Share, Step
from leadcli.io.atomic import made_folder
from leadcli.policy.claims import carrying, claims
from leadcli.policy.conditions.group import head_office_served
from leadcli.policy.facts import FACTS, Scene
from leadcli.policy.family import decided
from leadcli.policy.judge import judge
from leadcli.policy.owners import why_now
from leadcli.policy.workload import next_turn
from leadcli.resolution.decision.telling import same_letters
from leadcli.resolution.directory.joined_directory import JoinedBrands
from leadcli.rulings import resolve as resolving
from leadcli.rulings.resolve import resolve
from leadcli.workspace.opening import open_policy, open_workspace

DAY = date(2026, 11, 23)


def hand(manager: str, load: int, recent: int, order: int, balance: int = 0, weight: float = 1.0) -> Share:
    return Share(manager, int(load * weight), weight, load, None, recent, order, None, 0, balance)


# Who is on the rota, whose turn it is, and the words that are true of him alone.
TURNS = {
    "owed more than the others": ((hand("a", 4, 0, 1), hand("b", 4, 0, 2, 7)), "b", "owed the most, {owed} of a call"),
    "as much is owed to another who has more to do": (
        (hand("a", 4, 0, 1), hand("b", 3, 9, 2)), "b", "the least loaded of them"),
    "of equals with equal load the fewest recent": (
        (hand("a", 4, 5, 1), hand("b", 4, 3, 2)), "b", "the fewest recent assignments"),
    "one rival has more load, the other more recent ones": (
        (hand("a", 4, 3, 3), hand("b", 5, 1, 1), hand("c", 4, 4, 2), hand("d", 1, 0, 4, -9)),
        "a", "the fewest recent assignments"),
    "in nothing else do they differ": ((hand("a", 4, 3, 2), hand("b", 4, 3, 1)), "b", "first in the list"),
}  # fmt: skip


@pytest.mark.parametrize("case", TURNS)
def test_why_it_is_his_turn(case: str) -> None:
    figures, manager, words = TURNS[case]
    turn = next_turn(figures, boosted=False)
    assert turn is not None
    assert (turn.manager, words in why_now(turn, figures, manager).text) == (manager, True)


CARD = Client("head", "ООО «Гранит»", group="g", owner="a")
# What is on file of the head office; the answer, and what is told of it.
HEADS = {
    "it is on file, and served": ("head", CARD, "yes", "{client}: {manager}"),
    "it is on file, and nobody serves it": ("head", Client("head", "ООО «Гранит»", group="g"), "no",
                                            "nobody serves the head office of {group}"),
    "none is on file": ("", CARD, "no", "no head office of {group} is on file"),
}  # fmt: skip


@pytest.mark.parametrize("case", HEADS)
def test_what_is_told_of_the_head_office(case: str) -> None:
    head, card, answer, words = HEADS[case]
    group = Group("g", "Гранит", head=head)
    book = Book({"a": Manager("a", "Анна")}, {"g": group}, {"head": card})
    found = head_office_served(Facts(book, Question(Caller("Гранит Тула"), DAY), Identity(None, group)), "")
    assert (found.answer.value, found.found.text) == (answer, words)


def test_why_each_claimant_wins_or_loses() -> None:
    """A school of a network is on file with a; b took the call, c has nothing to do with it."""
    policy = open_policy(None, "house")[0]
    assert policy is not None
    card, group = Client("5", "Школа 5", group="g", owner="a"), Group("g", "Школы", kind="public_network")
    book = Book({m: Manager(m, m) for m in "abc"}, {"g": group}, {"5": card})
    facts = Facts(book, Question(Caller("Школа 5"), DAY, taken_by="b", claims=("a", "b", "c")), Identity(card, group))
    told = [
        (each.manager, each.outcome, each.rule, str(each.because.text), [(n.change.text, n.owner) for n in each.needs])
        for each in claims(policy, [facts], judge(policy, facts), ())
    ]
    assert told == [
        ("a", "wins", "on-file", "{manager} owns {client}", []),
        ("b", "loses", "public-network",
         "{own} would give the client to {manager}, but {rule} ranks higher and holds: {fact}",
         [("the rule {own} ranked above {rule}", "b")]),
        ("c", "loses", "on-file", "no rule of the policy speaks for {manager}; {rule} decides: {fact}", []),
    ]  # fmt: skip


# Changes of facts: whom each gives the client to, by which rule, and how many facts are otherwise; then the rule that
# is told of b, whom two rules name that do not hold.
NEAREST: dict[str, tuple[tuple[tuple[str, str, int], ...], str]] = {
    "no change gives it to b: the highest": ((), "one-person"),
    "one change makes the lower rule hold": ((("b", "public-network", 1),), "public-network"),
    "only two changes together do": ((("b", "public-network", 2),), "one-person"),
    "the change is another's": ((("c", "public-network", 1),), "one-person"),
    "the change is of a rule that names others": ((("b", "unowned", 1),), "one-person"),
    "the first of the single changes": (
        (("b", "unowned", 1), ("b", "public-network", 1), ("b", "one-person", 1)), "public-network"),
}  # fmt: skip


@pytest.mark.parametrize("case", NEAREST)
def test_of_rules_that_do_not_hold_the_nearest_is_told(case: str) -> None:
    changed, rule = NEAREST[case]
    policy = open_policy(None, "house")[0]
    assert policy is not None
    of_lead = [replace(policy.rule(name), owner=("group_manager",)) for name in ("one-person", "public-network")]
    policy = replace(policy, rules=(*of_lead, policy.rule("unowned")))
    group = Group("g", "Гранит", lead="b", ownership="each_own")
    facts = Facts(Book({m: Manager(m, m) for m in "abc"}, {"g": group}),
                  Question(Caller("Гранит"), DAY, claims=("b",)), Identity(None, group))  # fmt: skip
    branches = [Branch(message("so"), owner, of, size) for owner, of, size in changed]
    (claim,) = claims(policy, [facts], judge(policy, facts), branches)
    assert (claim.outcome, claim.rule) == ("loses", rule)
    assert claim.because.text == "{own} could speak for {manager}, but does not hold: {fact}"
    assert [branch.owner for branch in claim.needs] == [owner for owner, _, _ in changed if owner == "b"]


# A step's outcome and its checks, each what it was answered and whether the outcome rests on it; which of them is told.
CARRIED: dict[str, tuple[Outcome, list[tuple[Answer, bool]], str]] = {
    "of a rule that holds the last it rests on": ("fired", [(Answer.YES, True), (Answer.NO, True)], "found 1"),
    "not one that it does not rest on": ("fired", [(Answer.YES, True), (Answer.NO, False)], "found 0"),
    "of those that are known": ("fired", [(Answer.YES, True), (Answer.UNKNOWN, True)], "found 0"),
    "where none is known the last": ("fired", [(Answer.UNKNOWN, True), (Answer.UNKNOWN, True)], "found 1"),
    "of one that does not hold the first": (
        "failed", [(Answer.YES, False), (Answer.NO, True), (Answer.NO, True)], "found 1"),
    "where it rests on none": ("fired", [(Answer.YES, False)], "the rule {rule} was not needed"),
}  # fmt: skip


@pytest.mark.parametrize("case", CARRIED)
def test_which_finding_carries_a_step(case: str) -> None:
    outcome, asked, words = CARRIED[case]
    checks = [
        Check("always", "", answer, message(f"found {n}"), NOWHERE, needed=needed)
        for n, (answer, needed) in enumerate(asked)
    ]
    assert carrying(Step("on-file", outcome, NOWHERE, tuple(checks))).text == words


def test_without_a_step_no_rule_holds() -> None:
    assert carrying(None).text == "no rule holds"


def moved(own: str, name: str, after: str = "b", inn: str = "", before: str = "a") -> Move:
    return Move(0, own, before, after, (name, inn))


def seen(line: int, own: str, name: str, owner: str = "b", inn: str = "") -> Seen:
    return Seen(line, own, (name, inn), owner)


# What a batch moved, what the export holds now: the lines that are taken back, and why a row is not.
ROWS: dict[str, tuple[list[Move], list[Seen], dict[int, int], list[tuple[int, str, int]]]] = {
    "as it was": ([moved("1", "x")], [seen(2, "1", "x")], {2: 0}, []),
    "two that are alike in all, as many as there were": (
        [moved("1", "x"), moved("1", "x")], [seen(2, "1", "x"), seen(3, "1", "x")], {2: 0, 3: 1}, []),
    "one of two that were alike is gone: which is not told": (
        [moved("1", "x"), moved("1", "x")], [seen(2, "1", "x")], {}, [(0, "alike", 2), (1, "alike", 2)]),
    "two alike that had other owners before": (
        [moved("1", "x"), moved("1", "x", before="c")], [seen(2, "1", "x"), seen(3, "1", "x")], {},
        [(0, "alike", 2), (1, "alike", 2)]),
    "the name was mended, the id is its own": ([moved("1", "x", inn="7")], [seen(5, "1", "y", inn="7")], {5: 0}, []),
    "its id is another company's now": ([moved("1", "x")], [seen(5, "1", "y")], {}, [(0, "another", 5)]),
    "its id stands in two rows that differ": (
        [moved("1", "x")], [seen(2, "1", "y"), seen(3, "1", "z")], {}, [(0, "alike", 3)]),
    "the id was rounded by a spreadsheet, the name is its own": (
        [moved("123456789012", "x")], [seen(4, "1,23457E+11", "x")], {4: 0}, []),
    "of that name another id": ([moved("1", "x")], [seen(4, "2", "x")], {}, [(0, "renumbered", 4)]),
    "of that name another id, twice": (
        [moved("1", "x")], [seen(4, "2", "x"), seen(5, "3", "x")], {}, [(0, "gone", 0)]),
    "of that name another INN": ([moved("", "x", inn="7")], [seen(4, "", "x", inn="8")], {}, [(0, "gone", 0)]),
    "of that name two": ([moved("", "x", inn="7")], [seen(4, "", "x"), seen(5, "", "x")], {}, [(0, "alike", 5)]),
    "it moved on": ([moved("1", "x")], [seen(2, "1", "x", "c")], {}, [(0, "since", 2)]),
    "it has its owner back": ([moved("1", "x")], [seen(2, "1", "x", "a")], {}, [(0, "back", 2)]),
    "zeros before an id mean nothing": ([moved("007", "x")], [seen(2, "7", "x")], {2: 0}, []),
    "it is not there": ([moved("1", "x")], [seen(2, "2", "y")], {}, [(0, "gone", 0)]),
}  # fmt: skip


@pytest.mark.parametrize("case", ROWS)
def test_which_rows_of_a_batch_are_taken_back(case: str) -> None:
    moves, rows, found, left = ROWS[case]
    by_line, not_back = found_again(moves, rows, str, (True, True), True)
    assert {line: next(i for i, each in enumerate(moves) if each is move) for line, move in by_line.items()} == found
    told = [(next(i for i, m in enumerate(moves) if m is each.move), each.why, each.line) for each in not_back]
    assert told == left


def test_a_folder_is_made_beside_its_place_with_the_folders_above_it(tmp_path: Path) -> None:
    """Where it is there already each thing takes its place by itself, one of them last."""
    place = tmp_path / "above" / "folder"
    for text in ("one", "other"):
        if place.parent.exists():
            (place.parent / ".folder-0123abcd").mkdir()  # what a maker left that was killed
        with made_folder(place, "a") as made:
            assert made.parent == place.parent
            for name in ("a", "b"):
                (made / name).write_text(text, encoding="utf-8")
        assert {path.name: path.read_text(encoding="utf-8") for path in place.iterdir()} == {"a": text, "b": text}
        assert [path.name for path in place.parent.iterdir()] == ["folder"]


def line(row: int, action: Action, old: str = "", new: str = "", **more: Any) -> Line:
    return Line(row, str(row), f"ООО {row}", old, old, new, action, "same-name", message("так"), 1.0, "accept", "", "",
                **more)  # fmt: skip


def test_what_a_plan_adds_up_to() -> None:
    seen = Overview(Book({m: Manager(m, m, active=m != "c") for m in "abc"}))
    for each in (
        line(1, "keep", "a", "a", conflict="b", conflict_rule="one-person"),
        line(2, "keep", "a", "a", conflict="b", conflict_rule="one-person", unclean=("inn",)),
        line(3, "change", "a", "b", unclean=("inn", "kpp")),
        line(4, "change", "c", "b", shares=(1,), able=("b",)),
        line(5, "change", "", "a"),
        line(6, "ask", "c", "a", kind="double"),
        line(7, "skip", kind="total"),
        line(8, "reject"),
    ):
        seen.add(each)
    assert seen.actions == {"keep": 2, "change": 3, "ask": 1, "nobody": 0, "skip": 1, "reject": 1}
    assert (seen.conflicts, [each.row for each in seen.conflicting]) == ({"one-person": 2}, [1, 2])
    assert (seen.unclean, seen.unclean_rows) == ({"inn": 2, "kpp": 1}, {"inn": [2, 3], "kpp": [3]})
    assert (seen.before, seen.after) == ({"a": 3, "b": 0, "c": 2}, {"a": 3, "b": 2, "c": 1})
    assert (seen.gained, seen.lost, seen.turns) == ({"a": 1, "b": 2, "c": 0}, {"a": 1, "b": 0, "c": 1}, {"b": 1})
    assert seen.moves == {("a", "b"): 1, ("c", "b"): 1, ("", "a"): 1}
    assert (seen.left, seen.nobodys, seen.kinds["ask"]) == ({"c": 2}, 1, {"double": 1})


def test_what_a_plan_says_of_groups_and_of_companies_that_stand_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The largest changes and the most divided groups come first; of what is many the first are named, all counted."""
    monkeypatch.setattr(plan_summary, "MOST_NAMED", 2)
    groups = {"g": Group("g", "Гранит"), "h": Group("h", "Гранит Юг", parent="g"), "k": Group("k", "Яшма"),
              "m": Group("m", "Оникс")}  # fmt: skip
    seen = Overview(Book({m: Manager(m, m, active=m != "d") for m in "abcd"}, groups), handing="d")
    changes = [("k", "a", "b")] * 2 + [("g", "a", "c")] * 3 + [("k", "a", "c")] * 2 + [("m", "d", "a"), ("", "", "b")]
    for number, (group, old, new) in enumerate(changes, 1):
        seen.add(replace(line(number, "change", old, new), group=group))
    numbers = (("inn", "7708503727"),)
    for number, (old, client) in enumerate(
        (("a", "x"), ("b", "x"), ("a", "x"), ("c", "x"), ("", "x"), ("a", "row:3")), 20
    ):
        seen.add(replace(line(number, "keep", old, old), group="h", client=client, numbers=numbers if old else ()))
    seen.add(replace(line(30, "ask", "", kind="owner"), was="Кто-то"))
    seen.add(replace(line(31, "keep", "d", "d"), group="k"))
    for number in (40, 41, 42):
        seen.add(line(number, "keep", "a", "a", conflict="b", conflict_rule="one-person"))
    for number in (50, 51, 52, 53):
        seen.add(line(number, "skip", unclean=("inn",)))
    assert [(c.group, c.old, c.new, c.count) for c in seen.largest] == [
        ("g", "a", "c", 3), ("k", "a", "b", 2), ("k", "a", "c", 2), ("", "", "b", 1), ("m", "d", "a", 1),
    ]  # fmt: skip
    assert {group: dict(owners) for group, owners in seen.split_groups.items()} == {
        "g": {"a": 6, "b": 1, "c": 1}, "k": {"a": 4, "d": 1},
    }  # fmt: skip
    assert list(seen.split_groups) == ["g", "k"]
    assert (seen.moved, seen.against) == ({"g": 3, "k": 4, "m": 1}, {"g": 3, "k": 4})
    assert (seen.double_count, seen.doubles) == (2, [(20, 21, "ООО 21"), (20, 23, "ООО 23")])
    assert (seen.repeats, seen.left, seen.unknown, seen.nobodys) == (3, {}, {"Кто-то": 1}, 2)
    assert (seen.conflicts, [each.row for each in seen.conflicting]) == ({"one-person": 3}, [40, 41])
    assert (seen.unclean, seen.unclean_rows) == ({"inn": 4}, {"inn": [50, 51, 52]})


# Texts that fold to the same; short ones of one script must be the same letter for letter.
LETTERS = [("кук", "шок", False), ("кукк", "кукс", False), ("куккк", "куксс", True), ("cook", "кук", True),
           ("şok", "sok", True), ("кук", "кук", True)]  # fmt: skip


@pytest.mark.parametrize(("ours", "theirs", "same"), LETTERS)
def test_short_names_are_the_same_to_the_letter(ours: str, theirs: str, same: bool) -> None:
    assert same_letters(ours, theirs) is same


def test_brands_with_cards_added_are_those_of_all_families() -> None:
    book = Book({}, {"g": Group("g", "Гранит"), "h": Group("h", "Яшма")}, {"n": Client("n", "Гранит Юг", group="g")})
    joined = JoinedBrands({"g": {"1": "гранит"}, "h": {}}, book, tuple(book.clients.values()), {})
    assert (set(joined["g"]), joined["h"]) == ({"1", "n"}, {})


def precedent(alike: Any, seq: int) -> Precedent:
    return Precedent(seq, DAY, alike, "a", "on-file", True)


# Decisions of other cases, by what was alike and when; the widest kind that counts; which of them it is.
DECIDED = [
    ([("client", 5), ("caller", 3), ("caller", 4), ("group", 9)], "", 4),
    ([("client", 5), ("group", 9)], "", 5),
    ([("client", 5), ("group", 9)], "caller", 0),
    ([("group", 9)], "client", 0),
    ([("client", 5), ("group", 9)], "client", 5),
    ([("group", 8), ("group", 9)], "group", 9),
]  # fmt: skip


@pytest.mark.parametrize(("told", "widest", "seq"), DECIDED)
def test_which_decision_on_a_like_case_counts(told: list[tuple[Any, int]], widest: str, seq: int) -> None:
    facts = Facts(Book(), Question(Caller("?"), DAY), Identity(), precedents=tuple(precedent(*one) for one in told))
    found = decided(facts, widest)
    assert (found.seq if found else 0) == seq


def test_what_if_the_caller_were_elsewhere_is_asked_of_other_cities_alone() -> None:
    clients = {c: Client(c, c, group="g", city=city, owner="a") for c, city in (("1", "Тула"), ("2", "Омск"))}
    group = Group("g", "Гранит")
    book = Book({"a": Manager("a", "Анна")}, {"g": group}, clients)
    facts = Facts(book, Question(Caller("Гранит"), DAY), Identity(None, group), city="Тула")
    cities = [change.make(facts).city for change in FACTS["city"].changes(Scene(facts, ()))]
    assert cities == ["Омск", "-"]


def test_judged_strangers_are_forgotten_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_workspace(ROOT)
    assert opened.book is not None
    assert opened.policy is not None
    monkeypatch.setattr(resolving, "MOST_JUDGED", 3)
    for city in ("Тула", "Омск", "Пермь", "Тверь", "Орёл", "Чита", "Калуга"):
        resolve(Question(Caller("Бавогуде", city=city), DAY), opened.book, opened.policy, opened.directory)
        assert len(opened.book.judged) <= 3
    assert opened.book.judged
