"""How alike two folded words are: edits weighed by how easily they happen when a name is heard or typed.

An optimal string alignment distance (Damerau 1964, restricted) over the folded Latin writing, in which a vowel for
a vowel and a voiced for a voiceless consonant cost half: over the phone «Метсо» and «Метса» sound alike, «Метро»
does not.

Whether a word is a slip for another is told apart from how alike they are: a letter makes another name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from leadcli.names import Word, fold
from leadcli.names.inflection import in_dictionary, is_of_another_declension
from leadcli.names.scripts import is_cyrillic, without_marks
from leadcli.names.word_frequencies import commonness, letter_sequence

VOWELS = frozenset("aeiou")
# Pairs that differ in voice only, and the two that the folds of rival transliterations leave apart.
_NEAR = ("bp", "dt", "gk", "zs", "vf", "jx", "cx", "hg", "hk", "ij", "kc", "xs", "ts", "jz")
HALF = 0.5
EPSILON = 1e-9
LEAST = 0.62  # likeness from which two words may be one; below it the likeness is not worked out
SHORT = 5  # letters up to which one edit makes another word
# Letters that any near pair joins, directly or through others, written as one. What is apart even then costs a whole.
MERGED = str.maketrans("aeioudtgkzsxjchbpvf", "aaaaaaaaaaaaaaabbvv")


@lru_cache(maxsize=65536)
def _merged(word: str) -> str:
    return word.translate(MERGED)


@lru_cache(maxsize=65536)
def likeness(a: str, b: str) -> float:
    """0 (other words) to 1 (the same); what is less than LEAST comes out as 0.

    For words of at most SHORT letters an edit counts half as much again.
    """
    if a == b:
        return 1.0
    longest, shortest = max(len(a), len(b)), min(len(a), len(b))
    if shortest < 3 or longest - shortest > 2 + longest // 4:
        return 0.0
    sharp = 1.5 if longest <= SHORT else 1.2 if longest == SHORT + 1 else 1.0
    first = HALF if a[0] != b[0] and _substitution(a[0], b[0]) == 1.0 else 0.0  # a beginning is heard best
    limit = longest * (1.0 - LEAST) / sharp - first + EPSILON
    cost = _cost(a, b, limit)
    if cost > limit:
        return 0.0
    return 1.0 - sharp * (cost + first) / longest


def _cost(a: str, b: str, limit: float) -> float:
    """``distance``, by the quick plain distances where they tell it or tell that it is above the limit.

    Of a cheapest way with w whole edits and h half ones, the plain distance is at most w + h, the distance of the
    merged writings at most w. So the cost, w + h/2, is at least the mean of the two, and at most the plain distance.
    """
    missing = len(set(_merged(a)).difference(_merged(b)))  # each a whole edit, and seen without loading the distances
    if missing > limit:
        return missing
    plain = _plain(a, b, int(limit / HALF))
    if plain * HALF > limit:
        return plain
    apart = edits(_merged(a), _merged(b))
    if apart == plain or (plain + apart) * HALF > limit:
        return plain
    start = 0
    while start < len(a) and start < len(b) and a[start] == b[start]:
        start += 1
    end_a, end_b = len(a), len(b)
    while end_a > start and end_b > start and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
    return distance(a[start:end_a], b[start:end_b], limit)


def distance(a: str, b: str, limit: float, prices: Mapping[str, Mapping[str, float]] | None = None) -> float:
    """The weighted edit distance; more than ``limit`` is reported as ``limit + 1``.

    ``prices``: what a letter costs for another where it is less than a whole edit; COSTS if left out.
    """
    before_last: list[float] = []
    last = [float(j) for j in range(len(b) + 1)]
    for i, x in enumerate(a, 1):
        row = [float(i)]
        best = row[0]
        costs = (COSTS if prices is None else prices).get(x, _NONE)
        for j, y in enumerate(b, 1):
            cost = last[j - 1] + (0.0 if x == y else costs.get(y, 1.0))
            if last[j] + 1.0 < cost:
                cost = last[j] + 1.0
            if row[j - 1] + 1.0 < cost:
                cost = row[j - 1] + 1.0
            if i > 1 and j > 1 and x != y and x == b[j - 2] and y == a[i - 2] and before_last[j - 2] + 1.0 < cost:
                cost = before_last[j - 2] + 1.0
            row.append(cost)
            if cost < best:
                best = cost
        if best > limit:
            return limit + 1
        before_last, last = last, row
    return last[-1]


def _substitution(x: str, y: str) -> float:
    return 0.0 if x == y else COSTS.get(x, _NONE).get(y, 1.0)


_NONE: dict[str, float] = {}
_few = iter(range(64))  # counts of edits that are worth less than loading what counts quickly
# What a letter costs for another where it is less than a whole edit.
COSTS: dict[str, dict[str, float]] = {vowel: dict.fromkeys(VOWELS - {vowel}, HALF) for vowel in VOWELS}
for _pair in _NEAR:
    COSTS.setdefault(_pair[0], {})[_pair[1]] = HALF
    COSTS.setdefault(_pair[1], {})[_pair[0]] = HALF


def edits(a: str, b: str) -> int:
    """Whole edits between two words, for saying «one letter»."""
    return _plain(a, b, len(a) + len(b))


def _plain(a: str, b: str, most: int) -> int:
    """Whole edits; of more than ``most`` one more. One question asks for few, before plain distances are loaded."""
    if not _osa.cache_info().currsize and next(_few, None) is not None:
        return int(distance(a, b, most, {}))
    found: int = _osa().distance(a, b, score_cutoff=most)
    return found


@cache
def _osa() -> Any:
    """Plain distances. With the compiled core one question needs none, and to load them takes a tenth of a call."""
    from rapidfuzz.distance import OSA

    return OSA


# --- a slip, or a name of its own -----------------------------------------------------------------------------------
# «Карамелла» may be another firm than «Каравелла», «карамэла» is none. What people do to a word that they hear or type
# is told by what changed, at which place, and by whether the letters that came of it are seldom seen together: a slip
# of a key makes what no language has, a name does not. The bounds were measured on slips made of 29,000 words of real
# names, and on those of the words that are as near to each other (docs/matching.md).
_YO = re.compile("(?<=[bcdfghjklmnpqrstvwxz])[yj]o")
UNLIKELY = -2.0  # log-likelihood of letters, less that of those on file, below which no name has them
REDUCED = ("ao", "ei")  # vowels that Russian does not tell apart where the stress is on another
NASAL = "mn"
# The vowels as which Russian has a Latin one: Walmart Волмарт, Hermes Эрмес, Montana «Мантана», Burger Бургер, Бёргер.
READ_AS = {"a": "aeo", "e": "eia", "i": "ie", "o": "oau", "u": "uaie"}
# Letters of Kazakh, Ukrainian and Belarusian as Russian writes them.
_AS_RUSSIAN = str.maketrans("әғқңөұүһіїєґў", "агкноуухииегу")
SHORTEST = 4  # letters of words that by chance fold to the same: Cook, Şok


def is_slip(said: Word, filed: Word, told: bool = False) -> bool:
    """Whether a word said is likelier the one on file than a name of its own.

    ``told``: a telling word of the name was said as it is; then it may be a word of the language that sounds alike, as
    the продукт of «Савушкін прадукт». Of two words of the language that sound alike («Степной колос», «голос») each
    is its own.
    """
    return _is_slip(said.text, said.fold, filed.text, filed.fold, told)


@lru_cache(maxsize=65536)
def _is_slip(text: str, ours: str, filed: str, theirs: str, told: bool) -> bool:
    if are_two_names(text, filed):
        return False
    start = end = 0
    shorter = min(len(ours), len(theirs))
    while start < shorter and ours[start] == theirs[start]:
        start += 1
    while end < shorter - start and ours[-1 - end] == theirs[-1 - end]:
        end += 1
    typed, meant = ours[start : len(ours) - end], theirs[start : len(theirs) - end]
    russian = is_cyrillic(text) or is_cyrillic(filed)
    heard = _is_of_the_ear(typed, meant, russian)
    known = heard or _is_of_the_hand(typed, meant, not end)
    if told and known:
        return not (heard and russian and in_dictionary(text) and in_dictionary(filed))
    if not known:
        one = max(len(typed), len(meant)) == 1 and (end > 0 or VOWELS.issuperset(typed + meant))
        if not one or letter_sequence(ours) - letter_sequence(theirs) > UNLIKELY:
            return False
    return not (commonness(ours) or (is_cyrillic(text) and in_dictionary(text)))


def are_two_names(text: str, filed: str) -> bool:
    """Whether Cyrillic words are two names though they fold to one: by their ends, or short ones by a letter (Эва)."""
    if not (is_cyrillic(text) and is_cyrillic(filed)):
        return False
    if is_of_another_declension(text, filed):
        return True
    short = min(len(text), len(filed)) <= SHORTEST and fold(text) == fold(filed)
    return short and _single(text) != _single(filed)


def with_s(word: Word) -> tuple[str, ...]:
    """A word, and where it is in Latin letters the same with an "s" or without: Hanlon, Hanlon's; trailer, trailers."""
    text = word.text
    if is_cyrillic(text) or len(word.fold) < SHORT:
        return (word.fold,)
    return word.fold, fold(text.removesuffix("s") if text.endswith("s") else f"{text}s")


