"""CSV as Records: the delimiter told from the header, every row with the line where it begins.

Which lines are a row, ``csv_grammar`` says. What is wrong in a table is found here: ragged rows, repeated headers,
quotes that are never closed. After a broken row reading goes on, so that all problems are shown at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from leadcli.domain.places import Place, Problem, Record
from leadcli.domain.problems import problem
from leadcli.io.csv_grammar import breach, rows_of, split, value
from leadcli.io.table_formats import BLANKS, MOST_ABOVE

DELIMITERS = ",;\t|"
LINES = 30  # that are looked at to tell the delimiter
LONGEST = 100_000  # characters in a cell; more is an unclosed quote
Finder: TypeAlias = Callable[[Sequence[Sequence[str]]], tuple[int, bool]]  # the header among rows, if it is sure
_BLANKS = BLANKS + "\ufeff"


def read_csv(
    text: str, file: str, delimiter: str = "", header: Finder | None = None, lost: list[Record] | None = None
) -> tuple[tuple[Record, ...], list[Problem]]:
    """The rows of a CSV text and its problems. Wholly empty rows and wholly empty last columns are left out.

    ``header``: which of the first rows is it; else the first that is not empty. ``lost`` gets of each row that is not
    read whole what its cells are as they stand, as many as the header has.
    """
    problems: list[Problem] = []
    delimiter = delimiter or tell_delimiter(text)
    if foreign_quotes(text, delimiter):
        return (), [problem("csv-quote-sign", Place(file, 1, 1), sign="'")]
    lines = _physical(text)
    above = (split(raw, delimiter) for _, raw in islice(rows_of(iter(lines), str, '"', delimiter), MOST_ABOVE))
    texts = [[value(cell).strip(_BLANKS) for cell in cells] for cells in above]
    skip = header(texts)[0] if header else next((number for number, cells in enumerate(texts) if any(cells)), 0)
    broken: list[tuple[int, list[str]]] = []
    rows = _rows(lines, file, delimiter, problems, skip, broken)
    head = next(rows, None)
    if head is None:
        return (), problems or [problem("csv-no-header", Place(file, 1))]
    line, cells = head
    columns = [cell.strip(_BLANKS) for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        return (), [*problems, problem("csv-no-header", Place(file, line))]
    names = tuple(columns)
    check_header(names, [Place(file, line, 0, index) for index in range(len(names))], problems)
    records: list[Record] = []
    unnamed: set[int] = set()
    for line, cells in rows:
        values = [cell.strip(_BLANKS) for cell in cells]
        if not any(values):
            continue
        while len(values) > len(names) and not values[-1]:
            values.pop()
        if len(values) != len(names):
            problems.append(problem("csv-ragged", Place(file, line, 1), found=len(values), expected=len(names)))
            broken.append((line, values))
            continue
        for index, name in enumerate(names):
            if not name and values[index] and index not in unnamed:
                unnamed.add(index)
                problems.append(problem("csv-header-empty", Place(file, head[0], 0, index)))
        records.append(Record(Place(file, line), names, tuple(values)))
    if lost is not None:
        lost += [Record(Place(file, line), names, cut_to(cells, len(names))) for line, cells in sorted(broken)]
    return tuple(records), problems


def cut_to(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """As many cells as a header has."""
    return tuple([*(cell.strip(_BLANKS) for cell in cells), *[""] * width][:width])


def tell_delimiter(text: str) -> str:
    """The one of comma, semicolon, tab and bar that stands equally often in most of the first lines; else a comma.

    Of two it is the more frequent. What stands in quotes does not count. A first line ``sep=;``, as Excel writes it,
    says which.
    """
    if said := re.match(r"\ufeff?\"?sep=(.)", text, re.IGNORECASE):
        return said[1]
    begin = re.sub(rf'(^|[{DELIMITERS}\ufeff])[ ]*"(?:[^"]|"")*"', r"\1", text[:LONGEST], flags=re.MULTILINE)
    lines = [line for line in begin.splitlines()[:LINES] if line.strip()]
    ranks: dict[str, tuple[int, int]] = {}
    for sign in DELIMITERS:
        counts = Counter(count for line in lines if (count := line.count(sign)))
        if counts:
            ranks[sign] = max((many, count) for count, many in counts.items())
    return max(ranks, key=ranks.__getitem__, default=",")


def foreign_quotes(text: str, delimiter: str) -> bool:
    """Whether the cells of the first line stand in quotes that are no quotes of CSV: ``'ID';'Name'``."""
    line = text[:LONGEST].lstrip("\ufeff\r\n").partition("\n")[0].rstrip("\r")
    cells = [cell.strip(_BLANKS) for cell in line.split(delimiter)]
    return len(cells) > 1 and all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells)


def _rows(
    lines: list[str],
    file: str,
    delimiter: str,
    problems: list[Problem],
    skip: int,
    broken: list[tuple[int, list[str]]],
) -> Iterator[tuple[int, list[str]]]:
    """Rows from the header on with the line on which each begins.

    One that cannot be parsed is a problem, and costs itself only: it is among the ``broken``.
    """
    width = 0
    for line, raw in islice(rows_of(iter(lines), str, '"', delimiter, skip), skip, None):
        cells = split(raw, delimiter, width)
        width = width or len(cells)
        if '"' in raw and (broken_off := breach(raw, delimiter)) is not None:
            at, is_open = broken_off
            problems.append(problem("csv-quote" if is_open else "csv-stray-quote", Place(file, line, at + 1)))
        elif len(raw) > LONGEST and any(len(cell) > LONGEST for cell in cells):
            problems.append(problem("csv-field-size", Place(file, line, 1), limit=LONGEST))
        else:
            yield line, [value(cell) for cell in cells] if '"' in raw else cells
            continue
        broken.append((line, [value(cell)[:LONGEST] for cell in cells]))


def _physical(text: str) -> list[str]:
    """Lines as editors count them: ended by LF, CR LF or CR, and by nothing else (str.splitlines knows more ends)."""
    return [line + "\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")]


def check_header(columns: Sequence[str], places: Sequence[Place], problems: list[Problem]) -> None:
    """Find columns that stand in a header twice; ``places``: where each stands."""
    seen: dict[str, int] = {}
    for index, name in enumerate(columns):
        key = name.casefold()
        if key and key in seen:
            spot = places[index]
            problems.append(problem("csv-header-twice", spot, column=name, first=seen[key] + 1, second=index + 1))
        seen.setdefault(key, index)
