"""The search for the best ranking: held against every ranking there is."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.analysis.infer.ranking_search import alike, best, loose, score, settled

SIGNATURES = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.just(n),
        st.dictionaries(st.text("..+-?", min_size=n, max_size=n), st.integers(1, 9), min_size=1, max_size=12),
    )
)


def every(count: int) -> list[tuple[int, ...]]:
    return [order for size in range(count + 1) for order in permutations(range(count), size)]


@settings(max_examples=150, deadline=None)
@given(SIGNATURES)
def test_no_ranking_is_better(given_: tuple[int, dict[str, int]]) -> None:
    count, signatures = given_
    found = best(signatures, count)
    top = max(score(signatures, order).value for order in every(count))
    assert score(signatures, found).value == top
    assert len(found) == min(len(o) for o in every(count) if score(signatures, o).value == top)
    assert settled(signatures, found) == found
    assert best(dict(reversed(signatures.items())), count) == found


@settings(max_examples=100, deadline=None)
@given(SIGNATURES, st.randoms(use_true_random=False))
def test_exchanges_that_the_base_cannot_tell_are_all_found(given_: tuple[int, dict[str, int]], rng: object) -> None:
    count, signatures = given_
    order = list(range(count))
    rng.shuffle(order)  # type: ignore[attr-defined]
    found = {other for other, _ in loose(signatures, tuple(order))}
    for i in range(count - 1):
        other = (*order[:i], order[i + 1], order[i], *order[i + 2 :])
        assert (other in found) == alike(signatures, order, other)
    same = settled(signatures, tuple(order))
    assert alike(signatures, order, same)
    assert sorted(same) == sorted(order)


def test_what_holds_but_cannot_be_checked_shields_what_would_be_contradicted() -> None:
    signatures = {"?-": 3, ".+": 2}
    assert best(signatures, 2) == (0, 1)
    assert score(signatures, (0, 1)) == score(signatures, best(signatures, 2))
    assert score(signatures, (0, 1)).open == 3
