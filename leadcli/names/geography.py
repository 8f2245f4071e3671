"""Places in names: cities, regions and countries, in any case form, as adjectives, in both scripts.

The table (``tables/places.tsv``, how each is written in ``place_writings.tsv``) comes from GeoNames (CC BY 4.0) and
CLDR. A mention is strong when the text says
that it is a place (г. Калуга, в Калуге, калужская …, or the last word of several); a city that is also an everyday
word or a surname is strong only with such a mark.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal, cast

from leadcli.domain.frozen import frozen
from leadcli.names.fold import fold
from leadcli.names.scripts import is_cyrillic, plain
from leadcli.names.tables import rows

PlaceKind = Literal["city", "region", "country"]
CITY_MARKS = frozenset({"г", "гор", "город", "города", "городе", "пос", "поселок", "city"})
_PREPOSITIONS = frozenset({"в", "во", "из", "по", "in"})
MARKS = CITY_MARKS | _PREPOSITIONS
_ADJECTIVE_ENDS = ("ск", "подмосковн", "дальневосточн", "северо-западн", "черноземн", "цк")  # of stems
_ADJECTIVE = re.compile(rf"(.{{2,}}?(?:{'|'.join(_ADJECTIVE_ENDS)}))(?:ий|ая|ое|ие|ого|ой|ому|ую|им|ом|ых|ими|их|им)$")
_LATIN_ADJECTIVE = re.compile(r"(.{1,}?sk)(?:y|iy|ij|i|ii|aya|aia|oe|ogo|oy|iye|ie)$")
_OF_ROADS = ("ском", "ской", "цком", "цкой")  # after «на»: «на Витебском», a prospect, «на Московской», a street
_ENDS = frozenset("йяеоюумихyijae")  # letters with which an adjective ends


@frozen
class Mention:
    """A place in a text: its Russian name, kind and ISO country; the words it took (``start`` to ``end``)."""

    name: str
    kind: PlaceKind
    country: str
    strong: bool
    adjective: bool
    start: int
    end: int
    text: str = ""


def find(words: Sequence[str]) -> list[Mention]:
    """The places among plain words, longest first, none overlapping; in the order of the text."""
    found: list[Mention] = []
    index = 0
    while index < len(words):
        if not begins_a_place(words[index]):
            index += 1
            continue
        mention = None
        longest = 4 if _begins_several(words[index]) else 1
        for size in range(min(longest, len(words) - index), 0, -1):
            mention = _mention(words, index, size)
            if mention:
                break
        if mention:
            found.append(mention)
            index = mention.end
        else:
            index += 1
    return found


@lru_cache(maxsize=65536)
def begins_a_place(word: str) -> bool:
    """Whether a plain word is a place, or the first word of one."""
    return _begins_several(word) or _row_of(word) is not None or _adjective(word) is not None


def _mention(words: Sequence[str], start: int, size: int) -> Mention | None:
    text = " ".join(words[start : start + size])
    if words[start - 1 : start] == ["на"] and text.endswith(_OF_ROADS):
        return None
    number, adjective = _row_of(text), False
    if number is None and size == 1:
        number, adjective = _adjective(text), True
    if number is None:
        return None
    found = _place(number)
    end = start + size == len(words)
    before = words[start - 1] if start else ""
    marked = before in MARKS and (before not in _PREPOSITIONS or end or _is_oblique(text, found.name))
    last = end and len(words) > size
    strong = marked or (adjective and len(words) > size) or (not found.ambiguous and (last or size > 1))
    return Mention(found.name, found.kind, found.country, strong, adjective, start, start + size, text)


def _is_oblique(text: str, name: str) -> bool:
    """Whether a place stands in a case, as it does after a preposition: «из Калуги Метсо», but «из Омск Карбон»."""
    return is_cyrillic(text) and text != plain(name).replace("-", " ")


@lru_cache(maxsize=65536)
def is_only_a_place(text: str) -> bool:
    """Whether a plain text names a place and is no everyday word or surname besides."""
    number = _row_of(text)
    return number is not None and not _place(number).ambiguous


@lru_cache(maxsize=65536)
def _adjective(word: str) -> int | None:
    """калужская -> Калуга, by the stem in -ск; kaluzhskaya too."""
    if word[-1:] not in _ENDS:
        return None
    found = _ADJECTIVE.fullmatch(word)
    if found:
        return _adjectives().get(found[1])
    found = _LATIN_ADJECTIVE.fullmatch(word)
    return _latin_adjectives().get(fold(found[1])) if found else None


@lru_cache(maxsize=65536)
def city_of(text: str) -> str:
    """A city as written in a card or an option, as the table writes it: «г. Калуга», Kaluga and «калуге» are one.

    A town that is not in the table comes back as it was written, tidied.
    """
    mention = _of(text, "city")
    if mention:
        return mention.name
    tidy = re.sub(r"^(?:[Гг]|[Гг]ор|[Гг]ород|[Пп]ос|[Сс]|[Дд])\.?\s+", "", text.strip()).split(",")[0].strip()
    return tidy[:1].upper() + tidy[1:]


def in_own_letters(name: str, written: str) -> str:
    """A place as a reader is shown it: by its Russian name, or, written in other letters, as it was written."""
    own = written.strip()
    if not own or is_cyrillic(own):
        return name
    return own.title() if own == own.casefold() else own


@lru_cache(maxsize=65536)
def place_of(text: str) -> Mention | None:
    """The place a text names as a whole, a city before a region before a country, or None."""
    return _of(text, "city") or _of(text, "region") or _of(text, "country")


def country_code(text: str) -> str:
    """The ISO code of a country written as a code or by its name in Russian or English; ``""`` when unknown."""
    tidy = text.strip()
    if re.fullmatch("[A-Za-z]{2}", tidy):
        code = tidy.upper()
        return code if code in _codes() else ""
    mention = _of(tidy, "country")
    return mention.country if mention else ""


def _of(text: str, kind: PlaceKind) -> Mention | None:
    words = re.sub(r"[.,()\"/]", " ", plain(text)).split()
    return next((m for m in find(words) if m.kind == kind and not m.adjective), None)


@frozen
class Place:
    """A place: its Russian name, kind and ISO country, and whether it is an everyday word or a surname besides."""

    name: str
    kind: PlaceKind
    country: str
    ambiguous: bool


def places() -> list[Place]:
    """Every place of the table, the larger ones of a country first."""
    return [_place(number) for number in range(len(rows("places")))]


@cache
def _place(number: int) -> Place:
    """The place in one row of the table: few are ever asked for."""
    name, kind, country, ambiguous, _ = rows("places")[number].split("\t")
    return Place(name, cast("PlaceKind", kind), country, bool(ambiguous))


def _row_of(text: str) -> int | None:
    """The row of the place that is written so, by bisection: a table of them all takes four times as long to make."""
    sought = f"{text}\t"
    found = _first_from(sought)
    return int(found[len(sought) :]) if found.startswith(sought) else None


def _begins_several(word: str) -> bool:
    """Whether a place of several words begins so."""
    return _first_from(f"{word} ").startswith(f"{word} ")


def _first_from(text: str) -> str:
    writings = rows("place_writings")
    place = bisect_left(writings, text)
    return writings[place] if place < len(writings) else ""


@cache
def _adjectives() -> Mapping[str, int]:
    own = ((number, row) for number, row in enumerate(rows("places")) if not row.endswith("\t"))
    return {stem: number for number, row in own for stem in row.rpartition("\t")[2].split("|")}


@cache
def _latin_adjectives() -> Mapping[str, int]:
    return {fold(stem): number for stem, number in _adjectives().items()}


@cache
def _codes() -> frozenset[str]:
    return frozenset(row.split("\t")[2] for row in rows("places") if "\tcountry\t" in row)


@lru_cache(maxsize=65536)
def place_key(word: str) -> str:
    """The place that one plain word names, as a noun or as an adjective: Ижевск for ижевск, ижевске and ижевские."""
    number = _row_of(word)
    if number is None:
        number = _adjective(word)
    return _place(number).name if number is not None else ""
