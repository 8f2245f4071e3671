"""What a shell is offered while one types: companies, groups, managers, policies, entries; quoted rightly."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, UTF8, read_yaml, run_leadcli
from test_help_pages import worked_in  # noqa: F401 (a fixture)

from leadcli.cli.completion import bare_name, quoted

CASES = read_yaml(Path(__file__).parent / "words" / "completed.yaml")


def offered(monkeypatch: pytest.MonkeyPatch, folder: Path, words: list[str]) -> list[str]:
    monkeypatch.setenv("_LEADCLI_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "\n".join(["leadcli", *words]))
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    ran = run_leadcli(folder=folder)
    assert ran.err == ""
    return [each for each in ran.out.split("\n") if each]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["typed"]))
def test_what_is_offered(case: dict[str, Any], worked_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    found = offered(monkeypatch, worked_in, case["typed"])
    if "only" in case:
        assert found == case["only"]
    assert set(case.get("offered", [])) <= set(found)
    assert not any(word in each for word in case.get("not", []) for each in found)


@pytest.mark.parametrize("folder", ["empty", "broken"])
def test_where_nothing_can_be_read_nothing_is_offered_and_nothing_said(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if folder == "broken":
        (tmp_path / "data").mkdir()
        (tmp_path / "rules.yaml").write_text("[", encoding="utf-8")
        (tmp_path / "data" / "managers.yaml").write_text("{{", encoding="utf-8")
        (tmp_path / "data" / "clients.csv").write_bytes(b"\xff\xfe\x00\x01\xd8")
        (tmp_path / "ledger.sqlite").write_text("no ledger at all", encoding="utf-8")
    for words in (
        ["who-owns", "М"],
        ["who-owns", "--taken-by", "Д"],
        ["log", "show", ""],
        ["policy", "show", "--rule", ""],
    ):
        assert offered(monkeypatch, tmp_path, words) == []


@pytest.mark.parametrize(
    ("shell", "value", "typed"),
    [
        ("bash", "Ромашка", "Ромашка"),
        ("bash", "Мется Борд", r"Мется\ Борд"),
        ("bash", "R&D (Юг) $5", r"R\&D\ \(Юг\)\ \$5"),
        ("powershell", "Мется Борд", "'Мется Борд'"),
        ("pwsh", "O'Hara и сын", "'O''Hara и сын'"),
        ("fish", "Мется Борд", "Мется Борд"),
        ("zsh", "Мется Борд", "Мется Борд"),
    ],
)
def test_a_value_is_quoted_as_the_shell_needs_it(shell: str, value: str, typed: str) -> None:
    assert quoted(value, {"_LEADCLI_COMPLETE": f"complete_{shell}"}) == typed


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("ООО «Мется Борд»", "Мется Борд"), ("Лазар Фарм, ООО", "Лазар Фарм"), ("METRO AG", "METRO"),
        ("ИП Сафина Р. А.", "Сафина Р. А."), ("Оооо", "Оооо"),
    ],
)  # fmt: skip
def test_a_name_is_offered_without_its_legal_form(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@UTF8
@pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="there is no bash")
def test_bash_itself_gets_whole_names(worked_in: Path, tmp_path: Path) -> None:  # noqa: F811
    program = tmp_path / "leadcli"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m leadcli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        **os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    script = subprocess.run(
        [str(program)], env={**environment, "_LEADCLI_COMPLETE": "source_bash"}, capture_output=True, check=False
    ).stdout.decode()
    assert "complete -o default -F" in script
    asked = (
        f"{script}\nCOMP_WORDS=(leadcli who-owns Метро)\nCOMP_CWORD=2\n_leadcli_completion leadcli\n"
        "printf '[%s]\\n' \"${COMPREPLY[@]}\"\n"
    )
    ran = subprocess.run(["bash", "-c", asked], cwd=worked_in, env=environment, capture_output=True, check=False)
    assert r"[Метро\ Кэш\ энд\ Керри]" in ran.stdout.decode().splitlines()


def test_many_companies_are_offered_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 50,000 clients too: the processor's time, twenty times what a machine at rest takes."""
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    rows = "".join(f"c{n},ООО «Фирма {n}»,Омск\n" for n in range(50_000))
    (tmp_path / "data" / "clients.csv").write_text(f"id,name,city\n{rows}", encoding="utf-8")
    begun = time.process_time()
    assert offered(monkeypatch, tmp_path, ["who-owns", "Фирма"])[0] == r"Фирма\ 0"
    assert len(offered(monkeypatch, tmp_path, ["who-owns", r"Фирма\ 4999"])) == 11
    assert time.process_time() - begun < 4
