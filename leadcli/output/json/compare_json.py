"""Two policies compared, for programs: every figure of the page and every change, keys never translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leadcli.domain.book import Book
from leadcli.output.json.objects import SCHEMA, name_of
from leadcli.output.text.compare_page import CALLED, Base, Shown
from leadcli.output.text.layout import most_first
from leadcli.output.text.speech import Speech


def comparison_json(
    found: Any, shown: Shown, book: Book, policies: tuple[Any, Any], base: Base, speech: Speech
) -> dict[str, Any]:
    """A ``compare.Comparison`` with its smallest example. Sides are ``a`` and ``b``, in the order asked."""
    joined, parted = found.split()
    return {
        "schema": SCHEMA,
        "policies": [
            {"policy": name, "source": p.source, "fingerprint": p.fingerprint}
            for name, p in zip(base.names, policies, strict=True)
        ],
        "base": {"on": base.on, "day": base.day.isoformat(), "taken_by": base.taker, "data": book.fingerprint},
        "clients": found.clients,
        "separated": found.separated,
        "to_confirm": found.asked,
        "unreadable": found.rejected,
        "left_out": found.left_out,
        "other_turns": found.turns,
        "handovers": {"a": found.handed[0], "b": found.handed[1]},
        "spread": {name: _share(found.spread(c)) for name, c in _sides(found)},
        "managers": [
            {"manager": m.name, **{name: c[m.id] for name, c in _sides(found)}, "gains": found.gained[m.id],
             "loses": found.lost[m.id]} for m in book.managers.values()
        ],
        "to_who_takes_the_call": {"a": found.after[0][CALLED], "b": found.after[1][CALLED]},
        "rules": [{"a": a or None, "b": b or None, "clients": n} for (a, b), n in most_first(found.rules)],
        "groups": [
            {"group": g, "name": book.groups[g].name, "clients": n,
             **{name: _counts(c, book) for name, c in zip(("before", "a", "b"), found.groups[g], strict=True)}}
            for g, n in most_first(found.moved)
        ],
        "disputes": {
            "settled": found.settled, "arisen": found.arisen,
            "groups_joined": list(joined), "groups_split": list(parted),
        },
        "changes": [_change(c, book, speech) for c in found.changes],
        "new_callers": {"asked": found.callers_asked, "changes": [_change(c, book, speech) for c in found.callers]},
        "example": _example(shown, speech) if shown.example else None,
        "same_everywhere": shown.same,
    }  # fmt: skip


def _sides(found: Any) -> tuple[tuple[str, Any], ...]:
    return (("before", found.before), ("a", found.after[0]), ("b", found.after[1]))


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _counts(counted: Mapping[str, int], book: Book) -> dict[str, int]:
    return {("who takes the call" if m == CALLED else name_of(book, m) or m): n for m, n in most_first(counted)}


def _change(change: Any, book: Book, speech: Speech) -> dict[str, Any]:
    sides = {
        side: {
            "owner": name_of(book, owner),
            "by": "taker" if owner == CALLED else "manager" if owner else "nobody",
            "rule": rule or None,
            "reason": speech.say(why),
        }
        for side, owner, rule, why in zip("ab", change.owners, change.rules, change.why, strict=True)
    }
    return {
        "kind": change.kind,
        "row": change.row or None,
        "id": change.id or None,
        "name": change.name or change.about,
        "group": change.group or None,
        "owner": name_of(book, change.old),
        "taken_by": name_of(book, change.colleague),
        "to_confirm": change.asked,
        **sides,
    }


def _example(shown: Shown, speech: Speech) -> dict[str, Any]:
    example = shown.example
    book, pair = example.book, example.pair
    return {
        "made_up": shown.made,
        "managers": [m.name for m in book.managers.values()],
        "groups": [{"id": g.id, "name": g.name} for g in book.groups.values()],
        "clients": [
            {"id": c.id, "name": c.name, "group": c.group or None, "owner": name_of(book, c.owner)}
            for c in book.clients.values()
        ],
        "kind": pair.kind,
        "caller": pair.a.caller or pair.about,
        "client_id": pair.a.client or None,
        "group_id": pair.a.group or None,
        "taken_by": name_of(book, example.case.question.taken_by),
        **{
            side: {"owner": name_of(book, line.new), "rule": line.rule or None, "reason": speech.say(line.reason)}
            for side, line in (("a", pair.a), ("b", pair.b))
        },
    }
