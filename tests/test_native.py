"""The compiled core answers as the Python modules do, which are the definition; and an install does without it."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.generate import COMMON, KINDS, city_stock, coined, company, directory, write_callers
from leadcli.domain.frozen import replace
from leadcli.names import Name, Word, parse
from leadcli.names.acronyms import acronyms
from leadcli.native import core
from leadcli.resolution.comparison.figures import FIGURES, PLACE
from leadcli.resolution.comparison.pair import Batch, compare, compare_by_core, configured, readings
from leadcli.resolution.compiled.label_records import read_label, write_label, write_name
from leadcli.resolution.directory.labels import Label
from leadcli.resolution.scoring.boosted_trees import LEAF, Trees, core_tables, for_core, model, probability
from leadcli.resolution.scoring.competition import COMPETITION, competition
from leadcli.resolution.scoring.ranking import Scored, precedence, rank, ranked
from leadcli.resolution.scoring.shortlist import circumstance, cities_maybe

needs_core = pytest.mark.skipif(core is None, reason="NO COMPILED CORE: it was not compared (no C compiler at install)")
letters = st.text("aeioubdtgkzsvfxqnm9", max_size=14)
LONG = 70  # letters that one machine word cannot hold
MODEL = (*FIGURES, *COMPETITION)  # what a model asks


@needs_core
@given(letters, letters, st.integers(1, 1 + LONG // 2))
def test_words(a: str, b: str, times: int) -> None:
    """How alike two words are, as words and as texts, whatever their letters."""
    for one, other in ((a, b), (a, a[1:]), (a[:7] + b[:2], a[:9]), (a * times + b, a * times)):
        if one and other:
            ours, theirs = (Name(text, (Word(text, text, text, "core", 1.0),)) for text in (one, other))
            assert same_as_python(ours, [labelled(theirs)], "", rarity_of, False, SMALL) is not None


# --- names ------------------------------------------------------------------------------------------------------------
EXTRAS = (
    "ООО", "ИП", "АО", "№ 7", "№ 12", "г. Калуга", "Калужский", "в Москве", "филиал", "Сервис", "группа компаний", "II",
    "Ltd",
)  # fmt: skip
HAND = (
    "ЯШЗ", "Ярославский шинный завод", "Yaroslavl Tyre Plant", "YTP", "ТихвинХимМаш", "Тихвин хим маш", "И. И. Иванов",
    "ИП Иванов Иван", "МТС", "MTC", "Metsä Board", "Мется Борд", "ГКБ 1", "городская клиническая больница № 1",
    "по рекомендации Смирнова: Ромашка", "Хемофарм, лаборатория, Анна", "Школа № 1534 в Казани", "Нижегородский хлеб",
    "Белгородский хлеб", "3М", "36,6", "Ёлочка", "Группа компаний", "Компания", "а", "", "ß", "株式会社", "ок" * 130,
    " ".join(["слово"] * 45), " ".join(["слово"] * 70), "Завод, склад, завод, склад", "Метсо Метсо Метсо",
)  # fmt: skip
LABELS = 20


def written(rng: random.Random, cities: list[str]) -> str:
    """A name as somebody may write it, with what may stand around it."""
    text = company(rng, cities) if rng.random() < 0.8 else f"{coined(rng)} {rng.choice(COMMON)}"
    for _ in range(rng.choice((0, 0, 1, 2))):
        parts = [text, rng.choice(EXTRAS)]
        rng.shuffle(parts)
        text = rng.choice((" ", " ", ", ")).join(parts)
    return text


def label_of(text: str, number: int, rng: random.Random, cities: list[str], words: list[str]) -> Label:
    """A label with that text, whose card explains some of some words."""
    told, near = (frozenset(word for word in words if rng.random() < share) for share in (0.2, 0.1))
    group = f"g{number % 5}" if rng.random() < 0.4 else ""
    client = "" if group and rng.random() < 0.7 else f"c{number}"
    family = f"group:{group}" if group else f"client:{client}"
    name = replace(parse(text), variants=())
    kind: Any = "client" if client else rng.choice(("group", "group_alias", "brand"))
    return Label(kind, text, name, client, group, family, tuple(cities[1 : rng.choice((1, 2, 4))]), told, near)


def random_model(rng: random.Random, trees: int = 30, leaves: int = 9) -> Trees:
    """Trees that ask anything."""
    roots: list[int] = []
    figure, threshold, left, value = [], [], [], []
    for _ in range(trees):
        roots.append(len(figure))
        free = [len(figure)]
        for row, made in ((figure, LEAF), (threshold, 0.0), (left, LEAF)):
            row.append(made)
        while len(free) < leaves:
            node = free.pop(rng.randrange(len(free)))
            figure[node], threshold[node], left[node] = rng.randrange(len(MODEL)), rng.random(), len(figure)
            free += (len(figure), len(figure) + 1)
            figure += (LEAF, LEAF)
            threshold += (0.0, 0.0)
            left += (LEAF, LEAF)
    value = [rng.uniform(-1, 1) for _ in figure]
    return Trees(MODEL, -0.3, tuple(roots), tuple(figure), tuple(threshold), tuple(left), tuple(value))


SMALL = random_model(random.Random(1), 2, 3)


def test_the_model_of_the_core_is_that_of_the_file() -> None:
    assert for_core() == core_tables(model())


def labelled(name: Name) -> Label:
    """A card of that name."""
    return Label("client", name.raw, name, "c", "", "client:c")


# What is asked of a label before it is read: of the core's answer itself.
OF_BATCH = ("family", "whose", "writing", "whole", "added", "hows", "said", "unsaid")


def same_as_python(
    ours: Name, labels: list[Label], city: str, rarity: Callable[[str], float], deep: bool, model: Trees
) -> Batch | None:
    """What the core finds, after it was found to be what Python does; None where it leaves it to Python."""
    likely = [(number, (number * 7 % 10) / 10) for number in range(len(labels))]
    maybe = cities_maybe(ours)
    directory: Any = SimpleNamespace(labels=labels, rarities={}, rarity=rarity, packed={})
    batch = compare_by_core(ours, likely, directory, (city, maybe), deep, core_tables(model))
    if batch is None:
        return None
    caller = readings(ours)
    found = [
        compare(caller, labels[n], share, circumstance(labels[n], city, maybe), rarity, deep) for n, share in likely
    ]
    leads = competition([one.figures for one in found], [one.label.family for one in found], PLACE)
    expected = []
    for number, (one, lead) in enumerate(zip(found, leads, strict=True)):
        told = (ours.raw, labels[number].text, deep)
        row = [*one.figures, *lead]
        assert dict(zip(MODEL, batch.figures(number), strict=True)) == dict(zip(MODEL, row, strict=True)), told
        assert batch.name(number) == one.name, told
        assert batch.alignment(number) == one.alignment, told
        assert batch.scores[number] == probability(model.log_odds(row)), told
        plain, later = (
            Scored(one.label, one.name, one.alignment, row, batch.scores[number]),
            Scored.later(batch, number),
        )
        assert batch.order(number) == precedence(plain), told
        assert {own: getattr(later, own) for own in OF_BATCH} == {own: getattr(plain, own) for own in OF_BATCH}, told
        for least in (0.0, 0.9, 1.0):
            assert later.explained(least) == plain.explained(least), (told, least)
        expected.append(plain)
    assert [one.label for one in ranked(batch)] == [one.label for one in rank(expected)]
    return batch


@needs_core
@pytest.mark.parametrize("seed", range(24))  # small ones, so that each is quick to show a fault to
def test_compare(seed: int) -> None:
    """Pairs that are alike, related or strangers, with and without the dictionary, cities, cards that explain."""
    rng = random.Random(seed)
    cities, model = city_stock(), random_model(rng)
    asked = by_core = 0
    for _ in range(10):
        texts = [rng.choice(HAND) if rng.random() < 0.15 else written(rng, cities) for _ in range(LABELS)]
        heard = rng.choice(HAND) if rng.random() < 0.15 else rng.choice(texts)
        if rng.random() < 0.7:
            heard = KINDS[rng.choice(list(KINDS))](rng, heard)
        if rng.random() < 0.3:
            heard = f"{heard} {rng.choice(EXTRAS)}"
        ours = parse(heard, note=rng.random() < 0.7)
        words = [text for word in ours.words for text in (word.stem, word.fold)]
        labels = [label_of(text, number, rng, cities, words) for number, text in enumerate(texts)]
        city = rng.choice((*cities[:3], ""))
        batch = same_as_python(ours, labels, city, rarity_of, rng.random() < 0.1, model)
        asked, by_core = asked + 1, by_core + (batch is not None)
    assert by_core > 0.6 * asked  # names that are too long are left to Python


def rarity_of(word: str) -> float:
    return 0.15 + (sum(map(ord, word)) % 18) / 20


ROOTS = (
    "вагоностроительный", "гидрометаллургический", "теплоэнергомаш", "водоактив", "юг", "им", "завод", "steel", "xerox",
    "группа",
)  # fmt: skip


@needs_core
def test_acronyms_of_compounds() -> None:
    """Every acronym of some words and what is nearly one: the core, which looks first whether it may be one, agrees."""
    rng, found = random.Random(7), 0
    for _ in range(100):
        words = rng.sample(ROOTS, rng.randint(2, 5))
        name = replace(parse(" ".join(words)), variants=())
        for said in sorted(acronyms(words))[:12]:
            at = rng.randrange(len(said))
            for text in (said, said[:at] + rng.choice("аовмтэх") + said[at + 1 :], said[:at] + said[at + 1 :]):
                batch = same_as_python(parse(text), [labelled(name)], "", rarity_of, False, SMALL)
                found += batch is not None and "acronym" in batch.alignment(0).hows
    assert found > 200


PARTS = ("хим", "маш", "сталь", "юг", "пром", "рус", "агро", "нефть", "газ", "трак", "вода", "тех")


@needs_core
def test_glued_writings() -> None:
    """Words written together, and what is nearly so, letters less, more or others: the core agrees on each."""
    rng, found = random.Random(8), 0
    for _ in range(30):
        words = rng.sample(PARTS, rng.randint(2, 6))
        whole, name = "".join(words), replace(parse(" ".join(words)), variants=())
        at, size = rng.randrange(len(whole)), rng.randint(1, 6)
        other = replace(parse(" ".join([*words[1:], "завод", words[0]])), variants=())
        for text in (whole, whole[:at] + whole[at + size :], whole[:at] + "оваренка"[:size] + whole[at:],
                     f"б{whole[1:]}", f"{whole[:-1]}б", f"б{whole[1:-1]}б", "".join(words[:-1])):  # fmt: skip
            if text:
                batch = same_as_python(parse(text), [labelled(name), labelled(other)], "", rarity_of, False, SMALL)
                same_as_python(name, [labelled(parse(text))], "", rarity_of, False, SMALL)
                found += batch is not None and "glued" in batch.alignment(0).hows
    assert found > 30


COMPETING = (
    "Заря", "Заря", "Зоря", "Восток", "Востоков", "Заревосток", "Востокбанк", "Банк", "ЗВ", "ЗВБ", "ВБ", "Новый",
    "Новая", "М", "В", "Северный", "Север", "НЗ", "7", "Zarya", "ЗаряВосток", "Хим", "Маш", "Пром", "Химмаш",
    "Химпроммаш", "ХМП",
)  # fmt: skip


@needs_core
@pytest.mark.parametrize("seed", range(6))
def test_words_that_compete(seed: int) -> None:
    """A word that is like one, like several together, and the initials of others: the core chooses as Python does."""
    rng = random.Random(f"competing {seed}")
    for number in range(16):
        texts = [" ".join(rng.choices(COMPETING, k=rng.randint(1, 4))) for _ in range(9)]
        labels = [labelled(replace(parse(text), variants=())) for text in texts]
        said = rng.choice(texts).split() + rng.choices(COMPETING, k=rng.randint(0, 2))
        rng.shuffle(said)
        glued = "".join(f"{word}{rng.choice((' ', ' ', ''))}" for word in said)
        same_as_python(parse(glued, note=number % 2 > 0), labels, "", rarity_of, False, SMALL)


# --- records ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [*HAND, 'ООО "Обратная \\ Косая"', "Смайл 😀 Строй", "ИП Иванов И. И.", "Калуга (Мется)", "😀 Строй", "é" * 200],
)
def test_a_label_is_read_as_it_was_written(text: str) -> None:
    name = parse(text)
    for one in (replace(name, variants=()), *name.variants):
        label = Label(
            "client", text, one, "c1", "\ud800", "client:c1", ("Омск",), frozenset({"omsk"}), frozenset({"a", text})
        )
        found = read_label(write_label(label))
        assert found.text == text
        assert found == label
        assert (found.name.raw, found.cities, found.told, found.near) == (one.raw, ("Омск",), {"omsk"}, {"a", text})


@needs_core
def test_a_record_cut_anywhere_is_left_to_python() -> None:
    name = replace(parse("ИП Иванов И. И., г. Калуга, Metsä № 7"), variants=())
    label = Label("alias", name.raw, name, "c1", "g1", "group:g1", ("Омск",), frozenset({"omsk", "б"}))
    record = write_label(label)
    left = [asked_of_core(record[:end]) is None for end in range(len(record) + 1)]
    needed = left.index(False)  # what stands behind the places is for Python alone
    assert not any(left[needed:])
    assert needed > record.index("Калуга".encode())


@needs_core
@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_record_harms_nobody(seed: int) -> None:
    """Whatever stands in a record, the core answers or leaves it; reads nothing beyond it, or fails."""
    rng = random.Random(seed)
    for _ in range(200):
        name = replace(parse(rng.choice(HAND)), variants=())
        record = bytearray(
            write_label(Label("client", "x", name, "c", "g", "f", ("Омск",), frozenset("ab"), frozenset("c")))
        )
        for _ in range(rng.choice((1, 3, 30))):
            record[rng.randrange(len(record))] = rng.randrange(256)
        try:
            found = asked_of_core(bytes(record))
        except UnicodeDecodeError:  # what is no text is said where Python is asked about it
            continue
        assert found is None or len(found) == 3


def asked_of_core(record: bytes) -> Any:
    """What the core itself answers for one label's record."""
    caller = (write_name(parse("Мется Иванов № 7")), write_name(parse("ЯШЗ Калуга")))
    return configured()(caller, [record], [(0, 1.0)], {}, lambda fold: 0.5, b"", b"", False, core_tables(SMALL))


