"""The check of rules against brute force, and the space of constellations against worlds that know nothing of it.

LEADCLI_POLICIES=300 tries three hundred random policies instead of the suite's few.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, count

import pytest
from test_what_if import a_case
from test_what_if import facts_of as facts_of_case

from leadcli.analysis.check.findings import PolicyFinding, findings
from leadcli.analysis.check.reproduction import reproduced
from leadcli.analysis.check.state_space import Space, build_space, look
from leadcli.domain.facts import Answer
from leadcli.domain.places import Place
from leadcli.policy.condition import Condition
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.judge import Inquiry, choose, judge, weigh
from leadcli.policy.owners import OWNERS, Owner
from leadcli.policy.policy import Ask, Joint, Policy, Rule, When, asks
from leadcli.workspace.opening import READY_MADE, open_policy

POLICIES = int(os.environ.get("LEADCLI_POLICIES", "16"))
LARGEST = 4_000  # constellations that brute force goes through
ARGUMENTS = {
    "client_idle": ("90", "365"), "client_protected": ("30", "90"), "returned_within": ("90", "180"),
    "caller_country": ("KZ", "FI"),
}  # fmt: skip
POOL = [
    (name, argument)
    for name, condition in CONDITIONS.items()
    for argument in (condition.choices or ARGUMENTS.get(name, ("",)))
]
LINES = count(1)


def a_policy(chance: random.Random) -> Policy:
    """One to twelve rules over a handful of conditions."""
    pool = chance.sample(POOL, chance.randint(2, 6))

    def when(depth: int) -> When:
        kind = chance.choice(("ask", "ask", "all", "any", "not")) if depth else "ask"
        place = Place("random", next(LINES))
        if kind == "ask":
            name, argument = chance.choice(pool)
            return Ask(CONDITIONS[name], argument, place)
        parts = tuple(when(depth - 1) for _ in range(1 if kind == "not" else chance.randint(1, 3)))
        return Joint(kind, parts, place)  # type: ignore[arg-type]

    rules = [
        Rule(
            f"r{n}", {}, when(3), tuple(chance.sample(list(OWNERS), chance.randint(1, 2))), {}, {},
            Place("random", next(LINES)),
        )
        for n in range(chance.randint(1, 12))
    ]  # fmt: skip
    if chance.random() < 0.3:
        last = Ask(CONDITIONS["always"], "", Place("random", next(LINES)))
        rules.append(Rule("rest", {}, last, ("least_loaded",), {}, {}, Place("random", next(LINES))))
    return Policy("random", {}, tuple(rules[:12]), country=chance.choice(("", "RU")))


def spaces() -> Iterator[tuple[int, Policy, Space]]:
    found = 0
    for seed in count():
        policy = a_policy(random.Random(seed))
        space = build_space([policy])
        if space.size <= LARGEST:
            yield seed, policy, space
            found += 1
        if found == POLICIES:
            return


# --- the space ------------------------------------------------------------------------------------------------------
def test_the_parts_of_a_world_do_not_touch_each_other() -> None:
    """Every mixture of the parts' values answers as its parts did alone: else a part is missing in PART_OF."""
    chance = random.Random(7)
    always = Place("all", 1)
    every = [(CONDITIONS[name], argument) for name, argument in POOL]
    # All at once would be some hundred million constellations: those on a group, and those on the card and the call.
    plain = [name for name, one in OWNERS.items() if not by_date(one)]
    parts = {
        "all": ([(one, argument) for one, argument in every if not by_date(one)], plain),
        "all of a card": ([(one, argument) for one, argument in every if one.about in ("client", "call")], [*OWNERS]),
    }
    whole = [
        Policy(
            name,
            {},
            tuple(
                Rule(f"r{n}", {}, Ask(one, argument, always), (owner,), {}, {}, always)
                for n, ((one, argument), owner) in enumerate(zip(asked, owners * len(asked), strict=False))
            ),
        )
        for name, (asked, owners) in parts.items()
    ]
    for policy in (*whole, *(p for name in READY_MADE if (p := open_policy(None, name)[0]))):
        space = build_space([policy])
        ways = dict.fromkeys(name for rule in policy.rules for name in rule.owner)
        told: dict[tuple[str, Answer | str], list[int]] = defaultdict(list)
        for _ in range(250 if policy in whole else 60):
            index = chance.randrange(space.size)
            answers, named = look(space.facts(index), asks(policy), ways)
            for what in (*answers.items(), *named.items()):
                told[what].append(index)
        for (key, said), indexes in told.items():
            held = space.where(key, said) if isinstance(said, Answer) else space.named[key][said]
            bits = held.to_bytes(space.size // 8 + 1, "little")
            for index in indexes:
                assert bits[index // 8] >> index % 8 & 1, (key, said, space.facts(index))


def by_date(entry: Condition | Owner) -> bool:
    return bool({"last_quote", "lost_client", "heir"} & {*entry.rests_on})


def test_no_case_of_a_random_book_lies_outside_the_space() -> None:
    """What conditions answer on books of several groups, cards and owners is among the constellations."""
    for seed in range(60):
        chance = random.Random(seed)
        policy = a_policy(chance)
        space = build_space([policy])
        for _ in range(30):
            facts = facts_of_case(a_case(chance))
            answers, _ = look(facts, asks(policy), ())
            where = space.all
            for key, answer in answers.items():
                where &= space.where(key, answer)
            assert where, (seed, answers, facts.identity)


@pytest.mark.parametrize("name", READY_MADE)
def test_constellations_can_be_asked_on_the_phone(name: str) -> None:
    """The recogniser hands the judge the same case file that the constellation stands for."""
    policy = open_policy(None, name)[0]
    assert policy is not None
    space = build_space([policy])
    for index in space.members(space.all, 120):
        assert reproduced(policy, space.facts(index)) is not None, space.facts(index)


# --- the findings, by brute force -----------------------------------------------------------------------------------
def without(when: When, denied: bool = False) -> Iterator[tuple[str, bool, When | None]]:
    """Each part taken out: where it stands, whether it is a branch, and what is left (None: nothing)."""
    if isinstance(when, Ask):
        return
    if when.kind == "not":
        for place, branch, left in without(when.parts[0], not denied):
            yield place, branch, Joint("not", (left,), when.place) if left else None
        return
    branch = (when.kind == "any") is not denied
    for number, part in enumerate(when.parts):
        others = (*when.parts[:number], *when.parts[number + 1 :])
        inner = part
        while isinstance(inner, Joint) and inner.kind == "not":
            inner = inner.parts[0]
        if others:
            yield str(inner.place), branch, Joint(when.kind, others, when.place)
        for place, below, left in without(part, denied):
            assert left is not None
            yield place, below, Joint(when.kind, (*when.parts[:number], left, *when.parts[number + 1 :]), when.place)


def sole(when: When) -> Ask | None:
    """The one condition of a rule that has only one."""
    if isinstance(when, Ask):
        return when if when.condition.name != "always" else None
    return sole(when.parts[0]) if len(when.parts) == 1 else None


def brute(policy: Policy, space: Space) -> set[tuple[str, ...]]:
    """The findings but for shares and wording, found case by case with the judge and his own weighing."""
    found: set[tuple[str, ...]] = set()
    facts = [space.facts(i) for i in range(space.size)]
    inquiries = [Inquiry(f) for f in facts]
    answers = [[weigh(rule.when, inquiry)[0] for rule in policy.rules] for inquiry in inquiries]
    rulings = [judge(policy, f) for f in facts]
    reached: list[list[int]] = [
        [w for w in range(space.size) if all(a is Answer.NO for a in answers[w][:i])] for i in range(len(policy.rules))
    ]
    fires = [[w for w in reached[i] if answers[w][i] is Answer.YES] for i in range(len(policy.rules))]
    for i, rule in enumerate(policy.rules):
        holds = [w for w in range(space.size) if answers[w][i] is Answer.YES]
        if not holds:
            found.add(("rule-impossible", rule.id))
            continue
        if not fires[i]:
            if not any(rulings[w].rule == rule.id for w in holds):
                found.add(("rule-dead", rule.id, str(fewest(answers, i, holds))))
            continue
        for w in fires[i]:
            choice, _ = choose(rule, facts[w])
            if not choice.owner and choice.ask is None:
                found.add(("owner-empty", rule.id))
            elif not choice.owner and "human" not in rule.owner:
                found.add(("owner-tie", rule.id))
        for j in range(i + 1, len(policy.rules)):
            if not fires[j] or all(a[j] is Answer.YES for a in answers):
                continue
            for w in fires[i]:
                if answers[w][j] is Answer.YES:
                    one, other = choose(rule, facts[w])[0], choose(policy.rules[j], facts[w])[0]
                    if (one.owner, bool(one.ask)) != (other.owner, bool(other.ask)):
                        found.add(("order", rule.id, policy.rules[j].id))
                        break
        trials = [(str(p), b, left) for p, b, left in without(rule.when)]
        if single := sole(rule.when):
            trials.append((str(single.place), False, None))
        for place, branch, left in trials:
            now = [answers[w][i] for w in reached[i]]
            then = [weigh(left, inquiries[w])[0] if left else Answer.YES for w in reached[i]]
            if branch:
                now, then = ([a is Answer.YES for a in each] for each in (now, then))  # type: ignore[misc]
            if now == then:
                found.add(("idle", rule.id, "branch" if branch else "condition", place))
    if any(all(a is Answer.NO for a in answers[w]) for w in range(space.size)):
        found.add(("gap",))
    return found


def fewest(answers: list[list[Answer]], index: int, holds: list[int]) -> int:
    for size in range(1, index + 1):
        for some in combinations(range(index), size):
            if all(any(answers[w][j] is not Answer.NO for j in some) for w in holds):
                return size
    raise AssertionError("a dead rule has a shadow")


def shape(finding: PolicyFinding) -> tuple[str, ...] | None:
    code = finding.code
    if code == "unknown":
        return None
    if code == "gap":
        return ("gap",)
    if code == "rule-dead":
        return (code, finding.rule, str(len(finding.rules)))
    if code == "order":
        return (code, finding.rule, finding.rules[0])
    if code in ("branch-dead", "branch-idle", "condition-idle"):
        return ("idle", finding.rule, code.partition("-")[0], str(finding.place))
    return (code, finding.rule)


def test_random_policies_are_judged_as_by_brute_force() -> None:
    kinds: set[str] = set()
    for seed, policy, space in spaces():
        found = {s for f in findings(policy, space) if (s := shape(f))}
        expected = brute(policy, space)
        assert found == expected, (seed, sorted(found - expected), sorted(expected - found))
        kinds |= {s[0] for s in found}
    assert {"rule-dead", "rule-impossible", "gap", "owner-empty", "order", "idle"} <= kinds
