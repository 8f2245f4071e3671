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
from leadcli.fields.cleaners import HOME
from leadcli.fields.table import Field, Kind
from leadcli.names.geography import country_code

LONGEST = 1_000  # characters in one cell of the workspace's tables
YES = frozenset({"yes", "y", "да", "true", "1", "+"})
NO = frozenset({"no", "n", "нет", "false", "0", "-"})
MANY = frozenset({"list", "absences"})

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
    if field.kind == "list":
        return _list(header, cell, place)
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


def _yes_no(_: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES, []
    return None, [problem("value-yes-no", place, column=header, value=text, length=len(text))]


def _number(_: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    plain = text.replace(",", ".")
    if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", plain):
        return float(plain), []
    return None, [
        problem(
            "value-number", place, column=header, value=text, expected="0, 0.5, 1 …", example="0.5", length=len(text)
        )
    ]


def _count(_: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    if re.fullmatch(r"[0-9]{1,9}", text):
        return int(text), []
    return None, [
        problem("value-number", place, column=header, value=text, expected="0, 1, 2 …", example="12", length=len(text))
    ]


def _date(_: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    found = day(text)
    if found:
        return found, []
    return None, [problem("value-date", place, column=header, value=text, length=len(text))]


def _choice(field: Field, header: str, text: str, place: Place) -> tuple[Value, list[Problem]]:
    if text in field.choices or (field.name == "ownership" and text == "default"):
        return text, []
    close = nearest(text, field.choices)
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


def _list(header: str, cell: str | Node, place: Place) -> tuple[Value, list[Problem]]:
    """Several texts: a YAML list, or one cell with ``|`` between them."""
    if isinstance(cell, str):
        return tuple(part for part in (p.strip() for p in cell.split("|")) if part), []
    if cell.kind != "list" or any(item.kind != "scalar" for item in cell.items):
        return None, [problem("yaml-shape", cell.place, expected=shape("list"), found=shape(cell.kind))]
    return tuple(item.text for item in cell.items if item.text), []


def _absences(header: str, cell: str | Node, place: Place) -> tuple[Value, list[Problem]]:
    """Absences: a YAML list of {from, to, reason}, or ``2026-11-16..2026-12-04 reason`` with ``|`` between several."""
    found: list[Absence] = []
    problems: list[Problem] = []
    parts: list[tuple[str, str, str, Place]] = []
    if isinstance(cell, str):
        for part in filter(None, (p.strip() for p in cell.split("|"))):
            begin, _, rest = part.partition("..")
            end, _, why = rest.strip().partition(" ")
            parts.append((begin.strip(), end, why, place))
    elif cell.kind != "list":
        return None, [problem("yaml-shape", cell.place, expected=shape("list"), found=shape(cell.kind))]
    else:
        for item in cell.items:
            if item.kind != "map":
                problems.append(problem("yaml-shape", item.place, expected=shape("map"), found=shape(item.kind)))
                continue
            for key, value in item.pairs:
                if value.kind != "scalar":
                    problems.append(problem("yaml-shape", value.place, expected=shape("text"), found=shape(value.kind)))
                if key.text not in ("from", "to", "reason"):
                    close = nearest(key.text, ("from", "to", "reason"))
                    problems.append(
                        problem("rule-key", key.place, nearest=close, key=key.text, choices=("from", "to", "reason"))
                    )
            texts = [(node.text if (node := item.get(key)) else "") for key in ("from", "to", "reason")]
            parts.append((texts[0], texts[1], texts[2], item.place))
    for first_text, last_text, reason, spot in parts:
        first, last = day(first_text), day(last_text) if last_text else None
        wrong = [text for text, value in ((first_text, first), (last_text, last or not last_text)) if not value]
        problems += [problem("value-date", spot, column=header, value=text) for text in wrong]
        if wrong or first is None:
            continue
        if last and last < first:
            problems.append(problem("absence-order", spot, first=first, last=last))
        else:
            found.append(Absence(first, last, reason))
    return tuple(found), problems
