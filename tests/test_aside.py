"""What travels beside a judged row: it comes back as it was, and is told only where rows above may bear on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.assignment.aside import Aside, OpenTurn, as_text, from_text, match_of, match_text, matters, stands
from leadcli.domain.match import Candidate, Match, Status
from leadcli.domain.messages import message
from leadcli.domain.ruling import Branch, Judgment, Share
from leadcli.ledger.standing.known_clients import Told, ToldCard
from leadcli.resolution.blocking.index import Asked
from leadcli.resolution.directory.added_cards import Sought

FAMILY = {"c": "metso", "d": ""}
LARGE = {f"c{n}": "metso" for n in range(25)}
# Who calls, what becomes of the row, whether it is a card of its own; whether rows above may make it matter who calls.
MATTERS: list[tuple[Status, str, dict[str, str], str, bool, bool]] = [
    ("accept", "c", {}, "change", False, True),
    ("accept", "c", {}, "ask", True, True),
    ("accept", "c", {}, "keep", False, False),
    ("accept", "", {}, "change", False, False),
    ("accept", "c", FAMILY, "change", False, True),
    ("accept", "c", LARGE, "change", False, False),
    ("accept", "", LARGE, "change", False, False),
    ("none", "", {}, "change", False, False),
    ("confirm", "c", {}, "change", True, True),
    ("confirm", "", FAMILY, "change", True, True),
    ("confirm", "c", {}, "keep", False, True),
    ("confirm", "c", {}, "keep", True, False),
    ("ambiguous", "", {}, "keep", False, True),
    ("ambiguous", "", {}, "keep", True, False),
]


@pytest.mark.parametrize(("status", "client", "brands", "action", "own_card", "wanted"), MATTERS)
def test_who_calls_is_told_where_it_may_come_to_matter(
    status: Status, client: str, brands: dict[str, str], action: str, own_card: bool, wanted: bool
) -> None:
    assert matters(Match(status, client, brands=brands), action, own_card) is wanted


@pytest.mark.parametrize(("brands", "wanted"), [({}, True), (FAMILY, True), (LARGE, False)])
def test_which_group_calls_is_told_too(brands: dict[str, str], wanted: bool) -> None:
    assert matters(Match("accept", "", "metso", brands=brands), "change", False) is wanted
    assert not matters(Match("accept", "", "metso", brands=brands), "keep", False)


WORDS = st.sampled_from(("", "c", "Метсо\t\n", "d", "\ud800"))  # the last is half a letter
SHARES = st.sampled_from((0.0, 0.5, 0.875))
CANDIDATES = st.builds(Candidate, WORDS, WORDS, WORDS, SHARES, st.just(()), st.booleans())
MATCHES = st.builds(
    Match, st.sampled_from(("accept", "confirm", "ambiguous", "none")), WORDS, WORDS, SHARES, st.just(()),
    st.lists(CANDIDATES, max_size=3).map(tuple), st.sampled_from((None, True, False)),
    st.sampled_from((None, message("a"), message("{a} {b}", a="x", b=message("y")))), WORDS,
    st.dictionaries(WORDS, WORDS), WORDS, WORDS, st.sampled_from((None, message("z"))), st.booleans(),
)  # fmt: skip
NUMBERS = st.integers(0, 2**64 - 1)
READINGS = st.lists(
    st.builds(Asked, NUMBERS, st.just(0), st.lists(NUMBERS, max_size=2), st.lists(NUMBERS, max_size=2)), max_size=2
).map(tuple)
SAID = st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple)
TOLD = st.builds(
    Told, WORDS, st.lists(WORDS, max_size=2).map(tuple), WORDS, WORDS, WORDS, st.dictionaries(WORDS, WORDS)
)
ASIDES = st.builds(
    Aside, st.binary(min_size=16, max_size=16), WORDS.filter(lambda word: "\t" not in word),
    st.builds(Sought, WORDS, READINGS, SAID, st.booleans(), st.sampled_from((None, True, False)),
              st.none() | st.lists(NUMBERS, max_size=2).map(tuple)),
    st.sampled_from(("", "[1]\t")), st.sampled_from((None, "always", OpenTurn("c", ("c", "d"), "rota", ("e",)))),
    st.none() | st.builds(ToldCard, TOLD, st.lists(NUMBERS, max_size=2).map(tuple), st.binary(max_size=3)),
)  # fmt: skip


@given(MATCHES)
def test_a_match_comes_back_as_it_was(match: Match) -> None:
    assert match_of(match_text(match)) == match


@given(ASIDES)
def test_what_is_told_aside_comes_back_as_it_was(aside: Aside) -> None:
    text = as_text(aside)
    assert from_text(text, aside.who.text) == aside
    assert "\n" not in text


def turn(owner: str, named_by: str = "least_loaded", able: str = "ab", branches: tuple[Branch, ...] = ()) -> Judgment:
    """A judgment by which it is somebody's turn; ``c`` has reached a cap."""
    shares = [Share(m, 0, 1.0, 0.0, None, 0, 1, message("full") if m == "c" else None) for m in f"{able}c"]
    return Judgment("r", owner, (), shares=tuple(shares), named_by=named_by, turns=True, branches=branches)


def owned(owner: str) -> Judgment:
    return Judgment("r", owner, (), named_by="client_owner")


BY_WHAT_IS_UNKNOWN = (Branch(message("a city"), "a", "r"), Branch(message("another"), "a", "r"))
RESTS = {  # the judgments of which a ruling is made, who has the row; whose turn may be put in: able, others
    "on no turn": ([owned("a"), owned("b")], "", "always"),
    "on one": ([turn("a")], "", ("ab", "")),
    "on one beside owners": ([turn("a"), owned("d"), turn("a")], "e", ("ab", "de")),
    "on two of others": ([turn("a"), turn("a", able="abd")], "", None),
    "on two ways": ([turn("a"), turn("a", "round_robin")], "", None),
    "on one that falls to who comes into question otherwise": ([turn("a"), owned("a")], "", None),
    "on one that falls to who has the row": ([turn("a")], "a", None),
    "on one by what is not known": ([turn("a", branches=BY_WHAT_IS_UNKNOWN)], "", None),
    "on figures that name by something else": ([turn("a", "client_owner")], "", None),
    "on one, and on nobody": ([turn("a"), owned("")], "", None),
}


@pytest.mark.parametrize("case", RESTS)
def test_how_far_a_ruling_rests_on_whose_turn_it_is(case: str) -> None:
    judgments, old, told = RESTS[case]
    wanted = OpenTurn("a", tuple(told[0]), "least_loaded", tuple(told[1])) if isinstance(told, tuple) else told
    assert stands(judgments, old) == wanted
