"""Broken workspaces, one for each problem code: what `data check` prints, and that nothing broken is judged.

A folder of tests/errors holds the files that differ from tests/errors/base, and expected.txt. To write the expected
texts anew: LEADCLI_UPDATE=1 python -m pytest tests/test_errors.py
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from conftest import run_leadcli

from leadcli.domain.problems import CODES, TOLD

ERRORS = Path(__file__).parent / "errors"
# No file of a repository can be these: tested below by making them.
MADE = {"file-unreadable", "file-too-large", "file-missing"}
FOLDERS = sorted(p.name for p in ERRORS.iterdir() if p.is_dir() and p.name != "base")


def make(code: str, tmp_path: Path) -> Path:
    folder = tmp_path / "team"
    shutil.copytree(ERRORS / "base", folder)
    shutil.copytree(ERRORS / code, folder, dirs_exist_ok=True)
    if any((ERRORS / code / "data").glob("groups.[xj]*")):
        (folder / "data" / "groups.yaml").unlink()
    if (folder / "leadcli.yaml").exists():  # the clients come from an export
        (folder / "data" / "clients.csv").unlink()
    return folder


@pytest.mark.parametrize("code", FOLDERS)
def test_problem(code: str, tmp_path: Path) -> None:
    folder = make(code, tmp_path)
    checked = run_leadcli("data", "check", language="en", folder=folder, width=100)
    expected = ERRORS / code / "expected.txt"
    if os.environ.get("LEADCLI_UPDATE"):
        expected.write_text(checked.out, encoding="utf-8")
    assert checked.out == expected.read_text(encoding="utf-8")
    assert f"{code}: " in checked.out
    told = [line for line in checked.err.splitlines() if not line.startswith(("leadcli: data/", "  "))]
    assert told == [], "stderr says which columns are read, and nothing else"
    stops = CODES[code].stops
    assert checked.code == (0 if code in TOLD else 1 if stops == "none" else 2)
    asked = run_leadcli("who-owns", "Метсо", language="en", folder=folder)
    assert "Traceback" not in asked.err
    if stops == "all":
        assert asked.code == 2
        assert asked.out == ""
        assert f"{code}: " in asked.err
    else:
        assert asked.code in (0, 1)
        assert ("leadcli data check" in asked.err) == (stops == "part")


@pytest.mark.parametrize("code", FOLDERS)
def test_problem_as_json(code: str, tmp_path: Path) -> None:
    """Programs get the same, with a place; in Russian the sentence is a translation."""
    folder = make(code, tmp_path)
    found = {}
    for language in ("ru", "en"):
        lines = run_leadcli("data", "check", "--json", language=language, folder=folder).out.splitlines()
        found[language] = next(p for p in map(json.loads, lines) if p["code"] == code)
    assert found["ru"]["message"] != found["en"]["message"]
    assert found["en"]["file"].startswith(("data/", "rules.yaml", "leadcli.yaml"))
    assert found["en"]["remedy"]


def test_every_code_has_its_workspace() -> None:
    assert set(FOLDERS) | MADE == set(CODES)
    assert len(FOLDERS) >= 40


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder = make("file-nul", tmp_path)
    (folder / "data" / "clients.csv").unlink()
    (folder / "rules.yaml").unlink()
    (folder / "rules.yaml").symlink_to(folder / "nowhere.yaml")
    ran = run_leadcli("who-owns", "Метсо", "--workspace", str(folder), language="en")
    assert ran.code == 2
    ran = run_leadcli("who-owns", "Метсо", "--policy", "nowhere.yaml", language="en")
    assert ran.code == 2
    assert "file-unreadable" in ran.err


def test_a_table_that_is_missing(tmp_path: Path) -> None:
    folder = make("rule-key", tmp_path)
    (folder / "data" / "managers.yaml").unlink()
    ran = run_leadcli("data", "check", language="en", folder=folder)
    assert "file-missing" in ran.out
    assert ran.code == 2


def test_a_file_that_is_too_large() -> None:
    from leadcli.io.yaml_trees import LIMIT_MB, read_yaml

    _, problems = read_yaml("#" * (LIMIT_MB * 1_000_000 + 1), "rules.yaml")
    assert [p.code for p in problems] == ["file-too-large"]


def test_outside_of_a_workspace_the_way_to_start_is_named(tmp_path: Path) -> None:
    ran = run_leadcli("who-owns", "Метсо", language="en", folder=tmp_path)
    assert ran.code == 2
    assert "leadcli init" in ran.err
    started = run_leadcli("init", "team", folder=tmp_path)
    assert started.code == 0
    assert run_leadcli("data", "check", folder=tmp_path / "team").code == 0
    assert run_leadcli("init", "team", folder=tmp_path).code == 2
