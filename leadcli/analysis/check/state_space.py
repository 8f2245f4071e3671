"""All constellations that a policy can tell apart, with the answers of its conditions as sets of bits.

The choices of a world fall into five parts that do not touch each other: the caller's card, the group's ownership, its
kinds, its structure, an earlier decision, and the rest of the case. Each part is tried out with the real conditions
and owners; values that answer alike are one. The space is the product of the parts, for each kind of caller. A set of
constellations is an integer, one bit for each: so a policy is judged on all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

from leadcli.analysis.check.scenarios import ELSEWHERE, HERE, NOWHERE, World, facts_of, grouped, on_file
from leadcli.domain.book import GROUP_KINDS, OWNERSHIPS
from leadcli.domain.facts import Answer, Facts
from leadcli.domain.frozen import as_dict, frozen, replace
from leadcli.policy.owners import OWNERS
from leadcli.policy.policy import Ask, Policy, asks

PARTS = ("card", "ownership", "kinds", "structure", "precedent", "case")
# Which part a condition or an owner looks at; all others look at the case. A test plants every mixture.
PART_OF = {
    "client_on_file": "card", "client_owner_active": "card", "client_idle": "card", "client_owner": "card",
    "group_ownership": "ownership", "group_kind": "kinds", "group_structure": "structure",
    "precedent": "precedent", "precedent_owner": "precedent",
}  # fmt: skip
CALLERS = ("stranger", "new", "lone", "card", "open", "unnamed")
PERSON = "?"  # stands for the owner where a person is asked to choose
Fields = dict[str, Any]


@frozen
class Value:
    """One value of a part: the choices that make it, the answers it gives, and whom each owner finds."""

    fields: Fields
    answers: Mapping[str, Answer]
    owners: Mapping[str, str]


@dataclass(frozen=True)
class Block:
    """The constellations of one kind of caller: every combination of its parts' values."""

    who: str
    parts: tuple[tuple[Value, ...], ...]
    offset: int

    @property
    def size(self) -> int:
        """How many constellations."""
        count = 1
        for values in self.parts:
            count *= len(values)
        return count


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

    @property
    def all(self) -> int:
        """The set of all constellations."""
        return (1 << self.size) - 1

    def world(self, index: int) -> World:
        """The world of one constellation."""
        block = next(b for b in self.blocks if b.offset <= index < b.offset + b.size)
        rest = index - block.offset
        fields: Fields = {}
        for values in reversed(block.parts):
            rest, place = divmod(rest, len(values))
            fields |= values[place].fields
        return World(**{**as_dict(World()), **fields, "who": block.who})

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
    names = {ask.condition.name for ask in every.values()} | set(owners)
    assumed = policies[0].country
    blocks: list[Block] = []
    offset = 0
    for who in CALLERS:
        parts = []
        for part in PARTS:
            own_asks = [a for a in every.values() if PART_OF.get(a.condition.name, "case") == part]
            own_owners = [n for n in owners if PART_OF.get(n, "case") == part]
            choices = _choices(part, who, names, every, assumed)
            parts.append(_values(who, choices, own_asks, own_owners))
        blocks.append(Block(who, tuple(parts), offset))
        offset += blocks[-1].size
    space = Space(tuple(blocks), offset)
    for key in every:
        space.yes[key] = space.unknown[key] = 0
    for name in owners:
        space.named[name] = {}
    for block in blocks:
        _spread(space, block)
    return space


def _values(who: str, choices: Iterable[Fields], asked: list[Ask], owners: list[str]) -> tuple[Value, ...]:
    """The values of a part that differ in an answer or an owner; of those alike the plainest."""
    seen: dict[tuple[Any, ...], Value] = {}
    for fields in choices:
        facts = facts_of(replace(World(), who=who, **fields))
        answers, named = look(facts, asked, owners)
        signature = (*answers.values(), *named.values())
        if signature not in seen:
            seen[signature] = Value(fields, answers, named)
    return tuple(seen.values())


def look(facts: Facts, asked: Iterable[Ask], owners: Iterable[str]) -> tuple[dict[str, Answer], dict[str, str]]:
    """What the conditions answer and whom the owners find in one case file."""
    answers = {ask.key: ask.condition.ask(facts, ask.argument).answer for ask in asked}
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
        yes, unknown = space.yes[key], space.unknown[key]
        answer = Answer.YES if yes & bit else Answer.UNKNOWN if unknown & bit else Answer.NO
        kept[key] = answer, {Answer.YES: yes, Answer.UNKNOWN: unknown}.get(answer, space.all & ~(yes | unknown))
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
        repeat = ((1 << (length * before)) - 1) // ((1 << length) - 1)
        for (kind, key, value_), pattern in sets.items():
            laid = (pattern * repeat) << block.offset
            if kind == "owner":
                space.named[key][value_] = space.named[key].get(value_, 0) | laid
            elif value_ == "yes":
                space.yes[key] |= laid
            else:
                space.unknown[key] |= laid
        before *= len(values)


