"""A plan's summary as a page: what changes, for whom, by which rule, and what is wrong with the export itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leadcli.model import Book
from leadcli.render.layout import Row, table
from leadcli.render.safe import safe
from leadcli.render.speech import Speech

MOST = 8  # of a kind that are named


def summary_page(summary: Any, book: Book, speech: Speech) -> Iterator[Row]:
    """The rows of the summary (a ``reassign.Summary``)."""
    names = {m.id: safe(m.name, 24) for m in book.managers.values()}
    actions = summary.actions
    yield Row()
    yield Row(
        speech(
            "{total} rows: {keep} keep their owner, {change} change, {ask} to ask, {nobody} to nobody",
            total=sum(actions.values()), keep=actions["keep"], change=actions["change"], ask=actions["ask"],
            nobody=actions["nobody"] + actions["reject"],
        ),
        wide=True, style="owner",
    )  # fmt: skip
    yield Row()
    heading = (speech("manager"), speech("before"), speech("after"), speech("gets"), speech("gives"))
    body = [
        (names[m], *(str(counted[m]) for counted in (summary.before, summary.after, summary.gained, summary.lost)))
        for m in book.managers
        if summary.before[m] or summary.after[m]
    ]
    for number, text in enumerate(table([heading, *body], (False, True, True, True, True))):
        yield Row(text, label=speech("Clients") if number == 0 else "", style="dim" if number == 0 else "")
    rules = sorted(summary.rules.items(), key=lambda item: (-item[1], item[0]))
    for number, (rule, count) in enumerate(rules):
        if number == 0:
            yield Row()
        yield Row(str(count), label=speech("By rule") if number == 0 else "", cells=((rule, 18),))
    yield from _faults(summary, book, names, speech)


def _faults(summary: Any, book: Book, names: dict[str, str], speech: Speech) -> Iterator[Row]:
    rows: list[str] = []
    split = list(summary.split_groups.items())
    for group, owners in split[:MOST]:
        told = ", ".join(f"{names[m]} {n}" for m, n in sorted(owners.items(), key=lambda o: (-o[1], o[0])))
        rows.append(speech("{group}: several owners ({owners})", group=book.groups[group].name, owners=told))
    if len(split) > MOST:
        rows.append(speech("and {count} more groups with several owners", count=len(split) - MOST))
    for manager, count in summary.left.items():
        rows.append(speech("{manager} has left and still owns {count}", manager=names[manager], count=count))
    for name, count in list(summary.unknown.items())[:MOST]:
        rows.append(speech("{name} is no manager of the team and owns {count}", name=name, count=count))
    if summary.nobodys:
        rows.append(speech("{count} rows have no owner", count=summary.nobodys))
    for first, second, caller in summary.doubles[:MOST]:
        rows.append(
            speech(
                "rows {first} and {second} are one company with two owners: {caller}",
                first=first,
                second=second,
                caller=caller,
            )
        )
    for number, text in enumerate(rows):
        if number == 0:
            yield Row()
        yield Row(text, label=speech("The export") if number == 0 else "")
