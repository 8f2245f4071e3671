"""The case file that the rules see, and what a condition answers to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Literal

from leadcli.domain.book import Book, Group
from leadcli.domain.company import Client
from leadcli.domain.frozen import fresh, frozen
from leadcli.domain.messages import Message
from leadcli.domain.question import Question


@frozen
class Precedent:
    """An earlier entry of the ledger that is like this case.

    ``alike``: by the same caller, client or group, or by the same constellation of facts. ``decided``: a person decided
    it, against or without the policy, and ``why``. ``departs``: the policy's answer now is another.
    """

    seq: int
    day: date
    alike: Literal["caller", "client", "group", "facts"]
    manager: str
    rule: str
    decided: bool = False
    why: str = ""
    departs: bool = False


@frozen
class Decision:
    """A person's decision that binds: who serves a client, all companies of a group, or every case like it.

    ``seq``: its entry in the ledger; ``until``: the last day on which it binds. ``pattern``: of the last kind, how the
    rules came out there. ``second``: who agreed to it. ``appeal_of``: the decision that it judged again. ``own``: made
    by who got the client.
    """

    seq: int
    day: date
    manager: str
    why: str
    by: str
    scope: Literal["client", "group", "pattern"]
    client: str
    group: str
    until: date | None = None
    pattern: str = ""
    second: str = ""
    appeal_of: int = 0
    own: bool = False


@frozen
class Identity:
    """One reading of who the caller is: a client on file, a new company of a group, or a stranger.

    ``open``: the group is known, but whether the caller is one of its cards is not.
    """

    client: Client | None = None
    group: Group | None = None
    open: bool = False
    brand: str = ""


@frozen
class Facts:
    """The whole case file of one reading: all that a condition may ask. Rules see nothing else."""

    book: Book
    question: Question
    identity: Identity
    city: str = ""
    country: str = ""
    country_from: Message | None = None
    brands: Mapping[str, str] = fresh(factory=dict)  # client id -> brand key, for the caller's family
    assumed: Mapping[str, bool] = fresh(factory=dict)  # checks answered for the sake of argument
    precedents: tuple[Precedent, ...] = ()
    decisions: tuple[Decision, ...] = ()


class Answer(Enum):
    """What a condition says. UNKNOWN is never taken for NO."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@frozen
class Finding:
    """A condition's answer with what it found. An UNKNOWN carries the question that would settle it.

    ``unread``: it is unknown because a cell is not understood.
    """

    answer: Answer
    found: Message
    ask: Message | None = None
    unread: bool = False
