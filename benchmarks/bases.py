"""Bases that grew by a policy: clients came one by one, the judge named each one's owner, and some were handed over."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from leadcli.analysis.infer.inference import Subject
from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Facts, Identity
from leadcli.domain.frozen import replace
from leadcli.domain.question import Question
from leadcli.policy.judge import judge
from leadcli.policy.policy import Policy
from leadcli.resolution.brands import card_brand

NAMES = ("Ирина", "Дима", "Миша", "Борис", "Ольга", "Светлана", "Тимур", "Анна")
START = date(2020, 1, 1)


def grown(
    policy: Policy, clients: int, seed: int, noise: float, later: bool = True
) -> tuple[Book, list[Subject], dict[str, str]]:
    """A book, its clients as subjects, and by client the owner whom the policy named where another has the client.

    ``noise`` is the share of those; they were handed over after all had come (``later``), or as soon as they came, and
    then whose turn it was went by who had them. Claims on sister companies went by whom the policy had named.
    """
    rng = random.Random(seed)
    groups = _groups(rng, max(4, clients // 12))
    cards = _cards(rng, clients, groups)
    came = {card.id for card in cards}
    groups = {g.id: replace(g, head=g.head if g.head in came else "") for g in groups.values()}
    load = dict.fromkeys(NAMES, 0)
    meant: dict[str, Client] = {}
    subjects, wrong = [], {}
    for number, card in enumerate(cards, 1):
        day, taker = START + timedelta(days=number), rng.choice(NAMES)
        managers = {name: Manager(name, name, open_clients=load[name]) for name in NAMES}
        owner = _owner(policy, Book(managers, groups, meant), card, taker, day) or rng.choice(NAMES)
        meant[card.id] = replace(card, owner=owner)
        if rng.random() < noise:
            wrong[card.id] = owner
            owner = rng.choice([n for n in NAMES if n != owner])
        load[meant[card.id].owner if later else owner] += 1
        subjects.append(Subject(number, replace(card, owner=owner), day, taker))
    book = Book({name: Manager(name, name) for name in NAMES}, groups, {s.client.id: s.client for s in subjects})
    return book, subjects, wrong


def _owner(policy: Policy, book: Book, card: Client, taker: str, on: date) -> str:
    group = book.groups.get(card.group)
    brands = {c.id: card_brand(c, book) for c in book.family(book.root(group.id).id)} if group else {}
    identity = Identity(None, group, False, card_brand(card, book) if group else "")
    question = Question(Caller(card.name), on, taken_by=taker)
    return judge(policy, Facts(book, question, identity, card.city, card.country, None, brands)).owner


def _groups(rng: random.Random, count: int) -> dict[str, Group]:
    """Groups of every kind: with a head office on file, of one person, each on its own, networks, by activity."""
    head: dict[str, object] = {"head": True}
    kinds = ({}, head, {"ownership": "one_person"}, {"ownership": "each_own"}, {"kind": "public_network"}, {}, head)
    found = {}
    for number in range(count):
        kind = dict(kinds[number % len(kinds)])
        group_id = f"g{number}"
        kind["head"] = f"{group_id}-head" if kind.get("head") else ""
        lead = rng.choice(NAMES) if kind.get("ownership") == "one_person" and rng.random() < 0.5 else ""
        structure = rng.choice(("territory", "activity"))
        found[group_id] = Group(group_id, f"Марка{number}", structure=structure, lead=lead, **kind)  # type: ignore[arg-type]
    return found


def _cards(rng: random.Random, clients: int, groups: Mapping[str, Group]) -> list[Client]:
    """Cards in the order in which they came, head offices before their daughters."""
    found = []
    for number in range(clients):
        group = rng.choice([*groups.values()]) if rng.random() < 0.7 else None
        if group is None:
            found.append(Client(f"c{number}", f"Фирма {number}", city="Москва"))
            continue
        if group.head and all(c.id != group.head for c in found):
            found.append(
                Client(group.head, f"{group.name} Управление", group=group.id, brand=group.name, city="Москва")
            )
            continue
        brand = group.name if rng.random() < 0.7 else f"Иная{rng.randrange(3)}"
        country = "RU" if rng.random() < 0.85 else "KZ"
        found.append(
            Client(f"c{number}", f"{brand} {number}", group=group.id, brand=brand, city="Тверь", country=country)
        )
    return found


def written(folder: Path, book: Book, subjects: list[Subject]) -> Path:
    """The base as a workspace, and as the export of a CRM that tells who took the calls."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "rules.yaml").write_bytes((Path(__file__).parent.parent / "rules.yaml").read_bytes())
    _table(folder / "data" / "managers.csv", ("name",), [(m.name,) for m in book.managers.values()])
    fields = ("id", "name", "kind", "head", "ownership", "lead", "structure")
    _table(folder / "data" / "groups.csv", fields, [[getattr(g, f) for f in fields] for g in book.groups.values()])
    fields = ("id", "name", "group", "brand", "city", "country", "owner")
    cards = [[*(getattr(s.client, f) for f in fields), str(s.since)] for s in subjects]
    _table(folder / "data" / "clients.csv", (*fields, "since"), cards)
    rows = [(s.client.id, s.client.name, s.client.owner, s.taken_by, str(s.since)) for s in subjects]
    _table(folder / "export.csv", ("id", "name", "owner", "taken by", "create date"), rows)
    return folder / "export.csv"


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
