"""A CRM export judged row by row: who would own what, and why. The map is pure and parallel; the fold gives out turns.

A row is a client's card. One that the workspace knows is judged by the workspace's card; any other with a present owner
who works here is its own card, so that owner keeps it where the policy keeps clients on file; one without an owner is a
new caller. Rows that go by load are given out by the fold, in row order, so the number of workers does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from leadcli.domain.book import Book, Client, Manager
from leadcli.domain.frozen import frozen
from leadcli.domain.match import Match
from leadcli.domain.messages import Message, message
from leadcli.domain.question import Caller, Question
from leadcli.domain.ruling import Ruling
from leadcli.fields.crm_presets import Layout
from leadcli.fields.identifiers import ENTITY, clean
from leadcli.fields.people import find_manager
from leadcli.fields.table import caller_of
from leadcli.names import parse
from leadcli.policy.owners import how_named
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory, recognise
from leadcli.rulings.resolve import rule_on

Action = Literal["keep", "change", "ask", "nobody", "reject"]
APART = ("public_network", "franchise")  # kinds of groups that nobody owns as a whole


@frozen
class Line:
    """What the plan says of one row. Owners are manager ids; ``was`` is the owner's cell as it stands.

    ``able``: who could take it by load, in the order of their turn, where load decides; the fold then names the owner.
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


def judge_row(
    number: int,
    cells: Sequence[str],
    layout: Layout,
    book: Book,
    policy: Policy,
    directory: Directory,
    options: Options,
) -> Line:
    """One row of an export, judged like a caller."""
    case = hear_row(number, cells, layout, book, directory, options)
    return case if isinstance(case, Line) else line_of(case, rule_case(case, book, policy))


def hear_row(
    number: int, cells: Sequence[str], layout: Layout, book: Book, directory: Directory, options: Options
) -> Case | Line:
    """One row of an export recognised; a row that names nobody is a line of its own already."""
    cell = {field: cells[index] for field, index in layout.fields.items()}
    name, was = cell.get("name", ""), cell.get("owner", "")
    caller = caller_of(name, cell)
    old = find_manager(book, was) if was else ""
    active = bool(old) and book.managers[old].active
    own = cell.get("id", "")
    if caller == Caller(""):
        reason = message("the row names no company")
        return Line(number, own, name, was, old, old, "reject", "", reason, 0.0, "none", "", "")
    taker = find_manager(book, cell["taken_by"]) if cell.get("taken_by") else ""
    if not taker and active and options.owner_took:
        taker = old
    known = own if own in book.clients and _alike(book.clients[own], name) else ""
    question = Question(caller, options.on, taken_by=taker, client_id=known)
    match = recognise(question.caller, directory, known)
    card = None
    if active and not match.client_id and match.status in ("accept", "none"):
        group = match.group_id
        card = Client(own or f"row {number}", name, group=group, city=cell.get("city", ""), owner=old)
    return Case(number, own, was, old, question, match, card, _numbers(caller))


def _numbers(caller: Caller) -> tuple[tuple[str, str], ...]:
    """The identifiers by which a row is a legal entity: two rows that share one are doubles."""
    cleaned = ((kind, clean(kind, text)[0]) for kind in ENTITY if (text := getattr(caller, kind)))
    return tuple((kind, value) for kind, value in cleaned if value)


def rule_case(case: Case, book: Book, policy: Policy) -> Ruling:
    """The ruling of a policy on a recognised row, without a look for what would change it."""
    return rule_on(case.question, case.match, book, policy, card=case.card, alternatives=False)


def _alike(client: Client, name: str) -> bool:
    """Whether a card and a row of the same id are the same company: an id of another system proves nothing."""
    ours, theirs = parse(client.name), parse(name)
    return not name or bool({w.fold for w in ours.core} & {w.fold for w in theirs.core}) or ours.key == theirs.key


def line_of(case: Case, ruling: Ruling) -> Line:
    """What the plan says of a row whose ruling this is."""
    old = case.old
    able: tuple[str, ...] = ()
    if how_named(ruling.named_by) == "rotation":
        turn = sorted((s for s in ruling.shares if s.left_out is None), key=lambda s: (s.load, s.recent, s.order))
        able = tuple(s.manager for s in turn)
    if ruling.verdict == "settled":
        action: Action = "keep" if ruling.owner == old and old else "change"
    elif ruling.verdict == "confirm":
        action = "keep" if ruling.owner == old and old else "ask"
    else:
        action = "ask" if ruling.match.status in ("ambiguous", "confirm") else "nobody"
    reason = ruling.ask if action in ("ask", "nobody") and ruling.ask else ruling.why
    return Line(
        case.row, case.id, case.question.caller.name, case.was, old, ruling.owner, action, ruling.rule,
        reason or message("no rule names an owner"), round(ruling.match.score, 3), ruling.match.status,
        ruling.match.client_id, ruling.match.group_id, able, case.numbers,
    )  # fmt: skip


