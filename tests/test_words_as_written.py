"""The reasons of a match show words as the card and the caller write them, not as they were read to be compared."""

from __future__ import annotations

import re

import pytest

from leadcli.domain.company import Caller
from leadcli.io.csv_tables import read_csv
from leadcli.output.text.speech import Speech
from leadcli.resolution import Directory, build_directory, recognise
from leadcli.workspace.book_building import build_book

CARDS = (
    "First Baptist Church of Macon", "First Hamster Lines", "Carl Zeiss AG", "Wolga Steel Pvt. Ltd.", "Pro Wood Plant",
    "Cascade Roofing Co", "Summit Dental Group LLC", "O'Reilly & Sons Plumbing", "Hewitt Precision Machining Ltd",
    "Blue Ridge Veterinary Hospital", "Northwind Traders", "St. Mary's Hospital",
)  # fmt: skip


@pytest.fixture(scope="module")
def directory() -> Directory:
    rows = "".join(f'c{n},"{name}"\n' for n, name in enumerate(CARDS))
    tables = {"managers": "name\nAna\n", "clients": f"id,name\n{rows}"}
    book, _ = build_book({name: list(read_csv(text, f"data/{name}.csv")[0]) for name, text in tables.items()})
    assert book is not None
    return build_directory(book)


def said(caller: str, directory: Directory) -> list[str]:
    return [Speech("en").say(e.text) for e in recognise(Caller(caller), directory).evidence]


def test_latin_cards_and_callers_meet_no_cyrillic_word(directory: Directory) -> None:
    callers = {" ".join(words[a:b]) for words in map(str.split, CARDS) for a in (0, 1) for b in (1, 2, 3, 9)} - {""}
    assert len(callers) > 40
    wrong = {caller: told for caller in callers if re.search("[а-яё]", told := " ".join(said(caller, directory)), re.I)}
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("caller", "reason"),
    [
        ("Каскад руфинг", "каскад = cascade: the same in the other script"),  # no case ending
        ("Саммит дентал", "саммит = summit: the same in the other script"),
        ("First Baptist Church", "macon: in the name on file, not said"),
    ],
)
def test_words_of_another_script_are_shown_in_it(caller: str, reason: str, directory: Directory) -> None:
    assert reason in said(caller, directory)
