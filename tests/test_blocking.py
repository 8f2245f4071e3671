"""Blocking: the keys of a name, the index in memory and in a file, and the candidates, by Python and by the core."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generate import city_stock, directory, write_callers
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import replace
from leadcli.ledger.codec import canonical
from leadcli.names import Name, Word, parse
from leadcli.native import core
from leadcli.resolution.blocking import candidates as blocking
from leadcli.resolution.blocking.candidates import KEYED, MOST, TIES, candidates
from leadcli.resolution.blocking.index import COMMON, Borne, Index, MemoryIndex, label_keys
from leadcli.resolution.blocking.keys import (
    BONES,
    GRAM,
    LEAST_WHOLE,
    LETTERS,
    PLACED,
    WHOLE,
    WORD,
    _letter_keys,
    consonants,
    key,
    mark_of,
    name_keys,
)
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.resolution.compiled.index_records import Layout, keys_of
from leadcli.resolution.compiled.label_records import _number, _Reader
from leadcli.resolution.compiled.stored_index import StoredIndex
from leadcli.resolution.decision.recognition import who_is
from leadcli.resolution.directory.added_cards import (
    packed,
    packed_readings,
    readings_of,
    split,
    unpacked_readings,
)
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.joined_directory import with_cards
from leadcli.resolution.directory.labels import Label
from leadcli.resolution.directory.later_answers import with_answers
from leadcli.rulings.memory import names_of
from leadcli.workspace.opening import open_workspace

needs_core = pytest.mark.skipif(core is None, reason="NO COMPILED CORE: it was not compared (no C compiler at install)")
folded = st.text("aeiomtsrkzldnvg", min_size=2, max_size=14)


# --- keys -------------------------------------------------------------------------------------------------------------
@given(folded, st.integers(0, 30))
def test_a_letter_dropped_leaves_a_key(word: str, at: int) -> None:
    at %= len(word)
    if len(consonants(word)) > LEAST_WHOLE:
        assert set(name_keys(named(word))) & set(name_keys(named(word[:at] + word[at + 1 :])))


@given(folded, st.integers(0, 30))
def test_a_blank_leaves_all_keys_of_letters(word: str, at: int) -> None:
    at %= len(word)
    apart = [part for part in (word[:at], word[at:]) if part]
    assert {k for k in name_keys(named(word)) if k >> 32 == LETTERS} <= set(name_keys(named(*apart)))


def named(*words: str) -> Name:
    return Name("", tuple([Word(word, word, word, "core", 1.0, 0) for word in words]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ТихвинХимМаш", "Тихвин хим маш"),
        ("Барс", "Борс"),
        ("Вега", "Вепа"),
        ("Рассветторг", "Рассвет-торк"),
        ("Metso", "Метсо"),
        ("KPS", "HPS"),
    ],
)
def test_writings_share_keys(one: str, other: str) -> None:
    assert set(name_keys(parse(one))) & set(name_keys(parse(other)))


@pytest.mark.parametrize(
    ("said", "card"),
    [("M&S", "Marks and Spencer"), ("ЯШЗ", "Ярославский шинный завод"), ("Ярославский шинный завод", "ЯШЗ")],
)
def test_initials_are_found(said: str, card: str) -> None:
    (label,) = labels_of([card], [""], [0])
    heard = blocking.asked(parse(said), "")
    assert set(label_keys(label)) & set(heard.others)


def test_a_key_of_anything() -> None:
    assert key(WORD, "\ud800") >> 32 == WORD
    assert name_keys(parse("")) == name_keys(parse(" "))
    assert len(name_keys(parse("я" * 3_000))) < 3_100


# --- the index --------------------------------------------------------------------------------------------------------
NAMES = (
    "Ромашка",
    "ООО «Ромашка»",
    "Ромашка Юг",
    "Вектор",
    "ВТБ",
    "Банк ВТБ",
    "Школа № 7",
    "Metso",
    "Метсо Калуга",
    "",
)


def labels_of(names: Sequence[str], cities: Sequence[str], families: Sequence[int]) -> list[Label]:
    return [
        Label("client", name, parse(name), f"c{n}", "", f"client:{family}", (city,) if city else ())
        for n, (name, city, family) in enumerate(zip(names, cities, families, strict=False))
    ]


@pytest.mark.parametrize("word", ["я", "яш", "яшма", "яшмов", "яшмовый", "jas", "jasp", "jaspe", "jasper"])
def test_a_word_has_a_key_for_each_place_where_letters_begin(word: str) -> None:
    runs = [word[at : at + GRAM] for at in range(len(word)) if at == 0 or at + GRAM <= len(word)]
    assert _letter_keys(word) == [key(LETTERS, run) for run in runs]


@pytest.mark.parametrize(
    ("word", "of_word", "of_whole", "short"),
    [
        ("p", 0, 1, 1),  # one consonant tells nothing of a word
        ("pt", 1, 1, 2),
        ("ptk", 1, 4, 3),  # of a whole name of three consonants any may be missing
        ("ptkf", 5, 5, 4),  # and of a word of four
        ("patak", 1, 4, 5),
        ("pataka", 1, 4, 0),  # of a name of six letters none may be another
        ("ptkfxspt", 9, 9, 0),
        ("ptkfxs" * 2 + "ptkf", 17, 17, 0),  # of sixteen consonants any may be missing
        ("ptkfxs" * 2 + "ptkfx", 1, 1, 0),
    ],
)
def test_of_so_many_consonants_any_may_be_missing(word: str, of_word: int, of_whole: int, short: int) -> None:
    bones = [one for one in name_keys(named(word)) if one >> 32 == BONES]
    assert len(bones) == of_word + of_whole + short


@pytest.mark.parametrize(("count", "told"), [(COMMON - 1, COMMON - 1), (COMMON, COMMON), (COMMON + 1, 0)])
def test_a_word_that_too_many_bear_tells_of_none(count: int, told: int) -> None:
    index = MemoryIndex(labels_of(["Яшма"] * count, [""] * count, range(count)))
    families, labels = Borne(index).get(parse("Яшма").words[0].fold)
    assert (families, len(labels)) == (count, told)


@pytest.mark.parametrize("value", [0, 1, 127, 128, 129, 255, 256, 16_383, 16_384, 2_097_152])
def test_a_number_of_a_record_is_read_as_it_was_written(value: int) -> None:
    reader = _Reader(_number(value) + b"\x05\x06")
    assert (reader.number(), reader.byte(), reader.byte()) == (value, 5, 6)
    assert len(_number(value)) == max(1, -(-value.bit_length() // 7))  # seven bits a byte


@settings(max_examples=20)
@given(
    st.lists(
        st.sampled_from(("Ромашка Юг", "Metso", "ЯШЗ", "Ярославский шинный завод", "株式会社", "7", "")), max_size=4
    )
)
def test_keys_that_are_packed_come_back_as_they_were(names: list[str]) -> None:
    readings = tuple(each for name in names for each in readings_of(parse(name, note=True)))
    assert unpacked_readings(packed_readings(readings)) == readings
    keyed = [(each.own, place) for place, each in enumerate(readings)]
    assert [(keys.tolist(), step) for keys, step in split(packed(keyed))] == keyed


class Rows(list[bytes]):
    """Records as a table of a file."""

    place = (0, 0, 0)
    file = None


def stored(labels: Sequence[Label], chunk: int) -> StoredIndex:
    parts = [keys_of(labels[first : first + chunk]) for first in range(0, len(labels), chunk)]
    layout = Layout(iter(parts), sum(len(part.kinds) for part in parts))
    assert layout.families == len({label.family for label in labels})
    tables = Rows(layout.records(0, layout.buckets)), Rows(layout.many_records(0, layout.many))
    keys = sum(int.from_bytes(bucket[:4], "little") for bucket in tables[0])
    assert 8 * layout.buckets <= max(8, keys) < 16 * layout.buckets, "a bucket holds eight keys, or a few more"
    return StoredIndex(*tables, len(labels))  # type: ignore[arg-type]


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=30),
    st.lists(st.sampled_from(("Омск", "Калуга", "")), min_size=30, max_size=30),
    st.lists(st.integers(0, 4), min_size=30, max_size=30),
    st.integers(1, 9),
)
def test_the_index_of_chunks_is_that_of_all(
    names: list[str], cities: list[str], families: list[int], chunk: int
) -> None:
    labels = labels_of(names, cities, families)
    memory, found = MemoryIndex(labels), stored(labels, chunk)
    for each in {k for label in labels for k in label_keys(label)}:
        assert plain(found, each) == plain(memory, each)
        for kind in range(PLACED + 1):  # one CRC, another kind
            other = kind << 32 | each & 0xFFFFFFFF
            assert found.total(other) == memory.total(other)
    assert found.find(key(WORD, "небывалый")) is memory.find(key(WORD, "небывалый")) is None


def plain(index: Index, each: int) -> tuple[Any, ...]:
    found = index.find(each)
    assert found is not None
    assert index.total(each) == found.total
    return (*found[:3], *map(list, index.labels(found)))


def test_very_many_labels_of_a_key_are_counted_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a name the first are kept, of a word none."""
    monkeypatch.setattr("leadcli.resolution.blocking.index.KEPT", 5)
    labels = labels_of(["Ромашка"] * 8, ["Омск"] * 8, range(8))
    memory, found = MemoryIndex(labels), stored(labels, 3)
    for each in {k for label in labels for k in label_keys(label)}:
        told = plain(found, each)
        assert told == plain(memory, each)
        assert (told[1], len(told[3])) == (8, 5 if each >> 32 >= WHOLE else 0)


