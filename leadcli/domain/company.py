"""A company as it calls, and as it stands on its card: what a client base can know of one.

A field that identifies companies stands in both records, under the name of its entry in ``fields.identifiers``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import message
from leadcli.domain.places import NOWHERE, Place

# Cells of a record that are not understood: of each its field, its column, its text. They are unknown, never empty.
Unread = tuple[tuple[str, str, str], ...]
# What identifies a company, as it is called in a sentence.
KINDS = {
    "inn": message("INN"), "kpp": message("KPP"), "ogrn": message("OGRN"), "phone": message("phone number"),
    "email": message("e-mail address"), "website": message("site"),
}  # fmt: skip
LEDGER = "ledger"  # where a client stands whom no table has: the file of its place


@frozen
class Caller:
    """Who calls, as heard: a name and whatever else is known. Empty text means not said."""

    name: str
    city: str = ""
    country: str = ""
    inn: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    ogrn: str = ""
    kpp: str = ""


@frozen
class Client:
    """One card of the client base: a legal entity, a branch, or a contact of a group.

    ``owner`` and ``former_owner`` are managers' ids. ``last_quote``: the day of the last offer; ``contract_until``: the
    last day of the contract; ``status_since``: the day on which the status became what it is.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    brand: str = ""
    city: str = ""
    country: str = "RU"
    inn: str = ""
    kpp: str = ""
    ogrn: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    head_office: bool = False
    activity: str = ""
    owner: str = ""
    since: date | None = None
    last_contact: date | None = None
    last_quote: date | None = None
    contract_until: date | None = None
    status: str = ""
    status_since: date | None = None
    former_owner: str = ""
    place: Place = NOWHERE
    extra: tuple[tuple[str, str], ...] = ()
    unread: Unread = ()

    @property
    def owner_unread(self) -> bool:
        """Whether the card names an owner who is not understood."""
        return not self.owner and any(field == "owner" for field, _, _ in self.unread)


# --- many cards -----------------------------------------------------------------------------------------------------
SHOWN = 3  # names of cards that are told


def _called(card: Client) -> str:
    return card.brand or card.name


def _by_contact(card: Client) -> tuple[int, str]:
    return -(card.last_contact.toordinal() if card.last_contact else 0), card.id


class Cards(tuple[Client, ...]):
    """Cards; a card otherwise in its place is another of these, which knows what the change leaves as it was."""

    @cached_property
    def latest(self) -> Cards:
        """The latest contact first, then by id."""
        return Cards(sorted(self, key=_by_contact))

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """In which countries they are, as far as that is known, sorted."""
        return tuple(sorted({card.country for card in self if card.country}))

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """In which cities they are, as far as that is known, sorted."""
        return tuple(sorted({card.city for card in self if card.city}))

    @cached_property
    def called(self) -> tuple[str, ...]:
        """The first of their brands, or names where they have none, sorted."""
        from heapq import nsmallest

        return tuple(nsmallest(SHOWN, {_called(card) for card in self}))

    @cached_property
    def by_owner(self) -> Mapping[str, Cards]:
        """Those of each owner."""
        found: dict[str, list[Client]] = {}
        for card in self:
            found.setdefault(card.owner, []).append(card)
        return {owner: Cards(cards) for owner, cards in found.items()}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {card.id: place for place, card in enumerate(self)}

    @cached_property
    def _bearing(self) -> dict[tuple[int, str, str], tuple[Mapping[str, str], Cards]]:
        return {}

    @cached_property
    def _without(self) -> dict[str, Cards]:
        return {}

    def bearing(self, brands: Mapping[str, str], brand: str, otherwise: str = "") -> Cards:
        """Those of a brand, by the brand of each id; ``otherwise``: of which brand is who is not among them."""
        asked = id(brands), brand, otherwise
        found = self._bearing.get(asked)
        if found is None or found[0] is not brands:
            cards = Cards([card for card in self if brands.get(card.id, otherwise) == brand])
            found = self._bearing[asked] = brands, cards
        return found[1]

    def without(self, client_id: str) -> Cards:
        """All but one."""
        if client_id not in self._places:
            return self
        if client_id not in self._without:
            self._without[client_id] = self.otherwise(self[self._places[client_id]], None)
        return self._without[client_id]

    def otherwise(self, was: Client, now: Client | None) -> Cards:
        """The same cards, one of them changed or taken out; as they are where it is not among them."""
        place = self._places.get(was.id)
        if place is None:
            return self
        made = Cards((*self[:place], *_one(now), *self[place + 1 :]))
        told: dict[str, Any] = made.__dict__
        if "latest" in self.__dict__:
            told["latest"] = self.latest._ordered(was, now)
        if now is not None:
            told["_places"] = self._places
        if "countries" in self.__dict__ and now and now.country == was.country:
            told["countries"] = self.countries
        if "cities" in self.__dict__ and now and now.city == was.city:
            told["cities"] = self.cities
        if "called" in self.__dict__ and (_called(now) == _called(was) if now else _called(was) not in self.called):
            told["called"] = self.called
        told["_bearing"] = {
            (key, brand, otherwise): (brands, cards.otherwise(was, now))
            for (key, brand, otherwise), (brands, cards) in self._bearing.items()
        }
        return made

    def _ordered(self, was: Client, now: Client | None) -> Cards:
        """The same order with a card changed or taken out."""
        from bisect import bisect_left

        cards = list(self)
        del cards[bisect_left(cards, _by_contact(was), key=_by_contact)]
        for card in _one(now):
            cards.insert(bisect_left(cards, _by_contact(card), key=_by_contact), card)
        return Cards(cards)


def _one(card: Client | None) -> Iterable[Client]:
    return () if card is None else (card,)
