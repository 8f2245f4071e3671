"""The country of a card that says none: as its tax number, its phone with a country's code, or its city tells it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from leadcli.fields.phones import clean_phone, phone_country
from leadcli.fields.tax_numbers import clean_inn, country_of_number
from leadcli.names.geography import country_code, place_of


def told_country(cells: Mapping[str, object]) -> str:
    """The code of the country that a card's fields tell, as text; ``""`` where none does."""
    if text := _text(cells, "country"):
        return country_code(text)
    if (text := _text(cells, "inn")) and (number := clean_inn(text)[0]):
        return country_of_number(number)
    if (text := _text(cells, "phone")).startswith("+") and (phone := clean_phone(text)[0]):
        told = phone_country(phone)
        return told[0] if told else ""
    return _of_city(text) if (text := _text(cells, "city")) else ""


def _text(cells: Mapping[str, object], field: str) -> str:
    found = cells.get(field, "")
    return found if isinstance(found, str) else ""


@lru_cache(65536)
def _of_city(text: str) -> str:
    place = place_of(text)
    return place.country if place else ""
