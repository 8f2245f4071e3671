"""Who else may be meant as well as the best, and what tells several apart: a city, a legal form, the whole name.

Of other families, and within the best one's own: a group, the card of a city or of a form, or a new one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leadcli.names import Name, Word, city_of, parse
from leadcli.names.inflection import is_adjective
from leadcli.names.legal_forms import family as form_family
from leadcli.names.lexemes import PLAIN
from leadcli.names.scripts import is_cyrillic, plain
from leadcli.names.words import exact, is_kind
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.comparison.alignment import nameable, total
from leadcli.resolution.decision.identifier_match import differing, entity_numbers
from leadcli.resolution.decision.telling import (
    ALIKE,
    WRITTEN,
    Sight,
    is_told,
    mentions,
    said_exactly,
    same_letters,
    sharers,
    sounds_same,
    unsaid,
)
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.scoring.boosted_trees import log_odds
from leadcli.resolution.scoring.ranking import Scored, precedence

_AND = r"(?<![^\W_])([^\W_]+)(?:,|\s?&| (?:и|і|and|und|et|y|e|en|i)\b)+\s?([^\W_]+)"  # words joined by one
_NAMED = re.compile(r"\d[^\W\d]+")  # a digit with letters, folded
SO_CALLED = ({"same"}, {"acronym"})  # in which ways a card may be the only one of its name in a city
GAP = 1.5  # log-odds by which the best must be likelier than the best of another family
LONGEST_TYPE = 4  # letters of what people leave out before a name: НК, ПО, РКЦ
LEAST_BEGUN = 3  # letters of a word that was cut short
NEAR_SCORE = 0.5  # within which labels of one family are compared by how much they explain
SAME_SHARE = 0.02  # of a label that was said, within which two labels fit alike


def rivals(top: Scored, scored: list[Scored], directory: Directory) -> list[Scored]:
    """The best of each other family that fits about as well as the best of all."""
    families: dict[str, Scored] = {}
    same, part, confirm = sounds_same(top), _said_in_part(top), directory.cuts.confirm
    said = top.said if top.whole or same_but_for_type(top) else None
    for found in scored:
        likely = found.score >= confirm
        if not (likely or part or (said is not None and found.said == said)) or found.family in families:
            continue
        if likely or (part and _as_full(found, top)) or _is_namesake(found, top):
            families[found.family] = found
    if len(families) == 1:
        return []
    del families[top.family]
    families = {family: rival for family, rival in families.items() if not _of_another_word(rival, top)}
    best = log_odds(top.score)
    return [
        rival
        for rival in families.values()
        if best - log_odds(rival.score) < GAP
        or _as_full(rival, top)
        or (sounds_same(rival) and (same or rival.score >= directory.cuts.accept))
        or _is_namesake(rival, top)
    ]


def _of_another_word(rival: Scored, top: Scored) -> bool:
    """Whether of this one nothing was said, or a part, in other words than the best's or in fewer; that was said whole.

    «РЖД Интернешнл» is not ДХЛ Интернешнл, Air France not Delta Air Lines.
    """
    theirs = rival.said
    if not theirs:
        return rival.score < top.score
    ours = top.said
    if not top.whole or "acronym" in top.hows or not (theirs < ours or theirs.isdisjoint(ours)):
        return False
    return any(word.kind == "core" for word in rival.alignment.label_alone)


def _is_namesake(scored: Scored, top: Scored) -> bool:
    """Whether of this one as much was said as of the best, and of both the whole name but for its type."""
    return scored.said == top.said and same_but_for_type(scored) and (top.whole or same_but_for_type(top))


def same_but_for_type(scored: Scored) -> bool:
    """Whether all was said of a card but what people leave out before its name, or its country.

    That is what is short (РКЦ «Прогресс»), or stands before a name that has quotes of its own («Аптека «Айболит»»).
    """
    if scored.whole or not scored.hows <= WRITTEN or not scored.whose[0]:
        return False
    aligned = scored.alignment  # only now: it reads the whole label
    words = scored.label.name.words
    said = [pair.label[0] for pair in aligned.pairs]
    begins = words.index(said[0]) if said and said[0] in words else 0
    quoted = bool(begins) and f'"{said[0].text}' in plain(scored.label.text)
    return all(
        (word.kind == "place" and not is_adjective(word.text))
        or (word in words[:begins] and is_cyrillic(word.text) and (quoted or _is_a_type(word)))
        for word in aligned.label_alone
    )


def _is_a_type(word: Word) -> bool:
    """Whether a word says what a firm is: a short one (НК, РКЦ), its trade (пекарня), or one made of it (племзавод)."""
    text = word.text
    made = any(is_kind("weak", text[start:]) for start in range(LEAST_BEGUN, len(text) - LONGEST_TYPE))
    return len(text) <= LONGEST_TYPE or made or is_kind("business", text)


def _as_full(scored: Scored, top: Scored) -> bool:
    """Whether this one explains all that the best does of a name that is not whole: школа № 7, ИП Захарова Е.Н.

    Nor is one of which the number alone was not said: Хлебозавод № 5 and Хлебозавод № 22.
    """
    part = top.name.generic or top.name.person or (_but_for_number(top) and _but_for_number(scored))
    return part and explained(scored, ALIKE) > explained(top, ALIKE) - 0.05


def _said_in_part(top: Scored) -> bool:
    """Whether the best is such that another may explain as much; see ``_as_full``."""
    return top.name.generic or top.name.person or _but_for_number(top)


def _but_for_number(scored: Scored) -> bool:
    alone = scored.alignment.label_alone
    return bool(alone) and all(word.kind == "number" for word in alone)


def in_city(tied: list[Scored], heard: ParsedCaller, directory: Directory) -> list[Scored]:
    """Of several that fit equally, the one in the caller's city, if there is just one and its spelling is no worse."""
    there = [s for s in tied if is_here(s, heard.city)]
    return there if len(there) == 1 else tied


