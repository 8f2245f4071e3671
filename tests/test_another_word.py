"""Small bases, where nearly every stranger is like nobody else: what is a slip, and what may be another's name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import read_yaml

from leadcli.domain.book import Book, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.match import Match
from leadcli.resolution import build_directory, who_is

TABLE = read_yaml(Path(__file__).parent / "matching" / "another_word.yaml")
CASES = [
    (case, outcome, caller)
    for kind in ("slips", "two", "people")
    for case in TABLE[kind]
    for outcome in ("sure", "ask")
    for caller in case.get(outcome, ())
]


def asked(caller: str, case: dict[str, Any]) -> Match:
    told = {field: case.get(field, "") for field in ("country", "activity")}
    cards = {f"c{place}": Client(f"c{place}", name, "anna", **told) for place, name in enumerate(case["cards"])}
    return who_is(Caller(caller), build_directory(Book({"anna": Manager("anna", "Anna")}, {}, cards)))


@pytest.mark.parametrize(("case", "outcome", "caller"), CASES, ids=[f"{c['cards'][0]}: {said}" for c, _, said in CASES])
def test_a_slip_is_the_card_and_another_word_is_asked_about(case: dict[str, Any], outcome: str, caller: str) -> None:
    match = asked(caller, case)
    if outcome == "sure":
        assert (match.status, match.client_id) == ("accept", "c0")
    else:
        assert (match.status, match.client_id) == ("confirm", "c0")


@pytest.mark.parametrize("caller", TABLE["who"]["asked"])
def test_who_says_no_more_than_a_trade_or_a_place_is_asked_who_it_is(caller: str) -> None:
    match = asked(caller, TABLE["who"])
    assert match.status == "none"
    assert match.question is not None


@pytest.mark.parametrize("caller", TABLE["who"]["strangers"])
def test_a_name_beside_a_trade_is_a_name(caller: str) -> None:
    match = asked(caller, TABLE["who"])
    assert (match.status, match.question) == ("none", None)


@pytest.mark.parametrize("case", [*TABLE["layout"], *TABLE["institutions"]], ids=lambda case: case["caller"])
def test_how_it_is_said_otherwise(case: dict[str, Any]) -> None:
    assert asked(case["caller"], case).status == case["status"]
