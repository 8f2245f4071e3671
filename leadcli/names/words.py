"""Kinds of words: weak ones, words of branches, the noise of a phone note, and words that say the same.

The lists are kept in ``tables/words.json`` and looked up by root (``word_roots.json``, made from it by
``scripts/build_words.py``), so every case form counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from leadcli.names.fold import fold
from leadcli.names.inflection import stem
from leadcli.names.scripts import is_cyrillic
from leadcli.names.tables import load


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """The form under which words are listed: folded and without its case ending."""
    return stem(word, fold(word))


@cache
def exact(kind: str) -> frozenset[str]:
    """The words of a kind as they are written; for short words, whose roots would meet others."""
    return frozenset(load("word_roots")["exact"][kind])


@cache
def sames() -> Mapping[str, str]:
    """Words that say the same in Russian, English and abbreviation: root -> the root that stands for all."""
    found: Mapping[str, str] = load("word_roots")["same"]
    return found


@lru_cache(maxsize=65536)
def same(word: str) -> str:
    """The fold of a plain word, or of the word that stands for it and those that say the same.

    МГТ is no mgt: an abbreviation without a vowel is one in its own letters.
    """
    folded = fold(word)
    if folded in exact("without_vowels") and is_cyrillic(word):
        return folded
    return sames().get(stem(word, folded), folded)


LONGEST_PHRASE = 3


def shorten(words: list[str]) -> list[str]:
    """Set phrases as their everyday abbreviation, in any case: «торговым домом» is ТД, in every name alike.

    English common words without their vowels are those words: SRVCES, TCHNLGY.
    """
    words = [in_full(word) for word in words]
    phrases: Mapping[str, str] = load("word_roots")["phrases"]
    begins = _phrase_begins()
    roots = [root(word) for word in words]
    if begins.isdisjoint(roots):
        return _beside_numbers(words)
    out: list[str] = []
    index = 0
    while index < len(words):
        for size in range(LONGEST_PHRASE if roots[index] in begins else 0, 0, -1):
            short = phrases.get(" ".join(roots[index : index + size]))
            if short:
                break
        else:
            short, size = words[index], 1
        out.append(short)
        index += size
    return _beside_numbers(out)


def _beside_numbers(words: list[str]) -> list[str]:
    """The words, those that say another one beside a number as that: «сад № 14» is a детсад."""
    short: Mapping[str, str] = load("word_roots")["numbered"]
    if short.keys().isdisjoint(words):
        return words
    beside = (words[max(place - 1, 0) : place + 2] for place in range(len(words)))
    return [
        short.get(word, word) if any(map(str.isdigit, near)) else word for word, near in zip(words, beside, strict=True)
    ]


LEAST_CONSONANTS = 4  # of a word that is known without its vowels
_VOWELS = str.maketrans("", "", "aeiou")


@lru_cache(maxsize=65536)
def in_full(word: str) -> str:
    """The English common word that a plain word is without some of its vowels; else the word itself."""
    if len(word) < LEAST_CONSONANTS or not word.isascii() or not word.isalpha():
        return word
    meant = _by_consonants().get(word.translate(_VOWELS))
    if meant is None or meant == word or len(word) >= len(meant) or word in exact("weak"):
        return word
    letters = iter(meant)
    return meant if word[0] == meant[0] and all(letter in letters for letter in word) else word


@cache
def _by_consonants() -> Mapping[str, str]:
    found = {word.translate(_VOWELS): word for word in sorted(exact("weak"), key=len, reverse=True) if word.isascii()}
    return {consonants: word for consonants, word in found.items() if len(consonants) >= LEAST_CONSONANTS}


def talk(words: Sequence[str]) -> set[int]:
    """Which of some words say who calls or what for, and name no company: частное лицо, wrong number."""
    known = _talk()
    roots = list(map(root, words))
    found: set[int] = set()
    for start in range(len(roots)):
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(roots)) + 1):
            if " ".join(roots[start:end]) in known:
                found.update(range(start, end))
    return found


@cache
def _talk() -> frozenset[str]:
    return frozenset(load("word_roots")["talk"])


@cache
def _phrase_begins() -> frozenset[str]:
    return frozenset(phrase.partition(" ")[0] for phrase in load("word_roots")["phrases"])


def is_kind(kind: str, word: str) -> bool:
    """Whether a plain word is listed; words of up to four letters must be listed as they are."""
    return kind in kinds_of(word)


@lru_cache(maxsize=65536)
def kinds_of(word: str) -> frozenset[str]:
    """The kinds under which a plain word is listed."""
    written = _kinds("exact").get(word, _NONE)
    rooted = _kinds("roots").get(root(word), _NONE) if len(word) > 4 else _NONE
    return written | rooted if written else rooted


_NONE: frozenset[str] = frozenset()


@cache
def _kinds(table: str) -> Mapping[str, frozenset[str]]:
    """The kinds of each word that a table lists."""
    found: dict[str, frozenset[str]] = {}
    for kind, words in load("word_roots")[table].items():
        alone = frozenset((kind,))
        for word in words:
            found[word] = found[word] | alone if word in found else alone
    return found
