"""What would change a ruling, against a brute force that knows nothing of how the changes are found.

A case is a plain dictionary here, and a change is one value of it replaced. Every change that is shown, made in the
dictionary, gives the stated owner by the stated rule; no owner whom one changed value brings is missed.
LEADCLI_RULINGS=1000 tries a thousand rulings instead of the suite's few.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from conftest import TODAY

from leadcli.domain.book import Absence, Book, Group, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Facts, Identity, Precedent
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message
from leadcli.domain.question import Question
from leadcli.domain.ruling import Judgment
from leadcli.policy import counterfactuals
from leadcli.policy.counterfactuals import changes, what_if
from leadcli.policy.facts import FACTS, Scene
from leadcli.policy.judge import judge
from leadcli.policy.policy import Policy
from leadcli.workspace.opening import READY_MADE, open_policy

DAY = date.fromisoformat(TODAY)
RULINGS = int(os.environ.get("LEADCLI_RULINGS", "120"))
POLICIES: list[Policy] = [p for name in READY_MADE if (p := open_policy(None, name)[0])]
COUNTRIES = ("RU", "FI", "KZ", "XZ")
BRANDS = ("мется", "реал", "сталь", "?")
CITIES = ("Москва", "Пермь", "-")


# --- a case as plain data -----------------------------------------------------------------------------------------
def a_case(chance: random.Random) -> dict[str, Any]:
    pick = chance.choice
    managers = {
        m: {
            "active": chance.random() > 0.15,
            "open_clients": chance.randrange(4),
            "recent_assignments": chance.randrange(3),
            "away": chance.random() < 0.2,
        }
        for m in "abcd"
    }
    managers["a"] |= {"active": True, "away": False}
    groups = {
        "g": {"parent": pick(("", "p")), "kind": pick(("holding", "brand", "public_network", "franchise"))},
        "p": {"parent": "", "kind": pick(("holding", "holding", "public_network"))},
    }
    for group in groups.values():
        group |= {
            "ownership": pick(("default", "default", "one_person", "each_own")),
            "structure": pick(("territory", "activity", "activity")),
            "lead": pick(("", "", "", *managers)),
            "head": "",
        }
    clients = {
        f"c{n}": {
            "group": pick(("g", "g", "p")) if groups["g"]["parent"] else "g",
            "owner": pick(("", *managers)),
            "country": pick(COUNTRIES[:3]),
            "city": pick(CITIES[:2]),
            "contact": chance.randrange(5),
            "brand": pick(BRANDS[:3]),
        }
        for n in range(chance.randrange(5))
    }
    for name, group in groups.items():
        own = [c for c in clients if clients[c]["group"] == name]
        if own and chance.random() < 0.3:
            group["head"] = pick(own)
    inside = [c for c in clients if clients[c]["group"] == "g"]
    who = pick(("new", "new", "stranger", *(["card"] if inside else [])))
    own = pick(inside) if who == "card" else ""
    if own:
        clients[own] |= {
            "contact": pick((0, 3, 90, 91, 200)), "quote": pick((None, None, 10, 120)), "until": pick((None, -40, 120)),
            "lost": pick((None, None, 20, 180, 400)), "former": pick(("", "", *managers)),
        }  # fmt: skip
        for m in managers:
            managers[m]["heir"] = pick(("", *managers))
    active = [m for m in managers if managers[m]["active"]]
    taker = pick(("", *active))
    if taker:
        managers[taker]["away"] = False
    return {
        "managers": managers,
        "groups": groups,
        "clients": clients,
        "client": own,
        "group": "g" if who != "stranger" else "",
        "brand": pick(BRANDS) if who == "new" else "",
        "country": pick(COUNTRIES[:3]),
        "city": pick(CITIES[:2]),
        "taken_by": taker,
        "claims": active if chance.random() < 0.5 else sorted(chance.sample(active, chance.randint(1, len(active)))),
        "decided": "",
    }


def facts_of(case: dict[str, Any]) -> Facts:
    managers = {
        name: Manager(
            name,
            name,
            active=m["active"],
            open_clients=m["open_clients"],
            recent_assignments=m["recent_assignments"],
            absences=(Absence(DAY, DAY),) if m["away"] else (),
            heir=m.get("heir", ""),
        )
        for name, m in case["managers"].items()
    }
    ended = DAY - timedelta(days=1)
    groups = {
        name: Group(
            name, name, parent=g["parent"], kind=g["kind"], ownership=g["ownership"] if not g.get("ended") else
            "one_person", until=ended if g.get("ended") else None, structure=g["structure"], lead=g["lead"],
            head=g["head"],
        )
        for name, g in case["groups"].items()
    }  # fmt: skip
    clients = {
        name: Client(
            name, name, group=c["group"], country=c["country"], city=c["city"], owner=c["owner"],
            last_contact=ago(c["contact"]), last_quote=ago(c.get("quote")), contract_until=ago(c.get("until")),
            status="" if c.get("lost") is None else "lost", status_since=ago(c.get("lost")),
            former_owner=c.get("former", ""),
        )
        for name, c in case["clients"].items()
    }  # fmt: skip
    book = Book(managers, groups, clients)
    brands = {name: c["brand"] for name, c in case["clients"].items() if c["brand"]}
    client = clients.get(case["client"])
    brand = brands.get(case["client"], "") if client and not case.get("rebranded") else case["brand"]
    group = groups.get(case["group"])
    identity = Identity(client, group, False, brand if group else "")
    question = Question(Caller("?"), DAY, taken_by=case["taken_by"], claims=tuple(case["claims"]))
    precedents = (Precedent(1, DAY, "caller", case["decided"], "", True),) if case["decided"] else ()
    return Facts(book, question, identity, case["city"], case["country"], None, brands, precedents=precedents)


def ago(days: int | None) -> date | None:
    return None if days is None else DAY - timedelta(days=days)


def ruled(policy: Policy, case: dict[str, Any]) -> Judgment:
    return judge(policy, facts_of(case))


# --- the changes, one value at a time -----------------------------------------------------------------------------
def with_value(case: dict[str, Any], *path_and_value: Any) -> dict[str, Any]:
    *path, last, value = path_and_value
    other = deepcopy(case)
    spot = other
    for step in path:
        spot = spot[step]
    spot[last] = value
    return other


def defaulted(case: dict[str, Any]) -> dict[str, Any]:
    other = deepcopy(case)
    name = other["group"]
    while name:
        group = other["groups"][name]
        if group["kind"] == "franchise":
            group["ended"] = True
        else:
            group["ownership"] = "default"
        name = group["parent"]
    return other


def headed(case: dict[str, Any], manager: str) -> dict[str, Any]:
    name = case["group"]
    while name:
        head = case["groups"][name]["head"]
        if head and head != case["client"]:
            return with_value(case, "clients", head, "owner", manager)
        name = case["groups"][name]["parent"]
    card = {"group": case["group"], "owner": manager, "country": case["country"], "city": "", "contact": 0, "brand": ""}
    other = with_value(case, "clients", "?head", card)
    other["clients"]["?head"]["contact"] = 10_000
    return with_value(other, "groups", case["group"], "head", "?head")


def lineage(case: dict[str, Any]) -> list[str]:
    found, name = [], case["group"]
    while name:
        found.append(name)
        name = case["groups"][name]["parent"]
    return found


def brute(policy: Policy, case: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every value that could be another, with the field it belongs to; only what the policy can see.

    Of managers it is the claimants who serve, lead and take calls; anybody else may leave or be out of the office.
    """
    managers = case["managers"]
    working = case["claims"]
    for m in managers:
        if managers[m]["active"] and m not in (case["taken_by"], *working):
            yield f"active {m}", with_value(case, "managers", m, "active", False)
            yield f"away {m}", with_value(case, "managers", m, "away", True)
    for value in ("", *working):
        if not (value and managers[value]["away"]):
            yield "taken_by", with_value(case, "taken_by", value)
    for m in working:
        if m != case["taken_by"]:
            yield f"away {m}", with_value(case, "managers", m, "away", not managers[m]["away"])
        for count in (0, 1, 2, 3, 9):
            yield f"load {m}", with_value(case, "managers", m, "open_clients", count)
    if case["client"] and policy.id == "protected":
        yield from dated(case)
    for country in COUNTRIES:
        yield "country", with_value(case, "country", country)
    if not case["group"]:
        return
    for brand in BRANDS:
        yield "brand", {**with_value(case, "brand", brand), "rebranded": True}
    yield "identity", {**case, "client": "", "group": ""}
    if case["client"]:
        own = facts_of(case).identity.brand
        yield "identity", {**case, "client": "", "brand": own}
    for card, fields in case["clients"].items():
        if fields["group"] == case["group"]:
            yield "identity", {**case, "client": card}
        for owner in ("", *working):
            yield f"owner {card}", with_value(case, "clients", card, "owner", owner)
        yield f"contact {card}", with_value(case, "clients", card, "contact", 0)
    for wanted in ("one_person", "each_own"):
        yield "ownership", with_value(case, "groups", case["group"], "ownership", wanted)
    yield "ownership", defaulted(case)
    for name in lineage(case):
        for kind in ("holding", "brand", "franchise", "public_network"):
            yield f"kind {name}", with_value(case, "groups", name, "kind", kind)
        yield f"lead {name}", with_value(case, "groups", name, "lead", "")
        for value in ("territory", "activity"):
            yield "structure", with_value(case, "groups", name, "structure", value)
    for m in working:
        yield f"lead {case['group']}", with_value(case, "groups", case["group"], "lead", m)
        yield "head", headed(case, m)


