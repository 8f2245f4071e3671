"""Fits leadcli/resolution/scoring/coefficients.json: which signals speak for a candidate, and how loudly.

    python scripts/fit_matching.py WORKSPACE LABELLED[@WEIGHT] [WORKSPACE LABELLED[@WEIGHT] ...] [--write] [--folds]

A set counts as much as any other whatever its size, times its WEIGHT. LABELLED is JSON lines (id, caller, city, inn …, expect: {client_id, group_id, ambiguous_between}) or CSV (id, caller,
city, client_id, group_id, kind). Every candidate of every caller is a row: right or not. The logistic regression keeps
the sign that a signal is meant to have (projected gradient), so that the score is monotone and each coefficient can
be read. Prints the fit's log loss, and the loss on families that it was not fitted on (five folds).
Needs numpy, which leadcli itself does not.
"""

from __future__ import annotations

import csv
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from leadcli.cli.shared.caller_files import labelled as read_labelled
from leadcli.domain.company import Caller
from leadcli.names.scripts import other_layout
from leadcli.resolution.blocking.candidates import candidates
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.comparison.signals import SIGNALS
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.labels import Label, family_of
from leadcli.resolution.evaluation import answer, tally
from leadcli.resolution.scoring import logistic as model
from leadcli.resolution.scoring.logistic import coefficient_table
from leadcli.resolution.scoring.shortlist import score_all
from leadcli.workspace.opening import open_workspace

OUT = Path(__file__).parent.parent / "leadcli" / "resolution" / "scoring" / "coefficients.json"
FOR = {"caller_covered", "label_covered", "ngrams", "city_agrees", "support", "told"}  # may only add
FREE = {"acronym", "glued", "short"}  # may do either; all others may only take away
LEAST = {"remark": -3.0}  # a remark that nothing explains is a doubt, it refutes nothing
FOLDS = 5
RIDGE = 0.5


def labelled(path: Path) -> Iterator[dict[str, Any]]:
    """The labelled callers of a file, in one shape."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                expect = {"client_id": row["client_id"] or None, "group_id": row["group_id"] or None}
                yield {**row, "expect": expect}
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def rows(workspace: Path, file: Path) -> Iterator[tuple[str, list[float], float, float]]:
    """Fold key, signals, right or not, weight: one for each candidate of each caller."""
    opened = open_workspace(workspace)
    assert opened.book is not None, opened.errors[:1]
    directory = opened.directory
    keys = {
        client.id: {
            label.name.key for label in directory.labels if label.client_id == client.id and label.kind == "client"
        }
        for client in opened.book.clients.values()
    }
    by_key: dict[str, set[str]] = {}
    for client_id, own in keys.items():
        for key in own:
            by_key.setdefault(key, set()).add(client_id)
    for case in labelled(file):
        expect = case["expect"]
        given = {name: case.get(name) or "" for name in ("city", "inn", "phone", "email", "website")}
        if any(given[name] for name in ("inn", "phone", "email", "website")):
            continue  # an identifier decides
        heard = parse_caller(Caller(case["caller"], **given))
        found = score_all(heard.name, candidates(directory, heard.name, heard.city), heard, directory)
        swapped = other_layout(case["caller"])
        if not found and swapped:
            continue
        fits = right_ids(expect, by_key, keys)
        fold = expect["group_id"] or expect["client_id"] or case["caller"]
        verdicts = [(one, verdict(one.label, fits, expect, directory)) for one in found]
        judged = [(one, right) for one, right in verdicts if right is not None]
        for one, right in judged:
            weight = 1.0 / max(1, sum(r is right for _, r in judged))
            yield fold, [one.signals[name] for name in SIGNALS], float(right), weight


def right_ids(expect: dict[str, Any], by_key: dict[str, set[str]], keys: dict[str, set[str]]) -> set[str]:
    """The clients and groups that are right: those named, and cards that bear the very same name."""
    fits = set(expect.get("ambiguous_between") or ())
    fits |= {expect["client_id"] or expect["group_id"] or ""} - {""}
    for client_id in list(fits):
        for key in keys.get(client_id, ()):
            fits |= by_key.get(key, set())
    return fits


def verdict(label: Label, fits: set[str], expect: dict[str, Any], directory: Directory) -> bool | None:
    """Whether a label is right; None where it is neither (the group of the right card, a card of the right group)."""
    if (label.client_id or label.group_id) in fits:
        return True
    group = expect["group_id"]
    if group and label.group_id and directory.book.root(label.group_id).id == directory.book.root(group).id:
        return None
    if label.client_id and family_of(directory.book, directory.book.clients[label.client_id]) in fits:
        return None
    return False


def fit(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Coefficients, the intercept first, by projected gradient descent with a ridge."""
    design = np.hstack([np.ones((len(x), 1)), x])
    low = np.array([-np.inf] + [0.0 if n in FOR else LEAST.get(n, -np.inf) for n in SIGNALS])
    high = np.array([np.inf] + [np.inf if n in FOR | FREE else 0.0 for n in SIGNALS])
    found = np.zeros(design.shape[1])
    step = 4.0 / (np.linalg.norm(design * np.sqrt(w)[:, None], 2) ** 2 + RIDGE)
    momentum = found.copy()
    for turn in range(6000):
        chance = 1 / (1 + np.exp(-(design @ momentum)))
        slope = design.T @ (w * (chance - y)) + RIDGE * np.r_[0.0, momentum[1:]] * 0.1
        after = np.clip(momentum - step * slope, low, high)
        momentum = after + (turn / (turn + 3)) * (after - found)
        found = after
    return found


