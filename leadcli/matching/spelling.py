"""How alike two folded words are: edits weighed by how easily they happen when a name is heard or typed.

An optimal string alignment distance (Damerau 1964, restricted) over the folded Latin writing, in which a vowel for
a vowel and a voiced for a voiceless consonant cost half: over the phone «Метсо» and «Метса» sound alike, «Метро»
does not.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

VOWELS = frozenset("aeiou")
# Pairs that differ in voice only, and the two that the folds of rival transliterations leave apart.
_NEAR = frozenset(
    frozenset(pair) for pair in ("bp", "dt", "gk", "zs", "vf", "jx", "cx", "hg", "hk", "ij", "kc", "xs", "ts", "jz")
)
HALF = 0.5
FARTHEST = 0.4  # cost for each letter of the longer word above which two words are not alike at all
SHORT = 5  # letters up to which one edit makes another word


@lru_cache(maxsize=65536)
def likeness(a: str, b: str) -> float:
    """0 (other words) to 1 (the same). For words of at most SHORT letters an edit counts half as much again."""
    if a == b:
        return 1.0
    longest, shortest = max(len(a), len(b)), min(len(a), len(b))
    if shortest < 3 or longest - shortest > 2 + longest // 4:
        return 0.0
    limit = longest * FARTHEST
    # No edit costs less than a half, so the plain distance, which is quick, tells most words apart.
    if OSA.distance(a, b, score_cutoff=int(limit / HALF)) > limit / HALF:
        return 0.0
    cost = distance(a, b, limit)
    if cost > limit:
        return 0.0
    if a[0] != b[0] and _substitution(a[0], b[0]) == 1.0:
        cost += HALF  # the beginning of a name is heard best
    sharp = 1.5 if longest <= SHORT else 1.2 if longest == SHORT + 1 else 1.0
    return max(0.0, 1.0 - sharp * cost / longest)


def distance(a: str, b: str, limit: float) -> float:
    """The weighted edit distance; more than ``limit`` is reported as ``limit + 1``."""
    before_last: list[float] = []
    last = [float(j) for j in range(len(b) + 1)]
    for i, x in enumerate(a, 1):
        row = [float(i)]
        for j, y in enumerate(b, 1):
            best = min(last[j - 1] + _substitution(x, y), last[j] + 1.0, row[j - 1] + 1.0)
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2] and x != y:
                best = min(best, before_last[j - 2] + 1.0)
            row.append(best)
        if min(row) > limit:
            return limit + 1
        before_last, last = last, row
    return last[-1]


def _substitution(x: str, y: str) -> float:
    if x == y:
        return 0.0
    if (x in VOWELS and y in VOWELS) or frozenset((x, y)) in _NEAR:
        return HALF
    return 1.0


def edits(a: str, b: str) -> int:
    """Whole edits between two words, for saying «one letter»."""
    return OSA.distance(a, b)