def is_here(scored: Scored, city: str) -> bool:
    """Whether a card stands in the caller's city; where none was told, in one that a word of its name may be."""
    if city:
        return bool(scored.figure("city_agrees")) if scored.found else city in scored.label.cities
    return any(m.name in scored.label.cities for m in scored.name.places if not m.adjective)


def is_elsewhere(scored: Scored, city: str) -> bool:
    """Whether a card, not a group, stands in another city than the caller's."""
    if not city or not scored.whose[0]:
        return False
    if scored.found:  # the core has looked, so that the label need not be read
        return bool(scored.figure("city_conflict"))
    cities = scored.label.cities
    return bool(cities) and city not in cities


def the_one_meant(tied: list[Scored], heard: ParsedCaller, directory: Directory) -> list[Scored]:
    """Of several that fit equally, the one that the rest of what was said tells, if it is one; else all of them."""
    return next(
        (one for one in (in_city(tied, heard, directory), _begun(tied), _of_form(tied)) if len(one) == 1), _exact(tied)
    )


def is_word_of_several_unsaid(seen: Sight) -> bool:
    """A telling word was not said, and what was said is another's as well: a sister's, or the bare name of a parent."""
    return bool(unsaid(seen)) and bool(sharers(seen))


def only_shared_words_said(seen: Sight) -> bool:
    """What kind of house it is was said, and beside it words that several others bear: not whose it is.

    «Leicester University» is not for sure University Hospitals of Leicester, with Leicester City Council on file.
    """
    best, bearers = seen.best, seen.directory.by_word
    said = [word for pair in best.alignment.pairs for word in pair.label]
    kinds = [word for word in said if is_kind("business", word.text)]
    if best.label.of_group or not kinds or not any(is_kind("business", w.text) for w in best.alignment.label_alone):
        return False
    return all(word in kinds or word.kind == "weak" or bearers.get(word.fold, (0, ()))[0] > 1 for word in said)


def is_partner_unsaid(seen: Sight) -> bool:
    """Of names that stand side by side one was said: «Баланс» may be no «Баланс и право», Müller no Müller & Roth.

    «Ромашка и партнёры» is «Ромашка», and what any firm may be is no name.
    """
    aligned = seen.best.alignment
    said = {word.text for pair in aligned.pairs for word in pair.label}
    core = [word.text for word in aligned.label_alone if word.kind == "core"]
    left = {text for text in core if text not in exact("kin") and not is_kind("weak", text)}
    joined = re.findall(_AND, plain(seen.best.label.text)) if left else ()
    return any((one in said and two in left) or (two in said and one in left) for one, two in joined)


def numbers_that_tell(numbers: Sequence[str], others: Sequence[str]) -> set[str]:
    """The numbers that may tell one from another: 1С is a name beside other numbers, «3e secteur» none beside 2e."""
    letters = {number[1:] for number in others}
    return {number for number in numbers if not _NAMED.fullmatch(number) or number[1:] in letters}


