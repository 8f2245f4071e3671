"""What waits for a person's answer: a question, why it is asked, and who may be meant."""

from __future__ import annotations

from collections.abc import Sequence
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


def in_order(items: Sequence[Item]) -> list[Item]:
    """What moves most first; those about one subject stand together, where the first of them does.

    Alike ones stay as they come. Of doubles each is a question of its own, however many begin with one card.
    """
    total: dict[tuple[str, str], int] = {}
    place: dict[tuple[str, str], int] = {}
    for number, item in enumerate(items):
        subject = item.kind, item.subject
        place.setdefault(subject, number)
        known = total.get(subject, 0)
        total[subject] = max(known, item.weight) if item.kind == "double" else known + item.weight

    def rank(item: Item) -> tuple[int, int, int, int]:
        subject = item.kind, item.subject
        return -total[subject], KINDS.index(item.kind), place[subject], -item.weight

    return sorted(items, key=rank)
