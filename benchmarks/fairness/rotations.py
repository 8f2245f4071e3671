"""How the turn is found: leadcli, its order of before, and three others, written anew after their public code.

Each is asked call by call. ``hands`` are those present; those under cap alone where the code itself looks at a cap.
Whom a calendar, a presence indicator or an opt-out by hand keeps away, is away for all of them.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Protocol

from benchmarks.fairness.world import MONTH, Person
from leadcli.policy.balance import Hand, take_turn


class Rotation(Protocol):
    """A way to find whose turn it is."""

    title: str
    keeps_caps: bool  # whether its code looks at how much a person has open, or got today

    def joined(self, person: Person) -> None:
        """Somebody is of the team from today."""

    def left(self, person: Person) -> None:
        """Somebody is not of the team any more."""

    def take(self, day: int, hands: Sequence[Hand]) -> str | None:
        """Who gets the call; None: it waits until the next day."""


class Balance:
    """leadcli: ``least_loaded``, or ``round_robin`` by weight alone."""

    keeps_caps = True

    def __init__(self, boosted: bool = True) -> None:
        self.boosted = boosted
        self.title = "leadcli" if boosted else "leadcli, by weight alone"
        self.balances: dict[str, int] = {}

    def joined(self, person: Person) -> None:
        """Nothing is kept of him yet."""

    def left(self, person: Person) -> None:
        """His balance stays behind."""

    def take(self, day: int, hands: Sequence[Hand]) -> str:
        """The highest balance."""
        turn = take_turn(self.balances, hands, self.boosted)
        self.balances = dict(turn.after)
        return turn.manager


class LoadFirst:
    """leadcli before balances: the least load, then the fewest recent assignments, then the published order."""

    title, keeps_caps = "least load first", True

    def joined(self, person: Person) -> None:
        """Nothing is kept."""

    def left(self, person: Person) -> None:
        """Nothing is kept."""

    def take(self, day: int, hands: Sequence[Hand]) -> str:
        """The least load."""
        return min(hands, key=lambda hand: (hand.open_clients / hand.weight, hand.recent, hand.order)).manager


class CalCom:
    """Cal.com's round robin by weights: the largest shortfall of this month, calibrated; weight; least recently booked.

    After calcom/cal.com, packages/features/bookings/lib/getLuckyUser.ts (commit 0c22c1f2):
    ``filterUsersBasedOnWeights``, ``getHostsWithCalibration``, ``leastRecentlyBookedUser``. The target is the weight's
    part of all bookings of the month and all calibrations. A new host is credited what the others had on average before
    he came; one away, what the others got meanwhile. No cap. Bookings of a host who has left are not counted.
    """

    title, keeps_caps = "Cal.com", False

    def __init__(self) -> None:
        self.hosts: dict[str, Person] = {}
        self.bookings: list[tuple[int, str]] = []  # day and host, of this month
        self.last: dict[str, int] = {}
        self.count, self.month = 0, 0

    def joined(self, person: Person) -> None:
        """A host is created."""
        self.hosts[person.name] = person

    def left(self, person: Person) -> None:
        """A host is removed, and his bookings are not asked for any more."""
        del self.hosts[person.name]

    def take(self, day: int, hands: Sequence[Hand]) -> str:
        """The largest shortfall of those available."""
        if day // MONTH != self.month:
            self.month, self.bookings = day // MONTH, []
        best = list(hands)
        if len(hands) > 1:
            short = self._shortfalls(day, hands)
            best = [hand for hand in hands if short[hand.manager] == max(short.values())]
            heaviest = max(hand.weight for hand in best)
            best = [hand for hand in best if hand.weight == heaviest]
        taker = min(best, key=lambda hand: self.last.get(hand.manager, 0)).manager
        self.count += 1
        self.last[taker] = self.count
        self.bookings.append((day, taker))
        return taker

    def _shortfalls(self, day: int, hands: Sequence[Hand]) -> dict[str, float]:
        bookings = [(when, host) for when, host in self.bookings if host in self.hosts]
        had: defaultdict[str, int] = defaultdict(int)
        for _, host in bookings:
            had[host] += 1
        calibration = {name: self._calibration(person, day, bookings) for name, person in self.hosts.items()}
        whole = len(bookings) + sum(calibration.values())
        weight = sum(person.weight for person in self.hosts.values())
        return {
            hand.manager: whole * hand.weight / weight - had[hand.manager] - calibration[hand.manager] for hand in hands
        }

    def _calibration(self, person: Person, day: int, bookings: Sequence[tuple[int, str]]) -> float:
        first, credit = self.month * MONTH, 0.0
        if person.joins >= max(first, 1):
            before = sum(when < person.joins and host != person.name for when, host in bookings)
            older = sum(host.joins < person.joins for host in self.hosts.values())
            credit += before / older if older else 0
        if len(self.hosts) > 1:
            for away in person.absences:
                if away[0] <= day and away[1] >= first:
                    meanwhile = sum(away[0] <= when <= away[1] and host != person.name for when, host in bookings)
                    credit += meanwhile / (len(self.hosts) - 1)
        return credit


class Odoo:
    """Odoo's assignment of leads to the members of one team: a daily quota each, in turn.

    After odoo/odoo, addons/crm/models/crm_team.py (commit 0010edf3, ``_assign_and_convert_leads``) and
    crm_team_member.py (commit 04670750, ``_get_assignment_quota``): the quota is the monthly capacity ÷ 30, rounded
    half up; members are sorted by quota, equals by chance; who gets a lead goes to the end, who has no quota left drops
    out; leads above all quotas wait. Run once a day, as its cron is. The capacity is 60 a month for weight 1, so that
    the least weight has one a day. No cap on open leads; who is on leave has to be opted out by hand, and is here.
    """

    title, keeps_caps = "Odoo", False

    def __init__(self, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        self.day = -1
        self.line: list[str] = []
        self.quota: dict[str, int] = {}

    def joined(self, person: Person) -> None:
        """Members are read anew each day."""

    def left(self, person: Person) -> None:
        """Members are read anew each day."""

    def take(self, day: int, hands: Sequence[Hand]) -> str | None:
        """The first of the line."""
        if day != self.day:
            self.day = day
            self.quota = {hand.manager: int(60 * hand.weight / 30 + 0.5) for hand in hands}
            chance = {name: self.rng.random() for name in self.quota}
            self.line = sorted(self.quota, key=lambda name: (self.quota[name], chance[name]), reverse=True)
        if not self.line:
            return None
        taker = self.line.pop(0)
        self.quota[taker] -= 1
        if self.quota[taker] > 0:
            self.line.append(taker)
        return taker


class ChatwootRoundRobin:
    """Chatwoot's round robin: a list in Redis; the last of it who can, gets the call and goes to its head.

    After chatwoot/chatwoot, app/services/auto_assignment/inbox_round_robin_service.rb (commit 04a3695d) and
    round_robin_selector.rb; caps by assignment_service.rb and the capacity service of enterprise/. No weights. A new
    member goes to the head of the list, so comes last.
    """

    title, keeps_caps = "Chatwoot, round robin", True

    def __init__(self) -> None:
        self.queue: list[str] = []

    def joined(self, person: Person) -> None:
        """Pushed to the head."""
        self.queue.insert(0, person.name)

    def left(self, person: Person) -> None:
        """Taken out."""
        self.queue.remove(person.name)

    def take(self, day: int, hands: Sequence[Hand]) -> str:
        """The last of the list who is allowed."""
        allowed = {hand.manager for hand in hands}
        taker = [name for name in self.queue if name in allowed][-1]
        self.queue.remove(taker)
        self.queue.insert(0, taker)
        return taker


class ChatwootBalanced:
    """Chatwoot's balanced selector: the fewest open conversations, the first of equals.

    After chatwoot/chatwoot, enterprise/app/services/enterprise/auto_assignment/balanced_selector.rb (commit 54690439).
    """

    title, keeps_caps = "Chatwoot, balanced", True

    def joined(self, person: Person) -> None:
        """Nothing is kept."""

    def left(self, person: Person) -> None:
        """Nothing is kept."""

    def take(self, day: int, hands: Sequence[Hand]) -> str:
        """The fewest open."""
        return min(hands, key=lambda hand: (hand.open_clients, hand.order)).manager


ROTATIONS: tuple[Callable[[], Rotation], ...] = (
    Balance,
    lambda: Balance(boosted=False),
    LoadFirst,
    CalCom,
    Odoo,
    ChatwootRoundRobin,
    ChatwootBalanced,
)
