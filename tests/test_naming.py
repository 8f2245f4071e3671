"""Whom a cell names: however a person is written it is that person, and never another."""

from __future__ import annotations

import json
import shutil
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, read_yaml, run_leadcli
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.api.starting.export_managers import plain_name
from leadcli.domain.book import Book, Manager
from leadcli.fields.people import named, person_key
from leadcli.fields.people.departures import names_who_left, says_dismissed, says_left
from leadcli.fields.people.fitting import fit
from leadcli.fields.people.owner_style import STYLES, style_of, written_like
from leadcli.fields.people.person_recognition import PersonRecognition
from leadcli.fields.people.writing import taken_apart
from leadcli.fields.table import TABLES
from leadcli.policy.presence import out
from leadcli.workspace.manager_rows import WORKS
from leadcli.workspace.opening import open_workspace

STORY = read_yaml(Path(__file__).parent / "fields" / "naming.yaml")


def team(rows: list[dict[str, Any]]) -> Book:
    managers = [Manager(**{**row, "id": str(row["id"]), "aliases": tuple(row.get("aliases", ()))}) for row in rows]
    return Book({m.id: m for m in managers})


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, who) for who, texts in STORY["one"].items() for text in texts],
)
def test_a_person_however_written(text: str, expected: str) -> None:
    found = named(team(STORY["team"]), text)
    assert (found.kind, found.manager) == ("one", str(expected))


@pytest.mark.parametrize(
    ("kind", "text", "candidates"),
    [(kind, text, who) for kind in ("unknown", "ambiguous", "several") for text, who in STORY[kind].items()],
)
def test_what_names_no_single_person_says_who_may_be_meant(kind: str, text: str, candidates: list[str]) -> None:
    found = named(team(STORY["team"]), text)
    assert (found.kind, found.manager) == (kind, "")
    assert list(found.candidates) == [str(c) for c in candidates]


@pytest.mark.parametrize("text", STORY["nobody"])
def test_nobody_said_in_words(text: str) -> None:
    assert named(team(STORY["team"]), text).kind == "nobody"


@pytest.mark.parametrize("text", STORY["not_known"])
def test_what_may_be_a_fault_of_the_file_is_not_nobody(text: str) -> None:
    assert named(team(STORY["team"]), text).kind != "nobody"


@pytest.mark.parametrize(("state", "here"), next(f.words for f in TABLES["managers"] if f.name == "active"))
def test_a_state_of_the_column_says_the_same_as_a_status(state: str, here: str) -> None:
    assert says_left(state) == (here == "no")
    assert bool(WORKS.search(state)) or here == "no"


@pytest.mark.parametrize("text", STORY["dismissed"])
def test_what_says_of_people_alone_that_they_left_says_it_in_a_status_too(text: str) -> None:
    assert says_dismissed(text)
    assert says_left(text)


@pytest.mark.parametrize("text", STORY["may_be_a_thing"])
def test_what_may_be_said_of_a_thing_says_it_in_a_status_alone(text: str) -> None:
    assert says_left(text)
    assert not says_dismissed(text)


# --- laws ----------------------------------------------------------------------------------------------------------
FIRSTS = {"Борис": "Боря", "Анна": "Аня", "Дмитрий": "Дима", "Александр": "Саша", "Александра": "Саша", "Пётр": "Петя"}
LATIN = {"Борис": "Boris", "Анна": "Anna", "Дмитрий": "Dmitry", "Александр": "Aleksandr", "Александра": "Alexandra",
         "Пётр": "Pyotr"}  # fmt: skip
SURNAMES = {"Ланской": "Lanskoy", "Белов": "Belov", "Белова": "Belova", "Волков": "Volkov", "Ильин": "Ilyin",
            "Абрамович": "Abramovich", "Роман": "Roman", "Ким": "Kim"}  # fmt: skip
