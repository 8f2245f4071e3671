"""Files in: every encoding and delimiter gives the same rows; places are right; nothing ends in a traceback."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leadcli.cli.shared.caller_files import open_callers
from leadcli.domain.places import Place
from leadcli.domain.problems import problem
from leadcli.io.csv_tables import read_csv, tell_delimiter
from leadcli.io.encodings import Unreadable, decode
from leadcli.io.excerpts import Excerpts
from leadcli.io.record_rows import read_records
from leadcli.io.table_formats import FORMATS
from leadcli.io.tables import header_among, read_table
from leadcli.io.yaml_trees import read_rows, read_yaml

ROWS = [
    ["id", "название", "город"],
    ["1", "ООО «Мется Борд», картон", "Москва"],
    ["2", 'Завод "Красный; маяк"\tи партнёры', "Нижний Новгород"],
    ["3", "в две\nстроки", ""],
]
WITHOUT_QUOTES = [[cell.replace("«", '"').replace("»", '"') for cell in row] for row in ROWS]
ENCODINGS = ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be", "cp866", "koi8-r"]


def text_of(rows: list[list[str]], delimiter: str, end: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_delimiter(encoding: str, delimiter: str, tmp_path: Path) -> None:
    rows = ROWS if encoding not in ("cp866", "koi8-r") else WITHOUT_QUOTES
    path = tmp_path / "clients.csv"
    path.write_bytes(text_of(rows, delimiter).encode(encoding))
    table = read_table(path, "data/clients.csv")
    assert table.problems == ()
    assert [list(record.values) for record in table.records] == rows[1:]
    assert [record.place.line for record in table.records] == [2, 3, 4]
    assert len(table.digest) == 64


@pytest.mark.parametrize("text", ["id;имя\n1;Пётр", "город\nКалуга\n", "Client;город\n1;Москва"])
def test_short_cp1251(text: str) -> None:
    assert decode(text.encode("cp1251"), "x") == text


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b;c,d\n", ","),
        ("a;b,c;d\n", ";"),
        ("a\tb\n", "\t"),
        ('"a;b;c",d\n', ","),
        ("a|b\n", "|"),
        ("", ","),
        ("sep=;\na,b,c\n", ";"),
        ('5" pipe;b;"c,d,e,f"\n', ";"),
    ],
)
def test_the_delimiter_is_told_from_the_header(text: str, delimiter: str) -> None:
    assert tell_delimiter(text) == delimiter


def test_trailing_delimiters_and_blank_rows_are_left_out() -> None:
    records, problems = read_csv("id;name;\n\n1;Мется;\n;;\n2;Метро;;\n", "x.csv")
    assert problems == []
    assert [r.values for r in records] == [("1", "Мется"), ("2", "Метро")]
    assert [r.place.line for r in records] == [3, 5]


def test_lines_after_embedded_newlines() -> None:
    records, problems = read_csv('id,name\n1,"a\nb\nc"\n2,d\n3\n', "x.csv")
    assert [r.place.line for r in records] == [2, 5]
    assert [(p.code, p.place.line) for p in problems] == [("csv-ragged", 6)]


def test_after_a_broken_row_reading_goes_on() -> None:
    _, problems = read_csv('id,name\n1,"open\n2,b\n3,"x"y\n4,a,b\n5,c\n', "x.csv")
    assert [(p.code, str(p.place)) for p in problems] == [
        ("csv-quote", "x.csv:2:3"), ("csv-stray-quote", "x.csv:4:5"), ("csv-ragged", "x.csv:5:1"),
    ]  # fmt: skip


def test_yaml_is_text() -> None:
    tree, problems = read_yaml(
        "inn: 0771234567\nactive: NO\nat: 12:30\nnone: ~\nempty:\nphone: +79001234567\n", "x.yaml"
    )
    assert problems == []
    assert tree is not None
    assert [value.text for _, value in tree.pairs] == ["0771234567", "NO", "12:30", "", "", "+79001234567"]
    assert [str(value.place) for _, value in tree.pairs][:2] == ["x.yaml:1:6", "x.yaml:2:9"]


def test_yaml_rows_have_a_place_for_each_cell() -> None:
    records, problems = read_rows("clients:\n  - id: c1\n    name: Мется\n", "x.yaml")
    assert problems == []
    assert str(records[0].place_of("name")) == "x.yaml:3:11"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "{" * 200_000,
        "- " * 100_000,
        "a:\n" + "".join(f"{' ' * i}b:\n" for i in range(1, 300)),
        "? " * 100_000,
    ],
)
def test_deep_yaml_does_not_end_in_a_signal(text: str, tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text(text, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from leadcli.io.tables import read_tree;"
        "print(read_tree(Path(sys.argv[1]), 'x')[1][0].code)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() in ("yaml-depth", "yaml-syntax")


def test_yaml_bombs_are_refused() -> None:
    aliases = "a: &a [x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    for text in (aliases, "a: &a {b: c}\nd: {<<: *a}\n"):
        tree, problems = read_yaml(text, "x")
        assert tree is None
        assert "yaml-anchor" in {p.code for p in problems}


def test_xlsx(tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "clients.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("черновик").hide()
    sheet = book.add_worksheet("клиенты")
    sheet.activate()
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    from datetime import datetime

    for row, cells in enumerate(
        [[], ["id", "название", "инн", "с", "активен"], ["c1", "Мется", 7708503727, None, True]]
    ):
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row, column, cell)
    sheet.write_datetime(2, 3, datetime(2024, 3, 12), day)  # noqa: DTZ001
    book.close()
    records, problems = read_records(path.read_bytes(), "data/clients.xlsx")
    assert problems == []
    assert records[0].values == ("c1", "Мется", "7708503727", "2024-03-12", "yes")
    assert str(records[0].place_of("инн")) == "data/clients.xlsx:3:3"


@pytest.mark.parametrize(
    ("sure", "first"), [((), "A"), (("B",), "B"), (("A", "B"), "A"), (("C",), "C"), (("B", "C"), "B")]
)
def test_the_first_sheet_that_is_surely_a_table_is_read_else_the_first(
    sure: tuple[str, ...], first: str, tmp_path: Path
) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in "ABC":
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["above"])
            sheet.write_row(1, 0, ["id", name])
            sheet.write_row(2, 0, [1, "x"])
    records, problems = read_records(path.read_bytes(), "t.xlsx", lambda above: (1, above[1][1] in sure))
    assert [record.columns for record in records] == [("id", first)]
    (unread,) = problems
    others = tuple(name for name in "ABC" if name != first)
    assert (unread.code, dict(unread.text.args)) == ("sheets-unread", {"choices": others, "sheet": first})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('"open\n', ["csv-quote"]),
        ("\n", ["csv-no-header"]),
        ("", ["csv-no-header"]),
    ],
)
def test_why_a_table_has_no_header_is_told(text: str, codes: list[str]) -> None:
    assert ([problem.code for problem in read_csv(text, "t")[1]], read_csv(text, "t")[0]) == (codes, ())


@pytest.mark.parametrize(
    ("text", "cell", "at", "marked"),
    [
        ("id,name,owner\nc1,Мется,Ирена\n", 2, "2:10", "Ирена"),
        ('id,name,owner\nc1,"Мется, Борд",Ирена\n', 2, "2:18", "Ирена"),
        ('id,name,owner\nc1,"Мется, Борд",Ирена\n', 1, "2:5", "Мется, Борд"),
        ('id,name,owner\nc1,"в две\nстроки",Ирена\n', 2, "3:9", "Ирена"),
        ("id;name\nc1;  Мется\n", 1, "2:6", "Мется"),
    ],
)
def test_the_caret_stands_under_the_cell(text: str, cell: int, at: str, marked: str, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text(text, encoding="utf-8", newline="")
    found = Excerpts(lambda _: path)(problem("value-missing", Place("clients.csv", 2, 0, cell), column="x"))
    assert found is not None
    completed, line, column, length = found
    assert str(completed.place) == f"clients.csv:{at}"
    assert line[column - 1 : column - 1 + length] == marked


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300), begins=st.sampled_from([b"", b"", *(f.begins for f in FORMATS.values())]))
@example(data=b"\xff\xfe\x00", begins=b"")
@example(data=b'id,name\n"', begins=b"")
def test_any_bytes_are_a_table_or_a_problem(
    data: bytes, begins: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for found in FORMATS.values():
        path = folder / f"any{found.suffixes[0]}"
        path.write_bytes(begins + data)
        assert len(read_table(path, path.name).digest) == 64


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('1;Труба 5";x\n2;Метсо;y\n', [("1", 'Труба 5"', "x"), ("2", "Метсо", "y")]),
        ('1;Труба 5";Кран 3"\n', [("1", 'Труба 5"', 'Кран 3"')]),
        ('1;"в две\nстроки";x\n\n;;\n2;"ООО ""Мется; Борд""";y\n', [("1", "в две\nстроки", "x"),
                                                                ("2", 'ООО "Мется; Борд"', "y")]),
        ('1;ООО "Мется; Борд";x\n', [("1", 'ООО "Мется; Борд"', "x")]),
        ("1; Метсо \u00a0;x;;\n", [("1", "Метсо", "x")]),
    ],
)  # fmt: skip
def test_callers_have_quotes_inside_of_cells(text: str, wanted: list[tuple[str, ...]], tmp_path: Path) -> None:
    path = tmp_path / "callers.csv"
    path.write_text("id;caller;city\n" + text, encoding="utf-8", newline="")
    callers, rows = open_callers(str(path))
    assert [(tuple(cells), fault) for cells, fault in map(callers.cells, rows)] == [(row, None) for row in wanted]


