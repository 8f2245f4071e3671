"""Cards taken apart: of each what others may share with it. A value is a kind with a text: a domain, a word, an INN."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from leadcli.discovery.telling_words import standing
from leadcli.discovery.word_variants import variants
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen
from leadcli.fields.cleaners import each_of
from leadcli.fields.domains import company_domain
from leadcli.fields.identifiers import ENTITY, HOSTED, IDENTIFIERS
from leadcli.names import Name, Word, city_of, fold, parse
from leadcli.names.lexemes import PLAIN

Value = tuple[str, str]
WORD, PHRASE, BRANCH, SPELT, DOMAIN = "word", "phrase", "branch", "spelt", "domain"
NAMED = (WORD, PHRASE, BRANCH, SPELT)
CONTACTS = (DOMAIN, *(kind for kind, each in IDENTIFIERS.items() if each.settles == "firm" and kind != "website"))


@frozen
class Card:
    """A card with its readings. ``words``: the telling ones, by fold; ``values``: all that it may share.

    ``alone``: the fold of the one word that is its whole name but for plain ones (группа); else ``""``.
    """

    client: Client
    names: tuple[Name, ...]
    city: str
    words: dict[str, Word]
    values: frozenset[Value]
    alone: str

    @property
    def id(self) -> str:
        """The id of the client."""
        return self.client.id

    @property
    def name(self) -> Name:
        """Its name in the first reading."""
        return self.names[0]


def card_of(client: Client) -> Card:
    """A client taken apart."""
    names = [reading for text in (client.name, *client.aliases) for reading in _readings(text)]
    words = {} if names[0].person else {w.fold: w for name in names for w in name.core if standing(w)}
    values = {(WORD, each) for each in words}
    values.update(_contacts(client))
    if not names[0].person:
        values.update((PHRASE, each) for name in names for each in _phrases(name))
        values.update((BRANCH, each) for name in names if (each := _distinctive(name)))
    return Card(client, tuple(names), city_of(client.city) if client.city else "", words, frozenset(values),
                _alone(names[0]))  # fmt: skip


def _readings(text: str) -> Iterator[Name]:
    name = parse(text)
    yield name
    yield from name.variants


def _contacts(client: Client) -> Iterator[Value]:
    """Numbers and addresses, valid as the tables hold them; of addresses and sites the company's own domain too."""
    for kind in (*ENTITY, *CONTACTS):
        if kind != DOMAIN and (value := getattr(client, kind)):
            yield from ((kind, one) for one in each_of(value))
    for kind in HOSTED:
        if value := getattr(client, kind):
            yield from ((DOMAIN, domain) for one in each_of(value) if (domain := company_domain(one)))


def _phrases(name: Name) -> Iterator[str]:
    """Two words that follow one another, at least one of which tells something: силовые машины, савушкин продукт."""
    words = [word for word in name.words if word.kind in ("core", "weak") and word.weight > PLAIN]
    for one, other in pairwise(words):
        if (standing(one) or standing(other)) and one.segment == other.segment:
            yield f"{one.fold} {other.fold}"


def _alone(name: Name) -> str:
    """The one distinctive word of a name that has no other, no number and no branch word."""
    core = [word for word in name.words if word.kind in ("core", "number", "branch", "person", "place")]
    weak = any(word.kind == "weak" and word.weight > PLAIN for word in name.words)
    return core[0].fold if len(core) == 1 and core[0].kind == "core" and not weak else ""


_AT = frozenset(("в", "на", "по", "из", "с", "at", "in"))


def _distinctive(name: Name) -> str:
    """All distinctive words of a name: a branch is its company's where both have the same."""
    words = [w.fold for w in name.words if w.kind in ("core", "number") and w.text not in _AT]
    return " ".join(words) if any(word.kind == "core" and len(word.text) > 1 for word in name.words) else ""


def spelt_by(domain: str) -> frozenset[str]:
    """The folded words of which a domain's own label is made: zao-agrokomplex.ru."""
    label = domain.split(".")[0]
    return frozenset(fold(part) for part in (label, *label.split("-")) if len(part) > 1)


def bearers(cards: Iterable[Card]) -> dict[Value, list[str]]:
    """Of each value that several cards share their ids, sorted; among them coined words with their variants."""
    found: dict[Value, list[str]] = {}
    words: dict[str, Word] = {}
    for card in cards:
        words.update(card.words)
        for value in card.values:
            found.setdefault(value, []).append(card.id)
    for variant, word in variants(words, {each: len(found[WORD, each]) for each in words}).items():
        found[SPELT, f"{word} {variant}"] = [*found[WORD, word], *found[WORD, variant]]
    return {value: sorted(set(ids)) for value, ids in found.items() if len(ids) > 1}
