"""What was inferred of a base, for programs: every figure of the page and every contradiction."""

from __future__ import annotations

from typing import Any

from leadcli.domain.book import Book
from leadcli.domain.frozen import as_dict
from leadcli.output.json.objects import SCHEMA, name_of
from leadcli.output.text.infer_page import Learnt, by_rule
from leadcli.output.text.speech import Speech


def infer_json(learnt: Learnt, book: Book, speech: Speech) -> dict[str, Any]:
    """All that was found. Principles and policies are named by their ids."""
    found = learnt.found
    known = [p.name for p in found.known]

    def explained(each: Any) -> dict[str, Any]:
        share = round(each.score.explained / len(found.told), 4) if found.told else None
        ranking = [known[p] for p in each.order]
        return {"policy": each.policy or None, "ranking": ranking, **as_dict(each.score), "share": share}

    return {
        "schema": SCHEMA,
        "on": learnt.on,
        "clients": len(found.told),
        "without_owner": learnt.nobodys,
        "of_managers_who_left": learnt.left,
        "taken_by_told": learnt.takers,
        "dated": learnt.dated,
        "best": explained(found.best),
        "telling": found.telling,
        "by_chance": round(found.chance, 4),
        "rules": [
            {"rule": known[p], "explained": a, "contradicted": b, "open": c} for p, (a, b, c) in by_rule(found)
        ],
        "not_shown_by_a_base": [p.name for p in found.hidden],
        "of_all_rankings": explained(found.free),
        "ready_made": [explained(each) for each in found.ready],
        "not_told_apart": [
            {"one": d.one or None, "two": d.two, "client": _telling(d.tells, book) if d.tells else None}
            for d in learnt.doubts
        ],
        "never_held": list(learnt.silent),
        "contradictions": [
            {
                "row": c.told.subject.row, "id": c.told.subject.client.id, "name": c.told.subject.client.name,
                "group": c.told.subject.client.group or None, "owner": name_of(book, c.told.subject.client.owner),
                "says": name_of(book, c.says), "rule": known[c.rule], "explained_by": [known[p] for p in c.others],
                "looks_like": c.kind,
            } for c in learnt.against
        ],
    }  # fmt: skip


def _telling(pair: Any, book: Book) -> dict[str, Any]:
    return {
        "kind": pair.kind,
        "name": pair.a.caller or pair.about or None,
        "client_id": pair.a.client or None,
        "group_id": pair.a.group or None,
        "taken_by": name_of(book, pair.colleague),
        **{
            side: {"owner": None if called else name_of(book, line.new), "taker": called, "rule": line.rule or None}
            for side, called, line in zip("ab", pair.called, (pair.a, pair.b), strict=True)
        },
    }