@pytest.mark.parametrize("row", range(1, 41))
@pytest.mark.parametrize(
    ("damage", "lost"),
    [
        ('{id};монитор 24";x;y', 0), ('{id};24" и 15";"x";y', 0), ('{id};"Рога" и копыта;x;y', 0),
        ('{id};"ООО \\"Мется; Борд\\"";x;y', 0), ('{id};"в две\n{id};строки;x;y";x;y', 0),
        ('{id};"список:\n1;a;b;c\n2;d;e;f\n";x;y', 0), ('{id};x;y;"список:\n1;a;b;c\n2;d;e;f"', 0),
        ('{id};ООО "А; Б";x;y', 0),
        ('{id};"ООО Мется;x;y', 1), ('{id};x;y;"', 1), ('{id};"a"b;"c;y', 1), ('{id};x', 1), ('{id};a;b;c;d', 1),
        ('{id};"начало\nбез конца;x;y', 2),
    ],
)  # fmt: skip
def test_a_broken_row_costs_itself_only(damage: str, lost: int, row: int, tmp_path: Path) -> None:
    """One row of forty is written so: the others are read, with inch marks, quotes and lines in cells around."""
    two = '"y\nz"'
    lines = [f'{n};труба 5";"ООО ""Мется""";{"x" if n % 7 else two}' for n in range(41)]
    lines[row] = damage.format(id=row)
    path = tmp_path / "callers.csv"
    path.write_text("id;caller;city;note\n" + "\n".join(lines[1:]) + "\n", encoding="utf-8", newline="")
    callers, rows = open_callers(str(path))
    found = [(cells, fault) for cells, fault in map(callers.cells, rows)]
    sound = [int(cells[0]) for cells, fault in found if fault is None]
    assert sound == [n for n in range(1, 41) if n != row or not lost]
    assert len(found) - len(sound) == lost


