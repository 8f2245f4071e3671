"""Header rows of real exports: every command reads them by the one table of fields."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, read_yaml

from leadcli.domain.book import Absence, Book, Manager
from leadcli.domain.company import Caller
from leadcli.domain.match import Match
from leadcli.domain.places import Place, Record
from leadcli.domain.question import Question
from leadcli.fields.cells import read_cell
from leadcli.fields.table import CALLER, CALLS, EXPORT, TABLES, Field, located
from leadcli.ledger.ruling_records import canonical_case, case_file
from leadcli.workspace.table_rows import RowReader

ROWS: list[dict[str, Any]] = read_yaml(Path(__file__).parent / "fields" / "headers.yaml")


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['system']}: {row['header'][0]}" for row in ROWS])
def test_headers_of_real_exports(row: dict[str, Any]) -> None:
    header, wanted = [str(name) for name in row["header"]], row["export"]
    found = {field: header[index] for field, index in located(header, EXPORT).items()}
    assert found == wanted
    called = {field: header[index] for field, index in located(header, CALLS).items()}
    assert called["caller"] == wanted["name"]
    assert {f: called.get(f) for f in CALLER} == {f: wanted.get(f) for f in CALLER}


def test_a_column_holds_one_field() -> None:
    assert located(["НаименованиеПолное"], TABLES["clients"]) == {"name": 0}
    assert located(["НаименованиеПолное", "Наименование"], TABLES["clients"]) == {"name": 1, "aliases": 0}
    assert located(["Компания", "Фирма"], EXPORT, {0: "city", 1: "name"}) == {"city": 0, "name": 1}
    assert located(["Компания"], EXPORT, {0: "city"}) == {"city": 0}


CHOSEN = [(field, choice) for table in TABLES.values() for field in table for choice in field.choices]


@pytest.mark.parametrize(("field", "choice"), CHOSEN, ids=[f"{f.name}: {c}" for f, c in CHOSEN])
def test_a_choice_may_be_said_in_russian_and_as_excel_begins_a_cell(field: Field, choice: str) -> None:
    words = [word for word, meant in field.words if meant == choice]
    assert words, "a word for who does not read English"
    for word in (choice, choice.replace("_", " "), *words):
        for written in (word, word.capitalize(), f" {word.upper()} "):
            assert read_cell(field, field.name, written, Place("groups.csv", 2)) == (choice, [])


def test_a_field_s_type_is_that_of_its_cells_or_which_number_it_is() -> None:
    types = {field.name: field.type for table in TABLES.values() for field in table}
    assert (types["inn"], types["phone"], types["name"], types["hours"]) == ("inn", "phone", "text", "hours")


def test_what_is_personal_of_a_manager_is_in_no_case_file() -> None:
    book = Book({"i": Manager("i", "Ирина", email="irina@team.example", extra=(("тел", "1"),))}, {}, {})
    kept = case_file(Match("none"), book, Question(Caller("Мется"), date(2026, 11, 23)))
    assert "irina@" not in canonical_case(kept)
    assert kept.managers["i"].name == "Ирина"


def test_what_the_user_maps_comes_first() -> None:
    assert located(["Компания", "Поле 1"], EXPORT, {1: "name"}) == {"name": 1}


def test_the_pages_list_every_field() -> None:
    """Where the documentation names fields by hand: what --map takes, what match reads, what who-owns may be told."""
    reassign = (ROOT / "docs" / "reassign.md").read_text(encoding="utf-8")
    row = next(line for line in reassign.splitlines() if line.startswith("| `--map"))
    assert [f.name for f in EXPORT if f"`{f.name}`" not in row] == [], "docs/reassign.md: --map"
    commands = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in CALLER if commands.count(f"`{name}`") < 1] == [], "docs/commands.md: match"
    assert [name for name in CALLER if f"`--{name}`" not in commands] == [], "docs/commands.md: who-owns"


@pytest.mark.parametrize(
    "case",
    read_yaml(Path(__file__).parent / "fields" / "slashed_days.yaml"),
    ids=lambda case: f"{case['country']} {case['cells'][0]}",
)
def test_the_days_of_a_table_are_read_in_one_way(case: dict[str, Any]) -> None:
    cells = [str(cell) for cell in case["cells"]]
    reader = RowReader(case["country"])
    rows = reader.rows(
        "clients",
        [
            Record(Place("data/clients.csv", n), ("id", "name", "since"), (f"c{n}", f"Ромекс {n}", cell))
            for n, cell in enumerate(cells, 2)
        ],
    )
    told = [row.values["since"].isoformat() if "since" in row.values else "-" for row in rows]
    assert told == [str(day) for day in case["days"]]
    assert [bool(row.unread) for row in rows] == [day == "-" for day in told]
    guessed = [each for each in reader.problems if each.code == "date-guessed"]
    assert len(reader.problems) - len(guessed) == told.count("-")
    assert len(guessed) == case.get("guessed", 0)


def test_the_days_of_an_absence_follow_their_table() -> None:
    records = [
        Record(Place("data/managers.csv", n), ("name", "absences"), (f"m{n}", cell))
        for n, cell in enumerate(["12/01/2026 - 12/03/2026 vacation", "12/25/2026"], 2)
    ]
    first = RowReader("RU").rows("managers", records)[0].values["absences"]
    assert first == (Absence(date(2026, 12, 1), date(2026, 12, 3), "vacation"),)
