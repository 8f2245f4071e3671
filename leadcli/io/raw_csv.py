"""CSV row by row, kept as it came: every row as its raw text and its cells, so that one cell can be changed alone.

Which lines are a row, ``csv_grammar`` says. Bytes that are no text in the encoding survive (surrogateescape) and mark
their row as one that cannot be read. A byte order mark is kept.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

from leadcli.domain.messages import Refusal, message
from leadcli.domain.places import Place
from leadcli.domain.problems import problem
from leadcli.io.csv_grammar import cut, rows_of, value
from leadcli.io.csv_tables import foreign_quotes, tell_delimiter
from leadcli.io.encodings import Unreadable, doubts_of, tell_encoding, told_from, unknown_encoding
from leadcli.io.table_formats import BLANKS, HEAD, Form, Mark, RawRow, Source, is_error

_UNFIT = re.compile("[\ud800-\udfff]")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def form_of(source: Source, head: bytes, encoding: str = "", delimiter: str = "") -> Form:
    """Encoding and delimiter, told from the head where they are not given. Raises Unreadable."""
    mark, codec = next(((m, e) for m, e in _MARKS if head.startswith(m)), (b"", ""))
    chosen, sure = encoding or codec, True
    if not chosen:
        whole = head if b"\0" in head else head[: head.rfind(b"\n") + 1] or head
        chosen, sure = tell_encoding(whole)
        goes_on = len(head) == HEAD and isinstance(source, Path)  # what follows may tell more
        if goes_on and chosen == "utf-8" and head.isascii():
            with source.open("rb") as file:
                chosen, sure = told_from(iter(partial(file.read, HEAD), b""))
    try:
        chosen = codecs.lookup(chosen).name
        chosen = {"utf-8-sig": "utf-8", "utf-16": codec or "utf-16-le", "utf-32": "utf-32-le"}.get(chosen, chosen)
        text = head[len(mark) :].decode(chosen, "replace")
    except LookupError:
        raise unknown_encoding(chosen, Place(str(source))) from None
    sign = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter) or tell_delimiter(text)
    if foreign_quotes(text, sign):
        raise Unreadable(problem("csv-quote-sign", Place(str(source), 1, 1), sign="'"))
    return Form(chosen, mark, sign, doubts=() if encoding else doubts_of(chosen, sure, text))


def rows(source: Source, form: Form) -> Iterator[RawRow]:
    """The rows, the header first; it and what stands above it have the number 0."""
    width = 0
    for number, (line, data) in enumerate(pieces(source, form), -form.skip):
        row = row_of(max(0, number), line, data, form, width)
        if number == 0:
            width = len(cut(row.raw, form.delimiter)[0])
        yield row


def pieces(source: Source, form: Form) -> Iterator[tuple[int, bytes]]:
    """The rows of a CSV file as bytes, each with its line end, and the line on which it begins.

    Line ends are the same bytes in every encoding but the wide ones: only lines with a quote are decoded here.
    """
    errors = errors_of(form)
    with source.open("rb") as file:
        file.read(len(form.mark))
        lines = _wide_lines(file, form.encoding) if is_wide(form.encoding) else _lines(file)
        yield from rows_of(lines, lambda data: data.decode(form.encoding, errors), b'"', form.delimiter, form.skip)


def is_wide(encoding: str) -> bool:
    """Whether an encoding has more than one byte for each character, so that bytes alone say nothing."""
    return len('"'.encode(encoding)) > 1


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines ended by LF, CR LF or CR."""
    for line in file:
        if b"\r" in line.removesuffix(b"\r\n"):
            yield from line.splitlines(keepends=True)
        else:
            yield line


def _wide_lines(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    """The same for an encoding of two or four bytes; what is no text in it survives, but for half a character."""
    try:
        for line in io.TextIOWrapper(file, encoding=encoding, errors="surrogatepass", newline=""):
            yield line.encode(encoding, "surrogatepass")
    except UnicodeDecodeError as error:
        raise Refusal(
            message("its bytes are not text in {encoding}: {reason}", encoding=encoding, reason=error.reason),
            message("say which encoding it is: --encoding NAME"),
        ) from None


def row_of(number: int, line: int, data: bytes, form: Form, width: int) -> RawRow:
    """A row of bytes as text; bytes that are no text in the encoding survive, and are its fault.

    ``width``: how many cells the header has, 0 where there is none.
    """
    raw = data.decode(form.encoding, errors_of(form))
    fault = None
    if "\0" in raw:
        fault = message("it holds a NUL character")
    elif not raw.isascii() and _UNFIT.search(raw):
        fault = message("some of its bytes are not text in this encoding")
    return RawRow(number, line, raw, fault, marks=_marks(raw, form, width) if "#" in raw or "Err:" in raw else ())


def _marks(raw: str, form: Form, width: int) -> tuple[tuple[int, Mark], ...]:
    cells = cut(raw, form.delimiter, width)[0]
    return tuple((column, "error") for column, cell in enumerate(cells) if is_error(value(cell)))


def errors_of(form: Form) -> str:
    """How bytes that are no text are carried along."""
    return "surrogatepass" if is_wide(form.encoding) else "surrogateescape"


def cells_of(row: RawRow, form: Form, width: int = 0) -> tuple[list[str], bool]:
    """The texts of a row's cells, and whether they can be told: see ``csv_grammar.cut``."""
    cells, closed = cut(row.raw, form.delimiter, width)
    return [value(cell) for cell in cells] if '"' in row.raw else [cell.strip(BLANKS) for cell in cells], closed


def shown(cell: str) -> str:
    """A text without what is no text in its encoding."""
    return _UNFIT.sub("\ufffd", cell)
