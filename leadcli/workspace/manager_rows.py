"""Who the rows of a table of managers are: names in parts, who has left or is away, titles that are nobody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from leadcli.domain.book import Absence
from leadcli.domain.messages import message
from leadcli.domain.places import Problem
from leadcli.domain.problems import problem
from leadcli.fields.people import person_key

if TYPE_CHECKING:
    from leadcli.workspace.table_rows import Row

# What a status says of who works here; of all else a person must say whether it means so.
_WORKS = re.compile(
    r"\b(?:работа(?:ет|ю|ющ\w+)|действующ\w+|актив(?:ен|на|ный|ная)|в\s+штате|штатн\w+|стаж[её]р\w*|в\s+офисе|на\s+месте|"
    r"испытательн\w+|удал[её]нн?о|онлайн|офлайн|active|enabled|working|works|employed|current|probation|trainee|intern|"
    r"online|offline|confirmed|full[- ]time|part[- ]time|да|yes|true)(?!\w)",
    re.IGNORECASE,
)
# What one says of who will be back; with days it is read as an absence.
_AWAY = re.compile(
    r"\b(?:отпуск\w*|декрет\w*|больнич\w+|болеет|командировк\w+|отсутству\w+|нет\s+на\s+месте|"
    r"(?:maternity|parental|sick|annual)(?:\s+leave)?|on\s+leave|vacation|out\s+of\s+office|sabbatical|away|absent)(?!\w)",
    re.IGNORECASE,
)
BELOW = message("who stands below it works here")
BELOW_LEFT = message("who stands below it has left")
# Beside a title of a table: «Уволенные сотрудники:», Former employees.
_PEOPLE = frozenset(
    ("сотрудники", "работники", "персонал", "пользователи", "люди", "employees", "staff", "users", "people")
)


def join_parts(rows: Sequence[Row]) -> list[Problem]:
    """Join what managers' rows tell in several columns: names in parts, and that somebody has left. What is not clear.

    A patronymic is taken in where two would bear one name; of namesakes without an id each goes by the e-mail. A title
    («Уволенные:») is nobody: it loses its name, and who stands below it has left, if it says so, up to the next one.
    """
    found = _leave(rows)
    names: Counter[str] = Counter()
    longer: list[str] = []
    for row in rows:
        values = row.values
        surname, patronymic = values.pop("surname", ""), values.pop("patronymic", "")
        first = values.get("name", "")
        joined = first and surname and person_key(surname) not in person_key(first).split()
        if joined:
            values["name"] = f"{first} {surname}"
        longer.append(f"{first} {patronymic} {surname}" if joined and patronymic else "")
        names[person_key(values.get("name", ""))] += 1
    for row, whole in zip(rows, longer, strict=True):
        values = row.values
        if names[person_key(values.get("name", ""))] > 1:
            values["name"] = whole or values.get("name", "")
            if "id" not in values and not whole and values.get("email"):
                values["id"] = values["email"]
    return found


def _leave(rows: Sequence[Row]) -> list[Problem]:
    """Make those inactive of whom a column, a status, a remark beside the name or a title above says that they left."""
    from leadcli.fields.people.writing import LEFT, taken_apart  # most tables say it in a column of its own

    found: list[Problem] = []
    below = ""  # a title that says so of the rows below it
    for row in rows:
        values = row.values
        title = _title(row)
        if title:
            below = title if LEFT.search(title) else ""
            meaning = BELOW_LEFT if below else BELOW
            found.append(problem("manager-title", row.record.place, value=title.rstrip(" :"), meaning=meaning))
            values.clear()
            continue
        status = values.get("status", "")
        name = values.get("name", "")
        works = bool(status and _WORKS.search(status))
        left = LEFT.search(status) or LEFT.search(name) or (below and not status)
        beside = taken_apart(person_key(name)).asides if not status and ("(" in name or "[" in name) else ()
        away = _away(status or " ".join(beside))
        if away and not left:
            values["absences"] = (*values.get("absences", ()), *away)
        elif status and not left and not works:
            found.append(
                problem("manager-status", row.place_of("status"), column=row.header_of("status"), value=status,
                        length=len(status))
            )  # fmt: skip
        values.pop("status", "")
        if values.pop("inactive", None) or (left and "active" not in values):
            values["active"] = False
    return found


def _away(remark: str) -> tuple[Absence, ...]:
    """The absence of which a status, or a remark beside a name, tells; one without days has no end that is known."""
    if not _AWAY.search(remark):
        return ()
    from leadcli.fields.absences import read_absences

    said = read_absences(remark)
    return said.found if said.found and not said.left_over else (Absence(date.min, None, remark),)


def _title(row: Row) -> str:
    """What a row says that is a title and no manager: its one text ends with a colon, or says that people left."""
    from leadcli.fields.people.writing import LEFT, ROLES

    texts = [text for text in (*row.values.values(), *(text for _, text in row.extra)) if text]
    if len(texts) != 1 or not isinstance(texts[0], str):
        return ""
    words = person_key(LEFT.sub(" ", texts[0])).strip(" :.-").split()
    says_who = LEFT.search(texts[0]) and all(word in _PEOPLE or word in ROLES for word in words)
    return texts[0] if says_who or texts[0].rstrip().endswith(":") else ""
