"""What of a caller's words, and of a name on file, tells whose it is: said, explained by the card, common to many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from leadcli.domain.frozen import frozen
from leadcli.names import Mention, Name, Word, fold
from leadcli.names.geography import MARKS, city_of, is_only_a_place, place_key
from leadcli.names.inflection import is_a_verb, is_adjective, may_be_of_a_place
from leadcli.names.lexemes import PLAIN, TRADE
from leadcli.names.notes.persons import is_first, is_patronymic
from leadcli.names.scripts import digits_as_letters, is_cyrillic, look_alike, plain
from leadcli.names.word_frequencies import commonness, says_a_trade
from leadcli.names.words import is_kind
from leadcli.resolution.comparison.alignment import weigh
from leadcli.resolution.comparison.spelling import SHORTEST, in_russian_letters, with_s
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.labels import shortest
from leadcli.resolution.scoring.ranking import Scored, before_quotes, quoted_said

WRITTEN = frozenset(("same", "writing"))  # ways in which words are one, whatever else is the case
SAID = WRITTEN | {"initial"}
SOUNDING = WRITTEN | {"glued"}
_LETTER = re.compile(r"\b[^\W\d_]\b")
_GLUED = re.compile(r"(?<![\w-])(?:([^\W\d_]{2,})-([^\W\d_])|([^\W\d_])-([^\W\d_]{2,}))(?![\w-])")
ALIKE = 0.9  # likeness from which another's word is the one that was said
EXTRA = 0.2  # weight of a word from which it may make it another company
_HONOURED = re.compile(r"\bим(?:ени)?\b\.?\s*(?:[^\W\d_]\.\s*)*([^\W\d_]{2,})")  # whose name a name bears
_JOINED = re.compile(r"(?<![^\W_])([^\W_]+)-([^\W_]+)")  # words on both sides of a hyphen
COMMON = 0.5  # commonness of a word that tells of nobody in particular
DESCRIPTIVE = 0.6  # what an adjective is taken to have: the tables of words hold few
ADJECTIVAL = ("ый", "ий", "ой", "ая", "яя", "ое", "ые")  # ends of an adjective before the noun of a name
FEW = 3  # cards that bear a word before it tells of nobody in particular
USUAL = 0.3  # commonness of a word that alone tells of nobody: about one name in 30,000
LEAST_WORD = 3  # letters of a word, and of a stem, that may tell of somebody
MOST = 24  # labels that are looked at: more do not come into question at once
LEAST_ROOT = 4  # letters of a word of which others are derived
SOFTENED = {"k": "q", "c": "q", "g": "j", "h": "x"}  # its last letter before a suffix, in folds: молоко, молочный
LEAST_BEGUN = 3  # letters of a word that may be the beginning of the name


@frozen
class Sight:
    """What a veto looks at: the best label, all that were compared, and where the caller is said to be (or ``""``).

    ``without``: a family that is taken to be unknown.
    """

    best: Scored
    all: Sequence[Scored]
    city: str
    directory: Directory
    without: str = ""


def mentions(word: Word, seen: Sight) -> list[Mention]:
    """The places that a word of the caller may be, or be part of: Санкт-Петербург."""
    return [mention for mention in seen.best.name.places if word.text in mention.text.split()]


def is_told(word: Word, seen: Sight) -> bool:
    """Whether the card itself says so: by its activity, brand, city, a place in brackets; or a sister's name does."""
    label = seen.best.label
    if label.of_group and word.kind != "number" and (word.stem in label.near or city_of(word.text) == seen.city):
        return True
    if word.kind == "place":
        places = {*label.cities, *(mention.name for mention in label.name.places if not mention.adjective)}
        if any(mention.name in places for mention in mentions(word, seen)):
            return True
    if word.kind == "number":
        return False
    return not label.told.isdisjoint((word.stem, word.fold, shortest(word.fold))) or _of_one_root(word, label.told)


def _of_one_root(word: Word, told: frozenset[str]) -> bool:
    """Whether what is told is derived of a word: пивоварение of пиво, молочный of молоко."""
    if word.kind != "core" or not is_cyrillic(word.text):
        return False
    roots = [word.fold, word.stem[:-1] + SOFTENED.get(word.stem[-1], word.stem[-1])]
    if word.stem[-2:-1] in ("o", "e") and word.stem[:-2] + word.stem[-1] in told:
        return True  # уголь, угля
    return any(len(root) >= LEAST_ROOT and one.startswith(root) for root in roots for one in told)