def loss(found: np.ndarray, x: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    """Weighted mean log loss."""
    chance = np.clip(1 / (1 + np.exp(-(found[0] + x @ found[1:]))), 1e-9, 1 - 1e-9)
    return float(-(w * (y * np.log(chance) + (1 - y) * np.log(1 - chance))).sum() / w.sum())


def held_out(workspace: Path, file: Path, fold: np.ndarray, x: np.ndarray, y: np.ndarray, w: np.ndarray) -> None:
    """The answers for the families of each fold, by coefficients fitted on the families of the others."""
    directory = open_workspace(workspace).directory
    cases = read_labelled(str(file))
    outcomes = []
    for k in range(FOLDS):
        found = fit(x[fold != k], y[fold != k], w[fold != k])
        table = {"intercept": float(found[0])} | dict(zip(SIGNALS, map(float, found[1:]), strict=True))
        model.coefficient_table = lambda table=table: table  # type: ignore[assignment]
        own = [c for c in cases if zlib.crc32((c.group_id or c.client_id or c.caller.name).encode()) % FOLDS == k]
        outcomes += answer(own, directory)
    whole = tally(outcomes)[-1]
    print(f"{FOLDS} folds over families: precision {whole.precision:.4f} recall {whole.recall:.4f} F1 {whole.f1:.4f}")


def main(arguments: list[str]) -> None:
    """The command line; see the module."""
    files = [a for a in arguments if not a.startswith("--")]
    made: list[tuple[str, list[float], float, float]] = []
    for i in range(0, len(files), 2):
        file, _, share = files[i + 1].partition("@")
        own = list(rows(Path(files[i]), Path(file)))
        scale = float(share or 1) * 1000 / sum(row[3] for row in own)
        made += [(key, x, y, w * scale) for key, x, y, w in own]
    fold = np.array([zlib.crc32(key.encode()) % FOLDS for key, *_ in made])
    x, y, w = (np.array([row[i] for row in made]) for i in (1, 2, 3))
    whole = fit(x, y, w)
    held = np.mean(
        [
            loss(fit(x[fold != k], y[fold != k], w[fold != k]), x[fold == k], y[fold == k], w[fold == k])
            for k in range(FOLDS)
        ]
    )
    table = {"intercept": round(float(whole[0]), 3)} | {
        n: round(float(c), 3) for n, c in zip(SIGNALS, whole[1:], strict=True)
    }
    now = np.array([coefficient_table()["intercept"], *(coefficient_table()[n] for n in SIGNALS)])
    print(
        f"{len(made)} candidates, log loss now {loss(now, x, y, w):.4f}, fitted {loss(whole, x, y, w):.4f}, on held-out families {held:.4f}"
    )
    for name, value in table.items():
        print(f"{value:8.3f}  {name}")
    if "--folds" in arguments:
        held_out(Path(files[0]), Path(files[1].partition("@")[0]), fold, x, y, w)
    if "--write" in arguments:
        about = {
            "model": "logistic regression; a score is 1 / (1 + e^-(intercept + sum of coefficient * signal))",
            "signals": "leadcli/resolution/comparison/signals.py",
            "fitted_by": "scripts/fit_matching.py",
            "fitted_on": [Path(file).name for file in files[1::2]],
            "candidates": len(made),
        }
        OUT.write_text(json.dumps({"about": about, "coefficients": table}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
