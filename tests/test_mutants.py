"""Mutation testing: which faults are planted, and that one that is planted is noticed or told."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

from benchmarks import mutation
from benchmarks.coverage_map import WatchedTest
from benchmarks.mutants import lines_that_read, mutants_of, names_set_by
from benchmarks.mutation import equivalents, facing, known_as, noticed_by

SOURCE = '''\
"""What is said, 1 < 2, is no code."""
def least(a: "1 < 2", b=True):
    if a < 1 and not b:
        total.add(-a)
    for one in [x for x in zip(a, a, strict=True) if x or zip(a, strict=False)]:
        one += 2
        continue
    return min(a, key=lambda m: message("3 {n}", n=4)) is None
'''
CHANGES = {
    "< -> <=", "and -> or", "not b -> (b)", "True -> False", "a < 1 and not b -> not (a < 1 and not b)", "1 -> 2",
    "total.add(-a) -> nothing", "-a -> (a)",
    "x or zip(a, strict=False) -> not (x or zip(a, strict=False))", "or -> and", "False -> True",
    "one += 2 -> nothing", "2 -> 3", "continue -> break",
    "min -> max", "is -> is not", "return -> nothing",
}  # fmt: skip


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    path = tmp_path / "least.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


def test_the_kinds_of_faults(planted: Path) -> None:
    told = {(m.old, m.new) for m in mutants_of(planted)}
    wanted = {tuple(change.split(" -> ")) for change in CHANGES}
    wanted -= {("total.add(-a)", "nothing"), ("one += 2", "nothing"), ("return", "nothing")}
    wanted |= {("total.add(-a)", "pass"), ("one += 2", "pass")}
    wanted |= {(SOURCE.partition("return ")[2].strip(), "None")}
    assert told == wanted


def test_each_is_python_and_one_change(planted: Path) -> None:
    paths = [planted, ROOT / "leadcli" / "policy" / "judge.py", ROOT / "leadcli" / "assignment" / "turns.py"]
    for path in paths:
        whole = path.read_bytes()
        for mutant in mutants_of(path)[:: 1 if path is planted else 9]:
            changed = mutant.applied()
            assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(whole)), mutant
            assert changed.startswith(whole[: mutant.start])
            assert changed.endswith(whole[mutant.end :])


def test_what_is_named_as_equivalent_is_a_mutant_with_a_reason() -> None:
    named = equivalents()
    for each in {file for file, *_ in named}:
        lines = {line for file, line, _ in named if file == each}
        texts = [text.strip() for text in (ROOT / each).read_text(encoding="utf-8").splitlines()]
        found = {known_as(mutant) for mutant in mutants_of(ROOT / each) if texts[mutant.line - 1] in lines}
        assert {one for one in named if one[0] == each} <= found
    assert all(len(why) > 20 for why in named.values())


BOUNDS = '''\
LEAST = 3
class Row:
    """What stands here, 7, is no code."""
    width: int = 5
    def wide(self, more=9):
        return self.width + more > LEAST + 1
'''
# What a mutant of a number sets outside of all bodies; the lines that read it.
SEEN: dict[str, tuple[set[str], set[int]]] = {
    "3": ({"LEAST"}, {6}),
    "5": ({"width"}, {6}),
    "9": ({"wide"}, set()),
    "1": (set(), set()),
}


@pytest.mark.parametrize("number", SEEN)
def test_where_a_mutant_of_no_body_is_seen(number: str, tmp_path: Path) -> None:
    path = tmp_path / "bounds.py"
    path.write_text(BOUNDS, encoding="utf-8")
    (one,) = (mutant for mutant in mutants_of(path) if mutant.old == number)
    names = names_set_by(one)
    assert (set(names), set(lines_that_read(path, names))) == SEEN[number]


def test_a_mutant_faces_the_tests_of_its_lines_first_the_quickest_before_all() -> None:
    (one, *_) = mutants_of(ROOT / "leadcli" / "policy" / "judge.py")
    file = str(one.path.relative_to(ROOT))
    line, other = frozenset({one.line}), frozenset({one.line + 500})
    tests = [
        WatchedTest("far", 0.1, {file: other}),
        WatchedTest("near", 0.2, {file: line}),
        WatchedTest("slow", 5.0, {file: line}),
    ]
    elsewhere = WatchedTest("elsewhere", 0.1, {"leadcli/policy/claims.py": line})
    assert [test.name for test in facing(one, [elsewhere, *tests], 60.0)] == ["near", "slow", "far"]
    assert [test.name for test in facing(one, tests, 1.0)] == ["near"]
    assert [test.name for test in facing(one, tests, 60.0, {"slow": 2})] == ["slow", "near", "far"]


def test_one_that_is_not_noticed_faces_more_tests_and_none_of_them_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    (one, *_) = mutants_of(ROOT / "leadcli" / "policy" / "judge.py")
    lines = {str(one.path.relative_to(ROOT)): frozenset({one.line})}
    tests = [WatchedTest(name, seconds, lines) for name, seconds in (("quick", 1.0), ("slow", 9.0), ("slower", 90.0))]
    faced: list[list[str]] = []

    def failing(_: Path, tests: list[WatchedTest]) -> str:
        faced.append([test.name for test in tests])
        return "slow" if "slow" in faced[-1] else ""

    monkeypatch.setattr(mutation, "first_failing", failing)
    assert noticed_by(ROOT, one, tests, (1.0, 10.0, 100.0), {}) == "slow"
    assert faced == [["quick"], ["slow"]]
