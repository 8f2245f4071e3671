"""Recognising callers: cases for each craft, two real groups that sound alike, and what must hold for any caller."""

from __future__ import annotations

import csv
import io
import json
import math
import random
import time
from pathlib import Path
from typing import Any

import pymorphy3
import pytest
from conftest import TODAY, read_yaml, run_leadcli
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import replace
from leadcli.domain.match import Candidate, Match
from leadcli.io.csv_tables import read_csv
from leadcli.names import fold, parse
from leadcli.names.acronyms import acronyms, of_parts, roots_of
from leadcli.names.inflection import lemmas, may_be_forms, stem
from leadcli.resolution import Directory, build_directory, recognise, who_is
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.comparison.alignment import Alignment
from leadcli.resolution.comparison.spelling import distance, edits, likeness
from leadcli.resolution.directory.labels import Label, explains, shortest
from leadcli.resolution.evaluation import Labelled, best_cut, judge, measure, wilson
from leadcli.resolution.scoring.ranking import Scored, rank
from leadcli.resolution.scoring.shortlist import scored_labels
from leadcli.workspace.book_building import build_book

TABLES = Path(__file__).parent / "matching"
PAIR: dict[str, Any] = read_yaml(TABLES / "pair.yaml")
KINDS: dict[str, Any] = read_yaml(TABLES / "kinds.yaml")


def directory_of(tables: dict[str, Any], shuffle: int = 0) -> Directory:
    records = {}
    for name in ("groups", "clients"):
        found, problems = read_csv(tables[name], f"data/{name}.csv")
        assert not problems
        records[name] = list(found)
        if shuffle:
            random.Random(shuffle).shuffle(records[name])
    book, problems = build_book(records | {"managers": read_csv("name\nИрина\n", "data/managers.csv")[0]})
    assert book is not None, [p for p in problems if p.severity == "error"]
    return build_directory(book)


PAIR_DIRECTORY = directory_of(PAIR)
DIRECTORY = directory_of(KINDS)
HEARD: dict[str, Any] = read_yaml(TABLES / "heard.yaml")
HEARD_DIRECTORY = directory_of(HEARD)
WHOSE: dict[str, Any] = read_yaml(TABLES / "whose.yaml")
WHOSE_DIRECTORY = directory_of(WHOSE)
TYPES: dict[str, Any] = read_yaml(TABLES / "types.yaml")
TYPES_DIRECTORY = directory_of(TYPES)
NAMESAKES = directory_of(read_yaml(TABLES / "namesakes.yaml"))


def top(match: Match) -> str:
    return match.client_id or match.group_id or next((c.client_id or c.group_id for c in match.candidates), "")


@pytest.mark.parametrize("group", ["metsa", "metso"])
def test_the_real_pair_is_never_mixed_up(group: str) -> None:
    spellings = PAIR["callers"][group]
    assert len(spellings) >= 30
    wrong, sure = [], 0
    for name in spellings:
        match = recognise(Caller(name), PAIR_DIRECTORY)
        if match.status == "accept":
            sure += 1
            if match.group_id != group:
                wrong.append(name)
        elif match.status == "none":
            wrong.append(f"{name}: nobody")
    assert wrong == []
    assert sure >= 20, "most of them are plain"


@pytest.mark.parametrize("case", HEARD["cases"], ids=lambda case: case["caller"])
def test_what_people_say_and_write(case: dict[str, str]) -> None:
    check(case, HEARD_DIRECTORY)


@pytest.mark.parametrize("case", WHOSE["cases"], ids=lambda case: case["caller"])
def test_what_else_was_said_tells_whose_it_is(case: dict[str, str]) -> None:
    check(case, WHOSE_DIRECTORY)


@pytest.mark.parametrize("case", TYPES["cases"], ids=lambda case: case["caller"])
def test_what_a_firm_is_and_what_it_is_called(case: dict[str, str]) -> None:
    check(case, TYPES_DIRECTORY)


@pytest.mark.parametrize("case", KINDS["cases"], ids=lambda case: case["caller"])
def test_what_each_craft_does(case: dict[str, str]) -> None:
    check(case, DIRECTORY)


def check(case: dict[str, str], directory: Directory) -> None:
    match = recognise(Caller(case["caller"]), directory)
    status, _, wanted = case["expect"].partition(" ")
    if status in ("new", "who"):  # who said no name is asked for it
        assert (match.status, match.question is None) == ("none", status == "new")
    elif status == "asked":  # a question or a sure answer, about the right one
        assert match.status in ("accept", "confirm")
        assert match.status == "confirm" or "misheard" in case["why"]
    else:
        assert match.status == status, (match.status, match.score, [(c.name, c.score) for c in match.candidates[:3]])
    if wanted:
        assert top(match) == wanted


