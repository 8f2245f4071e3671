"""A plan made of its own output keeps every row that has an owner, in worlds that nobody chose.

A row without an owner that was asked about may be given one the second time: whom the doubt is about has one by then.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_one_by_one import CITIES, DAY, INNS, LAYOUT, PLANTED, WORDS, policy, world

from leadcli.assignment.judging import judge_row
from leadcli.assignment.rows import Line, Options
from leadcli.assignment.turns import Export, folded
from leadcli.domain.frozen import replace
from leadcli.fields.rows.row_kinds import Row

OWNERS = ("", "", "", "Дима", "Ирина", "Ольга", "Виктор", "Кто-то", "Дима, Ольга")
ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from((*WORDS, "Метсо", "Газпром", "Мется", "Борд")), min_size=1, max_size=3, unique=True),
        st.sampled_from(OWNERS), st.sampled_from(INNS), st.sampled_from(CITIES),
    ),
    min_size=2, max_size=10,
)  # fmt: skip


@pytest.mark.parametrize("kind", ["clients", "leads"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS)
def test_a_plan_made_of_its_own_output_keeps_every_row(kind: str, rows: list[tuple[list[str], str, str, str]]) -> None:
    book, directory = world()
    layout, options = replace(LAYOUT, rows=kind), Options(DAY)

    def planned(cells: list[list[str]]) -> list[Line]:
        export = [Row(number, row) for number, row in enumerate(cells, 1)]
        judged = [judge_row(row, layout, book, policy(), directory, options) for row in export]  # type: ignore[arg-type]
        return list(folded(judged, book, Export(lambda: export, layout, options, policy(), directory)))  # type: ignore[arg-type]

    rest = [""] * len(PLANTED)
    cells = [[str(n), " ".join(words), owner, inn, city, *rest] for n, (words, owner, inn, city) in enumerate(rows, 1)]
    first = planned(cells)
    for row, line in zip(cells, first, strict=True):
        if line.action == "change":
            row[2] = book.managers[line.new].name
    again = planned(cells)
    moved = [line for line in again if line.action == "change"]
    assert not [line for line in moved if line.old and book.managers[line.old].active], "who owns a client keeps it"
    asked = {line.row for line in first if line.action in ("ask", "nobody")}
    assert {line.row for line in moved} <= asked, "nothing else moves"