def test_what_is_remembered_of_keys_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadcli.resolution.compiled.stored_index.REMEMBERED", 3)
    labels = labels_of(NAMES, ["Омск"] * len(NAMES), range(len(NAMES)))
    memory, found = MemoryIndex(labels), stored(labels, 3)
    for each in [k for label in labels for k in label_keys(label)]:
        assert [found.total(each), found.total(each)] == [memory.total(each)] * 2
        assert 0 < len(found._totals) <= 3


# --- candidates -------------------------------------------------------------------------------------------------------
def namesakes(folder: Path, cities: Sequence[str]) -> Directory:
    """A directory of cards of one name, each in another city, and of one that is like them."""
    rows = [f"c{n},ООО «Ромашка»,{city}" for n, city in enumerate(cities)] + ["x,ООО «Рамшика»,Омск"]
    (folder / "data").mkdir()
    (folder / "data" / "managers.yaml").write_text("- name: Анна\n", encoding="utf-8")
    (folder / "data" / "clients.csv").write_text("id,name,city\n" + "\n".join(rows) + "\n", encoding="utf-8")
    shutil.copy(ROOT / "rules.yaml", folder)
    own = open_workspace(folder, compiled=False).directory
    assert own is not None
    return own


def test_namesakes_leave_room_and_those_of_the_city_come_first(tmp_path: Path) -> None:
    """Of forty cards of one name, a few are compared with a caller who says another one: those in its city."""
    cities = city_stock()[:40]
    own = namesakes(tmp_path, cities)
    for city in cities[20:23]:
        near = [own.labels[n] for n, _ in candidates(own, parse("Ромашкан"), city)]
        assert near[0].cities == (city,)
        assert sum(label.text == "ООО «Ромашка»" for label in near) == TIES
        same = [own.labels[n] for n, _ in candidates(own, parse("Ромашка"), city)]
        assert same[0].cities == (city,)
    near, same = (candidates(own, parse(name), "") for name in ("Ромашкан", "Ромашка"))
    assert sum(own.labels[n].text == "ООО «Ромашка»" for n, _ in near) == 3, "of forty that are alike"
    assert sum(own.labels[n].text == "ООО «Ромашка»" for n, _ in same) == 10 + 3, "ten bear the very name"


