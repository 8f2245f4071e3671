"""Many problems of one kind: one entry with the count, three places and the remedy, told as fast as one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Ran, run_leadcli

from leadcli.io import excerpts

ROWS = 300


def flooded(folder: Path, rows: int = ROWS) -> Path:
    """A workspace in which that many clients have a manager whom nobody knows; every third is spelt in another way."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "rules.yaml", folder)
    (folder / "data" / "groups.yaml").unlink()  # its heads are clients of the sample
    lines = [f"x{n},Неведомая {n},Уволенный {n // 3}" for n in range(rows)]
    (folder / "data" / "clients.csv").write_text("\n".join(["id,name,owner", *lines, ""]), encoding="utf-8")
    return folder


def checked(folder: Path, *words: str) -> Ran:
    return run_leadcli("data", "check", *words, folder=folder, language="en", width=120)


def test_many_of_one_kind_are_one_entry(tmp_path: Path) -> None:
    ran = checked(flooded(tmp_path))
    told = [line.strip() for line in ran.out.splitlines() if ".csv:" in line]
    assert told == [
        "data/clients.csv:2:16: manager-unknown: owner: there is no manager Уволенный 0.",
        "and 299 more of this kind, such as data/clients.csv:3:16, data/clients.csv:4:16",
    ]
    assert "300 errors" in ran.out
    assert ran.out.count("add the manager to data/managers") == 1
    assert len(ran.out.splitlines()) < 12


def test_a_few_of_one_kind_are_shown_one_by_one(tmp_path: Path) -> None:
    ran = checked(flooded(tmp_path, 3))
    assert ran.out.count("manager-unknown") == 3
    assert "more of this kind" not in ran.out


@pytest.mark.parametrize("words", [["--all"], ["--json"]])
def test_each_is_listed_where_that_is_asked_for(words: list[str], tmp_path: Path) -> None:
    out = checked(flooded(tmp_path), *words).out
    assert out.count("manager-unknown") == ROWS
    if words == ["--json"]:
        assert {json.loads(line)["column"] for line in out.splitlines()} == {16, 18, 20}  # wider ids begin further on


def test_kinds_are_told_apart_by_column(tmp_path: Path) -> None:
    folder = flooded(tmp_path)
    lines = [f"x{n},Неведомая {n},Незнаков,вчера,{'Незнаков' if n % 2 else ''}" for n in range(20)]
    header = "id,name,owner,last_contact,former_owner"
    (folder / "data" / "clients.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    out = checked(folder).out
    assert [out.count(f"and {count} more") for count in (19, 9)] == [2, 1]


def test_a_file_is_read_once_for_all_its_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    whole = excerpts.read_bytes
    monkeypatch.setattr(excerpts, "read_bytes", lambda path, shown: read.append(path) or whole(path, shown))
    checked(flooded(tmp_path), "--all")
    assert [path.name for path in read] == ["clients.csv"]


def test_a_name_of_endless_letters_is_read_in_a_moment() -> None:
    """What is looked for in names (addresses, patronymics) grows with their length, not with its square."""
    from time import process_time

    from leadcli.fields.people.writing import taken_apart
    from leadcli.ledger.ruling_records import _PATRONYMIC

    begun = process_time()
    taken_apart("a" * 70_000)
    assert not _PATRONYMIC.search("a" * 70_000)
    assert process_time() - begun < 1
    assert taken_apart("анна белова").words == ("анна", "белова")
    assert _PATRONYMIC.search("Белова Анна Петровна")