# --- the choices of each part -----------------------------------------------------------------------------------------
def _choices(part: str, who: str, names: set[str], every: Mapping[str, Ask], assumed: str) -> Iterator[Fields]:
    """The choices that a part has, the plainest first; only what is asked for is varied."""
    world = World(who=who)  # type: ignore[arg-type]
    arguments = {
        name: sorted({a.argument for a in every.values() if a.condition.name == name})
        for name in ("group_kind", "client_idle", "caller_country")
    }
    if part == "card":
        yield from _cards(world, arguments["client_idle"])
    elif part == "ownership":
        yield from ({"ownership": o} for o in (OWNERSHIPS if "group_ownership" in names else OWNERSHIPS[:1]))
    elif part == "kinds":
        yield from _kinds(arguments["group_kind"])
    elif part == "structure":
        yield from ({"structure": s} for s in ("territory", "activity", ""))
    elif part == "precedent":
        yield from _precedents(world)
    else:
        yield from _cases(world, names, arguments["caller_country"], assumed)


def _cards(world: World, days: list[str]) -> Iterator[Fields]:
    if not on_file(world):
        yield {}
        return
    limits = sorted({int(d) for d in days})
    for contact in (0, *limits, -1) if limits else (0,):
        for owner in ("active", "left", "none"):
            yield {"owner": owner, "contact": contact}


def _kinds(asked: list[str]) -> Iterator[Fields]:
    """Every set of kinds that a group and those above it can have, as far as they are asked for."""
    plain = next((k for k in GROUP_KINDS if k not in asked), None)
    if plain:
        yield {"kinds": (plain,)}
    for count in range(1, len(asked) + 1):
        for kinds in combinations([k for k in GROUP_KINDS if k in asked], count):
            yield {"kinds": kinds}


def _precedents(world: World) -> Iterator[Fields]:
    yield {}
    kinds = [
        *(["caller"] if world.who != "unnamed" else []),
        *(["client"] if on_file(world) else []),
        *(["group"] if grouped(world) else []),
    ]
    for left in (False, True):
        for kind in kinds:
            yield {"precedent": kind, "precedent_left": left}


def _cases(world: World, names: set[str], countries: list[str], assumed: str) -> Iterator[Fields]:
    def vary(asked: set[str], *values: Any) -> tuple[Any, ...]:
        return values if names & asked else values[:1]

    home = assumed or "RU"
    other = next(c for c in ("RU", "KZ", "BY", "AM", "GE", "TR", "CN") if c not in countries)
    known = tuple(dict.fromkeys([home, *countries, *([other] if countries else [])]))
    # A caller without a country: only where the team does not say what to take it for, and no card tells.
    unsaid = () if assumed or on_file(world) else ("",)
    callers = {
        "country": vary({"caller_abroad", "caller_country"}, *known, *unsaid),
        "taker": vary({"call_taken", "taker_serves_group", "taker"}, False, True),
    }
    groups = {
        "sister": ("", "other", *vary({"taker_serves_group"}, None, "taker")[1:]),
        "head": vary({"head_office_served", "head_office_owner", "group_manager"}, False, True),
        "lead": vary({"group_managed", "group_manager"}, False, True),
        "brand": vary({"same_name", "another_city"}, "same", "other"),
        "abroad": vary({"caller_abroad"}, False, True),
        "city": vary({"another_city"}, HERE, ELSEWHERE, NOWHERE),
        "rival": vary({"group_manager"}, False, True),
    }
    choices = callers | (groups if grouped(world) else {})
    found = []
    for values in product(*choices.values()):
        fields = dict(zip(choices, values, strict=True))
        if fields.get("rival") and not fields["sister"]:
            continue
        if fields.get("sister") == "taker" and not fields["taker"]:
            continue
        if world.who in ("open", "unnamed") and fields["brand"] != "same":
            continue
        found.append(fields)
    plain = as_dict(World())
    yield from sorted(found, key=lambda fields: sum(fields[name] != plain[name] for name in fields))
