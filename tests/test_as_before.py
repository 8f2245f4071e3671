"""Many small answers at once, each a line of a table: what was asked, and all that came of it, kept as files.

The cases are drawn, not chosen: what no story tells of is held here too. ``LEADCLI_UPDATE=1`` writes the tables anew;
a line that changes is read like a case of its own.
"""

from __future__ import annotations

import math
import os
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from conftest import TODAY
from test_matching import DIRECTORY, HEARD_DIRECTORY, NAMESAKES
from test_rows import judged

from leadcli.assignment.rows import Line, Options
from leadcli.domain.book import Book, Group
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import as_dict, replace
from leadcli.domain.match import Candidate, Match
from leadcli.domain.messages import Message
from leadcli.fields.crm_presets import layout
from leadcli.fields.identifiers import clean
from leadcli.fields.rows.row_kinds import Row
from leadcli.io.table_formats import Mark
from leadcli.names import Name, Word, parse
from leadcli.output.text.speech import Speech
from leadcli.resolution import Directory, build_directory, recognise
from leadcli.resolution.blocking import candidates
from leadcli.resolution.blocking.index import KEPT, kept, lengths, part, rarity, step_of
from leadcli.resolution.blocking.keys import WHOLE, WORD, mark_of
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.comparison.alignment import word_likeness
from leadcli.resolution.comparison.pair import compare, readings
from leadcli.resolution.comparison.spelling import edits, likeness
from leadcli.resolution.comparison.text_likeness import partner, tokens_of
from leadcli.resolution.decision import acceptance, doubt, telling, writings
from leadcli.resolution.directory.labels import Label
from leadcli.resolution.evaluation import Answered, Labelled, best_cut, judge, measure, tally, wilson
from leadcli.resolution.scoring import shortlist
from leadcli.resolution.scoring.ranking import Scored
from leadcli.resolution.scoring.shortlist import circumstance, cities_maybe, scored_labels

FOLDER = Path(__file__).parent / "as_before"
ENGLISH = Speech("en")
Lines = Iterator[tuple[str, list[str]]]  # what is asked, and what came of it


def told(*said: Message | None) -> str:
    """Messages in one line, in English."""
    return "; ".join(ENGLISH.say(each) for each in said if each)


# --- who calls --------------------------------------------------------------------------------------------------------
def heard(name: str) -> Iterator[str]:
    """A name on file as it may be said: a part of it, more than it, with a slip in its longest word, shortened."""
    words = [word.strip('«»"(),.') for word in name.split()]
    longest = max(words, key=len)
    yield from (" ".join(words[::-1]), "".join(word[:1] for word in words))
    for place, word in enumerate(words):
        yield from (word, " ".join(words[:place] + words[place + 1 :]))
    for more in ("Юг", "7", "Сервис, Казань"):
        yield f"{name} {more}"
    for slip in (*slips(longest), longest[:4]):
        yield name.replace(longest, slip)


def slips(word: str) -> tuple[str, str]:
    """A word with a letter of its middle left out, and with two turned round."""
    half = len(word) // 2
    start, one, other, end = word[:half], word[half : half + 1], word[half + 1 : half + 2], word[half + 2 :]
    return start + other + end, start + other + one + end


def recognised(directory: Directory) -> Lines:
    """What is said of each caller: who it is, the candidates, the evidence with its weight, the question."""
    for name in dict.fromkeys(text for card in directory.book.clients.values() for text in heard(card.name)):
        yield name, _recognised(recognise(Caller(name), directory))


def _recognised(match: Match) -> list[str]:
    """All that is said of who calls."""
    told_apart = {None: "", True: "new", False: "known"}[match.new_entity]
    return [
        f"{match.status} {match.client_id or match.group_id} {match.score:.3f}",
        " ".join(filter(None, (told_apart, match.city, match.country, match.brand, "deniable" * match.deniable))),
        " ".join(f"{c.client_id or c.group_id} {c.score:.3f}{'=' * c.tied}" for c in match.candidates),
        ", ".join(f"{each.signal}{each.weight:+g} {told(each.text)}" for each in match.evidence),
        told(match.question),
        match.alias.text if match.alias else "",
    ]


