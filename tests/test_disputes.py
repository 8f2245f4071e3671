"""Fifty-four disputes in two companies, with what a fair judge says (`tests/disputes/README.md`)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, run_leadcli

DISPUTES = ROOT / "tests" / "disputes"
CASES = [json.loads(line) for line in (DISPUTES / "disputes.jsonl").read_text(encoding="utf-8").splitlines()]


def asked(case: dict[str, Any], *more: str) -> dict[str, Any]:
    question, folder = case["question"], DISPUTES / case["ws"]
    words = ["who-owns", question["name"], "--json", "--on", case["on"], *more]
    for option in ("city", "country", "inn", "phone", "email", "website", "client", "group"):
        words += [f"--{option}", question[option]] if question.get(option) else []
    words += ["--taken-by", question["taken_by"]] if question.get("taken_by") else []
    for option in ("claim", "absent"):
        words += [word for manager in question.get(f"{option}s" if option == "claim" else option, ())
                  for word in (f"--{option}", manager)]  # fmt: skip
    if case["policy"]:
        own = folder / "policies" / f"{case['policy']}.yaml"
        words += ["--policy", str(own) if own.exists() else case["policy"]]
    found: dict[str, Any] = json.loads(run_leadcli(*words, folder=folder, language="en").out)
    return found


@pytest.mark.parametrize("case", [c for c in CASES if c["expressible"] == "yes"], ids=lambda case: case["id"])
def test_what_can_be_put_is_judged_as_a_fair_judge_would(case: dict[str, Any]) -> None:
    found, wanted = asked(case), case["expect"]
    assert found["owner"] == wanted["owner"]
    assert found["verdict"] in wanted["verdict"].split("|")
    assert wanted["owner"] is None or (found["rule"] or {}).get("id") == wanted["rule"]
    assert wanted["cover"] is None or found["cover"] == wanted["cover"]


@pytest.mark.parametrize("case", [c for c in CASES if c["expressible"] == "no"], ids=lambda case: case["id"])
def test_what_no_rule_can_weigh_is_said_and_between_two_not_settled(case: dict[str, Any]) -> None:
    found = asked(case, "--fact", f"довод={case['gap']}")
    assert found["verdict"] != "settled" or len(case["question"].get("claims", ())) < 2
    assert case["gap"] in (found["question"] or "") or any(case["gap"] in said for said in found["warnings"])


# --- who calls is the dispute -----------------------------------------------------------------------------------------
@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def ruled(folder: Path, *words: str) -> dict[str, Any]:
    ran = run_leadcli("who-owns", *words, "--on", TODAY, "--json", folder=folder, language="en")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def doubled(team: Path, *, kpp: str = "", owner: str = "Дима") -> None:
    """A second card of «Мется Борд» with its INN."""
    clients = team / "data" / "clients.csv"
    row = f"board-2,Борд Мется ООО,,,,Москва,RU,7797228188,{kpp},,,,,,{owner},2024-05-01,,\n"
    clients.write_text(clients.read_text(encoding="utf-8") + row, encoding="utf-8")


@pytest.mark.parametrize("words", [("Мется Борд",), ("Борд Мется",), ("кто-то", "--inn", "7797228188")])
def test_one_company_on_two_cards_is_for_a_person_whatever_the_words(team: Path, words: tuple[str, ...]) -> None:
    doubled(team)
    found = ruled(team, *words, "--claim", "Ирина", "--claim", "Дима")
    assert (found["verdict"], found["owner"]) == ("human", None)
    assert {c["client_id"] for c in found["match"]["candidates"][:2]} == {"metsa-board", "board-2"}
    assert "Ирина" in found["question"]
    assert "Дима" in found["question"]
    for claim in found["claims"]:
        assert any(said.startswith("owns the client on file") for said in claim["for"]), claim
    said = ruled(team, *words, "--client", "board-2")
    assert (said["verdict"], said["owner"]) == ("settled", "Дима")


def test_two_cards_of_one_owner_or_of_two_branches_are_no_dispute(team: Path) -> None:
    doubled(team, owner="Ирина")
    assert ruled(team, "Мется Борд")["owner"] == "Ирина"
    clients = team / "data" / "clients.csv"
    clients.write_text(
        clients.read_text("utf-8").replace("7797228188,,,,,,,Ирина", "7797228188,770201001,,,,,,Дима"),
        encoding="utf-8",
    )
    assert ruled(team, "Мется Борд")["owner"] == "Ирина", "another branch by its KPP"


def test_a_word_against_a_card_on_file_is_said_and_recorded(team: Path) -> None:
    found = ruled(team, "Ромашка", "--group", "metsa", "--taken-by", "Дима", "--record")
    assert any("on file with Ирина" in said for said in found["warnings"])
    shown = run_leadcli("log", "show", "1", folder=team, language="en").out
    assert "on file with Ирина" in " ".join(shown.split())
    assert ruled(team, "Ромашка", "--client", "s01")["warnings"] == []


def test_who_is_full_is_not_named_in_silence(team: Path) -> None:
    managers = team / "data" / "managers.yaml"
    managers.write_text(managers.read_text("utf-8").replace("- name: Дима\n", "- name: Дима\n  weight: 0\n"), "utf-8")
    found = ruled(team, "Метро Спорт", "--group", "real", "--taken-by", "Дима")
    assert found["owner"] == "Дима"
    assert found["warnings"] == ["Дима is named all the same: takes no new clients (weight 0)"]


def test_the_group_of_a_sentence_is_the_one_that_both_share(team: Path) -> None:
    found = ruled(team, "Метро Спорт", "--group", "real", "--taken-by", "Тимур")
    assert found["rule"]["id"] == "other-brand"
    assert found["sentences"]["manager"]["en"].startswith("Same group (Метро Групп), another brand")


def test_the_client_hears_who_helps_and_nothing_that_is_not_sure(team: Path) -> None:
    away = ruled(team, "Ромашка", "--absent", "Ирина", "--taken-by", "Павел")
    assert "Павел" in away["sentences"]["client"]["ru"]
    unsure = ruled(team, "Метсо Калуга")
    assert (unsure["verdict"], unsure["sentences"]["client"]) == ("confirm", {})