def test_an_inch_mark_is_a_letter_in_any_number_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "callers.csv"
    rows_of_text = [f'{n};труба {n}"' if n % 3 else f"{n};Метсо" for n in range(20_000)]
    path.write_text("id;caller\n" + "\n".join(rows_of_text) + "\n", encoding="utf-8")
    callers, rows = open_callers(str(path))
    assert [";".join(callers.cells(row)[0]) for row in rows] == rows_of_text


def test_a_cell_of_megabytes_is_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "callers.csv"
    path.write_text('id;caller;city\n1;"' + "строка\n" * 300_000 + '";x\n2;Метсо;y\n', encoding="utf-8")
    callers, rows = open_callers(str(path))
    assert [(len(cells[1]) > 2_000_000, fault) for cells, fault in map(callers.cells, rows)] == [
        (True, None), (False, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"1;a;b;c", "{found} cells, the header has {expected}"), (b'1;"a;b', "a quote is opened and never closed"),
        (b"1;a\0;b", "it holds a NUL character"), (b"1;\xff\xfe;b", "some of its bytes are not text in this encoding"),
    ],
)  # fmt: skip
def test_what_a_caller_cannot_be_is_a_fault_of_its_row(line: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "callers.csv"
    path.write_bytes("id;caller;city\n7;Метсо;\n".encode() + line + b"\n")
    callers, rows = open_callers(str(path), "utf-8")
    sound, faulty = map(callers.cells, rows)
    assert sound == (["7", "Метсо", ""], None)
    assert faulty[1] is not None
    assert faulty[1].text == why
    assert not any("\ud800" <= letter <= "\udfff" for cell in faulty[0] for letter in cell)


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=12)