def cut_short(word: str, letters: int) -> str:
    return f"{word[:letters]}." if len(word) > letters else word


def abridged() -> Lines:
    """Who is meant where words are cut short or are initials, and what a card does, or its city, is said beside it."""
    rng = random.Random("abridged")
    told_beside = (
        "Сервис",
        "склад № 2",
        "это по договору",
        "нам нужны шины",
        "сыры",
        "такси",
        "филиал",
        "Групп",
        "Plus",
    )
    for directory, count in ((NAMESAKES, 110), (DIRECTORY, 60), (HEARD_DIRECTORY, 80)):
        cards = list(directory.book.clients.values())
        for _ in range(count):
            card = rng.choice(cards)
            name = rng.choice((card.name, *card.aliases))
            words = [word.strip('«»"(),.') for word in name.split() if word.strip('«»"(),.')]
            core = [word for word in words if len(word) > 3] or words
            said = rng.choice(
                (
                    " ".join(cut_short(word, rng.choice((2, 3, 4, 5))) for word in words),
                    " ".join(cut_short(word, rng.choice((3, 4, 9))) for word in core),
                    "".join(word[:1] for word in core).upper(),
                    "".join(word[:1] for word in words).lower(),
                    "".join(word[: rng.choice((2, 3))] for word in core),
                    f"{core[0]} {'. '.join(word[:1] for word in core[1:])}",
                    name,
                )
            )
            beside = rng.choice(("", "", card.activity, card.city, rng.choice(cards).city, rng.choice(told_beside)))
            text = f"{said}{rng.choice((' {}', ', {}', ' ({})', ' из {}')).format(beside)}" if beside else said
            caller = Caller(text, city=rng.choice(("", "", "", card.city, rng.choice(cards).city)))
            yield f"{text} / {caller.city}", _recognised(recognise(caller, directory))


MORE = (
    "филиал Марий Эл",
    "Казанский № 7",
    "А. В.",
    "Сервис Плюс",
    "(Тула, Омск)",
    "по шинам и картону",
    "ИП",
    "Групп 2",
)


def compared(directory: Directory) -> Lines:
    """What speaks against each of the two likeliest where a name is said with more beside it, or less."""
    rng = random.Random("compared")
    for card in directory.book.clients.values():
        words = [word.strip('«»"(),.') for word in card.name.split()]
        short = " ".join(word for word in words if word != rng.choice(words))
        longest = max(words, key=len)
        slip = [text for wrong in slips(longest) for text in (wrong, card.name.replace(longest, wrong))]
        for text in (f"{card.name} {rng.choice(MORE)}", f"{short} {rng.choice(MORE)}", short, *slip):
            caller = parse_caller(Caller(text, city=rng.choice(("", "", *directory.labels[0].cities, card.city))))
            scored = scored_labels(caller, directory)
            yield f"{text}, {caller.city}", [_compared(one, scored, caller.city, directory) for one in scored[:2]]


def _compared(one: Scored, scored: list[Scored], city: str, directory: Directory) -> str:
    """All that is asked of a label before it is answered."""
    seen = telling.Sight(one, scored, city, directory)
    asked = (telling.sounds_same, telling.said_exactly, doubt.contradicted, doubt.only_numbers, writings.is_clipping)
    holds = [each.__name__ for each in asked if each(one)]
    words = [f"{each.__name__} {' '.join(w.text for w in each(seen))}" for each in (acceptance.added, telling.unsaid)]
    alone = telling.Sight(one, [one], city, directory)  # where the others are not among the candidates
    others = "sharers " + "; ".join(
        " ".join(client or group for _, client, group in telling.sharers(each)) for each in (seen, alone)
    )
    return ", ".join([one.label.text, *acceptance.vetoes(seen), *holds, *words, others])


# --- namesakes -------------------------------------------------------------------------------------------------------
FORMS = ("", "", "", "ООО ", "АО ", "СПК ", "ИП ", "ТД ", "филиал ", "из ", "г-н ")
AFTER = (
    "",
    "",
    "",
    "",
    " Тула",
    " Омск",
    " № 7",
    " 22",
    " Сервис",
    " (Пермь)",
    " О. В.",
    " Север",
    " Казахстан",
    " склад",
    " лтд",
)
SAID_AT = ("", "", "Тула", "Омск", "Пермь", "Самара", "Казань", "Чита")


