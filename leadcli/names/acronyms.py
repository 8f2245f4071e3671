"""Acronyms of names: ЯШЗ for Ярославский шинный завод, and ТВСЗ, where a compound word gives two letters.

A word gives its first letter; a compound with a linking vowel (вагон-о-строительный, гидр-о-металлургический) may
also give the first letter of its second root.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from leadcli.names.scripts import is_cyrillic, plain

LINKS = "оеи"
NO_ROOT = "аеиоуыэюяйьъ"  # letters with which no second root begins
AFTER_O_E = "аэ"  # of those, the ones with which it may after о and е: водоактив, теплоэнерго
LEAST_ROOT, LEAST_REST = 2, 5  # letters of a first root, and of what follows it
MOST_OPTIONS = 4
MOST = 64
LONGEST = 7


@lru_cache(maxsize=65536)
def initials(word: str) -> tuple[str, ...]:
    """What a word may give to an acronym: its first letter, or with a letter of its second root."""
    if not is_cyrillic(word):
        return (word[:1],)
    found = [word[0]]
    for place in range(LEAST_ROOT, len(word) - LEAST_REST):
        link, after = word[place], word[place + 1]
        if link in LINKS and (after not in NO_ROOT or (after in AFTER_O_E and link != "и")):
            found.append(word[0] + after)
    return tuple(dict.fromkeys(found))[: MOST_OPTIONS + 1]


def options(word: str) -> tuple[str, ...]:
    """What a word gives to an acronym: a word of two letters gives both."""
    return (word,) if len(word) <= 2 else initials(word)


@lru_cache(maxsize=65536)
def most_given(word: str) -> int:
    """How many folded letters a word gives to an acronym at most: x is heard as two."""
    return len(options(word)[-1]) + ("x" in word[:2])


def acronyms(words: Sequence[str]) -> frozenset[str]:
    """The acronyms that plain words may have, of two letters and more."""
    if not 2 <= len(words) <= LONGEST:
        return frozenset()
    if not all(map(str.isalpha, words)):
        return frozenset()
    given = [options(word) for word in words]
    found = ["".join(parts) for parts in itertools.islice(itertools.product(*given), MOST)]
    return frozenset([acronym for acronym in found if 2 <= len(acronym) <= LONGEST])


_HUMPS = re.compile(r"(?<!\w)(?:[A-ZА-ЯЁ][a-zа-яё]+){3,}(?!\w)")
_CAPITALS = re.compile("[A-ZА-ЯЁ]")


def of_humps(raw: str) -> frozenset[str]:
    """The capitals of words that are written with several, plain: ЖДЭ of ЖелДорЭкспедиция."""
    return frozenset(plain("".join(_CAPITALS.findall(word))) for word in _HUMPS.findall(raw))


def is_acronym(text: str, words: Sequence[str]) -> bool:
    """Whether a plain text is among the ``acronyms`` of plain words, tried word by word without making them all."""
    if not (2 <= len(words) <= LONGEST and 2 <= len(text) <= LONGEST):
        return False
    ends = {0}
    for word in words:
        if not word.isalpha():
            return False
        ends = {end + len(part) for end in ends for part in options(word) if text.startswith(part, end)}
        if not ends:
            return False
    return len(text) in ends
