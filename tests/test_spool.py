"""Rows that are read once, however often and in whatever order their chunks are asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from leadcli.run.processes import Spool


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
