"""What a batch keeps of its rows in little memory answers as the plain way of keeping it would."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.assignment.batch_memory import RowsByKey
from leadcli.domain.book import Book
from leadcli.domain.company import Caller, Client
from leadcli.ledger.standing.known_clients import card_keys, nearest
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.directory.added_cards import packed, sought, unpacked
from leadcli.resolution.directory.directory import build_directory

MOST = 4
KINDS = st.sampled_from((0, 1, 4, 16))  # a key is its kind above 32 bits of its text
KEYS = st.builds(lambda kind, text: kind << 32 | text * 1024, KINDS, st.integers(0, 40))  # many meet in one place


@given(st.lists(st.frozensets(KEYS, max_size=6), max_size=60))
def test_rows_of_a_key_are_the_newest_first(rows: list[frozenset[int]]) -> None:
    table, plain = RowsByKey(MOST), dict[int, list[int]]()
    for row, keys in enumerate(rows):
        table.add(row, keys)
        for key in keys:
            plain.setdefault(key, []).insert(0, row)
    for key, wanted in plain.items():
        found = table.of(key)
        assert list(found) == wanted if len(wanted) <= MOST else len(found) > MOST and found[0] == wanted[0]
    assert not table.of(7 << 32)


def test_a_table_grows_with_its_keys() -> None:
    table = RowsByKey(MOST)
    for row in range(3000):
        table.add(row, (row, 5 << 32 | row // 2))
    assert all(list(table.of(row)) == [row] for row in range(3000))
    assert all(list(table.of(5 << 32 | half)) == [2 * half + 1, 2 * half] for half in range(1500))


@given(st.lists(st.tuples(st.frozensets(KEYS, max_size=6), st.integers(0, 255)), max_size=3))
def test_the_keys_of_a_card_come_back(labels: list[tuple[frozenset[int], int]]) -> None:
    assert unpacked(packed(labels)) == labels


@pytest.mark.parametrize(
    ("on_file", "said", "found"),
    [("Ромашка", "Rjvtnf", [1]), ("Ромашка", "Комета", [1]), ("Rjvtnf", "Rjvtnf", []), ("Ромашка", "Василёк", [])],
    ids=["typed in the other layout", "as it is", "a word that the tables know", "another"],
)
def test_only_who_is_unknown_is_looked_for_in_the_other_layout(on_file: str, said: str, found: list[int]) -> None:
    """As recognition reads it so only where the tables know no word of it."""
    directory = build_directory(Book(clients={"c": Client("c", on_file)}))
    rows = RowsByKey(MOST)
    rows.add(1, card_keys(Client("row:1", "Комета")))
    assert nearest(sought(parse_caller(Caller(said)), directory), rows.of) == found
