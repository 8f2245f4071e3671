"""The documentation cannot lie: every command, option, condition, owner, code and policy is in it, and it is fresh."""

from __future__ import annotations

import itertools
import json
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, run_leadcli
from markdown_it import MarkdownIt

from leadcli.domain.problems import CODES
from leadcli.fields.table import TABLES
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.owners import OWNERS
from leadcli.policy.policy import BLANKS
from leadcli.workspace.opening import READY_MADE

sys.path.insert(0, str(ROOT / "scripts"))

import build_docs
import build_legal_forms
import build_words
import catalogue
import doc_pictures


def docs() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in build_docs.pages())


def undocumented() -> list[str]:
    """Commands and options that docs/ do not name."""
    from leadcli.cli.commands import command_tree
    from leadcli.output.text.speech import Speech

    text = docs()
    found = []

    def look(command: object, path: str) -> None:
        below = getattr(command, "commands", {})
        for name, child in below.items():
            look(child, f"{path} {name}")
        if not below and path not in text:
            found.append(path)
        for option in getattr(command, "params", []):
            for written in option.opts:
                if written.startswith("-") and f"`{written}" not in text and f" {written}" not in text:
                    found.append(f"{path} {written}")
            assert getattr(option, "help", None), f"{path} {option.name}"

    look(command_tree(Speech("en")), "leadcli")
    return found


def test_every_command_and_option() -> None:
    assert undocumented() == []


@pytest.mark.parametrize(
    "words",
    [
        list(CODES),
        list(CONDITIONS),
        list(OWNERS),
        list(READY_MADE),
        [c.name for t in TABLES.values() for c in t],
        list(BLANKS),
    ],
    ids=["codes", "conditions", "owners", "policies", "columns", "blanks"],
)
def test_every_word_is_told(words: list[str]) -> None:
    text = docs()
    missing = [
        w
        for w in words
        if f"`{w}`" not in text and f"| {w} " not in text and f"**{w}**" not in text and f"{{{w}}}" not in text
    ]
    assert missing == []


@pytest.mark.parametrize("page", build_docs.pages(), ids=lambda page: page.name)
def test_generated_parts_are_fresh(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert build_docs.made(text, build_docs.language_of(page)) == text, f"python scripts/build_docs.py ({page.name})"


def test_pictures_are_fresh() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in doc_pictures.PICTURES.glob("*.svg")}
    assert kept == doc_pictures.pictures(), "python scripts/build_docs.py"
    assert all("http" not in drawing.replace("http://www.w3.org/2000/svg", "") for drawing in kept.values())


def test_legal_forms_hold_all_that_are_listed() -> None:
    """The lists of the world are not at hand to make the table anew; what is listed beside them is."""
    listed = {form.replace("_", " "): kind for kind, forms in build_legal_forms.MORE.items() for form in forms.split()}
    table = json.loads(build_legal_forms.OUT.read_text(encoding="utf-8"))
    assert {form: table.get(form) for form in listed} == listed
    assert {form: table.get(form) for form in build_legal_forms.RUSSIAN} == build_legal_forms.RUSSIAN
    assert listed.keys().isdisjoint(build_legal_forms.RUSSIAN), "each form stands once"
    assert list(table) == sorted(table)


def test_word_roots_are_fresh() -> None:
    kept = (build_words.TABLES / "word_roots.json").read_text(encoding="utf-8")
    assert kept == build_words.made(), "python scripts/build_words.py"


@pytest.mark.parametrize("language", catalogue.languages())
def test_every_sentence_is_translated(language: str) -> None:
    assert catalogue.missing(language) == []
    assert catalogue.stale(language) == []
    for name, data in catalogue.compiled(language).items():
        assert catalogue.po(language).with_name(name).read_bytes() == data, "python scripts/catalogue.py compile"


@pytest.mark.parametrize("language", catalogue.languages())
def test_translations_keep_their_blanks(language: str) -> None:
    for entry in catalogue.catalogue(language):
        if entry.id:
            ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
            said = entry.string if isinstance(entry.string, tuple) else (entry.string,)
            for text in said:
                assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", ids[0])), ids[0]


def test_versions_agree() -> None:
    import leadcli

    assert f"## {leadcli.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "page"), [("ru", "tutorial.ru.md"), ("en", "tutorial.md")])
def test_the_help_says_where_the_documentation_is(language: str, page: str) -> None:
    ran = run_leadcli("--help", language=language)
    told = next(line for line in ran.out.splitlines() if line.endswith(page))
    assert Path(told.partition(": ")[2]) == ROOT / "docs" / page


def test_nothing_is_sent_anywhere() -> None:
    """As README and FAQ promise: no module of leadcli opens a connection; a cluster's is opened by Dask."""
    of_the_network = re.compile(
        r"^\s*(?:import|from) (?:socket|ssl|http|urllib\.request|ftplib|smtplib|requests|httpx)\b", re.M
    )
    modules = [*(ROOT / "leadcli").rglob("*.py")]
    assert [str(m) for m in modules if of_the_network.search(m.read_text(encoding="utf-8"))] == []
    assert of_the_network.search("    from urllib.request import urlopen")


# --- links ---------------------------------------------------------------------------------------------------------
LINKING = [*build_docs.pages(), ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md", ROOT / "benchmarks" / "README.md"]


def links(page: str) -> list[str]:
    """Where the links and pictures of a page lead."""
    found = []
    for token in MarkdownIt("commonmark").enable("table").parse(page):
        for child in token.children or ():
            found += [str(child.attrs[name]) for name in ("href", "src") if name in child.attrs]
    return found


@cache
def headings(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, as a site and a repository make them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))
    texts = [after.content for token, after in itertools.pairwise(tokens) if token.type == "heading_open"]
    return frozenset(re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in texts)


def broken(page: Path, text: str) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for link in links(text):
        if re.match(r"https?://|mailto:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in headings(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", LINKING, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page, page.read_text(encoding="utf-8")) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One heading\n\n[a](other.md) [b](#one-heading) [c](#two) ![d](e.svg) [f](https://example.org)\n")
    assert broken(page, page.read_text(encoding="utf-8")) == ["other.md", "#two", "e.svg"]


def test_a_page_in_two_languages_leads_to_the_other() -> None:
    for page in build_docs.pages():
        if page.stem.endswith(".ru"):
            english = page.with_name(page.name.replace(".ru.md", ".md"))
            assert page.name in links(english.read_text(encoding="utf-8")), english.name
            assert english.name in links(page.read_text(encoding="utf-8")), page.name