@pytest.mark.parametrize(
    ("words", "acronym"),
    [
        (["ярославский", "шинный", "завод"], "яшз"),
        (["тихвинский", "вагоностроительный", "завод"], "твсз"),
        (["амурский", "гидрометаллургический", "комбинат"], "агмк"),
        (["рязанский", "государственный", "агротехнологический", "университет"], "ргату"),
        (["первая", "грузовая", "компания"], "пгк"),
    ],
)
def test_acronyms(words: list[str], acronym: str) -> None:
    assert acronym in acronyms(words)


@pytest.mark.parametrize(
    ("name", "acronym"),
    [
        ("Уралвагонзавод", "увз"), ("Северсталь-метиз", "ссм"), ("Свердловскавтодор", "сад"),
        ("ЖелДорЭкспедиция", "ждэ"), ("Мосгортранс", "мгт"), ("Камский автозавод", "камаз"),
        ("Среднеуральский медеплавильный завод", "сумз"),
        ("Синарский трубный завод", "синтз"), ("Белорусский автомобильный завод", "белаз"),
    ],
)  # fmt: skip
def test_acronyms_of_parts(name: str, acronym: str) -> None:
    assert acronym in of_parts(name, name.casefold().replace("-", " ").split())


@pytest.mark.parametrize(
    "word",
    ["доминант", "металлург", "виноград", "горизонт", "ленинград", "комбинат", "сибирский", "дорожник", "лесничество",
     "автомобиль", "транспорт", "энергия", "северянин", "электрик", "московский", "uralvagonzavod"],
)  # fmt: skip
def test_what_is_no_compound(word: str) -> None:
    assert roots_of(word) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [("русской", "русская"), ("медной", "медная"), ("тепловым", "тепловые"), ("водоканала", "водоканал"),
     ("компании", "компания"), ("северного", "северный"), ("комбинату", "комбинат")],
)  # fmt: skip
def test_case_endings_meet(one: str, other: str) -> None:
    assert stem(one, fold(one)) == stem(other, fold(other))


@pytest.mark.parametrize(
    ("one", "other"), [("метсо", "метса"), ("мется", "метсо"), ("метро", "метр"), ("заря", "заряд")]
)
def test_short_names_keep_their_endings(one: str, other: str) -> None:
    assert stem(one, fold(one)) != stem(other, fold(other))


def test_a_word_is_among_its_own_forms() -> None:
    assert "мется" in lemmas("мется")
    assert "искра" in lemmas("искры")


FORMED = "рынок отец боец палец окно сосна кольцо ручей воробей деревня сын имя площадь линия городской лисий"


@pytest.mark.parametrize("word", FORMED.split())
def test_the_forms_of_a_word_may_be_its_forms(word: str) -> None:
    """All forms that the dictionary knows: the quick look at their ends must let them pass."""
    dictionary = pymorphy3.MorphAnalyzer()
    forms = {form.word.replace("ё", "е") for form in dictionary.parse(word)[0].lexeme if "Supr" not in form.tag}
    assert {form for form in forms if not may_be_forms(word, form)} <= {"отче"}


@pytest.mark.parametrize(
    ("one", "other"),
    [("трарилим", "трарилит"), ("га", "газ"), ("белый", "бетон"), ("хим", "хит")],
)
def test_ends_that_no_word_has(one: str, other: str) -> None:
    assert not may_be_forms(one, other)


folded = st.text("abdeiklmnoprstuxq", min_size=1, max_size=14)
names = st.text("абвгдежзиклмнопрстуфхцчшыэюя -«»№17", min_size=0, max_size=30)


@given(folded, folded)
def test_likeness_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, one) == 1.0


@given(folded, folded)
def test_edits_are_counted_alike_before_the_plain_distances_are_loaded(one: str, other: str) -> None:
    """A short answer counts the letters that differ without them."""
    assert distance(one, other, len(one) + len(other), {}) == OSA.distance(one, other) == edits(one, other)


few = st.sampled_from(("", "a", "b"))
labels = st.builds(
    lambda kind, text, client, group: Label(kind, text, parse("a"), client, group, ""),
    st.sampled_from(("client", "alias", "group", "group_alias")),
    st.sampled_from(("Мется", "Metsa", "МЕТСЯ")),
    few,
    few,
)


