"""Exports kept as they came: every row as its raw text and its cells, so that one cell can be changed, nothing else.

Rows are told apart by balanced quotes, so a newline inside quotes is part of its row. Bytes that are no text in the
encoding survive (surrogateescape) and mark their row as one that cannot be read. A byte order mark is kept.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import BinaryIO

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import Place, Problem
from leadcli.domain.problems import problem
from leadcli.io.csv_tables import tell_delimiter
from leadcli.io.encodings import guess_encoding
from leadcli.io.workbooks import first_sheet, is_workbook, sheet_rows

HEAD = 1 << 18
LONGEST_ROW = 1 << 20  # bytes; more is a quote that was never closed
_UNFIT = re.compile("[\ud800-\udfff]")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@frozen
class Form:
    """The form of a CSV file: encoding without its mark, the mark, the delimiter; of a workbook: its ``sheet``.

    ``skip``: rows above the header, such as a title.
    """

    encoding: str
    mark: bytes
    delimiter: str
    sheet: str = ""
    skip: int = 0


@frozen
class RawRow:
    """A row: its number from 1 (the header is 0), the line on which it begins, its raw text with its line end.

    A workbook's row has no raw text: its ``line`` is the sheet's row, and ``texts`` are its cells.
    """

    number: int
    line: int
    raw: str
    fault: Message | None = None
    texts: tuple[str, ...] = ()


def form_of(path: Path, encoding: str = "", delimiter: str = "") -> Form | Problem:
    """Tell the form of a file from its head, where it is not given."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        return problem("file-unreadable", Place(str(path)), reason=error.strerror or str(error))
    if is_workbook(head):
        sheet = first_sheet(path, head)
        return sheet if isinstance(sheet, Problem) else Form("", b"", "", sheet)
    mark, codec = next(((m, e) for m, e in _MARKS if head.startswith(m)), (b"", ""))
    chosen = encoding or codec
    if not chosen:
        whole = head if b"\0" in head else head[: head.rfind(b"\n") + 1] or head
        chosen = guess_encoding(whole)
    try:
        chosen = codecs.lookup(chosen).name
        chosen = {"utf-8-sig": "utf-8", "utf-16": codec or "utf-16-le", "utf-32": "utf-32-le"}.get(chosen, chosen)
        text = head[len(mark) :].decode(chosen, "replace")
    except LookupError:
        return problem("file-encoding", Place(str(path)), encoding=chosen)
    return Form(chosen, mark, delimiter or tell_delimiter(text))


def rows(path: Path, form: Form) -> Iterator[RawRow]:
    """The rows of a file, the header first; it and what stands above it have the number 0."""
    if form.sheet:
        first = 0
        for line, texts in sheet_rows(path, form.sheet):
            first = first or line
            yield RawRow(max(0, line - first - form.skip), line, "", None, texts)
        return
    for number, (line, data) in enumerate(pieces(path, form)):
        yield row_of(max(0, number - form.skip), line, data, form)


def pieces(path: Path, form: Form) -> Iterator[tuple[int, bytes]]:
    """The rows of a CSV file as bytes, each with its line end, and the line on which it begins.

    Quotes and line ends are the same bytes in every encoding but the wide ones: rows are told apart undecoded.
    """
    with path.open("rb") as file:
        file.seek(len(form.mark))
        line, start, pending, open_quotes = 0, 1, b"", 0
        for data, quotes in _wide_lines(file, form.encoding) if is_wide(form.encoding) else _lines(file):
            line += 1
            if not pending:
                if quotes % 2 == 0:
                    yield line, data
                    continue
                start, open_quotes = line, 0
            pending, open_quotes = pending + data, open_quotes + quotes
            if open_quotes % 2 and len(pending) < LONGEST_ROW:
                continue  # a quote is open: the row goes on
            yield start, pending
            pending = b""
        if pending:
            yield start, pending


def is_wide(encoding: str) -> bool:
    """Whether an encoding has more than one byte for each character, so that bytes alone say nothing."""
    return len('"'.encode(encoding)) > 1


def _lines(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Lines ended by LF, CR LF or CR, each with the number of its quotes."""
    for line in file:
        if b"\r" in line and line.find(b"\r") < len(line) - 2:
            yield from ((part, part.count(b'"')) for part in line.splitlines(keepends=True))
        else:
            yield line, line.count(b'"')


def _wide_lines(file: BinaryIO, encoding: str) -> Iterator[tuple[bytes, int]]:
    """The same for an encoding of two or four bytes; what is no text in it survives, but for half a character."""
    try:
        for line in io.TextIOWrapper(file, encoding=encoding, errors="surrogatepass", newline=""):
            yield line.encode(encoding, "surrogatepass"), line.count('"')
    except UnicodeDecodeError as error:
        raise Refusal(
            message("its bytes are not text in {encoding}: {reason}", encoding=encoding, reason=error.reason),
            message("say which encoding it is: --encoding NAME"),
        ) from None


def row_of(number: int, line: int, data: bytes, form: Form) -> RawRow:
    """A row of bytes as text; bytes that are no text in the encoding survive, and are its fault."""
    raw = data.decode(form.encoding, errors_of(form))
    fault = None
    if raw.count('"') % 2:
        fault = message("a quote is opened and never closed")
    elif "\0" in raw:
        fault = message("it holds a NUL character")
    elif not raw.isascii() and _UNFIT.search(raw):
        fault = message("some of its bytes are not text in this encoding")
    return RawRow(number, line, raw, fault)


def errors_of(form: Form) -> str:
    """How bytes that are no text are carried along."""
    return "surrogatepass" if is_wide(form.encoding) else "surrogateescape"


def ending(raw: str) -> str:
    """The line end of a raw row."""
    return "\r\n" if raw.endswith("\r\n") else raw[-1:] if raw[-1:] in ("\n", "\r") else ""


def split(raw: str, delimiter: str) -> list[str]:
    """The raw cells of a row, quotes and all, without the line end."""
    end = ending(raw)
    body = raw[: len(raw) - len(end)] if end else raw
    return body.split(delimiter) if '"' not in body else _cells(delimiter).findall(body + delimiter)


@cache
def _cells(delimiter: str) -> re.Pattern[str]:
    sign = re.escape(delimiter)
    return re.compile(rf'((?:"(?:[^"]|"")*"|[^{sign}"])*){sign}')  # a cell, up to its delimiter


def value(raw: str) -> str:
    """The text of a raw cell."""
    tidy = raw.strip(" \t\u00a0")
    if tidy[:1] == '"' and tidy[-1:] == '"' and len(tidy) > 1:
        return tidy[1:-1].replace('""', '"').strip(" \t\u00a0")
    return tidy


def texts(row: RawRow, form: Form) -> list[str]:
    """The texts of a row's cells."""
    return list(row.texts) if form.sheet else [value(cell) for cell in split(row.raw, form.delimiter)]


def as_before(raw: str, text: str, delimiter: str) -> str:
    """A new text for a raw cell, quoted if the old one was or if it must be."""
    must = any(c in text for c in (delimiter, '"', "\n", "\r"))
    if must or raw.strip(" \t")[:1] == '"':
        quoted = text.replace('"', '""')
        return f'"{quoted}"'
    return text


def about_rows(path: Path, form: Form) -> int | None:
    """About how many rows a CSV file has, by its line ends: enough for a bar of progress. None of a workbook."""
    if form.sheet:
        return None
    with path.open("rb") as file:
        lines = sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b""))
    return max(0, lines - 1 - form.skip)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            sha.update(block)
    return sha.hexdigest()