def dated(case: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The dates of the caller's card otherwise, whose it was before it left, and who has the clients of who left."""
    name = case["client"]
    own = case["clients"][name]
    for column in ("contact", "quote", "until"):
        for days in (0, 91):
            yield column, with_value(case, "clients", name, column, days)
    left = case["managers"].get(own["owner"] or own["former"])
    for m in ("", *case["claims"]) if left and not left["active"] else ():
        yield "heir", with_value(case, "managers", own["owner"] or own["former"], "heir", m)
    if own["lost"] is None and not (own["former"] and not own["owner"]):
        yield "lost", with_value(case, "clients", name, "lost", 0)
        return
    for days in (0, 181):
        if own["lost"] is not None:
            yield "lost", with_value(case, "clients", name, "lost", days)
    yield "lost", back(case)
    for m in case["claims"]:
        yield "former", with_value(case, "clients", name, "former", m)


def back(case: dict[str, Any]) -> dict[str, Any]:
    own = case["clients"][case["client"]]
    other = with_value(case, "clients", case["client"], "lost", None)
    other["clients"][case["client"]]["owner"] = own["former"] or own["owner"]
    return other


def realised(case: dict[str, Any], said: Message) -> dict[str, Any]:
    """The change that a sentence states, made in the dictionary."""
    args = dict(said.args)
    named = {k: str(v).split(" (")[0] for k, v in args.items()}
    match said.text:
        case "{first}, and {second}":
            return realised(realised(case, args["first"]), args["second"])  # type: ignore[arg-type]
        case "the caller is in {country}":
            return with_value(case, "country", args["country"])
        case "the caller is in a country where nobody serves the group" | "the caller is in another country":
            return with_value(case, "country", "XZ")
        case "the caller bears the name or brand of {client}":
            brand = case["clients"][named["client"]]["brand"]
            return {**with_value(case, "brand", brand), "rebranded": True}
        case "the caller bears another name or brand than the served companies of the group":
            return {**with_value(case, "brand", "?"), "rebranded": True}
        case "the caller is a new company of {group}":
            return {**case, "client": "", "brand": facts_of(case).identity.brand}
        case "the caller is {client}, which is on file":
            return {**case, "client": named["client"], "rebranded": False}
        case "the caller is a company that is not on file, of no group":
            return {**case, "client": "", "group": ""}
        case "the caller does not belong to {group}":
            return {**case, "group": ""}
        case "{manager} took the call":
            return with_value(case, "taken_by", args["manager"])
        case "nobody is said to have taken the call":
            return with_value(case, "taken_by", "")
        case "{manager} is out of the office":
            return with_value(case, "managers", args["manager"], "away", True)
        case "{manager} is in the office":
            return with_value(case, "managers", args["manager"], "away", False)
        case "{manager} has {count} open clients instead of {was}":
            assert case["managers"][args["manager"]]["open_clients"] == args["was"]
            return with_value(case, "managers", args["manager"], "open_clients", args["count"])
        case "{manager} owns {client}" | "{manager} serves {client}":
            return with_value(case, "clients", named["client"], "owner", args["manager"])
        case "{client} is on file, but has no owner" | "nobody serves {client}":
            return with_value(case, "clients", named["client"], "owner", "")
        case "nobody serves the head office {client}":
            return with_value(case, "clients", named["client"], "owner", "")
        case "{manager} has left":
            return with_value(case, "managers", args["manager"], "active", False)
        case "an agreement on the ownership of {group} has ended (until)":
            return defaulted(case)
        case "the group's ownership is {value}":
            if args["value"] == "default":
                return defaulted(case)
            return with_value(case, "groups", case["group"], "ownership", args["value"])
        case "{group} is of the kind {value}":
            return with_value(case, "groups", args["group"], "kind", args["value"])
        case "the group is divided by {value}":
            return with_value(case, "groups", case["group"], "structure", args["value"])
        case "{manager} leads {group}":
            return with_value(case, "groups", args["group"], "lead", args["manager"])
        case "{group} has no lead":
            return with_value(case, "groups", args["group"], "lead", "")
        case (
            "{manager} serves the head office of {group}"
            | "{manager} serves the head office of {group}, which is not on file yet, and another company calls"
        ):
            return headed(case, args["manager"])  # type: ignore[arg-type]
        case "the last contact with {client} was today":
            return with_value(case, "clients", named["client"], "contact", 0)
        case "the last contact with {client} is more than {value} days ago":
            return with_value(case, "clients", named["client"], "contact", int(args["value"]) + 1)  # type: ignore[arg-type]
        case "the last quote to {client} was today":
            return with_value(case, "clients", named["client"], "quote", 0)
        case "the last quote to {client} is more than {value} days ago":
            return with_value(case, "clients", named["client"], "quote", int(args["value"]) + 1)  # type: ignore[arg-type]
        case "the contract with {client} ends today":
            return with_value(case, "clients", named["client"], "until", 0)
        case "the contract with {client} ended more than {value} days ago":
            return with_value(case, "clients", named["client"], "until", int(args["value"]) + 1)  # type: ignore[arg-type]
        case "{client} left today":
            return with_value(case, "clients", named["client"], "lost", 0)
        case "{client} left more than {value} days ago":
            return with_value(case, "clients", named["client"], "lost", int(args["value"]) + 1)  # type: ignore[arg-type]
        case "{client} is a client still":
            return back(case)
        case "{client} was {manager}'s":
            return with_value(case, "clients", named["client"], "former", args["manager"])
        case "{manager} has the clients of {left}":
            return with_value(case, "managers", args["left"], "heir", args["manager"])
        case "nobody has the clients of {left}":
            return with_value(case, "managers", args["left"], "heir", "")
        case "nobody serves a company of the group":
            other = deepcopy(case)
            own = [c.id for c in facts_of(case).book.served(facts_of(case).book.root(case["group"]).id)]
            for card in own:
                if card != case["client"]:
                    other["clients"][card]["owner"] = ""
            return other
    raise AssertionError(said.text)


@pytest.mark.parametrize("part", range(8))
def test_every_change_is_true_and_none_is_missed(part: int) -> None:
    for seed in range(part, RULINGS, 8):
        chance = random.Random(seed)
        case, policy = a_case(chance), chance.choice([POLICIES[0], *POLICIES])
        facts = facts_of(case)
        now = judge(policy, facts)
        if not now.owner:
            continue
        shown = what_if(policy, facts, now)
        for branch in shown:
            then = ruled(policy, realised(case, branch.change))
            assert (then.owner, then.rule) == (branch.owner, branch.rule), (seed, branch)
            assert branch.owner != now.owner
        single = {b.owner for b in shown if b.change.text != "{first}, and {second}"}
        pairs = {b.owner for b in shown} - single
        changed = list(brute(policy, case))
        found = {ruled(policy, other).owner for _, other in changed} - {"", now.owner}
        assert found <= single, (seed, policy.id, found - single)
        assert not pairs & found, (seed, "a pair where one change is enough")


def test_two_changes_where_one_is_not_enough() -> None:
    """Claimants whom no single change names: shown with a pair, if there is one."""
    seen = 0
    for seed in range(RULINGS):
        chance = random.Random(seed)
        case, policy = a_case(chance), POLICIES[0]
        now = ruled(policy, case)
        if not now.owner:
            continue
        shown = what_if(policy, facts_of(case), now)
        single = {b.owner for b in shown if b.change.text != "{first}, and {second}"}
        missing = set(case["claims"]) - single - {now.owner}
        if not missing:
            continue
        seen += 1
        both = {b.owner for b in shown} & missing
        reached = set()
        for (field, first), (other_field, _) in combinations(list(brute(policy, case)), 2):
            if field == other_field:
                continue
            for again, second in brute(policy, first):
                if again == other_field:
                    reached.add(ruled(policy, second).owner)
            if missing <= reached:
                break
        assert missing & reached <= both, (seed, missing & reached, both)
        if seen == max(3, RULINGS // 50):
            return


# --- how much is tried ---------------------------------------------------------------------------------------------
def a_large_family(cards: int) -> Facts:
    """A new company of a group each of whose companies has a name, a place and a manager of its own."""
    managers = {f"m{n}": Manager(f"m{n}", f"М{n}") for n in range(cards + 3)}
    clients = {
        f"c{n}": Client(f"c{n}", f"К{n}", group="g", owner=f"m{n}", city=f"Г{n}", country=f"{n:02}", last_contact=DAY)
        for n in range(cards)
    }
    group = Group("g", "Г")
    brands = {name: f"марка {name}" for name in clients}
    book = Book(managers, {"g": group}, clients)
    return Facts(book, Question(Caller("?"), DAY), Identity(None, group, False, ""), "Г0", "00", None, brands)


@pytest.mark.parametrize(
    ("fact", "tried"),
    [
        ("which_card_calls", 12),
        ("brand", 12),  # nobody bears none, so that none could be told from them
        ("city", 12),  # the caller's own is no other; one where nobody is stands for the rest
        ("country", 12),
        ("staff", 12),
    ],
)
def test_of_a_large_family_a_dozen_are_tried(fact: str, tried: int) -> None:
    facts = a_large_family(20)
    made = list(FACTS[fact].changes(Scene(facts, (), "RU", tuple(facts.book.managers.values()))))
    assert len({str(change.said) for change in made}) == len(made) == tried


def test_a_country_where_nobody_is_stands_for_all_others() -> None:
    """One of the codes that stand for no country, and that no card of the family has."""
    facts = a_large_family(3)
    taken = {f"c{n}": replace(facts.book.clients[f"c{n}"], country=code) for n, code in enumerate(("XA", "XB"))}
    there = replace(facts, book=replace(facts.book, clients={**facts.book.clients, **taken}))
    *_, last = FACTS["country"].changes(Scene(there, (), "RU", ()))
    assert last.make(there).country == "XC"


def test_of_managers_six_of_the_family_are_tried_and_one_beside() -> None:
    policy = POLICIES[0]
    leads = [c.field for c in changes(policy, a_large_family(20)) if c.said.text == "{manager} took the call"]
    assert len(leads) == 7


def test_pairs_are_tried_of_families_below_four_hundred_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = list[int]()

    def pairs(_: Policy, facts: Facts, *rest: object) -> tuple[()]:
        tried.append(len(facts.book.clients))
        return ()

    monkeypatch.setattr(counterfactuals, "_pairs", pairs)
    for cards in (399, 400):
        facts = a_large_family(cards)
        what_if(Policy("none", {}, ()), facts, Judgment("", "", ()))
    assert tried == [399]
