"""What would change the ruling: the fewest facts otherwise, one or at most two, with which another manager comes out.

Each change is made in the case file and judged by the judge; what is shown is what he then ruled.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice

from leadcli.domain.book import Manager
from leadcli.domain.facts import Facts
from leadcli.domain.messages import message
from leadcli.domain.ruling import Branch, Judgment
from leadcli.policy.facts import FACTS, Change, Scene
from leadcli.policy.family import involved
from leadcli.policy.judge import judge
from leadcli.policy.owners import OWNERS
from leadcli.policy.policy import Policy, asks
from leadcli.policy.workload import left_out

# The facts that a caller, or a card, is likeliest to have wrong come first: what is another client is another question.
LIKELIEST = (
    "brand", "country", "city", "who_calls", "taker", "load", "precedent", "client_owner", "last_contact", "staff",
    "last_quote", "contract_until", "lost_client", "heir", "head", "sister", "lead", "ownership", "kind", "structure",
    "which_card_calls",
)  # fmt: skip
PAIRS = 1_500  # pairs of changes that are tried at most
SHOWN = 3  # pairs that are shown for one manager
MOST_CLAIMANTS = 100  # claimants for whom changes are tried: each may turn the figures of all managers
MOST_PEOPLE = 6  # managers who have to do with the family
LARGE = 400  # cards in a family from which on pairs are not tried: each takes a look at all of them


def what_if(policy: Policy, facts: Facts, judgment: Judgment) -> tuple[Branch, ...]:
    """The smallest changes of facts that give the client to another manager, the likeliest to be mistaken first.

    Single changes first. A pair is shown only for a manager whom no single change names: a claimant, or anybody where
    no single change moves the client at all. Changes that lead to nobody or to the same owner are left out.
    """
    trials = changes(policy, facts)
    singles = [_tried(policy, facts, judgment, change) for change in trials]
    found = [branch for branch in singles if branch]
    reached = {branch.owner for branch in found}
    wanted = {m for m in _claimants(facts) if m not in reached and m != judgment.owner}
    if (wanted or not found) and len(_family(facts)) < LARGE:
        found += _pairs(policy, facts, judgment, trials, wanted)
    return tuple({(str(b.change), b.owner): b for b in reversed(found)}.values())[::-1]


def changes(policy: Policy, facts: Facts) -> list[Change]:
    """The changes worth trying, the likeliest to be mistaken first; only of facts on which the policy rests.

    What is changed are the facts themselves (who calls, who took the call, a card, a group), never the answer of a
    condition: so every change is one that could be made in the data or said on the phone.
    """
    every = {ask.key: ask for ask in asks(policy)}.values()
    needed = {fact for ask in every for fact in ask.condition.rests_on}
    needed |= {fact for rule in policy.rules for name in rule.owner for fact in OWNERS[name].rests_on}
    people = _people(facts)
    found: list[Change] = []
    for fact in {name: FACTS[name] for name in (*LIKELIEST, *FACTS)}.values():
        if fact.basic or fact.name in needed:
            asked = [ask for ask in every if fact.name in ask.condition.rests_on]
            found += fact.changes(Scene(facts, asked, policy.country, people))
    return found


def _claimants(facts: Facts) -> tuple[str, ...]:
    return facts.question.claims[:MOST_CLAIMANTS]


def _people(facts: Facts) -> list[Manager]:
    """The claimants; without claims those who have to do with the family, and one who has not.

    Managers without any part in the case stand for one another.
    """
    book = facts.book
    if facts.question.claims:
        return [book.managers[m] for m in _claimants(facts) if book.managers[m].active]
    near = [m for m in involved(facts) if m in book.managers and book.managers[m].active][:MOST_PEOPLE]
    others = (m for m in book.managers.values() if m.active and m.id not in near and left_out(facts, m) is None)
    return [*(book.managers[m] for m in near), *islice(others, 1)]


def _tried(policy: Policy, facts: Facts, judgment: Judgment, *made: Change) -> Branch | None:
    """The changes made and judged; None when the owner stays, or nobody comes out."""
    for change in made:
        facts = change.make(facts)
    ruled = judge(policy, facts)
    if not ruled.owner or ruled.owner == judgment.owner:
        return None
    said = made[0].said
    if len(made) == 2:
        said = message("{first}, and {second}", first=made[0].said, second=made[1].said)
    return Branch(said, ruled.owner, ruled.rule, len(made))


def _pairs(
    policy: Policy, facts: Facts, judgment: Judgment, trials: list[Change], wanted: set[str]
) -> Iterator[Branch]:
    counts: dict[str, int] = {}
    apart = (pair for pair in combinations(trials, 2) if pair[0].field != pair[1].field)
    for pair in islice(apart, PAIRS):
        branch = _tried(policy, facts, judgment, *pair)
        if branch and (branch.owner in wanted or not wanted) and counts.get(branch.owner, 0) < SHOWN:
            counts[branch.owner] = counts.get(branch.owner, 0) + 1
            yield branch


def _family(facts: Facts) -> tuple[str, ...]:
    """The cards of the caller's own group and above: what one look costs."""
    group = facts.identity.group
    if group is None:
        return ()
    return tuple(c.id for c in facts.book.served(facts.book.root(group.id).id))
