"""The tables of data/: read under any of their names and in any format, and no file there is passed over in silence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import xlsxwriter
from conftest import ROOT, Ran, run_leadcli

CLIENTS = [["id", "name", "inn", "owner"], ["c-9", "ООО «Кедр Восточный»", "7707123458", "Ирина"]]


@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    for name in ("clients.csv", "groups.yaml"):
        (tmp_path / "data" / name).unlink()
    return tmp_path


def say(team: Path, *words: str) -> Ran:
    return run_leadcli(*words, folder=team, language="en")


def as_text(delimiter: str, above: str = "") -> bytes:
    return (above + "".join(delimiter.join(row) + "\n" for row in CLIENTS)).encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("clients.CSV", as_text(",")), ("Clients.csv", as_text(";")), ("CLIENTS.TXT", as_text("\t")),
        ("clients.tsv", as_text("\t")), ("клиенты.csv", as_text(";")), ("Клиенты.txt", as_text("|")),
        ("clients.csv", as_text(";", "sep=;\n")), ("clients.csv", as_text(";", "Клиенты отдела, ноябрь\n\n")),
    ],
)  # fmt: skip
def test_a_table_is_read_under_any_of_its_names(name: str, data: bytes, team: Path) -> None:
    (team / "data" / name).write_bytes(data)
    checked = say(team, "data", "check")
    assert "file-unread" not in checked.out
    known(team)


def known(team: Path) -> None:
    """The one client is on file, whatever the tables look like."""
    ran = say(team, "who-owns", "Кедр Восточный", "--inn", "7707123458", "--json")
    assert json.loads(ran.out)["match"]["client_id"] == "c-9", ran.err


def test_of_a_workbook_the_sheet_with_the_table_is_read_below_its_title(team: Path) -> None:
    with xlsxwriter.Workbook(str(team / "data" / "clients.xlsx")) as book:
        book.add_worksheet("О файле").write_row(0, 0, ["Выгрузка", "25.11.2026"])
        sheet = book.add_worksheet("Клиенты")
        sheet.merge_range("A1:D1", "Клиенты отдела")
        for number, row in enumerate(CLIENTS, 2):
            sheet.write_row(number, 0, row)
    known(team)


def test_a_formula_without_a_value_is_no_empty_cell(team: Path) -> None:
    with xlsxwriter.Workbook(str(team / "data" / "clients.xlsx")) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(CLIENTS):
            sheet.write_row(number, 0, row)
        sheet.write_formula("D2", "=X9", None, "")
    ran = say(team, "data", "check")
    assert "data/clients.xlsx:2:4: row-unreadable: " in ran.out
    assert "the formula in owner has no value" in " ".join(ran.out.split())


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("client.csv", True), ("clients.numbers", True), ("clients (1).xlsx", True), ("Clients.bak", True),
        ("README.md", False), (".DS_Store", False), ("~$clients.xlsx", False), ("clients.csv~", False),
    ],
)  # fmt: skip
def test_a_file_that_nothing_reads_is_named(name: str, told: bool, team: Path) -> None:
    (team / "data" / "clients.csv").write_bytes(as_text(","))
    (team / "data" / name).write_bytes(b"id,name\n1,x\n")
    checked = say(team, "data", "check")
    assert (f"data/{name}: warning file-unread" in checked.out) == told
    known(team)


def test_two_writings_of_one_name_are_two_files(team: Path) -> None:
    (team / "data" / "clients.csv").write_bytes(as_text(","))
    (team / "data" / "Клиенты.CSV").write_bytes(as_text(","))
    ran = say(team, "data", "check")
    assert ran.code == 2
    assert all(text in ran.out for text in ("file-twice", "data/clients.csv", "data/Клиенты.CSV"))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("903;Мется", "2 cells, the header has 4"),
        ("903;a;b;c;d", "5 cells, the header has 4"),
        ('903;"Мется;1;Уфа', "a quote is opened and never closed"),
    ],
)
def test_rows_of_callers_that_cannot_be_read_are_said_and_are_nobodys(row: str, why: str, team: Path) -> None:
    (team / "data" / "clients.csv").write_bytes(as_text(","))
    text = f"Звонки за ноябрь\n\nid;caller;inn;city\n902;Кедр;;\n{row}\n904;Метсо;;Уфа\n905;Лист;;\n"
    (team / "callers.csv").write_text(text, encoding="utf-8")
    ran = say(team, "match", "callers.csv", "--json")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [each["id"] for each in found] == ["902", "903", "904", "905"]
    assert [each["status"] == "unread" for each in found] == [False, True, False, False]
    assert ran.code == 1
    assert "1 row could not be read" in ran.err
    assert f"line 5: {why}" in ran.err
    assert say(team, "match", "callers.csv", "-o", "answers.csv").code == 1
    assert (team / "answers.csv").read_text(encoding="utf-8").count("\n") == 5
