"""What was ruled before, as it bears on one question: clients whom no table has, owners that were given, decisions.

The memory is a ledger's, or of the rows of a batch that were judged before. Here it is laid over the tables: a book and
a directory in which what was decided stands beside what is on file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import Protocol

from leadcli.domain.book import Book
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Decision, Precedent
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.match import Evidence, Match
from leadcli.domain.messages import message
from leadcli.domain.question import Question
from leadcli.fields.identifiers import ENTITY
from leadcli.names import Name, city_of, in_other_layout, parse
from leadcli.resolution import Directory, recognise, who_is
from leadcli.resolution.blocking.keys import WHOLE, WORD, key
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.resolution.decision.identifier_match import known_client
from leadcli.resolution.decision.rule_facts import for_rules
from leadcli.resolution.directory.added_cards import (
    CardNames,
    Keyed,
    Sought,
    alike,
    keyed,
    keys_of_labels,
    readings_of,
    sought,
)
from leadcli.resolution.directory.directory import card_identifiers
from leadcli.resolution.directory.joined_directory import with_cards
from leadcli.rulings.identities import with_doubles
from leadcli.rulings.reply import answered

SMALL = 5_000  # labels of a base from which on common words are told apart from telling ones
SAID_BEFORE = 0.99  # the score of who calls in the very words of an earlier entry


@frozen
class Given:
    """A client as an earlier ruling left it: a card of the tables by its id, or a ``card`` of its own.

    ``owner`` has the client since ``day`` by entry ``seq``; where a person ``decided`` so, whatever the tables say.
    ``names``: what the names on the card say, where that is known.
    """

    client_id: str
    owner: str
    seq: int
    day: date
    card: Client | None = None
    decided: bool = False
    names: CardNames | None = None


class Memory(Protocol):
    """What was ruled before. Days bound it: what is of a later day than the question's does not count."""

    def near(self, who: Sought, on: date) -> Sequence[Given]:
        """The clients whom no table has that a caller may be."""
        ...

    def meant(
        self, who: Sought, heard: Callable[[], ParsedCaller], on: date, book: Book, directory: Directory
    ) -> Sequence[Given]:
        """Those of them that come into question: see ``in_question``. ``heard``: the caller taken apart."""
        ...

    def of_groups(self, groups: Collection[str], on: date) -> Sequence[Given]:
        """Those of some groups; cards of tables among them."""
        ...

    def of_clients(self, ids: Collection[str], on: date) -> Sequence[Given]:
        """What was given of some cards of the tables."""
        ...

    def decisions(self, ids: Collection[str], groups: Collection[str], on: date) -> tuple[Decision, ...]:
        """The decisions on clients and groups."""
        ...

    def patterns(self, facts: str, on: date) -> tuple[Decision, ...]:
        """The decisions on every case whose rules came out so (``domain.ruling.constellation``), the newest first."""
        ...

    def precedents(self, question: Question, match: Match) -> tuple[Precedent, ...]:
        """Earlier entries like this case, to be shown."""
        ...

    def book(self, book: Book, directory: Directory, on: date) -> Book:
        """The book with what the managers have by earlier rulings: clients, balances, what was given lately."""
        ...


@frozen
class Known:
    """The tables with what was ruled before: what a question is judged on."""

    book: Book
    directory: Directory
    match: Match
    decisions: tuple[Decision, ...]


