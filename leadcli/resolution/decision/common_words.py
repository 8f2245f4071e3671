"""Which words of a name on file tell whose it is, where others are a trade's, a place's, or any firm's."""

from __future__ import annotations

from itertools import pairwise

from leadcli.names import Name, Word
from leadcli.names.geography import MARKS
from leadcli.names.inflection import is_adjective, may_be_of_a_place
from leadcli.names.lexemes import PLAIN
from leadcli.names.word_frequencies import commonness
from leadcli.resolution.scoring.ranking import Scored

COMMON = 0.5  # commonness of a word that tells of nobody in particular
DESCRIPTIVE = 0.6  # what an adjective is taken to have: the tables of words hold few


def commonness_said(word: Word) -> float:
    """How common a word is in names, 0 to 1; a trade's adjective, or a word listed as weak, is as common as any."""
    trade = is_adjective(word.text) and not may_be_of_a_place(word.text)
    return DESCRIPTIVE if trade or word.kind == "weak" else commonness(word.fold)


def only_common_words_said(best: Scored, city: str) -> bool:
    """Words that many firms may say of themselves were said alone, and one that tells as much or more was not.

    «автобусный завод» is not for sure the Павловский, "the bakery" no Bakery Miller; «Федеральная пассажирская
    компания», which has no other words, is said only if all are. ``city``: the caller's, or ``""``.
    """
    said = [word for pair in best.alignment.pairs for word in pair.label]
    if not said or any(word.kind not in ("core", "weak") for word in said):
        return False
    if city and city in best.label.cities:
        return False
    least = min(map(commonness_said, said))
    if least < COMMON:
        return False
    alone = [word for word in best.alignment.label_alone if word.weight > PLAIN]
    if any(word.kind == "place" or (word.kind == "core" and commonness_said(word) <= least) for word in alone):
        return True
    one = sum(word.kind == "core" for word in said) == 1
    return one and bool(alone) and all(commonness_said(word) >= COMMON for word in best.label.name.words)


def trade_of_place_unsaid(best: Scored) -> bool:
    """«Павловский завод» is not for sure the Павловский автобусный: of a name only a place's adjective was said."""
    said = [word for pair in best.alignment.pairs for word in pair.label if word.kind != "weak"]
    return (
        bool(said)
        and all(word.kind in ("core", "place") and may_be_of_a_place(word.text) for word in said)
        and any(word.kind == "core" and is_adjective(word.text) for word in best.alignment.label_alone)
    )


def marked_places(name: Name) -> set[str]:
    """The places of a name that it calls so: Департамент строительства города Казань."""
    return {after.text for mark, after in pairwise(name.words) if mark.text in MARKS and after.kind == "place"}
