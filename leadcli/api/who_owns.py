"""One question in words, and its ruling: what ``leadcli who-owns`` and ``Workspace.who_owns`` do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from leadcli.api.parameters import Spelt, country_of, day_of, id_of, manager_of, moment_of, now_at
from leadcli.api.results import Recommendation
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.match import Part
from leadcli.domain.messages import Refusal, message
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling
from leadcli.fields.identifiers import SAID
from leadcli.fields.table import caller_of
from leadcli.resolution.compiled.constant_tables import Damaged
from leadcli.rulings.resolve import resolve
from leadcli.workspace.opening import SoundWorkspace

if TYPE_CHECKING:
    from leadcli.api.workspace import Workspace


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
    record: bool = False,
    by: str = "",
    spelt: Spelt = str,
) -> Recommendation:
    """The ruling on a caller. ``known``: what is known beside the name, by field of Caller; the rest as Workspace says.

    Raises Refusal for what cannot be asked; it names parameters as ``spelt`` writes them.
    """
    if not name.strip() and not (client or group or any(map(known.get, SAID))):
        ways = tuple(spelt(field) for field in (*SAID, "client"))
        raise Refusal(message("the name is empty"), message("say what you heard, or give {ways}", ways=ways))

    def asked(opened: SoundWorkspace) -> Recommendation:
        day = day_of(on, spelt("on"))
        book = opened.book.on(day)
        question = Question(
            caller=caller_of(name, {**known, "country": country_of(known.get("country", ""), spelt("country"))}),
            on=day,
            taken_by=manager_of(book, taken_by, spelt("taken_by")),
            claims=tuple(dict.fromkeys(manager_of(book, m, spelt("claims")) for m in claims)),
            absent=tuple(dict.fromkeys(manager_of(book, m, spelt("absent")) for m in absent)),
            client_id=id_of(client, book.clients, spelt("client")),
            group_id=id_of(group, book.groups, spelt("group")),
            at=moment_of(at, day, spelt("at")) if at else "" if on else now_at(day, book),
        )
        _sound(question, book, spelt)
        ruling, entry, new = _ruled(opened, question, record, by)

        def parts() -> list[Part]:
            from leadcli.resolution.scoring.score_parts import score_parts

            return score_parts(question.caller, ruling.match, opened.directory)

        return Recommendation(ruling, entry, new, book, workspace.language, parts)

    try:
        return asked(workspace.sound())
    except Damaged:  # the compiled directory; the second time it is made anew
        return asked(workspace.sound(anew=True))


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


def _ruled(opened: SoundWorkspace, question: Question, record: bool, by: str) -> tuple[Ruling, int, bool]:
    """The ruling, with what the ledger knows of such cases; its number there, and whether it is new, once recorded."""
    book, policy = opened.book, opened.policy
    if not record and not opened.has_ledger:
        return resolve(question, book, policy, opened.directory), 0, False
    from leadcli.ledger.ledger import who
    from leadcli.ledger.precedents import Lookup, alike_by_facts
    from leadcli.ledger.recent_turns import with_shares
    from leadcli.ledger.recording import now, open_ledger
    from leadcli.ledger.recording import record as write

    with open_ledger(opened.root, create=record) as ledger:
        book = with_shares(book, ledger, question.on)
        ruling = resolve(question, book, policy, opened.directory, Lookup(ledger))
        if ruling.owner:
            others = alike_by_facts(ledger, ruling, ruling.precedents)
            others = tuple(replace(p, departs=p.manager != ruling.owner) for p in others)
            ruling = replace(ruling, precedents=(*ruling.precedents, *others))
        if not record:
            return ruling, 0, False
        return ruling, *write(ledger, ruling, book, by or who(), now())
