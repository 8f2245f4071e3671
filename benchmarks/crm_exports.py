"""Exports of five CRMs as their users save them, seeded, and what is planted in them.

Groups (told by a column of companies above, by names, by sites), companies that stand twice, managers who have left,
groups that several managers share; between them strangers of like names. Headers, owners and formats are those of
Bitrix24, amoCRM, 1C, HubSpot and Salesforce.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

from benchmarks.planted import inn

_SOUNDS = "б в г д ж з к л м н п р с т ф х ц ч ш бр вл гр др кр пл пр ст тр".split()  # noqa: SIM905
_VOWELS = "а е и о у".split()  # noqa: SIM905
_LATIN = dict(zip("бвгджзклмнпрстфхцчшаеиоу", (*"bvgdjzklmnprstfhcks", *"aeiou"), strict=True))
DAY = date(2026, 11, 2)  # on which the exports are saved


@dataclass(frozen=True)
class Country:
    """How companies of a country are called and where they are."""

    forms: tuple[str, ...]
    trades: tuple[str, ...]
    common: tuple[str, ...]  # names that strangers bear
    cities: tuple[str, ...]
    managers: tuple[str, ...]


RUSSIA = Country(
    ("ООО «{}»", 'ООО "{}"', "АО «{}»", "{}, ООО", "{} ООО"),
    ("Логистика", "Сервис", "Трейд", "Строй", "Инжиниринг", "Монтаж", "Лизинг", "Агро", "Энерго"),
    ("Каскад", "Аврора", "Титан", "Вектор", "Родник", "Фортуна", "Горизонт", "Престиж", "Стройинвест", "Гарант"),
    ("Казань", "Самара", "Пермь", "Омск", "Тула", "Калуга", "Тверь", "Рязань", "Пенза", "Уфа", "Томск", "Киров",
     "Курск", "Псков", "Саратов", "Воронеж", "Челябинск", "Красноярск", "Барнаул", "Тюмень", "Липецк", "Ижевск"),
    ("Иванова Анна", "Петров Сергей", "Сидорова Мария", "Козлов Дмитрий", "Орлова Ольга", "Волков Олег",
     "Зайцева Елена", "Морозов Павел", "Лебедева Ирина", "Егоров Антон"),
)  # fmt: skip
STATES = Country(
    ("{} Inc.", "{} LLC", "{} Corp", "{} Ltd", "{}"),
    ("Logistics", "Services", "Trading", "Engineering", "Supply", "Solutions", "Energy", "Foods", "Systems"),
    ("Summit", "Pioneer", "Horizon", "Liberty", "Premier", "Atlas", "Heritage", "Frontier", "Keystone", "Sterling"),
    ("Boston", "Dallas", "Austin", "Chicago", "Seattle", "Denver", "Houston", "Phoenix", "Atlanta", "Miami",
     "Portland", "Detroit", "Cleveland", "Nashville", "Tampa", "Oakland", "Memphis", "Raleigh"),
    ("Dana Brooks", "Luis Ortega", "Priya Nair", "Tom Becker", "Emma Clark", "James Reed", "Olivia Stone",
     "Noah Price", "Grace Hill", "Ethan Ward"),
)  # fmt: skip
LEFT = 2  # of the managers, the last ones, have left


@dataclass
class Card:
    """A company as an export has it. ``owner``: a manager's number, -1 for nobody; ``parent``: the company above."""

    number: int
    name: str
    city: str
    owner: int
    inn: str = ""
    phone: str = ""
    site: str = ""
    email: str = ""
    parent: str = ""
    came: date = DAY
    seen: date = DAY


@dataclass
class Base:
    """The cards and what is in them: of each its group (``""``: none), pairs that are one, groups that are shared."""

    country: Country
    cards: list[Card] = field(default_factory=list)
    group: dict[int, str] = field(default_factory=dict)
    doubles: set[tuple[int, int]] = field(default_factory=set)
    quarrels: set[str] = field(default_factory=set)

    def pairs(self) -> set[tuple[int, int]]:
        """The pairs of cards that are of one group."""
        members: dict[str, list[int]] = {}
        for one, group in self.group.items():
            if group:
                members.setdefault(group, []).append(one)
        return {pair for ids in members.values() for pair in combinations(sorted(ids), 2)}