PATRONYMICS = ("", "Олегович", "Петрович", "Ильинична")
Person = tuple[str, str, str]
people = st.tuples(st.sampled_from(sorted(FIRSTS)), st.sampled_from(sorted(SURNAMES)), st.sampled_from(PATRONYMICS))
teams = st.lists(st.tuples(people, st.booleans()), min_size=1, max_size=7, unique_by=lambda one: one[0])


def writings(number: int, person: Person) -> list[str]:
    """How a CRM, a spreadsheet and a colleague write a person."""
    first, last, patronymic = person
    whole, middle = f"{first} {last}", patronymic or "Сергеевич"
    return [
        whole, f"{last} {first}", f"{last} {first} {middle}", f"{first} {middle} {last}", f"{last}, {first}",
        f"{last} {first[0]}.", f"{first[0]}. {last}", f"{last} {first[0]}.{middle[0]}.",
        f"{first[0]}.{middle[0]}. {last}",
        f"{whole} [{number}]", f"{last} {first} (отдел продаж)", f"{whole} (уволен)", f"p{number}@team.example",
        f"{whole} <p{number}@team.example>", f"{LATIN[first]} {SURNAMES[last]}", f"{SURNAMES[last]} {LATIN[first]}",
        f"{FIRSTS[first]} {last}", unicodedata.normalize("NFD", whole), f"\u200e{first}\u00a0 {last}\u200b",
        whole.upper(), whole.replace("ё", "е"), f"{first}\u00ad{last}", last, first, f"#{number}", str(number),
        f"{whole}, {last} {first}",
    ]  # fmt: skip


def book_of(found: list[tuple[Person, bool]]) -> Book:
    managers = [
        Manager(str(n), f"{p[0]} {p[1]}" if reversed_ else " ".join((p[1], p[0], p[2])).strip(),
                email=f"p{n}@team.example")
        for n, (p, reversed_) in enumerate(found, 1)
    ]  # fmt: skip
    return Book({m.id: m for m in managers})


@settings(max_examples=30)
@given(teams, people)
def test_the_rarest_words_of_a_writing_lose_nobody(found: list[tuple[Person, bool]], other: Person) -> None:
    known = PersonRecognition(book_of(found).managers, lambda key: None)
    forms = [form for own in known._forms.values() for form in own]
    for person in (*(each for each, _ in found), other):
        for text in (taken_apart(person_key(written)) for written in writings(1, person)):
            fitting = {id(form) for form in forms if text.words and fit(text, form) is not None}
            assert fitting <= {id(form) for form in known._perhaps(text.words)}, text


@given(teams)
def test_no_writing_of_one_person_is_ever_another(found: list[tuple[Person, bool]]) -> None:
    book = book_of(found)
    for number, (person, _) in enumerate(found, 1):
        for text in writings(number, person):
            got = named(book, text)
            if got.kind == "one" and got.manager != str(number):
                other = person_key(book.managers[got.manager].name)  # a namesake whose whole name stands there
                assert all(word in person_key(text) for word in other.split()), (text, other)


@given(teams)
def test_every_writing_is_recognised_where_nobody_else_bears_the_name(found: list[tuple[Person, bool]]) -> None:
    book = book_of(found)
    for number, (person, _) in enumerate(found, 1):
        words = {person[0], person[1], FIRSTS[person[0]]}
        others = [p for n, (p, _) in enumerate(found, 1) if n != number]
        if any(words & {p[0], p[1], FIRSTS[p[0]]} for p in others):
            continue
        for text in writings(number, person):
            assert named(book, text).manager == str(number), (text, [m.name for m in book.managers.values()])


@given(teams, people)
def test_who_is_not_of_the_team_is_no_one_of_it(found: list[tuple[Person, bool]], stranger: Person) -> None:
    """Someone who left and is in no table: another first name of a known surname is nobody whom we know."""
    book = book_of(found)
    first, last, _ = stranger
    alike = {first, FIRSTS[first]}
    if any(p[1] == last and alike & {p[0], FIRSTS[p[0]]} for p, _ in found):
        return
    assert named(book, f"{last} {first}").kind != "one"


