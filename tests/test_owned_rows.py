"""Rows of one company: which of them speaks of a row without an owner, whatever stands above and below it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.assignment.aside import Aside
from leadcli.assignment.owned_rows import Owned, OwnedRows
from leadcli.assignment.plan_lines import as_object, for_the_fold, from_text, with_owner
from leadcli.assignment.rows import Line, Numbers
from leadcli.domain.book import Book, Manager
from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.names import parse
from leadcli.resolution import build_directory
from leadcli.resolution.blocking.index import Asked
from leadcli.resolution.directory.added_cards import Sought

MOST_SECONDS = 20.0  # it takes half a second; going through all rows of the name takes minutes
CITIES = ("", "Москва", "Казань")
NUMBERS = st.lists(st.sampled_from((("inn", "1"), ("inn", "2"), ("ogrn", "1"), ("ogrn", "2"))), max_size=2).map(
    lambda found: tuple(sorted(dict(found).items()))
)
ROWS = st.lists(
    st.tuples(st.sampled_from(("", "r", "s")), NUMBERS, st.sampled_from(CITIES), st.sampled_from(("", "m", "n"))),
    min_size=1,
    max_size=12,
)


def line(row: int, own: str = "", numbers: Numbers = (), key: str = "", owner: str = "") -> Line:
    return Line(
        row, own, "Ромашка", owner, owner, "", "change", "", message("no rule names an owner"), 0.0, "none", "", "",
        numbers=numbers, key=key,
    )  # fmt: skip


@given(ROWS, NUMBERS, st.sampled_from(CITIES), st.integers(1, 13))
def test_the_first_row_that_denies_nothing_speaks(
    rows: list[tuple[str, Numbers, str, str]], numbers: Numbers, city: str, row: int
) -> None:
    """Of one name: neither the city nor a number may be another; a row of unclear owner goes before all others."""
    owned = OwnedRows(Book())
    told: dict[tuple[str, str, Numbers], tuple[bool, int, str, dict[str, str]]] = {}
    for number, (own, theirs, where, owner) in enumerate(rows, 1):
        owned.add(line(number, own, theirs, "romaxka"), owner, where)
        told.setdefault((owner, where, theirs), (bool(owner), number, where.casefold(), dict(theirs)))
    same = {
        (known, number)
        for known, number, where, theirs in told.values()
        if number != row
        and (not where or not city or where == city.casefold())
        and all(theirs.get(kind, value) == value for kind, value in numbers)
    }
    found = owned.another(line(row, "", numbers, "romaxka"), "romaxka", city)
    by_number = {
        (known, number)
        for kind, value in numbers
        for known, number, _, theirs in _first_of_each(rows, kind, value)
        if number != row
    }
    every = sorted(same | by_number)
    assert (found and (bool(found.owner), found.row)) == (every[0] if every else None)


def _first_of_each(
    rows: list[tuple[str, Numbers, str, str]], kind: str, value: str
) -> list[tuple[bool, int, str, dict[str, str]]]:
    """The rows that have a number, of those that tell alike the first."""
    told: dict[tuple[str, str, Numbers], tuple[bool, int, str, dict[str, str]]] = {}
    for number, (_, theirs, where, owner) in enumerate(rows, 1):
        if (kind, value) in theirs:
            told.setdefault((owner, where, theirs), (bool(owner), number, where, dict(theirs)))
    return list(told.values())


def test_one_name_on_very_many_rows_is_not_gone_through_again_and_again() -> None:
    """Ten thousand branches of one name, each with a number of its own: each is asked for once."""
    owned, count = OwnedRows(Book()), 10_000
    for number in range(1, count + 1):
        owned.add(line(number, "", (("inn", str(number)),), "romaxka"), "m", "")
    looked: list[Owned] = []
    began = time.process_time()
    for number in range(1, count + 1):
        asking = line(count + number, "", (("inn", str(number)),), "romaxka")
        found = owned.another(asking, "romaxka", "")
        assert found is not None
        looked.append(found)
    assert [each.row for each in looked] == list(range(1, count + 1))
    assert time.process_time() - began < MOST_SECONDS


KEYS = st.lists(st.integers(0, 2**64 - 1), max_size=3)
READINGS = st.lists(st.builds(Asked, st.integers(0, 2**64 - 1), st.just(0), KEYS, KEYS), max_size=3).map(tuple)
SAID = st.lists(st.tuples(st.sampled_from(("inn", "phone")), st.text()), max_size=2).map(tuple)
ASIDE = st.builds(
    Aside, st.binary(min_size=16, max_size=16), st.text(),
    st.builds(Sought, st.just("Ромашка\t"), READINGS, SAID, st.booleans()), st.sampled_from(("", "{}")),
)  # fmt: skip


@given(st.sampled_from(("", "m")), st.sampled_from(("", "romaxka")), st.none() | ASIDE)
def test_what_says_nothing_of_an_owner_is_not_read_for_it(owner: str, key: str, aside: Aside | None) -> None:
    """The first of the two times that the judged rows are gone through; the second time all is as it was."""
    made = Line(1, "", "Ромашка\t", '"old": "", "key": "', owner, "", "ask", "", message("{a}", a='"key": "x'), 0.0,
                "none", "", "", key=key, aside=aside)  # fmt: skip
    text = for_the_fold(made)
    found = with_owner(text)
    assert (found is None) == (not owner and not key)
    assert from_text(text)[0] == made
    if found is not None:
        assert as_object(found) == as_object(made)


FLOWERS = Book(
    {"m": Manager("m", "Мария"), "x": Manager("x", "Ксения", active=False)},
    clients={
        "1": Client("1", "Ромашка", owner="m"), "2": Client("2", "Василёк", owner="m"),
        "3": Client("3", "Василёк", owner="m"), "4": Client("4", "Лютик"), "5": Client("5", "Клевер", owner="x"),
        "6": Client("6", "Астра", owner="m"), "7": Client("7", "Астра"),
    },
)  # fmt: skip
# The name of a row without owner; whether it is asked about as a copy, and whose it would be then.
COPIES = [
    ("Ромашка", "change", ""), ("Ромашка (копия)", "ask", "m"), ("Копия ООО «Ромашка»", "ask", "m"),
    ("Василёк (копия)", "ask", ""), ("Лютик (копия)", "ask", ""), ("Клевер (копия)", "ask", ""),
    ("Астра (копия)", "ask", "m"), ("Гвоздика (копия)", "ask", ""), ("Копия Плюс", "change", ""),
    ("Мак (копия)", "ask", "m"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "action", "owner"), COPIES)
def test_a_copy_of_a_card_is_whose_the_card_is_where_one_card_has_an_owner(name: str, action: str, owner: str) -> None:
    owned = OwnedRows(FLOWERS)
    owned.add(line(2, "", (), parse("Мак").key), "m", "")
    asked = replace(line(1), caller=name)
    found = owned.copied(asked, "", build_directory(FLOWERS))
    assert (found.action, found.new) == (action, owner)
    assert found is asked or found.kind == "double"