class Maker:
    """Makes a base: a third of the cards in groups, one single in ten twice, a fifth with names that strangers bear."""

    def __init__(self, country: Country, seed: int, parents: float) -> None:
        """``parents``: the share of groups that the column of companies above tells."""
        self.random, self.base, self.parents = Random(seed), Base(country), parents
        self.coined: set[str] = set()

    def whole(self, size: int) -> Base:
        """A base of about so many cards."""
        country, random = self.base.country, self.random
        while len(self.base.cards) < size:
            kind = random.random()
            if kind < 0.08:
                self.group()
            elif kind < 0.2:
                self.card(random.choice(country.common))
            elif kind < 0.35:
                self.card(f"{random.choice(country.common)} {random.choice(country.trades)}")
            else:
                card = self.card(f"{self.word()} {random.choice(country.trades)}")
                if random.random() < 0.1:
                    self.double(card)
        random.shuffle(self.base.cards)
        return self.base

    def word(self) -> str:
        """A word that nobody else bears."""
        random = self.random
        while True:
            text = "".join(random.choice(_SOUNDS) + random.choice(_VOWELS) for _ in range(3)) + random.choice(_SOUNDS)
            if self.base.country is STATES:
                text = "".join(_LATIN[sound] for sound in text)
            if text not in self.coined:
                self.coined.add(text)
                return text.capitalize()

    def card(self, name: str, group: str = "", site: str = "", owner: int | None = None, parent: str = "") -> Card:
        """A company, with whatever a card has of it."""
        random, country = self.random, self.base.country
        working, number = len(country.managers) - LEFT, len(self.base.cards) + 1
        if owner is None:
            owner = -1 if random.random() < 0.03 else random.randrange(working)
            owner = working + random.randrange(LEFT) if random.random() < 0.02 else owner
        gone = owner >= working
        seen = date(2024, 9, 1) if gone else DAY
        card = Card(
            number, random.choice(country.forms).format(name), random.choice(country.cities), owner,
            inn=inn(random) if country is RUSSIA and random.random() < 0.6 else "",
            phone=self.phone() if random.random() < 0.5 else "",
            site=site, email=f"info@{site}" if site and random.random() < 0.7 else "", parent=parent,
            came=date(2019, 1, 1) + timedelta(random.randrange(1_800)), seen=seen - timedelta(random.randrange(300)),
        )  # fmt: skip
        self.base.cards.append(card)
        self.base.group[number] = group
        return card

    def phone(self) -> str:
        """A number as people type it."""
        random = self.random
        if self.base.country is STATES:
            number = f"{random.randint(200, 999)}{random.randint(2_000_000, 9_999_999)}"
            return random.choice(("+1 {} {} {}", "({}) {}-{}")).format(number[:3], number[3:6], number[6:])
        number = f"{random.randint(1_000_000, 9_999_999)}"
        style = random.choice(("+7 (495) {}-{}-{}", "8 495 {} {} {}", "+7495{}{}{}"))
        return style.format(number[:3], number[3:5], number[5:])

    def group(self) -> None:
        """Two to nine companies of one brand; some have a name of their own and are known by the site or from above."""
        random, country = self.random, self.base.country
        brand, group = self.word(), f"g{len(self.base.cards)}"
        site = f"{brand.casefold()}.com" if country is STATES else f"site{len(self.base.cards)}.ru"
        site, told = site if random.random() < 0.6 else "", random.random() < self.parents
        owners = random.sample(range(len(country.managers) - LEFT), 2 if random.random() < 0.3 else 1)
        used, head = set(), ""
        for number in range(random.randint(2, 9)):
            more = f"-{random.choice(country.trades)}" if random.random() < 0.5 else f" {random.choice(country.cities)}"
            own = number > 2 and bool(site or told) and random.random() < 0.2
            name = self.word() if own else brand + (more if number else "")
            here = site if random.random() < 0.6 or (own and not told) else ""
            above = head if told and (own or random.random() < 0.8) else ""
            used.add(owner := owners[number % len(owners)])
            card = self.card(name, group, here, owner, above)
            head = head or card.name
        if len(used) > 1:
            self.base.quarrels.add(group)

    def double(self, card: Card) -> None:
        """The same company once more: written otherwise, with its phone or its number, or in the same city."""
        forms = ("ООО", "АО") if self.base.country is RUSSIA else ("Inc.", "LLC", "Corp", "Ltd")
        plain = card.name
        for form in forms:
            plain = plain.replace(form, "")
        plain = plain.strip(' "«»,')
        again = self.card(self.random.choice((plain, plain.upper())), owner=card.owner)
        again.name = again.name if self.base.country is RUSSIA and "АО" in card.name else plain
        again.city, again.inn = card.city, card.inn if self.random.random() < 0.7 else ""
        again.phone = card.phone if self.random.random() < 0.7 else ""
        if "АО" in card.name or self.base.country is STATES:
            again.name = plain
        else:
            again.name = self.random.choice((plain, plain.upper(), f"ООО {plain}", f'ООО "{plain}"'))
        self.base.doubles.add((card.number, again.number))


