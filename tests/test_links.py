"""The table ``links`` and ``leadcli discover``: what is found can be written, answered, and then counts."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from conftest import run_leadcli

from leadcli.workspace.opening import open_workspace

CLIENTS = """id;name;city;owner;website
1;ООО «Кроношпан»;Егорьевск;Анна;kronospan.ru
2;Кроношпан Калуга, ООО;Людиново;Борис;
3;ООО «Ламонит»;Тула;Анна;
4;Ламонит, ООО;Тула;Анна;
5;ООО «Самолет»;Москва;Анна;samolet.ru
6;ООО «Самолет-Сервис»;Люберцы;Анна;samolet.ru
7;ООО «Петрович и самолет»;Псков;Борис;
8;ООО «Каскад»;Омск;Борис;
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    root = Path(__file__).parent.parent
    (tmp_path / "rules.yaml").write_bytes((root / "rules.yaml").read_bytes())
    (tmp_path / "data" / "managers.csv").write_text("name\nАнна\nБорис\n", encoding="utf-8")
    (tmp_path / "data" / "clients.csv").write_text(CLIENTS, encoding="utf-8")
    return tmp_path


def links(folder: Path) -> list[dict[str, str]]:
    with (folder / "data" / "links.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def answer(folder: Path, client: str, said: str) -> None:
    rows = links(folder)
    for row in rows:
        if row["client"] == client:
            row["answer"] = said
    with (folder / "data" / "links.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def found(folder: Path, *words: str) -> list[dict[str, object]]:
    ran = run_leadcli("discover", "--json", *words, folder=folder)
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def groups_of(folder: Path) -> dict[str, str]:
    book = open_workspace(folder).book
    assert book is not None
    return {client.id: client.group for client in book.clients.values() if client.group}


def test_nothing_is_written_without_being_told(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    ran = run_leadcli("discover", folder=folder)
    assert ran.code == 0
    assert "Кроношпан" in ran.out
    assert "Анна 1, Борис 1" in ran.out, "who share a group"
    assert sorted(folder.rglob("*")) == before


def test_what_is_found_counts_once_it_is_written(folder: Path) -> None:
    assert run_leadcli("discover", "--write", folder=folder).code == 0
    assert groups_of(folder) == {"1": "kronoxpan", "2": "kronoxpan", "5": "samolet", "6": "samolet"}
    assert [row["answer"] for row in links(folder) if row["client"] == "7"] == [""]
    assert [(row["client"], row["other"], row["answer"]) for row in links(folder) if row["other"]] == [("3", "4", "")]


def test_writing_again_adds_nothing_and_changes_nothing(folder: Path) -> None:
    run_leadcli("discover", "--write", folder=folder)
    before = (folder / "data" / "links.csv").read_bytes()
    assert run_leadcli("discover", "--write", folder=folder).code == 0
    assert (folder / "data" / "links.csv").read_bytes() == before


def test_a_new_card_is_added_below_what_a_person_wrote(folder: Path) -> None:
    run_leadcli("discover", "--write", folder=folder)
    answer(folder, "7", "да")
    before = (folder / "data" / "links.csv").read_bytes()
    with (folder / "data" / "clients.csv").open("a", encoding="utf-8") as file:
        file.write("9;Кроношпан Логистика, ООО;Тверь;Анна;\n")
    run_leadcli("discover", "--write", folder=folder)
    after = (folder / "data" / "links.csv").read_bytes()
    assert after.startswith(before)
    assert groups_of(folder)["9"] == "kronoxpan"
    assert groups_of(folder)["7"] == "samolet"


def test_no_is_remembered(folder: Path) -> None:
    run_leadcli("discover", "--write", folder=folder)
    answer(folder, "7", "нет")
    answer(folder, "3", "no")
    told = found(folder)
    assert "7" not in {m["client_id"] for g in told if g["kind"] == "group" for m in g["members"]}  # type: ignore[attr-defined]
    assert not [each for each in told if each["kind"] == "double"]


def test_a_card_s_own_group_goes_before_a_link(folder: Path) -> None:
    (folder / "data" / "groups.csv").write_text("id,name\nother,Другая\n", encoding="utf-8")
    clients = "id,name,group\n1,ООО «Кроношпан»,\n2,Кроношпан Калуга,other\n3,Ламонит,\n"
    (folder / "data" / "clients.csv").write_text(clients, encoding="utf-8")
    (folder / "data" / "links.csv").write_text(
        "client,group,group_name,answer\n2,krono,Кроношпан,yes\n3,krono,Кроношпан,yes\n", encoding="utf-8"
    )
    assert groups_of(folder) == {"2": "other", "3": "krono"}


def test_a_link_to_a_card_that_is_gone_is_told_and_stops_nothing(folder: Path) -> None:
    (folder / "data" / "links.csv").write_text(
        "client,group,group_name,answer\n77,krono,Кроношпан,yes\n1,lost,,yes\n", encoding="utf-8"
    )
    ran = run_leadcli("data", "check", folder=folder, language="en")
    assert "data/links.csv:2" in ran.out
    assert "there is no client 77" in ran.out
    assert "there is no group lost" in ran.out
    assert run_leadcli("who-owns", "Каскад", "--city", "Омск", folder=folder).code == 0


def test_links_are_not_added_to_what_cannot_be_added_to(folder: Path) -> None:
    (folder / "data" / "links.yaml").write_text("- client: '1'\n  group: krono\n  group_name: K\n", encoding="utf-8")
    before = (folder / "data" / "links.yaml").read_bytes()
    ran = run_leadcli("discover", "--write", folder=folder, language="en")
    assert ran.code == 2
    assert "leadcli discover -o FILE" in ran.err
    assert (folder / "data" / "links.yaml").read_bytes() == before


def test_a_table_of_companies_needs_no_workspace(tmp_path: Path) -> None:
    export = tmp_path / "companies.csv"
    export.write_text("Отчёт\n\nНазвание компании;Ответственный\nООО «Кроношпан»;Анна\nКроношпан Тверь;Олег\n", "utf-8")
    ran = run_leadcli("discover", str(export), "-o", str(tmp_path / "found.csv"), folder=tmp_path)
    assert ran.code == 0, ran.err
    assert "Анна 1, Олег 1" in ran.out
    assert (tmp_path / "found.csv").read_bytes().startswith(b"\xef\xbb\xbfclient;")
    again = run_leadcli("discover", str(export), "-o", str(tmp_path / "found.csv"), folder=tmp_path)
    assert again.code == 2, "a file that is there is not written over"
    assert run_leadcli("discover", str(export), "-o", str(export), "--force", folder=tmp_path).code == 2


def test_cards_without_ids_are_told_by_their_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nООО «Кроношпан»\nКроношпан Тверь\n", encoding="utf-8")
    told = found(tmp_path, str(tmp_path / "a.csv"))
    assert [m["client_id"] for m in told[0]["members"]] == ["2", "3"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("content", "said"), [(b"", "no header row"), (None, "cannot be opened")])
def test_a_file_that_is_no_table_is_named(content: bytes | None, said: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "a.csv").write_bytes(content)
    ran = run_leadcli("discover", "a.csv", folder=tmp_path, language="en")
    assert ran.code == 2
    assert "a.csv" in ran.err
    assert said in ran.err


def test_a_table_without_names_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    ran = run_leadcli("discover", str(tmp_path / "a.csv"), folder=tmp_path, language="en")
    assert (ran.code, ran.out) == (2, "")
    assert "no column is known to hold the name" in ran.err


def test_companies_above_are_groups_of_a_table_too(folder: Path) -> None:
    text = "Account Name,Parent Account,Account Owner\nAcme Inc.,,Dana\nOrion LLC,Acme Inc.,Luis\nVega Ltd,,Luis\n"
    (folder / "accounts.csv").write_text(text, encoding="utf-8")
    ran = run_leadcli("discover", "accounts.csv", folder=folder, language="en")
    assert ran.code == 0
    assert "1 group is on file already" in ran.out
    assert "Dana 1, Luis 1" in ran.out
    assert "nothing else that belongs together was found" in ran.out, "the quarrel is of the group told"
