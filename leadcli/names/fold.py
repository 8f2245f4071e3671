"""One Latin writing for words of both scripts, in which rival transliterations meet.

Metsä, Metsya and Мется fold to one word; so do Khimprom, Himprom and Химпром. It is a key for comparing, not a
transliteration to be read. Built from the measured draft in the research notes; letters follow the sounds that
BGN/PCGN, ISO 9, GOST 7.79 and everyday writing disagree about.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "j", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "h", "ц": "c", "ч": "q", "ш": "x", "щ": "x", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "u", "я": "a",
    "і": "i", "ї": "i", "є": "e", "ґ": "g", "ў": "u", "қ": "k", "ғ": "g", "ң": "n", "ү": "u", "ұ": "u", "һ": "h",
    "ө": "o", "ә": "a", "ј": "i", "љ": "l", "њ": "n", "ћ": "q", "ђ": "j", "џ": "j",
}  # fmt: skip

# In order; written for one pass each. q stands for ч (ch), x for ш and щ, c for ц (ts), j for ж.
_CYRILLIC_PAIRS = (
    ("дж", "j"),
    ("тс", "c"),
    ("тц", "c"),
    ("тз", "c"),
    ("ьо", "о"),
    ("йо", "о"),
    ("ия", "а"),
    ("ие", "е"),
    ("ью", "у"),
    ("ье", "е"),
    ("ья", "а"),
)
# Clusters first; capitals stand for sounds that later rules must not touch (X ш, Q ч, J ж, C ц).
_LATIN_CLUSTERS = (
    ("schtsch", "X"), ("shtsh", "X"), ("shch", "X"), ("sch", "X"), ("sh", "X"), ("tsch", "Q"), ("tch", "Q"),
    ("ch", "Q"), ("dzh", "J"), ("dj", "J"), ("zh", "J"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("ck", "k"),
    ("qu", "kv"), ("x", "ks"), ("X", "x"), ("tz", "C"), ("ts", "C"), ("ce", "se"), ("ci", "si"), ("cy", "sy"),
    ("c", "k"), ("q", "k"), ("Q", "q"), ("C", "c"), ("w", "v"), ("ee", "i"), ("oo", "u"), ("ou", "u"),
)  # fmt: skip
_LATIN_SOUNDS = tuple(
    (re.compile(pattern, re.ASCII), by)
    for pattern, by in (
        ("ie(?=[bcdfghjklmnprstvxz])", "i"),
        ("ie$", "e"),
        ("(?:ij|iy|yi|yj|ii|ey|ei|ay|ai)$", "i"),
        ("^y(?=[aou])|(?<=.)[yij]+(?=[aou])|[yj](?=e)", ""),
        ("(?<=[aeou])h(?=[bcdfgklmnprstvz]|$)", ""),
    )
)
_LAST_EUROPEAN = "\u052f"  # of Latin, Greek and Cyrillic, whose accents are marks; beyond, marks are part of letters
_DOUBLED = re.compile(r"(.)\1+")
_CYRILLIC_LETTERS = frozenset(_CYRILLIC)
_LETTERS = str.maketrans(_CYRILLIC)


@lru_cache(maxsize=262144)
def fold(word: str) -> str:
    """The folded writing of one plain word: Latin letters for any script, digits as they are."""
    if not word or word.isdigit():
        return word
    if not _CYRILLIC_LETTERS.isdisjoint(word):
        for pair, by in _CYRILLIC_PAIRS:
            word = word.replace(pair, by)
        word = word.translate(_LETTERS)
        if not word.isascii():
            word = _romanized(word)
    else:
        if not word.isascii():
            word = _romanized(word)
        for cluster, by in _LATIN_CLUSTERS:
            word = word.replace(cluster, by)
        for pattern, by in _LATIN_SOUNDS:
            word = pattern.sub(by, word)
        word = word.replace("y", "i").replace("J", "j")
    return _DOUBLED.sub(r"\1", word)


def _romanized(word: str) -> str:
    """A word in the letters a to z: less its accents, and by anyascii where it is of another script."""
    if max(word) <= _LAST_EUROPEAN:
        word = word.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("æ", "a").replace("ı", "i")
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
        if word.isascii():
            return word
    from anyascii import anyascii  # 18 ms, for few callers

    return "".join(c for c in str(anyascii(word)).lower() if c.isalnum()) or word
