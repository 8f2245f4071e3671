"""One question asked and answered: what ``who-owns`` does, once its command line has been read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from leadcli.api.parameters import as_option
from leadcli.api.who_owns import who_owns
from leadcli.api.workspace import Workspace
from leadcli.cli.shared.exits import Exit, complain, leave, speech_for
from leadcli.cli.shared.sound_workspace import sound_workspace
from leadcli.domain.messages import message
from leadcli.output.formats import chosen_format
from leadcli.output.text.terminal import print_line, print_raw, show


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
    **known: str,
) -> NoReturn:
    """Print the ruling on a caller, and end with its exit code. Options as ``leadcli who-owns --help`` explains.

    ``known``: what is known of the caller beside the name, by field.
    """
    speech = speech_for(lang)
    chosen = chosen_format(format, json)
    found = who_owns(
        Workspace(partial(sound_workspace, workspace, policy, speech), speech.language), " ".join(name), known,
        taken_by=taken_by, claims=claim, absent=absent, on=on, client=client, group=group, record=record, by=by,
        spelt=as_option,
    )  # fmt: skip
    if chosen.shape == "objects":
        for text in chosen.load()(found.to_dict()):
            print_raw(text)
    elif brief:
        print_line(found.brief())
    else:
        show(found.page(explain=explain), sys.stdout)
    if found.new:
        complain(speech, message("recorded as {number}", number=found.entry))
    elif found.entry:
        complain(speech, message("already recorded as {number}", number=found.entry))
    leave(Exit.NOTHING if found.ruling.verdict == "human" else Exit.DONE)
