"""A constellation as a workspace and a question that anybody can ask: the tables, the command, what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leadcli.analysis.check.condition_parts import told
from leadcli.analysis.check.findings import PolicyFinding
from leadcli.analysis.check.state_space import PERSON, Space, look
from leadcli.domain.book import Absence, Book, Shift
from leadcli.domain.facts import Facts
from leadcli.domain.frozen import as_dict, defaults, frozen, replace
from leadcli.domain.messages import Message
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling
from leadcli.fields.hours import hours_text
from leadcli.policy.judge import Inquiry, choose, weigh
from leadcli.policy.policy import Policy, asked, asks
from leadcli.resolution import build_directory, recognise
from leadcli.rulings.resolve import case_files, resolve

TRIED = 40  # constellations of a finding of which one must be brought to life
# The columns that are always shown, beside those in which a record is not as by default.
COLUMNS = {
    "managers": ("name", "active", "open_clients"),
    "groups": ("id", "name", "parent", "kind", "ownership", "until", "structure", "lead", "head"),
    "clients": ("id", "name", "group", "brand", "city", "country", "owner", "last_contact"),
}


@frozen
class Witness:
    """One case that shows a finding. ``facts`` are the answers that matter, ``ruling`` what leadcli says of it.

    ``others``: the rules that hold as well, and whom each would name.
    """

    case: Facts
    facts: tuple[Message, ...]
    ruling: Ruling
    others: tuple[tuple[str, str], ...] = ()

    @property
    def command(self) -> tuple[str, ...]:
        """The words of the command line that asks the question in the saved workspace."""
        return command(self.case.question)

    @property
    def tables(self) -> dict[str, str]:
        """The files of the workspace but for its rules, by their names."""
        return tables(self.case.book)

    @property
    def rows(self) -> Iterator[tuple[str, str]]:
        """The workspace at a glance: each row of its tables with what is filled in."""
        for name, rows in _rows(self.case.book).items():
            for row in rows:
                yield name, ", ".join(f"{column} {cell}" for column, cell in row.items() if cell)


def witness(policy: Policy, space: Space, finding: PolicyFinding) -> Witness | None:
    """The plainest case that shows a finding, asked from its tables to the ruling.

    None where none of the first constellations can be put as a question on the phone.
    """
    for number, index in enumerate(space.members(finding.where)):
        if number >= TRIED:
            return None
        found = reproduced(policy, space.facts(index))
        if found is not None:
            case, ruling = found
            return Witness(case, _told(policy, space, finding, index), ruling, tuple(_others(policy, finding, *found)))
    return None


def reproduced(policy: Policy, facts: Facts) -> tuple[Facts, Ruling] | None:
    """A constellation's question put to its workspace; None unless all conditions answer there as they do in it."""
    question, book = facts.question, facts.book
    directory = build_directory(book)
    match = recognise(question.caller, directory, question.client_id, question.group_id)
    real = case_files(question, match, book, policy, facts.precedents)
    owners = dict.fromkeys(name for rule in policy.rules for name in rule.owner)
    if len(real) != 1 or match.deniable or look(real[0], asks(policy), owners) != look(facts, asks(policy), owners):
        return None
    return real[0], resolve(question, book, policy, directory, precedents=facts.precedents)


def earlier(case: Facts) -> Question:
    """The earlier question on which a person decided, alike as the precedent says."""
    question, found = case.question, case.precedents[0]
    name = {"client": "Янтарь", "group": "Вымпел Агат"}.get(found.alike, question.caller.name)
    said = {
        "client": {"client_id": question.client_id},
        "group": {"client_id": "", "group_id": case.identity.group.id if case.identity.group else ""},
    }.get(found.alike, {})
    return replace(question, caller=replace(question.caller, name=name), on=found.day, taken_by="", **said)


def command(question: Question) -> tuple[str, ...]:
    """A question as the words of a command line."""
    said = {**as_dict(question.caller), "client": question.client_id, "group": question.group_id}
    name = said.pop("name")
    said |= {"taken-by": question.taken_by, "on": question.on.isoformat()}
    said["at"] = question.at.partition("T")[2]
    absent = [word for manager in question.absent for word in ("--absent", manager)]
    options = [word for option, value in said.items() if value for word in (f"--{option}", value)]
    return ("leadcli", "who-owns", *([name] if name else []), *options, *absent)


def tables(book: Book) -> dict[str, str]:
    """A small book as CSV files."""
    found = {}
    for name, rows in _rows(book).items():
        columns = list(rows[0]) if rows else COLUMNS[name]
        lines = [",".join(map(_quoted, cells)) for cells in (columns, *(row.values() for row in rows))]
        found[f"data/{name}.csv"] = "\n".join(lines) + "\n"
    return found


def _rows(book: Book) -> dict[str, list[dict[str, str]]]:
    """The cells of each table by their columns."""
    records: dict[str, Iterable[Any]] = {
        "managers": book.managers.values(), "groups": book.groups.values(), "clients": book.clients.values(),
    }  # fmt: skip
    found = {}
    for table, rows in records.items():
        otherwise = dict.fromkeys(column for record in rows for column in _otherwise(record))
        columns = dict.fromkeys((*COLUMNS[table], *otherwise))
        found[table] = [{column: _cell(_cells(record).get(column)) for column in columns} for record in rows]
    return found


def _cells(record: Any) -> dict[str, Any]:
    """What a record says, by columns; those that leadcli does not know among them."""
    return {**as_dict(record), **dict(record.extra), "extra": ()}


def _otherwise(record: Any) -> Iterator[str]:
    """The columns in which a record says what it would not say by default: an id that is the name, nothing else."""
    usual = {**defaults(type(record)), "id": record.name, "name": record.name}
    return (column for column, value in _cells(record).items() if value != usual.get(column, ""))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "|".join(map(_cell, value))
    if isinstance(value, Absence):
        return f"{value.first}..{value.last or ''}"
    if isinstance(value, Shift):
        return hours_text((value,))
    return "" if value is None else str(value)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell


def _told(policy: Policy, space: Space, finding: PolicyFinding, index: int) -> tuple[Message, ...]:
    """The answers of the conditions that take part in a finding; for a gap those of all."""
    rules = [r for r in policy.rules if r.id in (finding.rule, *finding.rules)] or policy.rules
    answers = look(space.facts(index), (a for rule in rules for a in asked(rule.when)), ())[0]
    return tuple(told(key, answer) for key, answer in answers.items())


def _others(policy: Policy, finding: PolicyFinding, facts: Facts, ruling: Ruling) -> Iterable[tuple[str, str]]:
    """Rules that hold in the case without deciding it, and whom they would name."""
    fired = {step.rule for step in ruling.trace if step.outcome == "fired"}
    for rule in policy.rules:
        if rule.id in fired or rule.id not in (finding.rule, *finding.rules):
            continue
        answer, _ = weigh(rule.when, Inquiry(facts))
        if answer.value == "yes":
            choice, _ = choose(rule, facts)
            yield rule.id, choice.owner or (PERSON if choice.ask else "")
