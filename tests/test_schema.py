"""leadcli schema and policy new: what editors are told is what the readers do; a new policy begins with a good one."""

from __future__ import annotations

import copy
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, run_leadcli
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from leadcli.analysis.testing.example_parsing import read_examples
from leadcli.domain.places import Node
from leadcli.io.yaml_trees import read_rows, read_yaml
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.owners import OWNERS
from leadcli.policy.policy import read_policy
from leadcli.schemas import KINDS, schema
from leadcli.workspace.book_building import build_book
from leadcli.workspace.opening import READY_MADE, open_workspace, policy_file

CHECKS = {kind: Draft7Validator(schema(kind)) for kind in KINDS}


def plain(text: str) -> Any:
    """A YAML text as an editor sees it: the core schema of YAML 1.2 (numbers, true, false, null; days are text)."""

    def value(node: Node) -> Any:
        if node.kind == "list":
            return [value(item) for item in node.items]
        if node.kind == "map":
            return {key.text: value(each) for key, each in node.pairs}
        if re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?", node.text):
            return float(node.text) if "." in node.text else int(node.text)
        return {"true": True, "false": False, "": None}.get(node.text, node.text)

    tree, problems = read_yaml(text, "x.yaml")
    assert problems == []
    assert tree is not None
    return value(tree)


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_a_schema_and_the_kept_one_is_fresh(kind: str) -> None:
    Draft7Validator.check_schema(schema(kind))
    ran = run_leadcli("schema", kind)
    assert json.loads(ran.out) == schema(kind)
    assert (ROOT / "schema" / f"{kind}.json").read_text(encoding="utf-8") == ran.out, "leadcli schema --write"


@pytest.mark.parametrize("name", READY_MADE)
def test_the_ready_made_policies_fit(name: str) -> None:
    assert list(CHECKS["rules"].iter_errors(plain(policy_file(None, name)[0].read_text(encoding="utf-8")))) == []


