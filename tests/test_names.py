"""Names taken apart: a table of cases for each craft, and what must hold for any text."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.fields.domains import company_domain
from leadcli.fields.identifiers import clean, find_identifiers
from leadcli.names import city_of, fold, parse
from leadcli.names.geography import country_code
from leadcli.names.scripts import look_alike, one_script, other_layout, plain, plain_of_any


def table(name: str) -> list[Any]:
    rows: list[Any] = yaml.safe_load((Path(__file__).parent / "names" / f"{name}.yaml").read_text(encoding="utf-8"))
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


@pytest.mark.parametrize(("typed", "meant"), table("layout"))
def test_the_other_layout(typed: str, meant: str) -> None:
    assert other_layout(typed) == meant


@pytest.mark.parametrize(("kind", "written", "value"), table("identifiers"))
def test_identifiers(kind: str, written: str, value: str) -> None:
    got, reason = clean(kind, written)
    assert got == value
    assert (reason is None) == bool(value)


@pytest.mark.parametrize(("written", "domain"), table("domains"))
def test_domains(written: str, domain: str) -> None:
    assert company_domain(written) == domain


@pytest.mark.parametrize(("written", "city"), table("city"))
def test_cities(written: str, city: str) -> None:
    assert city_of(written) == city


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
