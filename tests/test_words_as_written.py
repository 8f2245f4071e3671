"""The reasons of a match show words as the card and the caller write them, not as they were read to be compared."""

from __future__ import annotations

import re

import pytest

from leadcli.domain.company import Caller
from leadcli.io.csv_tables import read_csv
from leadcli.names.scripts import is_cyrillic
from leadcli.output.text.speech import Speech
from leadcli.resolution import Directory, build_directory, recognise
from leadcli.workspace.book_building import build_book

CARDS = (
    ("Summit Dental Group LLC", "Denver"), ("Summit Orthodontics", "Denver"), ("Cascade Roofing Co", "Portland"),
    ("Blue Ridge Veterinary Hospital", "Asheville"), ("Cascade Timber Products Inc.", "Portland"),
    ("First Baptist Church of Macon", "Macon"), ("St. Mary's Hospital", "Athens"), ("Carl Zeiss AG", "Boise"),
    ("O'Reilly & Sons Plumbing", "Boise"), ("J.B. Hunter Trucking", "Tulsa"), ("Northwind Traders", "Seattle"),
    ("Copper Kettle", "Leeds"), ("Hewitt Precision Machining Ltd", "Sheffield"), ("Pro Wood Plant", "Dallas"),
    ("KBX Systems", "Reading"), ("Müller Räder GmbH", "Köln"), ("Лицей № 37", "Саратов"),
    ("Сантехкомплект Урал", "Пермь"), ("Нефтехимпроект (Дамир)", "Казань"), ("Кровля Сервис", "Нижний Тагил"),
)  # fmt: skip


@pytest.fixture(scope="module")
def directory() -> Directory:
    rows = "".join(f'c{n},"{name}",{city}\n' for n, (name, city) in enumerate(CARDS))
    tables = {"managers": "name\nAna\n", "clients": f"id,name,city\n{rows}"}
    book, _ = build_book({name: list(read_csv(text, f"data/{name}.csv")[0]) for name, text in tables.items()})
    assert book is not None
    return build_directory(book)


def said(caller: str, directory: Directory) -> list[str]:
    return [Speech("en").say(e.text) for e in recognise(Caller(caller), directory).evidence]


def test_latin_cards_and_callers_meet_no_cyrillic_word(directory: Directory) -> None:
    callers = {
        " ".join(words[a:b])
        for words in (name.split() for name, _ in CARDS if not is_cyrillic(name))
        for a in (0, 1)
        for b in (1, 2, 3, 9)
    } - {""}
    assert len(callers) > 40
    wrong = {caller: told for caller in callers if re.search("[а-яё]", told := " ".join(said(caller, directory)), re.I)}
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("caller", "reason"),
    [
        ("Каскад руфинг", "каскад = cascade: the same in the other script"),  # no case ending
        ("Саммит дентал", "саммит = summit: the same in the other script"),
        ("First Baptist Church", "macon: in the name on file, not said"),
        ("Muller Räder", "muller = müller: another writing of the same"),
        ("KBX", "kbx: the same"),  # not «квх», which looks like it
        ("тридцать седьмой лицей", "37: the same"),
        ("37-й лицей", "37-й = 37: the same number"),
        ("сантехкомплект", "урал: in the name on file, not said"),
    ],
)
def test_words_of_another_script_are_shown_in_it(caller: str, reason: str, directory: Directory) -> None:
    assert reason in said(caller, directory)


@pytest.mark.parametrize(("caller", "word"), [("Дамир из Нефтехимпроекта", "дамир"), ("Кровля Сервис Тагил", "тагил")])
def test_what_the_card_says_elsewhere_is_not_said_to_be_missing(caller: str, word: str, directory: Directory) -> None:
    assert not [told for told in said(caller, directory) if told.startswith(f"{word}: not in")]
