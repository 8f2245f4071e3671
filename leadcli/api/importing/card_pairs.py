"""Which cards of a newer export are cards of the old one: by id, by tax and register numbers, by name and city.

Each card is paired once, with what it shares alone on both sides. Cards of which several are alike are told as such.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Literal

from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen
from leadcli.fields.identifiers import ENTITY, IDENTIFIERS
from leadcli.workspace.book_building import group_key

How = Literal["id", "number", "whole", "name"]
Key = Callable[[Client], Hashable]
SHIFTED = 0.5  # of the cards with an id of before: where more of them are other companies, ids are told anew each time
LEAST = 4  # cards of which that is told
BESIDE = ("phone", "email", "website")  # what tells apart those of one name and city


@frozen
class Pair:
    """A card of the old export and the same company's of the new one, by their ids, and by what that is known."""

    old: str
    new: str
    by: How


@frozen
class Alike:
    """Cards of both exports of which it cannot be told which is which."""

    old: tuple[str, ...]
    new: tuple[str, ...]


@frozen
class Pairs:
    """All cards of two exports. ``into``: of a card that is gone a new one with its number, name or phone.

    ``reused``: ids that are another company's by now. ``renumbered``: ids tell nothing, they are given anew each time.
    """

    same: tuple[Pair, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]
    alike: tuple[Alike, ...]
    into: Mapping[str, str]
    reused: tuple[str, ...]
    renumbered: bool


def pairs_of(old: Mapping[str, Client], new: Mapping[str, Client], table: str = "clients") -> Pairs:
    """Pair the cards of two exports, by id. ``table``: what an id begins with that was made of a name and city."""
    search = _Search(old, new)
    own = _own_id(table)
    ids = _shared(old.values(), new.values(), own)
    strangers = [one for one in ids if _another(old[one], new[one])]
    renumbered = len(ids) >= LEAST and len(strangers) > SHIFTED * len(ids)
    reused = () if renumbered else tuple(one for one in strangers if _proven_another(old[one], new[one]))
    if not renumbered:
        search.settle([(one, one) for one in ids if one not in set(reused)], "id")
    for key in (_numbered("inn", "kpp"), *map(_numbered, ENTITY)):
        search.by(key, "number")
    search.by(lambda card: None if own(card) else _whole(card), "whole", several=True)
    search.by(_named, "name")
    for kind in BESIDE:
        search.by(_named_with(kind), "name")
    alike = search.alike((_named, *map(_numbered, ENTITY)))
    gone = tuple(one for one in old if one in search.old)
    return Pairs(
        tuple(search.found), gone, tuple(one for one in new if one in search.new), tuple(alike),
        _merged([old[one] for one in gone], new), reused, renumbered,
    )  # fmt: skip


class _Search:
    """The cards that are still open, and the pairs that were found."""

    def __init__(self, old: Mapping[str, Client], new: Mapping[str, Client]) -> None:
        self.cards = (old, new)
        self.old, self.new = dict.fromkeys(old), dict.fromkeys(new)
        self.found: list[Pair] = []

    def settle(self, pairs: Iterable[tuple[str, str]], by: How) -> None:
        for one, other in pairs:
            del self.old[one], self.new[other]
            self.found.append(Pair(one, other, by))

    def by(self, key: Key, by: How, several: bool = False) -> None:
        """Pair what has a key that no other card has on either side; ``several``: which of those makes no difference.

        A number that says otherwise parts them.
        """
        sides = [_bearers(cards.values(), key) for cards in self.cards]
        for each, olds in sides[0].items():
            news = sides[1].get(each, [])
            if not several and (len(olds) > 1 or len(news) > 1):
                continue
            one = [card.id for card in olds if card.id in self.old]
            other = [card.id for card in news if card.id in self.new]
            pairs = list(zip(one, other, strict=False))
            if several or not any(differ(self.cards[0][a], self.cards[1][b]) for a, b in pairs):
                self.settle(pairs, by)

    def alike(self, keys: Iterable[Key]) -> list[Alike]:
        """The open cards of both sides that share a key: taken out of what is gone, and of what is new."""
        told = []
        for key in keys:
            sides = [_bearers((cards[one] for one in open_), key)
                     for cards, open_ in zip(self.cards, (self.old, self.new), strict=True)]  # fmt: skip
            for each, olds in sides[0].items():
                news = sides[1].get(each, [])
                parted = len(olds) == len(news) == 1 and differ(olds[0], news[0])
                if news and not parted:
                    told.append(Alike(tuple(c.id for c in olds), tuple(c.id for c in news)))
                    for one in olds:
                        del self.old[one.id]
                    for other in news:
                        del self.new[other.id]
        return told


def differ(one: Client, other: Client) -> bool:
    """Whether a number of two cards proves that they are two companies."""
    for kind in ENTITY:
        own, theirs = getattr(one, kind), getattr(other, kind)
        if own and theirs and own != theirs:
            return True
    return False


def _own_id(table: str) -> Key:
    """The id that a card has in its export; nothing of one that was made of its name, or that another has as well."""
    made = f"{table}:"
    return lambda card: "" if card.id.startswith(made) or any(field == "id" for field, _, _ in card.unread) else card.id


def _numbered(*kinds: str) -> Key:
    """Numbers that a card must have all."""

    def key(card: Client) -> Hashable:
        values = tuple(getattr(card, kind) for kind in kinds)
        return (kinds, values) if all(values) else None

    return key


def _named(card: Client) -> Hashable:
    return group_key(card.name), group_key(card.city)


def _named_with(kind: str) -> Key:
    return lambda card: (*_named(card), getattr(card, kind)) if getattr(card, kind) else None  # type: ignore[misc]


def _whole(card: Client) -> Hashable:
    """All that a card holds but its id and its place."""
    return tuple(getattr(card, name) for name in Client.__match_args__ if name not in ("id", "place"))


def _bearers(cards: Iterable[Client], key: Key) -> dict[Hashable, list[Client]]:
    found: defaultdict[Hashable, list[Client]] = defaultdict(list)
    for card in cards:
        if own := key(card):
            found[own].append(card)
    return found


def _shared(old: Iterable[Client], new: Iterable[Client], own: Key) -> list[str]:
    """The ids that cards of both sides have."""
    there = {own(card) for card in new} - {""}
    return [card.id for card in old if own(card) in there]


def _another(one: Client, other: Client) -> bool:
    """Whether two cards have neither name nor number in common."""
    if group_key(one.name) == group_key(other.name):
        return False
    return not any(getattr(one, kind) and getattr(one, kind) == getattr(other, kind) for kind in IDENTIFIERS)


def _proven_another(one: Client, other: Client) -> bool:
    return bool(one.inn and other.inn and one.inn != other.inn)


def _merged(gone: Collection[Client], new: Mapping[str, Client]) -> dict[str, str]:
    """Of the cards that are gone those whose number, name and city, phone, e-mail or site one new card alone bears."""
    found: dict[str, str] = {}
    for key in (*map(_numbered, ENTITY), _named, *map(_numbered, BESIDE)):
        there = _bearers(new.values(), key)
        for card in gone:
            bearers = there.get(key(card), ())
            if card.id not in found and len(bearers) == 1 and not differ(card, bearers[0]):
                found[card.id] = bearers[0].id
    return found
