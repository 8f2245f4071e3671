"""What speaks for and against one candidate, as numbers from 0 to 1: the features of the score, one function's table.

Each signal is a name that a reader of ``coefficients.json`` finds here with its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from leadcli.domain.frozen import frozen
from leadcli.names import Name, Word
from leadcli.names.legal_forms import family
from leadcli.names.lexemes import TRADE
from leadcli.names.word_frequencies import commonness
from leadcli.resolution.comparison.alignment import Alignment, Pair, Rarity, total, weigh
from leadcli.resolution.directory.labels import shortest

NOTHING: Set[str] = frozenset()

SIGNALS: Mapping[str, str] = {
    "caller_covered": "share of the caller's telling words that the candidate explains",
    "label_covered": "share of the candidate's telling words that were said",
    "told": "how much the matched words tell in this directory",
    "caller_extra": "the heaviest distinctive word of the caller that the candidate lacks",
    "extra_unusual": "how unusual in companies' names at large the most unusual of these is",
    "label_extra": "the heaviest distinctive word of the candidate that was not said",
    "unsaid_unusual": "how unusual in companies' names at large the most unusual of these is",
    "weak_extra": "common words (завод, группа) that only one side has",
    "worst_pair": "how unlike the least alike pair of words is, more for short words",
    "number_conflict": "both have numbers, and they differ",
    "number_missing": "only one side has a number",
    "city_agrees": "the caller's city is the card's",
    "city_conflict": "the card stands in another city",
    "place_conflict": "the names themselves speak of different places",
    "place_extra": "the caller's name has a place adjective that the candidate's has not",
    "place_unsaid": "the candidate's name has a place that was not said",
    "remark": "the note says something of the caller that nothing on file explains",
    "support": "the note says something that the card's activity or city confirms",
    "acronym": "an acronym was taken for its words",
    "glued": "words were joined or split",
    "initial": "an initial was taken for its word",
    "spelling": "some word is spelt otherwise",
    "script": "some word is written in the other script",
    "form_agrees": "both have the same legal form",
    "form_conflict": "a person (ИП) on one side, a company on the other",
    "of_group": "the name is a group's, not a card's",
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
    all_ours += _sum(ours, rarity, said_adjectives)
    all_theirs += _sum(theirs, rarity, adjectives)
    caller_covered = matched_ours / all_ours if all_ours else 0.0
    label_covered = matched_theirs / all_theirs if all_theirs else 0.0
    here = bool(around.city) and around.city in around.cities
    numbers = _numbers(aligned)
    extra = [w for w in ours if w.kind in ("core", "person")]
    unsaid = [] if caller.generic else [w for w in theirs if w.kind == "core"]
    return {
        "caller_covered": caller_covered,
        "label_covered": label_covered,
        "told": min(1.0, told / 1.5),
        "caller_extra": max([w.weight if caller.generic else weigh(w, rarity) for w in extra], default=0.0),
        "extra_unusual": max([1.0 - commonness(w.fold) for w in extra], default=0.0),
        "label_extra": max([weigh(w, rarity) for w in unsaid], default=0.0),
        "unsaid_unusual": max([1.0 - commonness(w.fold) for w in unsaid], default=0.0),
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
        "place_unsaid": float(any(w.kind == "place" for w in aligned.label_alone)),
        "remark": float(_remarked(caller, unexplained)),
        "support": float(supported(aligned, around)),
        **{how: float(how in aligned.hows) for how in ("acronym", "glued", "initial", "spelling", "script")},
        "form_agrees": float(any(form.kind in {f.kind for f in label.forms} for form in caller.forms)),
        "form_conflict": float(forms_conflict(caller, label)),
        "of_group": float(around.of_group),
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
