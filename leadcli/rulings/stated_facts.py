"""What is stated of a case at the question: facts that who asks gives, and arguments of the claimants.

A fact is put into the case before it is judged. An argument is judged beside it: what it would change, and what would
prove it. What no table has a column for is kept and said: the rules cannot have weighed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from leadcli.domain.facts import Facts
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import NOWHERE
from leadcli.domain.question import Question, Statement
from leadcli.domain.ruling import Argued, Judgment
from leadcli.fields.cells import read_cell
from leadcli.fields.headers import header_key
from leadcli.fields.people import named
from leadcli.fields.table import TABLES, Field
from leadcli.policy.facts.fact_table import with_client, with_group
from leadcli.policy.judge import judge
from leadcli.policy.policy import Policy
from leadcli.resolution.brands import brand_key

# Of a card and of a group, what may be said otherwise at the question: not who they are, which options say.
_CLIENT = ("brand", "city", "country", "head_office", "activity", "owner", "since", "last_contact", "last_quote",
           "contract_until", "status", "status_since", "former_owner")  # fmt: skip
_GROUP = ("kind", "ownership", "lead", "structure", "since", "until", "head", "country")
OWN = {
    "client": {f.name: f for f in TABLES["clients"] if f.name in _CLIENT},
    "group": {f.name: f for f in TABLES["groups"] if f.name in _GROUP},
}
# What proves that a company belongs to a group; no rule weighs it, and it is kept with the ruling.
EVIDENCE = ("source", "evidence", "share", "источник", "основание", "доля", "выписка")


def read(text: str, option: str, by: str = "") -> Statement:
    """A statement as it is written: ``structure=activity``, ``group.kind=franchise``, or in words of one's own.

    ``by``: the id of the manager who argues it. Raises Refusal where it states nothing, or no such value.
    """
    left, equals, value = text.partition("=")
    name, value = left.strip(), value.strip()
    if not equals or not name or not value:
        raise Refusal(
            message("{option}: {value} states nothing", option=option, value=text),
            message("write it as FIELD=VALUE, such as structure=activity"),
        )
    about, field = _field(name)
    if field is None:
        return Statement(name, value, by)
    found, problems = read_cell(field, field.name, value, NOWHERE)
    if found is None:
        said = problems[0]  # what is not read has one
        raise Refusal(message("{option}: {why}", option=option, why=said.text), *([said.remedy] if said.remedy else []))
    return Statement(field.name, value, by, about)


def _field(name: str) -> tuple[str, Field | None]:
    """The record and the field that a name means: of a group where only groups have it, or where it says so."""
    about, dot, rest = name.partition(".")
    records = {"client": "client", "клиент": "client", "group": "group", "группа": "group"}
    if dot and about.strip().casefold() in records:
        chosen = records[about.strip().casefold()]
        return chosen, _named(chosen, rest)
    for each in ("client", "group"):
        if (found := _named(each, name)) is not None:
            return each, found
    return "", None


def _named(about: str, name: str) -> Field | None:
    key = header_key(name)
    return next((f for f in OWN[about].values() if key in map(header_key, f.spellings)), None)


def made(facts: Facts, statement: Statement) -> Facts | None:
    """The case as it would be were a statement true; None where no table has it, or the caller has no such record."""
    field = OWN.get(statement.about, {}).get(statement.field)
    if field is None:
        return None
    value: Any = read_cell(field, field.name, statement.value, NOWHERE)[0]
    if field.kind == "manager":
        value = _manager(facts, statement.value)
    identity = facts.identity
    if value is None or (field.kind == "client" and value not in facts.book.clients):
        return None
    if statement.about == "group":
        return with_group(facts, identity.group.id, **{field.name: value}) if identity.group else None
    if field.name == "brand":
        return _branded(facts, brand_key(str(value)))
    if field.name == "country" and identity.client is None:
        return replace(facts, country=str(value))
    if field.name == "city" and identity.client is None:
        return replace(facts, city=str(value))
    if identity.client is None or identity.client.id not in facts.book.clients:
        return None
    return with_client(facts, identity.client.id, **{field.name: value})


def _branded(facts: Facts, brand: str) -> Facts:
    """The caller bearing a brand; its own card, if it has one, too."""
    client = facts.identity.client
    made = replace(facts, identity=replace(facts.identity, brand=brand))
    return replace(made, brands={**facts.brands, client.id: brand}) if client else made


def _manager(facts: Facts, text: str) -> str | None:
    return named(facts.book, text).manager or None


def stated(facts: Facts) -> Facts:
    """The case with what who asks has stated of it."""
    for statement in facts.question.stated:
        if not statement.by:
            facts = made(facts, statement) or facts
    return facts


def unweighed(readings: Sequence[Facts], by: str = "") -> list[Statement]:
    """The statements that no reading of the case can hold, evidence of membership apart."""
    return [
        s
        for s in readings[0].question.stated
        if s.by == by and not is_evidence(s) and all(made(facts, s) is None for facts in readings)
    ]


def is_evidence(statement: Statement) -> bool:
    """Whether a statement proves that a company belongs to a group."""
    return not statement.about and statement.field.casefold() in EVIDENCE


def told(readings: Sequence[Facts], asked: bool) -> Iterable[Message]:
    """What must be known of the facts given with the question. ``asked``: what no rule weighs is asked about."""
    open_ones = unweighed(readings)
    for s in readings[0].question.stated:
        if s.by:
            continue
        if is_evidence(s):
            yield message("given as evidence: {field} = {value}", field=s.field, value=s.value)
        elif s in open_ones:
            if not asked:
                yield message("no rule asks for {field} = {value}, so it was not weighed", field=s.field, value=s.value)
        else:
            yield message("said with the question, not on file: {field} = {value}", field=s.field, value=s.value)


def contested(question: Question, readings: Sequence[Facts], judgment: Judgment) -> Message | None:
    """What a person must say where several claim a client, and a fact was given that no rule weighs."""
    open_ones = unweighed(readings)
    if not open_ones or len(question.claims) < 2 or not judgment.owner or question.reply == "yes":
        return None
    return message(
        "No rule asks for {facts}: does that change who serves the client? If not, it is {manager}, by {rule}.",
        facts=tuple(f"{s.field} = {s.value}" for s in open_ones),
        manager=readings[0].book.managers[judgment.owner].name, rule=judgment.rule,
    )  # fmt: skip


def arguments(policy: Policy, facts: Facts, judgment: Judgment) -> dict[str, tuple[Argued, ...]]:
    """Each claimant's arguments, judged: manager -> what each would change."""
    found: dict[str, list[Argued]] = {}
    for statement in facts.question.stated:
        if statement.by:
            found.setdefault(statement.by, []).append(_argued(policy, facts, judgment, statement))
    return {manager: tuple(each) for manager, each in found.items()}


def _argued(policy: Policy, facts: Facts, judgment: Judgment, statement: Statement) -> Argued:
    case = made(facts, statement)
    if case is None:
        return Argued(statement.field, statement.value, "unasked")
    ruled = judge(policy, case)
    proof = _proof(facts, statement)
    if not ruled.owner:
        return Argued(statement.field, statement.value, "open", "", ruled.rule, proof, ruled.ask)
    if ruled.owner == judgment.owner:
        return Argued(statement.field, statement.value, "same", ruled.owner, ruled.rule)
    effect = "wins" if ruled.owner == statement.by else "moves"
    return Argued(statement.field, statement.value, effect, ruled.owner, ruled.rule, proof)  # type: ignore[arg-type]


def _proof(facts: Facts, statement: Statement) -> Message | None:
    """Where it would have to stand on file."""
    identity = facts.identity
    record = identity.group if statement.about == "group" else identity.client
    if record is None:
        return None
    where = str(record.place) if record.place != NOWHERE else f"data/{statement.about}s"
    return message(
        "{name} ({place}), column {column}: {value}",
        name=record.name, place=where, column=statement.field, value=statement.value,
    )  # fmt: skip
