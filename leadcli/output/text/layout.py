"""Lines of styled text for a page of a given width; the same lines for a terminal, a pipe and a test.

A page is a list of Rows: a label in the left column, text beside it, and a tail at the right edge. Text that does
not fit is wrapped under itself. Styles are names of meaning; ``text.py`` turns them into colours or drops them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar

from leadcli.domain.frozen import frozen, replace

K = TypeVar("K")
Style = Literal["", "owner", "good", "doubt", "bad", "label", "dim"]
MARGIN = 2
LABEL = 15  # columns of the label, the blank after it included
LEAST = 16  # columns that a text needs beside its tail


@frozen
class Row:
    """One row. ``cells`` are columns before the text, each padded to its width; ``wide`` leaves out the label."""

    text: str = ""
    label: str = ""
    tail: str = ""
    style: Style = ""
    cells: tuple[tuple[str, int], ...] = ()
    tail_style: Style = "dim"
    wide: bool = False


@frozen
class Span:
    """A piece of a line with one style."""

    text: str
    style: Style = ""


Line = tuple[Span, ...]


def as_text(line: Line) -> str:
    """A line without its styles."""
    return "".join(span.text for span in line)


def lines(rows: Iterable[Row], width: int) -> Iterator[Line]:
    """The rows as lines of at most ``width`` columns; an empty Row is an empty line."""
    for row in rows:
        yield from _lines(row, width)


def _lines(row: Row, width: int) -> Iterator[Line]:
    label = pad(row.label, LABEL) if not row.wide else ""
    if not row.wide and columns(row.label) >= LABEL:
        yield (Span(" " * MARGIN), Span(row.label, "label"))
        label = " " * LABEL
    before = "".join(pad(text, size) for text, size in row.cells)
    indent = MARGIN + columns(label) + columns(before)
    beside = bool(row.tail) and width - indent - columns(row.tail) - 2 >= LEAST
    room = max(LEAST, width - indent - (columns(row.tail) + 2 if beside else 0))
    parts = wrap(row.text, room) or [""]
    for number, part in enumerate(parts):
        if number == 0:
            spans = [Span(" " * MARGIN), Span(label, "label"), Span(before, row.style), Span(part, row.style)]
            if beside:
                gap = max(2, width - indent - columns(part) - columns(row.tail))
                spans += [Span(" " * gap), Span(row.tail, row.tail_style)]
        else:
            spans = [Span(" " * indent), Span(part, row.style)]
        yield tuple(span for span in _trimmed(spans) if span.text)
    if row.tail and not beside:  # a narrow page: the tail gets a line of its own
        yield (Span(" " * max(MARGIN, width - columns(row.tail))), Span(row.tail, row.tail_style))


def _trimmed(spans: list[Span]) -> list[Span]:
    """No blanks at the end of a line: they show in diffs and break copies."""
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[-1] = Span(spans[-1].text.rstrip(), spans[-1].style)
    return spans


def columns(text: str) -> int:
    """How many columns a text takes; wide East Asian characters take two, combining ones none (UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, size: int) -> str:
    """The text filled with blanks to a number of columns, with one blank at least after it."""
    return text + " " * max(1, size - columns(text)) if size else text


def wrap(text: str, room: int) -> list[str]:
    """Lines of at most ``room`` columns, broken at blanks; a word that is too long is cut."""
    if columns(text) <= room:
        return [text] if text else []
    import textwrap  # most answers have no line that is too long

    if text.isascii() or columns(text) == len(text):
        return textwrap.wrap(text, room, break_on_hyphens=False)
    return textwrap.wrap(text, max(8, room // 2), break_on_hyphens=False)


def table(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> list[str]:
    """Rows as aligned texts; ``right`` says which columns are numbers. The last column is left as it is."""
    sizes = [max(columns(row[i]) for row in rows) for i in range(len(right))]
    out: list[str] = []
    for row in rows:
        cells = [
            (" " * (size - columns(cell)) + cell) if to_right else cell + " " * (size - columns(cell))
            for cell, size, to_right in zip(row, sizes, right, strict=True)
        ]
        out.append("  ".join(cells).rstrip())
    return out


def table_rows(
    heading: Sequence[str], body: Iterable[Sequence[str]], right: Sequence[bool] = (), wide: bool = False
) -> Iterator[Row]:
    """A table as rows of a page, its heading dim. Numbers, to the ``right``, are all columns but the first."""
    found = table([heading, *body], right or (False, *([True] * (len(heading) - 1))))
    return (Row(text, style="" if number else "dim", wide=wide) for number, text in enumerate(found))


def part(label: str, rows: Iterable[Row]) -> Iterator[Row]:
    """A part of a page: an empty row, and the rows, the first with the label. Without rows it is nothing."""
    for number, row in enumerate(rows):
        if number == 0:
            yield Row()
        yield row if number else replace(row, label=label)


def most_first(counted: Mapping[K, int]) -> list[tuple[K, int]]:
    """What was counted, the most first."""

    def order(item: tuple[Any, int]) -> tuple[int, Any]:
        return -item[1], item[0]

    return sorted(counted.items(), key=order)
