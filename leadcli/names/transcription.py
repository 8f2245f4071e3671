"""Foreign names as they are written in Russian: Saint-Gobain is Сен-Гобен, Şişecam Шишеджам.

By the rules of practical transcription, language by language (``tables/transcription.json``): what a Russian speaker
writes down follows the sound of the name, not its letters. The language of a name is that of its country, else of its
legal form, else of letters that no other language of the table has.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from leadcli.names.lexemes import Name
from leadcli.names.scripts import is_cyrillic
from leadcli.names.tables import load
from leadcli.names.words import kinds_of

LEAST = 3  # letters of a word that is transcribed
LONGEST_LETTERS = 3  # of a word in capitals that may be letters said one by one
SPOKEN = ("core", "place")
_VOWELS = "aeiouyàâäáãåæéèêëíîïıóôöőõøúùûüűœąęěăỳý"
_CLASSES = {"V": f"[{_VOWELS}]", "K": f"[^\\W\\d_{_VOWELS}]"}  # in a rule: a vowel, a consonant


def languages() -> tuple[str, ...]:
    """The languages whose rules are known."""
    return tuple(load("transcription"))


def language_of(name: Name, country: str) -> str:
    """The language of a name; ``country``: the code of where its bearer is, or ``""``. Empty where none is known."""
    if country:
        return _by_country().get(country, "")
    for form in name.forms:
        if found := _by_form().get(form.kind):
            return found
    letters = set(name.raw.casefold())
    return next((code for code, rules in load("transcription").items() if not letters.isdisjoint(rules["letters"])), "")


def in_russian(name: Name, language: str) -> str:
    """The words of a Latin name, its distinctive ones as Russian would have them; ``""`` where that is none."""
    words = [word for word in name.words if word.kind != "noise"]
    if not language or is_cyrillic(name.raw):
        return ""
    heard = [
        transcribed(word.text, language) if word.kind in SPOKEN and _is_read(word.text, name.raw) else word.text
        for word in words
    ]
    return " ".join(heard) if heard != [word.text for word in words] else ""


def _is_read(word: str, raw: str) -> bool:
    """Whether a word is read as one: no letters with dots or in capitals alone (A-B-C, BMW), no listed word (group)."""
    if len(word) < LEAST or kinds_of(word):
        return False
    return len(word) > LONGEST_LETTERS or (word.upper() not in raw and word in raw.casefold())


@lru_cache(maxsize=16384)
def transcribed(word: str, language: str) -> str:
    """A plain Latin word as Russian writes it; as it is where it has letters that are not the language's."""
    rules = _rules(language)
    composed = unicodedata.normalize("NFC", word)
    found: list[str] = []
    at = 0
    while at < len(composed):
        for letters, pattern, by in rules.get(composed[at], ()):
            if letters:
                end = at + len(letters) if composed.startswith(letters, at) else at
            else:
                rule = _compiled(pattern).match(composed, at)
                end = rule.end() if rule else at
            if end > at:
                found.append(by)
                at = end
                break
        else:
            return word
    heard = "".join(found)
    return heard if len(heard) >= LEAST else word


@cache
def _rules(language: str) -> dict[str, list[tuple[str, str, str]]]:
    """The rules of a language by the letter that each begins with: letters or else a pattern, what they become.

    Most are letters alone: an expression of all of them would take 3 ms to compile, where a call has a few words.
    """
    found: dict[str, list[tuple[str, str, str]]] = {}
    for pattern, by in load("transcription")[language]["rules"]:
        plain = pattern.islower() and pattern.isalpha()
        begins = pattern.partition(")")[2] if pattern.startswith("(?<=") else pattern.lstrip("^")
        found.setdefault(begins[0], []).append((pattern, "", by) if plain else ("", pattern, by))
    return found


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub("[VK]", lambda letter: _CLASSES[letter[0]], pattern))


@cache
def _by_country() -> dict[str, str]:
    return {country: code for code, rules in load("transcription").items() for country in rules["countries"]}


@cache
def _by_form() -> dict[str, str]:
    return {form: code for code, rules in load("transcription").items() for form in rules["forms"]}
