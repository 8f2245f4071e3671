"""Facts: what the team has agreed on a group: who owns it, of which kind it is, how it is divided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import combinations

from leadcli.domain.book import GROUP_KINDS, OWNERSHIPS, STRUCTURES, Group, GroupKind, Ownership
from leadcli.domain.facts import Facts
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.policy.facts.fact_table import Change, Edit, Scene, fact, in_group, same, with_group
from leadcli.policy.facts.small_world import GROUP, ago, with_tables
from leadcli.policy.family import lineage, ownership, structure

ABOVE = (("above", "Вымпел Союз"), ("above-2", "Вымпел Альянс"), ("above-3", "Вымпел Единство"))


def _otherwise_agreed(scene: Scene) -> Iterator[Change]:
    stated, group = ownership(scene.facts)
    if group is None:
        return
    for wanted in OWNERSHIPS:
        if wanted != stated:
            said = message("the group's ownership is {value}", value=wanted)
            if wanted == "default" and any(g.kind == "franchise" for g in lineage(scene.facts)):
                # left out, a franchise's is each_own: only dates that have passed make it the default
                said = message("an agreement on the ownership of {group} has ended (until)", group=group.name)
            yield Change("ownership", said, partial(with_ownership, wanted=wanted))


def with_ownership(facts: Facts, wanted: Ownership) -> Facts:
    """The group's ownership as wanted, without dates; for the default, of every group above that states another."""
    group = facts.identity.group
    if group is None:
        return facts
    if wanted != "default":
        return with_group(facts, group.id, ownership=wanted, since=None, until=None)
    for each in list(lineage(facts)):
        if each.ownership_on(facts.question.on) != "default":
            if each.kind == "franchise":  # by default each company is on its own: an agreement that has ended
                ended = facts.question.on - timedelta(days=1)
                facts = with_group(facts, each.id, ownership="one_person", since=None, until=ended)
            else:
                facts = with_group(facts, each.id, ownership="default", since=None, until=None)
    return facts


def _kinds(scene: Scene) -> Iterator[Edit]:
    """Every set of kinds that a group and those above it can have, as far as they are told apart."""
    if scene.facts.identity.group is None:
        yield same
        return
    told = scene.arguments("choice") if all(ask.argument for ask in scene.asked) else GROUP_KINDS
    asked = [kind for kind in GROUP_KINDS if kind in told]
    for kind in [kind for kind in GROUP_KINDS if kind not in asked][:1]:
        yield same if kind == GROUP_KINDS[0] else partial(_of_kinds, kinds=(kind,))
    for count in range(1, len(asked) + 1):
        for kinds in combinations(asked, count):
            yield partial(_of_kinds, kinds=kinds)


def _of_kinds(facts: Facts, kinds: tuple[GroupKind, ...]) -> Facts:
    """The group and, where it is of several kinds, the groups above it, one for each further kind."""
    own = facts.book.groups[GROUP]
    found = []
    for depth, kind in enumerate(kinds):
        group = replace(own, kind=kind) if depth == 0 else Group(*ABOVE[depth - 1], kind=kind)
        if kind == "franchise" and group.ownership == "default":
            # A franchise is each_own by default: for the default it needs an agreement that has ended.
            group = replace(group, ownership="one_person", until=ago(1))
        found.append(replace(group, parent=ABOVE[depth][0]) if depth + 1 < len(kinds) else group)
    facts = replace(facts, identity=replace(facts.identity, group=found[0]))
    return with_tables(facts, groups={group.id: group for group in found})


def _of_other_kind(scene: Scene) -> Iterator[Change]:
    for each in lineage(scene.facts):
        for kind in GROUP_KINDS:
            if kind != each.kind:
                said = message("{group} is of the kind {value}", group=each.name, value=kind)
                yield Change(f"kind {each.id}", said, partial(with_group, group_id=each.id, kind=kind))


def _otherwise_divided(scene: Scene) -> Iterator[Change]:
    _, stated_by = structure(scene.facts)
    for value in STRUCTURES:
        if stated_by and value != stated_by.structure:
            said = message("the group is divided by {value}", value=value)
            yield Change("structure", said, partial(with_group, group_id=stated_by.id, structure=value))


OWNED = [partial(with_group, group_id=GROUP, ownership=wanted, until=None) for wanted in OWNERSHIPS[1:]]
DIVIDED = [partial(with_group, group_id=GROUP, structure=value) for value in ("activity", "")]
fact("ownership", in_group(*OWNED), _otherwise_agreed)
fact("kind", _kinds, _of_other_kind)
fact("structure", in_group(*DIVIDED), _otherwise_divided)
