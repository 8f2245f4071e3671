"""Conditions on the caller's group: what is agreed for it, and who serves it."""

from __future__ import annotations

from leadcli.domain.book import GROUP_KINDS, OWNERSHIPS, STRUCTURES
from leadcli.domain.facts import Answer, Facts, Finding
from leadcli.domain.messages import message
from leadcli.policy.conditions.condition_table import condition, no, no_group, yes
from leadcli.policy.family import lineage, ownership, served, served_head, structure, who


@condition("the caller belongs to a known group", "no group is known for the caller", rests_on=("who_calls",))
def group_known(facts: Facts, _: str) -> Finding:
    """Whether the caller belongs to a group of companies."""
    group, card = facts.identity.group, facts.identity.client
    if group is None and card is not None and card.unread:
        from leadcli.policy.facts.unread_cells import unread_cell

        if (unknown := unread_cell(card, "group")) is not None:
            return unknown
    return yes(message("the group is {group}", group=group.name)) if group else no_group()


@condition(
    "the group's ownership is {value}",
    "the group's ownership is not {value}",
    choices=OWNERSHIPS,
    rests_on=("ownership",),
)
def group_ownership(facts: Facts, wanted: str) -> Finding:
    """How the team has agreed to own the group: one_person, each_own or default."""
    if facts.identity.group is None:
        return no_group()
    stated, group = ownership(facts)
    assert group is not None, "a caller with a group has a group that states its ownership"
    if stated == "default":
        passed = group.until and group.ownership != "default" and group.until < facts.question.on
        if passed:
            found = message("{group}: the exception ended on {until}", group=group.name, until=group.until or 0)
        else:
            found = message("{group}: no special ownership is set", group=group.name)
    elif stated == "one_person":
        found = message("{group}: one manager for the whole group", group=group.name)
    elif group.until:
        found = message("{group}: each company on its own until {until}", group=group.name, until=group.until)
    else:
        found = message("{group}: each company on its own", group=group.name)
    return yes(found) if stated == wanted else no(found)


KIND_WORDS = {
    "holding": "{group} is a holding",
    "brand": "{group} is a brand of a group",
    "franchise": "{group} is a franchise: independent owners under one brand",
    "public_network": "{group} is a public network: schools, hospitals and the like",
}


@condition(
    "the group is of the kind {value}", "the group is not of the kind {value}", choices=GROUP_KINDS, rests_on=("kind",)
)
def group_kind(facts: Facts, wanted: str) -> Finding:
    """Whether the group, or one above it, is of a kind: holding, brand, franchise, public_network."""
    group = facts.identity.group
    if group is None:
        return no_group()
    for ancestor in facts.book.lineage(group.id):
        if ancestor.kind == wanted:
            return yes(message(KIND_WORDS[wanted], group=ancestor.name))
    return no(message(KIND_WORDS[group.kind], group=group.name))


@condition(
    "the group is divided by {value}",
    "the group is not divided by {value}",
    choices=STRUCTURES,
    rests_on=("structure",),
    told_by="--fact structure=territory|activity",
)
def group_structure(facts: Facts, wanted: str) -> Finding:
    """Whether the group's companies are divided by activity or by territory."""
    if facts.identity.group is None:
        return no_group()
    stated, group = structure(facts)
    assert group is not None, "a caller with a group has a group that states its structure"
    if not stated:
        return Finding(
            Answer.UNKNOWN,
            message("{group}: whether it is divided by activity or by territory is not on file", group=group.name),
            message("Are the companies of {group} divided by activity or by territory?", group=group.name),
        )
    if stated == "activity":
        found = message("{group}: each company has its own activity", group=group.name)
    else:
        found = message("{group}: the companies differ by territory", group=group.name)
    return yes(found) if stated == wanted else no(found)


@condition("somebody serves a company of the group", "nobody serves a company of the group", rests_on=("sister",))
def group_served(facts: Facts, _: str) -> Finding:
    """Whether an active manager serves any company of the caller's whole group."""
    if facts.identity.group is None:
        return no_group()
    clients = served(facts)
    if not clients:
        return no(message("nobody serves a company of {group}", group=facts.identity.group.name))
    return yes(who(facts, clients.latest[0]))


@condition("the group has a manager", "the group has no manager", rests_on=("sister", "lead"))
def group_managed(facts: Facts, _: str) -> Finding:
    """Whether the group has a lead, or somebody serves one of its companies."""
    if facts.identity.group is None:
        return no_group()
    for group in facts.book.lineage(facts.identity.group.id):
        lead = facts.book.managers.get(group.lead)
        if lead and lead.active:
            return yes(message("{manager} leads {group}", manager=lead.name, group=group.name))
    return group_served(facts, "")


@condition("somebody serves the group's head office", "nobody serves the group's head office", rests_on=("head",))
def head_office_served(facts: Facts, _: str) -> Finding:
    """Whether an active manager serves the head office of the caller's group, or of a group above it.

    The team serves who is on file: of a group without a head office on file nobody serves one, and that is told.
    """
    if facts.identity.group is None:
        return no_group()
    head = served_head(facts)
    if head:
        return yes(who(facts, head))
    if not any(group.head for group in lineage(facts)):
        return no(message("no head office of {group} is on file", group=facts.identity.group.name))
    return no(message("nobody serves the head office of {group}", group=facts.identity.group.name))
