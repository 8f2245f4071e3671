"""One question, one ruling: recognise the caller, gather the facts, ask the rules, say how sure it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from leadcli import __version__
from leadcli.domain.book import Book
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Decision, Facts, Identity, Precedent
from leadcli.domain.frozen import Later, frozen, replace
from leadcli.domain.match import Candidate, Match
from leadcli.domain.messages import Message, message
from leadcli.domain.question import Question
from leadcli.domain.ruling import (
    Branch,
    Claim,
    Fingerprint,
    Judgment,
    Otherwise,
    Outlook,
    Reply,
    Ruling,
    Verdict,
    constellation,
)
from leadcli.policy.cover import cover
from leadcli.policy.judge import judge
from leadcli.policy.owners import how_named
from leadcli.policy.policy import Policy
from leadcli.policy.sentences import fill, to_client
from leadcli.policy.workload import full
from leadcli.resolution import Directory, recognise
from leadcli.rulings.identities import as_card, identities, others, overruled, tied, with_doubles

if TYPE_CHECKING:
    from leadcli.policy.decisive_question import Settling
    from leadcli.rulings.memory import Known, Memory


NOBODY = Caller("")
MOST_JUDGED = 4_096  # strangers of so many places, on so many days


@frozen
class Reading:
    """One way to understand who calls, judged."""

    facts: Facts
    judgment: Judgment


@frozen
class Understood:
    """All ways to understand who calls, the likeliest first; ``denied``: as somebody else, where that may be.

    ``others``: as each of the candidates left, where nothing but they could make the doubt matter.
    """

    readings: list[Reading]
    denied: Reading | None
    others: Sequence[tuple[Candidate, Reading]] = ()

    @property
    def judgments(self) -> list[Judgment]:
        """What was said of each."""
        denied = () if self.denied is None else (self.denied,)
        return [one.judgment for one in (*self.readings, *(reading for _, reading in self.others), *denied)]


def resolve(
    question: Question,
    book: Book,
    policy: Policy,
    directory: Directory,
    precedents: tuple[Precedent, ...] = (),
) -> Ruling:
    """Whose client the caller is, by the tables alone.

    A sure match is judged once. A doubtful one is judged as it stands and as if denied, an ambiguous one once for
    each candidate; where all lead to the same owner the doubt does not matter and the ruling is settled.
    """
    directory = directory.asked_for(question.reply)
    match = recognise(question.caller, directory, question.client_id, question.group_id)
    if question.reply:
        from leadcli.rulings.reply import answered

        match = answered(match, question, book)
    match = with_doubles(match, question, book, directory)
    told = tuple(overruled(question, match, book, directory))
    return rule_on(question, match, book, policy, precedents, warnings=told)


def rule_with(question: Question, found: Known, policy: Policy, memory: Memory, head: str = "") -> Ruling:
    """The ruling on a caller who was recognised among the clients of the tables and of earlier rulings.

    ``head``: the hash of the ledger's last entry.
    """
    told = memory.precedents(question, found.match)
    warnings = tuple(overruled(question, found.match, found.book, found.directory))
    rule = partial(rule_on, question, found.match, found.book, policy, told, warnings=warnings)
    ruling = by_pattern(rule(decisions=found.decisions), lambda decisions: rule(decisions=decisions), memory)
    return replace(ruling, fingerprint=replace(ruling.fingerprint, ledger=head))


def by_pattern(ruling: Ruling, rule: Callable[[tuple[Decision, ...]], Ruling], memory: Memory) -> Ruling:
    """The ruling, made again where a person has decided on every case whose rules come out so.

    ``rule`` makes it on other decisions. What was decided on the client or its group itself stands above that.
    """
    found = memory.patterns(constellation(ruling.trace), ruling.question.on)
    return rule((*ruling.decisions, *found)) if found else ruling


def rule_on(
    question: Question,
    match: Match,
    book: Book,
    policy: Policy,
    precedents: tuple[Precedent, ...] = (),
    card: Client | None = None,
    alternatives: bool = True,
    decisions: tuple[Decision, ...] = (),
    warnings: tuple[Message, ...] = (),
    seen: Understood | None = None,
) -> Ruling:
    """The ruling on a caller who has been recognised; ``book`` may be the slice that was recorded with the case.

    ``card``: the caller's own card where it is not in the book, as the row of an export is. ``alternatives``: look
    for the changes that would give the client to another manager, and fill in the sentences for managers and client; a
    batch does without. ``warnings``: what is to be told of how the caller was recognised. ``seen``: what
    ``understood`` says of the same, where that is known.
    """
    book = book.on(question.on)
    seen = seen or understood(question, match, book, policy, precedents, card, decisions)
    readings, denied, main = seen.readings, seen.denied, seen.readings[0]
    verdict, ask, note = _verdict(match, seen)
    cases = [reading.facts for reading in readings]
    if question.stated:
        from leadcli.rulings.stated_facts import contested, told

        open_fact = contested(question, cases, main.judgment) if verdict == "settled" else None
        if open_fact is not None:
            verdict, ask = "confirm", open_fact
        warnings = (*warnings, *told(cases, open_fact is not None))
    asked = _asked(policy, match, readings, denied) if verdict == "human" else None
    ask = asked.ask if asked else ask
    owner = main.judgment.owner if verdict != "human" else ""
    judgment = main.judgment
    rule = policy.rule(judgment.rule) if owner else None
    if owner and note is None and book.unread:
        from leadcli.policy.facts.unread_cells import presence

        note = presence(book.managers[owner])
    stand_in = cover(main.facts, owner, (rule.cover if rule else ()) or policy.cover)
    spoken = alternatives and verdict == "settled"  # what is to be confirmed is no fact to tell a client
    changes: Sequence[Branch] = ()
    if alternatives:
        changes = Later(partial(_what_if, policy, main.facts, judgment)) if owner else asked.branches if asked else ()
    otherwise = None
    if verdict == "confirm" and denied is not None:
        otherwise = Otherwise(denied.judgment.owner, denied.judgment.rule, denied.judgment.why)
    return Ruling(
        question=question,
        match=match,
        verdict=verdict,
        owner=owner,
        rule=rule.id if rule else "",
        rule_place=rule.place if rule else None,
        title=rule.title if rule and alternatives else {},
        trace=judgment.trace,
        fingerprint=Fingerprint(book.fingerprint, policy.fingerprint, __version__),
        why=judgment.why,
        cover=stand_in,
        shares=judgment.shares,
        claims=_claims(policy, cases, judgment if owner else _undecided(judgment), changes),
        otherwise=otherwise,
        ask=ask,
        note=note,
        what_if=changes,
        to_manager=fill(rule.manager, main.facts, judgment, stand_in) if rule and alternatives else {},
        to_client=to_client(rule.client, main.facts, judgment, stand_in) if rule and spoken else {},
        named_by=judgment.named_by if owner else "",
        outlooks=_outlooks(match, seen),
        precedents=tuple(replace(p, departs=bool(p.manager) and p.manager != owner) for p in precedents),
        decisions=decisions,
        warnings=(*warnings, *_of_owner(main.facts, owner, judgment.named_by)),
    )


def understood(
    question: Question, match: Match, book: Book, policy: Policy, precedents: tuple[Precedent, ...] = (),
    card: Client | None = None, decisions: tuple[Decision, ...] = (),
) -> Understood:  # fmt: skip
    """All ways to understand who calls, judged; see ``rule_on``."""
    book = book.on(question.on)

    def read(identity: Identity, match: Match = match) -> Reading:
        own = identity if card is None else as_card(identity, card, book)
        return _read(own, question, book, policy, match, precedents, decisions)

    readings = [read(each) for each in identities(match, book)]
    if not match.deniable:
        return Understood(readings, None)
    stranger = Identity(card and replace(card, group=""))
    denied = _read(stranger, question, book, policy, match, (), ())
    if {reading.judgment.owner for reading in readings} != {denied.judgment.owner}:
        return Understood(readings, denied)
    left = [(other, read(identity, theirs)) for other, identity, theirs in others(match, book)]
    return Understood(readings, denied, left)


def _what_if(policy: Policy, facts: Facts, judgment: Judgment) -> tuple[Branch, ...]:
    from leadcli.policy.counterfactuals import what_if  # few answers show it

    return what_if(policy, facts, judgment)


def _claims(policy: Policy, cases: list[Facts], judgment: Judgment, changes: Sequence[Branch]) -> tuple[Claim, ...]:
    """What becomes of each claimant, and of what each argues."""
    if not cases[0].question.claims:
        return ()
    from leadcli.policy.claims import claims

    found = claims(policy, cases, judgment, changes)
    if not cases[0].question.stated:
        return found
    from leadcli.rulings.stated_facts import arguments

    argued = arguments(policy, cases[0], judgment)
    return tuple(replace(claim, arguments=argued.get(claim.manager, ())) for claim in found)


def _of_owner(facts: Facts, owner: str, named_by: str) -> Iterable[Message]:
    """That who is named would take no new client by the figures, though the rule does not ask for them."""
    if not owner or how_named(named_by) == "rotation":
        return
    manager = facts.book.managers[owner]
    client = facts.identity.client
    if client is not None and client.owner == owner:
        return  # no new client
    reason = full(facts, manager)
    if reason is not None:
        yield message("{manager} is named all the same: {reason}", manager=manager.name, reason=reason)


def case_files(
    question: Question, match: Match, book: Book, policy: Policy, precedents: tuple[Precedent, ...] = ()
) -> list[Facts]:
    """The case files that the rules are asked on: one for each understanding of who calls."""
    book = book.on(question.on)
    return [_facts(identity, question, book, policy, match, precedents) for identity in identities(match, book)]


def _read(
    identity: Identity,
    question: Question,
    book: Book,
    policy: Policy,
    match: Match,
    precedents: tuple[Precedent, ...],
    decisions: tuple[Decision, ...],
) -> Reading:
    facts = _facts(identity, question, book, policy, match, precedents, decisions)
    if identity.client or identity.group or precedents or decisions:
        return Reading(facts, judge(policy, facts))
    return Reading(facts, _of_a_stranger(policy, facts))


def _of_a_stranger(policy: Policy, facts: Facts) -> Judgment:
    """The judgment on somebody of whom nothing is on file: whatever the name, it is that of all from the same place."""
    unnamed, known = replace(facts.question, caller=NOBODY), facts.book.judged
    asked = (id(policy), unnamed, facts.city, facts.country, facts.country_from)
    found: tuple[Policy, Judgment] | None = known.get(asked)
    if found is None:
        if len(known) >= MOST_JUDGED:
            known.clear()
        found = known[asked] = policy, judge(policy, replace(facts, question=unnamed, brands={}))
    return found[1]  # the policy is kept with it, so that its id stays its own


def _facts(
    identity: Identity,
    question: Question,
    book: Book,
    policy: Policy,
    match: Match,
    precedents: tuple[Precedent, ...],
    decisions: tuple[Decision, ...] = (),
) -> Facts:
    country, country_from = match.country, match.country_from
    if not country and policy.country and not question.caller.country:  # what was said, and not understood, is unknown
        country = policy.country
        country_from = message("the country was not said; by the team's rules it is {country}", country=country)
    facts = Facts(book, question, identity, match.city, country, country_from, match.brands, {}, precedents, decisions)
    if question.stated:
        from leadcli.rulings.stated_facts import stated

        return stated(facts)
    return facts


def _verdict(match: Match, seen: Understood) -> tuple[Verdict, Message | None, Message | None]:
    """How sure the answer is, what to ask, and why a doubt does not matter."""
    readings, denied = seen.readings, seen.denied
    owners = {r.judgment.owner for r in readings}
    main = readings[0].judgment
    if match.status == "none" and match.question is not None and readings[0].facts.identity.client is None:
        return "human", match.question, None  # no name was heard
    if len(owners) > 1 or "" in owners:
        doubtful = match.status == "ambiguous" and len(owners) > 1
        return "human", (match.question if doubtful else main.ask) or main.ask or match.question, None
    elsewhere = (reading.judgment.owner != main.owner for _, reading in seen.others)
    if denied is not None and (denied.judgment.owner != main.owner or any(elsewhere)):
        return "confirm", match.question, None
    if match.status == "ambiguous":
        return "settled", None, message("several clients fit, and all lead to the same owner")
    if denied is not None:
        return "settled", None, message("the match is in doubt, but the owner is the same either way")
    return "settled", None, None


def _asked(policy: Policy, match: Match, readings: list[Reading], denied: Reading | None) -> Settling | None:
    """The question that settles most, with what its answers lead to."""
    from leadcli.policy.decisive_question import Understanding, settling  # a settled case asks none

    if len(readings) == 1 and denied is None:
        return settling(policy, [Understanding({}, readings[0].facts, readings[0].judgment)])
    assert match.question is not None, "who calls is in doubt"
    found = [
        Understanding({match.question: said}, reading.facts, reading.judgment)
        for said, reading in zip(_answers(match, readings), readings, strict=True)
    ]
    if denied is not None:
        said = message("another company is calling")
        found.append(Understanding({match.question: said}, denied.facts, denied.judgment))
    return settling(policy, found)


def _answers(match: Match, readings: list[Reading]) -> list[Message]:
    """The answer to the question of who calls that leads to each reading."""
    meant = match.candidates[:1] if len(readings) == 1 else tied(match.candidates)
    return list(map(_calls, meant))


def _calls(candidate: Candidate) -> Message:
    return message("{client} is calling", client=candidate.name)


def _outlooks(match: Match, seen: Understood) -> tuple[Outlook, ...]:
    """What each answer to the question of who calls leads to; none where nobody doubts it."""
    readings, denied = seen.readings, seen.denied
    if denied is None and len(readings) == 1:
        return ()
    reply: Reply = "yes" if len(readings) == 1 else "one"
    found = [_outlook(reply, *each) for each in zip(_answers(match, readings), readings, strict=True)]
    if denied is not None:
        found += [_outlook("one", _calls(other), reading) for other, reading in seen.others]
        found.append(_outlook("no", message("another company is calling"), denied))
    return tuple(found)


def _outlook(reply: Reply, said: Message, reading: Reading) -> Outlook:
    identity, judgment = reading.facts.identity, reading.judgment
    client = identity.client.id if identity.client else ""
    group = identity.group.id if identity.group else ""
    return Outlook(reply, said, client, group, judgment.owner, judgment.rule, judgment.why, judgment.ask)


def _undecided(judgment: Judgment) -> Judgment:
    return Judgment("", "", judgment.trace, ask=judgment.ask)
