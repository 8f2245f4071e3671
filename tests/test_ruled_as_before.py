"""What the rules say of cases that nobody chose, each a line of a table: see ``test_as_before``.

The cases are those of ``test_what_if``, with decisions, and cells that are not read.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Any
from unittest.mock import patch
from zlib import crc32

import pytest
import test_as_before
import test_meant_as_before
import test_planned_as_before
import test_policy_as_before
import test_read_as_before
import test_taken_back_as_before
from conftest import ROOT
from test_as_before import Lines, as_before, told
from test_matching import NAMESAKES
from test_what_if import DAY, POLICIES, a_case, facts_of

from leadcli.domain.book import Absence, Book, Manager
from leadcli.domain.company import LEDGER, Caller, Client
from leadcli.domain.facts import Answer, Decision, Facts, Precedent
from leadcli.domain.frozen import as_dict, replace
from leadcli.domain.match import Match
from leadcli.domain.messages import Refusal
from leadcli.domain.places import NOWHERE, Place
from leadcli.domain.question import Question
from leadcli.domain.ruling import Branch, Claim, Judgment, Ruling, Step
from leadcli.policy.claims import claims
from leadcli.policy.condition import Condition
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.counterfactuals import what_if
from leadcli.policy.decisions import DECISION
from leadcli.policy.facts import FACTS, Scene
from leadcli.policy.facts.fact_table import WHO_CALLS
from leadcli.policy.facts.small_world import stranger
from leadcli.policy.facts.unread_cells import presence
from leadcli.policy.judge import judge
from leadcli.policy.owners import OWNERS as WAYS
from leadcli.policy.policy import Ask, Policy, asks
from leadcli.resolution import Directory, build_directory
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.resolution.directory.added_cards import Sought, sought
from leadcli.rulings import memory
from leadcli.rulings.memory import Given, in_question, known, who_calls
from leadcli.rulings.resolve import resolve, rule_on, rule_with
from leadcli.rulings.stated_facts import read
from leadcli.workspace.opening import open_workspace

CASES = 48  # rulings that are drawn
SENTENCES = ("title", "to_manager", "to_client")


def _step(step: Step) -> str:
    """A rule with each condition that was asked."""
    asked = " ".join(f"{'!' * c.negated}{c.key}={c.answer.value}{'' if c.needed else '?'}" for c in step.checks)
    return f"{step.rule} {step.outcome} [{asked}] {told(step.note)}".strip()


def _judged(judgment: Judgment) -> list[str]:
    shares = (
        f"{s.manager} {s.load:g} {s.share}{' ' + told(s.left_out) if s.left_out else ''}" for s in judgment.shares
    )
    return [
        f"{judgment.rule} -> {judgment.owner} {judgment.named_by}".strip(),
        told(judgment.why),
        told(judgment.ask),
        judgment.sister.id if judgment.sister else "",
        ", ".join(_step(step) for step in judgment.trace if step.outcome != "not_reached"),
        ", ".join(shares),
        ", ".join(map(_branch, judgment.branches)),
    ]


def _branch(branch: Branch) -> str:
    return f"{told(branch.change)} ({branch.size}) -> {branch.owner} by {branch.rule}"


def _claim(claim: Claim) -> str:
    sides = (
        f"for: {told(*claim.supports)} against: {told(*claim.against)} needs: {', '.join(map(_branch, claim.needs))}"
    )
    said = ", ".join(
        f"{a.field}={a.value} {a.effect} {a.owner} {a.rule} {told(a.proof, a.ask)}" for a in claim.arguments
    )
    return f"{claim.manager} {claim.outcome} {claim.rule}: {told(claim.because)} {sides} {said}".strip()


def drawn(number: int) -> Facts:
    """A case of which sometimes is not known who calls or from where, a cell is not read, or a person has decided."""
    facts, chance = facts_of(a_case(random.Random(number))), random.Random(-number)
    book, own = facts.book, facts.identity
    if own.group and chance.random() < 0.2:
        own = replace(own, client=None, open=True)
    if chance.random() < 0.25:
        field = chance.choice(
            ("owner", "parent", "group", "last_contact", "absences", "left", "kind", "country", "lead")
        )
        table = chance.choice(("managers", "groups", "clients"))
        rows = {key: replace(row, unread=((field, field, "?"),)) if chance.random() < 0.6 else row
                for key, row in getattr(book, table).items()}  # fmt: skip
        book = replace(book, **{table: rows}, unread={table: 1})
    days = (None, DAY - timedelta(1), DAY, DAY + timedelta(30))
    scopes: list[Any] = ["client", "group", "group", "pattern"]
    decisions = [
        Decision(
            seq, DAY - timedelta(chance.randrange(99)), chance.choice([*book.managers, "left"]), "so", "Ольга",
            chance.choice(scopes), chance.choice(("", "", "c0", "c1")), chance.choice("gp"), chance.choice(days),
            second=chance.choice(("", "Анна")), appeal_of=chance.choice((0, 0, 7)), own=chance.random() < 0.3,
        )
        for seq in range(1, chance.choice((1, 1, 2, 3, 4)))
    ]  # fmt: skip
    country = "" if chance.random() < 0.15 else facts.country
    return replace(facts, book=book, identity=own, country=country, decisions=tuple(decisions))


def ruled() -> Lines:
    """What each policy says of cases that are drawn: the ruling with its trace, what would change it, the claims."""
    for number in range(CASES):
        policy, facts = POLICIES[number % len(POLICIES)], drawn(number)
        judgment = judge(policy, facts)
        otherwise = what_if(policy, facts, judgment)
        yield (
            f"{policy.id} {number}",
            [
                *_judged(judgment),
                ", ".join(map(_branch, otherwise)),
                *map(_claim, claims(policy, [facts], judgment, otherwise)),
            ],
        )


def asked() -> Lines:
    """What each condition answers to cases that are drawn, with each of its arguments, and whom each way names."""
    cases = ((number, drawn(number)) for number in range(100))
    for number, facts in ((n, facts) for n, facts in cases if facts.identity.client or n % 9 == 0):
        yield str(number), [*_found(facts, told_too=True), *_ways(facts)]


def _found(facts: Facts, told_too: bool) -> Iterator[str]:
    for each in CONDITIONS.values():
        for ask in asks_of_all(each):
            came = ask.finding(facts)
            if told_too or came.answer is not Answer.NO:
                yield f"{ask.key}={came.answer.value} {told(came.found)}"


def asks_of_all(each: Condition) -> list[Ask]:
    """A condition with each of its arguments."""
    return [Ask(each, argument, NOWHERE) for argument in _arguments(each)]


def _ways(facts: Facts) -> Iterator[str]:
    for name, way in WAYS.items():
        one = way.named(facts)
        yield f"{name}->{one.owner} {told(one.why, one.ask)} {' '.join(f'{s.manager}{s.share}' for s in one.shares)}"


def at_bounds(number: int) -> Facts:
    """A case whose dates lie where a day less or more tells, with decisions, closed cards and cells that are empty."""
    facts, chance = drawn(number), random.Random(f"bounds {number}")
    pick, book = chance.choice, facts.book

    def ago(*days: int | None) -> date | None:
        day = pick(days)
        return None if day is None else DAY - timedelta(day)

    clients = {
        name: replace(
            card, last_contact=ago(0, 1, 2, 89, 90, 91, None), last_quote=ago(0, 1, 90, 91, None),
            contract_until=ago(1, 0, -1, None), status=pick(("", "", "", "Lost", "закрыт", "active")),
            status_since=ago(0, 1, 2, 89, 90, 91, 365, None), since=ago(None, 400), country=pick((card.country, "")),
            city=pick((card.city, "")), place=Place(pick((LEDGER, "data/clients.csv")), 7),
            former_owner=pick((card.former_owner, *book.managers)),
        )
        for name, card in book.clients.items()
    }  # fmt: skip
    groups = {
        name: replace(group, since=ago(None, 1, 0, -1), until=ago(None, 1, 0, -1),
                      ownership=pick((group.ownership, "one_person", "each_own")))
        for name, group in book.groups.items()
    }  # fmt: skip
    if facts.identity.client and chance.random() < 0.15:  # in which group it is, nobody can read
        own = facts.identity.client.id
        clients[own] = replace(clients[own], group="", unread=(("group", "group", "?"),))
        book = replace(book, unread={**book.unread, "clients": 1})
    book, own = replace(book, clients=clients, groups=groups), facts.identity
    card = clients[own.client.id] if own.client else None
    group = groups[own.group.id] if own.group and (card is None or card.group) else None
    earlier = tuple(
        Precedent(n, DAY - timedelta(n), pick(("caller", "client", "group", "facts")), pick((*book.managers, "x")), "",
                  chance.random() < 0.8)
        for n in range(1, pick((1, 1, 3, 5)))
    )  # fmt: skip
    city, taker = pick((facts.city, "")), pick((facts.question.taken_by, *book.managers))
    asked_so = replace(facts.question, taken_by=taker)
    return replace(
        facts, book=book, identity=replace(own, client=card, group=group), city=city, precedents=earlier,
        decisions=(), question=asked_so,
    )  # fmt: skip


def bounds() -> Lines:
    """What conditions answer and whom ways name where a day or a cell less tells; what may be otherwise, of some."""
    cases = ((number, at_bounds(number)) for number in range(200, 600))
    for number, facts in ((n, facts) for n, facts in cases if facts.identity.client or n % 9 == 0):
        policy, changes = POLICIES[number % len(POLICIES)], list[str]()
        if number % 10 == 0:
            scene = Scene(facts, list(asks(policy)), "RU", tuple(facts.book.managers.values()))
            ways = ((name, way) for name, each in FACTS.items() for way in each.changes(scene))
            changes = [f"{name}: {told(way.said)} -> {judge(policy, way.make(facts)).owner}" for name, way in ways]
        yield str(number), [*_found(facts, told_too=False), *_ways(facts), *changes]


CALLERS = (
    "Метсо Калуга", "Мется Калуга", "Мется Борд", "Родник Плюс", "ООО «Газпром Ромашка»", "РЖД Сервис", "Метро 3",
    "Реал", "Школа № 1534", "Кока-Кола Тверь", "Пасека Липа", "Волжский металл", "Сырная слобода Пермь", "…", "ГКБ 1",
    "ГКБ",
)  # fmt: skip
STATED = (
    "structure=activity", "group.kind=franchise", "owner=Борис", "city=Пермь", "country=KZ", "ownership=one_person",
    "last_contact=2026-11-01", "status=lost", "brand=Реал", "lead=Ольга", "head=metro-2", "выписка=доля 51%", "так=да",
    "contract_until=2027-01-01", "activity=картон", "former_owner=Дима",
)  # fmt: skip


def answered() -> Lines:
    """What is answered to questions that are drawn, with all that may be said with them."""
    opened, chance = open_workspace(ROOT), random.Random("answered")
    book, directory = opened.book, opened.directory
    assert book is not None
    assert directory is not None
    people = ("", "", "", "Ольга", "Борис", "Миша", "Анна")
    for number in range(48):
        policy = POLICIES[number % len(POLICIES)]
        stated = [
            read(chance.choice(STATED), "--if", chance.choice(people)) for _ in range(chance.choice((0, 0, 1, 2)))
        ]
        question = Question(
            Caller(chance.choice(CALLERS), city=chance.choice(("", "", "Москва", "Астана"))),
            DAY,
            chance.choice(people),
            tuple(chance.sample(people[3:], chance.choice((0, 0, 2)))),
            tuple(chance.sample(people[3:], chance.choice((0, 0, 1)))),
            chance.choice(("", "", "", "", "metro-2", "metsa-board")),
            reply=chance.choice(("", "", "", "yes", "no", "new")),
            stated=tuple(stated),
        )
        try:
            ruling = resolve(question, book, policy, directory)
        except Refusal as refusal:
            yield f"{policy.id} {number}", [told(*refusal.said)]
            continue
        heard = question.caller.name, question.taken_by, question.reply, question.client_id
        said = f"{policy.id} {number} {' / '.join(heard)} {' '.join(f'{s.field}={s.value}' for s in stated)}"
        yield said, _ruled(ruling)


def _ruled(ruling: Ruling) -> list[str]:
    return [
        f"{ruling.verdict} {ruling.owner} by {ruling.rule} {ruling.named_by}, {told(ruling.why, ruling.note)}",
        f"{ruling.match.status} {ruling.match.client_id} {ruling.match.group_id}",
        " ".join(f"{c.client_id or c.group_id}{'=' * c.tied}" for c in ruling.match.candidates),
        " ".join(f"{way} {crc32(str(told_of).encode()):x}" for way in SENTENCES if (told_of := getattr(ruling, way))),
        told(ruling.ask),
        told(ruling.cover.why) if ruling.cover else "",
        f"else {ruling.otherwise.owner} by {ruling.otherwise.rule}" if ruling.otherwise else "",
        ", ".join(f"{one.reply} {one.client_id}: {one.owner} by {one.rule}" for one in ruling.outlooks),
        ", ".join(map(_branch, ruling.what_if)),
        *map(_claim, ruling.claims),
        told(*ruling.warnings),
    ]


SAID = (
    "structure=activity", "group.kind=franchise", "owner=b", "city=Пермь", "country=KZ", "ownership=one_person",
    "last_contact=2026-11-01", "status=lost", "brand=Пион", "lead=a", "выписка=доля 51%", "так=да", "former_owner=d",
    "group.country=FI", "activity=картон", "owner=c", "head=g1", "group.head=нет",
)  # fmt: skip


def a_base(chance: random.Random) -> Directory:
    """Cards with numbers and addresses, some of one company, with owners who are here, away, full, or gone."""
    numbered, pick = test_as_before.numbered().book, chance.choice
    cards = {
        c.id: replace(c, owner=pick(("", "a", "a", "b", "c", "d")), former_owner=pick(("", "", "d", "b")),
                      last_contact=DAY - timedelta(pick((0, 30, 200))), status=pick(("", "", "", "lost")),
                      place=Place(pick((LEDGER, "data/clients.csv")), 7))
        for c in numbered.clients.values()
    }  # fmt: skip
    groups = {
        g.id: replace(g, kind=pick(("holding", "franchise", "brand")), ownership=pick(("default", "each_own")),
                      structure=pick(("", "territory", "activity")), lead=pick(("", "", "b")))
        for g in numbered.groups.values()
    }  # fmt: skip
    people = {
        "a": Manager("a", "Анна"), "b": Manager("b", "Борис", cap=1, open_clients=1),
        "c": Manager("c", "Вера", absences=(Absence(DAY, DAY),)), "d": Manager("d", "Гена", active=False, heir="a"),
    }  # fmt: skip
    return build_directory(replace(numbered, managers=people, groups=groups, clients=cards))


def questioned() -> Lines:
    """What is answered where a number, an address or a person's word says who calls, and what is a card's own row."""
    chance = random.Random("questioned")
    bases = [a_base(chance) for _ in range(3)]
    for number in range(150):
        policy, directory = POLICIES[number % len(POLICIES)], chance.choice(bases)
        book, pick = directory.book, chance.choice
        card = pick(list(book.clients.values()))
        field = pick(("", "", "inn", "inn", "ogrn", "phone", "email"))
        number_said = {field: getattr(card, field)} if field and getattr(card, field) else {}
        name = pick((card.name, card.name, card.name.split()[-1], "Лютик", "", pick(list(book.clients.values())).name))
        caller = Caller(name, city=pick(("", "", card.city)), country=pick(("", "", "", "FI")), **number_said)
        stated = [
            read(pick(SAID[:-1] if number % 9 else SAID), "--if", pick(("", "a", "b")))
            for _ in range(pick((0, 0, 1, 2)))
        ]
        question = Question(
            caller, DAY, pick(("", "", "a", "c")), tuple(chance.sample("abc", pick((0, 0, 2)))), pick(((), (), ("a",))),
            client_id=(own := pick((*[""] * 6, card.id))), group_id="" if own else pick((*[""] * 8, "granit", "delta")),
            reply=pick(("", "", "", "yes", "no", "new")), stated=tuple(stated),
        )  # fmt: skip
        asked_with = " ".join(f"{s.field}={s.value}{s.by and f' {s.by}'}" for s in stated)
        known_by = " ".join(
            filter(None, (*number_said.values(), own, question.group_id, question.reply, *question.claims))
        )
        asked = f"{policy.id} {number} {name} / {caller.city} {known_by} {asked_with}".strip()
        try:
            ruling = resolve(question, book, policy, directory)
        except Refusal as refusal:
            yield asked, [told(*refusal.said)]
            continue
        row = Client("row", name, city=caller.city, owner=pick(("", "a", "d")), inn=caller.inn)
        own_row = rule_on(question, ruling.match, book, policy, card=row, alternatives=False)
        yield asked, [*_ruled(ruling), "as a row:", *_ruled(own_row)[:6], told(*own_row.warnings)]


def _arguments(each: Condition) -> tuple[str, ...]:
    return each.choices or ARGUMENTS.get(each.argument, ("",))


ARGUMENTS = {"days": ("1", "90", "365"), "country": ("RU", "FI")}


def changed() -> Lines:
    """What each fact may be otherwise in cases that are drawn, and what each policy says then."""
    for number in range(40):
        policy, facts = POLICIES[number % len(POLICIES)], drawn(100 + number)
        people = tuple(facts.book.managers.values())
        for name, each in FACTS.items():
            rest = [ask for ask in asks(policy) if name in ask.condition.rests_on]
            scene = Scene(facts, rest, "RU", people)
            ways = [(told(way.said), way.make(facts)) for way in each.changes(scene)]
            if ways:
                yield f"{policy.id} {number} {name}", [_otherwise(policy, facts, *way) for way in ways]


def _otherwise(policy: Policy, was: Facts, said: str, now: Facts) -> str:
    """A change in words, what it makes of the case where that is not said, and what is ruled then."""
    ruled_so = judge(policy, now)
    return f"{said} [{' '.join(otherwise(was, now))}] -> {ruled_so.owner} by {ruled_so.rule}"


CELLS = {
    "managers": ("absences", "hours", "time_zone", "holidays", "weight", "cap", "cap_week", "open_clients", "active",
                 "left", "id", "heir", "cover"),
    "groups": ("parent", "id", "ownership", "kind", "since", "until", "structure", "lead", "head", "country"),
    "clients": ("owner", "id", "group", "last_contact", "last_quote", "contract_until", "status", "status_since",
                "country", "city", "brand", "former_owner", "activity"),
}  # fmt: skip


def unread() -> Lines:
    """What is unknown, and what is asked, where cells of a case are not understood."""
    cases = ((number, at_bounds(number)) for number in range(1_200, 1_700))
    for number, was in ((n, facts) for n, facts in cases if facts.identity.client or n % 12 == 0):
        policy, chance = POLICIES[number % len(POLICIES)], random.Random(-number)
        book, rows = was.book, [(table, key) for table in CELLS for key in getattr(was.book, table)]
        said, tables = list[str](), {table: dict(getattr(book, table)) for table in CELLS}
        for table, key in chance.sample(rows, min(len(rows), chance.choice((1, 1, 2, 3)))):
            field, text = chance.choice(CELLS[table]), chance.choice(("?", "", "Гг", "не g", "p2"))
            row = tables[table][key]
            empty = {"owner": ""} if field == "owner" and chance.random() < 0.5 else {}
            tables[table][key] = replace(row, unread=((field, f"h-{field}", text),), **empty)
            said.append(f"{key}.{field}={text}")
        book = replace(book, **tables, unread=dict.fromkeys(CELLS, 1))
        own = was.identity
        own = replace(
            own, client=own.client and book.clients[own.client.id], group=own.group and book.groups[own.group.id]
        )
        facts = replace(was, book=book, identity=own)
        judgment = judge(policy, facts)
        absent = [f"{m.id} {told(presence(m))}" for m in book.managers.values() if presence(m)]
        answers = ((ask.key, ask.finding(facts)) for each in CONDITIONS.values() for ask in asks_of_all(each))
        found = [f"{key} {told(came.found, came.ask)}" for key, came in answers if came.unread]
        ways = [each for each in _ways(facts) if "What is right" in each]
        yield f"{policy.id} {number} {' '.join(said)}", [*_judged(judgment)[:3], *absent, *found, *ways]


def claimed() -> Lines:
    """What is said for and against those who claim a case: that of who has it, of who could, and of who left."""
    for number in range(60):
        policy, facts, chance = POLICIES[number % len(POLICIES)], at_bounds(900 + number), random.Random(number)
        claimants = tuple(chance.sample([*facts.book.managers], 3))
        bound = chance.choice(claimants) if number % 4 == 0 else ""
        decided = (Decision(7, DAY, bound, "so", "Ольга", "pattern", "", ""),) if bound else ()
        facts = replace(facts, question=replace(facts.question, claims=claimants), decisions=decided)
        judgment = judge(policy, facts)
        otherwise = what_if(policy, facts, judgment) if number % 3 else ()
        found = claims(policy, [facts], judgment, otherwise)
        yield (
            f"{policy.id} {number} {' '.join(claimants)}",
            [f"{judgment.owner} by {judgment.rule}", *map(_claim, found)],
        )


def settled() -> Lines:
    """How each fact can be in the small world of ``policy check``, and what is otherwise then."""
    every = [Ask(each, argument, NOWHERE) for each in CONDITIONS.values() for argument in (_arguments(each)[0],)]

    def seen(facts: Facts) -> set[str]:
        ways = (f"{name}->{found.owner}" for name, way in WAYS.items() if (found := way.named(facts)).owner)
        return {*(f"{ask.key}={ask.finding(facts).answer.value}" for ask in every), *ways}

    chance, callers = random.Random("settled"), list[Facts]()
    for who, edit in enumerate(FACTS[WHO_CALLS].settings(Scene(stranger(), ()))):
        caller = edit(stranger())
        assert caller is not None, "anybody may call"
        callers.append(caller)
        yield f"caller {who}", list(otherwise(stranger(), caller))
        others = [(name, each) for name, each in FACTS.items() if name != WHO_CALLS]
        for name, each in others:
            for place, one in enumerate(each.settings(Scene(caller, every, "RU"))):
                made = one(caller)
                told_of = " ".join(sorted(seen(made) - seen(caller))) if made else "cannot be"
                yield f"caller {who} {name} {place}", [told_of, *(otherwise(caller, made) if made else ())]
    for number in range(240):  # of two facts one after the other
        (who, caller), (one, other) = chance.choice([*enumerate(callers)]), chance.sample([*FACTS], 2)
        case = chance.choice(
            [made for each in FACTS[one].settings(Scene(caller, every, "RU")) if (made := each(caller))]
        )
        place, edit = chance.choice([*enumerate(FACTS[other].settings(Scene(case, every, "RU")))])
        made = edit(case)
        yield (
            f"{number} caller {who} {one} {other} {place}",
            list(otherwise(caller, case)) + (["then", *otherwise(case, made)] if made else ["cannot be"]),
        )


def otherwise(was: Facts, now: Facts) -> Iterator[str]:
    """What differs between two cases: cells of the tables, what was said, who calls."""
    for table in ("managers", "groups", "clients"):
        old, new = getattr(was.book, table), getattr(now.book, table)
        for key in sorted({*old, *new}, key=[*old, *new].index):
            if key not in new or key not in old:
                yield f"{key} {'is new' if key in new else 'is gone'}"
            yield from _fields(f"{key}.", old.get(key), new[key]) if key in new else ()
    yield from _fields("", was.question, now.question)
    yield from _fields("caller.", was.question.caller, now.question.caller)
    for name in ("city", "country", "brands", "assumed", "precedents", "decisions"):
        if getattr(was, name) != getattr(now, name):
            yield f"{name}={test_read_as_before.shown(getattr(now, name))}"
    for part in ("client", "group"):
        old, new = getattr(was.identity, part), getattr(now.identity, part)
        if (old and old.id) != (new and new.id):
            yield f"{part} {new.id if new else 'nobody'}"
    if (was.identity.open, was.identity.brand) != (now.identity.open, now.identity.brand):
        yield f"open {now.identity.open} brand {now.identity.brand}"


def _fields(title: str, old: Any, new: Any) -> Iterator[str]:
    for name, value in as_dict(new).items():
        if name not in ("place", "caller") and value != (getattr(old, name) if old else None) and (old or value):
            yield f"{title}{name}={value}"


# --- what was ruled before -------------------------------------------------------------------------------------------
class Remembered:
    """A memory of the plainest kind: clients as they were given, and decisions on them."""

    def __init__(self, given: list[Given], decisions: list[Decision], book: Book) -> None:
        self.given, self.decided, self.tables = given, decisions, book

    def near(self, who: Sought, on: date) -> list[Given]:
        return [one for one in self.given if one.card is not None and one.day <= on]

    def meant(
        self, who: Sought, heard: Callable[[], ParsedCaller], on: date, book: Book, directory: Directory
    ) -> list[Given]:
        return in_question(self.near(who, on), who, heard, book, directory)

    def of_groups(self, groups: Collection[str], on: date) -> list[Given]:
        cards = [(one, one.card or self.tables.clients[one.client_id]) for one in self.given if one.day <= on]
        return [one for one, card in cards if card.group in groups]

    def of_clients(self, ids: Collection[str], on: date) -> list[Given]:
        return [one for one in self.given if one.client_id in ids and one.day <= on]

    def decisions(self, ids: Collection[str], groups: Collection[str], on: date) -> tuple[Decision, ...]:
        return tuple(one for one in self.decided if one.client in ids or one.group in groups)

    def patterns(self, facts: str, on: date) -> tuple[Decision, ...]:
        return ()

    def precedents(self, question: Question, match: Match) -> tuple[Precedent, ...]:
        return ()

    def book(self, book: Book, directory: Directory, on: date) -> Book:
        return book


def a_past(chance: random.Random, names: list[str], tables: list[str]) -> tuple[list[Given], list[str]]:
    """Some clients as they were given, new ones and such as the tables have, and each in words."""
    given, said = [], list[str]()
    for seq in range(1, chance.randrange(2, 7)):
        card = Client(
            f"new:{chance.randrange(4)}", chance.choice(names), group=chance.choice(("", "", "granit", "delta")),
            inn=chance.choice(("", "", "", "7708503727", "7707083893")), city=chance.choice(("", "", "Тула", "Омск")),
            aliases=chance.choice(((), (), ("Лютик",))), owner="a",
        )  # fmt: skip
        new, day = chance.random() < 0.7, DAY + timedelta(chance.choice((-9, -1, 0, 1)))
        own, owner, decided = card.id if new else chance.choice(tables), chance.choice("abc"), chance.random() < 0.3
        given.append(Given(own, owner, seq, day, card if new else None, decided))
        of_card = f" {card.name} {card.group} {card.city} {card.inn} {' '.join(card.aliases)}" if new else ""
        said.append(f"{own}{of_card} {owner}{'!' * decided} {day.day}")
    return given, said


KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")  # the other layout


def remembered() -> Lines:
    """Who calls, and whose client that is, where clients were given before."""
    chance = random.Random("remembered")
    people = {m: Manager(m, m, active=m != "c") for m in "abc"}
    owned = {c.id: replace(c, owner=chance.choice(("", "a", "b", "c"))) for c in NAMESAKES.book.clients.values()}
    book = Book(people, NAMESAKES.book.groups, owned)
    directory, policy = build_directory(book), POLICIES[0]
    fresh = ["ООО «Лютик»", "Лютик Сервис", "ИП Пион А. В.", "Василёк № 7", "Vasilek", "ТД Лютик", "Лютик Омск"]
    names = [*fresh * 5, *(text for card in owned.values() for text in (card.name, *card.aliases))]
    for number in range(220):
        given, said = a_past(chance, names, [*owned])
        one = given[0]
        decisions = [Decision(9, DAY, "b", "so", "Ольга", "client", one.client_id, "")] if chance.random() < 0.3 else []
        met = [each.card.name if each.card else owned[each.client_id].name for each in given]
        heard = chance.choice((*met, *met, chance.choice(fresh), chance.choice(names)))
        name = chance.choice(
            (heard, heard, heard.split()[-1], f"{heard} Тула", heard.lower(), heard.lower().translate(KEYS))
        )
        caller = Caller(
            name, city=chance.choice(("", "", "Тула", "Омск")), inn=chance.choice((*[""] * 4, "7707083893"))
        )
        reply, client = chance.choice((*[""] * 9, "yes", "no", "new")), chance.choice(("", one.client_id))
        question = Question(caller, DAY, client_id="" if reply or one.day > DAY else client, reply=reply)
        asked = f"{number} {name} / {caller.city} {caller.inn} {question.client_id} {reply}".strip()
        with patch.object(memory, "SMALL", chance.choice((0, 0, 5_000))):
            past = Remembered(given, decisions, book)
            try:
                found = known(question, book, directory, past)
            except Refusal as refusal:
                yield asked, [told(*refusal.said)]
                continue
            ruling = rule_with(question, found, policy, past)
            beside = who_calls(caller, book, directory, past, DAY)
        match, was = found.match, {own: card.owner for own, card in owned.items()}
        changed = (f"{c.id}={c.owner}" for c in found.book.clients.values() if c.owner != was.get(c.id))
        yield (
            asked,
            [
                ", ".join(said),
                f"{match.status} {match.client_id} {match.group_id} {match.score:.3f}",
                told(*(each.text for each in match.evidence)),
                " ".join(f"{c.client_id or c.group_id}{'=' * c.tied}" for c in match.candidates),
                " ".join(changed),
                " ".join(f"decided of {one.client}" for one in found.decisions),
                f"{ruling.verdict} {ruling.owner} by {ruling.rule}",
                f"{beside.status} {beside.client_id or beside.group_id}",
            ],
        )


@pytest.mark.parametrize(
    ("said", "size", "meant"),
    [
        ("Лютик", 1, ["Лютик Юг"]),
        ("Лютик", 0, ["Лютик Юг", "Пион"]),  # of a small base all come into question
        ("лютик".translate(KEYS), 1, ["Лютик Юг"]),  # typed in the other layout
        ("гранит".translate(KEYS), 1, []),
        ("Астра", 1, []),
        ("Гранит", 1, []),
        ("Гранит Пион", 1, ["Пион"]),
    ],
)
def test_who_of_those_given_before_comes_into_question(said: str, size: int, meant: list[str]) -> None:
    """``size``: by how many labels too few the base is small: by one, or by none."""
    book = NAMESAKES.book
    near = [Given(f"new:{name}", "a", 1, DAY, Client(f"new:{name}", name)) for name in ("Лютик Юг", "Пион")]
    heard = parse_caller(Caller(said))
    with patch.object(memory, "SMALL", NAMESAKES.index.size + 1 - size):
        found = in_question(near, sought(heard, NAMESAKES), lambda: heard, book, NAMESAKES)
    assert [one.card.name for one in found if one.card] == meant


@pytest.mark.parametrize("said", ["Бобренок", "Бобренок / Тула"])
def test_what_was_given_of_each_who_may_be_meant_counts(said: str) -> None:
    """Of cards without a group, and the decisions on them; not of a card that is out of the question."""
    cards = {own: Client(own, "Бобренок", city=city) for own, city in (("c0", "Тула"), ("c1", "Омск"))}
    cards["z"] = Client("z", "Вертолина")
    book = Book({m: Manager(m, m) for m in "ab"}, {}, cards)
    given = [Given("c0", "b", 1, DAY), Given("c1", "a", 2, DAY), Given("z", "a", 3, DAY)]
    decided = [Decision(n, DAY, "a", "so", "Ольга", "client", own, "") for n, own in enumerate(cards, 4)]
    name, _, city = said.partition(" / ")
    past = Remembered(given, decided, book)
    found = known(Question(Caller(name, city=city), DAY), book, build_directory(book), past)
    assert found.match.status == ("ambiguous" if not city else "accept")
    assert {own: card.owner for own, card in found.book.clients.items()} == {"c0": "b", "c1": "a", "z": ""}
    assert [one.client for one in found.decisions] == ["c0", "c1"]


TABLES: dict[str, Callable[[], Lines]] = {
    "remembered": remembered,
    "rulings": ruled,
    "conditions": asked,
    "bounds": bounds,
    "changes": changed,
    "claims": claimed,
    "unread": unread,
    "settings": settled,
    "answers": answered,
    "questions": questioned,
}


@pytest.mark.parametrize("table", TABLES)
def test_each_line_is_as_before(table: str) -> None:
    as_before(table, TABLES[table]())


def test_a_trace_has_each_rule_once_and_in_order() -> None:
    """Also below decisions that bind no more, where an unknown was filled in every way."""
    seen = 0
    for number in range(100, 520):
        policy, facts = POLICIES[number % len(POLICIES)], drawn(number)
        trace = judge(policy, facts).trace
        rules = [step.rule for step in trace if step.rule != DECISION]
        assert rules == [rule.id for rule in policy.rules], number
        seen += len(rules) < len(trace) and trace[0].outcome == "failed" and any(step.note for step in trace)
    assert seen > 5


def test_no_table_is_left_over() -> None:
    modules = (
        test_as_before, test_meant_as_before, test_planned_as_before, test_policy_as_before, test_taken_back_as_before
    )  # fmt: skip
    drawn = (TABLES, *(module.TABLES for module in modules))
    tables = {*chain(*drawn), *(f"read-{kind}" for kind in test_read_as_before.SLOTS)}
    assert {path.stem for path in test_as_before.FOLDER.iterdir()} == tables
