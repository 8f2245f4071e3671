"""A flat list of cards with planted groups, doubles, leavers' quarrels, and words that many strangers bear."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from random import Random

from leadcli.domain.company import Client

_BEGINS = ("бр вел гал дор зар кел лам мон нор пел рум сив тар фор хел цем чар шел эр яр кро при ста тра ").split()  # noqa: SIM905
_MIDDLES = ["ани", "ери", "ило", "оми", "уна", "ове", "ату", "иса", "ола", "эно", "ику", "аро"]
_ENDS = ["кс", "нт", "рм", "вит", "тек", "лан", "гор", "мет", "дис", "пан", "рон", "фил", "ста", "нга"]
_TRADES = ["Логистика", "Сервис", "Трейд", "Строй", "Инжиниринг", "Монтаж", "Лизинг", "Агро", "Энерго"]
_COMMON = ("Каскад Аврора Титан Вектор Родник Фортуна Горизонт Престиж Стройинвест Торг Гарант Спецмонтаж ").split()  # noqa: SIM905
_CITIES = [
    "Казань", "Самара", "Пермь", "Омск", "Тула", "Калуга", "Тверь", "Рязань", "Пенза", "Уфа", "Томск", "Киров",
    "Курск", "Орёл", "Псков", "Сочи", "Иваново", "Саратов", "Воронеж", "Челябинск", "Красноярск", "Барнаул",
    "Тюмень", "Липецк", "Ижевск",
]  # fmt: skip
_FORMS = ('ООО "{}"', "ООО «{}»", "АО «{}»", "{}, ООО", "{} ООО")


@dataclass
class Planted:
    """The list, and what is in it: of each card its group, ``""`` for none, and pairs that are one company."""

    clients: list[Client] = field(default_factory=list)
    group: dict[str, str] = field(default_factory=dict)
    doubles: set[tuple[str, str]] = field(default_factory=set)
    quarrels: set[str] = field(default_factory=set)

    def pairs(self) -> set[tuple[str, str]]:
        """The pairs of cards that are of one group."""
        members: dict[str, list[str]] = {}
        for one, group in self.group.items():
            if group:
                members.setdefault(group, []).append(one)
        return {pair for ids in members.values() for pair in combinations(sorted(ids), 2)}


def inn(random: Random) -> str:
    """A tax number of ten digits with its check digit."""
    digits = [random.randint(1, 9), *(random.randint(0, 9) for _ in range(8))]
    check = sum(weight * digit for weight, digit in zip((2, 4, 10, 3, 5, 9, 4, 6, 8), digits, strict=True)) % 11 % 10
    return "".join(map(str, (*digits, check)))


def planted(size: int, seed: int = 18) -> Planted:
    """A list of about so many cards: a third in groups of two to nine, one in twenty twice, the others alone."""
    random = Random(seed)
    found = Planted()
    while len(found.clients) < size:
        kind = random.random()
        if kind < 0.08:
            _plant_group(found, random)
        elif kind < 0.3:
            _add(found, random, random.choice(_COMMON), "")
        elif kind < 0.45:
            _add(found, random, f"{random.choice(_COMMON)}-{random.choice(_TRADES)}", "")
        else:
            card = _add(found, random, f"{coined(random)} {random.choice(_TRADES)}", "")
            if random.random() < 0.1:
                _plant_double(found, random, card)
    random.shuffle(found.clients)
    return found


def coined(random: Random) -> str:
    """A word that nobody else bears, most likely."""
    middle = random.choice(_MIDDLES) + (random.choice(_MIDDLES) if random.random() < 0.8 else "")
    return (random.choice(_BEGINS) + random.choice(_MIDDLES) + middle + random.choice(_ENDS)).capitalize()


def _plant_group(found: Planted, random: Random) -> None:
    brand = coined(random)
    group = f"g{len(found.clients)}"
    domain = f"site{len(found.clients)}.ru" if random.random() < 0.6 else ""
    owners = random.sample(["a", "b", "c"], 2 if random.random() < 0.3 else 1)
    size = random.randint(2, 9)
    used = []
    for number in range(size):
        what = "" if number == 0 else random.choice(("-" + random.choice(_TRADES), " " + random.choice(_CITIES)))
        # A company of the group with a name of its own is known by its site alone.
        name = coined(random) if domain and number > 2 and random.random() < 0.2 else brand + what
        site = domain if random.random() < 0.6 or not name.startswith(brand) else ""
        used.append(owner := owners[number % len(owners)])
        _add(found, random, name, group, site, owner)
    if len(set(used)) > 1:
        found.quarrels.add(group)


def _add(found: Planted, random: Random, name: str, group: str, site: str = "", owner: str = "a") -> Client:
    number = f"{len(found.clients):06}"
    client = Client(
        number,
        random.choice(_FORMS).format(name),
        city=random.choice(_CITIES),
        inn=inn(random) if random.random() < 0.6 else "",
        phone=f"+7495{random.randint(1_000_000, 9_999_999)}" if random.random() < 0.5 else "",
        email=f"info@{site}" if site else "",
        website=site,
        owner=owner,
    )
    found.clients.append(client)
    found.group[number] = group
    return client


def _plant_double(found: Planted, random: Random, card: Client) -> None:
    """The same company once more: written otherwise, with its phone or its number, or in the same city."""
    plain = card.name.replace("ООО", "").strip(' "«»,')
    number = f"{len(found.clients):06}"
    again = Client(
        number,
        random.choice((plain, plain.upper(), f"ООО {plain}", f'ООО "{plain}"')) if "АО" not in plain else plain,
        city=card.city,
        inn=card.inn if random.random() < 0.7 else "",
        phone=card.phone if random.random() < 0.7 else "",
        owner=card.owner,
    )
    found.clients.append(again)
    found.group[number] = ""
    found.doubles.add((card.id, number))
