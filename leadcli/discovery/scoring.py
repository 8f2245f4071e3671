"""Two cards compared as the matcher compares a caller with a card: its alignment, its figures, its score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from leadcli.discovery.cards import Card
from leadcli.domain.book import Book
from leadcli.domain.company import Caller
from leadcli.domain.frozen import replace
from leadcli.domain.match import Evidence
from leadcli.domain.messages import message
from leadcli.names.lexemes import PLAIN
from leadcli.resolution.blocking.index import Bearers, Labels
from leadcli.resolution.blocking.keys import WEIGHTS, WORD, key, name_keys
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.directory.directory import Cuts, Directory
from leadcli.resolution.directory.labels import Label, client_labels
from leadcli.resolution.scoring.shortlist import score_all

LEAST = Cuts().accept


class Counted:
    """How many cards bear each word: what the matcher asks of an index when it weighs words."""

    mapped = place = None

    def __init__(self, cards: Mapping[str, Card]) -> None:
        self.size = len(cards)
        self._counts = Counter(
            key(WORD, fold) for card in cards.values() for fold in {word.fold for word in card.name.words}
        )

    def expect(self, keys: Iterable[int]) -> None:
        """See blocking.index.Index: all are known."""

    def find(self, key: int) -> Bearers | None:
        """See blocking.index.Index."""
        count = self._counts.get(key, 0)
        return Bearers(count, count, 0, ()) if count else None

    def total(self, key: int) -> int:
        """See blocking.index.Index."""
        return self._counts.get(key, 0)

    def labels(self, found: Bearers) -> Labels:
        """See blocking.index.Index: none are kept."""
        return Labels((), (), ())


class Scorer:
    """Compares cards of a list."""

    def __init__(self, cards: Mapping[str, Card]) -> None:
        self._cards = cards
        self._labels: list[Label] = []
        self._numbers: dict[str, int] = {}
        self._directory = Directory(
            book=Book(), labels=self._labels, index=Counted(cards), by_identifier={}, families=len(cards), brands={},
            called=lambda _: "",
        )  # fmt: skip

    def alike(self, one: Card, other: Card) -> tuple[float, tuple[Evidence, ...]]:
        """The lower score of both ways, and in what they are alike; without reasons they are not one's."""
        there, why = self._score(one, other)
        if there < LEAST or not why:
            return there, ()
        back, also = self._score(other, one)
        return (min(there, back), why) if back >= LEAST and also else (back, ())

    def _score(self, one: Card, other: Card) -> tuple[float, tuple[Evidence, ...]]:
        number = self._number(other)
        heard = ParsedCaller(Caller(one.client.name), one.name, {}, one.city, one.client.country, None)
        found = score_all(one.name, [(number, _share(one, other))], heard, self._directory)[0]
        aligned = found.alignment
        if any(word.weight > PLAIN for word in (*aligned.caller_alone, *aligned.label_alone)):
            return found.score, ()
        if "acronym" in aligned.hows:
            return found.score, ()
        said = message("{name} is written much like {other}", name=one.client.name, other=other.client.name)
        return found.score, (Evidence("name", said, round(found.score, 3)),)

    def _number(self, card: Card) -> int:
        if card.id not in self._numbers:
            self._numbers[card.id] = len(self._labels)
            alone = replace(card.client, group="")  # whatever groups there are on file
            self._labels.append(next(client_labels(alone, Book(), False)))
        return self._numbers[card.id]


def _share(one: Card, other: Card) -> float:
    """How much of the keys of blocking two names share, 0 to 1."""
    ours, theirs = set(name_keys(one.name)), set(name_keys(other.name))
    whole = (_weight(ours) * _weight(theirs)) ** 0.5
    return min(1.0, _weight(ours & theirs) / whole) if whole else 0.0


def _weight(keys: set[int]) -> float:
    return sum(sorted(WEIGHTS[each >> 32] ** 2 for each in keys))
