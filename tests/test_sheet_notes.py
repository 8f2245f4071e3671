"""What the values of a workbook's cells do not tell: errors, formulas, merged ranges and hidden rows are read."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from conftest import ROOT
from workbooks import WORKBOOKS, Sheet, as_xlsb_row, covered

from leadcli.io.encodings import Unreadable
from leadcli.io.exports import form_of, rows
from leadcli.io.raw_csv import row_of
from leadcli.io.sheets import workbooks
from leadcli.io.sheets.xls_marks import sheet_names
from leadcli.io.table_formats import ERRORS, Form, RawRow


def sheet_rows(path: Path) -> dict[int, RawRow]:
    return {row.line: row for row in rows(path, form_of(path))}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Owners of four rows in one merged cell; an error; formulas with and without a value; hidden rows."""
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:C1", "Клиенты отдела")
        sheet.write_row("A2", ["ID", "Название", "Ответственный"])
        for number in range(3, 13):
            sheet.write_row(number - 1, 0, [number, f"ООО «{number}»"])
        sheet.merge_range("C3:C6", "Ирина")
        sheet.write_formula("C7", "=VLOOKUP(A7,X:Y,2,0)", None, "#N/A")
        sheet.write_formula("C8", '="Бо"&"рис"', None, "Борис")
        sheet.write_formula("C9", '=""', None, "")
        sheet.write_formula("C10", "=X10", None, 777)
        sheet.write_string("C11", "#Н/Д")
        sheet.write_formula("B12", "=1+1", None, 2)
        sheet.set_row(9, None, None, {"hidden": True})
        sheet.set_row(11, None, None, {"hidden": True})
    return path


def test_cells_with_a_note_are_marked_and_what_else_they_are_counts(workbook: Path, tmp_path: Path) -> None:
    path = tmp_path / "noted.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Прочее").write_comment("A2", "не этот лист")
        sheet = book.add_worksheet("Клиенты")
        sheet.activate()
        sheet.write_row("A1", ["ID", "Название", "Ответственный"])
        sheet.write_row("A2", [1, "Пасека"])
        sheet.write_row("A3", [2, "Щегол"])
        sheet.write_formula("C3", "=X10", None, "Дима")
        sheet.write_comment("C2", "Ведёт Ольга")
        sheet.write_comment("C3", "Ведёт Ольга")
    assert {line: row.marks for line, row in sheet_rows(path).items() if row.marks} == {
        2: ((2, "noted"),), 3: ((2, "formula"),),
    }  # fmt: skip
    assert not any("noted" in dict(row.marks).values() for row in sheet_rows(workbook).values())


