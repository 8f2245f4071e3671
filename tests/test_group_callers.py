"""A caller who says a group's name may be any company of the group that is called so: nobody takes it from its manager.

Each card has a manager of its own here, and whoever took the call is another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT, TODAY, read_yaml

from benchmarks.rounds import book_of
from leadcli.domain.book import Book, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import replace
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling
from leadcli.names import parse
from leadcli.names.lexemes import PLAIN
from leadcli.resolution import Directory, build_directory
from leadcli.resolution.brands import card_brand
from leadcli.rulings.resolve import resolve
from leadcli.workspace.opening import open_policy

POLICY = open_policy(ROOT)[0]
BASES = {
    name: base
    for table in ("bases", "lists", "branches", "suppliers")
    for name, base in read_yaml(Path(__file__).parent / "matching" / f"{table}.yaml").items()
}
TAKER = "taker"


def apart(book: Book) -> Book:
    """A base whose cards have each a manager of its own."""
    managers = {who: Manager(who, f"Manager {who}") for who in (*book.clients, TAKER)}
    clients = {one: replace(card, owner=one) for one, card in book.clients.items()}
    return Book(managers=managers, groups=book.groups, clients=clients)


def words(text: str) -> set[str]:
    return {word.fold for word in parse(text).words if word.kind == "core" and word.weight > PLAIN}


def of_groups(book: Book) -> Iterator[tuple[str, list[Client]]]:
    """What groups are called, and the cards of each that bear all of its telling words."""
    for group in book.groups.values():
        for text in (group.name, *group.aliases):
            called = [card for card in book.family(group.id) if words(text) and words(text) <= words(card.name)]
            if called:
                yield text, called


def asked(caller: Caller, book: Book, directory: Directory) -> Ruling:
    assert POLICY is not None
    return resolve(Question(caller, date.fromisoformat(TODAY), TAKER), book, POLICY, directory)


@pytest.mark.parametrize("ownership", ["each_own", "default"])
@pytest.mark.parametrize("name", BASES)
def test_no_company_is_taken_from_its_manager_by_the_name_of_its_group(name: str, ownership: str) -> None:
    book = apart(book_of(BASES[name]))
    groups = {one: replace(group, ownership=ownership) for one, group in book.groups.items()}
    book = replace(book, groups=groups)
    directory = build_directory(book)
    taken = [
        (caller.name, caller.city, card.name, ruling.rule)
        for text, called in of_groups(book)
        for card in called
        for caller in (Caller(text), Caller(text, city=card.city), Caller(f"{text} {card.city}"))
        if (ruling := asked(caller, book, directory)).verdict == "settled" and ruling.owner == TAKER
    ]
    assert taken == []


@pytest.mark.parametrize("said", ["кофе лайк", "кофе лайк тюмень", "Кофе Лайк, Тюмень"])
def test_a_card_in_another_script_than_its_group_is_in_question(said: str) -> None:
    """Its name bears no label of the group: by its brand it would be a company that nobody calls so."""
    base = {
        "groups": "id,name,kind\ng,Кофе Лайк,franchise\n",
        "clients": "id,name,city,group\na,Coffee Like Тюмень (ИП Шарапова),Тюмень,g\nb,Coffee Like Курган,Курган,g\n",
    }
    book = book_of(base)
    book = apart(book)
    ruling = asked(Caller(said), book, build_directory(book))
    assert ruling.verdict != "settled"
    assert {"a", TAKER} <= {branch.owner for branch in ruling.what_if}


def test_who_works_under_a_franchise_is_called_by_its_name() -> None:
    book = book_of(
        {
            "groups": "id,name,kind\ng,Додо Пицца,franchise\n",
            "clients": "id,name,city,group\na,ИП Зайцев А. В.,Пермь,g\nb,ООО «Пять звёзд»,Омск,g\n",
        }
    )
    book = apart(book)
    ruling = asked(Caller("Додо Пицца"), book, build_directory(book))
    assert ruling.verdict != "settled"
    assert {branch.owner for branch in ruling.what_if} == {"a", "b", TAKER}


@pytest.mark.parametrize(("said", "open_to"), [("МС Вологда", {"a", TAKER}), ("МС Омск", set()), ("МС Тверь", set())])
def test_where_each_is_on_its_own_the_one_company_of_the_city_is_in_question(said: str, open_to: set[str]) -> None:
    """Several there (Омск) are told apart by their names; in Тверь there is none."""
    book = book_of(
        {
            "groups": "id,name,aliases,ownership\ng,Молочный союз,МС,each_own\n",
            "clients": "id,name,city,group\na,Вологодский комбинат,Вологда,g\nb,ООО «Сыры»,Омск,g\nc,Луг,Омск,g\n",
        }
    )
    book = apart(book)
    ruling = asked(Caller(said), book, build_directory(book))
    assert {branch.owner for branch in ruling.what_if if ruling.verdict != "settled"} == open_to


@pytest.mark.parametrize(
    ("group", "card", "borne"),
    [
        ("Группа «Илим»", "Илим Тимбер", True),
        ("ГК «Росатом»", "АО «Росатом Сервис»", True),
        ("Marani Group", "Marani Wines LLC", True),
        ("Metsa Group", "ООО «Метса Борд»", True),
        ("Группа «Илим»", "Группа «Полюс»", False),
        ("Школы Москвы", "Аптека Москва", False),
        ("Холдинг", "Холдинг", True),
    ],
)
def test_a_word_that_any_group_has_is_not_asked_of_its_cards(group: str, card: str, borne: bool) -> None:
    book = book_of({"groups": f"id,name\ng,{group}\n", "clients": f'id,name,group\nc,"{card}",g\n'})
    assert (card_brand(book.clients["c"], book) == parse(group).key) is borne
