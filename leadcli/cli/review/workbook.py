"""The queue as a workbook, and its answers read back: by key, wherever their rows stand now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from leadcli.api.answering.item_answers import Answers
from leadcli.api.answering.items import Item, Reply
from leadcli.api.answering.own_rows import said_in
from leadcli.api.results import speech_in
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.io.atomic import made_whole
from leadcli.io.exports import form_of, rows, texts
from leadcli.io.table_formats import RawRow
from leadcli.locales import codes
from leadcli.output.text.speech import Speech
from leadcli.output.xlsx.review_book import KEY, MARK, Asked, mark_of, write

FIELDS = ("ask", "why", "weight", "answer", "whom")


def titles(speech: Speech) -> tuple[str, ...]:
    """The titles of the columns."""
    return (
        speech("What is asked"), speech("Why"), speech("Clients"), speech("The answer"), speech("Who, if another"),
    )  # fmt: skip


def write_book(items: Sequence[Item], speech: Speech, target: Path) -> None:
    """Write the queue as a workbook, whole or not at all."""
    words = (speech("yes"), speech("no"), speech("later"))
    about = speech("Choose an answer; what is left empty waits. Rows may be sorted, filtered and deleted.")
    with made_whole(target) as part:
        write([asked(item, speech) for item in items], titles(speech), words, about, part)


def asked(item: Item, speech: Speech) -> Asked:
    """An item as a row."""
    why = "; ".join(speech.say(each) for each in item.why)
    return Asked(item.key, speech.say(item.ask), why, item.weight, tuple(choice.name for choice in item.choices))


@frozen
class Decision:
    """An answer that was read: to which item, what, and whom by id."""

    item: Item
    reply: Reply
    whom: str


@frozen
class _Row:
    """A row of the workbook: its number, its cells by field, those that are formulas, its key and mark."""

    number: int
    cells: Mapping[str, str]
    formulas: frozenset[str]
    key: str
    mark: str


def take(file: Path, items: Sequence[Item], answers: Answers, speech: Speech) -> tuple[list[Decision], list[Message]]:
    """The decisions of a workbook, in the order of the queue, and what of it is not taken, row by row.

    Raises:
        Refusal: It is no such workbook.
    """
    read, told = list(_rows(file)), []
    known = {item.key: item for item in items}
    found: dict[str, Decision] = {}
    twice = {key for key, count in Counter(row.key for row in read).items() if key and count > 1}
    for row in read:
        item = known.get(row.key)
        if item is None or row.key in twice:
            if any(row.cells.values()):
                told.append(_stranger(row, twice))
            continue
        decision, said = _decision(row, item, answers)
        told += said
        if decision is not None:
            found[row.key] = decision
    for key in sorted(twice & known.keys()):
        alike = [_decision(row, known[key], answers) for row in read if row.key == key]
        if len({(d.reply, d.whom) if d else None for d, _ in alike}) == 1 and alike[0][0] is not None:
            found[key] = alike[0][0]
        else:
            numbers = tuple(str(row.number) for row in read if row.key == key)
            told.append(message("rows {rows} answer one question, and not alike: not taken", rows=numbers))
    return [found[item.key] for item in items if item.key in found], told


def _stranger(row: _Row, twice: set[str]) -> Message:
    if row.key in twice:
        return message("row {row}: it stands here more than once", row=row.number)
    if row.key:
        return message("row {row}: it was answered meanwhile, or is asked no more", row=row.number)
    return message("row {row}: it was added by hand, and is not taken", row=row.number)


def _decision(row: _Row, item: Item, answers: Answers) -> tuple[Decision | None, list[Message]]:
    """What a row says of its item, and what in it was changed."""
    own = row.mark.split(".")
    now = mark_of(item.key, (row.cells.get(field, "") for field in FIELDS[:3])).split(".")
    changed = [field for field, was, one in zip(FIELDS, own, now, strict=False) if was != one]
    if "ask" in changed or len(own) != len(now):
        return None, [message("row {row}: the question is not the one of its key: not taken", row=row.number)]
    names = {"why": message("Why"), "weight": message("Clients")}
    told = [message("row {row}: {column} was changed; that is not taken", row=row.number, column=names[field])
            for field in changed]  # fmt: skip
    said, whom = row.cells.get("answer", ""), row.cells.get("whom", "")
    if not row.formulas.isdisjoint(("answer", "whom")):
        return None, [*told, message("row {row}: a formula is no answer", row=row.number)]
    reply = said_in(said)
    if reply is None and said and said.casefold() not in _later() and not whom:
        return None, [*told, message("row {row}: {value} is no answer; it is yes or no", row=row.number, value=said)]
    if whom:
        try:
            return Decision(item, "other", answers.whom(item, whom)), told
        except Refusal as refused:
            return None, [*told, message("row {row}: {reason}", row=row.number, reason=refused.said[0])]
    if reply is None:
        return None, told
    if reply and not item.yes:
        return None, [*told, message("row {row}: say who it is", row=row.number)]
    return Decision(item, "yes" if reply else "no", ""), told


def _later() -> set[str]:
    return {speech_in(code)("later").casefold() for code in codes()}


def _rows(file: Path) -> Iterator[_Row]:
    """The rows of the sheet that has the hidden columns."""
    form = form_of(file)
    wanted = {title: field for code in codes() for title, field in zip(titles(speech_in(code)), FIELDS, strict=True)}
    for sheet in (form.sheet, *form.others):
        here = replace(form, sheet=sheet)
        read = rows(file, here)
        header = texts(next(read, RawRow(0, 0, "")), here)
        if KEY not in header or MARK not in header:
            continue
        places = {wanted[title]: index for index, title in enumerate(header) if title in wanted}
        if lacking := tuple(field for field in ("ask", "answer") if field not in places):
            raise Refusal(
                message("{file}: its columns {columns} are not here any more", file=str(file), columns=lacking)
            )
        for row in read:
            cells = texts(row, here)
            cells += [""] * (len(header) - len(cells))
            formulas = {index for index, mark in row.marks if mark == "formula"}
            made = {field: _number(cells[index].strip()) for field, index in places.items()}
            yield _Row(
                row.line, made, frozenset(field for field, index in places.items() if index in formulas),
                cells[header.index(KEY)].strip(), cells[header.index(MARK)].strip(),
            )  # fmt: skip
        return
    raise Refusal(
        message("{file}: this is no workbook of leadcli review", file=str(file)),
        message("make one: leadcli review --xlsx FILE"),
    )


def _number(text: str) -> str:
    return text.removesuffix(".0") if text[:1].isdigit() else text
