"""The small world of ``policy check``: a few people, cards and a group, in which the facts of a case are set.

What is assumed: one sister company, one rival sister and one head office stand for any number; who serves them are
different people, of whom the sister's manager may be the one who took the call; somebody in the office can take a new
client; who took the call works here.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Facts, Identity
from leadcli.domain.frozen import replace
from leadcli.domain.question import Question

T = TypeVar("T")
DAY = date(2026, 3, 2)
GROUP = "group"
CARDS = OWN, HEAD, SISTER, RIVAL, SPARE = ("own", "head", "sister", "rival", "spare")
BRAND, OTHER_BRAND = "Вымпел", "Сапфир"  # of the group and of all its cards; of the caller, if it has another
HERE, ELSEWHERE, NOWHERE = "Синеборск", "Дальнегорье", ""

# Who they are, by what they do. The least loaded comes last and has no clients yet.
CAST = SERVES, RIVALS, LEADS, HEADS, OWNS, LEFT, FORMER, HEIR, TAKES, DECIDED, FREE = (
    "Анна", "Борис", "Глеб", "Дарья", "Вера", "Юлия", "Роман", "Нина", "Тимур", "Пётр", "Лев",
)  # fmt: skip


def stranger(name: str = "Кристалл") -> Facts:
    """Somebody whom nobody knows calls an office in which one manager is free."""
    book = Book({FREE: Manager(FREE, FREE, open_clients=0)}, {}, {})
    return Facts(book, Question(Caller(name), DAY), Identity(), HERE, "RU")


def of_group(name: str, brand: str = BRAND) -> Facts:
    """A company of a group of which there is no card."""
    group = Group(GROUP, BRAND, structure="territory")
    facts = stranger(name)
    question = replace(facts.question, group_id=GROUP)
    facts = replace(facts, question=question, identity=Identity(None, group, False, brand.casefold()))
    return with_tables(facts, groups={GROUP: group})


def on_file(facts: Facts, name: str) -> Facts:
    """The caller has a card, and somebody owns it."""
    group, brand = (GROUP, BRAND) if facts.identity.group else ("", "")
    card = Client(OWN, name, group=group, brand=brand, owner=OWNS, last_contact=DAY)
    identity = replace(facts.identity, client=card)
    question = replace(facts.question, client_id=OWN, group_id="")
    return replace(enter(facts, OWNS, card), identity=identity, question=question)


def serves(facts: Facts, manager: str, card_id: str, name: str) -> Facts:
    """A manager serves one more company of the group, in the caller's country."""
    country = facts.country or "RU"
    return enter(facts, manager, Client(card_id, name, (), GROUP, BRAND, HERE, country, owner=manager))


def sister_served(facts: Facts, manager: str) -> Facts:
    """A manager serves the one sister company."""
    return serves(facts, manager, SISTER, "ООО «Вымпел Аметист»")


def enter(facts: Facts, manager: str, *cards: Client) -> Facts:
    """One more manager, where he is not there yet, and the cards; both as the tables list them."""
    managers = dict(facts.book.managers)
    if manager and manager not in managers:
        managers[manager] = Manager(manager, manager, active=manager != LEFT, open_clients=5 * (manager != LEFT))
        managers = _listed(managers, CAST)
    clients = _listed({**facts.book.clients, **{card.id: card for card in cards}}, CARDS)
    brands = {**facts.brands, **{card.id: card.brand.casefold() for card in cards if card.group}}
    return with_tables(replace(facts, brands=brands), managers=managers, clients=clients)


def _listed(rows: dict[str, T], order: tuple[str, ...]) -> dict[str, T]:
    """Rows in an order; those that it does not name come last."""
    return {**{key: rows[key] for key in order if key in rows}, **rows}


def with_tables(facts: Facts, **tables: object) -> Facts:
    """The case file with other tables of its book."""
    book = facts.book
    kept = {"managers": book.managers, "groups": book.groups, "clients": book.clients, "spellings": book.spellings}
    return replace(facts, book=Book(**{**kept, **tables}))  # type: ignore[arg-type]


def ago(days: int) -> date:
    """So many days before the call."""
    return DAY - timedelta(days=days)
