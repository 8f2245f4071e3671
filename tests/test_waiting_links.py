"""What ``init --from`` and ``discover`` left for a person waits in ``leadcli review``, however large the base is."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from conftest import run_leadcli

from leadcli.api.answering import waiting_links

EXPORT = """ID;Название компании;Город;Ответственный;ИНН
1;ООО «Герувлоц Энерго»;Казань;Зайцева Елена;4301651902
2;Герувлоц Энерго, ООО;Казань;Зайцева Елена;4301651902
3;ООО «Кроношпан»;Егорьевск;Зайцева Елена;
4;Кроношпан Калуга, ООО;Людиново;Орлова Ольга;
5;ООО «Каскад Монтаж»;Самара;Орлова Ольга;7187516058
6;Каскад Монтаж, ООО;Воронеж;Орлова Ольга;2807623913
7;ООО «Родник»;Тула;Орлова Ольга;
8;Родник, ООО;Тула;Зайцева Елена;
"""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun")
    (folder / "export.csv").write_text(EXPORT, encoding="utf-8")
    ran = run_leadcli("init", "team", "--from", "export.csv", "--yes", folder=folder, language="en")
    assert ran.code == 0, ran.err
    assert "answer them: leadcli review" in ran.out
    return folder / "team"


@pytest.fixture
def team(begun: Path, tmp_path: Path) -> Path:
    shutil.copytree(begun, tmp_path / "team")
    return tmp_path / "team"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked here counts as a large base."""
    monkeypatch.setattr(waiting_links, "AT_ONCE", 2)


def unanswered(team: Path) -> set[frozenset[str]]:
    """The rows of the table that nobody has answered: by the cards, or the card and the group."""
    with (team / "data" / "links.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return {frozenset((row["client"], row["other"] or row["group"])) for row in rows if not row["answer"]}


def asked(team: Path) -> set[frozenset[str]]:
    """What the queue asks about, as ``unanswered`` has it."""
    ran = run_leadcli("review", "--json", "--only", "link", "--only", "double", folder=team, language="en")
    keys = [json.loads(line)["key"].split(":") for line in ran.out.splitlines()]
    assert len(keys) == len({tuple(key) for key in keys}), "nothing is asked twice"
    return {frozenset(key[1:]) for key in keys}


def test_all_that_a_fresh_base_left_unanswered_waits(team: Path) -> None:
    assert frozenset("12") in unanswered(team), "a sure double is a person's to say, too"
    assert unanswered(team) == asked(team)


def test_a_large_base_is_not_looked_through_at_a_call(team: Path, large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting_links, "discover_in", lambda opened: pytest.fail("it takes a while"))
    assert unanswered(team) == asked(team)


@pytest.mark.usefixtures("large")
def test_what_is_answered_waits_no_more(team: Path) -> None:
    (team / "data" / "links.csv").write_bytes((team / "data" / "links.csv").read_bytes() + b"2;;;;;1;no;\r\n")
    assert frozenset("12") not in asked(team), "whichever of two cards stands first"
    lines = (team / "data" / "export.csv").read_text(encoding="utf-8").splitlines()
    (team / "data" / "export.csv").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    assert not any("8" in one for one in asked(team)), "a card that is gone"


@pytest.mark.usefixtures("large")
def test_an_answer_by_group_tells_cards_apart(team: Path) -> None:
    rows = "7;Родник;rodnik;Родник;;;no;\r\n8;Родник;rodnik;Родник;;;yes;\r\n".encode()
    (team / "data" / "links.csv").write_bytes((team / "data" / "links.csv").read_bytes() + rows)
    assert frozenset("78") not in asked(team)


@pytest.mark.usefixtures("large")
def test_it_is_said_when_the_tables_are_newer_than_the_links(team: Path) -> None:
    def said() -> str:
        return run_leadcli("review", folder=team, language="en").err

    assert "discover" not in said()
    with (team / "data" / "export.csv").open("a", encoding="utf-8") as file:
        file.write("9;ООО «Кроношпан Уфа»;Уфа;Орлова Ольга;\n")
    assert "the tables have changed since links and doubles were looked for" in said()
    assert "to look anew: leadcli discover --write" in said()
    assert run_leadcli("discover", "--write", folder=team).code == 0
    assert "discover" not in said()
    shutil.rmtree(team / ".leadcli")
    assert "it is not known whether" in said()


def test_a_yes_writes_the_row_that_waits(team: Path) -> None:
    from leadcli.api.answering.item_answers import Answers
    from leadcli.workspace.opening import open_workspace

    opened = open_workspace(team)
    answers = Answers(opened, "en", "Лена")  # type: ignore[arg-type]
    before = (team / "data" / "links.csv").read_bytes()
    for item in waiting_links.waiting_links(opened):  # type: ignore[arg-type]
        answers.answer(item, "yes")
    assert unanswered(team) == set() == asked(team)
    while answers.undo() and (team / "data" / "links.csv").read_bytes() != before:
        pass
