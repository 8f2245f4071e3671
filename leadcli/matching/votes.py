"""Which labels are worth scoring: votes for them counted, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence

from leadcli.native import core

MOST = 24  # labels kept for scoring
KEYED = 10  # labels with the very same key that are scored: of more, those in the caller's city
KEEP = 0.4  # share of the best label's votes from which another is worth scoring
SAME_KEY, LIKE_KEY, ACRONYM, LIKE_WORD = 10.0, 2.0, 2.0, 0.6  # votes

Cast = list[tuple[Sequence[int], float]]  # numbers of labels, and the vote that each of them gets


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
