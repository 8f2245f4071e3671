"""What a card and a group are known by, and what explains a word beside their names: tables of cases."""

from __future__ import annotations

import pytest

from leadcli.domain.book import Book, Group
from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.names import fold, parse
from leadcli.resolution import build_directory
from leadcli.resolution.directory.labels import Label, all_labels, explains, label_acronyms, products, shortest


@pytest.mark.parametrize(
    ("activity", "named"),
    [
        ("", []),
        ("сыры", []),
        ("шоколад Alpen Gold", ["Alpen Gold"]),
        ("шоколад «Алёнка», вафли", ["Алёнка"]),
        ('шоколад "Алёнка"', ["Алёнка"]),
        ("Пекарня", []),  # a trade that begins what is said
        ("Пекарня Лотос", ["Лотос"]),
        ("Alpen Gold", ["Alpen Gold"]),
        ("Алёнка, Мишка", ["Алёнка", "Мишка"]),
        ("Алёнка", ["Алёнка"]),
        ("Алёнка и сыры", []),  # a sentence begins with a capital
        ("сыры, Пекарня", ["Пекарня"]),  # not at the beginning: it is called so
        ("Алёнка, шоколад Алёнка", ["Алёнка"]),
        ("сыры Белебеевские", ["Белебеевские"]),
    ],
)
def test_what_a_card_sells(activity: str, named: list[str]) -> None:
    assert products(activity) == named


@pytest.mark.parametrize(
    ("word", "short"),
    [("siri", "sir"), ("sir", "sir"), ("xini", "xin"), ("oda", "oda"), ("voda", "vod"), ("karton", "karton"), ("", "")],
)
def test_the_last_vowel_of_an_everyday_word_does_not_count(word: str, short: str) -> None:
    assert shortest(word) == short


def test_what_a_card_tells_beside_its_name() -> None:
    """Its activity and city, the last vowel apart, and its brand to the letter; words of three letters and more."""
    card = Client("c", "Ромашка", activity="сыры и шины 24, ау", city="Тула", brand="Мется")
    told = explains(card)
    assert {"sir", "xin", "tul", fold("мется")} <= told
    assert shortest(fold("мется")) not in told
    assert not told & {"24", "i", "au", fold("ромашка")}


@pytest.mark.parametrize(
    ("name", "short", "none"),
    [
        ("Ярославский шинный завод", ["яшз", "яш", "шз"], ["я", "яз"]),
        ("Метсо Борд Калуга Тула", ["мб", "бк", "мбкт"], ["мк", "бт"]),
        ("Комета", [], ["к"]),
        (
            "Ромашка Лютик Пион Астра Ирис Нарцисс Гвоздика Василёк Жасмин Крокус",
            ["рл", "жк", "рлпаинг"],
            ["рлпаингв", "рлпаингвжк"],
        ),  # a run of more words is not said by its initials
    ],
)
def test_the_initials_of_each_run_of_words(name: str, short: list[str], none: list[str]) -> None:
    found = label_acronyms(parse(name))
    assert set(map(fold, short)) <= found
    assert not found & set(map(fold, none))


def test_where_every_noun_has_a_capital_none_names_a_product() -> None:
    cards = {own: Client(own, "Rolf", country=own, activity="feines Brot") for own in ("DE", "AT", "FI")}
    cards |= {own.lower(): Client(own.lower(), "Rolf", country=own, activity="Sekt Gold") for own in ("DE", "FI")}
    sold = [(one.client_id, one.text) for one in all_labels(Book({}, {}, cards)) if one.kind == "activity"]
    assert sold == [("FI", "Brot"), ("fi", "Sekt Gold")]


def test_labels_are_the_same_where_all_that_they_say_is() -> None:
    one = Label("client", "Пион", parse("Пион"), "c", "g", "group:g", ("Тула",), frozenset("a"), frozenset("b"))
    assert one == replace(one)
    others = {
        "kind": "alias", "text": "Мак", "name": parse("Мак"), "client_id": "d", "group_id": "h", "family": "group:h",
        "cities": (), "told": frozenset(), "near": frozenset(),
    }  # fmt: skip
    assert all(one != replace(one, **{field: value}) for field, value in others.items())
    assert one != "Пион"


def test_what_a_book_is_known_by() -> None:
    """Groups first, each by its names; then cards, of which the first of a brand in its group speaks for the brand."""
    groups = {
        "h": Group("h", "Ясень", parent="g"),
        "g": Group("g", "Клён", aliases=("Клёновый лист",)),
    }
    clients = {
        "b": Client("b", "Заря", group="h", brand="Вектор", city="Омск", activity="сыры"),
        "a": Client("a", "Лотос", group="h", brand="Вектор", city="Тула", aliases=("Лотос-Т",)),
        "c": Client("c", "Пион", brand="Вектор", activity="шоколад «Мечта»", city="Чита"),
        "d": Client("d", "Астра", group="g", brand="Вектор"),
    }
    labels = list(all_labels(Book({}, groups, clients)))
    told = [f"{one.kind} {one.text} {one.client_id or one.group_id} {one.family}" for one in labels]
    assert list(dict.fromkeys(told)) == [
        "group Клён g group:g", "group_alias Клёновый лист g group:g", "group Ясень h group:g",
        "client Лотос a group:g", "alias Лотос-Т a group:g", "brand Вектор h group:g",
        "client Заря b group:g",
        "client Пион c client:c", "activity Мечта c client:c",
        "client Астра d group:g", "brand Вектор g group:g",
    ]  # fmt: skip
    cities = {f"{one.kind} {one.text}": one.cities for one in labels}
    assert cities["group Клён"] == cities["group Ясень"] == cities["brand Вектор"] == ("Омск", "Тула")
    assert (cities["client Лотос"], cities["client Астра"]) == (("Тула",), ())
    near = {f"{one.kind} {one.text}": one.near for one in labels}
    assert {parse(name).words[0].stem for name in ("Заря", "Лотос", "Ясень")} <= near["group Ясень"]
    assert near["client Заря"] == {parse("Заря").words[0].stem}
    told_of = {f"{one.kind} {one.text}": one.told for one in labels}
    assert "sir" in told_of["group Клён"]
    assert "sir" not in told_of["client Лотос"]


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Ромашка Лютик", True),
        ("Ромашка", True),
        ("Бавогуде ромашка", True),  # a word of it
        ("Ромашкалютик", True),  # the whole of it
        ("Бавогуде", False),
        ("", False),
    ],
)
def test_whether_a_name_is_of_words_on_file(said: str, known: bool) -> None:
    directory = build_directory(Book({}, {}, {"c": Client("c", "Ромашка Лютик")}))
    assert directory.knows(parse(said)) is known
