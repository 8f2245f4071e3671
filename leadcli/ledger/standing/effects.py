"""What an event of the ledger gives: a client to its owner, a turn, a count. Read off its entries, so it can be undone.

All that is said about one ruling is taken together: a decision stands in its place, a reversal takes it back with all
that rested on it, forgetting takes away by what its caller is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leadcli.domain.frozen import fresh, frozen
from leadcli.domain.ruling import UNIT
from leadcli.ledger.stored_entry import Stored

NEW = ("rotation", "call", "transfer")  # ways in which a manager gets a client whom nobody served


@frozen
class Standing:
    """Who serves a client since when: of a card of the tables (``client``), or of a company that only the ledger knows.

    ``root``: the ruling; ``seq``: the entry that gives the client. ``decided``: the day of a person's decision, or
    ``""``; it binds until ``until``, for all companies of ``group`` where its ``scope`` says so; ``before``: who had
    the client by the ruling itself. ``caller``: who called, as recorded.
    """

    root: int
    seq: int
    client: str
    group: str
    manager: str
    day: str
    decided: str = ""
    until: str = ""
    scope: str = ""
    why: str = ""
    before: str = ""
    caller: Mapping[str, Any] = fresh(factory=dict)


@frozen
class Effect:
    """All that the entries about one event give: a client, turns (rota -> manager -> UNIT), counts by day, who, how."""

    standing: Standing | None = None
    turns: Mapping[str, Mapping[str, int]] = fresh(factory=dict)
    counts: Mapping[tuple[str, str, str], int] = fresh(factory=dict)


NOTHING = Effect()


def effect_of(about: Sequence[Stored]) -> Effect:
    """What an event gives. ``about``: its entry first, then all that was said about it, in their order."""
    first, *rest = about
    reverted: set[int] = set()
    for entry in reversed(rest):  # what takes back may itself be taken back
        if entry.kind in ("revert", "undo") and entry.seq not in reverted:
            reverted.add(entry.ref)
    if first.seq in reverted or first.ref in reverted:
        return NOTHING
    if first.kind == "batch":
        found = json.loads(first.body)
        return Effect(None, found.get("turns", {}), _counts(found.get("counts", ())))
    if first.kind != "ruling":
        return NOTHING
    live = [entry for entry in rest if entry.ref == first.seq and entry.seq not in reverted]
    answers = (e for e in rest if e.kind == "ruling" and first.ref and e.ref == first.ref and e.seq not in reverted)
    if any(answer.seq > first.seq for answer in answers):
        return NOTHING  # the question was answered once more
    if any(entry.kind == "ruling" for entry in live):
        return NOTHING  # answered anew
    forgotten = any(entry.kind == "forget" for entry in live)
    decision = next((entry for entry in reversed(live) if entry.kind == "decision"), None)
    if decision is not None:
        standing = None if forgotten else _decided(first, decision)
        return Effect(standing, {}, {(decision.day, decision.manager, "transfer"): 1})
    if not first.manager or first.verdict != "settled":
        return Effect(None, turns_of(first), _count(first))
    return Effect(None if forgotten else _given(first), turns_of(first), _count(first))


def _count(ruling: Stored) -> dict[tuple[str, str, str], int]:
    """What each one got; of a turn too what each was owed of it (in UNIT), and who could have taken it."""
    settled = ruling.verdict == "settled"  # of a question that waits for its answer nobody got anything
    found = {(ruling.day, ruling.manager, ruling.how): 1} if ruling.manager and ruling.how and settled else {}
    for manager, share in _shares(ruling).items():
        found |= {(ruling.day, manager, "owed"): share, (ruling.day, manager, "could"): 1}
    return found | ({(ruling.day, ruling.cover, "cover"): 1} if ruling.cover else {})


def _counts(rows: Iterable[Sequence[Any]]) -> dict[tuple[str, str, str], int]:
    return {(day, manager, how): count for day, manager, how, count in rows}


def turns_of(ruling: Stored) -> dict[str, dict[str, int]]:
    """What each one's balance gains by a turn; nothing where its shares are not told, as in old ledgers."""
    gains = _shares(ruling)
    if not gains:
        return {}
    gains[ruling.manager] = gains.get(ruling.manager, 0) - UNIT
    return {json.loads(ruling.body).get("named_by", ""): gains}


def _shares(ruling: Stored) -> dict[str, int]:
    """Each one's share of a turn, in UNIT."""
    if ruling.how != "rotation" or ruling.verdict != "settled":
        return {}
    return {s["manager"]: s["share"] for s in json.loads(ruling.body).get("shares", ()) if s.get("share")}


def _given(ruling: Stored) -> Standing:
    client, group = _sure_of(ruling)
    return Standing(ruling.seq, ruling.seq, client, group, ruling.manager, ruling.day, caller=_caller(ruling))


def _decided(ruling: Stored, decision: Stored) -> Standing:
    found = json.loads(decision.body)
    client, group = _sure_of(ruling)
    if found.get("scope") == "group":
        group = ruling.group
    return Standing(
        ruling.seq, decision.seq, client, group, decision.manager, ruling.day, decision.day,
        found.get("until", ""), found.get("scope", "client"), found.get("why", ""),
        ruling.manager if ruling.verdict == "settled" else "", _caller(ruling),
    )  # fmt: skip


def _sure_of(ruling: Stored) -> tuple[str, str]:
    """The client and the group that the ruling was sure of; of one in doubt none, whatever came out of it."""
    status = json.loads(ruling.body).get("match", {}).get("status")
    return (ruling.client, ruling.group) if status == "accept" else ("", "")


def _caller(ruling: Stored) -> dict[str, Any]:
    body = json.loads(ruling.body)
    match, caller = body.get("match", {}), body.get("question", {}).get("caller", {})
    said = {field: value for field, value in caller.items() if field != "_"}
    return caller_said(said, match.get("city", ""), match.get("country", ""))


def caller_said(said: Mapping[str, Any], city: str, country: str) -> dict[str, Any]:
    """What a client is known by: what was said of the caller, and where it was understood to be."""
    return {name: value for name, value in {"city": city, "country": country, **said}.items() if value}
