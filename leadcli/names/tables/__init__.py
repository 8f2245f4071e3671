"""Word tables as data, each with its source in LICENSES.md. Loaded when first asked for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load(table: str) -> Any:
    """A table by its name, without the suffix."""
    return json.loads((Path(__file__).parent / f"{table}.json").read_bytes())


@cache
def rows(table: str) -> list[str]:
    """The rows of a table by its name, without the suffix: cells with tabs between. The headers are left out."""
    return (Path(__file__).parent / f"{table}.tsv").read_bytes().decode().split("\n")[1:-1]


@cache
def lines(table: str) -> bytes:
    """A table of sorted lines by its name, without the suffix: one text, with a line end before its first line too."""
    return (Path(__file__).parent / f"{table}.txt").read_bytes()
