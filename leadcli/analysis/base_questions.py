"""The questions that a client base holds: each card calling, and new companies of each group calling.

New callers are the cases about which policies differ most, and a base does not show them: under the group's name, under
the brand of a company that is served, under another brand, from another country; and a stranger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Literal

from leadcli.assignment.rows import Case
from leadcli.domain.book import Book, Group
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Facts, Identity
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.match import Match
from leadcli.domain.question import Question
from leadcli.policy.family import served
from leadcli.policy.presence import out
from leadcli.resolution import Directory, recognise

Kind = Literal["client", "name", "brand", "other", "abroad", "stranger"]
KINDS: tuple[Kind, ...] = ("client", "name", "brand", "other", "abroad", "stranger")
ANOTHER = "?"  # a brand that no company bears
CITIES = ("Калуга", "Тверь", "Томск", "Омск", "Самара", "Пермь", "Тула", "Псков", "Чита", "Орёл")
COUNTRIES = ("KZ", "BY", "CN", "DE", "JP", "US")
HOME = "RU"


@frozen
class Situation:
    """A case and what it stands for. ``about``: the name or brand under which a new company calls."""

    kind: Kind
    about: str
    case: Case


def cards(book: Book, directory: Directory, on: date) -> Iterator[Situation]:
    """Each card of the book calling, in the order of the file."""
    for number, client in enumerate(book.clients.values(), 1):
        yield card_calls(number, client, book, directory, on)


def card_calls(number: int, client: Client, book: Book, directory: Directory, on: date) -> Situation:
    """One card calling, by a person's word that it is that card."""
    caller = Caller(client.name, city=client.city)
    match = recognise(caller, directory, client.id)
    owner = book.managers.get(client.owner)
    question = Question(caller, on, client_id=client.id)
    return Situation(
        "client", client.name, Case(number, client.id, owner.name if owner else "", client.owner, question, match)
    )


def callers(book: Book, directory: Directory, on: date) -> Iterator[Situation]:
    """New companies of each group calling, and a stranger."""
    for group in book.groups.values():
        yield from new_companies(group, book, directory, on)
    yield stranger(on)


def stranger(on: date) -> Situation:
    """Somebody whom nobody knows."""
    return Situation("stranger", "", Case(0, "", "", "", Question(Caller(""), on), Match("none")))


def new_companies(group: Group, book: Book, directory: Directory, on: date) -> Iterator[Situation]:
    """The ways in which a new company of a group may call, each that is another case for some rule."""
    known = served(Facts(book, Question(Caller(group.name), on), Identity(None, group)))
    family = list(book.family(book.root(group.id).id))
    countries = Counter(c.country for c in known or family)
    home = min(countries, key=lambda c: (-countries[c], c)) if countries else HOME
    taken = {c.city.casefold() for c in family}
    city = next((c for c in CITIES if c.casefold() not in taken), "") if home == HOME else ""
    match = recognise(Caller(group.name, city=city, country=home), directory, group_id=group.id)
    sure = replace(
        match, status="accept", client_id="", group_id=group.id, new_entity=True, deniable=False, question=None,
        city=city, country=home,
    )  # fmt: skip

    def situation(kind: Kind, about: str, match: Match) -> Situation:
        question = Question(Caller(about, city=match.city, country=match.country), on, group_id=group.id)
        return Situation(kind, about, Case(0, group.id, "", "", question, match))

    yield situation("name", group.name, sure)
    brands = {c.id: match.brands.get(c.id, "") for c in known}
    for client in known:
        if brands[client.id] not in ("", sure.brand):
            yield situation("brand", client.brand or client.name, replace(sure, brand=brands[client.id]))
            break
    if sure.brand in brands.values():
        yield situation("other", group.name, replace(sure, brand=ANOTHER))
    away = next((c for c in COUNTRIES if c not in countries), "")
    if known and away:
        yield situation("abroad", group.name, replace(sure, city="", country=away))


def colleague(case: Case, book: Book) -> str:
    """Who may stand for any colleague that takes the call: one with no claim on the caller, if there is one.

    Present and active, not the owner, serving no company of the caller's group and leading none; the last in the
    published order. Where all have a claim, one who at least is not the owner.
    """
    book = book.on(case.question.on)
    client = case.card or book.clients.get(case.match.client_id)
    group = book.groups.get(client.group if client else case.match.group_id)
    owners = {case.old, client.owner if client else ""}
    claims = set(owners)
    if group is not None:
        claims |= {c.owner for c in book.family(book.root(group.id).id)}
        claims |= {g.lead for g in book.lineage(group.id)}
    able = [m for m in book.managers.values() if m.active]
    present = [m for m in able if out(m, case.question.on) is None] or able
    for free in ([m for m in present if m.id not in claims], [m for m in present if m.id not in owners], present):
        if free:
            return free[-1].id
    return ""
