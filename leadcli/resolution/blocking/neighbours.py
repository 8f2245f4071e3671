"""Words that may have been meant: spelt or heard almost alike. One definition for every index: all find the same.

Two words are neighbours when they share a key. The keys of a word are itself and itself less any one letter (the
deletion neighbourhood of Bocek 2007 and SymSpell: covers any single edit, and two that move a letter), and its
consonants, voiced taken for voiceless, less any one of them when there are five or more (covers vowels misheard).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from leadcli.resolution.comparison.spelling import likeness

LEAST = 3  # letters of a word that has neighbours
VOICELESS = str.maketrans("bdgzvjc", "ptksfxs", "aeiou")
LEAST_CONSONANTS = 3


@lru_cache(maxsize=262144)
def consonants(folded: str) -> str:
    """What is left of a folded word when vowels are dropped and voice is not heard; its first letter stays."""
    rest = folded.translate(VOICELESS)
    return rest if folded[:1] not in "aeiou" else folded[:1] + rest


def neighbour_keys(folded: str) -> frozenset[str]:
    """The keys under which a folded word meets its neighbours."""
    if len(folded) < LEAST or not folded.isalpha():
        return frozenset((folded,))
    keys = {folded, *(folded[:i] + folded[i + 1 :] for i in range(len(folded)))}
    heard = consonants(folded)
    if len(heard) >= LEAST_CONSONANTS:
        keys.add(f"~{heard}")
        if len(heard) > LEAST_CONSONANTS + 1:
            keys |= {f"~{heard[:i]}{heard[i + 1 :]}" for i in range(len(heard))}
    return frozenset(keys)


def enough(shared: Iterable[int], most: int) -> int:
    """How many keys a word must share to be looked at, so that about ``most`` are, beside the word itself."""
    return sorted(shared, reverse=True)[: most + 1][-1]


def nearest_first(word: str, shared: Mapping[str, int], most: int) -> list[tuple[str, float]]:
    """Of the words that share ``enough`` keys with a word, the ``most`` that are like it, each with its likeness."""
    if not shared:
        return []
    least = enough(shared.values(), most)
    near = sorted([(OSA.distance(word, o), -count, o) for o, count in shared.items() if count >= least and o != word])
    return [(other, alike) for _, _, other in near[:most] if (alike := likeness(word, other))]
