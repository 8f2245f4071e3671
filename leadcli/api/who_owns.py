"""One question in words, and its ruling: what ``leadcli who-owns`` and ``Workspace.who_owns`` do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from leadcli.api.parameters import (
    Spelt,
    choice_of,
    country_of,
    day_of,
    id_of,
    manager_of,
    moment_of,
    now_at,
)
from leadcli.api.results import Recommendation
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.domain.match import Part
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.question import REPLIES, Question, Statement
from leadcli.domain.ruling import Ruling
from leadcli.fields.identifiers import SAID
from leadcli.fields.table import caller_of
from leadcli.resolution.compiled import Damaged
from leadcli.rulings.resolve import resolve
from leadcli.workspace.opening import SoundWorkspace

if TYPE_CHECKING:
    from leadcli.api.workspace import Workspace
    from leadcli.rulings.memory import Known


def who_owns(
    workspace: Workspace,
    name: str,
    known: Mapping[str, str],
    *,
    taken_by: str = "",
    claims: Collection[str] = (),
    absent: Collection[str] = (),
    on: date | str | None = None,
    at: str = "",
    client: str = "",
    group: str = "",
    reply: str = "",
    facts: Collection[str] = (),
    argues: Collection[str] = (),
    record: bool = False,
    by: str = "",
    spelt: Spelt = str,
    whole: bool = True,
) -> Recommendation:
    """The ruling on a caller. ``known``: what is known beside the name, by field of Caller; the rest as Workspace says.

    Not ``whole``: what would change the ruling is worked out only when it is looked at, for an answer that tells none.
    Raises Refusal for what cannot be asked; it names parameters as ``spelt`` writes them.
    """
    if not name.strip() and not (client or group or any(map(known.get, SAID))):
        ways = tuple(spelt(field) for field in (*SAID, "client"))
        raise Refusal(message("the name is empty"), message("say what you heard, or give {ways}", ways=ways))

    def asked(opened: SoundWorkspace) -> Recommendation:
        day = day_of(on, spelt("on"))
        book = opened.book.on(day)
        if facts or argues:
            from leadcli.rulings.stated_facts import read
        pleas = [_plea(text, book, spelt("argues")) for text in argues]
        claiming = (*(manager_of(book, m, spelt("claims")) for m in claims), *(plea.by for plea in pleas))
        question = Question(
            caller=caller_of(name, {**known, "country": country_of(known.get("country", ""), spelt("country"))}),
            on=day,
            taken_by=manager_of(book, taken_by, spelt("taken_by")),
            claims=tuple(dict.fromkeys(claiming)),
            absent=tuple(dict.fromkeys(manager_of(book, m, spelt("absent")) for m in absent)),
            client_id=known_id_of(opened, client, spelt("client")),
            group_id=id_of(group, book.groups, spelt("group")),
            reply=choice_of(reply, REPLIES, spelt("reply")),
            at=moment_of(at, day, spelt("at")) if at else "" if on else now_at(day, book),
            stated=(*(read(text, spelt("facts")) for text in facts), *pleas) if facts or pleas else (),
        )
        _sound(question, book, spelt)
        found = answer_to(question, opened, workspace.language, record, by)
        if whole:
            len(found.ruling.what_if)  # now, as the directory may prove damaged
        return found

    try:
        return asked(workspace.sound())
    except Damaged:  # the compiled directory; the second time it is made anew
        return asked(workspace.sound(anew=True))


def _plea(text: str, book: Book, option: str) -> Statement:
    """A claimant's argument, written as ``MANAGER: FIELD=VALUE``."""
    from leadcli.rulings.stated_facts import read

    manager, colon, said = text.partition(":")
    if not colon:
        raise Refusal(
            message("{option}: {value} does not say who argues it", option=option, value=text),
            message("write it as MANAGER: FIELD=VALUE"),
        )
    return read(said, option, manager_of(book, manager.strip(), option))


def _sound(question: Question, book: Book, spelt: Spelt) -> None:
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
        raise Refusal(message("give {one} or {other}, not both", one=spelt("client"), other=spelt("group")))


def known_id_of(opened: SoundWorkspace, text: str, option: str) -> str:
    """The id of a client of the tables or of the ledger, which must be there."""
    if text.startswith("ledger:") and opened.has_ledger:
        from leadcli.ledger.recording import open_ledger
        from leadcli.ledger.standing.standing_clients import card_in

        with open_ledger(opened.root) as ledger:
            if card_in(ledger, text, opened.book.country) is not None:
                return text
    return id_of(text, opened.book.clients, option)


def answer_to(
    question: Question, opened: SoundWorkspace, language: str, record: bool = False, by: str = "", ref: int = 0
) -> Recommendation:
    """The ruling on a question, with what the ledger holds; recorded if asked, or with the reason why it was not.

    ``ref``: the entry whose question this one answers.
    """
    book, directory = opened.book, opened.directory
    found = _by_ledger(question, opened, record, by, ref) if record or opened.has_ledger else ByLedger()
    if found.known is not None:
        book, directory = found.known.book, found.known.directory
    ruling = found.ruling or resolve(question, book, opened.policy, directory)

    def parts() -> list[Part]:
        from leadcli.resolution.scoring.score_parts import score_parts

        return score_parts(question.caller, ruling.match, directory)

    return Recommendation(ruling, found.entry, found.new, book, language, parts, found.faults)


@frozen
class ByLedger:
    """A ruling by the ledger, and what it was judged on; nothing of both where that cannot be read. ``faults``: why."""

    ruling: Ruling | None = None
    known: Known | None = None
    entry: int = 0
    new: bool = False
    faults: tuple[Message, ...] = ()


def _by_ledger(question: Question, opened: SoundWorkspace, record: bool, by: str, ref: int) -> ByLedger:
    """The ruling by the ledger; no ledger, however damaged, full or locked, takes an answer away."""
    from leadcli.ledger.file_form import fault_of, remedy_of
    from leadcli.ledger.ledger import who
    from leadcli.ledger.recording import ask, ask_and_record, clock_behind, ledger_file, now
    from leadcli.ledger.salvage.readable import STRANGE, readable, writable
    from leadcli.ledger.sql_schema import WITHIN

    basis, file = (question, opened.book, opened.policy, opened.directory), ledger_file(opened.root)
    faults: list[Message] = []
    if record:
        try:
            with writable(file, True, WITHIN) as ledger:
                gone = (message("the ledger that was here is gone; a new one is begun"),) if ledger.anew else ()
                return ByLedger(*ask_and_record(ledger, *basis, by or who(), now(), ref=ref), faults=gone)
        except STRANGE as error:
            faults = [message("not recorded: {reason}", reason=fault_of(error)), remedy_of(error)]
    if opened.has_ledger:
        try:
            with readable(file, WITHIN) as ledger:
                ruling, known = ask(ledger, *basis)
                faults = list(dict.fromkeys((*ledger.faults, *clock_behind(ledger), *faults)))
                return ByLedger(ruling, known, faults=tuple(faults))
        except STRANGE as error:
            unread = message(
                "the ledger cannot be read, so nothing of it was counted: {reason}", reason=fault_of(error)
            )
            faults = [unread, *faults[:1], remedy_of(error)]
    return ByLedger(faults=tuple(faults))
