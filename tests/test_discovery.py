"""Groups and doubles found in a flat list: what is planted is found, what only looks alike is not taken for one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.planted import Planted, coined, planted
from leadcli.discovery.discover import discover
from leadcli.discovery.discoveries import Discovery
from leadcli.discovery.telling_words import Standing, standing
from leadcli.domain.book import Book, Group
from leadcli.domain.company import Client
from leadcli.names.lexemes import word_of


def of(*clients: Client, groups: Iterable[Group] = (), apart: Iterable[tuple[str, ...]] = ()) -> Discovery:
    return discover(
        Book(clients={c.id: c for c in clients}, groups={g.id: g for g in groups}, apart=tuple(map(tuple, apart)))
    )


def card(id: str, name: str, city: str = "", **more: str) -> Client:
    return Client(id, name, city=city, **more)  # type: ignore[arg-type]


def sure(found: Discovery) -> list[tuple[str, ...]]:
    return [group.sure for group in found.groups if group.sure]


def asked(found: Discovery) -> set[str]:
    return {member.client_id for group in found.groups for member in group.members if not member.sure}


def pairs(found: Discovery) -> set[tuple[str, str]]:
    return {pair for ids in sure(found) for pair in combinations(sorted(ids), 2)}


@pytest.fixture(scope="module")
def base() -> tuple[Planted, Discovery]:
    made = planted(3000)
    return made, of(*made.clients)


# --- on a list with groups planted -----------------------------------------------------------------------------------
def test_planted_groups_are_found(base: tuple[Planted, Discovery]) -> None:
    made, found = base
    true, told = made.pairs(), pairs(found)
    right = {pair for pair in told if pair in true or pair in made.doubles}
    assert len(right) / len(told) >= 0.98
    assert len(told & true) / len(true) >= 0.9


def test_planted_doubles_are_found(base: tuple[Planted, Discovery]) -> None:
    made, found = base
    told = {pair for double in found.doubles if double.sure for pair in combinations(double.ids, 2)}
    assert len(told & made.doubles) / len(told) >= 0.95
    assert len(told & made.doubles) / len(made.doubles) >= 0.9


def test_planted_quarrels_are_found(base: tuple[Planted, Discovery]) -> None:
    made, found = base
    told = {made.group[quarrel.group.sure[0]] for quarrel in found.quarrels}
    assert len(told & made.quarrels) / len(made.quarrels) >= 0.95


# --- single stories --------------------------------------------------------------------------------------------------
def test_a_coined_word_makes_a_group_and_says_so() -> None:
    found = of(card("1", "ООО «Кроношпан»", "Егорьевск"), card("2", "Кроношпан Калуга, ООО", "Людиново"))
    [group] = found.groups
    assert (group.id, group.name, group.sure) == ("kronoxpan", "Кроношпан", ("1", "2"))
    assert {e.signal for m in group.members for e in m.evidence} == {"word"}


def test_the_name_of_a_known_organisation_is_no_word_of_the_language() -> None:
    found = of(card("1", "ПАО «Северсталь»"), card("2", "АО «Северсталь Метиз»"), card("3", "ООО «Северянин»"))
    assert sure(found) == [("1", "2")]


@pytest.mark.parametrize("name", ["Horizon Energy", "Frontier Foods", "Северная Ягода"])
def test_a_name_that_strangers_bear_here_and_there_is_asked_about_in_one_city(name: str) -> None:
    here = [card("1", f"{name} Ltd", "Тула"), card("2", f"{name}", "Тула")]
    there = [card(str(n), f"{name} Ltd", city) for n, city in enumerate(("Омск", "Томск", "Пермь"), 3)]
    assert [(double.ids, double.sure) for double in of(*here, *there).doubles if "1" in double.ids] == [
        (("1", "2"), False)
    ]


@pytest.mark.parametrize(
    ("name", "head"), [("ПАО «Бранилокс»", "1"), ("Бранилокс Холдинг, ООО", "1"), ("ООО «Бранилокс»", "")]
)
def test_a_head_office_says_that_it_is_one(name: str, head: str) -> None:
    [group] = of(card("1", name), card("2", "ООО «Бранилокс-Сервис»"), card("3", "Бранилокс Тула, ООО")).groups
    assert (group.sure, group.head) == (("1", "2", "3"), head)


@pytest.mark.parametrize(
    ("names", "group", "why"),
    [
        (("A1 Scaffolding", "A1 Scaffolding (North) Ltd"), "A1 Scaffolding", "Scaffolding"),
        (("St. Mary's Hospital", "St Mary's Academy"), "St Mary's", "Mary's"),
        (("3D Print Works", "Print Works (Cardiff) Ltd"), "Print", "Print"),
        (("ABC Roofing", "ABC Plumbing"), "ABC", "ABC"),  # and no АВС, as which its letters can be read
        (("Smith & Jones Solicitors", "Jones Smith Architects"), "Jones", "Jones"),
        (("ООО «Бранилокс»", "ООО «Бранилокс-Сервис»"), "Бранилокс", "Бранилокс"),
    ],
)
def test_a_group_is_called_what_its_names_share(names: tuple[str, str], group: str, why: str) -> None:
    [found] = of(*(card(str(n), name) for n, name in enumerate(names))).groups
    assert found.name == group
    said = [dict(each.text.args).get("words") for each in found.members[-1].evidence]
    assert said[0] == why
    assert len(said) == 1 or group == "Jones", said


@pytest.mark.parametrize("word", ["Каскад", "Стройинвест", "Спецмонтаж", "НТК", "Строй", "Торг", "Петрович"])
def test_what_strangers_bear_makes_no_sure_group(word: str) -> None:
    found = of(*(card(str(n), f"ООО «{word}»", city) for n, city in enumerate(("Тула", "Омск", "Томск"))))
    assert sure(found) == []


def test_a_franchise_is_no_name() -> None:
    found = of(
        card("1", "ООО «Тесто» (франшиза Додорум)", website="dodorum.ru"),
        card("2", "ООО «Додорум»", website="dodorum.ru"),
        card("3", "ООО «Анализ» (франшиза Гемотест)", website="gemotest.ru"),
        card("4", "ООО «Гемотест»", website="gemotest.ru"),
    )
    assert sorted(sure(found)) == [("1", "2"), ("3", "4")]


def test_an_ordinary_word_needs_its_site() -> None:
    members = [
        card("1", "ПАО «Самолет»", "Москва", website="samolet.ru"),
        card("2", "ООО «Самолет-Сервис»", "Люберцы", website="samolet.ru"),
        card("3", "ООО «Самолет-Логистика»", "Тюмень"),
    ]
    assert sure(of(*members)) == [("1", "2", "3")]
    assert sure(of(*(Client(c.id, c.name, city=c.city) for c in members))) == []


def test_a_stranger_with_more_in_its_name_is_asked_about() -> None:
    found = of(
        card("1", "ООО «Самолет»", "Москва", website="samolet.ru"),
        card("2", "ООО «Самолет-Сервис»", "Люберцы", website="samolet.ru"),
        card("3", "ООО «Петрович и самолет»", "Псков"),
    )
    assert sure(found) == [("1", "2")]
    assert asked(found) == {"3"}


def test_a_provider_of_mail_makes_no_group() -> None:
    assert not of(card("1", "ООО «Ламонит»", email="a@mail.ru"), card("2", "ООО «Брелонга»", email="b@mail.ru")).groups


def test_a_site_of_many_strangers_is_a_host() -> None:
    random = Random(3)
    cards = [card(str(n), f"ООО «{coined(random)}»", website="sitehub24.ru") for n in range(40)]
    assert sure(of(*cards)) == []


def test_one_card_in_two_cores_does_not_make_them_one() -> None:
    found = of(
        card("1", "ООО «Бранилокс»", website="branilox-one.ru"),
        card("2", "ООО «Бранилокс-Сервис»"),
        card("3", "ООО «Бранилокс-Трейд»", website="dealer-house.ru"),
        card("4", "ООО «Велиовит»", website="dealer-house.ru"),
        card("5", "ООО «Фориланга»", website="dealer-house.ru"),
    )
    assert not any({"1", "4"} <= set(ids) for ids in sure(found))


def test_a_branch_is_its_company_s() -> None:
    found = of(
        card("1", "АО «Россельхозбанк»", "Москва"),
        card("2", "Калужский региональный филиал АО «Россельхозбанк»", "Калуга"),
    )
    assert sure(found) == [("1", "2")]
    assert not found.doubles


def test_a_question_is_of_one_thing() -> None:
    found = of(
        card("1", "АО «Каскад»", "Тула"),
        card("2", "АО «Каскад-Сервис»", "Тула"),
        card("3", "АО «Каскад Родник»", "Тула"),
        card("4", "ООО «Родник-Сервис»", "Омск"),
    )
    assert not any({"1", "4"} <= {m.client_id for m in group.members} for group in found.groups)


def test_a_coined_word_is_known_in_the_other_script() -> None:
    found = of(card("1", "ООО «Мондэлис Русь»", "Москва"), card("2", "Mondelez International, Inc.", "Чикаго"))
    assert sure(found) == [("1", "2")]


def test_a_coined_word_spelt_otherwise_is_asked_about_or_has_a_site_in_common() -> None:
    one, other = card("1", "ООО «Анбрезолта»", "Тула"), card("2", "ООО «Анбрезалта»", "Омск")
    found = of(one, other)
    assert (sure(found), asked(found)) == ([], {"1", "2"})
    sites = [Client(c.id, c.name, city=c.city, website="anbr.ru") for c in (one, other)]
    assert sure(of(*sites)) == [("1", "2")]


def test_a_group_on_file_gains_members_and_keeps_its_id() -> None:
    found = of(
        card("1", "ООО «Кроношпан»", group="krono"),
        card("2", "ООО «Кроношпан-Логистика»"),
        groups=[Group("krono", "Кроношпан")],
    )
    [group] = found.groups
    assert (group.known, group.id, group.sure) == (True, "krono", ("2",))


DOUBLES = [
    ("same INN", {"name": "ООО «Ламонит»", "inn": "7701234560"}, {"name": "Другое", "inn": "7701234560"}, True),
    ("two INNs", {"name": "ООО «Ламонит»", "inn": "7701234560"}, {"name": "ООО «Ламонит»", "inn": "7801234568"}, None),
    ("branches", {"name": "Ламонит", "inn": "7701234560", "kpp": "770101001"},
     {"name": "Ламонит", "inn": "7701234560", "kpp": "780201001"}, None),
    ("same city", {"name": "ООО «Ламонит»", "city": "Тула"}, {"name": 'Ламонит, ООО', "city": "Тула"}, True),
    ("other city", {"name": "ООО «Ламонит»", "city": "Тула"}, {"name": "ООО «Ламонит»", "city": "Омск"}, None),
    ("city unknown", {"name": "ООО «Ламонит»", "city": "Тула"}, {"name": "ООО «Ламонит»"}, False),
    ("same phone", {"name": "ООО «Ламонит»", "phone": "+74951234567"},
     {"name": "Lamonit", "phone": "+74951234567"}, True),
    ("misspelt", {"name": "ООО «Ламонитекс»", "phone": "+74951234567"},
     {"name": "ООО «Ламонитэкс»", "phone": "+74951234567"}, True),
    ("sisters", {"name": "ООО «Ламонит»", "phone": "+74951234567", "city": "Тула"},
     {"name": "ООО «Ламонит Сервис»", "phone": "+74951234567", "city": "Тула"}, None),
    ("a person and a firm", {"name": "ООО «Ламонит»", "city": "Тула"}, {"name": "АО «Ламонит»", "city": "Тула"}, None),
    ("shops", {"name": "Школа № 7", "city": "Тула"}, {"name": "Школа № 8", "city": "Тула"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("what", "one", "other", "expected"), DOUBLES, ids=[d[0] for d in DOUBLES])
def test_doubles(what: str, one: dict[str, str], other: dict[str, str], expected: bool | None) -> None:
    found = of(Client("1", **one), Client("2", **other)).doubles  # type: ignore[arg-type]
    assert [(double.ids, double.sure) for double in found] == ([] if expected is None else [(("1", "2"), expected)])
    assert all(double.evidence for double in found)


# --- laws ------------------------------------------------------------------------------------------------------------
SMALL = planted(120, seed=5).clients


@given(st.permutations(SMALL))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_does_not_matter(clients: list[Client]) -> None:
    assert of(*clients) == of(*SMALL)


@given(st.integers(0, 10**6))
@settings(max_examples=10, deadline=None)
def test_a_card_unlike_all_others_changes_nothing(seed: int) -> None:
    stranger = card("x", f"АО «Щ{coined(Random(seed))}щук»", "Магадан")
    before, after = of(*SMALL), of(*SMALL, stranger)
    assert (before.groups, before.doubles, before.quarrels) == (after.groups, after.doubles, after.quarrels)


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_what_was_said_no_to_is_not_linked_again(data: st.DataObject) -> None:
    before = of(*SMALL)
    linked = [pair for group in before.groups for pair in combinations([m.client_id for m in group.members], 2)]
    linked += [pair for double in before.doubles for pair in combinations(double.ids, 2)]
    no = data.draw(st.lists(st.sampled_from(sorted(linked)), min_size=1, max_size=4))
    after = of(*SMALL, apart=no)
    for group in after.groups:
        ids = {member.client_id for member in group.members}
        assert not any(ids.issuperset(pair) for pair in no)
    assert not any(set(double.ids).issuperset(pair) for double in after.doubles for pair in no)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("каскад", Standing.ORDINARY), ("стройинвест", Standing.ORDINARY), ("нтк", Standing.SHORT),
     ("кроношпан", Standing.OWN), ("строй", Standing.NOTHING), ("павловский", Standing.NOTHING),
     ("франшиза", Standing.NOTHING)],
)  # fmt: skip
def test_how_much_a_word_tells(text: str, expected: Standing) -> None:
    assert standing(word_of(text, "core", 0)) == expected
