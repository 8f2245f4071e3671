"""CSV row by row, kept as it came: every row as its raw text and its cells, so that one cell can be changed alone.

Rows are told apart by balanced quotes, so a newline inside quotes is part of its row. Bytes that are no text in the
encoding survive (surrogateescape) and mark their row as one that cannot be read. A byte order mark is kept.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO

from leadcli.domain.messages import Refusal, message
from leadcli.domain.places import Place
from leadcli.domain.problems import problem
from leadcli.io.csv_tables import tell_delimiter
from leadcli.io.encodings import Unreadable, guess_encoding
from leadcli.io.table_formats import BLANKS, Form, RawRow, Source

LONGEST_ROW = 1 << 20  # bytes; more is a quote that was never closed
_UNFIT = re.compile("[\ud800-\udfff]")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def form_of(source: Source, head: bytes, encoding: str = "", delimiter: str = "") -> Form:
    """Encoding and delimiter, told from the head where they are not given. Raises Unreadable."""
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
        raise Unreadable(problem("file-encoding", Place(str(source)), encoding=chosen)) from None
    return Form(chosen, mark, {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter) or tell_delimiter(text))


def rows(source: Source, form: Form) -> Iterator[RawRow]:
    """The rows, the header first; it and what stands above it have the number 0."""
    for number, (line, data) in enumerate(pieces(source, form), -form.skip):
        yield row_of(max(0, number), line, data, form)


def pieces(source: Source, form: Form) -> Iterator[tuple[int, bytes]]:
    """The rows of a CSV file as bytes, each with its line end, and the line on which it begins.

    Quotes and line ends are the same bytes in every encoding but the wide ones: rows are told apart undecoded.
    """
    with source.open("rb") as file:
        file.read(len(form.mark))
        line, start, pending, open_quotes = 0, 1, b"", 0
        for data, quotes in _wide_lines(file, form.encoding) if is_wide(form.encoding) else _lines(file):
            line += 1
            if not pending:
                if quotes % 2 == 0 or not opened(data.decode(form.encoding, errors_of(form)), form):
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


def opened(text: str, form: Form) -> bool:
    """Whether a cell begins with a quote that is not closed; one inside of a cell opens nothing."""
    return re.search(rf'(?:^|{re.escape(form.delimiter)})[{BLANKS}]*"(?:[^"]|"")*$', text) is not None


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
    if "\0" in raw:
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
    tidy = raw.strip(BLANKS)
    if tidy[:1] == '"' and tidy[-1:] == '"' and len(tidy) > 1:
        return tidy[1:-1].replace('""', '"').strip(BLANKS)
    return tidy


def texts(row: RawRow, form: Form) -> list[str]:
    """The texts of a row's cells."""
    cells = split(row.raw, form.delimiter)
    return [value(cell) for cell in cells] if '"' in row.raw else [cell.strip(BLANKS) for cell in cells]


def literal_texts(row: RawRow, form: Form) -> list[str]:
    """The same where a quote inside of a cell is a letter like any other: ``5" pipe``. None where one stays open."""
    if opened(row.raw, form):
        return []
    try:
        return [cell.strip(BLANKS) for cell in next(csv.reader([row.raw], delimiter=form.delimiter), [])]
    except csv.Error:
        return []


def shown(cell: str) -> str:
    """A text without what is no text in its encoding."""
    return _UNFIT.sub("\ufffd", cell)


def as_before(raw: str, text: str, delimiter: str) -> str:
    """A new text for a raw cell, quoted if the old one was or if it must be."""
    must = any(c in text for c in (delimiter, '"', "\n", "\r"))
    if must or raw.strip(" \t")[:1] == '"':
        quoted = text.replace('"', '""')
        return f'"{quoted}"'
    return text
