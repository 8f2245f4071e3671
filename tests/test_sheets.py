"""Workbooks of several sheets: the one with the table is read, it is said which, and another can be named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import xlsxwriter
from conftest import ROOT, TODAY, Ran, run_leadcli

TABLE = [["ID", "Название компании", "Ответственный", "caller"], ["1", "Новая Верфь", "Дима", "Метсо"]]
OLD = [["ID", "Название компании", "Ответственный", "caller"], ["7", "Старая Верфь", "Ирина", "Мется"]]
COVER = [["Выгрузка компаний"], ["Дата", "25.11.2026"]]


@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    return tmp_path


def workbook(path: Path, sheets: dict[str, list[list[str]]], active: str = "", hidden: str = "") -> None:
    """A workbook; a sheet without rows is a chart."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            if not rows:
                chart = book.add_chart({"type": "bar"})
                chart.add_series({"values": "=Новые!$A$1:$A$2"})
                book.add_chartsheet(name).set_chart(chart)
                continue
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name == hidden:
                sheet.hide()
            if name == active:
                sheet.activate()


CASES = {
    "the active one": ({"Старые": OLD, "Новые": TABLE}, {"active": "Новые"}, "", "1"),
    "the first of two": ({"Новые": TABLE, "Старые": OLD}, {}, "", "1"),
    "after a cover": ({"О выгрузке": COVER, "Новые": TABLE}, {}, "", "1"),
    "after an active cover": ({"Новые": TABLE, "О выгрузке": COVER}, {"active": "О выгрузке"}, "", "1"),
    "after a chart": ({"График": [], "Новые": TABLE}, {}, "", "1"),
    "no hidden one": ({"Старые": OLD, "Новые": TABLE}, {"hidden": "Старые", "active": "Новые"}, "", "1"),
    "the one that is named": ({"Новые": TABLE, "Старые": OLD}, {}, "старые", "7"),
}


def say(team: Path, *words: str) -> Ran:
    return run_leadcli(*words, folder=team, language="en")


@pytest.mark.parametrize("case", CASES)
def test_the_sheet_with_the_table_is_read(case: str, team: Path) -> None:
    sheets, how, named, wanted = CASES[case]
    workbook(team / "export.xlsx", sheets, **how)
    given = ["--sheet", named] if named else []
    ran = say(team, "reassign", "export.xlsx", "-o", "p.jsonl", "--on", TODAY, *given)
    assert ran.code == 0, ran.err
    header, *lines = map(json.loads, (team / "p.jsonl").read_text(encoding="utf-8").splitlines())
    assert [line["id"] for line in lines] == [wanted]
    shown = [name for name, rows in sheets.items() if rows and name != how.get("hidden")]
    assert ("read is the sheet" in ran.err) == (len(shown) > 1), "which is read is said where there is a choice"
    assert all(name in ran.err for name in shown)
    matched = say(team, "match", "export.xlsx", "--json", *given)
    assert [json.loads(line)["id"] for line in matched.out.splitlines()] == [wanted]
    assert say(team, "apply", "p.jsonl", "-o", "new.xlsx").code == 0
    assert header["input"]["sheet"] in shown


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(team: Path) -> None:
    workbook(team / "export.xlsx", {"Новые": TABLE, "Старые": OLD})
    for command in ("reassign", "match"):
        ran = say(team, command, "export.xlsx", "--sheet", "Новый")
        assert ran.code == 2
        assert all(word in ran.err for word in ("there is no sheet Новый", "Новые", "Старые"))
    workbook(team / "cover.xlsx", {"О выгрузке": COVER, "Ещё": COVER})
    ran = say(team, "reassign", "cover.xlsx")
    assert ran.code == 2
    assert all(word in ran.err for word in ("--sheet", "О выгрузке", "Ещё", "--map"))
    (team / "export.csv").write_text("id,name,owner\n1,Метсо,\n", encoding="utf-8")
    assert "leave out --sheet" in say(team, "reassign", "export.csv", "--sheet", "Лист1").err


def test_a_table_on_a_hidden_sheet_is_refused_with_its_name_and_read_where_it_is_named(team: Path) -> None:
    """What is hidden may be an old copy, so it is not read of itself; but who looks at an empty sheet must be told."""
    sheets = {"О выгрузке": COVER, "Новые": TABLE}
    workbook(team / "export.xlsx", sheets, hidden="Новые")
    for words in (["reassign", "export.xlsx"], ["match", "export.xlsx"]):
        ran = say(team, *words)
        assert (ran.code, "hidden and not read: Новые; to read one: --sheet NAME" in " ".join(ran.err.split())) == (
            2,
            True,
        )
    assert say(team, "reassign", "export.xlsx", "-o", "p.jsonl", "--on", TODAY, "--sheet", "новые").code == 0
    assert '"id": "1"' in (team / "p.jsonl").read_text(encoding="utf-8")
    for path in (team / "data").glob("clients.*"):
        path.unlink()
    workbook(team / "data" / "clients.xlsx", sheets, hidden="Новые")
    ran = say(team, "data", "check")
    told = "sheet-hidden: the table stands on the sheet Новые, which is hidden, and is not read"
    assert (ran.code, told in " ".join(ran.out.split())) == (2, True)
    ran = say(team, "init", "new", "--from", "export.xlsx", "--yes")
    assert (ran.code, "which is hidden" in ran.err) == (2, True)
    ran = say(team, "init", "new", "--from", "export.xlsx", "--yes", "--sheet", "Новые")
    assert ran.code == 0, ran.err


OF_ONE = [["ID", "Название компании", "Город"], ["1", "Новая Верфь", "Уфа"]]
OF_EACH = {
    "a sheet for each manager": ({"Дима": OF_ONE, "Ирина": OF_ONE}, True),
    "and a cover": ({"О выгрузке": COVER, "Дима": OF_ONE, "Ирина": OF_ONE}, True),
    "one of them": ({"Дима": OF_ONE, "Прочие": OF_ONE}, False),
    "cities": ({"Уфа": OF_ONE, "Омск": OF_ONE}, False),
}


@pytest.mark.parametrize("case", OF_EACH)
def test_where_sheets_are_called_after_managers_it_is_said_how_to_go_on(case: str, team: Path) -> None:
    sheets, told = OF_EACH[case]
    workbook(team / "e.xlsx", sheets)
    ran = run_leadcli("reassign", "e.xlsx", "--on", TODAY, folder=team, language="en")
    assert (ran.code, "no column is known to hold the owner" in ran.err) == (2, True)
    for said in ("sheets are called after managers: Дима, Ирина;", "with a column owner that holds the manager's name"):
        assert (said in ran.err) is told, ran.err
    assert ("--map COLUMN=owner" in ran.err) is not told, "no column of theirs holds it"