@given(st.lists(st.tuples(labels, st.sampled_from((0.5, 0.7, 0.1 + 0.6)), st.integers(-30, 30)), max_size=7))
def test_labels_that_score_alike_to_six_digits_are_ranked_by_what_they_are(
    given_labels: list[tuple[Label, float, int]],
) -> None:
    found = [
        Scored(label, parse("а"), Alignment((), frozenset(), (), (), ()), {}, score + steps * 1e-7)
        for label, score, steps in given_labels
    ]
    expected = sorted(
        found,
        key=lambda one: (
            -round(one.score, 6), one.label.client_id != "", one.label.group_id, one.label.client_id,
            one.label.text == "Metsa", "alias" in one.label.kind, one.label.text,
        ),
    )  # fmt: skip
    assert rank(found) == expected


@pytest.mark.parametrize("case", KINDS["cases"], ids=lambda case: case["caller"])
def test_without_rules_the_match_lacks_only_what_they_ask(case: dict[str, str]) -> None:
    full = recognise(Caller(case["caller"]), DIRECTORY)
    asked = dict.fromkeys(("brand", "city", "country"), "") | {"brands": {}, "country_from": None}
    assert who_is(Caller(case["caller"]), DIRECTORY) == replace(full, **asked)


@settings(deadline=None)
@given(names)
def test_the_order_of_the_directory_does_not_matter(name: str) -> None:
    one = recognise(Caller(name), DIRECTORY)
    other = recognise(Caller(name), SHUFFLED)
    assert (one.status, one.client_id, one.group_id, one.score) == (
        other.status, other.client_id, other.group_id, other.score,
    )  # fmt: skip


SHUFFLED = directory_of(KINDS, 7)


@settings(deadline=None)
@given(names)
def test_parsing_a_name_s_own_words_changes_nothing(name: str) -> None:
    first = parse(name)
    again = parse(" ".join(w.text for w in first.words))
    if not first.forms and not first.variants and len({w.segment for w in first.words}) <= 1 and '"' not in name:
        assert {w.fold for w in again.core} <= {w.fold for w in first.words} | {w.fold for w in again.words}


def test_adding_an_unlike_client_changes_no_answer() -> None:
    more = dict(KINDS, clients=KINDS["clients"] + "zzz,ООО «Бжщхц Ъъэюфь»,,Норильск,,\n")
    grown = directory_of(more)
    for case in KINDS["cases"]:
        one, other = recognise(Caller(case["caller"]), DIRECTORY), recognise(Caller(case["caller"]), grown)
        assert (one.status, one.client_id, one.group_id) == (other.status, other.client_id, other.group_id), case


@pytest.mark.parametrize(
    "name",
    [
        "а" * 100_000,
        "Ромашка " * 12_000,
        "\x00\x01\x1b" * 1000,
        "а",
        "ООО",
        "Калуга",
        "",
        "«»",
        "1",
        "🙂" * 50,
        "(" * 5000,
    ],
)
def test_odd_callers_get_a_sensible_answer_soon(name: str) -> None:
    start = time.perf_counter()
    match = recognise(Caller(name), DIRECTORY)
    assert time.perf_counter() - start < 2.0
    assert match.status in ("none", "confirm", "ambiguous") or "ромашка" in name.casefold()


# --- match and calibrate --------------------------------------------------------------------------------------------
CALLERS = 'id,caller,city\n1,Мется,Калуга\n2,Метсо Калуга,\n3,"ООО «Ромашка»",\n4,Заря Востока,\n5,Родник,\n'


def test_match_answers_as_who_owns_does(tmp_path: Path) -> None:
    file = tmp_path / "callers.csv"
    file.write_text(CALLERS, encoding="utf-8")
    ran = run_leadcli("match", str(file), "--json")
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [a["id"] for a in answers] == ["1", "2", "3", "4", "5"]
    assert [a["status"] for a in answers] == ["accept", "confirm", "accept", "none", "ambiguous"]
    for answer, row in zip(answers, csv.DictReader(io.StringIO(CALLERS)), strict=True):
        words = [row["caller"], *(["--city", row["city"]] if row["city"] else [])]
        ruling = json.loads(run_leadcli("who-owns", *words, "--on", TODAY, "--json").out)
        del answer["id"]
        assert ruling["match"] == answer


def test_match_writes_csv_whole_and_keeps_formulas_inert(tmp_path: Path) -> None:
    file, out = tmp_path / "callers.csv", tmp_path / "answers.csv"
    file.write_text("caller\n=1+1\nМется\n", encoding="utf-8")
    assert run_leadcli("match", str(file), "-o", str(out)).code == 0
    rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert [row["status"] for row in rows] == ["none", "accept"]
    assert rows[0]["caller"] == "'=1+1"
    assert list(tmp_path.glob(".*")) == []


