"""The ruling: who owns the client, with every rule that was asked and what became of each claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from leadcli.domain.company import LEDGER, Client
from leadcli.domain.facts import Answer, Decision, Precedent
from leadcli.domain.frozen import fresh, frozen
from leadcli.domain.match import Match
from leadcli.domain.messages import Message
from leadcli.domain.places import Place
from leadcli.domain.question import Question


@frozen
class Check:
    """One condition asked while judging, with its answer. ``needed``: the rule's outcome rests on it.

    ``how``: how the question of one that is not known is answered on the command line.
    """

    condition: str
    argument: str
    answer: Answer
    found: Message
    place: Place
    negated: bool = False
    needed: bool = True
    ask: Message | None = None
    how: str = ""

    @property
    def key(self) -> str:
        """The condition with its argument, as a rule writes it."""
        return f"{self.condition}: {self.argument}" if self.argument else self.condition


Outcome = Literal["fired", "failed", "unknown", "not_reached"]


@frozen
class Step:
    """One rule in the trace, in the policy's order."""

    rule: str
    outcome: Outcome
    place: Place
    checks: Sequence[Check] = ()
    note: Message | None = None


UNIT = 1_000_000  # a call, in the whole numbers in which shares of it and balances are kept


@frozen
class Share:
    """One manager's figures where the turn decided. ``left_out`` says why not, when the manager could not take it.

    ``share`` of this call, and ``balance`` before it: in UNIT, see ``policy.balance``.
    """

    manager: str
    open_clients: int
    weight: float
    load: float
    cap: int | None
    recent: int
    order: int
    left_out: Message | None = None
    share: int = 0
    balance: int = 0


@frozen
class Branch:
    """One way to fill in what is not known, or one change of facts, and whom it would give the client to.

    ``size``: how many facts are otherwise.
    """

    change: Message
    owner: str
    rule: str
    size: int = 1


@frozen
class Argued:
    """A claimant's argument, judged as if it were so: to whom the client would go, and by which rule.

    ``effect``: it ``wins`` for who argues it, ``moves`` the client to another, leaves the ruling the ``same`` or
    ``open`` (``ask`` says what is missing), or is ``unasked``: no table has it. ``proof``: where it must stand.
    """

    field: str
    value: str
    effect: Literal["wins", "moves", "same", "open", "unasked"]
    owner: str = ""
    rule: str = ""
    proof: Message | None = None
    ask: Message | None = None


@frozen
class Claim:
    """What becomes of one claimant: what speaks for and against, the rule and fact that decide.

    ``needs``: the changes that would give them the client, the least first: one fact, one rank, two facts.
    ``arguments``: what they say themselves, judged.
    """

    manager: str
    outcome: Literal["wins", "loses", "open"]
    rule: str
    because: Message
    supports: tuple[Message, ...] = ()
    against: tuple[Message, ...] = ()
    needs: tuple[Branch, ...] = ()
    arguments: tuple[Argued, ...] = ()


@frozen
class Judgment:
    """What the judge says of one set of facts: the deciding rule, the owner, the trace.

    ``owner`` empty means no recommendation; then ``ask`` says what is missing. ``sister`` is the served company
    that brought the owner; ``branches`` the ways to fill in what was not known; ``named_by`` the way in which the rule
    named the owner (``taker``, ``least_loaded`` …). ``turns``: it was asked whose turn it is, or may be asked by what
    was not tried, so that it may be another once somebody gets a client.
    """

    rule: str
    owner: str
    trace: Sequence[Step]
    why: Message | None = None
    shares: tuple[Share, ...] = ()
    ask: Message | None = None
    sister: Client | None = None
    branches: tuple[Branch, ...] = ()
    named_by: str = ""
    turns: bool = False


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


Reply = Literal["yes", "no", "one"]


@frozen
class Outlook:
    """What an answer to the question of who calls leads to.

    ``reply``: yes and no to a best guess; of several that fit equally ``one`` for each, and no for none of them. Where
    yes and no lead to one owner there is ``one`` for each other candidate, which may lead to another.
    ``owner`` empty: nobody yet, and ``ask`` says what is still missing.
    """

    reply: Reply
    said: Message
    client_id: str = ""
    group_id: str = ""
    owner: str = ""
    rule: str = ""
    why: Message | None = None
    ask: Message | None = None


def constellation(trace: Iterable[Step]) -> str:
    """How every rule that was asked came out: cases alike in it are alike for the policy."""
    asked = (step for step in trace if step.outcome != "not_reached" and step.place.file != LEDGER)
    return " ".join(f"{step.rule}:{step.outcome}" for step in asked)


@frozen
class Fingerprint:
    """Hashes of what the ruling rests on, and the version that made it: the same of all give the same ruling.

    ``ledger``: the hash of its last entry; empty where nothing was recorded.
    """

    data: str
    rules: str
    version: str
    ledger: str = ""


@frozen
class Ruling:
    """The answer: who owns the client, how sure it is, and everything it rests on.

    ``outlooks``: where it is in doubt who calls, what each answer to the question leads to. ``warnings``: what a reader
    must know before relying on it, though it changes nothing. ``title``: the rule's, by language.
    """

    question: Question
    match: Match
    verdict: Verdict
    owner: str
    rule: str
    rule_place: Place | None
    trace: Sequence[Step]
    fingerprint: Fingerprint
    why: Message | None = None
    cover: Cover | None = None
    shares: tuple[Share, ...] = ()
    claims: tuple[Claim, ...] = ()
    otherwise: Otherwise | None = None
    ask: Message | None = None
    note: Message | None = None
    what_if: Sequence[Branch] = ()
    to_manager: Mapping[str, str] = fresh(factory=dict)
    to_client: Mapping[str, str] = fresh(factory=dict)
    precedents: tuple[Precedent, ...] = ()
    named_by: str = ""
    outlooks: tuple[Outlook, ...] = ()
    decisions: tuple[Decision, ...] = ()
    warnings: tuple[Message, ...] = ()
    title: Mapping[str, str] = fresh(factory=dict)
