"""What a batch is known by, and what became of its file: tables of cases."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from leadcli.assignment.batch_rows import Move, id_of, mark_of, move_of, new_salt, salt_of
from leadcli.cli.apply.command import left_over, owner_text, plan_file, shown, written_otherwise
from leadcli.cli.apply.rewriting import Applied
from leadcli.cli.shared.batches import (
    SHOWN,
    _took_place,
    columns_kept,
    columns_now,
    encoded,
    fits_form,
    header_of,
    settle,
)
from leadcli.cli.undo.command import asked_before, columns_marked
from leadcli.cli.undo.taking_back import export_now
from leadcli.domain.book import Book, Manager
from leadcli.domain.messages import Refusal
from leadcli.io.table_formats import Form
from leadcli.ledger.intents import Intent, intend, intents
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.lineage import Step
from leadcli.ledger.ruling_records import Entry
from leadcli.output.text.speech import Speech


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# What stands where the new file was to be written, whether the part that was written beside it is still there, what
# stood there before; whether the new file took its place.
PLACES = [
    (None, True, "", False),
    (None, False, "", False),
    ("new", False, "old", True),
    ("new", True, "old", True),
    ("old", True, "old", False),
    ("old", False, "old", False),
    ("changed since", False, "old", True),
    ("another's", True, "old", False),
    ("changed since", False, "", True),
]


@pytest.mark.parametrize(("there", "part", "before", "took"), PLACES)
def test_it_is_told_whether_a_file_took_its_place(
    there: str | None, part: bool, before: str, took: bool, tmp_path: Path
) -> None:
    path, beside = tmp_path / "e.csv", tmp_path / ".e.csv.part"
    if there is not None:
        path.write_text(there, encoding="utf-8")
    if part:
        beside.write_text("new", encoding="utf-8")
    intent = Intent(7, str(path), str(beside), hashed("new"), before and hashed(before))
    assert _took_place(intent) is took


@pytest.mark.parametrize(("there", "part", "before", "took"), PLACES)
def test_what_a_call_left_is_completed_or_taken_back(
    there: str | None, part: bool, before: str, took: bool, tmp_path: Path
) -> None:
    path, beside = tmp_path / "e.csv", tmp_path / ".e.csv.part"
    with Ledger(None) as ledger:
        assert settle(ledger) == []
        with ledger.writing():
            entry = Entry("batch", "key", "2026-11-23", "{}")
            [(number, _)] = ledger.append([entry], "test", "2026-11-23T09:00:00Z")
            intend(ledger, Intent(number, str(path), str(beside), hashed("new"), before and hashed(before)))
        for file, text in ((path, there), (beside, "new" if part else None)):
            if text is not None:
                file.write_text(text, encoding="utf-8")
        (said,) = settle(ledger)
        assert ("its file is whole and counts" in said.text) is took
        assert ("does not count" in said.text) is not took
        assert dict(said.args)["number"] == number
        assert (intents(ledger), settle(ledger)) == ([], [])
        assert len(list(ledger.select({"kind": "revert"}))) == (0 if took else 1)
    assert beside.exists() is (part and took)
    assert path.exists() is (there is not None)


def test_a_folder_is_not_the_file(tmp_path: Path) -> None:
    assert not _took_place(Intent(7, str(tmp_path), "", "", ""))


# A header, the columns of a batch, how they are kept; another header, and where they are in it.
KEPT = {"owner": 1, "id": 0, "name": 2}
COLUMNS: list[tuple[list[str], dict[str, int], dict[str, list[Any]], list[str], dict[str, int]]] = [
    (["ID", "Owner", "Name"], KEPT, {"owner": ["Owner", 0], "id": ["ID", 0], "name": ["Name", 0]},
     ["Name", "x", "owner", "id"], {"owner": 2, "id": 3, "name": 0}),
    (["x", "Owner", "OWNER", "x"], {"owner": 2, "id": 3}, {"owner": ["OWNER", 1], "id": ["x", 1]},
     ["owner", "x", "Owner", "x"], {"owner": 2, "id": 3}),
    (["x", "Owner", "OWNER", "x"], {"owner": 2, "id": 3}, {"owner": ["OWNER", 1], "id": ["x", 1]},
     ["x", "owner"], {"owner": 1, "id": 0}),
    (["Owner", "ID"], {"owner": 0, "id": 2}, {"owner": ["Owner", 0]}, ["Ответственный"], {"owner": 0}),
    (["Owner", "ID"], {"owner": 0, "id": 1}, {"owner": ["Owner", 0], "id": ["ID", 0]}, ["a", "b"], {}),
    (["Кто", "Номер"], {"owner": 0, "id": 1}, {"owner": ["Кто", 0], "id": ["Номер", 0]},
     ["ID", "Ответственный"], {"owner": 1, "id": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("header", "fields", "kept", "now", "found"), COLUMNS)
def test_the_columns_of_a_batch_are_found_again(
    header: list[str], fields: dict[str, int], kept: dict[str, list[Any]], now: list[str], found: dict[str, int]
) -> None:
    assert columns_kept(header, fields) == kept
    assert columns_now(now, kept) == found


def test_a_column_that_is_another_s_by_its_own_name_is_not_taken_by_the_table_of_fields() -> None:
    assert columns_now(["Ответственный", "x"], {"id": ["Ответственный", 0], "owner": ["gone", 0]}) == {"id": 0}


@pytest.mark.parametrize(
    ("name", "form", "remedy"),
    [
        ("o.csv", Form(), ""), ("o.txt", Form(), ""), ("o", Form(), ""), ("o.XLSX", Form(), "name it so: -o o.csv"),
        ("o.xlsx", Form(format="xlsx", sheet="A"), ""), ("o.xlsm", Form(format="xlsx", sheet="A"), ""),
        ("o.csv", Form(format="xlsx", sheet="A"), "name it so: -o o.xlsx"),
        ("o.ods", Form(format="ods", sheet="A"), "save the export as .xlsx or CSV and make the plan of that"),
        ("o.json", Form(format="JSON"), "save the export as .xlsx or CSV and make the plan of that"),
    ],
)  # fmt: skip
def test_a_name_says_the_form_that_is_written_or_is_told_which(name: str, form: Form, remedy: str) -> None:
    if not remedy:
        fits_form(Path(name), form)
        return
    with pytest.raises(Refusal) as refused:
        fits_form(Path(name), form)
    assert Speech("en").say(refused.value.said[-1]) == remedy


@pytest.mark.parametrize(
    ("text", "skip", "header"), [("id;n\n1;a\n", 0, ["id", "n"]), ("t\nid;n\n1;a\n", 1, ["id", "n"]), ("", 0, [])]
)
def test_the_header_is_read(text: str, skip: int, header: list[str], tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(text, encoding="utf-8")
    assert header_of(tmp_path / "e.csv", Form("utf-8", delimiter=";", skip=skip)) == header


def test_a_row_is_written_in_the_encoding_of_its_export_or_refused() -> None:
    form = Form("cp1251")
    assert encoded("я\udc98;a\n", form, "surrogateescape") == "я".encode("cp1251") + b"\x98;a\n"
    with pytest.raises(Refusal) as refused:
        encoded(" Ő;a\n", form, "strict")
    assert dict(refused.value.said[0].args)["name"] == "Ő;a"
    with pytest.raises(Refusal) as refused:
        encoded("Ő", form, "strict", "Ő Ő")
    assert dict(refused.value.said[0].args)["name"] == "Ő Ő"
    assert Speech("en").say(refused.value.said[1]) == "save the file as UTF-8, and begin with that"


# --- what is said -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("done", "rows"), [
    (Applied([]), []),
    (Applied([], formulas=[9, 3]), [("3", "9"), None]),
    (Applied([], merged=[4]), [("4",), None]),
    (Applied([], links=(5, 2)), [("2", "5")]),
    (Applied([], [1], [2], 0, (3,)), [("1",), None, ("2",), None, ("3",)]),
])  # fmt: skip
def test_what_is_left_is_said(done: Applied, rows: list[Any]) -> None:
    assert [dict(each.args).get("rows") for each in left_over(done)] == rows


def test_so_many_are_named() -> None:
    assert shown(range(SHOWN + 9, 0, -1)) == tuple(map(str, range(1, SHOWN + 1)))
    texts = tuple(map(str, range(SHOWN + 1)))
    assert [dict(each.args)["texts"] for each in written_otherwise(texts)] == [texts[:SHOWN]]
    assert list(written_otherwise(())) == []


def test_an_owner_is_written_as_the_export_does_or_refused() -> None:
    book = Book({"i": Manager("i", "Ирина", email="i@team.example"), "b": Manager("b", "Борис")})
    assert [owner_text(book, "i", style) for style in ("email", "name")] == ["i@team.example", "Ирина"]
    assert owner_text(book, "b", "name") == "Борис"
    with pytest.raises(Refusal):
        owner_text(book, "b", "email")


@pytest.mark.parametrize(("name", "beside", "plan"), [
    ("p.jsonl", True, "p.jsonl"), ("p.html", True, "p.jsonl"), ("p.html", False, "p.html"), ("p.xlsx", True, "p.jsonl"),
    ("p.txt", True, "p.txt"),
])  # fmt: skip
def test_a_report_stands_for_its_plan(name: str, beside: bool, plan: str, tmp_path: Path) -> None:
    if beside:
        (tmp_path / "p.jsonl").write_text("", encoding="utf-8")
    assert plan_file(tmp_path / name).name == plan


# --- taken back -------------------------------------------------------------------------------------------------------
def test_without_a_salt_no_mark_is_asked() -> None:
    columns = {"owner": 1, "id": 2, "name": 3, "inn": 4}
    assert columns_marked(columns, "salt") == columns
    assert columns_marked(columns, "") == {"owner": 1, "id": 2}


def step(seq: int, of: int = 0, live: bool = True, put: tuple[str, str] | None = None) -> Step:
    return Step(seq, of, "", "", "", live, {"calculation": put})


ONE, TWO = ("a", "b"), ("c", "d")
CALCULATION: list[tuple[list[Step], list[Step], tuple[str, str] | None]] = [
    ([step(1, put=ONE)], [], ONE),
    ([step(1)], [], None),
    ([step(2, put=ONE)], [], None),
    ([step(1, put=ONE)], [step(1, put=ONE)], ONE),
    ([], [step(1, put=ONE), step(2, put=TWO)], None),
    ([], [step(2, put=TWO), step(1)], None),
    ([], [step(2, live=False, put=TWO), step(1)], TWO),
    ([], [step(1, put=ONE), step(2, live=False), step(3, of=2)], ONE),
    ([step(1, put=ONE)], [step(1), step(2, live=False)], None),
]


@pytest.mark.parametrize(("every", "been", "put"), CALCULATION)
def test_a_workbook_is_as_it_was_once_nothing_else_stands(
    every: list[Step], been: list[Step], put: tuple[str, str] | None
) -> None:
    assert asked_before(every, been, 1) == put


@pytest.mark.parametrize(
    ("body", "private", "salt"),
    [
        ({"salt": "⟨salt 1⟩"}, {"⟨salt 1⟩": "abc"}, "abc"), ({"salt": "⟨salt 1⟩"}, {}, ""),
        ({"salt": "abc"}, {}, "abc"), ({}, {}, ""), ({}, {"": "abc"}, "abc"),
    ],
)  # fmt: skip
def test_what_marks_are_made_with_is_forgotten_where_it_was(
    body: dict[str, str], private: dict[str, str], salt: str
) -> None:
    assert salt_of(body, private) == salt


@pytest.mark.parametrize("xml", [None, "<c/>"])
@pytest.mark.parametrize("marks", [(), ("a", "")])
def test_a_move_is_its_note(marks: tuple[str, ...], xml: str | None) -> None:
    move = Move(1, "id", "before", "after", marks, xml)
    assert move_of(move.note) == move
    assert move_of([1, "id", "before", "after", *([xml] if xml else [])]) == Move(1, "id", "before", "after", (), xml)


TEXTS = {"name": ("Ёлка  ООО", "елка ооо", "ёлка ОOО".replace("O", "О")), "inn": ("0771/2", "771", "№ 771", "771.0")}


@pytest.mark.parametrize("field", TEXTS)
def test_a_mark_is_the_same_however_a_text_is_written(field: str) -> None:
    assert len({mark_of("s", field, text) for text in TEXTS[field]}) == 1
    assert mark_of("s", field, TEXTS[field][0]) != mark_of("t", field, TEXTS[field][0])
    assert len(mark_of("s", field, "1")) == 12
    assert mark_of("s", "name", "007") == mark_of("s", "name", "7") != mark_of("s", "inn", "7")
    assert mark_of("s", field, " ") == ""
    one, other = (mark_of(new_salt()[:1], "name", text) for text in ("ООО «Заря»", 'ООО "Заря"'))
    assert one == other != mark_of("q", "name", "ООО Зоря")
    assert mark_of("5", "name", "«Заря»") != mark_of("5", "name", "Заря"), "as older batches were kept"
    assert mark_of("q", "name", "«»") == ""


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (" 7 ", "7"),
        ("007", "7"),
        ("000", "0"),
        ("C-07", "C-07"),
        ("1.2E+10", ""),
        ("1,2e+10", ""),
        ("", ""),
        ("901.0", "901"),
        ("0901,00", "901"),
        ("901.5", "901.5"),
        ("100 000 901", "100000901"),
        ("100\u00a0000\u00a0901", "100000901"),
        ("1\u202f000", "1000"),
        ("1'000'901", "1000901"),
        ("100,000,901", "100000901"),
        ("1.000.901", "1000901"),
        ("1,000", ""),
        ('="00901"', "901"),
        ("'901", "901"),
        ("12 34", "12 34"),
        ("1.0.0", "1.0.0"),
    ],
)
def test_an_id_is_compared_without_what_a_spreadsheet_does_to_it(text: str, own: str) -> None:
    assert id_of(text) == own


# Lines of an export, and how many stand above the header by which the columns of a batch are found again.
HEADERS = [
    ("id;owner\n1;a\n", 0), ("title\n\nid;owner\n1;a\n", 2), ("id;owner\n1;a\nid;owner\n2;b\n", 0),
    ("owner;x\nid;owner;name\n1;a;b\n", 1), ("owner;id\nid;owner;name\n1;a;b\n", 1), ("id;owner;name\nowner;id\n", 0),
]  # fmt: skip


@pytest.mark.parametrize(("text", "above"), HEADERS)
def test_the_header_of_an_export_is_the_first_that_has_most_of_the_columns(
    text: str, above: int, tmp_path: Path
) -> None:
    (tmp_path / "e.csv").write_text(text, encoding="utf-8")
    columns = {"owner": ["owner", 0], "id": ["id", 0], "name": ["name", 0]}
    assert export_now(tmp_path / "e.csv", Form("utf-8", delimiter=";"), columns, "s").form.skip == above


@pytest.mark.parametrize("text", ["id;name\n1;a\n", "owner;x\na;b\n", "x\n"])
def test_an_export_without_the_columns_of_a_batch_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal):
        export_now(tmp_path / "e.csv", Form("utf-8", delimiter=";"), {"owner": ["owner", 0], "id": ["id", 0]}, "s")
