"""Pairs of real names: only our half of the organisations, each pair of the kind that it is."""

from __future__ import annotations

import io
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

import build_real_pairs as pairs

OURS = [f"Q{number}" for number in range(1, 400) if pairs.is_ours(f"Q{number}")]
THEIRS = next(f"Q{number}" for number in range(1, 400) if not pairs.is_ours(f"Q{number}"))
LISTED = [number for number in OURS if not pairs.is_left_out(number)]
LEFT_OUT = next(number for number in OURS if pairs.is_left_out(number))


def brand(number: str, name: str, more: dict[str, str] | None = None) -> dict[str, Any]:
    tags = {"brand": name, "brand:wikidata": number, "name": name}
    return {"displayName": name, "tags": tags | (more or {})}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of a few entries."""
    one, two, three = LISTED[:3]
    entries = {
        "brands/shop/x": {
            "items": [
                brand(one, "Лента", {"name:en": "Lenta", "name:ja": "レンタ", "short_name": "Л"}),
                brand(two, "Deutsche Post") | {"matchNames": ["deutsche post ag"]},
                brand(LEFT_OUT, "Nowhere Bank", {"name:en": "Nowhere Banking"}),
                brand(THEIRS, "Their Own"),
                brand(three, "日本"),
            ]
        }
    }
    labels = {number: {"label": label} for number, label in ((two, "German Mail"), (THEIRS, "Theirs"))}
    path = tmp_path / "package.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, found in ((pairs.ENTRIES, {"nsi": entries}), (pairs.LABELS, {"wikidata": labels})):
            content = json.dumps(found).encode()
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def test_only_our_half_is_read_and_each_pair_has_its_kind(package: Path) -> None:
    directory, callers = pairs.make_pairs(pairs.collect_names(*pairs.read_package(package)))
    one, two = LISTED[:2]
    assert directory == {one: "Лента", two: "Deutsche Post"}
    assert {(x["caller"], x["kind"], x["truth"]) for x in callers} == {
        ("Lenta", "cyrillic-latin spelt", one),
        ("Л", "cyrillic acronym", one),
        ("deutsche post ag", "latin spelt", two),
        ("German Mail", "latin translated", two),
        ("Nowhere Bank", "unknown", ""),
        ("Nowhere Banking", "unknown", ""),
    }


def test_with_a_directory_its_entries_are_listed(package: Path) -> None:
    names = pairs.collect_names(*pairs.read_package(package))
    directory, callers = pairs.make_pairs(names, {LEFT_OUT: "Nowhere Bank"})
    assert directory == {LEFT_OUT: "Nowhere Bank"}
    assert ("Nowhere Banking", "latin spelt") in {(x["caller"], x["kind"]) for x in callers}
    assert ("Лента", "unknown") in {(x["caller"], x["kind"]) for x in callers}


def test_an_entry_of_the_other_half_is_refused(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "directory.csv"
    listed.write_text(f"id,name\n{THEIRS},Their Own\n", encoding="utf-8")
    argv = ["build_real_pairs", str(package), str(tmp_path / "out"), "--directory", str(listed)]
    monkeypatch.setattr(sys, "argv", argv)
    with pytest.raises(SystemExit, match=f"other half: {THEIRS}"):
        pairs.main()


def test_cyrillic_cards_are_listed_under_their_cyrillic_name(package: Path) -> None:
    names = {LISTED[0]: [pairs.Name("Lidl", False), pairs.Name("Лидл", False)]}
    directory, callers = pairs.make_pairs(names, cyrillic_cards=True)
    assert directory == {LISTED[0]: "Лидл"}
    assert [(x["caller"], x["kind"]) for x in callers] == [("Lidl", "cyrillic-latin spelt")]
