"""The simulator of turns: the same seed, the same office; planted faults are measured; leadcli keeps its bounds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fairness.__main__ import kept, main
from benchmarks.fairness.measures import FAR, beginners, bound, first_calls, measured, off
from benchmarks.fairness.office_days import Given, Office
from benchmarks.fairness.rotations import (
    ROTATIONS,
    Balance,
    CalCom,
    ChatwootBalanced,
    ChatwootRoundRobin,
    LoadFirst,
    Odoo,
    Rotation,
)
from benchmarks.fairness.two_writers import faults_of
from benchmarks.fairness.world import Call, Person, World, make_world, unhindered
from leadcli.policy.balance import UNIT, Hand, shares, take_turn


def hand(name: str, clients: int = 5, weight: float = 1, order: int = 0) -> Hand:
    return Hand(name, clients, weight, 0, order or ord(name) - ord("a") + 1)


def office(people: Sequence[Person], days: Sequence[int], clients: int = 0) -> World:
    """So many calls for a turn each day; no client ever closes."""
    forever = 10_000
    return World(
        tuple(people),
        {person.name: (forever,) * clients for person in people},
        tuple((Call(forever),) * count for count in days),
    )


def person(name: str, **figures: object) -> Person:
    return Person(name, ord(name) - ord("a") + 1, **figures)  # type: ignore[arg-type]


def takers(world: World, rotation: Rotation) -> str:
    return "".join(turn.taker for turn in Office(world, rotation).live())


# --- offices --------------------------------------------------------------------------------------------------------
def test_the_same_seed_makes_the_same_office_and_all_begin_with_the_same_load() -> None:
    one, again, other = make_world(4, 200), make_world(4, 200), make_world(5, 200)
    assert one == again
    assert one != other
    loads = [len(one.start[x.name]) / x.weight for x in one.people if x.joins == 0]
    assert len(loads) == 10
    assert max(loads) - min(loads) <= 2  # rounded to whole clients


def test_an_office_has_all_that_a_rotation_has_to_bear() -> None:
    people = [x for seed in range(1, 6) for x in make_world(seed).people]
    calls = [call for day in make_world(3).days for call in day]
    assert any(x.leaves for x in people)
    assert any(x.joins for x in people)
    assert any(x.cap for x in people)
    assert any(x.daily for x in people)
    assert all(x.absences for x in people if (x.leaves or 1000) - x.joins > 300)
    assert {x.weight for x in people} >= {0.5, 2.0}
    assert any(call.own for call in calls)
    free = unhindered(make_world(3))
    assert not any(x.cap or x.daily for x in free.people)
    assert not any(call.own for day in free.days for call in day)


def test_an_office_counts_what_is_open_and_gives_a_leavers_clients_to_those_there() -> None:
    people = [person("a", leaves=2), person("b", absences=((0, 0),)), person("c", joins=2)]
    world = World(tuple(people), {"a": (3, 3, 9), "b": (1,)}, ((Call(9, "a"), Call(1)), (Call(5),), (), (), ()))
    lived = Office(world, LoadFirst())
    assert [(turn.day, turn.taker, [x.open_clients for x in turn.hands]) for turn in lived.live()] == [
        (0, "a", [4]),
        (1, "b", [4, 0]),  # the only client of b has closed, and the call of the day before
    ]
    assert lived.loads[2] == {"b": 3.0, "c": 2.0}  # a had four, of which b and c get two each
    assert lived.loads[4] == {"b": 2.0, "c": 1.0}


def test_calls_that_nobody_can_take_wait() -> None:
    world = office([person("a", daily=1), person("b", cap=1)], [3, 0, 2])
    found = measured(world, Balance())
    assert takers(world, Balance()) == "abaa"
    assert (found.turns, found.waiting, found.over_cap) == (4, 1 + 0 + 1, 0)


# --- others' rotations, by hand -------------------------------------------------------------------------------------
def test_chatwoot_goes_round_and_who_is_away_keeps_his_place() -> None:
    people = [person(x) for x in "abc"]
    assert takers(office(people, [7]), ChatwootRoundRobin()) == "abcabca"
    people[0] = person("a", absences=((0, 0),))
    assert takers(office(people, [3, 3]), ChatwootRoundRobin()) == "bcbacb"


def test_chatwoot_balanced_gives_to_the_fewest_open_whatever_the_weight() -> None:
    assert ChatwootBalanced().take(0, [hand("a", 6, 2), hand("b", 5, 0.5), hand("c", 5)]) == "b"


def test_odoo_gives_each_his_quota_and_then_calls_wait() -> None:
    world = office([person("a", weight=0.5), person("b", weight=1.5)], [5])
    assert takers(world, Odoo()) == "babb"
    assert measured(world, Odoo()).waiting == 1


def test_cal_com_follows_weights_and_calibrates_newcomers_and_who_was_away() -> None:
    assert takers(office([person("a", weight=2), person("b")], [6]), CalCom()) == "abaaba"
    newcomer = takers(office([person("a"), person("b"), person("c", joins=1)], [8, 6]), CalCom())
    assert sorted(newcomer[8:]) == list("aabbcc")  # credited with the four that each had: it gets no more than others
    away = takers(office([person("a"), person("b"), person("c", absences=((0, 0),))], [8, 6]), CalCom())
    assert sorted(away[8:]) == list("aabbcc")


def test_cal_com_begins_anew_each_month() -> None:
    rotation = CalCom()
    for person_of in (person("a"), person("b")):
        rotation.joined(person_of)
    assert [rotation.take(20, [hand("a")]) for _ in range(5)] == ["a"] * 5
    assert rotation.take(20, [hand("a"), hand("b")]) == "b"
    assert [rotation.take(21, [hand("a"), hand("b")]) for _ in range(4)] == ["a", "b", "a", "b"]


# --- measures -------------------------------------------------------------------------------------------------------
class Favourite:
    """All to one person."""

    title, keeps_caps = "favourite", False

    def joined(self, person: Person) -> None:
        pass

    def left(self, person: Person) -> None:
        pass

    def take(self, day: int, hands: Sequence[Hand]) -> str:
        return hands[-1].manager


def test_an_unfair_rotation_is_measured_as_such() -> None:
    people = [person("a"), person("b"), person("c", joins=1, cap=30)]
    found = measured(office(people, [10] * 5), Favourite())
    assert found.turns == 50
    assert found.off_weight == pytest.approx(40 - 30 / 3, abs=1e-3)  # c got 40, of 30 of which a third was his
    assert found.longest_run == 40
    assert found.long_runs == 2
    assert found.flooded == 1
    assert found.most_first == pytest.approx(40 / 10, abs=1e-3)
    assert found.over_cap == 10
    assert not kept(found)


def test_a_balance_is_what_was_owed_less_what_was_got() -> None:
    hands = (hand("a"), hand("b"))
    turns = [Given(0, "a", hands, False), Given(0, "a", hands, False), Given(0, "b", hands, False)]
    assert off(turns, [shares(hands)] * 3) == 1.0


@pytest.mark.parametrize(
    ("share", "longest"),
    [(100_000, 3), (500_000, 3), (500_001, 3), (600_000, 3), (666_667, 4), (750_000, 4), (800_000, 5)],
)
def test_how_long_a_run_may_be(share: int, longest: int) -> None:
    assert bound(share) == longest
    assert bound(UNIT) == float("inf")


def test_newcomers_and_returners_are_looked_at() -> None:
    people = (person("a"), person("b", joins=5), person("c", absences=((3, 20), (30, 31))))
    world = office(people, [2] * 60)
    assert [(x.name, day) for x, day in beginners(world)] == [("b", 5), ("c", 21)]
    turns = list(Office(world, Balance()).live())
    plain = [shares(turn.hands, boosted=False) for turn in turns]
    got, due = first_calls(turns, plain, people[1], 5) or (0, 0)
    assert due == pytest.approx(32 / 2 + 8 / 3, abs=0.01)  # two present for 16 days, then three
    assert abs(got - due) <= 3
    assert first_calls(turns, plain, people[1], 55) is None  # too few calls are left


# --- leadcli keeps its bounds ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(1, 41))
def test_in_made_up_offices_leadcli_keeps_all_bounds(seed: int) -> None:
    found = measured(make_world(seed, days=90, managers=2 + seed % 9), Balance())
    assert found.off_balance <= FAR
    assert found.longest_run <= 3
    assert (found.long_runs, found.flooded, found.starved, found.over_cap) == (0, 0, 0, 0)


def test_over_a_thousand_days_too() -> None:
    found = measured(make_world(9), Balance())
    assert found.turns > 1000
    assert kept(found)


@given(
    st.lists(st.sampled_from([0.5, 1, 1.25, 2]), min_size=2, max_size=4),
    st.lists(st.tuples(st.sets(st.integers(0, 3), min_size=1), st.lists(st.integers(0, 30), min_size=4, max_size=4))),
)
@settings(max_examples=200)
def test_up_to_four_managers_nobody_is_far_off_whoever_comes_and_goes(
    weights: list[float], calls: list[tuple[set[int], list[int]]]
) -> None:
    balances: dict[str, int] = {}
    for there, clients in calls:
        hands = [hand("abcd"[i], clients[i], weights[i]) for i in sorted(there) if i < len(weights)]
        if hands:
            balances = dict(take_turn(balances, hands).after)
            assert max(map(abs, balances.values())) <= FAR * UNIT


def test_where_caps_leave_no_choice_no_rotation_can_keep_the_bound() -> None:
    """Seven with room for one call each: who gets one is out, so the last was owed 1/7 + 1/6 + … + 1/2 before his."""
    for figures in ({"daily": 1}, {"cap": 6}):
        seven = office([person(x, **figures) for x in "abcdefg"], [6], clients=5)
        six = office([person(x, **figures) for x in "abcdef"], [5], clients=5)
        for make in ROTATIONS:
            if make().keeps_caps:
                assert measured(seven, make()).off_balance == pytest.approx(1.593, abs=1e-3)
                assert measured(six, make()).off_balance == pytest.approx(1.45, abs=1e-3)


def test_the_smallest_office_in_which_comings_and_goings_lead_beyond_the_bound() -> None:
    """Five of equal weights, eleven calls; found by trying all that equals can do; no four ever get there."""
    balances: dict[str, int] = {}
    for there in ("abcde", "bcde", "bcde", "bc", "ab", "de", "cd", "bc", "cde", "ce", "de"):
        balances = dict(take_turn(balances, [hand(name) for name in there]).after)
    assert balances["e"] / UNIT == pytest.approx(1.533, abs=1e-3)


# --- two writers ----------------------------------------------------------------------------------------------------
def entries(calls: int) -> list[dict[str, object]]:
    """A ledger as it should be: three managers, each call counted."""
    clients, balances = {"a": 2, "b": 5, "c": 5}, {}
    found = []
    for number in range(1, calls + 1):
        hands = [hand(name, clients[name]) for name in clients]
        turn = take_turn(balances, hands)
        figures = [
            {"manager": x.manager, "open_clients": x.open_clients, "weight": 1.0, "recent_assignments": 0,
             "order": x.order, "left_out": None}
            for x in hands
        ]  # fmt: skip
        found.append(
            {
                "id": number,
                "caller": f"n{number}",
                "manager": turn.manager,
                "how": "rotation",
                "ruling": {"shares": figures},
            }
        )
        balances = dict(turn.after)
        clients[turn.manager] += 1
    return found


def test_a_ledger_in_which_every_turn_was_given_once_has_no_fault() -> None:
    assert faults_of(entries(12), [f"n{n}" for n in range(1, 13)]) == []


def test_a_turn_given_twice_is_seen() -> None:
    """The second writer judged by what stood there before the first had written."""
    found = entries(6)
    found[3] = {**found[2], "id": 4, "caller": "n4"}
    faults = faults_of(found, [f"n{n}" for n in range(1, 7)])
    assert any("entry 4 does not count" in fault for fault in faults)
    assert any("entry 4 gives" in fault for fault in faults)
    assert faults_of(entries(5), ["n1", "n2", "n3", "n4", "n5", "n6"]) == ["1 calls are not in the ledger"]


# --- the command ----------------------------------------------------------------------------------------------------
def test_it_prints_its_tables_and_puts_them_into_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- fairness -->\nold\n<!-- end -->\nafter\n", encoding="utf-8")
    assert main(["--days", "60", "--managers", "4", "--worlds", "2", "--into", str(page)]) == 0
    printed, written = capsys.readouterr().out, page.read_text(encoding="utf-8")
    assert written == f"before\n<!-- fairness -->\n{printed.strip()}\n<!-- end -->\nafter\n"
    for make in ROTATIONS:
        assert printed.count(f"| {make().title} ") == 3
