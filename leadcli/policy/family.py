"""Who serves whom in the caller's family of companies: the look-ups that conditions and owners share."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.domain.book import CLOSED, Group, Manager, Ownership, Structure
from leadcli.domain.company import LEDGER, Cards, Client
from leadcli.domain.facts import Facts, Precedent
from leadcli.domain.messages import Message, message


def serving(facts: Facts, client: Client | None) -> Manager | None:
    """The manager who owns the client and still works here, or None."""
    owner = facts.book.managers.get(client.owner) if client else None
    return owner if owner and owner.active else None


def heir(facts: Facts, manager_id: str) -> Manager | None:
    """Who works here and has the clients of one who left: the heir, or the heir's heir. None where nobody left."""
    managers = facts.book.managers
    left = managers.get(manager_id)
    seen: set[str] = set()
    while left and not left.active and left.id not in seen:
        seen.add(left.id)
        left = managers.get(left.heir)
    return left if left and left.active and seen else None


def gone(client: Client) -> bool:
    """Whether a card is of one who is no client any more: its status is closed, or its owner was taken away."""
    return client.status.casefold() in CLOSED or bool(client.former_owner and not client.owner)


def owner_before(client: Client) -> str:
    """Whose the client was; of a closed card without a former owner, its owner. ``""`` where that is not on file."""
    return client.former_owner or (client.owner if gone(client) else "")


def served(facts: Facts) -> Cards:
    """The clients of the caller's whole family, up to its root, that an active manager serves, by id.

    The caller's own card is not among them: nobody inherits from himself.
    """
    group = facts.identity.group
    if group is None:
        return Cards()
    family, own = facts.book.served(facts.book.root(group.id).id), facts.identity.client
    return family.without(own.id) if own else family


def same_brand(facts: Facts) -> Cards:
    """The served clients of the family that bear the caller's name or brand."""
    brand = facts.identity.brand
    return served(facts).bearing(facts.brands, brand) if brand else Cards()


def lineage(facts: Facts) -> Iterator[Group]:
    """The caller's group and the groups above it."""
    if facts.identity.group:
        yield from facts.book.lineage(facts.identity.group.id)


def served_heads(facts: Facts) -> list[tuple[Group, Client]]:
    """The head offices above the caller that an active manager serves, with the groups they head, the nearest first."""
    own = facts.identity.client.id if facts.identity.client else ""
    found = [(group, facts.book.clients.get(group.head)) for group in lineage(facts)]
    return [
        (group, head)
        for group, head in found
        if head and head.id != own and head.status.casefold() not in CLOSED and serving(facts, head)
    ]


def served_head(facts: Facts) -> Client | None:
    """The nearest head office above the caller that an active manager serves."""
    return next((head for _, head in served_heads(facts)), None)


def shared_group(facts: Facts, other: Client) -> Group | None:
    """The nearest group that the caller and another company both belong to, at any depth."""
    theirs = {group.id for group in facts.book.lineage(other.group)} if other.group else set()
    return next((group for group in lineage(facts) if group.id in theirs), None)


def ownership(facts: Facts) -> tuple[Ownership, Group | None]:
    """The nearest ownership in force that is not the default, and the group that states it."""
    for group in lineage(facts):
        stated = group.ownership_on(facts.question.on)
        if stated != "default":
            return stated, group
    return "default", facts.identity.group


def structure(facts: Facts) -> tuple[Structure, Group | None]:
    """The nearest structure that is stated, and the group that states it."""
    for group in lineage(facts):
        if group.structure:
            return group.structure, group
    return "", facts.identity.group


def decided(facts: Facts, alike: str = "") -> Precedent | None:
    """A person's decision on the same caller, client or group: the nearest kind first, then the latest of it.

    ``alike``: the widest kind that counts. So an owner who is named by a decision is the one of the decision that a
    condition found, whatever kind it asked for.
    """
    order = ("caller", "client", "group")
    kinds = order[: order.index(alike) + 1] if alike else order
    found = [p for p in facts.precedents if p.decided and p.alike in kinds]
    return min(found, key=lambda p: (order.index(p.alike), -p.seq), default=None)


def involved(facts: Facts) -> list[str]:
    """The ids of those who have to do with the caller: its owner, who leads its group, who serves the family."""
    own = facts.identity.client
    near = [own.owner] if own else []
    near += [group.lead for group in lineage(facts)] + [client.owner for client in served(facts).latest]
    return list(dict.fromkeys(filter(None, near)))


def who(facts: Facts, client: Client) -> Message:
    """«Мется Борд (Москва): Ирина с 12.03.2024», as a sentence without a language."""
    owner = facts.book.managers[client.owner].name
    card = named(client)
    if client.since and client.place.file == LEDGER:
        return message(
            "{client}: {manager} since {since}, entry {number} of the ledger",
            client=card, manager=owner, since=client.since, number=client.place.line,
        )  # fmt: skip
    if client.since:
        return message("{client}: {manager} since {since}", client=card, manager=owner, since=client.since)
    return message("{client}: {manager}", client=card, manager=owner)


def named(client: Client) -> str:
    """The client's name with its city."""
    return f"{client.name} ({client.city})" if client.city else client.name
