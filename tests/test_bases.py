"""Callers of bases as teams have them, with what is expected of each; but for mended, before any was asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import read_yaml

from benchmarks.rounds import AT_ONCE, OF_BASES, book_of, is_meant
from leadcli.domain.book import Book
from leadcli.domain.company import Caller
from leadcli.domain.match import Match
from leadcli.resolution import build_directory, who_is

BASES: dict[str, Any] = {
    name: base
    for table in (*OF_BASES, "mended")
    for name, base in read_yaml(Path(__file__).parent / "matching" / f"{table}.yaml").items()
}
HOLDINGS: dict[str, Any] = read_yaml(Path(__file__).parent / "matching" / "holdings.yaml")


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
