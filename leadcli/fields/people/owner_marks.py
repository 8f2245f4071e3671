"""Columns beside the owners' that tell a person by id, e-mail or login: where they name another, whose is the row?

Such a column is told by its header; one of the owners' e-mails by what it holds, too, whatever its header's language. A
number is whom the export itself writes beside it, for a CRM and a team may number people otherwise; what the export
does not tell, the table of managers does, and a mark that neither knows is somebody's where no owner stands beside it.
A second column of owners («Куратор» beside «Ответственный») says another
thing, and whose the row is only where the first names nobody who works here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice

from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.fields.cleaners import BETWEEN_GOOGLES, whole_number
from leadcli.fields.crm_presets import Layout
from leadcli.fields.header_words import is_comment, is_labels, tells_of_others, tells_of_owners
from leadcli.fields.headers import numbered
from leadcli.fields.people.roster import NOBODY, Named, beginnings, named, person_key, roster_of

FEWEST = 3  # rows that tell whom a mark means
SURE = 0.75  # of the rows that have it


def with_learnt(layout: Layout, rows: Sequence[Sequence[str]], book: Book) -> Layout:
    """The layout with whom most rows write beside each mark, and the columns that may tell an owner.

    ``rows``: the cells of the first rows.
    """
    beside = (*layout.beside, *_of_mails(layout, rows, book))
    perhaps = tuple(column for column in _of_people(layout, rows, book) if column not in beside)
    told = {*beside, *layout.seconds, *perhaps, *layout.unnamed}
    rest = (n for n in layout.unread if n not in told and not tells_of_others(layout.columns[n]))
    comments = (n for n in layout.unread if is_comment(layout.columns[n]))
    layout = replace(
        layout, beside=beside, perhaps=perhaps, rest=tuple(dict.fromkeys((*comments, *rest))),
        team=roster_of(book).beginnings,
    )  # fmt: skip
    if not layout.beside:
        return layout
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


LOOKED_AT = 8  # cells by which most columns are told to hold no managers


def _of_people(layout: Layout, rows: Sequence[Sequence[str]], book: Book) -> Iterator[int]:
    """The columns that may tell a row's owner, where its own cell names nobody who works here.

    Their header has an owner's word, or nothing of one and they hold managers; it tells of nobody else.
    """
    at = layout.fields["owner"]
    owners = {cells[at] for cells in rows}
    for column in layout.unread:
        header = layout.columns[column]
        if column in layout.seconds or column in layout.unnamed or tells_of_others(header):
            continue
        if tells_of_owners(header) or _holds_managers((cells[column] for cells in rows), owners, book):
            yield column


def _holds_managers(texts: Iterable[str], owners: Container[str], book: Book) -> bool:
    """Whether a column holds managers: first names alone may be anybody's, unless the ``owners`` are written so."""
    filled = (text for text in texts if text)
    first = list(islice(filled, LOOKED_AT))
    return _mostly(first, owners, book) and _mostly([*first, *filled], owners, book)


def _mostly(texts: Sequence[str], owners: Container[str], book: Book) -> bool:
    whole = (text for text in texts if BETWEEN_GOOGLES not in text)  # labels say it one by one
    told = (text for text in whole if text in owners or " " in text.strip() or "@" in text)
    known = sum(named_in_words(book, text).kind == "one" for text in told)
    return known >= FEWEST and known >= SURE * len(texts)


def named_in_words(book: Book, text: str) -> Named:
    """Whom a cell names that is told by no header to hold owners: a number there tells nobody."""
    return NOBODY if whole_number(text).isdigit() else named(book, text)


def naming_managers(rows: Sequence[Sequence[str]], book: Book) -> list[int]:
    """The columns that hold managers of the team, with few exceptions; those that hold most of them first."""
    found: dict[int, int] = {}
    for column in range(max(map(len, rows), default=0)):
        filled = [cells[column] for cells in rows if len(cells) > column and cells[column]]
        known = sum(named(book, text).kind == "one" for text in filled)
        if known >= FEWEST and known >= SURE * len(filled):
            found[column] = known
    return sorted(found, key=lambda column: -found[column])


def naming_owners(columns: Sequence[str], rows: Sequence[Sequence[str]], book: Book) -> list[int]:
    """The columns with an owner's word in their headers that name a manager of the team in some row."""
    return [
        place
        for place, header in enumerate(columns)
        if tells_of_owners(header) and not tells_of_others(header)
        and any(named_in_words(book, cells[place]).kind == "one" for cells in rows if len(cells) > place)
    ]  # fmt: skip


