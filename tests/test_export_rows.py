"""The rows of an export that is a table of clients: what is no client is left out, what is not whole is asked about."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from conftest import run_leadcli
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.domain.book import Book, Manager
from leadcli.domain.places import Place, Record
from leadcli.fields.cleaners import clean_city
from leadcli.fields.rows.addresses import city_in
from leadcli.workspace.exports.export_rows import sort_rows
from leadcli.workspace.opening import open_workspace

EXPORT = """Выгрузка из CRM;;;;
Номер;Компания;Ответственный;Город;Телефон
1;ООО «Ромашка»;Анна Иванова;Тула;+7 903 100 00 00
2;ООО «Лента»;Олег Петров;Тула; +7 903 100 00 01; лишнее; поле
Менеджер: Анна Иванова;;;;
3;ПАО «Северсталь»;Анна Иванова;Череповец;
;;;;+7 903 100 00 02
;Олег Петров;;;
Номер;Компания;Ответственный;Город;Телефон
7;ООО «Гамма»;Олег Петров;Казань;
8;;Олег Петров;Казань;
9;ООО «Бета»
10;;Олег Петров;Казань;;лишнее
;;;;+7 903 100 00 03;лишнее
Итого: 9
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    (tmp_path / "export.csv").write_text(EXPORT, encoding="utf-8")
    return tmp_path


def test_only_clients_are_cards(team: Path) -> None:
    ran = run_leadcli("init", "team", "--from", "export.csv", folder=team, language="en", width=120)
    assert ran.code == 0, ran.err
    for said in ("title of a group of rows, no client (5, 8)", "belongs to the row above (7)", "repeated header (9)",
                 "names no company (11)", "a total, no client (15)", "2 rows are not read whole",
                 "2 rows cannot be read"):  # fmt: skip
        assert said in ran.err
    assert "2 rows are not read whole, only their names count: 4, 12" in ran.out
    assert "2 rows cannot be read, so it is not known which companies they are: 13, 14" in " ".join(ran.out.split())
    opened = open_workspace(team / "team")
    assert opened.book is not None
    cards = {card.name: card.owner for card in opened.book.clients.values()}
    assert cards == {
        "ООО «Ромашка»": "Анна Иванова", "ПАО «Северсталь»": "Анна Иванова", "ООО «Гамма»": "Олег Петров",
        "ООО «Лента»": "", "ООО «Бета»": "",
    }  # fmt: skip
    assert [manager.name for manager in opened.book.managers.values()] == ["Анна Иванова", "Олег Петров"]