def sounds_same(scored: Scored) -> bool:
    """Whether the names are one when they are spoken: the same but for blanks and hyphens (Искра-сталь, Искрасталь)."""
    if not scored.whole or scored.added or not scored.hows <= SOUNDING or _is_another_person(scored):
        return False
    glued = "glued" in scored.hows  # only then is the label read
    return not glued or all(pair.alike == 1.0 for pair in scored.alignment.pairs if pair.how == "glued")


def said_exactly(scored: Scored) -> bool:
    """Whether all words of both names are the same, in this writing or another; an initial stands for its name."""
    return scored.whole and not scored.added and scored.hows <= SAID and not _is_another_person(scored)


def bearing_all(scored: Sequence[Scored]) -> list[Scored]:
    """The labels, best first, that bear all that was said, by the same words as the best of them.

    «Blue Moon» is Blue Moon Café as well as Blue Moon Travel, each with a share of the likelihood.
    """
    found = [one for one in scored if one.said and not one.added]
    return [one for one in found if one.said == found[0].said]


def is_letter_added(seen: Sight) -> bool:
    """A letter that the card lacks is tied to a word of the name: «Комета-С» may be no «Комета»; «с» is a word."""
    told = _GLUED.findall(seen.best.name.raw)
    if not told:
        return False
    said = {word.fold for pair in seen.best.alignment.pairs for word in pair.caller}
    added = {fold(plain(letter or last)) for word, last, letter, rest in told if fold(plain(word or rest)) in said}
    return bool(added) and not added <= set(map(fold, _LETTER.findall(plain(seen.best.label.text))))


def is_tied(word: Word, seen: Sight) -> bool:
    """Whether a word of the caller stands behind a hyphen after one of the name: «Комета-Авиа» speaks of no Авиа."""
    said = {word.text for pair in seen.best.alignment.pairs for word in pair.caller}
    return any(first in said and second == word.text for first, second in _JOINED.findall(plain(seen.best.name.raw)))


# --- what a note says beside the name: after a comma, in brackets ----------------------------------------------------
def is_remark_unexplained(seen: Sight) -> bool:
    """A note says of the caller what nothing on file explains, and no card of its city bears just this name."""
    scored = seen.best
    here = bool(seen.city) and seen.city in scored.label.cities
    if here and scored.label.client_id and said_exactly(scored):
        return False
    of_segment: dict[int, list[Word]] = {}
    for word in scored.alignment.remarks:
        of_segment.setdefault(word.segment, []).append(word)
    sites = {word.segment for word in scored.name.words if word.kind == "branch"}  # «филиал Марий Эл» names a site
    return any(
        _unexplained(words, seen)
        for segment, words in of_segment.items()
        if segment not in sites and not _says_again(words, scored.label.name) and not _is_an_errand(words)
    )


def _is_an_errand(words: Sequence[Word]) -> bool:
    """Whether a remark says what somebody did or wants: «груз потеряли» is no trade."""
    return any(word.kind == "core" and is_a_verb(word.text) for word in words)


def _unexplained(words: Sequence[Word], seen: Sight) -> bool:
    """Whether a remark has a word that nothing explains, or a place where it is a name («Вкус Юг», «Заря»)."""
    names = any(word.kind == "core" for word in words)
    return any(
        (
            word.kind in ("core", "number")
            or word.weight == TRADE
            or (word.kind == "place" and (names or not is_only_a_place(word.text)))
        )
        and word.stem not in seen.best.label.near
        and not is_told(word, seen)
        and not _is_in_brackets(word, seen)
        for word in words
    )


def _is_in_brackets(word: Word, seen: Sight) -> bool:
    """Whether the best one's card says a word in another reading of its name: «Южный замес (франшиза Пиццы)»."""
    best = seen.best
    own = (one for one in seen.all if one.whose == best.whose and one.label.text == best.label.text)
    return any(word.stem in one.label.near for one in own)


def _says_again(words: Sequence[Word], name: Name) -> bool:
    """Whether a remark is the name once more: its initials, its beginning, or letters that look like it (KAMA3)."""
    text = "".join([word.text for word in words])
    alike = digits_as_letters(look_alike(text) or text)
    own = [word for word in name.words if word.kind == "core"]
    return (
        fold(text) in name.acronyms
        or any(len(text) >= LEAST_BEGUN and word.text.startswith(text) for word in own)
        or (bool(alike) and any(fold(alike) == word.fold for word in own))
    )


# --- words that many firms bear --------------------------------------------------------------------------------------
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


def is_territory(word: Word, name: Name) -> bool:
    """Whether a place's adjective says where an office works: «Россельхозцентр по Тульской области»."""
    return any(first.text == "по" and place.text == word.text for first, place in pairwise(name.words))


def marked_places(name: Name) -> set[str]:
    """The places of a name that it calls so: Департамент строительства города Казань."""
    return {after.text for mark, after in pairwise(name.words) if mark.text in MARKS and after.kind == "place"}


