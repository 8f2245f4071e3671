"""A format of input is one entry and one module: one is planted here, and it and the real ones are followed everywhere.

Each place reads the same table in CSV and in the format; what it says must be the same. A place that was forgotten is
named by the failure.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
from conftest import ROOT, TODAY, Ran, few_cards, run_leadcli

from leadcli.io.table_formats import FORMATS, Form, Format, RawRow, Source, format_of
from leadcli.io.tables import table_names

sys.path.insert(0, str(ROOT / "scripts"))

import build_docs

Table = list[list[str]]
HEADER = ["id", "name", "city", "owner", "client_id", "group_id"]
NAMES = (
    ("Мется Калуга", "Калуга", "", "", "metsa"), ("ООО «Ромашка»", "", "Дима", "s01", ""),
    ("Метсо", "", "", "", "metsa"), ("Заря Востока", "", "Ирина", "", ""), ("Родник", "Тверь", "Павел", "", ""),
)  # fmt: skip
CALLERS: Table = [HEADER, *([str(n), *NAMES[n % len(NAMES)]] for n in range(1, 26))]


# --- the same table in every format ----------------------------------------------------------------------------------
def as_csv(table: Table) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue().encode()


def as_xlsx(table: Table) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Лист")
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def as_xlsm(table: Table) -> bytes:
    """A workbook with macros is an xlsx that says so."""
    out = io.BytesIO()
    plain, macros = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    with zipfile.ZipFile(io.BytesIO(as_xlsx(table))) as book, zipfile.ZipFile(out, "w") as made:
        for name in book.namelist():
            made.writestr(name, book.read(name).replace(b"vnd." + plain, b"vnd." + macros))
    return out.getvalue()


def as_ods(table: Table) -> bytes:
    """The least that is an OpenDocument spreadsheet."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = "urn:oasis:names:tc:opendocument:xmlns"
    rows = "".join(f"<table:table-row>{''.join(ods_cell(cell) for cell in row)}</table:table-row>" for row in table)
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Лист">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><m:manifest xmlns:m="{names}:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{kind}"/></m:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", kind)
        book.writestr("META-INF/manifest.xml", manifest)
        book.writestr("content.xml", content)
    return out.getvalue()


def ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def as_maps(table: Table) -> list[dict[str, str]]:
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def as_json_lines(table: Table) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in as_maps(table)).encode()


def as_yaml(table: Table) -> bytes:
    return ("rows:\n" + "".join(f"- {json.dumps(row, ensure_ascii=False)}\n" for row in as_maps(table))).encode()


def as_json(table: Table) -> bytes:
    return json.dumps(as_maps(table), ensure_ascii=False, indent=1).encode()


def as_html(table: Table) -> bytes:
    """As Bitrix24 writes what it calls Excel."""
    rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in table)
    return f'<meta http-equiv="Content-type" content="text/html;charset=utf-8" />\n<table>{rows}</table>'.encode()


def as_excel_xml(table: Table) -> bytes:
    cells = [[f'<Cell><Data ss:Type="String">{escape(cell)}</Data></Cell>' for cell in row] for row in table]
    rows = "".join(f"<Row>{''.join(row)}</Row>" for row in cells)
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="Лист">'
        f"<Table>{rows}</Table></Worksheet></Workbook>"
    ).encode()


def as_planted(table: Table) -> bytes:
    """A made-up format: a mark, and cells in lines of their own, rows ended by a line of dashes."""
    return b"%TABLE\n" + "".join("".join(f"={cell}\n" for cell in row) + "---\n" for row in table).encode()


