"""How common a word is, in names of companies and in general: «банк» tells nothing, «Метсо» tells all.

Two tables (``scripts/build_word_frequencies.py``): of 50,000 companies' names, and of the general language. They are
kept apart as their licences differ. A third (``scripts/build_trade_words.py``) holds words that say what a firm does,
however seldom they are written. A table is one text of sorted lines that is searched by bisection as it lies.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cache, lru_cache

from leadcli.names.tables import lines

FEW = 200  # words that are looked up before a table is worth reading whole: one question asks for some ten
_few, _few_letters = iter(range(FEW)), iter(range(FEW))
LEAST_SHARE, MOST_SHARE = 1e-6, 1e-1  # of all names; the ends of the scale


@lru_cache(maxsize=65536)
def commonness(fold: str) -> float:
    """How common a folded word is, from 0 (in neither table) to 1 (in every tenth name, or more often).

    The figure is the logarithm of a share: 0.2 is one name in 100,000, 0.4 one in 10,000, 0.6 one in 1,000, 0.8 one in
    100. The share is that of the companies that bear the word, or what its frequency in the general language makes
    of a name of three words, whichever is more. A word that fewer than three companies of the lists bear and
    that is no everyday word has 0: it is a company's own, or unknown. Digits and single letters have 0.
    """
    return max(company_commonness(fold), general_commonness(fold))


def company_commonness(fold: str) -> float:
    """The same by names of companies alone."""
    return _level("company_words", fold)


def general_commonness(fold: str) -> float:
    """The same by the general language alone."""
    return _level("general_words", fold)


@lru_cache(maxsize=65536)
def says_a_trade(fold: str) -> bool:
    """Whether a folded word says what a firm does: bakery, стоматология, перевозки."""
    return _level("trade_words", fold) > 0


@cache
def _levels(table: str) -> dict[str, float]:
    """All figures of a table."""
    entries = (line.rsplit(" ", 1) for line in lines(table).decode().splitlines() if line)
    return {fold: int(level) / 100 for fold, level in entries}


def _level(name: str, fold: str) -> float:
    """The figure of a fold in a table: of a few by bisection over its bytes."""
    if next(_few, None) is None:
        return _levels(name).get(fold, 0.0)
    table = lines(name)
    wanted = fold.encode() + b" "
    low, high = 0, len(table) - 1  # each at the end of a line
    while low < high:
        start = table.rfind(b"\n", low, (low + high) // 2 + 1) + 1 or low + 1
        end = table.find(b"\n", start)
        line = table[start:end]
        if line.startswith(wanted):
            return int(line[len(wanted) :]) / 100
        if line < wanted:
            low = end
        else:
            high = start - 1
    return 0.0


# --- letters that stand together ------------------------------------------------------------------------------------
_SEEN, _ROOM = 0.3, 10.0  # what is added to counts, so that what was never seen has a likelihood too


@lru_cache(maxsize=65536)
def letter_sequence(fold: str) -> float:
    """The log-likelihood of a folded word by its letters, each after the two before it, in the words of both tables."""
    text = f"\n{fold} "  # as it would stand in a table
    return math.fsum(
        math.log((_count(text[at - 2 : at + 1]) + _SEEN) / (_count(text[at - 2 : at]) + _ROOM))
        for at in range(2, len(text))
    )


@cache
def _count(letters: str) -> int:
    """How often letters stand together in the tables, overlaps left out; of a few by searching the tables."""
    # Overlaps are of the same letter at both ends alone (aba in ababa).
    if letters[0] == letters[-1] or next(_few_letters, None) is not None:
        return sum(lines(table).count(letters.encode()) for table in ("company_words", "general_words"))
    return _counts().get(letters, 0)


@cache
def _counts() -> Counter[str]:
    """Of all letters that stand together in the tables, two and three of them, how often they do."""
    found: Counter[str] = Counter()
    for table in ("company_words", "general_words"):
        text = lines(table).decode()
        for size in (2, 3):
            found.update(map("".join, zip(*[text[start:] for start in range(size)], strict=False)))
    return found
