"""Whose turn it is: a balance, as in smooth weighted round robin, in whole numbers that anybody can recompute.

At each turn everyone who could take the call gains a share of it, and the one who takes it loses a call; the highest
balance takes it. What is owed is never lost, whoever is away, and nobody is flooded: a share is the manager's weight,
half as much again at most for who has less than the others, two thirds at least for who has more.

Source: smooth weighted round robin of nginx (``ngx_http_upstream_round_robin.c``, since 1.3.1), which keeps the same
balance with fixed weights; the boost and its bounds are ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm

from leadcli.domain.frozen import frozen
from leadcli.domain.ruling import UNIT

MOST, LEAST = (3, 2), (2, 3)  # between which the boost lies


@frozen
class Hand:
    """A manager who can take the call: present, and under every cap. ``order``: the place in the published list."""

    manager: str
    open_clients: int
    weight: float
    recent: int = 0
    order: int = 0


@frozen
class Turn:
    """Who takes the call, each one's share of it, and the balances before and after: all in UNIT."""

    manager: str
    shares: Mapping[str, int]
    before: Mapping[str, int]
    after: Mapping[str, int]


def shares(hands: Sequence[Hand], boosted: bool = True) -> dict[str, int]:
    """Each one's share of a call; together they are one UNIT.

    A share is weight × boost, of their sum. The boost is the mean load ÷ the own load (open clients ÷ weight; the mean
    is all clients ÷ all weights), within ⅔ … 3/2; of who has no client 3/2. Nobody's share is above a half unless the
    weight's own share is; what is above it the others share. ``boosted`` off: by weight alone.
    """
    weights = {hand.manager: round(hand.weight * UNIT) for hand in hands}
    if not sum(weights.values()):
        weights = dict.fromkeys(weights, UNIT)
    parts = {hand.manager: _boosted(hand, hands, weights) if boosted else (weights[hand.manager], 1) for hand in hands}
    common = lcm(*(below for _, below in parts.values()))
    sizes = {manager: above * (common // below) for manager, (above, below) in parts.items()}
    total = sum(sizes.values())
    for manager, size in sizes.items():
        if 2 * size > total and 2 * weights[manager] <= sum(weights.values()) and len(sizes) > 1:
            sizes[manager] = total - size
            return _whole(sizes, {hand.manager: hand.order for hand in hands})
    return _whole(sizes, {hand.manager: hand.order for hand in hands})


def _boosted(hand: Hand, hands: Sequence[Hand], weights: Mapping[str, int]) -> tuple[int, int]:
    """Weight × boost as a fraction: C·w ÷ (W·c) times w, within the bounds."""
    own = weights[hand.manager]
    above = sum(each.open_clients for each in hands) * own
    below = sum(weights.values()) * hand.open_clients
    if above * MOST[1] >= below * MOST[0]:  # without clients too
        above, below = MOST
    elif above * LEAST[1] <= below * LEAST[0]:
        above, below = LEAST
    return own * above, below


def _whole(sizes: Mapping[str, int], order: Mapping[str, int]) -> dict[str, int]:
    """Sizes as whole parts of a UNIT, by the largest remainder; of equal ones the first listed."""
    total = sum(sizes.values())
    found = {manager: UNIT * size // total for manager, size in sizes.items()}
    rests = sorted(sizes, key=lambda m: (-(UNIT * sizes[m] % total), order[m], m))
    for manager in rests[: UNIT - sum(found.values())]:
        found[manager] += 1
    return found


def take_turn(balances: Mapping[str, int], hands: Sequence[Hand], boosted: bool = True) -> Turn:
    """The next turn among those who can take it; whoever has no balance yet begins at 0.

    The highest balance, with this call's share counted; then the least load, the fewest recent assignments, and the
    published order. Raises ValueError if nobody can take it.
    """
    own = shares(hands, boosted)
    before = {hand.manager: balances.get(hand.manager, 0) for hand in hands}
    best = min(hands, key=lambda h: (-(before[h.manager] + own[h.manager]), *precedence(h)))
    after = {m: before[m] + own[m] - (UNIT if m == best.manager else 0) for m in own}
    return Turn(best.manager, own, before, after)


def precedence(hand: Hand) -> tuple[float, int, int]:
    """Who goes first of equal balances: least load, then fewest recent assignments, then the published order."""
    load = hand.open_clients / hand.weight if hand.weight > 0 else float("inf")
    return load, hand.recent, hand.order
