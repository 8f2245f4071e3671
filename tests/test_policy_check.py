"""Planted faults: every policy of tests/policies has the one fault that its first line names.

The check finds it and no other error or warning; its witness, saved as a workspace and asked through the command line,
shows it.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from conftest import Ran, run_leadcli

from leadcli.workspace.opening import READY_MADE

PLANTED = sorted((Path(__file__).parent / "policies").glob("*.yaml"))
GRAVE = ("error", "warning")


def check(path: Path | str, *words: str) -> tuple[Ran, list[dict[str, Any]]]:
    ran = run_leadcli("policy", "check", str(path), "--json", *words, language="en")
    assert ran.err == ""
    return ran, [json.loads(line) for line in ran.out.splitlines()]


@pytest.mark.parametrize("path", PLANTED, ids=lambda path: path.stem)
def test_a_planted_fault_is_found_and_shown(path: Path, tmp_path: Path) -> None:
    code, _, rest = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# fault: ").partition(" ")
    rule, _, parts = rest.partition(" ")
    ran, found = check(path, "--write", str(tmp_path / "w"))
    assert ran.code == (1 if any(f["severity"] == "error" for f in found) else 0)
    planted = [
        f
        for f in found
        if f["code"] == code
        and (f["rule"] or "") == rule
        and (not parts or parts == f"by {','.join(f['rules'])}" or parts in f["conditions"])
    ]
    assert planted, [(f["code"], f["rule"], f["rules"], f["conditions"]) for f in found]
    others = [f for f in found if f["severity"] in GRAVE and f["code"] != code]
    assert others == []
    for finding in [*planted, *(f for f in found if f not in planted)][:2]:
        confirmed(finding)


def confirmed(finding: dict[str, Any]) -> None:
    """The witness asked anew, from its files, shows what the finding says."""
    shown = finding["witness"]
    assert shown, finding
    folder = Path(shown["folder"])
    words = shlex.split((folder / "question.txt").read_text(encoding="utf-8"))
    assert words == shown["command"]
    asked = run_leadcli(*words[1:], "--json", folder=folder, language="en")
    assert asked.err == ""
    ruling = json.loads(asked.out)
    outcome = {step["rule"]: step["outcome"] for step in ruling["trace"]}
    assert ruling["owner"] == shown["owner"]
    rule, code = finding["rule"], finding["code"]
    others = {other["rule"]: other["owner"] for other in shown["others"]}
    if code == "rule-dead":
        assert outcome[rule] != "fired"
        assert rule in others, "it holds"
        assert any(outcome[name] in ("fired", "unknown") for name in finding["rules"])
    elif code == "rule-impossible":
        assert outcome[rule] != "fired"
    elif code == "gap":
        assert set(outcome.values()) == {"failed"}
        assert ruling["verdict"] == "human"
    elif code in ("owner-empty", "owner-tie"):
        assert outcome[rule] == "fired"
        assert ruling["verdict"] == "human"
    elif code == "order":
        assert outcome[rule] == "fired"
        assert others[finding["rules"][0]] != ruling["owner"]
    elif code == "unknown":
        assert outcome[rule] == "unknown"
        assert ruling["verdict"] == "human"
    elif code == "condition-idle":
        assert outcome[rule] == "fired"


def test_there_are_at_least_thirty_planted_faults() -> None:
    assert len(PLANTED) >= 30


@pytest.mark.parametrize("name", READY_MADE)
def test_the_ready_made_policies_are_clean(name: str) -> None:
    ran, found = check(name)
    assert ran.code == 0
    assert [f for f in found if f["severity"] in GRAVE] == []
    assert all(f["witness"] for f in found)


def test_rules_that_cannot_be_read_are_not_checked(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("rules:\n  - {id: a, when: call_takn, owner: taker}\n", encoding="utf-8")
    ran = run_leadcli("policy", "check", str(tmp_path / "rules.yaml"), language="en")
    assert ran.code == 2
    assert "call_taken" in ran.err
    assert run_leadcli("policy", "check", "no-such", language="en").code == 2


def test_witnesses_are_not_mixed_with_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    ran = run_leadcli("policy", "check", "house", "--write", str(tmp_path), language="en")
    assert ran.code == 2
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