def namesakes() -> Lines:
    """Who is meant of those that are called alike, by form, city, number, initials, a word more or less."""
    rng = random.Random("namesakes")
    words = sorted({w.strip('«»"') for card in NAMESAKES.book.clients.values() for w in card.name.split()})
    names = [text for card in NAMESAKES.book.clients.values() for text in (card.name, *card.aliases)]
    for number in range(420):
        name = rng.choice(names)
        if number % 3:
            parts = [w for w in name.split() if rng.random() < 0.7] or [rng.choice(words)]
            name = " ".join([*parts, *([rng.choice(words)] if rng.random() < 0.2 else [])])
            name = rng.choice((name, name, name.lower(), name[:-1], name[:5], "".join(slips(name)[:1])))
        caller = Caller(
            f"{rng.choice(FORMS)}{name}{rng.choice(AFTER)}",
            city=rng.choice(SAID_AT),
            country=rng.choice(("", "", "", "KZ", "DE")),
            inn=rng.choice((*[""] * 9, "7708503727", "7707083893")),
        )
        group = rng.choice((*[""] * 30, *NAMESAKES.book.groups))  # where a person has said it
        match = recognise(caller, NAMESAKES, group_id=group)
        yield f"{caller.name} / {caller.city} {caller.country} {caller.inn} {group}".strip(), _recognised(match)


# --- what is worth comparing ------------------------------------------------------------------------------------------
def found() -> Lines:
    """By which keys each name is looked for, of each kind how many, and which labels are found, with what they share.

    Before them what a key gives by its kind and how many have it, how telling a word is, and the steps of sizes.
    """
    for count in (0, 1, 2, 3, 9, 99):
        parts = [[str(part(kind, count, labels)) for labels in (count, 99, 5_000)] for kind in range(6)]
        yield f"{count} labels", [*map(" ".join, parts), f"{rarity(count, math.log(100)):.4f}", str(kept(WORD, count))]
    yield "more than are kept", [str(kept(kind, count)) for kind in (WORD, WHOLE) for count in (KEPT, KEPT + 1)]
    sizes = (0, 1, 2, 3, 256, 1_000, 99_999, 10**9, 2**31)
    yield "sizes", [f"{size} {step_of(size)} {lengths()[step_of(size)]:.6g}" for size in sizes]
    texts = [text for card in NAMESAKES.book.clients.values() for text in (*heard(card.name), f"с {card.name} для нас")]
    for number, text in enumerate(dict.fromkeys(texts[::4])):
        name, city = parse(text, note=number % 2 > 0), SAID_AT[number % len(SAID_AT)]
        reading = candidates.asked(name, city)
        keys = [
            len(reading.own),
            crc32(str(reading.own).encode()),
            len(reading.others),
            crc32(str(reading.others).encode()),
        ]
        whole = f"{reading.whole:x} {reading.here:x} {mark_of(city)}"
        labels = (f"{number} {share:.4f}" for number, share in candidates.candidates(NAMESAKES, name, city))
        yield f"{text} {city}".strip(), [whole, " ".join(map(str, keys)), ", ".join(labels)]


# --- how alike names are ----------------------------------------------------------------------------------------------
BESIDE = ("Юг", "№ 7", "22", "в Москве", "Сервис", "ООО", "Тульский", "А. В.", "Групп", "с", "завод", "(Пермь)")
LATIN = str.maketrans("авекмнорстухдил", "abekmhopctyxdil")  # letters as they look, or as they sound


def rarity_of(word: str) -> float:
    return 0.15 + (sum(map(ord, word)) % 18) / 20


def changed_word(rng: random.Random, word: str) -> str:
    """A word as it may be written otherwise: a slip at any place, another script, ending or case, cut, doubled."""
    at = rng.randrange(len(word))
    swapped = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
    ways = (
        word[:at] + word[at + 1 :], swapped, f"{word[:at]}{rng.choice('аеиоптдк')}{word[at + 1 :]}",
        word[:at] + word[at:] * 2,
        word.lower().translate(LATIN), f"{word}{rng.choice(('ом', 'а', 'ий', 'ская', '-7'))}", word[:4], word[:1], word,
    )  # fmt: skip
    return rng.choice(ways) or word


