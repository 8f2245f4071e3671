"""The caller taken apart: name, identifiers, city and country, with how each is known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from leadcli.domain.company import KINDS, Caller
from leadcli.domain.frozen import frozen
from leadcli.domain.match import Evidence
from leadcli.domain.messages import Message, message
from leadcli.fields.cleaners import HOME
from leadcli.fields.identifiers import IDENTIFIERS, SAID, clean, find_identifiers
from leadcli.names import Mention, Name, city_of, parse
from leadcli.names.geography import country_code, in_own_letters, place_of
from leadcli.names.scripts import digits_repaired

_given = attrgetter(*SAID)


@frozen
class ParsedCaller:
    """The caller taken apart: its name, identifiers by kind (``fields.cleaners.each_of`` several), and where it is."""

    caller: Caller
    name: Name
    identifiers: dict[str, str]
    city: str
    country: str
    country_from: Message | None
    invalid: tuple[Evidence, ...] = ()

    @property
    def city_written(self) -> str:
        """The city as the caller, or an option, writes it; empty where it is not known."""
        return self.caller.city or _written(self.city, self.name.places)


@lru_cache(maxsize=64)
def parse_caller(caller: Caller, home: str = HOME) -> ParsedCaller:
    """Take a caller apart. What an option says comes before what stands in the name.

    ``home``: the team's own country, by whose customs numbers are written where the caller is of no other.
    """
    country = local(caller.country, home)
    in_text = find_identifiers(digits_repaired(caller.name), country)
    found = in_text.values
    invalid = tuple(_invalid(kind, written) for kind, (written, _) in in_text.invalid.items() if kind not in found)
    if any(_given(caller)):
        invalid += _take_over(caller, found, country)
    name = parse(in_text.rest, note=True)
    places = [m for m in name.places if m.strong or m.adjective] if name.places else []
    city = city_of(caller.city) if caller.city else _only_city(places)
    country, source = _country(caller, places, city, found)
    return ParsedCaller(caller, name, found, city, country, source, invalid)


def local(country: str, home: str) -> str:
    """The country by whose customs a caller's numbers are read; ``country``: as it was said."""
    return (country_code(country) if country else "") or home


def _only_city(places: Sequence[Mention]) -> str:
    """The city that is spoken of; of two, neither is known."""
    cities = {m.name for m in places if m.kind == "city"} if places else set()
    return cities.pop() if len(cities) == 1 else ""


def _written(city: str, places: Sequence[Mention]) -> str:
    """How a city among places is written."""
    return next((m.text for m in places if m.name == city), "")


def _invalid(kind: str, written: str) -> Evidence:
    return Evidence(
        kind, message("{kind} {value} is not valid and proves nothing", kind=KINDS.get(kind, kind), value=written), 0.0
    )


def _take_over(caller: Caller, found: dict[str, str], local: str) -> tuple[Evidence, ...]:
    """Put what options say of identifiers in the place of those in the name; what is not valid proves nothing."""
    invalid: list[Evidence] = []
    for kind in SAID:
        given = getattr(caller, kind)
        if not given:
            continue
        value, reason = clean(kind, given, local)
        if value:
            found[kind] = value
            each = IDENTIFIERS[kind]
            if each.branch and (branch := each.branch_of(given)):
                found.setdefault(each.branch, clean(each.branch, branch)[0])
        elif reason is not None:
            invalid.append(_invalid(kind, given))
            found.pop(kind, None)
    return tuple(invalid)


def _country(caller: Caller, places: Sequence[Mention], city: str, found: dict[str, str]) -> tuple[str, Message | None]:
    """Where the caller is: as said, else by a country or city in its name, its identifiers. Else not known."""
    if caller.country:
        code = country_code(caller.country)
        return code, message("the caller is in {country}", country=code or caller.country)
    for mention in places:
        if mention.kind == "country":
            return mention.country, message(
                "the name speaks of {place}", place=in_own_letters(mention.name, mention.text)
            )
    place = place_of(city) if city else next(iter(places), None)
    if place is not None:
        written = caller.city if city and caller.city else _written(place.name, places)
        named = in_own_letters(place.name, written)
        return place.country, message("{place}: {country}", place=named, country=place.country)
    if not found:
        return "", None
    shown = (IDENTIFIERS[kind].country(found[kind]) for kind in SAID if kind in found)
    return next((country for country in shown if country), ("", None))
