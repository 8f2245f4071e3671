"""What reassign leaves behind: the plan, the rows that could not be read, a report to look at, JSON."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadcli.api.reassign_rows import plan_whole
from leadcli.assignment.judging import AT_ONCE
from leadcli.assignment.plan_file import Header, Parts, dump, read_plan
from leadcli.assignment.plan_lines import as_object, from_object, from_text, with_owner
from leadcli.assignment.plan_summary import Overview
from leadcli.assignment.rows import Line
from leadcli.cli.shared.exits import complain
from leadcli.domain.book import Book
from leadcli.domain.messages import Message, message, messages
from leadcli.io.atomic import write_whole
from leadcli.io.exports import rows
from leadcli.io.table_formats import Form
from leadcli.output.json.objects import SCHEMA
from leadcli.output.text.speech import Speech
from leadcli.policy.policy import Policy
from leadcli.run.processes import chunks

if TYPE_CHECKING:
    from leadcli.output.report import Report


class Judged:
    """The judged lines of a plan before the fold, each with its text, so that what the fold leaves is not said anew.

    They are waited for where they are yet to be judged: rows that may have an owner are in the even partitions.
    """

    def __init__(self, part: Parts) -> None:
        self._part = part
        self._given: deque[tuple[Line, str]] = deque()

    def __iter__(self) -> Iterator[Line]:
        return (line for line, _ in self._told())

    def to_write(self) -> Iterator[Line]:
        """The same, each kept with its text until ``text_of`` is asked for it."""
        for told in self._told():
            self._given.append(told)
            yield told[0]

    def _told(self) -> Iterator[tuple[Line, str]]:
        for owned, others in zip_longest(self._part.texts(0, 2), self._part.texts(1, 2), fillvalue=()):
            yield from merge(_read(owned), _read(others), key=_row)

    def with_owners(self) -> Iterator[Line]:
        """Those of them whose owner's cell says something, without their matches."""
        return filter(None, map(with_owner, chain.from_iterable(self._part.texts(0, 2))))

    def text_of(self, line: Line) -> str:
        """A line as it stands in the plan; ``line`` came of the first one to be written that was not asked for yet."""
        given, text = self._given.popleft()
        return text if line is given else dump(as_object(line))


def _read(texts: Iterable[str]) -> Iterator[tuple[Line, str]]:
    """Lines as they wait for the fold, read some at a time: one by one between other work takes twice as long."""
    return chain.from_iterable(list(map(from_text, part)) for part in chunks(texts, AT_ONCE))


def _row(judged: tuple[Line, str]) -> int:
    return judged[0].row


def write_plan(plan: Path, header: Header, judged: Judged, lines: Iterable[Line], overview: Overview) -> list[Line]:
    """Write the plan, whole or not at all, and count its lines; those that could not be read are given back.

    ``lines``: those of ``judged`` that are to be written after the fold, one for one.
    """
    rejects: list[Line] = []
    with plan_whole(plan, header) as write:
        for part in chunks(lines, AT_ONCE):
            for line in part:
                overview.add(line)
            rejects += [line for line in part if line.action == "reject"]
            write(map(judged.text_of, part))
    return rejects


def report_of(
    plan: Path, header: Header, overview: Overview, policy: Policy, book: Book, day: date, speech: Speech
) -> Report:
    """The report of a plan that is written."""
    from leadcli.assignment.consolidation import fair_shares
    from leadcli.output.plan_report import PlanReport

    titles = {rule.id: speech.choose(rule.title) for rule in policy.rules}
    fair = fair_shares(book.managers, sum(overview.after.values()))
    tables = PlanReport(overview, lambda: map(from_object, read_plan(plan)[1]), fair, titles, book, speech)
    return tables.made(header, speech.day(day))


def not_sure_to_work(overview: Overview, book: Book) -> list[Message]:
    """Who is given clients though a status that nobody understands may mean that he works here no more."""
    found = [
        message("{name} ({status})", name=book.managers[manager].name, status=text)
        for manager in book.managers if overview.gained[manager]
        for field, _, text in book.managers[manager].unread if field == "status"
    ]  # fmt: skip
    if not found:
        return []
    return [
        message("given clients, though data/managers does not say clearly whether they work here: {names}",
                names=tuple(found)),
        message("say it in the column active (yes or no), or of who is away for a time in absences, with the days"),
    ]  # fmt: skip


def rejects_file(plan: Path) -> Path:
    """Where the rows that could not be read are told, beside the plan."""
    return plan.with_name(f"{plan.stem}.rejects.txt")


def write_rejects(plan: Path, rejects: list[Line], export: Path, form: Form, speech: Speech) -> None:
    """The rows that could not be read, each with its reason, beside the plan."""
    target = rejects_file(plan)
    if not rejects:
        target.unlink(missing_ok=True)  # of an earlier plan
        return
    wanted = {line.row: line for line in rejects}
    with write_whole(target) as file:
        for row in rows(export, form):
            if row.number in wanted:
                text = row.raw.encode("utf-8", "replace").decode("utf-8").rstrip("\r\n")
                file.write(f"{row.line}: {speech.say(wanted[row.number].reason)}\n{text}\n")
    complain(
        speech,
        messages(
            "{count} row could not be read: {file}",
            "{count} rows could not be read: {file}",
            len(rejects),
            file=str(target),
        ),
    )


def overview_json(summary: Overview, plan: Path, book: Book) -> dict[str, Any]:
    """What the plan adds up to, for programs."""
    names = {m.id: m.name for m in book.managers.values()}
    return {
        "schema": SCHEMA, "plan": str(plan), "actions": summary.actions,
        "left_out": summary.kinds["skip"],
        "asked_about": {kind or "caller": n for kind, n in summary.kinds["ask"].items()},
        "rules": summary.rules,
        "managers": [
            {"manager": names[m], "before": summary.before[m], "after": summary.after[m], "gained": summary.gained[m],
             "lost": summary.lost[m]} for m in book.managers
        ],
        "groups_with_several_owners": {
            group: {names[m]: n for m, n in owners.items()} for group, owners in summary.split_groups.items()
        },
        "of_managers_who_left": {names[m]: n for m, n in summary.left.items()},
        "of_unknown_managers": summary.unknown, "of_nobody": summary.nobodys,
        "not_valid": {kind: {"count": n, "rows": summary.unclean_rows[kind]} for kind, n in summary.unclean.items()},
        "unknown_groups": {
            "count": summary.strange.total(), "names": summary.strange, "rows": summary.strange_rows,
        },
        "duplicates_under_different_owners": [{"rows": [a, b], "caller": name} for a, b, name in summary.doubles],
        "conflicts": {
            "count": sum(summary.conflicts.values()), "rules": summary.conflicts,
            "rows": [
                {"row": line.row, "id": line.id, "caller": line.caller, "owner": names[line.old],
                 "rule": line.conflict_rule, "would_go_to": names[line.conflict]} for line in summary.conflicting
            ],
        },
        "owned_against_the_rules": dict(summary.against),
    }  # fmt: skip
