"""The city that an address tells, where it is certain. Its patterns are dear, so it is loaded where a card is read."""

from __future__ import annotations

import re
from functools import lru_cache

from leadcli.names.geography import begins_a_place, city_of, find
from leadcli.names.scripts import plain

WORDS = 4  # of a town's name, fewer
_TOWN = r"(?:г|гор|город)\b\.?"
_SETTLEMENT = r"(?:пос|пгт|рп)\b\.?"
_STREET = (
    r"(?:ул|улица|пр-?т|пр-?кт|просп|проспект|пер|переулок|ш|шоссе|наб|набережная|пл|площадь|б-?р|бульвар|проезд|туп|"
    r"мкр|микрорайон|д|дом|корп|корпус|стр|строение|оф|офис|кв|пом|помещ|лит|street|str|st|avenue|ave|road|rd|blvd|"
    r"lane|suite|floor|unit|strasse|straße)\b\.?"
)
_BREAKS = re.compile(rf"[,;\n]|(?<!\s)\s+(?=(?:{_TOWN}|{_SETTLEMENT}|{_STREET})(?:\s|$))", re.IGNORECASE)
_MARKED = re.compile(rf"^(?:({_TOWN})|{_SETTLEMENT})\s*(?=\D)|(?<!\s)\s+({_TOWN})$", re.IGNORECASE)
_REGION = re.compile(r"(?<!\s)\s+\S+\s+(?:обл|область|области|край|края|р-н|район|района|респ\w*)\.?$", re.IGNORECASE)
_OF_A_STREET = re.compile(rf"(?:^|\s){_STREET}(?:\s|$)|\d", re.IGNORECASE)
_POSTAL = re.compile(
    r"^(?:[A-Z]{1,2}-)?\d{4,6}(?:\s[A-Z]{2})?\s+|(?<!\s)\s+(?:[A-Z]{2}\s+)?\d{5,6}(?:-\d{4})?$|"
    r"(?<!\s)\s+[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}$"
)


@lru_cache(maxsize=65536)
def city_in(address: str) -> str:
    """The city that an address tells, as it stands there; ``""`` where that is not certain.

    It is the part that is called a town («г. Калуга»), whatever it is; else the one part that is a known city and
    nothing besides, but for its postal code. Two cities of one standing tell nothing.
    """
    found: dict[int, dict[str, str]] = {0: {}, 1: {}, 2: {}}
    for part in _BREAKS.split(address):
        bare = _POSTAL.sub("", part.strip()).strip(" .")
        mark = _MARKED.search(bare)
        tidy = _REGION.sub("", _MARKED.sub("", bare)).strip(" .")
        words = plain(tidy).replace("-", " ").split()
        if not words or _OF_A_STREET.search(tidy):
            continue
        known = begins_a_place(words[0]) and any(
            m.kind == "city" and not m.adjective and (m.start, m.end) == (0, len(words)) for m in find(words)
        )
        if mark and len(words) < WORDS and len(tidy) > 1:
            found[0 if mark[1] or mark[2] else 2].setdefault(city_of(tidy), tidy)
        elif known:
            found[1].setdefault(city_of(tidy), tidy)
    best = next((cities for _, cities in sorted(found.items()) if cities), {})
    return next(iter(best.values())) if len(best) == 1 else ""


def is_address(text: str) -> bool:
    """Whether a text is more than the name of a town: it has a number, or a street."""
    return any(_OF_A_STREET.search(part.strip()) for part in _BREAKS.split(text))
