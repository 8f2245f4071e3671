"""The cut-offs of a workspace, as ``leadcli calibrate`` writes them to matching.yaml."""

from __future__ import annotations

from pathlib import Path

from leadcli.domain.places import Problem
from leadcli.domain.problems import problem, shape
from leadcli.io.tables import read_tree
from leadcli.resolution import Cuts

CUTS = ("accept", "confirm", "near")  # its keys


def cuts_in(path: Path) -> tuple[Cuts, list[Problem]]:
    """The cut-offs that a file holds, and its problems; with one the defaults."""
    tree, problems, _ = read_tree(path, path.name)
    if problems or tree is None:
        return Cuts(), problems
    if tree.kind != "map":
        return Cuts(), [problem("yaml-shape", tree.place, expected=shape("map"), found=shape(tree.kind))]
    found: dict[str, float] = {}
    for name, node in tree.pairs:
        key = name.text
        if key not in CUTS:
            problems.append(problem("rule-key", name.place, key=key, choices=CUTS))
            continue
        try:
            found[key] = float(node.text)
        except ValueError:
            found[key] = -1.0
        if not 0.0 <= found[key] <= 1.0:
            problems.append(
                problem("value-number", node.place, column=key, expected="0-1", value=node.text, example="0.75")
            )
    return (Cuts(**found, calibrated="accept" in found) if not problems else Cuts()), problems