def test_the_sample_s_examples_fit() -> None:
    assert list(CHECKS["tests"].iter_errors(plain((ROOT / "tests.yaml").read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("kind", ["managers", "groups"])
def test_the_sample_tables_fit(kind: str) -> None:
    assert list(CHECKS[kind].iter_errors(plain((ROOT / "data" / f"{kind}.yaml").read_text(encoding="utf-8")))) == []


# --- a schema says what the reader says -------------------------------------------------------------------------------
POOL = [
    None,
    "",
    "x",
    "RU",
    "ru",
    "each_own",
    "group_served",
    "taker",
    "{owner}",
    "{ownr}",
    "}",
    0,
    7,
    0.5,
    -1,
    10**9,
    True,
    [],
    ["taker"],
    ["x"],
    {},
    {"any": ["same_name"]},
    {"not": "always"},
    {"client_idle": 90},
    {"client_idle": 0},
    {"group_kind": "brand"},
    {"all": []},
    {"precedent": None},
    {"ru": "да"},
    {"de": "ja"},
    "2026-11-16",
    "16.11.2026",
    "да",
    "no",
    "нет",
    [{"from": "2026-11-16"}],
    [{"from": "завтра"}],
    [{"to": "2026-11-16"}],
    "holding",
    "x" * 1001,
]


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a tree."""
    found = [path]
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += spots(each, (*path, key))
    return found


def changed(tree: Any, data: st.DataObject) -> Any:
    """The tree with one value otherwise, one key gone, or one key renamed."""
    tree = copy.deepcopy(tree)
    *way, last = data.draw(st.sampled_from([p for p in spots(tree) if p]))
    parent = tree
    for key in way:
        parent = parent[key]
    how = data.draw(st.sampled_from(["value", "value", "drop", "rename"]))
    if how == "value":
        parent[last] = data.draw(st.sampled_from(POOL))
    elif how == "drop" or not isinstance(parent, dict):
        del parent[last]
    else:
        parent[data.draw(st.sampled_from(["owner", "when", "Имя", "НАЗВАНИЕ", "head-office", "note", "any"]))] = (
            parent.pop(last)
        )
    return tree


@settings(max_examples=400)
@given(st.data())
def test_rules_fit_when_they_can_be_read(data: st.DataObject) -> None:
    house = {
        "policy": "p",
        "title": {"ru": "а", "en": "b"},
        "assume": {"country": "RU"},
        "rules": [
            {
                "id": "a",
                "title": "t",
                "when": {"all": ["group_served", {"not": {"any": ["same_name", {"caller_country": "FI"}]}}]},
                "owner": ["taker", "least_loaded"],
                "manager": {"ru": "{owner}", "en": "{client} {{x}}"},
                "client": "{sister}",
            },
            {
                "id": "b",
                "when": [{"group_ownership": "each_own"}, {"client_idle": 90}, {"always": None}],
                "owner": "human",
            },
        ],
    }
    tree = changed(house, data)
    node, problems = read_yaml(json.dumps(tree, ensure_ascii=False), "x.yaml")
    assert problems == []
    found = {p.code for p in read_policy(node, "x.yaml")[1]} - {"rule-twice"}
    assert (not found) == CHECKS["rules"].is_valid(tree), (tree, found)


# By references, by all rows together, or only warned of.
SEEN_ELSEWHERE = {
    "id-twice",
    "name-twice",
    "namesakes",
    "manager-unknown",
    "manager-unclear",
    "group-unknown",
    "client-unknown",
    "head-elsewhere",
    "absence-order",
    "absence-unread",
    "value-hours",
    "value-time-zone",
    "value-holidays",
    "team-unknown",
    "column-unknown",
    "group-cycle",
    "group-depth",
    "column-twice",
    "dates-order",
    "value-country",
}
ROWS = {
    "managers": [
        {
            "name": "Ирина",
            "id": "i",
            "aliases": ["и"],
            "active": "yes",
            "weight": 0.5,
            "cap": 6,
            "open_clients": "3",
            "absences": [{"from": "2026-11-16", "to": "04.12.2026", "reason": "отпуск"}],
        }
    ],
    "groups": [
        {
            "id": "g",
            "name": "Группа",
            "aliases": "a|b",
            "kind": "holding",
            "ownership": "each_own",
            "structure": "activity",
            "since": "2026-01-01",
            "until": "31.12.2026",
            "note": "x",
            "country": "RU",
        }
    ],
    "clients": [
        {"id": 1, "name": "ООО", "city": "Тверь", "head_office": "нет", "last_contact": "2026-10-01", "status": "x"}
    ],
}


@settings(max_examples=400)
@given(st.sampled_from(list(ROWS)), st.data())
def test_tables_fit_when_they_can_be_read(table: str, data: st.DataObject) -> None:
    tree = changed(ROWS[table], data)
    records, problems = read_rows(json.dumps(tree, ensure_ascii=False), "x.yaml")
    _, more = build_book({table: records})
    found = {p.code for p in (*problems, *more) if p.severity == "error"} - SEEN_ELSEWHERE
    assert (not found) == CHECKS[table].is_valid(tree), (tree, found)


SAMPLE = open_workspace(ROOT)
EXPECT = {"owner": "Ирина", "rule": "same-name", "verdict": "settled", "cover": "nobody"}
MET = {"name": "Мется", "city": "Калуга", "country": "RU"}
FACTS = ["group_served", {"not": "same_name"}, {"unknown": {"client_idle": 90}}, {"group_kind": "brand"}]
EXAMPLES: list[dict[str, Any]] = [
    {
        "name": {"ru": "а", "en": "b"},
        "on": "2026-11-23",
        "caller": "Мется Калуга",
        "taken_by": "Дима",
        "expect": EXPECT,
    },
    {"on": "23.11.2026", "caller": MET, "group": "metsa", "claims": ["Дима"], "absent": "Борис", "expect": EXPECT},
    {"on": "2026-11-23", "client": "metsa-board", "expect": {"owner": "nobody", "otherwise": "Борис"}},
    {"name": "x", "facts": FACTS, "expect": {"owner": "taker", "rule": "other-brand", "verdict": "human"}},
]
BY_REFERENCE = {"manager-unknown", "client-unknown", "group-unknown", "value-country"}


@settings(max_examples=400)
@given(st.booleans(), st.data())
def test_examples_fit_when_they_can_be_read(whole: bool, data: st.DataObject) -> None:
    """In tests.yaml, and under ``examples:`` of the rules; a schema knows no ids and no names."""
    assert SAMPLE.policy is not None
    start = {"policy": "house", "on": "2026-11-23", "examples": EXAMPLES} if whole else EXAMPLES
    tree = changed(start, data)
    node, problems = read_yaml(json.dumps(tree, ensure_ascii=False), "x.yaml")
    assert problems == []
    _, found = read_examples(node, SAMPLE.policy, SAMPLE.book, whole_file=whole)
    codes = {p.code for p in found if not (p.code == "value-choice" and dict(p.text.args).get("column") == "rule")}
    told = tree if whole else {"rules": [{"id": "a", "when": "always", "owner": "human"}], "examples": tree}
    if whole and isinstance(tree, dict) and "on" not in tree:
        return  # then each example must have a day, which the schema of the whole does not say
    assert (not codes - BY_REFERENCE) == CHECKS["tests" if whole else "rules"].is_valid(told), (tree, codes)


# --- modelines --------------------------------------------------------------------------------------------------------
def test_every_sample_file_names_its_schema() -> None:
    files = {
        "rules.yaml": "rules",
        "tests.yaml": "tests",
        "data/managers.yaml": "managers",
        "data/groups.yaml": "groups",
    }
    for name, kind in files.items():
        path = ROOT / name
        first = path.read_text(encoding="utf-8").splitlines()[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert found, name
        assert json.loads((path.parent / found[1]).read_text(encoding="utf-8")) == schema(kind)


def test_a_new_workspace_has_them(tmp_path: Path) -> None:
    assert run_leadcli("init", str(tmp_path / "team")).code == 0
    for kind in KINDS:
        assert json.loads((tmp_path / "team" / "schema" / f"{kind}.json").read_text(encoding="utf-8")) == schema(kind)


def test_the_schema_of_nothing_is_refused() -> None:
    ran = run_leadcli("schema", "rule", language="en")
    assert (ran.code, ran.out) == (2, "")
    assert "choose one of rules, managers, groups, clients, links, aliases, tests" in ran.err


# --- policy new ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("ready", READY_MADE)
def test_a_new_policy_says_what_the_ready_made_one_says(ready: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    run_leadcli("schema", "--write", folder=tmp_path)
    ran = run_leadcli("policy", "new", "ours", "--from", ready, folder=tmp_path, language="en")
    assert (ran.code, ran.err) == (0, "")
    text = (tmp_path / "ours.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema/rules.json\n")
    rules = [
        json.loads(run_leadcli("policy", "show", name, "--json", folder=tmp_path).out)["policies"][0]
        for name in (ready, "ours.yaml")
    ]
    assert rules[1]["policy"] == "ours"
    for rule in (*rules[0]["rules"], *rules[1]["rules"]):
        del rule["source"]
    assert rules[0]["rules"] == rules[1]["rules"]
    kept = text
    again = run_leadcli("policy", "new", "ours", folder=tmp_path, language="en")
    assert again.code == 2
    assert "nothing was changed" in again.err
    assert (tmp_path / "ours.yaml").read_text(encoding="utf-8") == kept


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ours", "--from", "hous"], "choose one of house"),
        (["Our Rules"], "only a-z"),
        (["house"], "ready-made"),
        (["ours", "-o", "no/such/x.yaml"], "no such folder"),
    ],
)
def test_a_new_policy_is_refused_with_the_reason(words: list[str], said: str, tmp_path: Path) -> None:
    ran = run_leadcli("policy", "new", *words, folder=tmp_path, language="en")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert list(tmp_path.iterdir()) == []


def test_show_sets_in_what_belongs_together(tmp_path: Path) -> None:
    """An all inside an any reads as one of the choices, not as two."""
    when = "{any: [call_taken, {all: [group_served, same_name]}]}"
    rules = f"policy: p\nrules:\n  - id: a\n    when: {when}\n    owner: taker\n"
    (tmp_path / "p.yaml").write_text(rules, encoding="utf-8")
    shown = run_leadcli("policy", "show", "p.yaml", folder=tmp_path, language="en", width=120).out
    lines = [line[: line.rfind("  ")].rstrip() if "_" in line else line for line in shown.splitlines()]
    indent = {line.strip(): len(line) - len(line.lstrip()) for line in lines if line.strip()}
    assert indent["at least one of:"] < indent["- somebody took the call"] == indent["all of these:"]
    assert indent["all of these:"] < indent["- somebody serves a company of the group"]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_one_rule_is_shown_in_either_language(language: str) -> None:
    ran = run_leadcli("policy", "show", "--rule", "abroad", language=language)
    assert ran.code == 0
    assert "6. abroad" in ran.out
    assert "same-name" not in ran.out
    shown = json.loads(run_leadcli("policy", "show", "house", "--rule", "abroad", "--json", language=language).out)
    (rule,) = shown["policies"][0]["rules"]
    assert rule["id"] == "abroad"
    assert rule["sentences"]["client"]["ru"] == "Вас будет вести {owner}."


def test_a_rule_that_is_not_there_names_the_nearest() -> None:
    ran = run_leadcli("policy", "show", "house", "--rule", "same-nam", language="en")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean same-name?" in ran.err


def test_the_conditions_are_told_to_programs_too() -> None:
    told = json.loads(run_leadcli("policy", "show", "--conditions", "--json", language="en").out)
    assert [c["condition"] for c in told["conditions"]] == list(CONDITIONS)
    assert [o["owner"] for o in told["owners"]] == list(OWNERS)
