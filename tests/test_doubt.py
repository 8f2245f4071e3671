"""Doubt is a verdict: a name on file with a word beside it is asked about, never given away and never taken for sure.

The laws, over several worlds: the sample workspace, the small lists of the matching tests, lists drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, read_yaml, run_leadcli
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadcli.assignment.judging import judge_row
from leadcli.assignment.rows import Options
from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import replace
from leadcli.domain.match import Match
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling
from leadcli.fields.crm_presets import layout
from leadcli.fields.rows.row_kinds import Row
from leadcli.io.csv_tables import read_csv
from leadcli.names import Word, fold, parse
from leadcli.names.tables import lines
from leadcli.output.json import objects as as_json
from leadcli.output.text.speech import Speech
from leadcli.resolution import Directory, build_directory, who_is
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.comparison.alignment import align, clips
from leadcli.resolution.comparison.figures import FIGURES
from leadcli.resolution.decision import acceptance, doubt, telling
from leadcli.resolution.decision.acceptance import LAWS
from leadcli.resolution.decision.rivals import the_one_meant
from leadcli.resolution.decision.telling import Sight
from leadcli.resolution.decision.writings import is_clipping, rare_bearers, unscored
from leadcli.resolution.directory.labels import Label
from leadcli.resolution.scoring.ranking import Scored
from leadcli.rulings.resolve import resolve
from leadcli.workspace.book_building import build_book
from leadcli.workspace.opening import open_policy, open_workspace

DAY = date.fromisoformat(TODAY)
POLICY = open_policy(ROOT)[0]
KINDS = read_yaml(Path(__file__).parent / "matching" / "kinds.yaml")
CASES = read_yaml(Path(__file__).parent / "matching" / "doubt.yaml")
VETOES = read_yaml(Path(__file__).parent / "matching" / "vetoes.yaml")["cases"]
ADDED = {
    "place": ("Юг", "Самара"), "trade": ("Сервис", "Логистика"), "number": ("9",), "form": ("АО", "LLC"),
    "made up": ("Квазибур", "Trumbex"),
}  # fmt: skip
HARMLESS = ("form",)  # what makes no other company of one


def small_world() -> Book:
    records = {name: list(read_csv(KINDS[name], f"data/{name}.csv")[0]) for name in ("groups", "clients")}
    book, _ = build_book(records | {"managers": read_csv("name\nИрина\nДима\n", "data/managers.csv")[0]})
    assert book is not None
    return book


SAMPLE = open_workspace(ROOT).book
assert SAMPLE is not None
WORLDS: dict[str, Directory] = {"sample": build_directory(SAMPLE), "kinds": build_directory(small_world())}


def writings(directory: Directory) -> Iterator[tuple[str, str, str]]:
    """Every name on file: the text, and the client or group that bears it."""
    for group in directory.book.groups.values():
        for text in (group.name, *group.aliases):
            yield text, "", group.id
    for client in directory.book.clients.values():
        yield client.name, client.id, client.group


def with_words(text: str) -> Iterator[tuple[str, str, str]]:
    """A name with a word before it and after: its kind, the word, the whole."""
    for kind, words in ADDED.items():
        for word in words:
            yield kind, word, f"{text} {word}"
            yield kind, word, f"{word} {text}"


def resolved(caller: str, directory: Directory) -> Ruling:
    assert POLICY is not None
    return resolve(Question(Caller(caller), DAY), directory.book, POLICY, directory)


@cache
def told_in(world: str, caller: str) -> Ruling:
    """The same in one of the worlds, of which several laws ask."""
    return resolved(caller, WORLDS[world])


def for_a_stranger(ruling: Ruling) -> bool:
    """Whether a manager would be named without a question, as if nobody on file were meant."""
    return ruling.match.status == "none" and ruling.verdict == "settled"


def taken_for(match: Match, client_id: str) -> bool:
    return match.status == "accept" and bool(client_id) and match.client_id == client_id


@pytest.mark.parametrize("world", WORLDS)
def test_a_name_on_file_with_a_word_beside_it_is_no_stranger_s(world: str) -> None:
    directory = WORLDS[world]
    told = [whole for text, _, _ in writings(directory) for _, _, whole in with_words(text)]
    assert len(told) > 500
    wrong = [caller for caller in told if for_a_stranger(told_in(world, caller))]
    assert not wrong, wrong


@pytest.mark.parametrize("world", WORLDS)
def test_it_is_not_the_card_s_either_where_it_may_be_another_company(world: str) -> None:
    directory = WORLDS[world]
    wrong = []
    for text, client_id, _ in writings(directory):
        cities = {directory.book.clients[client_id].city} if client_id else set()
        if "," in text:
            continue  # what stands after a comma is a remark of a note
        for kind, word, whole in with_words(text):
            harmless = kind in HARMLESS or word in cities or word in text
            if not harmless and taken_for(told_in(world, whole).match, client_id):
                wrong.append(whole)
    assert not wrong, wrong


@pytest.mark.parametrize("world", WORLDS)
def test_a_name_on_file_beside_another_name_is_asked_about(world: str) -> None:
    directory = WORLDS[world]
    wrong = []
    for text, client_id, _ in writings(directory):
        if set("(/,") & set(text) or parse(text).places:
            continue  # a card of that city with that very name is meant
        for kind in ("made up", "trade", "number"):
            for other in (word for word in ADDED[kind] if word[:6] not in text):
                for whole in (f"{other} ({text})", f"{text} ({other})", f"{other} / {text}", f"{text}/{other}"):
                    match = who_is(Caller(whole), directory)
                    if match.status == "accept" if kind == "made up" else taken_for(match, client_id):
                        wrong.append(whole)
    assert not wrong, wrong


@pytest.mark.parametrize(
    "case",
    [*CASES["beside"], *CASES["trade"], *CASES["letters"]],
    ids=lambda case: f"{case['card']}: {case['caller']}",
)
def test_what_a_caller_says_of_itself_is_looked_at(case: dict[str, str]) -> None:
    directory = base_of({"cards": {"c": case["card"], "other": "ООО «Щирмонтаж»"}})
    match = who_is(Caller(case["caller"]), directory)
    assert match.status in case["status"].split("|"), match


@pytest.mark.parametrize("world", WORLDS)
def test_every_card_is_found_by_its_own_writing(world: str) -> None:
    directory = WORLDS[world]
    missed = []
    for client in directory.book.clients.values():
        match = who_is(Caller(client.name), directory)
        namesakes = {directory.labels[n].family for n in directory.by_key.get(parse(client.name).key, ())}
        ours = match.client_id == client.id or (bool(client.group) and not match.client_id and match.group_id)
        tied = any(c.tied and c.client_id == client.id for c in match.candidates)
        if not (match.status == "accept" and ours) and not (
            len(namesakes) > 1 and match.status == "ambiguous" and tied
        ):
            missed.append((client.name, match.status))
    assert not missed, missed


# --- worlds at random -----------------------------------------------------------------------------------------------
SYLLABLES = ("бар", "вел", "гон", "дук", "жир", "зем", "кор", "лам", "мит", "нур", "пас", "рот", "сам", "тив", "фон")
WORD = st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=3).map(lambda parts: "".join(parts).capitalize())
NAME = st.lists(WORD, min_size=1, max_size=2, unique=True).map(" ".join)


TRADES = [word for word in lines("trade_words").decode().split()[::2] if word.isalpha() and fold(word) == word]


@st.composite
def books(draw: st.DrawFn) -> Book:
    """A small base: firms that stand alone, and a group with companies of its own."""
    names = draw(st.lists(NAME, min_size=3, max_size=8, unique_by=str.casefold))
    group = Group("g", names[0], ownership=draw(st.sampled_from(("default", "one_person", "each_own"))))
    clients = {f"c{n}": Client(f"c{n}", f"ООО «{name}»", owner="a") for n, name in enumerate(names[2:])}
    clients["in"] = Client("in", f"АО «{names[0]} {names[1]}»", group="g", owner="b")
    return Book({"a": Manager("a", "Анна"), "b": Manager("b", "Борис")}, {"g": group}, clients)


@settings(max_examples=100, deadline=None)
@given(trade=st.sampled_from(TRADES), name=WORD)
def test_a_trade_alone_is_nobody_for_sure(trade: str, name: str) -> None:
    directory = base_of({"cards": {"c": f"{trade} {fold(name)}", "other": "ООО «Щирмонтаж»"}})
    assert who_is(Caller(trade), directory).status != "accept"


@settings(max_examples=40, deadline=None)
@given(book=books(), data=st.data())
def test_the_laws_hold_in_any_world(book: Book, data: st.DataObject) -> None:
    directory = build_directory(book)
    text, client_id, _ = data.draw(st.sampled_from(list(writings(directory))))
    for kind, _, whole in with_words(text):
        ruling = resolved(whole, directory)
        assert not for_a_stranger(ruling), whole
        if kind not in HARMLESS:
            assert not taken_for(ruling.match, client_id), whole


@settings(max_examples=40, deadline=None)
@given(book=books(), word=WORD, data=st.data())
def test_a_word_that_few_bear_is_asked_about(book: Book, word: str, data: st.DataObject) -> None:
    directory = build_directory(book)
    cards = [set(c.name.split("«")[1][:-1].split()) for c in book.clients.values()]
    few = sorted({w for words in cards for w in words if sum(w in others for others in cards) <= telling.FEW})
    assume(few)
    borne = data.draw(st.sampled_from(few))
    assert not for_a_stranger(resolved(f"{borne} {word} Квазибур", directory))


# --- what a sure answer cannot stand ----------------------------------------------------------------------------------
def base_of(case: dict[str, Any]) -> Directory:
    groups = {key: Group(key, name) for key, name in case.get("groups", {}).items()}
    clients = {}
    for key, told in case["cards"].items():
        named, _, group = told.partition(" +")
        name, _, city = named.partition(" @")
        clients[key] = Client(key, name, group=group, city=city)
    return build_directory(Book({}, groups, clients))


@pytest.mark.parametrize("case", CASES["laws"], ids=lambda case: f"{case['law']}: {case['caller']}")
def test_each_law_of_a_sure_answer(case: dict[str, Any]) -> None:
    assert case["law"] in acceptance.LAWS
    match = who_is(Caller(case["caller"], city=case.get("city", "")), base_of(case))
    if "accept" in case:
        assert (match.status, match.client_id or match.group_id) == ("accept", case["accept"])
    else:
        assert match.status != "accept" or match.client_id not in case["not"], match


@pytest.mark.parametrize(
    "case", [case for case in CASES["laws"] if "not" in case], ids=lambda case: f"{case['law']}: {case['caller']}"
)
def test_a_law_holds_whatever_the_score_says(case: dict[str, Any]) -> None:
    directory = base_of(case)
    heard = parse_caller(Caller(case["caller"], city=case.get("city", "")))
    every = [
        Scored(label, heard.name, align(heard.name, label.name, directory.rarity), {}, 1.0)
        for label in directory.labels
    ]
    for best in (scored for scored in every if scored.label.client_id in case["not"]):
        seen = Sight(best, every, heard.city, directory)
        assert case["law"] in acceptance.vetoes(seen)
        assert not acceptance.is_sure(seen)


# A card, what was said of it; whether it sounds the same, and the laws and other vetoes that hold.
SPOKEN = [
    ("Рус пром Тихвин хим маш", "Руспром Тихвинхиммаш", True, []),
    ("Рус пром Тихвин хим маш", "Руспром Тихвинхиммас", False, []),  # one of two glued writings has a slip
    ("ИП Муратов Вячеслав Олегович", "ИП Муратова Вячеслава Олеговича", False, []),
    ("ИП Муратов Вячеслав Олегович", "ИП Муратова", False, ["unsaid given name"]),
]


@pytest.mark.parametrize(("card", "said", "same", "against"), SPOKEN)
def test_words_that_are_one_when_spoken(card: str, said: str, same: bool, against: list[str]) -> None:
    directory = base_of({"cards": {"c": card}})
    (label,) = directory.labels
    heard = parse_caller(Caller(said))
    scored = Scored(label, heard.name, align(heard.name, label.name, directory.rarity), {}, 1.0)
    assert telling.sounds_same(scored) == same
    assert list(acceptance.vetoes(Sight(scored, [scored], "", directory))) == against


@pytest.mark.parametrize("case", VETOES, ids=lambda case: f"{case['card']}: {case['said']}")
def test_what_a_sure_answer_cannot_stand(case: dict[str, Any]) -> None:
    cards = {"c": case["card"]} | ({"d": case["beside"]} if "beside" in case else {})
    directory = base_of({"cards": cards, "groups": {"g": case["group"]} if "group" in case else {}})
    said, _, city = case["said"].partition(" / ")
    heard = parse_caller(Caller(said, city=city))
    every = [
        Scored(label, heard.name, align(heard.name, label.name, directory.rarity), {}, 1.0)
        for label in directory.labels
    ]
    best = next(scored for scored in every if scored.label.client_id == "c")
    every = [best, *(scored for scored in every if telling.said_exactly(scored))]
    assert list(acceptance.vetoes(Sight(best, every, heard.city, directory))) == case["against"]


def aligned(said: str, filed: str) -> Scored:
    """A name on file as it was compared with what was said."""
    ours, theirs = parse_caller(Caller(said)).name, parse(filed)
    label = Label("client", filed, theirs, "c", "", "client:c")
    return Scored(label, ours, align(ours, theirs, lambda _: 1.0), (0.0,) * len(FIGURES), 1.0)


@pytest.mark.parametrize("case", CASES["clipped"], ids=lambda case: f"{case['said']}: {case['card']}")
def test_what_is_a_clipping(case: dict[str, Any]) -> None:
    assert is_clipping(aligned(case["said"], case["card"])) is case["clipped"]
    assert is_clipping(aligned(case["card"], case["said"])) is case.get("turned", case["clipped"])


@pytest.mark.parametrize("case", CASES["contradicted"], ids=lambda case: f"{case['said']}: {case['card']}")
def test_what_tells_namesakes_apart(case: dict[str, Any]) -> None:
    assert doubt.contradicted(aligned(case["said"], case["card"])) is case["apart"]


@pytest.mark.parametrize("case", CASES["borne"], ids=lambda case: f"{case['said']}: {' '.join(case['cards'])}")
def test_who_bears_a_word_that_few_bear(case: dict[str, Any]) -> None:
    directory = base_of({"cards": {f"c{place}": name for place, name in enumerate(case["cards"])}})
    found = rare_bearers(parse(case["said"]), directory)
    told = ([directory.labels[number].client_id for number in numbers] for numbers in found)
    assert [*told] == [case.get(key, []) for key in ("named", "begun", "less")]


@pytest.mark.parametrize("case", CASES["far"], ids=lambda case: f"{case['said']}: {case['card']}, {case['of']}")
def test_of_how_many_names_a_word_of_many_firms_tells_nothing(case: dict[str, Any]) -> None:
    """In a large base such words are shared by chance: a score that is far is asked about for rare words alone."""
    small = base_of({"cards": {"c0": case["card"]}})
    heard = parse_caller(Caller(case["said"]))
    scored = [unscored(small.labels[0], heard.name, small, case["score"])]
    found = doubt.named(scored, heard, replace(small, families=case["of"]))
    assert bool(found) is case["asked"]


@pytest.mark.parametrize("case", CASES["fitting"], ids=lambda case: f"{case['said']}: {', '.join(case['cards'])}")
def test_what_tells_those_apart_that_fit_equally(case: dict[str, Any]) -> None:
    directory = base_of({"cards": {f"c{place}": name for place, name in enumerate(case["cards"])}})
    said, _, city = case["said"].partition(" / ")
    heard = parse_caller(Caller(said, city=city))
    tied = [unscored(label, heard.name, directory, 0.5) for label in directory.labels]
    assert [one.label.client_id for one in the_one_meant(tied, heard, directory)] == case["left"]


def test_a_word_is_made_of_the_beginnings_of_others() -> None:
    """Of two letters at least of each, a vowel among them."""

    def made_of(text: str, words: Sequence[str]) -> bool:
        if not words:
            return not text
        parts = (words[0][:size] for size in range(2, len(words[0]) + 1))
        return any("а" in part and text.startswith(part) and made_of(text[len(part) :], words[1:]) for part in parts)

    texts = ["".join(letters) for size in range(7) for letters in product("аб", repeat=size)]
    for words in product([text for text in texts if 0 < len(text) < 4], repeat=2):
        own = [Word(text, text, text, "core", 1.0) for text in words]
        made = {text for text in texts if clips(text, own)}
        assert made == {text for text in texts if text and made_of(text, words)}, words


# --- what is answered -----------------------------------------------------------------------------------------------
def ruled(caller: str, taken_by: str = "") -> Ruling:
    assert POLICY is not None
    assert SAMPLE is not None
    return resolve(Question(Caller(caller), DAY, taken_by=taken_by), SAMPLE, POLICY, WORLDS["sample"])


@pytest.mark.parametrize("case", CASES["asked"], ids=lambda case: case["caller"])
def test_the_answer_says_what_holds_for_yes_and_for_no(case: dict[str, Any]) -> None:
    assert SAMPLE is not None
    ruling = ruled(case["caller"], case.get("taken_by", ""))
    assert (ruling.match.status, ruling.verdict) == ("confirm", "confirm")
    assert (ruling.match.client_id or ruling.match.group_id) == case["about"]
    assert ruling.ask is not None
    assert {o.reply: o.owner for o in ruling.outlooks} == {"yes": case["owner"], "no": case["otherwise"]}
    said = as_json.ruling(ruling, SAMPLE, Speech("ru"))
    assert [(o["reply"], o["owner"]) for o in said["outlooks"]] == [("yes", case["owner"]), ("no", case["otherwise"])]
    words = ["who-owns", case["caller"], "--on", TODAY]
    page = run_leadcli(*words, *(["--taken-by", case["taken_by"]] if "taken_by" in case else [])).out
    lines = [line.split() for line in page.splitlines()]
    assert any(line[:1] == ["да"] and case["owner"] in " ".join(line) for line in lines), page
    assert any(line[:1] == ["нет"] and case["otherwise"] in " ".join(line) for line in lines), page
    assert "Клиенту" not in page, "nothing is said to the client while it is to be confirmed"


def test_of_several_each_is_an_answer_and_so_is_none_of_them() -> None:
    ruling = ruled("Родник Плюс")
    assert (ruling.match.status, ruling.verdict) == ("ambiguous", "human")
    assert [(o.reply, o.client_id) for o in ruling.outlooks] == [
        ("one", "rodnik-kzn"),
        ("one", "rodnik-rzn"),
        ("no", ""),
    ]
    page = run_leadcli("who-owns", "Родник Плюс", "--on", TODAY).out
    for name in ("Павел", "Тимур", "Борис"):
        assert name in page


@pytest.mark.parametrize("case", CASES["near"], ids=lambda case: case["caller"])
def test_what_is_near_is_asked_about(case: dict[str, Any]) -> None:
    directory = base_of({"cards": {f"c{place}": name for place, name in enumerate(case["cards"])}})
    match = who_is(Caller(case["caller"], city=case.get("city", "")), directory)
    assert match.status == case["status"]
    assert "first" not in case or match.candidates[0].client_id == f"c{case['first']}"


@pytest.mark.parametrize("case", CASES["usual"], ids=lambda case: f"{case['cards'][0]}: {case['caller']}")
def test_a_word_of_many_firms_tells_of_nobody_alone(case: dict[str, Any]) -> None:
    directory = base_of(case | {"cards": {f"c{place}": name for place, name in enumerate(case["cards"])}})
    assert who_is(Caller(case["caller"]), directory).status == case["status"]


@pytest.mark.parametrize("case", CASES["companies"], ids=lambda case: " ".join(case["groups"].values()))
def test_which_company_of_a_group_is_sure(case: dict[str, Any]) -> None:
    directory = base_of(case)
    for said, client_id in case["said"].items():
        match = who_is(Caller(*said.split("/")), directory)
        assert (match.status, match.group_id, match.client_id) == ("accept", *case["groups"], client_id), said


@pytest.mark.parametrize("case", CASES["short"], ids=lambda case: f"{case['card']}: {case['caller']}")
def test_a_short_name_is_said_letter_for_letter(case: dict[str, Any]) -> None:
    directory = base_of({"cards": {"c": case["card"]}})
    assert bool(doubt.whole_names(parse(case["caller"]), directory)) == case["said"]


@pytest.mark.parametrize("caller", CASES["strangers"])
def test_who_shares_nothing_that_tells_is_a_stranger(caller: str) -> None:
    ruling = ruled(caller)
    assert (ruling.match.status, ruling.verdict, ruling.outlooks) == ("none", "settled", ())


@pytest.mark.parametrize(("caller", "known"), [("АО «Сосна 7»", False), ("Сосна №7", False), ("Кедр 7", True),
                                               ("Сосна Кедр 7", True), ("7", True)])  # fmt: skip
def test_a_number_alone_makes_no_two_names_alike(caller: str, known: bool) -> None:
    cards = {f"k{n}": Client(f"k{n}", f"ООО «Кедр {n}»", owner="ira") for n in range(10)}
    directory = build_directory(Book({"ira": Manager("ira", "Ирина")}, {}, cards, "sha256:trees"))
    match = who_is(Caller(caller), directory)
    assert (match.status != "none" or match.question is not None) is known


@pytest.mark.parametrize("caller", [*CASES["nothing"], "ы" * 100_000, "\N{GRINNING FACE}" * 50])
def test_where_no_name_was_heard_it_is_asked_who_calls(caller: str) -> None:
    ruling = ruled(caller)
    assert (ruling.match.status, ruling.verdict, ruling.owner) == ("none", "human", "")
    assert ruling.ask is not None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_no_text_is_a_settled_client_s_without_a_word(text: str) -> None:
    ruling = ruled(text)
    if ruling.verdict == "settled":
        assert any(letter.isalnum() for letter in text)


def test_the_nearest_are_shown_though_nobody_is_meant() -> None:
    match = who_is(Caller("Нижегородский молочный комбинат"), WORLDS["kinds"])
    assert match.status == "none"
    assert match.candidates == tuple(sorted(match.candidates, key=lambda c: -c.score))


# --- rows -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("owner", ["Павел", "Дима"])
@pytest.mark.parametrize("caller", ["Комета Юг", "РЖД Ресурс", "Метсо", "Родник Плюс", "ООО «Фреза Сервис»"])
def test_a_row_in_doubt_stays_with_its_owner(caller: str, owner: str) -> None:
    assert POLICY is not None
    assert SAMPLE is not None
    fields = layout(["name", "owner"])
    line = judge_row(Row(1, [caller, owner]), fields, SAMPLE, POLICY, WORLDS["sample"], Options(DAY))
    assert line.action in ("keep", "ask"), line
    assert line.action == "ask" or line.new == line.old


def test_the_page_names_every_law_of_a_sure_answer() -> None:
    """A row of the table in docs/matching.md for each, in their order."""
    page = (ROOT / "docs" / "matching.md").read_text(encoding="utf-8").partition("| law | example |")[2]
    rows = [line for line in page.partition("\n\n")[0].splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) == len(LAWS)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ООО «Рита»", True), ("ИП Зуев Г.П.", True), ("ИП Сорокина", True), ("Anna Ltd", True), ("ООО «Юг»", True),
        ("ИП А.В.", False), ("ООО", False), ("звоните Ирине, ООО", False), ("ИП, звонил Иван", False),
        ("Рита", False), ("Зуев Г.П.", False),
    ],
)  # fmt: skip
def test_what_has_a_legal_form_is_a_company_though_people_are_called_so(text: str, named: bool) -> None:
    """A new sole proprietor is a new caller: asked who calls, every such row of an export would wait for a person."""
    stranger = build_directory(Book({}, {}, {"1": Client("1", "Полимерпласт")}))
    assert (who_is(Caller(text), stranger).question is None) == named


def test_of_namesakes_the_one_in_the_callers_city_is_asked_about_first() -> None:
    cards = [Client("1", "Кафе «Катык»", city="Зеленодольск"), Client("2", "Пекарня «Катык»", city="Казань")]
    directory = build_directory(Book({}, {}, {card.id: card for card in cards}))
    match = who_is(Caller("катык казань"), directory)
    assert (match.status, match.client_id) == ("confirm", "2")