def known(
    question: Question,
    book: Book,
    directory: Directory,
    memory: Memory,
    plain: Match | None = None,
    who: Sought | None = None,
) -> Known:
    """Recognise the caller among the clients of the tables and those of earlier rulings.

    The families that come into question are looked up too, since who serves a sister company decides. ``plain``: who
    the caller is by the tables alone, ``who``: by what it is looked for, where that is known.
    """
    directory = directory.asked_for(question.reply)
    base, on = memory.book(book.on(question.on), directory, question.on), question.on
    heard = parse_caller(question.caller, book.country)
    by_tables = cache(lambda: plain or recognise(question.caller, directory, question.client_id, question.group_id))
    given = _by_client(_meant(question, heard, base, directory, memory, by_tables, who))
    if question.client_id:
        given |= _by_client(memory.of_clients([question.client_id], on))
    stays = (
        not given and not question.client_id and cache(lambda: surely_served(by_tables(), question, book, directory))
    )
    seen: set[str] = set()
    beside = _cards(given.values())
    heard_as = None if beside else by_tables()
    while True:
        laid, names, joined = laid_over(base, directory, given.values())
        if heard_as is None or beside != _cards(given.values()):  # who calls does not rest on owners
            beside = _cards(given.values())
            said = joined.get(question.client_id, question.client_id)
            if stays and stays():  # its sisters tell the rules something, not who calls
                heard_as = for_rules(by_tables(), heard, names)
            else:
                heard_as = recognise(question.caller, names, said, question.group_id)
            if not (question.reply or question.client_id or question.group_id):
                heard_as = as_before(heard_as, heard, given.values(), names)
        match = with_doubles(answered(heard_as, question, laid), question, laid, names)
        groups = _families(heard_as, laid)
        ids = {heard_as.client_id, *(one.client_id for one in heard_as.in_question)} - {""}
        ids |= {one for one, card in joined.items() if card in ids}
        more = _by_client(memory.of_groups(groups - seen, on))
        more |= _by_client(memory.of_clients(ids - seen, on))
        seen |= groups | ids
        if more.keys() <= given.keys():
            break
        given |= more
    found = memory.decisions(ids, _with_above(groups, laid), on)
    return Known(laid, names, match, tuple(replace(d, client=joined.get(d.client, d.client)) for d in found))


def who_calls(caller: Caller, book: Book, directory: Directory, memory: Memory, on: date) -> Match:
    """Who a caller is among the clients of the tables and those of earlier rulings, no rules asked."""
    heard = parse_caller(caller, book.country)
    by_tables = cache(lambda: who_is(caller, directory))
    given = _meant(Question(caller, on), heard, book, directory, memory, by_tables)
    if not given:
        return by_tables()
    names = laid_over(book, directory, given)[1]
    return as_before(who_is(caller, names), heard, given, names)


def _meant(
    question: Question, heard: ParsedCaller, book: Book, directory: Directory, memory: Memory,
    by_tables: Callable[[], Match], who: Sought | None = None,
) -> Sequence[Given]:  # fmt: skip
    """The clients of earlier rulings that a caller may be; ``by_tables``: who it is by the tables alone."""
    who = who or sought(heard, directory)
    on_file = not question.client_id or question.client_id in book.clients
    if who.sure is None and on_file and not is_small(directory):
        if not memory.near(who, question.on):
            return ()
        who = sought(heard, directory, surely_served(by_tables(), question, book, directory))
    return memory.meant(who, lambda: heard, question.on, book, directory)


def is_small(directory: Directory) -> bool:
    """Whether a base is so small that how rare a word is cannot be known: there every word tells."""
    return directory.index.size < SMALL


def surely_served(match: Match, question: Question, book: Book, directory: Directory) -> bool:
    """Whether a caller, as the tables alone know it, is sure to be a client whom somebody who works here serves.

    Who such a client is no earlier ruling on another makes doubtful, unless that one has the caller's very name or a
    number of it. Whose group alone a person told is not known by the tables. Of a small base nobody is so sure.
    """
    if is_small(directory):
        return False
    found = with_doubles(match, question, book, directory)
    served = found.status == "accept" and book.on(question.on).has_active_owner(found.client_id)
    return served and not question.group_id


