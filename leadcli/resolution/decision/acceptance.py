"""When spelling alone may decide: what a sure answer needs, and what it cannot stand, however good the rest is.

Every veto is a named predicate in one table, so that a benchmark can leave each out and say what it is worth on names
that nobody tuned to (``python -m benchmarks.vetoes``). LAWS are those that hold whatever a model says: a word, number
or place that may make it another company. The others stay only while they are worth something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from leadcli.names import Name, Word, fold
from leadcli.names.lexemes import PLAIN, TRADE
from leadcli.names.notes.persons import is_first, is_patronymic, is_person
from leadcli.names.notes.roles import TITLES
from leadcli.names.scripts import is_cyrillic, plain
from leadcli.names.word_frequencies import commonness, says_a_trade
from leadcli.names.words import is_kind, root
from leadcli.resolution.comparison.alignment import Pair, is_acronym_of, weigh
from leadcli.resolution.comparison.signals import forms_conflict
from leadcli.resolution.comparison.spelling import is_slip
from leadcli.resolution.decision.rivals import (
    is_only_one_here,
    is_partner_unsaid,
    is_word_of_several_unsaid,
    only_shared_words_said,
)
from leadcli.resolution.decision.telling import (
    EXTRA,
    WRITTEN,
    Sight,
    adjective_unsaid,
    bearing_all,
    is_given_name_unsaid,
    is_letter_added,
    is_number_unsaid,
    is_place_unsaid,
    is_remark_unexplained,
    is_tail_unsaid,
    is_territory,
    is_tied,
    is_told,
    kind_unsaid,
    mentions,
    only_common_words_said,
)
from leadcli.resolution.decision.writings import is_another_word
from leadcli.resolution.directory.labels import NAMING, part_acronyms
from leadcli.resolution.scoring.ranking import Scored, before_quotes

LONG = 7  # letters from which one edit does not make another word
SURE_WORD = 0.84  # likeness of a long word that still is surely the same
SURE_CONTEXT = 0.78  # the same where another distinctive word of the name is as it should be
SURE_SOUND, LEAST_SOUND = 0.85, 5  # likeness and letters of a word that is heard the same, beside such a word: «сахор»
SIGNS = 2  # of a name so short that who says them as words is asked
RARE = 0.6  # rarity of such a word: Фортуна, which many firms bear, lends nothing to another word
SHARED, TAIL = "unsaid word of several", "unsaid tail"
OF_SISTERS = {SHARED, TAIL}  # what forbids a card alone: where all whom it may mean are of one group, that is sure


Veto = Callable[[Sight], bool]


def is_sure(seen: Sight) -> bool:
    """Whether spelling alone may decide: likely enough, and nothing that a sure answer cannot stand."""
    return _is_likely(seen) and next(vetoes(seen), None) is None


def _is_likely(seen: Sight) -> bool:
    """Whether the score is enough: the best one's, in any reading; of a group that of any label, as all are of it.

    The only one of its name in the caller's city needs less, unless the team set the cut.
    """
    best, cuts = seen.best, seen.directory.cuts
    if best.score >= cuts.accept:
        return True
    if best.label.of_group and best.score >= cuts.confirm:
        return any(one.score >= cuts.accept and one.family == best.family for one in seen.all)
    if any(one.score >= cuts.accept and one.writing == best.writing for one in seen.all):
        return True
    return not cuts.calibrated and is_only_one_here(seen)


def vetoes(seen: Sight) -> Iterator[str]:
    """The names of the vetoes that hold, in the order of the table."""
    return (name for name, holds in VETOES.items() if holds(seen))


# --- laws -----------------------------------------------------------------------------------------------------------
def is_nothing_said(best: Scored) -> bool:
    """No telling word of the name on file was said: initials, common words, a city, or letters here and there alone.

    A common word that carries a name (Кировский завод) tells nothing without the rest of it.
    """
    alignment, bare = best.alignment, best.label.name.bare
    whole = len(alignment.pairs) > 1 or not alignment.label_alone
    whole = whole and all(word.kind == "weak" for word in alignment.label_alone)  # «Тойота Кунцево», a Тойота Центр
    return not any(
        pair.how != "initial"
        and (pair.how != "spelling" or pair.caller[0].kind != "noise")  # «добрый день» is no Don
        and (whole or pair.caller[0].kind != "place")  # «Шымкент» is no «Шымкент Май»
        and any(_tells(word, whole, bare) for word in pair.label)
        for pair in best.alignment.pairs
    )


def _tells(word: Word, whole: bool, bare: bool) -> bool:
    """Whether a word tells whose a name is: ``whole``, all of it was said; ``bare``, it is of common words alone."""
    if word.kind not in ("core", "person"):
        return word.kind == "number"
    return whole or (len(word.text) > 1 and not (bare and is_kind("weak", word.text)))


def _nothing_said(seen: Sight) -> bool:
    return is_nothing_said(seen.best) or _only_its_city_said(seen.best)


def _only_its_city_said(best: Scored) -> bool:
    """The card's own city alone was said: «Cambridge» is no Cambridge Trust, whatever the tables of places hold."""
    return not best.whole and any(best.said == set(plain(city).split()) for city in best.label.cities)


