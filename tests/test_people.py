"""Who is there and until when, who stands in, and whose turn it is when the office is closed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.domain.book import Absence, Book, Manager, Shift
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Facts, Identity
from leadcli.domain.frozen import replace
from leadcli.domain.question import Question
from leadcli.fields.hours import read_hours
from leadcli.ledger.codec import canonical, parse
from leadcli.policy.cover import cover, deputies
from leadcli.policy.family import heir
from leadcli.policy.owners import least_loaded
from leadcli.policy.presence import away, out
from leadcli.workspace.opening import open_workspace

WED = date(2026, 11, 25)


def hours(text: str) -> tuple[Shift, ...]:
    found = read_hours(text)
    assert found is not None
    return found


def days(first: int, last: int | None) -> Absence:
    return Absence(date(2026, 11, first), last and date(2026, 11, last))


def facts(*managers: Manager, on: date = WED, **said: Any) -> Facts:
    return Facts(Book({m.id: m for m in managers}, {}, {}), Question(Caller("?"), on, **said), Identity())


OFFICE = {"hours": hours("пн-пт 9-18")}
# Who, on which day and at which moment; then why and until when: or nothing where the manager is there.
THERE: list[tuple[str, dict[str, Any], date, str, tuple[str, date | None] | None]] = [
    ("nothing is stated", {}, WED, "2026-11-25T03:00+03:00", None),
    ("at work", OFFICE, WED, "2026-11-25T09:00+03:00", None),
    ("the last minute is free", OFFICE, WED, "2026-11-25T18:00+03:00", ("hours", WED)),
    ("before work", OFFICE, WED, "2026-11-25T08:59+03:00", ("hours", WED)),
    ("Friday night lasts until Sunday", OFFICE, date(2026, 11, 27), "2026-11-27T19:00+03:00",
     ("hours", date(2026, 11, 29))),
    ("Thursday night before a free Friday, too", {**OFFICE, "absences": (days(27, 27),)}, date(2026, 11, 26),
     "2026-11-26T19:00+03:00", ("hours", date(2026, 11, 29))),
    ("Thursday night before an absence without an end", {**OFFICE, "absences": (days(27, None),)},
     date(2026, 11, 26), "2026-11-26T19:00+03:00", ("hours", None)),
    ("as far as is looked for the next day at work", {**OFFICE, "absences": (Absence(WED + timedelta(1), WED +
     timedelta(398)),)}, WED, "2026-11-25T19:00+03:00", ("hours", WED + timedelta(398))),
    ("and further", {**OFFICE, "absences": (Absence(WED + timedelta(1), WED + timedelta(399)),)}, WED,
     "2026-11-25T19:00+03:00", ("hours", None)),
    ("before a holiday on a Friday", {**OFFICE, "holidays": "RU"}, date(2026, 6, 11), "2026-06-11T19:00+03:00",
     ("hours", date(2026, 6, 14))),
    ("between two spans of a day", {"hours": hours("ср 9-13, 14-18")}, WED, "2026-11-25T13:00+03:00", ("hours", WED)),
    ("a shift of the day before has ended, today's comes", {"hours": hours("вт 22-6, ср 20-23")}, WED,
     "2026-11-25T06:00+03:00", ("hours", WED)),
    ("a time is not needed for a Saturday", OFFICE, date(2026, 11, 28), "", ("day_off", date(2026, 11, 29))),
    ("by his own clock it is day", {**OFFICE, "time_zone": "Asia/Vladivostok"}, WED, "2026-11-25T03:00+03:00", None),
    ("by his own clock it is the next day", {"time_zone": "Asia/Vladivostok", "absences": (days(26, 26),)}, WED,
     "2026-11-25T20:00+03:00", ("absence", date(2026, 11, 26))),
    ("a night shift goes on after midnight", {"hours": hours("вт 22-6")}, WED, "2026-11-25T05:59+03:00", None),
    ("and ends", {"hours": hours("вт 22-6")}, WED, "2026-11-25T06:00+03:00", ("day_off", date(2026, 11, 30))),
    ("absent", {"absences": (days(24, 27),)}, WED, "", ("absence", date(2026, 11, 27))),
    ("without an end", {"absences": (days(24, None),)}, WED, "", ("absence", None)),
    ("a week end after it does not count", {**OFFICE, "absences": (days(24, 27),)}, WED, "",
     ("absence", date(2026, 11, 27))),
    ("a week end between two is no bridge where it may be worked", {"absences": (days(24, 27), days(30, 30))}, WED, "",
     ("absence", date(2026, 11, 27))),
    ("it is one where nobody works then", {**OFFICE, "absences": (days(24, 27), days(30, 30))}, WED, "",
     ("absence", date(2026, 11, 30))),
    ("a public holiday", {"holidays": "RU"}, date(2026, 11, 4), "", ("holiday", date(2026, 11, 4))),
    ("of a part of a country", {"holidays": "DE-BY"}, date(2026, 1, 6), "", ("holiday", date(2026, 1, 6))),
    ("and none in another", {"holidays": "DE-BE"}, date(2026, 1, 6), "", None),
    ("a leave before the New Year's holidays joins them", {"holidays": "RU", "absences": (Absence(date(2026, 12, 28),
     date(2026, 12, 31)),)}, date(2026, 12, 28), "", ("absence", date(2027, 1, 8))),
]  # fmt: skip


@pytest.mark.parametrize(("manager", "on", "at", "expected"), [row[1:] for row in THERE], ids=[r[0] for r in THERE])
def test_who_is_there(manager: dict[str, Any], on: date, at: str, expected: tuple[str, date | None] | None) -> None:
    found = out(Manager("m", "m", **manager), on, at)
    assert (found and (found.kind, found.until)) == expected


def test_who_took_the_call_is_there_and_who_is_said_to_be_absent_is_not() -> None:
    one = Manager("a", "a", absences=(days(24, 27),))
    assert away(facts(one, taken_by="a"), one) is None
    other = Manager("b", "b")
    said = away(facts(other, absent=("b",)), other)
    assert said is not None
    assert (said.kind, said.until) == ("said", None)


@given(
    st.lists(st.tuples(st.integers(1, 28), st.integers(0, 9)), max_size=4),
    st.sampled_from(["", "пн-пт 9-18", "ср 9-18"]),
)
def test_until_is_the_last_day_of_it(parts: list[tuple[int, int]], text: str) -> None:
    """On the day it names he is away still; on the next day that is worked he is there."""
    absences = tuple(Absence(date(2026, 11, d), date(2026, 11, d) + timedelta(days=n)) for d, n in parts)
    one = Manager("m", "m", absences=absences, hours=hours(text))
    for number in range(40):
        day = date(2026, 11, 1) + timedelta(days=number)
        found = out(one, day)
        if found is None:
            assert not any(a.covers(day) for a in absences)
            continue
        assert found.until is not None
        assert found.until >= day
        assert out(one, found.until) is not None
        after = found.until + timedelta(days=1)
        assert not any(a.covers(after) for a in absences), "what adjoins it is of it"


def test_deputies_of_each_other_make_no_circle() -> None:
    team = [
        Manager("a", "a", cover=("b", "c"), absences=(days(25, 25),)),
        Manager("b", "b", cover=("a", "c"), absences=(days(25, 25),)),
        Manager("c", "c", cover=("b", "a", "d", "c"), absences=(days(25, 25),)),
        Manager("d", "d", cover=("a",), open_clients=99),
        Manager("e", "e", open_clients=0),
    ]
    case = facts(*team)
    assert [m.id for m, _ in deputies(case, team[0])] == ["d"]
    found = cover(case, "a")
    assert found is not None
    assert found.manager == "d"


def test_a_deputy_who_has_left_does_not_stand_in_and_a_cap_does_not_matter() -> None:
    owner = Manager("a", "a", cover=("b", "c"), absences=(days(25, 25),))
    team = (owner, Manager("b", "b", left=WED), Manager("c", "c", cap=0, weight=0), Manager("d", "d"))
    case = facts(*team)
    found = cover(replace(case, book=case.book.on(WED)), "a")
    assert found is not None
    assert found.manager == "c"


def test_a_team_s_least_loaded_is_first() -> None:
    owner = Manager("a", "a", cover=("team:t",), absences=(days(25, 25),))
    team = [Manager(m, m, teams=("t",), open_clients=n) for m, n in (("b", 5), ("c", 2), ("d", 3))]
    case = facts(owner, Manager("e", "e", open_clients=0), *team)
    assert [m.id for m, _ in deputies(case, owner)] == ["c", "d", "b"]


# Of those who may stand in the open clients and recent assignments; who does, and why he and no other.
STANDING_IN: list[tuple[dict[str, tuple[int, int]], str, str]] = [
    ({"b": (3, 0), "c": (2, 9)}, "c", "the least loaded in the office"),
    ({"b": (2, 1), "c": (2, 0), "d": (3, 0)}, "c", "least loaded, and the fewest recent assignments of equals"),
    ({"b": (2, 1), "c": (2, 1)}, "b", "least loaded, and first in the list of equals"),
    ({"b": (2, 1), "c": (2, 1), "d": (2, 5)}, "b", "least loaded, and first in the list of equals"),
    ({"b": (2, 1), "c": (2, 3), "d": (2, 5)}, "b", "least loaded, and the fewest recent assignments of equals"),
]


@pytest.mark.parametrize(("figures", "manager", "why"), STANDING_IN)
def test_why_the_least_loaded_stands_in(figures: dict[str, tuple[int, int]], manager: str, why: str) -> None:
    owner = Manager("a", "a", absences=(days(25, 25),))
    team = [Manager(m, m, open_clients=load, recent_assignments=recent) for m, (load, recent) in figures.items()]
    found = cover(facts(owner, *team), "a", ("least_loaded",))
    assert found is not None
    assert (found.manager, found.why and found.why.text) == (manager, why)


def test_at_night_the_turn_goes_round_but_nobody_stands_in() -> None:
    team = [Manager(m, m, hours=hours("9-18"), open_clients=n) for m, n in (("a", 3), ("b", 1), ("c", 2))]
    night = facts(*team, at="2026-11-25T23:00+03:00")
    assert least_loaded(night).owner == "b"
    found = cover(night, "b")
    assert found is not None
    assert found.manager == ""
    away_too = facts(*team, at="2026-11-25T23:00+03:00", absent=("b",))
    assert least_loaded(away_too).owner == "c", "who is absent is left out at night, too"
    one_there = facts(*team, Manager("d", "d", open_clients=50), at="2026-11-25T23:00+03:00")
    assert least_loaded(one_there).owner == "d", "where somebody is there, those who are not are left out"


def test_heirs_in_a_circle_end() -> None:
    gone = {"active": False}
    team = [
        Manager("a", "a", heir="b", **gone),
        Manager("b", "b", heir="a", **gone),
        Manager("c", "c", heir="c", **gone),
    ]
    case = facts(*team, Manager("d", "d", heir="a"))
    assert [heir(case, m) for m in "abcd"] == [None] * 4
    assert heir(facts(team[0], Manager("b", "b")), "a") == Manager("b", "b")


def test_a_book_on_a_day_is_the_book_of_who_works_then() -> None:
    client = Client("k", "k", group="", owner="a")
    book = Book({"a": Manager("a", "a", left=WED), "b": Manager("b", "b", left=date(2027, 1, 1))}, {}, {"k": client})
    before, then, later = book.on(WED - timedelta(days=1)), book.on(WED), book.on(date(2027, 6, 1))
    assert before is book
    assert [m.active for m in then.managers.values()] == [False, True]
    assert [m.active for m in later.managers.values()] == [False, False]
    assert book.on(date(2026, 12, 5)) is then
    assert book.managers["a"].active


def test_what_is_known_of_a_manager_is_kept_in_the_ledger() -> None:
    one = Manager("a", "a", teams=("t",), cover=("b", "team:t"), **OFFICE, time_zone="UTC", holidays="RU", left=WED)
    assert parse(canonical(one)) == one
    asked = Question(Caller("?"), WED, at="2026-11-25T14:30+03:00")
    assert parse(canonical(asked)) == asked


@pytest.mark.parametrize(
    ("ways", "faults"),
    [
        ("[taker, deputies, least_loaded, nobody, Дима, b, 'team:север']", []),
        ("[Ана, 'team:юг', Дима]", ["manager-unknown", "team-unknown"]),
    ],
)
@pytest.mark.parametrize("of", ["rule", "policy"])
def test_who_stands_in_by_a_rule_must_be_known(ways: str, faults: list[str], of: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    managers = "- {id: a, name: Ирина}\n- {id: b, name: Дима, teams: [север]}\n"
    (tmp_path / "data" / "managers.yaml").write_text(managers, encoding="utf-8")
    rule = "{id: on-file, when: always, owner: least_loaded" + (f", cover: {ways}}}" if of == "rule" else "}")
    rules = (f"cover: {ways}\n" if of == "policy" else "") + f"rules: [{rule}]\n"
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
    assert [p.code for p in open_workspace(tmp_path).faults] == faults


def test_where_a_rule_looks_for_who_stands_in() -> None:
    owner = Manager("a", "a", cover=("b",), absences=(days(25, 25),))
    team = [Manager(m, m, teams=("t",) if m in "de" else (), open_clients=n) for n, m in enumerate("bcde")]
    case = facts(owner, *team, taken_by="c")
    ways = {
        (): "c", ("deputies",): "b", ("least_loaded",): "b", ("team:t",): "d", ("e", "d"): "e", ("nobody", "taker"): "",
        ("a", "taker"): "c",
    }  # fmt: skip
    for way, name in ways.items():
        found = cover(case, "a", way)
        assert found is not None
        assert found.manager == name, way
        assert cover(case, "b", way) is None, "who is there needs nobody"
