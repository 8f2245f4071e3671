"""Which rows of a batch have a key: a table of numbers, some 30 bytes for each key of a row instead of 150.

A million rows have twenty million keys. What is asked for is what the ledger is asked for: the rows of a key, the newest
first, and no more of them than tell anything.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

FEWEST = 1 << 10  # places of a table that is empty


class RowsByKey:
    """The rows by key. ``most``: rows of one key that are told; of a key of more the newest alone is kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._places = array("I", bytes(4 * FEWEST))  # where a key is among the keys, and one more; 0: nowhere
        self._keys, self._counts, self._last = array("Q"), array("I"), array("I")
        self._rows, self._before = array("I"), array("I")  # of each entry its row, and the entry before it of its key

    def add(self, row: int, keys: Iterable[int]) -> None:
        """A row has these keys, each once."""
        for key in keys:
            at, known = self._find(key)
            if not known:
                self._keys.append(key)
                self._counts.append(0)
                self._last.append(0)
                known = self._places[at] = len(self._keys)
            self._counts[known - 1] += 1
            if self._counts[known - 1] > self._most + 1:
                self._rows[self._last[known - 1]] = row
            else:
                self._rows.append(row)
                self._before.append(self._last[known - 1])
                self._last[known - 1] = len(self._rows) - 1
            if 2 * len(self._keys) > len(self._places):
                self._grow()

    def of(self, key: int) -> Sequence[int]:
        """The rows of a key, the newest first; of more than ``most`` so many and one more, all of them the newest."""
        known = self._find(key)[1]
        if not known:
            return ()
        count, entry = self._counts[known - 1], self._last[known - 1]
        if count > self._most:
            return (self._rows[entry],) * (self._most + 1)
        found = []
        for _ in range(count):
            found.append(self._rows[entry])
            entry = self._before[entry]
        return found

    def _find(self, key: int) -> tuple[int, int]:
        """The place of a key, or where it would be put, and what stands there."""
        places, keys = self._places, self._keys
        mask = len(places) - 1
        at = (key + (key >> 32) * 0x9E3779B1) & mask
        while (known := places[at]) and keys[known - 1] != key:
            at = (at + 1) & mask
        return at, known

    def _grow(self) -> None:
        self._places = array("I", bytes(8 * len(self._places)))
        for number, key in enumerate(self._keys, 1):
            self._places[self._find(key)[0]] = number
