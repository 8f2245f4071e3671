"""Rows judged: who would own what, and why. This is pure and parallel; the fold gives out turns in row order after it.

So the number of workers does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from leadcli.assignment.aside import Stands, stands, with_aside
from leadcli.assignment.plan_file import HAND_OVER
from leadcli.assignment.rows import Action, Asked, Case, Held, Line, Options, as_held, case_of, question_of
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.match import DOUBTED, Match
from leadcli.domain.messages import Message, message
from leadcli.domain.ruling import Ruling, constellation
from leadcli.fields.crm_presets import Layout
from leadcli.fields.people import as_above, named
from leadcli.fields.rows.row_kinds import Row
from leadcli.names import parse
from leadcli.policy.owners import how_named
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory, recognise
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.resolution.directory.added_cards import Sought
from leadcli.rulings.identities import with_doubles
from leadcli.rulings.memory import Known, Memory, known
from leadcli.rulings.resolve import Understood, rule_on, understood

AT_ONCE = 50  # rows that take a step together: more take no less time, and their matches are held meanwhile
LATER = Message("")  # of a row that is yet to be ruled on


@frozen
class Heard:
    """A row that was recognised, and the book that it is ruled on by; ``caller``: who calls, taken apart.

    ``plain``: it was recognised by the tables alone.
    """

    case: Case
    caller: ParsedCaller
    book: Book
    plain: bool = True


def judge_row(
    row: Row, layout: Layout, book: Book, policy: Policy, directory: Directory, options: Options,
    memory: Memory | None = None, folded: bool = False,
) -> Line:  # fmt: skip
    """One row of an export; see ``judge_rows``."""
    (line,) = judge_rows([row], layout, book, policy, directory, options, memory, folded)
    return line


def judge_rows(
    rows: Iterable[Row | Line], layout: Layout, book: Book, policy: Policy, directory: Directory, options: Options,
    memory: Memory | None = None, folded: bool = False,
) -> Iterator[Line]:  # fmt: skip
    """Rows of an export, each judged like a caller, with a ``memory`` also by what was ruled before, and handed over.

    ``folded``: the fold comes after, with the export; then by a ledger a row of nobody's is not ruled on where it does
    so anyway.

    Some rows take each step together: recognition goes through so much that after it all else has left the caches of
    the processor, so that of one row after the other the other steps take twice as long.
    """
    book = book.on(options.on) if memory is None else book
    rows = iter(rows)
    while part := list(islice(rows, AT_ONCE)):
        asked = [row if isinstance(row, Line) else question_of(row, layout, book, options) for row in part]
        heard = [one if isinstance(one, Line) else _heard(one, layout, book, directory, memory) for one in asked]
        ruled = [one if isinstance(one, Line) else _ruled_on(one, policy, options, memory, folded) for one in heard]
        for one in ruled:
            line = one if isinstance(one, Line) else _told_aside(*one, layout, directory, options)
            yield handed_over(line, book, options)


def _heard(asked: Asked, layout: Layout, book: Book, directory: Directory, memory: Memory | None) -> Heard:
    """A row recognised, with a memory among the clients of that too."""
    if memory is None:
        case, found = _recognised(asked, layout, book, directory), None
    else:
        case, found = _remembered(asked, layout, book, directory, memory)
        book = found.book
    caller = parse_caller(case.question.caller, book.country)
    return Heard(case, caller, book, found is None or found.directory is directory)


def _ruled_on(
    heard: Heard, policy: Policy, options: Options, memory: Memory | None, folded: bool
) -> tuple[Line, Heard, Stands]:
    """The line of a recognised row, and how far it stands whosever turn it is; see ``aside.Aside``."""
    case, book = heard.case, heard.book
    doubted = case.match.status in DOUBTED and not (case.was or options.leaver) and case.held == Held()
    if memory is not None and folded and doubted:
        return _line(case, "ask", LATER), heard, None
    seen = understood(case.question, case.match, book, policy, card=case.card, decisions=case.decisions)
    line = _ruled(case, book, policy, memory, seen)
    same = memory is None and not options.heir  # by a ledger the worker and the fold may see other owners
    return line, heard, stands(seen.judgments, case.old) if same else None


def _told_aside(
    line: Line, heard: Heard, stood: Stands, layout: Layout, directory: Directory, options: Options
) -> Line:
    return with_aside(line, heard.case, heard.caller, layout, heard.book, directory, options, heard.plain, stood)


def judge_again(
    asked: Asked, who: Sought, layout: Layout, book: Book, policy: Policy, directory: Directory, memory: Memory,
    plain: Match | None,
) -> Line:  # fmt: skip
    """A row judged by what the rows above it left. ``plain``: who it is by the tables alone, where that is known."""
    case, found = _remembered(asked, layout, book, directory, memory, plain, who)
    return _ruled(case, found.book, policy, memory)


def _remembered(
    asked: Asked, layout: Layout, book: Book, directory: Directory, memory: Memory, plain: Match | None = None,
    who: Sought | None = None,
) -> tuple[Case, Known]:  # fmt: skip
    """A row recognised by the tables and by what was ruled before, and what it is judged on."""
    found = known(asked.question, book, directory, memory, plain, who)
    if asked.groups and (group := _group_told(asked, found.match, directory)):
        asked = replace(asked, question=replace(asked.question, group_id=group))
        found = known(asked.question, book, directory, memory)
    return replace(case_of(asked, found.match, layout, book), decisions=found.decisions), found


def rule_again(asked: Asked, match: Match, layout: Layout, book: Book, policy: Policy, memory: Memory) -> Line:
    """A row whose caller has been recognised, ruled on again with a book in which other rows have got their owners."""
    return _ruled(case_of(asked, match, layout, book), book, policy, memory)


def _ruled(
    case: Case, book: Book, policy: Policy, memory: Memory | None = None, seen: Understood | None = None
) -> Line:
    """The line of a recognised row, also by what a person has decided on every case whose rules come out so."""
    ruling = rule_case(case, book, policy, seen)
    if memory is not None and (patterns := memory.patterns(constellation(ruling.trace), case.question.on)):
        case = replace(case, decisions=(*case.decisions, *patterns))
        ruling = rule_case(case, book, policy)
    return _judged(case, ruling, book, policy)


def _judged(case: Case, ruling: Ruling, book: Book, policy: Policy) -> Line:
    """The line of a recognised row, with the conflict where its owner keeps what a rule of its group gives another."""
    line = line_of(case, ruling)
    if case.card is None or not line.group or line.action != "keep":
        return line
    new = rule_case(replace(case, card=None), book, policy)
    if new.verdict != "settled" or new.owner in ("", line.old) or how_named(new.named_by) == "rotation":
        return line
    return replace(line, conflict=new.owner, conflict_rule=new.rule)


def hear_row(row: Row, layout: Layout, book: Book, directory: Directory, options: Options) -> Case | Line:
    """One row of an export recognised; a row that is no client is a line of its own already."""
    book = book.on(options.on)
    asked = question_of(row, layout, book, options)
    return asked if isinstance(asked, Line) else _recognised(asked, layout, book, directory)


def _recognised(asked: Asked, layout: Layout, book: Book, directory: Directory) -> Case:
    match = recognise(asked.question.caller, directory, asked.question.client_id)
    if asked.groups and (group := _group_told(asked, match, directory)):
        asked = replace(asked, question=replace(asked.question, group_id=group))
        match = recognise(asked.question.caller, directory, group_id=group)
    return case_of(asked, with_doubles(match, asked.question, book, directory), layout, book)


def _group_told(asked: Asked, match: Match, directory: Directory) -> str:
    from leadcli.assignment.row_groups import group_told

    return group_told(asked.groups, match, directory)  # few exports have such columns


def rule_case(case: Case, book: Book, policy: Policy, seen: Understood | None = None) -> Ruling:
    """The ruling of a policy on a recognised row, without a look for what would change it; see ``rule_on``."""
    return rule_on(
        case.question, case.match, book, policy, card=case.card, alternatives=False, decisions=case.decisions, seen=seen
    )


def line_of(case: Case, ruling: Ruling) -> Line:
    """What the plan says of a row whose ruling this is.

    While it is in doubt who calls, a row stays with its owner, and is asked about; so does a lead with who took it
    where the answers lead to one owner by different rules, such as a turn.
    """
    old = case.old
    rota = ruling.named_by if how_named(ruling.named_by) == "rotation" else ""
    able = tuple(s.manager for s in ruling.shares if s.left_out is None) if rota else ()
    if ruling.verdict == "settled":
        by_chance = old != "" and case.question.taken_by == old and len({o.rule for o in ruling.outlooks}) > 1
        doubted = bool(ruling.outlooks) and (case.card is not None or by_chance)
        action: Action = "keep" if ruling.owner == old and old else "ask" if doubted else "change"
    elif ruling.verdict == "confirm":
        action = "keep" if ruling.owner == old and old else "ask"
    else:
        action = "ask" if ruling.match.question is not None or _about_a_cell(ruling.ask) else "nobody"
    otherwise = next((o.owner for o in ruling.outlooks if o.reply == "no"), "")
    reason = (ruling.ask or ruling.match.question) if action in ("ask", "nobody") else ruling.why
    reason = reason or message("no rule names an owner")
    line = _line(case, action, reason, ruling.owner, ruling.rule, able, otherwise if action == "ask" else "", rota)
    return line if case.held == Held() else as_held(line, case.held)


def _line(
    case: Case, action: Action, reason: Message, new: str = "", rule: str = "", able: tuple[str, ...] = (),
    otherwise: str = "", rota: str = "",
) -> Line:  # fmt: skip
    """A row as it was recognised, with what is said of it."""
    match, caller = case.match, case.question.caller
    return Line(
        case.row, case.id, caller.name, case.was, case.old, new, action, rule, reason, round(match.score, 3),
        match.status, match.client_id, match.group_id, able, case.numbers, otherwise, rota, mark=case.held.mark,
        unclean=case.unclean, key=parse(caller.name, note=True).key if case.was or case.held.doubts else "",
    )  # fmt: skip


def _about_a_cell(ask: Message | None) -> bool:
    """Whether a row is for a person because a cell of the tables is not understood."""
    if ask is None:
        return False
    from leadcli.policy.facts.unread_cells import about_a_cell

    return about_a_cell(ask)


# --- a portfolio handed over whole: a leaver's rows go to one manager, or by the rules with groups kept together ------
def without_leaver(book: Book, options: Options) -> Book:
    """The book in which who hands over works here no more; the same where nobody does."""
    if not options.leaver:
        return book
    leaver = replace(book.managers[options.leaver], active=False)
    return book.with_managers({**book.managers, leaver.id: leaver})


def handed_over(line: Line, book: Book, options: Options) -> Line:
    """A judged row as a hand-over leaves it: the rows of others stay as they are, whatever the rules say of them."""
    if not options.leaver or line.action in ("skip", "reject"):
        return line
    if line.old != options.leaver:
        if line.kind == "columns":
            return line  # another column may name the leaver
        if line.kind == "owner" and (options.leaver in named(book, line.was).candidates or as_above(line.was)):
            return line  # maybe of the leaver: with somebody else, or written so that it could be another
        reason = message("not of {manager}, who hands over", manager=book.managers[options.leaver].name)
        kind = line.kind if line.kind == "owner" else ""  # who that is, is told still
        return replace(
            line, new=line.old, action="keep", rule="", reason=reason, kind=kind, able=(), rota="", otherwise="",
            conflict="", conflict_rule="",
        )  # fmt: skip
    if not options.heir or line.kind:
        return line
    old, new = book.managers[options.leaver].name, book.managers[options.heir].name
    reason = message("{old} hands over to {new}", old=old, new=new)
    return replace(
        line, new=options.heir, action="change", rule=HAND_OVER, reason=reason, able=(), rota="", otherwise="",
    )  # fmt: skip
