"""A short run of the fuzzer, and that it finds what there is to find. LEADCLI_FUZZ and LEADCLI_SEED make it another."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fuzzer

INPUTS, SEED = (int(os.environ.get(name, own)) for name, own in (("LEADCLI_FUZZ", "150"), ("LEADCLI_SEED", "19")))


@pytest.mark.parametrize("forks", [0.0, pytest.param(0.3, marks=pytest.mark.skipif(os.name == "nt", reason="no fork"))])
def test_broken_files_and_words_end_in_sentences(forks: float) -> None:
    report = fuzzer.fuzz(INPUTS, seed=SEED, fast=0.6 - forks, forks=forks)
    assert sum(report.inputs.values()) == INPUTS
    assert report.finds == {}, "\n".join(found.told for found in report.finds.values())


def test_what_is_planted_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody foresaw, in reading rules."""
    from leadcli.policy import policy

    def planted(*_: object, **__: object) -> None:
        raise KeyError("planted")

    monkeypatch.setattr(policy, "read_policy", planted)
    monkeypatch.setattr("leadcli.workspace.opening.read_policy", planted)
    code, _, told = fuzzer._here(("policy", "show", "house"), Path(__file__).parent)
    assert (code, told.splitlines()[0].split()[0]) == (2, "KeyError")


def test_every_way_of_breaking_breaks() -> None:
    import random

    chance = random.Random(5)
    seed = b'{"a": [1, "x"], "b": {"c": null}}\n{"a": 2}\n'
    made = {fuzzer.broken(seed, b"other bytes", chance) for _ in range(300)}
    assert len(made) > 150
    assert len({fuzzer.broken(fuzzer.WRITERS[".xlsx"](fuzzer.ROWS), b"x", chance) for _ in range(20)}) > 15
