"""A batch names the owners that its rows would get asked one by one and recorded, in worlds that nobody chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from unittest.mock import patch

from conftest import ROOT
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from leadcli.assignment.judging import judge_row
from leadcli.assignment.rows import Line, Options, question_of
from leadcli.assignment.turns import Export, folded
from leadcli.domain.book import Book, Group
from leadcli.domain.frozen import replace
from leadcli.fields.crm_presets import Layout
from leadcli.fields.rows.row_kinds import Row
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.recording import ask_and_record
from leadcli.ledger.standing.standing_clients import LedgerMemory
from leadcli.resolution import Directory, build_directory
from leadcli.rulings import memory as earlier
from leadcli.workspace.opening import open_workspace

DAY = date(2026, 11, 23)
AT = "2026-11-23T09:00:00Z"
PLANTED = {  # every other field of a caller; groups and parents are said of a row, not by a caller
    "kpp": ("503201001", "770701001"), "ogrn": ("1027700132195", "1027739609391"),
    "email": ("a@kvarc.ru", "b@kvarc.ru"),
    "phone": ("+7 495 555-01-01", "8 (495) 555 01 01"), "website": ("kvarc.ru", "https://www.kvarc.ru/o-nas"),
    "country": ("Казахстан", "RU"), "taken_by": ("Дима", "Ольга"),
}  # fmt: skip
COLUMNS = ("id", "name", "owner", "inn", "city", *PLANTED)
LAYOUT = Layout("", {name: place for place, name in enumerate(COLUMNS)}, COLUMNS, "id")
INNS = ("", "7707083893", "7736050003", "5032178240")
CITIES = ("", "Тула", "Самара", "Пермь")
WORDS = ("Кварц", "Ольвия", "Брусника", "Заря", "Восход", "Пихта", "Румб", "Щегол", "Юпитер", "Медиа", "Сервис", "Юг")
ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True), st.sampled_from(INNS),
        st.sampled_from(CITIES),
        st.sampled_from([("", ""), *((field, value) for field, values in PLANTED.items() for value in values)]),
    ),
    min_size=2, max_size=12,
)  # fmt: skip
TEAMS = st.lists(st.tuples(st.sampled_from([0.5, 1.0, 2.0]), st.sampled_from([None, 1, 3, 8])), min_size=2, max_size=5)


@cache
def world() -> tuple[Book, Directory]:
    """The sample's groups and clients, and two groups without owners."""
    opened = open_workspace(ROOT)
    assert opened.book is not None
    groups = {**opened.book.groups, "zarya": Group("zarya", "Заря Восход"), "rumb": Group("rumb", "Румб")}
    book = Book(opened.book.managers, groups, opened.book.clients, "sha256:sample")
    return book, build_directory(book)


@cache
def policy() -> object:
    return open_workspace(ROOT).policy


def rows_of(*said: str) -> list[tuple[list[str], str, str, tuple[str, str]]]:
    """Rows by their words, and an address of mail."""
    return [
        (words.split(), "", "", ("email", mail) if mail else ("", ""))
        for words, _, mail in (s.partition(" / ") for s in said)
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(  # whether an earlier row comes into question rested on which others were looked up with it
    rows=rows_of("Восход / a@kvarc.ru", "Восход Сервис Кварц", "Медиа", "Сервис Медиа",
                 "Восход Медиа Сервис / b@kvarc.ru", "Заря / b@kvarc.ru"),
    team=[(0.5, None), (0.5, 3)], before=1, least=0,
)  # fmt: skip
@example(  # nobody known, but the nearest is a group to which a row above gave a company
    rows=rows_of("Заря Восход", "Кварц Заря"), team=[(0.5, 8), (1.0, None)], before=0, least=0
)
@example(  # a recorded question counted as a client of who would have it
    rows=rows_of("Заря", "Пихта Щегол", "Юпитер", "Сервис Пихта Румб", "Брусника Юпитер Медиа", "Румб Брусника",
                 "Кварц Юг"),
    team=[(1.0, None), (1.0, None)], before=0, least=0,
)  # fmt: skip
@given(rows=ROWS, team=TEAMS, before=st.integers(0, 3), least=st.sampled_from((0, earlier.SMALL)))
def test_a_batch_is_its_rows_one_by_one(
    rows: list[tuple[list[str], str, str, tuple[str, str]]], team: list[tuple[float, int | None]], before: int,
    least: int,
) -> None:  # fmt: skip
    """``least``: labels of a base from which on not all that was given before comes into question."""
    with patch.object(earlier, "SMALL", least):
        planned, asked = in_a_batch_and_alone(rows, team, before)
    assert planned == asked


def in_a_batch_and_alone(
    rows: list[tuple[list[str], str, str, tuple[str, str]]], team: list[tuple[float, int | None]], before: int
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Of each row who owns it, by which rule: as a batch says, and as it is said of each, asked and recorded alone."""
    book, directory = world()
    able = [m for m in book.managers.values() if m.active][: len(team)]
    changed = {m.id: replace(m, weight=w, cap=cap, absences=()) for m, (w, cap) in zip(able, team, strict=True)}
    book = book.with_managers({i: changed.get(i, replace(m, active=False)) for i, m in book.managers.items()})
    directory = replace_book(directory, book)
    cells = [
        [str(n), " ".join(words), "", inn, city, *(value if field == each else "" for each in PLANTED)]
        for n, (words, inn, city, (field, value)) in enumerate(rows, 1)
    ]
    options = Options(DAY)

    def one(number: int, row: Sequence[str], ledger: Ledger) -> tuple[str, str]:
        asked = question_of(Row(number, row), LAYOUT, book, options)
        assert not isinstance(asked, Line)
        ruling = ask_and_record(ledger, asked.question, book, policy(), directory, "test", AT)[0]  # type: ignore[arg-type]
        return (ruling.owner, ruling.rule) if ruling.verdict == "settled" else ("", "")

    with Ledger(None) as ledger:
        for number, row in enumerate(cells[:before], 1):
            one(number, row, ledger)  # recorded before: the batch knows it by the ledger
        memory = LedgerMemory(ledger, book.country)
        rest = [Row(number, row) for number, row in enumerate(cells, 1)][before:]
        basis = (LAYOUT, book, policy(), directory, options, memory)
        judged = [judge_row(row, *basis, folded=True) for row in rest]  # type: ignore[arg-type]
        export = Export(lambda: rest, LAYOUT, options, policy(), directory, memory)  # type: ignore[arg-type]
        planned = list(folded(judged, book, export))
        asked = [one(row.number, row.cells, ledger) for row in rest]
    return [(line.new, line.rule) if line.action == "change" else ("", "") for line in planned], asked


def replace_book(directory: Directory, book: Book) -> Directory:
    from leadcli.domain.frozen import replace as with_other

    return with_other(directory, book=book)
