"""The page of the doctor: the install, the workspace, its files, what was found and what helps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leadcli.cli.doctor.examination import SIGNS
from leadcli.cli.doctor.health import Examined, Finding, TableFile
from leadcli.domain.messages import message
from leadcli.output.text.layout import Row, part
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

SET_IN = (("", 2),)
INDEX = {
    "small": message("none is needed: the tables are small"),
    "fresh": message("compiled, of today's tables"),
    "stale": message("not of today's tables"),
}


def page(told: Examined, fixed: Sequence[tuple[Finding, str]], speech: Speech) -> Iterator[Row]:
    """The rows of the page. ``fixed``: what --fix was to mend, each with why it could not, or ``""``."""
    yield from part("leadcli", _install(told, speech))
    if told.root is not None:
        yield from part(speech("Workspace"), [Row(str(told.root), tail=speech.say(told.found) if told.found else "")])
        yield from part(speech("Tables"), [_table(file, speech) for file in told.tables])
        if told.index:
            yield from part(speech("Directory"), [Row(speech.say(INDEX[told.index]))])
        yield from part(speech("Ledger"), [_ledger(told.ledger, speech)])
    if fixed:
        yield from part(speech("Mended"), (row for found, why in fixed for row in _mended(found, why, speech)))
    left = told.findings
    if left:
        yield from part(speech("Found"), (row for found in left for row in _finding(found, speech)))
    if any(found.fix for found in left) and not fixed:
        yield Row()
        yield Row(speech("to mend what has one remedy: leadcli doctor --fix"), style="dim", wide=True)
    if not left:
        yield Row()
        yield Row(speech("nothing is wrong"), style="good", wide=True)


def _install(told: Examined, speech: Speech) -> Iterator[Row]:
    had = told.install
    core = speech("with the compiled core") if had["core"] else speech("without the compiled core")
    yield Row(f"{had['leadcli']}, Python {had['python']}, {core}", tail=had["system"])
    yield Row(", ".join(f"{name} {version}" for name, version in had["libraries"].items()), style="dim")


def _table(file: TableFile, speech: Speech) -> Row:
    said = [file.format, file.encoding]
    if file.delimiter:
        sign = SIGNS.get(file.delimiter)
        said.append(speech.say(sign) if sign else file.delimiter)
    if file.sheet:
        said.append(speech("sheet {sheet}", sheet=file.sheet))
    rows = speech("rows {count}", count=file.rows) if file.rows is not None else ""
    return Row(", ".join(filter(None, said)) or speech("cannot be read"), tail=rows, cells=((safe(file.file, 40), 24),))


def _ledger(had: dict[str, Any], speech: Speech) -> Row:
    if not had:
        return Row(speech("nothing was recorded yet"))
    if "entries" not in had:
        return Row(speech("cannot be read"), style="bad")
    if not had["sound"]:
        return Row(speech("damaged"), style="bad")
    return Row(speech("entries {count}, all as they were recorded", count=had["entries"]))


def _finding(found: Finding, speech: Speech) -> Iterator[Row]:
    yield Row(speech.say(found.said), style="bad" if found.weight == "problem" else "doubt")
    for remedy in found.remedies:
        yield Row(speech.say(remedy), cells=SET_IN, style="dim")
    if found.fix is not None:
        yield Row(f"--fix: {speech.say(found.fix.told)}", cells=SET_IN, style="dim")


def _mended(found: Finding, why: str, speech: Speech) -> Iterator[Row]:
    assert found.fix is not None
    told = speech.say(found.fix.told)
    if why:
        yield Row(speech("not done: {what}: {reason}", what=told, reason=why), style="bad")
        return
    yield Row(told, style="good")
    if found.fix.undo is not None:
        yield Row(speech.say(found.fix.undo), cells=SET_IN, style="dim")
