"""A policy over all constellations at once: which rule decides where, by the judge's own three-valued logic on bits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadcli.analysis.check.state_space import Space
from leadcli.policy.policy import Ask, Policy, Rule, When

EMPTY: Mapping[int, bool] = {}
Truth = tuple[int, int]  # where a condition holds, and where it is not known


@dataclass(frozen=True)
class OutcomeSets:
    """What becomes of every constellation, rule by rule.

    ``reached[i]``: where rule i is asked; ``fired[i]``: where it decides; ``stopped[i]``: where it is not known whether
    it holds. ``uncovered``: where no rule holds. ``truths[i]``: where its conditions hold or are not known,
    asked or not.
    """

    truths: tuple[Truth, ...]
    reached: tuple[int, ...]
    fired: tuple[int, ...]
    stopped: tuple[int, ...]
    uncovered: int


def truth(space: Space, when: When, instead: Mapping[int, bool] = EMPTY) -> Truth:
    """Where conditions hold and where they are not known. ``instead``: parts, by identity, taken to be so."""
    if id(when) in instead:
        return (space.all if instead[id(when)] else 0), 0
    if isinstance(when, Ask):
        return space.yes[when.key], space.unknown[when.key]
    if when.kind == "not":
        yes, unknown = truth(space, when.parts[0], instead)
        return space.all & ~(yes | unknown), unknown
    parts = [truth(space, part, instead) for part in when.parts]
    if when.kind == "all":
        yes, possible = space.all, space.all
        for one, unknown in parts:
            yes &= one
            possible &= one | unknown
    else:
        yes, possible = 0, 0
        for one, unknown in parts:
            yes |= one
            possible |= one | unknown
    return yes, possible & ~yes


def outcome_sets(space: Space, policy: Policy) -> OutcomeSets:
    """The policy followed through every constellation."""
    return follow(space, [truth(space, rule.when) for rule in policy.rules])


def follow(space: Space, truths: Sequence[Truth]) -> OutcomeSets:
    """The same for conditions already weighed."""
    left = space.all
    reached, fired, stopped = [], [], []
    for yes, unknown in truths:
        reached.append(left)
        fired.append(left & yes)
        stopped.append(left & unknown)
        left &= ~(yes | unknown)
    return OutcomeSets(tuple(truths), tuple(reached), tuple(fired), tuple(stopped), left)


def chosen(space: Space, rule: Rule) -> dict[str, int]:
    """Whom a rule names and where: by manager, ``PERSON`` where a person is asked, ``""`` where nobody is found."""
    left = space.all
    found: dict[str, int] = {}
    for name in rule.owner:
        for manager, where in space.named[name].items():
            if manager and left & where:
                found[manager] = found.get(manager, 0) | left & where
        left &= space.named[name].get("", 0)
    found[""] = left
    return found


def differ(first: Mapping[str, int], second: Mapping[str, int], everywhere: int) -> int:
    """Where two rules name different owners."""
    same = 0
    for manager, where in first.items():
        same |= where & second.get(manager, 0)
    return everywhere & ~same
