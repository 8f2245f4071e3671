"""Workbooks as exports: read like CSV, written back with nothing changed but the owners' cells."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from conftest import ROOT, TODAY, Ran, run_leadcli
from test_reassign import HEADERS, base, plan_of

from leadcli.fields.crm_presets import layout
from leadcli.io.exports import form_of, rows
from leadcli.io.table_formats import Form
from leadcli.io.workbook_edits import Patcher, Put, column_of, letters, patch, row_of

SOFFICE = shutil.which("soffice") or ""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    return tmp_path


def say(team: Path, *words: str) -> Ran:
    return run_leadcli(*words, folder=team, language="en")


def workbook(path: Path, preset: str = "bitrix24-companies") -> int:
    """An export as a workbook: formats, a formula, a comment, a second sheet, numbers for INNs. The owner's column."""
    headers = HEADERS[preset]
    fields = layout(headers, preset).fields
    keys = {field: fields[field] for field in ("id", "name", "owner")}
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Компании & <все>")
    bold, money = book.add_format({"bold": True, "bg_color": "#FFCC00"}), book.add_format({"num_format": "#,##0.00"})
    sheet.write_row(2, 0, headers, bold)  # a title and a blank row stand above in real workbooks; here two blank ones
    free = [i for i in range(len(headers)) if i not in keys.values()]
    for number, (name, owner) in enumerate(base(), 1):
        row = 2 + number
        sheet.write_number(row, keys["id"], 1000 + number)
        sheet.write_string(row, keys["name"], name)
        if owner or number % 2:
            sheet.write_string(row, keys["owner"], owner, bold if number % 3 == 0 else None)
        if free:
            sheet.write(row, free[0], 1234.5 * number, money)
        if len(free) > 1:
            sheet.write_formula(row, free[1], f"=1+{number}", None, 1 + number)
    sheet.set_column(keys["name"], keys["name"], 44)
    sheet.write_comment(3, 0, "заметка")
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, 10, len(headers) - 1)
    book.add_worksheet("Другой лист").write(0, 0, "Дима")
    book.close()
    return keys["owner"]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as book:
        return {info.filename: book.read(info) for info in book.infolist()}


def cells(sheet: bytes) -> dict[str, bytes]:
    return {m[1].decode(): m[0] for m in re.finditer(rb'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', sheet)}


@pytest.mark.parametrize("preset", HEADERS)
def test_a_workbook_comes_out_with_nothing_changed_but_owners_and_goes_back(preset: str, team: Path) -> None:
    column = letters(workbook(team / "export.xlsx", preset))
    ran = say(team, "reassign", "export.xlsx", "-o", "p.jsonl", "--on", TODAY, "--owner-as", "name", "--json")
    assert ran.code == 0, ran.err
    assert f"sheet Компании & <все>, preset {preset}" in ran.err
    counted = json.loads(ran.out)["actions"]
    assert counted["change"] >= 10
    ran = say(team, "apply", "p.jsonl", "-o", "new.xlsx")
    assert ran.code == 0, ran.err
    old, new = parts(team / "export.xlsx"), parts(team / "new.xlsx")
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet1.xml"]
    before, after = cells(old["xl/worksheets/sheet1.xml"]), cells(new["xl/worksheets/sheet1.xml"])
    differ = [at for at in after if before.get(at) != after[at]]
    assert {re.sub(r"\d", "", at) for at in differ} == {column}
    assert len(differ) == counted["change"]
    for at in before.keys() & after.keys():
        style = re.compile(rb' s="\d+"')
        assert style.findall(before[at]) == style.findall(after[at]), "a changed cell keeps its format"
    lines = {line["row"]: line for line in plan_lines(team / "p.jsonl")}
    form = form_of(team / "new.xlsx")
    assert isinstance(form, Form)
    for row in rows(team / "new.xlsx", form):
        if row.number and lines[row.number]["action"] == "change":
            assert row.texts[column_of(column)] == lines[row.number]["new"]
    ran = say(team, "undo", "1", "new.xlsx", "-o", "back.xlsx")
    assert ran.code == 0, ran.err
    assert parts(team / "back.xlsx") == old, "every part to the byte"
    assert (team / "back.xlsx").read_bytes() == (team / "export.xlsx").read_bytes()


