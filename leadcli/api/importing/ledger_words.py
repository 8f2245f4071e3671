"""What the ledger knew otherwise than a newer export says: decisions, rulings, batches; none is silently taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from leadcli.api.importing.card_pairs import Pairs
from leadcli.api.importing.new_export import New
from leadcli.assignment.batch_rows import MARKS, Seen, found_again, mark_of, move_of, salt_of
from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen
from leadcli.fields.headers import placed
from leadcli.fields.people import named, person_key
from leadcli.io.csv_grammar import value
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.standing.standing_clients import LedgerMemory
from leadcli.resolution import Directory
from leadcli.rulings.memory import same_on_file

Line = dict[str, Any]


@frozen
class Sides:
    """Two exports: the cards of the old one, the book of the new one, and which cards are which."""

    old: Mapping[str, Client]
    new: Book
    pairs: Pairs
    directory: Callable[[], Directory]

    def before(self) -> dict[str, Client]:
        """The old cards by the ids that they have now."""
        return {pair.new: self.old[pair.old] for pair in self.pairs.same}

    def now(self) -> dict[str, str]:
        """The ids of now by those of before."""
        return {pair.old: pair.new for pair in self.pairs.same}


def words_of(ledger: Ledger, sides: Sides, on: date) -> Iterator[Line]:
    """A line for each client whom a ruling or decision gives to another than the new export does.

    ``known``: the old export said so already. Then a line for each entry about a client who is gone, or whose id is
    another by now, so that the entry finds it no more.
    """
    book, before, now = sides.new, sides.before(), sides.now()
    for standing, given in LedgerMemory(ledger, book.country).standing(on):
        own = same_on_file(given.card, book, sides.directory()) if given.card is not None else given.client_id
        if given.card is None and now.get(own, own) != own:
            yield _word("lost", given.seq, book, book.clients[now[own]], given.owner, decided=given.decided)
            continue
        if standing.scope == "group" and given.decided and standing.group in book.groups:
            yield from _of_group(given.seq, standing.group, given.owner, book, before)
        card = book.clients.get(own)
        if card is None:
            if given.card is None and own in sides.old:
                yield _word("gone_word", given.seq, book, sides.old[own], given.owner, decided=given.decided)
            continue
        if _says_another(book, card, given.owner):
            known = before[own].owner == card.owner if own in before else False
            yield _word("conflict", given.seq, book, card, given.owner, decided=given.decided, known=known)


def _of_group(seq: int, group: str, owner: str, book: Book, before: Mapping[str, Client]) -> Iterator[Line]:
    """The companies of a group for which a decision stands, that the export gives to another."""
    for card in book.family(group):
        if _says_another(book, card, owner):
            known = before[card.id].owner == card.owner if card.id in before else False
            yield _word("conflict", seq, book, card, owner, decided=True, known=known)


def _says_another(book: Book, card: Client, owner: str) -> bool:
    other = book.managers.get(card.owner)
    return other is not None and other.active and other.id != owner


def _word(kind: str, seq: int, book: Book, card: Client, owner: str, **more: Any) -> Line:
    return {
        "kind": kind, "entry": seq, "by": "decision" if more.pop("decided") else "ruling", "client_id": card.id,
        "name": card.name, "ledger": name_of(book, owner), "export": name_of(book, card.owner), **more,
    }  # fmt: skip


def name_of(book: Book, manager: str) -> str:
    """A manager's name; the id where nobody is known by it."""
    return book.managers[manager].name if manager in book.managers else manager


# --- batches ---------------------------------------------------------------------------------------------------------
def batches_of(ledger: Ledger, new: New, book: Book) -> Iterator[Line]:
    """For each batch that stands how many of its rows have their new owner in the export, the one before, another.

    Then a line for each row that has not the new one. A row that a later batch changed is told of that one alone.
    """
    fields = {field: index for index, field in placed(new.header, new.source.columns).items()}
    if "owner" not in fields:
        return
    told: set[int] = set()
    texts = {record.place.line: str(record.values[fields["owner"]]) for record in new.records}
    by_line = {card.place.line: card for card in book.clients.values()}
    for stored in ledger.select({"kind": "batch"}):
        if ledger.reverted(stored.seq):
            continue
        body = json.loads(stored.body)
        moves = [move_of(note) for note in body["moved"]]
        salt = salt_of(body, ledger.private(stored.seq))
        rows = _seen(new, fields, salt)
        marked = [bool(salt) and field in fields for field in MARKS]  # forgotten, a name tells no row
        found, left = found_again(moves, rows, value, marked, "id" in fields)
        counts = {"arrived": 0, "before": 0, "other": 0}
        lines: list[Line] = []
        there = {**found, **{each.line: each.move for each in left if each.why in ("since", "back")}}
        for line, move in sorted(there.items()):
            if line in told or line not in by_line:
                continue
            told.add(line)
            text = texts[line]
            how = _how(book, text, value(move.before), value(move.after))
            counts[how] += 1
            if how != "arrived":
                lines.append({
                    "kind": "conflict", "entry": stored.seq, "by": "batch", "client_id": by_line[line].id,
                    "name": by_line[line].name, "ledger": value(move.after), "export": text, "known": False,
                    "as_before": how == "before",
                })  # fmt: skip
        if any(counts.values()):
            yield {"kind": "batch", "entry": stored.seq, "day": stored.day, **counts}
            yield from lines


def _seen(new: New, fields: Mapping[str, int], salt: str) -> list[Seen]:
    def cell(record: Any, field: str) -> str:
        return str(record.values[fields[field]]) if field in fields else ""

    return [
        Seen(record.place.line, cell(record, "id"), tuple(mark_of(salt, field, cell(record, field)) for field in MARKS),
             cell(record, "owner"))
        for record in new.records
    ]  # fmt: skip


def _how(book: Book, text: str, before: str, after: str) -> str:
    """Whether an owner's cell has what a batch put there, what was there before it, or another."""
    if _same(book, text, after):
        return "arrived"
    return "before" if _same(book, text, before) else "other"


def _same(book: Book, one: str, other: str) -> bool:
    if person_key(one) == person_key(other):
        return True
    first, second = named(book, one), named(book, other)
    return first.kind == second.kind and first.kind in ("one", "nobody") and first.manager == second.manager