@settings(max_examples=150, deadline=None)
@example(rows=[["", "", '\\"']], delimiter=",")
@example(rows=[["1", '\\"\\', '"']], delimiter=";")
@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6), delimiter=st.sampled_from(",;\t"))
def test_what_csv_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    header = ["id", "name", "city"]
    records, problems = read_csv(text_of([header, *rows], delimiter), "x", delimiter)
    blanks = " \t\u00a0\ufeff"
    expected = [[c.strip(blanks) for c in row] for row in rows]
    assert problems == []
    assert [list(r.values) for r in records] == [row for row in expected if any(row)]


ID = st.integers(1, 99).map(lambda number: f"C-{number}")
PASTED = st.lists(st.tuples(ID, st.text("ab", max_size=3), st.text("cd", max_size=3)), min_size=1, max_size=4).map(
    lambda rows: "\n".join(map(";".join, rows))
)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(ID, CELL | PASTED, CELL | PASTED), max_size=6))
def test_a_table_in_a_cell_is_text_of_that_cell(rows: list[tuple[str, str, str]]) -> None:
    records, problems = read_csv(text_of([["id", "name", "city"], *map(list, rows)], ";"), "x", ";")
    assert problems == []
    assert [r.values for r in records] == [tuple(c.strip(" \t\u00a0\ufeff") for c in row) for row in rows]


@pytest.mark.parametrize("text", ["'id';'caller'\n'1';'Метсо'\n", "\ufeff'id', 'caller'\r\n'1', 'Метсо'\r\n"])
def test_quotes_of_another_kind_are_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "callers.csv"
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(Unreadable) as refused:
        open_callers(str(path))
    assert refused.value.problem.code == "csv-quote-sign"
    assert [each.code for each in read_table(path, "x").problems] == ["csv-quote-sign"]


@pytest.mark.parametrize(
    "text",
    [
        '[{"ID": "1", "PHONE": [{"VALUE": "+7", "TYPE": "WORK"}]}, {"ID": "2", "PHONE": []}]',
        '{"result": [\n{"ID": "1", "PHONE": [{"VALUE": "+7"}]},\n{"ID": "2"}], "next": 50, "total": 2}',
        '\n{"total": 2, "next": null, "result": [{"ID": 1, "PHONE": "+7"}, {"ID": 2}]}',
        '{"_links": {"self": {"href": "x"}}, "_embedded": {"companies": [{"ID": 1, "PHONE": "+7"}, {"ID": 2}]}}',
        '{"totalSize": 2, "done": true, "records": [{"ID": 1, "PHONE": "+7"}, {"ID": 2}]}',
    ],
)
def test_a_list_of_objects_is_read_with_what_an_interface_puts_around(text: str, tmp_path: Path) -> None:
    path = tmp_path / "companies.json"
    path.write_text(text, encoding="utf-8")
    table = read_table(path, "x")
    assert table.problems == ()
    assert [record["ID"] for record in map(dict, (r.items() for r in table.records))] == ["1", "2"]
    assert dict(table.records[0].items())["PHONE"] == "+7"


def test_lines_of_objects_are_no_such_list(tmp_path: Path) -> None:
    path = tmp_path / "callers.jsonl"
    path.write_text('{"name": "Метсо", "phones": [{"VALUE": "+7"}]}\n{"name": "Кедр"}\n', encoding="utf-8")
    assert [dict(r.items())["name"] for r in read_table(path, "x").records] == ["Метсо", "Кедр"]


def test_a_line_of_blanks_is_no_labelled_caller(tmp_path: Path) -> None:
    from leadcli.cli.shared.caller_files import labelled

    path = tmp_path / "labelled.csv"
    path.write_text("caller,city,client_id\nМется,Москва,s01\n    \n , , \nЗаря,,\n", encoding="utf-8")
    assert [case.caller.name for case in labelled(str(path))] == ["Мется", "Заря"]


@pytest.mark.parametrize(
    ("above", "at", "whole"),
    [
        ([], 0, False),
        (["  ", "a b", "c d"], 1, False),  # none is known: the first that is not empty
        (["report", "name owner"], 1, True),
        (["name city", "name owner"], 1, True),  # as many, but all that are needed
        (["name owner", "name owner city"], 1, True),
        (["name owner", "name owner"], 0, True),
    ],
)
def test_which_row_is_the_header(above: list[str], at: int, whole: bool) -> None:
    known = ("name", "owner", "city")
    rows = [line.split(" ") for line in above]
    found = header_among(rows, lambda cells: {c: n for n, c in enumerate(cells) if c in known}, known[:2])
    assert found == (at, whole)
