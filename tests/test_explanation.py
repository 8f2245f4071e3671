"""The reasons for a match: each of the table is told where it is due, and its sentence has all it needs."""

from __future__ import annotations

import random
from string import Formatter
from typing import get_args

import pytest

from leadcli.domain.book import Book, Group
from leadcli.domain.company import Caller, Client
from leadcli.domain.match import Evidence
from leadcli.domain.messages import messages
from leadcli.domain.places import Place
from leadcli.names import Name, Word, city_of, fold
from leadcli.names.legal_forms import Form
from leadcli.names.lexemes import WEIGHTS, WordKind
from leadcli.output.text.speech import Speech
from leadcli.resolution import build_directory, who_is
from leadcli.resolution.comparison.alignment import Alignment, How, Pair
from leadcli.resolution.comparison.figures import FIGURES
from leadcli.resolution.directory.labels import KINDS, Label
from leadcli.resolution.explanation import REASONS, card_reasons, reasons

SAID = ("ok", "ооо", "ромашка", "ромашко", "romashka", "ñandú", "7", "12", "шинный", "завод", "ж", "36,6", "б" * 70)
CITIES = ("Калуга", "Омск", "Пермь", "Тверь", "Орёл")


def reading(rng: random.Random) -> tuple[Alignment, dict[str, float]]:
    """An alignment of words of any kind, paired in any way, and figures of any kind."""

    def words(least: int, most: int) -> tuple[Word, ...]:
        texts = [rng.choice(SAID) for _ in range(rng.randint(least, most))]
        return tuple([Word(t, fold(t), fold(t), rng.choice(list(WEIGHTS)), 0.8) for t in texts])

    def pair() -> Pair:
        ours = words(1, 2)
        theirs = ours if rng.random() < 0.2 else words(1, 2)
        return Pair(ours, theirs, rng.random(), rng.choice(get_args(How)), 3 * rng.random())

    pairs = tuple(pair() for _ in range(rng.randint(0, 3)))
    hows = frozenset(one.how for one in pairs)
    aligned = Alignment(pairs, hows, words(0, 3), words(0, 3), words(0, 2), rng.choice((0.0, 1.7, 2.3)))
    found = {name: rng.choice((0.0, 0.0, 0.5, 1.0)) for name in FIGURES}
    if all(word.kind != "number" for word in aligned.label_alone):
        found["number_conflict"] = 0.0
    return aligned, found


@pytest.mark.parametrize("seed", range(2))
def test_all_reasons(seed: int) -> None:
    """The blanks are those of the sentence, sorted; a weight has three decimals; every reason of the table is told."""
    rng, told = random.Random(seed), []
    for _ in range(1500):
        aligned, found = reading(rng)
        caller = Name("", forms=tuple(Form(text, "ooo") for text in rng.sample(("ооо", "gmbh"), rng.randint(0, 2))))
        label = Label(rng.choice(KINDS), rng.choice(SAID), caller, "c1", "", "client:c1")
        told += reasons(aligned, label, caller, lambda word: 0.15 + len(word) % 18 / 20, found.__getitem__)
        client = Client("c1", "ООО «Метсо»", city=rng.choice(("", *CITIES)), place=Place("data/clients.csv", 2))
        cities = tuple(rng.sample(CITIES, rng.randint(0, 5)))
        group = Group("g1", "Metso") if rng.random() < 0.7 else None
        shown = dict(zip(cities, cities, strict=True))
        told += card_reasons(rng.choice(("", *CITIES)), "", shown, client if rng.random() < 0.5 else None, group)
    for one in told:
        blanks = {name for _, name, _, _ in Formatter().parse(one.text.text) if name}
        blanks |= {"count"} if one.text.plural else set()
        assert [name for name, _ in one.text.args] == sorted(blanks), one
        assert one.text.count == dict(one.text.args).get("count", 0)
        assert one.weight == round(one.weight, 3)
    known = {(reason.signal, reason.text.text) for reason in REASONS.values()}
    assert {(one.signal, one.text.text) for one in told} == known


