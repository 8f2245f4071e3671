"""Case endings of Russian words: a quick stem for every word, and the dictionary's word forms where a doubt remains.

The stem cuts the endings of adjectives from any word and those of nouns from words of six letters and more; shorter
nouns (Метсо, Мется, Искра) keep theirs, as one vowel makes another company. Their forms are asked of pymorphy3, which
is loaded only when a caller's word fits nothing as it is. A word always counts among its own forms: the dictionary
takes Мется for a verb.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from leadcli.names.fold import fold

ADJECTIVE = frozenset(
    "ого его ому ему ыми ими ая яя ой ей ую юю ое ее ый ий ые ие ых их ым им ом ем".split()  # noqa: SIM905
)
NOUN = frozenset(
    "иями ями ами иях иям ием ией ях ах ям ам ов ев ью ия ии ию ие ом ем ой ей у ю а я ы и е о ь й".split()  # noqa: SIM905
)
LATIN = frozenset("ogo omu imi aya aia oi ai om em ih ei ov aa oe ee ii u a e o i".split())  # noqa: SIM905
LONGEST_ENDING = 4
VOWELS = frozenset("аеёиоуыэюя")
LEAST_ADJECTIVE, LEAST_NOUN = 3, 4  # letters that stay
FORMS = 12  # forms of one word that are looked up
VERBAL = ("ла", "ло", "ли", "ся", "сь", "ть", "ет", "ит", "те", "ют", "ут", "ят", "ат", "ем", "им")  # ends of verbs


@lru_cache(maxsize=262144)
def stem(text: str, folded: str) -> str:
    """The folded stem of a plain word. Words that are not Russian lose an ending only when longer than five letters."""
    if not folded.isalpha() or len(folded) < 4:
        return folded
    if text[0] >= "а" and text.isalpha():
        cut = _without(ADJECTIVE, text)
        if len(cut) < LEAST_ADJECTIVE or cut[-1] in VOWELS:
            cut = text
        if cut == text and len(text) > 5:
            shorter = _without(NOUN, text)
            cut = shorter if len(shorter) >= LEAST_NOUN else text
        return fold(cut)
    if len(folded) <= 5:
        return folded
    cut = _without(LATIN, folded)
    return cut if len(cut) >= LEAST_NOUN else folded


def _without(endings: frozenset[str], text: str) -> str:
    """The text less the longest of some endings that it has."""
    for size in range(LONGEST_ENDING, 0, -1):
        if text[-size:] in endings:
            return text[:-size]
    return text


def ends_otherwise(one: str, other: str) -> bool:
    """Whether two plain Cyrillic words differ in a noun's ending only, the shorter being whole: гока, гок."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and long.startswith(short) and short[-1] not in VOWELS and long[len(short) :] in TAILS


TAILS = frozenset(("а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах", "я", "ю", "ем", "и"))
LONGEST_TAIL = max(map(len, TAILS))


_OF_IYA = ("ия", "ии", "ию", "ией", "иям", "иями", "иях")  # the forms of Виктория and Италия
_OF_OTHERS = frozenset(("", "а", "у", "ом", "ой", "е", "ы", "и", "о", "ов", "ам", "ами", "ах", "я", "ю", "ем", "ей"))


def is_of_another_declension(one: str, other: str) -> bool:
    """Whether two plain Cyrillic words are names apart by their ends alone: Аркадия, Аркада; Аполлония, Аполлон.

    A letter «и» that was left out makes no other name (Викторя), and the dictionary has no names of companies.
    """
    kept = 0
    while kept < min(len(one), len(other)) and one[kept] == other[kept]:
        kept += 1
    ends = one[kept:], other[kept:]
    return any(ours in _OF_IYA and theirs in _OF_OTHERS and ours != "и" + theirs for ours, theirs in (ends, ends[::-1]))


_ENDS = "ый ий ой ая яя ое ее ые ие ого его ому ему ую юю ым им ом ем ых их ыми ими".split()  # noqa: SIM905
_OF_PLACE = tuple([stem + end for stem in ("ск", "цк", "ськ", "цьк") for end in (*_ENDS, "а", "е", "і")])
_ADJECTIVE_OF = (*_OF_PLACE, *[stem + end for stem in ("н", "ов", "ев") for end in _ENDS])
_LEAST_OF = 5  # letters