@pytest.mark.parametrize(("formula", "asked"), [("", False), ("=1+1", True)])
def test_only_a_workbook_with_a_formula_asks_to_be_calculated_anew(formula: str, asked: bool, tmp_path: Path) -> None:
    """A chart says where its figures stand in an element of the same name, and computes nothing."""
    path, out = tmp_path / "chart.xlsx", io.BytesIO()
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, chart = book.add_worksheet("A"), book.add_chart({"type": "line"})
        sheet.write_row(0, 0, ["Дима", 1, 2])
        chart.add_series({"values": "=A!$B$1:$C$1"})
        sheet.insert_chart("E5", chart)
        if formula:
            book.add_worksheet("B").write_formula(0, 0, formula)
    held = {name: data.replace(b' fullCalcOnLoad="1"', b"") for name, data in parts(path).items()}
    assert (b"<f>" in b"".join(held.values()), b"<c:f>" in b"".join(held.values())) == (asked, True)
    with zipfile.ZipFile(path, "w") as book:
        for name, data in held.items():
            book.writestr(name, data)
    done = patch(path, out, "A", 0, {1: Put("Ольга")})
    assert (done.calculation is not None, list(done.was)) == (asked, [1])
    assert zipfile.ZipFile(out).read("xl/workbook.xml").count(b"fullCalcOnLoad") == asked


def plan_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def test_a_workbook_gives_the_plan_of_the_same_table_in_csv(team: Path) -> None:
    table = [("id", "name", "owner", "inn"), *((str(i), n, o, "") for i, (n, o) in enumerate(base(), 1))]
    table[5] = ("5", "Лист", "", "0274062111"[:10])
    table.append(("90", "Никому не известный", "", "7797228188"))
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in table) + "\n"
    wanted = plan_of(team, text.encode())
    book = xlsxwriter.Workbook(str(team / "export.xlsx"))
    sheet = book.add_worksheet()
    for number, row in enumerate(table):
        for place, cell in enumerate(row):
            if number and cell.isdigit():
                sheet.write_number(number, place, int(cell))  # as a spreadsheet keeps them: 0274062111 is 274062111
            else:
                sheet.write_string(number, place, cell)
    book.close()
    assert say(team, "reassign", "export.xlsx", "-o", "x.jsonl", "--on", TODAY).code == 0
    kept = ("row", "action", "old", "new", "rule")
    assert [tuple(line[k] for k in kept) for line in plan_lines(team / "x.jsonl")] == wanted
    assert plan_lines(team / "x.jsonl")[-1]["client"] == "metsa-board", "known by its INN, which was a number"


def test_turns_that_a_workbook_gave_are_counted_as_those_of_a_table(team: Path) -> None:
    leads = [
        ("id", "name", "owner"),
        *((f"L{n}", name, "") for n, name in enumerate(("Бавогуде Зеклимо", "Прасету Фыхячо"))),
    ]
    (team / "leads.csv").write_text("\n".join(map(",".join, leads)) + "\n", encoding="utf-8")
    book = xlsxwriter.Workbook(str(team / "leads.xlsx"))
    sheet = book.add_worksheet()
    for number, row in enumerate(leads):
        sheet.write_row(number, 0, row)
    book.close()
    told = []
    for name in ("leads.csv", "leads.xlsx"):
        assert say(team, "reassign", name, "-o", "p.jsonl", "--rows", "leads", "--on", TODAY, "--force").code == 0
        assert say(team, "apply", "p.jsonl", "-o", f"new-{name}").code == 0
        told.append(sum(json.loads(text)["rotation"] for text in say(team, "log", "shares", "--json").out.splitlines()))
        (team / "ledger.sqlite").unlink()
    assert told == [2, 2]


def test_what_a_workbook_cannot_be_is_said(team: Path) -> None:
    workbook(team / "export.xlsx")
    assert say(team, "reassign", "export.xlsx", "-o", "p.jsonl", "--on", TODAY).code == 0
    ran = say(team, "apply", "p.jsonl", "-o", "new.csv")
    assert (ran.code, "the export is a workbook" in ran.err) == (2, True)
    (team / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 600)
    ran = say(team, "reassign", "old.xls")
    assert (ran.code, "save it as .xlsx" in ran.err) == (2, True)
    (team / "torn.xlsx").write_bytes((team / "export.xlsx").read_bytes()[:900])
    assert say(team, "reassign", "torn.xlsx").code == 2


SHEET = """<?xml version="1.0"?>{p}<!-- <c r="B2"> --><x:worksheet xmlns:x="m"><x:sheetData>
<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1"/></x:row>
<x:row><x:c><x:v>1</x:v></x:c><x:c s="4"/><x:c t="s"><x:v>3</x:v></x:c></x:row>
<x:row r="7" spans="1:1"><x:c r="A7"/></x:row>
<x:row r="8"><x:c r="A8"/><x:c r="AA8"/></x:row>
<x:row r="9"><x:c r="B9" t="inlineStr"><x:is><x:t>a &gt; b</x:t></x:is></x:c></x:row>
</x:sheetData></x:worksheet>"""


