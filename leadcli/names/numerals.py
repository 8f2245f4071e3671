"""Numbers that are not written in digits: Roman numerals, and numbers in words."""

from __future__ import annotations

import re
from functools import lru_cache

_CANONICAL = re.compile("(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_SMALL = re.compile("[ivx]{2,}")  # up to XXXIX
_LARGE = re.compile("(?:xl|xc|lx)[ivx]+")  # XL and XC alone are a size and an abbreviation more often

# As they are written: the roots of short numerals meet other words.
IN_WORDS = {
    "один": "1", "два": "2", "две": "2", "три": "3", "четыре": "4", "пять": "5", "шесть": "6", "семь": "7",
    "восемь": "8", "девять": "9", "десять": "10", "одиннадцать": "11", "двенадцать": "12", "двадцать": "20",
    "тридцать": "30", "сорок": "40", "пятьдесят": "50", "two": "2", "three": "3", "four": "4", "five": "5", "six":
    "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_ORDINALS = (
    "перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат", "двенадцат",
)  # fmt: skip
_ORDINAL = re.compile(f"({'|'.join(_ORDINALS)})(?:ый|ой|ий|ая|ья|ое|ье|ого|ьего|ому|ьему|ым|ьим|ом|ьем|ую|ью|ей|ьей)")
_LATIN_ORDINALS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8",
    "ninth": "9", "tenth": "10",
}  # fmt: skip


@lru_cache(maxsize=16384)
def roman(word: str) -> str:
    """The digits of a plain word that is a Roman numeral in its one right form, from II to XCIX; ``""`` for others.

    What is a word more often (MIX, CD, XL, DC) is none, and neither is a single letter.
    """
    if not (_SMALL.fullmatch(word) or _LARGE.fullmatch(word)) or not _CANONICAL.fullmatch(word):
        return ""
    values = [_VALUES.get(letter, 100) for letter in word]
    signed = [-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True)]
    return str(sum(signed))


@lru_cache(maxsize=16384)
def digits_of(word: str) -> str:
    """The digits of a plain word that is a number: a Roman numeral, an ordinal, a numeral said; ``""`` for others."""
    if found := roman(word) or IN_WORDS.get(word) or _LATIN_ORDINALS.get(word):
        return found
    ordinal = _ORDINAL.fullmatch(word)
    return str(_ORDINALS.index(ordinal[1]) + 1) if ordinal else ""
