"""Rows on all cores: in order whatever the number of processes; a process that is lost is told; what is read once."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.cli.shared.progress import Bar
from leadcli.domain.messages import Refusal
from leadcli.run.processes import Spool, chunks, spread

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


@given(st.lists(st.text(), max_size=20), st.integers(1, 4), st.lists(st.integers(0, 8), max_size=6))
def test_a_chunk_is_the_same_whenever_it_is_asked_for_and_no_row_is_read_twice_or_ahead(
    rows: list[str], size: int, asked: list[int]
) -> None:
    read: list[str] = []

    def reading() -> Iterator[str]:
        for row in rows:
            read.append(row)
            yield row

    with Spool(reading(), size, Path(tempfile.gettempdir())) as spool:
        for number in asked:
            assert spool.chunk(number) == rows[number * size : (number + 1) * size]
        assert read == rows[: (max(asked, default=-1) + 1) * size]
        first = spool.rows()
        assert [next(first)] == rows[:1] if rows else not list(first)
        assert list(spool.rows()) == rows
        assert list(first) == rows[1:]
        assert read == rows