def alike() -> Lines:
    """How two names are compared in Python: which words are one and in what way, which stand alone, every figure."""
    rng = random.Random("alike")
    books = (NAMESAKES.book, DIRECTORY.book, HEARD_DIRECTORY.book)
    names = [text for book in books for card in book.clients.values() for text in (card.name, *card.aliases)]
    for number in range(260):
        own = rng.choice(names)
        words = [word.strip('«»"(),.') or "я" for word in own.split()]
        said = [changed_word(rng, word) if rng.random() < 0.6 else word for word in words if rng.random() < 0.85]
        rng.shuffle(said) if rng.random() < 0.2 else None
        text = rng.choice((" ", " ", " ", "", "-")).join([*said, *([rng.choice(BESIDE)] if rng.random() < 0.4 else [])])
        if rng.random() < 0.2:
            text = "".join(word[:1] for word in words)
        caller, name = parse(text, note=number % 3 > 0), parse(own if number % 8 else rng.choice(names))
        yield _alike(rng, number, caller, name)


PIECES = (
    "Заря", "Заря", "Зоря", "Заряд", "Восток", "Восток", "Востоков", "Банк", "АБ", "ЗВ", "ЗВБ", "Заревосток",
    "Востокбанк", "7", "22", "Тула", "Vostok", "Zarya", "ZV", "Сервис", "Новая", "М", "Север", "Северный", "Южный",
    "СВ", "Тульский", "ООО", "Групп", "№ 7", "Альфа", "Альфабанк", "Бета",
)  # fmt: skip


def pieced() -> Lines:
    """The same of names of few words, which stand twice, glued together, as initials, or in another order."""
    rng = random.Random("pieced")
    for number in range(280):
        own = rng.choices(PIECES, k=rng.choice((1, 2, 2, 3, 3, 4)))
        said = [changed_word(rng, word) if rng.random() < 0.2 else word for word in own if rng.random() < 0.8]
        said += rng.choices(PIECES, k=rng.choice((0, 0, 1, 2)) if said else 2)
        rng.shuffle(said) if rng.random() < 0.3 else None
        glue = [rng.choice((" ", " ", " ", "", "-")) for _ in said]
        text = "".join(word + between for word, between in zip(said, glue, strict=True)).strip(" -")
        yield _alike(rng, number, parse(text, note=number % 3 > 0), parse(" ".join(own)))


def a_pieced_book(rng: random.Random) -> Directory:
    """Cards whose names are of few words, so that many share them, some in groups."""

    def name(most: int) -> str:
        return " ".join(rng.choices(PIECES, k=rng.randint(1, most)))

    groups = {own: Group(own, name(2), aliases=rng.choice(((), (name(2),)))) for own in "gh"}
    groups["i"] = Group("i", name(1), parent="g")
    cards = {
        own: Client(
            own, name(3), group=rng.choice(("", "", "g", "g", "h", "i")), city=rng.choice(("", "Тула", "Омск")),
            aliases=rng.choice(((), (), (name(2),))), brand=rng.choice(("", "", name(1))),
            activity=rng.choice(("", "шины", "Банк «Бета», сыры")), country=rng.choice(("", "", "RU", "KZ")),
        )
        for own in (f"c{number}" for number in range(14))
    }  # fmt: skip
    return build_directory(Book({}, groups, cards))


