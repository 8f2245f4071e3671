"""The plan of an import: what a newer export changes, line by line, and the files that are written if it is applied.

Nothing is written here. The first line says what it all rests on; the last one counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from leadcli.api.importing.card_pairs import Pairs, pairs_of
from leadcli.api.importing.differences import doubts_of, lines_of, lines_of_links, managers_of_rows, records_of
from leadcli.api.importing.exchange import Put, digest_at
from leadcli.api.importing.ledger_words import Sides, batches_of, words_of
from leadcli.api.importing.new_export import Choose, New, Old, old_of, read_new, records_now, tables_to_replace
from leadcli.api.importing.new_state import (
    Additions,
    additions,
    is_linked,
    linked,
    mapping_with,
    new_groups,
    new_managers,
    place_of,
    puts_of,
    tried,
)
from leadcli.api.importing.table_additions import ID_CELLS
from leadcli.api.parameters import writings_of
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.fields.people import Roster, named
from leadcli.fields.people.departures import says_left
from leadcli.fields.table import TABLES, located
from leadcli.io.tables import read_table
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.recording import head_of
from leadcli.output.text.speech import Speech
from leadcli.resolution import build_directory
from leadcli.workspace.opening import OpenedWorkspace, open_workspace
from leadcli.workspace.sources import Sources

KIND, SCHEMA = "leadcli import", 1
Line = dict[str, Any]


@frozen
class Asked:
    """What is asked: the export, which table it is for, what is said of how it is read, and whom owners' cells mean."""

    export: Path
    table: str = ""
    mapped: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    yes: bool = False
    owners: tuple[str, ...] = ()

    @property
    def said(self) -> dict[str, str]:
        """How it is to be read, where that was said."""
        return {"encoding": self.encoding, "delimiter": self.delimiter, "sheet": self.sheet}


@frozen
class ImportPlan:
    """The lines of a plan, and the files that change, the one that decides first; none where nothing changes.

    ``asked``: what was asked, with what a person chose since. ``said``: how the export was read.
    """

    lines: tuple[Line, ...]
    puts: tuple[Put, ...]
    asked: Asked
    said: tuple[Message, ...] = ()

    @property
    def doubts(self) -> list[Line]:
        """What a person must confirm."""
        return [line for line in self.lines if line["kind"] == "doubt"]


def plan_of(
    root: Path, asked: Asked, ledger: Ledger | None, on: date, speech: Speech, choose: Choose | None = None
) -> ImportPlan:
    """The plan for a newer export. Raises Refusal where it cannot be read whole, or the workspace would not be sound.

    ``ledger``: the workspace's, if it has one; ``choose``: asks for columns that are gone, where somebody can be asked.
    """
    export = asked.export
    if not export.is_file():
        raise Refusal(message("{file}: there is no such file", file=str(export)))
    _, sources = tables_to_replace(root)
    old = old_of(root, export, asked.table)
    with suppress(OSError):
        if old.there and export.samefile(old.path):
            raise Refusal(
                message("{file} is what the workspace reads already; there is nothing to compare it with",
                        file=str(export)),
                message("save the newer export beside it, and import that"),
            )  # fmt: skip
    new = read_new(export, old, asked.mapped, asked.said, asked.yes, choose)
    asked = replace(asked, mapped=(*asked.mapped, *new.chosen))
    before = _opened(root, old)
    head = head_of(root)
    target, shown = place_of(root, old, new, export, is_linked(root, old))
    now = replace(new.source, path=target, shown=shown)
    yaml = None
    if old.source is not None and (shown != old.shown or now.mark != old.source.mark):
        yaml = mapping_with(root, sources, old, now)
    first = _first(asked, old, new, shown, before, head)
    if yaml is None and digest_at(old.path) == new.table.digest and not asked.owners:
        return ImportPlan((first, _summary([], before.book, before.book)), (), asked, new.said())
    if old.table != "clients":
        if asked.owners:
            raise Refusal(message("{option}: it goes with a table of clients only", option="--owner"))
        with tried(root, sources, old, new, target, {}) as after:
            _sound(after)
        lines = [first, *records_of(records_now(old), new.records)]
        puts = tuple(puts_of(root, old, new, target, yaml, {}))
        return ImportPlan((*lines, _summary(lines, None, None)), puts, asked, new.said())
    parts = _of_clients(root, sources, old, new, before, target, yaml, first, ledger, on, asked.owners, speech)
    return ImportPlan(*parts, asked, new.said())