@pytest.mark.parametrize("block", [7, 1 << 20])
def test_the_patch_finds_cells_however_the_xml_is_written(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prefixes, comments, rows and cells without addresses, missing cells, any block of reading."""
    monkeypatch.setattr("leadcli.io.workbook_edits.BLOCK", block)
    data = SHEET.format(p="\n").encode()
    puts = {2: Put("Ирина"), 7: Put(" <&> "), 8: Put("x"), 9: Put("")}
    out = io.BytesIO()
    was = Patcher(1, puts).run(io.BytesIO(data), out)
    assert was == {
        2: '<x:c s="4"/>', 7: "", 8: "", 9: '<x:c r="B9" t="inlineStr"><x:is><x:t>a &gt; b</x:t></x:is></x:c>'
    }  # fmt: skip
    text = out.getvalue().decode()
    assert '<x:c r="B2" s="4" t="inlineStr"><x:is><x:t>Ирина</x:t></x:is></x:c><x:c t="s">' in text
    assert '<x:c r="A7"/><x:c r="B7" t="inlineStr"><x:is><x:t xml:space="preserve"> &lt;&amp;&gt; </x:t>' in text
    assert '<x:c r="A8"/><x:c r="B8" t="inlineStr"><x:is><x:t>x</x:t></x:is></x:c><x:c r="AA8"/>' in text
    assert '<x:c r="B9"/>' in text
    back = io.BytesIO()
    Patcher(1, {row: Put(raw=raw) for row, raw in was.items()}).run(io.BytesIO(out.getvalue()), back)
    assert back.getvalue() == data


def test_an_owner_that_is_a_formula_is_not_overwritten() -> None:
    formula = b'<c r="A2"><f>VLOOKUP(1,2,3)</f><v>x</v></c>'
    sheet = b'<worksheet><sheetData><row r="2">%b</row><row r="3"><c r="A3"/></row></sheetData></worksheet>' % formula
    out = io.BytesIO()
    patcher = Patcher(0, {2: Put("Ольга"), 3: Put("Ирина")})
    assert patcher.run(io.BytesIO(sheet), out) == {3: '<c r="A3"/>'}
    assert patcher.formulas == {2}
    assert formula in out.getvalue()
    assert "Ирина" in out.getvalue().decode()


def test_columns_have_letters() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_of(f"{letters(n)}7") == n for n in range(800))
    assert [row_of(cell) for cell in ("B7", "AA10", "B")] == [7, 10, 0]


# What has a link, of cells B2 and B3, which are changed; rows without numbers and cells that are missing at the end.
LINKS = [
    ("B2", {2}), ("B3", {3}), ("B2:B3", {2, 3}), ("A1:C9", {2, 3}), ("A2", set()), ("C2", set()), ("B1", set()),
    ("B4", set()), ("A3:B9", {3}), ("B1:B2", {2}), ("", set()), ("A2:A3", set()), ("C2:D3", set()),
]  # fmt: skip


@pytest.mark.parametrize(("ref", "rows"), LINKS)
def test_cells_whose_owner_was_a_link_are_told(ref: str, rows: set[int]) -> None:
    sheet = f'<s><row><c/><c/></row><row><c/><c/></row><row/><hyperlink ref="{ref}"/><hyperlink/></s>'.encode()
    out = io.BytesIO()
    patcher = Patcher(1, {2: Put("a"), 3: Put("b")})
    assert patcher.run(io.BytesIO(sheet), out) == {2: "<c/>", 3: ""}
    assert patcher.links == rows


def test_a_row_that_is_not_there_is_told() -> None:
    with pytest.raises(KeyError, match="B2"):
        Patcher(1, {1: Put("a"), 3: Put("b"), 2: Put("c")}).run(io.BytesIO(b"<s><row/></s>"), io.BytesIO())


@pytest.mark.skipif(
    not SOFFICE, reason="NO LIBREOFFICE: no workbook was opened in it (apt-get install libreoffice-calc)"
)
def test_a_workbook_saved_by_another_program_is_taken_back_by_its_words(team: Path) -> None:
    """After apply the file was saved anew, so its shared strings are others: the old cells' XML must not be used."""
    column = workbook(team / "export.xlsx")
    say(team, "reassign", "export.xlsx", "-o", "p.jsonl", "--on", TODAY)
    say(team, "apply", "p.jsonl", "-o", "new.xlsx")
    saved = converted(team / "new.xlsx", "xlsx", team / "saved")
    ran = say(team, "undo", "1", str(saved), "-o", "back.xlsx")
    assert ran.code == 0, ran.err
    owners = []
    for name in ("export.xlsx", "back.xlsx"):
        form = form_of(team / name)
        assert isinstance(form, Form)
        owners.append([row.texts[column] for row in rows(team / name, form)])
    assert owners[0] == owners[1]


def converted(path: Path, kind: str, folder: Path) -> Path:
    """A file opened and saved by LibreOffice."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    words = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{kind.partition(':')[0]}"