def owners_apart(cells: Sequence[str], layout: Layout, book: Book, leaver: str = "") -> Message | None:
    """Why it is not told whose a row is: beside the owner, or where none stands, another column names somebody else.

    ``leaver``: who hands over, and has the clients still.
    """
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

    def here(manager: str) -> bool:
        return manager == leaver or book.managers[manager].active

    serves = owner.kind == "one" and here(owner.manager)
    for column in () if serves else layout.seconds:
        second = named(book, cells[column])
        told = second.kind != "nobody" and any(map(str.isalpha, cells[column]))  # «Менеджер с» holds days
        if told and not (second.manager and not here(second.manager)):
            return message(
                "{first} says {value}, {second} says {other}: which is the {field}?",
                first=numbered(layout.columns, at), value=cells[at] or "-", second=numbered(layout.columns, column),
                other=cells[column], field="owner",
            )  # fmt: skip
    marks = layout.beside if owner.kind == "nobody" else ()
    unknown = (n for n in marks if _key(cells[n]) != "0" and named(book, cells[n]).kind != "nobody")
    perhaps = (n for n in layout.perhaps if not serves and _may_serve(named_in_words(book, cells[n]), here))
    if (column := next(chain(perhaps, unknown), -1)) >= 0:
        return message(
            "{first} says {value}, and {second} says {other}: is that the owner?",
            first=numbered(layout.columns, at), value=cells[at] or "-", second=numbered(layout.columns, column),
            other=cells[column],
        )  # fmt: skip
    for column in layout.unnamed if owner.kind == "nobody" else ():
        if named_in_words(book, text := cells[column]).kind == "one":
            return message("it has no owner, and {value} stands in a column without a header: whose is it?", value=text)
    return None


def _may_serve(who: Named, here: Callable[[str], bool]) -> bool:
    return who.kind != "unknown" and any(map(here, who.candidates))


def may_tell(cells: Sequence[str], layout: Layout) -> bool:
    """Whether a row may say by the way whose it is: a word begins as a manager's name, or something is beside its own.

    Of all rows that ``told_by_the_way`` has something of; of few others.
    """
    name = layout.fields.get("name", -1)
    if name >= 0 and _BESIDE_NAME.search(cells[name]):
        return True
    return any(not layout.team.isdisjoint(beginnings(text)) for n in layout.rest if (text := cells[n]))


def told_by_the_way(cells: Sequence[str], layout: Layout, book: Book, leaver: str = "") -> Message | None:
    """What says by the way whose a row is that nobody serves: a comment, a whole name somewhere, or beside the name.

    ``leaver``: who hands over, and has the clients still.
    """
    roster = roster_of(book)
    name = layout.fields.get("name", -1)
    # «client of Olga» is said of a lead by whom Olga asks for.
    hearings: tuple[tuple[Iterable[int], Callable[[str], Iterable[str]]], ...] = (
        ([n for n in layout.rest if is_labels(layout.columns[n])], partial(_among_labels, book)),
        (layout.rest, roster.mentioned if layout.rows == "clients" else roster.named_whole),
        ((name,) if name >= 0 else (), partial(_beside_name, book)),
    )
    for columns, heard in hearings:
        for column in columns:
            text = cells[column]
            if text and any(each == leaver or book.managers[each].active for each in heard(text)):
                column_told = numbered(layout.columns, column)
                return message("{column} says {value}: is that the owner?", column=column_told, value=text)
    return None


# What may stand beside a company's name: in brackets, behind a stroke, a dash, a comma or a star, or before a colon,
# a stroke or a dash.
_BESIDE_NAME = re.compile(
    r"[\[(]([^()\[\]]{2,60})[\])]|(?:\s[-–—]\s|[/|,;*\n])\s*([^/|,;*\n]{2,60})\*?$|"
    r"^([^:/|]{2,60}?)(?=\s*[:/|]|\s[-–—]\s)"
)


def _among_labels(book: Book, text: str) -> Iterator[str]:
    """Whom the labels of a client name: «опт; Крылова», «* myContacts ::: Крылова». A first name may be anybody's."""
    from leadcli.fields.people.writing import is_first  # few exports have labels

    labels = (label for label in _BETWEEN_LABELS.split(text) if not is_first(person_key(label)))
    return (each.manager for each in (named_in_words(book, label) for label in labels) if each.manager)


_BETWEEN_LABELS = re.compile(rf"[,;|/#\n]|{BETWEEN_GOOGLES}")


def _beside_name(book: Book, name: str) -> tuple[str, ...]:
    """Whom what stands beside a company's name means: «ООО Ромашка (Соколова)», «Ромашка - кл. Ольги»."""
    found: list[str] = []
    for piece in (next(filter(None, each)) for each in _BESIDE_NAME.findall(name)):
        own = named_in_words(book, piece)
        found += [own.manager] if own.kind == "one" else roster_of(book).mentioned(piece)
    return tuple(found)


def _meant(text: str, layout: Layout, book: Book) -> str:
    """Whom a mark means; ``""`` where that is not told."""
    found = named(book, text)
    learnt = layout.learnt.get(_key(text), "")
    if learnt and (found.kind != "one" or _key(text).isdigit()):
        return learnt
    return found.manager


def _key(text: str) -> str:
    return whole_number(person_key(text))
