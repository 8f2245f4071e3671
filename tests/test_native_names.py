"""The compiled core takes names apart as Python does, which is the definition."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.generate import KINDS, city_stock, company
from leadcli.names import Name
from leadcli.names import parsing as reading
from leadcli.names.legal_forms import glue, known_forms, undot
from leadcli.names.scripts import plain
from leadcli.names.tables import load
from leadcli.native import core

pytestmark = pytest.mark.skipif(core is None, reason="NO COMPILED CORE: it was not compared (no C compiler at install)")

WORDS = """мется искра искра ромашка вагоностроительный гидрометаллургический сервис завод группа компания филиал
магазин отдел закупок стройотдел звонили звонил из по и от анна петрович ивановна захарова калуга калужский москве
нижний новгород в г город ооо ип ао тд торговый дом группа компаний общество с ограниченной ответственностью муз sad
co ltd gmbh metsa board mtc мтс п0маш р0машка 3м гкб1 7 12-я ii iv 1534 первый ь ъ щё ёлка белгородский ск а чп
школа гимназия больница почему автоэлектро авиаэкспорт теплоэнерго шинный ﬁ ß 株式会社 o'кей д'арт""".split()  # noqa: SIM905
PEOPLE = {f"{name}{end}" for name in ("петр", "иль", "ник") for end in ("ович", "ичем", "овна", "иничной")}
MARKS = (*(" " * 5), ", ", "; ", ": ", " - ", "-", ' "', '" ', '"', ". ", ".", "'", " & ", "+", " | ", "_", " №", "/")


def told(text: str, note: bool) -> Name | None:
    """What the core says of a plain text."""
    found: Name | None = reading._configured().name("raw", text, note)
    return found


def check(text: str) -> int:
    """The core's answers equal the definition; how many of the two it gave."""
    given = 0
    for note in (True, False):
        found = told(text, note)
        if found is not None:
            assert found == reading.parse_in_python("raw", text, note), (text, note)
            assert len({id(word) for word in found.words}) == len(found.words)
            given += 1
    return given


parts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(MARKS)), max_size=9)


@given(parts)
@example([("искра", " "), ("искра", " ")])
@example([("мется", ' "'), ("искра", '", '), ("ооо", "")])
@example([("компания", ' "'), ("ао", " "), ("искра", '"')])
@example([("общество", " "), ("с", " "), ("ограниченной", " "), ("ответственностью", ' "'), ("мется", '"')])
def test_words_and_marks(found: list[tuple[str, str]]) -> None:
    check(plain("".join(word + mark for word, mark in found)))


@pytest.mark.parametrize(
    "text",
    [
        'co "искра завод"', 'мется "co искра"', 'мется "ао искра"', 'звонили из "ооо искра"', "звонили: ромашка",
        "по рекомендации смирнова: ромашка", "хемофарм, звонил парабола", "искра аб1", "искра, филиал", "ооо, искра",
        "искра, общество с ограниченной ответственностью", 'нпо "ооо искра', '" искра', "5 - я школа", "калуга",
        "омский каучук", "завод калуга", "искра г калуга",
    ],
)  # fmt: skip
def test_what_may_go_wrong(text: str) -> None:
    check(text)


@given(st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяii ", max_size=40))
def test_any_russian_word(text: str) -> None:
    """Stems, initials and lists of words that nobody thought of."""
    check(plain(f"ооо {text} мется"))


def test_words_of_which_something_is_known() -> None:
    """All that stands on a list, in its own form and others: taken for ordinary words, they would lose their kind."""
    places = load("places")
    lists = [words for kind, words in load("words").items() if kind != "same"] + load("words")["same"]
    known = {word for words in lists for word in words} | {*list(places["writings"])[::10]}
    known |= {f"{stem}{end}" for stem in list(places["adjectives"])[::5] for end in ("ий", "ая")} | PEOPLE
    for word in sorted(known):
        for form in (word, f"{word}а", f"{word[:-1]}ой"):
            check(plain(f"мется {form} искра"))


@pytest.mark.parametrize("form", sorted(known_forms())[::97])
def test_forms_at_both_ends(form: str) -> None:
    for text in (f"{form} мется", f"мется {form}", f'{form} "мется"', f"мется, {form}", f'мется "{form} искра"', form):
        check(glue(undot(plain(text))))


def test_ordinary_names_are_not_left_to_python() -> None:
    rng = random.Random(3)
    cities = city_stock()
    asked = by_core = 0
    for _ in range(1_500):
        name = company(rng, cities)
        for text in (name, KINDS[rng.choice(list(KINDS))](rng, name)):
            asked, by_core = asked + 2, by_core + check(glue(undot(plain(text))))
    assert by_core > 0.85 * asked
