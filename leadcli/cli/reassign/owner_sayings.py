"""What the user says that a writing of an owner means: kept in the workspace, known to every command from then on."""

from __future__ import annotations

from collections.abc import Iterable

from leadcli.api.parameters import writings_of
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import complain
from leadcli.domain.messages import Message, message
from leadcli.fields.people import named
from leadcli.workspace.manager_names import keep_spellings
from leadcli.workspace.opening import SoundWorkspace


def opened_with(context: Context, said: Iterable[str], policy: str) -> SoundWorkspace:
    """The workspace, once what is ``said`` (TEXT=MANAGER, or TEXT= for nobody) is kept in it."""
    opened = context.opened(policy)
    pairs = writings_of(opened.book, said)
    if not pairs:
        return opened
    file = keep_spellings(opened.root, pairs)
    for writing, name in pairs.items():
        kept = message("{writing} is {manager} from now on: {file}", writing=writing, manager=name, file=str(file))
        nobody = message("{writing} is nobody from now on: {file}", writing=writing, file=str(file))
        before = named(opened.book, writing)
        was = opened.book.managers[before.manager].name if before.manager else ""
        other = before.kind in ("one", "nobody") and name not in (was, before.manager)
        complain(context.speech, kept if name else nobody, *([_until_now(was)] if other else []))
    return context.opened(policy)


def _until_now(manager: str) -> Message:
    return message("until now it was {manager}", manager=manager) if manager else message("until now it was nobody")
