"""A client that only the ledger knows, as a card: made of who called, and by what it is found again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from zlib import crc32

from leadcli.domain.book import Book
from leadcli.domain.company import LEDGER, Caller, Client
from leadcli.domain.frozen import as_dict, frozen
from leadcli.domain.places import Place
from leadcli.fields.cleaners import HOME
from leadcli.fields.identifiers import IDENTIFIERS
from leadcli.ledger.standing.effects import Standing, caller_said
from leadcli.names import Name, in_other_layout, parse
from leadcli.names.scripts import is_cyrillic
from leadcli.resolution.blocking.keys import LETTERS, WHOLE, WORD, key, name_keys
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.resolution.directory.added_cards import Sought, keys_of_labels, readings_of
from leadcli.resolution.directory.directory import card_identifiers

IDENTIFIER = 16  # the kind of key of a number, a phone or an address: above those of names
MOST = 24  # known clients that are compared with one caller
COMMON = 400  # known clients that share a key, above which it tells nothing
NAMED = LETTERS << 32  # below it: keys of words and of their consonants, by which a client is found; not of letters


@lru_cache(maxsize=1024)
def day_of(text: str) -> date:
    """A day as it is kept: many rulings are of one."""
    return date.fromisoformat(text)


def known_id(root: int) -> str:
    """The id of the client that a ruling made one."""
    return f"{LEDGER}:{root}"


def root_of(client_id: str) -> int:
    """The ruling that made a client one; 0 where the id is a table's."""
    kind, _, number = client_id.partition(":")
    return int(number) if kind == LEDGER and number.isdigit() else 0


@frozen
class Told:
    """What a card takes of who called. ``numbers``: what identifies it, by kind."""

    name: str
    aliases: tuple[str, ...]
    brand: str
    city: str
    country: str
    numbers: Mapping[str, str]


@frozen
class ToldCard:
    """What a card takes of a caller, and by what it is found then: its keys, and those of its labels."""

    told: Told
    keys: tuple[int, ...]
    labels: bytes


def told_of(standing: Standing, private: Mapping[str, str], home: str = HOME) -> Told:
    """What a card takes of who called, as an entry holds it. ``private``: the plain texts of personal data in it."""
    return _told({field: plain(value, private) for field, value in standing.caller.items()}, home)


def told_by(heard: ParsedCaller, book: Book) -> ToldCard:
    """What a card takes of a caller taken apart: the same that it takes of the entry which would be made of it."""
    told = _told(caller_said(as_dict(heard.caller), heard.city, heard.country), book.country)
    numbers: dict[str, Any] = {**told.numbers}
    card = Client("", told.name, told.aliases, city=told.city, country=told.country, **numbers)
    return ToldCard(told, tuple(card_keys(card)), keys_of_labels(card, book))


def _told(said: dict[str, str], home: str) -> Told:
    """The card's name is the company's in what was said; that stands beside it, so that it is found again."""
    brand = said.pop("brand", "")
    caller = Caller(**{"name": "", **said})
    heard = parse_caller(caller, home)
    name = company_name(heard.name, caller.name)
    return Told(
        name,
        (caller.name,) if caller.name not in ("", name) else (),
        brand,
        caller.city or heard.city,  # as it was said
        heard.country or home,
        {kind: value for kind, value in heard.identifiers.items() if kind in IDENTIFIERS},
    )


def card_of(standing: Standing, told: Told, owner: str) -> Client:
    """The card of a client whom somebody has."""
    numbers: dict[str, Any] = {**told.numbers}
    return Client(
        known_id(standing.root),
        told.name,
        told.aliases,
        standing.group,
        told.brand,
        told.city,
        told.country,
        owner=owner,
        since=day_of(standing.day),
        place=Place(LEDGER, standing.root),
        **numbers,
    )


def company_name(name: Name, said: str) -> str:
    """The company in what was heard: without the words of a note; all of it where there is nothing to leave out."""
    if not any(word.kind in ("noise", "person") for word in name.words):
        return said
    words = [word.text for word in name.words if word.kind not in ("noise", "person")]
    written = {word.casefold().strip("«»\"'.,:;()"): word.strip("«»\"'.,:;()") for word in said.split()}
    return " ".join(written.get(word, word.capitalize() if is_cyrillic(word) else word.title()) for word in words)


def card_keys(card: Client) -> list[int]:
    """What a known client is found by: keys of its names, and of what is on it."""
    names = [reading for name in map(parse, (card.name, *card.aliases)) for reading in (name, *name.variants)]
    return _keys(((name_keys(each), key(WHOLE, each.key) if each.key else 0) for each in names), card_identifiers(card))


def _keys(readings: Iterable[tuple[list[int], int]], identifiers: Iterable[tuple[str, str]]) -> list[int]:
    """The keys by which clients are found: of readings of names, of each as a whole, and of identifiers, each once."""
    found = {IDENTIFIER << 32 | crc32(f"{kind}\0{value}".encode("utf-8", "surrogatepass")): None
             for kind, value in identifiers}  # fmt: skip
    for own, whole in readings:
        for each in own:
            if each < NAMED:
                found[each] = None
        if whole:
            found[whole] = None
    return list(found)


def sought_keys(who: Sought, has: Callable[[int], bool]) -> list[int]:
    """The keys of a caller as heard, and where no word of it is known, as typed in the other keyboard layout.

    ``has``: whether any known client has a key.
    """
    own = _keys([(each.own, each.whole) for each in who.readings], who.identifiers)
    if not who.may_be_typed(has) or any(has(each) for each in own if each >> 32 == WORD):
        return own
    other = in_other_layout(who.text, lambda word: has(key(WORD, word.fold)) or has(key(WORD, word.stem)))
    if other is None:
        return own
    return _keys([(each.own, each.whole) for each in (*who.readings, *readings_of(other))], who.identifiers)


def nearest(who: Sought, bearers: Callable[[int], Sequence[int]]) -> list[int]:
    """The known clients, by number, that share the rarest keys with a caller, and all that share many; MOST at most.

    ``bearers``: those that have a key, the newest first, COMMON + 1 at most. A key of more tells nothing; of a whole
    name or a number the newest counts.
    """
    shared: dict[int, int] = {}
    bearing: dict[int, Sequence[int]] = {}  # of keys that were asked for

    def has(key: int) -> bool:
        bearing[key] = bearers(key)
        return bool(bearing[key])

    for each in sought_keys(who, has):
        found = bearing[each] if each in bearing else bearers(each)
        if not found:
            continue
        if len(found) > COMMON:
            found = found[:1] if each >> 32 >= WHOLE else ()
        for number in found:
            shared[number] = shared.get(number, 0) + COMMON // len(found)
    return sorted(shared, key=lambda number: (-shared[number], number))[:MOST]


def plain(value: Any, private: Mapping[str, str]) -> str:
    """A text with its personal data, where they are still there."""
    text = str(value)
    if "⟨" in text:
        for name, own in private.items():
            text = text.replace(name, own)
    return text


def packed(caller: Mapping[str, Any]) -> str:
    """Who called, as it is kept: with tokens in the place of personal data."""
    return json.dumps(caller, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
