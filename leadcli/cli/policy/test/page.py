"""The results of ``policy test`` as a page and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leadcli.analysis.check.condition_parts import told
from leadcli.analysis.testing.coverage import Spot
from leadcli.analysis.testing.example_parsing import NOBODY
from leadcli.analysis.testing.example_runs import Result, Runner
from leadcli.analysis.testing.mutants import Survivor
from leadcli.domain.facts import Answer
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, messages
from leadcli.output.text.layout import Row, Style
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech
from leadcli.policy.judge import judge
from leadcli.policy.policy import Policy, asks

SHOWN = 5  # answers that no example reaches, before --explain


@frozen
class Tested:
    """What came out: results, all that examples can reach and what they do not, and changes tried and not noticed."""

    runner: Runner
    results: Sequence[Result]
    every: Sequence[Spot]
    missing: Sequence[Spot]
    tried: int
    left: Sequence[Survivor] | None


def page(tested: Tested, speech: Speech, explain: bool) -> Iterator[Row]:
    """What failed, what is not reached, what is not noticed."""
    runner, results, left = tested.runner, tested.results, tested.left
    failed = [r for r in results if not r.passed]
    counts = [speech.say(messages("{count} example", "{count} examples", len(results)))]
    counts.append(speech("{count} failed", count=len(failed)) if failed else speech("all passed"))
    style: Style = "bad" if failed else "good"
    yield Row()
    yield Row(f"{runner.policy.id}: {speech.listed(counts)}", wide=True, style="owner", tail_style=style)
    label = speech("Passed")
    for result in results if explain else ():
        if result.passed:
            yield Row(safe(speech.choose(result.example.name), 200), label=label, tail=_line(result), style="dim")
            label = ""
    for result in failed:
        yield Row()
        yield Row(
            safe(speech.choose(result.example.name), 200), label=speech("Failed"), tail=_line(result), style="bad"
        )
        yield from _differences(runner, result, speech)
    yield from _coverage(tested.every, tested.missing, speech, explain)
    if left is not None:
        yield from _mutants(runner, tested.tried, left, speech, explain)


def _line(result: Result) -> str:
    place = result.example.place
    return f"{place.file.replace(chr(92), '/').rsplit('/', 1)[-1]}:{place.line}"


def _differences(runner: Runner, result: Result, speech: Speech) -> Iterator[Row]:
    if not result.outcomes:
        yield Row(speech("the facts exclude one another: no case of them can occur"))
        return
    for key, wanted, got in result.differences:
        names = tuple(_named(runner, result, key, value, speech) for value in got)
        text = speech(
            "{field}: expected {wanted}, came out {got}",
            field=key,
            wanted=_named(runner, result, key, wanted, speech),
            got=names,
        )
        yield Row(text)
    apart = {tuple(o.fields[key] for key in result.example.expect): o for o in reversed(result.outcomes)}
    if len(apart) > 1:
        yield Row(speech("the facts do not decide:"))
        for outcome in list(apart.values())[::-1][:4]:
            facts = tuple(_facts(runner.policy, runner, outcome.world, {a.key for a, _ in result.example.facts}))
            yield Row(
                speech("{rule} if: {facts}", rule=outcome.fields["rule"] or speech("nobody"), facts=facts),
                cells=(("", 2),),
            )
    for step in result.trace:
        if result.example.question and step.outcome in ("fired", "unknown"):
            checks = [c for c in step.checks if c.needed]
            text = "; ".join(dict.fromkeys(speech.say(c.found) for c in checks))
            yield Row(text, cells=(("+" if step.outcome == "fired" else "?", 2), (step.rule, 18)), style="dim")


def _named(runner: Runner, result: Result, key: str, value: str, speech: Speech) -> str:
    if key in ("rule", "verdict"):
        return value or "-"
    if not value:
        return speech(NOBODY)
    manager = runner.book.managers.get(value) if runner.book and result.example.question else None
    return safe(manager.name if manager else value)


def _facts(policy: Policy, runner: Runner, world: int, without: set[str] = frozenset()) -> Iterator[Message]:  # type: ignore[assignment]
    """The answers of the policy's conditions in a constellation."""
    facts = runner.space.facts(world)
    for ask in {a.key: a for a in asks(policy) if a.condition.rests_on}.values():
        answer = ask.condition.ask(facts, ask.argument).answer
        if ask.key not in without:
            yield told(ask.key, answer)


