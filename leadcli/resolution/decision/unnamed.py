"""Who said no company's name at all is asked for it: a person, an errand, a place or a trade is nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from leadcli.domain.messages import Message, message
from leadcli.fields.cleaners import each_of
from leadcli.fields.domains import company_domain
from leadcli.fields.identifiers import HOSTED
from leadcli.names import Name, Word, fold
from leadcli.names.geography import find, is_only_a_place
from leadcli.names.inflection import in_dictionary, is_a_verb
from leadcli.names.legal_forms import is_form
from leadcli.names.notes.persons import first_names, is_person
from leadcli.names.scripts import plain
from leadcli.names.words import is_kind, talk
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.decision.doubt import called_by_a_place
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.labels import shortest
from leadcli.resolution.scoring.ranking import Scored

LONGEST_WORD = 60  # letters of a word that may be a name: more is no word


def unnamed(heard: ParsedCaller, directory: Directory, near: Sequence[Scored] | None = None) -> Message | None:
    """The question to a caller of whom no name was heard: nothing at all, a legal form, a place, a person, noise.

    So it is if only who calls or what for was said (частное лицо, wrong number, «прорвало трубу»), or a trade alone
    («пекарня»), or with a number that one of the labels ``near`` bears (of «Школа № 1536» it is a name where none
    does); where none are given a trade may be a name. None where some word may be a company's name or is one on file,
    or where a domain tells which it is. A number that is on no card tells nothing: a card may lack its own.
    """
    said = heard.identifiers
    if any(company_domain(address) for kind in HOSTED for address in each_of(said.get(kind, ""))):
        return None
    if called_by_a_place(near or (), heard):
        return None
    place = not heard.name.forms and all(is_only_a_place(word.text) for word in heard.name.words)
    spoken = any(word.kind == "noise" for word in heard.name.words)
    own = {word.text for word in heard.name.words}
    whole = len(_told_of_the_call(heard.name)) == len(heard.name.words)
    for reading in (heard.name, *(() if place else heard.name.variants)):  # Köln, and no Koeln
        letters = sum(word.kind == "core" and len(word.text) == 1 for word in reading.words)
        lettered = letters > 1 and not reading.person  # K&N, and no initials
        if lettered or reading.key in directory.by_key:
            return None
        if reading is not heard.name and (whole or (spoken and own == {word.text for word in reading.words})):
            continue  # «мужчина из Тулы», "John from accounting": the words of calling are no name
        told = _told_of_the_call(reading)
        if any(_may_name(word, reading, near) for place, word in enumerate(reading.words) if place not in told):
            return None
    return message("No company's name was heard: who is calling?")


def is_only_talk(name: Name) -> bool:
    """Whether a set phrase of who calls or what for was said, and nothing else: «частное лицо» is no salon «Лицо»."""
    return 1 < len(name.words) == len(_phrases(name))


def _phrases(name: Name) -> set[int]:
    """Which words of a name, not in quotes and without a legal form, are set phrases of who calls or what for."""
    return set() if name.forms or '"' in plain(name.raw) else talk([word.text for word in name.words])


def _told_of_the_call(name: Name) -> set[int]:
    """Which words of a name say who calls or what for; all, if they are everyday words with a verb among them."""
    words = [word.text for word in name.words]
    sentence = len(words) > 1 and name.raw[1:].islower() and any(map(is_a_verb, words))
    if sentence and not name.forms and '"' not in plain(name.raw) and all(map(in_dictionary, words)):
        return set(range(len(words)))
    return _phrases(name)


def _may_name(word: Word, name: Name, near: Sequence[Scored] | None) -> bool:
    if word.kind != "core" or (name.bare and not name.generic):
        return False
    text = word.text
    if name.forms and not any(other.kind == "noise" for other in name.words):
        return len(text) > 1 and not is_form((text,))  # «ООО «Рита»», «ИП Зуев Г.П.»: a legal form is a company's
    place = any(mention.strong for mention in find(("", text)))  # no word that is a place among other things
    person = is_person(text) or shortest(fold(text)) in _people()
    trade = near is not None and is_kind("business", text) and not _has_its_number(name, near)
    return 1 < len(text) <= LONGEST_WORD and not (place or trade or person or is_form((text,)))


def _has_its_number(name: Name, near: Sequence[Scored]) -> bool:
    """Whether a number stands in the name that none of the labels near bears."""
    said = {word.fold for word in name.words if word.kind == "number"}
    return bool(said) and not any(said & {word.fold for word in one.label.name.words} for one in near)


@cache
def _people() -> frozenset[str]:
    """First names without their endings: «звоните Ирине» names no company."""
    return frozenset(shortest(fold(name)) for name in first_names())
