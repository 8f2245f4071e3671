"""Absences as people write them: one day, a range, an open end, several in a cell, with a reason around them.

A text becomes tokens: days, marks of a range, commas, words. What no rule below can place is left over, and left over
is a problem: an end that is not understood must never become an absence without one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from unicodedata import normalize

from leadcli.domain.book import Absence
from leadcli.domain.frozen import frozen, replace

NONE = frozenset({"-", "нет", "no", "none", "n/a", "н/д"})  # what a cell says that says nothing
OPEN = frozenset({"from day", "from day open", "day open", "open from day"})  # marks of an absence without an end
LONGEST_GUESS = 183  # days: where the year of one end is not written, a longer absence is a mistake
_MONTHS = "янв фев мар апр ма[йя] июн июл авг сен окт ноя дек jan feb mar apr may jun jul aug sep oct nov dec"
_MONTH = rf"(?P<word>{'|'.join(_MONTHS.split())})[а-яa-z]*\.?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_TIME = r"(?:[t ,]\s*\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:z|[+-]\d\d:\d\d)?(?![\d:]))?"
_AD = r"(?:\s*(?:г\.|г\b|года\b|году\b|год\b))?"
_ORDINAL = r"(?:st|nd|rd|th|-?(?:ого|го|ое|е)(?!\w))?"
_DAYS = [  # the writings of a day, the fullest first
    rf"(?P<year>\d{{4}})(?P<mark>[-./])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d){_TIME}",
    rf"(?P<day>\d{{1,2}})\s?(?P<mark>[-./])\s?(?P<month>\d{{1,2}})\s?(?P=mark)\s?{_YEAR}{_TIME}{_AD}",
    rf"(?P<day>\d{{1,2}})(?P<mark>[./])(?P<month>\d{{1,2}})(?P=mark)(?P<short>\d\d)(?!\d){_TIME}{_AD}",
    rf"(?P<day>\d{{1,2}}){_ORDINAL}(?:\s+of)?\s*[ -]?{_MONTH}(?:,?\s*-?{_YEAR})?{_AD}",
    rf"{_MONTH}\s*(?P<day>\d{{1,2}})(?!\d|\.\d){_ORDINAL}(?:,?\s+{_YEAR})?",
    rf"{_MONTH}\s*{_YEAR}{_AD}",
    r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?![\d/])\.?",
    rf"(?P<day>\d{{1,2}})(?!\d){_ORDINAL}(?:,\s+{_YEAR})?",
]
_WEEKDAY = (  # before its date it says nothing more
    "пн|вт|ср|чт|пт|сб|вс|понедельник[аи]?|вторник[аи]?|сред[ауы]|четверг[аи]?|пятниц[аыу]|суббот[аыу]|воскресень[ея]|"
    "mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_NOW = r"н\.?\s?в\.?|настоящее время|сей день|сегодня|now|present|today"
_MANY = r"(?P<count>\d{1,3})\s*(?:к\.\s?д\.|календарн\w+\s+)?(?P<unit>дн\w*|ден\w*|сут\w*|нед\w*|days?|weeks?)(?!\w)"
_TOKENS = [
    ("aside", re.compile("[\ue000-\uf8ff]")),
    ("many", re.compile(rf"(?:на\s+|for\s+)?{_MANY}")),
    *(("day", re.compile(one)) for one in _DAYS),
    ("open", re.compile(rf"(?:-|по|до|to|till|until)\s*(?:{_NOW})(?!\w)|бессрочно(?!\w)|open[- ]end(?:ed)?(?!\w)")),
    ("dash", re.compile(r"-+>?|/|→|~")),
    ("dots", re.compile(r"\.{2,}|…")),
    ("to", re.compile(r"(?:[пд][оo]|to|till?|until|through|thru)(?![^\W\d])")),  # Latin letters that look alike, too
    ("from", re.compile(r"(?:начиная\s+)?(?:[сc][оo]?|от|from|since|starting|beginning|between)(?![^\W\d])")),
    ("and", re.compile(r"(?:и|and|&)(?!\w)|,")),
    ("end", re.compile(r"[|;\n]+")),
    ("whole", re.compile(rf"(?:включительно|вкл\.?|inclusive|incl\.?)(?!\w)|(?:{_WEEKDAY})\.?,?(?=\s*\d)")),
    ("word", re.compile(r"[^\W\d_][^\s|;,\n\d]*|[^\w\s|;,]+(?=\s*[^\W\d])")),
    ("odd", re.compile(r"\S+")),
]
# After the word of a range these say an end that is not understood; as a reason they would hide it.
_ENDLESS = re.compile(
    r"(?:до|till?|until|through|thru)\s+\w|(?:с|со|по|на|from|to|for|in|-)\s+(?:this\s+|next\s+|the\s+)?"
    r"(?:понед|вторн|сред[аыу]|четв|пятн|субб|воскр|янв|февр|март|апрел|ма[йя]\b|июн|июл|авг|сент|окт|нояб|дек|лет[оа]\b|"
    r"зим|весн|осен|недел|месяц|год\b|года\b|дн[яей]|конец|конц|выход|оконч|момент|начал|завтра|сегодня|день\b|середин|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|weeks?\b|months?\b|years?\b|end\b|summer|winter|spring|"
    r"autumn|tomorrow|today|january|february|march|april|may\b|june|july|august|september|october|november|december)"
)


@frozen
class Absences:
    """What a cell says: its absences; what of it is not understood; and ranges that end before they begin."""

    found: tuple[Absence, ...] = ()
    left_over: tuple[str, ...] = ()
    backwards: tuple[tuple[date, date], ...] = ()


@frozen
class _Day:
    """A day as written; what is not written is 0. Without a day it is a whole month.

    ``guessed``: the year is that of a day beside it.
    """

    day: int
    month: int
    year: int
    guessed: bool = False


@frozen
class _Token:
    """A piece of a text from ``start`` to ``end``; ``days`` is how many it says."""

    kind: str
    text: str
    start: int
    end: int
    day: _Day | None = None
    days: int = 0


def read_absences(text: str) -> Absences:
    """The absences of a cell. Both ends are inclusive; an end that is said to be open is None."""
    plain, asides = _without_brackets(tidy(text))
    if plain.casefold() in NONE:
        return Absences()
    found: list[Absence] = []
    left_over: list[str] = []
    backwards: list[tuple[date, date]] = []
    for part in _parts(_tokens(plain)):
        absence = _absence(part, asides)
        if absence is None:
            written = plain[part[0].start : part[-1].end]
            told = "".join(f"({asides[c]})" if c in asides else c for c in written)
            left_over.append(" ".join(told.split()))
        else:
            if absence.last and absence.last < absence.first:
                backwards.append((absence.first, absence.last))
            else:
                found.append(absence)
    return Absences(tuple(found), tuple(left_over), tuple(backwards))


def read_day(text: str) -> date | None:
    """The one day that a text says, in any writing of a day with its year; None where it says something else."""
    tokens = _tokens(tidy(text))
    one = tokens[0].day if len(tokens) == 1 else None
    return _date(one) if one and one.day else None


def tidy(text: str) -> str:
    """A text with letters composed, blanks and dashes of one kind, and no marks that are not seen."""
    text = normalize("NFC", text)
    text = re.sub("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]", "", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub("[\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]", "-", text)
    return text.strip()


def _without_brackets(text: str) -> tuple[str, dict[str, str]]:
    """The text with remarks in brackets taken out, each under a sign; brackets around the days themselves fall away."""
    asides: dict[str, str] = {}

    def aside(match: re.Match[str]) -> str:
        sign = chr(ord("\ue000") + len(asides))  # of the private use area: in no text
        asides[sign] = match[match.lastindex or 0].strip()
        return f" {sign} "

    outside = re.sub(r"[(\[{][^)\]}]*[)\]}]", " ", text)
    if any(token.day for token in _tokens(outside)):
        text = re.sub(rf"[(\[{{](?!\s*{_MANY})([^)\]}}]*)[)\]}}]", aside, text, flags=re.IGNORECASE)
    return re.sub(r"[()\[\]{}\"«»]", " ", text), asides


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    lower = "".join([c.lower() if len(c.lower()) == 1 else c for c in text])
    at = 0
    while at < len(lower):
        if lower[at] == " ":
            at += 1
            continue
        for kind, pattern in _TOKENS:
            match = pattern.match(lower, at)
            if match and (kind != "day" or _may_be(match)):
                found.append(_token(kind, text[at : match.end()], match))
                at = match.end()
                break
        else:
            raise AssertionError("every sign is at least odd")
    return found


def _may_be(match: re.Match[str]) -> bool:
    """Whether a writing of a day is one: 2026-31-12 and 40 are none."""
    said = match.groupdict()
    return int(said.get("month") or 1) in range(1, 13) and int(said.get("day") or 1) in range(1, 32)


def _token(kind: str, text: str, match: re.Match[str]) -> _Token:
    said, (start, end) = match.groupdict(), match.span()
    if kind == "many":
        week = 7 if said["unit"].startswith(("нед", "week")) else 1
        return _Token(kind, text, start, end, None, int(said["count"]) * week)
    if kind != "day":
        return _Token(kind, text, start, end)
    month = int(said.get("month") or 0)
    if word := said.get("word"):
        month = next(n for n, stem in enumerate(_MONTHS.split()) if re.match(stem, word)) % 12 + 1
    year = int(said.get("year") or 0) or (2000 + int(said["short"]) if said.get("short") else 0)
    return _Token(kind, text, start, end, _Day(int(said.get("day") or 0), month, year))


def _parts(tokens: Sequence[_Token]) -> list[list[_Token]]:
    """The tokens of each absence. A comma or «and» parts two where both have days; else it is of the words."""
    parts: list[list[_Token]] = [[]]
    for place, token in enumerate(tokens):
        if token.kind == "end":
            parts.append([])
        elif token.kind == "and":
            before = any(t.day for t in parts[-1])
            after = next((t for t in tokens[place + 1 :] if t.kind in ("day", "end")), None)
            if before and after and after.day:
                if any(t.text.lower() == "between" for t in parts[-1]):
                    parts[-1].append(replace(token, kind="to"))
                else:
                    parts.append([])
            elif token.text != ",":
                parts[-1].append(replace(token, kind="word"))
        else:
            parts[-1].append(token)
    return _with_years([part for part in parts if part])


def _with_years(parts: list[list[_Token]]) -> list[list[_Token]]:
    """Months and years that are written once for several days: 25 and 27 November 2026, 25.11–30.11.2026.

    What is left out is that of the next day of the same range, of the one before it there, of the next day in the
    cell, of the one before.
    """
    known = [(number, token.day) for number, part in enumerate(parts) for token in part if token.day]
    for place, (number, day) in enumerate(known):
        after, before = known[place + 1 :], known[:place][::-1]
        near = [*(k for k in (*after, *before) if k[0] == number), *(k for k in (*after, *before) if k[0] != number)]
        month, year = day.month, day.year
        if day.day and not month:
            said = next((d for _, d in near if d.month), day)
            month, year = said.month, year or said.year
        guessed = not year
        if guessed:
            year = next((d.year for _, d in near if d.year), 0)
        known[place] = (number, _Day(day.day, month, year, guessed))
    whole = iter(known)
    return [[replace(t, day=next(whole)[1]) if t.day else t for t in part] for part in parts]


def _absence(tokens: list[_Token], asides: dict[str, str]) -> Absence | None:
    """The absence of one part, or None where it is not understood."""
    marks, words = [], []
    for place, token in enumerate(tokens):
        after = next((t for t in tokens[place + 1 :] if t.kind != "whole"), None)
        if token.kind in ("from", "to") and not (after and after.day):
            words.append(token)  # «отпуск по уходу»
        elif token.kind in ("word", "aside") or (token.kind == "dash" and _between_words(tokens, place)):
            words.append(token)
        elif token.kind != "whole":
            marks.append(token)
    if _ENDLESS.search(" ".join(t.text for t in words if t.kind != "aside").lower()):
        return None
    days = [t.day for t in marks if t.day]
    dated = any(t.kind == "aside" and any(a.day for a in _tokens(asides[t.text])) for t in words)
    if dated and len(days) < 2:
        return None  # с 25.11.2026 (до 30.11.2026)
    ends = _ends(["day" if t.day else t.kind for t in marks], days, sum(t.days for t in marks))
    reason = " ".join(asides.get(t.text, t.text) for t in words).strip(" -:,.()")
    return Absence(*ends, reason) if ends else None


def _between_words(tokens: Sequence[_Token], place: int) -> bool:
    """Whether a dash only sets a reason apart: «отпуск - 25.11.2026», «25.11.2026 - отпуск»."""
    near = [t.kind for t in (*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 2])]
    return "word" in near or "aside" in near


def _ends(kinds: list[str], days: list[_Day], count: int) -> tuple[date, date | None] | None:
    """First and last day by the marks of a part; None where they make no sense."""
    shape = " ".join("-" if kind in ("dash", "dots", "to") and place else kind for place, kind in enumerate(kinds))
    if shape in ("day - day", "from day - day", "day - day many", "from day - day many"):
        return _range(*days)
    first = _date(days[0]) if len(days) == 1 else None
    if first is None:
        return None
    last = _date(days[0], last=True)
    if shape == "to day":
        return date.min, last
    if shape in OPEN or kinds == ["day", "dots"]:
        return first, None
    if shape == "day":
        return first, last
    if shape in ("day many", "many day", "from day many", "many from day") and count:
        return first, first + timedelta(days=count - 1)
    return None


def _range(one: _Day, other: _Day) -> tuple[date, date | None] | None:
    """A range. A year that is not written is the other's, or next to it where the range goes over New Year."""
    first, last = _date(one), _date(other, last=True)
    if first is None or last is None:
        return None
    if last < first and (one.guessed or other.guessed):
        if one.guessed:
            first = _date(_Day(one.day, one.month, one.year - 1)) or first
        else:
            last = _date(_Day(other.day, other.month, other.year + 1), last=True) or last
        if (last - first).days > LONGEST_GUESS:
            return None
    return first, last


def _date(one: _Day, last: bool = False) -> date | None:
    """A day as a date; of a whole month its first or last day. None where there is no such day, or no year."""
    if not (one.year and one.month):
        return None
    try:
        return date(one.year, one.month, one.day or (monthrange(one.year, one.month)[1] if last else 1))
    except ValueError:
        return None
