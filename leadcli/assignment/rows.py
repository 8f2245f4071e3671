"""A CRM export judged row by row: who would own what, and why. The map is pure and parallel; the fold gives out turns.

A row is a client's card. One that the workspace knows is judged by the workspace's card; any other with a present owner
who works here is its own card, so that owner keeps it where the policy keeps clients on file; one without an owner is a
new caller. Rows that go by load are given out by the fold, in row order, so the number of workers does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from leadcli.domain.book import Book
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Decision
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.match import Match
from leadcli.domain.messages import Message, message
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling
from leadcli.fields.crm_presets import Layout, contradiction
from leadcli.fields.identifiers import ENTITY, clean
from leadcli.fields.people import Named, named
from leadcli.fields.table import caller_of
from leadcli.names import parse
from leadcli.names.geography import country_code
from leadcli.policy.owners import how_named
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory, recognise
from leadcli.rulings.memory import Memory, known
from leadcli.rulings.resolve import rule_on

Action = Literal["keep", "change", "ask", "nobody", "reject"]


@frozen
class Line:
    """What the plan says of one row. Owners are manager ids; ``was`` is the owner's cell as it stands.

    ``able``: who could take it, where a turn decides, in the published order, and ``rota``, the way in which it does.
    The fold then names the owner, with each one's share (see ``policy.balance``).
    ``otherwise``: of a row that is asked about, who would own it if it is not the one on file.
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
    numbers: tuple[tuple[str, str], ...] = ()
    otherwise: str = ""
    rota: str = ""
    shares: tuple[int, ...] = ()


@frozen
class Options:
    """How rows are judged: the day, and whether the present owner is taken to have taken the call."""

    on: date
    owner_took: bool = True


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
    numbers: tuple[tuple[str, str], ...] = ()
    decisions: tuple[Decision, ...] = ()


def judge_row(
    number: int,
    cells: Sequence[str],
    layout: Layout,
    book: Book,
    policy: Policy,
    directory: Directory,
    options: Options,
    memory: Memory | None = None,
) -> Line:
    """One row of an export, judged like a caller, with a ``memory`` also by what was ruled before."""
    if memory is None:
        case = hear_row(number, cells, layout, book, directory, options)
        return case if isinstance(case, Line) else line_of(case, rule_case(case, book, policy))
    asked = question_of(number, cells, layout, book, options)
    if isinstance(asked, Line):
        return asked
    question, own, was, old = asked
    found = known(question, book, directory, memory)
    case = replace(_case(number, question, own, was, old, found.match, book), decisions=found.decisions)
    return line_of(case, rule_case(case, found.book, policy))


def hear_row(
    number: int, cells: Sequence[str], layout: Layout, book: Book, directory: Directory, options: Options
) -> Case | Line:
    """One row of an export recognised; a row that names nobody is a line of its own already."""
    book = book.on(options.on)
    asked = question_of(number, cells, layout, book, options)
    if isinstance(asked, Line):
        return asked
    question, own, was, old = asked
    return _case(number, question, own, was, old, recognise(question.caller, directory, question.client_id), book)


def question_of(
    number: int, cells: Sequence[str], layout: Layout, book: Book, options: Options
) -> tuple[Question, str, str, str] | Line:
    """What a row asks, with its id, its owner's cell and who that is; a row that names nobody is a line already."""
    cell = {field: cells[index] for field, index in layout.fields.items()}
    name, was = cell.get("name", ""), cell.get("owner", "")
    caller = caller_of(name, cell)
    owner = named(book, was)
    old = owner.manager
    active = bool(old) and book.managers[old].active
    own = cell.get("id", "")
    if caller == Caller(""):
        reason = message("the row names no company")
        return Line(number, own, name, was, old, old, "reject", "", reason, 0.0, "none", "", "")
    if doubt := contradiction(cells, layout):
        return Line(number, own, name, was, old, "", "ask", "", doubt, 0.0, "none", "", "")
    if owner.kind not in ("one", "nobody"):
        reason = unclear(book, was, owner)
        return Line(number, own, name, was, "", "", "ask", "", reason, 0.0, "none", "", "")
    took = named(book, cell.get("taken_by", ""))
    if took.kind not in ("one", "nobody") and not active:
        reason = message("who took the call is not clear: {why}", why=unclear(book, cell["taken_by"], took))
        return Line(number, own, name, was, old, old, "ask", "", reason, 0.0, "none", "", "")
    taker = took.manager
    if not taker and active and options.owner_took:
        taker = old
    on_file = own if own in book.clients and _alike(book.clients[own], name) else ""
    return Question(caller, options.on, taken_by=taker, client_id=on_file), own, was, old


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


