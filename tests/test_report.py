"""The report of a plan: the page for a browser, and the same tables for Excel."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT, TODAY, Ran, run_leadcli
from test_html import Tree

from leadcli.render import html as shell

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
ROWS = [
    ("1", "ООО «Мется Борд»", "Дима"), ("2", "Мется Калуга", ""), ("3", "Метсо Калуга", "Дима"),
    ("4", "Заря Востока", ""), ("5", "<script>alert(1)</script>", ""), ("6", "=1+1", ""),
    ("7", "Газпром трансгаз Москва", "Ирина"), ("8", "Мется Тиссью", "Виктор"), ("9", "Родник", "Кто-то"),
    ("10", "Газпром добыча Уренгой", "Дима"), ("11", "+7 495 1234567", ""), ("12", "@почта", "Анна"),
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
    assert sections == ["load", "moves", "rules", "groups", "largest", "ask", "faults", "rows"]
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
    assert title[1] == "12|2|2|3|12|undefined"
    assert dom.count('<form class="tools"') == 2
    assert 'hidden=""' not in "".join(re.findall("<form[^>]*>", dom)), "the script shows the tools"


@pytest.mark.skipif(not CHROMIUM, reason="NO BROWSER: the page was not printed by Chromium (apt-get install chromium)")
def test_the_page_can_be_printed(team: Path) -> None:
    reassign(team, "--report", "plan.html")
    browsed(team / "plan.html", team, "--no-pdf-header-footer", f"--print-to-pdf={team / 'plan.pdf'}")
    data = (team / "plan.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", data)) <= 4


def browsed(page: Path, folder: Path, *doing: str) -> str:
    """The page's document as the browser has it after the script ran."""
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    quiet += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={folder / 'profile'}"]
    words = [CHROMIUM, *quiet, *(doing or ("--dump-dom",)), page.as_uri()]
    ran = subprocess.run(words, capture_output=True, timeout=120, check=True)
    return ran.stdout.decode()
