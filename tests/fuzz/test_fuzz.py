"""A short run of the fuzzer, and that it finds what there is to find. LEADCLI_FUZZ and LEADCLI_SEED make it another."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import fuzzer
import targets

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


def test_what_does_not_end_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop without end, as a call and past the command line."""

    def endless(*_: object, **__: object) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzzer, "SLOW", 0.05)
    with monkeypatch.context() as patched:
        patched.setattr("leadcli.workspace.opening.read_policy", endless)
        assert fuzzer._here(("policy", "show", "house"), Path(__file__).parent)[2].startswith("TooLong")
    run = fuzzer.Run(5, files=["rules.yaml"])
    run.ask, run.weights = [targets.Target("loops", 1, lambda _: b"x", endless)], [1]
    run.fast()
    run.close()
    assert [find.file for find in run.report.finds.values()] == ["loops"]


@pytest.mark.skipif(os.name == "nt", reason="there is no fork")
@pytest.mark.parametrize("how", ["ends", "hangs"])
def test_what_ends_or_stops_the_process_is_found_and_kept(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the compiled core could: no handler of Python hears it."""

    def harmful(_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL if how == "ends" else signal.SIGSTOP)

    monkeypatch.setattr(fuzzer, "HANGS", 0.3)
    monkeypatch.setattr(fuzzer, "targets", lambda _: [targets.Target(how, 1, lambda _: b"the input", harmful)])
    given = argparse.Namespace(
        inputs=10, fast=1.0, forks=0.0, seconds=0.0, seed=1, keep=tmp_path, chunk=10, file=["rules.yaml"]
    )
    report = fuzzer.chunk(given, 0, 10, 0.0)
    assert report.inputs == {"in chunks that ended early": 1}
    assert [path.read_bytes() for path in tmp_path.glob("find-*.bin")] == [b"the input"]


def test_every_way_of_breaking_breaks() -> None:
    chance = random.Random(5)
    seed = b'{"a": [1, "x"], "b": {"c": null}}\n{"a": 2}\n'
    made = {fuzzer.broken(seed, b"other bytes", chance) for _ in range(300)}
    assert len(made) > 150
    assert len({fuzzer.broken(fuzzer.WRITERS[".xlsx"](fuzzer.ROWS), b"x", chance) for _ in range(20)}) > 15