def same_letters(ours: str, theirs: str) -> bool:
    """Whether texts that fold to the same are the same: short ones of one script must be, letter for letter."""
    if min(len(ours), len(theirs)) > SHORTEST or is_cyrillic(ours) != is_cyrillic(theirs):
        return True
    return in_russian_letters(ours) == in_russian_letters(theirs)


# --- what was not said of a name on file ------------------------------------------------------------------------------
def is_number_unsaid(seen: Sight) -> bool:
    """«Метро» may be no «Метро 2»."""
    return any(word.kind == "number" for word in seen.best.alignment.label_alone)


def is_given_name_unsaid(seen: Sight) -> bool:
    """«ИП Морозов» may be no «ИП Морозов А. В.», «Муратова В. О.» no Муратов: a surname alone is many people's.

    So is a first name: «Денис» may be no «Фотограф Орлов Денис»; and «Александр» is no «Александра».
    """
    aligned = seen.best.alignment
    if any(pair.how == "initial" and _is_no_given_name(pair.caller[0]) for pair in aligned.pairs):
        return True
    if not seen.best.label.name.person:
        said = [word for pair in aligned.pairs for word in pair.label if word.kind == "core"]
        if any(p.how == "ending" and is_first(p.caller[0].text) and is_first(p.label[0].text) for p in aligned.pairs):
            return True
        return bool(unsaid(seen)) and bool(said) and all(is_first(w.text) or is_patronymic(w.text) for w in said)
    other = any(pair.how == "ending" for pair in aligned.pairs) and not any(
        is_patronymic(word.text) for pair in aligned.pairs for word in pair.caller
    )
    return other or _is_part_of_a_person(seen.best) or _are_initials_exchanged(seen.best)


def _is_part_of_a_person(best: Scored) -> bool:
    """Whether a word of a person's name was not said: of «Галиев Марат» the patronymic need not be.

    Of «Морозов Андрей», of whom there are many, it must.
    """
    said = [word for pair in best.alignment.pairs for word in pair.label]
    full = len(said) > 1 and best.hows <= WRITTEN and all(len(word.text) > 1 for word in said)
    full = full and min(commonness(word.fold) for word in said) < USUAL
    return any(not (full and is_patronymic(word.text)) for word in best.alignment.label_alone)


def _is_no_given_name(word: Word) -> bool:
    """Whether a word whose first letter is an initial on file is no name: «Вологда, Гончарова» is no «В. Гончарова»."""
    return word.kind in ("place", "weak") or bool(place_key(word.text))


def _is_another_person(scored: Scored) -> bool:
    """Whether a person's name was said whose initials are those on file in another order."""
    return scored.name.person and _are_initials_exchanged(scored)


def _are_initials_exchanged(best: Scored) -> bool:
    """«ИП Цой О. А.» may be no «ИП Цой А. О.»."""
    words = best.label.name.words
    said = sorted(best.alignment.pairs, key=lambda pair: best.name.words.index(pair.caller[0]))
    places = [words.index(pair.label[0]) for pair in said if len(pair.caller[0].text) == 1]
    return places != sorted(places)


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
        numbers = {n for fold in with_s(word) for n in seen.directory.by_word.get(fold, (0, ()))[1]}
        bearing = numbers if bearing is None else bearing & numbers
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
    label = seen.best.label.name
    regions = [m.text.split() for m in label.places if m.adjective or m.kind == "region"]  # «Северо-Запад» is two words
    of_place = {word for words in regions for word in words} | marked_places(label)
    honoured = _HONOURED.findall(plain(label.raw))  # «имени Гагарина» is no town
    return any(
        word.text in of_place if word.kind == "place" else word.kind == "core" and _may_be_a_place(word)
        for word in seen.best.alignment.label_alone
        if word.text not in honoured
    )


def _may_be_a_place(word: Word) -> bool:
    """Whether a word is a place among other things, and no trade: a бар is no town of Montenegro."""
    return bool(place_key(word.text)) and not is_kind("business", word.text)


def is_tail_unsaid(seen: Sight) -> bool:
    """The word before a hyphen was said alone, which may be a parent's name: «Ростелеком» is no «Ростелеком-ЦОД»."""
    said = {word.fold for pair in seen.best.alignment.pairs for word in pair.label}
    typed = before_quotes(seen.best)  # a кафе-пекарня is a кафе
    left = {
        word.fold
        for word in seen.best.alignment.label_alone
        if word.kind in ("core", "place", "number") and word not in typed
    }
    return any(
        fold(first) in said and fold(second) in left for first, second in _JOINED.findall(plain(seen.best.label.text))
    )