MADE: dict[str, Callable[[Table], bytes]] = {
    ".csv": as_csv, ".xlsx": as_xlsx, ".xlsm": as_xlsm, ".ods": as_ods, ".jsonl": as_json_lines, ".yaml": as_yaml,
    ".json": as_json, ".html": as_html, ".xml": as_excel_xml, ".planted": as_planted,
}  # fmt: skip
OTHERS = [suffix for suffix in MADE if suffix != ".csv"]
BY_CONTENT = [".xlsx", ".xlsm", ".ods", ".json", ".html", ".xml", ".planted"]
READ_ONLY = [".ods", ".jsonl", ".yaml", ".json", ".html", ".xml", ".planted"]


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up format: its module, and its entry. Nothing else knows of it."""

    def form_of(source: Source, head: bytes, encoding: str = "", delimiter: str = "") -> Form:
        return Form()

    def rows(source: Source, form: Form) -> Iterator[RawRow]:
        with source.open("rb") as file:
            parts = file.read().decode().removeprefix("%TABLE\n").split("---\n")[:-1]
        for number, part in enumerate(parts):
            cells = tuple(line.removeprefix("=") for line in part.splitlines())
            yield RawRow(max(0, number - form.skip), number + 1, "", None, cells)

    module = ModuleType("leadcli.io.planted")
    module.form_of, module.rows = form_of, rows  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(FORMATS, "planted", Format((".planted",), "planted", begins=b"%TABLE\n"))


# --- every place that reads a table ----------------------------------------------------------------------------------
def said(team: Path, *words: str) -> Ran:
    ran = run_leadcli(*words, folder=team, language="en")
    assert "Traceback" not in ran.err, ran.err
    return ran


def data_check(team: Path, file: Path) -> Any:
    with_clients(team, file.suffix)
    return said(team, "data", "check").out.replace(f"clients{file.suffix}", "clients"), of_ruling(team)


def of_ruling(team: Path) -> list[Any]:
    ruling = json.loads(said(team, "who-owns", "Метсо Калуга", "--taken-by", "Дима", "--on", TODAY, "--json").out)
    return [ruling[key] for key in ("match", "verdict", "owner", "rule")]


def with_clients(team: Path, suffix: str) -> None:
    """The clients of the workspace in another format."""
    old = team / "data" / "clients.csv"
    table = list(csv.reader(old.read_text(encoding="utf-8").splitlines()))
    old.unlink()
    (team / "data" / f"clients{suffix}").write_bytes(MADE[suffix](table))


def match(team: Path, file: Path) -> Any:
    return said(team, "match", str(file), "--json").out


def score(team: Path, file: Path) -> Any:
    return said(team, "match", "--score", str(file), "--json").out


def calibrate(team: Path, file: Path) -> Any:
    return said(team, "calibrate", str(file), "--dry-run", "--json").out


def reassign(team: Path, file: Path) -> Any:
    ran = said(team, "reassign", str(file), "-o", "p.jsonl", "--on", TODAY, "--json")
    assert ran.code == 0, ran.err
    lines = (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    return lines, [v for k, v in json.loads(ran.out).items() if k != "plan"]


def policy_compare(team: Path, file: Path) -> Any:
    ran = said(team, "policy", "compare", "house", "first-come", "--on", str(file), "--day", TODAY, "--json")
    return ran.out.replace(str(file), "FILE")


def policy_infer(team: Path, file: Path) -> Any:
    return said(team, "policy", "infer", "--on", str(file), "--day", TODAY, "--json").out.replace(str(file), "FILE")


PLACES = (data_check, match, score, calibrate, reassign, policy_compare, policy_infer)


@pytest.fixture
def teams(tmp_path: Path) -> Iterator[Path]:
    """New copies of the sample workspace."""

    def made() -> Iterator[Path]:
        for number in range(99):
            folder = tmp_path / f"team{number}"
            folder.mkdir()
            yield few_cards(folder)

    return made()


@pytest.fixture(scope="module")
def of_csv(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any], Any]:
    """What each place says of the table in CSV."""

    @cache
    def said(place: Any) -> Any:
        file = tmp_path_factory.mktemp("plain") / "callers.csv"
        file.write_bytes(as_csv(CALLERS))
        found = place(few_cards(tmp_path_factory.mktemp("team")), file)
        assert found
        return found

    return said


@pytest.mark.parametrize("suffix", OTHERS)
@pytest.mark.parametrize("place", PLACES)
def test_every_place_reads_every_format(
    place: Any, suffix: str, of_csv: Callable[[Any], Any], teams: Iterator[Path], tmp_path: Path
) -> None:
    forgotten = f"leadcli {place.__name__.replace('_', ' ')} does not read {suffix} as it reads CSV"
    file = tmp_path / f"callers{suffix}"
    file.write_bytes(MADE[suffix](CALLERS))
    try:
        told = place(next(teams), file)
    except (ValueError, AssertionError) as error:
        pytest.fail(f"{forgotten}: {error}")
    assert told == of_csv(place), forgotten


@pytest.mark.parametrize(
    ("suffix", "named"), [(".csv", "as some CRMs call it.xls"), *((s, "x.csv") for s in BY_CONTENT)]
)
@pytest.mark.parametrize("place", [match, reassign])
def test_a_suffix_that_lies_does_not_matter(
    place: Any, suffix: str, named: str, of_csv: Callable[[Any], Any], teams: Iterator[Path], tmp_path: Path
) -> None:
    lying = tmp_path / named
    lying.write_bytes(MADE[suffix](CALLERS))
    assert place(next(teams), lying) == of_csv(place), f"{place.__name__} looks at the suffix of {suffix}"


@pytest.mark.parametrize("suffix", [".csv", *BY_CONTENT])
def test_standard_input_may_be_any_format(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "callers.csv"
    file.write_bytes(as_csv(CALLERS))
    data = io.TextIOWrapper(io.BytesIO(MADE[suffix](CALLERS)))
    monkeypatch.setattr(sys, "stdin", data)
    assert match(ROOT, Path("-")) == match(ROOT, file), f"standard input is not read as {suffix}"


@pytest.mark.parametrize("suffix", OTHERS)
def test_two_files_for_one_table_are_named(suffix: str, teams: Iterator[Path]) -> None:
    team = next(teams)
    with_clients(team, suffix)
    shutil.copy(ROOT / "data" / "clients.csv", team / "data")
    ran = said(team, "data", "check")
    for name in ("file-twice", "data/clients.csv", f"data/clients{suffix}"):
        assert name in ran.out, f"{name} is not told where two files stand for one table"


@pytest.mark.parametrize("suffix", OTHERS)
def test_apply_writes_a_format_as_it_came_or_says_that_it_cannot(suffix: str, teams: Iterator[Path]) -> None:
    team = next(teams)
    file = team / f"export{suffix}"
    file.write_bytes(MADE[suffix](CALLERS))
    done = said(team, "reassign", str(file), "-o", "p.jsonl", "--on", TODAY)
    ran = said(team, "apply", "p.jsonl", "-o", f"new{suffix}")
    if suffix in READ_ONLY:
        assert ran.code == 2
        for shown in (ran.err, done.out):
            assert "is read and not written" in shown, shown
            assert "save the export as .xlsx or CSV" in shown
            assert "next: leadcli apply" not in shown
        return
    assert f"NEW{suffix}" in done.out, "what can be written is called as it came"
    assert ran.code == 0, ran.err
    assert "Ирина" in match_free_text(team / f"new{suffix}")
    assert said(team, "undo", "1", f"new{suffix}", "-o", f"back{suffix}").code == 0
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(team / f"back{suffix}") as back:
        assert {n: old.read(n) for n in old.namelist()} == {n: back.read(n) for n in back.namelist()}


def match_free_text(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        return "".join(book.read(n).decode() for n in book.namelist() if n.startswith("xl/worksheets"))


def test_every_listing_of_formats_is_whole(teams: Iterator[Path]) -> None:
    team = next(teams)
    (team / "data" / "managers.yaml").unlink()
    ran = said(team, "data", "check")
    for name in table_names("managers"):
        assert name in " ".join(ran.out.split()), f"{name} is not named where a table is missing"
    told = build_docs.PARTS["formats"]()
    for key, found in FORMATS.items():
        assert f"| {key} |" in told, f"docs/data.md does not name the format {key}"
        assert all(f"`{suffix}`" in told for suffix in found.suffixes), key
    assert "from the code: formats" in (ROOT / "docs" / "data.md").read_text(encoding="utf-8")


def test_formats_are_told_apart() -> None:
    told = {
        ".xlsx": "xlsx",
        ".xlsm": "xlsx",
        ".ods": "ods",
        ".json": "JSON",
        ".html": "HTML",
        ".xml": "Excel XML",
        ".planted": "planted",
    }
    for suffix, key in told.items():
        for named in ("", ".csv", ".xls", ".xlsx", ".ods", ".yaml", ".txt"):
            assert format_of(MADE[suffix](CALLERS), named) == key, f"{suffix} called {named}"
    assert [format_of(b"id", name) for name in (".csv", ".txt", ".xls", ".YML", ".jsonl")] == [
        "CSV", "CSV", "CSV", "YAML", "JSON lines",
    ]  # fmt: skip
    suffixes = list(chain.from_iterable(f.suffixes for f in FORMATS.values()))
    assert len(suffixes) == len(set(suffixes)), "two formats have one suffix"
    assert set(MADE) >= {f.suffixes[0] for f in FORMATS.values()} - {".xls", ".xlsb"}, (
        "a format has no table here: only .xls and .xlsb cannot be made by hand"
    )
