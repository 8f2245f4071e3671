"""Rows of a sheet, completed by what the values of its cells do not tell; cells as texts: tables of cases."""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from conftest import ROOT, read_yaml
from test_read_as_before import xlsb, xlsx_book

from leadcli.io.encodings import Unreadable
from leadcli.io.exports import form_of, rows
from leadcli.io.sheets import sheet_notes, xlsx_marks
from leadcli.io.sheets.sheet_notes import Range, SheetNotes, noted_rows
from leadcli.io.sheets.workbooks import _unheard, text_of
from leadcli.io.table_formats import Given

CASES: dict[str, list[Any]] = read_yaml(ROOT / "tests/tables/notes.yaml")


@pytest.mark.parametrize("case", CASES["rows"], ids=lambda case: case["what"])
def test_rows_are_completed_by_notes(case: dict[str, Any]) -> None:
    notes = SheetNotes(hidden=set(case.get("hidden", ())), merged=[Range(*each) for each in case.get("merged", ())])
    for mark in case.get("marks", ()):
        notes.mark(*mark)
    found = noted_rows(((line, tuple(cells)) for line, cells in case["rows"].items()), notes, case.get("skip", 0))
    came = [[r.number, r.line, [*r.texts], dict(r.marks), r.hidden] for r in found]
    wanted = [[*row[:3], dict(row[3]) if len(row) > 3 else {}, len(row) > 4] for row in case["came"]]
    assert came == wanted


@pytest.mark.parametrize(("height", "width", "cells", "is_scattered"), CASES["scattered"])
def test_cells_may_stand_so_far_from_each_other(height: int, width: int, cells: int, is_scattered: bool) -> None:
    notes = SheetNotes()
    notes.cells += cells
    notes.reach(height, 1)
    notes.reach(1, width)
    assert notes.scattered is is_scattered


TEXTS: list[tuple[object, str]] = [
    (None, ""), ("", ""), (1e15, "1000000000000000"), (1e16, "1e+16"),
    (" a\r\nb\u00a0", "a\nb"), (True, "yes"), (False, "no"), (7, "7"), (7.0, "7"), (-7.0, "-7"),
    (7.5, "7.5"), (7707083893.0, "7707083893"), (999_999_999_999_999.0, "999999999999999"),
    (-1e16, "-1e+16"), (date(2026, 3, 12), "2026-03-12"), (datetime.fromisoformat("2026-03-12"), "2026-03-12"),
    (datetime.fromisoformat("2026-03-12 09:30"), "2026-03-12 09:30:00"), (time(9, 30), "09:30:00"),
    (timedelta(hours=30), "1 day, 6:00:00"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "text"), TEXTS)
def test_a_cell_is_the_text_that_one_would_read(cell: object, text: str) -> None:
    assert text_of(cell) == text


def test_a_reader_that_speaks_past_python_is_not_heard(capfd: pytest.CaptureFixture[str]) -> None:
    first_free = os.dup(2)
    os.close(first_free)
    with _unheard():
        os.write(2, b"a panic")
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
    after = os.dup(2)
    os.close(after)
    assert after == first_free, "nothing is left open"


def test_where_nothing_is_heard_nothing_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(handle: int) -> int:
        raise OSError(handle)

    with monkeypatch.context() as without:
        without.setattr(os, "dup", closed)
        with _unheard():
            pass


# Of twenty rows and columns 400 cells are room; so many hold something, and more than a tenth of the room must.
@pytest.mark.parametrize(("filled", "is_scattered"), [(39, True), (40, False)])
def test_cells_of_excel_s_xml_are_counted(filled: int, is_scattered: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_notes, "ROOM", 100)
    monkeypatch.setattr(sheet_notes, "SPARSE", 10)
    cell = "<Cell><Data ss:Type='String'>x</Data></Cell>"
    rows_of = f"<Row>{cell * 20}</Row><Row>{cell * (filled - 21)}</Row><Row ss:Index='20'>{cell}</Row>"
    data = (
        "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
        "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>"
        f"<Worksheet ss:Name='A'><Table>{rows_of}</Table></Worksheet></Workbook>"
    )
    source = Given("t.xml", data.encode())
    if is_scattered:
        with pytest.raises(Unreadable):
            list(rows(source, form_of(source)))
    else:
        assert len(list(rows(source, form_of(source)))) == 20


# Rows of an xlsx sheet, how many rows and columns it has and how many cells; 26 columns are not looked at closely.
MEASURED = [
    ('<row r="1"><c r="A1"/></row>', (1, 26, 1)),
    ('<row r="2"><c r="Z2"/></row>', (2, 26, 1)),
    ('<row r="2"><c r="AA2"/><c r="AC2"/><c r="AB2"/></row>', (2, 29, 3)),
    ('<row><c/></row><row><c r="ab2"/></row>', (2, 28, 1)),
    ('<row r="7"><c r="A7"/></row><row><c r="B8"/></row>', (8, 26, 2)),
    ('<x:row r="3"><x:c r="BA3"/></x:row>', (3, 53, 1)),
    ('<row r="5"/>', (5, 26, 0)),
    ('<row r="1"><c r="A200000"/><c r="A100000"/></row>', (200_000, 26, 2)),
    ('<row r="1" hidden="1"><c r="A1"/></row><row r="4"><c r="A4"/></row>', (4, 26, 2)),
    ("", (0, 26, 0)),
]


@pytest.mark.parametrize(("sheet", "measures"), MEASURED)
@pytest.mark.parametrize("block", [16, 1 << 20])
def test_a_sheet_is_measured(block: int, sheet: str, measures: tuple[int, int, int]) -> None:
    with patch.object(xlsx_marks, "BLOCK", block):
        notes = xlsx_marks.notes_of(xlsx_book(f"<sheetData>{sheet}</sheetData>"), "A", 9)
    assert (notes.height, notes.width, notes.cells) == measures


def test_an_empty_row_of_a_binary_workbook_has_no_columns() -> None:
    assert xlsb("0 0,0 3")[4:6] == [4, 0]
    assert xlsb("0 0,2 1/5,0 3")[4:7] == [4, 2, 1]


@pytest.mark.parametrize(
    ("tab", "name"), [("", "B"), ("activeTab='0'", "B"), ("activeTab='1'", "A"), ("activeTab='2'", "")]
)
def test_the_sheet_that_is_shown_first_is_told(tab: str, name: str) -> None:
    book = xlsx_book("", f"<bookViews><workbookView {tab}/></bookViews>")
    assert xlsx_marks.active_sheet(book) == name
