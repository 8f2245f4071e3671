"""What a batch keeps of its rows in little memory answers as the plain way of keeping it would."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.assignment import batch_memory
from leadcli.assignment.batch_memory import BatchMemory, RowsByKey
from leadcli.assignment.rows import Line
from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.match import Candidate, Match
from leadcli.domain.messages import message
from leadcli.ledger.standing.known_clients import ToldCard, card_keys, nearest, told_by
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.resolution.directory.added_cards import Sought, keyed, measured, packed, sought, split
from leadcli.resolution.directory.directory import build_directory
from leadcli.rulings.memory import Given, Memory

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
    assert table.of(7 << 32) == ()


@pytest.mark.parametrize("count", range(MOST + 3))
def test_so_many_rows_of_a_key_are_told(count: int) -> None:
    table = RowsByKey(MOST)
    for row in range(count):
        table.add(row, (7, 7 + row * 1024 << 32))
    wanted = list(range(count))[::-1]
    assert list(table.of(7)) == (wanted if count <= MOST else [wanted[0]] * (MOST + 1))


def test_a_table_grows_with_its_keys() -> None:
    table = RowsByKey(MOST)
    for row in range(3000):
        table.add(row, (row, 5 << 32 | row // 2))
    assert all(list(table.of(row)) == [row] for row in range(3000))
    assert all(list(table.of(5 << 32 | half)) == [2 * half + 1, 2 * half] for half in range(1500))


@given(st.lists(st.tuples(st.frozensets(KEYS, max_size=6), st.integers(0, 255)), max_size=3))
def test_the_keys_of_a_card_come_back(labels: list[tuple[frozenset[int], int]]) -> None:
    assert [(frozenset(keys), step) for keys, step in split(packed(labels))] == labels


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


# --- what the rows so far are to the rows below -----------------------------------------------------------------------
DAY = date(2026, 11, 23)
BOOK = Book(
    {"m": Manager("m", "Мария"), "n": Manager("n", "Нина")},
    {"g": Group("g", "Холдинг"), "below": Group("below", "Дочки", parent="g"),
     "beside": Group("beside", "Другие", parent="g"), "h": Group("h", "Чужие")},
    {"c": Client("c", "Ромашка", group="below", owner="m"), "d": Client("d", "Василёк"), "e": Client("e", "Лютик")},
)  # fmt: skip
DIRECTORY = build_directory(BOOK)


def who(name: str, **numbers: str) -> Sought:
    return sought(parse_caller(Caller(name, **numbers)), DIRECTORY)  # type: ignore[arg-type]


def line(client: str = "", group: str = "", status: str = "accept", row: int = 9, new: str = "n") -> Line:
    return Line(row, "", "", "", "", new, "change", "", message("a"), 0.0, status, client, group)


class Before(Memory):
    """A ledger in which one card, and one client whom no table has, were given to somebody."""

    gone = Given("e", "m", 1, DAY)
    made = Given("x", "m", 2, DAY, Client("x", "Кипарис", owner="m"))

    def of_clients(self, ids: Collection[str], on: date) -> Sequence[Given]:
        assert on == DAY
        return [self.made, self.gone] if "e" in ids else []

    def of_groups(self, groups: Collection[str], on: date) -> Sequence[Given]:
        return [self.gone] if "h" in groups else []

    def near(self, who: Sought, on: date) -> Sequence[Given]:
        return [self.made]


def memory(before: Memory | None = None) -> BatchMemory:
    """Client c of a group is n's by row 3, d by row 4; Кедр of group h is n's by row 5, Ель by row 6, of no group."""
    made = BatchMemory(before, DAY, "RU", lambda book: book)
    made.serves(line("c", "below", row=3), "n")
    made.give(line("d", row=4), b"4", partial(told, "Василёк"))
    made.give(line("", "h", row=5), b"5", partial(told, "Кедр"))
    made.give(line("", "h", "none", row=6), b"6", partial(told, "Ель", inn="7708503727"))
    return made


def told(name: str, **more: Any) -> ToldCard:
    return told_by(parse_caller(Caller(name, **more)), BOOK)


def asked(name: str, **more: Any) -> tuple[Sought, Callable[[], ParsedCaller]]:
    """By what a caller is looked for, and the caller taken apart."""
    return who(name, **more), lambda: parse_caller(Caller(name, **more))


def doubt(client: str = "", group: str = "") -> Match:
    return Match("confirm", candidates=(Candidate("other", "", "a", 0.5, ()), Candidate(client, group, "b", 0.5, ())))


# Who asks, the line, whom it may be; whether the rows above bear on it.
BEARS: list[tuple[str, Line, Match | None, bool]] = [
    ("Пихта", line(), None, False),
    ("Пихта", line("e"), None, False),
    ("Пихта", line("c"), None, True),
    ("Пихта", line("d"), None, True),
    ("Пихта", line(), doubt("d"), True),
    ("Пихта", line(), doubt("e"), False),
    ("Пихта", line("", "below"), None, True),
    ("Пихта", line("", "beside"), None, True),
    ("Пихта", line("", "g"), None, True),
    ("Пихта", line("", "h"), None, True),
    ("Пихта", line("", "unknown"), None, False),
    ("Пихта", line(), doubt("", "beside"), True),
    ("Пихта", line(), doubt("", "unknown"), False),
    ("Кедр", line(), None, True),
    ("Ель", line(), None, True),
]


@pytest.mark.parametrize(("name", "asks", "match", "bears"), BEARS)
def test_rows_above_bear_on_those_of_their_company_or_group(
    name: str, asks: Line, match: Match | None, bears: bool
) -> None:
    made = memory()
    for _ in range(2):  # what is known of the last caller says the same again
        assert made.bears_on(*asked(name), asks, match, BOOK, DIRECTORY) is bears
    made.owned(7, Client("", "Пихта", owner="m"))
    assert made.bears_on(*asked(name), asks, match, BOOK, DIRECTORY) is bears, (
        "a row of its own is found by numbers alone"
    )
    made.owned(8, Client("", "", inn="5405276278", owner="m"))
    assert made.bears_on(*asked(name, inn="5405276278"), line(), None, BOOK, DIRECTORY)


def test_nothing_bears_on_the_first_row() -> None:
    made = BatchMemory(None, DAY, "RU", lambda book: book)
    assert not made.bears_on(*asked("Пихта"), line("c", "below"), doubt("d", "h"), BOOK, DIRECTORY)


def test_whose_a_client_is_by_the_rows_so_far_or_by_what_was_before() -> None:
    for before, gone in ((None, None), (Before(), Before.gone)):
        made = memory(before)
        told = {own: made.whose(own) for own in ("c", "d", "row:5", "row:6")}
        assert [found and (found.owner, found.seq) for found in told.values()] == [("n", n) for n in (3, 4, 5, 6)]
        assert made.whose("e") == gone
        assert made.whose("f") is None
        assert [each.client_id for each in made.of_clients(["row:5", "d", "e", "f", "c"], DAY)] == [
            *([Before.made.client_id, "e"] if before else []), "c", "d", "row:5"
        ]  # fmt: skip
        assert [each.client_id for each in made.of_groups(["h", "below", "g"], DAY)] == [
            *(["e"] if before else []), "c", "row:5"
        ]  # fmt: skip
        assert [each.client_id for each in made.near(who("Кедр"), DAY)] == [*(["x"] if before else []), "row:5"]
        assert made.meant(*asked("Кипарис"), DAY, BOOK, DIRECTORY) == ([Before.made] if before else ())
    assert (made.was_asked(b"4"), made.was_asked(b"6"), made.was_asked(b"7")) == (True, True, False)


def test_what_a_card_is_known_by_is_the_same_however_often_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is worked out once, and of what the row told where it told it; of cards that are no row's each time."""
    worked_out: list[str] = []

    def counted(what: str, work: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given: (worked_out.append(what), work(*given))[1]

    monkeypatch.setattr(batch_memory, "keyed", counted("read", keyed))
    monkeypatch.setattr(batch_memory, "measured", counted("measured", measured))
    made = memory()
    for row in (7, 8):
        made.owned(row, Client("", f"Кедр {row}", owner="m"))
    cards = [made.whose(f"row:{row}").card for row in (5, 6, 7, 8)]  # type: ignore[union-attr]
    for card in (*cards, BOOK.clients["c"], *cards, *reversed(cards)):
        assert card is not None
        wanted = keyed(card, BOOK, DIRECTORY)
        assert made._keys_of(BOOK, DIRECTORY, card) == wanted
        assert made._keys_of(BOOK, DIRECTORY, card) == wanted
    # rows 5 and 6, which told; 7 and 8; a card of the tables twice
    assert worked_out == ["measured", "measured", "read", "read", "read", "read"]
