"""Where things stand in the user's files: places, rows, YAML trees, and the problems found in them.

Everything a reader hands upwards is text with a place. Nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message


def whole(text: str) -> str:
    """The text without half letters (lone surrogates), which have no bytes: each is the sign of what was not read."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


@frozen
class Place:
    """A spot in a file.

    ``line`` and ``column`` count from 1; 0 means the file as a whole (or the line as a whole). ``cell`` is the
    index of a cell in a CSV or xlsx row, from 0, when the column on the line is not known yet: a row keeps one
    place for all of its cells, and the column is looked up when a problem is shown.
    """

    file: str
    line: int = 0
    column: int = 0
    cell: int = -1

    def __lt__(self, other: Place) -> bool:
        return (self.file, self.line, self.column, self.cell) < (other.file, other.line, other.column, other.cell)

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


NOWHERE = Place("")


@frozen
class Node:
    """A YAML value that is still text: a scalar, a list or a map, with the place where it begins."""

    place: Place
    kind: Literal["scalar", "list", "map"]
    text: str = ""
    items: tuple[Node, ...] = ()
    pairs: tuple[tuple[Node, Node], ...] = ()

    def get(self, key: str) -> Node | None:
        """The value under ``key`` of a map, or None."""
        return next((value for name, value in self.pairs if name.text == key), None)


@frozen
class Record:
    """One row of a table. ``values`` stands beside ``columns``; an absent cell is ``""``.

    A cell is text; in a YAML table it may also be a list or a map (a Node). ``columns`` is shared by all rows of
    a CSV file. ``places`` is given only where each cell has its own (YAML).
    """

    place: Place
    columns: tuple[str, ...]
    values: tuple[str | Node, ...]
    places: tuple[Place, ...] = ()

    def items(self) -> Iterator[tuple[str, str | Node]]:
        """Column name and value, in the order of the file."""
        return zip(self.columns, self.values, strict=True)

    def place_of(self, column: str) -> Place:
        """The place of a cell; the place of the row when there is no such column."""
        if column not in self.columns:
            return self.place
        index = self.columns.index(column)
        return self.places[index] if self.places else Place(self.place.file, self.place.line, 0, index)


Severity = Literal["error", "warning"]
Stops = Literal["all", "part", "none"]  # what may not be answered: nothing may, what rests on it, or all may


@frozen
class Problem:
    """Something wrong in a file: what, where, and how to mend it.

    ``code`` is stable and documented (``problems.py``). ``text`` says what is wrong, ``remedy`` what to do.
    ``nearest`` is the word that was probably meant. ``length`` is how many characters the caret underlines.
    ``stops`` says which answers it stands in the way of.
    """

    code: str
    place: Place
    text: Message
    remedy: Message | None = None
    nearest: str = ""
    length: int = 1
    stops: Stops = "all"

    @property
    def severity(self) -> Severity:
        """A warning stands in the way of no answer."""
        return "warning" if self.stops == "none" else "error"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by file, line, column, then code; the same whatever the order in which they were found."""
    return sorted(set(problems), key=lambda p: (p.place, p.code, p.text.text, str(p.text.args)))


@lru_cache(maxsize=16)
def _folded(words: tuple[str, ...]) -> dict[str, str]:
    """What words are compared by: many are asked for the nearest of the same ones."""
    return {word: word.casefold()[:80] for word in words}


def nearest(word: str, words: Iterable[str]) -> str:
    """The known word closest to a misspelt one, or ``""``. Deterministic: ties go to the alphabet.

    Uses the ratio of matching blocks (Ratcliff and Obershelp, ``difflib``); 0.6 is difflib's own cut-off.
    """
    from difflib import SequenceMatcher

    from rapidfuzz.distance import Indel
    from rapidfuzz.process import extract

    best, best_ratio = "", 0.6
    folded = word.casefold()[:80]
    known = _folded(tuple(words))
    # The letters that are in both in their order are at least those in matching blocks: what is below is below by both.
    near = extract(folded, known, scorer=Indel.normalized_similarity, score_cutoff=best_ratio, limit=None)
    for candidate in sorted(name for _, _, name in near):
        ratio = SequenceMatcher(None, folded, known[candidate]).ratio()
        if ratio > best_ratio:
            best, best_ratio = candidate, ratio
    return best
