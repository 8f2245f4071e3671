"""Whose turn it is: laws of shares and balances, and small cases that anybody can recompute by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leadcli.assignment.aside import OpenTurn
from leadcli.assignment.rotation import Turns
from leadcli.assignment.rows import Line
from leadcli.domain.book import Book, Manager
from leadcli.domain.messages import message
from leadcli.policy.balance import UNIT, Hand, shares, take_turn

Team = list[Hand]
HALF = Fraction(1, 2)


def team(*figures: tuple[int, float]) -> Team:
    """Managers a, b, c … by open clients and weight."""
    return [Hand("abcdefghijkl"[i], clients, weight, 0, i + 1) for i, (clients, weight) in enumerate(figures)]


WEIGHTS = st.sampled_from([0.1, 0.25, 0.3, 0.5, 0.75, 1, 1.25, 1.5, 2, 3])
TEAMS = st.lists(st.tuples(st.integers(0, 60), WEIGHTS), min_size=1, max_size=10).map(lambda x: team(*x))


def by_hand(hands: Team) -> dict[str, Fraction]:
    """The shares of the contract, written down once more in fractions."""
    weight = {hand.manager: Fraction(str(hand.weight)) for hand in hands}
    mean = sum(hand.open_clients for hand in hands) / sum(weight.values())
    part = {}
    for hand in hands:
        load = hand.open_clients / weight[hand.manager]
        boost = min(max(mean / load, Fraction(2, 3)), Fraction(3, 2)) if load else Fraction(3, 2)
        part[hand.manager] = weight[hand.manager] * boost
    share = {name: one / sum(part.values()) for name, one in part.items()}
    for name, one in list(share.items()):
        if one > HALF and weight[name] / sum(weight.values()) <= HALF:
            share = {other: HALF if other == name else x * HALF / (1 - one) for other, x in share.items()}
    return share


# --- small cases ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("hands", "expected"),
    [
        (team((5, 1)), [1_000_000]),
        (team((5, 1), (5, 1)), [500_000, 500_000]),
        (team((5, 1), (5, 1), (5, 1)), [333_334, 333_333, 333_333]),  # the part left over goes to the first listed
        (team((10, 2), (5, 1)), [666_667, 333_333]),  # equal loads: by weight, and above a half by weight alone
        (team((0, 1), (30, 1)), [500_000, 500_000]),  # 1.5 beside 0.667, but nobody is above a half
        (team((0, 1), (10, 1), (10, 1)), [500_000, 250_000, 250_000]),  # 1.5 beside 0.667 twice would be 0.529
        (team((0, 1), (0, 1), (9, 1), (9, 1)), [346_154, 346_154, 153_846, 153_846]),
    ],
)
def test_shares_of_small_teams(hands: Team, expected: list[int]) -> None:
    assert list(shares(hands).values()) == expected


def test_by_weight_alone_the_load_does_not_matter() -> None:
    assert shares(team((0, 1), (50, 3)), boosted=False) == {"a": 250_000, "b": 750_000}


def test_thirty_calls_of_equals_are_spread_one_by_one() -> None:
    balances: dict[str, int] = {}
    given_to = []
    hands = team(*[(7, 1)] * 5)
    for _ in range(30):
        turn = take_turn(balances, hands)
        given_to.append(turn.manager)
        balances = dict(turn.after)
    assert "".join(given_to) == "abcde" * 6
    assert set(balances.values()) == {0}


@pytest.mark.parametrize(
    ("hands", "balances", "taker"),
    [
        ([Hand("a", 9, 1, 0, 1), Hand("b", 9, 1, 0, 2)], {"b": 1}, "b"),  # the highest balance
        ([Hand("a", 9, 1, 0, 1), Hand("b", 8, 1, 9, 2)], {}, "b"),  # who has less gains more
        ([Hand("a", 9, 1, 0, 1), Hand("b", 4, 0.5, 9, 2)], {"a": -1, "b": 400_000}, "b"),
        ([Hand("a", 9, 1, 5, 1), Hand("b", 9, 1, 4, 2)], {}, "b"),  # the fewest recent assignments
        ([Hand("a", 9, 1, 5, 2), Hand("b", 9, 1, 5, 1)], {}, "b"),  # the published order
        ([Hand("a", 10, 1, 0, 1), Hand("b", 2, 0.2, 1, 2)], {"b": 666_666}, "a"),  # loads 10 and 10, exactly
    ],
)
def test_who_gets_the_call(hands: Team, balances: dict[str, int], taker: str) -> None:
    assert take_turn(balances, hands).manager == taker


def test_a_tie_goes_to_the_least_load() -> None:
    hands = [Hand("a", 9, 1, 0, 1), Hand("b", 8, 1, 9, 2)]
    assert take_turn({}, hands, boosted=False).manager == "b"


def test_who_is_absent_keeps_his_balance() -> None:
    turn = take_turn({"x": 700_000, "a": -700_000}, team((3, 1), (3, 1)))
    assert turn.before == {"x": 700_000, "a": -700_000, "b": 0}
    assert turn.manager == "b"
    assert turn.after == {"x": 700_000, "a": -200_000, "b": -500_000}


@pytest.mark.parametrize("hands", [[], team((1, 1), (1, 0)), team((1, -1))])
def test_a_call_that_nobody_can_take_is_refused(hands: Team) -> None:
    with pytest.raises(ValueError, match=r"nobody|weight"):
        take_turn({}, hands)


# --- laws -----------------------------------------------------------------------------------------------------------
@given(TEAMS)
@example(team((0, 0.1), (60, 0.1)))
def test_shares_are_the_contracts_formula_to_the_last_unit_and_sum_to_a_call(hands: Team) -> None:
    found, exact = shares(hands), by_hand(hands)
    assert sum(found.values()) == UNIT
    assert all(abs(found[name] - exact[name] * UNIT) < 1 for name in found)


@given(TEAMS, st.booleans())
def test_nobody_is_owed_more_than_half_unless_by_weight(hands: Team, boosted: bool) -> None:
    heavy = {h.manager for h in hands if 2 * h.weight > sum(x.weight for x in hands)}
    assert all(part <= UNIT // 2 or name in heavy for name, part in shares(hands, boosted).items())


@given(TEAMS)
def test_who_has_a_lower_load_is_never_owed_less_per_weight(hands: Team) -> None:
    owed = shares(hands)
    free = [h for h in hands if owed[h.manager] < UNIT // 2]
    per = {h.manager: owed[h.manager] / h.weight for h in free}
    for one in free:
        for other in free:
            if one.open_clients / one.weight < other.open_clients / other.weight:
                assert per[one.manager] >= per[other.manager] - 2 / min(one.weight, other.weight)
                assert per[one.manager] <= 2.25 * per[other.manager] + 4 / min(one.weight, other.weight)


BALANCES = st.dictionaries(st.sampled_from("abcdefghijxyz"), st.integers(-UNIT, UNIT), max_size=13)


@given(TEAMS, BALANCES, st.booleans())
def test_a_turn_gives_out_what_it_takes(hands: Team, balances: dict[str, int], boosted: bool) -> None:
    turn = take_turn(balances, hands, boosted)
    present = {h.manager for h in hands}
    assert sum(turn.after.values()) == sum(turn.before.values())
    assert turn.before == {name: balances.get(name, 0) for name in {*present, *balances}}
    for name in turn.after:
        change = turn.after[name] - turn.before[name]
        assert change == turn.shares.get(name, 0) - (UNIT if name == turn.manager else 0)
    assert turn.after[turn.manager] + UNIT == max(turn.before[x] + turn.shares[x] for x in present)


@given(TEAMS, BALANCES, st.randoms(use_true_random=False))
def test_the_order_of_a_mapping_or_a_list_does_not_matter(
    hands: Team, balances: dict[str, int], chance: object
) -> None:
    mixed, items = list(hands), list(balances.items())
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    chance.shuffle(items)  # type: ignore[attr-defined]
    assert take_turn(dict(items), mixed) == take_turn(balances, hands)


@given(st.integers(2, 10), st.integers(0, 40))
def test_but_the_published_order_does(count: int, clients: int) -> None:
    hands = team(*[(clients, 1)] * count)
    last_first = [Hand(h.manager, h.open_clients, h.weight, h.recent, count - h.order) for h in hands]
    assert take_turn({}, hands).manager == "a"
    assert take_turn({}, last_first).manager == "abcdefghij"[count - 1]


def harmonic(count: int) -> Fraction:
    return sum((Fraction(1, n) for n in range(1, count + 1)), Fraction())


@given(
    st.lists(WEIGHTS, min_size=1, max_size=8),
    st.lists(st.lists(st.integers(0, 50), min_size=8, max_size=8), max_size=40),
)
def test_while_all_are_there_nobody_is_further_off_than_the_theorem_says(
    weights: list[float], days: list[list[int]]
) -> None:
    """Whatever the loads do. After a turn the k highest average at most 1/(k + 1) above the k + 1 highest before.

    So nobody is above 1/2 + 1/3 + … + 1/n (1.45 of six, 1.93 of ten), and none below 1/n − 1.
    """
    count = len(weights)
    most, least = harmonic(count) - 1, Fraction(1, count) - 1
    balances: dict[str, int] = {}
    for clients in days:
        turn = take_turn(balances, team(*zip(clients, weights, strict=False)))
        balances = dict(turn.after)
        assert max(balances.values()) <= most * UNIT + count * 50
        assert min(balances.values()) >= least * UNIT - 1


@given(st.lists(WEIGHTS, min_size=1, max_size=8), st.integers(1, 300))
def test_loads_equal_each_gets_his_weight_within_one_and_a_half(weights: list[float], calls: int) -> None:
    balances: dict[str, int] = {}
    got = dict.fromkeys("abcdefgh"[: len(weights)], 0)
    for _ in range(calls):
        turn = take_turn(balances, team(*((0, weight) for weight in weights)))
        got[turn.manager] += 1
        balances = dict(turn.after)
    for name, weight in zip(got, weights, strict=True):
        assert abs(got[name] - calls * weight / sum(weights)) <= 1.5


# --- in a batch -----------------------------------------------------------------------------------------------------
@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=8))
@settings(max_examples=30)
def test_the_figures_of_a_batch_are_those_of_its_turns(steps: list[tuple[bool, bool]]) -> None:
    """Each turn that is counted and each client that moves shows in the next figures, and in nothing else."""
    book = Book({m: Manager(m, m, open_clients=3, recent_assignments=1, cap_day=9) for m in "abc"})
    turns = Turns(book)
    load, recent, given_ = (dict.fromkeys("abc", count) for count in (3, 1, 0))
    for counted, moves in steps:
        assert turns.figures(book).managers["a"].open_clients == load["a"]
        turned = turns.take("abc", "least_loaded", counted)
        assert turned is not None
        assert bool(turned.shares) is counted
        if counted:
            recent[turned.manager] += 1
            given_[turned.manager] += 1
        if moves:
            turns.moved("a", turned.manager)
            load["a"] -= 1
            load[turned.manager] += 1
        now = turns.figures(book)
        assert {m.id: m.open_clients for m in now.managers.values()} == load
        assert {m.id: m.recent_assignments for m in now.managers.values()} == recent
        assert {m: now.given[m] for m in "abc"} == {m: (count, count) for m, count in given_.items()}


# By weight alone: open clients, weight, recent assignments and balance of each; who is next, and why.
WHY: list[tuple[dict[str, tuple[int, float, int, int]], str, str]] = [
    ({"a": (4, 1, 0, 0), "b": (4, 1, 0, 1)}, "b", "owed the most"),
    ({"a": (4, 1, 0, 0), "b": (3, 1, 0, 0)}, "b", "the least loaded"),
    ({"a": (4, 1, 0, 500_000), "b": (6, 3, 9, 0)}, "b", "the least loaded"),  # 4 and 2 for each call
    ({"a": (4, 1, 0, 500_000), "b": (12, 3, 9, 0)}, "a", "the fewest recent"),
    ({"a": (4, 1, 3, 1), "b": (4, 1, 2, 0), "c": (5, 1, 0, 1)}, "b", "the fewest recent"),  # b has the unit left over
    ({"a": (4, 1, 2, 0), "b": (4, 1, 2, 0)}, "a", "first in the list"),
]


@pytest.mark.parametrize(("figures", "taker", "why"), WHY)
def test_why_it_is_somebody_s_turn(figures: dict[str, tuple[int, float, int, int]], taker: str, why: str) -> None:
    managers = {
        m: Manager(m, m, open_clients=clients, weight=weight, recent_assignments=recent)
        for m, (clients, weight, recent, _) in figures.items()
    }
    book = Book(managers, balances={"round_robin": {m: owed for m, (*_, owed) in figures.items()}})
    turned = Turns(book).take(managers, "round_robin")
    assert turned is not None
    assert (turned.manager, why in turned.why.text) == (taker, True), turned.why


# Caps of clients, of a day and of a week, and the clients and turns of each that there are; whether there is room.
CAPS: list[tuple[tuple[int | None, int | None, int | None], tuple[int, int, int], bool]] = [
    ((None, None, None), (99, 99, 99), True),
    ((5, None, None), (4, 9, 9), True), ((5, None, None), (5, 0, 0), False), ((0, None, None), (0, 0, 0), False),
    ((None, 5, None), (9, 4, 9), True), ((None, 5, None), (0, 5, 0), False),
    ((None, None, 5), (9, 9, 4), True), ((None, None, 5), (0, 0, 5), False), ((5, 5, 5), (4, 4, 4), True),
]  # fmt: skip


@pytest.mark.parametrize(("caps", "counts", "room"), CAPS)
def test_who_has_reached_a_cap_has_no_turn(
    caps: tuple[int | None, int | None, int | None], counts: tuple[int, int, int], room: bool
) -> None:
    full = Manager("a", "a", open_clients=counts[0], cap=caps[0], cap_day=caps[1], cap_week=caps[2])
    turns = Turns(Book({"a": full}, given={"a": counts[1:]}))
    assert (turns.take(["a"], "rotation") is not None) is room
    if room and any(cap is not None for cap in caps):
        turns.moved("", "a")
        assert turns.take(["a"], "rotation") is None


def test_the_figures_are_of_the_book_that_is_asked_for() -> None:
    """Whatever was asked for before; they are made anew only once they are others."""
    one, two = (Book({"a": Manager("a", name), "b": Manager("b", "b")}) for name in ("one", "two"))
    turns = Turns(one)
    for count in range(3):
        for book, name in ((one, "one"), (two, "two"), (one, "one")):
            found = turns.figures(book)
            assert turns.figures(book) is found
            assert (found.managers["a"].name, found.managers["a"].open_clients) == (name, count)
            assert found.managers["b"].open_clients == -count
        turns.moved("b", "a")
        turns.moved("a", "a")


def asked(new: str, otherwise: str) -> Line:
    return Line(
        1, "", "", "", "", new, "ask", "r", message("a"), 0.5, "confirm", "", "", ("a", "b"), otherwise=otherwise
    )


@pytest.mark.parametrize(
    ("others", "caps", "taken", "freed", "told"),
    [
        ("", {}, "", "", "a/d ab"),
        ("", {}, "a", "", "b/d ab"),
        ("", {}, "ab", "", "a/d ab"),
        ("b", {}, "", "", "a/d ab"),
        ("b", {}, "a", "", ""),  # it falls to one who comes into question otherwise
        ("", {"a": 1}, "a", "", "b/d b"),  # a cap is reached
        ("", {"a": 1, "b": 1}, "ab", "", ""),
        ("", {"c": 5}, "", "", "a/d ab"),
        ("", {"c": 5}, "", "c", ""),  # who was full when the ruling was made is not among its able
    ],
)
def test_a_ruling_stands_with_whose_turn_it_is_now(
    others: str, caps: dict[str, int], taken: str, freed: str, told: str
) -> None:
    team = {m: Manager(m, m, cap=caps.get(m), open_clients=5 if m == "c" else 0) for m in "abc"}
    turns = Turns(Book(team))
    for _ in taken:
        found = turns.take(("a", "b"), "least_loaded")
        assert found is not None
        turns.moved("", found.manager)
    if freed:
        turns.moved(freed, "")
    stood = turns.stood(asked("a", "d"), OpenTurn("a", ("a", "b"), "least_loaded", tuple(others)))
    assert (f"{stood.new}/{stood.otherwise} {''.join(stood.able)}" if stood else "") == told
    assert turns.stood(asked("a", "d"), None) is None
    assert turns.stood(asked("a", "d"), "always") == asked("a", "d")