# --- the whole --------------------------------------------------------------------------------------------------------
CALLERS = int(os.environ.get("LEADCLI_NATIVE_CALLERS", "120"))


@needs_core
def test_a_batch_answers_alike_with_and_without(tmp_path: Path) -> None:
    directory(tmp_path, 300, seed=21)
    odd = [
        "ООО «Смайл 😀 Строй»",
        'ООО "Обратная \\ Косая"',
        "株式会社 Ромашка",
        " ".join(["Длинное слово"] * 40),
        "Ñandú Café",
    ]
    with (tmp_path / "data" / "clients.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((f"odd{n}", name, "", "Калуга", "") for n, name in enumerate(odd))
    write_callers(tmp_path, CALLERS, seed=22)
    with (tmp_path / "callers.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((f"odd{n}", name.replace("т", "д"), "", "", "", "") for n, name in enumerate(odd))
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    answers = {
        subprocess.run(
            [sys.executable, "-m", "leadcli", "match", "callers.csv", "--json", "--workers", "1"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "LEADCLI_NATIVE": native, "LEADCLI_COMPILE": how},
            capture_output=True,
            check=True,
        ).stdout
        for native in ("never", "")
        for how in ("never", "always")
    }
    assert len(answers) == 1
    lines = [json.loads(line) for line in answers.pop().splitlines()]
    assert len(lines) == CALLERS + len(odd)
    weights = [reason["weight"] for line in lines for found in line["candidates"] for reason in found["evidence"]]
    assert weights == [round(weight, 3) for weight in weights]