def in_question(
    near: Sequence[Given],
    who: Sought,
    heard: Callable[[], ParsedCaller],
    book: Book,
    directory: Directory,
    keys_of: Callable[[Client], Keyed] | None = None,
) -> list[Given]:
    """Of the clients that a memory finds near a caller, those that may be meant.

    By a number, by the very name, or by a name that, compared with the caller's alone, comes to a score worth asking
    about, and shares with it what tells most; see ``cards_alone``. Where none shares enough words, and the tables know
    no word of the caller, it is read as typed in the other keyboard layout, if that gives a word of their names. Of a
    small base all come into question.
    ``heard``: the caller taken apart; ``keys_of``: what the cards are known by, where that is kept.
    """
    keys_of = keys_of or partial(keyed, book=book, directory=directory)
    cards = [one.card for one in near if one.card is not None]
    if not cards or is_small(directory):
        return list(near)
    taken = [keys_of(card) for card in cards]
    shares, name = alike(taken, who.readings, directory), None
    if not shares and not who.known:
        keys = [own for labels in taken for own, _ in labels]
        if who.may_be_typed(lambda each: any(each in own for own in keys)):
            name = in_other_layout(who.text, lambda word: any(key(WORD, word.fold) in own for own in keys))
        shares = alike(taken, readings_of(name), directory) if name is not None else shares
    meant = {cards[place].id for place, share in shares.items() if max(share) == 1.0}
    left = {card: share for place, share in shares.items() if (card := cards[place]).id not in meant}
    if left:
        from leadcli.resolution.scoring.cards_alone import likely_alone  # few callers are near a client of others

        caller = heard()
        meant |= likely_alone(left, name or caller.name, caller, directory)
    said = set(who.identifiers)
    return [
        one for one in near
        if one.card is None or one.card.id in meant or (said and not said.isdisjoint(card_identifiers(one.card)))
    ]  # fmt: skip


def as_before(match: Match, heard: ParsedCaller, given: Iterable[Given], directory: Directory) -> Match:
    """A doubt that was settled before is none: who calls in the very words of a client of the ledger is that client.

    Not where another card or group has these words, or another city was said.
    """
    said = _telling(heard.name)
    if match.status == "accept" or not said or heard.name.bare:
        return match
    same = {one.card.id: one for one in given if one.card is not None and _so_said(one, one.card, said, heard.city)}
    if len(same) != 1:
        return match
    labels = (directory.labels[number] for number in directory.by_key.get(heard.name.key, ()))
    others = {label.client_id or label.group_id for label in labels if _telling(label.name) == said}
    if not others <= same.keys():
        return match
    ((client_id, one),) = same.items()
    if client_id not in directory.book.clients:
        return match
    told = Evidence("recorded", message("so called in entry {number} of {day}", number=one.seq, day=one.day), 1.0)
    own = known_client(client_id, (told,), directory, SAID_BEFORE)
    rest = (replace(c, tied=False) for c in match.candidates if c.client_id != client_id)
    return for_rules(replace(own, candidates=(*own.candidates, *rest)), heard, directory)


def _cards(given: Iterable[Given]) -> set[tuple[int, int, bool]]:
    """Of what was given the cards of its own, by which a caller may be recognised."""
    return {(id(one.card), one.seq, one.decided) for one in given if one.card is not None}


def _so_said(one: Given, card: Client, said: tuple[str, ...], city: str) -> bool:
    told = one.names.said if one.names is not None else map(_as_said, (card.name, *card.aliases))
    return " ".join(said) in told and not (city and card.city and city_of(card.city) != city)


def _as_said(text: str) -> str:
    return " ".join(_telling(parse(text, note=True)))


def _telling(name: Name) -> tuple[str, ...]:
    """The words of a name but those of a note, in one order."""
    return tuple(sorted(word.fold for word in name.words if word.kind not in ("noise", "person")))


def names_of(card: Client, book: Book) -> CardNames:
    """What the names of a card say."""
    texts = (card.name, *card.aliases)
    name = parse(card.name)
    return CardNames(
        name.key, sorted({word.fold for word in name.words}), tuple(map(_same, texts)),
        tuple(map(_as_said, texts)), keys_of_labels(card, book),
    )  # fmt: skip


