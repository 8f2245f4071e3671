"""What speaks for and against one candidate, as numbers from 0 to 1: the features of the score, one function's table.

Each signal is a name that a reader of ``coefficients.json`` finds here with its meaning.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Set
from functools import lru_cache

from leadcli.domain.frozen import frozen
from leadcli.names import Name, Word, together
from leadcli.names.legal_forms import family
from leadcli.names.lexemes import PLAIN, TRADE
from leadcli.resolution.comparison.alignment import Alignment, Pair, Rarity, total, weigh
from leadcli.resolution.directory.labels import shortest

SHORT_KEY = 4
NOTHING: Set[str] = frozenset()

SIGNALS: Mapping[str, str] = {
    "caller_covered": "share of the caller's telling words that the candidate explains",
    "label_covered": "share of the candidate's telling words that were said",
    "ngrams": "cosine of the letter trigrams of both names, written together",
    "caller_extra": "the heaviest distinctive word of the caller that the candidate lacks",
    "label_extra": "the heaviest distinctive word of the candidate that was not said",
    "weak_extra": "common words (завод, группа) that only one side has",
    "worst_pair": "how unlike the least alike pair of words is, more for short words",
    "number_conflict": "both have numbers, and they differ",
    "number_missing": "only one side has a number",
    "city_agrees": "the caller's city is the card's",
    "city_conflict": "the card stands in another city",
    "place_conflict": "the names themselves speak of different places",
    "place_extra": "the caller's name has a place adjective that the candidate's has not",
    "remark": "the note says something of the caller that nothing on file explains",
    "support": "the note says something that the card's activity or city confirms",
    "acronym": "an acronym was taken for its words",
    "glued": "words were joined or split",
    "short": "the caller's name is a word of at most four letters",
    "form_conflict": "a person (ИП) on one side, a company on the other",
    "told": "how much the matched words tell in this directory",
}


@frozen
class Circumstance:
    """What is known around the names: the caller's city and the candidate's, and the words that its card explains."""

    city: str = ""
    cities: tuple[str, ...] = ()
    explains: frozenset[str] = frozenset()  # stems of the card's activity, brand and city
    near: frozenset[str] = frozenset()  # stems of the candidate's own other words and its sisters': for remarks
    of_group: bool = False


def signals(caller: Name, label: Name, aligned: Alignment, around: Circumstance, rarity: Rarity) -> dict[str, float]:
    """The signals of one candidate; see SIGNALS."""
    unexplained = [w for w in aligned.remarks if w.stem not in around.near and not explained(w, around)]
    ours = [word for word in aligned.caller_alone if word.kind == "number" or not explained(word, around)]
    if around.of_group:  # «Мется Сервис» is one of Мется: the trade tells which, not whose
        ours = [word for word in ours if word.weight != TRADE]
    adjectives = {m.text for m in label.places if m.adjective} if label.places else NOTHING
    said_adjectives = {m.text for m in caller.places if m.adjective} if caller.places else NOTHING
    theirs = [word for word in aligned.label_alone if word.kind != "place" or word.text in adjectives]
    if caller.generic:  # who says «школа № 7» leaves out the rest of its name
        theirs = [word for word in theirs if word.kind == "number"]
    matched_ours = matched_theirs = all_ours = all_theirs = told = worst = 0.0
    acronym = glued = False
    for pair in aligned.pairs:
        alike = pair.alike
        weight = 0.0
        for word in pair.label:
            heavy = weigh(word, rarity)
            weight += heavy
            matched_theirs += heavy * alike
            all_theirs += heavy
        # A person's name that is the name on file weighs what that does.
        person = any(word.kind == "person" for word in pair.caller)
        said = weight if person else total([weigh(word, rarity) for word in pair.caller])
        matched_ours += said * alike
        all_ours += said
        if pair.how != "place":
            told += min(said, weight) * alike
        worst = max(worst, _unlike(pair))
        acronym = acronym or pair.how == "acronym"
        glued = glued or pair.how == "glued"
    all_ours += _sum(ours, rarity, said_adjectives)
    all_theirs += _sum(theirs, rarity, adjectives)
    caller_covered = matched_ours / all_ours if all_ours else 0.0
    label_covered = matched_theirs / all_theirs if all_theirs else 0.0
    key = _main_key(caller, aligned)
    ngrams = cosine(key, telling_key(label))
    if acronym:  # letters tell nothing of an acronym
        ngrams = max(ngrams, caller_covered * label_covered)
    here = bool(around.city) and around.city in around.cities
    numbers = _numbers(aligned)
    return {
        "caller_covered": caller_covered,
        "label_covered": label_covered,
        "ngrams": ngrams,
        "caller_extra": max(
            [w.weight if caller.generic else weigh(w, rarity) for w in ours if w.kind in ("core", "person")],
            default=0.0,
        ),
        "label_extra": 0.0
        if caller.generic
        else max([weigh(w, rarity) for w in theirs if w.kind == "core"], default=0.0),
        "weak_extra": min(1.0, total([weigh(w, rarity) for w in (*ours, *theirs) if w.kind in ("weak", "branch")])),
        "worst_pair": worst if aligned.pairs else 1.0,
        "number_conflict": float(numbers == "conflict"),
        "number_missing": float(numbers == "missing"),
        "city_agrees": float(here),
        "city_conflict": float(bool(around.city) and bool(around.cities) and not here and not around.of_group),
        "place_conflict": float(places_conflict(caller, label, aligned)),
        "place_extra": float(
            bool(said_adjectives)
            and not caller.branch
            and any(w.kind == "place" and w.text in said_adjectives for w in aligned.caller_alone)
        ),
        "remark": float(_remarked(caller, unexplained)),
        "support": float(supported(aligned, around)),
        "acronym": float(acronym),
        "glued": float(glued),
        "short": float(len(key) <= SHORT_KEY),
        "form_conflict": float(forms_conflict(caller, label)),
        "told": min(1.0, told / 1.5),
    }


def _remarked(caller: Name, unexplained: list[Word]) -> bool:
    """Whether a note adds what nothing explains; what stands beside a branch word (филиал Марий Эл) names a site."""
    if not unexplained:
        return False
    sites = {word.segment for word in caller.words if word.kind == "branch"}
    return any(word.kind in ("core", "number") and word.segment not in sites for word in unexplained)


def explained(word: Word, around: Circumstance) -> bool:
    """Whether the card itself explains a word that its name lacks: by its activity, its brand, its city."""
    return not around.explains.isdisjoint((word.stem, word.fold, shortest(word.fold)))


def supported(aligned: Alignment, around: Circumstance) -> bool:
    """Whether some word beside the name is confirmed by the card."""
    beside = any(word.stem in around.near for word in aligned.remarks if word.kind == "core")
    return beside or any(
        explained(word, around) for word in (*aligned.remarks, *aligned.caller_alone) if word.kind in ("core", "weak")
    )


def places_conflict(caller: Name, label: Name, aligned: Alignment) -> bool:
    """Whether both names speak of places as part of the name, and of different ones: Барнаульский, Ярославский."""
    if not (caller.places and label.places):
        return False
    free = {word.text for word in aligned.label_alone}
    ours = {m.name for m in caller.places if m.adjective or m.strong}
    theirs = {m.name for m in label.places if m.adjective}
    return bool(ours and theirs and not ours & theirs) and any(m.text in free for m in label.places if m.adjective)


def forms_conflict(caller: Name, label: Name) -> bool:
    """Whether one side is a person's firm (ИП) and the other a company by its form."""
    if not (caller.forms and label.forms):
        return False
    ours, theirs = {family(f.kind) for f in caller.forms}, {family(f.kind) for f in label.forms}
    return ("ip" in ours) != ("ip" in theirs)


