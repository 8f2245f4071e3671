"""A portfolio handed over whole: a leaver's rows go to one manager, or by the rules with groups kept together.

The rows of others stay as they are, whatever the rules say of them.
"""

from __future__ import annotations

from leadcli.assignment.plan_file import HAND_OVER
from leadcli.assignment.rows import Line, Options
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.fields.people import named


def without_leaver(book: Book, options: Options) -> Book:
    """The book in which who hands over works here no more; the same where nobody does."""
    if not options.leaver:
        return book
    leaver = replace(book.managers[options.leaver], active=False)
    return book.with_managers({**book.managers, leaver.id: leaver})


def handed_over(line: Line, book: Book, options: Options) -> Line:
    """A judged row as the hand-over leaves it."""
    if not options.leaver or line.action in ("skip", "reject"):
        return line
    if line.old != options.leaver:
        if line.kind == "columns":
            return line  # another column may name the leaver
        if line.kind == "owner" and options.leaver in named(book, line.was).candidates:
            return line  # maybe of the leaver: with somebody else, or written so that it could be another
        reason = message("not of {manager}, who hands over", manager=book.managers[options.leaver].name)
        return replace(
            line, new=line.old, action="keep", rule="", reason=reason, kind="", able=(), rota="", otherwise="",
            conflict="", conflict_rule="",
        )  # fmt: skip
    if not options.heir or line.kind:
        return line
    old, new = book.managers[options.leaver].name, book.managers[options.heir].name
    reason = message("{old} hands over to {new}", old=old, new=new)
    return replace(
        line, new=options.heir, action="change", rule=HAND_OVER, reason=reason, able=(), rota="", otherwise="",
    )  # fmt: skip
