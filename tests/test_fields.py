"""Header rows of real exports: every command reads them by the one table of fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT

from leadcli.fields.table import CALLER, CALLS, EXPORT, located

ROWS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "fields" / "headers.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['system']}: {row['header'][0]}" for row in ROWS])
def test_headers_of_real_exports(row: dict[str, Any]) -> None:
    header, wanted = [str(name) for name in row["header"]], row["export"]
    found = {field: header[index] for field, index in located(header, EXPORT).items()}
    assert found == wanted
    called = {field: header[index] for field, index in located(header, CALLS).items()}
    assert called["caller"] == wanted["name"]
    assert {f: called.get(f) for f in CALLER} == {f: wanted.get(f) for f in CALLER}


def test_what_the_user_maps_comes_first() -> None:
    assert located(["Компания", "Поле 1"], EXPORT, {"поле 1": "name"}) == {"name": 1}


def test_the_pages_list_every_field() -> None:
    """Where the documentation names fields by hand: what --map takes, what match reads, what who-owns may be told."""
    reassign = (ROOT / "docs" / "reassign.md").read_text(encoding="utf-8")
    row = next(line for line in reassign.splitlines() if line.startswith("| `--map"))
    assert [f.name for f in EXPORT if f"`{f.name}`" not in row] == [], "docs/reassign.md: --map"
    commands = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in CALLER if commands.count(f"`{name}`") < 1] == [], "docs/commands.md: match"
    assert [name for name in CALLER if f"`--{name}`" not in commands] == [], "docs/commands.md: who-owns"
