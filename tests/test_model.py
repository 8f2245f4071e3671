"""The learned model: its file, what it may never do, and the parts that its figures have in a score."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.resolution.comparison.figures import FIGURES
from leadcli.resolution.scoring.boosted_trees import log_odds, model, packed, probability, read_trees
from leadcli.resolution.scoring.competition import COMPETITION, competition

NAMES = (*FIGURES, *COMPETITION)
LAWS = {"city_agrees": 1, "support": 1, "number_conflict": -1, "city_conflict": -1, "place_conflict": -1,
        "form_conflict": -1, "other_digits": -1}  # fmt: skip
rows = st.lists(
    st.one_of(st.floats(-1, 1), st.sampled_from((0.0, 1.0)), st.integers(0, 40).map(float)),
    min_size=len(NAMES),
    max_size=len(NAMES),
)


def test_the_model_asks_the_figures_that_are_worked_out() -> None:
    assert model().names == NAMES
    assert set(model().figure) <= {-1, *range(len(NAMES))}


def test_the_copy_for_the_core_is_made_of_the_file_that_can_be_read() -> None:
    folder = files("leadcli.resolution.scoring")
    told = json.loads(folder.joinpath("model.json").read_text(encoding="utf-8"))
    assert folder.joinpath("model.bin").read_bytes() == packed(read_trees(told))


@settings(max_examples=60)
@given(rows)
def test_the_parts_of_the_figures_are_the_score(row: list[float]) -> None:
    trees = model()
    start = trees.base + sum(trees.value[root] for root in trees.roots)
    assert start + sum(trees.parts(row).values()) == pytest.approx(trees.log_odds(row), abs=1e-6)


@settings(max_examples=40)
@given(rows, st.sampled_from(sorted(LAWS)), st.floats(0, 2))
def test_what_speaks_for_a_candidate_never_lowers_its_score(row: list[float], name: str, more: float) -> None:
    place = NAMES.index(name)
    raised = [*row[:place], row[place] + more, *row[place + 1 :]]
    assert LAWS[name] * (model().log_odds(raised) - model().log_odds(row)) >= -1e-6


@given(st.floats(-20, 20))
def test_log_odds_and_probability_are_each_other_s_inverse(value: float) -> None:
    assert probability(log_odds(probability(value))) == pytest.approx(probability(value))


def test_sisters_do_not_compete() -> None:
    places = {name: place for place, name in enumerate(FIGURES)}
    sisters, strangers = ([[value] * len(FIGURES) for value in (0.9, 0.8, 0.3)] for _ in range(2))
    lead = competition(sisters, ["one", "one", "other"], places)
    alone = competition(strangers, ["one", "two", "other"], places)
    assert lead[1][0] == pytest.approx(0.5)  # over the stranger, not behind the sister
    assert alone[1][0] == pytest.approx(-0.1)
