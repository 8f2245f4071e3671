"""Cells about people's time, as people write them: absences, working hours, time zones, holidays, deputies."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from conftest import read_yaml, run_leadcli
from hypothesis import given
from hypothesis import strategies as st

from leadcli.domain.book import Absence, Manager
from leadcli.fields.absences import read_absences, read_day
from leadcli.fields.hours import hours_text, moment, read_hours, time_zone
from leadcli.workspace.opening import open_workspace

FIELDS = Path(__file__).parent / "fields"
CELLS: list[dict[str, Any]] = read_yaml(FIELDS / "absences.yaml")
HOURS: list[dict[str, Any]] = read_yaml(FIELDS / "hours.yaml")


def written(found: Absence) -> str:
    return f"{found.first}..{found.last or ''} {found.reason}".strip()


@pytest.mark.parametrize("row", CELLS, ids=[str(row["cell"]) for row in CELLS])
def test_absences_as_people_write_them(row: dict[str, Any]) -> None:
    read = read_absences(row["cell"])
    assert [written(one) for one in read.found] == row["read"]
    assert list(read.left_over) == row.get("left_over", [])
    assert [f"{a}..{b}" for a, b in read.backwards] == row.get("backwards", [])


@pytest.mark.parametrize("row", CELLS, ids=[str(row["cell"]) for row in CELLS])
def test_signs_that_are_not_seen_do_not_matter(row: dict[str, Any]) -> None:
    plain = read_absences(row["cell"])
    other = normalize("NFD", row["cell"]).replace(" ", "\u00a0").replace("-", "\u2011")
    if "(" not in row["cell"]:
        other = f"\ufeff  {other.replace('–', '—')} \u200b"
    assert read_absences(other).found == plain.found


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MONTHS = [
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
]  # fmt: skip
WRITINGS = [
    lambda d: d.isoformat(),
    lambda d: f"{d:%d.%m.%Y}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d:%d.%m.%y}",
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year} г.",
    lambda d: f"{d:%d %B %Y}",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"{d.isoformat()} 00:00:00",
]
RANGES = [
    "{} - {}",
    "{}–{}",
    "{} .. {}",
    "с {} по {}",
    "{} по {}",
    "from {} to {}",
    "{} till {}",
    "({} — {})",
    "{} → {}",
]


@given(DAYS, st.integers(0, 400), *[st.sampled_from(WRITINGS)] * 2, st.sampled_from(RANGES))
def test_a_range_in_any_writing_is_the_range(first: date, length: int, one: Any, other: Any, between: str) -> None:
    last = first + timedelta(days=length)
    read = read_absences(between.format(one(first), other(last)))
    assert (read.found, read.left_over, read.backwards) == ((Absence(first, last),), (), ())


@given(DAYS, st.sampled_from(WRITINGS))
def test_one_day_is_one_day_and_read_back(day: date, one: Any) -> None:
    assert read_day(one(day)) == day
    assert read_absences(one(day)).found == (Absence(day, day),)


@given(st.text(alphabet=" 0123456789.-/–с по до from until, ;()отпуск", max_size=40))
def test_nothing_is_endless_that_does_not_say_so(text: str) -> None:
    """An open end is said by a word before the day, by two points after it, or by a word for it; nothing is lost."""
    read = read_absences(text)
    for one in read.found:
        if one.last is None:
            assert any(mark in text for mark in ("с", "from", "..", "от"))
    if any(c.isdigit() for c in text):
        assert read.found or read.left_over or read.backwards


@given(st.lists(st.tuples(DAYS, st.integers(0, 9)), min_size=1, max_size=6), DAYS)
def test_absences_that_touch_are_one(parts: list[tuple[date, int]], day: date) -> None:
    absences = tuple(Absence(first, first + timedelta(days=length)) for first, length in parts)
    manager = Manager("m", "m", absences=absences)
    out = {first + timedelta(days=n) for first, length in parts for n in range(length + 1)}
    for asked in (day, parts[0][0]):
        found = manager.absence_on(asked)
        assert (found is not None) == (asked in out)
        if found and found.last:
            assert found.last + timedelta(days=1) not in out
            assert found.first - timedelta(days=1) not in out
            assert all(found.first + timedelta(days=n) in out for n in range((found.last - found.first).days + 1))


@pytest.mark.parametrize("row", HOURS, ids=[str(row["cell"]) for row in HOURS])
def test_hours_as_people_write_them(row: dict[str, Any]) -> None:
    found = read_hours(row["cell"])
    assert (None if found is None else hours_text(found)) == row["read"]
    if found:
        assert read_hours(hours_text(found)) == found, "what is written is read back"


@pytest.mark.parametrize(
    ("said", "name"),
    [("Europe/Moscow", "Europe/Moscow"), ("asia/yekaterinburg", "Asia/Yekaterinburg"), ("UTC+3", "Etc/GMT-3"),
     ("МСК+4", "Etc/GMT-7"), ("МСК", "Etc/GMT-3"), ("GMT", "Etc/UTC"), ("Москва", ""), ("-", ""), ("../etc", "")],
)  # fmt: skip
def test_time_zones(said: str, name: str) -> None:
    assert time_zone(said) == name


def test_times_of_a_call() -> None:
    day = date(2026, 11, 25)
    assert [str(moment(said, day)) for said in ("14:30", "9", "9.05", "14:30+03:00")] == [
        "2026-11-25 14:30:00", "2026-11-25 09:00:00", "2026-11-25 09:05:00", "2026-11-25 14:30:00+03:00",
    ]  # fmt: skip
    assert [moment(said, day) for said in ("25:00", "9:75", "later", "")] == [None] * 4


TABLES = {
    "managers.csv": "имя,отсутствия,заместители,команда,часы работы,часовой пояс,праздники,ушла,преемник,"
    "предел в день\n"
    'Ирина,"с 25.11 по 30.11.2026, отпуск","Ольга, команда: Север",,пн-пт 9-18,МСК,Россия,,,\n'
    "Ольга,,,север; Юг,,,,01.12.2026,Ирина,3\n",
    "managers.yaml": "- {name: Ирина, отпуск: [{с: 25.11.2026, по: 30 ноября 2026, причина: отпуск}], часы работы: "
    "{пн-пт: 9-18}, time_zone: UTC+3, holidays: ru, deputies: [Ольга, 'team:север']}\n"
    "- {name: Ольга, teams: [север, Юг], left: 2026-12-01, heir: Ирина, cap_day: 3}\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_managers_say_it_in_their_headers(name: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_text(TABLES[name], encoding="utf-8")
    (tmp_path / "rules.yaml").write_text("rules:\n- {id: a, when: always, owner: least_loaded}\n", encoding="utf-8")
    opened = open_workspace(tmp_path)
    assert opened.problems == ()
    assert opened.book is not None
    irina, olga = opened.book.managers.values()
    assert irina.absences == (Absence(date(2026, 11, 25), date(2026, 11, 30), "отпуск"),)
    assert (irina.cover, olga.teams) == (("Ольга", "team:север"), ("север", "Юг"))
    assert (hours_text(irina.hours), irina.time_zone, irina.holidays) == (
        "Mon,Tue,Wed,Thu,Fri 9:00-18:00", "Etc/GMT-3", "RU",
    )  # fmt: skip
    assert (olga.left, olga.heir, olga.cap_day) == (date(2026, 12, 1), "Ирина", 3)


def test_a_cell_that_is_not_understood_is_asked_about_where_the_answer_rests_on_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "managers.csv").write_text("name,absences\nИрина,25.11.2026 – среда\n", encoding="utf-8")
    (tmp_path / "rules.yaml").write_text("rules:\n- {id: a, when: always, owner: least_loaded}\n", encoding="utf-8")
    asked = run_leadcli("who-owns", "Метсо", language="en", folder=tmp_path)
    assert asked.code == 1
    assert "Метсо → nobody yet" in asked.out, "she may be away"
    assert "absences is not understood" in asked.out
    checked = run_leadcli("data", "check", language="en", folder=tmp_path)
    assert checked.code == 2
    assert "data/managers.csv:2:7: absence-unread" in checked.out
