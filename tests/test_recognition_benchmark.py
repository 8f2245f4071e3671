"""The benchmark of recognition: it runs on a tiny set, counts what it says, and makes the same callers again."""

from __future__ import annotations

import json
import random
import sys
import types
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import distortions, recognition, recognition_fitter, rounds, strangers
from benchmarks.generate import company
from benchmarks.generated_callers import KINDS, callers, key_of, read_directory
from benchmarks.recognition_measures import Answer, by_outcome, by_score, by_status, spread
from benchmarks.recognition_sets import Case, Source, fold_of, read_sources
from leadcli.domain.match import Match
from leadcli.domain.messages import message
from leadcli.resolution.scoring.boosted_trees import model

SET = Path(__file__).parent / "recognition"
RULES = Path(__file__).parent.parent / "rules.yaml"


def test_it_prints_its_tables_on_a_tiny_set_and_puts_them_into_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- recognition -->\nold\n<!-- end -->\nafter\n", encoding="utf-8")
    recognition.main([str(SET), "--generated", "60", "--rulings", "10", "--kinds", "--into", str(page)])
    printed, written = capsys.readouterr().out, page.read_text(encoding="utf-8")
    for title in ("The shipped model", "Rulings", "By kind: recognition", "By kind: recognition, generated"):
        assert f"**{title}**" in printed
        assert f"**{title}**" in written
    assert written.startswith("before\n<!-- recognition -->\n**The shipped model**")
    assert written.endswith("<!-- end -->\nafter\n")
    assert "old" not in written
    line = next(x for x in printed.splitlines() if x.startswith("| recognition "))
    assert line.split("|")[2].strip() == "11"
    assert float(line.split("|")[3]) >= 0.8  # first right: the callers are plain


def test_the_model_is_fitted_anew_without_what_it_is_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    """The small version of the table in docs/matching.md: with each source, fifth and kind left out of the fit."""
    pytest.importorskip("lightgbm")
    fitter = ["--fitter", "benchmarks.recognition_fitter", "--leave-out", "sources", "folds", "kinds"]
    recognition.main([str(SET), "--generated", "60", *fitter])
    printed = capsys.readouterr().out
    for title, least in (("Each source", 0.5), ("Each fifth of the organisations", 0.8)):
        table = printed.partition(f"**{title} left out")[2].partition("**\n\n")[2].partition("\n\n")[0]
        rows = [[cell.strip() for cell in line.split("|")] for line in table.splitlines()[2:]]
        assert [row[1:3] for row in rows] == [["recognition", "11"], ["recognition, generated", "60"]]
        assert all(float(row[3]) >= least for row in rows), "spelt callers are found by a model that never saw them"
    kinds = printed.partition("**Each kind left out**")[2]
    assert {"one typo", "glued", "heard"} <= {kind for kind in KINDS if f"| recognition, generated: {kind} " in kinds}
    assert recognition_fitter.shortlist.model() is model(), "what was fitted is asked, and put back"


class Perfect:
    """A fitter that knows all answers it was shown, and nobody else; it notes what it was fitted to."""

    def __init__(self) -> None:
        self.fits: list[set[str]] = []

    def fit(self, training: Sequence[Source], seed: int) -> dict[str, str]:
        shown = {case.entity: case.truth for source in training for case in source.cases}
        self.fits.append({case.id for source in training for case in source.cases})
        return shown

    def answers(self, source: Source, model: dict[str, str]) -> dict[str, Answer]:
        def told(case: Case) -> Answer:
            truth = model.get(case.entity, "")
            return Answer("accept", truth, "", ((truth, "", 1.0),)) if truth else Answer("none")

        return {case.id: told(case) for case in source.cases}


def test_what_is_left_out_of_the_fit_is_not_shown_to_it(tmp_path: Path) -> None:
    fitter = Perfect()
    source, made = read_sources(SET, tmp_path, RULES, 40, 1)
    names = ("folds", "kinds", "sources")
    tables = dict(recognition.left_out([source], fitter, 1, names))
    assert [row["first right"] for _, row in tables["Each source left out of the fit"]] == [0.0]
    assert [row["first right"] for _, row in tables["Each fifth of the organisations left out"]] == [0.0]
    kinds = dict(tables["Each kind left out"])
    assert kinds["recognition: latin spelt"]["first right"] == 0.0
    list(recognition.left_out([source, made], fitter, 1, ["sources", "directories"]))
    shown, alike, hidden, too = fitter.fits[-4:]
    assert shown == {case.id for case in made.cases}
    assert alike == {case.id for case in source.cases}
    assert not hidden | too  # both ring the same directory
    sizes = [len(x) for x in fitter.fits]
    assert sizes[0] == 0
    assert sum(11 - size for size in sizes[1:6]) == 11
    assert {fold_of(case, 5) for case in source.cases} > {0}