def is_only_one_here(seen: Sight) -> bool:
    """Whether of all who bear the name that was said this card alone stands in the caller's city.

    «Парус», Волгоград; НТК, Новосибирск, by its own name or its initials; of «поликлиника 4» that it is of the city
    need not be said. With namesakes it shares the likelihood; without it must be worth a question.
    """
    best, label = seen.best, seen.best.label
    if not best.whose[0] or best.hows not in SO_CALLED or (seen.city and not is_here(best, seen.city)):
        return False  # most are elsewhere: their labels are not read for it
    beside = best.alignment.caller_alone
    city = seen.city or next((m.name for word in beside for m in mentions(word, seen) if not m.adjective), "")
    if not city or city not in label.cities:
        return False
    if any(m.kind == "city" and not m.adjective and m.name != city for m in best.name.places):
        return False
    said, named = ({form_family(form.kind) for form in name.forms} for name in (best.name, label.name))
    if said and named and said.isdisjoint(named):
        return False  # «ООО «Заря»», where the СПК is here
    alone, name = best.alignment.label_alone, [word for pair in best.alignment.pairs for word in pair.caller]
    typed = any(word.kind == "core" for word in name) and same_but_for_type(best)  # «Костанай» is no «Бест Костанай»
    if any(not is_kind("weak", word.text) or not best.name.generic for word in alone) and not typed:
        return False
    if not all(mentions(word, seen) and is_told(word, seen) for word in beside):
        return False
    alike = (one for one in seen.all if one.said == best.said and one.family != best.family)
    namesakes = [one for one in alike if one.whole or same_but_for_type(one)]
    if not namesakes and best.score < seen.directory.cuts.confirm:
        return False
    return all(one.label.cities and city not in one.label.cities for one in namesakes)


def is_misread(scored: Scored) -> bool:
    """Whether short words were taken for others that fold to the same: ПТЗ is no ПТС."""
    pairs = scored.alignment.pairs if scored.hows == {"writing"} else ()
    return any(not same_letters(pair.caller[0].text, pair.label[0].text) for pair in pairs)


def _exact(tied: list[Scored]) -> list[Scored]:
    """Of several that fit equally, the one whose name was said exactly, if it is the only one."""
    whole = [s for s in tied if said_exactly(s) and "initial" not in s.alignment.hows]
    if len(whole) == 1 and whole[0].name.person and all(len(word.text) > 1 for word in whole[0].name.words):
        return whole  # first name and patronymic were said in full
    exact = [s for s in tied if said_exactly(s) or sounds_same(s)]
    if any(map(same_but_for_type, tied)):
        return tied
    if len(exact) != 1 or exact[0].name.generic or ("writing" in exact[0].hows and exact[0] is not tied[0]):
        return tied  # White folds to Whyte: of Anderson Whyte and Andersen White both are apart by a letter
    return exact


def _of_form(tied: list[Scored]) -> list[Scored]:
    """Of several of one name, but for its type, the one that has the legal form that was said: СПК «Заря», not ООО.

    A name with its type and without a form may have any («Племзавод Заря»).
    """
    forms = {form_family(form.kind) for form in tied[0].name.forms}
    keys = {one.label.name.key for one in tied}
    typed = [one for one in tied if same_but_for_type(one)] if len(keys) > 1 else []
    keys.difference_update([one.label.name.key for one in typed])
    if not forms or len(keys) > 1 or not all(one.label.name.forms for one in typed):
        return tied
    fitting = [one for one in tied if forms & {form_family(form.kind) for form in one.label.name.forms}]
    return fitting if len(fitting) == 1 else tied


def _begun(tied: list[Scored]) -> list[Scored]:
    """Of several that fit equally, the one whose words the caller's begin, if it is one alone: «Тихв. вагоностр.»."""
    begun = [one for one in tied if _begins(one)]
    return begun if len(begun) == 1 else tied


def _begins(scored: Scored) -> bool:
    if not scored.added:
        return False
    theirs = [word.text for word in scored.alignment.label_alone]
    return all(
        len(word.text) >= LEAST_BEGUN and any(text.startswith(word.text) for text in theirs)
        for word in scored.alignment.caller_alone
    )


def explained(scored: Scored, alike: float = 0.0) -> float:
    """The share of the caller's words, by weight, that a label explains, by words that alike at least."""
    whole = total([word.weight for word in nameable(scored.name)])
    return total([word.weight for word in scored.explained(alike)]) / whole if whole else 0.0


# --- within a family -------------------------------------------------------------------------------------------------
def city_beside(family: list[Scored], heard: ParsedCaller) -> str:
    """The caller's city, but for one that was only read of the name: «Кировский завод» may stand anywhere."""
    if heard.caller.city or not heard.city:
        return heard.city
    whole = [s for s in family if s.whole and not s.alignment.caller_alone]
    named = any(s.label.of_group for s in whole)
    if not named and (with_place := [s for s in whole if s.label.name.places]):
        named = all(is_elsewhere(s, heard.city) for s in with_place)
    return "" if named and not any(w.kind == "place" for w in family[0].alignment.remarks) else heard.city


