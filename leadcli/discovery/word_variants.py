"""Coined words that are one word written otherwise, as the matcher compares words: Кроношпан, Кроноспан, Kronospan.

Words meet by their consonants, any one of which may be missing, and are compared by the matcher's alignment. A variant
belongs to the word that more cards bear, and to one only, so likenesses do not chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from leadcli.discovery.telling_words import Standing, standing
from leadcli.names import Word
from leadcli.resolution.blocking.keys import consonants
from leadcli.resolution.comparison.alignment import word_likeness

LEAST = 7  # folded letters of a word that may be written otherwise
LEAST_HEARD = 4  # consonants
ALIKE = 0.85
MOST = 12  # words of one sound that are compared


def variants(words: Mapping[str, Word], counts: Mapping[str, int]) -> dict[str, str]:
    """Of words, by fold, the variants: fold -> that of the word which more cards bear. ``counts``: how many do."""
    coined = [fold for fold, word in words.items() if len(fold) >= LEAST and standing(word) == Standing.OWN]
    heard: defaultdict[str, list[str]] = defaultdict(list)
    for fold in sorted(coined):
        for sound in _sounds(consonants(fold)):
            heard[sound].append(fold)
    best: dict[str, tuple[float, int, str]] = {}
    for one, other in sorted({pair for folds in heard.values() if len(folds) <= MOST for pair in _pairs(folds)}):
        alike, _ = word_likeness(words[one], words[other], False)
        if alike >= ALIKE:
            first, second = sorted((one, other), key=lambda fold: (-counts[fold], fold))
            best[second] = max(best.get(second, (0.0, 0, "")), (alike, counts[first], first))
    return {fold: first for fold, (_, _, first) in sorted(best.items()) if first not in best}


def _sounds(heard: str) -> Iterator[str]:
    if len(heard) >= LEAST_HEARD:
        yield heard
        yield from {heard[:at] + heard[at + 1 :] for at in range(len(heard))}


def _pairs(folds: Sequence[str]) -> Iterator[tuple[str, str]]:
    return combinations(sorted(set(folds)), 2)
