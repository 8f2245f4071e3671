"""The stories: every case of tests/cases/*.yaml, asked through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, read_yaml, run_leadcli

CASES = Path(__file__).parent / "cases"


def cases() -> list[Any]:
    """One parameter for each case; its id is file, number and story."""
    found = []
    for path in sorted(CASES.glob("*.yaml")):
        for number, case in enumerate(read_yaml(path), 1):
            found.append(pytest.param(case, id=f"{path.stem}-{number}-{case.get('story', case['say'][0])}"))
    return found


@pytest.mark.parametrize("case", cases())
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    folder = workspace(case, tmp_path)
    words = [str(word) for word in case["say"]]
    if "--on" not in words:
        words += ["--on", TODAY]
    ran = run_leadcli("who-owns", *words, "--json", folder=folder)
    assert ran.err == "", ran.err
    ruling = json.loads(ran.out)
    expected = case["expect"]
    got = {
        "owner": ruling["owner"],
        "rule": ruling["rule"]["id"] if ruling["rule"] else None,
        "verdict": ruling["verdict"],
        "cover": ruling["cover"],
        "cover_until": ruling["cover_until"],
        "match": ruling["match"]["status"],
        "client": ruling["match"]["client_id"],
        "group": ruling["match"]["group_id"],
        "otherwise": ruling["otherwise"]["owner"] if ruling["otherwise"] else None,
        "claims": {claim["manager"]: claim["outcome"] for claim in ruling["claims"]},
    }
    assert {key: got[key] for key in expected if key in got} == {k: v for k, v in expected.items() if k in got}
    outcomes = {step["rule"]: step["outcome"] for step in ruling["trace"]}
    if "trace" in expected:
        assert outcomes == dict(zip(outcomes, expected["trace"].split(), strict=True)), ran.out
    for key, text in expected.get("says", {}).items():
        assert text in json.dumps(ruling[key], ensure_ascii=False)
    assert ran.code == (1 if ruling["verdict"] == "human" else 0)


def workspace(case: dict[str, Any], tmp_path: Path) -> Path:
    """The sample workspace, or one of the case's own with its tables as texts."""
    own = case.get("workspace")
    if own is None:
        return ROOT
    (tmp_path / "data").mkdir()
    for name, text in own.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    if "rules.yaml" not in own:
        (tmp_path / "rules.yaml").write_text((ROOT / "rules.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_every_story_has_a_case() -> None:
    told = {str(p.values[0].get("story")) for p in cases()}
    assert {f"S{n}" for n in range(1, 19) if n != 7} <= told


def test_the_ready_made_policies_are_listed() -> None:
    ran = run_leadcli("policy", "show")
    names = [
        "house", "first-come", "on-file-only", "one-per-group", "each-on-its-own", "by-activity", "even", "protected",
    ]  # fmt: skip
    assert [
        line.split(":")[0].strip()
        for line in ran.out.splitlines()
        if line.startswith("  ") and line.split(":")[0].strip() in names
    ] == names
