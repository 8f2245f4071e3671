"""What policies that nobody wrote yet are read as, and offices nobody works in, each a line of a table.

See ``test_as_before``. Most of what is drawn is right; some of it is what people get wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from test_as_before import Lines, as_before, told
from test_read_as_before import shown

from leadcli.domain.book import Absence, Book, Group, Manager, Shift
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Facts, Identity
from leadcli.domain.places import Problem
from leadcli.domain.question import Question
from leadcli.fields.hours import read_hours
from leadcli.io.yaml_trees import read_yaml
from leadcli.policy import decisions
from leadcli.policy.cover import cover, deputies
from leadcli.policy.owners import OWNERS, boosted, how_named
from leadcli.policy.policy import Joint, Policy, When, asks, read_policy
from leadcli.policy.presence import Away, away, out
from leadcli.policy.workload import EVERYBODY, PLAIN, Rota, full, left_out, next_turn, rota, unsure

# --- policies ---------------------------------------------------------------------------------------------------------
# Of each key what may stand there, in YAML's flow style; what is wrong comes last.
WORDS = ("Ждём {owner}", "{ru: Да, en: 'Yes, {client}'}", "{ru: Да}", "{eng: Yes}", "[да]", "{ru: [да]}", "'{'", "{x}")
TOP: dict[str, tuple[str, ...]] = {
    "policy": ("house", "''", "[a]"),
    "title": ("Дом", "{ru: Дом, en: House}", "'{owner}'", "{de: Haus}"),
    "about": ("Правила дома", "[да]"),
    "assume": ("{country: RU}", "{country: Finland}", "{}", "{country: Nowhere}", "{land: RU}", "RU"),
    "precedents": ("on", "'off'", "No", "maybe", "[on]"),
    "second_name": ("on", "'off'", "TRUE", "ja"),
    "window": ("90", "1", "0", "-5", "many", "''", "[9]"),
    "cover": ("taker", "[taker, 'team:север']", "nobody", "[]", "[[taker]]", "''", "{a: b}"),
    "examples": ("[]", "[{caller: Пион}]"),
    "rule": ("[]",),
}
RULE: dict[str, tuple[str, ...]] = {
    "id": ("a", "b-2", "own-card", "a", "B", "a--b", "''", "[a]"),
    "title": ("Свой", "{ru: Свой, en: Own}", "'{caller}'"),
    "when": (
        "always", "[group_served, same_name]", "{all: [group_served, {not: same_name}]}", "{client_idle: 90}",
        "{any: [{caller_country: FI}, {group_ownership: each_own}]}", "{not: {any: [always, client_served]}}",
        "{always: }", "[{all: [call_taken]}, {not: {not: always}}]",
        "{client_idle: 0}", "{client_idle: }", "client_idle", "{always: 1}", "{always: [1]}", "{client_idle: [9]}",
        "{group_ownership: each_onw}", "alwais", "{anny: [always]}", "{all: always}", "{all: []}", "{}", "[]",
        "{always: , call_taken: }", "{not: alwais}", "{all: [always, alwais]}", "{caller_country: Narnia}", "''",
    ),
    "owner": (
        "taker", "[client_owner, heir, least_loaded]", "{round_robin: [Ирина, Дима]}", "{least_loaded: 'team:север'}",
        "[taker, {round_robin: Дима}]", "takers", "[]", "''", "{taker: Дима}", "{round_robin: []}",
        "{round_robin: ['']}", "{round_robin: [[Дима]]}", "{least_loadedd: Дима}", "{round_robin: a, taker: b}",
        "{round_robin: {a: b}}", "[[taker]]", "{round_robin: [Дима, '']}",
    ),
    "cover": ("deputies", "[deputies, least_loaded]", "[]", "[taker, '']"),
    "manager": WORDS,
    "client": WORDS,
    "owners": ("taker",),
}  # fmt: skip
NEEDED = ("id", "when", "owner")
WRONG = 0.08  # how often one of the last is drawn


def entries(chance: random.Random, keys: dict[str, tuple[str, ...]], needed: tuple[str, ...] = ()) -> list[str]:
    """Some keys with what stands there; the first ones are likelier."""
    drawn = []
    for key, ways in keys.items():
        if chance.random() < (0.97 if key in needed else 0.04 if key in ("rule", "owners") else 0.4):
            good = ways if chance.random() < WRONG else ways[: max(1, len(ways) // 3)]
            drawn.append(f"{key}: {chance.choice(good)}")
    return drawn


def a_policy(chance: random.Random) -> str:
    rules = [entries(chance, RULE, NEEDED) for _ in range(chance.choice((1, 1, 2, 3)))]
    listed = ["  - " + "\n    ".join(rule or ["a"]) for rule in rules]
    whole = chance.choice(("", "rules: []", "rules:", "rules: some", "rules: {a: b}")) if chance.random() < 0.06 else ""
    return "\n".join([*entries(chance, TOP), whole or "\n".join(["rules:", *listed])])


def conditions(when: When) -> str:
    """Conditions as they were understood, each with its place."""
    if isinstance(when, Joint):
        return f"{when.kind}@{when.place.column}({', '.join(map(conditions, when.parts))})"
    return f"{when.key}@{when.place.column}"


def policies() -> Lines:
    """What each text is read as: its rules, or what is wrong with it and where."""
    chance = random.Random("policies")
    for text in ("", "- a", "a: b", *(a_policy(chance) for _ in range(320))):
        tree, faults = read_yaml(text, "data/house.yaml")
        policy, problems = read_policy(tree, "data/house.yaml", "f")
        yield (
            " ⏎ ".join(text.splitlines()),
            [*map(a_problem, (*faults, *problems)), *(of_policy(policy) if policy else ())],
        )


def a_problem(one: Problem) -> str:
    near = f" ({one.nearest}?)" if one.nearest else ""
    return f"{one.code} {one.place.line}:{one.place.column}+{one.length}{near} {told(one.text, one.remedy)}"


def of_policy(policy: Policy) -> list[str]:
    country = f"{policy.country}@{policy.country_place.line}" if policy.country_place else ""
    own = [
        policy.id, country, f"window {policy.window}", "no precedents" if not policy.precedents else "",
        "second name" * policy.second_name, " ".join(policy.cover), shown([policy.title, policy.about]),
        "examples" if policy.examples else "", " ".join(ask.key for ask in asks(policy)),
    ]  # fmt: skip
    return own + [
        f"{rule.id}@{rule.place.line}: {conditions(rule.when)} -> {', '.join(rule.owner)}"
        f"{f' else {rule.cover}' if rule.cover else ''} {shown([rule.title, rule.manager, rule.client])}"
        for rule in policy.rules
    ]


# --- offices ----------------------------------------------------------------------------------------------------------
WED = date(2026, 11, 25)
HOURS = ("", "", "пн-пт 9-18", "ср 9-13, 14-18", "вт-сб 22-6", "ср 12-20", "пн 9-18")
MOMENTS = (
    "", "", "2026-11-25T03:00+03:00", "2026-11-25T08:59+03:00", "2026-11-25T09:00+03:00", "2026-11-25T13:00+03:00",
    "2026-11-25T18:00+03:00", "2026-11-25T22:00+03:00", "2026-11-25T05:59+03:00", "2026-11-25T06:00+03:00",
)  # fmt: skip
PEOPLE = "abcde"
TEAMS = ("север", "Юг")


def stated(chance: random.Random) -> tuple[Shift, ...]:
    return read_hours(chance.choice(HOURS)) or ()


def absences(chance: random.Random) -> tuple[Absence, ...]:
    """Some absences about the day, which may touch, lie apart, or have no end."""
    found = []
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2))):
        first = WED + timedelta(chance.choice((-9, -1, 0, 0, 1, 2, 5)))
        found.append(Absence(first, None if chance.random() < 0.1 else first + timedelta(chance.choice((0, 0, 2, 6)))))
    return tuple(found)


def a_manager(chance: random.Random, name: str) -> Manager:
    pick = chance.choice
    return Manager(
        name, f"М{name}", active=chance.random() > 0.12, left=pick((None, WED)), open_clients=pick((0, 0, 2, 3, 4, 6)),
        weight=pick((1, 1, 1, 2, 0.5, 0)), cap=pick((None, None, None, 3, 6)), cap_day=pick((None, None, None, 1, 2)),
        cap_week=pick((None, None, None, 2, 5)), recent_assignments=pick((0, 0, 1, None)), hours=stated(chance),
        absences=absences(chance), time_zone=pick(("", "", "Asia/Vladivostok", "Europe/Berlin")),
        holidays=pick(("", "", "", "RU")), teams=pick(((), ("север",), ("Юг",), TEAMS)), heir=pick(("", *PEOPLE)),
        cover=tuple(chance.sample((*PEOPLE, "team:север", "team:Юг", "x"), pick((0, 0, 1, 2)))),
        unread=pick((*[()] * 9, (("hours", "hours", "?"),), (("weight", "weight", "?"),), (("left", "left", "?"),))),
    )  # fmt: skip


def an_office(chance: random.Random) -> Facts:
    managers = {name: a_manager(chance, name) for name in PEOPLE[: chance.choice((1, 2, 3, 4, 5))]}
    balances = {
        name: {m: chance.choice((0, 0, 250_000, -250_000, 1)) for m in managers if chance.random() < 0.8}
        for name in ("least_loaded", "round_robin", "round_robin: team:север")
    }
    given = {m: (chance.randrange(3), chance.randrange(2, 6)) for m in managers if chance.random() < 0.5}
    unread = {"managers": 1} if any(m.unread for m in managers.values()) else {}
    group = Group("g", "Г", lead=chance.choice(("", *managers)))
    client = Client("c", "К", group="g", owner=chance.choice(("", *managers)), city="Тула", last_contact=WED)
    book = Book(managers, {"g": group}, {"c": client}, balances=balances, given=given, unread=unread)
    on = chance.choice((WED, WED, WED, date(2026, 11, 4), date(2026, 11, 28)))
    at = chance.choice(MOMENTS).replace("2026-11-25", on.isoformat())
    here = [m for m in managers if managers[m].active]
    taken = chance.choice(("", "", *here))
    absent = tuple(m for m in managers if m != taken and chance.random() < 0.1)
    return Facts(book, Question(Caller("К"), on, taken_by=taken, at=at, absent=absent), Identity(client, group, False))


def is_away(found: Away | None) -> str:
    return f"{found.kind} {told(found.why)} ({found.until})" if found else "there"


ROTAS = (EVERYBODY, PLAIN, Rota("round_robin: team:север", ("a", "c"), boosted=False))
WAYS = (*OWNERS, "round_robin: team:СЕВЕР", "least_loaded: Мb, team:Юг", "round_robin: Кто-то", "least_loaded: team:x")


def offices() -> Lines:
    """Who is there, who stands in, and whose turn it is, of offices that are drawn."""
    chance = random.Random("offices")
    for number in range(180):
        facts = an_office(chance)
        question, managers = facts.question, facts.book.managers
        people = [
            f"{m.id} {is_away(away(facts, m))} {is_away(out(m, question.on))} "
            f"{told(left_out(facts, m), full(facts, m), left_out(facts, m, True))} "
            f"by {' '.join(f'{who.id} {told(why)}' for who, why in deputies(facts, m))}"
            for m in managers.values()
        ]
        ways = chance.choice(((), ("nobody",), ("team:север", "b"), ("deputies", "nobody"), ("x", "least_loaded")))
        covers = [f"for {m}: {found.manager} {told(found.why)} {found.until} {told(found.absence)}"
                  for m in (*managers, "") if (found := cover(facts, m, ways))]  # fmt: skip
        turns = []
        for which in ROTAS:
            shares = rota(facts, which)
            doubt, turn = unsure(facts, which), next_turn(shares, which.boosted)
            figures = (
                f"{s.manager} {s.load:g} {s.share} {s.balance}{'' if s.left_out is None else '!'}" for s in shares
            )
            after = f"{turn.manager} {sorted(turn.after.items())}" if turn else "nobody"
            turns.append(f"{which.name}: {', '.join(figures)}: {after} {told(doubt)}")
        named = ((name, OWNERS[name].named(facts)) for name in WAYS)
        owners = [f"{name}->{one.owner} {told(one.why, one.ask)}" for name, one in named if one.owner or one.ask]
        said = f"{number} {question.on} {question.at} {question.taken_by} {' '.join(question.absent)} {' '.join(ways)}"
        yield said.strip(), [*people, *covers, *turns, *owners]


TABLES: dict[str, Callable[[], Lines]] = {"policies": policies, "offices": offices}


@pytest.mark.parametrize("table", TABLES)
def test_each_line_is_as_before(table: str) -> None:
    as_before(table, TABLES[table]())


@pytest.mark.parametrize(("weeks", "last"), [(1, 0), (2, 7), (57, 56 * 7), (58, None)])
def test_days_off_that_follow_each_other_are_looked_at_for_a_year(weeks: int, last: int | None) -> None:
    """Of who works on Wednesdays, and is absent on so many."""
    absent = tuple(Absence(day, day) for day in (WED + timedelta(7 * n) for n in range(weeks)))
    found = out(Manager("a", "А", hours=(Shift((2,), 540, 1080),), absences=absent), WED)
    assert found is not None
    assert found.until == (None if last is None else WED + timedelta(last))


@pytest.mark.parametrize(("days", "back"), [(399, 399), (400, None)])
def test_the_next_day_at_work_is_looked_for_so_far(days: int, back: int | None) -> None:
    """After hours: the day on which a manager is back, of those that he is not away."""
    hours = (Shift(tuple(range(7)), 540, 1080),)
    away_then = (Absence(WED + timedelta(1), WED + timedelta(days - 1)),)
    found = out(Manager("a", "А", hours=hours, absences=away_then), WED, f"{WED}T20:00")
    assert found is not None
    assert (found.kind, found.until) == ("hours", None if back is None else WED + timedelta(back - 1))


def test_a_rule_is_found_by_its_id() -> None:
    tree, _ = read_yaml("rules: [{id: a, when: always, owner: taker}, {id: b, when: always, owner: heir}]", "r.yaml")
    policy, _ = read_policy(tree, "r.yaml")
    assert policy is not None
    assert [policy.rule(name).owner for name in ("a", "b")] == [("taker",), ("heir",)]
    assert policy.rule(decisions.RULE.id) is decisions.RULE
    with pytest.raises(KeyError):
        policy.rule("c")


@pytest.mark.parametrize(
    ("word", "means"),
    [("on", True), ("off", False), ("yes", True), ("no", False), ("true", True), ("false", False), ("False", False),
     ("ON", True)],
)  # fmt: skip
def test_a_switch_is_on_or_off(word: str, means: bool) -> None:
    tree, _ = read_yaml(
        f"{{precedents: {word}, second_name: {word}, rules: [{{id: a, when: always, owner: taker}}]}}", "r.yaml"
    )
    policy, problems = read_policy(tree, "r.yaml")
    assert policy is not None, problems
    assert (policy.precedents, policy.second_name) == (means, means)


@pytest.mark.parametrize(("said", "days"), [("1", 1), ("30", 30), ("", 0), ("0", None), ("-1", None), ("1.5", None)])
def test_a_window_is_a_number_of_days_from_one_on(said: str, days: int | None) -> None:
    above = f"window: {said}\n" if said else ""
    tree, _ = read_yaml(f"{above}rules:\n- {{id: a, when: always, owner: taker}}\n", "r.yaml")
    policy, problems = read_policy(tree, "r.yaml")
    assert (policy and policy.window, [found.code for found in problems]) == (days, ["value-number"] * (days is None))


@pytest.mark.parametrize(
    ("way", "by_load", "how"),
    [
        ("least_loaded", True, "rotation"), ("round_robin", False, "rotation"), ("taker", True, "call"),
        ("round_robin: team:север", False, "rotation"), ("least_loaded: Дима", True, "rotation"),
        ("heir", True, "ownership"), ("gone", True, "ownership"),
    ],
)  # fmt: skip
def test_how_a_way_names(way: str, by_load: bool, how: str) -> None:
    assert (boosted(way), how_named(way)) == (by_load, how)


@pytest.mark.parametrize("way", ["gone", "taker: Дима", "gone: Дима", "round_robin "])
def test_a_way_that_is_none_is_refused(way: str) -> None:
    with pytest.raises(KeyError):
        OWNERS[way]
