"""How alike words are: a distance against the plainest way to work it out, and bounds as tables of cases."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest

from leadcli.names.lexemes import word_of
from leadcli.resolution.comparison.alignment import alike_together, word_likeness
from leadcli.resolution.comparison.spelling import are_two_names, distance

NEAR = {"ae", "ea", "dt", "td"}  # of the letters below, those that are half an edit apart
SHORT = ["".join(letters) for size in range(4) for letters in product("aedt", repeat=size)]
PAIRS = [(one, other) for one in SHORT for other in (*SHORT[::5], one[::-1], one[1:] + one[:1])]


@cache
def plainly(a: str, b: str) -> float:
    """An edit is a letter more, less or another, or two neighbours that changed places."""
    if not a or not b:
        return float(len(a) + len(b))
    other = 0.0 if a[-1] == b[-1] else 0.5 if a[-1] + b[-1] in NEAR else 1.0
    ways = [plainly(a[:-1], b) + 1, plainly(a, b[:-1]) + 1, plainly(a[:-1], b[:-1]) + other]
    if a[-2:] == b[-2:][::-1] and len(a) > 1 and a[-1] != a[-2]:
        ways.append(plainly(a[:-2], b[:-2]) + 1)
    return min(ways)


@pytest.mark.parametrize("limit", [0.0, 0.5, 1.0, 1.5, 9.0])
def test_a_distance_is_what_the_cheapest_edits_cost(limit: float) -> None:
    for one, other in PAIRS:
        found, least = distance(one, other, limit), plainly(one, other)
        assert found == least if least <= limit else found > limit, (one, other)


@pytest.mark.parametrize(
    ("one", "run", "alike"),
    [
        ("химмаш", "хим маш", 1.0),
        ("югад", "юг ад", 0.0),  # of five letters at least
        ("югада", "юг ада", 1.0),
        ("вагоностроительны", "вагоно строительных", 0.9412),  # a letter more, of 17
        ("вагоностроитель", "вагоно строительны", 0.0),
        ("метсакалугакартонбумага", "метсо калуга картон бумага", 0.9773),  # half an edit
        ("метсакалугакартонбумагаюг", "метсо калуга картон бумага", 0.0),  # two letters more
        ("югадо", "юг ада", 0.0),  # half an edit of five letters is much
    ],
)
def test_a_word_is_like_several_written_together(one: str, run: str, alike: float) -> None:
    assert round(alike_together(one, tuple(run.split())), 4) == alike


@pytest.mark.parametrize(
    ("said", "filed", "two"),
    [
        ("эва", "ева", True),  # short ones are the same letter for letter
        ("эра", "ера", True),
        ("эванс", "еванс", False),
        ("эва", "eva", False),  # in two scripts no letter can be another
        ("эва", "эва", False),
        ("анна", "ана", False),  # doubled letters and dots are no other letters
        ("ева", "ёва", False),
    ],
)
def test_short_words_that_fold_to_one_may_be_two_names(said: str, filed: str, two: bool) -> None:
    assert are_two_names(said, filed) is two
    assert are_two_names(filed, said) is two


@pytest.mark.parametrize(
    ("one", "other", "kinds", "alike"),
    [
        ("заря", "заря", "core core", (1.0, "same")),
        ("мтс", "mts", "core core", (1.0, "script")),
        ("эра", "ера", "core core", (1.0, "writing")),
        ("7", "8", "number number", (0.0, "spelling")),
        ("7", "семь", "number core", (0.0, "spelling")),
        ("з", "заря", "core core", (0.97, "initial")),
        ("заря", "з", "core core", (0.97, "initial")),
        ("з", "заря", "core weak", (0.0, "spelling")),
        ("з", "восток", "core core", (0.0, "spelling")),
        ("ромашки", "ромашка", "core core", (0.97, "ending")),
        ("нижегородский", "белгородский", "core core", (0.0, "place")),
        ("нижегородский", "нижегородская", "core core", (0.97, "ending")),
    ],
)
def test_in_what_way_two_words_are_one(one: str, other: str, kinds: str, alike: tuple[float, str]) -> None:
    ours, theirs = kinds.split()
    found, how = word_likeness(word_of(one, ours, 0), word_of(other, theirs, 0))  # type: ignore[arg-type]
    assert (round(found, 2), how) == alike
