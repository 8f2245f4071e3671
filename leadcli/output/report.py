"""A report: figures and tables, the same for a web page, a workbook and every other format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from leadcli.domain.frozen import fresh, frozen
from leadcli.domain.messages import Message
from leadcli.output.text.speech import Speech

Tone = Literal["", "good", "doubt", "bad", "dim"]
Cell = str | int | float


@frozen
class Figure:
    """A number that matters, over what it counts."""

    value: int
    label: str
    tone: Tone = ""


@frozen
class Column:
    """A column of a table: numbers stand to the right; of a ``choice`` one value can be picked above the table.

    ``change``: numbers that are more or less than before. ``long``: sentences. ``tones``: words set apart by colour.
    """

    title: str
    kind: Literal["text", "number", "wide"] = "text"
    choice: bool = False
    change: bool = False
    long: bool = False
    tones: Mapping[str, Tone] = fresh(factory=dict)


@frozen
class Bars:
    """A chart of a table: two columns as bars beside each row, and what is fair of each row where that is known."""

    before: int
    after: int
    legend: Sequence[tuple[str, str]]
    fair: Sequence[float] = ()


@frozen
class Matrix:
    """A chart in the place of a table: how many went from where (down) to where (across), each an id and a name."""

    down: Sequence[tuple[str, str]]
    across: Sequence[tuple[str, str]]
    counts: Mapping[tuple[str, str], int]


@frozen
class Sheet:
    """A table of a report, with sentences ``above`` it; or only these. ``rows`` are made anew for each reader.

    ``filter``: its name, where a reader wants to filter it. ``cut`` is said of the first {count} where not all are
    shown; ``fewer`` gives those that matter then. ``record``: all that the report rests on, too long for paper.
    """

    id: str
    title: str
    columns: Sequence[Column] = ()
    rows: Callable[[], Iterable[Sequence[Cell]]] = tuple
    note: str = ""
    above: Sequence[str] = ()
    chart: Bars | Matrix | None = None
    filter: str = ""
    cut: Message | None = None
    fewer: Callable[[], Iterable[Sequence[Cell]]] | None = None
    record: bool = False


@frozen
class Report:
    """What every format shows. ``about``: what it rests on; ``counts``: all that was counted; ``foot``: small print."""

    title: str
    about: Sequence[str]
    figures: Sequence[Figure]
    counts: Sequence[Figure]
    sheets: Sequence[Sheet]
    foot: Sequence[str]
    speech: Speech