@pytest.mark.parametrize("compiled", ["always", "never"])
@pytest.mark.parametrize("name", ["Лента", "Бета"])
def test_a_company_of_which_the_row_is_not_whole_is_no_stranger_and_nobodys_surely(
    team: Path, name: str, compiled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADCLI_COMPILE", compiled)
    assert run_leadcli("init", "team", "--from", "export.csv", folder=team).code == 0
    ran = run_leadcli("who-owns", name, "--json", folder=team / "team")
    ruling = json.loads(ran.out)
    assert (ruling["verdict"], ruling["owner"]) == ("human", None)
    assert "export.csv:" in ruling["question"], "the row that is to be mended is named"


def test_an_export_of_which_most_rows_are_broken_is_misunderstood(tmp_path: Path) -> None:
    lines = ["Компания;Ответственный", *(f"ООО «Лента {n}»;Анна" for n in range(20)), *["ООО «Бета»;Анна;Тула"] * 6]
    (tmp_path / "export.csv").write_text("\n".join(lines), encoding="utf-8")
    ran = run_leadcli("init", "team", "--from", "export.csv", folder=tmp_path, language="en")
    assert (ran.code, "export.csv:22" in ran.err) == (2, True)
    assert not (tmp_path / "team").exists()


NOISE = (
    ("Итого", "", ""), ("", "", "прим."), ("", "Анна Иванова", ""), ("Номер", "Компания", "Ответственный"),
    ("Отдел: опт", "", ""), ("Всего: 12", "", ""),
)  # fmt: skip
rows = st.lists(st.one_of(st.sampled_from(NOISE), st.integers(1, 99).map(lambda n: (str(n), f"ООО «К{n}»", "Анна"))))


@settings(deadline=None)
@given(rows)
def test_whatever_stands_between_them_clients_are_kept_in_their_order(cells: list[tuple[str, str, str]]) -> None:
    header = ("Номер", "Компания", "Ответственный")
    records = [Record(Place("e.csv", line), header, row) for line, row in enumerate(cells, 2)]
    columns = dict(zip(header, ("id", "name", "owner"), strict=True))
    people = Book(managers={"a": Manager("a", "Анна Иванова")})
    found = sort_rows(records, (), columns, people)
    assert [record.values for record in found.clients] == [row for row in cells if row not in NOISE]
    assert sum(map(len, found.left.values())) + len(found.clients) == len(cells)
    lost = sort_rows((), records, columns, people)
    assert [len(found.clients), len(lost.clients)] == [len(lost.broken), 0]
    assert sum(map(len, lost.left.values())) + len(lost.broken) + len(lost.unread) == len(cells)


@pytest.mark.parametrize(
    ("address", "city"),
    [
        ("Москва, ул. Мира", "Москва"), ("Россия, г. Нижний Новгород, ул. Мира, 7", "Нижний Новгород"),
        ("125009, Москва г, Тверская ул, 7", "Москва"), ("Ростов-на-Дону, ул. Мира", "Ростов-на-Дону"),
        ("1 Main St, Boston, MA", "Boston"), ("ул. Москва, 3", ""), ("Самарская обл., с. Курумоч", ""),
        ("248000 Калуга, ул. Ленина 5", "Калуга"), ("г.Калуга ул. Ленина 5", "Калуга"), ("Kaluga, Lenina 5", "Kaluga"),
        ("248000, Калужская обл, г Калуга, Ленина ул, д. 5", "Калуга"), ("г. Малые Вяземы, ул. Мира", "Малые Вяземы"),
        ("г. Обнинск Калужской обл.", "Обнинск"), ("350000, г.о. город Краснодар, г Краснодар", "Краснодар"),
        ("115035, г. Москва, вн.тер.г. Замоскворечье, д. 5", "Москва"), ("Московская обл., Химки, Москва 5", "Химки"),
        ("123 Main St, Boston MA 02110", "Boston"), ("Hauptstr. 5, 10115 Berlin", "Berlin"),
        ("10 Downing Street, London SW1A 2AA", "London"), ("пгт Товарково, Калуга", "Калуга"),
        ("123 Main St Boston MA 02110", ""), ("Москва, Зеленоград", ""), ("г. Москва, г. Зеленоград", ""),
        ("Калужская 5", ""), ("ул. Мира, д. 5", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_city_of_an_address(address: str, city: str) -> None:
    assert city_in(address) == city


def test_rows_that_are_rightly_left_out_are_told_and_no_problem(tmp_path: Path) -> None:
    rows = "Компания;Ответственный;Дата изменения\nЛента;Анна;01.02.2026\nВсего: 1;;\n"
    (tmp_path / "export.csv").write_text(rows, encoding="utf-8")
    begun = run_leadcli("init", "team", "--from", "export.csv", "--yes", folder=tmp_path, language="en", width=160)
    assert "not used: Дата изменения" in begun.err, "a change in the CRM is no contact with the client"
    ran = run_leadcli("data", "check", folder=tmp_path / "team", language="en")
    assert "rows-left" in ran.out
    assert ran.code == 0
    with (tmp_path / "team" / "data" / "managers.csv").open("a", encoding="utf-8") as file:
        file.write("Анна,,yes,\n")
    assert run_leadcli("data", "check", folder=tmp_path / "team").code != 0, "a problem is one all the same"


def test_cities_are_read_from_addresses_where_no_column_has_them(tmp_path: Path) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [("Компания", "Ответственный", "Адрес"), ("Лента", "Анна", "г. Тула, ул. Мира"), ("Бета", "Анна", "склад 4")]
    )
    (tmp_path / "export.csv").write_text(out.getvalue(), encoding="utf-8")
    ran = run_leadcli("init", "team", "--from", "export.csv", folder=tmp_path, language="en", width=160)
    assert ran.code == 0
    assert "Адрес: the city is read of the address where that is certain: 1 of 2" in ran.err
    book = open_workspace(tmp_path / "team").book
    assert book is not None
    assert {card.name: card.city for card in book.clients.values()} == {"Лента": "Тула", "Бета": ""}


@pytest.mark.parametrize(
    ("cell", "city"),
    [("г. Тула, ул. Мира, 5", "Тула"), ("Нью-Васюки", "Нью-Васюки"), ("Нью-Васюки, ул. Мира 5", "")],
)  # fmt: skip
def test_a_column_of_cities_that_holds_addresses(cell: str, city: str) -> None:
    assert clean_city(cell, address=False) == city
