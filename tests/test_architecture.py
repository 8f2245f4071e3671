"""ARCHITECTURE.md is true: its walks are walked, and what it names is there. (The table of floors: test_floors.py.)"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from types import FrameType

import pytest
from conftest import ROOT

from leadcli.cli import main

PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
PACKAGE = (ROOT / "leadcli").as_posix()
PACKAGES = {path.parent for path in (ROOT / "leadcli").rglob("*.py")}


def stops(heading: str) -> list[tuple[str, str]]:
    """The files and functions of a walk, in the order of the page."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\d+\. `([\w/]+\.py)` `(\w+)`", part, re.MULTILINE)


def walked(words: list[str], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The functions of the package that a command calls, in the order of the first call."""
    seen: dict[tuple[str, str], None] = {}

    def follow(frame: FrameType, event: str, _: object) -> None:
        file = Path(frame.f_code.co_filename).as_posix()
        if event == "call" and file.startswith(PACKAGE):
            seen.setdefault((file.removeprefix(f"{PACKAGE}/"), frame.f_code.co_name))

    monkeypatch.setattr(sys, "argv", ["leadcli", *words])
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(sys, stream, io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    sys.setprofile(follow)
    try:
        with pytest.raises(SystemExit) as end:
            main()
    finally:
        sys.setprofile(None)
    assert end.value.code in (0, None), words
    return list(seen)


@pytest.mark.parametrize("heading", ["The walk of one caller", "The walk of one row"])
def test_the_walks_are_walked_as_told(heading: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("id,name,owner\n1,Мется Калуга,\n2,Заря Востока,\n", encoding="utf-8")
    words = {
        "The walk of one caller": ["who-owns", "Метсо Калуга", "--taken-by", "Дима", "--on", "2026-11-23"],
        "The walk of one row": [
            "reassign", str(export), "-o", str(tmp_path / "plan.jsonl"), "--on", "2026-11-23", "--workers", "1",
        ],
    }[heading]  # fmt: skip
    told, order = stops(heading), walked([*words, "--workspace", str(ROOT)], monkeypatch)
    assert 5 <= len(told) <= 10, "at most ten stops"
    missed = [stop for stop in told if stop not in order]
    assert missed == [], "ARCHITECTURE.md names stops where nobody comes by"
    assert sorted(told, key=order.index) == told, "the stops are passed in another order"


def test_what_it_names_is_there() -> None:
    for path in re.findall(r"`([\w./]+/[\w./]*)`", PAGE):
        assert any((base / path).exists() for base in (ROOT, ROOT / "leadcli")), path


def test_every_file_that_is_named_is_there() -> None:
    """In pages, scripts, the package and the sources of the core: paths of the package, and links of pages."""
    lost = []
    folders = [ROOT, *(ROOT / name for name in ("docs", "benchmarks", "scripts", "native")), *PACKAGES]
    for page in (path for folder in folders for path in folder.glob("*.*")):
        if page.suffix not in (".md", ".py", ".c", ".h", ".json"):
            continue
        text = page.read_text(encoding="utf-8")
        named = re.findall(r"\bleadcli/[\w/-]+\.(?:py|json|yaml|md)\b", text)
        lost += [f"{page.name}: {path}" for path in named if not (ROOT / path).exists()]
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", text) if page.suffix == ".md" else []
        lost += [f"{page.name}: {link}" for link in links if not (page.parent / link).exists()]
    assert lost == []
