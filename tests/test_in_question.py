"""Which clients of earlier rulings a caller may mean, in a base so large that not all of them come into question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial
from typing import Any, cast
from unittest.mock import patch

import pytest
import yaml
from conftest import ROOT

from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import replace
from leadcli.domain.question import Question
from leadcli.ledger.standing.known_clients import card_keys, nearest
from leadcli.resolution import Directory, build_directory, recognise
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.resolution.directory.added_cards import Sought, sought
from leadcli.rulings import memory

DAY = date(2026, 11, 23)
CASES = yaml.safe_load((ROOT / "tests/recognition/in_question.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_who_comes_into_question(case: dict[str, str]) -> None:
    people = {"a": Manager("a", "Анна"), "b": Manager("b", "Борис"), "gone": Manager("gone", "Глеб", active=False)}
    name, city, owner = (*case["on_file"].split(" / "), "", "")[:3]
    others = {f"o{n}": Client(f"o{n}", f"Поликлиника № {n}") for n in range(300, 330)}
    book = Book(people, clients={"c": Client("c", name, city=city, owner=owner), **others})
    directory = build_directory(book)
    given_name, given_city, inn = (*case["given"].split(" / "), "", "")[:3]
    card = Client("row:1", given_name, city=given_city, inn=inn, owner="b")
    said, said_city, said_inn = (*case["said"].split(" / "), "", "")[:3]
    question = Question(Caller(said, city=said_city, inn=said_inn), DAY)
    heard = parse_caller(question.caller)
    plain = recognise(question.caller, directory)
    with patch.object(memory, "SMALL", 0):
        sure = memory.surely_served(plain, question, book, directory)
        who = sought(heard, directory, sure)
        near = [memory.Given("row:1", "b", 1, DAY, card)] if nearest(who, partial(bearers, card_keys(card))) else []
        found = memory.in_question(near, who, lambda: heard, book, directory)
    assert (sure, bool(found)) == (case["sure"], case["meant"])


def bearers(keys: list[int], key: int) -> list[int]:
    """The rows that have a key: there is one."""
    return [1] if key in keys else []


class Earlier:
    """Clients of earlier rulings, found as the ledger finds them."""

    def __init__(self, *names: str) -> None:
        cards = [Client(f"ledger:{n}", name) for n, name in enumerate(names, 1)]
        self.given = [memory.Given(card.id, "b", n, DAY, card) for n, card in enumerate(cards, 1)]
        self.keys = [card_keys(card) for card in cards]
        self.looked = 0

    def near(self, who: Sought, _: date) -> Sequence[memory.Given]:
        self.looked += 1
        found = nearest(who, lambda key: [n for n, keys in enumerate(self.keys) if key in keys])
        return [self.given[n] for n in found]

    def meant(
        self, who: Sought, heard: Callable[[], ParsedCaller], on: date, book: Book, directory: Directory
    ) -> Sequence[memory.Given]:
        return memory.in_question(self.near(who, on), who, heard, book, directory)

    def book(self, book: Book, *_: Any) -> Book:
        return book

    def nothing(self, *_: Any) -> tuple[()]:
        return ()

    of_groups = of_clients = decisions = nothing


NAMES = ("Аквилон", "Аквилон Групп Восток", "Яхонт", "Яхонт Тверь", "Синий кит", "Яхонт Плюс", "Полярная звезда")


@pytest.mark.parametrize("small", [memory.SMALL, 0])
@pytest.mark.parametrize("said", [*NAMES, "ООО «Аквилон»", "Кит", "Звезда"])
def test_a_list_of_callers_and_one_caller_are_told_the_same(said: str, small: int) -> None:
    """Whoever is sure by the tables, and however large the base is."""
    people = {"a": Manager("a", "Анна"), "b": Manager("b", "Борис")}
    cards = (Client(f"c{n}", name, owner="a") for n, name in enumerate(NAMES[:6:2]))
    book = Book(people, clients={card.id: card for card in cards})
    directory, earlier = build_directory(book), Earlier(*NAMES[1::2], NAMES[6])
    caller = Caller(said)
    with patch.object(memory, "SMALL", small):
        one = memory.known(Question(caller, DAY), book, directory, cast(memory.Memory, earlier)).match
        listed = memory.who_calls(caller, book, directory, cast(memory.Memory, earlier), DAY)
    shown = [
        (match.status, match.client_id, match.score, [c.client_id for c in match.candidates]) for match in (one, listed)
    ]
    assert shown[0] == shown[1]


def test_of_a_small_base_nobody_is_so_sure_that_others_do_not_count() -> None:
    book = Book({"a": Manager("a", "Анна")}, clients={"c": Client("c", "Аквилон", owner="a")})
    directory = build_directory(book)
    question = Question(Caller("Аквилон"), DAY)
    plain = recognise(question.caller, directory)
    assert plain.status == "accept"
    assert not memory.surely_served(plain, question, book, directory)
    with patch.object(memory, "SMALL", 0):
        assert memory.surely_served(plain, question, book, directory)
        of_group = replace(question, group_id="g")
        assert not memory.surely_served(plain, of_group, book, directory), "whose group a person told the tables lack"


def test_who_is_near_nobody_is_looked_for_once() -> None:
    book = Book({"a": Manager("a", "Анна")}, clients={"c": Client("c", "Аквилон", owner="a")})
    earlier = Earlier("Яхонт")
    with patch.object(memory, "SMALL", 0):
        memory.who_calls(Caller("Аквилон"), book, build_directory(book), cast(memory.Memory, earlier), DAY)
    assert earlier.looked == 1


class Sisters(Earlier):
    """Companies of one group that were given to somebody, whom the caller is not near."""

    def near(self, *_: Any) -> tuple[()]:
        return ()

    meant = near

    def of_groups(self, groups: Collection[str], _: date) -> Sequence[memory.Given]:  # type: ignore[override]
        return [one for one in self.given if one.card is not None and one.card.group in groups]

    def book(self, book: Book, *_: Any) -> Book:
        return book


@pytest.mark.parametrize("small", [memory.SMALL, 0])
def test_who_is_sure_by_the_tables_stays_where_its_sisters_were_given_away(small: int) -> None:
    """What a sister is called makes no doubt of it; she tells the rules something all the same."""
    book = Book(
        {"a": Manager("a", "Анна"), "b": Manager("b", "Борис")}, {"g": Group("g", "Комета")},
        {"c": Client("c", "Комета Трейд", group="g", owner="a")},
    )  # fmt: skip
    earlier = Sisters()
    card = Client("ledger:1", "Комета Трейдинг", group="g", owner="b")
    earlier.given = [memory.Given("ledger:1", "b", 1, DAY, card)]
    with patch.object(memory, "SMALL", small):
        found = memory.known(
            Question(Caller("Комета Трейд"), DAY), book, build_directory(book), cast(memory.Memory, earlier)
        )
    assert "ledger:1" in found.book.clients
    assert (found.match.client_id == "c") is (small == 0)
