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


NAMES = [text for card in DIRECTORY.book.clients.values() for text in (card.name[:-2], f"{card.name} {card.city}")]
MORE = ["Метсо Калуга", "vtncz ,jhl", "Метро Тверь", "Coca Cola", "Мется Квазибур", "из Газпрома"]


def test_most_scores_have_parts() -> None:
    told = [name for name in (*NAMES, *MORE) if score_parts(Caller(name), who_is(Caller(name), DIRECTORY), DIRECTORY)]
    assert len(told) > 0.9 * len((*NAMES, *MORE))
    assert set(MORE) <= set(told)


@pytest.mark.parametrize("name", [*NAMES, *MORE])
def test_the_parts_are_the_score(name: str) -> None:
    match = who_is(Caller(name), DIRECTORY)
    parts = score_parts(Caller(name), match, DIRECTORY)
    if not parts:
        return  # a name as it stands on file, or a number: no tree told the score
    assert probability(sum(part.log_odds for part in parts)) == pytest.approx(match.score, abs=1e-3)
    loud = [abs(part.log_odds) for part in parts[:-1]]
    assert loud == sorted(loud, reverse=True)


def test_who_is_like_nobody_has_no_parts() -> None:
    match = who_is(Caller("…"), DIRECTORY)
    assert score_parts(Caller("…"), match, DIRECTORY) == []


def test_sisters_are_told_behind_strangers() -> None:
    """The strangers stand first, as their lead counts; a stranger of no weight hides no sister."""
    match = who_is(Caller("Мется Калуга"), DIRECTORY)
    told = {candidate.client_id for candidate in match.candidates}
    assert {"metsa-board"} <= told
