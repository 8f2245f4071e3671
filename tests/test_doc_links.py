"""No link of the documentation leads nowhere: files, headings and pictures are there; nothing is fetched."""

from __future__ import annotations

import itertools
import re
import sys
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT
from markdown_it import MarkdownIt

sys.path.insert(0, str(ROOT / "scripts"))

import build_docs

PAGES = [*build_docs.pages(), ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md", ROOT / "benchmarks" / "README.md"]


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
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
