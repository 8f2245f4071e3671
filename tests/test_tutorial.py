"""The tutorial's steps, for the export of every CRM in docs/examples/: from the file to the first undo."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from conftest import ROOT, TODAY, Ran, run_leadcli

sys.path.insert(0, str(ROOT / "scripts"))

import build_examples

EXAMPLES = ROOT / "docs" / "examples"
RUSSIAN = ("Кварцелит", "Кварцелит Пермь", "Иванова Анна", "Орлов Олег", "Ладожская верфь")
ENGLISH = ("Brightmoor", "Brightmoor Denver", "Dana Brooks", "Oscar Dunn", "Harlow Tools")
EXPORTS = dict.fromkeys(("bitrix24.csv", "amocrm.csv", "1c.xlsx"), RUSSIAN) | {
    "hubspot.csv": ENGLISH,
    "salesforce.csv": ENGLISH,
}
WITH_CITIES = {"bitrix24.csv", "hubspot.csv", "salesforce.csv"}


def said(*words: str, folder: Path) -> Ran:
    ran = run_leadcli(*words, language="en", folder=folder)
    assert ran.code == 0, ran.err
    return ran


@pytest.mark.parametrize("name", EXPORTS)
def test_from_the_export_to_the_first_undo(name: str, tmp_path: Path) -> None:
    group, caller, owner, leaver, double = EXPORTS[name]
    export, new, back = (tmp_path / f"{stem}{Path(name).suffix}" for stem in ("export", "new", "back"))
    export.write_bytes((EXAMPLES / name).read_bytes())
    team = tmp_path / "team"

    page = said("init", "team", "--from", export.name, folder=tmp_path).out
    assert f"{leaver}" in page
    assert double in page, "the double is told"
    quarrels = page.partition("Several owners")[2].partition("Doubles")[0]
    assert group in quarrels
    said("discover", "--write", folder=team)

    answers = () if name in WITH_CITIES else ("--new",)  # without cities it may be any of them: the caller says
    ruling = json.loads(said("who-owns", caller, *answers, "--on", TODAY, "--json", folder=team).out)
    assert (ruling["owner"], ruling["match"]["client_id"]) == (owner, None), "a new company of a group"
    assert ruling["match"]["group_id"]

    said("reassign", "../" + export.name, "-o", "../plan.xlsx", "--on", TODAY, folder=team)
    said("apply", "../plan.xlsx", "-o", "../" + new.name, folder=team)
    assert new.read_bytes() != export.read_bytes()
    said("undo", "1", "../" + new.name, "-o", "../" + back.name, folder=team)
    assert back.read_bytes() == export.read_bytes(), "undone to the byte"


@pytest.mark.parametrize("page", ["tutorial.md", "tutorial.ru.md"])
def test_the_columns_that_the_page_names_stand_in_the_exports(page: str, tmp_path: Path) -> None:
    """And are read as what the page says: name, owner, the company above."""
    names = {"HubSpot": "hubspot.csv", "Salesforce": "salesforce.csv", "Bitrix24": "bitrix24.csv",
             "Битрикс24": "bitrix24.csv", "amoCRM": "amocrm.csv", "1C": "1c.xlsx", "1С": "1c.xlsx"}  # fmt: skip
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:2] == "| "]
    told = {names[row[0]]: row[1:4] for row in rows if row[0] in names}
    assert set(told) == set(EXPORTS)
    for number, (name, columns) in enumerate(told.items()):
        err = said("init", str(tmp_path / str(number)), "--from", str(EXAMPLES / name), folder=tmp_path).err
        read = " ".join(err.split())
        for field, column in zip(("name", "owner", "parent"), columns, strict=True):
            assert (f"{field} = {column}" in read) == (column != "–"), (name, field)


def test_a_plan_changes_the_cells_of_its_owners_alone(tmp_path: Path) -> None:
    export = tmp_path / "bitrix24.csv"
    export.write_bytes((EXAMPLES / export.name).read_bytes())
    said("init", "team", "--from", export.name, folder=tmp_path)
    said("reassign", "../bitrix24.csv", "-o", "../plan.xlsx", "--on", TODAY, folder=tmp_path / "team")
    said("apply", "../plan.xlsx", "-o", "../new.csv", folder=tmp_path / "team")
    before, after = (path.read_text(encoding="utf-8").split(";") for path in (export, tmp_path / "new.csv"))
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 3


def test_what_is_printed_next_can_be_typed(tmp_path: Path) -> None:
    """The plan is named by the way to it from here."""
    export = tmp_path / "my export.csv"
    export.write_bytes((EXAMPLES / "hubspot.csv").read_bytes())
    said("init", "team", "--from", export.name, folder=tmp_path)
    ran = said("reassign", "../my export.csv", "--on", TODAY, folder=tmp_path / "team")
    assert 'leadcli apply "../my export.plan.jsonl" -o NEW.csv' in ran.out


def test_owners_without_an_address_are_written_as_the_export_writes_them(tmp_path: Path) -> None:
    """HubSpot takes owners by e-mail; where the workspace knows none, that is said before anything is written."""
    export = tmp_path / "hubspot.csv"
    export.write_bytes((EXAMPLES / "hubspot.csv").read_bytes())
    said("init", "team", "--from", export.name, folder=tmp_path)
    team = tmp_path / "team"
    assert "e-mail" in said("reassign", "../hubspot.csv", "--on", TODAY, folder=team).err
    managers = team / "data" / "managers.csv"
    known = managers.read_text(encoding="utf-8").splitlines()
    rows = [known[0], *(f"{row}{place}@team.example" for place, row in enumerate(known[1:]))]
    assert known[0].endswith(",email")
    managers.write_text("\n".join(rows), encoding="utf-8")
    ran = said("reassign", "../hubspot.csv", "--on", TODAY, folder=team)
    assert "e-mail" not in ran.err
    said("apply", "../hubspot.plan.jsonl", "-o", "../new.csv", folder=team)
    assert "@team.example" in (tmp_path / "new.csv").read_text(encoding="utf-8")


def test_the_examples_are_what_the_script_makes() -> None:
    for name, content in build_examples.made().items():
        assert (EXAMPLES / name).read_bytes() == content, "python scripts/build_examples.py"


def test_who_hands_over_has_not_left_for_that(tmp_path: Path) -> None:
    """What the plan says of the export is true of the people too."""
    (tmp_path / "hubspot.csv").write_bytes((EXAMPLES / "hubspot.csv").read_bytes())
    said("init", "team", "--from", "hubspot.csv", folder=tmp_path)
    ran = said("reassign", "../hubspot.csv", "--from", "Tom Becker", "--on", TODAY, folder=tmp_path / "team")
    assert "Tom Becker has left" not in ran.out
    assert "Oscar Dunn has left and still owns 3" in ran.out


def test_a_recorded_client_stands_in_the_city_that_was_said(tmp_path: Path) -> None:
    """Not in the same city by its Russian name, by which cities are compared."""
    (tmp_path / "hubspot.csv").write_bytes((EXAMPLES / "hubspot.csv").read_bytes())
    said("init", "team", "--from", "hubspot.csv", folder=tmp_path)
    said("who-owns", "Zephyr Kites", "--city", "Tampa", "--on", TODAY, "--record", folder=tmp_path / "team")
    ran = said("who-owns", "Zephyr Kites", "--on", TODAY, folder=tmp_path / "team")
    assert "(Tampa)" in ran.out
