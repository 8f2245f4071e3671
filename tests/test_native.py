"""The compiled core answers as the Python modules do, which are the definition; and an install does without it."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.generate import COMMON, KINDS, city_stock, coined, company, directory, write_callers
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message
from leadcli.domain.places import Place
from leadcli.names import fold, parse
from leadcli.names.acronyms import acronyms
from leadcli.names.fold import write_folded
from leadcli.native import core
from leadcli.output.text import speech
from leadcli.resolution.blocking import candidates
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.resolution.comparison.pair import MENTION, compare, compare_in_python, configured
from leadcli.resolution.comparison.signals import Circumstance
from leadcli.resolution.comparison.spelling import likeness
from leadcli.resolution.compiled import card_records as records
from leadcli.resolution.compiled.card_records import write_client
from leadcli.resolution.compiled.label_records import pack, read_label, unpack, write_label
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.labels import Label
from leadcli.workspace.opening import open_workspace

needs_core = pytest.mark.skipif(core is None, reason="NO COMPILED CORE: it was not compared (no C compiler at install)")
letters = st.text("aeioubdtgkzsvfxqnmрс9ñ", max_size=14)
LONG = 70  # letters that one machine word cannot hold


@needs_core
@given(letters, letters, st.integers(1, 1 + LONG))
def test_likeness(a: str, b: str, times: int) -> None:
    compare(parse("a"), parse("b"), Circumstance(), lambda word: 1.0, {}, False)  # sets the core up
    for one, other in ((a, b), (a, a[1:]), (a[:7] + b[:2], a[:9]), (a * times + b, a * times)):
        assert core.likeness(one, other) == likeness(one, other), (one, other)


@needs_core
@given(st.text("дждтсцзьойаеиюэяыщъшжчкїґһaeck9", max_size=24))
def test_fold(word: str) -> None:
    assert fold(word) == write_folded(word)


@needs_core
@given(st.text("aeiouyjhcksztpwxqdbglr", max_size=24), st.integers(0, 70))
def test_fold_of_a_latin_word(word: str, times: int) -> None:
    for one in (word, "x" * times, f"{word}{'q' * times}"):
        assert core.fold(one) in (None, write_folded(one)), one
    assert core.fold("schwyzer") == write_folded("schwyzer")


@needs_core
@given(st.binary(max_size=400), st.integers(0, 40), st.integers(0, 2**32 - 1))
def test_crc32(data: bytes, times: int, start: int) -> None:
    for one in (data, data * times, data[1:], bytes(times)):
        assert core.crc32(one, start) == crc32(one, start)


ODD_TEXTS = (
    "ООО «Мется»",
    "a  b",
    " a",
    "b ",
    " ",
    "",
    "\u00a0",
    "\x1b[31m",
    "😀",
    "{",
    "x" * 201,
    "x" * 200,
    "\u202e",
)
values = st.one_of(
    st.text(max_size=8),
    st.sampled_from(ODD_TEXTS),
    st.integers(-5, 5),
    st.floats(-2, 2),
    st.dates(),
    st.tuples(st.text(max_size=3), st.integers(0, 3)),
    st.lists(st.text("ab ы", max_size=3), max_size=3).map(tuple),
    st.sampled_from((True, 10**250, ("a" * 150, "b" * 150), ("a" * 201, "b"))),
)


@needs_core
@given(
    st.sampled_from(("{a}: {b}", "«{a}» и {a}", "нет", "", "{a:>5}", "{{a}}", "{a!r}", "а}", "{a}, {b}, {c}. 😀")),
    values,
    values,
    st.sampled_from(("ru", "en")),
)
def test_a_sentence_is_filled_as_python_fills_it(text: str, a: Any, b: Any, language: str) -> None:
    for one, shown in (("ы", "ы"), (12, "12"), (("x", "ы"), "x, ы"), ((), "")):  # it does not leave all to Python
        assert core.fill("{a}: «{b}»", (("a", "x"), ("b", one)), 200) == f"x: «{shown}»"
    for one in ODD_TEXTS:
        for value in (one, (one, "x"), ("x", one)):
            assert len(set(outcomes(Message("{a}!", (("a", value),)), "ru"))) == 1, value
    said = Message(text, (("a", a), ("b", b), ("c", "ц")))
    assert len(set(outcomes(said, language))) == 1


def outcomes(said: Message, language: str) -> list[str]:
    """What is said with the core and without, or the fault."""
    found = []
    for given_core in (core, None):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(speech, "core", given_core)
            try:
                found.append(speech.Speech(language).say(said))
            except (ValueError, TypeError) as fault:
                found.append(type(fault).__name__)
    return found


# --- names ------------------------------------------------------------------------------------------------------------
EXTRAS = (
    "ООО",
    "ИП",
    "АО",
    "№ 7",
    "№ 12",
    "г. Калуга",
    "Калужский",
    "в Москве",
    "филиал",
    "Сервис",
    "группа компаний",
    "II",
    "Ltd",
)
HAND = (
    "ЯШЗ", "Ярославский шинный завод", "ТихвинХимМаш", "Тихвин хим маш", "И. И. Иванов", "ИП Иванов Иван", "МТС", "MTC",
    "Metsä Board", "Мется Борд", "ГКБ 1", "городская клиническая больница № 1", "по рекомендации Смирнова: Ромашка",
    "Хемофарм, лаборатория, Анна", "Школа № 1534 в Казани", "Нижегородский хлеб", "Белгородский хлеб", "3М", "36,6",
    "Ёлочка", "Группа компаний", "Компания", "а", "", "ß", "株式会社", "ок" * 130, " ".join(["слово"] * 70),
)  # fmt: skip


def written(rng: random.Random, cities: list[str]) -> str:
    """A name as somebody may write it, with what may stand around it."""
    text = company(rng, cities) if rng.random() < 0.8 else f"{coined(rng)} {rng.choice(COMMON)}"
    for _ in range(rng.choice((0, 0, 1, 2))):
        parts = [text, rng.choice(EXTRAS)]
        rng.shuffle(parts)
        text = rng.choice((" ", " ", ", ")).join(parts)
    return text


@needs_core
@pytest.mark.parametrize("seed", range(6))
def test_compare(seed: int) -> None:
    """Pairs that are alike, related or strangers, with and without the dictionary, cities, cards that explain."""
    rng = random.Random(seed)
    cities = city_stock()
    asked = by_core = paired = 0
    for _ in range(700):
        label = rng.choice(HAND) if rng.random() < 0.15 else written(rng, cities)
        heard = rng.choice(HAND) if rng.random() < 0.15 else written(rng, cities)
        if rng.random() < 0.7:
            heard = KINDS[rng.choice(list(KINDS))](rng, label)
        if rng.random() < 0.3:
            heard = f"{heard} {rng.choice(EXTRAS)}"
        ours, theirs = parse(heard, note=rng.random() < 0.7), parse(label)
        told = frozenset(word.stem for word in ours.words if rng.random() < 0.2)
        city = rng.choice((*cities[:3], ""))
        sisters = frozenset(w.stem for w in ours.words if rng.random() < 0.1)
        around = Circumstance(city, tuple(cities[1 : rng.choice((1, 2, 4))]), told, sisters, rng.random() < 0.3)
        rarities: dict[str, float] = {}

        def rarity(word: str, known: dict[str, float] = rarities) -> float:
            return known.setdefault(word, 0.15 + (sum(map(ord, word)) % 18) / 20)

        deep = rng.random() < 0.1
        for one in (ours, *ours.variants):
            expected = compare_in_python(one, theirs, around, rarity, deep)
            assert compare(one, theirs, around, rarity, rarities, deep) == expected, (heard, label, deep)
            told = configured().compare(one, theirs, around, rarities, rarity, deep, MENTION)
            asked, by_core, paired = asked + 1, by_core + (told is not NotImplemented), paired + (expected is not None)
    assert paired > 300
    assert by_core > 0.9 * asked


ROOTS = (
    "вагоностроительный",
    "гидрометаллургический",
    "теплоэнергомаш",
    "водоактив",
    "юг",
    "им",
    "завод",
    "steel",
    "группа",
)


@needs_core
def test_acronyms_of_compounds() -> None:
    """Every acronym of some words and what is nearly one: the core, which looks first whether it may be one, agrees."""
    rng, around, found = random.Random(7), Circumstance("", (), frozenset(), frozenset(), False), 0
    for _ in range(150):
        words = rng.sample(ROOTS, rng.randint(2, 5))
        label = parse(" ".join(words))
        for said in sorted(acronyms(words)):
            at = rng.randrange(len(said))
            for text in (said, said[:at] + rng.choice("аовмтэх") + said[at + 1 :], said[:at] + said[at + 1 :]):
                expected = compare_in_python(parse(text), label, around, lambda word: 1.0, False)
                assert compare(parse(text), label, around, lambda word: 1.0, {}, False) == expected, (text, words)
                found += expected is not None and "acronym" in expected[0].hows
    assert found > 300


# --- the index --------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Caller]]:
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
    return folder, callers + [Caller(f"{name}{end}") for name in (*odd, *HAND) for end in ("", "а", " Омск")]


def opened(folder: Path, mapped: bool) -> Directory:
    workspace = open_workspace(folder, compiled=True)
    assert workspace.tables is not None
    if mapped:
        workspace.tables.map_whole()
    return workspace.directory


@needs_core
def test_candidates(compiled: tuple[Path, list[Caller]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    folder, callers = compiled
    read, mapped = opened(folder, False), opened(folder, True)
    asked = by_core = found = 0
    for caller in callers:
        heard = parse_caller(caller)
        answer = candidates.candidates(mapped, heard.name, heard.city)
        assert answer == candidates.candidates_in_python(read, heard.name, heard.city), caller
        asked, found = asked + 1, found + len(answer)
        by_core += ask_core(mapped, mapped.by_word.file.mapped, heard) is not None  # type: ignore[attr-defined]
    assert found > asked
    assert by_core > 0.97 * asked


@needs_core
def test_entries_are_found_in_the_file(compiled: tuple[Path, list[Caller]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    folder, _ = compiled
    read, mapped = opened(folder, False).book, opened(folder, True).book
    given = [*read.clients]
    assert len(given) > 3_000
    assert read.groups
    for own, table, fields in (
        (mapped.clients, read.clients, records.CLIENT),
        (mapped.groups, read.groups, records.GROUP),
    ):
        file, place = own.file.mapped, own.place  # type: ignore[attr-defined]
        by_core = 0
        for key in table:
            found = records.find_entry(file, place, key, fields)
            by_core += found is not None
            assert found in (None, table[key])
            assert own[key] == table[key]
        assert by_core > 0.97 * len(table)
        for absent in ("", "нет", "\ud800", "c" * 5_000):
            assert absent not in own
            assert not records.find_entry(file, place, absent, fields)


def ask_core(own: Directory, file: Any, heard: ParsedCaller) -> list[tuple[int, float]] | None:
    told: list[tuple[int, float]] | None = candidates.configured_candidates().candidates(
        file, candidates.places(own), heard.name, heard.city, own.all_log
    )
    return told


@needs_core
@pytest.mark.parametrize("seed", range(20))
def test_candidates_of_a_damaged_file(
    seed: int, compiled: tuple[Path, list[Caller]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The core leaves it to Python wherever a record is not as it was written, and never reads beyond the file."""
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    folder, callers = compiled
    own = opened(folder, True)
    rng = random.Random(seed)
    data = bytearray(next((folder / ".leadcli").glob("*.tables")).read_bytes())
    flips = (1, 300, 20_000)[seed % 3]
    for _ in range(flips):
        data[rng.randrange(len(data))] = rng.randrange(256)
    if seed % 4 == 0:
        del data[rng.randrange(len(data)) :]
    left = 0
    for caller in rng.sample(callers, 60):
        heard = parse_caller(caller)
        answer = ask_core(own, bytes(data), heard)
        left += answer is None
        assert answer is None or answer == candidates.candidates(own, heard.name, heard.city)
    if flips == 1 and seed % 4:
        assert left < 30  # of what is whole it answers
    if flips == 20_000:
        assert left > 30


