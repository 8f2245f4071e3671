"""One question asked and answered: what ``who-owns`` does, once its command line has been read."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NoReturn

from leadcli.cli.shared.exits import Exit, Refusal, complain, leave, speech_for
from leadcli.cli.shared.sound_workspace import is_json, sound_workspace
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.domain.places import nearest
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling
from leadcli.fields.cells import day
from leadcli.fields.identifiers import IDENTIFIERS
from leadcli.fields.people import find_manager
from leadcli.fields.table import caller_of
from leadcli.names.geography import country_code
from leadcli.output.text.layout import Row
from leadcli.output.text.terminal import print_line, show
from leadcli.resolution.compiled.constant_tables import Damaged
from leadcli.rulings.resolve import resolve
from leadcli.workspace.opening import Workspace

SEARCHED = 5_000  # ids among which a misspelt one is looked for


def answer(
    *,
    name: Sequence[str] = (),
    taken_by: str = "",
    claim: Sequence[str] = (),
    absent: Sequence[str] = (),
    on: str = "",
    client: str = "",
    group: str = "",
    policy: str = "",
    brief: bool = False,
    record: bool = False,
    by: str = "",
    explain: bool = False,
    format: str = "text",
    json: bool = False,
    lang: str | None = None,
    workspace: Path | None = None,
    **caller: str,
) -> NoReturn:
    """Print the ruling on a caller, and end with its exit code. Options as ``leadcli who-owns --help`` explains."""
    speech = speech_for(lang)
    as_json = is_json(format, json)
    heard = " ".join(name)
    if not heard.strip() and not (client or group or any(map(caller.get, IDENTIFIERS))):
        raise Refusal(
            message("the name is empty"), message("say what you heard, or give --inn, --phone, --email, --client")
        )

    def asked() -> tuple[str | list[Row], Ruling, Message | None]:
        opened = sound_workspace(workspace, policy, speech)
        assert opened.book is not None, "a sound workspace has a book"
        book = opened.book
        question = Question(
            caller=caller_of(heard, {**caller, "country": _country(caller.get("country", ""))}),
            on=_day(on),
            taken_by=_manager(book, taken_by, "--taken-by"),
            claims=tuple(dict.fromkeys(_manager(book, m, "--claim") for m in claim)),
            absent=tuple(dict.fromkeys(_manager(book, m, "--absent") for m in absent)),
            client_id=_id(client, book.clients, "--client"),
            group_id=_id(group, book.groups, "--group"),
        )
        _sound(question, book)
        ruling, note = _ruled(opened, question, record, by)
        if as_json:
            from leadcli.output.json import objects as shape

            return shape.dump(shape.ruling(ruling, book, speech)), ruling, note
        from leadcli.output.text.ruling_page import brief as one_line
        from leadcli.output.text.ruling_page import page

        return one_line(ruling, book, speech) if brief else list(page(ruling, book, speech, explain)), ruling, note

    try:
        shown, ruling, note = asked()
    except Damaged:  # the compiled directory; the second time it is made anew
        shown, ruling, note = asked()
    if isinstance(shown, str):
        print_line(shown)
    else:
        show(shown, sys.stdout)
    if note is not None:
        complain(speech, note)
    leave(Exit.NOTHING if ruling.verdict == "human" else Exit.DONE)


def _ruled(opened: Workspace, question: Question, record: bool, by: str) -> tuple[Ruling, Message | None]:
    """The ruling, with what the ledger knows of such cases, and recorded if that is wanted."""
    book, policy = opened.book, opened.policy
    assert book is not None, "a sound workspace has a book"
    assert policy is not None, "a sound workspace has a policy"
    if not record and not opened.has_ledger:
        return resolve(question, book, policy, opened.directory), None
    from leadcli.cli.shared.ledger_entries import now, open_ledger
    from leadcli.ledger.casebook import Lookup, alike_by_facts, with_shares
    from leadcli.ledger.casebook import record as write
    from leadcli.ledger.ledger import who

    with open_ledger(opened.root, create=record) as ledger:
        book = with_shares(book, ledger, question.on)
        ruling = resolve(question, book, policy, opened.directory, Lookup(ledger))
        if ruling.owner:
            others = alike_by_facts(ledger, ruling, ruling.precedents)
            others = tuple(replace(p, departs=p.manager != ruling.owner) for p in others)
            ruling = replace(ruling, precedents=(*ruling.precedents, *others))
        if not record:
            return ruling, None
        number, new = write(ledger, ruling, book, by or who(), now())
    if new:
        return ruling, message("recorded as {number}", number=number)
    return ruling, message("already recorded as {number}", number=number)


def _day(text: str) -> date:
    if not text:
        return date.today()  # noqa: DTZ011 (the office's own calendar)
    found = day(text)
    if found is None:
        raise Refusal(
            message("{option}: {value} is not a date", option="--on", value=text),
            message("write it as 2026-11-23 or 23.11.2026"),
        )
    return found


def _country(text: str) -> str:
    if not text:
        return ""
    code = country_code(text)
    if not code:
        raise Refusal(
            message("{option}: there is no country {value}", option="--country", value=text),
            message("write its code (JP) or its name (Япония, Japan)"),
        )
    return code


def _manager(book: Book, text: str, option: str) -> str:
    if not text:
        return ""
    found = find_manager(book, text)
    if not found:
        names = [w for m in book.managers.values() for w in (m.name, *m.aliases)]
        raise Refusal(message("{option}: there is no manager {value}", option=option, value=text), *_meant(text, names))
    return found


def _id(text: str, known: Collection[str], option: str) -> str:
    if text and text not in known:
        ids = list(islice(known, SEARCHED))
        raise Refusal(message("{option}: there is no id {value}", option=option, value=text), *_meant(text, ids))
    return text


def _meant(text: str, words: list[str]) -> tuple[Message, ...]:
    close = nearest(text, words)
    if close:
        return (message("Did you mean {word}?", word=close),)
    return (message("known: {words}", words=tuple(words[:12])),) if words else ()


def _sound(question: Question, book: Book) -> None:
    """What a question cannot say of people."""
    taker = question.taken_by
    if taker and taker in question.absent:
        raise Refusal(message("{manager} cannot be absent and take the call", manager=book.managers[taker].name))
    for manager_id in (taker, *question.claims):
        if manager_id and not book.managers[manager_id].active:
            raise Refusal(
                message(
                    "{manager} has left and can neither take a call nor claim a client",
                    manager=book.managers[manager_id].name,
                )
            )
    if question.client_id and question.group_id:
        raise Refusal(message("give --client or --group, not both"))
