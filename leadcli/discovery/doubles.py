"""Doubles: cards that are one legal entity. Sister companies and branches of one company are none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations

from leadcli.discovery.cards import DOMAIN, Card, Value
from leadcli.discovery.cores import NAMESAKES
from leadcli.discovery.discoveries import Double
from leadcli.discovery.scoring import Scorer
from leadcli.discovery.telling_words import Standing, standing
from leadcli.domain.match import Evidence
from leadcli.domain.messages import Message, message
from leadcli.fields.identifiers import ENTITY, IDENTIFIERS
from leadcli.names.legal_forms import family
from leadcli.resolution.blocking.keys import BONES, name_keys

MOST = 30  # cards of one key that are compared pair by pair
SURE = 0.9  # score from which names that are not the same are one's, where a contact is one's too
PRIVATE = ("phone", "email")
Pair = tuple[str, str]
Sameness = tuple[str, frozenset[str], bool]


def doubles(
    cards: Mapping[str, Card], shared: Mapping[Value, Sequence[str]], apart: Collection[Pair] = ()
) -> Iterator[Double]:
    """The doubles of a list. ``apart``: sorted pairs of which a person said that they are not one."""
    told: dict[Pair, tuple[bool, tuple[Evidence, ...]]] = {}
    common = _anybodys(cards)
    for one, other in _pairs(cards, shared):
        if (one, other) not in apart and (one, other) not in told:
            found = _same(cards[one], cards[other], cards[one].name.key in common)
            if found is not None:
                told[one, other] = found
    scorer = Scorer(cards)
    for one, other in _alike(cards, shared):
        if (one, other) not in apart and (one, other) not in told:
            found = _near(cards[one], cards[other], scorer)
            if found is not None:
                told[one, other] = found
    yield from _sets(told, apart)


def _sets(told: Mapping[Pair, tuple[bool, tuple[Evidence, ...]]], apart: Collection[Pair]) -> Iterator[Double]:
    """Sure pairs as sets: who is one with another is one with all that the other is; doubtful ones pair by pair."""
    home = {one: {one} for pair in told for one in pair}
    for (one, other), (sure, _) in sorted(told.items()):
        if sure and home[one] is not home[other]:
            joined = home[one] | home[other]
            if not any(tuple(sorted(pair)) in apart for pair in combinations(joined, 2)):
                home.update(dict.fromkeys(joined, joined))
    seen: set[frozenset[str]] = set()
    for pair, (sure, why) in sorted(told.items()):
        ids = frozenset(home[pair[0]]) if sure and home[pair[0]] is home[pair[1]] else frozenset(pair)
        if ids not in seen and (sure or home[pair[0]] is not home[pair[1]]):
            seen.add(ids)
            yield Double(tuple(sorted(ids)), why, sure)


def _pairs(cards: Mapping[str, Card], shared: Mapping[Value, Sequence[str]]) -> Iterator[Pair]:
    """Cards with one number of a legal entity, and cards of the very same name."""
    for (kind, _), ids in shared.items():
        if kind in ENTITY:
            yield from combinations(ids[:MOST], 2)
    same: defaultdict[Sameness, list[str]] = defaultdict(list)
    for card in cards.values():
        if card.name.key:
            same[_sameness(card)].append(card.id)
    for ids in same.values():
        ids.sort()
        if len(ids) <= MOST:
            yield from combinations(ids, 2)
            continue
        by_city: defaultdict[str, list[str]] = defaultdict(list)
        for one in ids:
            by_city[cards[one].city].append(one)
        for city, here in by_city.items():
            if city:
                yield from combinations(here[:MOST], 2)


def _anybodys(cards: Mapping[str, Card]) -> frozenset[str]:
    """The names without a word of their own that stand in several cities: a city more makes no two cards one."""
    cities: defaultdict[str, set[str]] = defaultdict(set)
    for card in cards.values():
        if card.city and not any(standing(word) == Standing.OWN for word in card.name.core):
            cities[card.name.key].add(card.city)
    return frozenset(name for name, where in cities.items() if len(where) >= NAMESAKES)


def _sameness(card: Card) -> Sameness:
    """What two writings of one name have alike: the name, its places, whether it is a branch."""
    return card.name.key, frozenset(word.fold for word in card.name.words if word.kind == "place"), card.name.branch


def _same(one: Card, other: Card, anybodys: bool) -> tuple[bool, tuple[Evidence, ...]] | None:
    """Whether two cards are surely, or maybe, one; None: they are not. ``anybodys``: strangers bear the name, too."""
    if other_entity(one, other) or one.name.branch != other.name.branch:
        return None
    why = [_said(value) for value in sorted(one.values & other.values) if value[0] in ENTITY]
    if why:
        return True, tuple(why)
    if one.city and other.city and one.city != other.city:
        return None
    why = [_said(value) for value in sorted(one.values & other.values) if value[0] in (*PRIVATE, DOMAIN)]
    if one.city and one.city == other.city:
        why.append(Evidence("city", message("{city}: the same city", city=one.client.city), 0.3))
    name = Evidence("name", message("the same name: {name}", name=one.client.name), 1.0)
    told = [word for word in one.name.core if standing(word)]
    telling = (not anybodys and len(told) > 1) or any(standing(word) == Standing.OWN for word in told)
    return (bool(why) and telling) or any(each.signal != "city" for each in why), (name, *why)


def other_entity(one: Card, other: Card) -> bool:
    """Whether two cards are surely two: their numbers differ, or one is a person's firm and the other a company."""
    for kind in ENTITY:
        ours, theirs = getattr(one.client, kind), getattr(other.client, kind)
        if ours and theirs and ours != theirs:
            return True
        branch = IDENTIFIERS[kind].branch
        if ours and ours == theirs and branch:
            here, there = getattr(one.client, branch), getattr(other.client, branch)
            return bool(here and there and here != there)
    if one.client.country and other.client.country and one.client.country != other.client.country:
        return True
    ours, theirs = ({family(form.kind) for form in card.name.forms} for card in (one, other))
    return bool(ours and theirs and ours.isdisjoint(theirs)) or one.name.numbers != other.name.numbers


