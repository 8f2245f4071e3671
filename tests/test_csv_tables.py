"""CSV as a table of cases: what tables are read as, which cells a row has, which lines are a row."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import ROOT, read_yaml

from leadcli.domain.places import Place, Record
from leadcli.io import csv_tables
from leadcli.io.csv_grammar import LONGEST_TABLE, cut, rows_of, split, value
from leadcli.io.csv_tables import read_csv, tell_delimiter

CASES: dict[str, list[Any]] = read_yaml(ROOT / "tests/tables/csv.yaml")


def told(place: Place) -> str:
    return f"{place.line}" + (f":{place.column}" if place.column else f"#{place.cell}" if place.cell >= 0 else "")


@pytest.mark.parametrize("case", CASES["tables"], ids=lambda case: case["what"])
def test_a_table_is_read(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_tables, "LONGEST", case.get("longest", csv_tables.LONGEST))
    lost: list[Record] = []
    records, problems = read_csv(case["text"], "t.csv", ";", None, lost)
    assert [[*each.values] for each in records] == case.get("rows", [])
    assert [f"{each.code} {told(each.place)}" for each in problems] == case["problems"]
    if "lost" in case:
        assert [[*each.values] for each in lost] == case["lost"]


@pytest.mark.parametrize(("text", "sign"), CASES["delimiters"], ids=repr)
def test_the_delimiter_is_told(text: str, sign: str) -> None:
    assert tell_delimiter(text) == sign


@pytest.mark.parametrize("case", CASES["cells"], ids=lambda case: f"{case['raw']!r} {case.get('width', '')}")
def test_a_row_has_cells(case: dict[str, Any]) -> None:
    words = [case.get("delimiter", ";"), *([case["width"]] if "width" in case else [])]
    assert cut(case["raw"], *words) == (case["cells"], case.get("closed", True))
    assert split(case["raw"], *words) == case["cells"]


@pytest.mark.parametrize(("raw", "text"), CASES["values"], ids=repr)
def test_a_cell_has_a_text(raw: str, text: str) -> None:
    assert value(raw) == text


@pytest.mark.parametrize("case", CASES["rows"], ids=lambda case: repr(case["text"]))
def test_lines_are_rows(case: dict[str, Any]) -> None:
    lines = iter(case["text"].splitlines(keepends=True))
    assert dict(rows_of(lines, str, '"', ";")) == case["rows"]


@pytest.mark.parametrize(("shorter", "rows"), [(10, [1, 2]), (0, [1, 2, 3])])
def test_a_table_that_was_pasted_into_a_cell_may_be_so_long(shorter: int, rows: list[int]) -> None:
    """A quote that is open for longer was never closed, where lines behind it are like rows of the table."""
    begin, end = 'C-1;"a;b\nC-2;c;d\n', 'e";f\n'
    long = "x" * (LONGEST_TABLE - len(begin) - 1 - shorter)
    lines = iter([*f"id;n;m\n{begin}".splitlines(keepends=True), f"{long}\n", end])
    assert [line for line, _ in rows_of(lines, str, '"', ";")][: len(rows)] == rows
