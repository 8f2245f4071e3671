"""The rows of a CRM export: what each asks, and what the plan says of it.

A row is a client's card, or a lead. A card that the workspace knows is judged by the workspace's card; any other with a
present owner who works here is its own card, so that owner keeps it where the policy keeps clients on file. A lead is a
new caller whom its owner has heard; a row without an owner is one whom nobody has.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from leadcli.assignment.aside import Aside
from leadcli.domain.book import Book
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Decision
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.match import Match
from leadcli.domain.messages import Message, message
from leadcli.domain.question import Question
from leadcli.fields.crm_presets import Layout, contradiction
from leadcli.fields.identifiers import ENTITY, clean
from leadcli.fields.people import named
from leadcli.fields.rows.row_kinds import (
    FORMULA,
    MARKED,
    REASONS,
    UNREAD,
    Doubt,
    Kind,
    Row,
    digits_lost,
    is_of,
    kind_of,
    unclear,
    unread_cell,
)
from leadcli.fields.table import caller_of
from leadcli.names import parse
from leadcli.names.geography import country_code

Action = Literal["keep", "change", "ask", "nobody", "skip", "reject"]
Numbers = tuple[tuple[str, str], ...]  # the identifiers by which a row is a legal entity, by kind


@frozen
class Line:
    """What the plan says of one row. Owners are manager ids; ``was`` is the owner's cell as it stands.

    ``able``: who could take it, where a turn decides, in the published order, and ``rota``, the way in which it does.
    The fold then names the owner, with each one's share (see ``policy.balance``).
    ``otherwise``: of a row that is asked about, who would own it if it is not the one on file. ``kind``: why a row is
    no client (``skip``), or what is not understood of it (``ask``). ``mark``: of its owner's cell, a ``formula``, or
    ``covered`` by the cell above with which it is merged. ``unclean``: kinds of its numbers that are not valid.
    ``conflict``: who would have it as a new caller, by the rule ``conflict_rule`` of its group, where its owner keeps
    it. ``key``: what the company's name is known by, of a row whose owner's cell says something. ``strange``: the group
    or parent company that it names and nobody knows. ``aside``: for the fold, of a row that rows above may bear on.
    """

    row: int
    id: str
    caller: str
    was: str
    old: str
    new: str
    action: Action
    rule: str
    reason: Message
    confidence: float
    status: str
    client: str
    group: str
    able: tuple[str, ...] = ()
    numbers: Numbers = ()
    otherwise: str = ""
    rota: str = ""
    shares: tuple[int, ...] = ()
    kind: Kind = ""
    mark: str = ""
    conflict: str = ""
    conflict_rule: str = ""
    unclean: tuple[str, ...] = ()
    key: str = ""
    strange: str = ""
    aside: Aside | None = None


@frozen
class Options:
    """How rows are judged: the day, whether the present owner is taken to have taken the call, and hidden rows too.

    ``leaver``: whose portfolio is handed over; to the ``heir``, else by the rules (see ``judging.handed_over``).
    """

    on: date
    owner_took: bool = True
    hidden: bool = False
    leaver: str = ""
    heir: str = ""


@frozen
class Held:
    """Why a row is left as it is, whatever the rules say.

    ``doubts``: what is not understood of its owner, so that it is asked about; ``blocks``: why it is asked about if it
    would change; ``unread``: why, if nobody on file is sure to be meant. ``hidden``: it is left, and is its owner's all
    the same. ``mark``: as of a Line.
    """

    doubts: Doubt | None = None
    blocks: Doubt | None = None
    unread: Doubt | None = None
    hidden: bool = False
    mark: str = ""


@frozen
class Asked:
    """What a row asks: its id, its owner's cell, who that is (``""``: nobody who is known), and the question.

    ``groups``: what its columns of groups and parent companies hold.
    """

    row: int
    id: str
    was: str
    old: str
    question: Question
    held: Held = Held()
    groups: tuple[str, ...] = ()


@frozen
class Case:
    """A row whose caller has been recognised: all that the rules are asked, whatever the rules. ``card`` is its own."""

    row: int
    id: str
    was: str
    old: str
    question: Question
    match: Match
    card: Client | None = None
    numbers: Numbers = ()
    decisions: tuple[Decision, ...] = ()
    held: Held = Held()
    unclean: tuple[str, ...] = ()


def _owners_apart(row: Row, layout: Layout, book: Book, leaver: str) -> Message | None:
    if not layout.elsewhere:
        return None
    from leadcli.fields.people.owner_marks import owners_apart

    return owners_apart(row.cells, layout, book, leaver)  # few exports have such columns


_BESIDE = frozenset("([/|-–—:,;*\n")  # of which a name has one where somebody stands beside it


def may_tell_by_the_way(row: Row, layout: Layout) -> bool:
    """Whether a row may say by the way whose it is: told in no time of nearly all that do not."""
    name = row.cells[layout.fields["name"]] if "name" in layout.fields else ""
    if not any(row.cells[n] for n in layout.rest) and _BESIDE.isdisjoint(name):
        return False
    from leadcli.fields.people.owner_marks import may_tell  # few rows have more than their own columns

    return may_tell(row.cells, layout)


def _told_by_the_way(row: Row, layout: Layout, book: Book, leaver: str) -> Message | None:
    if not may_tell_by_the_way(row, layout):
        return None
    from leadcli.fields.people.owner_marks import told_by_the_way  # of rows that nobody serves alone

    return told_by_the_way(row.cells, layout, book, leaver)


def _says_more(owner: str) -> bool:
    from leadcli.fields.people.departures import says_more  # of who has left alone

    return says_more(owner)


def question_of(row: Row, layout: Layout, book: Book, options: Options, client: bool = False) -> Asked | Line:
    """What a row asks; a row that is no client, or may be none, is a line already. ``client``: it is one."""
    cell = {field: row.cells[index] for field, index in layout.fields.items()}
    name, was, own = cell.get("name", ""), cell.get("owner", ""), cell.get("id", "")
    kind, sure = NO_DOUBT if client else kind_of(row, layout, book)
    if kind and sure:
        return Line(row.number, own, name, was, "", "", "skip", "", REASONS[kind], 0.0, "none", "", "", kind=kind)
    marked = row.marked(layout)
    owner, left = named(book, was), Held(hidden=row.hidden and not options.hidden)
    old = owner.manager
    active = bool(old) and book.managers[old].active
    if kind:
        told = message("it looks like this: {kind}; is it a client?", kind=REASONS[kind]) if kind in REASONS else ALONE
        line = Line(row.number, own, name, was, old, "", "ask", "", told, 0.0, "none", "", "", kind="perhaps")
        return as_held(line, left)
    caller = caller_of(name, {field: text for field, text in cell.items() if marked.get(field) not in UNREAD})
    doubt = contradiction(row.cells, layout) or _owners_apart(row, layout, book, options.leaver)
    on_file = own if own in book.clients and is_of(book.clients[own], name) else ""
    serves = active or book.has_active_owner(on_file) or (old != "" and old == options.leaver)
    by_the_way = not doubt and not serves and owner.kind in ("one", "nobody")
    if doubt or (by_the_way and (doubt := _told_by_the_way(row, layout, book, options.leaver))):
        numbers, key = _numbers(caller, book.country)[0], parse(name, note=True).key
        line = Line(row.number, own, name, was, old, "", "ask", "", doubt, 0.0, "none", "", "", numbers=numbers,
                    kind="columns", key=key)  # fmt: skip
        return as_held(line, left)
    took = named(book, cell.get("taken_by", ""))
    taker = took.manager
    if not taker and active and options.owner_took:
        taker = old
    question = Question(caller, options.on, taken_by=taker, client_id=on_file)
    doubts: Doubt | None = None
    if marked.get("owner") in UNREAD:
        old, doubts = "", ("owner_unread", message("the owner's cell holds {what}", what=MARKED[marked["owner"]]))
    elif owner.kind not in ("one", "nobody"):
        doubts = "owner", unclear(book, was, owner)
    elif old and not active and "(" in was and _says_more(was):
        said = message(
            "{manager} has left, and {value} says more than that", manager=book.managers[old].name, value=was
        )
        doubts = "owner", said
    elif not active and (at := next((field for field in ("owner", "name") if marked.get(field) == "noted"), "")):
        doubts = (
            "owner_unread",
            message(
                "a note hangs on the cell of {column}: it may say whose client this is",
                column=layout.columns[layout.fields[at]],
            ),
        )
    elif took.kind not in ("one", "nobody") and not active:
        said = unclear(book, cell["taken_by"], took)
        doubts = "taker", message("who took the call is not clear: {why}", why=said)
    held, lost = Held(), digits_lost(cell)
    if doubts or marked or row.hidden or lost:
        blocks = FORMULA if marked.get("owner") == "formula" else unread_cell(marked, layout, ("name",))
        unread = unread_cell({**marked, **lost}, layout, ENTITY)
        mark = marked.get("owner", "")
        hidden = row.hidden and not options.hidden
        held = Held(doubts, blocks, unread, hidden, mark if mark in ("formula", "covered") else "")
    groups = tuple(cell[each] for each in ("group", "parent") if cell.get(each) and marked.get(each) not in UNREAD)
    return Asked(row.number, own, was, old, question, held, groups)


ALONE = message("nothing but a name stands in the row; is it a client?")
NO_DOUBT: tuple[Kind, bool] = ("", True)  # that a row is a client


def case_of(asked: Asked, match: Match, layout: Layout, book: Book) -> Case:
    """A row whose caller is who the match says; it is a card of its own where nobody on file is sure to be meant."""
    caller, card = asked.question.caller, None
    on_file = match.status == "accept" and book.has_active_owner(match.client_id)
    if layout.rows == "clients" and asked.old and book.managers[asked.old].active and not on_file:
        group = match.group_id
        card = Client(asked.id or f"row {asked.row}", caller.name, group=group, city=caller.city, owner=asked.old)
    numbers, unclean = _numbers(caller, book.country)
    return Case(
        asked.row, asked.id, asked.was, asked.old, asked.question, match, card, numbers, held=asked.held,
        unclean=unclean,
    )  # fmt: skip


def _numbers(caller: Caller, home: str) -> tuple[Numbers, tuple[str, ...]]:
    """The identifiers by which a row is a legal entity: two rows that share one are doubles; and those not valid."""
    local = (country_code(caller.country) if caller.country else "") or home
    cleaned = [(kind, *clean(kind, text, local)) for kind in ENTITY if (text := getattr(caller, kind))]
    valid = tuple((kind, value) for kind, value, _ in cleaned if value)
    return valid, tuple(kind for kind, _, reason in cleaned if reason is not None)


def as_held(line: Line, held: Held) -> Line:
    """A line with what is not understood of its row: then it stays as it is, and nobody is named."""
    why = held.doubts
    if why is None and line.action == "change":
        why = held.blocks or (held.unread if line.status != "accept" else None)
    if held.hidden:
        why = ("hidden", REASONS["hidden"])
    if why is None:
        return line
    action: Action = "skip" if held.hidden else "ask"
    return replace(line, new="", action=action, rule="", reason=why[1], kind=why[0], able=(), rota="", otherwise="")
