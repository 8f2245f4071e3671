"""The findings of ``policy check`` as a page and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from leadcli.analysis.check.findings import PolicyFinding
from leadcli.analysis.check.reproduction import Witness
from leadcli.analysis.check.state_space import PERSON
from leadcli.domain.messages import messages
from leadcli.output.text.layout import Row, Style
from leadcli.output.text.speech import Speech
from leadcli.policy.policy import Policy

Found = Sequence[tuple[PolicyFinding, Witness | None]]
STYLES: dict[str, Style] = {"error": "bad", "warning": "doubt", "note": ""}


def page(policy: Policy, size: int, found: Found, speech: Speech, explain: bool) -> Iterator[Row]:
    """Errors and warnings with their witnesses, notes a line each; ``explain`` shows the notes' witnesses too."""
    counts = {severity: sum(f.severity == severity for f, _ in found) for severity in STYLES}
    said = [
        speech.say(messages("{count} error", "{count} errors", counts["error"])),
        speech.say(messages("{count} warning", "{count} warnings", counts["warning"])),
        speech.say(messages("{count} note", "{count} notes", counts["note"])),
    ]
    style: Style = "bad" if counts["error"] else "doubt" if counts["warning"] else "good"
    yield Row()
    heading = speech("{policy}: {count} constellations", policy=policy.id, count=size)
    yield Row(heading, wide=True, style="owner", tail=speech.listed(said), tail_style=style)
    words = {"error": speech("error"), "warning": speech("warning"), "note": speech("note")}
    for finding, shown in found:
        if finding.severity == "note" and not explain:
            continue
        yield Row()
        style = STYLES[finding.severity]
        yield Row(_text(finding, speech), label=words[finding.severity], tail=_line(finding), style=style)
        yield from _witness(shown, speech, explain)
    if not explain:
        yield from _notes([f for f, _ in found if f.severity == "note"], speech)
        if counts["note"]:
            yield Row()
            yield Row(speech("a case for each note: leadcli policy check -v"), wide=True, style="dim")


def _text(finding: PolicyFinding, speech: Speech) -> str:
    text = speech.say(finding.said)
    if finding.code in ("gap", "unknown", "owner-empty", "owner-tie"):
        text += f" ({speech.number(max(0.1, round(100 * finding.share, 1)))}\u00a0%)"
    return text


def _witness(shown: Witness | None, speech: Speech, explain: bool) -> Iterator[Row]:
    if shown is None:
        yield Row(speech("no case of it can be put as a question on the phone"), style="dim")
        return
    facts = [speech.say(fact) for fact in shown.facts]
    yield Row("; ".join(facts) + ".", label=speech("for instance"))
    yield Row(spelt(shown.command), style="dim")
    last = ""
    for table, row in shown.rows if explain else ():
        yield Row(row, cells=((table if table != last else "", 10),), style="dim")
        last = table
    if shown.case.precedents:
        yield Row(speech("the ledger holds a person's earlier decision: --write saves it too"), style="dim")
    ruling = shown.ruling
    if ruling.owner:
        yield Row(speech("→ {rule}: {owner}", rule=ruling.rule, owner=ruling.owner))
    else:
        yield Row(speech("→ nobody: {ask}", ask=ruling.ask or ""))
    for rule, owner in shown.others:
        said = {"": speech("nobody"), PERSON: speech("a person decides")}.get(owner, owner)
        yield Row(speech("{rule} holds as well and would name: {owner}", rule=rule, owner=said))


def spelt(words: Sequence[str]) -> str:
    """Words as they are typed into any shell."""
    return " ".join(word if all(c.isalnum() or c in "-_./:" for c in word) else f'"{word}"' for word in words)


def _notes(found: list[PolicyFinding], speech: Speech) -> Iterator[Row]:
    label = speech("note")
    for (code, _), some in groupby(found, key=lambda f: (f.code, f.rule if f.code == "order" else id(f))):
        notes = list(some)
        if label:
            yield Row()
        if code == "order":
            others = tuple(r for f in notes for r in f.rules)
            text = speech("only the order decides between {rule} and {other}", rule=notes[0].rule, other=others)
        else:
            text = _text(notes[0], speech)
        yield Row(text, label=label, tail=_line(notes[0]))
        label = ""


def _line(finding: PolicyFinding) -> str:
    """The place, short: one file is looked at."""
    return _source(finding).replace("\\", "/").rsplit("/", 1)[-1]


def _source(finding: PolicyFinding) -> str:
    return f"{finding.place.file}:{finding.place.line}" if finding.place else ""


def as_objects(found: Found, folders: Sequence[str], speech: Speech) -> Iterator[dict[str, Any]]:
    """The findings for programs, one object each."""
    for number, (finding, shown) in enumerate(found):
        yield {
            "code": finding.code,
            "severity": finding.severity,
            "rule": finding.rule or None,
            "rules": list(finding.rules),
            "conditions": list(finding.parts),
            "source": _source(finding) or None,
            "message": speech.say(finding.said),
            "share": round(finding.share, 4) or None,
            "witness": _object(shown, folders[number] if folders else "", speech) if shown else None,
        }


def _object(shown: Witness, folder: str, speech: Speech) -> dict[str, Any]:
    return {
        "facts": [speech.say(fact) for fact in shown.facts],
        "command": list(shown.command),
        "workspace": shown.tables,
        "verdict": shown.ruling.verdict,
        "owner": shown.ruling.owner or None,
        "rule": shown.ruling.rule or None,
        "question": speech.say(shown.ruling.ask) if shown.ruling.ask else None,
        "others": [{"rule": rule, "owner": owner or None} for rule, owner in shown.others],
        "folder": folder or None,
    }
