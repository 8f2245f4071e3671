"""Whose turn it was: the managers' loads as they were when each client came, told from who owns the clients now.

A base shows present owners only. A client who is not where the policy put it was either handed over later, and then
counted for whom the policy named when the next ones came; or was given to another at once, and counted for that one.
What came after tells which: loads that are off put nearly every later turn off. So both are followed, the ways that
explain most owners are kept (a beam search, as in tracking with several hypotheses, Reid 1979), and the best is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from leadcli.domain.book import Manager
from leadcli.domain.frozen import frozen
from leadcli.policy.presence import out

BY_LOAD = "~"  # whom a principle names: the one whose turn it is
WAYS = 16  # that are followed at a time; more than are undecided at once in a base with one client in ten misplaced

Path = tuple["Path | None", str]  # for whom each client counted, the last first


@frozen
class Arrival:
    """A client as it came: whom each principle names (``""``: does not hold; ``?``: not told), and who has it now."""

    said: tuple[str, ...]
    owner: str
    on: date


class _Way:
    """One account of the past: how many owners it explains, the loads it has come to, and for whom each counted."""

    __slots__ = ("hits", "load", "path")

    def __init__(self, hits: int, load: list[int], path: Path | None) -> None:
        self.hits, self.load, self.path = hits, load, path

    def counted(self, place: int, name: str, hit: bool, copy: bool) -> _Way:
        """The account with one more client, for the manager at a place (-1: one who does not take turns)."""
        load = self.load.copy() if copy else self.load
        if place >= 0:
            load[place] += 1
        return _Way(self.hits + hit, load, (self.path, name))


def track(arrivals: Sequence[Arrival], order: Sequence[int], managers: Mapping[str, Manager]) -> list[str]:
    """Whose turn it was for each client, by the account of the past under which a ranking explains most owners."""
    able = [m for m in managers.values() if m.active and m.weight > 0]
    place = {m.id: i for i, m in enumerate(able)}
    ways = [_Way(0, [0] * len(able), None)]
    for arrival in arrivals:
        named = next((name for p in order if (name := arrival.said[p])), "?")
        now = place.get(arrival.owner, -1)
        found: list[_Way] = []
        for way in ways:
            meant = _turn(way.load, able, arrival.on) if named == BY_LOAD else named
            if meant in ("?", arrival.owner) or meant not in place:
                found.append(way.counted(now, arrival.owner, meant == arrival.owner, copy=False))
            else:
                found.append(way.counted(place[meant], meant, False, copy=True))
                found.append(way.counted(now, arrival.owner, False, copy=False))
        ways = found if len(found) <= WAYS else _kept(found)
    best = max(ways, key=lambda way: way.hits)
    counted: list[str] = []
    path = best.path
    while path is not None:
        path, name = path
        counted.append(name)
    load = [0] * len(able)
    turns: list[str] = []
    for arrival, name in zip(arrivals, reversed(counted), strict=True):
        turns.append(_turn(load, able, arrival.on))
        if name in place:
            load[place[name]] += 1
    return turns


def _kept(ways: list[_Way]) -> list[_Way]:
    """The ways that explain most; of those that have come to the same loads, which go on alike, only one."""
    found: dict[tuple[int, ...], _Way] = {}
    for way in sorted(ways, key=lambda way: -way.hits):
        found.setdefault(tuple(way.load), way)
        if len(found) == WAYS:
            break
    return list(found.values())


def _turn(load: Sequence[int], able: Sequence[Manager], on: date) -> str:
    """The least loaded: clients ÷ weight, under the cap and in the office; of equals the first listed."""
    best, least = "", float("inf")
    for count, manager in zip(load, able, strict=True):
        share = count / manager.weight
        if share < least and (manager.cap is None or count < manager.cap):
            if out(manager, on) is not None or (manager.left and manager.left <= on):
                continue
            best, least = manager.id, share
    return best