def _of_clients(
    root: Path, sources: Sources, old: Old, new: New, before: OpenedWorkspace, target: Path, yaml: bytes | None,
    first: Line, ledger: Ledger | None, on: date, owners: Sequence[str], speech: Speech,
) -> tuple[tuple[Line, ...], tuple[Put, ...]]:  # fmt: skip
    assert before.book is not None, "it was opened without faults"
    writings = writings_of(before.book, owners)
    meant = {text: named(before.book, whom).manager for text, whom in writings.items()}
    roster = Roster(before.book.managers, {**before.book.spellings, **meant})
    found, near = new_managers(new, roster)
    begun = additions(root, sources, found, near, (), {}, writings)
    with tried(root, sources, old, new, target, begun.files) as after:
        _sound(after)
        assert after.book is not None, "it is sound"
        groups = new_groups(new, after.book)
        pairs = pairs_of(before.book.clients, after.book.clients)
    ids = {pair.old: pair.new for pair in pairs.same if pair.old != pair.new}
    more = additions(root, sources, found, near, groups, ids, writings)
    if more.files != begun.files:
        with tried(root, sources, old, new, target, more.files) as after:
            _sound(after)
    assert after.book is not None, "it is sound"
    more, links = linked(root, sources, more, before.book.clients, after.book, pairs, speech)
    if any(link["answer"] for link in links):
        with tried(root, sources, old, new, target, more.files) as after:
            _sound(after)
    assert after.book is not None, "it is sound"
    rests = _rests_on(root, sources, before.book)
    lines = [first, *doubts_of(before.book, after.book, pairs), *_not_read(before, after)]
    if not old.there:
        lines.append({"kind": "doubt", "code": "no_old", "old": 0, "new": len(after.book.clients)})
    if ledger is not None:
        book = after.book
        sides = Sides(before.book.clients, book, pairs, cache(lambda: build_directory(book)))
        words = list(words_of(ledger, sides, on))
        for word in words:
            if word["kind"] == "gone_word":
                rests[word["client_id"]] = (*rests.get(word["client_id"], ()), f"ledger:{word['entry']}")
        lines += [word for word in words if word["kind"] != "gone_word"]
        lines += batches_of(ledger, new, book)
    lines += lines_of(before.book, after.book, pairs, rests)
    lines += lines_of_links(links, after.book)
    lines += [{"kind": "owner_said", "text": text, "manager": whom} for text, whom in writings.items()]
    lines += _people(more, new, roster, before.book, after.book)
    lines += _of_tables(more, new, before, after)
    lines.append(_summary(lines, before.book, after.book, pairs))
    return tuple(lines), tuple(puts_of(root, old, new, target, yaml, more.files))


def _opened(root: Path, old: Old) -> OpenedWorkspace:
    """The workspace as it is; one whose export is gone without that table."""
    opened = open_workspace(root, without=frozenset(() if old.there else (old.key,)))
    if opened.faults or opened.book is None:
        first = opened.faults[0]
        raise Refusal(
            message("{place}: {why}", place=str(first.place), why=first.text),
            *([first.remedy] if first.remedy else []),
            message("the workspace must be without errors first: leadcli data check"),
        )
    return opened


def _sound(after: OpenedWorkspace) -> None:
    """Refuse an export with which nothing could be judged."""
    if after.faults or after.book is None:
        first = after.faults[0]
        raise Refusal(message("{place}: {why}", place=str(first.place), why=first.text),
                      *([first.remedy] if first.remedy else []),
                      message("with this export nothing could be judged; nothing was written"))  # fmt: skip


def _first(asked: Asked, old: Old, new: New, shown: str, before: OpenedWorkspace, head: str) -> Line:
    return {
        "kind": KIND, "schema": SCHEMA, "file": str(asked.export), "sha256": new.table.digest, "table": old.table,
        "replaces": old.shown, "as": shown, "data": before.book.fingerprint if before.book else "", "ledger": head,
        "columns": dict(new.source.columns), "unused": dict(new.unused),
        "options": {"map": list(asked.mapped), "as": asked.table, "yes": asked.yes, "owner": list(asked.owners),
                    **asked.said},
    }  # fmt: skip


