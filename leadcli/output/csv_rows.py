"""Rows of cells as CSV that no spreadsheet takes for formulas (CWE-1236)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence


def texts(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A line of each row."""
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow(inert(str(cell)) for cell in row)
        yield out.getvalue()


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell[1:].replace(".", "").isdigit():
        return f"'{cell}"
    return cell
