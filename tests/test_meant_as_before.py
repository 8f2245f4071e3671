"""Who is meant of names of every kind, and by scores that no model would give, each a line of a table.

See ``test_as_before``. The names are trades, plants, persons, schools, initials and foreign words, said in part, with a
note, a city or a letter more; the scores lie at each bound of the decision, and just below.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from unittest.mock import patch

import pytest
from test_as_before import Lines, _compared, _recognised, as_before, changed_word

from leadcli.domain.book import Book, Group
from leadcli.domain.company import Caller, Client
from leadcli.domain.match import Match
from leadcli.names import Name
from leadcli.resolution import Directory, build_directory, recognise
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.decision import doubt, recognition, rule_facts, telling, writings
from leadcli.resolution.decision.writings import own_writing, unscored
from leadcli.resolution.directory.directory import Cuts
from leadcli.resolution.scoring.ranking import Scored, rank
from leadcli.resolution.scoring.shortlist import scored_labels

CORES = (
    "Комета", "Комета", "Заря", "Прогресс", "Лотос", "Газмаш", "Силмаш", "Вектор-М", "Фортуна", "Карамелла",
    "Каравелла", "Huawei", "Comet", "Müller", "Мюллер", "МТС", "MTC", "IBM", "М", "Мегафон Ритейл", "Интернешнл",
)  # fmt: skip
OF_PLACES = (
    "Павловский",
    "Кировский",
    "Нижегородский",
    "Тверской",
    "Казанский",
    "Тульская",
    "Семь озёр",
    "Челябинский",
)
TRADES = ("автобусный завод", "завод", "пекарня", "школа", "банк", "трубопрокатный завод", "Bakery", "силовые машины",
          "вагонный завод", "гимназия", "хлебозавод", "нотариус", "мастерская", "торговый дом",
          "детский сад")  # fmt: skip
PEOPLE = ("Иванов", "Морозов", "Захарова", "Петров", "Шубина", "Miller", "Петрова")
GIVEN = ("А. В.", "А.", "Б. В.", "Олег Вячеславович", "Александр", "Александра", "Денис", "")
SPELT_OUT = (
    "Первая грузовая компания", "Пермская гипсовая компания", "Павловская газовая компания", "Тверской вагонный завод",
    "Тульский водочный завод", "Marks and Spencer", "Mars Snacks", "International Bakery Machines",
)  # fmt: skip
NUMBERS = ("7", "15", "№ 7", "№ 15", "22")
CITIES = ("Тула", "Казань", "Канск", "Москва")
FORMS = ("", "", "", "ООО ", "АО ", "ИП ", "СПК ", "РКЦ ", "НК ", "ТД ")
BESIDE = (
    "Юг", "Сервис", "Плюс", "Групп", "Тула", "Казань", "№ 7", "филиал", "филиал Канск", "А. В.", "завод", "шины",
    "сыры", "Вектор", "Казахстан", "г-н", "из Тулы", "департамент", "город Казань",
)  # fmt: skip
NOTES = ("{}, {}", "{} ({})", "это {}, {}", "{} по {}", "{} / {}", "{} {}", "{} {}", "{1} {0}", "г-н {0}")


def a_name(rng: random.Random) -> str:
    """A name as a card bears it."""
    pick, quoted = rng.choice, rng.choice(("{}", "«{}»"))
    match rng.randrange(10):
        case 0 | 1:
            name = quoted.format(pick(CORES))
        case 2:
            name = f"{pick(OF_PLACES)} {pick(TRADES)}"
        case 3:
            name = f"{pick(TRADES)} {quoted.format(pick(CORES))}"
        case 4:
            name = f"{pick(('', '', 'Фотограф ', 'Нотариус '))}{pick(PEOPLE)} {pick(GIVEN)}".strip()
        case 5:
            name = f"{pick((*TRADES, *CORES))} {pick(NUMBERS)}"
        case 6:
            name = f"{pick(CORES)} {pick((*CITIES, *OF_PLACES, *BESIDE))}"
        case 7 | 8:
            name = pick((pick(SPELT_OUT), initials(pick(SPELT_OUT))))
        case _:
            name = f"{pick(TRADES)} {pick((*CITIES, *PEOPLE, *CORES))}"
    return f"{pick(FORMS)}{name}"


def initials(name: str) -> str:
    return "".join(word[:1] for word in name.split() if word != "and").upper()


def a_book(rng: random.Random) -> Directory:
    """Some cards and groups of such names, of which a few are called alike."""
    pick = rng.choice
    names = [a_name(rng) for _ in range(12)]
    groups = {}
    for own, parent in (("g", ""), ("h", ""), ("i", "g")):
        name = pick((*names, pick(SPELT_OUT)))
        groups[own] = Group(own, name, parent=parent, aliases=pick(((), (a_name(rng),), (initials(name),))))
    cards = {
        own: Client(
            own, pick((*names, a_name(rng))), group=pick(("", "", "", "g", "g", "h", "i")),
            city=pick(("", *CITIES[:3])), aliases=pick(((), (), (a_name(rng),))), brand=pick(("", "", pick(CORES))),
            country=pick(("", "", "RU", "KZ")), activity=pick(("", "", "шины", "пекарня, сыры")),
            inn=pick(("", "", "7707083893", "7708503727")), phone=pick(("", "", "+74951234567", "+74957654321")),
            email=pick(("", "", f"{own}@firm.example", f"info@{own}.example", f"{own}@mail.ru")),
        )
        for own in (f"c{number}" for number in range(16))
    }  # fmt: skip
    return build_directory(Book({}, groups, cards))


def said_of(rng: random.Random, names: Sequence[str]) -> str:
    """What a caller says: a name on file in part or with a slip, often with something beside it."""
    words = [word.strip('«»"') or "я" for word in (rng.choice(names) if rng.random() < 0.85 else a_name(rng)).split()]
    words = [changed_word(rng, word) if rng.random() < 0.08 else word for word in words if rng.random() < 0.85] or words
    text = " ".join(words)
    match rng.randrange(9):
        case 0:
            text = initials(" ".join(words))
        case 6:
            text = rng.choice(SPELT_OUT)
        case 1:
            text = f"{words[0]}-{rng.choice('СсMв')} {' '.join(words[1:])}".strip()
        case 2:
            text = " ".join(word[: rng.choice((3, 4, 5))] + "." if len(word) > 5 else word for word in words)
        case 3 | 4 | 5:
            text = rng.choice(NOTES).format(text, rng.choice((*BESIDE, *TRADES, a_name(rng))))
    return rng.choice((text, text, text, text.lower(), text.upper()))


def asked(rng: random.Random, directories: Sequence[Directory], count: int) -> Iterator[tuple[int, Directory, Caller]]:
    """So many callers, each of a directory."""
    for number in range(count):
        directory = directories[number % len(directories)]
        text = said_of(rng, [label.text for label in directory.labels])
        city, country = rng.choice(("", "", "", *CITIES)), rng.choice(("", "", "", "", "KZ"))
        said = {"inn": rng.choice((*[""] * 9, "7707083893", "7708503728", "7736050003"))}
        if number % 4 == 0:  # what is on a card, or another box of its domain
            card, field = rng.choice(list(directory.book.clients.values())), rng.choice(("inn", "phone", "email"))
            box, at, domain = getattr(card, field).partition("@")
            said[field] = f"{rng.choice((box, 'office'))}@{domain}" if at else box
        yield number, directory, Caller(text, city=city, country=country, **said)


def meant() -> Lines:
    """Who is meant by such a name, what speaks against the likeliest, and what of it names somebody in particular."""
    rng = random.Random("meant")
    directories = [a_book(rng) for _ in range(24)]
    for number, directory, caller in asked(rng, directories, 360):
        heard = parse_caller(caller)
        scored = scored_labels(heard, directory)
        told_apart = [_compared(one, scored, heard.city, directory) for one in scored[: 1 + number % 2]]
        yield (
            f"{caller.name} / {caller.city} {caller.country} {_numbers(caller)}".rstrip(),
            [*_matched(recognise(caller, directory)), _named(heard.name, directory), *told_apart],
        )


def _numbers(caller: Caller) -> str:
    return " ".join(filter(None, (caller.inn, caller.phone, caller.email)))


def _matched(match: Match) -> list[str]:
    """All that is said of who calls, and what is told of each candidate but the best."""
    beside = ((one, f"{each.signal}{each.weight:+g}") for one in match.candidates[1:] for each in one.evidence)
    return [*_recognised(match), " ".join(f"{one.client_id or one.group_id}:{said}" for one, said in beside)]


def _named(name: Name, directory: Directory) -> str:
    """The labels that a name names, by each way of naming, and how common its words are."""
    of_name = (doubt.whole_names, writings.short_names, writings.part_initials, writings.lettered)
    ways = (*(way(name, directory) for way in of_name), *writings.rare_bearers(name, directory))
    common = (f"{telling.commonness_said(word):.2f}" for word in name.words if word.kind in ("core", "weak"))
    return f"{' '.join(common)} {'; '.join(' '.join(map(str, way)) for way in ways)}"


CUTS = Cuts(accept=0.7, confirm=0.35, near=0.3)
SCORES = (0.99, 0.9, 0.8, 0.7, 0.7, 0.6999, 0.5, 0.4, 0.35, 0.35, 0.3499, 0.3, 0.3, 0.2999, 0.2, 0.15, 0.15, 0.1499,
          0.1, 0.05, 0.001, 0.0005, 0.0004)  # fmt: skip


def weighed() -> Lines:
    """Who is meant where the scores of what was compared are drawn, at the bounds of the decision and between them."""
    rng = random.Random("weighed")
    directories = [a_book(rng).with_cuts(CUTS) for _ in range(16)]
    for _, directory, caller in asked(rng, directories, 420):
        heard = parse_caller(caller)
        typed, own = own_writing(heard, directory)
        near = [one.label for one in scored_labels(heard, directory)] or list(directory.labels)
        labels = near[: rng.choice((1, 2, 3, 4, 9))]
        scored = rank([unscored(label, heard.name, directory, rng.choice(SCORES)) for label in labels])
        group = rng.choice((*[""] * 12, *directory.book.groups))
        yield (
            f"{caller.name} / {caller.city} {caller.country} {_numbers(caller)} {group}".rstrip(),
            [
                ", ".join(f"{one.label.text} {one.score:g}" for one in scored),
                *_matched(_by(scored, caller, directory, group)),
                f"written {' '.join(one.label.text for one in own)}" * (typed is not heard),
            ],
        )


def _by(scored: list[Scored], caller: Caller, directory: Directory, group: str) -> Match:
    """The match of a caller for whom these scores were found."""
    with (
        patch.object(recognition, "scored_labels", lambda *_: scored),
        patch.object(rule_facts, "scored_labels", lambda *_: scored),
        patch.object(recognition, "own_writing", lambda heard, _: (heard, [])),
    ):
        return recognise(caller, directory, group_id=group)


TABLES: dict[str, Callable[[], Lines]] = {"meant": meant, "weighed": weighed}


@pytest.mark.parametrize("table", TABLES)
def test_each_line_is_as_before(table: str) -> None:
    as_before(table, TABLES[table]())
