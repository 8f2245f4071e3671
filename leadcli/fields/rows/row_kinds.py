"""What a row of an export is: a client, or a total, a title, a header said again, the foot of a report, a note.

What is no client is left as it stands: it gets no owner, takes no turn and is no load. What only looks so, with an id
for example, is asked about: a company may be called «Итого».
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.fields.cleaners import as_typed
from leadcli.fields.crm_presets import Layout
from leadcli.fields.headers import LONGEST, header_key
from leadcli.fields.identifiers import ENTITY, IDENTIFIERS, clean
from leadcli.fields.people import Named, named
from leadcli.fields.rows.row_words import (
    AMOUNT,
    DAY,
    DELETED,
    FOOT,
    NAME_OF_PROGRAM,
    NO_NAME,
    NO_NAMES,
    NOTE,
    OF_SUM,
    SIGNED,
    SUM_OF,
    SUM_ROW,
    TEST,
    TITLE,
    TITLE_FIELDS,
    TITLES,
    TYPES,
    plain,
)
from leadcli.fields.table import EXPORT
from leadcli.names import parse

# Why a row is no client; and of one that is asked about, what is not understood of it.
Kind = Literal[
    "", "blank", "continuation", "header", "types", "total", "title", "footer", "note", "nameless", "hidden",
    "test", "owner", "owner_unread", "formula", "taker", "merged", "unread", "perhaps", "columns", "double", "block",
]  # fmt: skip

LONGEST_NAME = 6  # words
LEAST_NUMBERED = 2  # columns
TITLE_AND_NAME = 2  # cells
UNREAD = ("no_value", "error", "cut")  # marks of a cell whose value nobody can read

REASONS: dict[Kind, Message] = {
    "blank": message("the row is blank"),
    "continuation": message("belongs to the row above"),
    "header": message("a repeated header"),
    "types": message("what the columns hold, no client"),
    "total": message("a total, no client"),
    "title": message("the title of a group of rows, no client"),
    "footer": message("a report footer, no client"),
    "note": message("a note, no client"),
    "nameless": message("the row names no company"),
    "test": message("a test, or a card to be deleted, no client"),
    "hidden": message("the row is hidden"),
}  # fmt: skip


@frozen
class Row:
    """A row of an export as it is judged: its number from 1, and its cells by column.

    ``marks``: what a cell's text does not tell, by column (see ``io.table_formats.Mark``); ``hidden``: by hand or by a
    filter.
    """

    number: int
    cells: Sequence[str]
    marks: tuple[tuple[int, str], ...] = ()
    hidden: bool = False

    def marked(self, layout: Layout) -> dict[str, str]:
        """By field, what the text of its cell does not tell."""
        marks = dict(self.marks)
        return {field: marks[column] for field, column in layout.fields.items() if column in marks}


def kind_of(row: Row, layout: Layout, book: Book) -> tuple[Kind, bool]:
    """What a row is, if it is no client, and whether that is sure; ``("", True)`` of a client."""
    fields, cells = layout.fields, row.cells
    own, name, owner = (cells[fields[f]] if f in fields else "" for f in ("id", "name", "owner"))
    if not (plain(own) or plain(name) or plain(owner)):
        return _unkeyed(row, book), True
    if _is_header(name, own, owner) and _repeated(cells, layout):
        return "header", not _proof(row, layout, book)
    if (name.isdigit() or "_" in owner) and _of_columns(cells):
        return "types", True
    text = _called(name)
    if text in TYPES and (own or owner) and all(told in TYPES for cell in cells if (told := plain(cell))):
        return "types", True
    if text and owner == name and {text} == {each for cell in cells if (each := plain(cell))}:
        return "title", True  # merged over all columns
    told = _told(text, book) if text else ""
    if told == "test":
        return _tried(row, layout, book)
    real_id = bool(own) and (own.isdigit() or not _told(plain(own), book))
    if text and not told and (real_id or _said(row, layout)):
        return "", True  # most rows: they have a name, and an id or a number
    if _proof(row, layout, book) or (told == "total" and parse(name).forms):
        return "", True
    return _unproven(row, layout, book, told)


def _tried(row: Row, layout: Layout, book: Book) -> tuple[Kind, bool]:
    """A row whose name is a test's: a firm may be called «Тест», which an owner, a number or its legal form shows."""
    fields, cells = layout.fields, row.cells
    own, name, owner = (cells[fields[f]] if f in fields else "" for f in ("id", "name", "owner"))
    if own in book.clients and is_of(book.clients[own], name):
        return "", True
    sure = TEST.fullmatch(plain(name)) and not (owner or _said(row, layout) or parse(name).forms)
    return "test", bool(sure)


