"""The fitter of ``benchmarks.recognition``: the model of leadcli fitted anew to some callers, and asked about others.

    python -m benchmarks.recognition FOLDER … --fitter benchmarks.recognition_fitter --leave-out sources folds kinds

The fit is that of ``scripts/fit_matching.py``. The answers are whole decisions, with the laws and the sure band as they
are shipped; only the trees are the fitted ones.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.recognition_measures import Answer
from benchmarks.recognition_sets import Case, Source
from leadcli.domain.company import Caller
from leadcli.resolution.decision.recognition import who_is
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.scoring import shortlist
from leadcli.resolution.scoring.boosted_trees import Trees, core_tables, read_trees
from leadcli.workspace.opening import open_workspace

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

WEIGHTS: Mapping[str, float] = {"bench": 5.0, "bench, generated": 0.4}  # as the shipped model was fitted
OF_GENERATED = 0.2  # the weight of callers generated over another directory
PART = 100  # callers that a process is given at a time

Compared = tuple[list[float], bool, tuple[str, str]]  # the figures of a candidate, whether it is right, its ids
_compared: dict[tuple[str, str], list[Compared]] = {}  # by source and case, as they are the same in every fit


def fit(training: Sequence[Source], seed: int) -> Trees:
    """The trees of the cases of some sources."""
    import fit_matching as fitting
    import numpy as np

    rows = []
    for source in training:
        cases = tuple(case for case in source.cases if fitting.is_learned(case))
        told = _candidates(source, cases)
        flat = [one for case in told for one in case]
        if not flat:
            continue
        whose = np.array([place for place, case in enumerate(told) for _ in case])
        figures = np.array([one[0] for one in flat])
        right = np.array([one[1] for one in flat], dtype=float)
        usual = OF_GENERATED if source.name.endswith("generated") else 1.0
        found = fitting.Rows(cases, figures, right, whose, tuple(one[2] for one in flat))
        rows.append((found, WEIGHTS.get(source.name, usual)))
    return read_trees(fitting.fit(rows, seed))


def answers(source: Source, model: Trees) -> dict[str, Answer]:
    """The decision about each case of a source, by its id."""
    directory(source.workspace)
    tables = core_tables(model)
    with patch.object(shortlist, "model", lambda: model), patch.object(shortlist, "for_core", lambda: tables):
        return dict(_in_parts(_ask, source, source.cases))


@cache
def directory(workspace: Path) -> Directory:
    """The directory of a workspace as it is shipped: with the cut-offs of its size."""
    found = open_workspace(workspace).directory
    assert found is not None, "the workspace of a source is whole"
    return found


def _candidates(source: Source, cases: Sequence[Case]) -> list[list[Compared]]:
    """The candidates of each case, compared once."""
    import fit_matching as fitting

    new = [case for case in cases if (source.name, case.id) not in _compared]
    if new:
        fitting.directory_of(source.workspace)  # once, before the processes part
        for case, told in zip(new, _in_parts(_compare, source, new), strict=True):
            _compared[source.name, case.id] = told
    return [_compared[source.name, case.id] for case in cases]


def _in_parts(work: Any, source: Source, cases: Sequence[Case]) -> list[Any]:
    parts = [(source, cases[start : start + PART]) for start in range(0, len(cases), PART)]
    if len(parts) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [one for part in parts for one in work(part)]
    with multiprocessing.get_context("fork").Pool() as pool:
        return [one for found in pool.imap(work, parts) for one in found]


def _compare(part: tuple[Source, Sequence[Case]]) -> list[list[Compared]]:
    import fit_matching as fitting

    return [list(fitting.compared(part[0], case)) for case in part[1]]


def _ask(part: tuple[Source, Sequence[Case]]) -> list[tuple[str, Answer]]:
    known, found = directory(part[0].workspace), []
    for case in part[1]:
        match = who_is(Caller(case.caller, **dict(case.fields)), known)
        shown = tuple((one.client_id, one.group_id, one.score) for one in match.candidates)
        found.append((case.id, Answer(match.status, match.client_id, match.group_id, shown)))
    return found