# --- the five systems -------------------------------------------------------------------------------------------------
def bitrix24(base: Base, random: Random) -> bytes:
    """CSV with a mark, semicolons, quotes everywhere and an empty last column; requisites on rows of their own."""
    head = ("ID", "Название компании", "Тип компании", "Сфера деятельности", "Рабочий телефон", "Рабочий e-mail",
            "Корпоративный сайт", "Фактический адрес", "Кол-во сотрудников", "Комментарий", "Ответственный",
            "Кем создана", "Дата создания", "Дата изменения", "Реквизит (Россия): ИНН", "Город")  # fmt: skip
    lines = [head]
    for card in base.cards:
        owner = _named(base, card, random, "{} (уволен)")
        lines.append((
            str(card.number), card.name, "Клиент", "Производство", card.phone, card.email, card.site,
            f"Россия, {card.city}, ул. Ленина, д. {random.randint(1, 99)}", "менее 50", random.choice(_NOTES), owner,
            base.country.managers[0], f"{card.came:%d.%m.%Y} 10:15:00", f"{card.seen:%d.%m.%Y} 10:15:00", card.inn,
            card.city,
        ))  # fmt: skip
        if random.random() < 0.02:
            lines.append((*[""] * 14, card.inn, ""))
    return _csv([(*line, "") for line in lines], ";", "\n", csv.QUOTE_ALL).encode("utf-8-sig")


def amocrm(base: Base, random: Random) -> bytes:
    """CSV in UTF-8 with commas; the first name before the surname, the city in the address only."""
    head = ("ID", "Название компании", "Ответственный", "Дата создания", "Теги", "Рабочий телефон", "Рабочий email",
            "Web", "Адрес", "Примечание 1")  # fmt: skip
    lines = [head]
    for card in base.cards:
        owner = " ".join(reversed(_named(base, card, random, "{}").split()))
        owner += " (неактивен)" if card.owner >= len(base.country.managers) - LEFT else ""
        lines.append((
            str(card.number), card.name, owner, f"{card.came:%d.%m.%Y} 10:10", random.choice(("", "сеть, опт")),
            card.phone, card.email, card.site, f"{card.city}, ул. Мира", random.choice(_NOTES),
        ))  # fmt: skip
    return _csv(lines, ",", "\r\n", csv.QUOTE_ALL).encode()


def one_c(base: Base, random: Random) -> bytes:
    """A workbook: a title above the header, the legal form after the name, each company above itself, a total below."""
    import xlsxwriter

    head = ("Код", "Наименование", "Полное наименование", "ИНН", "КПП", "Головной контрагент", "Основной менеджер",
            "Телефон", "Адрес", "Группа")  # fmt: skip
    lines = [("Контрагенты",), (), head]
    for card in base.cards:
        lines.append((
            f"00-{card.number:08}", card.name, card.name, card.inn, "", card.parent or card.name,
            _named(base, card, random, "{} (уволен)"), card.phone, f"г. {card.city}, ул. Мира, 1", "Покупатели",
        ))  # fmt: skip
    lines.append((f"Всего: {len(base.cards)}",))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Контрагенты")
        for number, line in enumerate(lines):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)
    return out.getvalue()


