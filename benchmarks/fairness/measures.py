"""What is measured of the turns that were given, the same for every rotation: by leadcli's shares and by weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from statistics import mean, pstdev

from benchmarks.fairness.office_days import Given, Office
from benchmarks.fairness.rotations import Rotation
from benchmarks.fairness.world import Person, World
from leadcli.policy.balance import UNIT, shares

FAR = 1.5  # calls that nobody may be off his balance
FIRST = 40  # calls in which a newcomer or a returner is looked at
LONG = 10  # days away, after which one returns
Shares = Mapping[str, int]


@dataclass(frozen=True)
class Measures:
    """Of one rotation in one office.

    ``off_balance``: the furthest that anybody ever was from his balance, in calls: what he was owed by leadcli's shares
    less what he got. ``off_weight``: the same by plain weights. ``longest_run``: most calls in a row to one person,
    while his share was at most a half. ``long_runs``: runs above the bound, 3, or ⌈s ÷ (1 − s)⌉ + 1 for a share s above
    a half. ``most_first`` and ``least_first``: what newcomers and returners got of the first 40 calls that they could
    take ÷ their plain share, the extremes. ``flooded``: of them, those who got more than twice it and 1. ``starved``:
    less than half of it less 1. ``over_cap``: calls to somebody at his cap. ``waiting``: calls left for another day.
    ``load_spread``: the standard deviation of loads ÷ their mean, a mean over all days.
    """

    turns: int
    off_balance: float
    off_weight: float
    longest_run: int
    long_runs: int
    most_first: float | None
    least_first: float | None
    flooded: int
    starved: int
    over_cap: int
    waiting: int
    load_spread: float


def measured(world: World, rotation: Rotation) -> Measures:
    """A rotation in an office."""
    office = Office(world, rotation)
    turns = list(office.live())
    owed = [shares(turn.hands) for turn in turns]
    plain = [shares(turn.hands, boosted=False) for turn in turns]
    firsts = [x for x in (first_calls(turns, plain, *one) for one in beginners(world)) if x]
    rates = [got / due for got, due in firsts if due]
    runs = list(runs_of(turns, owed))
    return Measures(
        len(turns),
        off(turns, owed),
        off(turns, plain),
        max((length for length, share in runs if 2 * share <= UNIT), default=0),
        sum(length > bound(share) for length, share in runs),
        max(rates, default=None),
        min(rates, default=None),
        sum(got > 2 * due + 1 for got, due in firsts),
        sum(got < due / 2 - 1 for got, due in firsts),
        sum(turn.over_cap for turn in turns),
        office.waiting,
        mean(_spread(list(loads.values())) for loads in office.loads),
    )


def off(turns: Sequence[Given], owed: Sequence[Shares]) -> float:
    """The furthest from a balance, at any moment, in calls."""
    balances: dict[str, int] = {}
    furthest = 0
    for turn, parts in zip(turns, owed, strict=True):
        for name, part in parts.items():
            balances[name] = balances.get(name, 0) + part
        balances[turn.taker] = balances.get(turn.taker, 0) - UNIT
        furthest = max(furthest, *(abs(balances[name]) for name in (*parts, turn.taker)))
    return furthest / UNIT


def runs_of(turns: Sequence[Given], owed: Sequence[Shares]) -> list[tuple[int, int]]:
    """Calls in a row to one person: how many, and his largest share in them. Who got them beyond a cap had no share."""
    found = []
    for _, group in groupby(zip(turns, owed, strict=True), key=lambda one: one[0].taker):
        run = list(group)
        found.append((len(run), max(parts.get(turn.taker, 0) for turn, parts in run)))
    return found


def bound(share: int) -> float:
    """How many calls in a row one of such a share may get."""
    if share >= UNIT:
        return float("inf")
    return 3 if 2 * share <= UNIT else ceil(share / (UNIT - share)) + 1


def beginners(world: World) -> list[tuple[Person, int]]:
    """Newcomers, and who comes back after long: each with the day."""
    came = [(person, person.joins) for person in world.people if person.joins > 0]
    back = [
        (person, last + 1)
        for person in world.people
        for first, last in person.absences
        if last - first >= LONG and first > person.joins and person.is_present(last + 1)
    ]
    return came + back


def first_calls(turns: Sequence[Given], plain: Sequence[Shares], person: Person, day: int) -> tuple[int, float] | None:
    """Of the first calls from a day on that a person could take: how many he got, and his plain share of them."""
    got, due, seen = 0, 0, 0
    for turn, parts in zip(turns, plain, strict=True):
        if turn.day >= day and (person.name in parts or turn.taker == person.name):
            got, due, seen = got + (turn.taker == person.name), due + parts.get(person.name, 0), seen + 1
            if seen == FIRST:
                return got, due / UNIT
    return None


def _spread(loads: Sequence[float]) -> float:
    middle = mean(loads) if loads else 0
    return pstdev(loads) / middle if middle else 0