def test_ten_of_one_name_are_all_compared_wherever_the_caller_is(tmp_path: Path) -> None:
    cities = city_stock()[:KEYED]
    own = namesakes(tmp_path, cities)
    same = [own.labels[n] for n, _ in candidates(own, parse("Ромашка"), cities[3])]
    assert {city for label in same if label.text == "ООО «Ромашка»" for city in label.cities} == set(cities)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[ParsedCaller]]:
    """A compiled directory, with many of one name and with odd ones, and callers."""
    folder = tmp_path_factory.mktemp("candidates")
    directory(folder, 3_000, seed=31)
    odd = ["ООО «Смайл 😀 Строй»", "株式会社 Ромашка", " ".join(["Длинное слово"] * 40), "Ñandú Café", "3М", "Q" * 300]
    odd += ["Группа компаний Вектор", "Компания Вектор-Юг", "Филиал Заря Восток", "Торговая группа Заря"]
    many = [("ООО «Ромашка»", city) for city in city_stock()[:40]]
    with (folder / "data" / "clients.csv").open("a", encoding="utf-8", newline="") as file:
        rows = [*((name, "Калуга") for name in odd), *many]
        csv.writer(file).writerows((f"odd{n}", name, "", city, "") for n, (name, city) in enumerate(rows))
    shutil.copy(ROOT / "rules.yaml", folder)
    write_callers(folder, 900, seed=32)
    with (folder / "callers.csv").open(encoding="utf-8", newline="") as file:
        callers = [Caller(row["caller"], city=row["city"]) for row in csv.DictReader(file)]
    callers += [Caller(name, city=city) for name, city in (*many[:3], ("Рамашка", many[4][1]), ("Ромашка", ""))]
    callers += [Caller(f"{name}{end}") for name in (*odd, "", "\ud800", "а") for end in ("", "а", " Омск")]
    return folder, [parse_caller(caller) for caller in callers]


def opened(folder: Path, how: bool, mapped: bool = False) -> Directory:
    workspace = open_workspace(folder, compiled=how)
    assert workspace.directory is not None
    if mapped:
        assert workspace.tables is not None
        workspace.tables.map_whole()
    return workspace.directory