# --- the whole, and the install ---------------------------------------------------------------------------------------
@needs_core
def test_a_batch_answers_alike_with_and_without(tmp_path: Path) -> None:
    directory(tmp_path, 800, seed=21)
    odd = [
        "ООО «Смайл 😀 Строй»",
        'ООО "Обратная \\ Косая"',
        "株式会社 Ромашка",
        " ".join(["Длинное слово"] * 40),
        "Ñandú Café",
    ]
    with (tmp_path / "data" / "clients.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((f"odd{n}", name, "", "Калуга", "") for n, name in enumerate(odd))
    write_callers(tmp_path, 700, seed=22)
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
    assert len(lines) == 700 + len(odd)
    weights = [reason["weight"] for line in lines for found in line["candidates"] for reason in found["evidence"]]
    assert weights == [round(weight, 3) for weight in weights]


@needs_core
@pytest.mark.parametrize(
    "text",
    [
        *HAND,
        'ООО "Обратная \\ Косая"',
        "Смайл 😀 Строй",
        "ИП Иванов И. И.",
        "Калуга (Мется)",
        "\ud83d\ude00 Строй",
        "é" * 200,
    ],
)
def test_a_label_is_read_as_python_reads_it(text: str) -> None:
    name = replace(parse(text), variants=())
    label = Label("client", text, name, "c1", "", "client:c1", ("Омск",), frozenset({"omsk"}), frozenset({"a", text}))
    assert write_label(label) == pack(label)
    assert read_label(write_label(label)) == unpack(write_label(label)) == label


@needs_core
def test_a_label_cut_anywhere_is_left_to_python() -> None:
    name = replace(parse("ИП Иванов И. И., г. Калуга, Metsä № 7"), variants=())
    record = write_label(Label("alias", "Мется", name, "c1", "g1", "group:g1", ("Омск",), frozenset({"omsk", "б"})))
    assert [core.read_label(record[:end]) for end in range(len(record))] == [None] * len(record)


@needs_core
@pytest.mark.parametrize(
    "client",
    [
        Client("1", "ООО «Мется»", place=Place("data/clients.csv", 2)),
        Client("a/b", 'ООО "Обратная \\ Косая"', ("Смайл 😀", "", "ё"), "g", place=Place("x", 1, 2, 3)),
        Client("1", "x", city="\ud800", country="", head_office=True, place=Place("данные.xlsx", 70_000, 1)),
        Client("1", "", since=date(2024, 2, 29), last_contact=date(1999, 1, 1), extra=(("столбец", "1"), ("б", ""))),
        Client("1", "new\nline\ttab\x00", status="q" * 3000),
    ],
)
def test_an_entry_is_read_as_python_reads_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    record = write_client(client)
    asked: list[bool] = []

    class Counting:
        def read_entry(self, *given: Any) -> Any:
            found = core.read_entry(*given)
            asked.append(found is not None)
            return found

    monkeypatch.setattr(records, "core", Counting())
    assert records.read_entry(record, records.CLIENT) == client
    odd = any(letter in client.name + client.city for letter in "\n\x00\ud800")
    assert asked == [not odd]  # escapes and half letters are left to Python
    monkeypatch.setattr(records, "core", None)
    assert records.read_entry(record, records.CLIENT) == client
    monkeypatch.undo()
    for cut in range(len(record)):  # what is not whole is an error, by either
        with pytest.raises((ValueError, IndexError, TypeError)):
            records.read_entry(record[:cut], records.CLIENT)


def wheel(folder: Path, **environment: str) -> list[str]:
    """The names of the files in a wheel built here, and its tag."""
    code = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    ran: Any = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    name = ran.stdout.split()[-1]
    return [name, *zipfile.ZipFile(folder / name).namelist()]


@pytest.mark.skipif(os.name == "nt", reason="the compiler is not taken from CC here")
def test_an_install_needs_no_compiler(tmp_path: Path) -> None:
    for number, environment in enumerate(({"CC": "false"}, {"LEADCLI_NATIVE": "never"})):
        name, *files = wheel(tmp_path / str(number), **environment)
        assert name.endswith("-py3-none-any.whl")
        assert "leadcli/native/__init__.py" in files
        assert not any(file.startswith("leadcli_native") for file in files)


@needs_core
def test_an_install_with_a_compiler_has_the_core(tmp_path: Path) -> None:
    name, *files = wheel(tmp_path)
    assert not name.endswith("-any.whl")
    assert sum(file.startswith("leadcli_native") for file in files) == 1