def test_match_with_two_workers_is_match_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadcli.run.processes.CHUNK", 50)
    file = tmp_path / "callers.csv"
    names = ["Мется Калуга", "Метро Тверь", "Реал", "Ромашка", "Гимназия 1534", "Метсо", "Волжский металл"] * 20
    file.write_text("caller\n" + "\n".join(names) + "\n", encoding="utf-8")
    one, two = (run_leadcli("match", str(file), "--json", "--workers", n) for n in ("1", "2"))
    assert one.code == two.code == 0
    assert one.out == two.out
    assert one.out.count("\n") == len(names)


def test_match_says_which_column_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "callers.csv"
    file.write_text("foo;bar\n1;2\n", encoding="utf-8")
    ran = run_leadcli("match", str(file), language="en")
    assert ran.code == 2
    assert "caller" in ran.err
    assert "foo, bar" in ran.err


def test_score_and_calibrate(tmp_path: Path) -> None:
    folder = tmp_path / "team"
    assert run_leadcli("init", str(folder)).code == 0
    rows = ["caller,client_id,group_id,kind"]
    for name, client, group, kind in (
        ("Мется", "", "metsa", "group"), ("ООО «Ромашка»", "s01", "", "client"),
        ("Метро 2", "metro-2", "metro", "client"),
        ("Заря Востока", "", "", "nobody"), ("Бюро переводов Толмач", "", "", "nobody"),
    ):  # fmt: skip
        rows += [f'"{name}",{client},{group},{kind}'] * 5
    file = tmp_path / "labelled.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    scored = run_leadcli("match", "--score", str(file), "--json", folder=folder)
    whole = json.loads(scored.out.splitlines()[-1])
    assert (whole["cases"], whole["right"], whole["wrong"]) == (25, 25, 0)
    ran = run_leadcli("calibrate", str(file), "--precision", "0.9", folder=folder, language="en")
    assert ran.code == 0, ran.err
    assert "95 % interval" in ran.out
    text = (folder / "matching.yaml").read_text(encoding="utf-8")
    assert "accept: 0." in text
    assert run_leadcli("data", "check", folder=folder).code == 0
    (folder / "matching.yaml").write_text("accept: viel\n", encoding="utf-8")
    broken = run_leadcli("who-owns", "Мется", folder=folder)
    assert broken.code == 2
    assert "matching.yaml:1:9" in broken.err


def test_cuts_trade_recall_for_precision() -> None:
    cases = []
    for case in KINDS["cases"]:
        wanted = case["expect"].partition(" ")[2]
        client = wanted if wanted in DIRECTORY.book.clients else ""
        cases.append(Labelled(case["caller"], Caller(case["caller"]), client, "" if client else wanted))
    found = measure(cases, DIRECTORY).cuts
    recalls = [cut.recall for cut in found]
    assert recalls == sorted(recalls, reverse=True)
    best = best_cut(found, 0.9)
    assert best is not None
    assert best.precision >= 0.9


def test_of_strangers_alone_nothing_is_found_and_nothing_is_wrong() -> None:
    strangers = [Labelled(name, Caller(name)) for name in ("Бавогуде", "Толмач", "Ркщэ")]
    assert {(cut.precision, cut.recall, cut.known) for cut in measure(strangers, DIRECTORY).cuts} == {(1.0, 0.0, 0)}
    assert best_cut(measure(strangers, DIRECTORY).cuts, 1.0) is not None


# Each cut, the others as they must be for it to tell, and what a caller is who is one step below it.
CUTS: list[tuple[str, dict[str, float], str]] = [
    ("accept", {}, "confirm"), ("confirm", {"near": 2.0}, "none"), ("near", {"confirm": 2.0}, "none"),
]  # fmt: skip


@pytest.mark.parametrize(("cut", "others", "below"), CUTS)
def test_a_score_that_is_the_cut_is_enough(cut: str, others: dict[str, float], below: str) -> None:
    callers = ("Прогресс-А", "Комет", "Комета Юг", "Perel", "Perell") if cut == "accept" else ("17", "22", "Del", "Ar")
    for name in callers:
        score = scored_labels(parse_caller(Caller(name)), NAMESAKES)[0].score
        told = []
        for least in (score, math.nextafter(score, 2)):
            cuts = replace(NAMESAKES.cuts, **others, **{cut: least})
            told.append(who_is(Caller(name), NAMESAKES.with_cuts(cuts)).status)
        assert told[0] != below, name
        assert told[1] == below, name


