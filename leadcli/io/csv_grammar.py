"""The grammar of CSV, one for every command and for the workspace: which lines are a row, which part of it is a cell.

A quote opens only at the start of a cell; elsewhere it is a letter: ``monitor 24"``. It closes before a delimiter or
the end of the row, and a line end inside belongs to the cell. What is written otherwise is read where only one reading
has as many cells as the header: text after a closed quote, quotes escaped by a backslash, quotes inside of a cell
around a delimiter. A quote that is never closed costs its line, and no other.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import AnyStr

from leadcli.io.table_formats import BLANKS

LONGEST_ROW = 1 << 25  # characters; a quote that is open for longer was never closed
LONGEST_ID = 40
LONGEST_TABLE = 1 << 20  # characters of a table that was pasted into a cell
_INCHES = re.compile('\\d"(?!")')  # 24"
_ESCAPED = re.compile(r'\\"|""')
TELLS = 3  # columns from which on a line can be told to be a row


class _Patterns:
    """What cells look like between delimiters of a kind, each made when it is needed."""

    def __init__(self, delimiter: str) -> None:
        self._sign = re.escape(delimiter)
        self._other = f"[^{self._sign}]" if len(delimiter) == 1 else rf"(?:(?!{self._sign})[\s\S])"
        self._blanks = f"[{BLANKS.replace(delimiter, '')}]*+"
        self._text = r'(?:[^"]++|"")*+'
        self._cell = self._quoted_or_plain(self._text)

    def _quoted_or_plain(self, text: str) -> str:
        return rf'(?:{self._blanks}"{text}"{self._blanks}(?={self._sign}|\Z)|(?!{self._blanks}"){self._other}*+)'

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """A row as the standard has it."""
        return re.compile(rf"{self._cell}(?:{self._sign}{self._cell})*+")

    @cached_property
    def cell(self) -> re.Pattern[str]:
        """One of its cells, with the delimiter."""
        return re.compile(rf"({self._cell}){self._sign}")

    @cached_property
    def odd(self) -> re.Pattern[str]:
        """A cell where quotes anywhere protect delimiters."""
        return re.compile(rf'((?:"{self._text}"|(?!"){self._other})*+){self._sign}')

    @cached_property
    def escaped(self) -> re.Pattern[str]:
        """A cell where a backslash escapes a quote."""
        text = r'(?:[^"\\]++|\\[\s\S]|"")*+'
        return re.compile(rf"({self._quoted_or_plain(text)}){self._sign}")

    @cached_property
    def opens(self) -> re.Pattern[str]:
        """Where a cell opens a quote."""
        return re.compile(rf'{self._blanks}"')

    @cached_property
    def closes(self) -> re.Pattern[str]:
        """The rest of a cell that was opened before, with the delimiter if one follows."""
        return re.compile(rf'{self._text}"{self._blanks}({self._sign}|\Z)')

    @cached_property
    def inside(self) -> re.Pattern[str]:
        """A text in quotes that goes on."""
        return re.compile(self._text)

    @cached_property
    def cells(self) -> re.Pattern[str]:
        """All cells that have a delimiter after them."""
        return re.compile(rf"(?:{self._cell}{self._sign})*+")

    @cached_property
    def last(self) -> re.Pattern[str]:
        """A cell."""
        return re.compile(self._cell)


_patterns = cache(_Patterns)


# --- cells of a row --------------------------------------------------------------------------------------------------
def cut(raw: str, delimiter: str, width: int = 0) -> tuple[list[str], bool]:
    """The raw cells of a row, quotes and all, without its line end, and whether they can be told.

    ``width``: how many the header has, 0 where there is none. The cells joined are always the row.
    """
    body = raw.removesuffix(ending(raw))
    if '"' not in body:
        return body.split(delimiter), True
    found = _patterns(delimiter)
    if found.whole.fullmatch(body):
        cells = found.cell.findall(body + delimiter)
        if _fits(cells, width):
            return cells, True
        kept = _odd(body, delimiter)
        return (kept if kept and _fits(kept, width) else cells), True
    kept = _odd(body, delimiter)
    plain = body.split(delimiter)
    if '\\"' in body:
        escaped = _in_turn(found.escaped, body + delimiter)
        if escaped and _fits(escaped, width):
            return escaped, True
    if _fits(plain, width) and not any(c.count('"') % 2 for c in plain if found.opens.match(c)) and "\n" not in body:
        return plain, True
    if kept and _fits(kept, width):
        return kept, True
    return kept or plain, False


def _odd(body: str, delimiter: str) -> list[str]:
    """The cells where quotes anywhere protect delimiters; none where one stays open."""
    return _in_turn(_patterns(delimiter).odd, body + delimiter)


def _in_turn(cell: re.Pattern[str], text: str) -> list[str]:
    """The cells of a text, one behind the other up to its end; none where one is not such a cell.

    A cell is not looked for anywhere else, as ``findall`` would: of a long one that fails, at each of its letters.
    """
    cells, at = list[str](), 0
    while at < len(text):
        found = cell.match(text, at)
        if found is None:
            return []
        cells.append(found[1])
        at = found.end()
    return cells


def is_standard(raw: str, delimiter: str) -> bool:
    """Whether a row is written as the standard has it, without text after a closed quote."""
    return _patterns(delimiter).whole.fullmatch(raw.removesuffix(ending(raw))) is not None


def breach(raw: str, delimiter: str, at: int = 0) -> tuple[int, bool] | None:
    """Where a row, from a cell on that begins ``at``, is not written as the standard has it; None where it is.

    It is the quote that opens a cell and is never closed (True), or the one that closes it and has text behind it.
    """
    body, found = raw.removesuffix(ending(raw)), _patterns(delimiter)
    at = _end(found.cells, body, at)
    if found.last.fullmatch(body, at):
        return None
    begins = _end(found.opens, body, at)  # a cell that opens no quote is as the standard has it
    end = _end(found.inside, body, begins)
    return (begins - 1, True) if end == len(body) else (end, False)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where that ends which is known to stand in a text, be it nothing."""
    found = pattern.match(text, at)
    assert found is not None
    return found.end()


