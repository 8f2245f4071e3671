"""Precedents: earlier rulings and decisions on the same caller, client or group, or on the same facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from leadcli.domain.company import LEDGER
from leadcli.domain.facts import Decision, Precedent
from leadcli.domain.match import Match
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling, constellation
from leadcli.fields.identifiers import ENTITY
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.ruling_records import caller_keys, token
from leadcli.ledger.stored_entry import Stored

MOST = 3  # precedents of one kind that are shown


class Lookup:
    """Finds earlier rulings and decisions on the same caller, client or group."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __call__(self, question: Question, match: Match) -> tuple[Precedent, ...]:
        """The precedents of a case, each entry once, nearest kind first, newest first."""
        found: dict[int, Precedent] = {}
        for kind, column, value in (
            *(("caller", "caller", own) for own in caller_keys(question, self._ledger.secret)),
            ("client", "client", match.client_id),
            ("group", "grp", match.group_id),
        ):
            if value:
                for one in self._of(kind, column, value, question, match):
                    found.setdefault(one.seq, one)
        return tuple(found.values())

    def _of(self, kind: str, column: str, value: str, question: Question, match: Match) -> Iterator[Precedent]:
        shown = 0
        where = {column: value, "until": question.on.isoformat()}
        if kind == "group":
            where["kind"] = "decision"  # only case law carries over to a sister company
        for stored in self._ledger.select(where, limit=4 * MOST):
            if not self._ledger.stands(stored):
                continue
            if stored.kind not in ("ruling", "decision") or not stored.manager:
                continue
            if kind == "caller" and not same_case(self._ledger, stored, question, match):
                continue
            yield precedent(stored, kind)
            shown += 1
            if shown == MOST:
                return


def same_case(ledger: Ledger, stored: Stored, question: Question, match: Match) -> bool:
    """Whether an entry is about the caller of a question: not of another place, another number or another client.

    A place that only one of them has said is no proof that they are the same.
    """
    root = stored if stored.kind == "ruling" else ledger.get(stored.ref)
    if root is None or root.kind != "ruling":
        return False
    if match.client_id == f"{LEDGER}:{root.seq}":
        return True
    if root.client and match.client_id:
        return root.client == match.client_id
    body = json.loads(root.body)
    was, then = body["question"]["caller"], body["match"]
    for kind in ENTITY:
        now = getattr(question.caller, kind)
        if was.get(kind) and now and was[kind] not in (now, token(kind, now, ledger.secret)):
            return False
    places = ((then.get(name) or was.get(name) or "", getattr(match, name) or getattr(question.caller, name))
              for name in ("city", "country"))  # fmt: skip
    return all(one.casefold() == other.casefold() for one, other in places)


def patterns(ledger: Ledger, facts: str, on: date) -> list[Stored]:
    """The decisions that bind every case whose rules came out so, the newest first."""
    where = {"facts": facts, "kind": "decision", "until": on.isoformat()}
    found = ledger.select(where, limit=16 * MOST)
    return [one for one in found if json.loads(one.body).get("scope") == "pattern" and ledger.stands(one)]


def decision_of(stored: Stored, client: str, group: str) -> Decision:
    """A decision's entry as it binds a client and a group."""
    body = json.loads(stored.body)
    until, scope = body.get("until", ""), body.get("scope", "client")
    return Decision(
        stored.seq, date.fromisoformat(stored.day), stored.manager, body.get("why", ""), stored.by, scope, client,
        group, date.fromisoformat(until) if until else None, stored.facts if scope == "pattern" else "",
        body.get("second", ""), body.get("appeal_of", 0), body.get("own", False),
    )  # fmt: skip


def precedent(stored: Stored, alike: str) -> Precedent:
    """An entry as a precedent."""
    why = json.loads(stored.body).get("why", "") if stored.kind == "decision" else ""
    kind = stored.kind == "decision"
    day = date.fromisoformat(stored.day)
    return Precedent(stored.seq, day, alike, stored.manager, stored.rule, kind, why)  # type: ignore[arg-type]


def alike_by_facts(ledger: Ledger, ruling: Ruling, known: Iterable[Precedent]) -> tuple[Precedent, ...]:
    """Decisions on other cases with the same constellation of facts that went against what the policy says now."""
    seen, own = {p.seq for p in known}, caller_keys(ruling.question, ledger.secret)
    found = []
    where = {"facts": constellation(ruling.trace), "kind": "decision", "until": ruling.question.on.isoformat()}
    for stored in ledger.select(where, limit=4 * MOST):
        if stored.seq in seen or not stored.manager or not ledger.stands(stored):
            continue
        if not (stored.caller in own and same_case(ledger, stored, ruling.question, ruling.match)):  # another company
            found.append(precedent(stored, "facts"))
    return tuple(found[:MOST])
