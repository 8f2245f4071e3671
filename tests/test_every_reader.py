"""Laws of reading: every format that is read gives the same cells, and damage in one row costs that row alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_planted_formats import as_excel_xml, as_html, as_json, as_json_lines, as_yaml
from workbooks import WORKBOOKS, Sheet

from leadcli.io.exports import fitted, form_of, rows, texts
from leadcli.io.table_formats import FORMATS

Table = list[list[str]]
HEADER = ["ID", "Название", "Ответственный"]
WORD = st.text("АЕМТаёклмтщMüß&<>'«»№-.", min_size=1, max_size=9)
TEXT = st.lists(WORD, min_size=1, max_size=3).map(" ".join).filter(lambda text: text[0] not in "-.'")
# Not all empty: of a row without any cell formats differ.
ROW = st.tuples(st.integers(1, 10**9).map(lambda number: f"C-{number}"), TEXT, TEXT | st.just(""))
ROWS = st.lists(ROW.map(list), min_size=1, max_size=7)


def as_csv(table: Table) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(table)
    return out.getvalue().encode()


def workbook(make: Callable[..., bytes]) -> Callable[[Table], bytes]:
    return lambda table: make([Sheet("Лист", table)], 0)


WRITERS: dict[str, Callable[[Table], bytes]] = {
    ".csv": as_csv, ".html": as_html, ".xml": as_excel_xml, ".json": as_json, ".jsonl": as_json_lines, ".yaml": as_yaml,
    **{suffix: workbook(make) for suffix, make in WORKBOOKS.items()},
}  # fmt: skip


def read(path: Path, data: bytes) -> tuple[Table, list[list[str]]]:
    """The header and the rows that can be used."""
    path.write_bytes(data)
    form = form_of(path)
    header, *found = rows(path, form)
    names = texts(header, form)
    cells = [fitted(row, form, len(names)) for row in found]
    return [names], [told for told, fault in cells if fault is None and any(told)]


def test_no_format_is_left_out() -> None:
    assert {next(iter(found.suffixes)) for found in FORMATS.values()} <= WRITERS.keys()


@pytest.mark.parametrize("suffix", WRITERS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=ROWS)
def test_the_same_rows_in_any_format_are_the_same_cells(suffix: str, table: Table, tmp_path: Path) -> None:
    header, found = read(tmp_path / f"x{suffix}", WRITERS[suffix]([HEADER, *table]))
    assert header == [HEADER]
    assert found == table


DAMAGE = ["{id};a;b;c;d", "{id};a", '{id};"a;b', "{id};a\0;b", "{id};\xff\xfe\xfd;b", '{id};"a"b;"c']


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=ROWS, at=st.integers(0, 6), damage=st.sampled_from(DAMAGE))
def test_damage_in_a_row_costs_that_row(table: Table, at: int, damage: str, tmp_path: Path) -> None:
    at %= len(table)
    lines = [";".join(row) for row in [HEADER, *table]]
    lines[at + 1] = damage.format(id=table[at][0])
    data = "\n".join(lines).encode().replace("\xff\xfe\xfd".encode(), b"\xff\xfe\xfd") + b"\n"
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    form = form_of(path, "utf-8", ";")
    found = [fitted(row, form, 3) for row in list(rows(path, form))[1:]]
    assert [cells for cells, fault in found if fault is None] == table[:at] + table[at + 1 :]
    assert sum(fault is not None for _, fault in found) == 1


@pytest.mark.parametrize("damage", ["{oops", "[1, 2]", '"text"', "{}}"])
def test_a_line_that_is_no_object_is_named(damage: str, tmp_path: Path) -> None:
    from leadcli.io.tables import read_table

    path = tmp_path / "x.jsonl"
    lines = [json.dumps({"id": number, "name": "Метсо"}) for number in range(5)]
    lines[2] = damage
    path.write_text("\n".join(lines), encoding="utf-8")
    table = read_table(path, "x")
    assert [dict(r.items())["id"] for r in table.records] == ["0", "1", "3", "4"]
    assert [(p.code, p.place.line) for p in table.problems] == [("row-unreadable", 3)]
