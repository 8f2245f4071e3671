"""An office lived through with a rotation: who got which turn, and who could have."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.fairness.rotations import Rotation
from benchmarks.fairness.world import Call, Person, World
from leadcli.policy.balance import Hand

RECENT = 30  # days in which an assignment is recent


@dataclass(frozen=True)
class Given:
    """A turn: the day, who got it, and those who could have it: present and under cap."""

    day: int
    taker: str
    hands: tuple[Hand, ...]
    over_cap: bool


@dataclass
class Office:
    """What is open and whose, day by day."""

    world: World
    rotation: Rotation
    open: dict[str, list[int]] = field(default_factory=dict)  # of each manager: the days on which his clients close
    today: Counter[str] = field(default_factory=Counter)
    recent: deque[tuple[int, str]] = field(default_factory=deque)
    waiting: int = 0  # calls that could not be given on their day
    loads: list[dict[str, float]] = field(default_factory=list)  # at the end of each day, of those there

    def live(self) -> Iterator[Given]:
        """All days; a turn at a time."""
        kept: list[Call] = []
        for day, calls in enumerate(self.world.days):
            self._morning(day)
            held, kept = kept, []
            for call in (*held, *calls):
                if call.own:
                    self.open[call.own].append(day + call.life)
                elif given := self._give(day, call):
                    yield given
                else:
                    kept.append(call)
            self.waiting += len(kept)
            self.loads.append(
                {x.name: len(self.open[x.name]) / x.weight for x in self.world.people if x.is_present(day)}
            )

    def _morning(self, day: int) -> None:
        self.today.clear()
        while self.recent and self.recent[0][0] <= day - RECENT:
            self.recent.popleft()
        for name, clients in self.open.items():
            self.open[name] = [closes for closes in clients if closes > day]
        for person in self.world.people:
            if person.joins == day:
                self.open[person.name] = list(self.world.start.get(person.name, ()))
                self.rotation.joined(person)
        for person in self.world.people:
            if person.leaves == day:
                self.rotation.left(person)
                self._inherit(self.open.pop(person.name), day)

    def _inherit(self, clients: list[int], day: int) -> None:
        """Who is there gets a leaver's clients, one after another: load, not turns."""
        heirs = [x.name for x in self.world.people if x.is_present(day)] or list(self.open)
        for number, closes in enumerate(clients):
            if heirs:
                self.open[heirs[number % len(heirs)]].append(closes)

    def _give(self, day: int, call: Call) -> Given | None:
        present = [person for person in self.world.people if person.is_present(day)]
        counts = Counter(name for _, name in self.recent)
        hands = {x.name: self._hand(x, counts[x.name]) for x in present if self._is_free(x)}
        asked = hands.values() if self.rotation.keeps_caps else [self._hand(x, counts[x.name]) for x in present]
        taker = self.rotation.take(day, list(asked)) if asked else None
        if taker is None:
            return None
        self.open[taker].append(day + call.life)
        self.today[taker] += 1
        self.recent.append((day, taker))
        return Given(day, taker, tuple(hands.values() or asked), taker not in hands)

    def _hand(self, person: Person, recent: int) -> Hand:
        return Hand(person.name, len(self.open[person.name]), person.weight, recent, person.order)

    def _is_free(self, person: Person) -> bool:
        return (person.cap is None or len(self.open[person.name]) < person.cap) and (
            person.daily is None or self.today[person.name] < person.daily
        )
