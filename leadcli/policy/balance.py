"""Whose turn it is: a balance of turns for each manager, as in smooth weighted round robin.

At each recorded turn everyone who can take the call gains his share of it, and who gets it loses one call; the highest
balance, with this call's share counted, gets it. So who is behind catches up, and nobody is flooded. A share is the
manager's weight times a boost, of all such products; the boost is the mean load ÷ his own, within 2/3 … 3/2, so that
who has less gets somewhat more.

Shares and balances are whole numbers of ``UNIT``, so that a turn gives out exactly what it takes, on every machine, and
anybody can recompute it. All here is exact: fractions are kept as pairs of whole numbers until the last rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import lcm

from leadcli.domain.frozen import frozen
from leadcli.domain.ruling import UNIT

LEAST, MOST = (2, 3), (3, 2)  # the bounds of the boost
Equal = tuple[int, int, int, str]  # what tells one from equals: load, recent assignments, place in the list, id


@frozen
class Hand:
    """A manager who can take the call: present and under cap.

    ``weight`` is above 0 and counted in millionths; ``recent`` his recent assignments; ``order`` his place in the list.
    """

    manager: str
    open_clients: int
    weight: float
    recent: int
    order: int


@frozen
class Turn:
    """A call given: the shares of those who could take it; all balances before and after, of absent ones too."""

    manager: str
    shares: Mapping[str, int]
    before: Mapping[str, int]
    after: Mapping[str, int]


def shares(hands: Sequence[Hand], boosted: bool = True) -> Mapping[str, int]:
    """What part of a call each manager is owed, of ``UNIT``; the parts sum to ``UNIT`` exactly (largest remainder).

    Nobody is owed more than a half unless his plain weight is; what he would have above it, the others share in
    proportion. ``boosted=False`` is by weight alone. ValueError if nobody can take the call or a weight is not above 0.
    """
    return _shares(tuple(hands), boosted)[0]


@lru_cache(maxsize=16)  # the figures of one moment are asked for by every rule that names by turn
def _shares(hands: tuple[Hand, ...], boosted: bool) -> tuple[Mapping[str, int], list[Equal]]:
    """The shares, and what tells equals apart."""
    weights = _weights(hands)
    parts = _boosted(hands, weights) if boosted else weights
    total = sum(parts)
    most = max(range(len(parts)), key=parts.__getitem__)
    if 2 * parts[most] > total and 2 * weights[most] <= sum(weights):
        parts[most] = total - parts[most]  # the others have a half together now, so none of them has more
        total = sum(parts)
    owed = [part * UNIT // total for part in parts]
    rest = [part * UNIT % total for part in parts]
    equals = _among_equals(hands, weights)  # so that a rounding never comes before what tells equals apart
    by_remainder = sorted(range(len(hands)), key=lambda place: (-rest[place], equals[place]))
    for place in by_remainder[: UNIT - sum(owed)]:
        owed[place] += 1
    return {hand.manager: part for hand, part in zip(hands, owed, strict=True)}, equals


def take_turn(balances: Mapping[str, int], hands: Sequence[Hand], boosted: bool = True) -> Turn:
    """Give a call to the highest balance, this call's share counted; who has no balance yet starts at 0.

    Ties go to the least load, then the fewest recent assignments, then the published order. Balances of those who
    cannot take the call stay as they are, so the sum of all stays too. ValueError as for ``shares``.
    """
    owed, equals = _shares(tuple(hands), boosted)
    before = {hand.manager: 0 for hand in hands} | dict(balances)
    after = {manager: balance + owed.get(manager, 0) for manager, balance in before.items()}
    taker = min((-after[hand.manager], place, hand.manager) for hand, place in zip(hands, equals, strict=True))[2]
    after[taker] -= UNIT
    return Turn(taker, owed, before, after)


def _weights(hands: Sequence[Hand]) -> list[int]:
    """The weights in millionths."""
    if not hands:
        raise ValueError("nobody can take the call")
    weights = [round(hand.weight * UNIT) for hand in hands]
    if min(weights) <= 0:
        raise ValueError("a weight is not above 0")
    return weights


def _among_equals(hands: Sequence[Hand], weights: Sequence[int]) -> list[Equal]:
    """What tells equals apart, for each: load (all brought to one denominator), recent assignments, published order."""
    whole = lcm(*weights)
    return [
        (hand.open_clients * (whole // weight), hand.recent, hand.order, hand.manager)
        for hand, weight in zip(hands, weights, strict=True)
    ]


def _boosted(hands: Sequence[Hand], weights: Sequence[int]) -> list[int]:
    """Weight times boost, all brought to one denominator."""
    clients, weight = sum(hand.open_clients for hand in hands), sum(weights)
    fractions = []
    for hand, own in zip(hands, weights, strict=True):
        boost = (clients * own, weight * hand.open_clients) if hand.open_clients else MOST
        if boost[0] * MOST[1] > boost[1] * MOST[0]:
            boost = MOST
        elif boost[0] * LEAST[1] < boost[1] * LEAST[0]:
            boost = LEAST
        fractions.append((own * boost[0], boost[1]))
    whole = lcm(*(below for _, below in fractions))
    return [above * (whole // below) for above, below in fractions]
