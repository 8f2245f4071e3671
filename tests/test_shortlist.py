"""What blocking has found, compared and shown: when the dictionary is asked, how many are told, what a model sees."""

from __future__ import annotations

from typing import Any

import pytest
from test_matching import NAMESAKES

from leadcli.domain.book import Book, Group
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import replace
from leadcli.names import Name, parse
from leadcli.names.scripts import is_cyrillic
from leadcli.resolution import Cuts, build_directory
from leadcli.resolution.blocking.candidates import candidates
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.comparison.signals import Circumstance
from leadcli.resolution.decision.writings import unscored
from leadcli.resolution.directory.denials import by_words, undenied
from leadcli.resolution.directory.labels import Label
from leadcli.resolution.scoring import shortlist
from leadcli.resolution.scoring.ranking import Scored


@pytest.mark.parametrize(
    ("said", "deep"),
    [
        ("Ромашка", False),
        ("Ромашкой", True),  # an oblique ending
        ("Ромашке", False),
        ("Ромашка Юг", False),
        ("это Ромашка", True),  # words of calling, and a Russian name
        ("Ромашка, звонили вчера", True),
        ("this is Romashka", False),  # no Russian word
        ("ООО Ромашка", False),
    ],
)
@pytest.mark.parametrize("compiled", [True, False])
def test_the_dictionary_is_asked_for_names_that_stand_in_a_case(
    said: str, deep: bool, compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody is sure: after the plain comparison comes one with the dictionary, or none."""
    card = Client("c", "Ромашка и Лютик")
    directory = build_directory(Book({}, {}, {"c": card})).with_cuts(Cuts(accept=2.0))
    asked: list[bool] = []
    compare_all, compare_by_core = shortlist.compare_all, shortlist.compare_by_core

    def in_python(*args: Any) -> Any:
        asked.append(args[4])
        return compare_all(*args)

    def by_core(*args: Any) -> Any:
        asked.append(args[4])
        return compare_by_core(*args)

    monkeypatch.setattr(shortlist, "compare_all", in_python)
    monkeypatch.setattr(shortlist, "compare_by_core", by_core)
    if not compiled:
        monkeypatch.setattr(shortlist, "core", None)
    assert shortlist.scored_labels(parse_caller(Caller(said)), directory)
    assert asked == [False, True][: 1 + deep]


@pytest.mark.parametrize("compiled", [True, False])
def test_a_model_is_fitted_on_what_it_is_asked(compiled: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not compiled:
        monkeypatch.setattr(shortlist, "core", None)
    for said in ("Заря", "Гранит Тула", "Школа № 7"):
        heard = parse_caller(Caller(said))
        likely = candidates(NAMESAKES, heard.name, heard.city)
        told = shortlist.labels_with_figures(heard.name, likely, heard, NAMESAKES)
        scored = shortlist.score_all(heard.name, likely, heard, NAMESAKES)
        assert [label for label, _ in told] == [NAMESAKES.labels[number] for number, _ in likely]
        figures = {id(one.label): list(one.figures) for one in scored}
        assert [list(row) for _, row in told] == [figures[id(label)] for label, _ in told]


def test_of_each_client_the_best_label_is_told_and_of_ten_at_most() -> None:
    cards = {f"c{n:02}": Client(f"c{n:02}", f"Ромашка {n}", aliases=(f"Лютик {n}",)) for n in range(12)}
    directory = build_directory(Book({}, {}, cards))
    scored = [unscored(label, parse("Ромашка"), directory, 0.5) for label in directory.labels]
    found = shortlist.entries([*scored[::2], *scored[1::2]])
    assert [one.label.client_id for one in found] == [f"c{n:02}" for n in range(10)]
    assert all("Ромашка" in one.label.text for one in found)
    assert len(shortlist.entries(scored[:6])) == 3


@pytest.mark.parametrize(
    ("scores", "told"),
    [([0.0004], 1), ([0.0004, 0.0004], 1), ([0.9, 0.0005], 2), ([0.9, 0.0004], 1), ([0.9, 0.0004, 0.3], 2), ([], 0)],
)
def test_the_first_is_told_and_others_that_are_worth_it(scores: list[float], told: int) -> None:
    directory = build_directory(Book({}, {}, {f"c{n}": Client(f"c{n}", f"Ромашка {n}") for n in range(len(scores))}))
    scored = [
        unscored(label, parse("Ромашка"), directory, score)
        for label, score in zip(directory.labels, scores, strict=True)
    ]
    found = shortlist.others_shown(scored, directory)
    assert len(found) == told
    assert [one.score for one in found] == [round(s, 3) for n, s in enumerate(scores) if n == 0 or s >= 0.0005]


@pytest.mark.parametrize(
    ("denied", "client", "group", "caller", "left"),
    [
        ("Пион", "", "g", "Пион", "a"),  # of a group its cards and those below it are meant too
        ("Пион", "", "h", "Пион", "a b g"),
        ("Пион", "b", "", "Пион", "a c g h"),
        ("Пион", "a", "", "пион", "b c g h"),
        ("Пион", "a", "", "г-н Иванов, Пион", "b c g h"),
        ("Пион", "a", "", "Пион Юг", "a b c g h"),  # one word more may be another company
        ("Пион Юг", "a", "", "Пион", "a b c g h"),
        ("Пион Тула", "a", "", "Пион / Тула", "b c g h"),  # a city that was denied with them
        ("Пион Тула", "a", "", "Пион Тула", "b c g h"),
        ("Пион Тула", "a", "", "Пион / Омск", "a b c g h"),
        ("Пион", "a", "", "Пион / Омск", "b c g h"),
        ("звонили вчера", "a", "", "звонили", "a b c g h"),
    ],
)
def test_who_was_denied_is_not_meant(denied: str, client: str, group: str, caller: str, left: str) -> None:
    groups = {"g": Group("g", "Пион"), "h": Group("h", "Пион", parent="g")}
    cards = {own: Client(own, "Пион", group=at) for own, at in (("a", ""), ("b", "g"), ("c", "h"))}
    base = build_directory(Book({}, groups, cards))
    name, _, city = caller.partition(" / ")
    heard = parse_caller(Caller(name, city=city))
    scored = [unscored(label, heard.name, base, 0.5) for label in base.labels]
    directory = replace(base, denied=by_words([(denied, client, group, False), ("Пион", "a", "", True)]))
    found = undenied(scored, heard, directory)
    assert " ".join(sorted(one.label.client_id or one.label.group_id for one in found)) == left


@pytest.mark.parametrize(
    ("typed", "read", "other"),
    [
        (None, 0.35, True),  # from the level of asking on
        (None, 0.3499, False),
        (0.3, 0.4, True),  # and by so much better
        (0.3, 0.3999, False),
        (0.1, 0.35, True),
        (0.1, 0.3499, False),
        (0.6, 0.7, True),
        (0.7, 0.9, False),  # who is sure typed as he meant
    ],
)
def test_the_other_layout_must_read_better(
    typed: float | None, read: float, other: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = build_directory(Book({}, {}, {"c": Client("c", "Ромашка")})).with_cuts(Cuts())
    (label,) = (label for label in directory.labels if label.text == "Ромашка" and is_cyrillic(label.name.raw))
    heard = parse_caller(Caller("hjvfirf"))

    def scored(name: Name, *_: Any, **__: Any) -> list[Scored]:
        score = typed if name is heard.name else read
        return [] if score is None else [unscored(label, name, directory, score)]

    monkeypatch.setattr(shortlist, "score_all", scored)
    found = shortlist.scored_labels(heard, directory)
    assert [one.score for one in found] == ([read] if other else [] if typed is None else [typed])


@pytest.mark.parametrize(
    ("said", "maybe", "city"),
    [
        ("Тула", (), "Тула"),
        ("Чита", ("Тула",), "Чита"),  # what was said beside the name comes first
        ("", ("Тула",), "Тула"),
        ("", ("Чита", "Омск", "Тула"), "Омск"),
        ("", ("Чита",), ""),
        ("", (), ""),
    ],
)
def test_a_word_of_the_name_may_be_the_city_of_the_card(said: str, maybe: tuple[str, ...], city: str) -> None:
    label = Label(
        "client", "Пион", parse("Пион"), "c", "", "client:c", ("Омск", "Тула"), frozenset("a"), frozenset("b")
    )
    around = shortlist.circumstance(label, said, maybe)
    assert around == Circumstance(city, ("Омск", "Тула"), frozenset("a"), frozenset("b"), False)


@pytest.mark.parametrize(
    ("city", "told"),
    [("", {}), ("Тула", {"Берлин": "Berlin", "Омск": "Омск"})],
)
def test_the_cities_of_a_group_are_told_as_its_cards_write_them(city: str, told: dict[str, str]) -> None:
    cards = {own: Client(own, "Пион", group="g", city=at) for own, at in (("a", "Омск"), ("b", "Berlin"), ("c", ""))}
    directory = build_directory(Book({}, {"g": Group("g", "Холдинг")}, cards))
    of_group = next(label for label in directory.labels if label.of_group)
    assert shortlist._cities(of_group, None, city, directory.book) == told
    assert shortlist._cities(of_group, cards["a"], city, directory.book) == {}