def added(seen: Sight) -> list[Word]:
    """The caller's words that may make it another company: «Комета Юг» and «Комета Сервис» may be no «Комета».

    Distinctive words, numbers, trades and places, unless the card says the same of itself. A place beside the name of a
    group means one of its companies; beside that of a card it may mean another.
    """
    rarity = seen.directory.rarity
    return [
        word
        for word in seen.best.alignment.caller_alone
        if not is_told(word, seen)
        and (
            word.kind == "number"
            or word.weight == TRADE
            or (word.kind == "core" and weigh(word, rarity) > EXTRA)
            or (word.kind == "place" and _tells_another(word, seen))
            or (word.kind == "person" and is_tied(word, seen))
        )
    ]


def _tells_another(word: Word, seen: Sight) -> bool:
    """Whether a place may be another company's: an adjective always, but of a branch; any other beside a card's name.

    The city of a caller from a group, whose cards say where they stand, tells which of its companies calls.
    """
    label = seen.best.label
    if any(word.kind == "branch" for word in seen.best.alignment.caller_alone):
        return False  # «филиал Марий Эл»; not «Гипермаркет Юг», where the word is the card's own
    if label.of_group and is_territory(word, seen.best.name):
        return False
    if label.of_group or (label.group_id and label.cities and any(m.name == seen.city for m in mentions(word, seen))):
        return any(m.adjective for m in mentions(word, seen))
    return True


def _added_word(seen: Sight) -> bool:
    return bool(added(seen)) or _bears_less(seen)


def _bears_less(seen: Sight) -> bool:
    """Whether another is likely as well who has all, or a word taken for talk: «айфикс про», with iFix Pro on file."""
    best = seen.best
    talk = {word.fold for word in best.name.words if word.kind == "noise"}
    if not (best.added or talk):
        return False
    likely = [one for one in seen.all if one.score >= seen.directory.cuts.accept]
    others = [one for one in likely if one.family != best.family]
    return bool(others) and (
        (best.added and any(one.family != best.family for one in bearing_all(likely)))
        or any(not talk.isdisjoint([word.fold for word in one.label.name.words]) for one in others)
    )


def _only_common_words(seen: Sight) -> bool:
    """Words that many firms may say of themselves were said alone: «автобусный завод» may be no Павловский.

    So is what an office is, with its number: «поликлиника № 2» may be no «Детская поликлиника № 2»; and a noun without
    its adjective: «лосось» may be no «Русский лосось».
    """
    best = seen.best
    city = seen.city
    said = kind_unsaid(best) or adjective_unsaid(best, city) or only_common_words_said(best, city)
    return bool(said) or only_shared_words_said(seen)


def _person_or_company(seen: Sight) -> bool:
    """A person's firm (ИП) on one side, a company by its form on the other."""
    return forms_conflict(seen.best.name, seen.best.label.name)


def _person_said_alone(seen: Sight) -> bool:
    """«Петров» and "Frau Müller" may be anybody: for sure no «Мастерская Петрова», no Müller Maschinenbau.

    Nor is «доктор Левин» for sure the «Клиника доктора Левина». «Шубина» is «Нотариус Шубина», who is so called.
    """
    aligned = seen.best.alignment
    said = [word for pair in aligned.pairs for word in pair.caller]
    titled = any(word.kind == "noise" and word.text in TITLES for word in seen.best.name.words)
    persons = [is_person(word.text) for word in said]
    named = any(persons) and all(is_one or says_a_trade(word.fold) for is_one, word in zip(persons, said, strict=True))
    another = named and any(pair.how == "ending" for pair in aligned.pairs)
    return (titled or another) and any(
        word.kind in ("core", "weak") and len(word.text) > 1 and not (is_first(word.text) or is_patronymic(word.text))
        for word in aligned.label_alone
    )


