"""Callers of bases as teams have them, each with what was expected of it before it was asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import read_yaml

from leadcli.domain.book import Book
from leadcli.domain.company import Caller
from leadcli.domain.match import Match
from leadcli.io.csv_tables import read_csv
from leadcli.resolution import build_directory, who_is
from leadcli.workspace.book_building import build_book

BASES: dict[str, Any] = {
    name: base
    for table in ("bases", "newcomers")
    for name, base in read_yaml(Path(__file__).parent / "matching" / f"{table}.yaml").items()
}
HOLDINGS: dict[str, Any] = read_yaml(Path(__file__).parent / "matching" / "holdings.yaml")
AT_ONCE = 4  # of those who may be meant, how many are shown


def is_meant(target: str, client: str, group: str, book: Book) -> bool:
    """Whether an answer is the card, the group (g:), or the group or any of its cards (G:)."""
    kind, _, of = target.rpartition(":")
    if kind == "G":
        return (group or (book.clients[client].group if client else "")) == of
    return client == of if not kind else not client and group == of


def fault(expected: str, match: Match, book: Book) -> str:
    """What is wrong with an answer, or ``""``. A needless question is no fault."""
    outcome, _, targets = expected.partition(" ")
    shown = [(one.client_id, one.group_id) for one in match.candidates]
    named = [(match.client_id, match.group_id)] if match.client_id or match.group_id else shown[:AT_ONCE]
    right = any(is_meant(target, *one, book) for target in targets.split("|") if target for one in named)
    if match.status == "accept":
        return "" if right and outcome in ("sure", "first") else "sure wrong"
    if match.status == "none":
        return "stranger" if outcome != "none" and match.question is None else ""
    return "" if right or outcome in ("none", "who") else "misled"


def book_of(base: dict[str, Any]) -> Book:
    """The groups and clients of a base."""
    records = {table: list(read_csv(base[table], f"data/{table}.csv")[0]) for table in ("groups", "clients")}
    book, problems = build_book(records | {"managers": read_csv("name\nИрина\n", "data/managers.csv")[0]})
    assert book is not None, problems
    return book


@pytest.mark.parametrize("name", BASES)
def test_no_caller_is_taken_for_another_or_sent_away(name: str) -> None:
    base = BASES[name]
    book = book_of(base)
    directory = build_directory(book)
    found = {
        caller: wrong
        for expected, callers in base["callers"].items()
        for caller in callers
        if (wrong := fault(expected, who_is(Caller(caller), directory), book))
    }
    assert found == base["missed"]


def unlike(expected: str, match: Match, book: Book) -> str:
    """How an answer is not as expected, or ``""``: wrong, a group for its card, asked needlessly, or a stranger."""
    if match.status == "accept":
        card = book.clients.get(expected)
        part = card and card.group == match.group_id and not match.client_id
        return "" if expected in (match.client_id, match.group_id) else "part" if part else "wrong"
    if expected in ("none", "several"):
        return ""
    return "stranger" if match.status == "none" else "asked"


def test_each_round_of_callers_of_the_holdings_is_answered_as_it_was() -> None:
    book = book_of(HOLDINGS)
    directory = build_directory(book)
    found: dict[str, dict[str, str]] = {}
    for name, callers in HOLDINGS["callers"].items():
        for case in callers:
            said = Caller(case["caller"], **{key: case[key] for key in case if key not in ("caller", "expect")})
            if wrong := unlike(case["expect"], who_is(said, directory), book):
                found.setdefault(name, {})[" ".join(str(case[key]) for key in case if key != "expect")] = wrong
    assert found == HOLDINGS["missed"]
