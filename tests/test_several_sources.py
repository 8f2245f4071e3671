"""A table read from several exports: companies that are in more than one, ids that collide, the right file named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, read_yaml, run_leadcli
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.domain.places import Place, Record
from leadcli.io.csv_tables import read_csv
from leadcli.workspace.book_building import build_book
from leadcli.workspace.bundle import open_pack, pack
from leadcli.workspace.opening import OpenedWorkspace, open_workspace
from leadcli.workspace.table_rows import Part

STORIES = read_yaml(Path(__file__).parent / "starting" / "joined.yaml")
MAPS = {"Код": "id", "Компания": "name", "Город": "city", "ИНН": "inn", "Телефон": "phone", "Почта": "email",
        "Головная": "parent", "Менеджер": "owner", "Контакт": "last_contact", "Статус": "status"}  # fmt: skip


def workspace(folder: Path, files: dict[str, str], prefixes: dict[str, str] | None = None) -> Path:
    """A workspace of exports, each with the columns of its first line, in this order."""
    (folder / "data").mkdir(parents=True)
    shutil.copy(ROOT / "rules.yaml", folder)
    (folder / "data" / "managers.csv").write_text("name,aliases\nИванова Анна,Аня\nПетров Сергей,\n", encoding="utf-8")
    told = []
    for name, text in files.items():
        (folder / "data" / name).write_text(text, encoding="utf-8")
        columns = {column: MAPS[column] for column in text.splitlines()[0].split(";")}
        prefix = {"prefix": prefixes[name]} if prefixes and name in prefixes else {}
        told.append({"file": f"data/{name}", "columns": columns, **prefix})
    text = yaml.safe_dump({"sources": {"clients": told}}, allow_unicode=True, sort_keys=False)
    (folder / "leadcli.yaml").write_text(text, encoding="utf-8")
    return folder


def cards(opened: OpenedWorkspace) -> list[dict[str, Any]]:
    """The cards, each with what it knows."""
    assert opened.book is not None, opened.problems
    fields = ("id", "name", "city", "phone", "owner", "status", "country")
    return [{field: value for field in fields if (value := getattr(card, field)) not in ("", "RU")} for card in
            sorted(opened.book.clients.values(), key=lambda card: (card.name, card.owner, card.id))]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=[story["story"] for story in STORIES])
def test_a_company_that_is_in_two_files(story: dict[str, Any], tmp_path: Path) -> None:
    opened = open_workspace(workspace(tmp_path / "team", story["files"], story.get("prefixes")))
    assert cards(opened) == [{key: str(text) for key, text in card.items()} for card in story["cards"]]
    told = sorted(f"{p.code} {p.place.file.removeprefix('data/')}:{p.place.line}" for p in opened.problems)
    assert told == story.get("told", [])


TWO = {
    "a.csv": "Код;Компания;Телефон;Менеджер\n1;ООО «Лента»;+7 495 111-22-33;Иванова Анна\n",
    "b.csv": "Код;Компания;Почта\n1;Лента ООО;x@lenta.ru\n2;АО «Метиз»;\n",
}


@pytest.mark.parametrize("compiled", ["always", "never"])
def test_compiled_packed_and_read_it_is_the_same(
    tmp_path: Path, compiled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADCLI_COMPILE", compiled)
    root = workspace(tmp_path / "team", TWO)
    read = open_workspace(root)
    opened = open_workspace(root, compiled=True)
    again = open_workspace(root, compiled=True)
    (tmp_path / "kit.zip").write_bytes(pack(again))
    shutil.unpack_archive(tmp_path / "kit.zip", tmp_path / "there")
    packed = open_pack(tmp_path / "there")
    assert cards(read) == cards(opened) == cards(again) == cards(packed)
    marks = {found.book.fingerprint for found in (read, opened, again, packed) if found.book}
    assert len(marks) == 1
    (root / "data" / "b.csv").write_text(TWO["b.csv"].replace("Метиз", "Метро"), encoding="utf-8")
    after = open_workspace(root, compiled=True)
    assert after.book is not None
    assert after.book.fingerprint not in marks
    assert {card.name for card in after.book.clients.values()} == {"ООО «Лента»", "АО «Метро»"}


@pytest.mark.usefixtures("whole_install")
def test_each_file_is_guarded_examined_and_named(tmp_path: Path) -> None:
    root = workspace(tmp_path / "team", TWO)
    for name in TWO:
        over = run_leadcli("match", f"data/{name}", "-o", f"data/{name}", "--force", folder=root, language="en")
        assert (over.code, "written over" in over.err) == (2, True)
    told = json.loads(run_leadcli("doctor", "--json", folder=root, language="en").out)
    assert [t["file"] for t in told["tables"] if t["table"] == "clients"] == ["data/a.csv", "data/b.csv"]
    assert told["findings"] == []
    (root / "data" / "b.csv").unlink()
    (problem,) = open_workspace(root).faults
    assert (problem.code, problem.place.line > 5) == ("source-file", True)


NEWER = {"b.csv": "Код;Компания;Почта\n1;Лента ООО;y@lenta.ru\n3;АО «Сосна»;\n",
         "a 2026.csv": "Код;Компания;Телефон;Менеджер\n1;ООО «Лента»;+7 495 111-22-33;Петров Сергей\n"}  # fmt: skip


def test_a_newer_export_takes_the_place_of_the_one_whose_columns_it_has(tmp_path: Path) -> None:
    root = workspace(tmp_path / "team", TWO)
    before = {path.name: path.read_bytes() for path in (*root.glob("data/*.csv"), root / "leadcli.yaml")}
    for name, text in NEWER.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    first = run_leadcli("import", str(tmp_path / "b.csv"), "--apply", "--json", folder=root)
    lines = [json.loads(line) for line in first.out.splitlines()]
    assert (first.code, lines[0]["replaces"], lines[0]["as"]) == (0, "data/b.csv", "data/b.csv"), first.err
    assert [line["kind"] for line in lines[1:-1]] == ["cells", "gone", "new"], "of the other file nothing is gone"
    second = run_leadcli("import", str(tmp_path / "a 2026.csv"), "--apply", folder=root, language="en")
    assert second.code == 0, second.err
    told = read_yaml(root / "leadcli.yaml")["sources"]["clients"]
    assert [each["file"] for each in told] == ["data/a 2026.csv", "data/b.csv"]
    assert {card["id"]: card.get("owner") for card in cards(open_workspace(root))} == {"1": "Петров Сергей", "3": None}
    for number in ("2", "1"):
        assert run_leadcli("undo", number, folder=root).code == 0
    assert {path.name: path.read_bytes() for path in (*root.glob("data/*.csv"), root / "leadcli.yaml")} == before


def test_of_files_with_the_same_columns_it_is_asked_which_is_meant(tmp_path: Path) -> None:
    text = "Код;Компания;Менеджер\n1;ООО «Лента»;Иванова Анна\n"
    root = workspace(tmp_path / "team", {"moscow.csv": text, "perm.csv": text.replace("1;", "2;")})
    (tmp_path / "new.csv").write_text(text, encoding="utf-8")
    (tmp_path / "Perm 11-2026.csv").write_text(text.replace("1;", "2;"), encoding="utf-8")
    asked = run_leadcli("import", str(tmp_path / "new.csv"), folder=root, language="en", width=120)
    assert asked.code == 2
    assert "data/moscow.csv, data/perm.csv" in asked.err
    assert '--as "moscow.csv"' in asked.err
    for words, name in ((("new.csv", "--as", "perm.csv"), "perm"), (("Perm 11-2026.csv",), "perm")):
        ran = run_leadcli("import", str(tmp_path / words[0]), *words[1:], "--yes", "--json", folder=root)
        assert json.loads(ran.out.splitlines()[0])["replaces"] == f"data/{name}.csv", ran.err


columns = ("Код", "Компания", "ИНН", "Телефон", "Менеджер")
told_rows = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2"]), st.sampled_from(["Лента", "Метиз"]), st.sampled_from(["", "7736050003"]),
        st.sampled_from(["", "+7 495 111-22-33", "+7 495 111-22-44"]),
        st.sampled_from(["", "Иванова Анна", "Аня", "Петров Сергей"]),
    ),
    max_size=4,
)  # fmt: skip
WHO = {"Аня": "Иванова Анна"}
PEOPLE = read_csv("name,aliases\nИванова Анна,Аня\nПетров Сергей,\n", "data/managers.csv")[0]


def cards_of(*parts: list[tuple[str, ...]]) -> list[Any]:
    exports = [
        Part({column: MAPS[column] for column in columns},
             [Record(Place(f"{number}.csv", line), columns, row) for line, row in enumerate(rows, 2)])
        for number, rows in enumerate(parts)
    ]  # fmt: skip
    book, _ = build_book({"managers": PEOPLE}, exports={"clients": exports})
    assert book is not None
    return list(book.clients.values())


@settings(deadline=None, max_examples=80)
@given(told_rows, told_rows)
def test_no_company_and_no_owner_is_lost_whatever_the_order_of_the_files(
    one: list[tuple[str, ...]], other: list[tuple[str, ...]]
) -> None:
    cards = cards_of(one, other)
    for _, name, number, _, owner in (*one, *other):
        assert any(
            name in (card.name, *card.aliases)
            and number in ("", card.inn)
            and WHO.get(owner, owner) in ("", card.owner)
            for card in cards
        )
    assert {card.owner for card in cards} - {""} == {WHO.get(r[4], r[4]) for r in (*one, *other)} - {""}
    assert len(cards) <= len(one) + len(other)
    assert known(cards_of(other, one)) == known(cards)


def known(cards: list[Any]) -> list[tuple[list[str], str]]:
    return sorted((sorted({card.name, *card.aliases}), card.owner) for card in cards)
