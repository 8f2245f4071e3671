"""The ranking of principles that explains a base best: an exact search over every order of every subset of them.

What a principle says of a client is one letter: it does not hold (``.``), names the present owner (``+``), names
another (``-``), or holds without saying whom a base could check (``?``). A ranking gives each client the letter of its
first principle that holds, and scores one for each ``+`` less one for each ``-``.

The clients that a ranking's next principle decides depend on the set of those before it, not on their order. So the
best order of a set is the best order of a subset with one less, and that one last (dynamic programming over subsets,
Held and Karp 1962): 2^n sets instead of e·n! rankings. The optimum is exact, not found by luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadcli.domain.frozen import frozen

SILENT, HIT, MISS, OPEN = ".", "+", "-", "?"
VALUE = {HIT: 1, MISS: -1, OPEN: 0}
MOST = 16  # principles; 2^16 sets take seconds

Signatures = Mapping[str, int]  # what all principles say of a client, one letter each: how many clients there are


@frozen
class Score:
    """What a ranking makes of a base: clients explained, contradicted, left open, and reached by no principle."""

    explained: int
    contradicted: int
    open: int
    uncovered: int

    @property
    def checked(self) -> int:
        """Clients of whom the base can tell whether the ranking is right."""
        return self.explained + self.contradicted

    @property
    def value(self) -> int:
        """Explained less contradicted: what the search makes as large as can be."""
        return self.explained - self.contradicted


def decided(signature: str, order: Sequence[int]) -> tuple[int, str]:
    """Which principle of a ranking decides a client, and its letter; -1 when none holds."""
    return next(((p, signature[p]) for p in order if signature[p] != SILENT), (-1, SILENT))


def score(signatures: Signatures, order: Sequence[int]) -> Score:
    """The score of one ranking."""
    counts = dict.fromkeys((HIT, MISS, OPEN, SILENT), 0)
    for signature, count in signatures.items():
        counts[decided(signature, order)[1]] += count
    return Score(counts[HIT], counts[MISS], counts[OPEN], counts[SILENT])


def alike(signatures: Signatures, one: Sequence[int], two: Sequence[int]) -> bool:
    """Whether two rankings explain, contradict and leave open the very same clients, so that the base cannot tell."""
    return all(decided(s, one)[1] == decided(s, two)[1] for s in signatures)


def best(signatures: Signatures, count: int) -> tuple[int, ...]:
    """The ranking with the highest score; of equals the shortest; then that of the first principles.

    ``count`` is how many principles there are; the numbers of those in the ranking come back in its order, put into
    the order of the numbers wherever the base does not care.
    """
    rows = sorted(signatures.items())
    live = [p for p in range(count) if any(s[p] != SILENT for s, _ in rows)]
    if len(live) > MOST:
        raise ValueError(f"{len(live)} principles are more than {MOST}")
    fires = [sum(1 << i for i, (s, _) in enumerate(rows) if s[p] != SILENT) for p in live]
    worth = [_planes(rows, p) for p in live]
    sets = 1 << len(live)
    touched, value, last = [0] * sets, [0] + [-(1 << 60)] * (sets - 1), [-1] * sets
    for chosen in range(sets):
        low = chosen & -chosen
        if low:
            touched[chosen] = touched[chosen ^ low] | fires[low.bit_length() - 1]
        done = touched[chosen]
        for p in range(len(live)):
            bit = 1 << p
            if chosen & bit:
                continue
            found = value[chosen]
            for weight, mask in worth[p]:
                found += weight * (mask & ~done).bit_count()
            if found > value[chosen | bit]:
                value[chosen | bit], last[chosen | bit] = found, p
    chosen = max(range(sets), key=lambda s: (value[s], -s.bit_count(), -s))
    order: list[int] = []
    while chosen:
        order.insert(0, live[last[chosen]])
        chosen ^= 1 << last[chosen]
    return settled(signatures, tuple(order))


def _planes(rows: Sequence[tuple[str, int]], principle: int) -> list[tuple[int, int]]:
    """What a principle is worth as sums of powers of two: a weight, and the rows whose count has that power in it."""
    planes: dict[int, int] = {}
    for i, (signature, count) in enumerate(rows):
        value = VALUE.get(signature[principle], 0)
        for power in range(count.bit_length() if value else 0):
            if count >> power & 1:
                planes[value << power] = planes.get(value << power, 0) | 1 << i
    return sorted(planes.items())


def settled(signatures: Signatures, order: tuple[int, ...]) -> tuple[int, ...]:
    """The ranking with neighbours put into the order of their numbers wherever the base does not tell them apart."""
    found = list(order)
    moved = True
    while moved:
        moved = False
        for i in range(len(found) - 1):
            if found[i] > found[i + 1]:
                other = [*found[:i], found[i + 1], found[i], *found[i + 2 :]]
                if alike(signatures, found, other):
                    found, moved = other, True
    return tuple(found)


def loose(signatures: Signatures, order: tuple[int, ...]) -> list[tuple[tuple[int, ...], int]]:
    """The rankings with two neighbours exchanged that the base cannot tell from this, and the place of the first."""
    found = []
    for i in range(len(order) - 1):
        other = (*order[:i], order[i + 1], order[i], *order[i + 2 :])
        if alike(signatures, order, other):
            found.append((other, i))
    return found
