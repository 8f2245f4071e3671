"""One case from the call to the verdict: the question, the match, the facts, the ruling with its trace.

These nouns flow through the whole house. Sentences are Messages: they get a language only when printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Literal

from leadcli.frozen import fresh, frozen
from leadcli.located import Place
from leadcli.message import Message
from leadcli.model import Book, Client, Group


# --- the question ---------------------------------------------------------------------------------------------
@frozen
class Caller:
    """Who calls, as heard: a name and whatever else is known. Empty text means not said."""

    name: str
    city: str = ""
    country: str = ""
    inn: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""


@frozen
class Question:
    """Whose client is the caller, asked on a day. Managers are ids.

    ``client_id`` or ``group_id``: a person's word on who the caller is.
    """

    caller: Caller
    on: date
    taken_by: str = ""
    claims: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    client_id: str = ""
    group_id: str = ""


# --- the match ------------------------------------------------------------------------------------------------
@frozen
class Evidence:
    """One reason for or against a match. ``weight`` above 0 speaks for it, below 0 against, 0 does not tell."""

    signal: str
    text: Message
    weight: float


@frozen
class Candidate:
    """A client, or a group as a whole (``client_id`` empty), that the caller may be.

    ``score`` is 0 to 1, in thousandths. ``tied``: one of several that an ambiguous match cannot tell apart.
    """

    client_id: str
    group_id: str
    name: str
    score: float
    evidence: tuple[Evidence, ...] = ()
    tied: bool = False


@frozen
class Alias:
    """A writing worth adding to the data, so that it is known the next time: the text, the record, the column."""

    text: str
    place: Place
    column: str = "aliases"


Status = Literal["accept", "confirm", "ambiguous", "none"]


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
    evidence: tuple[Evidence, ...] = ()
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


# --- case law ---------------------------------------------------------------------------------------------------
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


# --- the facts ------------------------------------------------------------------------------------------------
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


class Answer(Enum):
    """What a condition says. UNKNOWN is never taken for NO."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@frozen
class Finding:
    """A condition's answer with what it found. An UNKNOWN carries the question that would settle it."""

    answer: Answer
    found: Message
    ask: Message | None = None


# --- the ruling -----------------------------------------------------------------------------------------------
@frozen
class Check:
    """One condition asked while judging, with its answer. ``needed``: the rule's outcome rests on it."""

    condition: str
    argument: str
    answer: Answer
    found: Message
    place: Place
    negated: bool = False
    needed: bool = True
    ask: Message | None = None


Outcome = Literal["fired", "failed", "unknown", "not_reached"]


@frozen
class Step:
    """One rule in the trace, in the policy's order."""

    rule: str
    outcome: Outcome
    place: Place
    checks: tuple[Check, ...] = ()
    note: Message | None = None


@frozen
class Share:
    """One manager's figures where load decided. ``left_out`` says why not, when the manager could not take it."""

    manager: str
    open_clients: int
    weight: float
    load: float
    cap: int | None
    recent: int
    order: int
    left_out: Message | None = None


@frozen
class Branch:
    """One way to fill in what is not known, or one change of facts, and whom it would give the client to."""

    change: Message
    owner: str
    rule: str


@frozen
class Claim:
    """What becomes of one claimant: what speaks for and against, the rule and fact that decide.

    ``needs``: single changes of facts that would give them the client.
    """

    manager: str
    outcome: Literal["wins", "loses", "open"]
    rule: str
    because: Message
    supports: tuple[Message, ...] = ()
    against: tuple[Message, ...] = ()
    needs: tuple[Branch, ...] = ()


@frozen
class Judgment:
    """What the judge says of one set of facts: the deciding rule, the owner, the trace.

    ``owner`` empty means no recommendation; then ``ask`` says what is missing. ``sister`` is the served company
    that brought the owner; ``branches`` the ways to fill in what was not known; ``named_by`` the way in which the rule
    named the owner (``taker``, ``least_loaded`` …).
    """

    rule: str
    owner: str
    trace: tuple[Step, ...]
    why: Message | None = None
    shares: tuple[Share, ...] = ()
    ask: Message | None = None
    sister: Client | None = None
    branches: tuple[Branch, ...] = ()
    named_by: str = ""


Verdict = Literal["settled", "confirm", "human"]


@frozen
class Cover:
    """Who stands in while the owner is absent, and until when (None: not known)."""

    manager: str
    until: date | None
    why: Message
    absence: Message


@frozen
class Otherwise:
    """What holds if the match is denied: the caller is somebody else."""

    owner: str
    rule: str
    why: Message | None = None


@frozen
class Fingerprint:
    """Hashes of what the ruling rests on, and the version that made it: the same three give the same ruling."""

    data: str
    rules: str
    version: str


@frozen
class Ruling:
    """The answer: who owns the client, how sure it is, and everything it rests on."""

    question: Question
    match: Match
    verdict: Verdict
    owner: str
    rule: str
    rule_place: Place | None
    trace: tuple[Step, ...]
    fingerprint: Fingerprint
    why: Message | None = None
    cover: Cover | None = None
    shares: tuple[Share, ...] = ()
    claims: tuple[Claim, ...] = ()
    otherwise: Otherwise | None = None
    ask: Message | None = None
    note: Message | None = None
    what_if: tuple[Branch, ...] = ()
    to_manager: Mapping[str, str] = fresh(factory=dict)
    to_client: Mapping[str, str] = fresh(factory=dict)
    precedents: tuple[Precedent, ...] = ()
    named_by: str = ""
