"""Answers that teach: kept in a table of leadcli's own, alike for every command, and taken back with one."""

from __future__ import annotations

import csv
import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, read_yaml, run_leadcli

from leadcli.api.answering.changes import answer_with, take_back
from leadcli.api.answering.journal import FILE
from leadcli.domain.messages import Refusal
from leadcli.workspace.opening import open_workspace

WORDS: dict[str, dict[str, Any]] = read_yaml(Path(__file__).parent / "answers" / "words.yaml")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    return tmp_path


def ask(team: Path, *words: str) -> Any:
    return run_leadcli("who-owns", *words, "--on", TODAY, language="en", folder=team)


def understood(team: Path, caller: str) -> str:
    found = json.loads(ask(team, caller, "--json").out)["match"]
    return " ".join(filter(None, (found["status"], found["client_id"] or found["group_id"])))


def aliases(team: Path) -> list[dict[str, str]]:
    path = team / "data" / "aliases.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def kept(team: Path) -> list[list[str]]:
    return [[row["text"], row["client"] or row["group"], row["answer"]] for row in aliases(team)]


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("story", WORDS)
def test_an_answer_teaches(story: str, compiled: bool, team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if compiled:
        monkeypatch.setattr("leadcli.workspace.opening.LARGE", 0)
    case = WORDS[story]
    ran = ask(team, *case["answer"])
    assert ran.code == 0, ran.err
    assert case.get("says", "") in ran.err
    assert kept(team) == case.get("kept", [])
    assert ("leadcli review --undo" in ran.err) == bool(kept(team))
    for caller, status in case["then"].items():
        assert understood(team, caller) == status, caller
    assert (team / ".leadcli").exists() == compiled


def test_it_is_alike_for_every_command(team: Path) -> None:
    ask(team, "Метсо", "--yes")
    (team / "callers.csv").write_text("caller\nметсо\n", encoding="utf-8")
    (team / "export.csv").write_text("id,name,owner\n1,Метсо Калуга,Дима\n", encoding="utf-8")
    [row] = run_leadcli("match", "callers.csv", "--json", folder=team).out.splitlines()
    assert (json.loads(row)["status"], json.loads(row)["group_id"]) == ("accept", "metsa")
    ran = run_leadcli("reassign", "export.csv", "-o", "plan.jsonl", "--on", TODAY, folder=team)
    assert ran.code == 0, ran.err
    [_, line] = (team / "plan.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["group_id" if "group_id" in json.loads(line) else "group"] == "metsa"


def test_the_answer_says_who_and_when(team: Path) -> None:
    ask(team, "Метсо", "--yes", "--by", "Лена")
    [row] = aliases(team)
    assert (row["name"], row["by"], len(row["on"])) == ("Мется", "Лена", 10)


def test_the_last_answer_on_the_same_words_counts(team: Path) -> None:
    ask(team, "Метсо", "--yes")
    ask(team, "METSO", "--no")
    assert kept(team) == [["METSO", "metsa", "no"]]
    assert understood(team, "Метсо") == "none"
    ask(team, "Метсо", "--yes", "Мется")
    assert kept(team) == [["Метсо", "metsa", "yes"]]
    ask(team, "Метсо", "--yes", "Мется")
    assert kept(team) == [["Метсо", "metsa", "yes"]], "once"


def test_answers_are_taken_back_one_by_one(team: Path) -> None:
    before = sorted(path.name for path in (team / "data").iterdir())
    ask(team, "Метсо", "--yes")
    ask(team, "METSO", "--no")
    for left in ([["Метсо", "metsa", "yes"]], []):
        assert run_leadcli("review", "--undo", folder=team).code == 0
        assert kept(team) == left
    assert understood(team, "Метсо") == "confirm metsa"
    ran = run_leadcli("review", "--undo", folder=team, language="en")
    assert (ran.code, ran.out) == (2, "")
    assert "no answer" in ran.err
    assert sorted(p.name for p in (team / "data").iterdir()) == sorted([*before, "aliases.csv"])


def test_what_a_spreadsheet_made_of_the_table_stays(team: Path) -> None:
    """Other order of columns, a column of their own, another encoding, no BOM: answers are added to it as it is."""
    path = team / "data" / "aliases.csv"
    theirs = "ответ;текст;группа;клиент;заметка\r\nда;Мется Ф;metsa;;из письма\r\n"
    path.write_bytes(theirs.encode("cp1251"))
    assert understood(team, "Мется Ф") == "accept metsa"
    ask(team, "Метсо", "--yes")
    assert path.read_bytes() == (theirs + "yes;Метсо;metsa;;\r\n").encode("cp1251")
    assert run_leadcli("review", "--undo", folder=team).code == 0
    assert path.read_bytes() == theirs.encode("cp1251")


def test_letters_that_its_encoding_lacks_make_it_utf8(team: Path) -> None:
    path = team / "data" / "aliases.csv"
    path.write_bytes("text;client;group;answer\nМется Ф;;metsa;да\n".encode("cp1251"))
    ask(team, "Ölund Fœrd", "--group", "metsa", "--yes")
    assert path.read_text(encoding="utf-8-sig").splitlines()[1:] == ["Мется Ф;;metsa;да", "Ölund Fœrd;;metsa;yes"]


def test_what_was_changed_by_hand_since_is_left_and_named(team: Path) -> None:
    ask(team, "Метсо", "--yes")
    path = team / "data" / "aliases.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("metsa", "metro"), encoding="utf-8")
    was = path.read_bytes()
    ran = run_leadcli("review", "--undo", folder=team, language="en")
    assert path.read_bytes() == was
    assert "no answer is there" in ran.err, "of that answer nothing stands"


def test_a_table_that_cannot_be_added_to_is_left_as_it_is(team: Path) -> None:
    path = team / "data" / "aliases.yaml"
    path.write_text("- {text: Мется Ф, group: metsa, answer: yes}\n", encoding="utf-8")
    ran = ask(team, "Метсо", "--yes")
    assert ran.code == 2
    assert "Ирина" in ran.out, "the answer is printed all the same"
    assert "not kept" in ran.err
    assert path.read_text(encoding="utf-8") == "- {text: Мется Ф, group: metsa, answer: yes}\n"
    assert not (team / FILE).exists() or not (team / FILE).read_bytes()


def test_answers_about_what_is_gone_count_for_nothing_and_are_named(team: Path) -> None:
    (team / "data" / "aliases.csv").write_text(
        "text,client,group,answer\nМетсо,c99,,yes\nМетсо,,gone,yes\nЛютик,,,no\nМется Ф,,metsa,\n", encoding="utf-8"
    )
    ran = run_leadcli("data", "check", language="en", folder=team)
    assert ran.code == 1
    for said in ("aliases.csv:2:", "there is no client c99", "there is no group gone", "client is required but empty"):
        assert said in ran.out
    assert understood(team, "Метсо") == "confirm metsa"
    assert understood(team, "Мется Ф") != "accept metsa", "without an answer a row says nothing"


def test_an_answer_killed_half_way_stands_whole_or_not_at_all(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal is written first: what it tells and nobody did is passed over when answers are taken back."""
    ask(team, "Метсо", "--yes")
    add = {"text": "Лютик", "client": "", "group": "metsa", "answer": "yes"}
    with monkeypatch.context() as patch:
        patch.setattr("leadcli.api.answering.own_rows.OwnRows.write", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            answer_with(team, "Лена", "", "Лютик = Мется", [{"table": "aliases", "add": [add], "drop": []}])
    assert kept(team) == [["Метсо", "metsa", "yes"]]
    with (team / FILE).open("ab") as file:
        file.write(b'{"number": 3, "at": "2026')  # torn
    ask(team, "Метсо", "--no")
    assert run_leadcli("review", "--undo", folder=team).out == "отменено: Метсо ≠ Мется\n"
    assert run_leadcli("review", "--undo", folder=team).out == "отменено: Метсо = Мется\n"
    assert kept(team) == []


def test_answers_at_once_are_all_kept(team: Path) -> None:
    def answer(number: int) -> None:
        add = {"text": f"Лютик {number}", "client": "", "group": "metsa", "answer": "yes"}
        answer_with(team, "Лена", "", str(number), [{"table": "aliases", "add": [add], "drop": []}])

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(row[0] for row in kept(team)) == sorted(f"Лютик {number}" for number in range(12))
    for _ in threads:
        take_back(team, "Лена", lambda number: None)
    assert kept(team) == []
    with pytest.raises(Refusal):
        take_back(team, "Лена", lambda number: None)


def test_the_fingerprint_of_the_data_tells_answers(team: Path) -> None:
    before = open_workspace(team).book
    ask(team, "Метсо", "--yes")
    after = open_workspace(team).book
    assert before is not None
    assert after is not None
    assert before.fingerprint != after.fingerprint


def test_a_recorded_ruling_that_is_confirmed_teaches_too(team: Path) -> None:
    assert ask(team, "Метсо", "--record").code == 0
    ran = run_leadcli("confirm", "1", "yes", folder=team, language="en")
    assert ran.code == 0, ran.err
    assert "«Метсо» is Мется" in ran.err
    assert kept(team) == [["Метсо", "metsa", "yes"]]


def test_who_is_meant_must_be_one(team: Path) -> None:
    ran = ask(team, "Метсо", "--yes", "Никто Такой")
    assert (ran.code, ran.out) == (2, "")
    assert "nobody on file is Никто Такой" in ran.err
    assert "Мется: metsa" in ran.err
    ran = ask(team, "Метсо", "--whom", "Мется")
    assert (ran.code, ran.out) == (2, "")
    assert "--whom needs --yes" in ran.err
    assert kept(team) == []


@pytest.mark.parametrize("story", WORDS)
def test_answers_since_a_directory_was_compiled_are_laid_over_it(
    story: str, team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a call nothing is compiled anew, and every answer is that of a base that is read in memory."""
    with monkeypatch.context() as patch:
        patch.setattr("leadcli.workspace.opening.LARGE", 0)
        ask(team, "Метсо")
        [made] = (team / ".leadcli").glob("directory-*.tables")
        ask(team, *WORDS[story]["answer"])
        ask(team, "Хлеб", "--group", "metro", "--yes")
        large = {caller: ask(team, caller, "--json").out for caller in (*WORDS[story]["then"], "хлеб", "Мется Борд")}
        assert [made] == list((team / ".leadcli").glob("directory-*.tables")), "compiled anew"
    for caller, found in large.items():
        assert found == ask(team, caller, "--json").out, caller


def test_an_answer_that_was_compiled_and_counts_no_more_is_not_laid_over(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadcli.workspace.opening.LARGE", 0)
    ask(team, "Метсо", "--yes")
    (team / "callers.csv").write_text("caller\nметсо\n", encoding="utf-8")
    assert "accept" in run_leadcli("match", "callers.csv", "--json", folder=team).out, "a batch has it compiled"
    assert run_leadcli("review", "--undo", folder=team).code == 0
    assert understood(team, "Метсо") == "confirm metsa"


@pytest.mark.parametrize(
    ("caller", "told"),
    [
        ("Метсо Калуга", "метсо ≈ мется: 1 letter differs, and the word is short"),  # nothing speaks against
        ("Кирпич Юг", "юг: not in «ООО «Тульский кирпич»»"),
        ("Ромашка Тверь", "Тверь: the card says Калуга"),
        ("Лесной Двор Юг", "лесной: not in «ООО «Бумажный двор»»"),  # more than юг, which is often said
        ("Ромашко", "ромашко = ромашка: another case ending"),
        ("Метро", "метро: the same"),
    ],
)
def test_what_makes_it_doubtful_is_told_first(caller: str, told: str, team: Path) -> None:
    lines = [line.strip() for line in ask(team, caller).out.splitlines()]
    at = next(place for place, line in enumerate(lines) if line.startswith(("Alike", "Who calls")))
    assert (
        next(line for line in lines[at:] if "·" not in line and not line.startswith(("Who", "Alike", "«", "О"))) == told
    )


def test_a_name_that_says_another_client_than_the_number_is_told(team: Path) -> None:
    page = " ".join(ask(team, "ООО «Ромашка»", "--inn", "7797228188").out.split())
    assert "INN 7797228188 is on the card by its name it would be ООО «Ромашка»; the identifier weighs more" in page
    assert "by its name" not in ask(team, "ООО «Мется Борд»", "--inn", "7797228188").out