def _card_elsewhere(seen: Sight) -> bool:
    """A firm that stands alone, in another city; in a group it is another company of the same group."""
    label = seen.best.label
    return bool(seen.city and label.cities) and seen.city not in label.cities and not label.group_id


def _name_of_several_elsewhere(seen: Sight) -> bool:
    """A group's name that unrelated firms bear as well, in a city where none of them is: it may be one more of them."""
    best = seen.best
    if not best.label.of_group or not seen.city or not best.label.cities or seen.city in best.label.cities:
        return False
    namesakes = (one for one in seen.all if one.family != best.family and one.hows == {"same"} and one.whole)
    return best.hows == {"same"} and any(one.said == best.said for one in namesakes)


def _acronym_of_several(seen: Sight) -> bool:
    """An acronym that may be another family's too, or by sound alone, and nothing else that was said tells whose."""
    return any(
        pair.how == "acronym" and (_by_sound(pair) or not _only_one(pair, seen)) for pair in seen.best.alignment.pairs
    )


def _by_sound(pair: Pair) -> bool:
    """Whether the letters are of another script than the words: ПВП, Perella Weinberg Partners."""
    return is_cyrillic(pair.caller[0].text) != is_cyrillic(pair.label[0].text)


def _only_one(pair: Pair, seen: Sight) -> bool:
    directory = seen.directory
    said = len(pair.caller) == 1
    short = pair.caller[0] if said else pair.label[0]
    labels = [directory.labels[i] for i in directory.of_acronym(short.fold)]
    own = {seen.best.label.family}
    families = own & {label.family for label in labels}
    families |= {one.family for one in labels if one.family not in own and _has_letters(short, one.name)}
    # None at all: the acronym itself is on file, or more may have it than are looked up.
    return (families == own if said else families <= own) or _supported(seen)


def _has_letters(short: Word, name: Name) -> bool:
    """Whether a word is the initials of some of a name in those very letters: ПТЗ are none of ПриволжскТехСнаб."""
    words = [word for word in name.words if word.kind in NAMING]
    runs = (words[start:end] for start, end in combinations(range(len(words) + 1), 2))
    return short.text in part_acronyms(name) or any(is_acronym_of(short, run) for run in runs if len(run) > 1)


def _supported(seen: Sight) -> bool:
    """Whether some word beside the name is confirmed by the card."""
    aligned, near = seen.best.alignment, seen.best.label.near
    return any(word.stem in near for word in aligned.remarks if word.kind == "core") or any(
        is_told(word, seen) for word in (*aligned.remarks, *aligned.caller_alone) if word.kind in ("core", "weak")
    )


# --- measured -------------------------------------------------------------------------------------------------------
def _trade_unsaid(seen: Sight) -> bool:
    """«Комета» may be another firm than «Комета Сервис»; ВТБ is Банк ВТБ, whose name begins with what it is."""
    scored = seen.best
    unsaid = [word for word in scored.alignment.label_alone if word.weight == TRADE]
    if scored.label.of_group or before_quotes(scored).issuperset(unsaid):
        return False
    first = next((word for word in scored.label.name.words if word.kind != "noise"), None)
    return not (unsaid == [first] and is_cyrillic(unsaid[0].text)) and not _is_coined(seen)


def _is_coined(seen: Sight) -> bool:
    """Whether a word was said that one family alone bears, and that is of no language: Huawei, but not Comet."""
    directory = seen.directory
    return any(
        word.kind == "core" and commonness(word.fold) == 0 and directory.by_word.get(word.fold, (0, ()))[0] == 1
        for pair in seen.best.alignment.pairs
        for word in pair.label
        if not is_cyrillic(word.text)  # of Russian words the tables hold too few
    )


def _trade_otherwise(seen: Sight) -> bool:
    """«Альфа Трейдинг» may be no «Альфа Трейд»: words that say the same are two where firms tell themselves apart."""
    pairs = [pair for pair in seen.best.alignment.pairs if pair.how in WRITTEN and pair.caller[0].weight == TRADE]
    both = [(pair.caller[0].text, pair.label[0].text) for pair in pairs]
    both = [(one, two) for one, two in both if is_cyrillic(one) and is_cyrillic(two)]
    return any(fold(one) != fold(two) and root(one) != root(two) for one, two in both)