def shared() -> Lines:
    """Who is meant by such names where many cards bear the same words, and what speaks against the likeliest."""
    rng = random.Random("shared")
    directories = [a_pieced_book(rng) for _ in range(20)]
    for number in range(240):
        directory = directories[number % len(directories)]
        labels = [label.text for label in directory.labels]
        said = rng.choice(labels).split() if rng.random() < 0.8 else []
        said = [changed_word(rng, word) if rng.random() < 0.15 else word for word in said if rng.random() < 0.85]
        said += rng.choices((*PIECES, *BESIDE), k=rng.choice((0, 0, 1, 1, 2)) if said else 2)
        text = rng.choice((" ", " ", " ", "-")).join(said)
        caller = Caller(text, city=rng.choice(("", "", "Тула", "Омск")), country=rng.choice(("", "", "", "KZ")))
        heard_as = parse_caller(caller)
        scored = scored_labels(heard_as, directory)
        told_apart = [_compared(one, scored, heard_as.city, directory) for one in scored[:2]]
        yield f"{text} / {caller.city} {caller.country}", [*_recognised(recognise(caller, directory)), *told_apart]


def _alike(rng: random.Random, number: int, caller: Name, name: Name) -> tuple[str, list[str]]:
    """All that is told of two names."""
    cities, city = rng.choice(((), ("Тула",), ("Тула", "Омск"))), rng.choice(("", "Тула", "Омск"))
    near, client = (
        frozenset(w.stem for w in caller.words[-1:]) if number % 5 == 0 else frozenset(),
        "c" * (number % 2),
    )
    label = Label("client" if client else "group", name.raw, name, client, "g", "g", cities, near, near)
    around = circumstance(label, city, cities_maybe(caller))
    came = compare(readings(caller), label, number % 10 / 10, around, rarity_of, number % 7 == 0)
    aligned = came.alignment
    sides = (aligned.caller_alone, aligned.label_alone, aligned.remarks)
    pairs = (f"{_texts(p.caller)}={_texts(p.label)} {p.how} {p.alike:.4f} {p.weight:.4f}" for p in aligned.pairs)
    one, other = (next((w for w in each.words), None) for each in (caller, name))
    first = []
    if one and other:
        tokens = tokens_of(caller)[:1] + tokens_of(name)[:1]
        first = [f"{likeness(one.fold, other.fold):.4f} {edits(one.fold, other.fold)}"]
        first += [f"{partner(*tokens):.4f}"] if len(tokens) == 2 else []
        first += ["{:.4f} {}".format(*word_likeness(one, other, deep)) for deep in (False, True)]
    return (
        f"{caller.raw} / {name.raw} {city} {' '.join(cities)}",
        [
            ", ".join(pairs),
            "; ".join(map(_texts, sides)),
            " ".join(f"{f:.4g}" for f in came.figures),
            ", ".join(first),
        ],
    )


