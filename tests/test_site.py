"""The site of the documentation is whole: built strictly, every page in its navigation, nothing fetched."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import build_site

pytest.importorskip("zensical")


def named(entries: object) -> list[str]:
    """The pages that a navigation names."""
    if isinstance(entries, str):
        return [entries]
    values = entries.values() if isinstance(entries, dict) else entries
    return [page for value in values for page in named(value)]  # type: ignore[attr-defined]


def test_it_is_built_without_a_warning(tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert "arning" not in build_site.build(site)
    for name in build_site.pages():
        page = (site / name).with_suffix(".html").read_text(encoding="utf-8")
        fetched = re.findall(r'<(?:script|img)[^>]* src="(http[^"]*)"|<link rel="stylesheet" href="(http[^"]*)"', page)
        assert fetched == [], f"{name} fetches"
    assert (site / "pictures" / "quarrel.ru.svg").is_file()
    assert (site / "examples" / "1c.xlsx").is_file()


def test_every_page_is_in_the_navigation_once() -> None:
    told = yaml.safe_load(build_site.settings())
    assert sorted(named(told["nav"])) == sorted(build_site.pages())


def test_a_link_that_leads_nowhere_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "faq.md"
    page.write_text("# Questions\n\n[nowhere](tutorial.md#no-such-heading)\n", encoding="utf-8")
    whole = build_site.placed
    broken = page.read_text(encoding="utf-8")
    monkeypatch.setattr(build_site, "placed", lambda found: broken if found.name == "faq.md" else whole(found))
    with pytest.raises(subprocess.CalledProcessError):
        build_site.build(tmp_path / "site")
