"""Mutation testing: which faults are planted, and that one that is planted is noticed or told."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

from benchmarks.mutants import mutants_of
from benchmarks.mutation import equivalents, known_as

SOURCE = '''\
"""What is said, 1 < 2, is no code."""
def least(a: "1 < 2", b=True):
    if a < 1 and not b:
        total.add(-a)
    for one in [x for x in a if x]:
        one += 2
        continue
    return min(a, key=lambda m: message("3 {n}", n=4)) is None
'''
CHANGES = {
    "< -> <=", "and -> or", "not b -> (b)", "True -> False", "a < 1 and not b -> not (a < 1 and not b)", "1 -> 2",
    "total.add(-a) -> nothing", "-a -> (a)", "x -> not (x)", "one += 2 -> nothing", "2 -> 3", "continue -> break",
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
    for (file, line, change), why in equivalents().items():
        found = [mutant for mutant in mutants_of(ROOT / file) if known_as(mutant) == (file, line, change)]
        assert found, f"{file}: {line}: {change}"
        assert len(why) > 20