def test_the_command_takes_a_fitter_by_its_module(capsys: pytest.CaptureFixture[str]) -> None:
    module, fitter = types.ModuleType("a_fitter"), Perfect()
    module.fit, module.answers = fitter.fit, fitter.answers  # type: ignore[attr-defined]
    sys.modules["a_fitter"] = module
    try:
        recognition.main([str(SET), "--fitter", "a_fitter", "--leave-out", "sources"])
    finally:
        del sys.modules["a_fitter"]
    assert "**Each source left out of the fit**" in capsys.readouterr().out


def case(number: int, kind: str, truth: str = "", expect: str = "", outcomes: tuple[str, ...] = ()) -> Case:
    return Case(str(number), "x", (kind,), truth, frozenset(), expect, outcomes)


def sure(client: str, score: float = 0.9) -> Answer:
    return Answer("accept", client, "", ((client, "", score),))


def test_what_is_counted() -> None:
    cases = [
        case(1, "latin spelt", "a"),
        case(2, "latin spelt", "b"),
        case(3, "latin spelt", "c"),
        case(4, "latin spelt", "d"),
        case(5, "latin acronym", "e"),
        case(6, "unknown"),
        case(7, "unknown"),
        case(8, "near", "", "ask"),
    ]
    answers = {
        "1": sure("a"),
        "2": sure("z", 0.95),
        "3": Answer("confirm", "z", "", (("z", "", 0.6), ("y", "", 0.5), ("c", "", 0.4))),
        "4": Answer("none"),
        "5": sure("e"),
        "6": sure("z", 0.7),
        "7": Answer("none"),
        "8": Answer("confirm", "z", "", (("z", "", 0.6),)),
    }
    score, status = by_score(cases, answers), by_status(cases, answers)
    assert score["first right"] == 1 / 4
    assert score["sure right at 1 % false"] == 1 / 4  # above 0.7, that of the best of two unknown
    assert score["best F1"] == pytest.approx(2 / (1 + 1 + 4))
    assert status["sure answers right"] == 2 / 4
    assert status["sure right"] == 1 / 4
    assert status["sure or among three asked"] == 2 / 4
    assert status["unknown sure"] == 1 / 2
    assert status["to be asked: asked"] == 1.0


@pytest.mark.parametrize(
    ("allowed", "answer", "outcome"),
    [
        (("accept:c:a",), sure("a"), "as expected"),
        (("accept:c:a", "confirm:c:a"), Answer("confirm", "a"), "as expected"),
        (("accept:c:a",), sure("b"), "sure and wrong"),
        (("none",), sure("a"), "sure and wrong"),
        (("accept:G:g",), sure("a"), "as expected"),  # a card of that group
        (("accept:g:g",), sure("a"), "sure and wrong"),  # the group, and no card of it
        (("accept:g:g",), Answer("accept", "", "g"), "as expected"),
        (("accept:c:a",), Answer("none"), "missed"),
        (("none",), Answer("none"), "as expected"),
        (("none",), Answer("confirm", "a"), "needless question"),
        (("accept:c:a",), Answer("confirm", "a"), "needless question"),
        (("accept:c:a",), Answer("confirm", "b"), "wrong question"),
        (("accept:c:a",), Answer("ambiguous", "", "", (("b", "", 1), ("a", "", 1))), "needless question"),
    ],
)
def test_outcomes_that_are_allowed(allowed: tuple[str, ...], answer: Answer, outcome: str) -> None:
    found = by_outcome([case(1, "k", outcomes=allowed)], {"1": answer}, {"a": "g"})
    assert {name for name, share in found.items() if share} == {outcome}


def test_a_sample_is_spread_over_the_whole() -> None:
    cases = [case(i, "k") for i in range(10)]
    assert [x.id for x in spread(cases, 3)] == ["0", "3", "6"]
    assert spread(cases, 0) == cases


# --- generated callers ----------------------------------------------------------------------------------------------
def test_the_same_seed_makes_the_same_callers_and_each_says_what_is_expected() -> None:
    directory = read_directory(SET)
    one, again, other = (list(callers(directory, ["Квазар"], seed, 400)) for seed in (1, 1, 2))
    assert one == again
    assert one != other
    names = {entry.id: entry for entry in directory.entries}
    assert {line["expect"] for line in one} == {"sure", "either", "ask", "none"}
    assert len({line["kind"] for line in one} & set(KINDS)) > 18
    for line in one:
        if line["truth"]:
            assert line["truth"] in names
        else:
            assert key_of(line["caller"]) not in directory.same, line
            assert line["expect"] in ("ask", "none")
        assert line["truth"] not in line["near"]
    shared = [line for line in one if line["truth"] in ("a7", "a8")]
    assert shared
    assert all(line["also"] and line["expect"] != "sure" for line in shared if line["kind"] != "place added")


