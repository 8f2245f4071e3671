"""Rows of callers recognised: what each process does with a part of them."""

from __future__ import annotations

from collections.abc import Iterable

from leadcli.api.match_rows import Who, knower, recognised
from leadcli.api.results import Recognition, speech_in
from leadcli.cli.shared.caller_files import Callers
from leadcli.cli.shared.workers import opened
from leadcli.domain.match import Match
from leadcli.domain.messages import Message, message
from leadcli.io.table_formats import RawRow
from leadcli.output.formats import format_named
from leadcli.output.json import objects as shape
from leadcli.output.text.safe import safe, utf8
from leadcli.output.text.speech import Speech

BETWEEN = 19  # columns of a line that hold the answer, the score and blanks
LEAST = 16  # columns for a name
COLUMNS = ("id", "caller", "status", "client_id", "group_id", "name", "score", "reason", "question")
MATCHED = (
    message("the workspace was changed while the rows were matched"),
    message("begin again: all answers must rest on the same data"),
)
Numbered = tuple[int, RawRow]  # a row with its number, from 1


Answered = tuple[bytes, list[Message]]  # answers ready to be written, and why some rows have none


def answer_rows(
    callers: Callers, format: str, language: str, ledger: str, width: int, rows: list[Numbered]
) -> tuple[int, Answered]:
    """How many rows, and their answers in a format, lines no wider than ``width``. ``ledger``: see ``knower``."""
    with knower(opened(), ledger) as who:
        answers = [_answer(number, row, callers, who, language) for number, row in rows]
    speech, chosen = speech_in(language), format_named(format, "page", "objects", "cells")
    texts: Iterable[str]
    if chosen.shape == "objects":
        texts = chosen.load()(shape.matched_row(one.id, one.match, speech) for one in answers)
    elif chosen.shape == "cells":
        texts = chosen.load()(_cells(one.id, one.name, one.match, speech) for one in answers)
    else:
        texts = (_line(one.name, one.match, speech, width) for one in answers)
    unread = [one.match.question for one in answers if one.match.status == "unread" and one.match.question]
    return len(rows), (utf8("".join(texts)), unread)


def _answer(number: int, row: RawRow, callers: Callers, who: Who, language: str) -> Recognition:
    cells, fault = callers.cells(row)
    unread = message("line {line}: {fault}", line=row.line, fault=fault) if fault is not None else None
    return recognised(number, cells, callers.fields, who, language, unread)


def _cells(given: str, name: str, found: Match, speech: Speech) -> tuple[str, ...]:
    said = speech.say(found.question) if found.question else ""
    reason = "; ".join(speech.say(e.text) for e in found.evidence if not e.detail)
    best, score = _best(found), f"{found.score:.3f}"
    return given, name, found.status, found.client_id, found.group_id, best, score, reason, said


def _line(name: str, found: Match, speech: Speech, width: int) -> str:
    """A row's answer in one line: who called and who it is share what the answer and the score leave."""
    words = {
        "accept": speech("sure"), "confirm": speech("ask"), "ambiguous": speech("several"), "none": speech("nobody"),
        "unread": speech("unread"),
    }  # fmt: skip
    best = _best(found) or "–"
    left = max(width - BETWEEN, 2 * LEAST)
    names = left // 2
    row = (safe(name, names).ljust(names), words[found.status].ljust(9), speech.score(found.score),
           safe(best, left - names))  # fmt: skip
    return "  ".join(row).rstrip() + "\n"


def _best(found: Match) -> str:
    if found.status in ("none", "unread"):
        return ""
    if found.status == "ambiguous":
        return " | ".join(c.name for c in found.candidates if c.tied)
    own = [c for c in found.candidates if (c.client_id, c.group_id) == (found.client_id, found.group_id)]
    return own[0].name if own else ""
