"""Which clients of earlier rulings a caller may mean, in a base so large that not all of them come into question."""

from __future__ import annotations

from datetime import date
from functools import partial
from unittest.mock import patch

import pytest
import yaml
from conftest import ROOT

from leadcli.domain.book import Book, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.question import Question
from leadcli.ledger.standing.known_clients import card_keys, nearest
from leadcli.resolution import build_directory, recognise
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.directory.added_cards import sought
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
