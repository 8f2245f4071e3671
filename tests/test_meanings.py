"""What an answer says is why it is so: each reason beside the case in which it alone is true."""

from __future__ import annotations

from datetime import date

import pytest

from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Facts, Identity
from leadcli.domain.question import Question
from leadcli.domain.ruling import Share
from leadcli.policy.conditions.group import head_office_served
from leadcli.policy.owners import why_now
from leadcli.policy.workload import next_turn

DAY = date(2026, 11, 23)


def hand(manager: str, load: int, recent: int, order: int, balance: int = 0, weight: float = 1.0) -> Share:
    return Share(manager, int(load * weight), weight, load, None, recent, order, None, 0, balance)


# Who is on the rota, whose turn it is, and the words that are true of him alone.
TURNS = {
    "owed more than the others": ((hand("a", 4, 0, 1), hand("b", 4, 0, 2, 7)), "b", "owed the most, {owed} of a call"),
    "as much is owed to another who has more to do": (
        (hand("a", 4, 0, 1), hand("b", 3, 9, 2)), "b", "the least loaded of them"),
    "of equals with equal load the fewest recent": (
        (hand("a", 4, 5, 1), hand("b", 4, 3, 2)), "b", "the fewest recent assignments"),
    "one rival has more load, the other more recent ones": (
        (hand("a", 4, 3, 3), hand("b", 5, 1, 1), hand("c", 4, 4, 2), hand("d", 1, 0, 4, -9)),
        "a", "the fewest recent assignments"),
    "in nothing else do they differ": ((hand("a", 4, 3, 2), hand("b", 4, 3, 1)), "b", "first in the list"),
}  # fmt: skip


@pytest.mark.parametrize("case", TURNS)
def test_why_it_is_his_turn(case: str) -> None:
    figures, manager, words = TURNS[case]
    turn = next_turn(figures, boosted=False)
    assert turn is not None
    assert (turn.manager, words in why_now(turn, figures, manager).text) == (manager, True)


CARD = Client("head", "ООО «Гранит»", group="g", owner="a")
# What is on file of the head office; the answer, and what is told of it.
HEADS = {
    "it is on file, and served": ("head", CARD, "yes", "{client}: {manager}"),
    "it is on file, and nobody serves it": ("head", Client("head", "ООО «Гранит»", group="g"), "no",
                                            "nobody serves the head office of {group}"),
    "none is on file": ("", CARD, "no", "no head office of {group} is on file"),
}  # fmt: skip


@pytest.mark.parametrize("case", HEADS)
def test_what_is_told_of_the_head_office(case: str) -> None:
    head, card, answer, words = HEADS[case]
    group = Group("g", "Гранит", head=head)
    book = Book({"a": Manager("a", "Анна")}, {"g": group}, {"head": card})
    found = head_office_served(Facts(book, Question(Caller("Гранит Тула"), DAY), Identity(None, group)), "")
    assert (found.answer.value, found.found.text) == (answer, words)
