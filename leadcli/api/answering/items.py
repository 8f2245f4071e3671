"""What waits for a person's answer: a question, why it is asked, and who may be meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from leadcli.discovery.discoveries import FoundGroup
from leadcli.domain.company import Caller
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message

Kind = Literal["caller", "row", "link", "double", "owner"]
KINDS: tuple[Kind, ...] = ("caller", "row", "owner", "link", "double")
Reply = Literal["yes", "no", "other"]
REPLIES: tuple[Reply, ...] = ("yes", "no", "other")


@frozen
class Choice:
    """One who may be meant: a client, a group or a manager, by id; and the name that people know."""

    id: str
    name: str


@frozen
class Item:
    """A question. Its ``key`` stays the same from one call to the next.

    ``yes`` is what a yes says; ``no`` what a no says, ``other`` whether another may be named. ``choices``: who may be
    meant, the one that a yes means first, if it means one. ``subject``: alike ones have the same; ``weight``: how many
    clients the answer moves. ``caller`` and ``entries`` of the ledger: of who called; ``text``: an owner's cell;
    ``card`` and ``group`` or ``card`` and ``with_card``: of a link, ``found`` what it is of.
    """

    key: str
    kind: Kind
    subject: str
    weight: int
    ask: Message
    why: tuple[Message, ...] = ()
    choices: tuple[Choice, ...] = ()
    yes: bool = True
    other: bool = True
    caller: Caller | None = None
    entries: tuple[int, ...] = ()
    text: str = ""
    card: str = ""
    group: str = ""
    with_card: str = ""
    found: FoundGroup | None = None


def in_order(items: Iterable[Item]) -> list[Item]:
    """What moves most first; those about one subject stand together, where the first of them does."""
    found = sorted(items, key=lambda item: (KINDS.index(item.kind), -item.weight, item.key))
    total: dict[tuple[str, str], int] = {}
    for item in found:
        total[item.kind, item.subject] = total.get((item.kind, item.subject), 0) + item.weight
    return sorted(found, key=lambda item: (-total[item.kind, item.subject], item.kind, item.subject, -item.weight))
