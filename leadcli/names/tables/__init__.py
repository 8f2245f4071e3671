"""Word tables as data, each with its source in LICENSES.md. Loaded when first asked for."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load(table: str) -> Any:
    """A table by its name, without the suffix."""
    return json.loads((Path(__file__).parent / f"{table}.json").read_text(encoding="utf-8"))


@cache
def rows(table: str) -> list[list[str]]:
    """The cells of a table of rows by its name, without the suffix; the first row, of headers, is left out."""
    text = (Path(__file__).parent / f"{table}.tsv").read_text(encoding="utf-8")
    return [row.split("\t") for row in text.split("\n")[1:-1]]


@cache
def lines(table: str) -> bytes:
    """A table of sorted lines by its name, without the suffix: one text, with a line end before its first line too."""
    return (Path(__file__).parent / f"{table}.txt").read_bytes()