def _coverage(every: Sequence[Spot], missing: Sequence[Spot], speech: Speech, explain: bool) -> Iterator[Row]:
    yield Row()
    text = speech("{count} of {of} rules and answers are reached", count=len(every) - len(missing), of=len(every))
    yield Row(text, label=speech("Coverage"))
    answers = {"yes": speech("yes"), "no": speech("no"), "unknown": speech("not known")}
    shown = sorted(missing, key=lambda spot: bool(spot.condition))
    for spot in shown if explain else shown[:SHOWN]:
        if spot.condition:
            text = speech(
                "{rule}: {condition} is never {answer}",
                rule=spot.rule,
                condition=spot.condition,
                answer=answers[spot.answer],
            )
        else:
            text = speech("{rule} never decides in an example", rule=spot.rule)
        yield Row(text, cells=(("–", 2),), tail=str(spot.place.line))
    if not explain and len(shown) > SHOWN:
        yield Row(speech("{count} more: -v", count=len(shown) - SHOWN), cells=(("", 2),), style="dim")


def _mutants(runner: Runner, tried: int, left: Sequence[Survivor], speech: Speech, explain: bool) -> Iterator[Row]:
    open_ = [s for s in left if s.world >= 0]
    equal = [s for s in left if s.world < 0]
    yield Row()
    text = speech(
        "{count} tried: {noticed} noticed, {equal} equivalent, {open} not noticed",
        count=tried,
        noticed=tried - len(left),
        equal=len(equal),
        open=len(open_),
    )
    yield Row(text, label=speech("Changes"), style="bad" if open_ else "good")
    for survivor in open_:
        mutant = survivor.mutant
        yield Row()
        yield Row(speech.say(mutant.said), label=speech("Not noticed"), tail=str(mutant.place.line), style="bad")
        facts = [speech.say(told(key, answer)) for key, answer in survivor.facts]
        yield Row("; ".join(facts) + ".", label=speech("for instance"))
        for name, policy in ((speech("the rules"), runner.policy), (speech("changed"), mutant.policy)):
            ruled = judge(policy, runner.space.facts(survivor.world))
            owner = ruled.owner or speech("nobody")
            yield Row(speech("{name}: {rule}, {owner}", name=name, rule=ruled.rule or "-", owner=owner))
        for number, line in enumerate(_worth_writing(survivor) if survivor.expect else ()):
            yield Row(line, label=speech("To add") if not number else "", cells=(("", 2 * bool(number)),))
    if equal:
        yield Row()
    label = speech("Equivalent")
    for survivor in equal:
        reason = speech.say(survivor.reason) if survivor.reason else ""
        text = f"{speech.say(survivor.mutant.said)}: {reason}"
        yield Row(text, label=label, tail=str(survivor.mutant.place.line), style="dim")
        label = ""


def _worth_writing(survivor: Survivor) -> tuple[str, str]:
    """The example that would notice the change, as it is written in tests.yaml."""
    words = []
    for key, answer in survivor.facts:
        condition = f"{{{key}}}" if ": " in key else key
        if answer is not Answer.YES:
            condition = f"{{{'not' if answer is Answer.NO else 'unknown'}: {condition}}}"
        words.append(condition)
    expect = ", ".join(f"{key}: {value}" for key, value in survivor.expect.items())
    return f"- facts: [{', '.join(words)}]", f"expect: {{{expect}}}"


def as_object(tested: Tested, speech: Speech) -> dict[str, Any]:
    """The results for programs."""
    runner, every, missing, left = tested.runner, tested.every, tested.missing, tested.left
    return {
        "schema": 1,
        "policy": runner.policy.id,
        "examples": [
            {
                "name": speech.choose(r.example.name),
                "source": f"{r.example.place.file}:{r.example.place.line}",
                "passed": r.passed,
                "differences": [{"field": k, "expected": w or None, "got": list(g)} for k, w, g in r.differences],
            }
            for r in tested.results
        ],
        "coverage": {
            "reached": len(every) - len(missing),
            "of": len(every),
            "missing": [
                {"rule": s.rule, "condition": s.condition or None, "answer": s.answer, "line": s.place.line}
                for s in missing
            ],
        },
        "mutants": None
        if left is None
        else {
            "tried": tested.tried,
            "survivors": [_survivor(runner, s, speech) for s in left],
        },
    }


def _survivor(runner: Runner, survivor: Survivor, speech: Speech) -> dict[str, Any]:
    mutant = survivor.mutant
    equivalent = survivor.world < 0
    return {
        "kind": mutant.kind,
        "rule": mutant.rule,
        "line": mutant.place.line,
        "change": speech.say(mutant.said),
        "equivalent": equivalent,
        "reason": speech.say(survivor.reason) if survivor.reason else None,
        "facts": [speech.say(told(key, answer)) for key, answer in survivor.facts],
        "example": "\n  ".join(_worth_writing(survivor)) if survivor.expect else None,
    }