def _alike(cards: Mapping[str, Card], shared: Mapping[Value, Sequence[str]]) -> Iterator[Pair]:
    """Cards whose whole names sound alike, and cards of one phone or private address."""
    for (kind, _), ids in sorted(shared.items()):
        if kind in PRIVATE and len(ids) <= MOST:
            yield from combinations(ids, 2)
    heard: defaultdict[int, list[str]] = defaultdict(list)
    for card in cards.values():
        for each in name_keys(card.name):
            if each >> 32 == BONES:
                heard[each].append(card.id)
    counts: Counter[Pair] = Counter()
    for ids in heard.values():
        if 1 < len(ids) <= MOST:
            counts.update(combinations(sorted(ids), 2))
    yield from sorted(pair for pair, count in counts.items() if count > 2)


def _near(one: Card, other: Card, scorer: Scorer) -> tuple[bool, tuple[Evidence, ...]] | None:
    """Whether two cards of names that are not the same are one, by the matcher's score and what else they share."""
    if other_entity(one, other) or _sameness(one)[1:] != _sameness(other)[1:]:
        return None
    if one.city and other.city and one.city != other.city:
        return None
    score, why = scorer.alike(one, other)
    if not why:
        return None
    contacts = [_said(value) for value in sorted(one.values & other.values) if value[0] in PRIVATE]
    domain = [_said(value) for value in sorted(one.values & other.values) if value[0] == DOMAIN]
    here = bool(one.city) and one.city == other.city
    if here:
        domain.append(Evidence("city", message("{city}: the same city", city=one.client.city), 0.3))
    sure = score >= SURE and bool(contacts or len(domain) > 1)
    return (sure, (*why, *contacts, *domain)) if contacts or domain or score >= SURE else None


def _said(value: Value) -> Evidence:
    kind, text = value
    return Evidence(kind, shared_by(kind, text), 1.0)


def shared_by(kind: str, text: str) -> Message:
    """What two cards share, in words."""
    return SHARED[kind](text) if kind in SHARED else message("{kind} {value} is on both", kind=kind, value=text)


SHARED = {
    "inn": lambda text: message("the same INN {value}", value=text),
    "ogrn": lambda text: message("the same OGRN {value}", value=text),
    "phone": lambda text: message("the same phone {value}", value=text),
    "email": lambda text: message("the same address {value}", value=text),
    DOMAIN: lambda text: message("the same site {value}", value=text),
}
