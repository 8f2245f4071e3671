"""Rulings, matches and problems as JSON, in the shape of the contract (schema 1). Keys are never translated."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from leadcli.domain.book import Book
from leadcli.domain.company import Caller
from leadcli.domain.facts import Precedent
from leadcli.domain.frozen import as_dict
from leadcli.domain.match import Candidate, Evidence, Match
from leadcli.domain.messages import Message
from leadcli.domain.places import Problem
from leadcli.domain.ruling import UNIT, Argued, Branch, Claim, Outlook, Ruling, Share, Step
from leadcli.output.text.safe import in_json, utf8
from leadcli.output.text.speech import Speech

SCHEMA = 1


def ruling(found: Ruling, book: Book, speech: Speech) -> dict[str, Any]:
    """A ruling; managers by name, with ids beside them where they differ."""
    cover, other = found.cover, found.otherwise
    return {
        "schema": SCHEMA,
        "caller": caller(found.question.caller),
        "on": found.question.on.isoformat(),
        **({"at": found.question.at} if found.question.at else {}),
        "taken_by": name_of(book, found.question.taken_by),
        "facts": [{"field": s.field, "value": s.value} for s in found.question.stated if not s.by],
        "match": match(found.match, speech),
        "verdict": found.verdict,
        "owner": name_of(book, found.owner),
        "owner_id": found.owner or None,
        "cover": name_of(book, cover.manager) if cover else None,
        "cover_until": cover.until.isoformat() if cover and cover.until else None,
        "cover_reason": speech.say(cover.absence) if cover else None,
        "rule": {"id": found.rule, "source": str_place(found.rule_place)} if found.rule and found.rule_place else None,
        "reason": _say(found.why, speech),
        "note": _say(found.note, speech),
        "warnings": [speech.say(said) for said in found.warnings],
        "trace": [_step(step, speech) for step in found.trace],
        "shares": [_share(s, found, book, speech) for s in found.shares],
        "claims": [_claim(c, book, speech) for c in found.claims],
        "otherwise": {"owner": name_of(book, other.owner), "rule": other.rule, "reason": _say(other.why, speech)}
        if other
        else None,
        "outlooks": [_outlook(o, book, speech) for o in found.outlooks],
        "question": _say(found.ask, speech),
        "what_if": [_branch(b, book, speech) for b in found.what_if],
        "sentences": {"manager": dict(found.to_manager), "client": dict(found.to_client)},
        "precedents": [_precedent(p, book) for p in found.precedents],
        "fingerprint": as_dict(found.fingerprint),
    }


def _outlook(found: Outlook, book: Book, speech: Speech) -> dict[str, Any]:
    return {
        "reply": found.reply,
        "said": speech.say(found.said),
        "client_id": found.client_id or None,
        "group_id": found.group_id or None,
        "owner": name_of(book, found.owner),
        "owner_id": found.owner or None,
        "rule": found.rule or None,
        "reason": _say(found.why, speech),
        "question": _say(found.ask, speech),
    }


def _precedent(found: Precedent, book: Book) -> dict[str, Any]:
    return {
        "id": found.seq,
        "day": found.day.isoformat(),
        "alike": found.alike,
        "owner": name_of(book, found.manager),
        "rule": found.rule or None,
        "decided": found.decided,
        "why": found.why or None,
        "departs": found.departs,
    }


def statement(found: Any) -> dict[str, Any]:
    """What a manager got, by way."""
    return {name: value for name, value in {**as_dict(found), "total": found.total}.items() if name != "manager"}


def caller(asked: Caller) -> dict[str, str]:
    """What was said of the caller; only what was said."""
    return {name: value for name, value in as_dict(asked).items() if value or name == "name"}


def match(found: Match, speech: Speech) -> dict[str, Any]:
    """Who the caller is: status, ids, evidence, candidates."""
    said: dict[int, list[Any]] = {}  # the evidence for the match is most often that of its candidate: said once
    return {
        "status": found.status,
        "client_id": found.client_id or None,
        "group_id": found.group_id or None,
        "score": round(found.score, 3),
        "new_entity": found.new_entity,
        "evidence": _evidence(found.evidence, speech, said),
        "candidates": [_candidate(c, speech, said) for c in found.candidates],
        "question": _say(found.question, speech),
        "alias": {"text": found.alias.text, "source": str(found.alias.place), "column": found.alias.column}
        if found.alias
        else None,
    }


def matched_row(row_id: str, found: Match, speech: Speech) -> dict[str, Any]:
    """Who the caller of a row is; ``row_id`` is the row's own id, else its number."""
    return {"id": row_id, **match(found, speech)}


def problem(found: Problem, speech: Speech) -> dict[str, Any]:
    """One problem of the workspace's files."""
    return {
        "code": found.code,
        "severity": found.severity,
        "stops": found.stops,
        "file": found.place.file,
        "line": found.place.line or None,
        "column": found.place.column or None,
        "message": speech.say(found.text),
        "remedy": _say(found.remedy, speech),
        "nearest": found.nearest or None,
    }


