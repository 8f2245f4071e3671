"""Which ranking of the known principles explains the present owners of a base, and which clients contradict it.

The principles are the rules of the ready-made policies, as they stand. Each client is taken as calling for the first
time, on the day on which it came if the base says so: its own owner is not known, the others' owners are as they are.
The judge's own evaluation says of each principle whether it holds and whom it names; whose turn it was by load is
tracked (``tracking``); the search is over those answers (``rankings``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal
from zlib import crc32

from leadcli.analysis.base_questions import Situation
from leadcli.analysis.compare.policies import Pair, pair, separated
from leadcli.analysis.infer.load_history import BY_LOAD, Arrival, track
from leadcli.analysis.infer.ranking_search import HIT, MISS, OPEN, SILENT, Score, best, decided, score
from leadcli.assignment.rows import Case
from leadcli.domain.book import CLOSED, Book
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Answer, Facts, Identity
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.question import Question
from leadcli.policy.judge import Inquiry, choose, follows, weigh
from leadcli.policy.owners import how_named
from leadcli.policy.policy import Ask, Policy, Rule, When, asks
from leadcli.resolution.brands import family_brands

ON_FILE = {"client_on_file": False, "client_owner_active": False}  # what a client was on the day it came

BY_TIME = frozenset(
    {"last_quote", "contract_until", "lost_client"}
)  # facts that a base of present owners does not show


@frozen
class Principle:
    """A rule of the ready-made policies; ``within`` are the policies in which it stands."""

    name: str
    rule: Rule
    within: tuple[str, ...]


@frozen
class Subject:
    """A client whose present owner is to be explained. ``since``: the day it came; ``taken_by``: who took that call."""

    row: int
    client: Client
    since: date | None = None
    taken_by: str = ""


@frozen
class Told:
    """What the principles say of a client: a letter each (see ``rankings``), and whom each names."""

    subject: Subject
    letters: str
    named: tuple[str, ...]


# --- the principles -------------------------------------------------------------------------------------------------
def principles(policies: Mapping[str, Policy]) -> tuple[tuple[Principle, ...], tuple[Principle, ...]]:
    """The different rules of some policies, in their order: those that a base can show, and those that it cannot.

    A base cannot show a rule that rests on the client being on file: it has kept every owner; nor a policy that takes
    clients away after some time: it does not tell how they were when.
    """
    found: dict[tuple[str, tuple[str, ...]], Principle] = {}
    names: Counter[str] = Counter()
    for policy_name, policy in policies.items():
        for rule in policy.rules if not by_time(policy) else ():
            key = (_written(rule.when), rule.owner)
            if key in found:
                found[key] = replace(found[key], within=(*found[key].within, policy_name))
                continue
            names[rule.id] += 1
            name = rule.id if names[rule.id] == 1 else f"{policy_name}/{rule.id}"
            found[key] = Principle(name, rule, (policy_name,))
    known = dict.fromkeys(ON_FILE, Answer.NO)
    hidden = [p for p in found.values() if follows(p.rule.when, known) is Answer.NO]
    return tuple(p for p in found.values() if p not in hidden), tuple(hidden)


def by_time(policy: Policy) -> bool:
    """Whether the policy asks for how long a client is protected, or when it had left."""
    return any(BY_TIME & {*ask.condition.rests_on} for ask in asks(policy))


def _written(when: When) -> str:
    if isinstance(when, Ask):
        return when.key
    return f"{when.kind}({'; '.join(_written(part) for part in when.parts)})"


def ranking_of(policy_name: str, known: Sequence[Principle], policy: Policy) -> tuple[int, ...]:
    """A policy as a ranking of the known principles."""
    places = {(_written(p.rule.when), p.rule.owner): i for i, p in enumerate(known) if policy_name in p.within}
    order = (places.get((_written(rule.when), rule.owner)) for rule in policy.rules)
    return tuple(place for place in order if place is not None)


# --- what each says of each client ----------------------------------------------------------------------------------
def arrivals(
    subjects: Iterable[Subject], book: Book, known: Sequence[Principle], day: date
) -> tuple[list[Subject], list[Arrival]]:
    """The clients that have an owner who works here, in the order in which they came, and whom each principle names.

    ``book`` holds all clients with their present owners.
    """
    brands: dict[str, Mapping[str, str]] = {}
    kept = [s for s in subjects if (m := book.managers.get(s.client.owner)) and m.active and not _closed(s.client)]
    kept.sort(key=lambda s: (s.since or date.min, s.row))
    came = []
    for subject in kept:
        facts = _facts(subject, book, brands, day)
        inquiry = Inquiry(facts)
        said = tuple(_says(p.rule, facts, inquiry, subject) for p in known)
        came.append(Arrival(said, subject.client.owner, facts.question.on))
    return kept, came


def _closed(client: Client) -> bool:
    return client.status.casefold() in CLOSED


def _facts(subject: Subject, book: Book, brands: dict[str, Mapping[str, str]], day: date) -> Facts:
    """The client's case as it was when it came: not on file, its owner not known."""
    client = replace(subject.client, owner="")
    group = book.groups.get(client.group)
    root = book.root(group.id).id if group else ""
    if group and root not in brands:
        brands[root] = family_brands(group, book)
    of_family = brands.get(root, {})
    assumed = {**ON_FILE, **({} if subject.taken_by else {"call_taken": True})}  # somebody took it; who is not known
    caller = Caller(client.name, city=client.city, country=client.country)
    question = Question(caller, subject.since or day, taken_by=subject.taken_by)
    identity = Identity(client, group, False, of_family.get(client.id, ""))
    return Facts(book, question, identity, client.city, client.country, None, of_family, assumed)


