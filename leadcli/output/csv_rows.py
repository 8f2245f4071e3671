"""Rows of cells as CSV that no spreadsheet takes for formulas (CWE-1236)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from leadcli.output.text.safe import printed

# Also the full-width signs of an East Asian keyboard, which some spreadsheets take for the others.
# Of blanks with a tab among them the first tab begins a cell: all of them are looked at once.
_BEGINS = re.compile(r"(^|[;\n]|(?<![\t\r ]) *[\t\r])([\t\r ]*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def texts(rows: Iterable[Sequence[object]], delimiter: str = ",", end: str = "\n") -> Iterator[str]:
    """A line of each row."""
    for row in rows:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator=end).writerow(inert(printed(str(cell))) for cell in row)
        yield out.getvalue()


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; nor a part of it, where one takes other signs for delimiters."""
    if not _BEGINS.search(cell) or (cell[:1] in "+-" and cell[1:].replace(".", "", 1).isdigit()):
        return cell
    return _BEGINS.sub(r"\1'\2", cell)
