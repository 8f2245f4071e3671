"""What is found in a list: groups with their members, doubles, and quarrels, each with its reasons."""

from __future__ import annotations

from leadcli.domain.frozen import frozen
from leadcli.domain.match import Evidence


@frozen
class Member:
    """A card of a group, and why it is one. ``sure``: it needs nobody's word; else a person is to say."""

    client_id: str
    evidence: tuple[Evidence, ...]
    sure: bool


@frozen
class FoundGroup:
    """Cards that belong together. ``id``: the group's own where it is on file already, as ``known`` says.

    ``head``: the sure member that is its head office, where its name and form say so.
    """

    id: str
    name: str
    members: tuple[Member, ...]
    known: bool = False
    head: str = ""

    @property
    def sure(self) -> tuple[str, ...]:
        """The ids of its sure members."""
        return tuple(member.client_id for member in self.members if member.sure)


@frozen
class Double:
    """Cards that are one legal entity, or its branch written twice; why; and whether that is sure."""

    ids: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    sure: bool


@frozen
class Quarrel:
    """A group whose sure members have several owners: of each how many of its cards, the most first."""

    group: FoundGroup
    owners: tuple[tuple[str, int], ...]


@frozen
class Discovery:
    """All that was found: groups, the largest first; doubles; quarrels, the worst first."""

    cards: int
    groups: tuple[FoundGroup, ...]
    doubles: tuple[Double, ...]
    quarrels: tuple[Quarrel, ...]
