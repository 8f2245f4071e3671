"""Words that many firms may say of themselves: a trade, its adjective, what an office is, a place's adjective."""

from __future__ import annotations

from leadcli.names import Word, fold
from leadcli.names.inflection import is_adjective, may_be_of_a_place
from leadcli.names.lexemes import PLAIN
from leadcli.names.scripts import plain
from leadcli.names.word_frequencies import commonness, says_a_trade
from leadcli.names.words import is_kind
from leadcli.resolution.decision.quotes import quoted_said
from leadcli.resolution.scoring.ranking import Scored

COMMON = 0.5  # commonness of a word that tells of nobody in particular
DESCRIPTIVE = 0.6  # what an adjective is taken to have: the tables of words hold few
ADJECTIVAL = ("ый", "ий", "ой", "ая", "яя", "ое", "ые")  # ends of an adjective before the noun of a name


def commonness_said(word: Word) -> float:
    """How common a word is in names, 0 to 1; a trade, its adjective, or a word listed as weak, is as common as any."""
    trade = (is_adjective(word.text) and not may_be_of_a_place(word.text)) or says_a_trade(fold(word.text))
    usual = trade or word.kind == "weak" or is_kind("business", word.text)
    return max(DESCRIPTIVE, commonness(word.fold)) if usual else commonness(word.fold)


def only_common_words_said(best: Scored, city: str) -> bool:
    """Words that many firms may say of themselves were said alone, and one that tells as much or more was not.

    «автобусный завод» is not for sure the Павловский, "the bakery" no Bakery Miller; «Федеральная пассажирская
    компания», which has no other words, is said only if all are. ``city``: the caller's, or ``""``.
    """
    said = [word for pair in best.alignment.pairs for word in pair.label]
    if not said or any(word.kind not in ("core", "weak") for word in said):
        return False
    if (city and city in best.label.cities) or len(quoted_said(best)) > 1:
        return False
    least = min(map(commonness_said, said))
    if least < COMMON:
        return False
    alone = [word for word in best.alignment.label_alone if word.weight > PLAIN]
    if any(word.kind == "place" or (word.kind == "core" and commonness_said(word) <= least) for word in alone):
        return True
    one = sum(word.kind == "core" for word in said) == 1
    return one and bool(alone) and all(commonness_said(word) >= COMMON for word in best.label.name.words)


def adjective_unsaid(best: Scored, city: str) -> bool:
    """Whether a noun was said alone, without the adjective before it: «лосось» may be no «Русский лосось».

    A санаторий is no adjective. ``city``: the caller's, or ``""``.
    """
    words = best.label.name.words
    said = [word for pair in best.alignment.pairs for word in pair.label]
    if len(said) != 1 or said[0].kind != "core" or said[0] not in words[1:] or (city and city in best.label.cities):
        return False
    before = words[words.index(said[0]) - 1]
    adjective = before.kind == "core" and before.text.endswith(ADJECTIVAL) and not says_a_trade(before.fold)
    return adjective and f"{before.text} {said[0].text}" in plain(best.label.text)


def kind_unsaid(best: Scored) -> list[Word]:
    """The words that say which kind of office it is (детская поликлиника № 2), where its type and number were said.

    They stand before the number; after it stands whose name it has, which people leave out, as they do городская.
    """
    words = best.label.name.words if best.name.generic else ()
    number = next((place for place, word in enumerate(words) if word.kind == "number"), 0)
    return [
        word
        for word in best.alignment.label_alone
        if word.kind == "core" and word in words[:number] and not is_kind("weak", word.text)
    ]


def trade_of_place_unsaid(best: Scored) -> bool:
    """Of a name only a place's adjective was said: «Павловский завод», «Ленинский район», «Невский».

    They are not for sure the Павловский автобусный, «Ленинский путь», Невский завод.
    """
    said = [word for pair in best.alignment.pairs for word in pair.label if word.kind != "weak"]
    return (
        bool(said)
        and all(word.kind in ("core", "place") and may_be_of_a_place(word.text) for word in said)
        and any(word.kind == "core" or word.weight > PLAIN for word in best.alignment.label_alone)
    )
