"""Tables of any size row by row, whatever their format: exports, callers, labelled callers.

A format's module tells the form of a file, ``form_of(source, head, encoding, delimiter)``, and gives its rows,
``rows(source, form)``, the header first. What cannot be read is a fault of its row alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.domain.places import Place
from leadcli.domain.problems import problem
from leadcli.io import raw_csv
from leadcli.io.encodings import Unreadable, not_opened
from leadcli.io.table_formats import FORMATS, HEAD, Form, RawRow, Source, foreign, format_of, load


def told_format(source: Source) -> str:
    """The format of a source, a key in FORMATS. Raises Unreadable."""
    return format_of(head_of(source), source.suffix)


def form_of(source: Source, encoding: str = "", delimiter: str = "") -> Form:
    """Tell the form of a file from its head, where it is not given. Raises Unreadable."""
    head = head_of(source)
    if kind := foreign(head, Path(str(source)).name):
        raise Unreadable(problem("file-foreign", Place(str(source)), kind=kind))
    told = format_of(head, source.suffix)
    form: Form = load(FORMATS[told].rows).form_of(source, head, encoding, delimiter)
    return replace(form, format=told)


def head_of(source: Source) -> bytes:
    """The first bytes of a source. Raises Unreadable."""
    if not isinstance(source, Path):
        return source.head()
    try:
        with source.open("rb") as file:
            return file.read(HEAD)
    except OSError as error:
        raise not_opened(str(source), error) from None


def rows(source: Source, form: Form) -> Iterator[RawRow]:
    """The rows of a file, the header first; it and what stands above it have the number 0."""
    found: Iterator[RawRow] = load(FORMATS[form.format].rows).rows(source, form)
    return found


def texts(row: RawRow, form: Form) -> list[str]:
    """The texts of a row's cells."""
    return raw_csv.cells_of(row, form)[0] if form.delimiter else list(row.texts)


def fitted(row: RawRow, form: Form, width: int) -> tuple[list[str], Message | None]:
    """The cells of a row, as many as the header has, and why it cannot be used (None: it can)."""
    if not form.delimiter:  # a sheet has no ragged rows, only cells that nobody filled in
        cells = _cut(list(row.texts), width)
        return [*cells, *[""] * (width - len(cells))], row.fault
    found, closed = raw_csv.cells_of(row, form, width)
    cells, fault = _cut(found, width), row.fault
    if fault is None and not closed:
        fault = message("a quote is opened and never closed")
    elif fault is None and len(cells) != width and any(cells):
        fault = message("{found} cells, the header has {expected}", found=len(cells), expected=width)
    return [raw_csv.shown(cell) for cell in cells] if row.fault else cells, fault


def _cut(cells: list[str], width: int) -> list[str]:
    while len(cells) > width and not cells[-1]:
        cells.pop()
    return cells


def about_rows(path: Path, form: Form) -> int | None:
    """About how many rows a text file has, by its line ends: enough for a bar of progress. None of others."""
    if not form.delimiter:
        return None
    with path.open("rb") as file:
        lines = sum(block.count(b"\n") for block in iter(partial(file.read, HEAD), b""))
    return max(0, lines - 1 - form.skip)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
