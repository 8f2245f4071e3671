"""The figures that --explain names are the score: they sum up to its log-odds."""

from __future__ import annotations

import pytest
from conftest import ROOT

from leadcli.domain.company import Caller
from leadcli.resolution import who_is
from leadcli.resolution.scoring.boosted_trees import probability
from leadcli.resolution.scoring.score_parts import score_parts
from leadcli.workspace.opening import open_workspace

DIRECTORY = open_workspace(ROOT).directory


@pytest.mark.parametrize("name", ["Мется Борд", "Метро Тверь", "Coca Cola", "Газпром трансгаз Томск"])
def test_the_parts_are_the_score(name: str) -> None:
    match = who_is(Caller(name), DIRECTORY)
    parts = score_parts(Caller(name), match, DIRECTORY)
    assert round(probability(sum(part.log_odds for part in parts)), 2) == round(match.score, 2)
    loud = [abs(part.log_odds) for part in parts[:-1]]
    assert loud == sorted(loud, reverse=True)


def test_who_is_like_nobody_has_no_parts() -> None:
    match = who_is(Caller("…"), DIRECTORY)
    assert score_parts(Caller("…"), match, DIRECTORY) == []