def _case(number: int, question: Question, own: str, was: str, old: str, match: Match, book: Book) -> Case:
    caller, card = question.caller, None
    on_file = match.client_id in book.clients and match.status == "accept"
    if old and book.managers[old].active and not on_file:
        group = match.group_id
        card = Client(own or f"row {number}", caller.name, group=group, city=caller.city, owner=old)
    return Case(number, own, was, old, question, match, card, _numbers(caller, book.country))


def _numbers(caller: Caller, home: str) -> tuple[tuple[str, str], ...]:
    """The identifiers by which a row is a legal entity: two rows that share one are doubles."""
    local = (country_code(caller.country) if caller.country else "") or home
    cleaned = ((kind, clean(kind, text, local)[0]) for kind in ENTITY if (text := getattr(caller, kind)))
    return tuple((kind, value) for kind, value in cleaned if value)


def rule_case(case: Case, book: Book, policy: Policy) -> Ruling:
    """The ruling of a policy on a recognised row, without a look for what would change it."""
    return rule_on(
        case.question, case.match, book, policy, card=case.card, alternatives=False, decisions=case.decisions
    )


def _alike(client: Client, name: str) -> bool:
    """Whether a card and a row of the same id are the same company: an id of another system proves nothing."""
    ours, theirs = parse(client.name), parse(name)
    return not name or bool({w.fold for w in ours.core} & {w.fold for w in theirs.core}) or ours.key == theirs.key


def line_of(case: Case, ruling: Ruling) -> Line:
    """What the plan says of a row whose ruling this is.

    While it is in doubt who calls, a row stays with its owner, and is asked about.
    """
    old = case.old
    able: tuple[str, ...] = ()
    rota = ruling.named_by if how_named(ruling.named_by) == "rotation" else ""
    if rota:
        able = tuple(s.manager for s in ruling.shares if s.left_out is None)
    if ruling.verdict == "settled":
        doubted = bool(ruling.outlooks) and case.card is not None
        action: Action = "keep" if ruling.owner == old and old else "ask" if doubted else "change"
    elif ruling.verdict == "confirm":
        action = "keep" if ruling.owner == old and old else "ask"
    else:
        action = "ask" if ruling.match.question is not None else "nobody"
    otherwise = next((o.owner for o in ruling.outlooks if o.reply == "no"), "")
    reason = (ruling.ask or ruling.match.question) if action in ("ask", "nobody") else ruling.why
    return Line(
        case.row, case.id, case.question.caller.name, case.was, old, ruling.owner, action, ruling.rule,
        reason or message("no rule names an owner"), round(ruling.match.score, 3), ruling.match.status,
        ruling.match.client_id, ruling.match.group_id, able, case.numbers, otherwise if action == "ask" else "", rota,
    )  # fmt: skip


# --- lines as JSON ---------------------------------------------------------------------------------------------------
def as_object(line: Line) -> dict[str, Any]:
    """A line as JSON types, without loss."""
    from leadcli.domain.frozen import as_dict
    from leadcli.ledger.codec import encode

    found = as_dict(line)
    found["reason"] = encode(line.reason)
    found["able"], found["shares"] = list(line.able), list(line.shares)
    found |= {"inn": "", **dict(found.pop("numbers"))}
    return found


def from_object(found: Mapping[str, Any]) -> Line:
    """What ``as_object`` wrote."""
    from leadcli.ledger.codec import decode

    numbers = tuple((kind, found[kind]) for kind in ENTITY if found.get(kind))
    fields = {name: value for name, value in found.items() if name not in ENTITY}
    return Line(**{**fields, "reason": decode(found["reason"]), "able": tuple(found["able"]),
                   "shares": tuple(found["shares"]), "numbers": numbers})  # fmt: skip
