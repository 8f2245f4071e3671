"""Votes for labels counted: each shared key, word or acronym is one, and the most voted are compared."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from leadcli.native import core

MOST = 24  # labels kept for scoring
KEYED = 10  # labels with the very same key that are scored: of more, those in the caller's city
COMMON = 400  # labels that share a word before it is too common to look up
NEAR_COMMON = 100  # the same for a word that was only spelt alike
KEEP = 0.25  # share of the best label's votes from which another is worth scoring
COMMONEST = 0.15  # rarity of a word that all families bear
SAME_KEY, LIKE_KEY, ACRONYM, LIKE_WORD = 10.0, 2.0, 2.0, 0.6  # votes

Cast = list[tuple[Sequence[int], float]]  # numbers of labels, and the vote that each of them gets
Borne = tuple[int, Sequence[int]]  # of a word: how many families bear it, and the labels that have it


def rarity(bearing: int, all_log: float) -> float:
    """How telling a word is, 0 to 1, by how many families bear it; ``all_log``: the logarithm of how many there are."""
    return max(COMMONEST, 1.0 - math.log(max(1, bearing)) / all_log)


def cast_words(
    cast: Cast, by_word: Mapping[str, Borne], pairs: Sequence[tuple[str, float]], common: int, all_log: float
) -> bool:
    """Let words vote for the labels that have them, each by its weight and rarity, unless more than ``common`` have it.

    Returns whether any of the words is on file.
    """
    known = False
    for word, weight in pairs:
        borne = by_word.get(word)
        if borne is None:
            continue
        known = True
        if 0 < len(borne[1]) <= common:
            cast.append((borne[1], weight * rarity(borne[0], all_log)))
    return known


def tally(cast: Cast, keyed: list[Sequence[int]]) -> list[tuple[int, float]]:
    """The numbers of the MOST labels with most votes, and for each its share of the most votes that any got.

    ``keyed``: labels with the caller's very key, which got SAME_KEY each; their share is 1. Ties stand in the order of
    labels.
    """
    if core is not None:
        found: list[tuple[int, float]] = core.tally(cast, keyed, MOST, KEEP, SAME_KEY, LIKE_KEY)
        return found
    return count(cast, keyed)


def count(cast: Cast, keyed: list[Sequence[int]]) -> list[tuple[int, float]]:
    """``tally`` as it is defined."""
    votes: dict[int, float] = {}
    for numbers, weight in cast:
        for number in numbers:
            votes[number] = votes.get(number, 0.0) + weight
    same = {number for numbers in keyed for number in numbers}
    top = max([v - SAME_KEY * (n in same) for n, v in votes.items()], default=0.0)
    least = min(LIKE_KEY, KEEP * top)
    best = sorted([(-v, n) for n, v in votes.items() if v >= least])[:MOST]
    return [(number, 1.0 if number in same or not top else -v / top) for v, number in best]
