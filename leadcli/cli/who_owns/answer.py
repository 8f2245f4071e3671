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
    whom: str = "",
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
    workspace, heard = Workspace(partial(context.opened, policy, True), context.speech.language), " ".join(name)
    if whom:
        client, group = _meant(workspace, heard, known, whom, yes, client, group)
    if record:
        context.settle()
    found = who_owns(
        workspace, heard, known,
        taken_by=taken_by, claims=claim, absent=absent, on=on, at=at, client=client, group=group,
        reply="".join(replies), facts=fact, argues=argues, record=record, by=by, spelt=as_option,
        whole=explain or trace or context.format.shape != "page",
    )  # fmt: skip

    kept = None
    if yes or no:
        from leadcli.api.answering.keeping import kept_of

        kept = kept_of(workspace.sound(), found.ruling, by)  # before it is printed: who reads may go away

    def page() -> Any:
        return found.brief() if brief else found.page(explain=explain, trace=trace)

    context.give(page=page, objects=found.to_dict)
    if found.new:
        complain(context.speech, message("recorded as {number}", number=found.entry))
    elif found.entry:
        complain(context.speech, message("already recorded as {number}", number=found.entry))
    if found.faults:
        complain(context.speech, *found.faults)
        if record and not found.entry:
            leave(Exit.FAULT)
    if kept is not None:
        complain(context.speech, *kept.said)
        if kept.fault:
            leave(Exit.FAULT)
    leave(Exit.NOTHING if found.ruling.verdict == "human" else Exit.DONE)


def _meant(
    workspace: Workspace, name: str, known: dict[str, str], whom: str, yes: bool, client: str, group: str
) -> tuple[str, str]:
    """The client, or the group, of which --yes says that it is calling. Raises Refusal."""
    if not yes or client or group:
        raise Refusal(message("{option} needs {other}, and nobody else named", option="--whom", other="--yes"))
    from leadcli.api.answering.whom import whom as whom_of

    opened = workspace.sound()
    return whom_of(whom, name, known, opened.book, opened.directory)
