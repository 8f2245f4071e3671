"""What was ruled before, laid over the tables: which new client stands on file by now, and whose a client is then."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Client
from leadcli.resolution import Directory, build_directory
from leadcli.rulings.memory import Given, laid_over, same_on_file

DAY = date(2026, 11, 23)
PEOPLE = {"a": Manager("a", "А"), "b": Manager("b", "Б"), "x": Manager("x", "Х", active=False)}
GROUPS = {"g": Group("g", "Холдинг")}


def based(*cards: Client) -> Directory:
    return build_directory(Book(PEOPLE, GROUPS, {card.id: card for card in cards}))


FILED = based(
    Client("a", "ООО «Пион»", city="Тула", inn="7707083893", kpp="770801001"),
    Client("b", "Пион", city="Омск"),
    Client("c", "Мак", group="g", aliases=("Мак Юг",)),
    Client("d", "Астра", ogrn="1027700132195", inn="7702070139"),
    Client("e", "Астра Плюс", inn="7702070139"),
    *(Client(f"n{n}", "Роза") for n in range(8)),
    *(Client(f"m{n}", "Лилия") for n in range(9)),
)


@pytest.mark.parametrize(
    ("card", "own"),
    [
        ({"name": "Лютик", "inn": "7707083893"}, "a"),  # a number that one card alone has
        ({"name": "Лютик", "kpp": "770801001"}, ""),  # a branch's number is no company's
        ({"name": "Лютик", "inn": "7702070139"}, ""),  # of two
        ({"name": "Лютик", "ogrn": "1027700132195"}, "d"),
        ({"name": "Лютик"}, ""),
        ({"name": ""}, ""),
        ({"name": "Пион"}, "a"),
        ({"name": "пион", "city": "Омск"}, "b"),
        ({"name": "Пион", "city": "Чита"}, ""),
        ({"name": "Пион", "inn": "7708503727"}, "b"),  # a has another
        ({"name": "Пион", "inn": "7708503727", "city": "Тула"}, ""),
        ({"name": "Пион", "group": "g"}, ""),
        ({"name": "Мак"}, ""),
        ({"name": "Мак", "group": "g"}, "c"),
        ({"name": "Мак Юг", "group": "g"}, "c"),
        ({"name": "Лютик", "aliases": ("Ирис", "Пион")}, "a"),
        ({"name": "Роза"}, "n0"),  # of eight at most
        ({"name": "Лилия"}, ""),
    ],
)
def test_which_new_client_stands_on_file(card: dict[str, Any], own: str) -> None:
    assert same_on_file(Client("new", **card), FILED.book, FILED) == own


def given(client: str, owner: str, seq: int, name: str = "", decided: bool = False, **fields: str) -> Given:
    """What was given by an entry: a card of the tables, or with a name a new client."""
    return Given(client, owner, seq, DAY, Client(client, name, owner="a", **fields) if name else None, decided)


OWNED = based(
    Client("none", "Пион"), Client("has", "Мак", owner="a"), Client("left", "Роза", owner="x"),
    Client("unread", "Астра", unread=(("owner", "owner", "?"),)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "owners", "joined"),
    [
        ([], {}, {}),
        ([given("none", "b", 1)], {"none": "b"}, {}),
        ([given("none", "b", 2), given("none", "a", 1)], {"none": "b"}, {}),  # the last entry counts
        ([given("none", "", 1)], {}, {}),
        ([given("has", "b", 1)], {}, {}),  # the table's owner stands while he works here
        ([given("has", "b", 1, decided=True)], {"has": "b"}, {}),
        ([given("left", "b", 1)], {"left": "b"}, {}),
        ([given("unread", "b", 1)], {}, {}),  # whose it is, is not understood
        ([given("unread", "b", 1, decided=True)], {"unread": "b"}, {}),
        ([given("gone", "b", 1)], {}, {}),
        ([given("new:1", "b", 1, "Лютик")], {"new:1": "a"}, {}),
        ([given("new:1", "b", 1, "Лютик"), given("new:1", "b", 2)], {"new:1": "a"}, {}),
        ([given("new:1", "b", 1, "Лютик"), given("new:1", "b", 2, decided=True)], {"new:1": "b"}, {}),
        ([given("new:1", "b", 1, "Пион")], {"none": "b"}, {"new:1": "none"}),  # on file by now
        ([given("new:1", "b", 1, "Лютик"), given("new:2", "b", 2, "лютик")], {"new:2": "a"}, {"new:1": "new:2"}),
        (
            [given("new:1", "b", 1, "Лютик", decided=True), given("new:2", "b", 2, "Лютик")],
            {"new:1": "a"}, {"new:2": "new:1"},
        ),
        (
            [given("new:1", "b", 1, "Лютик", decided=True), given("new:2", "b", 2, "Лютик", decided=True)],
            {"new:2": "a"}, {"new:1": "new:2"},
        ),
        (
            [given("new:1", "b", 1, "Лютик", city="Тула"), given("new:2", "b", 2, "Лютик", city="Омск")],
            {"new:1": "a", "new:2": "a"}, {},
        ),
    ],
)  # fmt: skip
def test_whose_a_client_is_by_what_was_given(
    entries: list[Given], owners: dict[str, str], joined: dict[str, str]
) -> None:
    for ordered in (entries, entries[::-1]):
        book, directory, same = laid_over(OWNED.book, OWNED, ordered)
        was = OWNED.book.clients
        changed = {own: card.owner for own, card in book.clients.items() if own not in was or card != was[own]}
        assert (changed, dict(same)) == (owners, joined)
        assert (directory is OWNED) == (not owners)
        assert {label.client_id for label in directory.labels} - {""} == {*book.clients}
