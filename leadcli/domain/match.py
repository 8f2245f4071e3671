"""The match: who the caller is, how surely, and the evidence for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from leadcli.domain.frozen import fresh, frozen
from leadcli.domain.messages import Message
from leadcli.domain.places import Place

ALIKE = 0.05  # score of a candidate that is worth its name
DETAILS = frozenset({"name", "branch", "alias", "activity", "legal_form", "city", "group", "said", "number", "place"})


@frozen
class Evidence:
    """One reason for or against a match. ``weight`` above 0 speaks for it, below 0 against, 0 does not tell."""

    signal: str
    text: Message
    weight: float = 0.0

    @property
    def detail(self) -> bool:
        """Whether it tells nothing and is of the names: said only where all is explained."""
        return not self.weight and self.signal in DETAILS


@frozen
class Candidate:
    """A client, or a group as a whole (``client_id`` empty), that the caller may be.

    ``score`` is 0 to 1, in thousandths. ``tied``: one of several that an ambiguous match cannot tell apart.
    """

    client_id: str
    group_id: str
    name: str
    score: float
    evidence: Sequence[Evidence] = ()
    tied: bool = False


@frozen
class Part:
    """What a figure of a pair changed in a score: its name, its value, and by how much in log-odds."""

    figure: str
    value: float
    log_odds: float


@frozen
class Alias:
    """A writing worth adding to the data, so that it is known the next time: the text, the record, the column."""

    text: str
    place: Place
    column: str = "aliases"


Status = Literal["accept", "confirm", "ambiguous", "none", "unread"]  # unread: of a row that cannot be read
DOUBTED: tuple[Status, ...] = ("confirm", "ambiguous")  # of a caller about whom a person is asked


@frozen
class Match:
    """Who the caller is.

    ``new_entity``: the group is known and the caller is no card of it (True), is one of them (False, when
    ``client_id`` is set), or it cannot be told (None). ``brand`` is the key of the name or brand that the caller
    bears in its group, ``brands`` that of each card of the group's family. ``country_from`` says how the country
    is known. ``deniable``: nothing surer than spelling speaks for the best candidate.
    ``alias``: what to write down if the match is confirmed.
    """

    status: Status
    client_id: str = ""
    group_id: str = ""
    score: float = 0.0
    evidence: Sequence[Evidence] = ()
    candidates: tuple[Candidate, ...] = ()
    new_entity: bool | None = None
    question: Message | None = None
    brand: str = ""
    brands: Mapping[str, str] = fresh(factory=dict)
    city: str = ""
    country: str = ""
    country_from: Message | None = None
    deniable: bool = False
    alias: Alias | None = None

    @property
    def in_question(self) -> tuple[Candidate, ...]:
        """The candidates that are worth judging: those worth their name, and in doubt a tenth as likely as the best."""
        least = min(ALIKE, self.score / 10) if self.status in DOUBTED else ALIKE
        return tuple([one for one in self.candidates if one.score >= least or one.tied])
