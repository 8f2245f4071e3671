"""All constellations that a policy can tell apart, with the answers of its conditions as sets of bits.

The facts on which a policy rests fall into parts that do not touch each other: no condition and no owner rests on two.
Each part is tried out with the real conditions and owners, in the small world; values that answer alike are one. The
space is the product of the parts, for each kind of caller. A set of constellations is an integer, one bit for each: so
a policy is judged on all of them at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from operator import itemgetter
from typing import Any

from leadcli.domain.facts import Answer, Facts
from leadcli.domain.frozen import frozen
from leadcli.policy.facts import FACTS, WHO_CALLS, Edit, Fact, Scene
from leadcli.policy.facts.small_world import stranger
from leadcli.policy.owners import OWNERS
from leadcli.policy.policy import Ask, Policy, asks

Mixture = tuple[int, tuple[Edit, ...], Facts]  # how many facts are not plain, the edits, and what they make
PERSON = "?"  # stands for the owner where a person is asked to choose


@frozen
class Value:
    """One value of a part: the edits that make it and what they make, its answers, and whom each owner finds."""

    edits: tuple[Edit, ...]
    made: Facts
    answers: Mapping[str, Answer]
    owners: Mapping[str, str]


@frozen
class Component:
    """Facts, and the conditions and owners that rest on no others."""

    facts: list[Fact]
    asks: list[Ask]
    owners: list[str]


@dataclass(frozen=True)
class Block:
    """The constellations of one kind of caller: every combination of its parts' values."""

    caller: Facts
    parts: tuple[tuple[Value, ...], ...]
    offset: int

    @cached_property
    def size(self) -> int:
        """How many constellations."""
        return prod(map(len, self.parts))


