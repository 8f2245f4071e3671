"""What an answer at a call teaches: by which words a client or a group is known from now on, or who it is not."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from leadcli.api.answering.changes import Change, answer_with
from leadcli.api.answering.own_rows import OwnRows, said_in
from leadcli.api.parameters import today
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.match import Match
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling
from leadcli.ledger.ledger import who
from leadcli.names import parse
from leadcli.resolution import Directory, who_is
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.resolution.decision.rule_facts import as_heard
from leadcli.resolution.directory.denials import SAID, words_said
from leadcli.workspace.opening import SoundWorkspace

UNDO = "leadcli review --undo"
OWN_WORDS = message(
    "nothing is kept: what stands beside the group's name is the company's own; --record keeps the ruling itself"
)
ON_FILE = message("nothing is kept: that is the very name on file; a city, an INN or a phone tells them apart")


@frozen
class Lesson:
    """Words of a caller, and whether a client or a group is called by them."""

    text: str
    client: str
    group: str
    answer: bool


@frozen
class Kept:
    """What was kept of an answer, in words; ``done``: whether anything was written; ``fault``: it could not be."""

    said: tuple[Message, ...]
    done: bool
    fault: bool = False


def kept_of(opened: SoundWorkspace, ruling: Ruling, by: str = "") -> Kept:
    """Keep what the answer to a ruling's question teaches, and tell it; the ruling stands even where that fails."""
    try:
        kept = keep(opened.root, ruling.question, ruling.match, opened.book, opened.directory, by)
    except Refusal as refused:
        return Kept((message("not kept: {reason}", reason=refused.said[0]), *refused.said[1:]), False, True)
    undo = [message("take it back: {command}", command=UNDO)] if kept.done else []
    return replace(kept, said=(*kept.said, *undo))


def keep(root: Path, question: Question, match: Match, book: Book, directory: Directory, by: str = "",
         item: str = "", more: Iterable[Change] = ()) -> Kept:  # fmt: skip
    """Keep what the answer to a question teaches of its caller, so that the next one of these words is not asked about.

    ``match``: as it is once it was answered. ``more``: what else the same answer changes.
    """
    heard, there = parse_caller(question.caller, book.country), OwnRows(root, "aliases")
    if question.reply == "no":
        lessons, why = _denied(question, heard, directory, _learnt(there))
    else:
        lessons, why = _meant(question, match, heard, directory)
    changes = [*more, *changes_of(there, lessons, book, by or who())]
    told = tuple(_told(lesson, book) for lesson in lessons)
    if changes:
        first = told[0] if told else message("{name}: answered", name=question.caller.name)
        answer_with(root, by or who(), item, _plain(lessons, book) or item, changes)
        return Kept(told or (first,), True)
    return Kept((message("kept already"),) if told else tuple(why), False)


def _plain(lessons: Iterable[Lesson], book: Book) -> str:
    """Lessons without words of a language, as the journal has them."""
    return "; ".join(f"{x.text} {'=' if x.answer else '≠'} {called(x.client, x.group, book)}" for x in lessons)


def _told(lesson: Lesson, book: Book) -> Message:
    name = called(lesson.client, lesson.group, book)
    if lesson.answer:
        return message("kept: «{words}» is {name}", words=lesson.text, name=name)
    return message("kept: «{words}» is not {name}", words=lesson.text, name=name)


def called(client: str, group: str, book: Book) -> str:
    """The name of a client or a group."""
    entry = book.clients.get(client) or book.groups.get(group)
    return entry.name if entry else client or group


# --- what is learnt ---------------------------------------------------------------------------------------------------
def _meant(
    question: Question, match: Match, heard: ParsedCaller, directory: Directory
) -> tuple[list[Lesson], list[Message]]:
    """By which words who was confirmed is known from now on, and why by none."""
    if match.alias is not None:
        client = match.client_id
        return [Lesson(match.alias.text, client, "" if client else match.group_id, True)], []
    if who_is(question.caller, directory).status == "accept":
        return [], []  # it is sure already
    if directory.by_key.get(heard.name.key):
        return [], [ON_FILE]
    if match.group_id and not match.client_id:
        return [], [OWN_WORDS]
    return [], [message("nothing is kept: these words could be anybody's; --record keeps the ruling itself")]


def _denied(
    question: Question, heard: ParsedCaller, directory: Directory, learnt: Container[tuple[str, str, str]]
) -> tuple[list[Lesson], list[Message]]:
    """Who it is not that is called by these words, of those that come into question; and why nobody.

    ``learnt``: words with whom they were said to be, which may be denied again.
    """
    asked = who_is(question.caller, directory)
    if asked.status == "none":
        return [], []
    tied = [(c.client_id, c.group_id) for c in asked.candidates if c.tied]
    whose = list(dict.fromkeys(("", g) if g else (c, "") for c, g in tied or [(asked.client_id, asked.group_id)]))
    text, words = _as_said(heard), words_said(heard.name, heard.caller.city)
    if not words or words_said(parse(text, note=True)) != words:
        return [], [message("nothing is kept: these words could be anybody's; --record keeps the ruling itself")]
    labels = [directory.labels[number] for number in directory.by_key.get(heard.name.key, ())]
    own = [one for one in labels if (one.text, one.client_id, "" if one.client_id else one.group_id) not in learnt]
    if any((label.client_id, "") in whose or ("", label.group_id) in whose for label in own):
        return [], [ON_FILE]
    return [Lesson(text, client, group, False) for client, group in whose], []


def _learnt(there: OwnRows) -> set[tuple[str, str, str]]:
    return {(cells["text"], cells["client"], "" if cells["client"] else cells["group"])
            for cells in there.rows if said_in(cells["answer"])}  # fmt: skip


def _as_said(heard: ParsedCaller) -> str:
    """The words that tell a caller, as they were written, with the city that was said beside them."""
    text = as_heard(heard.caller.name, [word.text for word in heard.name.words if word.kind in SAID])
    city = heard.caller.city
    return f"{text} {city}" if city and words_said(parse(text, note=True)) != words_said(heard.name, city) else text


# --- as rows ----------------------------------------------------------------------------------------------------------
def changes_of(there: OwnRows, lessons: Iterable[Lesson], book: Book, by: str) -> list[Change]:
    """The rows of ``aliases`` that lessons add, and those that they stand against, which go."""
    add, drop = [], []
    for lesson in lessons:
        same = [(cells, answer) for cells, answer in _about(there, lesson) if answer is not None]
        drop += [cells for cells, answer in same if answer is not lesson.answer]
        if not any(answer is lesson.answer for _, answer in same):
            add.append(row_of(lesson, book, by))
    return [{"table": "aliases", "add": add, "drop": drop}] if add or drop else []


def row_of(lesson: Lesson, book: Book, by: str) -> dict[str, str]:
    """A row of ``aliases``."""
    name = called(lesson.client, lesson.group, book)
    said = {"text": lesson.text, "client": lesson.client, "group": lesson.group, "name": name}
    return {**said, "answer": "yes" if lesson.answer else "no", "by": by, "on": today().isoformat()}


def _about(there: OwnRows, lesson: Lesson) -> Iterator[tuple[dict[str, str], bool | None]]:
    """The rows that are about the same words and the same client or group, with their answers."""
    words = ""
    for cells in there.rows:
        if (cells["client"], "" if cells["client"] else cells["group"]) != (lesson.client, lesson.group):
            continue
        words = words or words_said(parse(lesson.text, note=True))
        if words_said(parse(cells["text"], note=True)) == words:
            yield dict(cells), said_in(cells["answer"])