def test_the_workspace_s_own_word_comes_first() -> None:
    book = team(STORY["team"])
    said = Book(book.managers, spellings={"Борис": "u-13", "Отдел": "", "Боб Ланской": "14", "Ольга Борис": "14"})
    assert named(said, "БОРИС").manager == "u-13"
    assert named(said, "отдел").kind == "nobody"
    assert named(said, "Боб  Ланской").manager == "14"
    assert named(Book(book.managers, spellings={"77": "14"}), "77.0").manager == "14"
    assert named(book, "Ольга\nБорис").kind == "several"
    assert named(said, "Ольга\nБорис").manager == "14", "two lines are said as one, as --owner writes them"


# --- the workspace's own tables --------------------------------------------------------------------------------------
TWO = "id;name\n1;Анна Белова\n2;Анна Белова"
BITRIX = "ID;Имя;Фамилия;E-mail;Активен\n1;Анна;Белова;a@x.ru;Y\n2;Анна;Чернова;b@x.ru;Y"
PARTS = "Фамилия;Имя;Отчество\nБелова;Анна;Ильинична\nБелова;Анна;Олеговна"
TOLD = "Фамилия;Имя;Отчество\nБелова;Анна;Ильинична\nЧернова;Ива;Олеговна"
ONE = "name\nАнна Белова\nИва Чернова"
EMAILS = "name;email\nАнна Белова;a@x.ru\nАнна Белова;b@x.ru"
TABLES: list[tuple[str, str, str, str, list[str]]] = [
    ("users of Bitrix24: the name in two columns", BITRIX, "Белова А.", "1", []),
    ("a name in three columns", PARTS, "Белова Анна Олеговна", "Анна Олеговна Белова", []),
    ("a patronymic that is told", TOLD, "Белова А.И.", "Анна Белова", []),
    ("another patronymic than the one that is told", TOLD, "Белова А.О.", "", ["manager-unknown"]),
    ("another patronymic in full", TOLD, "Белова Анна Олеговна", "", ["manager-unknown"]),
    ("no patronymic", TOLD, "Белова Анна", "Анна Белова", []),
    ("namesakes by id", TWO, "2", "2", ["namesakes"]),
    ("namesakes by e-mail", EMAILS, "b@x.ru", "b@x.ru", ["namesakes"]),
    ("a name that two bear", TWO, "Белова Анна", "", ["manager-unclear", "namesakes"]),
    ("nobody in words", ONE, "не назначен", "", []),
    ("nobody by a dash", ONE, "-", "", []),
    ("two people", ONE, "Анна Белова, Ива Чернова", "", ["manager-unclear"]),
    ("nothing tells them apart", "name\nАнна Белова\nАнна Белова", "", "", ["name-twice"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("managers", "owner", "expected", "codes"), [row[1:] for row in TABLES], ids=[r[0] for r in TABLES]
)
def test_owners_of_the_tables(managers: str, owner: str, expected: str, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "managers.csv").write_text(managers, encoding="utf-8")
    (tmp_path / "data" / "clients.csv").write_text(f'id;name;owner\nc;Кедр;"{owner}"', encoding="utf-8")
    opened = open_workspace(tmp_path, "house")
    assert sorted(p.code for p in opened.problems) == codes
    if opened.book is not None:
        assert opened.book.clients["c"].owner == expected


# A table of managers, and those of Белова, Чернова and Ким who work there on a day after all dates in it.
LEAVERS = [
    ("id;name;Работает?\n1;Белова;да\n2;Чернова;нет\n3;Ким;", "13"),
    ("id;name;*Уволен?!\n1;Белова;нет\n2;Чернова;да\n3;Ким;", "13"),
    ("id;Full Name;User Status\n1;Белова;active\n2;Чернова;closed\n3;Ким;confirmed", "13"),
    ("id;name;Уволен\n1;Белова;нет\n2;Чернова;да\n3;Ким;", "13"),
    ("id;name;Уволен\n1;Белова;работает\n2;Чернова;уволена\n3;Ким;активен", "13"),
    ("id;name;Заблокирован\n1;Белова;FALSE\n2;Чернова;TRUE\n3;Ким;", "13"),
    ("id;name;Активен;Архивный\n1;Белова;да;да\n2;Чернова;нет;нет\n3;Ким;;", "3"),
    ("id;name;Deactivated\n1;Белова;No\n2;Чернова;Yes\n3;Ким;Yes", "1"),
    ("id;name;Статус\n1;Белова;Работает\n2;Чернова;Уволена 01.10.2026\n3;Ким;В отпуске", "13"),
    ("id;name;Состояние;Активен\n1;Белова;Увольнение;да\n2;Чернова;;нет\n3;Ким;Увольнение;", "1"),
    ("id;name;Недействителен\n1;Белова;Нет\n2;Чернова;Да\n3;Ким;", "13"),
    ("id;name\n1;Бывшева Анна\n2;Чернова (уволена с 01.10.2026)\n3;Ким [отдел продаж]", "13"),
    ("id;ФИО;Дата увольнения\n1;Белова;\n2;Чернова;01.10.2026\n3;Ким;", "13"),
    ("id;ФИО;Статус\n1;Белова;Работает удалённо\n2;Чернова;Ушла 01.10\n3;Ким;Ушёл в отпуск", "13"),
    ("id;ФИО;Статус\n1;Белова;удалённо\n2;Чернова;Удалена\n3;Ким;No longer works here", "1"),
    ("id;ФИО;Активен\n1;Белова;Включён\n2;Чернова;Отключён\n3;Ким;Deactivated", "1"),
    ("id;ФИО\n1;Белова (удалённо)\n2;Чернова - уволилась 12.10\n3;Ким, уволен", "1"),
    ("id;ФИО;Почта\n1;Белова;b@n.example\n;Уволенные:;\n2;Чернова;c@n.example\n3;Ким;k@n.example", "1"),
    ("id;ФИО;Почта\n;Бывшие сотрудники;\n2;Чернова;c@n.example\n;Работают:;\n1;Белова;b@n.example\n3;Ким;", "13"),
    ("id;Name;Status\n;Former employees;\n1;Белова;Active\n2;Чернова;\n3;Ким;", "1"),
]
# A table of managers, those of Белова, Чернова and Ким who are there on 25.11.2026, and what is said of the table.
STATES = [
    ("id;ФИО;Статус\n1;Белова;Стажёр\n2;Чернова;В декрете\n3;Ким;Приостановлен", "1", ()),
    ("id;ФИО;Статус\n1;Белова;Действующий\n2;Чернова;В отпуске до 30.11.2026\n3;Ким;отпуск до 20.11.2026", "13", ()),
    ("id;ФИО\n1;Белова (Казань)\n2;Чернова (декрет)\n3;Ким [на больничном]", "1", ()),
    ("id;ФИО;Статус\n1;Белова;Мария\n2;Чернова;Переведена в другой отдел\n3;Ким;", "123", ("manager-status",) * 2),
    ("id;ФИО\n1;Белова\n;Уволенные:\n2;Чернова\n;Отдел опта:\n3;Ким", "13", ("manager-title",) * 2),
    ("id;ФИО\n1;Белова\n2;Чернова\n3;Ким\n4;Отдел продаж", "1234", ()),
    ("id;ФИО\n1;Белова\n2;Чернова\n3;Ким\n;* - в декрете\n;Всего: 3", "123", ("manager-title",) * 2),
    ("id;ФИО;Отдел\n1;Белова;опт\nid;ФИО;Отдел\n2;Чернова;опт\n3;Ким;", "123", ("manager-title",)),
    ("id;ФИО;Состояние\n1;Белова;Работа\n2;Чернова;Болезнь\n3;Ким;Командировка", "1", ()),
    ("id;ФИО;Статус\n1;Белова;Приостановлена\n2;Чернова;suspended\n3;Ким;", "3", ()),
    ("id;ФИО;Дата деактивации\n1;Белова;\n2;Чернова;01.10.2026\n3;Ким;01.12.2026", "13", ()),
    ("id;ФИО;Последний рабочий день\n1;Белова;25.11.2026\n2;Чернова;24.11.2026\n3;Ким;", "13", ()),
    ("id;ФИО;Дата приёма\n1;Белова;25.11.2026\n2;Чернова;26.11.2026\n3;Ким;2019 год", "13", ()),
    ("id;ФИО;Должность\n1;Белова;бывший менеджер опта\n2;Чернова;уволена с 01.10\n3;Ким;бывшая сотрудница", "1", ()),
    ("id;ФИО\n1;Белова\n2;Вакансия\n3;Ким", "13", ("manager-title",)),
    (
        "id;ФИО\n1;Белова\n;Вакансия 2 (опт)\n;Новый менеджер (выход 15.12)\n3;Vacancy: sales",
        "1",
        ("manager-title",) * 3,
    ),
    ("id;ФИО\n1;Новый Менеджер Белов\n2;Вакансин Пётр\n3;Tbdim", "123", ()),
    ("id;ФИО;2FA;Телефон\n1;Белова;Disabled;отключен\n2;Чернова;Disabled;не работает\n3;Ким;;", "123", ()),
]


@pytest.mark.parametrize(("managers", "there"), LEAVERS, ids=lambda each: each.partition("\n")[0])
def test_who_has_left_by_the_table_of_managers(managers: str, there: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "managers.csv").write_text(managers, encoding="utf-8")
    book = open_workspace(tmp_path, "house").book
    assert book is not None
    assert "".join(m.id for m in book.on(date(2026, 11, 25)).managers.values() if m.active) == there


@pytest.mark.parametrize(("managers", "there", "said"), STATES, ids=lambda each: str(each).partition("\n")[0])
def test_what_a_table_of_managers_says_of_who_is_there(
    managers: str, there: str, said: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "managers.csv").write_text(managers, encoding="utf-8")
    opened = open_workspace(tmp_path, "house")
    assert opened.book is not None
    day = date(2026, 11, 25)
    found = [m for m in opened.book.on(day).managers.values() if m.active and out(m, day) is None]
    assert "".join(m.id for m in found) == there
    assert tuple(problem.code for problem in opened.problems if problem.code.startswith("manager-")) == said


@pytest.mark.parametrize("text", STORY["left"])
def test_who_is_said_to_have_left(text: str) -> None:
    assert says_left(text)
    assert not set(person_key(plain_name(text)).split()) & {
        "уволен",
        "уволена",
        "уволился",
        "deactivated",
        "архив",
    } or (plain_name(text) == text)


@pytest.mark.parametrize("text", STORY["stayed"])
def test_what_tells_of_somebody_else_or_another_name_is_no_leaving(text: str) -> None:
    assert not says_left(text)
    assert not names_who_left(text)
    assert plain_name(text).split()[0] == text.split()[0]


@pytest.mark.parametrize("text", STORY["left_titles"])
def test_a_title_of_those_who_left(text: str) -> None:
    assert names_who_left(text)


# --- an export, and what is said once ---------------------------------------------------------------------------------
EXPORT = """ID;Название компании;Тип компании;Ответственный;Кем создана
1;Пасека Липа;Клиент;Боб Ланской;x
2;Кедр Плюс;Клиент;Ирина Соколова, Дима;x
3;Родник Три;Клиент;Отдел;x
4;Берёзка Пять;Клиент;не назначен;x
"""


def test_who_is_not_recognised_keeps_the_client_and_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    managers = (
        "id,name,email\n14,Борис Ланской,b@team.example\n11,Ирина Соколова,i@team.example\n12,Дима,d@team.example\n"
    )
    (tmp_path / "data" / "managers.csv").write_text(managers, encoding="utf-8")
    (tmp_path / "data" / "clients.csv").write_text("id,name,owner\nc,Заря,Дима\n", encoding="utf-8")
    (tmp_path / "data" / "groups.csv").write_text("id,name\ng,Группа Зари\n", encoding="utf-8")
    (tmp_path / "e.csv").write_text(EXPORT, encoding="utf-8")

    def lines() -> list[dict[str, Any]]:
        plan = (tmp_path / "e.plan.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in plan[1:]]

    first = run_leadcli("reassign", "e.csv", "--on", TODAY, folder=tmp_path, language="en", width=200)
    assert [(line["action"], line["new"]) for line in lines()[:3]] == [("ask", ""), ("ask", ""), ("ask", "")]
    assert lines()[3]["action"] == "change"  # nobody, said in words
    assert "did you mean Борис Ланской?" in first.out
    assert 'say once who is meant: --owner "Боб Ланской=Борис Ланской"' in first.out
    said = ("--owner", "Боб Ланской=Ланской Борис", "--owner", "Отдел=")
    second = run_leadcli("reassign", "e.csv", "--on", TODAY, *said, folder=tmp_path, language="en", width=200)
    assert second.code == 0, second.err
    assert "Боб Ланской is Борис Ланской from now on" in second.err
    assert [(line["old"], line["action"]) for line in lines()[:3]] == [("14", "keep"), ("", "ask"), ("", "change")]
    assert (tmp_path / "owners.yaml").read_text(encoding="utf-8").splitlines()[2:] == [
        '"Боб Ланской": "Борис Ланской"', '"Отдел": ""',
    ]  # fmt: skip
    third = run_leadcli("reassign", "e.csv", "--on", TODAY, folder=tmp_path, language="en")
    assert [line["old"] for line in lines()[:1]] == ["14"], third.err
    for whom, told in (("Дима", "until now it was Борис Ланской"), ("", "until now it was Дима"), ("Дима", "nobody")):
        again = run_leadcli("reassign", "e.csv", "--on", TODAY, "--owner", f"Боб Ланской={whom}", folder=tmp_path,
                            language="en")  # fmt: skip
        assert told in again.err
    again = run_leadcli("reassign", "e.csv", "--on", TODAY, "--owner", "Боб Ланской=Дима", folder=tmp_path)
    assert again.err.count("owners.yaml") == 1
    assert "до сих пор" not in again.err
    again = run_leadcli("reassign", "e.csv", "--on", TODAY, "--owner", "Дима=Ирина Соколова", folder=tmp_path,
                        language="en")  # fmt: skip
    assert "until now it was Дима" in " ".join(again.err.split())


def test_an_owner_said_of_somebody_unknown_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    (tmp_path / "e.csv").write_text(EXPORT, encoding="utf-8")
    for said in (["Отдел=Никодим"], ["Отдел"], ["=Дима"], ["Отдел=Дима", "отдел=Ольга"], ["Отдел=Дима", "Отдел="]):
        words = [word for each in said for word in ("--owner", each)]
        ran = run_leadcli("reassign", "e.csv", *words, folder=tmp_path, language="en")
        assert (ran.code, (tmp_path / "owners.yaml").exists()) == (2, False)


# --- written back as the file writes --------------------------------------------------------------------------------
STYLED: list[tuple[str, list[str], str]] = [
    ("name", ["Борис Ланской", "Дмитрий Волков"], "Ольга Крылова"),
    ("id", ["14", "12"], "u-13"),
    ("email", ["b.lanskoy@team.example", "D.Volkov@team.example"], "Ольга Крылова"),  # she has none
    ("name-id", ["Борис Ланской [14]", "Дмитрий Волков [12]", "Анна Белова"], "Ольга Крылова [u-13]"),
    ("name-number", ["Ирина Соколова [11]", "Виктор Ильин [15]"], "Ольга Крылова [13]"),
    ("surname-first", ["Ланской Борис", "Волков Дмитрий", "Борис Ланской"], "Крылова Ольга"),
    ("surname-initials", ["Ланской Б.", "Волков Д."], "Крылова О."),
    ("initials-surname", ["Б. Ланской"], "О. Крылова"),
    ("surname-initials", ["Ланской Б.О.", "Волков Д. Е."], "Крылова О."),  # nobody's patronymic is on file
    ("surname-first", ["Ланской Борис Олегович", "Волков Дмитрий Евгеньевич"], "Крылова Ольга"),
    ("name", ["Волков Дмитрий Борис"], "Ольга Крылова"),
    ("name", ["Boris Lanskoy", "Dmitry Volkov"], "Ольга Крылова"),  # no table has it so
    ("name", ["Никто Знакомый"], "Ольга Крылова"),
]


@pytest.mark.parametrize(("style", "texts", "written"), STYLED)
def test_a_new_owner_is_written_as_the_others_are(style: str, texts: list[str], written: str) -> None:
    book = team(STORY["team"])
    assert style_of(book, texts) == style
    assert written_like(book, "u-13", style) == written


WRITTEN = {
    "name": "Борис Ланской", "id": "u-14", "email": "b.lanskoy@team.example", "login": "b.lanskoy",
    "name-id": "Борис Ланской [u-14]", "name-number": "Борис Ланской [14]",
    "name-id-round": "Борис Ланской (u-14)", "name-number-round": "Борис Ланской (14)",
    "name-email": "Борис Ланской <b.lanskoy@team.example>",
    "name-email-round": "Борис Ланской (b.lanskoy@team.example)",
    "surname-first": "Ланской Борис", "surname-initials": "Ланской Б.", "initials-surname": "Б. Ланской",
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_each_way_of_writing_is_told_and_kept(style: str) -> None:
    one = Manager("u-14", "Борис Ланской", email="b.lanskoy@team.example")
    book = Book({one.id: one, "2": Manager("2", "Анна Белова")}, {}, {})
    assert style_of(book, [WRITTEN[style], "Кто-то"]) == style
    assert written_like(book, "u-14", style) == WRITTEN[style]


@given(teams, st.sampled_from(sorted(STYLES)))
def test_whatever_is_written_names_that_manager_and_nobody_else(found: list[tuple[Person, bool]], style: str) -> None:
    book = book_of(found)
    for manager in book.managers:
        assert named(book, written_like(book, manager, style)).manager == manager


def test_an_export_keeps_its_own_way_of_writing(tmp_path: Path) -> None:
    """Bitrix24 writes ids beside names: right owners stay, new ones are written so, a second plan keeps all."""
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    (tmp_path / "data" / "managers.csv").write_text("id,name\n14,Борис Ланской\n11,Ирина Соколова\n", encoding="utf-8")
    (tmp_path / "data" / "clients.csv").write_text("id,name,owner\nc,Заря Востока,Борис Ланской\n", encoding="utf-8")
    owners = {"Заря Востока": "Ирина Соколова [11]", "Пасека": "Ланской Б.", "Кедр": "Борис Ланской [14]"}
    rows = [f"{number};{name};Клиент;{owner};x" for number, (name, owner) in enumerate(owners.items(), 1)]
    (tmp_path / "e.csv").write_text("\n".join([EXPORT.splitlines()[0], *rows, ""]), encoding="utf-8")
    assert run_leadcli("reassign", "e.csv", "--on", TODAY, folder=tmp_path).code == 0
    assert run_leadcli("apply", "e.plan.jsonl", "-o", "new.csv", folder=tmp_path).code == 0
    rows[0] = "1;Заря Востока;Клиент;Борис Ланской [14];x"
    assert (tmp_path / "new.csv").read_text(encoding="utf-8").splitlines()[1:] == rows
    again = run_leadcli("reassign", "new.csv", "--on", TODAY, "--json", folder=tmp_path)
    assert json.loads(again.out)["actions"]["keep"] == len(rows)
