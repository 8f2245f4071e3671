"""Fits leadcli/resolution/scoring/model.json: what the figures of a pair tell of who calls.

    python scripts/fit_matching.py FOLDER[@WEIGHT[,OF_GENERATED]] … [--generated 4000] [--seed 1] [--of-trees 1] [--write]

A FOLDER holds labelled callers as `benchmarks.recognition` reads them, a directory and its callers; callers generated
over each directory are fitted on too, by a seed; another is that of the trees. Every candidate of every caller is a row: of the right family or not. The trees
are LightGBM's (MIT; extra `bench`), kept monotone where a law is known (MONOTONE): what speaks for a candidate never
lowers its score. Without --write it prints what models say of the organisations that they were not fitted on.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from benchmarks.recognition import markdown, overall
from benchmarks.recognition_measures import Answer
from benchmarks.recognition_sets import Case, Source, fold_of, read_sources
from leadcli.domain.company import Caller
from leadcli.resolution.blocking.candidates import candidates
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.comparison.figures import FIGURES
from leadcli.resolution.directory.directory import Directory, build_directory
from leadcli.resolution.directory.labels import family_of
from leadcli.resolution.scoring.boosted_trees import Trees, packed, probability, read_trees
from leadcli.resolution.scoring.competition import COMPETITION
from leadcli.resolution.scoring.shortlist import labels_with_figures
from leadcli.workspace.opening import open_workspace

OUT = Path(__file__).parent.parent / "leadcli" / "resolution" / "scoring" / "model.json"
NAMES = (*FIGURES, *COMPETITION)
TREES, LEAVES, RATE, LEAST_ROWS, DIGITS = 240, 24, 0.08, 40, 6
FOLDS = 4
# Generated callers whose truth may be another company: what to say of them is a law, not to be learned.
ARGUABLE = ("unknown_near", "whole name and word", "place added", "own city")
MONOTONE: Mapping[str, int] = {
    **dict.fromkeys(("city_agrees", "support"), 1),
    **dict.fromkeys(("number_conflict", "city_conflict", "place_conflict", "form_conflict", "other_digits"), -1),
}
# Figures that tell by their lead alone: whoever hears a name writes some letter otherwise, of whomever it is.
BY_LEAD_ALONE = ("exact_said", "exact_kept")
PARAMETERS: Mapping[str, Any] = {
    "objective": "binary", "num_leaves": LEAVES, "learning_rate": RATE, "min_data_in_leaf": LEAST_ROWS,
    "lambda_l2": 2.0, "feature_fraction": 0.35, "bagging_fraction": 0.8, "bagging_freq": 1, "max_bin": 127,
    "monotone_constraints": [MONOTONE.get(name, 0) for name in NAMES], "verbose": -1, "deterministic": True,
}  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """The candidates of some callers: their figures, whether right, whose they are (a place in ``cases``), and ids."""

    cases: tuple[Case, ...]
    figures: np.ndarray
    right: np.ndarray
    whose: np.ndarray
    named: tuple[tuple[str, str], ...]


@cache
def directory_of(workspace: Path) -> Directory:
    """The directory of a workspace, as no model has told its cut-offs."""
    book = open_workspace(workspace).book
    assert book is not None, "the workspace of a source is whole"
    return build_directory(book)


def is_learned(case: Case) -> bool:
    """Whether a case tells which candidate is right: not where several are, or where a number decides."""
    several = case.expect == "ask" and not case.truth and "ambiguous" in case.kinds
    arguable = case.kinds[0].startswith(ARGUABLE)
    return not several and not arguable and not {"inn", "phone", "email", "website"} & set(case.fields)


def compared(source: Source, case: Case) -> Iterator[tuple[list[float], bool, tuple[str, str]]]:
    """The candidates of a caller: figures, whether of the right family, and the ids."""
    directory = directory_of(source.workspace)
    book = directory.book
    told = {name: value for name, value in case.fields.items() if name in ("city", "country")}
    heard = parse_caller(Caller(name=case.caller, **told))
    likely = candidates(directory, heard.name, heard.city)
    right = set()
    for one in (case.truth, *case.also) if case.truth else ():
        if one in book.clients:
            right.add(family_of(book, book.clients[one]))
        elif one in book.groups:
            right.add(f"group:{book.root(one).id}")
    for label, row in labels_with_figures(heard.name, likely, heard, directory):
        yield list(row), label.family in right, (label.client_id, label.group_id)


def _part(task: tuple[Source, Sequence[Case]]) -> list[list[tuple[list[float], bool, tuple[str, str]]]]:
    source, cases = task
    return [list(compared(source, case)) for case in cases]


def rows_of(source: Source, pool: Any) -> Rows:
    """The rows of a source."""
    cases = tuple(case for case in source.cases if is_learned(case))
    parts = [cases[start : start + 200] for start in range(0, len(cases), 200)]
    told = [case for part in pool.imap(_part, [(source, part) for part in parts]) for case in part]
    whose = [place for place, case in enumerate(told) for _ in case]
    flat = [row for case in told for row in case]
    figures = np.array([row[0] for row in flat]).reshape(len(flat), len(NAMES))
    return Rows(
        cases, figures, np.array([row[1] for row in flat], dtype=float), np.array(whose), tuple(r[2] for r in flat)
    )


def fit(sources: Sequence[tuple[Rows, float]], seed: int) -> dict[str, Any]:
    """The model of some rows, each source with its weight, as model.json has it."""
    figures = np.vstack([rows.figures for rows, _ in sources])
    figures[:, [NAMES.index(name) for name in BY_LEAD_ALONE]] = 0.0  # a figure that is always the same splits no tree
    right = np.concatenate([rows.right for rows, _ in sources])
    weights = np.concatenate([np.full(len(rows.right), weight) for rows, weight in sources])
    data = lightgbm.Dataset(figures, right, weight=weights, feature_name=list(NAMES))
    booster = lightgbm.train({**PARAMETERS, "seed": seed}, data, TREES)
    return {
        "figures": list(NAMES),
        "base": 0.0,
        "trees": [_tree(t["tree_structure"]) for t in booster.dump_model()["tree_info"]],
    }


def _tree(top: Mapping[str, Any]) -> list[list[float]]:
    """A tree as a list of nodes, the two below a node one after the other: see boosted_trees.read_trees."""
    nodes: list[list[float]] = [[]]
    waiting = [(top, 0)]
    while waiting:
        node, place = waiting.pop(0)
        if "leaf_value" in node:
            nodes[place] = [_short(node["leaf_value"])]
            continue
        first = len(nodes)
        nodes[place] = [node["split_feature"], _short(node["threshold"]), first, _short(node["internal_value"])]
        nodes += [[], []]
        waiting += [(node["left_child"], first), (node["right_child"], first + 1)]
    return nodes


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def scores(rows: Rows, trees: Trees) -> np.ndarray:
    """The probability of each row."""
    return np.array([probability(trees.log_odds(row)) for row in rows.figures.tolist()])


def answers(rows: Rows, found: np.ndarray, held: np.ndarray) -> dict[str, Answer]:
    """What plain scores say: the candidates in their order, without bands."""
    by: dict[int, list[tuple[float, str, str]]] = {}
    for place, whose, score in zip(np.flatnonzero(held), rows.whose[held], found[held], strict=True):
        by.setdefault(int(whose), []).append((float(score), *rows.named[place]))
    out = {
        case.id: Answer.of({"status": "none", "client_id": None, "group_id": None, "candidates": []})
        for case in rows.cases
    }
    for whose, ones in by.items():
        ones.sort(key=lambda one: -one[0])
        shown = [{"client_id": c, "group_id": g, "score": s} for s, c, g in ones[:5]]
        out[rows.cases[whose].id] = Answer.of(
            {"status": "none", "client_id": None, "group_id": None, "candidates": shown}
        )
    return out


def held_out(sources: Sequence[tuple[str, Rows, float]], seed: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What models say of organisations that they were not fitted on."""
    folds = {name: np.array([fold_of(case, FOLDS) for case in rows.cases])[rows.whose] for name, rows, _ in sources}
    found = {name: np.zeros(len(rows.right)) for name, rows, _ in sources}
    for fold in range(FOLDS):
        kept = []
        for name, rows, weight in sources:
            mask = folds[name] != fold
            kept.append((Rows(rows.cases, rows.figures[mask], rows.right[mask], rows.whose[mask], ()), weight))
        trees = read_trees(fit(kept, seed))
        for name, rows, _ in sources:
            mask = folds[name] == fold
            part = Rows(rows.cases, rows.figures[mask], rows.right[mask], rows.whose[mask], ())
            found[name][mask] = scores(part, trees)
    for name, rows, _ in sources:
        told = answers(rows, found[name], np.ones(len(rows.right), dtype=bool))
        yield overall(name, Source(name, Path(), rows.cases), told, with_status=False)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--rules", type=Path, default=Path("rules.yaml"))
    parser.add_argument("--generated", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--of-trees", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    sources: list[tuple[str, Rows, float]] = []
    with tempfile.TemporaryDirectory() as room:
        for number, text in enumerate(asked.folders):
            folder, _, weights = text.partition("@")
            weight, _, of_generated = weights.partition(",")
            own = Path(room) / str(number)
            for source in read_sources(Path(folder), own, asked.rules, asked.generated, asked.seed):
                own_weight = float((of_generated if source.name.endswith("generated") else weight) or 1.0)
                if not own_weight:
                    continue
                directory_of(source.workspace)  # once, before the processes part
                with multiprocessing.get_context("fork").Pool() as pool:
                    sources.append((source.name, rows_of(source, pool), own_weight))
    if not asked.write:
        print(markdown("Organisations that were not fitted on", list(held_out(sources, asked.of_trees))))
        return
    fitted = fit([(rows, weight) for _, rows, weight in sources], asked.of_trees)
    about = {
        "model": "log-odds = base + the sum of what the trees say; see boosted_trees.py",
        "figures": "comparison/figures.py, scoring/competition.py",
        "fitted_by": "scripts/fit_matching.py",
        "fitted_on": {name: len(rows.cases) for name, rows, _ in sources},
        "candidates": int(sum(len(rows.right) for _, rows, _ in sources)),
    }
    trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in fitted["trees"])
    head = json.dumps({"about": about, "figures": fitted["figures"], "base": fitted["base"]}, indent=1)
    OUT.write_text(f'{head[:-2]},\n "trees": [\n{trees}\n]}}\n', encoding="utf-8")
    OUT.with_suffix(".bin").write_bytes(packed(read_trees(fitted)))


if __name__ == "__main__":
    main()
