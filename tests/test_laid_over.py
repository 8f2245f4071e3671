"""What was ruled before, laid over the tables, and a person's answer, laid over a match; as tables of cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import replace
from leadcli.domain.match import Candidate, Evidence, Match
from leadcli.domain.messages import Refusal, message
from leadcli.domain.question import Question, Statement
from leadcli.resolution import Directory, build_directory
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.rulings.identities import overruled, with_doubles
from leadcli.rulings.memory import Given, as_before, laid_over, same_on_file
from leadcli.rulings.reply import answered

DAY = date(2026, 11, 23)
PEOPLE = {"a": Manager("a", "А"), "b": Manager("b", "Б"), "x": Manager("x", "Х", active=False)}
WHY = (Evidence("name", message("so"), 0.5),)
ASK = message("Who is it?")
GROUPS = {"g": Group("g", "Холдинг")}


def based(*cards: Client) -> Directory:
    return build_directory(Book(PEOPLE, GROUPS, {card.id: card for card in cards}))


FILED = based(
    Client("a", "ООО «Пион»", city="Тула", inn="7707083893", kpp="770801001"),
    Client("b", "Пион", city="Омск"),
    Client("c", "Мак", group="g", aliases=("Мак Юг",)),
    Client("z", "Мак"),
    Client("u", "Фиалкаюг"),
    Client("d", "Астра", ogrn="1027700132195", inn="7702070139"),
    Client("e", "Астра Плюс", inn="7702070139"),
    *(Client(f"n{n}", "Роза") for n in range(8)),
    *(Client(f"m{n}", "Лилия") for n in range(9)),
)


@pytest.mark.parametrize(
    ("card", "own"),
    [
        ({"name": "Лютик", "inn": "7707083893"}, "a"),  # a number that one card alone has
        ({"name": "Лютик", "kpp": "770801001"}, ""),  # a branch's number is no company's
        ({"name": "Лютик", "inn": "7702070139"}, ""),  # of two
        ({"name": "Лютик", "ogrn": "1027700132195"}, "d"),
        ({"name": "Лютик"}, ""),
        ({"name": ""}, ""),
        ({"name": "Пион"}, "a"),
        ({"name": "пион", "city": "Омск"}, "b"),
        ({"name": "Пион", "city": "Чита"}, ""),
        ({"name": "Пион", "inn": "7708503727"}, "b"),  # a has another
        ({"name": "Пион", "inn": "7708503727", "city": "Тула"}, ""),
        ({"name": "Пион", "group": "g"}, ""),
        ({"name": "Мак"}, "z"),
        ({"name": "Мак", "group": "g"}, "c"),
        ({"name": "Мак Юг", "group": "g"}, "c"),
        ({"name": "Лютик", "aliases": ("Ирис", "Пион")}, "a"),
        ({"name": "Роза"}, "n0"),  # of eight at most
        ({"name": "Лилия"}, ""),
    ],
)
def test_which_new_client_stands_on_file(card: dict[str, Any], own: str) -> None:
    assert same_on_file(Client("new", **card), FILED.book, FILED) == own


def given(client: str, owner: str, seq: int, name: str = "", decided: bool = False, **fields: str) -> Given:
    """What was given by an entry: a card of the tables, or with a name a new client."""
    return Given(client, owner, seq, DAY, Client(client, name, owner="a", **fields) if name else None, decided)


OWNED = based(
    Client("none", "Пион"), Client("has", "Мак", owner="a"), Client("left", "Роза", owner="x"),
    Client("unread", "Астра", unread=(("owner", "owner", "?"),)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "owners", "joined"),
    [
        ([], {}, {}),
        ([given("none", "b", 1)], {"none": "b"}, {}),
        ([given("none", "b", 2), given("none", "a", 1)], {"none": "b"}, {}),  # the last entry counts
        ([given("none", "", 1)], {}, {}),
        ([given("has", "b", 1)], {}, {}),  # the table's owner stands while he works here
        ([given("has", "b", 1, decided=True)], {"has": "b"}, {}),
        ([given("left", "b", 1)], {"left": "b"}, {}),
        ([given("unread", "b", 1)], {}, {}),  # whose it is, is not understood
        ([given("unread", "b", 1, decided=True)], {"unread": "b"}, {}),
        ([given("gone", "b", 1)], {}, {}),
        ([given("new:1", "b", 1, "Лютик")], {"new:1": "a"}, {}),
        ([given("new:1", "b", 1, "Лютик"), given("new:1", "b", 2)], {"new:1": "a"}, {}),
        ([given("new:1", "b", 1, "Лютик"), given("new:1", "b", 2, decided=True)], {"new:1": "b"}, {}),
        ([given("new:1", "b", 1, "Пион")], {"none": "b"}, {"new:1": "none"}),  # on file by now
        ([given("new:1", "b", 1, "Лютик"), given("new:2", "b", 2, "лютик")], {"new:2": "a"}, {"new:1": "new:2"}),
        (
            [given("new:1", "b", 1, "Лютик", decided=True), given("new:2", "b", 2, "Лютик")],
            {"new:1": "a"}, {"new:2": "new:1"},
        ),
        (
            [given("new:1", "b", 1, "Лютик", decided=True), given("new:2", "b", 2, "Лютик", decided=True)],
            {"new:2": "a"}, {"new:1": "new:2"},
        ),
        (
            [given("new:1", "b", 1, "Лютик", city="Тула"), given("new:2", "b", 2, "Лютик", city="Омск")],
            {"new:1": "a", "new:2": "a"}, {},
        ),
    ],
)  # fmt: skip
def test_whose_a_client_is_by_what_was_given(
    entries: list[Given], owners: dict[str, str], joined: dict[str, str]
) -> None:
    for ordered in (entries, entries[::-1]):
        book, directory, same = laid_over(OWNED.book, OWNED, ordered)
        was = OWNED.book.clients
        changed = {own: card.owner for own, card in book.clients.items() if own not in was or card != was[own]}
        assert (changed, dict(same)) == (owners, joined)
        assert (directory is OWNED) == (not owners)
        assert {label.client_id for label in directory.labels} - {""} == {*book.clients}


@pytest.mark.parametrize(
    ("said", "entries", "meant"),
    [
        ("Лютик Юг", [given("new:1", "b", 1, "Лютик Юг")], "new:1"),
        ("это лютик юг", [given("new:1", "b", 1, "Лютик Юг")], "new:1"),
        ("Юг Лютик", [given("new:1", "b", 1, "Лютик Юг")], "new:1"),  # in any order
        ("Лютик", [given("new:1", "b", 1, "Лютик Юг")], ""),  # the very words
        ("Лютик Юг 7", [given("new:1", "b", 1, "Лютик Юг")], ""),
        ("компания", [given("new:1", "b", 1, "Компания")], ""),  # common words tell nobody
        ("", [given("new:1", "b", 1, "Лютик")], ""),
        ("Лютик Юг / Тула", [given("new:1", "b", 1, "Лютик Юг")], "new:1"),
        ("Лютик Юг / Тула", [given("new:1", "b", 1, "Лютик Юг", city="Тула")], "new:1"),
        ("Лютик Юг / Тула", [given("new:1", "b", 1, "Лютик Юг", city="Омск")], ""),
        ("Лютик Юг", [given("new:1", "b", 1, "Лютик Юг", city="Омск")], "new:1"),
        ("Лютик Юг", [given("new:1", "b", 1, "Лютик Юг", city="Омск"),
                      given("new:2", "b", 2, "Лютик Юг", city="Тула")], ""),  # one of two
        ("Мак Юг", [given("new:1", "b", 1, "Мак Юг")], ""),  # a card of the tables has these words, too
        ("Холдинг", [given("new:1", "b", 1, "Холдинг")], ""),  # and so has a group
        ("Фиалка Юг", [given("new:1", "b", 1, "Фиалка Юг")], "new:1"),  # one word is not two
        ("Лютик Юг", [given("a", "b", 1)], ""),
    ],
)  # fmt: skip
def test_who_calls_in_the_very_words_of_an_entry_is_that_client(said: str, entries: list[Given], meant: str) -> None:
    directory = laid_over(FILED.book, FILED, entries)[1]
    name, _, city = said.partition(" / ")
    heard = parse_caller(Caller(name, city=city))
    doubt = Match("confirm", "b", "", 0.5, WHY, (Candidate("b", "", "Пион", 0.5, WHY, tied=True),), False, ASK)
    found = as_before(doubt, heard, entries, directory)
    if not meant:
        assert found is doubt
        return
    assert (found.status, found.client_id, found.score, found.question) == ("accept", meant, 0.99, None)
    assert [(each.signal, each.text.text) for each in found.evidence] == [
        ("recorded", "so called in entry {number} of {day}")
    ]
    assert [(one.client_id, one.tied) for one in found.candidates] == [(meant, False), ("b", False)]
    sure = replace(doubt, status="accept")
    assert as_before(sure, heard, entries, directory) is sure
    assert as_before(doubt, heard, entries, FILED) is doubt, "whom the directory does not have is not meant"


# --- a person's answer to the question of who calls ------------------------------------------------------------------
OF_CARD = Candidate("c", "g", "Мак", 0.5, WHY, tied=True)
MATCHES = {
    "sure": Match("accept", "c", "g", 0.9, WHY, (OF_CARD,), False),
    "doubtful": Match("confirm", "c", "g", 0.5, WHY, (OF_CARD,), False, ASK, deniable=True),
    "of no group": Match("confirm", "b", "", 0.5, WHY, (Candidate("b", "", "Пион", 0.5, WHY),), False, ASK),
    "a group": Match("confirm", "", "g", 0.5, WHY, (Candidate("", "g", "Холдинг", 0.5, WHY),), None, ASK),
    "several": Match(
        "ambiguous", "", "", 0.5, (), (OF_CARD, Candidate("b", "", "Пион", 0.5, WHY, tied=True)), None, ASK
    ),
    "nobody": Match("none", score=0.1, candidates=(OF_CARD,)),
}


@pytest.mark.parametrize(
    ("was", "reply", "status", "client", "group", "new"),
    [
        ("sure", "yes", "accept", "c", "g", False),
        ("doubtful", "yes", "accept", "c", "g", False),
        ("of no group", "yes", "accept", "b", "", False),
        ("a group", "yes", "accept", "", "g", None),
        ("sure", "new", "accept", "", "g", True),
        ("doubtful", "new", "accept", "", "g", True),
        ("a group", "new", "accept", "", "g", True),
        *((was, "no", "none", "", "", None) for was in MATCHES),
    ],
)  # fmt: skip
def test_what_an_answer_makes_of_a_match(
    was: str, reply: Any, status: str, client: str, group: str, new: bool | None
) -> None:
    before = MATCHES[was]
    found = answered(before, Question(Caller("?"), DAY, reply=reply), FILED.book)
    assert (found.status, found.client_id, found.group_id, found.new_entity) == (status, client, group, new)
    assert (found.question, found.deniable, found.score) == (None, False, before.score)
    said, *others = found.evidence
    assert (said.signal, said.weight) == ("said", 1.0)
    assert tuple(others) == (() if reply == "no" else before.evidence)
    shown = [(one.client_id, one.tied and reply != "no") for one in before.candidates]
    assert [(one.client_id, one.tied) for one in found.candidates] == shown


@pytest.mark.parametrize(
    ("was", "reply", "said"),
    [
        ("several", "yes", "several fit equally: {names}"), ("several", "new", "several fit equally: {names}"),
        ("nobody", "yes", "nobody known is asked about, so there is nothing to answer"),
        ("nobody", "new", "nobody known is asked about, so there is nothing to answer"),
        ("of no group", "new", "{name} stands in no group, so there is no new company of it"),
    ],
)  # fmt: skip
def test_what_no_answer_fits(was: str, reply: Any, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        answered(MATCHES[was], Question(Caller("?"), DAY, reply=reply), FILED.book)
    assert refused.value.said[0].text == said


def test_without_an_answer_all_is_as_before() -> None:
    stated = (Statement("так", "да", ""),)
    for match in MATCHES.values():
        assert answered(match, Question(Caller("?"), DAY), FILED.book) is match
    about_a_fact = Question(Caller("?"), DAY, reply="yes", stated=stated)
    assert answered(MATCHES["sure"], about_a_fact, FILED.book) is MATCHES["sure"]
    assert answered(MATCHES["doubtful"], about_a_fact, FILED.book).status == "accept"


# --- one company on several cards -------------------------------------------------------------------------------------
INN, OTHER = "7707083893", "7702070139"


@pytest.mark.parametrize(
    ("one", "other", "several"),
    [
        ({"owner": "a", "inn": INN}, {"owner": "b", "inn": INN}, True),
        ({"owner": "a", "inn": INN}, {"owner": "a", "inn": INN}, False),
        ({"owner": "a", "inn": INN}, {"owner": "x", "inn": INN}, False),  # who has left serves nobody
        ({"owner": "x", "inn": INN}, {"owner": "b", "inn": INN}, False),
        ({"owner": "", "inn": INN}, {"owner": "b", "inn": INN}, False),
        ({"owner": "a", "inn": INN}, {"owner": "", "inn": INN}, False),
        ({"owner": "a", "inn": INN}, {"owner": "b", "inn": OTHER}, False),
        ({"owner": "a"}, {"owner": "b"}, False),
        ({"owner": "a", "kpp": "770801001"}, {"owner": "b", "kpp": "770801001"}, False),  # many have a branch's number
        ({"owner": "a", "inn": INN, "kpp": "770801001"}, {"owner": "b", "inn": INN, "kpp": "770802002"}, False),
        ({"owner": "a", "inn": INN, "kpp": "770801001"}, {"owner": "b", "inn": INN, "kpp": "770801001"}, True),
        ({"owner": "a", "inn": INN, "kpp": "770801001"}, {"owner": "b", "inn": INN}, True),
        ({"owner": "a", "ogrn": "1027700132195"}, {"owner": "b", "ogrn": "1027700132195"}, True),
    ],
)
def test_which_card_is_right_is_asked_where_owners_differ(
    one: dict[str, Any], other: dict[str, Any], several: bool
) -> None:
    directory = based(Client("c", "Мак", city="Тула", **one), Client("d", "Роза", **other), Client("e", "Пион"))
    sure = Match(
        "accept", "c", "", 0.9, WHY, (Candidate("c", "", "Мак", 0.9, WHY), Candidate("e", "", "Пион", 0.2, ()))
    )
    found = with_doubles(sure, Question(Caller("Мак"), DAY), directory.book, directory)
    if not several:
        assert found is sure
        return
    assert (found.status, found.client_id, found.group_id, found.score) == ("ambiguous", "", "", 0.9)
    assert [(each.client_id, each.name, each.tied) for each in found.candidates] == [
        ("c", "Мак (Тула), c", True), ("d", "Роза, d", True), ("e", "Пион", False),
    ]  # fmt: skip
    assert [each.weight for each in found.candidates[1].evidence] == [1.0]
    assert found.question is not None
    assert dict(found.question.args) == {"count": 2, "owners": ("А", "Б")}
    said = Question(Caller("Мак"), DAY, client_id="c")
    assert with_doubles(sure, said, directory.book, directory) is sure, "a person has said which"
    doubtful = replace(sure, status="confirm")
    assert with_doubles(doubtful, Question(Caller("Мак"), DAY), directory.book, directory) is doubtful


@pytest.mark.parametrize(
    ("name", "client", "group", "told"),
    [
        ("Маковица", "d", "", "Маковица (Тула) А --client d"),
        ("Маковица", "c", "", ""),
        ("Маковица", "", "g", "Маковица (Тула) А --group g"),
        ("Ирисовый", "d", "", "Ирисовый - --client d"),
        ("Ирисовый", "", "g", ""),  # it is of that group, or of one below it
        ("Розарий", "", "g", "Розарий Б --group g"),
        ("Маковица", "", "", ""),
        ("Бавогуде", "d", "", ""),
        (" ", "d", "", ""),
    ],
)
def test_a_word_against_a_card_of_that_name_is_told(name: str, client: str, group: str, told: str) -> None:
    cards = (
        Client("c", "Маковица", city="Тула", owner="a"),
        Client("d", "Розарий", owner="b"),
        Client("e", "Ирисовый", group="h"),
    )
    groups = {**GROUPS, "h": Group("h", "Дочка", parent="g")}
    directory = build_directory(Book(PEOPLE, groups, {card.id: card for card in cards}))
    question = Question(Caller(name), DAY, client_id=client, group_id=group)
    match = Match("accept", client, group, 1.0)
    said = [dict(each.args) for each in overruled(question, match, directory.book, directory)]
    assert [" ".join(str(one[key]) for key in ("client", "manager", "option", "said")) for one in said] == [
        told
    ] * bool(told)
