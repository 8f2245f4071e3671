"""Tables in HTML and in XML of Excel 2003, saved as .xls: spans, errors, formulas, hidden rows; what is no table."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadcli.io.encodings import Unreadable
from leadcli.io.exports import form_of, rows
from leadcli.io.table_formats import Form, RawRow
from leadcli.io.tables import read_table

PAGE = """
<html><head><meta charset="windows-1251"><style>td {{ color: red }}</style></head><body>
<table><tr><td>Выгрузка</td></tr></table>
<table border=1>
<tr><th>ID<th>Название<th colspan=2>Ответственный
<tr><td>1</td><td>ООО&nbsp;«Мется &amp; Ко»</td><td rowspan="2">Ирина<br/>Соколова</td><td>x</td></tr>
<tr style="display: none"><td>2<td>  Лист
  Бумага <comment>не текст</comment><td>y</tr>
<tr><td>3<td><table><tr><td>внутри</td></tr></table><td>#Н/Д</table>
</body></html>
"""
SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
WORKBOOK = f"""<?xml version="1.0"?>
<ss:Workbook xmlns:ss="{SHEET}"><ss:Worksheet ss:Name="О файле"><ss:Table/></ss:Worksheet>
<ss:Worksheet ss:Name="Клиенты"><ss:Table>
<ss:Row><ss:Cell><ss:Data ss:Type="String">ID</ss:Data></ss:Cell><ss:Cell ss:Index="3">
<ss:Data ss:Type="String">ИНН</ss:Data></ss:Cell></ss:Row>
<ss:Row ss:Index="4" ss:Hidden="1"><ss:Cell ss:MergeDown="1"><ss:Data ss:Type="Number">7</ss:Data></ss:Cell><ss:Cell/>
<ss:Cell><ss:Data ss:Type="Number">7707123458.0</ss:Data></ss:Cell></ss:Row>
<ss:Row><ss:Cell ss:Index="2" ss:Formula="=X"/>
<ss:Cell ss:Formula="=X"><ss:Data ss:Type="Error">#N/A</ss:Data></ss:Cell></ss:Row>
<ss:Row><ss:Cell><ss:Data ss:Type="DateTime">2026-11-23T00:00:00.000</ss:Data></ss:Cell>
<ss:Cell><ss:Data ss:Type="Boolean">1</ss:Data></ss:Cell>
<ss:Cell><ss:Data ss:Type="DateTime">soon</ss:Data></ss:Cell></ss:Row>
</ss:Table></ss:Worksheet></ss:Workbook>
"""


def told(path: Path, data: bytes, sheet: str) -> list[RawRow]:
    path.write_bytes(data)
    form = form_of(path)
    return list(rows(path, Form(sheet=sheet, format=form.format)))


def test_a_page_named_xls_is_read_as_its_tables(tmp_path: Path) -> None:
    found = told(tmp_path / "export.xls", PAGE.format().encode("cp1251"), "2")
    assert [row.texts for row in found] == [
        ("ID", "Название", "Ответственный", "Ответственный"), ("1", "ООО «Мется & Ко»".replace(" ", "\u00a0", 1),
                                                               "Ирина\nСоколова", "x"),
        ("2", "Лист Бумага", "Ирина\nСоколова", "y"), ("3", "внутри", "#Н/Д", ""),
    ]  # fmt: skip
    assert [row.hidden for row in found] == [False, False, True, False]
    assert [row.marks for row in found] == [((3, "covered"),), (), ((2, "covered"),), ((2, "error"),)]
    assert form_of(tmp_path / "export.xls").others == ("2",)


def test_a_workbook_in_xml_is_read_as_its_sheets(tmp_path: Path) -> None:
    found = told(tmp_path / "export.xls", WORKBOOK.encode(), "Клиенты")
    assert [(row.line, row.texts) for row in found if any(row.texts)] == [
        (1, ("ID", "", "ИНН")), (4, ("7", "", "7707123458")), (5, ("7", "", "#N/A")),
        (6, ("2026-11-23", "yes", "soon")),
    ]  # fmt: skip
    assert [row.marks for row in found if row.marks] == [((0, "covered"), (1, "no_value"), (2, "error"))]
    assert [row.line for row in found if row.hidden] == [4]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "a PDF"), (b"PK\x03\x04...word/document.xml", "a Word document"),
        (b"\x1f\x8b\x08", "a packed file"),
        (b"PK\x03\x04...Index/Document.iwa", "a table of Apple Numbers"),
        (b"PK\x03\x04.photo.jpgPK\x05\x06", "a zip archive"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["export.xlsx", "export.csv", "clients.numbers"])
def test_what_is_no_table_is_called_what_it_is(name: str, data: bytes, kind: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Unreadable) as refused:
        form_of(path)
    problems = [refused.value.problem, *read_table(path, name).problems]
    assert [(each.code, dict(each.text.args)["kind"].text) for each in problems] == [("file-foreign", kind)] * 2


@pytest.mark.parametrize("name", ["~$clients.xlsx", ".~lock.clients.ods#", "~$клиенты.csv"])
def test_the_mark_of_an_open_table_is_no_table(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x05Irina" + b" " * 50)
    with pytest.raises(Unreadable) as refused:
        form_of(path)
    problems = [refused.value.problem, *read_table(path, name).problems]
    assert [(each.code, dict(each.text.args)["kind"].text) for each in problems] == [
        ("file-foreign", "a mark that somebody has the table open")
    ] * 2


def test_a_broken_list_in_json_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "clients.json"
    path.write_text('[\n{"id": "1"},\n{"id": "2", "a": {"b": 3}},\n{"id": \n]', encoding="utf-8")
    table = read_table(path, "data/clients.json")
    assert [dict(each.items()) for each in table.records] == [{"id": "1"}, {"id": "2", "b": "3"}]
    assert [(each.code, each.place.line) for each in table.problems] == [("row-unreadable", 4)]
