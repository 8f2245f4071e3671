"""The report of a plan: the page for a browser, and the same tables for Excel."""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import ROOT, TODAY, Ran, run_leadcli
from test_html import Tree
from test_workbook import converted

from leadcli.output.html import page_shell as shell

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
ROWS = [
    ("1", "ООО «Мется Борд»", "Дима"), ("2", "Мется Калуга", ""), ("3", "Метсо Калуга", "Дима"),
    ("4", "Заря Востока", ""), ("5", "<script>alert(1)</script>", ""), ("6", "=1+1", ""),
    ("7", "Газпром трансгаз Москва", "Ирина"), ("8", "Мется Тиссью", "Виктор"), ("9", "Родник", "Кто-то"),
    ("10", "Газпром добыча Уренгой", "Дима"), ("", "Итого", ""), ("11", "+7 495 1234567", ""), ("12", "@почта", "Анна"),
]  # fmt: skip


@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    lines = ["id;name;owner", *(";".join(row) for row in ROWS)]
    (tmp_path / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def reassign(team: Path, *more: str, language: str = "ru") -> Ran:
    words = ("reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, *more)
    ran = run_leadcli(*words, folder=team, language=language)
    assert ran.code == 0, ran.err
    return ran


def seen(page: str) -> str:
    """The words of a page without its tags, style and script."""
    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_says_what_the_plan_says(language: str, team: Path) -> None:
    reassign(team, "--report", "plan.html", language=language)
    found = (team / "plan.html").read_text(encoding="utf-8")
    tree = Tree()
    tree.feed(found)
    assert tree.open == []
    words = seen(found)
    lines = [json.loads(line) for line in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    for line in lines:
        assert line["caller"] in words
    changes = sum(line["action"] == "change" for line in lines)
    assert f"<dt>{'меняют ответственного' if language == 'ru' else 'change hands'}</dt><dd>{changes}</dd>" in found
    sections = [attrs["id"] for name, attrs in tree.seen if name == "section"]
    first, sums = ["changes", "reasons", "ask", "left-out"], ["load", "moves", "rules", "groups", "largest", "faults"]
    assert sections == [*first, *sums, "rows"]
    assert found.count("<details>") == 1, "only all rows, at the end, are folded"
    assert found.index("<details>") > found.index('<section id="rows"')
    assert f'<html lang="{language}">' in found
    if language == "en":
        said = re.sub("|".join(re.escape(html.unescape(line["caller"])) for line in lines), "", words)
        assert "строк" not in said
    else:
        assert "rows" not in words


def test_groups_given_to_one_manager_are_shown_with_who_gets_them(team: Path) -> None:
    reassign(team, "--consolidate", "--report", "plan.html", language="en")
    found = (team / "plan.html").read_text(encoding="utf-8")
    groups = re.search(r'<section id="groups">.*?</section>', found, re.DOTALL)
    assert groups is not None
    assert "Groups given to one manager" in groups[0]
    assert re.search(r"<td>Газпром</td><td>Дима 1, Ирина 1</td>.*<td>(Дима|Ирина)</td><td[^>]*>1</td>", groups[0])


def test_moves_add_up_to_the_changes(team: Path) -> None:
    reassign(team, "--report", "plan.html", language="en")
    found = (team / "plan.html").read_text(encoding="utf-8")
    cells = re.findall(r'<td class="sum">(\d+)</td></tr></tfoot>', found)
    changed = re.search(r"change hands</dt><dd>(\d+)", found)
    assert changed is not None
    assert cells == [changed[1]]


PROBE = """
const search = document.querySelector("#rows input"), form = search.form, pick = form.querySelectorAll("select");
const shown = () => Array.from(document.querySelectorAll("#all-rows tbody tr:not([hidden])")).length;
const told = [shown()];
search.value = " ГАЗПРОМ "; form.dispatchEvent(new Event("input"));
told.push(shown(), form.querySelector("output").textContent);
search.value = ""; pick[0].value = "Дима"; form.dispatchEvent(new Event("input"));
told.push(shown());
pick[0].value = ""; form.dispatchEvent(new Event("input"));
const head = document.querySelectorAll("#all-rows th")[0]; head.click(); head.click();
told.push(document.querySelector("#all-rows tbody tr").cells[0].textContent, typeof alerted);
document.title = told.join("|");
"""


@pytest.mark.skipif(not CHROMIUM, reason="NO BROWSER: the page was not opened in Chromium (apt-get install chromium)")
def test_the_page_filters_and_sorts_in_a_browser(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The script runs under the page's own policy; a probe at its end uses the page like a person."""
    given = shell._asset
    probed = {name: given(name) + (PROBE if name == "page.js" else "") for name in ("page.css", "page.js")}
    monkeypatch.setattr(shell, "_asset", probed.__getitem__)
    reassign(team, "--report", "plan.html")
    dom = browsed(team / "plan.html", team)
    title = re.search("<title>(.*?)</title>", dom)
    assert title is not None
    assert title[1] == "13|2|2|3|13|undefined"
    assert dom.count('<form class="tools"') == 3
    assert 'hidden=""' not in "".join(re.findall("<form[^>]*>", dom)), "the script shows the tools"


@pytest.mark.skipif(not CHROMIUM, reason="NO BROWSER: the page was not printed by Chromium (apt-get install chromium)")
def test_the_page_can_be_printed(team: Path) -> None:
    reassign(team, "--report", "plan.html")
    browsed(team / "plan.html", team, "--no-pdf-header-footer", f"--print-to-pdf={team / 'plan.pdf'}")
    data = (team / "plan.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", data)) <= 4


def test_a_narrow_screen_has_each_cell_s_head_beside_it(team: Path) -> None:
    """There tables are lists of cells: a head that is forgotten leaves a number without a meaning."""
    reassign(team, "--report", "plan.html", language="en")
    found = (team / "plan.html").read_text(encoding="utf-8")
    for section in re.findall(r'<section id="([\w-]+)"', found):
        body = re.search(f'<section id="{section}".*?</section>', found, re.DOTALL)
        assert body is not None
        for head in re.findall(r"<thead><tr>(.*?)</tr>", body[0]):
            for place, title in enumerate(re.findall(r'<th scope="col"(?: class="\w+")?>([^<]+)</th>', head), 1):
                if "matrix" not in body[0] and "<svg" not in body[0]:
                    assert f'#{section} td:nth-child({place})::before {{ content: "{title}"; }}' in found


WIDE = """const wide = document.documentElement.clientWidth; document.querySelector("details").open = true;
parent.document.title = [wide < 401, ...Array.from(document.querySelectorAll("body *")).filter(
(each) => each.getBoundingClientRect().right > wide + 1).map((each) => each.outerHTML)].join("|");"""


@pytest.mark.skipif(not CHROMIUM, reason="NO BROWSER: the page was not opened in Chromium (apt-get install chromium)")
def test_nothing_is_wider_than_a_phone(team: Path) -> None:
    with (team / "export.csv").open("a", encoding="utf-8") as file:
        file.write(f"13;{'ДлинноеНазвание' * 9};{'Кто-то' * 20}\n")
    reassign(team, "--report", "plan.html")
    page = (team / "plan.html").read_text(encoding="utf-8").replace("Content-Security-Policy", "")
    page = html.escape(page.replace("</body>", f"<script>{WIDE}</script></body>"))
    frame = f'<iframe style="width: 400px; border: 0" srcdoc="{page}"></iframe>'
    (team / "phone.html").write_text(f"<title>-</title>{frame}", encoding="utf-8")
    title = re.search("<title>(.*?)</title>", browsed(team / "phone.html", team))
    assert title is not None
    assert title[1] == "true"


def browsed(page: Path, folder: Path, *doing: str) -> str:
    """The page's document as the browser has it after the script ran."""
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder / 'profile'}"]
    words = [CHROMIUM, *quiet, *(doing or ("--dump-dom",)), page.as_uri()]
    ran = subprocess.run(words, capture_output=True, timeout=120, check=True)
    return ran.stdout.decode()


# --- the workbook ---------------------------------------------------------------------------------------------------
TRIGGERS = ("=1+1", "+7 495", "-5+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0")
SOFFICE = shutil.which("soffice") or ""
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(path: Path) -> dict[str, list[tuple[str, str, bool]]]:
    """Of each sheet every cell: its address, its text, whether it is a formula; read from the file's own XML."""
    found = {}
    with zipfile.ZipFile(path) as book:
        shared = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = ["".join(si.itertext()) for si in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
        names = [n for n in book.namelist() if n.startswith("xl/worksheets/sheet")]
        for name in sorted(names, key=lambda n: int(re.sub(r"\D", "", n))):
            cells = []
            for cell in ElementTree.fromstring(book.read(name)).iter(f"{MAIN}c"):
                text = "".join(cell.itertext())
                text = shared[int(text)] if cell.get("t") == "s" else text
                cells.append((str(cell.get("r")), text, cell.find(f"{MAIN}f") is not None or cell.get("t") == "str"))
            found[name] = cells
    return found


def hostile(team: Path) -> None:
    """Each trigger in every text column: id, name, owner, and the names of managers, groups and clients."""
    for table, changes in (
        ("managers.yaml", [("name: Тимур", 'name: "=Тимур"')]),
        ("clients.csv", [(",Тимур,", ",=Тимур,"), ("ООО «Гранит»", "@Гранит")]),
        ("groups.yaml", [("name: Газпром\n", 'name: "+Газпром"\n'), ("lead: Тимур", 'lead: "=Тимур"')]),
    ):
        path = team / "data" / table
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    with (team / "export.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["id", "name", "owner"])
        for number, trigger in enumerate(TRIGGERS):
            writer.writerows([(trigger, f"{number} Липа", ""), (number, trigger, ""), (f"o{number}", "Заря", trigger)])
        writer.writerows([("g1", "Газпром трансгаз Москва", "Ирина"), ("g2", "Газпром добыча Уренгой", "=Тимур")])
        writer.writerows([("h1", "Гранит", "=Тимур"), ("h2", "Мется Тиссью", "Виктор"), ("h3", "Метсо Калуга", "")])


def test_the_workbook_has_the_tables_of_the_page_and_no_cell_is_a_formula(team: Path) -> None:
    hostile(team)
    words = ("reassign", "export.csv", "-o", "plan.xlsx", "--on", TODAY, "--report", "plan.html", "--consolidate")
    ran = run_leadcli(*words, folder=team)
    assert ran.code == 0, ran.err
    found = sheets(team / "plan.xlsx")
    page = (team / "plan.html").read_text(encoding="utf-8")
    assert len(found) == 1 + page.count("<section")
    texts = {text for cells in found.values() for _, text, _ in cells}
    assert {"=1+1", "+7 495", "-5+3", "@SUM(A1)", "=Тимур", "+Газпром"} <= texts
    assert [(name, cell) for name, cells in found.items() for cell in cells if cell[2]] == []
    assert (team / "plan.jsonl").is_file()
    rows = [json.loads(line)["row"] for line in (team / "plan.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    *_, last = found.values()
    assert [int(text) for at, text, _ in last if re.fullmatch(r"A([2-9]|\d\d+)", at)] == rows
    ran = run_leadcli("apply", "plan.xlsx", "-o", "new.csv", folder=team)
    assert ran.code == 0, "the plan beside the workbook is meant"


@pytest.mark.skipif(
    not SOFFICE, reason="NO LIBREOFFICE: the workbook was not opened in it (apt-get install libreoffice-calc)"
)
def test_no_cell_is_a_formula_in_a_spreadsheet_program(team: Path) -> None:
    """LibreOffice opens and saves the workbook; what it takes for a formula would be saved as one."""
    hostile(team)
    assert run_leadcli("reassign", "export.csv", "-o", "plan.xlsx", "--on", TODAY, folder=team).code == 0
    saved = converted(team / "plan.xlsx", "xlsx", team / "saved")
    found = sheets(saved)
    assert [cell for cells in found.values() for cell in cells if cell[2]] == []
    texts = {text for cells in found.values() for _, text, _ in cells}
    assert {"=1+1", "+7 495", "-5+3", "@SUM(A1)", "=Тимур"} <= texts, "read as the texts that they are"


def test_nothing_is_written_over_the_export(team: Path) -> None:
    for words in (("-o", "export.csv"), ("--report", "export.csv"), ("-o", "p.jsonl", "--report", "p.jsonl")):
        ran = run_leadcli("reassign", "export.csv", *words, folder=team, language="en")
        assert (ran.code, "written over" in ran.err) == (2, True)
