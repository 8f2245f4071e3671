"""How much a word tells of whose a company is: a name that somebody coined tells all, a word of the language little.

Between both stand words that tell only where something else agrees, for unrelated companies take such names every day:
short ones, most often acronyms (НТК), and ordinary ones (Каскад, surnames, words made of a trade's clippings).
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from leadcli.names import Word
from leadcli.names.fold import fold as folded
from leadcli.names.geography import begins_a_place
from leadcli.names.inflection import in_dictionary, is_adjective, is_an_organisation
from leadcli.names.notes.persons import is_person
from leadcli.names.scripts import is_cyrillic
from leadcli.names.word_frequencies import commonness
from leadcli.names.words import kinds_of
from leadcli.resolution.decision.telling import COMMON

LEAST_OWN = 5  # letters of a coined word; shorter ones are taken for acronyms
LEAST_SAID = 2
RARE = 0.2  # commonness from which a word is somebody else's too: one name in 100,000

# Clippings of which names of a trade are made: Стройинвест, Промтехсервис, Спецмонтаж. They are not the roots that give
# a letter to an acronym (``names.acronyms``): волга and верхне are such, and no clippings, for they tell whose it is.
_CLIPPINGS = frozenset(
    """
авто агро азот алко альянс арт баз бан бизнес био бур быт вагон вент вест вод восток гарант ген гео гермет гиро гор
град груп групп дерево дет диз дом дор жил завод запад защит зерно ин инвест инжиниринг интер информ каб кабель
капитал картон керам ком комплекс комплект конт контакт контракт красн креп крым лес лизинг лифт логист маг маркет
мас мастер маш меб мебель мед мет металл мех мир мол монтаж мост мото мясо наш нефте нефть нов ново норд обл обув
опт орг отдел пак партнер пасс пищ пласт плат плит плюс под пожар пол поли полимер полис поставк пресс прибор принт
прод продукт проект пром промышл проф профи птиц путь резерв рем ремонт ресурс рос рыб сад сантех сахар сбыт сварк
свет связь север сель серв сервис сети сиб сист сити снаб софт соц союз спб спец сталь стан стандарт стекл стил стро
строй супер тара текстиль теле телеком тепл термо тех техн ткан топ торг трак транзит транс трейд труб тур угол ура
урал уют фарм финанс форм фуд хим хлад хлеб холод цемент центр шин эко эксперт экспо экспорт эл электр электро элит
энерго юг юнион
""".split()  # noqa: SIM905
)
_OF_ANOTHER = frozenset(("франшиза", "франшизы", "франчайзи", "franchise", "дилер", "партнер", "партнеры", "partner"))
_KIN = frozenset(("сын", "сыновья", "дочь", "дочери", "брат", "братья", "sons", "son", "brothers", "bros"))
_JOINTS = ("", "о", "е", "и", "а")


class Standing(IntEnum):
    """What a word tells: nothing, something where much agrees, where more agrees, or whose the company is."""

    NOTHING = 0
    ORDINARY = 1
    SHORT = 2
    OWN = 3


def standing(word: Word) -> Standing:
    """What a word of a name tells by itself."""
    return _standing(word.text, word.fold) if word.kind == "core" else Standing.NOTHING


@lru_cache(maxsize=262144)
def _standing(text: str, fold: str) -> Standing:
    if len(text) < LEAST_SAID or not text.replace("-", "").isalpha() or kinds_of(text) or begins_a_place(text):
        return Standing.NOTHING
    common = commonness(fold)
    if is_adjective(text) or common >= COMMON:
        return Standing.NOTHING
    if text in _CLIPPINGS or text in _OF_ANOTHER:
        return Standing.NOTHING
    if len(text) > LEAST_OWN - 1 and text.isascii() and text.endswith("s") and not text.endswith("ss"):
        one = text[:-1]  # a plural is as telling as its singular: foods, systems
        if kinds_of(one) or commonness(folded(one)) >= COMMON:
            return Standing.NOTHING
    if len(text) >= LEAST_OWN and is_an_organisation(text) and (common >= RARE or not is_of_clippings(text)):
        return Standing.OWN  # known beyond its base: северсталь; but no стройинвест, of which there are many
    if (
        is_person(text)
        or in_dictionary(text)
        or is_of_clippings(text)
        or (len(text) >= LEAST_OWN and common >= (0.01 if text.isascii() else RARE))
    ):
        return Standing.ORDINARY
    return Standing.SHORT if len(text) < LEAST_OWN else Standing.OWN


def is_plain(word: Word) -> bool:
    """Whether a word beside a company's own only says what this company of the family does: дизайн, уголь, строй."""
    if is_of_clippings(word.text) or len(word.text) < LEAST_SAID or kinds_of(word.text):
        return True
    if word.text in _KIN:
        return False
    if word.text.isascii():
        return commonness(word.fold) >= RARE
    return in_dictionary(word.text) and not is_adjective(word.text) and not is_person(word.text)


@lru_cache(maxsize=65536)
def is_of_clippings(text: str) -> bool:
    """Whether a plain word is made of a trade's clippings and nothing else: дорстрой, промтехсервис."""
    if not is_cyrillic(text):
        return False
    ends = {0}
    reached = {0}
    while ends:
        after = {
            end + len(piece) + len(joint)
            for end in ends
            for piece in _CLIPPINGS
            if text.startswith(piece, end)
            for joint in _JOINTS
            if text.startswith(joint, end + len(piece))
        }
        ends = after - reached
        reached |= after
    return len(text) in reached