def _says(rule: Rule, facts: Facts, inquiry: Inquiry, subject: Subject) -> str:
    """Whom a principle names: a manager, whose turn it is, ``?`` if it is not told, ``""`` if it does not hold."""
    answer, _ = weigh(rule.when, inquiry)
    if answer is Answer.NO:
        return ""
    if answer is Answer.UNKNOWN:
        return OPEN
    choice, way = choose(rule, facts)
    hows = [how_named(name) for name in rule.owner]
    told = bool(subject.taken_by) or "call" not in hows or rule.owner.index(way) < hows.index("call")
    if not told:
        return OPEN
    return BY_LOAD if how_named(way) == "rotation" else choice.owner or OPEN


def _letters(arrival: Arrival, turn: str) -> tuple[str, tuple[str, ...]]:
    """What the principles say of a client, and whom they name, when it is known whose turn it was."""
    named = tuple((turn or OPEN) if name == BY_LOAD else name for name in arrival.said)
    marks = {"": SILENT, OPEN: OPEN, arrival.owner: HIT}
    letters = "".join(marks.get(name, MISS) for name in named)
    return letters, named


# --- what follows ---------------------------------------------------------------------------------------------------
@frozen
class Explanation:
    """A ranking and what it makes of a base. ``policy`` is the ready-made policy that it is, if it is one."""

    order: tuple[int, ...]
    score: Score
    policy: str = ""


Kind = Literal["mistake", "practice", "cause", "follows"]


@frozen
class Contradiction:
    """A client whose present owner the ranking does not explain.

    ``says`` is whom ``rule`` names instead. ``others``: principles that would explain the owner if they came first.
    ``kind``: a mistake by itself; a practice, where so many of the group are owned otherwise; the cause, if it is the
    only one of its group with another owner; or one that follows from such a cause, which is right once that is.
    """

    told: Told
    rule: int
    says: str
    others: tuple[int, ...]
    kind: Kind


@frozen
class Inference:
    """What was found: the principles, what they say, the ranking that explains the base, and what stands beside it.

    ``best`` is a ready-made policy where one explains the base as well as any ranking, or too nearly so to tell it from
    chance; ``free`` is the best of all rankings. ``ready`` are the ready-made policies, the best first.
    ``chance`` is the share that the best would explain of owners dealt out by lot.
    """

    known: tuple[Principle, ...]
    hidden: tuple[Principle, ...]
    told: tuple[Told, ...]
    best: Explanation
    free: Explanation
    ready: tuple[Explanation, ...]
    chance: float

    @property
    def telling(self) -> bool:
        """Whether the best ranking explains the base: it is nearer to all of it than to what chance would explain."""
        found = self.best.score
        return bool(found.checked) and found.explained / found.checked > (1 + self.chance) / 2

    @property
    def signatures(self) -> Counter[str]:
        """How many clients there are of each constellation."""
        return Counter(t.letters for t in self.told)


# By how much a ranking of one's own must be better than a ready-made policy. There are e·13! rankings, 34 bits, and a
# client explained rather than contradicted is worth some 7: five clients, ten points, may be found by chance.
CHANCE = 10
SHARE = 0.01  # of the clients; less is not worth a policy of one's own


def inferred(subjects: Iterable[Subject], book: Book, policies: Mapping[str, Policy], day: date) -> Inference:
    """The ranking that explains most and contradicts least; a ready-made policy where the difference may be chance.

    Whose turn it was is tracked for each ready-made policy by itself; all rankings are weighed by the account of the
    past under which a ready-made policy explains most.
    """
    policies = {name: policy for name, policy in policies.items() if not by_time(policy)}
    known, hidden = principles(policies)
    clients, came = arrivals(subjects, book, known, day)
    seen: dict[tuple[int, ...], tuple[Score, tuple[Told, ...]]] = {}
    ready = []
    for name, policy in policies.items():
        order = ranking_of(name, known, policy)
        if order not in seen:
            turns = track(came, order, book.managers)
            told = tuple(Told(s, *_letters(a, turn)) for s, a, turn in zip(clients, came, turns, strict=True))
            seen[order] = score(Counter(t.letters for t in told), order), told
        ready.append(Explanation(order, seen[order][0], name))
    ready.sort(key=lambda e: (-e.score.value, len(e.order)))
    told = seen[ready[0].order][1]
    signatures = Counter(t.letters for t in told)
    order = best(signatures, len(known))
    free = Explanation(order, score(signatures, order))
    margin = max(CHANCE, int(SHARE * len(told)))
    near = free.score.value - ready[0].score.value < margin
    chosen = ready[0] if near and 2 * ready[0].score.explained >= free.score.explained else free
    return Inference(known, hidden, told, chosen, free, tuple(ready), by_chance(came, chosen.order, book))