@pytest.mark.parametrize(
    ("slip", "text", "among"),
    [
        (distortions.layout, "Вектор", {"Dtrnjh"}),
        (distortions.glued, "Helios Robotics", {"Heliosrobotics"}),
        (distortions.glued, "Bauer & Söhne", {""}),
        (distortions.reordered, "Helios Robotics", {"Robotics Helios"}),
        (distortions.initials, "Уральская мебельная фабрика", {"УМФ"}),
        (distortions.letters_named, "РЖД", {"эр жэ дэ"}),
        (distortions.to_latin, "Хим", {"Khim", "Him", "Chim"}),
        (distortions.to_latin, "Vector", {""}),
        (distortions.to_cyrillic, "Вектор", {""}),
        (distortions.typo, "РЖД", {""}),
    ],
)
def test_slips(slip: object, text: str, among: set[str]) -> None:
    assert callable(slip)
    assert {slip(random.Random(seed), text) for seed in range(40)} <= among


def test_a_name_is_put_into_the_case_of_its_phrase() -> None:
    made = {distortions.inflected(random.Random(seed), "Уральская мебельная фабрика") for seed in range(40)}
    assert "звонок от Уральской мебельной фабрики" in made
    assert "встреча с Уральской мебельной фабрикой" in made


def test_the_set_of_these_tests_is_whole() -> None:
    lines = [json.loads(x) for x in (SET / "callers.jsonl").read_text(encoding="utf-8").splitlines()]
    listed = {entry.id for entry in read_directory(SET).entries}
    assert {x["truth"] for x in lines} - {""} <= listed


def test_a_stranger_is_seldom_taken_for_a_client_of_a_small_base() -> None:
    """The small version of ``benchmarks.strangers``, over names that were drawn, not chosen."""
    chance = random.Random(11)
    names = sorted({company(chance, ["Казань", "Тверь", "Омск", "Пермь", "Самара"]) for _ in range(600)})
    found = strangers.measured(names, {10: 4, 40: 2}, seed=3)
    callers_asked, sure = sum(c.total() for c in found.values()), sum(c["accept"] for c in found.values())
    assert callers_asked > 500
    assert sure <= callers_asked // 100, found


@pytest.mark.parametrize(
    ("outcome", "targets", "match", "wrong"),
    [
        ("sure", ("a",), Match("accept", "a"), ""),
        ("sure", ("b",), Match("accept", "a"), "sure and not as expected"),
        ("sure", ("g:g",), Match("accept", "a", "g"), "sure and not as expected"),
        ("sure", ("G:g",), Match("accept", "a", "g"), ""),
        ("ask", ("a",), Match("accept", "a"), "sure and not as expected"),
        ("ask", ("a",), Match("confirm", "a"), ""),
        ("ask", (), Match("confirm", "a"), ""),
        ("ask", ("b",), Match("confirm", "a"), "asked about another"),
        ("sure", ("a",), Match("confirm", "a"), "asked, not sure"),
        ("first", ("a",), Match("confirm", "a"), ""),
        ("first", ("a",), Match("none"), "sent away"),
        ("none", (), Match("none"), ""),
        ("none", (), Match("confirm", "a"), "stranger asked about"),
        ("none", (), Match("accept", "a"), "stranger sure"),
        ("who", (), Match("none"), "no name, sent away"),
        ("who", (), Match("none", question=message("No company's name was heard: who is calling?")), ""),
    ],
)
def test_a_round_tells_what_is_missed(outcome: str, targets: tuple[str, ...], match: Match, wrong: str) -> None:
    base = {"groups": "id,name,aliases\ng,Ёлка,\n", "clients": "id,name,group\na,Ромашка,g\nb,Василёк,\n"}
    assert rounds.miss(rounds.Expected("", outcome, targets), match, rounds.book_of(base)) == wrong


def test_the_rounds_are_counted_by_what_misses_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = "{groups: 'id,name,aliases', clients: \"id,name\\na,Ромашка\\nb,Каравелла 2\", callers: "
    told = "{sure a: [ромашка], sure b: [каравелла, фыва], none: [Лютик], ask a: [Ромашка Юг]}"
    bases = f"one: {head}{told}, missed: {{}}}}\n"
    (tmp_path / "bases.yaml").write_text(bases, encoding="utf-8")
    for other in rounds.OF_BASES[1:]:
        (tmp_path / f"{other}.yaml").write_text("{}\n", encoding="utf-8")
    holdings = f"{head}{{first: [{{caller: Ромашка, expect: a}}]}}, missed: {{}}}}\n"
    (tmp_path / "holdings.yaml").write_text(holdings, encoding="utf-8")
    rounds.main([str(tmp_path), "--each"])
    printed = capsys.readouterr().out
    counts = {cells[1].strip(): cells[2:] for x in printed.splitlines() if len(cells := x.split("|")) > 3}
    assert [x.strip() for x in counts["callers"] if x.strip()] == ["5", "6", "1"]
    assert [x.strip() for x in counts["as expected"] if x.strip()] == ["3", "4", "1"]
    assert "bases: каравелла (sure b): asked, not sure: decided so" in printed
    assert "bases: фыва (sure b): sent away: not among the candidates" in printed
