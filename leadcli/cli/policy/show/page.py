"""A policy in sentences: what each rule asks, whom it names, why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leadcli.domain.messages import message
from leadcli.output.text.layout import Row
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.cover import WAITS
from leadcli.policy.owners import OF, OWNERS
from leadcli.policy.policy import Ask, Policy, Rule, When

INDENT = 4


def list_page(policies: Iterable[Policy], speech: Speech) -> Iterator[Row]:
    """The policies, one paragraph each, with their rules in order."""
    yield Row()
    for policy in policies:
        yield Row(f"{policy.id}: {safe(speech.choose(policy.title))}", wide=True, style="owner")
        yield Row(safe(speech.choose(policy.about), 500), wide=True, cells=(("", 2),))
        yield Row(speech.listed(rule.id for rule in policy.rules), wide=True, cells=(("", 2),), style="dim")
        yield Row()
    yield Row(speech("leadcli policy show NAME explains one; --policy NAME asks it"), wide=True, style="dim")


def policy_page(policy: Policy, speech: Speech, only: str = "") -> Iterator[Row]:
    """One policy, rule by rule."""
    yield Row()
    yield Row(f"{policy.id}: {safe(speech.choose(policy.title))}", wide=True, style="owner")
    yield Row(safe(speech.choose(policy.about), 500), wide=True)
    if policy.country:
        text = speech("A caller whose country is not known is taken to be in {country}.", country=policy.country)
        yield Row(text, wide=True, style="dim")
    for number, rule in enumerate(policy.rules, 1):
        if only and rule.id != only:
            continue
        yield Row()
        tail = f"{rule.place.file}:{rule.place.line}"
        yield Row(f"{number}. {rule.id}: {safe(speech.choose(rule.title))}", wide=True, tail=tail, style="owner")
        yield Row(speech("if"), wide=True, cells=(("", 3),), style="dim")
        yield from _when(rule.when, speech, 3 + INDENT, denied=False, within_any=False)
        yield Row(_owner(rule, speech), wide=True, cells=(("", 3),))
        if ways := rule.cover or policy.cover:
            yield Row(_cover(ways, speech), wide=True, cells=(("", 3),))
        for words in (rule.manager, rule.client):
            if words:
                yield Row(
                    speech.locale.quoted(safe(speech.choose(words), 500)), wide=True, cells=(("", 3),), style="dim"
                )


def conditions_page(speech: Speech) -> Iterator[Row]:
    """Every condition and every owner, with what each states."""
    yield Row()
    yield Row(speech("Conditions"), wide=True, style="owner")
    for name, condition in CONDITIONS.items():
        values = "|".join(condition.choices) if condition.choices else condition.argument
        yield Row(f"{name}: {values}" if values else name, wide=True, cells=(("", 2),))
        text = condition.statement(True, values or "")
        yield Row(speech.say(text), wide=True, cells=(("", 6),), style="dim")
    yield Row()
    yield Row(speech("Owners"), wide=True, style="owner")
    for owner in OWNERS.values():
        yield Row(owner.name, wide=True, cells=(("", 2),))
        yield Row(speech(owner.text), wide=True, cells=(("", 6),), style="dim")


def conditions_json(speech: Speech) -> dict[str, Any]:
    """The same for programs."""
    return {
        "conditions": [
            {
                "condition": c.name,
                "argument": c.argument or None,
                "choices": list(c.choices),
                "about": c.about,
                "yes": speech.say(c.statement(True, c.argument)),
                "no": speech.say(c.statement(False, c.argument)),
            }
            for c in CONDITIONS.values()
        ],
        "owners": [{"owner": o.name, "is": speech(o.text)} for o in OWNERS.values()],
    }


def policy_json(policy: Policy, speech: Speech, only: str = "") -> dict[str, Any]:
    """A policy for programs: its rules, or only one, with their conditions as they are written."""
    return {
        "policy": policy.id,
        "title": speech.choose(policy.title),
        "about": speech.choose(policy.about),
        "assume": {"country": policy.country} if policy.country else {},
        "rules": [
            {
                "id": rule.id,
                "title": speech.choose(rule.title),
                "when": _shape(rule.when),
                "owner": list(rule.owner),
                "cover": list(rule.cover or policy.cover),
                "sentences": {"manager": dict(rule.manager), "client": dict(rule.client)},
                "source": f"{rule.place.file}:{rule.place.line}",
            }
            for rule in policy.rules
            if not only or rule.id == only
        ],
        "fingerprint": policy.fingerprint,
    }


def _shape(when: When) -> Any:
    if isinstance(when, Ask):
        return {when.condition.name: when.argument} if when.argument else when.condition.name
    parts = [_shape(part) for part in when.parts]
    return {when.kind: parts[0] if when.kind == "not" else parts}


def _when(when: When, speech: Speech, indent: int, denied: bool, within_any: bool) -> Iterator[Row]:
    """Conditions as lines: what is denied is said as denied; parts of another kind than those around are set in."""
    if isinstance(when, Ask):
        text = speech.say(when.condition.statement(not denied, when.argument))
        yield Row(text, wide=True, cells=(("", indent), ("-", 2)), tail=when.key)
    elif when.kind == "not":
        yield from _when(when.parts[0], speech, indent, not denied, within_any)
    else:
        all_hold = (when.kind == "all") != denied
        if len(when.parts) > 1 and all_hold == within_any:
            said = speech("all of these:") if all_hold else speech("at least one of:")
            yield Row(said, wide=True, cells=(("", indent),))
            indent += 2
        several = len(when.parts) > 1
        for part in when.parts:
            yield from _when(part, speech, indent, denied, not all_hold if several else within_any)


def _owner(rule: Rule, speech: Speech) -> str:
    names = [_of(name, speech.say(message(OWNERS[name].text))) for name in rule.owner]
    return speech("then: {owner}", owner=speech(", else ").join(names))


def _cover(ways: Sequence[str], speech: Speech) -> str:
    """Who stands in, as a rule or the policy says."""
    said = {
        "taker": speech("who took the call"), "deputies": speech("the owner's deputies"),
        "least_loaded": speech("the least loaded in the office"), WAITS: speech("nobody: the client waits"),
    }  # fmt: skip
    whom = speech(", else ").join(said.get(way) or safe(way, 60) for way in ways)
    return speech("while the owner is out: {whom}", whom=whom)


def _of(name: str, said: str) -> str:
    """A way of naming an owner, and of a rota whose turns it counts."""
    whom = name.partition(OF)[2]
    return f"{said} ({safe(whom, 60)})" if whom else said
