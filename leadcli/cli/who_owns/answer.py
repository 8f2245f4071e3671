"""One question asked and answered: what ``who-owns`` does, once its command line has been read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NoReturn

from leadcli.api.parameters import as_option
from leadcli.api.who_owns import who_owns
from leadcli.api.workspace import Workspace
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Exit, complain, leave
from leadcli.domain.messages import Refusal, message


def answer(
    context: Context,
    *,
    name: Sequence[str] = (),
    taken_by: str = "",
    claim: Sequence[str] = (),
    absent: Sequence[str] = (),
    on: str = "",
    at: str = "",
    client: str = "",
    group: str = "",
    policy: str = "",
    brief: bool = False,
    yes: bool = False,
    no: bool = False,
    new: bool = False,
    fact: Sequence[str] = (),
    argues: Sequence[str] = (),
    record: bool = False,
    by: str = "",
    explain: bool = False,
    trace: bool = False,
    **known: str,
) -> NoReturn:
    """Print the ruling on a caller, and end with its exit code. Options as ``leadcli who-owns --help`` explains.

    ``known``: what is known of the caller beside the name, by field.
    """
    replies = [reply for reply, said in (("yes", yes), ("no", no), ("new", new)) if said]
    if len(replies) > 1:
        raise Refusal(message("give one of {options}", options=tuple(f"--{reply}" for reply in replies)))
    found = who_owns(
        Workspace(partial(context.opened, policy), context.speech.language), " ".join(name), known,
        taken_by=taken_by, claims=claim, absent=absent, on=on, at=at, client=client, group=group,
        reply="".join(replies), facts=fact, argues=argues, record=record, by=by, spelt=as_option,
        whole=explain or trace or context.format.shape != "page",
    )  # fmt: skip

    def page() -> Any:
        return found.brief() if brief else found.page(explain=explain, trace=trace)

    context.give(page=page, objects=found.to_dict)
    if found.new:
        complain(context.speech, message("recorded as {number}", number=found.entry))
    elif found.entry:
        complain(context.speech, message("already recorded as {number}", number=found.entry))
    if found.fault is not None:
        complain(context.speech, found.fault)
        if record:
            leave(Exit.FAULT)
    leave(Exit.NOTHING if found.ruling.verdict == "human" else Exit.DONE)
