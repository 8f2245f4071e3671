"""Large tables row by row: CSV from a file or standard input, xlsx. What cannot be read is a fault of its row alone."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.domain.places import Place, Problem
from leadcli.domain.problems import problem
from leadcli.io.csv_tables import LONGEST, tell_delimiter
from leadcli.io.encodings import guess_encoding

HEAD = 1 << 18  # bytes that are looked at to tell encoding and delimiter


@frozen
class StreamRow:
    """A row: the line where it ends, its cells, and why it cannot be used (None: it can)."""

    line: int
    cells: tuple[str, ...]
    fault: Message | None = None


@frozen
class Stream:
    """A table being read: its header, its rows, and what was told of its form."""

    columns: tuple[str, ...]
    rows: Iterator[StreamRow]
    encoding: str = ""
    delimiter: str = ""


def open_stream(path: str, encoding: str = "", delimiter: str = "") -> Stream | Problem:
    """Open a CSV or xlsx; ``-`` is standard input (CSV). Encoding and delimiter are told from its head if not given."""
    if path != "-" and Path(path).suffix.casefold() == ".xlsx":
        return _open_xlsx(path)
    try:
        source: BinaryIO = sys.stdin.buffer if path == "-" else Path(path).open("rb")  # noqa: SIM115 (the rows keep it)
        buffered = io.BufferedReader(source, HEAD)  # type: ignore[type-var]
        head = buffered.peek(HEAD)[:HEAD]
    except OSError as error:
        return problem("file-unreadable", Place(path), reason=error.strerror or str(error))
    if b"\0" in head and not encoding:
        encoding = guess_encoding(head)
    elif not encoding:
        encoding = guess_encoding(head[: head.rfind(b"\n") + 1] or head)
    try:
        start = head.decode(encoding, "replace").removeprefix("\ufeff")
        text = io.TextIOWrapper(buffered, encoding=encoding, errors="replace", newline="")
    except LookupError:
        return problem("file-encoding", Place(path), encoding=encoding)
    chosen = delimiter or tell_delimiter(start)
    csv.field_size_limit(LONGEST)
    reader = csv.reader(_lines(text), delimiter=chosen)
    header = next(reader, None)
    if header is None:
        return problem("csv-no-header", Place(path, 1))
    columns = [cell.strip(" \t\u00a0\ufeff") for cell in header]
    while columns and not columns[-1]:
        columns.pop()
    return Stream(tuple(columns), _csv_rows(reader, len(columns)), encoding, chosen)


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    for line in text:
        yield line.replace("\0", "\ufffd")


def _csv_rows(reader: Iterator[list[str]], width: int) -> Iterator[StreamRow]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield StreamRow(_line(reader), (), message("the row cannot be read: {reason}", reason=str(error)))
            continue
        if not any(cells):
            continue
        while len(cells) > width and not cells[-1].strip():
            cells.pop()
        fault = None
        if len(cells) != width:
            fault = message("{found} cells, the header has {expected}", found=len(cells), expected=width)
        elif "\ufffd" in "".join(cells):
            fault = message("some of its bytes are not text in this encoding")
        yield StreamRow(_line(reader), tuple([cell.strip(" \t\u00a0") for cell in cells]), fault)


def _line(reader: object) -> int:
    return int(getattr(reader, "line_num", 0))


def _open_xlsx(path: str) -> Stream | Problem:
    from leadcli.io.encodings import read_bytes
    from leadcli.io.xlsx_tables import read_xlsx

    data = read_bytes(Path(path), path)
    if isinstance(data, Problem):
        return data
    records, problems = read_xlsx(data, path)
    if problems:
        return problems[0]
    columns = records[0].columns if records else ()
    return Stream(columns, (StreamRow(r.place.line, tuple(str(v) for v in r.values)) for r in records))
