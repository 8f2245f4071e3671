"""One cell of a table: its text to its value, or the problem that it is.

Every cell is text first; what it must be is the field's kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from leadcli.domain.book import Absence
from leadcli.domain.places import Node, Place, Problem, nearest
from leadcli.domain.problems import problem, shape
from leadcli.fields import identifiers
from leadcli.fields.cleaners import HOME, whole_number
from leadcli.fields.headers import header_key
from leadcli.fields.table import Field, Kind
from leadcli.names.geography import country_code

LONGEST = 1_000  # characters in one cell of the workspace's tables
# Spreadsheets in other languages write ИСТИНА; a field has its ``words`` for the state that means yes or no.
YES = frozenset({"yes", "y", "да", "true", "истина", "wahr", "ja", "1", "1.0", "+"})
NO = frozenset({"no", "n", "нет", "false", "ложь", "falsch", "nein", "0", "0.0", "-"})
MANY = frozenset({"list", "names", "absences", "hours"})
ABSENCE = {"from": "from", "с": "from", "to": "to", "по": "to", "reason": "reason", "причина": "reason"}

Value = object


def read_cell(
    field: Field, header: str, cell: str | Node, place: Place, country: str = HOME
) -> tuple[Value, list[Problem]]:
    """The value of a cell and what is wrong with it. With an error the value is None; with a warning it is empty.

    ``country``: by whose customs numbers are written.
    """
    if isinstance(cell, Node) and field.kind not in MANY:
        return None, [problem("value-not-one", place, column=header)]
    text = cell if isinstance(cell, str) else ""
    if len(text) > LONGEST:
        return None, [problem("value-long", place, column=header, found=len(text), limit=LONGEST, length=1)]
    if isinstance(cell, str) and not text:
        return None, [problem("value-missing", place, column=header)] if field.required else []
    if field.kind == "absences":
        return _absences(header, cell, place)
    if field.kind == "hours":
        return _hours(header, cell, place)
    if field.kind in ("list", "names"):
        return _list(header, cell, place, field.kind == "names")
    if field.kind == "identifier":
        return _identifier(field, header, text, place, country)
    return _ONE[field.kind](field, header, text, place)


def day(text: str) -> date | None:
    """A day written as 2026-03-12, 12.03.2026, 12/03/2026 or 2026-03-12 14:30, or None."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?", text) or None
    if found:
        year, month, number = found.groups()
    else:
        found = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?: .*)?", text)
        if not found:
            return None
        number, month, year = found.groups()
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def _text(_: Field, __: str, text: str, ___: Place) -> tuple[Value, list[Problem]]:
    return text, []


