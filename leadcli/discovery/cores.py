"""Cores: cards that share something strong, merged where two of them hold together by more than one card.

As in Robust Group Linkage (Li, Dong, Guo, Maurino, Srivastava, arXiv 1503.00604): what is surely one comes first, and
the rest is attached to it by strong evidence only. A card that alone stands in two cores does not make them one, so a
chain of accidents cannot either. The result is the least fixed point of the merging: it knows no order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set

from leadcli.discovery.cards import BRANCH, CONTACTS, DOMAIN, NAMED, PHRASE, SPELT, WORD, Card, Value, spelt_by
from leadcli.discovery.telling_words import Standing, is_of_clippings, is_plain, standing
from leadcli.domain.frozen import frozen
from leadcli.fields.identifiers import ENTITY
from leadcli.names import Word
from leadcli.names.scripts import is_cyrillic

SHARED_BY = 4  # cards that may share a phone or a private address and still are surely one firm
NAMESAKES = 3  # companies of one coined name, apart, from which it proves nothing by itself
HOST = 20  # cards of one domain from which their names must agree too
AGREE = 0.2  # share of them that must
DOMINANT = 0.8  # share of the bearers of an ordinary word with contacts that must agree on them
STEPS = 200  # cards of one value that are looked at pair by pair


@frozen
class Judged:
    """What a shared value proves: of which cards surely, and of which a person is to say."""

    value: Value
    sure: tuple[str, ...]
    doubtful: tuple[str, ...] = ()


def judge(cards: Mapping[str, Card], shared: Mapping[Value, Sequence[str]]) -> list[Judged]:
    """What each value that cards share proves of them."""
    return _Judge(cards, shared).judged


class _Judge:
    """Contacts first, by themselves; then names, in the light of contacts."""

    def __init__(self, cards: Mapping[str, Card], shared: Mapping[Value, Sequence[str]]) -> None:
        self._cards, self._shared = cards, shared
        self._strong: dict[str, set[Value]] = {}
        self.judged = [self._contact(value, ids) for value, ids in shared.items() if value[0] in (*ENTITY, *CONTACTS)]
        for each in self.judged:
            for one in each.sure:
                self._strong.setdefault(one, set()).add(each.value)
        self.judged += [self._name(value, ids) for value, ids in shared.items() if value[0] in NAMED]
        self.judged = [each for each in self.judged if each.sure or each.doubtful]

    def _contact(self, value: Value, ids: Sequence[str]) -> Judged:
        """A number or an address. A domain of very many unlike names is a host; a phone of many, an accountant's."""
        kind, text = value
        if kind in ENTITY:
            return Judged(value, tuple(ids))
        if kind == DOMAIN and (len(ids) < HOST or self._alike(ids, spelt_by(text))):
            return Judged(value, tuple(ids))
        if kind != DOMAIN and (len(ids) <= SHARED_BY or self._alike(ids, frozenset())):
            return Judged(value, tuple(ids))
        return Judged(value, (), tuple(ids) if len(ids) < HOST else ())

    def _alike(self, ids: Sequence[str], spelt: frozenset[str]) -> bool:
        """Whether enough of some cards bear one word, or the domain's."""
        counts = Counter(word for one in ids for word in self._cards[one].words)
        most = max(counts.values(), default=0)
        said = sum(not spelt.isdisjoint(self._cards[one].words) for one in ids)
        return max(most, said) >= max(2, AGREE * len(ids))

    def _name(self, value: Value, ids: Sequence[str]) -> Judged:
        """A word or a phrase: a coined word by itself, another where contacts of its bearers agree."""
        kind, text = value
        if kind == BRANCH:
            return self._branches(value, ids)
        if kind == SPELT:
            return self._variants(value, ids)
        tells = max(standing(self._cards[one].words[text]) for one in ids) if kind == WORD else Standing.SHORT
        apart = self._apart([one for one in ids if kind == WORD and self._cards[one].alone == text])
        if tells == Standing.OWN and apart < NAMESAKES:
            return self._coined(value, ids)
        good = self._agreed(value, ids, tells == Standing.ORDINARY)
        if good and apart < 2:
            sure = [one for one in ids if not good.isdisjoint(self._cards[one].values) or self._plain(one, text)]
            return Judged(value, tuple(sure), tuple(one for one in ids if one not in sure))
        if kind == PHRASE and not good:
            return Judged(value, ())
        if apart > 1:
            ids = [one for one in ids if self._cards[one].alone != text] if good else []
        return Judged(value, (), tuple(ids) if len(ids) < HOST else ())

    def _coined(self, value: Value, ids: Sequence[str]) -> Judged:
        """A word that somebody coined: whose it is who bears it and nothing else, and those whose names begin with it.

        Where nobody does (Bäckerei Schmidt, Bäckerei Fuchs) it is a word of a language that is not known here.
        """
        good = self._agreed(value, ids, False)
        bare = [one for one in ids if all(is_of_clippings(w.text) for w in self._beside(one, value[1]))]
        if not good and not (len(ids) < HOST and any(self._leads(one, value[1]) for one in bare)):
            return Judged(value, (), tuple(ids) if len(ids) < HOST else ())
        sure = [
            one
            for one in ids
            if one in bare or self._leads(one, value[1]) or not good.isdisjoint(self._cards[one].values)
        ]
        return Judged(value, tuple(sure), tuple(one for one in ids if one not in sure))

    def _leads(self, one: str, word: str) -> bool:
        """Whether a word stands before all other distinctive ones in some reading of a card's name."""
        readings = self._cards[one].names
        return any(next((w.fold for w in name.core if standing(w)), "") == word for name in readings)

    def _plain(self, one: str, words: str) -> bool:
        """Whether a card's name adds to some of its words a place, a trade, a word of the language, or nothing."""
        card = self._cards[one]
        if card.name.branch and self._leads(one, words):
            return True  # what else it has names the site
        return all(is_plain(word) for word in self._beside(one, words))

    def _beside(self, one: str, words: str) -> list[Word]:
        """The distinctive words of a card's name beside some."""
        return [word for word in self._cards[one].name.core if word.fold not in words.split(" ")]

    def _variants(self, value: Value, ids: Sequence[str]) -> Judged:
        """A coined word in two writings: of two scripts, or with a contact in common; else a person is to say."""
        sides = [(word, [one for one in ids if word in self._cards[one].words]) for word in value[1].split(" ")]
        ours, theirs = ({each for one in side for each in self._strong.get(one, ())} for _, side in sides)
        scripts = {is_cyrillic(self._cards[side[0]].words[word].text) for word, side in sides}
        begin = all(self._leads(one, word) for word, side in sides for one in side)
        if not ours.isdisjoint(theirs) or (len(scripts) > 1 and begin and len(ids) < HOST):
            return Judged(value, tuple(ids))
        return Judged(value, (), tuple(ids) if len(ids) < HOST else ())

    def _branches(self, value: Value, ids: Sequence[str]) -> Judged:
        """Branches, shops and sites of one company: all have its name, and it is no name of several companies."""
        branches = [one for one in ids if self._cards[one].name.branch]
        whole = [one for one in ids if not self._cards[one].name.branch]
        if branches and self._apart(whole) < 2:
            return Judged(value, tuple(ids))
        # Several words alike, in one city: Северная Ягода, Северная Ягода Трейд.
        words = [word for word in self._cards[ids[0]].name.core if standing(word)]
        here = len({self._cards[one].city for one in ids}) == 1 and self._cards[ids[0]].city
        two = " " in value[1] and bool(words) and len(ids) <= SHARED_BY
        return Judged(value, tuple(ids) if two and here else (), tuple(ids) if two and not here else ())

    def _apart(self, ids: Sequence[str]) -> int:
        """How many companies some cards of the very same name may be, by contacts and cities."""
        left = {one: {*self._strong.get(one, ()), ("city", self._cards[one].city or one)} for one in ids[:STEPS]}
        count = 0
        while left:
            count += 1
            seen = left.pop(next(iter(left)))
            while near := [one for one, values in left.items() if values & seen]:
                for one in near:
                    seen |= left.pop(one)
        return count

    def _agreed(self, value: Value, ids: Sequence[str], spelt: bool) -> Set[Value]:
        """The contacts on which a value's bearers agree: two share them, or a domain spells it, and few have others.

        ``spelt``: a domain must. Empty where they do not agree.
        """
        spelling = {each for one in ids for each in self._cards[one].values if _spells(each, value[1])}
        if spelt and not spelling:
            return frozenset()
        counts = Counter(each for one in ids for each in self._strong.get(one, ()))
        most = max(counts, key=lambda each: (counts[each], each), default=None)
        good = spelling | ({most} if most and counts[most] > 1 else set())
        if not good:
            return frozenset()
        telling = [one for one in ids if any(each[0] == DOMAIN for each in self._cards[one].values)] or [
            one for one in ids if one in self._strong
        ]
        fitting = sum(not good.isdisjoint(self._cards[one].values) for one in telling)
        return good if fitting >= DOMINANT * len(telling) else frozenset()


