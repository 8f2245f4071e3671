"""leadcli init FOLDER --from EXPORT EXPORT2 …: a base of several files, whatever the order in which they are given."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from conftest import Ran, read_yaml, run_leadcli

from leadcli.workspace.opening import open_workspace

STORIES = read_yaml(Path(__file__).parent / "starting" / "several.yaml")


def files_of(story: dict[str, Any], folder: Path) -> list[str]:
    for name, told in story["files"].items():
        if "sheets" in told:
            with xlsxwriter.Workbook(folder / name) as book:
                for sheet, rows in told["sheets"].items():
                    page = book.add_worksheet(sheet)
                    for number, row in enumerate(rows):
                        page.write_row(number, 0, row)
        else:
            (folder / name).write_bytes(told["text"].encode(told.get("encoding", "utf-8")))
    return [name for name, told in story["files"].items() if told.get("given", True)]


def begun(folder: Path, files: list[str], story: dict[str, Any], name: str = "team") -> Ran:
    words = ["init", name, "--from", *files, *story.get("words", ())]
    return run_leadcli(*words, folder=folder, language="en", width=120)


@pytest.mark.parametrize("story", STORIES, ids=[story["story"] for story in STORIES])
def test_a_base_of_several_files(story: dict[str, Any], tmp_path: Path) -> None:
    files = files_of(story, tmp_path)
    ran = begun(tmp_path, files, story)
    assert ran.code == (0 if "cards" in story else 2), ran.err
    for part in story.get("said", ()):
        assert part in " ".join(ran.err.split()), ran.err
    for part in story.get("page", ()):
        assert part in " ".join(ran.out.split()), ran.out
    if "cards" not in story:
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(story["files"]), "nothing is written"
        return
    book = open_workspace(tmp_path / "team").book
    assert book is not None
    with_ids = any("/" in key for key in story["cards"])
    told = {f"{card.id} {card.name}" if with_ids else card.name: card.owner for card in book.clients.values()}
    assert told == story["cards"]
    if "managers" in story:
        rows = list(csv.DictReader((tmp_path / "team" / "data" / "managers.csv").open(encoding="utf-8")))
        fields = ("name", "active", "weight", "email", "teams")
        assert sorted([row.get(field, "") for field in fields] for row in rows) == story["managers"]
        assert [p.code for p in open_workspace(tmp_path / "team").problems] == []
    if "groups" in story:
        rows = list(csv.DictReader((tmp_path / "team" / "data" / "groups.csv").open(encoding="utf-8")))
        assert {row.pop("id"): row for row in rows} == story["groups"]
        assert {card.name: card.group for card in book.clients.values() if card.group} == story["members"]
        assert [p.code for p in open_workspace(tmp_path / "team").problems] == []
    for name in {path.name for path in (tmp_path / "team" / "data").iterdir()} & set(files):
        assert (tmp_path / "team" / "data" / name).read_bytes() == (tmp_path / name).read_bytes(), "as it came"


@pytest.mark.parametrize("number", [0, 4])
def test_the_order_of_the_files_makes_no_difference(number: int, tmp_path: Path) -> None:
    files = files_of(STORIES[number], tmp_path)
    made = []
    for place, order in enumerate(itertools.permutations(files)):
        assert begun(tmp_path, list(order), STORIES[number], f"team{place}").code == 0
        root = tmp_path / f"team{place}"
        made.append({p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.suffix in (".yaml", ".csv")})
    assert all(other == made[0] for other in made)


def test_the_folder_comes_first(tmp_path: Path) -> None:
    files = files_of(STORIES[0], tmp_path)
    for words in (("--from", *files, "team"), ("team", *files)):
        ran = run_leadcli("init", *words, folder=tmp_path, language="en")
        assert (ran.code, "say first the new folder" in ran.err) == (2, True), ran.err
    repeated = run_leadcli("init", "--from", files[0], "--from", files[1], "team", folder=tmp_path)
    assert repeated.code == 0, repeated.err
