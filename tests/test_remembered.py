"""What is remembered for speed has a bound, and what was forgotten is worked out anew."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

import pytest

from leadcli.domain.book import Book
from leadcli.domain.company import Caller, Client
from leadcli.domain.question import Question
from leadcli.names import parse
from leadcli.resolution import Directory, build_directory
from leadcli.resolution.blocking import keys
from leadcli.resolution.compiled import compiled_directory
from leadcli.resolution.directory import added_cards, directory
from leadcli.resolution.scoring import cards_alone
from leadcli.rulings import resolve as rulings
from leadcli.workspace.opening import open_policy

# The first are asked for again, when they were forgotten.
WORDS = ("Ромашка", "Лютик", "Пион", "Астра", "Ирис", "Нарцисс", "Ромашка", "Лютик", "Пион")
CITIES = ("Москва", "Тула", "Казань", "Пермь", "Омск", "Самара", "Москва", "Тула", "Казань")


class Told:
    """A table that tells of everything what it is."""

    file = place = None

    def get(self, key: bytes) -> bytes:
        return key


def a_base() -> Directory:
    return build_directory(Book({}, {}, {f"c{n}": Client(f"c{n}", word) for n, word in enumerate(WORDS[:3])}))


def of_rarities(base: Directory) -> tuple[Collection[Any], list[Any]]:
    return base.rarities, [base.rarity(parse(word).words[0].fold) for word in WORDS]


def of_keys(_: Directory) -> tuple[Collection[Any], list[Any]]:
    keys._lately.clear()
    return keys._lately, [keys.name_keys(parse(word)) for word in WORDS]


def of_strangers(base: Directory) -> tuple[Collection[Any], list[Any]]:
    policy, _ = open_policy(None, "house")
    assert policy is not None
    asked = (Question(Caller("Кто-то", city=city), date(2026, 11, 23)) for city in CITIES)
    return base.book.judged, [rulings.resolve(each, base.book, policy, base).verdict for each in asked]


def of_weights(base: Directory) -> tuple[Collection[Any], list[Any]]:
    every = [keys.key(keys.WORD, parse(word).words[0].fold) for word in WORDS]
    return base.weights, [added_cards._weight(each, base) for each in every]


def of_cards(base: Directory) -> tuple[Collection[Any], list[Any]]:
    cards = [Client(f"n{n}", word) for n, word in enumerate((*WORDS, "Мак"))]
    return base.added, [added_cards.keyed(card, base.book, base) for card in cards]


def of_cards_alone(base: Directory) -> tuple[Collection[Any], list[Any]]:
    cards = [Client(f"n{n}", word) for n, word in enumerate(WORDS)]
    own = [cards_alone._with(card, base) for card in (*cards[:4], *cards)]
    return base.alone, [one.labels[base.index.size].client_id for one in own]


def of_records(_: Directory) -> tuple[Collection[Any], list[Any]]:
    stored: Any = compiled_directory.Stored(Told(), str.encode, bytes.decode)  # type: ignore[arg-type]
    return stored._kept, [stored[word] for word in WORDS]


BOUNDS: list[tuple[Any, str, Callable[[Directory], tuple[Collection[Any], list[Any]]], int]] = [
    (directory, "REMEMBERED", of_rarities, 2),
    (keys, "LATELY", of_keys, 2),
    (rulings, "MOST_JUDGED", of_strangers, 2),
    (added_cards, "WEIGHED", of_weights, 2),
    (added_cards, "REMEMBERED", of_cards, 3),  # a card by what it holds, and as the record it is
    (cards_alone, "REMEMBERED", of_cards_alone, 2),
    (compiled_directory, "KEPT", of_records, 2),
]


@pytest.mark.parametrize(("module", "bound", "ask", "most"), BOUNDS, ids=lambda each: getattr(each, "__name__", ""))
def test_what_is_remembered_is_bounded(
    module: Any, bound: str, ask: Callable[[Directory], tuple[Collection[Any], list[Any]]], most: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    kept, plenty = ask(a_base())
    assert len(kept) > most
    monkeypatch.setattr(module, bound, 2)
    kept, found = ask(a_base())
    assert found == plenty
    assert 0 < len(kept) <= most
