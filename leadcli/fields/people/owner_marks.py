"""Columns beside the owners' that tell a person by id, e-mail or login: where they name another, whose is the row?

Such a column is told by its header; one of the owners' e-mails by what it holds, too, whatever its header's language. A
number is whom the export itself writes beside it, for a CRM and a team may number people otherwise; what the export
does not tell, the table of managers does. A second column of owners («Куратор» beside «Ответственный») says another
thing, and whose the row is only where the first names nobody who works here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.fields.cleaners import whole_number
from leadcli.fields.crm_presets import Layout
from leadcli.fields.headers import numbered
from leadcli.fields.people.roster import named, person_key

FEWEST = 3  # rows that tell whom a mark means
SURE = 0.75  # of the rows that have it


def with_learnt(layout: Layout, rows: Sequence[Sequence[str]], book: Book) -> Layout:
    """The layout with whom most rows write beside each mark. ``rows``: the cells of the first rows."""
    layout = replace(layout, beside=(*layout.beside, *_of_mails(layout, rows, book)))
    heard: dict[str, Counter[str]] = defaultdict(Counter)
    at = layout.fields["owner"]
    for cells in rows:
        owner = named(book, cells[at])
        if owner.kind == "one":
            for column in layout.beside:
                heard[_key(cells[column])][owner.manager] += 1
    heard.pop("", None)
    learnt = {}
    for mark, owners in heard.items():
        ((manager, count),) = owners.most_common(1)
        if count >= FEWEST and count >= SURE * owners.total():
            learnt[mark] = manager
    return replace(layout, learnt=learnt)


def _of_mails(layout: Layout, rows: Sequence[Sequence[str]], book: Book) -> Iterator[int]:
    """The columns that nothing is known of which hold the e-mails of the owners beside them, with few exceptions."""
    at = layout.fields["owner"]
    for column in layout.unread:
        agree = apart = 0
        for cells in rows:
            if "@" not in cells[column]:
                continue
            mark, owner = named(book, cells[column]), named(book, cells[at])
            if owner.kind == "one":
                agree += mark == owner
                apart += mark != owner
        if agree >= FEWEST and agree >= SURE * (agree + apart):
            yield column


def naming_managers(rows: Sequence[Sequence[str]], book: Book) -> list[int]:
    """The columns that hold managers of the team, with few exceptions; those that hold most of them first."""
    found: dict[int, int] = {}
    for column in range(max(map(len, rows), default=0)):
        filled = [cells[column] for cells in rows if len(cells) > column and cells[column]]
        known = sum(named(book, text).kind == "one" for text in filled)
        if known >= FEWEST and known >= SURE * len(filled):
            found[column] = known
    return sorted(found, key=lambda column: -found[column])


def owners_apart(cells: Sequence[str], layout: Layout, book: Book) -> Message | None:
    """Why it is not told whose a row is: beside the owner, or where none stands, another column names somebody else."""
    at = layout.fields["owner"]
    owner = named(book, cells[at])
    if owner.kind not in ("one", "nobody"):
        return None  # or whose it is is asked anyway
    for column in layout.beside:
        other = _meant(cells[column], layout, book)
        if other not in ("", owner.manager):
            return message(
                "{first} says {value}, {second} says {other}: which is the {field}?",
                first=numbered(layout.columns, at), value=cells[at] or "-", second=numbered(layout.columns, column),
                other=f"{cells[column]} ({book.managers[other].name})", field="owner",
            )  # fmt: skip
    serves = owner.kind == "one" and book.managers[owner.manager].active
    for column in () if serves else layout.seconds:
        other = named(book, cells[column])
        if other.kind != "nobody" and not (other.manager and not book.managers[other.manager].active):
            return message(
                "{first} says {value}, {second} says {other}: which is the {field}?",
                first=numbered(layout.columns, at), value=cells[at] or "-", second=numbered(layout.columns, column),
                other=cells[column], field="owner",
            )  # fmt: skip
    for column in layout.unnamed if owner.kind == "nobody" else ():
        text = cells[column]
        if text and not whole_number(text).isdigit() and named(book, text).kind == "one":  # a number tells nothing
            return message("it has no owner, and {value} stands in a column without a header: whose is it?", value=text)
    return None


def _meant(text: str, layout: Layout, book: Book) -> str:
    """Whom a mark means; ``""`` where that is not told."""
    found = named(book, text)
    learnt = layout.learnt.get(_key(text), "")
    if learnt and (found.kind != "one" or _key(text).isdigit()):
        return learnt
    return found.manager


def _key(text: str) -> str:
    return whole_number(person_key(text))