def _spells(value: Value, words: str) -> bool:
    """Whether a domain is spelt like a word, or like several written together or with hyphens."""
    return value[0] == DOMAIN and not {words, words.replace(" ", "")}.isdisjoint(spelt_by(value[1]))


def merged(judged: Sequence[Judged], attach: bool = True) -> list[frozenset[str]]:
    """The cores that the sure values make: those that share two cards, or one that is spelt alike, are one.

    ``attach``: with what pairs bring to them.
    """
    cores = {number: set(each.sure) for number, each in enumerate(judged) if len(each.sure) > 1}
    names = {number: _spelling(judged[number].value) for number in cores}
    inside: dict[str, set[int]] = {}
    for number, ids in cores.items():
        for one in ids:
            inside.setdefault(one, set()).add(number)
    waiting = sorted(cores)
    while waiting:
        number = waiting.pop()
        if number not in cores:
            continue
        meeting = Counter(other for one in cores[number] for other in inside[one] if other != number)
        joined = [
            other for other, count in meeting.items()
            if count > 1 or not names[number].isdisjoint(names[other])
        ]  # fmt: skip
        for other in joined:
            for one in cores.pop(other):
                inside[one].discard(other)
                inside[one].add(number)
                cores[number].add(one)
            names[number] |= names[other]
        if joined:
            waiting.append(number)
    found = sorted((frozenset(ids) for ids in cores.values()), key=lambda ids: (-len(ids), min(ids)))
    return _with_pairs(found) if attach else found


def _with_pairs(cores: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Of two cards that share something, one being in one core, the other in no core: it is attached, as the last."""
    inside = Counter(one for core in cores if len(core) > 2 for one in core)
    found = [core for core in cores if len(core) > 2]
    pairs = [core for core in cores if len(core) == 2]
    at = {one: number for number, core in enumerate(found) for one in core}
    joined: dict[str, set[int]] = {}
    for pair in pairs:
        for one, other in (sorted(pair), sorted(pair, reverse=True)):
            if inside[one] == 1 and not inside[other]:
                joined.setdefault(other, set()).add(at[one])
    grown = [set(core) for core in found]
    for other, numbers in joined.items():
        if len(numbers) == 1:
            grown[next(iter(numbers))].add(other)
    left = [pair for pair in pairs if not any(inside[one] or one in joined for one in pair)]
    return sorted(map(frozenset, [*grown, *left]), key=lambda ids: (-len(ids), min(ids)))


def _spelling(value: Value) -> set[str]:
    """By what a core is one with another that shares but one card: a domain's label, a word, a legal entity."""
    kind, text = value
    if kind == DOMAIN:
        return set(spelt_by(text))
    return {text} if kind == WORD else {f"{kind}:{text}"} if kind in ENTITY else set()