def test_wilson_s_interval() -> None:
    low, high = wilson(95, 100)  # 0.8882, 0.9785: R's prop.test(95, 100, correct = FALSE)
    assert (round(low, 4), round(high, 4)) == (0.8882, 0.9785)
    assert wilson(0, 0) == (0.0, 1.0)


# Whose the caller is, by card and by group; the answer; whether it is right, and whether the right one was asked about.
JUDGED: list[tuple[tuple[str, str], Match, tuple[str, bool]]] = [
    (("kmez", "rmk"), Match("accept", "kmez", "rmk"), ("right", False)),
    (("kmez", "rmk"), Match("accept", "", "rmk"), ("missed", False)),
    (("kmez", "rmk"), Match("accept", "rmk-head", "rmk"), ("wrong", False)),
    (("kmez", "rmk"), Match("confirm", "kmez", "rmk"), ("missed", True)),
    (("kmez", "rmk"), Match("confirm", "rmk-head", "rmk"), ("missed", False)),
    (("kmez", "rmk"), Match("none", candidates=(Candidate("kmez", "rmk", "КМЭЗ", 0.3, ()),)), ("missed", False)),
    (("kmez", "rmk"), Match("ambiguous", candidates=(Candidate("kmez", "rmk", "КМЭЗ", 0.8, ()),)), ("missed", False)),
    (("", "rmk"), Match("confirm", "kmez", "rmk"), ("missed", True)),
    (("", "rmk"), Match("confirm", "vector"), ("missed", False)),
    (("", "rmk"), Match("accept", "", "rmk"), ("right", False)),
    (("", "rmk"), Match("accept", "", "polymer"), ("wrong", False)),
    (("", ""), Match("confirm", "kmez", "rmk"), ("right", False)),
    (("", ""), Match("accept", "kmez", "rmk"), ("wrong", False)),
    (("", ""), Match("none"), ("right", False)),
]


@pytest.mark.parametrize(("whose", "match", "expected"), JUDGED)
def test_an_answer_is_judged_as_the_contract_of_labels_says(
    whose: tuple[str, str], match: Match, expected: tuple[str, bool]
) -> None:
    assert judge(Labelled("1", Caller("x"), *whose), match, DIRECTORY.book) == expected


def test_a_learned_alias_is_proposed_with_its_place() -> None:
    said = json.loads(run_leadcli("who-owns", "Финский картон", "--group", "metsa", "--on", TODAY, "--json").out)
    assert said["match"]["alias"]["text"] == "Финский картон"
    assert said["match"]["alias"]["source"].startswith("data/groups.yaml:")
    shown = run_leadcli("who-owns", "Метсо Калуга", "--on", TODAY, "--trace").out
    assert 'leadcli who-owns "Метсо Калуга" --yes' in shown
    assert "--yes" not in run_leadcli("who-owns", "Мется Калуга", "--on", TODAY, "--trace").out
    told = run_leadcli("who-owns", "Финский картон", "--group", "metsa", "--on", TODAY, "--trace").out
    assert 'leadcli who-owns "Финский картон" --group metsa --yes' in told


def test_a_worker_refuses_other_data_than_the_command_saw() -> None:
    """Rows are answered from one state of the data or not at all."""
    from leadcli.cli.match.worker import MATCHED, answer_rows
    from leadcli.cli.shared.caller_files import Callers
    from leadcli.cli.shared.workers import Basis, open_once
    from leadcli.domain.messages import Refusal
    from leadcli.io.table_formats import Form, RawRow
    from leadcli.workspace.opening import open_workspace, sample

    right = open_workspace(sample()).book.fingerprint
    rows = [(1, RawRow(1, 2, "Метсо\n"))]
    callers = Callers(Form(delimiter=",", encoding="utf-8"), 1, {"caller": 0})
    for mark in (right, "sha256:of-other-data", right):  # what it refused does not stick to it
        open_once(Basis(str(sample()), mark, changed=MATCHED))
        if mark == right:
            assert answer_rows(callers, "json", "en", "", 80, rows)[0] == 1
        else:
            with pytest.raises(Refusal, match="changed while the rows were matched"):
                answer_rows(callers, "json", "en", "", 80, rows)


def test_a_brand_explains_itself_and_no_name_that_ends_otherwise() -> None:
    """Metsa is not Metso; of what a card does the ending is not heard."""
    told = explains(Client("c", "ООО «Бумага»", brand="Metsa", activity="сыры", city="Тула"))
    assert fold("метса") in told
    assert not {fold("метсо"), shortest(fold("метсо"))} & told
    assert shortest(fold("сыр")) in told
