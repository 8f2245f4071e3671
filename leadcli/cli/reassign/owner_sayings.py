"""What the user says that a writing of an owner means: kept in the workspace, known to every command from then on."""

from __future__ import annotations

from collections.abc import Iterable

from leadcli.api.parameters import manager_of
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal, complain
from leadcli.domain.messages import message
from leadcli.fields.people import named
from leadcli.workspace.manager_names import keep_spellings
from leadcli.workspace.opening import SoundWorkspace


def opened_with(context: Context, said: Iterable[str], policy: str) -> SoundWorkspace:
    """The workspace, once what is ``said`` (TEXT=MANAGER, or TEXT= for nobody) is kept in it."""
    opened, pairs = context.opened(policy), {}
    book = opened.book
    for text in said:
        writing, sign, whom = (part.strip() for part in text.rpartition("="))
        if not sign or not writing:
            raise Refusal(
                message("{option}: {value} is not TEXT=MANAGER", option="--owner", value=text),
                message('write it as --owner "Борис=Борис Ланской"; --owner "Борис=" says that it is nobody'),
            )
        manager = manager_of(book, whom, "--owner")
        name = book.managers[manager].name if manager else ""
        pairs[writing] = name if named(book, name).manager == manager else manager
    if not pairs:
        return opened
    file = keep_spellings(opened.root, pairs)
    for writing, name in pairs.items():
        kept = message("{writing} is {manager} from now on: {file}", writing=writing, manager=name, file=str(file))
        nobody = message("{writing} is nobody from now on: {file}", writing=writing, file=str(file))
        complain(context.speech, kept if name else nobody)
    return context.opened(policy)