def _short_word_misspelt(seen: Sight) -> bool:
    """A word is spelt otherwise, and is too short, or too unlike, to be the same for sure; or two signs were said."""
    pairs = seen.best.alignment.pairs
    return any(not _well_spelt(pair, seen) for pair in pairs) or _are_two_signs_aloud(seen.best)


def _are_two_signs_aloud(best: Scored) -> bool:
    """Whether a name of one sign or two was said as words: «три жэ» may be no 3Ж."""
    said = [word.text for pair in best.alignment.pairs for word in pair.caller]
    typed = plain(best.name.raw).replace(" ", "")
    return bool(said) and all(len(text) <= SIGNS and text not in typed for text in said)


def _well_spelt(pair: Pair, seen: Sight) -> bool:
    """Whether the words of a pair are one beyond doubt, though they may be written otherwise: only if they are long."""
    if pair.how not in ("spelling", "glued") or pair.caller[0].kind not in ("core", "person"):
        return True
    if pair.label[0].kind == "weak" and is_slip(pair.caller[0], pair.label[0]):
        return True  # завдо for завод: what it tells is told by the rest, or by nothing
    context = any(
        other.how != "spelling"
        and other.caller[0].kind in ("core", "place")
        and len(other.caller[0].fold) > 3
        and seen.directory.rarity(other.label[0].fold) >= RARE
        for other in seen.best.alignment.pairs
    )
    length = min(len("".join(w.fold for w in side)) for side in (pair.caller, pair.label))
    least = SURE_CONTEXT if context else SURE_WORD
    long = LONG - context if pair.alike < SURE_SOUND or not context else LEAST_SOUND
    return pair.alike >= least and (length >= long or pair.alike == 1.0)


def _added_common_word(seen: Sight) -> bool:
    """«Комета Плюс» may be no «Комета»: a common word, but more than any firm may put before its name."""
    scored = seen.best
    return not scored.label.of_group and any(
        word.kind == "weak" and word.weight > PLAIN and not is_told(word, seen)
        for word in scored.alignment.caller_alone
    )


def _initial_of_no_person(seen: Sight) -> bool:
    """A letter was said for a word that is no first name, or the other way round: «Форум Строй» may be no «Ф Строй»."""
    scored = seen.best
    if "initial" not in scored.hows or scored.name.person or scored.label.name.person:
        return False
    pairs = (pair for pair in scored.alignment.pairs if pair.how == "initial")
    return any(not any(is_first(word.text) for word in (*pair.caller, *pair.label)) for pair in pairs)


def _acronym_spelt_otherwise(seen: Sight) -> bool:
    """The caller spells out an acronym in words that are not those on file: Пермская гипсовая is no ПГК."""
    best, directory = seen.best, seen.directory
    family = best.label.family
    if any(
        s.family == family and s.score >= directory.cuts.accept and "acronym" not in s.alignment.hows for s in seen.all
    ):
        return False
    return any(
        pair.how == "acronym"
        and len(pair.label) == 1
        and family in {directory.labels[i].family for i in directory.of_acronym(pair.label[0].fold)}
        for pair in best.alignment.pairs
    )


LAWS: Mapping[str, Veto] = {
    "nothing said": _nothing_said,
    "added word": _added_word,
    "added letter": is_letter_added,
    "unsaid number": is_number_unsaid,
    "unsaid given name": is_given_name_unsaid,
    SHARED: is_word_of_several_unsaid,
    "unsaid place": is_place_unsaid,
    TAIL: is_tail_unsaid,
    "unsaid partner": is_partner_unsaid,
    "only common words": _only_common_words,
    "person or company": _person_or_company,
    "person said alone": _person_said_alone,
    "card elsewhere": _card_elsewhere,
    "name of several elsewhere": _name_of_several_elsewhere,
    "acronym of several": _acronym_of_several,
}
MEASURED: Mapping[str, Veto] = {
    "remark": is_remark_unexplained,
    "unsaid trade": _trade_unsaid,
    "trade otherwise": _trade_otherwise,
    "short word misspelt": _short_word_misspelt,
    "another word": is_another_word,
    "added common word": _added_common_word,
    "initial of no person": _initial_of_no_person,
    "acronym spelt otherwise": _acronym_spelt_otherwise,
}
VETOES: dict[str, Veto] = {**LAWS, **MEASURED}
