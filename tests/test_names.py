"""Names taken apart: a table of cases for each craft, and what must hold for any text."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from conftest import read_yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.domain.frozen import replace
from leadcli.fields.domains import company_domain
from leadcli.fields.identifiers import clean, find_identifiers
from leadcli.names import Name, city_of, fold, in_other_layout, parse, tables
from leadcli.names.geography import country_code
from leadcli.names.scripts import digits_repaired, look_alike, one_script, other_layout, plain, plain_of_any
from leadcli.names.transcription import languages, transcribed


def table(name: str) -> list[Any]:
    rows: list[Any] = read_yaml(Path(__file__).parent / "names" / f"{name}.yaml")
    return rows


@pytest.mark.parametrize(("one", "other"), table("fold"))
def test_rival_writings_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), table("apart"))
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("case", table("parse"), ids=lambda case: case["raw"])
def test_a_name_is_taken_apart(case: dict[str, Any]) -> None:
    name = parse(case["raw"], case.get("note", False))
    got = {
        "core": " ".join(word.text for word in name.core),
        "forms": " ".join(form.kind for form in name.forms),
        "places": " ".join(mention.name for mention in name.places if mention.strong or mention.adjective),
        "numbers": " ".join(name.numbers),
    }
    wanted = {key: case[key] for key in got if key in case}
    assert {key: got[key] for key in wanted} == wanted


TELLING = ("core", "weak", "number")


def telling(name: Name) -> list[str]:
    """The words that tell the name, as they are written; numbers in their one writing."""
    return [word.fold if word.kind == "number" else word.text for word in name.words if word.kind in TELLING]


def readings(name: Name) -> set[tuple[tuple[str, bool], ...]]:
    """What each reading tells, folded, and which of it are numbers."""
    return {
        tuple((word.fold, word.kind == "number") for word in one.words if word.kind in TELLING)
        for one in (name, *name.variants)
    }


@pytest.mark.parametrize("case", table("notes"), ids=lambda case: case[0])
def test_a_note_says_a_name_and_who_called(case: list[str]) -> None:
    text, words, *persons = case
    name = parse(text, note=True)
    assert " ".join(telling(name)) == str(words)
    assert " ".join(word.text for word in name.words if word.kind == "person") == "".join(persons)


@pytest.mark.parametrize("text", ["Calvin Klein", "Мария Ра", "SE Ranking", "SC Group"])
def test_no_reading_is_less_than_the_name(text: str) -> None:
    """Klein, Ра and Group are other companies: a first name or a short form in front may be part of a name."""
    assert {len(reading) for reading in readings(parse(text, note=True))} == {2}


@pytest.mark.parametrize("text", table("nobody"))
def test_a_note_that_names_nobody(text: str) -> None:
    name = parse(text, note=True)
    assert name.bare
    assert not name.key
    assert not name.core


@pytest.mark.parametrize(("written", "words"), table("forms"))
def test_legal_forms_are_cut_and_never_the_whole_name(written: str, words: str) -> None:
    assert " ".join(word.text for word in parse(written).words if word.kind in TELLING) == words


@pytest.mark.parametrize(("one", "other"), table("readings"))
def test_writings_of_one_name_meet_in_a_reading(one: str, other: str) -> None:
    keys = [{"".join(word for word, _ in reading) for reading in readings(parse(text))} for text in (one, other)]
    assert keys[0] & keys[1]


@pytest.mark.parametrize("case", table("transcription"), ids=lambda case: f"{case[0]}: {case[1]}")
def test_a_foreign_name_by_ear(case: list[str]) -> None:
    """Practical transcription, and where usage goes another way."""
    language, name, russian, *differs = case
    assert (fold(transcribed(name, language)) == fold(russian)) is not bool(differs)


def test_letters_beyond_a_language_are_not_transcribed() -> None:
    assert transcribed("toyota株", "en") == "toyota株"
    for language in languages():
        assert transcribed("", language) == ""


@given(st.sampled_from(languages()), st.text(alphabet="abcdefghijklmnopqrstuvwxyzéüçşłñ", max_size=12))
def test_a_transcription_is_russian_or_the_word_itself(language: str, word: str) -> None:
    found = transcribed(word, language)
    assert found == word or all("а" <= letter <= "я" for letter in found)


@pytest.mark.parametrize(("one", "other"), table("other_numbers"))
def test_numbers_and_words_that_look_like_them_stay_apart(one: str, other: str) -> None:
    assert not readings(parse(one)) & readings(parse(other))


@pytest.mark.parametrize("name", table("cards"))
def test_a_card_typed_as_on_file_tells_the_same(name: str) -> None:
    """In one of its readings: a note's words may be a name, and a name's words a note."""
    assert readings(replace(parse(name), variants=())) <= readings(parse(name, note=True))


@pytest.mark.parametrize("name", table("plain_names"))
def test_a_name_comes_out_of_any_note(name: str) -> None:
    for note in table("around"):
        assert telling(parse(note.format(name), note=True)) == telling(parse(name)), note


def test_the_other_layout_answers_with_words_that_exist() -> None:
    known = {fold("метсо"), fold("мтс")}
    found = in_other_layout("vtncj", lambda word: word.fold in known)
    assert found is not None
    assert telling(found) == ["метсо"]
    assert in_other_layout("vtncj rfkeuf", lambda word: word.fold in known) is not None  # and a place
    for text in ("EAC", "SWE", "VVSt", "vtncj qqqq", "метсо2 abc"):
        assert in_other_layout(text, lambda word: word.fold in known) is None, text


@pytest.mark.parametrize(("typed", "meant"), table("layout"))
def test_the_other_layout(typed: str, meant: str) -> None:
    assert other_layout(typed) == meant


@pytest.mark.parametrize(("kind", "written", "value"), table("identifiers"))
def test_identifiers(kind: str, written: str, value: str | None) -> None:
    """``""``: it is not valid, and the reason is told; None: nothing is there."""
    got, reason = clean(kind, written)
    assert got == (value or "")
    assert (reason is None) == (value != "")


@pytest.mark.parametrize(("written", "domain"), table("domains"))
def test_domains(written: str, domain: str) -> None:
    assert company_domain(written) == domain


@pytest.mark.parametrize(("written", "city"), table("city"))
def test_cities(written: str, city: str) -> None:
    assert city_of(written) == city


def test_places_are_written_as_they_are_compared() -> None:
    lines = tables.rows("place_writings")
    assert lines == sorted(lines), "they are found by bisection"
    writings = [line.split("\t")[0] for line in lines]
    assert len(set(writings)) == len(writings) > 10_000
    assert [writing for writing in writings if writing != writing.casefold()] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("JP", "JP"),
        ("jp", "JP"),
        ("Япония", "JP"),
        ("Германии", "DE"),
        ("США", "US"),
        ("Белоруссия", "BY"),
        ("XX", ""),
        ("Нарния", ""),
    ],
)
def test_countries(text: str, code: str) -> None:
    assert country_code(text) == code


def test_identifiers_inside_a_note() -> None:
    found = find_identifiers("Иван, 8 495 555-01-02, ivan@firma.ru, ИНН 7708503727, Ромашка")
    assert found.values == {"phone": "+74955550102", "email": "ivan@firma.ru", "inn": "7708503727"}
    assert "Ромашка" in found.rest
    assert not any(c.isdigit() for c in found.rest)


@pytest.mark.parametrize(
    ("text", "found", "rest"),
    [
        ("ОГРН 1027700132195", {"ogrn": "1027700132195"}, ""),
        ("Лютик огрн: 1027700132195, Тверь", {"ogrn": "1027700132195"}, "Лютик  , Тверь"),
        ("1027700132195", {"ogrn": "1027700132195"}, ""),
        ("ОГРНИП 304500116000157", {"ogrn": "304500116000157"}, ""),
        ("Лютик ОГРН 1027700132196", {}, "Лютик"),  # said to be one, and misheard
        ("Лютик 1027700132196", {}, "Лютик 1027700132196"),
    ],
)
def test_an_ogrn_inside_a_note(text: str, found: dict[str, str], rest: str) -> None:
    got = find_identifiers(text)
    assert got.values == found
    assert got.rest.strip() == rest.strip()


def test_mixed_scripts() -> None:
    assert [one_script(w) for w in ("mетсo", "pжд", "iфлат", "метсо", "metso")] == [
        "метсо", "ржд", "iфлат", "метсо", "metso",
    ]  # fmt: skip
    assert look_alike("mtc") == "мтс"
    assert look_alike("метсо") == ""


def test_variants() -> None:
    name = parse("ОАО «РЖД» (Российские железные дороги)")
    assert [variant.key for variant in name.variants] == [parse("Российские железные дороги").key]
    assert parse("Ромашка (Калуга)").variants == ()
    assert [m.name for m in parse("Ромашка (Калуга)").places] == ["Калуга"]


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_is_a_name(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    name = parse(text, note=True)
    assert len(name.words) <= 24 * 2
    for word in name.words:
        assert fold(word.text) == fold(word.text)
        assert word.weight > 0


@pytest.mark.parametrize("text", ["ж" * 100_000, "а б " * 50_000, '"(' * 50_000, "-" * 100_000, "1" * 100_000])
def test_long_text_takes_no_time(text: str) -> None:
    start = time.perf_counter()
    parse(text, note=True)
    find_identifiers(text)
    assert time.perf_counter() - start < 0.3


@given(st.text('AzяЁёЯ09 "(),./&+:;-«№\u00a0\tI', max_size=300))
def test_an_easy_text_is_made_plain_as_any(text: str) -> None:
    assert plain(text) == plain_of_any(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ИНН 77О7О83893", "ИНН 7707083893"),
        ("8 (343) 336-6О-4О", "8 (343) 336-60-40"),
        ("О2", "О2"),
        ("3000 о 500", "3000 о 500"),
        ("склад 12 о поставке 45 от 12.05.2024", "склад 12 о поставке 45 от 12.05.2024"),
    ],
)
def test_letters_inside_a_long_number_are_digits(typed: str, meant: str) -> None:
    assert digits_repaired(typed) == meant