def _rests_on(root: Path, sources: Sources, book: Book) -> dict[str, tuple[str, ...]]:
    """Of clients the user's own words that name them: links, aliases, heads of groups."""
    found: dict[str, tuple[str, ...]] = {}
    for group in book.groups.values():
        if group.head:
            found[group.head] = (*found.get(group.head, ()), f"groups:{group.id}")
    for name, table in tables_to_replace(root)[0].items():
        if table.source is not None or name not in ("links", "aliases"):
            continue
        for record in read_table(table.path, table.shown).records:
            places = located(record.columns, TABLES[name])
            for text in {str(record.values[places[cell]]) for cell in ID_CELLS[name] if cell in places} - {""}:
                found[text] = (*found.get(text, ()), f"{name}:{record.place.line}")
    return found


def _people(more: Additions, new: New, roster: Roster, old: Book, after: Book) -> Iterator[Line]:
    """Managers who are new, gone, have left; writings of owners that are not understood."""
    for one in more.managers.managers.values():
        yield {"kind": "manager_new", "name": one.name, "rows": more.managers.rows[one.id], "active": one.active}
    yield from managers_of_rows(old, after)
    counts = Counter(new.texts("owner"))
    told = set()
    for text in counts:
        named = roster.named(text)
        if named.kind == "one" and says_left(text) and old.managers[named.manager].active and named.manager not in told:
            told.add(named.manager)
            yield {"kind": "manager_left", "name": old.managers[named.manager].name, "text": text}
    for text, count in _unclear(more, roster, counts):
        yield {"kind": "owner_unclear", "text": text, "rows": count, "near": list(more.near.get(text, ()))}


def _unclear(more: Additions, roster: Roster, counts: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    known, doubtful = {*more.near, *more.managers.unclear}, ("ambiguous", "several")
    unclear = {text: count for text, count in counts.items() if text in known or roster.named(text).kind in doubtful}
    return sorted(unclear.items(), key=lambda item: (-item[1], item[0]))


def _of_tables(more: Additions, new: New, before: OpenedWorkspace, after: OpenedWorkspace) -> Iterator[Line]:
    """New groups, what must be written by hand, cells that are not understood, columns that could be used."""
    for group in more.groups:
        yield {"kind": "group_new", "group_id": group.id, "name": group.name}
    for shown in more.by_hand:
        yield {"kind": "by_hand", "file": shown}
    counts, was = (
        Counter(field for card in opened.book.clients.values() for field, _, _ in card.unread) if opened.book else
        Counter[str]() for opened in (after, before)
    )  # fmt: skip
    for field, count in counts.most_common():
        yield {"kind": "unread", "field": field, "cells": count, "before": was[field]}
    old_columns = {c for card in before.book.clients.values() for c, _ in card.extra} if before.book else set[str]()
    for column, field in new.unused.items():
        if column not in old_columns:
            yield {"kind": "column_new", "column": column, "field": field}


def _not_read(before: OpenedWorkspace, after: OpenedWorkspace) -> Iterator[Line]:
    """Rows of which it is not known which companies they are: one that is told as gone may stand there."""
    for found in after.problems:
        if found.code == "rows-unread" and before.book is not None and after.book is not None:
            args = dict(found.text.args)
            yield {"kind": "doubt", "code": "rows_unread", "old": len(before.book.clients),
                   "new": len(after.book.clients), "count": args["count"], "rows": args["rows"]}  # fmt: skip


def _summary(lines: Sequence[Line], old: Book | None, new: Book | None, pairs: Pairs | None = None) -> Line:
    """The counts: old = same + moved + gone + alike, new = same + moved + new + alike."""
    moved = {line["client_id"] for line in lines if line["kind"] in ("moved", "cells")}
    kinds = Counter(line["kind"] for line in lines)
    what = Counter(line["what"] for line in lines if line["kind"] == "moved")
    whole = len(pairs.same) if pairs is not None else len(old.clients) if old is not None else 0
    return {
        "kind": "summary", "old": len(old.clients) if old else 0, "new": len(new.clients) if new else 0,
        "same": whole - len(moved), "changed": len(moved), "added": kinds["new"], "gone": kinds["gone"],
        "alike_old": sum(len(line["old"]) for line in lines if line["kind"] == "alike"),
        "alike_new": sum(len(line["new"]) for line in lines if line["kind"] == "alike"),
        "owners": what["owner"], "names": what["name"], "groups": what["group"], "ids": what["id"],
        "conflicts": sum(line["kind"] == "conflict" and not line["known"] for line in lines),
        "known_conflicts": sum(line["kind"] == "conflict" and line["known"] for line in lines),
        "doubts": kinds["doubt"],
        "linked": sum(line["kind"] == "link" and line["sure"] for line in lines),
        "to_review": sum((line["kind"] == "link" and not line["sure"]) or line["kind"] == "double" for line in lines),
    }  # fmt: skip
