"""The score of a candidate: boosted regression trees over its figures. The model is a file that can be read.

Each tree asks a few questions of the figures (is this one at most that?) and adds what it has learned to the log-odds
that this is who calls. What a figure's questions changed on the way is that figure's part (path contributions, after
Saabas 2014): with the base the parts of all figures sum up to the score's log-odds exactly as the trees do.
"""

from __future__ import annotations

import json
import math
import struct
from array import array
from collections.abc import Mapping, Sequence
from functools import cache
from pkgutil import get_data
from typing import Any

from leadcli.domain.frozen import frozen

LEAF = -1
MOST = 40.0  # log-odds beyond which nothing changes
_NODE = struct.Struct("<dii")  # threshold, left, figure
_HEAD = struct.Struct("<dII")  # base, how many trees and nodes


@frozen
class Trees:
    """All nodes of all trees, one after another; ``roots`` are the places where trees begin.

    ``figure`` is the place of the figure that a node asks, or LEAF; up to ``threshold`` the way goes ``left``, else to
    the node after it. ``value``: what a leaf adds; of other nodes the mean of what lies below, for the parts.
    """

    names: tuple[str, ...]
    base: float
    roots: tuple[int, ...]
    figure: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    value: tuple[float, ...]

    def log_odds(self, row: Sequence[float]) -> float:
        """The log-odds of a candidate by its figures, in the order of ``names``."""
        figure, threshold, left, value = self.figure, self.threshold, self.left, self.value
        total = self.base
        for root in self.roots:
            node = root
            while (asked := figure[node]) >= 0:
                node = left[node] if row[asked] <= threshold[node] else left[node] + 1
            total += value[node]
        return total

    def parts(self, row: Sequence[float]) -> dict[str, float]:
        """What each figure adds to the log-odds, those that add nothing left out."""
        found: dict[str, float] = {}
        for root in self.roots:
            node = root
            while (asked := self.figure[node]) >= 0:
                below = self.left[node] if row[asked] <= self.threshold[node] else self.left[node] + 1
                name = self.names[asked]
                found[name] = found.get(name, 0.0) + self.value[below] - self.value[node]
                node = below
        return {name: part for name, part in found.items() if part}


def probability(log_odds: float) -> float:
    """The probability of log-odds: 1 / (1 + e^-x)."""
    return 1.0 / (1.0 + math.exp(-max(-MOST, min(MOST, log_odds))))


def log_odds(score: float) -> float:
    """The logarithm of score : (1 - score); bounded."""
    kept = min(max(score, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))


def read_trees(told: Mapping[str, Any]) -> Trees:
    """The model of what its file tells: each tree a list of nodes, [figure, threshold, left, mean] or [value]."""
    names = tuple(told["figures"])
    roots: list[int] = []
    figure: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    value: list[float] = []
    for tree in told["trees"]:
        first = len(figure)
        roots.append(first)
        for node in tree:
            inner = len(node) > 1
            figure.append(node[0] if inner else LEAF)
            threshold.append(node[1] if inner else 0.0)
            left.append(first + node[2] if inner else LEAF)
            value.append(node[-1])
    return Trees(
        names, told["base"], tuple(roots), tuple(figure), tuple(threshold), tuple(left), tuple(value)
    )  # fmt: skip


CoreTables = tuple[float, bytes, bytes, bytes, bytes]
NO_TREES: CoreTables = (0.0, b"", b"", b"", b"")


@cache
def for_core() -> CoreTables:
    """The model as the compiled core asks it: ``packed`` beside its file, as that takes 10 ms to be read."""
    data = get_data(__package__, "model.bin") or b""
    base, trees, nodes = _HEAD.unpack_from(data)
    found, at = [], _HEAD.size
    for size in (4 * trees, 4 * trees, _NODE.size * nodes, 8 * nodes):
        found.append(data[at : at + size])
        at += size
    roots, depths, asked, values = found
    return base, roots, depths, asked, values


def packed(trees: Trees) -> bytes:
    """A model as ``for_core`` reads it."""
    base, *tables = core_tables(trees)
    return _HEAD.pack(base, len(trees.roots), len(trees.figure)) + b"".join(tables)


def core_tables(trees: Trees) -> CoreTables:
    """A model for the core, which looks up nothing twice: base; roots and how deep the trees are; nodes; values.

    A leaf asks for the first figure whether it is more than all numbers, and leads to itself.
    """
    depth = [0] * len(trees.figure)
    for node, (asked, left) in enumerate(zip(trees.figure, trees.left, strict=True)):
        if asked != LEAF:
            assert node < left < len(depth) - 1, "children stand behind their parents"
            assert asked < len(trees.names), "a node asks a figure"
            depth[left] = depth[left + 1] = depth[node] + 1
    ends = (*trees.roots[1:], len(depth))
    deepest = [max(depth[root:end]) for root, end in zip(trees.roots, ends, strict=True)]
    nodes = [
        (math.inf, node, 0) if asked == LEAF else (threshold, left, asked)
        for node, (asked, threshold, left) in enumerate(zip(trees.figure, trees.threshold, trees.left, strict=True))
    ]
    return (
        trees.base,
        array("i", trees.roots).tobytes(),
        array("i", deepest).tobytes(),
        b"".join([_NODE.pack(*node) for node in nodes]),
        array("d", trees.value).tobytes(),
    )


@cache
def model() -> Trees:
    """The model that leadcli comes with; its file says what it was fitted on."""
    return read_trees(json.loads(get_data(__package__, "model.json") or b""))
