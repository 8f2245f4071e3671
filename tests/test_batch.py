"""Rows on all cores: in their order whatever the number of processes, and a process that is lost is told."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from leadcli.cli.shared.progress import Bar
from leadcli.domain.messages import Refusal
from leadcli.run.processes import chunks, spread

FAIL = 7


def nothing() -> None:
    pass


def doubled(part: list[int]) -> list[int]:
    return [2 * number for number in part]


def ended(part: list[int]) -> list[int]:
    if FAIL in part:
        os.kill(os.getpid(), signal.SIGKILL)  # as the system does when memory runs out
    return part


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_answers_come_in_order(workers: int) -> None:
    answers = spread(chunks(range(100), 9), doubled, nothing, (), workers)
    assert [number for part in answers for number in part] == list(range(0, 200, 2))


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_a_lost_process_is_told() -> None:
    with pytest.raises(Refusal) as told:
        list(spread(chunks(range(100), 5), ended, nothing, (), 2))
    assert [said.text for said in told.value.said] == [
        "a process at work was ended from outside, perhaps for lack of memory",
        "ask again when more memory is free, or with {option}",
    ]


def test_a_bar_has_no_thread_beside_which_processes_would_be_forked() -> None:
    before = threading.active_count()
    with Bar(10) as bar:
        bar.to(3)
        assert threading.active_count() == before
