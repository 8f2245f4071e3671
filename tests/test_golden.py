"""Answers as they are printed, kept as files: each format, language and width that people see."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, read_yaml, run_leadcli

GOLDEN = Path(__file__).parent / "golden"
CASES: dict[str, dict[str, Any]] = read_yaml(GOLDEN / "cases.yaml")
DONE: dict[str, list[list[Any]]] = CASES.pop("_done")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Workspaces with a ledger, by what was done in them: the sample data, and the commands of ``_done`` in order."""
    made: dict[str, Path] = {}
    for name, commands in DONE.items():
        made[name] = tmp_path_factory.mktemp(name)
        shutil.copytree(ROOT / "data", made[name] / "data")
        shutil.copy(ROOT / "rules.yaml", made[name])
        for said in commands:
            ran = run_leadcli(*map(str, said), folder=made[name])
            assert ran.code == 0, ran.err
    return made


@pytest.mark.parametrize("name", CASES)
def test_it_reads_as_before(name: str, recorded: dict[str, Path], tmp_path: Path) -> None:
    case = CASES[name]
    if case.get("kept"):  # what is answered is written, and told
        shutil.copytree(ROOT / "data", tmp_path / "data")
        shutil.copy(ROOT / "rules.yaml", tmp_path)
    words = [str(word) for word in case["say"]]
    if words[0] == "who-owns" and "--on" not in words:
        words += ["--on", TODAY]
    width = case.get("width", 80)
    folder = tmp_path if case.get("kept") else recorded[case["after"]] if "after" in case else ROOT
    ran = run_leadcli(*words, language=case.get("lang", "ru"), width=width, folder=folder)
    assert (ran.err != "") == case.get("kept", False)
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("LEADCLI_UPDATE"):
        path.write_text(ran.out + ran.err, encoding="utf-8")
    assert ran.out + ran.err == path.read_text(encoding="utf-8")
    if not {"--json", "--brief"} & set(words):
        assert max(len(line) for line in ran.out.splitlines()) <= width
        assert not any(line != line.rstrip() for line in ran.out.splitlines()), "blanks at the end of a line"


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)