def tally(counted: Any) -> dict[str, Any]:
    """How well one kind of labelled caller is recognised."""
    shares = {name: _rounded(getattr(counted, name)) for name in ("precision", "recall", "f1")}
    return {**as_dict(counted), **shares}


def cut(found: Any) -> dict[str, Any]:
    """What a cut-off does on labelled callers."""
    return {**as_dict(found), "precision": _rounded(found.precision), "recall": _rounded(found.recall)}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def dump(value: Mapping[str, Any]) -> str:
    """One JSON object, readable."""
    return in_json(json.dumps(value, ensure_ascii=False, indent=2))


def texts(made: Mapping[str, Any] | Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One object, readable; or many as NDJSON: one a line, without blanks."""
    if isinstance(made, Mapping):
        return iter((dump(made) + "\n",))
    encode = _encoder()
    return (encode(value).decode() for value in made)


@cache
def _encoder() -> Callable[[Any], bytes]:
    """Orjson where the platform has it, which takes a sixth of the time; the same line by the standard library."""
    encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

    def plain(value: Any) -> bytes:
        return utf8(in_json(encoder.encode(value)) + "\n")

    try:
        from orjson import OPT_APPEND_NEWLINE, dumps
    except ImportError:
        return plain

    def encode(value: Any) -> bytes:
        try:
            line: bytes = dumps(value, option=OPT_APPEND_NEWLINE)
        except TypeError:  # half a letter (a lone surrogate), or a number beyond 64 bits
            return plain(value)
        text = line[:-1].decode()
        return line if text.isprintable() else utf8(in_json(text) + "\n")

    return encode


def str_place(place: object) -> str:
    """``file:line``: the column of a rule or condition is of no use to a reader."""
    file, line = getattr(place, "file", ""), getattr(place, "line", 0)
    return f"{file}:{line}"


def _say(said: Message | None, speech: Speech) -> str | None:
    return speech.say(said) if said is not None else None


def name_of(book: Book, manager_id: str) -> str | None:
    """A manager's name; None for nobody, and for whoever takes the call."""
    manager = book.managers.get(manager_id)
    return manager.name if manager else None


def _evidence(found: Sequence[Evidence], speech: Speech, said: dict[int, list[Any]]) -> list[Any]:
    """Reasons; ``said`` holds those that were said, by id."""
    told = said.get(id(found))
    if told is None:
        told = said[id(found)] = [
            {"signal": one.signal, "text": speech.say(one.text), "weight": one.weight} for one in found
        ]
    return told


def _candidate(found: Candidate, speech: Speech, said: dict[int, list[Any]]) -> dict[str, Any]:
    return {
        "client_id": found.client_id or None,
        "group_id": found.group_id or None,
        "name": found.name,
        "score": found.score,
        "evidence": _evidence(found.evidence, speech, said),
    }


def _step(step: Step, speech: Speech) -> dict[str, Any]:
    checks = [
        {
            "condition": check.condition,
            **({"argument": check.argument} if check.argument else {}),
            **({"negated": True} if check.negated else {}),
            "answer": check.answer.value,
            "found": speech.say(check.found),
            "needed": check.needed,
            "source": str_place(check.place),
        }
        for check in step.checks
    ]
    shown: dict[str, Any] = {
        "rule": step.rule,
        "outcome": step.outcome,
        "source": str_place(step.place),
        "checks": checks,
    }
    if step.note:
        shown["note"] = speech.say(step.note)
    return shown


def _share(found: Share, of: Ruling, book: Book, speech: Speech) -> dict[str, Any]:
    """A manager's figures; shares and balances in calls: they are kept as whole millionths, so six digits are exact."""
    after = found.balance + found.share - (UNIT if found.manager == of.owner and found.share else 0)
    return {
        "manager": name_of(book, found.manager),
        "open_clients": found.open_clients,
        "weight": found.weight,
        "load": round(found.load, 4) if found.weight else None,
        "cap": found.cap,
        "recent_assignments": found.recent,
        "order": found.order,
        "share": found.share / UNIT,
        "balance": found.balance / UNIT,
        "balance_after": after / UNIT,
        "left_out": _say(found.left_out, speech),
    }


def _claim(found: Claim, book: Book, speech: Speech) -> dict[str, Any]:
    return {
        "manager": name_of(book, found.manager),
        "outcome": found.outcome,
        "rule": found.rule or None,
        "because": speech.say(found.because),
        "for": [speech.say(s) for s in found.supports],
        "against": [speech.say(a) for a in found.against],
        "needs": [_branch(b, book, speech) for b in found.needs],
        "argues": [_argued(a, book, speech) for a in found.arguments],
    }


def _argued(found: Argued, book: Book, speech: Speech) -> dict[str, Any]:
    return {
        "field": found.field,
        "value": found.value,
        "effect": found.effect,
        "owner": name_of(book, found.owner),
        "rule": found.rule or None,
        "proof": _say(found.proof, speech),
        "question": _say(found.ask, speech),
    }


def _branch(found: Branch, book: Book, speech: Speech) -> dict[str, Any]:
    return {"change": speech.say(found.change), "owner": name_of(book, found.owner), "rule": found.rule or None}
