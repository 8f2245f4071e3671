"""Working hours as people write them: 9:00-18:00, пн-пт 9-18, Mon-Fri 9am-6pm, Sat 10-14; and time zones.

Without days the hours hold on all of them. What cannot be read is told, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from leadcli.domain.book import Shift
from leadcli.fields.absences import NONE, tidy

ALL_DAY = 24 * 60  # minutes
LONGEST_NIGHT = 16 * 60  # minutes of a shift that ends on the next day
WEEK = tuple(range(7))
_STEMS = (
    ("пн", "пон", "mon", "mo"), ("вт", "вто", "tue", "tu"), ("ср", "сре", "wed", "we"), ("чт", "чет", "thu", "th"),
    ("пт", "пят", "fri", "fr"), ("сб", "суб", "sat", "sa"), ("вс", "вос", "sun", "su"),
)  # fmt: skip
_SETS = {
    **dict.fromkeys(("ежедневно", "каждый день", "без выходных", "daily", "every day", "all days"), WEEK),
    **dict.fromkeys(("по будням", "будние дни", "будни", "рабочие дни", "weekdays", "workdays", "5/2"), WEEK[:5]),
    **dict.fromkeys(("по выходным", "выходные", "weekends", "weekend"), WEEK[5:]),
}  # fmt: skip
_ALWAYS = re.compile(r"круглосуточно|24\s*/\s*7|24\s*ч\w*|around the clock|24h")
_DAY = r"(?:пн|вт|ср|чт|пт|сб|вс|пон|сре|чет|пят|суб|вос|mon|tue|wed|thu|fri|sat|sun|mo|tu|we|th|fr|sa|su)[а-яa-z]*\.?"
_DAYS = re.compile(rf"({_DAY})(?:\s*(?:-|по|to|through)\s*({_DAY}))?")
_TIME = r"(\d{1,2})(?:[:.](\d\d))?(?::\d\d)?\s*+(?:час\w*|ч\.?|h\b)?\s*+(am\b|pm\b|a\.m\.|p\.m\.|утра|дня|вечера)?"
_SPAN = re.compile(rf"(?:с|from)?\s*{_TIME}\s*+(?:-+|до|по|to|till|until)\s*{_TIME}")
_BREAK = re.compile(r"обед|перерыв|lunch|break|except")
_BETWEEN = re.compile(r"[\s,;|.:&+]+|(?:и|and|в|on)\b")
_FREE = re.compile(r"выходн\w*|не работает|off|closed|free|day off|-")


def read_hours(text: str) -> tuple[Shift, ...] | None:
    """The shifts of a cell, by days and hours; None where it is not understood. No shifts: nothing is stated."""
    plain = re.sub(r"[()]", " ", tidy(text).lower().replace("ё", "е"))
    if plain in NONE or not plain:
        return ()
    said: list[tuple[str, Any]] = []
    at = 0
    while at < len(plain):
        if found := _BETWEEN.match(plain, at):
            at = found.end()
        elif found := _ALWAYS.match(plain, at):
            said.append(("span", (0, ALL_DAY)))
            at = found.end()
        elif words := next((words for words in _SETS if plain.startswith(words, at)), ""):
            said.append(("days", _SETS[words]))
            at += len(words)
        elif found := _DAYS.match(plain, at):
            said.append(("days", _range(found[1], found[2])))
            at = found.end()
        elif found := _BREAK.match(plain, at):
            said.append(("break", None))
            at = found.end()
        elif found := _SPAN.match(plain, at):
            if (span := _minutes(found)) is None:
                return None
            said.append(("span", span))
            at = found.end()
        elif said and said[-1][0] == "days" and (found := _FREE.match(plain, at)):
            said.append(("free", None))
            at = found.end()
        else:
            return None
    return _shifts(_worked(said)) or None


def _worked(said: Sequence[tuple[str, Any]]) -> dict[int, list[tuple[int, int]]]:
    """The spans of each day of what was said: days and their hours, or hours and their days."""
    after = bool(said) and said[0][0] == "span" and any(kind == "days" for kind, _ in said)  # «9-18 пн-пт»
    worked: dict[int, list[tuple[int, int]]] = {}
    days: tuple[int, ...] = ()
    spans: list[tuple[int, int]] = []
    before = ""
    broken = False
    for kind, what in said:
        if kind == "days":
            days = days + what if before == "days" else what
            broken = False
            for day in what if after else ():
                worked.setdefault(day, []).extend(spans)
        elif kind == "break":
            broken = True
        elif kind == "span" and broken:
            for day in days or WEEK:
                worked[day] = [part for span in worked.get(day, []) for part in _without(span, *what)]
        elif kind == "span" and after:
            spans = [*spans, what] if before == "span" else [what]
        elif kind == "span":
            for day in days or WEEK:
                worked.setdefault(day, []).append(what)
        before = kind
    if before == "days" and not after:  # days alone
        for day in days:
            worked.setdefault(day, []).append((0, ALL_DAY))
    return worked


def _without(span: tuple[int, int], start: int, end: int) -> list[tuple[int, int]]:
    """A span without a break in it."""
    parts = [(span[0], min(span[1], start)), (max(span[0], end), span[1])]
    return [part for part in parts if part[0] < part[1]]


def _shifts(worked: dict[int, list[tuple[int, int]]]) -> tuple[Shift, ...]:
    """Shifts, of those alike one with all their days."""
    days: dict[tuple[int, int], list[int]] = {}
    for day in sorted(worked):
        for span in sorted(set(worked[day])):
            days.setdefault(span, []).append(day)
    return tuple(Shift(tuple(on), *span) for span, on in sorted(days.items(), key=lambda item: (item[1], item[0])))


def _range(first: str, last: str | None) -> tuple[int, ...]:
    one = _weekday(first)
    other = one if last is None else _weekday(last)
    return tuple(day % 7 for day in range(one, other + 1 if other >= one else other + 8))


def _weekday(word: str) -> int:
    return next(day for day, stems in enumerate(_STEMS) if word.startswith(stems))


def _minutes(found: re.Match[str]) -> tuple[int, int] | None:
    """Start and end of a span in minutes; past midnight where it ends before it starts."""
    start, end = _minute(*found.group(1, 2, 3)), _minute(*found.group(4, 5, 6))
    if start is None or end is None or start in (end, ALL_DAY):
        return None
    if end < start:
        end += ALL_DAY // 2 if end + ALL_DAY - start > LONGEST_NIGHT else ALL_DAY  # 9 to 5; a night
    return start, end


def _minute(hour: str, minute: str | None, half: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if half in ("pm", "p.m.", "вечера", "дня") and hours < 12:
        hours += 12
    elif half in ("am", "a.m.", "утра") and hours == 12:
        hours = 0
    if minutes > 59 or hours * 60 + minutes > ALL_DAY:
        return None
    return hours * 60 + minutes


def hours_text(shifts: tuple[Shift, ...]) -> str:
    """Shifts in one writing, which ``read_hours`` reads back: «Mon,Tue 9:00-18:00; Sat 10:00-14:00»."""
    names = [stems[2].capitalize() for stems in _STEMS]
    spans = (f"{clock(s.start)}-{clock(s.end % ALL_DAY or ALL_DAY)}" for s in shifts)
    return "; ".join(f"{','.join(names[day] for day in s.days)} {span}" for s, span in zip(shifts, spans, strict=True))


def clock(minute: int) -> str:
    """Minutes after midnight as a time: 9:00."""
    return f"{minute // 60}:{minute % 60:02}"


def moment(text: str, on: date) -> datetime | None:
    """A time of a day: 14:30, 9, 14:30+03:00; with the offset from UTC if it says one. None where it is no time."""
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d\d))?(?::\d\d)?\s*([+-]\d\d:?\d\d|Z)?", text.strip())
    try:
        hour, minute, offset = found.groups() if found else ("", "", "")
        return datetime.fromisoformat(f"{on}T{int(hour):02}:{minute or '00'}{offset or ''}")
    except ValueError:
        return None


@lru_cache
def is_time_zone(name: str) -> bool:
    """Whether the system, or the package tzdata, knows a time zone of that name."""
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # a zone that is not found is a KeyError
        return False
    return True


def time_zone(text: str) -> str:
    """A time zone's name, of it, or of an offset from UTC (UTC+3) or from Moscow (МСК+4); ``""`` for others."""
    plain = tidy(text).replace(" ", "")
    offset = re.fullmatch(r"(?i)(utc|gmt|мск|msk)?(?:([+-])(\d{1,2})(?::00)?)?", plain)
    if offset and plain:
        hours = (3 if (offset[1] or "").lower() in ("мск", "msk") else 0) + int(f"{offset[2] or '+'}{offset[3] or 0}")
        # POSIX turns the sign of these around: Etc/GMT-3 is three hours ahead.
        plain = f"Etc/GMT{-hours:+d}" if hours else "Etc/UTC"
    name = "/".join(part[:1].upper() + part[1:] for part in plain.split("/")) if plain.islower() else plain
    return next((each for each in (plain, name) if re.fullmatch(r"[A-Za-z0-9_+/-]+", each) and is_time_zone(each)), "")
