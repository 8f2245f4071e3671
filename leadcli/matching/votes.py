"""Which labels are worth scoring: votes for them counted, the likeliest first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from leadcli.native import core

MOST = 24  # labels kept for scoring
KEYED = 10  # labels with the very same key that are scored: of more, those in the caller's city
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
    file = getattr(by_word, "mapped", None)  # of a compiled directory
    if core is not None and file is not None:
        told: bool | None = core.cast_words(cast, file, by_word.place, pairs, common, all_log, COMMONEST)  # type: ignore[attr-defined]
        if told is not None:
            return told
    known = False
    for word, weight in pairs:
        borne = by_word.get(word)
        if borne is None:
            continue
        known = True
        if 0 < len(borne[1]) <= common:
            cast.append((borne[1], weight * rarity(borne[0], all_log)))
    return known


def cast_keys(
    cast: Cast, by_key: Mapping[str, Sequence[int]], pairs: list[tuple[str, float]]
) -> list[tuple[str, float]]:
    """Let keys vote for the labels that have them; those that more than KEYED labels have come back, as it is."""
    file = getattr(by_key, "mapped", None)  # of a compiled directory
    if core is not None and file is not None:
        left: list[tuple[str, float]] | None = core.cast_keys(cast, file, by_key.place, pairs, KEYED)  # type: ignore[attr-defined]
        if left is not None:
            return left
    many = []
    for key, weight in pairs:
        found = by_key.get(key, ())
        if len(found) > KEYED:
            many.append((key, weight))
        else:
            cast.append((found, weight))
    return many


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