def _unproven(row: Row, layout: Layout, book: Book, told: Kind) -> tuple[Kind, bool]:
    """A row that has no number by which it could be a client."""
    fields, cells = layout.fields, row.cells
    own, name, owner = (cells[fields[f]] if f in fields else "" for f in ("id", "name", "owner"))
    text, written = _called(name), [text for cell in cells if (text := plain(cell))]
    by_id = _told(plain(own), book) if own else ""
    if by_id in ("total", "footer", "note", "title"):
        return by_id, True
    if told:
        return told, not own and (not owner or told in ("total", "footer"))
    if not text:
        if row.marked(layout).get("name") in UNREAD:
            return "", True  # it has a name that we cannot read
        others = (_told(text, book) for text in written)
        return next((kind for kind in others if kind in ("total", "footer", "note")), "nameless"), True
    if own or owner:
        return "", True
    if all(each == text or AMOUNT.fullmatch(each) for each in written) and _of_one(book, name):
        return "title", True  # beside the sums of the manager's rows, perhaps
    if len(written) == 1:
        if _dated(text):
            return "footer", True
        if "id" in fields and (name[-1] in ".:" or len(name.split()) > LONGEST_NAME) and not parse(name).forms:
            return "perhaps", False  # exports give each client an id, and this reads like a sentence
    elif len(written) == TITLE_AND_NAME and header_key(text) in _titles():
        return "title", True
    elif any(_told(text, book) == "total" for text in written):
        return "total", True
    return "", True


def _unkeyed(row: Row, book: Book) -> Kind:
    """A row without id, name and owner: blank, or requisites of the row above, as Bitrix24 writes them."""
    written = [text for cell in row.cells if (text := plain(cell))]
    if not written:
        return "blank"
    return next(
        (kind for text in written if (kind := _told(text, book)) in ("total", "footer", "note")), "continuation"
    )


def is_foot(cells: Sequence[str]) -> bool:
    """Whether a line that is shorter than the table is the foot of a report, a note or a sum: one text, on one line."""
    written = [cell for cell in cells if cell]
    if len(written) != 1 or "\n" in written[0]:
        return False
    text = plain(written[0])[:LONGEST]
    told = SIGNED in text or FOOT.match(text) or NOTE.match(text) or SUM_ROW.fullmatch(text) or NO_NAME.fullmatch(text)
    return bool(told) or _dated(text)


def _dated(text: str) -> bool:
    """Whether a text that stands alone tells when a table was made."""
    return bool(DAY.search(text)) and not parse(text).forms


def _called(name: str) -> str:
    """A company's name as texts are compared; ``""`` of what stands where there is none."""
    text = plain(name)
    if text[:1].isalpha():  # most names
        return "" if text.rstrip(".!? ") in NO_NAMES else text
    return "" if NO_NAME.fullmatch(text) else text


def _told(text: str, book: Book) -> Kind:
    """What a text alone shows, or its beginning. ``text``: as ``plain`` writes it."""
    text = text[:LONGEST]
    if SUM_ROW.fullmatch(text):
        return "total"
    for pattern in (SUM_OF, OF_SUM):
        found = pattern.fullmatch(text)
        if found and _of_one(book, found[1]):
            return "total"
    if SIGNED in text or FOOT.match(text):
        return "footer"
    if NOTE.match(text):
        return "note"
    if TEST.fullmatch(text) or DELETED.match(text):
        return "test"
    found = TITLE.fullmatch(text) if ":" in text else None
    if found is None:
        return ""
    head = header_key(found[1])
    of_owner = is_owners_header(head.partition(" за ")[0])  # «Ответственный за список: Ольга»
    return "title" if of_owner or head in _titles() else ""


def owner_of_title(text: str, book: Book, beside: str = "") -> Named | None:
    """Whom the title of a group of rows names as their manager: «Менеджер: Ольга», «Ольга»; None of another title.

    ``beside``: what stands in another cell of it: «Менеджер:» and «Ольга».
    """
    if beside and is_owners_header(plain(text).rstrip(": ")):
        return named(book, beside)
    found = TITLE.fullmatch(plain(text)) if ":" in text else None
    if found is not None:
        return named(book, text.partition(":")[2]) if is_owners_header(found[1]) else None
    return named(book, text) if _of_one(book, text) else None


def _of_one(book: Book, text: str) -> bool:
    """Whether a text names one manager, or says that there is none."""
    return text != "" and named(book, text).kind in ("one", "nobody")


def is_owners_header(text: str) -> bool:
    """Whether a text is a header of the owners' column."""
    return header_key(text) in _owners()