def _yes_no(field: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    word = text.casefold().replace("ё", "е")
    word = dict(field.words).get(word, word)
    if word in YES or word in NO:
        return word in YES, []
    return None, [problem("value-yes-no", place, column=header, value=text, length=len(text))]


def _number(_: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    plain = text.replace(",", ".")
    if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", plain):
        return float(plain), []
    if share := re.fullmatch(r"(\d{1,3}(?:\.\d{1,2})?) ?%", plain):
        return round(float(share[1]) / 100, 6), []
    return None, [
        problem(
            "value-number", place, column=header, value=text, expected="0, 0.5, 1 …", example="0.5", length=len(text)
        )
    ]


def _count(_: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    whole = whole_number(text)  # a column of numbers that is not full becomes 12.0
    if re.fullmatch(r"[0-9]{1,9}", whole):
        return int(whole), []
    return None, [
        problem("value-number", place, column=header, value=text, expected="0, 1, 2 …", example="12", length=len(text))
    ]


def _date(_: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    found = day(text)
    if found:
        return found, []
    return None, [problem("value-date", place, column=header, value=text, length=len(text))]


def _choice(field: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    words = {header_key(choice): choice for choice in field.choices} | dict(field.words)
    if meant := words.get(header_key(text)):
        return meant, []
    close = nearest(text, (*field.choices, *dict(field.words)))
    return None, [
        problem(
            "value-choice", place, nearest=close, column=header, value=text, choices=field.choices, length=len(text)
        )
    ]


def _country(_: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    code = country_code(text)
    if code:
        return code, []
    return None, [problem("value-country", place, column=header, value=text, length=len(text))]


def _identifier(field: Field, header: str, text: str, place: Place, country: str) -> tuple[Value, list[Problem]]:
    """An identifier that is not valid is kept out of the Book: it must prove nothing. The card stays."""
    value, reason = identifiers.clean(field.name, text, country)
    if not value and reason is None:
        return "", []
    if not value:  # the header may tell whose number it is, as УНП does
        value, _ = identifiers.clean(field.name, f"{header} {text}", country)
    if value:
        return value, []
    code = f"value-{field.name}"
    return "", [problem(code, place, column=header, value=text, reason=reason or "", length=len(text))]


_ONE: dict[Kind, Callable[[Field, str, str, Place], tuple[Value, list[Problem]]]] = {
    "text": _text,
    "yes_no": _yes_no,
    "number": _number,
    "count": _count,
    "date": _date,
    "choice": _choice,
    "country": _country,
    "manager": _text,
    "group": _text,
    "client": _text,
}
AS_IT_STANDS = frozenset(kind for kind, read in _ONE.items() if read is _text)  # kinds whose cells are their values


def _list(header: str, cell: str | Node, place: Place, loose: bool) -> tuple[Value, list[Problem]]:
    """Several texts: a YAML list, or one cell with ``|`` between them; ``loose``: with ``;`` or a new line, too."""
    if isinstance(cell, str):
        parts = re.split(r"[|;\n]", cell) if loose else cell.split("|")
        return tuple(part for part in (p.strip() for p in parts) if part), []
    if cell.kind != "list" or any(item.kind != "scalar" for item in cell.items):
        return None, [problem("yaml-shape", cell.place, expected=shape("list"), found=shape(cell.kind))]
    return tuple(item.text for item in cell.items if item.text), []


def _hours(header: str, cell: str | Node, place: Place) -> tuple[Value, list[Problem]]:
    """Working hours: a text; in YAML also a list of texts, or a map of days to hours."""
    from leadcli.fields.hours import read_hours

    if isinstance(cell, str):
        text, spot = cell, place
    elif any(value.kind != "scalar" for value in (*cell.items, *(value for _, value in cell.pairs))):
        return None, [problem("value-not-one", cell.place, column=header)]
    else:
        spot = cell.place
        text = "; ".join([*(item.text for item in cell.items), *(f"{k.text} {v.text}" for k, v in cell.pairs)])
    found = read_hours(text)
    if found is None:
        return None, [problem("value-hours", spot, column=header, value=text, length=len(text))]
    return found, []


def _time_zone(_: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    from leadcli.fields.hours import time_zone

    found = time_zone(text)
    if not found:
        return None, [problem("value-time-zone", place, column=header, value=text, length=len(text))]
    return found, []


def _holidays(_: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    """The country of public holidays, or a part of it (DE-BY), of which the library knows them."""
    from holidays import country_holidays

    written = re.fullmatch("(.+?)(?:-([A-Za-z0-9]{1,3}))?", text.strip())
    country, part = written.groups() if written else (text, None)
    code = country_code(country)
    part = part.upper() if part else None
    try:
        country_holidays(code, subdiv=part)
    except (NotImplementedError, ValueError):
        return None, [problem("value-holidays", place, column=header, value=text, length=len(text))]
    return f"{code}-{part}" if part else code, []


_ONE |= {"time_zone": _time_zone, "holidays": _holidays}


def _absences(header: str, cell: str | Node, place: Place) -> tuple[Value, list[Problem]]:
    """Absences: a text with one or several, or a YAML list of such texts and of {from, to, reason}."""
    if isinstance(cell, str):
        return _absences_said(header, cell, place)
    if cell.kind != "list":
        return None, [problem("yaml-shape", cell.place, expected=shape("list"), found=shape(cell.kind))]
    found: list[Absence] = []
    problems: list[Problem] = []
    for item in cell.items:
        read = _absences_said(header, item.text, item.place) if item.kind == "scalar" else _absence_map(header, item)
        found += read[0]
        problems += read[1]
    return tuple(found), problems


def _absences_said(header: str, text: str, place: Place) -> tuple[tuple[Absence, ...], list[Problem]]:
    from leadcli.fields.absences import read_absences

    said = read_absences(text)
    problems = [problem("absence-unread", place, column=header, value=v, length=len(v)) for v in said.left_over]
    problems += [problem("absence-order", place, first=first, last=last) for first, last in said.backwards]
    return said.found, problems


def _absence_map(header: str, item: Node) -> tuple[list[Absence], list[Problem]]:
    """An absence as {from, to, reason}; without ``to`` its end is open."""
    if item.kind != "map":
        return [], [problem("yaml-shape", item.place, expected=shape("map"), found=shape(item.kind))]
    problems: list[Problem] = []
    texts = dict.fromkeys(("from", "to", "reason"), "")
    for key, value in item.pairs:
        if value.kind != "scalar":
            problems.append(problem("yaml-shape", value.place, expected=shape("text"), found=shape(value.kind)))
        elif name := ABSENCE.get(key.text):
            texts[name] = value.text
        else:
            keys = tuple(dict.fromkeys(ABSENCE.values()))
            close = nearest(key.text, keys)
            problems.append(problem("rule-key", key.place, nearest=close, key=key.text, choices=keys))
    days = {name: read_day(texts[name]) for name in ("from", "to")}
    problems += [
        problem("absence-unread", item.place, column=header, value=texts[name])
        for name in ("from", "to")
        if days[name] is None and texts[name]
    ]
    if not texts["from"]:
        problems.append(problem("value-missing", item.place, column="from"))
    first, last = days["from"], days["to"]
    if first and last and last < first:
        problems.append(problem("absence-order", item.place, first=first, last=last))
    return [Absence(first, last, texts["reason"])] if first and not problems else [], problems


def read_day(text: str) -> date | None:
    """A day in any writing; the plain ones without the reader of absences."""
    found = day(text)
    if found is None and text:
        from leadcli.fields import absences

        found = absences.read_day(text)
    return found
