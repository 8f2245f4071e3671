"""Conditions on the caller beside the served companies of its group: the country, the name or brand, the city."""

from __future__ import annotations

from leadcli.domain.facts import Answer, Facts, Finding
from leadcli.domain.messages import message
from leadcli.policy.conditions.condition_table import (
    condition,
    country_found,
    no,
    no_group,
    which_company,
    which_country,
    yes,
)  # fmt: skip
from leadcli.policy.family import named, same_brand, served, who


@condition(
    "the caller is in a country where nobody serves the group",
    "the caller is in a country where the group is served",
    about="caller",
    rests_on=("sister", "country", "abroad"),
    told_by="--country CODE",
)
def caller_abroad(facts: Facts, _: str) -> Finding:
    """Whether the caller is in a country where the group's served clients are not; unknown where one's is."""
    if facts.identity.group is None:
        return no_group()
    clients = served(facts)
    if not clients:
        return no(message("nobody serves a company of {group}", group=facts.identity.group.name))
    if not facts.country:
        return which_country()
    there = clients.countries
    if facts.country not in there and (unplaced := next((c for c in clients if not c.country), None)):
        return Finding(
            Answer.UNKNOWN,
            message("in which country {client} is, is not known", client=named(unplaced)),
            message("In which country is {client}?", client=named(unplaced)),
        )
    found = message("{where}; the group's served clients: {there}", where=country_found(facts), there=there)
    return no(found) if facts.country in there else yes(found)


@condition(
    "the caller bears the name or brand of a served company of the group",
    "the caller bears another name or brand than the served companies of the group",
    about="caller",
    rests_on=("sister", "brand"),
    told_by="--fact brand=NAME",
)
def same_name(facts: Facts, _: str) -> Finding:
    """Whether the caller bears the name or brand of a company of its group that somebody serves."""
    group = facts.identity.group
    if group is None:
        return no_group()
    clients = served(facts)
    if not clients:
        return no(message("nobody serves a company of {group}", group=group.name))
    if facts.identity.open:
        return which_company(facts)
    if not facts.identity.brand:
        return Finding(
            Answer.UNKNOWN,
            message("under which name or brand the caller works is not known"),
            message("Under which name or brand of {group} do you work?", group=group.name),
        )
    alike = same_brand(facts)
    if alike:
        return yes(who(facts, alike.latest[0]))
    return no(message("another name than the served {others}", others=clients.called))


@condition(
    "the caller is in another city than the served companies of its name",
    "a served company of the caller's name is in the same city",
    about="caller",
    rests_on=("sister", "brand", "city"),
    told_by="--city CITY",
)
def another_city(facts: Facts, _: str) -> Finding:
    """Whether the caller is in another city than the served companies of its name or brand; unknown where one's is."""
    if facts.identity.group is None:
        return no_group()
    clients = same_brand(facts) or served(facts)
    cities = clients.cities
    if not facts.city or not clients:
        return Finding(
            Answer.UNKNOWN,
            message("the caller's city is not known"),
            message("Which city are you calling from?"),
        )
    if facts.city not in cities and (unplaced := next((c for c in clients if not c.city), None)):
        return Finding(
            Answer.UNKNOWN,
            message("in which city {client} is, is not known", client=named(unplaced)),
            message("In which city is {client}?", client=named(unplaced)),
        )
    found = message("{city}; served clients: {cities}", city=facts.city, cities=cities)
    return no(found) if facts.city in cities else yes(found)