def is_read_otherwise(latin: str, cyrillic: str) -> bool:
    """Whether words of two scripts are two names: apart by vowels alone, one of them read so in no language (Кронос).

    With ö, ü and å, which are heard otherwise than o, u and a, they are none. Behind a consonant yo is ё.
    """
    ours, theirs = fold(_YO.sub("e", latin)), fold(cyrillic)
    if len(ours) != len(theirs) or not latin.isascii():
        return False
    apart = [(x, y) for x, y in zip(ours, theirs, strict=True) if x != y]
    return all(VOWELS.issuperset(two) for two in apart) and any(heard not in READ_AS[letter] for letter, heard in apart)


def _single(text: str) -> str:
    """A word in Russian letters, without accents and doubled letters."""
    return "".join([letter for letter, _ in groupby(in_russian_letters(text))])


def in_russian_letters(text: str) -> str:
    """A text in Russian letters (Нұр is Нур) without accents (ё, й), as people type it who have no others."""
    return without_marks(text.translate(_AS_RUSSIAN))


def _is_of_the_hand(typed: str, meant: str, last: bool) -> bool:
    """Whether a letter was left out, or two changed places. A last consonant is seldom left out, and makes a name."""
    if typed:
        return len(typed) == 2 and typed == meant[::-1]
    return len(meant) == 1 and not (last and meant not in VOWELS)


def _is_of_the_ear(typed: str, meant: str, russian: bool) -> bool:
    """Whether all letters that differ sound alike: voiced and voiceless, m and n, unstressed vowels of Russian."""
    return len(typed) == len(meant) and all(
        x == y or _sounds_alike("".join(sorted(x + y)), russian) for x, y in zip(typed, meant, strict=True)
    )


def _sounds_alike(two: str, russian: bool) -> bool:
    if VOWELS.issuperset(two):
        return russian and two in REDUCED
    return two == NASAL or two[1] in COSTS.get(two[0], ())