@dataclass
class Space:
    """The constellations, and for each condition and owner the sets in which it answers so.

    ``yes`` and ``unknown`` are by the condition's key; ``named[owner][manager]`` where that owner finds that manager,
    ``PERSON`` where a person is asked.
    """

    blocks: tuple[Block, ...]
    size: int
    yes: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    named: dict[str, dict[str, int]] = field(default_factory=dict)

    @cached_property  # a number of as many bits as there are constellations
    def all(self) -> int:
        """The set of all constellations."""
        return (1 << self.size) - 1

    def where(self, key: str, answer: Answer) -> int:
        """The set of those in which a condition answers so."""
        if answer is Answer.NO:
            return self.all & ~(self.yes[key] | self.unknown[key])
        return (self.yes if answer is Answer.YES else self.unknown)[key]

    def facts(self, index: int) -> Facts:
        """The case file of one constellation, as the matcher would hand it to the rules."""
        block = next(b for b in self.blocks if b.offset <= index < b.offset + b.size)
        rest = index - block.offset
        chosen: list[Value] = []
        for values in reversed(block.parts):
            rest, place = divmod(rest, len(values))
            chosen.append(values[place])
        largest = max(chosen, key=lambda value: len(value.edits))
        facts: Facts | None = largest.made
        for edit in (edit for value in chosen if value is not largest for edit in value.edits):
            assert facts is not None, "what can be in a part can be whatever the others are"
            facts = edit(facts)
        assert facts is not None, "as above"
        return facts

    def members(self, chosen: int, most: int = 0) -> Iterator[int]:
        """The numbers of the constellations in a set, the plainest first; ``most`` spread evenly over it."""
        if not chosen:
            return
        first = (chosen & -chosen).bit_length() - 1
        step = max(1, chosen.bit_count() // most) if most else 1
        yield first
        bits = bin(chosen)[:1:-1]  # as text it is walked through once, however large it is
        number, place = 0, first
        while (place := bits.find("1", place + 1)) >= 0:
            number += 1
            if number % step == 0:
                yield place


def build_space(policies: Iterable[Policy], more: Iterable[Ask] = ()) -> Space:
    """The space of all constellations that the conditions and owners of some policies, and ``more``, can tell apart."""
    policies = list(policies)
    every = {ask.key: ask for ask in (*(a for policy in policies for a in asks(policy)), *more)}
    owners = dict.fromkeys(name for policy in policies for rule in policy.rules for name in rule.owner)
    components = _components(list(every.values()), list(owners))
    blocks: list[Block] = []
    offset = 0
    for edit in FACTS[WHO_CALLS].settings(Scene(stranger(), ())):
        caller = edit(stranger())
        assert caller is not None, "anybody may call"
        values = []
        for component in components:
            mixtures = _mixtures(caller, component.facts, every.values(), policies[0].country)
            values.append(_values(mixtures, component))
        blocks.append(Block(caller, tuple(values), offset))
        offset += blocks[-1].size
    space = Space(tuple(blocks), offset)
    for key in every:
        space.yes[key] = space.unknown[key] = 0
    for name in owners:
        space.named[name] = {}
    for block in blocks:
        _spread(space, block)
    return space


def _components(every: Sequence[Ask], owners: Sequence[str]) -> list[Component]:
    """The facts on which something rests, in parts; each condition and owner with the one that holds all of its facts.

    The first part holds no facts: there is what answers alike in all constellations of one kind of caller.
    """
    users = [*(ask.condition.rests_on for ask in every), *(OWNERS[name].rests_on for name in owners)]
    label = {name: FACTS[name].part for facts in users for name in facts if name != WHO_CALLS}
    for facts in users:
        joined = {label[name] for name in facts if name in label}
        label = {name: min(joined) if part in joined else part for name, part in label.items()}
    parts = {"": Component([], [], [])}
    for name, fact in FACTS.items():
        if name in label:
            parts.setdefault(label[name], Component([], [], [])).facts.append(fact)

    def home(facts: tuple[str, ...]) -> Component:
        return parts[next((label[name] for name in facts if name in label), "")]

    for ask in every:
        home(ask.condition.rests_on).asks.append(ask)
    for name in owners:
        home(OWNERS[name].rests_on).owners.append(name)
    return list(parts.values())


def _mixtures(caller: Facts, facts: Sequence[Fact], every: Collection[Ask], country: str) -> list[Mixture]:
    """Every mixture of the settings of some facts, those first in which the fewest are other than plain."""
    found: list[Mixture] = [(0, (), caller)]
    for fact in facts:
        asked = [ask for ask in every if fact.name in ask.condition.rests_on]
        settings = list(enumerate(fact.settings(Scene(caller, asked, country))))
        found = [
            (otherwise + (number > 0), (*edits, edit), made)
            for otherwise, edits, facts_ in found
            for number, edit in settings
            if (made := edit(facts_)) is not None
        ]
    return sorted(found, key=itemgetter(0))


def _values(mixtures: Iterable[Mixture], component: Component) -> tuple[Value, ...]:
    """The values of a part that differ in an answer or an owner; of those alike the plainest."""
    seen: dict[tuple[Any, ...], Value] = {}
    for _, edits, facts in mixtures:
        answers, named = look(facts, component.asks, component.owners)
        signature = (*answers.values(), *named.values())
        if signature not in seen:
            seen[signature] = Value(edits, facts, answers, named)
    return tuple(seen.values())


def look(facts: Facts, asked: Iterable[Ask], owners: Iterable[str]) -> tuple[dict[str, Answer], dict[str, str]]:
    """What the conditions answer and whom the owners find in one case file."""
    answers = {ask.key: ask.answer(facts) for ask in asked}
    named = {}
    for name in owners:
        choice = OWNERS[name].choose(facts)
        named[name] = choice.owner or (PERSON if choice.ask else "")
    return answers, named


def in_common(space: Space, target: int, index: int) -> tuple[tuple[tuple[str, Answer], ...], int]:
    """The fewest answers of one constellation of a set that land in the set; and where they hold."""
    bit = 1 << index
    kept: dict[str, tuple[Answer, int]] = {}
    for key in sorted(space.yes):
        answer = Answer.YES if space.yes[key] & bit else Answer.UNKNOWN if space.unknown[key] & bit else Answer.NO
        kept[key] = answer, space.where(key, answer)
    for key in sorted(kept, key=lambda key: (kept[key][0] is Answer.YES, key)):  # what holds tells more than what not
        if not _all_of(space, (where for other, (_, where) in kept.items() if other != key)) & ~target:
            del kept[key]
    return tuple((key, answer) for key, (answer, _) in kept.items()), _all_of(space, (w for _, w in kept.values()))


def _all_of(space: Space, sets: Iterable[int]) -> int:
    found = space.all
    for each in sets:
        found &= each
    return found


def _spread(space: Space, block: Block) -> None:
    """Lay the answers of each part's values over the block: a pattern that repeats."""
    before, after = 1, block.size
    for values in block.parts:
        after //= len(values)
        sets: dict[tuple[str, str, str], int] = {}
        stretch = (1 << after) - 1
        for place, value in enumerate(values):
            here = stretch << (place * after)
            for key, answer in value.answers.items():
                if answer is not Answer.NO:
                    sets[("answer", key, answer.value)] = sets.get(("answer", key, answer.value), 0) | here
            for name, manager in value.owners.items():
                sets[("owner", name, manager)] = sets.get(("owner", name, manager), 0) | here
        length = after * len(values)
        for (kind, key, value_), pattern in sets.items():
            laid = _repeated(pattern, length, before) << block.offset
            if kind == "owner":
                space.named[key][value_] = space.named[key].get(value_, 0) | laid
            elif value_ == "yes":
                space.yes[key] |= laid
            else:
                space.unknown[key] |= laid
        before *= len(values)


def _repeated(pattern: int, length: int, times: int) -> int:
    """A pattern of so many bits, laid so many times one beside another: by doubling, as products take far longer."""
    laid, count = pattern, 1
    while count < times:
        more = min(count, times - count)
        laid |= (laid & ((1 << (more * length)) - 1)) << (count * length)
        count += more
    return laid
