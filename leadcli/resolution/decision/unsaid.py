"""What of a name on file was not said, and may be all that tells it from another: a number, a name, a word, a place."""

from __future__ import annotations

import re

from leadcli.names import Word, fold
from leadcli.names.geography import place_key
from leadcli.names.lexemes import TRADE
from leadcli.names.notes.persons import is_first, is_patronymic
from leadcli.names.scripts import plain
from leadcli.resolution.comparison.alignment import weigh
from leadcli.resolution.decision.telling import Sight, marked_places, trade_of_place_unsaid
from leadcli.resolution.scoring.ranking import Scored

ALIKE = 0.9  # likeness from which another's word is the one that was said
EXTRA = 0.2  # weight of a word from which it may make it another company
_JOINED = re.compile(r"([^\W_]+)-([^\W_]+)")


def is_number_unsaid(seen: Sight) -> bool:
    """«Метро» may be no «Метро 2»."""
    return any(word.kind == "number" for word in seen.best.alignment.label_alone)


def is_given_name_unsaid(seen: Sight) -> bool:
    """«ИП Морозов» may be no «ИП Морозов А. В.», «Муратова В. О.» no Муратов: a surname alone is many people's.

    So is a first name: «Денис» may be no «Фотограф Орлов Денис»; and «Александр» is no «Александра».
    """
    aligned = seen.best.alignment
    if not seen.best.label.name.person:
        said = [word for pair in aligned.pairs for word in pair.label if word.kind == "core"]
        if any(p.how == "ending" and is_first(p.caller[0].text) and is_first(p.label[0].text) for p in aligned.pairs):
            return True
        return bool(unsaid(seen)) and bool(said) and all(is_first(word.text) for word in said)
    other = any(pair.how == "ending" for pair in aligned.pairs) and not any(
        is_patronymic(word.text) for pair in aligned.pairs for word in pair.caller
    )
    return other or bool(aligned.label_alone)


def unsaid(seen: Sight) -> list[Word]:
    """The telling words of a card's name that were not said: «трансгаз» may be Уфа's or Томск's."""
    if seen.best.name.generic:  # who says «школа № 7» leaves out the rest of its name
        return []
    of_place = {m.text for m in seen.best.label.name.places if m.adjective or m.strong}
    return [
        word
        for word in seen.best.alignment.label_alone
        if (word.kind == "core" and weigh(word, seen.directory.rarity) > EXTRA)
        or word.weight == TRADE
        or (word.kind == "place" and word.text in of_place)
    ]


def is_word_of_several_unsaid(seen: Sight) -> bool:
    """A telling word was not said, and what was said is another's as well: a sister's, or the bare name of a parent."""
    return bool(unsaid(seen)) and bool(sharers(seen))


def sharers(seen: Sight) -> list[tuple[str, str, str]]:
    """Family, client and group of other entries whose name holds all that was said of the best one's."""
    own = seen.best.label
    said = [pair for pair in seen.best.alignment.pairs if any(w.kind in ("core", "weak", "number") for w in pair.label)]
    if not said:
        return []
    found = {
        (s.label.family, s.label.client_id, s.label.group_id)
        for s in seen.all
        if _explained(s, ALIKE) >= _explained(seen.best, 0.0)
    }
    bearing: set[int] | None = None
    for word in (word for pair in said for word in pair.label if word.kind == "core"):
        numbers = seen.directory.by_word.get(word.fold, (0, ()))[1]
        bearing = set(numbers) if bearing is None else bearing & set(numbers)
    labels = (seen.directory.labels[number] for number in sorted(bearing or ()))
    if digits := {word.fold for pair in said for word in pair.label if word.kind == "number"}:
        labels = (label for label in labels if digits <= set(label.name.numbers))  # ГКБ 15 is no sister's
    found |= {(label.family, label.client_id, label.group_id) for label in labels if label.family != seen.without}
    return sorted(found - {(own.family, own.client_id, own.group_id)})


def _explained(scored: Scored, alike: float) -> frozenset[str]:
    """The naming words of the caller that a label explains, by words that alike at least."""
    return frozenset([word.text for word in scored.explained(alike) if word.kind in ("core", "weak", "number")])


def is_place_unsaid(seen: Sight) -> bool:
    """The place or the trade was not said that tells one plant from another: Челябинский трубопрокатный завод."""
    if seen.city and seen.city in seen.best.label.cities:
        return False
    if trade_of_place_unsaid(seen.best):
        return True
    of_place = {m.text for m in seen.best.label.name.places if m.adjective} | marked_places(seen.best.label.name)
    return any(
        word.text in of_place if word.kind == "place" else word.kind == "core" and bool(place_key(word.text))
        for word in seen.best.alignment.label_alone
    )


def is_tail_unsaid(seen: Sight) -> bool:
    """The word before a hyphen was said alone, which may be a parent's name: «Ростелеком» is no «Ростелеком-ЦОД»."""
    said = {word.fold for pair in seen.best.alignment.pairs for word in pair.label}
    left = {word.fold for word in seen.best.alignment.label_alone if word.kind in ("core", "place", "number")}
    return any(
        fold(first) in said and fold(second) in left for first, second in _JOINED.findall(plain(seen.best.label.text))
    )
