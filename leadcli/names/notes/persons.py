"""Whether a plain word may be a person's: first name, patronymic, surname, initials.

First names and the everyday words that only end like a surname come from ``tables/people.json``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from leadcli.names.inflection import in_dictionary
from leadcli.names.tables import load

_PATRONYMIC = re.compile(
    "..(?:(?:ович|евич|ьич)(?:а|у|ем|ом|е)?|(?:овн|евн|ьиничн|киничн|миничн|китичн)(?:а|ы|е|у|ой))$"
)
_SURNAME = re.compile("..(?:(?:[ое]в|[иы]н)(?:а|у|ым|ой|е)?|(?:енко|[цч]ук|юк|швили|дзе|янц|оглы|кызы))$")
# Everyday words end so as well (Киевский, крестьян): these are surnames only beside what else a person is called.
_SURNAME_BESIDE = re.compile("..(?:(?:ск|цк)(?:ий|ого|ому|им|ая|ой|ую)|ян)$")
# The ends of a man's surname and of a woman's, in Latin letters: Jaworski, Novotná, Ivanova.
_OF_MAN = re.compile("..(?:(?:s|c|dz)k(?:[iy]|ij|yj|iy)|ý|[oe]v|[iy]n)$")
_OF_WOMAN = re.compile("..(?:(?:s|c|dz)k(?:a|aya|aja|aia)|á|[oe]va|[iy]na)$")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_]){0,2}")


@cache
def first_names() -> frozenset[str]:
    """First names as they are said, in all cases."""
    return frozenset(load("people")["first"].split())


@cache
def _ordinary() -> frozenset[str]:
    return frozenset(load("people")["ordinary"].split())


@lru_cache(maxsize=65536)
def is_first(word: str) -> bool:
    """Whether a plain word is a first name."""
    return word in first_names()


@lru_cache(maxsize=65536)
def is_patronymic(word: str) -> bool:
    """Whether a plain word is a patronymic."""
    return bool(_PATRONYMIC.search(word))


@lru_cache(maxsize=65536)
def is_surname(word: str) -> bool:
    """Whether a plain word ends like a Russian surname and is no everyday word. Those in -ский count beside names."""
    return bool(_SURNAME.search(word)) and word not in _ordinary()


@lru_cache(maxsize=65536)
def may_be_surname(word: str) -> bool:
    """Whether a plain word may be a surname where a first name, patronymic or initials stand beside it."""
    return bool(_SURNAME.search(word) or _SURNAME_BESIDE.search(word))


@lru_cache(maxsize=65536)
def is_person(word: str) -> bool:
    """Whether a plain word is likely a person's wherever it stands."""
    return is_first(word) or is_patronymic(word) or is_surname(word)


def is_everyday(word: str) -> bool:
    """Whether a plain word is one of the Russian language, and likely no person's."""
    return len(word) > 1 and not is_person(word) and in_dictionary(word)


def is_family_name(word: str) -> bool:
    """Whether a plain word of a person's name is the surname: no initial, first name or patronymic."""
    return len(word) > 1 and not (is_first(word) or is_patronymic(word))


def are_man_and_woman(one: str, other: str) -> bool:
    """Whether of two plain Latin words that differ in their ends one is a man's surname, the other the woman's."""
    return any(_OF_MAN.search(his) and _OF_WOMAN.search(hers) for his, hers in ((one, other), (other, one)))


def is_initials(word: str) -> bool:
    """Whether a plain word is one letter, or letters with dots between."""
    return bool(_INITIALS.fullmatch(word))