def split(raw: str, delimiter: str, width: int = 0) -> list[str]:
    """The raw cells of a row: see ``cut``."""
    return cut(raw, delimiter, width)[0]


def value(raw: str) -> str:
    """The text of a raw cell."""
    tidy = raw.strip(BLANKS)
    if tidy[:1] == '"' and tidy[-1:] == '"' and len(tidy) > 1:
        inner = tidy[1:-1]
        if '\\"' in inner and '"' in inner.replace('""', ""):  # else a backslash is one, as the standard has it
            return _ESCAPED.sub('"', inner).strip(BLANKS)
        return inner.replace('""', '"').strip(BLANKS)
    return tidy


def as_before(raw: str, text: str, delimiter: str) -> str:
    """A new text for a raw cell, quoted if the old one was or if it must be."""
    must = any(c in text for c in (delimiter, '"', "\n", "\r"))
    if must or raw.strip(" \t")[:1] == '"':
        quoted = text.replace('"', '""')
        return f'"{quoted}"'
    return text


def ending(raw: str) -> str:
    """The line end of a raw row."""
    return "\r\n" if raw.endswith("\r\n") else raw[-1:] if raw[-1:] in ("\n", "\r") else ""


def _fits(cells: list[str], width: int) -> bool:
    """Whether there are as many cells as in the header; empty ones after its end do not count."""
    return not width or len(cells) == width or (len(cells) > width and not any(map(value, cells[width:])))


# --- rows of lines ---------------------------------------------------------------------------------------------------
def rows_of(
    lines: Iterator[AnyStr], text: Callable[[AnyStr], str], quote: AnyStr, delimiter: str, skip: int = 0
) -> Iterator[tuple[int, AnyStr]]:
    """The rows that lines make, each with the line on which it begins, from 1.

    ``text``: a line as text; ``quote``: what stands in a line that has a quote. ``skip``: rows above the header.
    """
    waiting: deque[AnyStr] = deque()
    line, width = 1, 0
    number = -skip
    while True:
        data = waiting.popleft() if waiting else next(lines, None)
        if data is None:
            return
        start = line
        line += 1
        if quote in data:
            first = text(data)
            if not is_standard(first, delimiter) and not cut(first, delimiter, width)[1]:
                more = _rest(first, waiting, lines, text, delimiter, width)
                line += len(more)
                more.insert(0, data)
                data = data[:0].join(more)
        if number == 0:
            width = len(cut(text(data), delimiter)[0])
        number += 1
        yield start, data


def _rest(
    first: str, waiting: deque[AnyStr], lines: Iterator[AnyStr], text: Callable[[AnyStr], str], delimiter: str,
    width: int,
) -> list[AnyStr]:  # fmt: skip
    """The further lines of a row whose quote is open; none where it is never closed. What is not taken waits."""
    opened = _after(first, False, delimiter)
    # Of a quote that is not closed an inch mark further down may look like the end. Lines in between that are like rows
    # are a pasted table only where the whole is a row as the standard has it.
    begins = _shape(first, delimiter) if width >= TELLS else ""
    looked: list[AnyStr] = []
    size, is_like_rows, has_inches = len(first), False, False
    while opened and size < (LONGEST_TABLE if is_like_rows else LONGEST_ROW):
        data = waiting.popleft() if waiting else next(lines, None)
        if data is None:
            break
        looked.append(data)
        line = text(data)
        size += len(line)
        is_row = bool(begins) and line.count(delimiter) == width - 1 and _shape(line, delimiter) == begins
        is_like_rows, has_inches = is_like_rows or is_row, has_inches or (is_row and bool(_INCHES.search(line)))
        opened = _after(line, True, delimiter)
        if opened is False:
            whole = first + "".join(map(text, looked)) if is_like_rows else ""
            if not whole or (len(cut(whole, delimiter)[0]) == width and not has_inches):
                return looked
    waiting.extendleft(reversed(looked))
    return []


def _shape(line: str, delimiter: str) -> str:
    """What the first cell of a line looks like, if it is an id: ``C-17`` is ``a-9``."""
    begin = line.partition(delimiter)[0].strip(BLANKS + '"')
    if len(begin) > LONGEST_ID or not any(map(str.isdigit, begin)) or any(map(str.isspace, begin)):
        return ""
    return re.sub("[^\\W\\d_]+", "a", re.sub("\\d+", "9", begin))


def _after(raw: str, opened: bool, delimiter: str) -> bool | None:
    """Whether a quote is open after a line; None where text follows a closed one. ``opened``: before it."""
    at = 0
    if opened:
        body, found = raw.removesuffix(ending(raw)), _patterns(delimiter)
        closed = found.closes.match(body)
        if closed is None:
            return True if found.inside.fullmatch(body) else None
        if not closed[1]:
            return False
        at = closed.end()
    broken_off = breach(raw, delimiter, at)
    return False if broken_off is None else broken_off[1] or None
