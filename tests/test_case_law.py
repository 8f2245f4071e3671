"""Case law as tables: kind, place and entity of a precedent, reversal, supersession, terms, appeals, beneficiaries."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, read_yaml, run_leadcli

TRIALS = read_yaml(ROOT / "tests" / "disputes" / "case_law.yaml")


def workspace(folder: Path, trial: dict[str, Any]) -> Path:
    folder.mkdir()
    shutil.copytree(ROOT / "data", folder / "data")
    rules = (ROOT / "rules.yaml").read_text(encoding="utf-8")
    if first := trial.get("rule_first"):
        own = json.dumps([{"id": "case-law", **first}], ensure_ascii=False)
        start = rules.index("rules:\n") + len("rules:\n")
        rules = f"{rules[:start]}  - {own[1:-1]}\n{rules[start:]}"
    (folder / "rules.yaml").write_text(f"{trial.get('top', '')}\n{rules}", encoding="utf-8")
    return folder


@pytest.mark.parametrize("trial", TRIALS, ids=[trial["trial"] for trial in TRIALS])
def test_trial(trial: dict[str, Any], tmp_path: Path) -> None:
    folder = workspace(tmp_path / "team", trial)
    for step in trial["steps"]:
        if "run" in step:
            words = [str(word) for word in step["run"]]
            words += ["--on", TODAY] if words[0] == "decide" and "--on" not in words else []
            ran = run_leadcli(*words, folder=folder, language="en")
            assert ran.code == step.get("code", 0), (step, ran.out, ran.err)
            for text in step.get("says", ()):
                assert text in ran.out, (step, ran.out)
            continue
        words = ["who-owns", *map(str, step["ask"]), "--on", str(step.get("day", TODAY))]
        ran = run_leadcli(*words, *(["--record"] if step.get("record") else []), "--json", folder=folder, language="en")
        found = json.loads(ran.out)
        got = {"owner": found["owner"], "rule": (found["rule"] or {}).get("id"), "verdict": found["verdict"]}
        for name, value in got.items():
            if name in step:
                assert value in step[name].split("|"), (step, got)
        page = " ".join(run_leadcli(*words, "--trace", folder=folder, language="en", width=300).out.split())
        for text in step.get("says", ()):
            assert text in page or text in ran.out, (step, page)
        for text in step.get("silent", ()):
            assert text not in page, (step, page)


def test_a_pattern_s_decision_binds_the_rows_of_an_export(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "team", {})
    run_leadcli("who-owns", "Кварц Медиа", "--on", TODAY, "--record", folder=folder)
    words = ("decide", "1", "--owner", "Ольга", "--why", "чужих берёт Ольга", "--scope", "pattern", "--on", TODAY)
    assert run_leadcli(*words, folder=folder).code == 0
    (folder / "export.csv").write_text("id,name,owner\n1,Ольвия Текс,\n2,Мется Борд,Ирина\n", encoding="utf-8")
    run_leadcli("reassign", "export.csv", "--on", TODAY, "-o", "plan.jsonl", folder=folder)
    lines = [json.loads(line) for line in (folder / "plan.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [(line["new"], line["rule"]) for line in lines] == [("Ольга", "decision"), ("Ирина", "on-file")]
