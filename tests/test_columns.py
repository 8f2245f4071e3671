"""Columns: what is read as what, what is not, what a user maps, and two columns that mean the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, read_yaml, run_leadcli
from workbooks import Sheet, as_xlsx

from leadcli.domain.book import Book, Manager
from leadcli.fields.crm_presets import contradiction, layout
from leadcli.fields.header_words import marked_owner, read_by_words
from leadcli.fields.headers import plainer_keys
from leadcli.fields.people.columns_of_people import columns_of_people
from leadcli.fields.people.owner_marks import naming_managers
from leadcli.fields.table import EXPORT, SOURCES, TABLES, located
from leadcli.io import tables
from leadcli.io.encodings import read_bytes
from leadcli.io.tables import header_among

STORIES: dict[str, list[Any]] = read_yaml(Path(__file__).parent / "fields" / "columns.yaml")


def reassign(folder: Path, text: str, *words: str) -> tuple[Any, list[dict[str, Any]]]:
    """What the command said, and the lines of its plan."""
    export, plan = folder / "export.csv", folder / "plan.jsonl"
    export.write_text(text, encoding="utf-8")
    done = run_leadcli(
        "reassign", str(export), "-o", str(plan), "--on", "2026-11-23", "--workspace", str(ROOT), *words, language="en"
    )
    lines = plan.read_text(encoding="utf-8").splitlines()[1:] if plan.exists() else []
    return done, [json.loads(line) for line in lines]


def test_a_header_of_so_many_characters_is_looked_into() -> None:
    assert plainer_keys(f"{'ИНН' + ' ' * 996}*") == ("инн",)
    assert plainer_keys(f"{'ИНН' + ' ' * 997}*") == ()


@pytest.mark.parametrize("story", STORIES["plainer"], ids=[str(s[0]) for s in STORIES["plainer"]])
def test_a_header_says_what_it_holds_whatever_stands_around_it(story: list[str]) -> None:
    header, wanted = story
    assert (wanted in plainer_keys(header)) if wanted else (plainer_keys(header) == ()), plainer_keys(header)


@pytest.mark.parametrize(
    ("field", "header"), [(field, header) for field, headers in STORIES["words"].items() for header in headers]
)
def test_a_header_that_no_table_has_is_read_word_by_word(field: str, header: str) -> None:
    assert read_by_words(header) == field


@pytest.mark.parametrize("story", STORIES["people"], ids=[" | ".join(s["columns"]) for s in STORIES["people"]])
def test_where_no_header_says_so_few_people_again_and_again_may_be_the_owners(story: dict[str, Any]) -> None:
    columns, rows = list(story["columns"]), list(zip(*story["columns"].values(), strict=True))
    assert [columns[n] for n in columns_of_people(columns, rows, ())] == story["found"]
    taken = [columns.index(each) for each in story["found"]]
    assert columns_of_people(columns, rows, taken) == []


@pytest.mark.parametrize("story", STORIES["headers"], ids=[" | ".join(s["columns"]) for s in STORIES["headers"]])
def test_columns_are_recognised_one_by_one(story: dict[str, Any]) -> None:
    found = located(story["columns"], EXPORT)
    assert {field: story["columns"][index] for field, index in found.items()} == story["used"]


@pytest.mark.parametrize("name", STORIES["staff"])
def test_a_list_of_a_team_has_their_names_in_a_column_of_whatever_word(name: str) -> None:
    columns = STORIES["staff"][name]
    assert columns[located(columns, SOURCES["managers"])["name"]] == name


@pytest.mark.parametrize("story", STORIES["rows"], ids=[s["story"] for s in STORIES["rows"]])
def test_two_columns_that_say_otherwise_make_a_row_doubtful(story: dict[str, Any]) -> None:
    found = layout(story["columns"], mapped=story.get("map"))
    doubt = contradiction(story["row"], found)
    assert (dict(doubt.args)["field"] if doubt else "") == story["doubt"]


def test_it_is_said_which_columns_are_read_and_which_are_not(tmp_path: Path) -> None:
    done, _ = reassign(tmp_path, "ID;Компания;Ответственный;Телефон 2;Комментарий\n1;Ромашка;Ирина;;\n")
    assert "  columns: id = ID, name = Компания, owner = Ответственный\n" in done.err
    assert "  not used: Телефон 2, Комментарий\n" in done.err


def test_of_hundreds_of_columns_the_rest_is_counted_and_lines_are_wrapped(tmp_path: Path) -> None:
    head = ";".join(["Компания", "Ответственный", *(f"Поле номер {n}" for n in range(500))])
    done, _ = reassign(tmp_path, f"{head}\nРомашка;Ирина{';' * 500}\n")
    assert "488 more" in done.err
    assert max(map(len, done.err.splitlines())) <= 80


def test_json_stays_json(tmp_path: Path) -> None:
    done, _ = reassign(tmp_path, "Компания;Ответственный;Поле\nРомашка;Ирина;\n", "--json")
    assert json.loads(done.out)
    assert "not used: Поле" in done.err


@pytest.mark.parametrize("story", STORIES["refused"], ids=[s["map"][0] for s in STORIES["refused"]])
def test_a_mapping_that_cannot_hold_is_refused(story: dict[str, Any], tmp_path: Path) -> None:
    words = [word for each in story["map"] for word in ("--map", each)]
    done, lines = reassign(tmp_path, "Фирма;Кто;Кто;Город\nРомашка;Ирина;Дима;Калуга\n", *words)
    assert (done.code, lines) == (2, [])
    for said in story["said"]:
        assert said in done.err


def test_the_second_of_two_headers_is_mapped_by_its_number(tmp_path: Path) -> None:
    text = "Компания;Ответственный;Ответственный\nРомашка;Ирина;Дима\n"
    done, lines = reassign(tmp_path, text)
    assert "Ответственный#1 is read as the owner" in done.err
    assert [line["action"] for line in lines] == ["ask"], "which of two owners holds is asked, not changed"
    done, lines = reassign(tmp_path, text, "--map", "Ответственный#2=owner")
    assert lines[0]["was"] == "Дима"
    assert "ask" not in {line["action"] for line in lines}


def test_match_reads_the_header_below_a_title_and_what_is_mapped(tmp_path: Path) -> None:
    file = tmp_path / "callers.csv"
    file.write_text("Выгрузка;;\nФирма;Поле 7;Заметка\nРомашка;7707083893;\n", encoding="utf-8")
    words = ("match", str(file), "--json", "--workspace", str(ROOT), "--map", "Фирма=caller", "--map", "Поле 7=inn")
    done = run_leadcli(*words, language="en")
    assert done.code == 0, done.err
    assert "columns: caller = Фирма, inn = Поле 7" in done.err
    assert "not used: Заметка" in done.err
    wrong = run_leadcli(*words[:-1], "Поле 8=inn", language="en")
    assert wrong.code == 2
    assert "Did you mean Поле 7?" in wrong.err


def test_data_check_says_it_of_tables_on_stderr(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "rules.yaml").write_text((ROOT / "rules.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "data" / "managers.csv").write_text("name,id\nИрина,u1\n", encoding="utf-8")
    clients = tmp_path / "data" / "clients.csv"
    clients.write_text("id;Название компании;Менеджер;Заметка\n1;Ромашка;Ирина;\n", encoding="utf-8")
    words = ("data", "check", "--workspace", str(tmp_path))
    done = run_leadcli(*words, language="en")
    assert (done.code, done.out) == (0, "")
    assert done.err == (
        "leadcli: data/clients.csv\n"
        "  columns: id = id, name = Название компании, owner = Менеджер\n"
        "  not used: Заметка\n"
    )
    clients.write_text("id;name;owner\n1;Ромашка;Ирина\n", encoding="utf-8")
    assert run_leadcli(*words, language="en").err == "", "silent where every column bears its field's name"


TITLED = {
    "a title and a blank row": "Наши клиенты;;;\n;;;\n{}",
    "the line of a delimiter": "sep=;\n{}",
    "a title that says a field": "Город;;;\n{}",
}


@pytest.mark.parametrize("above", TITLED, ids=lambda above: above)
def test_the_columns_of_a_table_are_those_of_its_header_and_not_of_a_title(tmp_path: Path, above: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "rules.yaml").write_text((ROOT / "rules.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "data" / "managers.csv").write_text("name,id\nИрина,u1\n", encoding="utf-8")
    rows = "id;Название компании;Менеджер;Заметка\n1;Ромашка;Ирина;\n"
    (tmp_path / "data" / "clients.csv").write_text(TITLED[above].format(rows), encoding="utf-8")
    done = run_leadcli("data", "check", "--workspace", str(tmp_path), language="en")
    assert (done.code, done.err.splitlines()[1:]) == (
        0, ["  columns: id = id, name = Название компании, owner = Менеджер", "  not used: Заметка"]
    )  # fmt: skip


def test_the_columns_of_a_table_are_those_of_the_sheet_on_which_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "rules.yaml").write_text((ROOT / "rules.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "data" / "managers.csv").write_text("name,id\nИрина,u1\n", encoding="utf-8")
    table = [["id", "Название компании", "Менеджер"], ["1", "Ромашка", "Ирина"]]
    (tmp_path / "data" / "clients.xlsx").write_bytes(as_xlsx([Sheet("О", [["Отчёт"]]), Sheet("Клиенты", table)]))
    done = run_leadcli("data", "check", "--workspace", str(tmp_path), language="en")
    assert done.err.splitlines()[1:] == ["  columns: id = id, name = Название компании, owner = Менеджер"]
    asked: list[str] = []
    monkeypatch.setattr(tables, "read_bytes", lambda path, shown: asked.append(shown) or read_bytes(path, shown))
    run_leadcli("data", "check", "--workspace", str(tmp_path))
    assert sorted(asked) == ["data/clients.xlsx", "data/managers.csv", "rules.yaml"], "each is read once"


def test_a_parent_or_a_group_of_the_row_is_used_where_its_name_tells_none(tmp_path: Path) -> None:
    head = "Компания;Ответственный;Головной контрагент;Холдинг\n"
    _, lines = reassign(tmp_path, f"{head}Кварцит;;;\nДолерит;;Метро Групп;\nТуфолит;;;metsa\nСпаргнум;;Никто;\n")
    assert [(line["status"], line["group"]) for line in lines] == [
        ("none", ""), ("accept", "metro-group"), ("accept", "metsa"), ("none", ""),
    ]  # fmt: skip
    known = next(line for line in (ROOT / "data" / "clients.csv").read_text(encoding="utf-8").splitlines()[1:])
    own, name = known.split(",")[:2]
    _, lines = reassign(tmp_path, f"{head}{name};;Метро Групп;\n")
    assert lines[0]["client"] == own, "who is on file stays who it is, whatever a column of groups says"


def test_groups_that_nobody_knows_are_said_with_three_places(tmp_path: Path) -> None:
    """No effect and unsaid a group of the export was: whose rows of one holding went to four managers."""
    head = "Компания;Ответственный;Головной контрагент;Холдинг\n"
    rows = "Кварцит;;;Северсталь\nДолерит;Дима;;Северсталь\nТуфолит;;;нет\nСпаргнум;;Никто;\nБазальт;;;metsa\n"
    more = "Итого;;;Северсталь\nГаббро;;-;Северсталь\nПемза;;Кварц Плюс;\n"
    done, lines = reassign(tmp_path, head + rows + more)
    told = "4 rows name a group or parent that data/ has not, so it counts for nothing:"
    assert f"{told} Северсталь 3, Кварц Плюс 1; row 1, 2, 7, …" in " ".join(done.out.split())
    assert [line.get("strange") for line in lines] == [
        "Северсталь",
        "Северсталь",
        *[None] * 4,
        "Северсталь",
        "Кварц Плюс",
    ]
    told = json.loads(reassign(tmp_path, head + rows, "--json")[0].out)["unknown_groups"]
    assert told == {"count": 2, "names": {"Северсталь": 2}, "rows": [1, 2]}
    assert "unknown" not in reassign(tmp_path, f"{head}Кварцит;;;metsa\n")[0].out


def test_numbers_that_are_not_valid_are_counted_and_not_used(tmp_path: Path) -> None:
    """A number that a spreadsheet cut is unknown: it proves nothing, and it is said."""
    rows = "".join(f"Кварцит {n};;7,70712E+0{n}\n" for n in range(5, 10))
    done, lines = reassign(tmp_path, f"Компания;Ответственный;ИНН\n{rows}Долерит;;-\n")
    assert "5 rows have an INN that is not valid, and it is not used: row 1, 2, 3, …" in " ".join(done.out.split())
    assert [(line["inn"], line.get("unclean")) for line in lines] == [*[("", ["inn"])] * 5, ("", None)]
    told = json.loads(reassign(tmp_path, f"Компания;Ответственный;ИНН\n{rows}", "--json")[0].out)
    assert told["not_valid"] == {"inn": {"count": 5, "rows": [1, 2, 3]}}


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("ID ответственного", True), ("Account Owner.id", True), ("Sales owner id", True), ("Код менеджера", True),
        ("ID компании", False), ("Parent Account.id", False), ("Ответственный за оплату", False),
        ("Owner Email", True), ("OwnerId", True), ("Ответственный: E-mail", True), ("Эл. почта ответственного", True),
        ("Логин менеджера", True), ("Email контакта", False), ("Почта", False), ("Email", False),
    ],
)  # fmt: skip
def test_a_column_of_owners_ids_that_stays_as_it_is_is_said(header: str, told: bool, tmp_path: Path) -> None:
    assert bool(marked_owner(header)) == told
    ran, _ = reassign(tmp_path, f"id;name;owner;{header}\n1;Пасека Липа;Дима;7\n")
    assert ("seems to tell the owners by id or e-mail" in " ".join(ran.err.split())) == told


def test_a_header_may_have_a_cell_without_a_word() -> None:
    def named(cells: Sequence[str]) -> dict[str, int]:
        return {cell: at for at, cell in enumerate(cells) if cell in ("id", "name")}

    assert header_among([["", "", ""], ["report", "", ""], ["id", "", "name"]], named, ["name"]) == (2, True)
    assert header_among([["", ""], ["report", ""]], named, ["name"]) == (1, False)
    assert header_among([["", ""], ["report", ""]], named, []) == (1, True)


TEAM = Book({"i": Manager("i", "Ирина"), "b": Manager("b", "Борис")})
# Columns, each of its cells from above; which of them hold managers of the team, those that hold most of them first.
HOLDING: list[tuple[list[list[str]], list[int]]] = [
    ([], []),
    ([["Ирина", "Борис"]], []),
    ([["Ирина", "Борис", "Ирина"]], [0]),
    ([["Ирина", "", "Борис", "", "Ирина"]], [0]),
    ([["Ирина", "Борис", "Ирина", "кто-то"]], [0]),
    ([["Ирина", "Борис", "Ирина", "кто-то", "никто-то"]], []),
    ([["x", "y", "z"], ["Ирина", "Борис", "Ирина"]], [1]),
    ([["Ирина", "Борис", "Ирина", ""], ["Ирина", "Борис", "Ирина", "Ирина"]], [1, 0]),
]


@pytest.mark.parametrize(("columns", "holding"), HOLDING)
def test_the_columns_that_hold_managers_are_told(columns: list[list[str]], holding: list[int]) -> None:
    assert naming_managers([*zip(*columns, strict=True)], TEAM) == holding
    assert naming_managers([("",), *zip(*columns, strict=True), ()], TEAM) == holding


@pytest.mark.parametrize("made", ["Créé par", "Created by", "Кем создана", "Last Modified By", "Бывший менеджер смены"])
def test_who_made_a_card_is_not_proposed_for_its_owner(made: str, tmp_path: Path) -> None:
    rows = [f"Пасека {n},{('Дима', 'Ольга')[n % 2]},Ирина" for n in range(6)]
    done, _ = reassign(tmp_path, "\n".join([f"Компания,Кто в курсе,{made}", *rows]))
    assert done.code == 2
    assert '--map "Кто в курсе=owner"' in done.err
    assert f"{made}=owner" not in done.err


def test_who_had_a_client_before_keeps_no_row_and_that_is_said(tmp_path: Path) -> None:
    said = "tells who had a client before: a row without an owner is given to somebody all the same"
    done, lines = reassign(tmp_path, "Company,Owner,Previous owner\nПасека Липа,Дима,\nЩегол Воск,,Ольга")
    assert f"Previous owner {said}" in " ".join(done.err.split())
    assert [line["action"] for line in lines] == ["keep", "change"]
    done, _ = reassign(tmp_path, "Company,Owner,Previous status\nПасека Липа,Дима,")
    assert said not in " ".join(done.err.split())


@pytest.mark.parametrize("table", TABLES)
def test_a_header_is_written_as_it_is_shown(table: str) -> None:
    """Documentation and schemas print it: no line of the source is wrapped within one."""
    assert [each for field in TABLES[table] for each in field.spellings if each != " ".join(each.split())] == []