def is_reading_of(scored: Scored, top: Scored) -> bool:
    """Whether it is the best one's name as it is written, of which as much was said.

    Another reading, of look-alikes or by ear, is no other name: what forbids it as it is written forbids it in all.
    """
    if scored.hows != {"same"} or scored.label.text != top.label.text or len(scored.said) != len(top.said):
        return False
    return len(scored.alignment.caller_alone) == len(top.alignment.caller_alone)


def another_named(family: list[Scored], same: list[Scored], here: list[str]) -> bool:
    """Whether the cards of the caller's city leave a place unexplained, and another card bears all that was said.

    «Гранит Казахстан» from Тула: the «Гранит» of Тула, or the one that is called so.
    """
    named = any(s.whose[0] and s.whose[0] not in here and said_exactly(s) for s in family)
    own = (s for s in same if s.whose[0] in here)
    return named and all(any(word.kind == "place" for word in s.alignment.caller_alone) for s in own)


def shared_by_sisters(seen: Sight) -> str:
    """The group whose companies alone bear all that was said, where it leaves open which of them calls; else ``""``."""
    own, others = seen.best.label, sharers(seen) if unsaid(seen) else []
    if not others or any(family != own.family for family, _, _ in others):
        return ""
    same = all(group_id == own.group_id for _, _, group_id in others)
    return own.group_id if same else seen.directory.book.root(own.group_id).id


def closest(top: Scored, family: list[Scored], city: str) -> list[Scored]:
    """The labels of a family that fit best: about as likely, explaining most of what was said, and said most."""
    if len(family) == 1:
        return family
    nothing = not top.alignment.pairs  # it is like the name as a text alone: another writing may tell why
    near = [s for s in family if nothing or top.score - s.score < NEAR_SCORE]
    if any(not s.whose[0] for s in near):  # a card elsewhere does not speak for a caller from here
        near = [s for s in near if not is_elsewhere(s, city)] or near
    shares = [explained(s) for s in near]
    most = max(shares)
    fullest = [s for s, share in zip(near, shares, strict=True) if most - share < 1e-6]
    if top.alignment.pairs and "spelling" not in top.alignment.hows:
        fullest = [s for s in fullest if "spelling" not in s.alignment.hows] or fullest
    said = [_said_share(s) for s in fullest]
    best = max(said)
    fitting = [s for s, share in zip(fullest, said, strict=True) if best - share < SAME_SHARE]
    # Which writing of one name is the likeliest says little: the one that the user will recognise.
    most = log_odds(fitting[0].score)
    # Of readings the one that is the same, as it was typed, which alone has variants: KBX, before «квх».
    return sorted(fitting, key=lambda s: (most - log_odds(s.score) >= GAP, precedence(s), *_reread(s)))


def _reread(scored: Scored) -> tuple[bool, bool]:
    """Whether a label had to be read otherwise than it is written to be what was said, and whether the caller had."""
    return scored.hows != {"same"}, not scored.name.variants


def _said_share(scored: Scored) -> float:
    """The share of a label, by weight, that was said."""
    aligned = scored.alignment
    return total(pair.weight * pair.alike for pair in aligned.pairs) / aligned.weight if aligned.weight else 0.0


def is_new(group_id: str, heard: ParsedCaller, city: str, directory: Directory) -> bool | None:
    """Whether the caller is no card of the group: its number or the ``city`` is on none. None: it cannot be told."""
    cards, numbers = list(directory.book.family(group_id)), entity_numbers(heard)
    if numbers and cards and all(differing(numbers, card) for card in cards):
        return True
    if city:
        elsewhere = all(c.city and city_of(c.city) != city for c in cards)
        return True if elsewhere else None
    if heard.country and all(c.country not in ("", heard.country) for c in cards):
        return True
    return None


def so_called(family: list[Scored]) -> list[str]:
    """The cards whose name is what was said, but for words like «компания»."""
    said = (s for s in family if s.label.kind in ("client", "alias") and not s.alignment.caller_alone)
    return list(
        dict.fromkeys(s.label.client_id for s in said if all(w.weight <= PLAIN for w in s.alignment.label_alone))
    )


def by_form(cards: list[str], name: Name, directory: Directory) -> str:
    """The one card that has the caller's legal form, where a group and its cards share the name."""
    forms = {form.kind for form in name.forms}
    own = {i: parse(directory.book.clients[i].name) for i in cards}
    fitting = [i for i in cards if not own[i].branch and forms & {f.kind for f in own[i].forms}]
    return fitting[0] if len(fitting) == 1 else ""
