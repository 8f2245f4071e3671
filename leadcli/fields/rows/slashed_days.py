"""Days with slashes, which are written day first in most of the world and month first in the United States.

One such day may not tell which it is; all of a table do: what one person exports is written in one way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Order = Literal["day", "month", "mixed", ""]  # which stands first; both were seen; nothing tells
MONTH_FIRST = frozenset({"US"})  # countries that write so (Unicode CLDR, the short dates of en-*)
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?=/\d{4}(?!\d))")
LAST_MONTH = 12


def is_slashed(text: str) -> bool:
    """Whether a day with slashes stands in a text: 03/11/2026."""
    return "/" in text and bool(_SLASHED.search(text))


def order_of(texts: Iterable[str], country: str) -> Order:
    """What stands first in days with slashes; where none of them tells, what is customary in a country tells."""
    seen: set[Order] = set()
    for text in texts:
        for first, second in _SLASHED.findall(text):
            if int(first) > LAST_MONTH:
                seen.add("day")
            elif int(second) > LAST_MONTH:
                seen.add("month")
    if len(seen) > 1:
        return "mixed"
    return seen.pop() if seen else "month" if country in MONTH_FIRST else ""


def day_first(text: str) -> str:
    """A text whose days with slashes are written month first, with the day first: 3/12/2026 as 12/3/2026."""
    return _SLASHED.sub(r"\2/\1", text)


def may_be_either(text: str) -> bool:
    """Whether a day with slashes may be two: 03/12/2026, but neither 03/03/2026 nor 03/25/2026."""
    return any(a != b and int(a) <= LAST_MONTH and int(b) <= LAST_MONTH for a, b in _SLASHED.findall(text))