def _numbers(aligned: Alignment) -> str:
    ours = {w.fold for w in aligned.caller_alone if w.kind == "number"}
    theirs = {w.fold for w in aligned.label_alone if w.kind == "number"}
    if ours and theirs:
        return "conflict"
    return "missing" if ours or theirs else ""


def _unlike(pair: Pair) -> float:
    heavy = max(word.weight for word in pair.caller)
    short = min(len(word.fold) for word in (*pair.caller, *pair.label)) if pair.how == "spelling" else 9
    return (1.0 - pair.alike) * min(1.0, heavy + 0.2) * (1.6 if short <= 5 else 1.0)


def _sum(words: list[Word], rarity: Rarity, adjectives: Set[str]) -> float:
    return total(
        [
            weigh(word, rarity)
            for word in words
            if word.kind != "noise" and (word.kind != "place" or word.text in adjectives)
        ]
    )


def _main_key(caller: Name, aligned: Alignment) -> str:
    """The caller's telling words but remarks and places, written together."""
    apart = {id(word) for word in aligned.remarks} if aligned.remarks else NOTHING
    paired = {id(word) for pair in aligned.pairs for word in pair.caller}
    return together(
        [
            word
            for word in caller.words
            if word.weight != PLAIN
            and (word.kind in ("core", "weak", "number") or id(word) in paired)
            and id(word) not in apart
        ]
    )


def telling_key(label: Name) -> str:
    """The label's words written together, without those that any firm may put before its name."""
    if all(word.weight != PLAIN for word in label.words):
        return label.key
    adjectives = {m.text for m in label.places if m.adjective}
    kept = (w for w in label.words if w.weight != PLAIN)
    return together([w for w in kept if w.kind in ("core", "weak", "number") or w.text in adjectives]) or label.key


@lru_cache(maxsize=65536)
def _grams(key: str) -> tuple[Mapping[str, int], float]:
    padded = f"  {key} "
    counted: dict[str, int] = {}
    for i in range(len(padded) - 2):
        gram = padded[i : i + 3]
        counted[gram] = counted.get(gram, 0) + 1
    return counted, math.sqrt(sum([n * n for n in counted.values()]))


def cosine(one: str, other: str) -> float:
    """The cosine of two keys' letter trigrams, counted without weights."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    (a, size_a), (b, size_b) = _grams(one), _grams(other)
    return sum([a[gram] * b[gram] for gram in a.keys() & b.keys()]) / (size_a * size_b)
