"""A constellation as a workspace and a question that anybody can ask: the tables, the command, what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from leadcli.analysis.check.condition_parts import told
from leadcli.analysis.check.findings import Finding
from leadcli.analysis.check.scenarios import DAY, GROUP, OWN, TAKES, World, book_of, facts_of, grouped, precedents_of
from leadcli.analysis.check.state_space import PERSON, Space, look
from leadcli.domain.book import Book
from leadcli.domain.facts import Facts
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message
from leadcli.domain.question import Caller, Question
from leadcli.domain.ruling import Ruling
from leadcli.policy.judge import Inquiry, choose, weigh
from leadcli.policy.policy import Policy, asked, asks
from leadcli.resolution import build_directory, recognise
from leadcli.rulings.resolve import case_files, resolve

TRIED = 40  # constellations of a finding of which one must be brought to life
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

    world: World
    question: Question
    book: Book
    facts: tuple[Message, ...]
    ruling: Ruling
    others: tuple[tuple[str, str], ...] = ()

    @property
    def command(self) -> tuple[str, ...]:
        """The words of the command line that asks the question in the saved workspace."""
        return command(self.question)

    @property
    def tables(self) -> dict[str, str]:
        """The files of the workspace but for its rules, by their names."""
        return tables(self.book)

    @property
    def rows(self) -> Iterator[tuple[str, str]]:
        """The workspace at a glance: each row of its tables with what is filled in."""
        for name, records in _records(self.book).items():
            for record in records:
                cells = ((column, _cell(getattr(record, column))) for column in COLUMNS[name])
                yield name, ", ".join(f"{column} {cell}" for column, cell in cells if cell)


def witness(policy: Policy, space: Space, finding: Finding) -> Witness | None:
    """The plainest case that shows a finding, asked from its tables to the ruling.

    None where none of the first constellations can be put as a question on the phone.
    """
    for number, index in enumerate(space.members(finding.where)):
        if number >= TRIED:
            return None
        found = alive(policy, space.world(index))
        if found is not None:
            question, book, facts, ruling = found
            return Witness(
                space.world(index), question, book, _told(policy, space, finding, index), ruling,
                tuple(_others(policy, finding, facts, ruling)),
            )  # fmt: skip
    return None


def alive(policy: Policy, world: World) -> tuple[Question, Book, Facts, Ruling] | None:
    """The world's question put to its workspace; None unless all conditions answer there as they do in the world."""
    question, book = question_of(world, policy), book_of(world)
    directory = build_directory(book)
    match = recognise(question.caller, directory, question.client_id, question.group_id)
    precedents = precedents_of(world)
    real = case_files(question, match, book, policy, precedents)
    owners = dict.fromkeys(name for rule in policy.rules for name in rule.owner)
    if (
        len(real) != 1
        or match.deniable
        or look(real[0], asks(policy), owners) != look(facts_of(world), asks(policy), owners)
    ):
        return None
    return question, book, real[0], resolve(question, book, policy, directory, lambda question, match: precedents)


def question_of(world: World, policy: Policy) -> Question:
    """What the caller says, and what is known of the call."""
    name = {
        "stranger": "Кристалл",
        "new": {"same": "Вымпел Сапфир", "other": "Сапфир"}[world.brand],
        "unnamed": "",
        "open": "Вымпел",
        "card": {"same": "Вымпел Опал", "other": "Сапфир"}[world.brand],
        "lone": "Бирюза",
    }[world.who]
    names = {ask.condition.name for ask in asks(policy)}
    country = world.country if world.country != policy.country and names & {"caller_country", "caller_abroad"} else ""
    city = world.city if "another_city" in names and grouped(world) else ""
    return Question(
        Caller(name, city=city, country=country),
        DAY,
        taken_by=TAKES if world.taker else "",
        client_id=OWN if world.who in ("card", "lone") else "",
        group_id=GROUP if world.who in ("new", "unnamed") else "",
    )


def earlier(world: World, question: Question) -> Question:
    """The earlier question on which a person decided, alike as the world says."""
    name = question.caller.name
    if world.precedent != "caller":
        name = {"client": "Янтарь", "group": "Вымпел Агат"}[world.precedent]
    said = {"client_id": OWN} if world.precedent == "client" else {}
    if world.precedent == "group":
        said = {"group_id": GROUP, "client_id": ""}
    caller = replace(question.caller, name=name)
    return replace(question, caller=caller, on=DAY - timedelta(days=30), taken_by="", **said)


def command(question: Question) -> tuple[str, ...]:
    """A question as the words of a command line."""
    words = ["leadcli", "who-owns", *([question.caller.name] if question.caller.name else [])]
    for option, value in (
        ("--city", question.caller.city),
        ("--country", question.caller.country),
        ("--client", question.client_id),
        ("--group", question.group_id),
        ("--taken-by", question.taken_by),
        ("--on", question.on.isoformat()),
    ):
        words += [option, value] if value else []
    return tuple(words)


def tables(book: Book) -> dict[str, str]:
    """A small book as CSV files."""
    records = _records(book)
    found = {}
    for name, columns in COLUMNS.items():
        lines = [",".join(_cell(getattr(record, column)) for column in columns) for record in records[name]]
        found[f"data/{name}.csv"] = "\n".join([",".join(columns), *lines]) + "\n"
    return found


def _records(book: Book) -> dict[str, Iterable[object]]:
    return {"managers": book.managers.values(), "groups": book.groups.values(), "clients": book.clients.values()}


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)  # none of our own words holds a comma or a quote


def _told(policy: Policy, space: Space, finding: Finding, index: int) -> tuple[Message, ...]:
    """The answers of the conditions that take part in a finding; for a gap those of all."""
    rules = [r for r in policy.rules if r.id in (finding.rule, *finding.rules)] or policy.rules
    answers = look(facts_of(space.world(index)), (a for rule in rules for a in asked(rule.when)), ())[0]
    return tuple(told(key, answer) for key, answer in answers.items())


def _others(policy: Policy, finding: Finding, facts: Facts, ruling: Ruling) -> Iterable[tuple[str, str]]:
    """Rules that hold in the case without deciding it, and whom they would name."""
    fired = {step.rule for step in ruling.trace if step.outcome == "fired"}
    for rule in policy.rules:
        if rule.id in fired or rule.id not in (finding.rule, *finding.rules):
            continue
        answer, _ = weigh(rule.when, Inquiry(facts))
        if answer.value == "yes":
            choice, _ = choose(rule, facts)
            yield rule.id, choice.owner or (PERSON if choice.ask else "")