@cache
def _owners() -> frozenset[str]:
    """The headers of the owners' column."""
    return frozenset(header_key(header) for field in EXPORT if field.name == "owner" for header in field.spellings)


@cache
def _titles() -> frozenset[str]:
    """All that a title of a group begins with."""
    heads = (header for field in EXPORT if field.name in TITLE_FIELDS for header in field.spellings)
    return frozenset(map(header_key, (*heads, *TITLES)))


@cache
def _headers() -> frozenset[str]:
    """All headers of an export."""
    return frozenset(header_key(header) for field in EXPORT for header in field.spellings)


def _is_header(*texts: str) -> bool:
    """Whether texts may be headers: most are not, so nothing else need be looked at."""
    return any(header_key(plain(text)) in _headers() for text in texts)


def _repeated(cells: Sequence[str], layout: Layout) -> bool:
    """Whether most cells are their column's header, or another: pages, and exports put one below the other."""
    pairs = [(header_key(plain(cell)), header_key(column)) for cell, column in zip(cells, layout.columns, strict=False)]
    written = [(cell, column) for cell, column in pairs if cell]
    alike = sum(cell == column or cell in _headers() for cell, column in written)
    return alike > 1 and 3 * alike >= 2 * len(written)


def _of_columns(cells: Sequence[str]) -> bool:
    """Whether a row numbers the columns (1, 2, 3 …), or tells what a program calls them (TITLE, ASSIGNED_BY_ID)."""
    written = [(place, cell) for place, cell in enumerate(cells, 1) if cell]
    if all(cell == str(place) for place, cell in written):
        return len(written) > LEAST_NUMBERED
    return len(written) > 1 and all(NAME_OF_PROGRAM.fullmatch(cell) for _, cell in written)


def _said(row: Row, layout: Layout) -> bool:
    """Whether an identifier is written in the row, valid or not."""
    return any(row.cells[layout.fields[kind]] for kind in IDENTIFIERS if kind in layout.fields)


def _proof(row: Row, layout: Layout, book: Book) -> bool:
    """Whether a row has a valid identifier: then it is somebody."""
    places = ((kind, layout.fields[kind]) for kind in IDENTIFIERS if kind in layout.fields)
    return any(row.cells[at] and clean(kind, row.cells[at], book.country)[0] for kind, at in places)


def is_of(card: Client, name: str) -> bool:
    """Whether a card and a row of its id are the same company: an id of another system proves nothing.

    Their names share a distinctive word; one without is whole in the other, beside places alone: «Семь озёр Тверь» is
    «Семь озёр», whose lakes may be a town, but «Метсо Калуга» is no «Калуга».
    """
    ours, theirs = parse(card.name), parse(name)
    if not name or ours.key == theirs.key or {w.fold for w in ours.core} & {w.fold for w in theirs.core}:
        return True
    own, other = {w.fold for w in ours.words}, {w.fold for w in theirs.words}
    added = (w for w in theirs.words if w.fold not in own)
    return bool(own) and own <= other and all(w.kind == "place" for w in added)


# --- what is not understood of a row, in words ------------------------------------------------------------------------
Doubt = tuple[Kind, Message]  # the kind, and in words
FORMULA: Doubt = (
    "formula",
    message("the owner's cell is a formula, which is not written over; change it where it comes from"),
)
MARKED = {
    "no_value": message("a formula without a value"),
    "error": message("an error"),
    "cut": message("a text that is cut off"),
}


def unclear(book: Book, text: str, found: Named) -> Message:
    """Why a text names no single manager, and who may be meant."""
    names = tuple(book.managers[m].name for m in found.candidates)
    if found.kind == "several":
        return message("{value} names several people", value=text)
    if found.kind == "ambiguous":
        return message("{value} could be {names}", value=text, names=names)
    if names:
        return message("{value} is no manager of the team; did you mean {name}?", value=text, name=names[0])
    return message("{value} is no manager of the team", value=text)


def digits_lost(cells: Mapping[str, str]) -> dict[str, str]:
    """The marks of numbers whose last digits a spreadsheet has cut off (7,71E+09), by field: they tell nothing."""
    written = ((kind, text) for kind in ENTITY if (text := cells.get(kind)) and "E" in text.upper())
    return {kind: "cut" for kind, text in written if as_typed(text)[1] is not None}


def unread_cell(marked: Mapping[str, str], layout: Layout, fields: tuple[str, ...]) -> Doubt | None:
    """The first cell of some fields that nobody can read."""
    for field in fields:
        if (mark := marked.get(field, "")) in UNREAD:
            column = layout.columns[layout.fields[field]]
            return "unread", message("the cell of {column} holds {what}", column=column, what=MARKED[mark])
    return None
