"""Pages for a browser: one file that fetches nothing, where no name can act."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from leadcli.output.html.page_shell import (
    Markup,
    Section,
    before_after,
    matrix,
    number,
    page,
    paragraph,
    plain,
    table,
    tag,
)
from leadcli.output.report import Column, Figure
from leadcli.output.text.speech import Speech

HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title>", "&lt;", "\x1b[31mred\u202e", "'`"]
VOID = {"meta", "input", "rect", "line"}


class Tree(HTMLParser):
    """Notes tags, and fails where one is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def whole(language: str = "en") -> str:
    speech = Speech(language)
    columns = [Column("name", choice=True), Column("rows", "number"), Column("load", "wide")]
    rows = [(name, 1234 * i, before_after(i, 2 * i, 20, 5)) for i, name in enumerate(HOSTILE)]
    moves = matrix([("a", HOSTILE[0]), ("b", "b")], [("a", HOSTILE[1])], {("a", "a"): 3, ("b", "a"): 1}, "from", speech)
    sections = [
        Section("t", HOSTILE[0], table(columns, rows, speech, "all"), HOSTILE[1]),
        Section("m", "moves", [*moves, paragraph(HOSTILE[1]), tag(HOSTILE[0], "bad")]),
    ]
    return "".join(page(HOSTILE[2], sections, speech, HOSTILE, [Figure(2000, HOSTILE[0], "bad")], HOSTILE))


def test_no_name_becomes_a_tag_and_all_tags_are_closed() -> None:
    tree = Tree()
    tree.feed(whole())
    assert tree.open == []
    assert [name for name, _ in tree.seen].count("script") == 1
    assert not [name for name, _ in tree.seen if name in ("img", "link", "iframe", "base", "object")]
    assert not [key for _, attrs in tree.seen for key in attrs if key.startswith("on") or key in ("src", "srcset")]
    links = [attrs["href"] for name, attrs in tree.seen if name == "a"]
    assert links == ["#t", "#m"]


def test_the_page_fetches_nothing_and_runs_its_own_script_only() -> None:
    found = whole()
    assert not re.search(r"https?:|//\w|url\(|@import", found)
    script = re.search(r"<script>(.*)</script>", found, re.DOTALL)
    assert script is not None
    mark = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{mark}'" in found
    assert "\x1b" not in found
    assert "\u202e" not in found


def test_numbers_read_as_the_language_writes_them() -> None:
    assert number(1234567, Speech("en")) == "1,234,567"
    assert number(-1234, Speech("ru"), signed=True) == "\u22121\u00a0234"
    assert number(5, Speech("ru"), signed=True) == "+5"
    assert plain(Markup('<span class="tag">a &lt; b</span>')) == "a < b"
