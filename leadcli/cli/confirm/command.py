"""leadcli confirm: the answer to the question of a recorded ruling."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.api.answering.keeping import kept_of
from leadcli.api.parameters import as_option, choice_of, id_of
from leadcli.api.who_owns import answer_to, known_id_of
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Exit, Refusal, complain, leave
from leadcli.cli.shared.ledger_entries import Number, ruling_at
from leadcli.cli.shared.options import By
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.domain.question import REPLIES
from leadcli.ledger.replay import ruling_in
from leadcli.ledger.ruling_records import is_forgotten


def main(
    context: AnswerContext,
    id: Number,
    reply: Annotated[
        str, typer.Argument(help="yes: it is them; no: another company; new: a new one of that group.", metavar="REPLY")
    ] = "",
    client: Annotated[str, typer.Option(help="It is this client: its id.", metavar="ID")] = "",
    group: Annotated[str, typer.Option(help="It belongs to this group: its id.", metavar="ID")] = "",
    by: By = "",
) -> None:
    """Answer the question of a recorded ruling: it is judged anew, and what comes of it is recorded."""
    if not (reply or client or group):
        raise Refusal(message("give one of {options}", options=(*REPLIES, "--client ID", "--group ID")))
    opened = context.opened(at_call=True)
    with context.ledger(writes=True) as ledger:
        stored = ruling_at(ledger, id, answered_too=True)
        asked = ruling_in(ledger, stored)[0].question
    if is_forgotten(asked):
        raise Refusal(message("the personal data of entry {number} were removed: who called is not known", number=id))
    question = replace(
        asked, reply=choice_of(reply, REPLIES, as_option("reply")),
        client_id=known_id_of(opened, client, "--client") or ("" if group else asked.client_id),
        group_id=id_of(group, opened.book.groups, "--group") or ("" if client else asked.group_id),
    )  # fmt: skip
    found = answer_to(question, opened, context.speech.language, record=True, by=by, ref=id)
    context.give(page=found.page, objects=found.to_dict)
    if found.faults:
        complain(context.speech, *found.faults)
        leave(Exit.FAULT)
    complain(context.speech, message("recorded as {number}", number=found.entry))
    if question.reply in ("yes", "no") or client or group:
        kept = kept_of(opened, found.ruling, by)
        complain(context.speech, *kept.said)
        if kept.fault:
            leave(Exit.FAULT)
    leave(Exit.NOTHING if found.ruling.verdict == "human" else Exit.DONE)
