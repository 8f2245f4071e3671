"""No regular expression takes more than its text is worth: each is driven with long runs of what it takes itself.

``LEADCLI_PATTERNS=all``: with runs of every two of its characters, too.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from patterns import WAYS, Use, long_texts, uses

from leadcli.fields.cells import LONGEST
from leadcli.fields.headers import LONGEST as LONGEST_HEADER
from leadcli.fields.identifiers import LONGEST_NOTE
from leadcli.fields.people.writing import LONGEST as LONGEST_PERSON
from leadcli.io.csv_grammar import _patterns, cut
from leadcli.names.scripts import LONGEST as LONGEST_NAME

SIZE = 14_000  # characters of what nobody bounds
MOST = 0.06  # seconds for that; work that grows with the square takes many times as long
MOST_BOUNDED = 0.25  # seconds for a text of a bounded length, however its work grows
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGPROF"), reason="a timer of POSIX")
WHOLE = bool(os.environ.get("LEADCLI_PATTERNS"))
BOUNDED = {  # what these modules read has been bounded by whoever calls them
    "leadcli.cli.doctor.install": 200,  # a line of the package's own metadata
    "leadcli.fields.absences": LONGEST,
    "leadcli.fields.domains": LONGEST_NOTE,
    "leadcli.fields.found": 40,  # what stands before a number
    "leadcli.fields.headers": LONGEST_HEADER,
    "leadcli.fields.people.writing": LONGEST_PERSON,
    "leadcli.fields.phones": LONGEST_NOTE,
    "leadcli.fields.rows.row_kinds": LONGEST,
    "leadcli.names.notes.note_numbers": LONGEST_NAME,
    "leadcli.resolution.directory.labels": LONGEST,
}


class TooLongError(Exception):
    """A pattern is not done in time; Python hears the signal while it matches."""


def too_long(*_: object) -> None:
    raise TooLongError


def in_time(call: Callable[[], object], most: float = MOST) -> bool:
    """Whether a call is done within so many seconds of the processor."""
    kept = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, most)
    try:
        call()
    except TooLongError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, kept)
    return True


def used(use: Use, text: Any) -> None:
    if use.way in ("sub", "subn"):
        getattr(use.pattern, use.way)(text[:0], text)
        return
    found = getattr(use.pattern, use.way)(text)
    for _ in found if use.way in ("finditer", "findall", "split") else ():
        pass


def slow(use: Use, size: int) -> str:
    """A text that takes a pattern too long, by its beginning and end; ``""`` if there is none."""
    most = MOST if size == SIZE else MOST_BOUNDED
    for text in long_texts(use.pattern, size, WHOLE):
        if not in_time(partial(used, use, text), most):
            return f"{use.module}:{use.line} {use.way} {use.pattern.pattern!r}: {text[:20]!r}…{text[-5:]!r}"
    return ""


def test_no_pattern_takes_more_than_its_text_is_worth() -> None:
    found = {(use.pattern.pattern, use.pattern.flags, use.way): use for use in uses()}
    assert len(found) > 200
    assert {use.way for use in found.values()} <= set(WAYS)
    slow_ones = [told for use in found.values() if (told := slow(use, BOUNDED.get(use.module, SIZE)))]
    assert not slow_ones, "\n".join(slow_ones)


@pytest.mark.parametrize("pattern", [r"\s+x", r"(?:a|aa)+$", r"[\w.]+@", r"\([^)]*\)"])
def test_what_is_planted_is_found(pattern: str) -> None:
    assert slow(Use("planted", 1, re.compile(pattern), "search"), SIZE)


@pytest.mark.parametrize("shape", ["whole", "cell", "odd", "escaped", "closes"])
def test_a_long_cell_is_cut_in_one_go(shape: str) -> None:
    """Each cell is looked for where the one before ended, and nowhere else."""
    for text in long_texts(getattr(_patterns(","), shape), SIZE):
        for row in (f'{text}"b', f'"{text}', f'\\"{text}"'):
            assert in_time(partial(cut, row, ",", 3)), row[:30]
