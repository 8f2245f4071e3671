"""What rows of a table of managers say beside names: who has left or is away, and which row is a title, and nobody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from leadcli.domain.book import Absence
from leadcli.domain.messages import message
from leadcli.domain.places import Problem
from leadcli.domain.problems import problem
from leadcli.fields.people.departures import asides, names_who_left, says_dismissed, says_left

if TYPE_CHECKING:
    from leadcli.workspace.table_rows import Row

# What a status says of who works here; of all else a person must say whether it means so.
WORKS = re.compile(
    r"\b(?:работа(?:ет|ю|ющ\w+)?|включена?|действующ\w+|актив(?:ен|на|ный|ная)|в\s+штате|штатн\w+|стаж[её]р\w*|в\s+офисе|на\s+месте|"
    r"испытательн\w+|удал[её]нн?о|онлайн|офлайн|active|enabled|working|works|employed|current|probation|trainee|intern|"
    r"online|offline|confirmed|full[- ]time|part[- ]time|да|yes|true)(?!\w)",
    re.IGNORECASE,
)
# What one says of who will be back; with days it is read as an absence.
_AWAY = re.compile(
    r"\b(?:отпуск\w*|декрет\w*|больнич\w+|болеет|болезн\w+|командировк\w+|отсутству\w+|нет\s+на\s+месте|приостановлен\w*|"
    r"(?:maternity|parental|sick|annual)(?:\s+leave)?|on\s+leave|vacation|out\s+of\s+office|sabbatical|away|absent)(?!\w)",
    re.IGNORECASE,
)
NOTING = "*•-–—="  # with which a line below a table begins that is no name
# A place that is not filled: it has clients of nobody, and takes none.
_VACANT = re.compile(
    r"\W*(?:(?:ваканси[яий]|вакантн\w+|vacan(?:t|cy|cies)|(?:open|free)\s+position|to\s+be\s+hired|"
    r"свободн\w+\s+(?:ставка|место|должность))\b|"
    r"(?:нов(?:ый|ая)\s+(?:менеджер|сотрудни\w+|продавец)|new\s+(?:hire|manager|employee|joiner)|tb[dh])\b"
    r"\W*(?:\d+\W*|[(\[].*)?$)",
    re.IGNORECASE,
)
NOBODY_YET = message("the place is not filled")
BELOW = message("who stands below it works here")
BELOW_LEFT = message("who stands below it has left")


def told_of_work(rows: Sequence[Row]) -> list[Problem]:
    """Make those inactive of whom a column, a status, a remark beside the name or a title above says that they left."""
    found: list[Problem] = []
    below = ""  # a title that says so of the rows below it
    for row in rows:
        values = row.values
        if _VACANT.match(name := str(values.get("name", ""))):
            found.append(problem("manager-title", row.record.place, value=name, meaning=NOBODY_YET))
            values.clear()
            continue
        if title := _title(row):
            if not _is_foot((title,)):
                below = title if says_left(title) else ""
            meaning = BELOW_LEFT if below else BELOW
            found.append(problem("manager-title", row.record.place, value=title.rstrip(" :"), meaning=meaning))
            values.clear()
            continue
        status = values.get("status", "")
        name = values.get("name", "")
        works = bool(status and WORKS.search(status))
        fired = any(isinstance(text, str) and says_dismissed(text) for _, text in row.extra)
        left = says_left(status) or says_left(name) or fired or (below and not status)
        _begins_and_ends(values)
        beside = asides(name) if not status and ("(" in name or "[" in name) else ()
        away = _away(status or " ".join(beside))
        if away and not left:
            values["absences"] = (*values.get("absences", ()), *away)
        elif status and not left and not works:
            found.append(
                problem("manager-status", row.place_of("status"), column=row.header_of("status"), value=status,
                        length=len(status))
            )  # fmt: skip
            row.doubt("status", status)
        values.pop("status", "")
        if values.pop("inactive", None) or (left and "active" not in values):
            values["active"] = False
    return found


def _begins_and_ends(values: dict[str, Any]) -> None:
    """Read the first day and the last: before the one somebody is away, from the day after the other he has left."""
    begins, last = values.pop("first_day", None), values.pop("last_day", None)
    if begins is not None:
        values["absences"] = (*values.get("absences", ()), Absence(date.min, begins - timedelta(days=1)))
    if last is not None:
        values.setdefault("left", last + timedelta(days=1))


def _away(remark: str) -> tuple[Absence, ...]:
    """The absence of which a status, or a remark beside a name, tells; one without days has no end that is known."""
    if not _AWAY.search(remark):
        return ()
    from leadcli.fields.absences import read_absences  # few are away by what a remark says

    said = read_absences(remark)
    return said.found if said.found and not said.left_over else (Absence(date.min, None, remark),)


def _title(row: Row) -> str:
    """What a row says that is a title or a header and no manager: its one text ends with a colon, or tells who left."""
    if tuple(row.record.values) == row.record.columns:
        return str(row.values.get("name", ""))
    texts = [text for text in (*row.values.values(), *(text for _, text in row.extra)) if text]
    if len(texts) != 1 or not isinstance(texts[0], str):
        return ""
    (text,) = texts
    told = names_who_left(text) or text.rstrip().endswith(":") or _is_foot(texts) or text[0] in NOTING
    return text if told else ""


def _is_foot(texts: Sequence[str]) -> bool:
    from leadcli.fields.rows.row_kinds import is_foot  # few rows have one text alone

    return is_foot(texts)
