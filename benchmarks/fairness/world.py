"""Made-up offices: who works there and when, and which calls come. The same seed makes the same office.

All that happens is settled beforehand, but for who gets a turn: a call's client closes after as many days as the call
says, whoever has it. So every rotation stands before the same calls.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

WEIGHTS = (0.5, 0.75, 1.0, 1.0, 1.0, 1.25, 1.5, 2.0)
YEAR = 250  # days are working days
MONTH = 21


@dataclass(frozen=True)
class Person:
    """A manager: there from the day ``joins`` to the day before ``leaves``, but for absences, both days inclusive."""

    name: str
    order: int
    weight: float = 1.0
    cap: int | None = None
    daily: int | None = None
    joins: int = 0
    leaves: int | None = None
    absences: tuple[tuple[int, int], ...] = ()

    def works(self, day: int) -> bool:
        """Whether he is of the team on a day."""
        return self.joins <= day and (self.leaves is None or day < self.leaves)

    def is_present(self, day: int) -> bool:
        """Whether he is in the office on a day."""
        return self.works(day) and not any(first <= day <= last for first, last in self.absences)


@dataclass(frozen=True)
class Call:
    """A call for a turn, or one that ``own`` took himself. Its client is open for ``life`` days."""

    life: int
    own: str = ""


@dataclass(frozen=True)
class World:
    """An office: its people, what each has at the start (days that each client stays open), the calls of each day."""

    people: tuple[Person, ...]
    start: dict[str, tuple[int, ...]]
    days: tuple[tuple[Call, ...], ...]


def make_world(seed: int, days: int = 1000, managers: int = 10) -> World:
    """An office of so many managers at any time: vacations, sick days, leavers, newcomers, caps, calls of their own.

    All begin with the same load. Who leaves is followed by somebody new, within two months.
    """
    rng = random.Random(seed)
    load, life = rng.randint(5, 40), rng.randint(60, 250)
    people = tuple(_people(rng, days, managers, load))
    start = {
        person.name: tuple(_life(rng, life) for _ in range(round(load * person.weight)))
        for person in people
        if person.joins == 0
    }
    rate, own = rng.uniform(2, 14), rng.uniform(0, 0.6)
    zeal = {person.name: rng.expovariate(1) for person in people}
    made = tuple(tuple(_calls(rng, people, zeal, day, rate, own, life)) for day in range(days))
    return World(people, start, made)


def unhindered(world: World) -> World:
    """The office without caps, and every call for a turn: what plain weights alone would give can be given."""
    people = tuple(replace(person, cap=None, daily=None) for person in world.people)
    return World(people, world.start, tuple(tuple(Call(call.life) for call in calls) for calls in world.days))


def _people(rng: random.Random, days: int, managers: int, load: int) -> Iterator[Person]:
    order = 0
    for _ in range(managers):
        joins = 0
        while joins < days:
            order += 1
            stays = int(rng.expovariate(1 / (3 * YEAR))) + 40
            leaves = joins + stays if joins + stays < days else None
            weight = rng.choice(WEIGHTS)
            cap = round(load * weight * rng.uniform(0.8, 1.6)) + 1 if rng.random() < 0.3 else None
            daily = rng.randint(1, 4) if rng.random() < 0.2 else None
            absences = tuple(sorted(_absences(rng, joins, leaves or days)))
            yield Person(f"m{order:02}", order, weight, cap, daily, joins, leaves, absences)
            joins = days if leaves is None else leaves + rng.randint(0, 2 * MONTH)


def _absences(rng: random.Random, first: int, last: int) -> Iterator[tuple[int, int]]:
    for year in range(first - rng.randint(0, YEAR - 1), last, YEAR):
        for half in (0, YEAR // 2):
            day = year + half + rng.randint(0, YEAR // 2 - 15)
            yield day, day + rng.choice((4, 9, 13))  # a vacation of one to three weeks
    day = first
    while (day := day + 1 + int(rng.expovariate(1 / 60))) < last:
        yield day, day + rng.choice((0, 0, 1, 2, 4))  # ill
    if rng.random() < 0.1:
        day = rng.randint(first, last)
        yield day, day + 4 * MONTH


def _life(rng: random.Random, mean: int) -> int:
    return 1 + int(rng.expovariate(1 / mean))


def _calls(
    rng: random.Random, people: tuple[Person, ...], zeal: dict[str, float], day: int, rate: float, own: float, life: int
) -> Iterator[Call]:
    present = [person.name for person in people if person.is_present(day)]
    for _ in range(_poisson(rng, rate)):
        mine = present and rng.random() < own
        yield Call(_life(rng, life), rng.choices(present, [zeal[x] for x in present])[0] if mine else "")


def _poisson(rng: random.Random, mean: float) -> int:
    count, waited = 0, rng.expovariate(1)
    while waited < mean:
        count += 1
        waited += rng.expovariate(1)
    return count
