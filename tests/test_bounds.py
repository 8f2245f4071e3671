"""No dimension of a workspace alone makes the work grow as a square: calls are counted, not seconds.

The bounds in seconds, at their full sizes: ``python -m benchmarks.bounds``.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from conftest import ROOT, run_leadcli

sys.path.insert(0, str(ROOT))

from benchmarks.bounds import BOUNDS, workspace

MOST = 3.0  # times more work for what is twice as much; a square has 4
SMALL = {
    "claims": 8,
    "companies of a group that the ledger knows": 25,
    "owners of an export": 30,
    "rules, checked": 20,
    "rules, tested": 50,
    "examples": 30,
    "examples, tested": 40,
    "columns": 20,
    "columns, asked": 20,
    "letters of the caller, one word": 2_000,
}
ROUGH = 100  # of most


def work(name: str, n: int, team: Path) -> int:
    """The calls, of Python and of C, that a command makes."""
    bound = BOUNDS[name]
    workspace(team, bound, n)
    count = 0

    def counted(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        ran = run_leadcli(*bound.call(n), folder=team, language="en")
    finally:
        sys.setprofile(None)
        gc.collect()
    assert ran.code in (0, 1, 2), ran.err
    assert "is not prepared for" not in ran.err
    assert "nested too deeply" not in ran.err
    return count


@pytest.mark.parametrize("name", BOUNDS)
def test_twice_as_much_is_twice_the_work(name: str, tmp_path: Path) -> None:
    n = SMALL.get(name, ROUGH)
    work(name, n, tmp_path / "first")  # what is imported and learned once
    first, second, third = (work(name, size, tmp_path / str(size)) for size in (n, 2 * n, 4 * n))
    # What does not depend on the size is in all three.
    more, yet_more = second - first, third - second
    assert yet_more <= MOST * max(more, first // 2) + 10_000, (
        f"{name}: {first}, {second}, {third} calls for {n}, {2 * n}, {4 * n}"
    )
