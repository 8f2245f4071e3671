"""Numbers that are told in a text or not, by how many digits they have; and the country that one shows."""

from __future__ import annotations

import pytest

from leadcli.fields.cleaners import whole_number
from leadcli.fields.identifiers import IDENTIFIERS, PERSONAL, clean, find_identifiers
from leadcli.fields.phones import find_phones
from leadcli.fields.tax_numbers import country_of_number

# A text, the home country; the numbers that are told, and what is said to be one and is not, by kind.
TEXTS = [
    ("ИНН 1234", "RU", {}, {}),
    ("ИНН 12345", "RU", {}, {"inn": "12345"}),
    ("УП Ромашка, 100582333", "BY", {"inn": "BY100582333"}, {}),
    ("УП Ромашка, 10058233", "BY", {}, {}),
    ("ООО Ромашка, 7708503727", "RU", {"inn": "7708503727"}, {}),
    ("ООО Ромашка, 770850372", "RU", {}, {}),
    ("звоните +999 12 34 56 78", "RU", {}, {}),
    ("звоните +7 495 123-45-67", "RU", {"phone": "+74951234567"}, {}),
]


@pytest.mark.parametrize(("text", "country", "values", "invalid"), TEXTS)
def test_a_number_is_told_by_its_digits(
    text: str, country: str, values: dict[str, str], invalid: dict[str, str]
) -> None:
    found = find_identifiers(text, country)
    assert found.values == values
    assert {kind: written for kind, (written, _) in found.invalid.items()} == invalid


@pytest.mark.parametrize(
    ("kind", "value", "country"),
    [
        ("inn", "7708503727", "RU"), ("inn", "BY100582333", "BY"), ("inn", "x", None),
        ("phone", "+74951234567", "RU"), ("phone", "+79161234567", "RU"), ("phone", "+77271234567", "KZ"),
        ("phone", "+78121234567", "RU"), ("phone", "+16175550103", "US"), ("phone", "+80012345678", None),
        ("phone", "+375171234567", "BY"), ("email", "a@b.example", None),
    ],
)  # fmt: skip
def test_a_number_shows_a_country(kind: str, value: str, country: str | None) -> None:
    told = IDENTIFIERS[kind].country(value)
    assert (told and told[0]) == country


def bin_of(first: str) -> str:
    """The digit behind eleven of a Kazakh number, as its law has it: once with weights from 1, if that is 10 from 3."""
    digits = [int(each) for each in first]
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        rest = sum(a * b for a, b in zip(digits, weights, strict=True)) % 11
        if rest < 10:
            return str(rest)
    return ""


@pytest.mark.parametrize("number", range(0, 99_000, 1_100))
def test_a_kazakh_number_has_one_last_digit(number: int) -> None:
    first = f"9701400{number % 10000:04}"
    told = {last: clean("inn", first + last, "KZ")[0] for last in "0123456789"}
    assert [last for last, value in told.items() if country_of_number(value) == "KZ"] == list(bin_of(first))


@pytest.mark.parametrize(
    ("key", "number"),
    [("7", "7"), ("70", "70"), ("7.0", "7"), ("7,0", "7"), ("7.", "7."), ("7.5", "7.5"), ("a.0", "a.0"), ("0", "0")],
)
def test_an_id_that_a_spreadsheet_took_for_a_fraction_is_a_whole_number(key: str, number: str) -> None:
    assert whole_number(key) == number


@pytest.mark.parametrize(
    "text", ["1027700132195", "ОГРН 1027700132195", "OGRN 1027700132195", " ogrn: 1027700132195", "1 02 77 00132195"]
)
def test_a_register_s_number_may_have_its_word_before_it(text: str) -> None:
    assert clean("ogrn", text, "RU") == ("1027700132195", None)


def test_phones_and_addresses_are_of_persons() -> None:
    assert set(PERSONAL) == {"email", "phone"}
    assert list(find_phones("1234567890123456", "RU")) == []