def _texts(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


# --- numbers and addresses -------------------------------------------------------------------------------------------
FILED: dict[str, tuple[str, ...]] = {  # of each field what callers say: what is on cards, of one and of several, first
    "inn": ("7708503727", "7707083893", "7702070139", "7736050003", "7708503728", "7708503727/770801001"),
    "kpp": ("770801001", "770802002", "770803003", "77080100"),
    "ogrn": ("1027700132195", "1037739877295", "1027700132196"),
    "phone": ("+7 495 123-45-67", "8 (495) 765-43-21", "+7 812 111-22-33", "7708503727", "12"),
    "email": ("a@granit.example", "b@delta.example", "zarya@mail.ru", "info@vostok.example", "нет"),
    "website": ("granit.example", "https://www.delta.example/ru", "vostok.example", "zarya.example"),
}


def numbered() -> Directory:
    """The namesakes, each with some numbers and addresses: of its own, of its sisters, of strangers."""
    rng, cards = random.Random("numbered"), {}
    for card in NAMESAKES.book.clients.values():
        own = {field: rng.choice(ways[:3]) for field, ways in FILED.items() if rng.random() < 0.22}
        if card.group and rng.random() < 0.7:  # a group has its domain
            own["email"] = f"{card.id}@{card.group}.example"
        cards[card.id] = replace(card, **{field: clean(field, text)[0] or text for field, text in own.items()})
    return build_directory(replace(NAMESAKES.book, clients=cards))


def identified() -> Lines:
    """Who is meant by numbers and addresses, with a name and without, where they agree, clash, or are no such."""
    rng, directory = random.Random("identified"), numbered()
    cards = list(directory.book.clients.values())
    for _ in range(300):
        card = rng.choice(cards)
        said = {field: getattr(card, field) for field in FILED if getattr(card, field) and rng.random() < 0.5}
        said |= {field: rng.choice(FILED[field]) for field in FILED if rng.random() < 0.15}
        name = rng.choice((card.name, card.name, rng.choice(cards).name, "", "Лютик", card.name.split()[-1]))
        if said and rng.random() < 0.3:
            field = rng.choice(sorted(said))
            name = f"{name} {field} {said.pop(field)}"
        caller = Caller(
            name, city=rng.choice(("", "", "", card.city)), country=rng.choice((*[""] * 6, card.country)), **said
        )
        settled, heard = recognise(caller, directory), parse_caller(caller)
        shown = [(c.client_id, c.group_id) for c in settled.candidates]
        assert len(shown) == len({*shown}), "nobody is told twice"
        told_of = f"{heard.city} {heard.country} {told(heard.country_from)} {told(*(e.text for e in heard.invalid))}"
        yield f"{name} / {caller.city} {' '.join(said.values())}".strip(), [told_of.strip(), *_recognised(settled)]


# --- how well callers are recognised ----------------------------------------------------------------------------------
def evaluated() -> Lines:
    """What becomes of labelled callers: of each match that may come, of their counts, and of cuts on real answers."""
    rng, book, ids = random.Random("evaluated"), NAMESAKES.book, ("", "", "g1", "g2", "d1", "z1")
    drawn = []
    for number in range(220):
        client, several = rng.choice(ids), ("g1", "z1") if rng.random() < 0.1 else ()
        group = "" if client else rng.choice(("", "granit", "north", "delta"))
        case = Labelled(
            str(number), Caller("?"), client, group, several, rng.choice(((), ("typo",), ("typo", "short")))
        )
        own = rng.choice((client, client, rng.choice(ids)))
        in_group = book.clients[own].group if own else rng.choice((group, group, "granit", ""))
        status = rng.choice(("accept", "accept", "confirm", "ambiguous", "none"))
        named = status in ("accept", "confirm")
        first = Candidate(*rng.choice(((own, in_group), ("", "granit"), ("z1", ""))), "?", 0.5)
        shown = (first,) if named or rng.random() < 0.7 else ()
        match = Match(status, own if named else "", in_group if named else "", 0.5, (), shown)
        outcome, asked = judge(case, match, book)
        drawn.append(Answered(case, match, outcome, asked))
        seen = f"{status} {match.client_id} {match.group_id} ({first.client_id} {first.group_id})" if shown else status
        yield f"{number} {client} {group} {len(several)}: {seen}", [outcome + " asked" * asked]
    for answers in (drawn, drawn[:9], drawn[:0], [one for one in drawn if not one.case.known]):
        for row in tally(answers):
            shares = ("-" if share is None else f"{share:.4f}" for share in (row.precision, row.recall, row.f1))
            yield f"{len(answers)} {row.kind}".strip(), [" ".join(map(str, as_dict(row).values())), " ".join(shares)]
    names = [(card.id, text) for card in book.clients.values() for text in (card.name, *islice(heard(card.name), 4, 6))]
    cases = [Labelled(str(n), Caller(name), own if n % 5 else "") for n, (own, name) in enumerate(names)]
    measured = measure(cases[::2], NAMESAKES)
    for cut in measured.cuts:
        figures = (
            f"{cut.right} {cut.wrong} {cut.known} {cut.precision:.4f} {cut.recall:.4f} {measured.sure_unknown(cut)}"
        )
        yield f"cut {cut.accept}", [figures]
    yield "band", [str(measured.band), str(measured.unknown)]
    for precision, least in ((1.0, 0.0), (0.7, 0.0), (0.6, 0.0), (0.6, 0.95), (0.0, 0.0)):
        best = best_cut(measured.cuts, precision, least)
        yield f"best {precision} {least}", [str(best.accept) if best else "none"]
    for hits, total in ((0, 0), (0, 5), (5, 5), (3, 7), (90, 100)):
        yield f"{hits} of {total}", ["{:.6f} {:.6f}".format(*wilson(hits, total))]


# --- rows of an export ------------------------------------------------------------------------------------------------
NAMES = (
    "ООО «Мется Борд»", "Мется Калуга", "Метро 3", "ООО «Газпром Ромашка»", "РЖД Сервис", "Пасека Липа",
    "Пасека «Липа»", "Щегол Воск", "ИП Орлов А. А.", "Родник Плюс", "Итого", "", "Волжский металл", "Школа № 1536",
    "Кока-Кола", "Гимназия № 1534", "Севермоло",
)  # fmt: skip
OWNERS = ("", "", "", "Дима", "Виктор", "Ирина", "Кто-то", "Павел", "d.volkov@team.example", "Дима, Ольга")
INNS = ("", "", "", "7797228188", "7707083893", "7707083894", "#N/A")
CITIES = ("", "", "Москва", "Калуга", "Пермь")
OPTIONS: dict[str, dict[str, Any]] = {
    "as shipped": {}, "not taken by owners": {"owner_took": False}, "hidden too": {"hidden": True},
    "handed over": {"leaver": "Дима"}, "to an heir": {"leaver": "Дима", "heir": "Ольга"},
}  # fmt: skip
OF_THE_ROW = ("row", "id", "caller", "was", "aside", "reason")
COLUMNS = ("id", "name", "owner", "inn", "city")


def batches() -> Lines:
    """What becomes of the rows of small exports, of clients and of leads, under each option."""
    rng = random.Random("batches")
    for title, options in OPTIONS.items():
        for kind in ("clients", "leads"):
            drawn = [(str(n), *map(rng.choice, (NAMES, OWNERS, INNS, CITIES))) for n in range(1, 15)]
            marks: list[Mark] = ["formula", "error", "covered"]
            rows = [
                Row(n, cells, ((2, rng.choice(marks)),) if rng.random() < 0.08 else (), hidden=rng.random() < 0.08)
                for n, cells in enumerate(drawn, 1)
            ]
            settled = Options(date.fromisoformat(TODAY), **options)
            for row, line in zip(
                rows, judged(rows, settled, replace(layout(COLUMNS, "plain"), rows=kind)), strict=True
            ):
                yield f"{title}, {kind} {' / '.join(row.cells)}{' hidden' * row.hidden}", [_line(line)]


def _line(line: Line) -> str:
    """All that a line says, but for what stands in its row."""
    fields = {
        k: v for k, v in as_dict(line).items() if v and k not in ("row", "id", "caller", "was", "aside", "reason")
    }
    return " ".join(f"{name}={shown}" for name, shown in fields.items()) + f": {told(line.reason)}"


TABLES: dict[str, Callable[[], Lines]] = {
    "crafts": lambda: recognised(DIRECTORY),
    "said": lambda: recognised(HEARD_DIRECTORY),
    "crafts-compared": lambda: compared(DIRECTORY),
    "said-compared": lambda: compared(HEARD_DIRECTORY),
    "namesakes": namesakes,
    "abridged": abridged,
    "found": found,
    "alike": alike,
    "pieced": pieced,
    "shared": shared,
    "evaluated": evaluated,
    "identified": identified,
    "namesakes-compared": lambda: compared(NAMESAKES),
    "batches": batches,
}


@pytest.mark.parametrize("table", TABLES)
def test_each_line_is_as_before(table: str) -> None:
    as_before(table, TABLES[table]())


def as_before(table: str, came: Lines) -> None:
    """What came is what the table holds."""
    lines = written(came)
    path = FOLDER / f"{table}.txt"
    if os.environ.get("LEADCLI_UPDATE"):
        path.write_text(lines, encoding="utf-8")
    assert lines.splitlines() == path.read_text(encoding="utf-8").splitlines()


def written(came: Lines) -> str:
    return "".join(f"{asked}: {' | '.join(filter(None, told))}\n" for asked, told in came)


@pytest.mark.parametrize("table", ["crafts", "said", "namesakes", "identified", "namesakes-compared"])
def test_without_the_compiled_core_too(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first lines: Python, which answers where there is no core, says the same."""
    for module in (candidates, shortlist):
        monkeypatch.setattr(module, "core", None)
    lines = (FOLDER / f"{table}.txt").read_text(encoding="utf-8").splitlines()
    assert written(islice(TABLES[table](), 60)).splitlines() == lines[:60]
