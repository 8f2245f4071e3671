"""Pairs of the registry of research organisations: both schemas, the last record, and only our half."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

import build_real_pairs as pairs
import build_registry_pairs as registry

NUMBERS = [f"0{number}x" for number in range(100)]
OURS = [number for number in NUMBERS if pairs.is_ours(number)]
THEIRS = next(number for number in NUMBERS if not pairs.is_ours(number))
WIKIDATA = [f"Q{number}" for number in range(1, 99) if not pairs.is_ours(f"Q{number}")]


def older(number: str, name: str, **more: Any) -> dict[str, Any]:
    """A record of the first schema."""
    return {"id": f"https://ror.org/{number}", "status": "active", "types": ["Company"], "name": name, **more}


def newer(number: str, *names: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A record of the second schema."""
    told = [{"value": text, "types": [kind]} for text, kind in names]
    return {"id": f"https://ror.org/{number}", "status": "active", "types": ["company"], "names": told, **more}


def test_both_schemas_tell_names(tmp_path: Path) -> None:
    records = [
        older(OURS[0], "Siemens (Germany)", aliases=["Siemens AG"], acronyms=["SAG"], labels=[{"label": "Сименс"}]),
        newer(OURS[1], ("BJS", "acronym"), ("Bureau of Justice", "ror_display"), ("日本", "label")),
    ]
    name = pairs.Name
    assert registry.collect(records) == {
        OURS[0]: [name("Siemens", False), name("Сименс", False), name("Siemens AG", False), name("SAG", True)],
        OURS[1]: [name("Bureau of Justice", False), name("BJS", True)],
    }


def test_what_is_left_out() -> None:
    first, second = WIKIDATA[:2]
    records = [
        older(THEIRS, "Of the other half"),
        older(OURS[0], "Of the other half by Wikidata", external_ids={"Wikidata": {"all": [first]}}),
        newer(OURS[1], ("The same", "ror_display"), external_ids=[{"type": "wikidata", "all": [second]}]),
        older(OURS[2], "A university", types=["Education"]),
        older(OURS[3], "Closed", status="inactive"),
    ]
    assert registry.collect(records) == {}


def test_the_last_release_tells(tmp_path: Path) -> None:
    for release, name in (("v1.9", "Old"), ("v1.10", "New"), ("v1.2", "Oldest")):
        file = tmp_path / release / f"{OURS[0]}.json"
        file.parent.mkdir()
        file.write_text(json.dumps(older(OURS[0], name)), encoding="utf-8")
    assert [record["name"] for record in registry.last_records(tmp_path)] == ["New"]
