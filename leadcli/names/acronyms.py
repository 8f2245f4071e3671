"""Acronyms of names: ЯШЗ for Ярославский шинный завод, and ТВСЗ, where a compound word gives two letters.

A word gives its first letter; a compound with a linking vowel (вагон-о-строительный, гидр-о-металлургический) may
also give the first letter of its second root. What no run of words gives letter by letter is found apart, and is a
reason to ask: capitals within a word (ЖДЭ, ЖелДорЭкспедиция), roots written together (УВЗ, Уралвагонзавод), a
beginning with the other words' letters (СинТЗ, Синарский трубный завод).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache

from leadcli.names.scripts import is_cyrillic, plain
from leadcli.names.words import exact

LINKS = "оеи"
NO_ROOT = "аеиоуыэюяйьъ"  # letters with which no second root begins
AFTER_O_E = "аэ"  # of those, the ones with which it may after о and е: водоактив, теплоэнерго
LEAST_ROOT, LEAST_REST = 2, 5  # letters of a first root, and of what follows it
MOST_OPTIONS = 4
MOST = 64
LONGEST = 7
LEAST_ROOT_LISTED = 3  # letters of a root that is listed: дор
LEAST_COMPOUND = 7  # letters of a word of several roots
LEAST_OTHER = 4  # letters of a first root that is not listed: Свердловск-авто-дор
MOST_ENDING = 5  # letters after the last root: средне-урал-ьский, жел-дор-экспедиц-ия
LEAST_OF_ROOTS = 3  # letters of an acronym of roots: УВЗ
BEGINNING = (2, 3)  # letters of a first word in ЛиАЗ, СинТЗ


@lru_cache(maxsize=65536)
def initials(word: str) -> tuple[str, ...]:
    """What a word may give to an acronym: its first letter, or with a letter of its second root."""
    if not is_cyrillic(word):
        return (word[:1],)
    found = [word[0]]
    for place in range(LEAST_ROOT, len(word) - LEAST_REST):
        link, after = word[place], word[place + 1]
        if link in LINKS and (after not in NO_ROOT or (after in AFTER_O_E and link != "и")):
            found.append(word[0] + after)
    return tuple(dict.fromkeys(found))[: MOST_OPTIONS + 1]


def options(word: str) -> tuple[str, ...]:
    """What a word gives to an acronym: a word of two letters gives both."""
    return (word,) if len(word) <= 2 else initials(word)


@lru_cache(maxsize=65536)
def most_given(word: str) -> int:
    """How many folded letters a word gives to an acronym at most: x is heard as two."""
    return len(options(word)[-1]) + ("x" in word[:2])


def acronyms(words: Sequence[str]) -> frozenset[str]:
    """The acronyms that plain words may have, of two letters and more."""
    if not 2 <= len(words) <= LONGEST:
        return frozenset()
    if not all(map(str.isalpha, words)):
        return frozenset()
    given = [options(word) for word in words]
    found = ["".join(parts) for parts in itertools.islice(itertools.product(*given), MOST)]
    return frozenset([acronym for acronym in found if 2 <= len(acronym) <= LONGEST])


_NONE: frozenset[str] = frozenset()
_HUMPS = re.compile(r"(?<!\w)(?:[A-ZА-ЯЁ][a-zа-яё]+){3,}(?!\w)")
_CAPITALS = re.compile("[A-ZА-ЯЁ]")


def of_humps(raw: str) -> frozenset[str]:
    """The capitals of words that are written with several, plain: ЖДЭ of ЖелДорЭкспедиция."""
    return frozenset(plain("".join(_CAPITALS.findall(word))) for word in _HUMPS.findall(raw))


def of_parts(raw: str, words: Sequence[str]) -> frozenset[str]:
    """The acronyms of a name that its words, letter by letter, do not give: of capitals, roots and beginnings.

    ``raw``: the name as written; ``words``: the plain words of it that are no note.
    """
    return of_humps(raw) if raw.isascii() else of_humps(raw) | _of_words(words)


@lru_cache(maxsize=65536)
def roots_of(word: str) -> tuple[str, ...]:
    """The roots that a Cyrillic word is written of, all but the first listed as such; () where it is no such word."""
    if len(word) < LEAST_COMPOUND or not is_cyrillic(word):
        return ()
    known, begun = _roots()
    # Where a root may begin: looked at once, as most words have none.
    places = {place for place in range(2, len(word) - 1) if word[place : place + LEAST_ROOT_LISTED] in begun}
    for end in sorted(places, key=lambda place: (word[:place] not in known, place)):
        listed = word[:end] in known or (word[: end - 1] in known and word[end - 1] in LINKS)
        if (listed or end >= LEAST_OTHER) and (rest := _roots_from(word, end, places)):
            return (word[:end], *rest)
    return ()


@cache
def _roots() -> tuple[frozenset[str], frozenset[str]]:
    """The roots that are listed, and their first letters.

    Words are cut where they stand. What tells nothing of a company is another list (``discovery.telling_words``), of
    which many are too short, or stand within words (бан, дом), to cut by.
    """
    known = exact("compounded")
    return known, frozenset([root[:LEAST_ROOT_LISTED] for root in known])


def _roots_from(word: str, start: int, places: Collection[int]) -> tuple[str, ...]:
    known, begun = _roots()
    for end in range(len(word), start + LEAST_ROOT_LISTED - 1, -1):
        if word[start:end] not in known:
            continue
        if len(word) - end <= MOST_ENDING and word[end : end + LEAST_ROOT_LISTED] not in begun:
            return (word[start:end],)
        for after in (end, end + (word[end : end + 1] in LINKS)):
            if after in places and (rest := _roots_from(word, after, places)):
                return (word[start:end], *rest)
    return ()


def _of_words(words: Sequence[str]) -> frozenset[str]:
    """Of roots written together, and of the beginning of a first word with the letters of the others."""
    if len(words) > LONGEST or not all(map(str.isalpha, words)):
        return _NONE
    letters = ["".join([root[0] for root in roots_of(word)]) for word in words]
    compound, beginning = any(letters), len(words) > 1 and is_cyrillic(words[0])
    if not (compound or beginning):
        return _NONE
    given = [(word[0], roots) if roots else (word[0],) for word, roots in zip(words, letters, strict=True)]
    found = []
    if compound:
        made = map("".join, itertools.islice(itertools.product(*given), MOST))
        found = [acronym for acronym in made if len(acronym) >= LEAST_OF_ROOTS]
    if beginning:
        begins = [words[0][:size] for size in BEGINNING if size < len(words[0])]
        ends = map("".join, itertools.islice(itertools.product(*given[1:]), MOST))
        found += [begin + end for end in ends if len(end) > 1 for begin in begins]
    return frozenset([acronym for acronym in found if len(acronym) <= LONGEST])


def with_initials(words: Sequence[str]) -> Iterator[list[str]]:
    """The plain words of a name with some neighbours by their initials: ТК Банк of Трейд Капитал Банк, GT Bank."""
    for start, end in itertools.combinations(range(len(words) + 1), 2):
        if 1 < end - start < len(words) <= LONGEST:
            yield [*words[:start], "".join([word[0] for word in words[start:end]]), *words[end:]]


def is_acronym(text: str, words: Sequence[str]) -> bool:
    """Whether a plain text is among the ``acronyms`` of plain words, tried word by word without making them all."""
    if not (2 <= len(words) <= LONGEST and 2 <= len(text) <= LONGEST):
        return False
    ends = {0}
    for word in words:
        if not word.isalpha():
            return False
        ends = {end + len(part) for end in ends for part in options(word) if text.startswith(part, end)}
        if not ends:
            return False
    return len(text) in ends
