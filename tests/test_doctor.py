"""leadcli doctor: what is wrong with an install and a workspace, each with its remedy; --fix does what has one."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, read_yaml, run_leadcli

from leadcli.cli.doctor import install
from leadcli.ledger.intents import Intent, intend
from leadcli.ledger.recording import open_ledger

CASES = read_yaml(Path(__file__).parent / "doctor" / "cases.yaml")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "team"
    root.mkdir()
    shutil.copytree(ROOT / "data", root / "data")
    shutil.copy(ROOT / "rules.yaml", root)
    return root


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def kinds(told: dict[str, Any]) -> list[str]:
    return [found["kind"] for found in told["findings"] if found["kind"] not in ("core-missing", "output-encoding")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_wrong_is_found_told_and_mended(case: dict[str, Any], workspace: Path) -> None:
    for old, new in case.get("renamed", {}).items():
        (workspace / old).rename(workspace / new)
    for name, text in case.get("files", {}).items():
        (workspace / name).write_text(text, encoding="utf-8")
    before = contents(workspace)
    ran = run_leadcli("doctor", "--json", folder=workspace)
    told = json.loads(ran.out)
    assert kinds(told) == case["found"]
    assert ran.code == (1 if case["found"] else 0)
    assert all(found["remedies"] or found["fix"] for found in told["findings"]), "a finding without a remedy"
    page = run_leadcli("doctor", folder=workspace, width=200).out
    for said in case.get("says", []):
        assert said in page
    assert contents(workspace) == before, "the doctor changed a file unasked"
    if "fix" not in case:
        return
    mended = run_leadcli("doctor", "--fix", "--json", folder=workspace)
    done = json.loads(mended.out)
    assert [one["fix"] for one in done["fixed"]] == case["fix"] == [f["fix"] for f in told["findings"] if f["fix"]]
    assert [one["undo"] for one in done["fixed"] if one["undo"]][: len(case.get("undo", []))] == case.get("undo", [])
    if "left" in case:
        assert (kinds(done), mended.code) == (case["left"], 0)
    lost = {*before.values()} - {*contents(workspace).values()}
    assert lost <= {b"half"}, "a file is lost"


def test_it_tells_where_the_workspace_is_and_what_each_table_is(workspace: Path) -> None:
    text = (workspace / "data" / "clients.csv").read_text(encoding="utf-8")
    simple = "\n".join(line.replace("Ä", "A").replace("ä", "a") for line in text.splitlines())
    (workspace / "data" / "clients.csv").write_bytes(simple.replace(",", ";").encode("cp1251", "replace"))
    told = json.loads(run_leadcli("doctor", "--json", folder=workspace / "data").out)
    assert told["workspace"] == str(workspace)
    clients = next(table for table in told["tables"] if table["table"] == "clients")
    assert (clients["format"], clients["encoding"], clients["delimiter"]) == ("CSV", "cp1251", ";")
    page = run_leadcli("doctor", folder=workspace / "data").out
    assert "найдена выше этой папки" in page
    assert "CSV, cp1251, точка с запятой" in page
    assert "названа в --workspace" in run_leadcli("doctor", "--workspace", str(workspace)).out


def test_without_a_workspace_it_says_how_to_start_one(tmp_path: Path) -> None:
    ran = run_leadcli("doctor", folder=tmp_path, width=200)
    assert ran.code == 1
    assert "leadcli init my-team --from" in ran.out


@pytest.mark.usefixtures("whole_install")
def test_a_workspace_that_hides_another_is_told(workspace: Path) -> None:
    inner = workspace / "inner"
    inner.mkdir()
    shutil.copytree(ROOT / "data", inner / "data")
    shutil.copy(ROOT / "rules.yaml", inner)
    told = json.loads(run_leadcli("doctor", "--json", folder=inner).out)
    assert kinds(told) == ["workspace-above"]
    assert str(workspace) in told["findings"][0]["said"]


def test_an_index_of_other_tables_is_told_and_made_anew(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadcli.workspace.opening._large", lambda: 0)
    assert json.loads(run_leadcli("doctor", "--json", folder=workspace).out)["index"] == "stale"
    assert json.loads(run_leadcli("doctor", "--fix", "--json", folder=workspace).out)["index"] == "fresh"
    with (workspace / "data" / "clients.csv").open("a", encoding="utf-8") as file:
        file.write("zarya,Заря,,,,Омск,RU,,,,,,,,Дима,2024-01-01,,\n")
    told = json.loads(run_leadcli("doctor", "--json", folder=workspace).out)
    assert (told["index"], kinds(told)) == ("stale", ["index-stale"])


def test_a_broken_chain_and_an_interrupted_batch_are_told(workspace: Path) -> None:
    run_leadcli("who-owns", "Заря Востока", "--record", "--on", TODAY, folder=workspace)
    with open_ledger(workspace) as ledger, ledger.writing():
        intend(ledger, Intent(1, str(workspace / "new.csv"), str(workspace / ".new.csv.abcd1234.part"), "0" * 64))
    told = json.loads(run_leadcli("doctor", "--json", folder=workspace).out)
    assert kinds(told) == ["batch-interrupted"]
    assert told["ledger"] == {"sound": True, "entries": 1, "version": told["ledger"]["version"], "interrupted": 1}
    assert kinds(json.loads(run_leadcli("doctor", "--fix", "--json", folder=workspace).out)) == []
    with open_ledger(workspace) as ledger:
        tables = [name for (name,) in ledger.database.execute("SELECT name FROM sqlite_master WHERE type='trigger'")]
        for name in tables:
            ledger.database.execute(f"DROP TRIGGER {name}")
        ledger.database.execute("UPDATE entry SET day = '2020-01-01' WHERE seq = 1")
    told = json.loads(run_leadcli("doctor", "--json", folder=workspace).out)
    assert kinds(told) == ["ledger-broken"]
    assert told["ledger"]["sound"] is False


@pytest.mark.usefixtures("whole_install")
def test_rights_that_are_missing_are_told(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK or Path(path) != workspace)
    [found] = json.loads(run_leadcli("doctor", "--json", folder=workspace).out)["findings"]
    assert found["said"] == f"{workspace}: записывать нельзя: журнал, планы и таблицы туда не записать"
    assert found["remedies"] == ["попросите дать вам право на запись"]


def test_an_install_that_lacks_something_is_told(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "COMPILED", False)
    monkeypatch.setattr(install, "requires", lambda name: ["typer<0.29,>=99", "gone-library>=1.2", "pyyaml>=6.0.2"])
    told = json.loads(run_leadcli("doctor", "--json", folder=workspace).out)
    assert [found["kind"] for found in told["findings"]] == ["core-missing", "library-old", "library-old"]
    assert told["findings"][0]["weight"] == "note"
    assert 'pip install "gone-library>=1.2"' in " ".join(told["findings"][2]["remedies"])