def by_chance(came: Sequence[Arrival], order: Sequence[int], book: Book) -> float:
    """The share of owners that a ranking would explain if they were dealt out again by lot, of those it could check.

    A tracker that may choose between two pasts explains some of any base; what it explains of one without rhyme or
    reason is the measure. The lots are the checksums of the places, so that they are always the same.
    """
    lots = sorted(range(len(came)), key=lambda i: (crc32(b"%d" % i), i))
    dealt = [replace(a, owner=came[lot].owner) for a, lot in zip(came, lots, strict=True)]
    turns = track(dealt, order, book.managers)
    letters = Counter(_letters(a, turn)[0] for a, turn in zip(dealt, turns, strict=True))
    found = score(letters, order)
    return found.explained / found.checked if found.checked else 0.0


SPLIT = 0.5  # share of a group's clients that are owned otherwise, from which it looks like a practice
SEVERAL = 2


def contradictions(found: Inference, book: Book) -> list[Contradiction]:
    """The clients that the best ranking contradicts, in row order."""
    groups: dict[str, list[Told]] = {}
    against: dict[str, list[tuple[Told, int]]] = {}
    for told in found.told:
        group = told.subject.client.group
        root = book.root(group).id if group in book.groups else ""
        groups.setdefault(root, []).append(told)
        rule, letter = decided(told.letters, found.best.order)
        if letter == MISS:
            against.setdefault(root, []).append((told, rule))
    out = []
    for root, wrong in against.items():
        odd = odd_one(groups[root]) if root and len(wrong) >= SEVERAL else ""
        practice = bool(root) and len(wrong) >= SEVERAL and len(wrong) >= SPLIT * len(groups[root])
        for told, rule in wrong:
            others = tuple(p for p, letter in enumerate(told.letters) if letter == HIT)
            kind: Kind = "practice" if practice else "mistake"
            if odd:
                kind = "cause" if told.subject.client.id == odd else "follows"
            out.append(Contradiction(told, rule, told.named[rule], others, kind))
    return sorted(out, key=lambda each: each.told.subject.row)


def odd_one(group: Sequence[Told]) -> str:
    """The only client of a group that has another owner than all the others, of whom there are two at least."""
    owners = Counter(t.subject.client.owner for t in group)
    if len(group) <= SEVERAL or len(owners) != 2 or min(owners.values()) != 1:
        return ""
    rare = min(owners, key=lambda m: owners[m])
    return next(t.subject.client.id for t in group if t.subject.client.owner == rare)


# --- what the base cannot tell ----------------------------------------------------------------------------------------
def as_policy(
    name: str, order: Sequence[int], known: Sequence[Principle], first: Sequence[Principle], like: Policy
) -> Policy:
    """A ranking as a policy; ``first`` are principles that no base shows, which stand above."""
    rules = tuple(p.rule for p in (*first, *(known[i] for i in order)))
    return replace(like, id=name, rules=rules, fingerprint="", source=name)


def telling(one: Policy, two: Policy, situations: Iterable[Situation], book: Book) -> Pair | None:
    """The first case that two policies judge differently: the client that would tell them apart."""
    for each in situations:
        found = pair(each.case, book, (one, two), "colleague", each.kind, each.about)
        if separated(found):
            return found
    return None


def never_held(found: Inference) -> list[int]:
    """The principles that hold for no client of the base: it says nothing of them."""
    return [p for p in range(len(found.known)) if all(t.letters[p] == SILENT for t in found.told)]


def subject_of(case: Case, book: Book, since: date | None) -> Subject:
    """A recognised row of an export as a client with its present owner."""
    card = book.clients.get(case.match.client_id) if case.match.status == "accept" else None
    group = case.match.group_id if case.match.status == "accept" else ""
    if card is None:
        name = case.question.caller.name
        own = case.id if case.id and case.id not in book.clients else f"row {case.row}"
        country = case.match.country or "RU"
        card = Client(own, name, group=group, city=case.match.city, country=country)
    owner = case.old or case.was  # a name that is no manager's stays: it is somebody who left, or is not known
    return Subject(case.row, replace(card, owner=owner), since or card.since, case.question.taken_by)
