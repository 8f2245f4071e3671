"""YAML as trees of text and as rows: a table of cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from conftest import ROOT
from conftest import read_yaml as cases_of

from leadcli.domain.messages import Message
from leadcli.domain.places import Node, Problem
from leadcli.io import yaml_trees
from leadcli.io.yaml_trees import DEPTH, read_rows, read_yaml

CASES: dict[str, list[dict[str, Any]]] = cases_of(ROOT / "tests/tables/trees.yaml")


def told(problems: Sequence[Problem]) -> list[str]:
    return [f"{each.code} {each.place.line}:{each.place.column}+{each.length}" for each in problems]


def plain(node: Node | None) -> Any:
    if node is None or node.kind == "scalar":
        return node and node.text
    return [plain(each) for each in node.items] if node.kind == "list" else {k.text: plain(v) for k, v in node.pairs}


@pytest.mark.parametrize("case", CASES["trees"], ids=lambda case: repr(case["text"]))
def test_a_text_is_a_tree(case: dict[str, Any]) -> None:
    tree, problems = read_yaml(case["text"], "t.yaml")
    assert plain(tree) == case.get("tree")
    assert told(problems) == case.get("problems", [])
    if "says" in case:
        reason = dict(problems[0].text.args)["reason"]
        assert isinstance(reason, Message)
        assert reason.text.replace("}}", "}") == case["says"]


def test_a_key_that_stands_twice_says_where_it_stood_first() -> None:
    _, problems = read_yaml("a: 1\nb:\n  c: 1\n  c: 2\n  c: 3\na: 2\n", "t.yaml")
    assert [dict(each.text.args)["line"] for each in problems] == [3, 3, 1]


@pytest.mark.parametrize("opens", ["[", "{a: ", "- "])
@pytest.mark.parametrize("deeper", [0, 1, 2])
def test_a_tree_may_be_so_deep(opens: str, deeper: int) -> None:
    closes = {"[": "]", "{a: ": "}", "- ": ""}[opens]
    count = DEPTH + deeper
    tree, problems = read_yaml(opens * count + "1" + closes * count, "t.yaml")
    assert (tree is None) is bool(deeper)
    assert told(problems) == [f"yaml-depth 1:{len(opens) * DEPTH + 1}+1"] * bool(deeper)


@pytest.mark.parametrize(("length", "fits"), [(9, True), (10, True), (11, False)])
def test_a_text_may_be_so_long(length: int, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_trees, "LIMIT_MB", 0.00001)
    assert [each.code for each in read_yaml("x" * length, "t.yaml")[1]] == ([] if fits else ["file-too-large"])


@pytest.mark.parametrize("case", CASES["rows"], ids=lambda case: repr(case["text"]))
def test_a_list_of_maps_is_rows(case: dict[str, Any]) -> None:
    records, problems = read_rows(case["text"], "t.yaml")
    cells = {r.place.line: {k: v if isinstance(v, str) else v.kind for k, v in r.items()} for r in records}
    assert cells == case.get("rows", {})
    assert told(problems) == case.get("problems", [])