def rewritten(path: Path, old: bytes, new: bytes) -> None:
    """The XML of the sheet with a text for another, as other programs write it."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, data in parts.items():
            assert old in data or "sheet1.xml" not in name
            book.writestr(name, data.replace(old, new) if "sheet1.xml" in name else data)
    path.write_bytes(out.getvalue())


def test_what_cells_are_is_told(workbook: Path) -> None:
    rewritten(workbook, b"<v>777</v>", b"<v></v>")  # as openpyxl writes a formula: without a value
    rewritten(workbook, b'<c r="C9">', b'<c r="C9" t="str">')  # as Excel writes one that gives an empty text
    found = sheet_rows(workbook)
    owners = {line: row.texts[2] for line, row in found.items()}
    assert owners == {
        1: "Клиенты отдела", 2: "Ответственный", **dict.fromkeys(range(3, 7), "Ирина"), 7: "#N/A", 8: "Борис", 9: "",
        10: "", 11: "#Н/Д", 12: "",
    }  # fmt: skip
    assert {line: row.marks for line, row in found.items() if row.marks} == {
        1: ((1, "covered"), (2, "covered")), 4: ((2, "covered"),), 5: ((2, "covered"),), 6: ((2, "covered"),),
        7: ((2, "error"),), 8: ((2, "formula"),), 9: ((2, "formula"),), 10: ((2, "no_value"),), 11: ((2, "error"),),
        12: ((1, "formula"),),
    }  # fmt: skip
    assert [line for line, row in found.items() if row.hidden] == [10, 12]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="C7" t="e">', b"<c t='e' r='C7'>"), (b'<row r="10"', b"<row\nr='10'"),
        (b'hidden="1"', b"hidden='true'"), (b"<f>", b'<f ca="1">'),
        (b"</sheetData>", b" " * 3_000_000 + b"</sheetData>"),
        (b'<row r="7"', b" " * 2_500_000 + b'<row r="7"'),
    ],
)  # fmt: skip
def test_however_the_xml_is_written(old: bytes, new: bytes, workbook: Path) -> None:
    before = sheet_rows(workbook)
    rewritten(workbook, old, new)
    assert sheet_rows(workbook) == before


def test_of_many_rows_each_has_its_own_marks(tmp_path: Path) -> None:
    """Blocks of the XML end anywhere: no row is lost between two, and none is taken for another."""
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line in range(30_000):
            sheet.set_row(line, None, None, {"hidden": line % 501 == 500})
            sheet.write_row(line, 0, [f"клиент {line}", "текст " * 10])
            if line % 97 == 0:
                sheet.write_formula(line, 2, "=NA()", None, "#N/A")
    found = sheet_rows(path)
    assert [n for n, row in found.items() if row.hidden] == [n for n in range(1, 30_001) if (n - 1) % 501 == 500]
    assert [n for n, row in found.items() if row.marks] == [n for n in range(1, 30_001) if (n - 1) % 97 == 0]


@pytest.mark.parametrize("text", sorted(ERRORS))
def test_errors_of_spreadsheets_are_marked_in_csv(text: str) -> None:
    form = Form("utf-8", b"", ";")
    assert row_of(1, 2, f"1;{text};«#N/A»;x\n".encode(), form, 0).marks == ((1, "error"),)
    assert row_of(1, 2, f'1;" {text.lower()} ";#5;x\n'.encode(), form, 0).marks == ((1, "error"),)


OTHER = Sheet("Старые", [["ID", "Название", "Ответственный"], ["7", "Верфь", "Ирина"]])
OWNERS = Sheet(
    "Новые",
    [
        ["ID", "Название", "Ответственный", ""],
        ["1", "Верфь", "Ирина", ""],
        ["2", "Кедр", "", ""],
        ["3", "Маяк", "#N/A", ""],
        ["4", "Клён", "", ""],
        ["5", "", "", "Дима"],
    ],
    merged=[(1, 2, 2, 2), (5, 1, 5, 2)],
    hidden=[2, 4],
)


@pytest.mark.parametrize("suffix", WORKBOOKS)
def test_every_kind_of_workbook_tells_the_same(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"export{suffix}"
    path.write_bytes(WORKBOOKS[suffix]([OTHER, OWNERS], 1))
    form = form_of(path)
    assert (form.format, form.sheet, form.others) == (suffix[1:], "Новые", ("Старые",)), "the active sheet is first"
    found = sheet_rows(path)
    assert [row.texts[2] for row in found.values()] == ["Ответственный", "Ирина", "Ирина", "#N/A", "", ""]
    told = {line: [each for each in row.marks if each[1] != "formula"] for line, row in found.items() if row.marks}
    assert told == {3: [(2, "covered")], 4: [(2, "error")], 6: [(2, "covered")]}
    assert [line for line, row in found.items() if row.hidden] == [3, 5]


def test_which_sheets_of_an_old_workbook_are_shown(tmp_path: Path) -> None:
    for hidden, told in (((), (["A", "B", "C"], [])), (("B",), (["A", "C"], ["B"])), (("A", "C"), (["B"], ["A", "C"]))):
        book = xlwt.Workbook()
        for name in "ABC":
            book.add_sheet(name).visibility = int(name in hidden)
        book.save(str(tmp_path / "t.xls"))
        with (tmp_path / "t.xls").open("rb") as file:
            assert sheet_names(file) == told


def test_a_hidden_sheet_of_old_excel_is_none_of_the_tables(tmp_path: Path) -> None:
    """But where no other is; the sheet that was shown last comes first."""
    path, book = tmp_path / "export.xls", xlwt.Workbook()
    for name in ("Свод", "Старые", "Новые"):
        book.add_sheet(name).write(0, 0, name)
    book.get_sheet(0).visibility = 1
    book.set_active_sheet(2)
    book.save(str(path))
    assert (form_of(path).sheet, form_of(path).others) == ("Новые", ("Старые",))
    for number in (1, 2):
        book.get_sheet(number).visibility = 1
    book.save(str(path))
    assert (form_of(path).sheet, form_of(path).others) == ("Новые", ("Свод", "Старые"))


def drawn(rng: random.Random) -> Sheet:
    """A sheet of few cells with errors, ranges that are merged and do not meet, hidden rows, and blanks."""
    height, width = rng.randrange(2, 7), rng.randrange(1, 4)
    texts = ("", "a", "b", "Ирина", "#N/A", "#REF!")
    cells = [["h"] * width, *([rng.choice(texts) for _ in range(width)] for _ in range(height)), ["end"] * width]
    merged: list[tuple[int, int, int, int]] = []
    for _ in range(3):
        top, left = rng.randrange(1, height), rng.randrange(width)
        bottom, right = rng.randrange(top, height), rng.randrange(left, width)
        free = all(bottom < one[0] or top > one[2] or right < one[1] or left > one[3] for one in merged)
        if free and (top, left) != (bottom, right):
            merged.append((top, left, bottom, right))
            cells[top][left] = rng.choice(("whole", "part"))
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) != (top, left):
                        cells[row][column] = ""
    return Sheet("Лист", cells, merged, [row for row in range(1, height) if rng.random() < 0.3])


@pytest.mark.parametrize("suffix", WORKBOOKS)
def test_of_any_sheet_every_kind_of_workbook_tells_what_stands_in_it(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"export{suffix}"
    for number in range(14):
        sheet = drawn(random.Random(number))
        path.write_bytes(WORKBOOKS[suffix]([sheet], 0))
        under = {cell: sheet.cells[top][left] for top, left, bottom, right in sheet.merged
                 for cell in covered(Sheet("", (), [(top, left, bottom, right)]))}  # fmt: skip
        found = sheet_rows(path)
        for at, cells in enumerate(sheet.cells):
            texts = [under.get((at, column), text) for column, text in enumerate(cells)]
            row = found[at + 1]
            assert list(row.texts) == texts, (number, at)
            assert row.hidden == (at in sheet.hidden), (number, at)
            marks = [(column, "covered" if (at, column) in under else "error") for column, text in enumerate(texts)
                     if (at, column) in under or text in ERRORS]  # fmt: skip
            assert list(row.marks) == marks, (number, at)


# A part, whether it is packed, and whether its endless blanks go: where a part of more than 400 bytes that is more than
# ten times as large as it is packed is suspect.
GROWN: dict[str, tuple[bytes, int, bool]] = {
    "blanks that go on": (b"<a>" + b" " * 9_000 + b"</a>", zipfile.ZIP_DEFLATED, True),
    "of every kind": (b"<a>" + b" \t\r\n" * 900 + b"x", zipfile.ZIP_DEFLATED, True),
    "few of them all stay": (b"<a>" + b" " * 31 + b"</a>" * 900, zipfile.ZIP_DEFLATED, True),
    "at the end": (b"<a>" + b" " * 900, zipfile.ZIP_DEFLATED, True),
    "not packed it is as large as it is": (b"<a>" + b" " * 9_000 + b"</a>", zipfile.ZIP_STORED, False),
    "just so large": (b" " * 400, zipfile.ZIP_DEFLATED, False),
    "one larger": (b" " * 401, zipfile.ZIP_DEFLATED, True),
}


@pytest.mark.parametrize("case", GROWN)
def test_a_part_of_endless_blanks_is_not_held_whole(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    part, packed, goes = GROWN[case]
    for name, bound in (("LARGE", 400), ("PACKED", 10), ("BLOCK", 100)):
        monkeypatch.setattr(workbooks, name, bound)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("a.xml", part, packed)
        book.writestr("b.xml", b"b" + b" " * 40, zipfile.ZIP_STORED)
    found = workbooks._without_blanks(out.getvalue())
    assert (found != out.getvalue()) == goes
    with zipfile.ZipFile(io.BytesIO(found)) as book:
        assert book.namelist() == ["a.xml", "b.xml"]
        left = book.read("a.xml")
    assert re.sub(rb"\s+", b" ", left) == re.sub(rb"\s+", b" ", part)
    assert left == part if re.search(rb"\s{32}", part) is None or not goes else re.search(rb"\s{33}", left) is None


@pytest.mark.parametrize("suffix", WORKBOOKS)
def test_marks_that_cannot_be_read_are_not_taken_for_none(suffix: str, tmp_path: Path) -> None:
    """Whatever is damaged: the file is refused, or read as it was."""
    path = tmp_path / f"export{suffix}"
    data = WORKBOOKS[suffix]([OWNERS], 0)
    path.write_bytes(data)
    whole = list(rows(path, form_of(path)))
    for cut in range(1, 12):
        path.write_bytes(data[: len(data) * cut // 12])
        with suppress(Unreadable):
            assert list(rows(path, form_of(path))) == whole


def test_a_formula_of_opendocument_without_a_value_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "export.ods"
    with zipfile.ZipFile(io.BytesIO(WORKBOOKS[".ods"]([OWNERS], 0))) as book, zipfile.ZipFile(path, "w") as made:
        for name in book.namelist():
            text = book.read(name).decode().replace("<table:table-cell/>", '<table:table-cell table:formula="of:=A1"/>')
            made.writestr(name, text)
    assert sheet_rows(path)[5].marks == ((2, "no_value"), (3, "no_value"))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell the most memory of a process")
def test_a_sheet_of_endless_blanks_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    whole = io.BytesIO(WORKBOOKS[".xlsx"]([OWNERS], 0))
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in book.namelist():
            blanks = b" " * 150_000_000 if "sheet1" in name else b""
            made.writestr(name, book.read(name).replace(b"</sheetData>", blanks + b"</sheetData>"))
    code = (
        "import re, sys; from pathlib import Path; from leadcli.io.exports import form_of, rows;"
        "path = Path(sys.argv[1]); print(len(list(rows(path, form_of(path)))));"
        "print(re.search('VmHWM:\\\\s*(\\\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, encoding="utf-8", check=True, cwd=ROOT
    )
    count, most = map(int, ran.stdout.split())
    assert count == len(OWNERS.cells)
    assert most < 100_000, "kilobytes"


FAR = (1_048_575, 16_383)  # the last row and column that a sheet has
HERE_AND_THERE = {
    ".xlsx": (b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>'),
    ".ods": (
        b"</table:table>",
        b'<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
        b'<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
        b'<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
        b"</table:table-row></table:table>",
    ),
    ".xlsb": (as_xlsb_row(1, 0, "1"), as_xlsb_row(1, 0, "1") + as_xlsb_row(*FAR, "x")),
}  # fmt: skip


WIDE = 1 << 21  # a column that no sheet has, as one flipped bit makes it: every row would be as wide
BEYOND = {
    ".xlsx": (b"</sheetData>", b'<row r="2"><c r="DQTTY2"><v>7</v></c></row></sheetData>'),
    ".xlsb": (as_xlsb_row(1, 0, "1"), as_xlsb_row(1, WIDE, "1")),
}  # fmt: skip


FAR_CELLS = [(suffix, cell) for cells in (HERE_AND_THERE, BEYOND) for suffix, cell in cells.items()]


@pytest.mark.parametrize(("suffix", "cell"), FAR_CELLS)
def test_a_cell_at_the_far_end_does_not_fill_the_memory(suffix: str, cell: tuple[bytes, bytes], tmp_path: Path) -> None:
    """A word of a few bytes in the last cell that a sheet has: the room before it is 17 billion cells."""
    path = tmp_path / f"far{suffix}"
    path.write_bytes(WORKBOOKS[suffix]([Sheet("a", [["ID", "name", "owner"], ["1", "", ""]])]))
    old, new = cell
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data.replace(old, new))
    said = "not that of a workbook" if suffix == ".ods" else "cells stand far from each other"
    with pytest.raises(Unreadable, match=said):
        list(rows(path, form_of(path)))


def test_a_cell_where_no_old_sheet_has_one_does_not_end_the_program(tmp_path: Path) -> None:
    """An .xls has 256 columns; one reader would lay out 4 billion cells, and end where it cannot."""
    path = tmp_path / "far.xls"
    data = WORKBOOKS[".xls"]([Sheet("a", [["ID", "name", "owner"], ["1", "x", "y"]])], 0)
    last = data.rindex(b"\xfd\x00\x0a\x00") + 4  # of the records of texts
    path.write_bytes(data[:last] + b"\xff\xff\xff\xff" + data[last + 4 :])
    with pytest.raises(Unreadable, match="damaged"):
        list(rows(path, form_of(path)))


def test_relations_that_are_no_xml_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsb"
    path.write_bytes(WORKBOOKS[".xlsb"]([Sheet("a", [["ID", "name", "owner"], ["1", "Лента", ""]])]))
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data.replace(b"<Relationships ", b"\0<Relationships "))
    with pytest.raises(Unreadable):
        list(rows(path, form_of(path)))


def test_a_cell_at_the_far_end_of_xml_does_not_fill_the_memory(tmp_path: Path) -> None:
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    cells = "".join(
        f'<Row ss:Index="{row}"><Cell ss:Index="{column}"><Data ss:Type="String">x</Data></Cell></Row>'
        for row, column in ((1, 1), (FAR[0] + 1, FAR[1] + 1))
    )
    path = tmp_path / "far.xml"
    text = (
        f'<?xml version="1.0"?><Workbook {space}><Worksheet ss:Name="a"><Table>{cells}</Table></Worksheet></Workbook>'
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match="cells stand far from each other"):
        list(rows(path, form_of(path)))