@needs_core
def test_candidates_of_memory_file_and_core(
    compiled: tuple[Path, list[ParsedCaller]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    monkeypatch.setattr(blocking, "BUDGET", 300)  # so that it is used up
    folder, callers = compiled
    memory, read, mapped = opened(folder, False), opened(folder, True), opened(folder, True, True)
    found = 0
    for heard in callers:
        answer = candidates(mapped, heard.name, heard.city)
        assert answer == candidates(read, heard.name, heard.city) == candidates(memory, heard.name, heard.city), heard
        assert len({number for number, _ in answer}) == len(answer) <= MOST
        assert [share for _, share in answer] == sorted((share for _, share in answer), reverse=True)
        found += len(answer)
    assert found > 10 * len(callers)


@needs_core
@pytest.mark.parametrize("budget", [blocking.BUDGET, 300])
def test_candidates_among_cards_beside_a_file(
    compiled: tuple[Path, list[ParsedCaller]], monkeypatch: pytest.MonkeyPatch, budget: int
) -> None:
    """The core, which looks into the file alone, finds what Python finds among all; so the answers are alike, too."""
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    monkeypatch.setattr(blocking, "BUDGET", budget)
    folder, callers = compiled
    read, mapped = opened(folder, True), opened(folder, True, True)
    rng, cities, of_those = random.Random(5), city_stock()[:40], 0
    for heard in [*rng.sample(callers[:900], 60), *callers[900:]]:
        name = heard.caller.name.replace("\ud800", "")
        names = rng.sample([name, name.upper(), f"{name} Юг", "Ромашка", "Рамашка", *[name] * 9], rng.randrange(1, 13))
        cards = [
            Client(f"row:{n}", text, city=rng.choice((*cities, heard.city)), group=rng.choice(("", "", "g1")))
            for n, text in enumerate(names)
        ]
        known = {card.id: names_of(card, read.book) for card in cards}  # as the ledger keeps them
        joined = [
            with_cards(one, one.book.with_cards({card.id: card for card in cards}), cards, said)
            for one, said in ((mapped, {}), (read, {}), (mapped, known), (read, known))
        ]
        answer, *others = (candidates(one, heard.name, heard.city) for one in joined)
        assert others == [answer] * 3, (heard, names)
        assert len({canonical(who_is(heard.caller, one)) for one in joined}) == 1, (heard, names)
        of_those += sum(number >= len(read.labels) for number, _ in answer)
    assert of_those > 100


@needs_core
def test_candidates_among_cards_beside_answers_beside_a_file(
    compiled: tuple[Path, list[ParsedCaller]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was answered since a directory was compiled, and clients that the ledger knows, stand beside one file."""
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    folder, callers = compiled
    read, mapped = opened(folder, True), opened(folder, True, True)
    rng, own, of_both = random.Random(7), next(iter(read.book.clients)), [0, 0]
    for heard in rng.sample(callers[:900], 40):
        name = heard.caller.name
        cards = [Client(f"row:{n}", text) for n, text in enumerate(rng.sample([name, f"{name} Юг", "Ромашка"], 2))]
        laid = []
        for one in (mapped, read):
            card = replace(one.book.clients[own], aliases=(f"{name} Юг",))
            answered = with_answers(one, one.book.with_cards({own: card}), [(f"{name} Юг", own, "", True)])
            laid.append(with_cards(answered, answered.book.with_cards({card.id: card for card in cards}), cards))
        answer, wanted = (candidates(one, heard.name, heard.city) for one in laid)
        assert answer == wanted, name
        assert who_is(heard.caller, laid[0]) == who_is(heard.caller, laid[1]), name
        found = [laid[0].labels[number].client_id for number, _ in answer]
        of_both = [of_both[0] + found.count(own), of_both[1] + sum(one.startswith("row:") for one in found)]
    assert min(of_both) > 30


@needs_core
@pytest.mark.parametrize("seed", range(12))
def test_candidates_of_a_damaged_file(
    seed: int, compiled: tuple[Path, list[ParsedCaller]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The core leaves it to Python wherever a record is not as it was written, and never reads beyond the file."""
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    folder, callers = compiled
    own = opened(folder, True, True)
    rng = random.Random(seed)
    data = bytearray(next((folder / ".leadcli").glob("*.tables")).read_bytes())
    flips = (1, 300, 20_000)[seed % 3]
    for _ in range(flips):
        data[rng.randrange(len(data))] = rng.randrange(256)
    if seed % 4 == 0:
        del data[rng.randrange(len(data)) :]
    spoilt = bytes(data)
    answers = {id(heard): candidates(own, heard.name, heard.city) for heard in callers}
    left = 0
    for heard in rng.sample(callers, 60):
        readings = [blocking.asked(reading, heard.city) for reading in (heard.name, *heard.name.variants)]
        index = SimpleNamespace(mapped=spoilt, place=own.index.place, beside=None)
        answer = blocking.by_core(index, readings, mark_of(heard.city))
        left += answer is None
        assert answer is None or answer == answers[id(heard)]
    if flips == 1 and seed % 4:
        assert left < 30  # of what is whole it answers
    if flips == 20_000:
        assert left > 30