@pytest.mark.parametrize(
    ("kind", "alone", "remark"),
    [
        ("core", "not_on_file", True), ("number", "not_on_file", True), ("person", "not_on_file", False),
        ("weak", "common", False), ("branch", "branch", False), ("place", "other_place", False),
    ],
)  # fmt: skip
def test_which_words_speak_against_a_name(kind: WordKind, alone: str, remark: bool) -> None:
    word, label = Word("слово", "slovo", "slovo", kind, 1.0), Label("client", "Метсо", Name(""), "c1", "", "client:c1")

    def told(figures: set[str], **words: tuple[Word, ...]) -> list[Evidence]:
        aligned = Alignment((), frozenset(), **{"caller_alone": (), "label_alone": (), "remarks": (), **words})
        return list(reasons(aligned, label, Name(""), lambda _: 1.0, lambda name: float(name in figures)))

    (found,) = told({"place_extra"}, caller_alone=(word,))
    assert found.text.text == REASONS[alone].text.text
    (found,) = told({"remark"}, remarks=(word,))
    assert dict(found.text.args)["words"] == (("слово",) if remark else ())


def card(said: str, on_card: str, cities: tuple[str, ...], of_client: bool, of_group: bool) -> list[str]:
    client = Client("c1", "Метсо", city=on_card, place=Place("c.csv", 2)) if of_client else None
    city, shown = city_of(said) if said else "", {city_of(one): one for one in cities}
    told = card_reasons(city, said, shown, client, Group("g1", "Metso") if of_group else None)
    return [Speech("en").say(one.text) for one in told]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("Омск", "Омск", (), True, False), ["Омск: the city on the card"]),
        (("Омск", "Пермь", (), True, False), ["Омск: the card says Пермь"]),
        (("Омск", "", ("Омск",), True, False), []),
        (("", "Пермь", (), True, True), ["Метсо belongs to Metso (c.csv:2)"]),
        (("Омск", "", ("Тверь", "Омск"), False, True), ["Омск: clients of Metso are there"]),
        (("Омск", "", CITIES[2:], False, True), ["Омск: a new city; clients of Metso: Пермь, Тверь, Орёл"]),
        (("", "", ("Тверь",), False, True), []),
        (("г. Омск", "омск", (), True, False), ["Омск: the city on the card"]),
        # in the letters of who wrote it, for the table of places has Russian names
        (("bristol", "Bristol", (), True, False), ["Bristol: the city on the card"]),
        (("bristol", "London", (), True, False), ["Bristol: the card says London"]),
        (("Бристоль", "London", (), True, False), ["Бристоль: the card says London"]),
        (("leeds", "", ("Bristol", "London"), False, True), ["Leeds: a new city; clients of Metso: Bristol, London"]),
    ],
)
def test_the_card(given: tuple[str, str, tuple[str, ...], bool, bool], expected: list[str]) -> None:
    assert card(*given) == expected


@pytest.mark.parametrize(("how", "signal"), [("same", "same"), ("writing", "same"), ("acronym", "acronym")])
def test_words_that_are_written_alike(how: How, signal: str) -> None:
    one = Word("a", "a", "a", "core", 1.0)
    aligned = Alignment((Pair((one,), (one,), 1.0, how, 0.5),), frozenset((how,)), (), (), (), 1.0)
    label = Label("client", "a", Name("a"), "1", "", "")
    (told,) = reasons(aligned, label, Name("a"), len, lambda figure: 0.0)
    assert (told.text.text, told.weight) == (REASONS[signal].text.text, 0.5)


def test_a_number_has_its_form_of_the_word() -> None:
    said, russian = REASONS["spelling"].text, Speech("ru")
    told = [Evidence("name", messages(said.text, said.plural, n, ours="а", theirs="б"), 0.0) for n in (1, 2, 5, 11, 21)]
    assert [russian.say(one.text).rpartition(" ")[2] for one in told] == ["буква", "буквы", "букв", "букв", "буква"]


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("АО «НПК «Уралвагонзавод»»", "УВЗ", "увз = уралвагонзавод: the acronym"),
        ("Синарский трубный завод", "СинТЗ", "синтз = синарский трубный завод: the acronym"),
        ("ЖелДорЭкспедиция", "ждэ", "ждэ = желдорэкспедиция: the acronym"),
    ],
)
def test_letters_of_parts_are_told_as_such(name: str, said: str, told: str) -> None:
    directory = build_directory(Book({}, {}, {"1": Client("1", name), "2": Client("2", "Ромашка")}))
    (near,) = who_is(Caller(said), directory).candidates
    english = Speech("en")
    assert [english.say(one.text) for one in near.evidence] == [told]