def _by_client(found: Iterable[Given]) -> dict[tuple[str, bool], Given]:
    """What was given by client, its card and its latest owner apart."""
    return {(one.client_id, one.card is None): one for one in sorted(found, key=lambda g: g.seq)}


def _families(match: Match, book: Book) -> set[str]:
    """The groups of all families that come into question."""
    named = {match.group_id, *(one.group_id for one in match.in_question)} - {""}
    roots = {book.root(group).id for group in named if group in book.groups}
    return {group.id for root in roots for group in book.below(root)}


def _with_above(groups: Collection[str], book: Book) -> set[str]:
    return {above.id for group in groups for above in book.lineage(group)}


def laid_over(book: Book, directory: Directory, given: Iterable[Given]) -> tuple[Book, Directory, Mapping[str, str]]:
    """The book and the directory with what was given. A client who stands on another card by now is that: id -> its id.

    It is one of the tables, or the last that was recorded of the same new client. The table's owner stands where there
    is one who works here.
    """
    cards: dict[tuple[str, ...], tuple[Given, Client]] = {}
    recorded: dict[str, tuple[str, ...]] = {}
    joined: dict[str, str] = {}
    owners: dict[str, Given] = {}
    for one in sorted(given, key=lambda g: g.seq):
        if one.card is None:
            owners[one.client_id] = one
        elif on_file := same_on_file(one.card, book, directory, one.names):
            owners[on_file], joined[one.client_id] = one, on_file
        else:  # recorded as a new client more than once, as older versions did: the last time counts
            own = one.card
            same = recorded[own.id] = (own.name.casefold(), own.group, own.city, own.inn)
            if one.decided or same not in cards or not cards[same][0].decided:
                cards[same] = one, own
    more = {card.id: card for _, card in cards.values()}
    joined |= {own: cards[same][1].id for own, same in recorded.items() if own not in more}
    for client_id, one in owners.items():
        card = more.get(client_id) or book.clients.get(client_id)
        if card is None:
            continue
        owner = book.managers.get(card.owner)
        free = not (owner and owner.active) and not card.owner_unread
        if one.owner and one.owner != card.owner and (one.decided or free):
            more[client_id] = replace(card, owner=one.owner, since=one.day)
    if not more:
        return book, directory, joined
    laid = book.with_cards(more)
    names = {card.id: one.names for one, card in cards.values() if one.names is not None}
    return laid, with_cards(directory, laid, [more[card.id] for _, card in cards.values()], names), joined


def same_on_file(card: Client, book: Book, directory: Directory, names: CardNames | None = None) -> str:
    """The card of the tables that is the same company: by its number, else by name, group and place; ``""`` if none.

    ``names``: what its names say, where that is known.
    """
    for kind in ENTITY:
        value = getattr(card, kind, "")
        ids = directory.by_identifier.get((kind, value), ()) if value else ()
        if len(ids) == 1 and kind != "kpp":
            return ids[0]
    city = ""
    for same in names.same if names is not None else map(_same, (card.name, *card.aliases)):
        for own in _named(same, directory):
            other = book.clients.get(own)
            if other is None or other.group != card.group:
                continue
            city = city or (city_of(card.city) if card.city else "")
            if city and other.city and city_of(other.city) != city:
                continue
            if any(value and theirs and value != theirs for value, theirs in _numbers(card, other)):
                continue
            return own
    return ""


def _same(text: str) -> int:
    """The key by which the very same name is found; 0 where there is none."""
    whole = parse(text).key
    return key(WHOLE, whole) if whole else 0


def _named(same: int, directory: Directory) -> list[str]:
    found = directory.index.find(same) if same else None
    if found is None or found.total > 8:  # a name of many tells none of them
        return []
    labels = (directory.labels[number] for number in directory.index.labels(found).numbers)
    return sorted({label.client_id for label in labels if label.client_id})


def _numbers(one: Client, other: Client) -> Iterable[tuple[str, str]]:
    return ((getattr(one, kind), getattr(other, kind)) for kind in ENTITY)