def hubspot(base: Base, random: Random) -> bytes:
    """CSV in UTF-8 with commas, ISO dates, domains without www; a deactivated user is called so."""
    head = ("Record ID", "Company name", "Company owner", "Create Date", "Phone Number", "Last Activity Date", "City",
            "Country/Region", "Industry", "Company Domain Name", "Parent Company", "Lifecycle Stage")  # fmt: skip
    lines = [head]
    for card in base.cards:
        lines.append((
            str(8840000000 + card.number), card.name, _named(base, card, random, "{} (Deactivated User)"),
            f"{card.came} 10:11", card.phone, f"{card.seen} 09:00", card.city, "United States", "Manufacturing",
            card.site, card.parent, "Customer",
        ))  # fmt: skip
    return _csv(lines, ",", "\n", csv.QUOTE_ALL).encode()


def salesforce(base: Base, random: Random) -> bytes:
    """CSV in cp1252 with commas, American dates and phones, sites with https; who has left is not marked."""
    head = ("Account ID", "Account Name", "Account Owner", "Parent Account", "Type", "Billing City", "Billing Country",
            "Phone", "Website", "Industry", "Last Activity", "Created Date")  # fmt: skip
    lines = [head]
    for card in base.cards:
        lines.append((
            f"0015e00000{card.number:05}", card.name, _named(base, card, random, "{}"), card.parent, "Customer",
            card.city, "United States", card.phone, f"https://www.{card.site}" if card.site else "", "Manufacturing",
            f"{card.seen.month}/{card.seen.day}/{card.seen.year}",
            f"{card.came.month}/{card.came.day}/{card.came.year}",
        ))  # fmt: skip
    return _csv(lines, ",", "\r\n", csv.QUOTE_ALL).encode("cp1252")


_NOTES = ("", "", "", "просили перезвонить; обещали", 'сеть "у дома", опт', "договор до конца года")


def _named(base: Base, card: Card, random: Random, left: str) -> str:
    """The owner as the CRM writes him; now and then the other way round, or with a blank behind."""
    if card.owner < 0:
        return random.choice(("", "", "не назначен")) if base.country is RUSSIA else ""
    name = base.country.managers[card.owner]
    if card.owner >= len(base.country.managers) - LEFT:
        return left.format(name)
    if random.random() < 0.01:
        return " ".join(reversed(name.split()))
    return f"{name} " if random.random() < 0.01 else name


def _csv(lines: list[tuple[str, ...]], delimiter: str, end: str, quoting: int) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(lines)  # type: ignore[arg-type]
    return out.getvalue()


@dataclass(frozen=True)
class System:
    """A CRM: what its file is called, whose companies it has, how many groups its column above tells, how it writes.

    ``number``: a card's number by its id in the file.
    """

    file: str
    country: Country
    parents: float
    write: Callable[[Base, Random], bytes]
    number: Callable[[str], int] = int
    marks_left: bool = True


SYSTEMS = {
    "Bitrix24": System("bitrix24.csv", RUSSIA, 0.0, bitrix24),
    "amoCRM": System("amocrm.csv", RUSSIA, 0.0, amocrm),
    "1C": System("1c.xlsx", RUSSIA, 0.7, one_c, lambda text: int(text.removeprefix("00-"))),
    "HubSpot": System("hubspot.csv", STATES, 0.7, hubspot, lambda text: int(text) - 8840000000),
    "Salesforce": System("salesforce.csv", STATES, 0.7, salesforce, lambda text: int(text[10:]), False),
}


def written(size: int, folder: Path, seed: int = 18) -> Iterator[tuple[str, System, Base, Path]]:
    """The five exports of so many cards each, written to a folder, one after another."""
    for name, system in SYSTEMS.items():
        base = Maker(system.country, seed, system.parents).whole(size)
        path = folder / system.file
        path.write_bytes(system.write(base, Random(seed)))
        yield name, system, base, path