# --- the fold -------------------------------------------------------------------------------------------------------
class Turns:
    """Gives out rows that go by load, in row order: least open clients ÷ weight, then fewest given, then the list."""

    def __init__(self, book: Book) -> None:
        self._order = {manager: place for place, manager in enumerate(book.managers)}
        self._managers: Mapping[str, Manager] = book.managers
        self.load = {m.id: book.open_clients(m) for m in book.managers.values()}
        self._given = {m.id: m.recent_assignments or 0 for m in book.managers.values()}

    def take(self, able: Iterable[str]) -> str:
        """Whose turn it is among those who can; ``""`` when all have reached their cap."""
        free = [m for m in able if (cap := self._managers[m].cap) is None or self.load[m] < cap]
        if not free:
            return ""
        weight = {m: self._managers[m].weight for m in free}
        best = min(free, key=lambda m: (self.load[m] / weight[m], self._given[m], self._order[m]))
        self.load[best] += 1
        self._given[best] += 1
        return best


def folded(lines: Iterable[Line], book: Book) -> Iterator[Line]:
    """The lines with owners by load given out in row order. One present owner who could have it keeps it."""
    from leadcli.domain.frozen import replace

    turns = Turns(book)
    for line in lines:
        if not line.able or line.action not in ("change", "keep"):
            yield line
            continue
        if line.old in line.able and line.status == "none" and line.old:
            yield replace(line, new=line.old, action="keep")
            continue
        owner = turns.take(line.able)
        if not owner:
            yield replace(line, new="", action="nobody", reason=message("all who could take it have reached their cap"))
            continue
        why = message("{manager}: whose turn it is by load", manager=book.managers[owner].name)
        yield replace(line, new=owner, action="keep" if owner == line.old else "change", reason=why)


# --- one manager for a group ------------------------------------------------------------------------------------------
def split_groups(lines: Iterable[Line], book: Book) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
    """Of a folded plan: clients by owner of each group that has several owners, and clients that stay, by owner.

    Networks and franchises are no groups for ownership; their clients stay.
    """
    groups: dict[str, dict[str, int]] = {}
    for line in lines:
        owner = line.new if line.action in ("keep", "change") else line.old
        if line.action in ("keep", "change") and owner:
            root = book.root(line.group) if line.group else None
            own = f"group {root.id}" if root and root.kind not in APART else ""
            counts = groups.setdefault(own, {})
            counts[owner] = counts.get(owner, 0) + 1
    base = dict(groups.pop("", {}))
    for name in [g for g, owners in groups.items() if len(owners) == 1]:
        for owner, count in groups.pop(name).items():
            base[owner] = base.get(owner, 0) + count
    return {name.removeprefix("group "): owners for name, owners in groups.items()}, base


def consolidated(lines: Iterable[Line], owners: Mapping[str, str], book: Book) -> Iterator[Line]:
    """The plan with groups given to one manager each."""
    from leadcli.domain.frozen import replace

    for line in lines:
        group = book.root(line.group).id if line.group else ""
        owner = owners.get(group, "")
        if not owner or line.action not in ("keep", "change") or line.new == owner:
            yield line
            continue
        named, manager = book.groups[group].name, book.managers[owner].name
        why = message("{group} goes to one manager: {manager}", group=named, manager=manager)
        action: Action = "keep" if owner == line.old else "change"
        yield replace(line, new=owner, action=action, rule="consolidate", reason=why)


# --- lines as JSON ---------------------------------------------------------------------------------------------------
def as_object(line: Line) -> dict[str, Any]:
    """A line as JSON types, without loss."""
    from leadcli.domain.frozen import as_dict
    from leadcli.ledger.codec import encode

    found = as_dict(line)
    found["reason"] = encode(line.reason)
    found["able"] = list(line.able)
    found |= {"inn": "", **dict(found.pop("numbers"))}
    return found


def from_object(found: Mapping[str, Any]) -> Line:
    """What ``as_object`` wrote."""
    from leadcli.ledger.codec import decode

    numbers = tuple((kind, found[kind]) for kind in ENTITY if found.get(kind))
    fields = {name: value for name, value in found.items() if name not in ENTITY}
    return Line(**{**fields, "reason": decode(found["reason"]), "able": tuple(found["able"]), "numbers": numbers})
