"""``leadcli NAME`` asks who-owns; a mistyped command, a file, an option in front are told, never taken for a caller."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, read_yaml, run_leadcli

CASES = read_yaml(Path(__file__).parent / "words" / "without_command.yaml")


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["typed"]))
def test_what_is_typed_without_a_command(case: dict[str, Any]) -> None:
    typed = case["typed"]
    if "error" in case:
        ran = run_leadcli(*typed)
        assert (ran.code, ran.out) == (2, "")
        for said in case["error"]:
            assert said in ran.err
        assert case.get("unsaid", "\0") not in ran.err
        return
    day = ("--on", TODAY)
    bare, asked = run_leadcli(*typed, *day), run_leadcli("who-owns", *case["asks"], *day)
    if "owner" not in case:
        assert (bare.code, bare.out) == (asked.code, asked.out)
        return
    found = [json.loads(run_leadcli(*words, *day, "--json").out) for words in (typed, ["who-owns", *case["asks"]])]
    assert [(one["owner"], one["verdict"], one["match"]["client_id"]) for one in found] == [
        (case["owner"], "settled", found[1]["match"]["client_id"])
    ] * 2


def test_a_client_who_is_called_like_a_command_is_asked_about_and_that_is_said(tmp_path: Path) -> None:
    for name in ("data", "rules.yaml"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    with (tmp_path / "data" / "clients.csv").open("a", encoding="utf-8") as file:
        file.write("mach,ООО «Macth»,,,,Москва,RU,,,,,,,,Ольга,2024-01-01,2026-10-01,\n")
    ran = run_leadcli("macth", folder=tmp_path)
    assert ran.code == 0
    assert "Ольга" in ran.out
    assert "macth есть в базе, поэтому ответ о клиенте; а команда такая: leadcli match" in ran.err


def test_help_may_be_asked_as_a_word() -> None:
    assert run_leadcli("help").out == run_leadcli("--help").out
    assert run_leadcli("помощь", "policy", "check").out == run_leadcli("policy", "check", "--help").out


WRITINGS = ["Волков", "дмитрий", "волков д.", "Д. Волков", "d.volkov@team.example", "ДИМА", "Дмитрий Волков"]
# Each option that takes a manager, in a command line that tells who was understood.
OPTIONS = {
    "--taken-by": ["who-owns", "Заря Востока", "--json", "--taken-by"],
    "--claim": ["who-owns", "Заря Востока", "--json", "--claim"],
    "--absent": ["who-owns", "Метро", "--json", "--absent"],
    "--argues": ["who-owns", "Заря Востока", "--json", "--argues"],
}


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("writing", WRITINGS)
def test_a_manager_is_understood_however_one_calls_them(option: str, writing: str) -> None:
    value = "{}: country=RU" if option == "--argues" else "{}"
    asked, plain = (run_leadcli(*OPTIONS[option], value.format(name), "--on", TODAY) for name in (writing, "Дима"))
    assert (asked.code, asked.out) == (plain.code, plain.out)
    assert asked.code < 2


@pytest.mark.parametrize("writing", WRITINGS)
def test_so_it_is_where_batches_and_the_ledger_ask_for_one(writing: str, tmp_path: Path) -> None:
    for name in ("data", "rules.yaml"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    (tmp_path / "e.csv").write_text("id,name,owner\n1,Мется Калуга,Дима\n2,Заря,Ольга\n", encoding="utf-8")
    run_leadcli("who-owns", "Заря Востока", "--record", "--on", TODAY, folder=tmp_path)
    decided = run_leadcli(
        "decide", "1", "--owner", writing, "--why", "договорились", "--by", writing, folder=tmp_path, language="en"
    )
    assert decided.code == 0, decided.err
    assert "Дима" in run_leadcli("who-owns", "Заря Востока", "--brief", folder=tmp_path).out
    listed = run_leadcli("log", "list", "--manager", writing, "--json", folder=tmp_path)
    assert listed.out == run_leadcli("log", "list", "--manager", "Дима", "--json", folder=tmp_path).out != ""
    handed = ["reassign", "e.csv", "--from", writing, "--to", "Ольга", "-o", "p.jsonl"]
    assert run_leadcli(*handed, folder=tmp_path).code == 0
    applied = run_leadcli("apply", "p.jsonl", "--manager", "Крылова", "-o", "n.csv", folder=tmp_path)
    assert applied.code == 0, applied.err
    assert "1,Мется Калуга,Ольга" in (tmp_path / "n.csv").read_text(encoding="utf-8")


def test_who_is_not_understood_is_told_with_the_names_that_are() -> None:
    ran = run_leadcli("who-owns", "Метро", "--taken-by", "Zzz")
    assert ran.code == 2
    assert "--taken-by: нет менеджера Zzz" in ran.err
    assert "известны: Ирина, Дима, Миша, Борис, Ольга, Светлана, Тимур, Анна, Павел\n" in ran.err
