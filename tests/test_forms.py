"""The form of a CSV, what is told or said of it; its rows as they came; files that hold no table."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from leadcli.domain.messages import Refusal
from leadcli.domain.places import Problem
from leadcli.io import exports, raw_csv
from leadcli.io.exports import about_rows, digest_of, fitted, form_of, rows
from leadcli.io.table_formats import FORMATS, Form, Given, RawRow, foreign
from leadcli.io.tables import table_file, table_names, unread_files

LE, BE = codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE
TEXT = "id;имя\n1;Пётр\n"
# Bytes, the encoding and delimiter that are said, and what comes of it: encoding, mark, delimiter.
FORMS = [
    (TEXT.encode(), "", "", ("utf-8", b"", ";")),
    (TEXT.encode("utf-8-sig"), "", "", ("utf-8", codecs.BOM_UTF8, ";")),
    (TEXT.encode("utf-8-sig"), "utf-8-sig", "", ("utf-8", codecs.BOM_UTF8, ";")),
    (TEXT.encode(), "UTF8", "", ("utf-8", b"", ";")),
    (LE + TEXT.encode("utf-16-le"), "", "", ("utf-16-le", LE, ";")),
    (BE + TEXT.encode("utf-16-be"), "", "", ("utf-16-be", BE, ";")),
    (BE + TEXT.encode("utf-16-be"), "utf-16", "", ("utf-16-be", BE, ";")),
    (LE + TEXT.encode("utf-16-le"), "utf-16", "", ("utf-16-le", LE, ";")),
    (TEXT.encode("utf-16-le"), "utf-16", "", ("utf-16-le", b"", ";")),
    (TEXT.encode("utf-32-le"), "utf-32", "", ("utf-32-le", b"", ";")),
    (TEXT.encode("utf-16-be"), "", "", ("utf-16-be", b"", ";")),
    (TEXT.encode("cp1251"), "windows-1251", "", ("cp1251", b"", ";")),
    (TEXT.encode(), "", "tab", ("utf-8", b"", "\t")),
    (TEXT.encode(), "", "\\t", ("utf-8", b"", "\t")),
    (TEXT.encode(), "", "|", ("utf-8", b"", "|")),
    (b"", "", "", ("utf-8", b"", ",")),
]


@pytest.mark.parametrize(("data", "encoding", "delimiter", "told"), FORMS)
def test_the_form_is_told_where_it_is_not_said(
    data: bytes, encoding: str, delimiter: str, told: tuple[str, bytes, str]
) -> None:
    form = form_of(Given("t.csv", data), encoding, delimiter)
    assert (form.encoding, form.mark, form.delimiter) == told
    if told[2] == ";":
        assert [row.raw for row in rows(Given("t.csv", data), form)] == TEXT.splitlines(keepends=True)


@pytest.mark.parametrize(("data", "encoding"), [(TEXT.encode(), "utf-88"), (b"'id';'n'\n", "")])
def test_a_form_that_is_none_is_refused(data: bytes, encoding: str) -> None:
    with pytest.raises(Refusal):
        form_of(Given("t.csv", data), encoding)


@pytest.mark.parametrize("size", range(13, 30))
def test_a_letter_that_is_cut_where_one_looks_no_further_is_no_damage(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (exports, raw_csv):
        monkeypatch.setattr(module, "HEAD", size)
    (tmp_path / "t.csv").write_text("id;имя;a\n1;Пётр\n2;Глаша\n", encoding="utf-8")
    assert form_of(tmp_path / "t.csv").encoding == "utf-8"


# Lines, rows above the header, and of each row its number, its line and where errors of a spreadsheet stand.
ROWS: dict[str, tuple[bytes, int, list[tuple[int, int, tuple[int, ...]]]]] = {
    "plain": (b"id;n\n1;a\r\n2;b", 0, [(0, 1, ()), (1, 2, ()), (2, 3, ())]),
    "line ends of every kind": (b"id\r1\r\n2\n3\r", 0, [(0, 1, ()), (1, 2, ()), (2, 3, ()), (3, 4, ())]),
    "errors": (b"id;#N/A\n#REF!;Err:502\n#1;a", 0, [(0, 1, (1,)), (1, 2, (0, 1)), (2, 3, ())]),
    "an error in quotes": (b'id;n\n1;"#N/A"\n', 0, [(0, 1, ()), (1, 2, (1,))]),
    "quotes in a cell, as wide as the header": (b'id;n\na "b;c" d;#N/A\n', 0, [(0, 1, ()), (1, 2, (1,))]),
    "and wider": (b'id;n;m\na "b;c" d;#N/A\n', 0, [(0, 1, ()), (1, 2, (2,))]),
    "rows above": (b'title\n\nid;n\na "b;c" d;#N/A\n', 2, [(0, 1, ()), (0, 2, ()), (0, 3, ()), (1, 4, (1,))]),
    "a row above of another width": (b'a "b;c" d;#N/A\nid\n', 1, [(0, 1, (2,)), (0, 2, ())]),
    "lines in a cell": (b'id;n\n1;"a\n#N/A";#N/A\n2;#N/A\n', 0, [(0, 1, ()), (1, 2, (2,)), (2, 4, (1,))]),
}


@pytest.mark.parametrize("case", ROWS)
def test_rows_come_with_their_lines_and_errors(case: str) -> None:
    data, skip, wanted = ROWS[case]
    found = list(rows(Given("t.csv", data), Form("utf-8", delimiter=";", skip=skip)))
    assert [(row.number, row.line, tuple(at for at, _ in row.marks)) for row in found] == wanted
    assert "".join(row.raw for row in found).encode() == data


@pytest.mark.parametrize(
    ("data", "fault"), [(b"1;a", False), (b"1;\xff", True), (b"1;\0", True), ("1;я".encode(), False)]
)
def test_what_is_no_text_is_the_fault_of_its_row(data: bytes, fault: bool) -> None:
    _, row, other = rows(Given("t.csv", b"id;n\n" + data + b"\n2;b\n"), Form("utf-8", delimiter=";"))
    assert (row.fault is not None, other.fault) == (fault, None)
    assert row.raw.encode("utf-8", "surrogateescape") == data + b"\n"


# A row of a file whose header has three cells: its cells, and why it cannot be used.
FITTED = [
    ("1;a;b", ["1", "a", "b"], ""), ("1;a;b; ;", ["1", "a", "b"], ""), ("1;a", ["1", "a"], "2 cells"),
    ("1;", ["1", ""], "2 cells"), (";", ["", ""], ""), ("", [""], ""), ("1;a;b;c", ["1", "a", "b", "c"], "4 cells"),
    ('1;"a', ["1", '"a'], "never closed"), ('1;a "b;c" d;e', ["1", 'a "b;c" d', "e"], ""),
    ("1;\0;b", ["1", "\0", "b"], "NUL"),
    ("1;a\udcff;b", ["1", "a\ufffd", "b"], "not text"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "cells", "why"), FITTED)
def test_a_row_has_as_many_cells_as_the_header_or_says_why_not(raw: str, cells: list[str], why: str) -> None:
    form = Form("utf-8", delimiter=";")
    row = raw_csv.row_of(1, 2, raw.encode("utf-8", "surrogateescape"), form, 3)
    found, fault = fitted(row, form, 3)
    said = fault.text.replace("{found}", str(dict(fault.args).get("found"))) if fault else ""
    assert (found, why in said, bool(said)) == (cells, True, bool(why))


def test_a_sheet_has_no_ragged_rows() -> None:
    for texts, cells in (((), ["", ""]), (("1",), ["1", ""]), (("1", "a", "", ""), ["1", "a"])):
        assert fitted(RawRow(1, 2, "", None, texts), Form(sheet="A"), 2) == (cells, None)


@pytest.mark.parametrize(
    ("text", "skip", "delimiter", "count"),
    [
        ("", 0, ";", 0), ("id\n", 0, ";", 0), ("id\n1\n2\n", 0, ";", 2), ("title\nid\n1\n", 1, ";", 1),
        ("id\n", 3, ";", 0), ("id\n1\n", 0, "", None),
    ],
)  # fmt: skip
def test_about_how_many_rows_there_are(
    text: str, skip: int, delimiter: str, count: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "HEAD", 3)
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    assert about_rows(tmp_path / "t.csv", Form(delimiter=delimiter, skip=skip)) == count


ZIP, END = b"PK\x03\x04", b"PK\x05\x06" + bytes(18)
TABLES = [b"", b"ppt/", b"id;n\n1;PK\x05\x06", ZIP + b"a.txt", ZIP + b"xl/workbook.xml word/document.xml" + END]


@pytest.mark.parametrize("head", TABLES)
def test_what_may_be_a_table_is_not_called_another_thing(head: bytes) -> None:
    assert foreign(head) is None


def test_a_file_is_known_by_all_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"")
    assert digest_of(tmp_path / "t.csv") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


# --- the files of a workspace's tables --------------------------------------------------------------------------------
FILES: list[tuple[list[str], str | list[str] | None]] = [
    ([], None), (["clients.csv"], "clients.csv"), (["Clients.XLSX", "groups.csv"], "Clients.XLSX"),
    (["КЛИЕНТЫ.tsv"], "КЛИЕНТЫ.tsv"), (["клиенты\u0438\u0306.csv"], None), (["clients.pdf", "clients", "csv"], None),
    (["my clients.csv", ".clients.csv"], None), (["clients.csv", "clients.json"], ["clients.csv", "clients.json"]),
    (["клиенты.csv", "clients.yaml", "clients.ods"], ["clients.ods", "clients.yaml"]),
]  # fmt: skip


@pytest.mark.parametrize(("files", "found"), FILES)
def test_the_file_of_a_table_is_found_by_its_name(
    files: list[str], found: str | list[str] | None, tmp_path: Path
) -> None:
    (tmp_path / "data" / "clients.csv.d").mkdir(parents=True)
    for name in files:
        (tmp_path / "data" / name).touch()
    told = table_file(tmp_path, "clients")
    if isinstance(found, list):
        assert isinstance(told, Problem)
        said = dict(told.text.args)
        assert [said["first"], said["second"], str(told.place)] == [f"data/{each}" for each in (*found, found[1])]
    else:
        assert told == (found and tmp_path / "data" / found)


def test_a_file_that_nothing_reads_is_told(tmp_path: Path) -> None:
    assert (unread_files(tmp_path), table_file(tmp_path, "clients")) == ([], None)
    (tmp_path / "data").mkdir()
    passed_over = ("clients.csv", "Notes.MD", ".hidden", "~$clients.xlsx", "clients.csv~", "from-crm.csv")
    for name in (*passed_over, "other.csv", "clients.pdf", "managers"):
        (tmp_path / "data" / name).touch()
    found = unread_files(tmp_path, ["from-crm.csv"])
    assert [str(each.place) for each in found] == ["data/clients.pdf", "data/managers", "data/other.csv"]
    assert "data/from-crm.csv" in [str(each.place) for each in unread_files(tmp_path)]


def test_a_table_may_be_in_a_file_of_any_format() -> None:
    assert table_names("links")[:3] == ("data/links.csv", ".xlsx", ".xlsb")
    assert len(table_names("links")) == len(FORMATS)