@lru_cache(maxsize=16384)
def is_adjective(text: str) -> bool:
    """Whether a plain word is by its end a Russian adjective made of another word: автобусный, павловский."""
    return len(text) >= _LEAST_OF and text.endswith(_ADJECTIVE_OF)


@lru_cache(maxsize=16384)
def may_be_of_a_place(text: str) -> bool:
    """Whether a plain word is by its end an adjective that may be a place's: павловский, but not металлургический."""
    return len(text) >= _LEAST_OF and text.endswith(_OF_PLACE) and "ческ" not in text


# Case endings of nouns and adjectives (Zaliznyak's classes), neuters in -мя, plurals in -ья and possessives among them.
_ENDINGS = (
    " ого его ому ему ыми ими ая яя ой ей ую юю ое ее ый ий ые ие ых их ым им ом ем ою ею"
    " иями ями ами иях иям ием ией ях ах ям ам ов ев ью ия ии ию у ю а я ы и е о ь й"
    " ен ена ени енем енам енами енах овья овей овьям овьями овьях"
    " ья ье ьи ьев ьям ьями ьях ьего ьему ьим ьем ьих ьими ьей ьею"
)
ENDINGS = frozenset(_ENDINGS.split(" "))  # none at all among them
FLEETING = frozenset("оеяйь")  # what may stand before a stem's last consonant in some forms only: огонек, огоньком
LEAST_ROOT = 2  # letters with which the forms of one word begin alike
LONGEST_SHARED = 2  # letters that the endings of two forms may begin with alike: -ой, -ого


def may_be_forms(one: str, other: str) -> bool:
    """Whether two plain Russian words can be forms of one by their ends; the dictionary, which is slow, tells whether.

    What follows a common beginning is a case ending in both, or in both the last consonant of the stem, with or without
    a fleeting vowel, and an ending: рынок, рынка.
    """
    kept, shorter = 0, min(len(one), len(other))
    while kept < shorter and one[kept] == other[kept]:
        kept += 1
    if kept < LEAST_ROOT:
        return False
    return any(_may_end(one[at:], other[at:]) for at in range(kept, max(0, kept - LONGEST_SHARED - 1), -1))


def _may_end(ours: str, theirs: str) -> bool:
    if ours in ENDINGS and theirs in ENDINGS:
        return True
    ours, theirs = (end[1:] if end[:1] in FLEETING else end for end in (ours, theirs))
    same = ours[:1] == theirs[:1] != "" and ours[0] not in VOWELS
    return same and ours[1:] in ENDINGS and theirs[1:] in ENDINGS


@lru_cache(maxsize=65536)
def lemmas(text: str) -> frozenset[str]:
    """The dictionary forms of a plain Russian word, itself among them. Any reading counts, not the likeliest alone."""
    found = [text]
    found += [parse.normal_form.replace("ё", "е") for parse in _dictionary().parse(text)[:FORMS]]
    return frozenset(found)


@lru_cache(maxsize=65536)
def in_dictionary(text: str) -> bool:
    """Whether a plain word is a form of a Russian word that the dictionary has."""
    return bool(_dictionary().word_is_known(text))


@lru_cache(maxsize=65536)
def is_an_organisation(text: str) -> bool:
    """Whether the dictionary has a plain word as an organisation's name and as nothing else."""
    found = _dictionary().parse(text)[:FORMS] if in_dictionary(text) else ()
    return bool(found) and all("Orgn" in parse.tag for parse in found)


@lru_cache(maxsize=65536)
def is_a_verb(text: str) -> bool:
    """Whether a plain word is a Russian verb and, in the dictionary, nothing else: потеряли, but not «стали»."""
    found = _dictionary().parse(text)[:FORMS] if text.endswith(VERBAL) and in_dictionary(text) else ()
    return bool(found) and all(parse.tag.POS in ("VERB", "INFN") for parse in found)


@cache
def _dictionary() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()
