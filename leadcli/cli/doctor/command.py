"""leadcli doctor: what the install and the workspace lack, each with its remedy."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from leadcli.cli.doctor.examination import examined
from leadcli.cli.doctor.health import Examined, Finding
from leadcli.cli.doctor.page import page
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Exit, leave
from leadcli.domain.frozen import as_dict
from leadcli.domain.messages import Refusal
from leadcli.domain.system_faults import said_of
from leadcli.output.text.speech import Speech


def main(
    context: AnswerContext,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what has exactly one remedy; no file is lost by it.")
    ] = False,
) -> None:
    """What is wrong with the install and the workspace: files, encodings, index, ledger, rights; and what helps."""
    speech = context.speech
    told = examined(context.folder, speech)
    fixed = [(found, _mended(found, speech)) for found in told.findings if found.fix] if fix else []
    if fixed:
        told = examined(context.folder, speech)  # as it is now
    context.give(page=lambda: page(told, fixed, speech), objects=lambda: _object(told, fixed, speech))
    leave(Exit.NOTHING if any(found.weight == "problem" for found in told.findings) else Exit.DONE)


def _mended(found: Finding, speech: Speech) -> str:
    """Do the one remedy of a finding; why it could not be done, or ``""``."""
    assert found.fix is not None
    try:
        found.fix.do()
    except Refusal as refusal:
        return " ".join(map(speech.say, refusal.said))
    except OSError as error:
        return " ".join(map(speech.say, said_of(error)))
    return ""


def _object(told: Examined, fixed: list[tuple[Finding, str]], speech: Speech) -> dict[str, Any]:
    return {
        "install": told.install,
        "workspace": str(told.root) if told.root else None,
        "tables": [as_dict(file) for file in told.tables],
        "index": told.index or None,
        "ledger": told.ledger or None,
        "fixed": [{**_finding(found, speech), "failed": why or None} for found, why in fixed],
        "findings": [_finding(found, speech) for found in told.findings],
    }


def _finding(found: Finding, speech: Speech) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "weight": found.weight,
        "said": speech.say(found.said),
        "remedies": [speech.say(remedy) for remedy in found.remedies],
        "fix": speech.say(found.fix.told) if found.fix else None,
        "undo": speech.say(found.fix.undo) if found.fix and found.fix.undo else None,
    }
